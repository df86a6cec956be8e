"""Changes read from the page's side: which of its texts are spoken of, what is said of them, what is new.

    grounded("carlos left us, off he goes", held) -> [Wish("unlist", what="Carlos …")]

The clauses of `clauses` are read by what is asked, every word of which has to be known. Here the page comes first: what of
it a sentence speaks of is found by its words (`mentions`), and that tells what can be meant. Other words may be any, as
long as nothing that asks for something is left over.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from gdiff_core.document.outline import visible
from gdiff_core.nano.brief.english import FUNCTION_WORDS
from gdiff_core.nano.brief.facts import read_facts
from gdiff_core.nano.brief.words import key
from gdiff_core.nano.corpus import ACCENTS
from gdiff_core.nano.kinds import kinds
from gdiff_core.nano.reading import Held, Said
from gdiff_core.nano.wishes import beyond
from gdiff_core.nano.wishes.asides import asks, has_verb, is_purpose
from gdiff_core.nano.wishes.clauses import bids, read_clauses, read_loosely
from gdiff_core.nano.wishes.entries import NO_ENTRY, facts_for
from gdiff_core.nano.wishes.exact import text_wish
from gdiff_core.nano.wishes.facts import priced
from gdiff_core.nano.wishes.hours import days, hours
from gdiff_core.nano.wishes.lexer import COLOURS, UNKNOWN, Mended, Token, mended, plain, tokens
from gdiff_core.nano.wishes.parts import added, moved
from gdiff_core.nano.wishes.verbatim import ABBREVIATED, words_for
from gdiff_core.records import Span, Wish

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_GREETING = re.compile(
    r"\A\W*(?:(?:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening|day))\b(?: (?:there|all|team|again|everyone|sir|madam|both|folks|guys)){0,3}\s*[,!.:–-]+\s*)+",
    re.I,
)
_CLOSE = re.compile(
    r"(?:[.,!?\n]\s*|\s+)(?i:(?:many |kind |best |warm |with )*(?:thanks|thank you|thx|regards|wishes|cheers|ta)\b)(?i: (?:in advance|so much|a lot|very much|again|and best \w+|all|team))*(?:[,.]?\s+(?:[A-Z][\w.]*\s*){1,3})?[\s.!]*\Z"
)
_ALWAYS = re.compile(
    r"\A(?:people|customers|everyone|everybody|folks?|guests|clients)\b (?:always|keep|often|all|constantly|ring|call|ask)\b[^,.;!?\n]*[,.;!]+\s*(?:so )?(?=\w)",
    re.I,
)
_CUT = re.compile(
    r"[.!?;\n]+(?=\s|\Z)\s*|,\s+|\s+[-–—]+\s+|\s*[()]\s*|\s+(?=(?:and|but|so|also|then|plus|oh|because|coz|cos|cause|(?:make|take) (?:it|that|them))\b)"
)
_SENTENCE = re.compile(r"[.!?;\n]")
_REMOVE = re.compile(
    r"(?:(?:\A|[,.;]|\b(?:please|pls|can|could|you|to|and|so|should|would|just|i|we|also|then|kindly|must|will|be|been|want|get)) ?)\b"
    r"(?:remove|removed|delete|deleted|drop(?![ -]in\b)|dropped|rid|lose|scrap|bin|ditch|erase)\b"
    r"|\b(?:away with|get rid|taken? (?:\w+ ){0,4}?(?:out|off|down|away)|off|(?<!stand )(?<!stands )(?<!sold )(?<!work )(?<!find )(?<!check )(?<!runs )(?<!ran )out(?! of)|gone|"
    r"(?:can|must|should|has to|have to|needs to) (?:go|come (?:out|off|down)))\b"
)
_ENDED = re.compile(
    r"\A(?:and |but |so |also )?no (?!longer|more)|\b(?:no longer|not \w+ any ?more|any ?more|stop(?:ped)?|no more|discontinued|gave up|given up|finished|dead)\b"
    r"|(?<!\w)(?:dont|don't|doesn't|doesnt|do not|does not) (?:do|sell|offer|make|have|serve|stock|bake) "
)
"""What is said of a thing that is no longer to be had."""
_LEFT = re.compile(
    r"\b(?:went (?:back|home|off|to)|moved (?:to|back|away)|resigned|is on maternity leave|left|leaves|leaving|retired|retires|quit|moved on|gone|no longer|not [\w ]{0,20}any ?more|isn't [\w ]{0,20}any ?more|passed away|off (?:she|he|they) goes?)\b"
)
_IT = re.compile(r"\b(?:it|that|this|them|those|these|he|she|him|her|one|everywhere|there)\b")
_NEW = re.compile(
    r"\b(?:new|add|added|also|too|another|as well|instead|there's|theres|there (?:is|should be)|(?<!the )(?<!our )list|include|put|(?:we|i)(?:'ve| have)?(?: now)? (?:got|have|do|sell|offer|make|serve|bake)(?: now)?|now have)\b"
)
_NOT = r"(?:(?:,|-|–|—|and|but)?\s*\b(?:now )?(?:not|instead of|rather than|no longer|in place of)\b(?: (?:the|our|a|an|at|on|in|just|only))*\s+)"
_SAYS = re.compile(
    r"\s*[,:]?\s*(?:(?:should|must|can|could|shall|will|would|has to|needs to|might|to|now|just|only|simply|rather|instead|please|better)\s+){0,4}"
    r"(?:says|say|reads|read|be called|be|called|becomes?|is|as|so that it reads|->|→|:|=)\s*(?:now |instead |rather |just |simply |so )*[:,]?\s*(?=\S)"
)
_BUTTON = re.compile(
    r"\b(?:(?P<form>(?:button (?:in|on|of|under|below) (?:the|our) (?:contact |sign-?up |newsletter |message )?form|(?:form|contact|send|newsletter|subscribe)(?:'s)? button))"
    r"|(?:(?:big|main|first|top|hero) )?button(?! (?:in|on|of|under|below) (?:the|our) (?:contact )?form)(?: (?:up top|at the top|on top|under the (?:name|heading|title)|text|label))?)"
)
_HEADING = re.compile(
    r"\b(?:heading|headline|title|header)s? (?:over|above|of|for|on|at) (?:the |our )?(?P<of>[\w ]+?)(?= (?:i would|i'd|should|must|to|as|is|be|say|could|can|needs?|would)\b|:)"
)
_CALL = re.compile(r"\bcall (?P<of>them|(?:the|our) [\w ]+?) (?P<v>(?!(?:us|me|for|at|on|and|or)\b)\S[^\n]*)")
_PREFER = re.compile(
    r"\s*(?:i would|i'd|we would|we'd)? ?(?:prefer|like|rather have|want)(?: to read| to be)?\s+(?:as |to be |to say )?"
)
_NAMED = re.compile(
    r"(?P<cue>(?i:got married|married)\W+|(?i:as (?:of|from) [\w ]{2,20}?|from (?:now|today) on|since [\w ]{2,20}?),?\s+)?\b(?:[Ww]e(?:'re| are)|[Ii](?:'m| am)|[Ii]t(?:'s| is|s)|WE'RE)(?: (?:now|officially))*(?P<called> (?:called|named|known as))?\s+"
    r"(?P<v>(?:The |the )?[A-Z][\w'’&.-]*(?: (?:(?:&|and|of|the|de|la|von|van) )*[A-Z][\w'’&-]*)*)(?P<since>\s+(?:now|from now on|from today|since\b|as of\b))?"
)
_ROW_PRICE = re.compile(r"[$£€]\s?\d|\d\s?[$£€]|^free$", re.I)
_SHOWN = re.compile(
    r"\b(?:missing|somewhere|footer|at the (?:very )?bottom|put|show|include|can't find|cant find|add (?:our|the|my) (?:phone )?number|(?:has|have|must|should|ought|needs?) (?:to )?be (?:on|there|at|some))\b(?!.{0,30}\bbutton)"
)
"""How a number is asked for that only has to stand there."""
_STREET = re.compile(
    r"\b\d{1,4}[a-z]?,? (?:[A-Z][\w'’-]+ ){1,4}?(?:[A-Z][\w'’-]+)?(?:,? (?:first|second|third|ground|top) floor)?",
    re.I,
)
_MOVED = re.compile(r"\b(?:moved?|moving|relocated?|address|adress|not|no longer|any longer|now|instead)\b")
_FIRM = (
    "colour",
    "font",
    "money",
    "cents",
    "digits",
    "time",
    "quote",
    "percent",
    "hex",
    "link",
    "corners",
    "space",
    "picture",
)
"""Tags of what nobody says by the way: it has to be used."""
_PLEA = re.compile(
    r"\b(?:please|pls|plz|kindly|can (?:you|we|i)|could (?:you|we|i)|should|must|(?:i|we) (?:want|need)|(?:i|we)(?:'d| would) (?:like|love)|let's|needs? to|has to|have to|call (?:it|us|them)|name (?:it|them))\b"
)
_POLITE = re.compile(
    r"\b(?:can|could|would|will|please|pls|possible|how about|what about|why not|shall|should|mind)\b"
)
_REPEATS = re.compile(
    r"(?:(?:please|pls|kindly|can|could|would|you|we|fix|change|update|correct|adjust|amend|edit|alter|adapt|kindly|wherever|says?|old|new|do|put|take|make|list|show|add|have|get|need|needs|to|be|go|it|them|him|her|his|their|our|stands?|both|that|this|those|"
    r"in|into|on|there|here|everywhere|all|out|off|for|me|us|too|now|right|straight|asap|with|the|rest|others?|page|site|list|menu|places?|name|text|price|answer|title|role|job|address|number|words?|line|accordingly|if|would|one|like|team|section|obviously|as well)\s*)+(?:as (?P<as>[\w' -]+))?(?:or (?:she|he|they|else|i).*)?[\s.!?]*"
)
_INTERJECTED = frozenset(
    [
        "oh",
        "ok",
        "okay",
        "well",
        "hi",
        "hello",
        "hey",
        "sorry",
        "and",
        "also",
        "then",
        "so",
        "btw",
        "lol",
        "ha",
        "haha",
        "yes",
        "no",
        "please",
        "thank",
        "you",
    ]
)
_STAYS = re.compile(
    r"\b(?:stays|stay (?=the same|as)|same as before|the same|as (?:it|they) (?:is|are)|leave (?:the|it|them)|(?:is|are|looks?) (?:fine|good|great))\b(?! (?:say|read))"
)
_STATES = re.compile(r"\b(?:now|not|instead|called|no longer|any ?more|becomes?|moved|changed|goes to)\b")
"""How people say what is to stand on the page, as if it were told."""
_HAVE_MOVED = re.compile(
    r"we(?:'ve| have)? (?:just )?(?:moved|relocated)\b(?! (?:the|our|it))|(?:i |we )?(?:just )?got married\b"
)
_ASIDE = re.compile(r"(?:not|almost|just like|kind of|sort of|like (?:a|an|the))\b")
_SUBJECT = re.compile(
    r"(?:\w+ly,? )?(?:we|i|they|he|she|it|you|nobody|no one|everyone|everybody|people|customers|my \w+|our \w+|why do)\b(?! (?:can|could|should|must))"
)
_ASKER = re.compile(
    r"(?:i|we|you|please|can|could|would|there|it|this|that|they|people|customers|the (?:page|site|website|name|heading|button|background|text|font))\b"
)
_PURPOSE = re.compile(
    r"(?:(?:i|we) )?(?:want|need|would like)s? (?:people|folks?|customers|guests|clients|everyone|them|they) to\b|(?:people|they|everyone|patients|customers|guests|clients|members|students|folks?) (?:should|must|need to|can|could)\b"
)
_LEAST = 0.3
_COUNTS = dict(
    zip(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        range(1, 13),
        strict=True,
    )
)


class Mention(NamedTuple):
    """A text of the page that a sentence speaks of."""

    span: Span
    """In the sentence."""
    said: Said
    whole: bool
    """All of its words that say something are there."""
    exact: bool
    """One behind the other, as the page has them."""


@dataclass
class _State:
    """What was spoken of so far."""

    wishes: list[Wish] = field(default_factory=list)
    entry: Said | None = None
    """The text of an entry that "it" may be."""
    section: str = ""
    text: Said | None = None
    """A text that was quoted."""
    open: bool = False
    """It was told of something of the page that it is so no longer, and not what then."""
    left: Said | None = None
    """Somebody who left, before it is said who came."""


Otherwise = Callable[[str], list[Wish] | None]
"""Reads a sentence in which nothing is read from the page."""


class Grounded(NamedTuple):
    """What was read of a message."""

    wishes: list[Wish]
    stuck: str = ""
    """What asks for something that cannot be told from the page; then the wishes are those before it."""


def grounded(said: str, held: Held, otherwise: Otherwise) -> Grounded:
    """The wishes of a message, as far as they can be told from the page."""
    if not (said := bare(said)):
        return Grounded([])
    reader = _Reader(mended(said, held), held, otherwise)
    found = reader.read() or []
    return Grounded(reader.state.wishes if reader.stuck else found, reader.stuck)


def bare(said: str) -> str:
    """A message without how it greets and takes leave, and what people do all the time."""
    return _CLOSE.sub("", _ALWAYS.sub("", _GREETING.sub("", said))).strip()


def are_likely(wishes: Iterable[Wish], said: str, held: Held) -> bool:
    """Whether wishes that were read without the page can be meant: hours of a day that is spoken of, and each by itself."""
    wishes = list(wishes)
    asked = {
        int(day)
        for token in tokens(mended(said, held).text, held)
        if token.tag == "day"
        for day in token.value
    }
    told = [days(wish.what) for wish in wishes if wish.kind == "hour"]
    if asked and told and not any(asked & one for one in told):
        return False
    return all(_is_likely(wish, said, held) for wish in wishes)


def _is_likely(wish: Wish, said: str, held: Held) -> bool:
    """Whether what was read without the page can be meant: no name that is a sentence, no words that bid."""
    if wish.kind == "rename":
        lower = said == said.lower() or said == said.upper()
        capital = wish.value[:1] != wish.value[:1].lower() or not wish.value[:1].isalpha()
        return (lower or capital or f'"{plain(wish.value)}"' in plain(said)) and len(wish.value.split()) < 7
    if wish.kind == "list":
        return not any(
            re.fullmatch(r"(?i)it|that|this|they|new|one|here|there", what) for what, _ in wish.rows
        )
    if wish.kind in ("text", "tagline") and not re.search(
        rf"[\"']{re.escape(plain(wish.value))}[\"']", plain(said)
    ):
        if re.match(r"(?i)able to\b", wish.value):
            return False
        bid = wish.value[:1].islower() and bids(plain(wish.value), held)
        return not bid and not re.match(
            r"(?:and|but|so)\b|.*\b(?:can|should|must|has to) go\Z", plain(wish.value)
        )
    return True


class _Reader:
    def __init__(self, text: Mended, held: Held, otherwise: Otherwise) -> None:
        self.text, self.held, self.state = text, held, _State()
        self.tokens, self.otherwise = tokens(text.text, held), otherwise
        self.stuck, self.told = "", False
        self.beside: list[str] = []

    def read(self) -> list[Wish] | None:
        cuts, at = self._cuts(), 0
        while at < len(cuts) - 1:
            words = _WORD.findall(self.text.text[cuts[at][1] : cuts[at + 1][0]])
            piece = self.text.text[cuts[at][1] : cuts[at + 1][0]]
            asked = self._wonders(cuts, at)
            if asked:
                self._remember(cuts[at][1], cuts[at + 1][0])
            repeats = bool(self.state.wishes) and self._only_repeats(piece.strip())
            if (
                asked
                or repeats
                or all(key(word) in _INTERJECTED for word in words)
                or (_STAYS.search(piece) and not bids(piece, self.held))
            ):
                at += 1
            elif not self._goes_on(piece) and (found := self._next(cuts, at)):
                wishes, last = found
                self.told = False
                self.state.wishes += wishes
                self.state.open = False
                at = next(i for i in range(at + 1, len(cuts)) if cuts[i][0] >= last - 1)
            elif self._tells(cuts[at][1], cuts[at + 1][0]):
                at += 1
            else:
                self.stuck = piece.strip()
                return None
        if (who := self.state.left) and who.section == "team":
            self.state.wishes += self.gone([who], ())
        told = {wish.section for wish in self.state.wishes if wish.kind in ("rewrite", "text", "list")}
        wishes = [wish for wish in self.state.wishes if wish.kind != "remove" or wish.section not in told]
        if wishes and self.beside:
            wishes[-1] = replace(wishes[-1], unused=(*wishes[-1].unused, *self.beside))
        return wishes if not self.state.open else None

    def _goes_on(self, piece: str) -> bool:
        """Whether a piece only goes on with what is told: "we have a great team and a big gallery"."""
        words = re.sub(r"\A\s*(?:and|or|&) ", "", piece)
        return (
            self.told
            and words != piece
            and not re.search(_NOT, f"{words} ")
            and not has_verb(words)
            and not (_PLEA.search(words) or bids(words, self.held))
        )

    def _wonders(self, cuts: list[Span], at: int) -> bool:
        """Whether a piece is of a sentence that asks, and asks for nothing."""
        text = self.text.text
        first = max((m.end() for m in _SENTENCE.finditer(text, 0, cuts[at][1])), default=0)
        stop = _SENTENCE.search(text, cuts[at + 1][0])
        sentence = text[first : stop.start() if stop else len(text)].strip()
        asks_so = bool(stop) and "?" in text[stop.start() : stop.start() + 3]
        return (
            asks_so or (first > 0 and beyond.is_question(sentence) and len(self.state.wishes) > 0)
        ) and not _POLITE.search(sentence)

    def _next(self, cuts: list[Span], at: int) -> tuple[list[Wish], int] | None:
        """What the pieces from here on ask for, and where what was read ends: of the page the fewest, else the most."""
        start = cuts[at][1]
        ends = []
        for end, (stop, behind) in enumerate(cuts[at + 1 :], at + 1):
            ends.append(stop)
            if _SENTENCE.search(self.text.text[stop:behind]) or end > at + 6:
                break
        for stop in ends:
            for rule in _RULES:
                before = replace(self.state, wishes=[*self.state.wishes])
                if (found := rule(self, start, stop)) and found[0]:
                    last = max((span[1] for span in found[1]), default=stop)
                    touched = any(span[0] < ends[0] for span in found[1])
                    if touched and self._is_used(start, max(stop, last), found[1]):
                        return found[0], max(stop, last)
                self.state = before
        for stop in reversed(ends):
            begun = self._is_begun(start, ends, ends[-1])
            if stop != ends[0] and self._is_begun(start, ends, stop):
                continue  # what comes behind it is read from the page
            words = self.text.text[start:stop]
            whole = at == 0 or _SENTENCE.search(self.text.text[: cuts[at][1]].rstrip()[-1:])
            found = self.otherwise(self.text.original(start, stop)) if whole and stop == ends[-1] else None
            if (
                not found
                and stop != ends[-1]
                and not begun
                and beyond.topic(self.text.text[start : ends[-1]], but=("vague",))
            ):
                continue  # what follows makes it another matter
            found = found or read_clauses(words, self.held)
            if (
                not isinstance(found, list)
                and stop == ends[0]
                and (_PLEA.search(words) or bids(words, self.held))
            ):
                found = read_loosely(words, self.held)
            if isinstance(found, list) and found and are_likely(found, self.text.said, self.held):
                self._remember(start, stop)
                return found, stop
        return None

    def _is_begun(self, start: int, ends: list[int], stop: int) -> bool:
        """Whether a rule reads something that begins in a later piece."""
        pieces, before = [end for end in ends if end <= stop], self.state
        self.state = replace(before, wishes=[*before.wishes])
        begun = any(
            found and found[0] and all(span[0] >= pieces[0] for span in found[1])
            for begin, end in pairwise(pieces)
            for rule in _RULES
            if (found := rule(self, begin, end))
        )
        self.state = before
        return begun

    def _cuts(self) -> list[Span]:
        """Where one piece ends and the next begins, with the start and the end of all."""
        text = self.text.text
        quotes = [found.span() for found in re.finditer(r"\"[^\"\n]+\"|(?<![\w'])'[^'\n]+'(?!\w)", text)]
        for said in self.held.texts:  # "walks and stays" is one thing
            if re.search(r" (?:and|but|so|then)\b|, ", words := plain(said.words)):
                quotes += [found.span() for found in re.finditer(re.escape(words), text)]
        found = [
            cut.span()
            for cut in _CUT.finditer(text)
            if cut[0][:1] != "." or not ABBREVIATED.search(text[: cut.start() + 1])
        ]
        inner = [cut for cut in found if not any(start < cut[0] < end - 1 for start, end in quotes)]
        cuts = [(0, 0)]
        for start, end in (*inner, (len(text), len(text))):
            if text[cuts[-1][1] : start].strip():
                cuts.append((start, end))
            else:
                cuts[-1] = (cuts[-1][0], end)
        return cuts

    def _is_used(self, start: int, end: int, used: tuple[Span, ...]) -> bool:
        """Whether a stretch holds nothing firm but what was used."""
        return all(
            any(a <= token.span[0] and token.span[1] <= b for a, b in used)
            for token in self._within(start, end)
            if token.tag in _FIRM
            and not (token.tag == "money" and self._is_price_now(token, used))
            and not (token.tag == "colour" and self._is_thing(token, start, end))
        )

    def _is_price_now(self, token: Token, used: tuple[Span, ...]) -> bool:
        return any(_figure(row.value) == _figure(token.text) for row in self.held.prices)

    def _is_thing(self, colour: Token, start: int, end: int) -> bool:
        """Whether a word for a colour is one for a thing here: "copper", "olive"."""
        said = {token.tag for token in self._within(start, end)}
        return (
            colour.text not in ACCENTS
            and colour.text not in COLOURS
            and not said & {"accent", "ground", "set"}
        )

    def _within(self, start: int, end: int) -> list[Token]:
        return [token for token in self.tokens if start <= token.span[0] and token.span[1] <= end]

    def _tells(self, start: int, end: int) -> bool:
        """Whether a piece asks for nothing; what it speaks of is remembered."""
        words = re.sub(
            r"\A(?:(?:and|but|so|also|then|plus|oh|because|coz|cos|cause)\b\s*)+",
            "",
            self.text.text[start:end],
        )
        if _HAVE_MOVED.match(words) or (self.state.wishes and _ASIDE.match(words)):
            return True
        bid = bids(words, self.held) and not _SUBJECT.match(words)
        own = re.sub(r"\"[^\"]*\"", "", words)
        for one in self.held.texts:
            own = own.replace(plain(one.words), "") if " " in one.words else own
        asked = _PLEA.search(words) or (asks(words) and _ASKER.match(words))
        purpose = (
            bool(self.state.wishes)
            and (is_purpose(words) or _PURPOSE.match(words))
            and not beyond.topic(own, but=("vague",))
        )
        if (
            self.told
            and re.match(r"\s*(?:and|or|&)\b", self.text.text[start:end])
            and not (_PLEA.search(words) or bids(words, self.held))
        ):
            return True  # "we have a great team and a big gallery"
        if purpose or (not has_verb(words) and any(token.tag == "adj" for token in self._within(start, end))):
            self.beside.append(words)
        if purpose:
            return True
        if asked or bid or beyond.vetoed(own):
            return self._only_repeats(words)
        if (
            any(token.tag == "section" for token in self._within(start, end))
            and not _SUBJECT.match(words)
            and (_RELATION.search(words) or _FIRST.search(words) or _LAST.search(words))
        ):
            return False
        if re.search(r"\bnew\b|\bjoin|\bhired", words) and self._new_name(start, end):
            return False
        there, said = self._mentions(start, end), self._within(start, end)
        touched = " ".join(f"{wish.what} {wish.value}" for wish in self.state.wishes)
        fresh = [
            one
            for one in there
            if one.said.words not in touched
            and not ((home := self._entry(one.said)) and home.words in touched)
        ]
        if (
            self.state.wishes
            and fresh
            and len(_content(words)) <= sum(len(_content(one.said.words)) for one in fresh)
        ):
            return False  # one more of the same: "… and Elena"
        states = _STATES.search(words)
        if states and any(token.tag in ("number", "day", "time", "money") for token in said):
            return False
        known = {plain(one.words) for one in self.held.texts}
        if (
            not there
            and not _SUBJECT.match(words)
            and not has_verb(words)
            and any(
                token.tag
                in ("corners", "space", "type", "head", "ground", "accent", "layout", "centre", "side")
                for token in said
            )
        ):
            return False
        if any(
            (token.tag == "colour" and not self._is_thing(token, start, end))
            or token.tag in ("font", "digits", "hex")
            or (token.tag == "quote" and token.text.strip("\"'") not in known)
            for token in said
        ):
            return False
        self._remember(start, end)
        self.told = bool(_SUBJECT.match(words))
        spoken = there or self.state.entry or self.state.section
        self.state.open = (
            self.state.open
            or bool(states and there)
            or bool(spoken and _REMOVE.search(words) and _IT.search(words))
        )
        return True

    def _only_repeats(self, words: str) -> bool:
        """Whether a piece only asks for what was read: "please fix", "change both", "list it as Olives"."""
        last = self.state.wishes[-1] if self.state.wishes else None
        if last and last.kind == "hero" and (_SMALLER if last.value == "smaller" else _BIGGER).search(words):
            return True
        made = plain(" ".join(f"{wish.value} {wish.rows}" for wish in self.state.wishes))
        for token in tokens(words, self.held):
            if token.tag == "section" and last and last.section == token.value:
                words = words.replace(token.text, "")
        found = _REPEATS.fullmatch(words)
        return bool(self.state.wishes and found) and (found["as"] or "").strip() in made

    def _remember(self, start: int, end: int) -> None:
        for token in self._within(start, end):
            if token.tag == "quote":
                self.state.text = next(
                    (one for one in self.held.texts if plain(one.words) == token.text.strip("\"'")),
                    self.state.text,
                )
        for mention in self._mentions(start, end):
            self.state.entry, self.state.section = mention.said, ""
            if _LEFT.search(self.text.text[start:end]) and self._is_person(mention.said):
                self.state.left = mention.said
        for token in self._within(start, end):
            if token.tag == "section" and self.held.part(token.value):
                self.state.section, self.state.entry = token.value, None

    def gone(self, texts: list[Said], sections: Collection[str]) -> list[Wish]:
        """The entries of these texts taken out, wherever they stand, or in the sections that are named."""
        homes: list[Said] = []
        for text in texts:
            same = [
                one for one in self.held.texts if one.words == text.words and one.section not in ("", "hours")
            ]
            homes += [home for one in same if (home := self._entry(one))]
        homes = list(dict.fromkeys(homes))
        homes = [one for one in homes if one.section in sections] or homes
        gone = {(wish.section, wish.what) for wish in self.state.wishes if wish.kind == "unlist"}
        counts = Counter(home.section for home in homes) + Counter(section for section, _ in gone)
        if any(
            sum(one.section == section for one in self.held.entries) <= count
            for section, count in counts.items()
        ):
            return []
        said = {home: next(text.words for text in texts if text.words in home.words) for home in homes}
        return [
            Wish(
                "unlist",
                section=home.section,
                what=home.words,
                spoken=f"“{said[home]}” is taken out of “{self.held.heading(home.section)}”",
            )
            for home in homes
        ]

    # ---- what is spoken of --------------------------------------------------------------------------------------

    def _mentions(self, start: int, end: int) -> list[Mention]:
        return [
            one for one in mentions(self.text.text, self.held) if start <= one.span[0] and one.span[1] <= end
        ]

    def _entry(self, said: Said) -> Said | None:
        return next((one for one in self.held.entries if one.span[0] <= said.span[0] < one.span[1]), None)

    def _other(self, said: Said) -> Said | None:
        """The other text of an entry."""
        home = self._entry(said)
        both = [one for one in self.held.texts if home and home.span[0] <= one.span[0] < home.span[1]]
        return next((one for one in both if one != said), None) if len(both) == 2 else None

    def _is_first(self, said: Said) -> bool:
        other = self._other(said)
        return not other or said.span[0] < other.span[0]

    def _is_item(self, said: Said) -> bool:
        other = self._other(said)
        return bool(other and self._is_first(said) and _ROW_PRICE.search(other.words))

    def _is_person(self, said: Said) -> bool:
        return (said.section == "team" and self._is_first(said)) or (
            said.section == "reviews" and not self._is_first(said)
        )

    def _new_name(self, start: int, end: int) -> str:
        """A name with a capital that the page does not have; empty if there is none, or two."""
        found = []
        for word in re.finditer(r"(?<![\w'])[^\W\d_]\w+", self.text.text[start:end]):
            a, b = start + word.start(), start + word.end()
            original = self.text.original(a, b)
            first = not self.text.text[:a].strip() or _SENTENCE.search(self.text.text[:a].rstrip()[-1:])
            known = plain(original) in self.held.words
            place = re.search(r"\b(?:for|to|in|at|from|till|until|since|by|of|on)\s+\Z", self.text.text[:a])
            if (
                original[0].isupper()
                and not original.isupper()
                and not known
                and not place
                and key(original) not in FUNCTION_WORDS
            ):
                if first and [token.tag for token in self._within(a, b)] != [UNKNOWN]:
                    continue
                if found and found[-1][1] + 1 == a:
                    found[-1] = (found[-1][0], b)
                else:
                    found.append((a, b))
        return self.text.original(*found[0]) if len(found) == 1 else ""

    def _value(self, start: int, old: str) -> tuple[str, int]:
        """The words to the letter that begin here, and where they end; for a label with its sentence."""
        quoted, length = words_for(self.text.text[start:], self._follows)
        labels = re.finditer(r"[.!;](?=\s)|\?|,? instead of\b", self.text.text[start : start + length + 1])
        label = next(
            (one for one in labels if not ABBREVIATED.search(self.text.text[start : start + one.end()])), None
        )
        if label and not quoted and not re.search(r"[.!?]", old):
            asked = re.match(
                r"(?:is|are|do|does|can|could|what|who|where|when|how|why|want|need|ready)\b",
                self.text.text[start:],
            )
            length = label.start() + (label[0] == "?" and bool(asked))
        new = self.text.original(start, start + length)
        new = new.strip("\"'“”‘’ ") if quoted else _trimmed(new)
        return new, start + length

    def _follows(self, rest: str, alone: bool) -> bool:
        return bids(plain(rest), self.held) or (
            alone and isinstance(read_clauses(plain(rest), self.held), list)
        )


# ---- rules: what a stretch says of what it speaks of ---------------------------------------------------------

Found = tuple[list[Wish], tuple[Span, ...]] | None
Rule = Callable[[_Reader, int, int], Found]


def _price(reader: _Reader, start: int, end: int) -> Found:
    """ "pipe repair went the other way, 165"."""
    there = [one for one in reader._mentions(start, end) if reader._is_item(one.said)]
    items = {one.said.words for one in there}
    brief = re.match(
        r"(?:and |so |but |now |please |then )*(?:it|that|this|they|make|put|now)\b(?! says)[^?]{0,40}\Z",
        reader.text.text[start:end],
    )
    if not there and brief and reader.state.entry and reader._is_item(reader.state.entry):
        items = {reader.state.entry.words}
    if len(items) != 1:
        return None
    (what,) = items
    now = [row for row in reader.held.prices if visible(row.what) == what]
    amounts = [
        token
        for token in reader._within(start, end)
        if token.tag in ("money", "number") and not any(a.span[0] <= token.span[0] < a.span[1] for a in there)
    ]
    new = [token for token in amounts if not any(_figure(token.text) == _figure(row.value) for row in now)]
    words = reader.text.text[start:end]
    if (
        len(new) != 1
        or not now
        or re.search(
            r"\b(?:together|both|each)\b|\b(?:per|for) (?:students|kids|two)\b|%|\b(?:up|down|off) by\b|\bby\s+[$£€\d]|\b(?:more|less|cheaper|extra|dearer|off)\b(?! these)",
            words,
        )
    ):
        return None
    if new[0].tag == "number" and re.match(
        r"\s*(?:am|pm|min\w*|hours?|people|days?|weeks?|years?|st|nd|rd|th)\b|[:.]\d",
        reader.text.text[new[0].span[1] :],
    ):
        return None
    if re.search(r"\badd\b|\bnew\b(?! price)", words) or (_NEW.search(words) and not there):
        return None
    value = priced(new[0].text, visible(now[0].value))
    spans = tuple(one.span for one in there) + tuple(token.span for token in amounts)
    reader.state.entry = there[0].said if there else reader.state.entry
    return [Wish("price", value, what=now[0].what, spoken=f"{what} costs {value}")], spans


def _row(reader: _Reader, start: int, end: int) -> Found:
    """ "new on the list: Drain cleaning 95 bucks", "there's a Newborn session for $220"."""
    words, original = reader.text.text[start:end], _in_figures(reader.text.original(start, end))
    if not _NEW.search(words):
        return None
    named = [token.value for token in reader._within(start, end) if token.tag in ("section", "single")]
    named += ["team"] if _HIRED.search(words) else []
    known = {plain(one.words) for one in reader.held.texts}
    for section in dict.fromkeys([*named, "offer", "pricing"]):
        sold = section in ("offer", "pricing")
        if section in ("hours", "about", "gallery") or not any(
            one.section == section for one in reader.held.entries
        ):
            continue
        if section == "team" and not (
            _HIRED.search(words)
            or re.search(r"\b(?:[Aa]dd|[Pp]ut|[Ii]nclude|[Nn]ew\b.{0,30}) [A-Z]", original)
        ):
            continue
        facts = facts_for(section, original).rows or (_hired(original) if section == "team" else ())
        if sold and (not facts or any(_is_lead(what) for what, _ in facts)):
            facts = _sold(original)
        if sold:
            now = next((row.value for row in reader.held.prices), "$")
            facts = tuple((what, priced(price, visible(now)) if price else price) for what, price in facts)
        theirs = [
            one.said.words for one in reader._mentions(start, end) if one.whole and reader._is_item(one.said)
        ]
        if facts and not theirs and not any(plain(what) in known or _is_lead(what) for what, _ in facts):
            spoken = ", ".join(" ".join(f"“{part}”" for part in row if part) for row in facts)
            heading = reader.held.heading(section)
            return [Wish("list", section=section, rows=facts, spoken=f"“{heading}” gets {spoken}")], (
                (start, end),
            )
    return None


def _hired(original: str) -> tuple[tuple[str, str], ...]:
    """ "Priya, Violin teacher"."""
    found = re.search(
        r"\b(?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)\s*(?:,|\(|:|–|-|\bas\b|\bis\b)\s*(?:our |the |an? |new )*(?P<role>[^\W\d_][\w' -]{2,40}?)\s*(?=[,.;)\n]|\Z)",
        original,
    )
    if not found or not {key(word) for word in found["role"].lower().split()[-1:]} & _roles():
        return ()
    return ((found["name"], found["role"][:1].upper() + found["role"][1:]),)


_HIRED = re.compile(
    r"\b(?:colleague|joins|joined|joining|hired|took on|new (?:teacher|coach|stylist|barber|trainer|chef|baker|nurse|dentist|vet|member of staff))\b"
)
_AMOUNT = re.compile(
    r"[$£€]\s?\d+(?:[.,]\d+)?|\d+(?:[.,]\d+)?\s?(?:[$£€]|(?:dollars?|bucks?|euros?|pounds?|quid)\b)"
)
_BEFORE = re.compile(
    r"(?i)\b(?:add|adding|new|list|there should be|there's|theres|there is|have|has|got|now|sell|offer|do|make|serve|bake|put|include|instead|menu|also|too|called|be|is|take)\b|[:.;!?(]"
)


def _sold(original: str) -> tuple[tuple[str, str], ...]:
    """The one thing of which a price is said, and the price."""
    amounts = list(_AMOUNT.finditer(original))
    if len(amounts) != 1:
        return ()
    parts = [part.strip(" ,-–—") for part in _BEFORE.split(original[: amounts[0].start()])]
    what = next((part for part in reversed(parts) if re.search(r"[^\W\d_]{2}", part)), "")
    what = re.sub(
        r"(?i)\A(?:(?:an?|the|some|our|and|but|with|of) )+|[ ,]+(?:for|at|is|costs?|only|just|from)\Z",
        "",
        what,
    )
    return ((what[:1].upper() + what[1:], amounts[0][0]),) if what else ()


def _in_figures(said: str) -> str:
    """ "nine dollars" as "9 dollars"."""
    rule = rf"(?i)\b({'|'.join(_COUNTS)})(?= (?:dollars?|bucks?|pounds?|quid|euros?)\b)"
    return re.sub(rule, lambda found: str(_COUNTS[found[1].lower()]), said)


def _is_lead(what: str) -> bool:
    """Whether words are no thing, but of the sentence around it."""
    return (
        len(what.split()) > 5
        or not what
        or bool(
            re.search(
                r"\A\W*(?:\w{0,2}|new|one|this|that|here|there)\Z|\b(?:we|i|they|it|is|are|list|menu|should|(?:up|down)(?: to| by)?\Z)\b",
                what.lower(),
            )
        )
    )


def _person(reader: _Reader, start: int, end: int) -> Found:
    """ "Maria has retired, our front desk is Helena now"; "it's Mira, not Mina" is an exchange."""
    there = [one for one in reader._mentions(start, end) if reader._is_person(one.said)]
    words = reader.text.text[start:end]
    who = there[0].said if there and _LEFT.search(words) else reader.state.left if not there else None
    if not who or not (new := reader._new_name(start, end)):
        return None
    reader.state.left = None
    return [text_wish(who.words, new)], ((start, end),)


def _role(reader: _Reader, start: int, end: int) -> Found:
    """ "Leo doesn't do mobility now, he is Boxing coach"."""
    there = [
        one
        for one in reader._mentions(start, end)
        if one.said.section == "team" and reader._is_first(one.said)
    ]
    if len(there) != 1 or not (job := reader._other(there[0].said)):
        return None
    found = re.search(
        r"\b(?:he|she|they|"
        + re.escape(plain(there[0].said.words))
        + r")(?:'s| is| are|s)(?: now| actually| our| the| an?)*\s+(?P<v>(?!not\b)[^\n,.!?]+)",
        reader.text.text[there[0].span[0] : end],
    )
    if not found:
        return None
    a = there[0].span[0] + found.start("v")
    new = _trimmed(reader.text.original(a, there[0].span[0] + found.end("v")))
    if (
        not {key(word) for word in _WORD.findall(new.lower())} & _roles()
        or plain(new) == plain(job.words)
        or len(new.split()) > 5
    ):
        return None
    return [text_wish(job.words, new[:1].upper() + new[1:], "team")], ((start, end),)


@cache
def _roles() -> frozenset[str]:
    """Last words of what people are: "coach", "teacher"."""
    return frozenset(key(role.split()[-1].lower()) for kind in kinds().values() for role in kind.roles)


def _gone(reader: _Reader, start: int, end: int) -> Found:
    """ "take the single rose off the list", "it can go"."""
    words = re.sub(r"\"[^\"]*\"", lambda quote: "_" * len(quote[0]), reader.text.text[start:end])
    cue, ended = _REMOVE.search(words), _ENDED.search(words)
    if (
        re.search(r"\bnot (?:in|included|part|possible)\b", words)
        or NO_ENTRY.search(words)
        or beyond.topic(words, but=("vague",))
    ):
        return None
    last = reader.state.wishes[-1] if reader.state.wishes else None
    there = reader._mentions(start, end)
    sections = [
        token.value
        for token in reader._within(start, end)
        if token.tag == "section" and reader.held.part(token.value)
    ]
    texts = [one.said for one in there if one.said.section not in ("hours", "about", "")]
    if reader.state.left and not texts and not sections and cue and _IT.search(words):
        texts = [reader.state.left]
    elif not there and not sections and (cue or ended) and (_IT.search(words) or len(words.split()) < 3):
        if reader.state.section and not re.search(r"\bone of (?:the|our|my)\b", reader.text.text[:start]):
            return _section_gone(reader, reader.state.section, start, end)
        texts = (
            [reader.state.entry]
            if reader.state.entry and not any(wish.kind == "unlist" for wish in reader.state.wishes)
            else []
        )
    listed = (
        last
        and last.kind == "unlist"
        and re.match(
            r"(?:and|or|nor|,)? ?(?:the |our |also )*\Z",
            reader.text.text[start : there[0].span[0]] if there else "-",
        )
        and there[-1].span[1] >= end - 1
    )
    if not texts or not (cue or listed or (ended and all(map(reader._is_item, texts)))):
        return None
    wishes = reader.gone(texts, sections)
    reader.state.left = None if wishes else reader.state.left
    reader.state.entry = texts[0]
    return wishes, ((start, start), *(one.span for one in there), (end, end))


def _section_gone(reader: _Reader, section: str, start: int, end: int) -> Found:
    heading = reader.held.heading(section)
    return [Wish("remove", section=section, what=heading, spoken=f"“{heading}” is taken out")], (
        (start, end),
    )


def _exchange(reader: _Reader, start: int, end: int) -> Found:
    """ "it's Noel who said that, not Noah", "fifty-two teas now, not forty teas": what the page has behind "not"."""
    text = reader.text.text
    for found in re.finditer(_NOT, text[start:end]):
        at = start + found.end()
        old = _literal(reader, at, end)
        if not old:
            continue
        length, said, word = old
        own = _OTHERWISE.match(text, at + length)
        if own and not re.search(
            r"[^\W\d_]{3}", re.sub(r"\b(?:and|but|so|oh|please)\b", "", text[start : start + found.start()])
        ):
            return _said(reader, said._replace(words=word), start, own.end())
        new = _instead(reader, start, start + found.start(), at + length, end, word)
        if new and plain(new) != plain(word):
            if word[:1].isupper() and said.words.startswith(word):
                new = new[:1].upper() + new[1:]
            section = said.section if said.section and reader.held.part(said.section) else ""
            return [text_wish(word, new, section)], ((start, end),)
    return None


_OTHERWISE = re.compile(
    r"[\"']?[,.;]?\s*(?:but |so |please |just )*(?:call (?:it|them)|say|it's|it is|put|write|use|have|make it|make that|they're|we're|he's|she's)\s+(?=\S)"
)
"""What leads up to the words that come instead."""


def _literal(reader: _Reader, at: int, end: int) -> tuple[int, Said, str] | None:
    """The longest run of words from here on that one text of the page has, as it stands there."""
    words = list(_WORD.finditer(reader.text.text, at, end))[:8]
    for count in range(len(words), 0, -1):
        if words[0].start() != at:
            return None
        run = reader.text.text[at : words[count - 1].end()]
        rule = re.compile(rf"(?<!\w){re.escape(run)}(?!\w)")
        there = {
            said.words: (said, found)
            for said in reader.held.texts
            if (found := rule.search(plain(said.words)))
        }
        if len(there) > 1:
            spoken = {one.said.words for one in mentions(reader.text.text, reader.held)}
            there = {words: one for words, one in there.items() if words in spoken} or (
                there if all(reader.held.address in words for words in there) and reader.held.address else {}
            )
        if (
            len(there) == 1
            and len(run) > 1
            and not (count == 1 and key(run) in FUNCTION_WORDS and run not in _COUNTS)
        ):
            said, found = next(iter(there.values()))
            return len(run), said, said.words[slice(*found.span())]
        if there and run.isdigit():
            said, found = next(iter(there.values()))
            return len(run), said._replace(section=""), run
    return None


def _instead(reader: _Reader, start: int, stop: int, begin: int, end: int, old: str) -> str:
    """What comes in the place of `old`: something of its sort that stands before "not", or behind it."""
    text = reader.text.text
    if old[:1].isupper() and " " not in old and not old.isupper():
        name = reader._new_name(start, stop) or reader._new_name(begin, end)
        if name or not (plain(old) in _COUNTS or old.isdigit()):
            return name
    if plain(old) in _COUNTS or old.isdigit():
        sort = [
            word[0]
            for a, b in ((start, stop), (begin, end))
            for word in _WORD.finditer(text, a, b)
            if (word[0].isdigit() if old.isdigit() else word[0] in _COUNTS) and word[0] != plain(old)
        ]
        return (sort[0].capitalize() if old[:1].isupper() else sort[0]) if sort else ""
    words = list(re.finditer(r"[^\W_]+(?:['-][^\W_]+)*", text[start:stop]))
    while words and words[-1][0] in ("now", "today", "please"):
        words.pop()
    theirs = re.findall(r"[^\W_]+(?:['-][^\W_]+)*", plain(old))
    if not words:
        return ""
    if words[-1][0] == theirs[-1]:
        first = words[-min(len(theirs), len(words))]
    else:
        at = next((i for i in range(len(words) - 1, -1, -1) if key(words[i][0]) in FUNCTION_WORDS), -1)
        here = {
            key(word)
            for one in reader.held.texts
            if old in one.words
            for word in _WORD.findall(plain(one.words))
        }
        if (
            at + 1 >= len(words)
            or len(words) - at - 1 > len(theirs) + 1
            or {key(word[0]) for word in words[at + 1 :]} <= here
        ):
            return ""
        first = words[at + 1]
    return reader.text.original(start + first.start(), start + words[-1].end())


def _labelled(reader: _Reader, start: int, end: int) -> Found:
    """ "make the button say Book a visit", "the heading over the teachers I would prefer as Who teaches here"."""
    text = reader.text.text
    texts = reader.held.texts
    if (found := _BUTTON.search(text, start, end)) and (says := _SAYS.match(text, found.end())):
        if found["form"] or re.search(
            r"\b(?:last|bottom|second|newsletter|form)\b[\w ]{0,12}\Z", text[start : found.start()]
        ):
            order = (
                ("newsletter", "contact")
                if "newsletter" in text[start : found.end()]
                else ("contact", "newsletter")
            )
            order = (
                ("cta", *order) if re.search(r"\b(?:last|bottom)\b", text[start : found.start()]) else order
            )
            old = next((one for part in order for one in reversed(texts) if one.section == part), None)
        else:
            tag = next((i for i, one in enumerate(texts) if one.words == reader.held.tagline), None)
            old = (
                texts[tag + 1]
                if tag is not None and tag + 1 < len(texts) and not texts[tag + 1].section
                else None
            )
        return _said(reader, old, found.start(), says.end())
    if found := _HEADING.search(text, start, end):
        section = next(
            (token.value for token in tokens(found["of"], reader.held) if token.tag == "section"), ""
        )
        says = _SAYS.match(text, found.end()) or _PREFER.match(text, found.end())
        if says and reader.held.part(section):
            return _said(reader, _heading(reader, section), found.start(), says.end())
    if found := _CALL.search(text, start, end):
        of = found["of"]
        named = [token.value for token in tokens(of, reader.held) if token.tag == "section"]
        section = named[0] if named else reader.state.section if of == "them" else ""
        if reader.held.part(section) and reader.text.original(*found.span("v"))[:1].isupper():
            reader.state.section = section
            return _said(reader, _heading(reader, section), found.start(), found.start("v"))
    return None


def _heading(reader: _Reader, section: str) -> Said | None:
    heading = reader.held.heading(section)
    return next((one for one in reader.held.texts if one.section == section and one.words == heading), None)


def _said(reader: _Reader, old: Said | None, start: int, at: int) -> Found:
    new, end = reader._value(at, old.words if old else "")
    weak = not re.search(r"\b(?:say|says|read|reads|called?|prefer|as)\b|[:→>]", reader.text.text[start:at])
    if re.match(r"(?i)(?:put|make|change|use|write|do) (?:that|it|this|them)\b", new):
        return None
    if (
        not old
        or not new
        or len(new) > 200
        or (new[:1].islower() and (weak or " " not in new))
        or plain(new).startswith(plain(old.words))
    ):
        return None
    if old.words[-1:] in ".!?" and new[-1:] not in ".!?":
        new += "."
    return [
        text_wish(old.words, new, old.section if old.section in ("cta", "contact", "newsletter") else "")
    ], ((start, end),)


def _answer(reader: _Reader, start: int, end: int) -> Found:
    """ "To the question Will it hurt, the answer should be: Hardly ever"; "answer there should be: …"."""
    text = reader.text.text
    found = re.search(r"\b(?:answer|reply)\b", text[start:end])
    says = (
        _SAYS.match(text, start + found.end()) or _SAYS.match(text, start + found.end() + 6)
        if found
        else None
    )
    asked = [
        one.said for one in reader._mentions(start, says.end() if says else end) if one.said.section == "faq"
    ] or ([reader.state.entry] if reader.state.entry and reader.state.entry.section == "faq" else [])
    if says and not asked:
        said = set(_content(text[: says.start()]))
        questions = [one for one in reader.held.texts if one.section == "faq" and one.words.endswith("?")]
        asked = [
            one
            for one in questions
            if said & set(_content(one.words + " " + (other.words if (other := reader._other(one)) else "")))
        ]
    if not says or len(asked) != 1:
        return None
    old = asked[0] if not reader._is_first(asked[0]) else reader._other(asked[0])
    return _said(reader, old, start, says.end())


def _quote(reader: _Reader, start: int, end: int) -> Found:
    """ "Leo's quote is boring. Put this one in its place: Quietest night in years, from Ruth"."""
    text = reader.text.text
    there = [one.said for one in reader._mentions(start, end) if one.said.section == "reviews"]
    who = there[0] if there else reader.state.entry
    if not who or who.section != "reviews":
        return None
    found = re.search(
        r"\b(?:put|instead|replace|in its place|place|say|print|use|write|this one|new (?:one|quote))\b[^:\n]{0,30}:\s*",
        text[start:end],
    )
    if not found:
        return None
    old, by = (who, reader._other(who)) if reader._is_first(who) else (reader._other(who), who)
    if not old or not by:
        return None
    a = start + found.end()
    new, last = reader._value(a, old.words + ".")
    name = re.search(
        r"(?:,|\s[-–—])\s*(?:and (?:that was|it was)|from|by|that was|that's|is from)?\s*(?P<n>[A-Z][\w'’-]+)(?:, not \w+)?\s*\Z",
        new,
    )
    wishes = [text_wish(old.words, new[: name.start()].strip(' "“”') if name else new, "reviews")]
    if name and name["n"] != by.words:
        wishes.append(text_wish(by.words, name["n"], "reviews"))
    return wishes, ((start, last),)


def _address(reader: _Reader, start: int, end: int) -> Found:
    """ "We've moved, the shop is at 41 Mill Lane now"."""
    old = reader.held.address
    stop = re.search(r"[.!?;\n](?=\s|\Z)|\Z", reader.text.text[end:])
    original = reader.text.original(start, end + stop.start())
    if (
        not old
        or not re.search(r"[^\W\d_]{3}", old)
        or not _MOVED.search(reader.text.text[start:end] + " " + reader.text.text[:start])
    ):
        return None
    found = _STREET.search(original)
    new = read_facts(original).address or (found[0] if found and re.search(r" [A-Z]", found[0]) else "")
    if not new or plain(new) in plain(old) or not re.search(r"[A-Z]", new):
        return None
    if floor := re.match(
        r",? (?:first|second|third|ground|top) floor\b", original[original.find(new) + len(new) :]
    ):
        new += floor[0]
        end += stop.start()
    return [text_wish(old, new.strip(" ,."))], ((start, end),)


def _number(reader: _Reader, start: int, end: int) -> Found:
    """ "phone number changed its 01482 555 073 now", where the number is read and not dialled."""
    digits = [token for token in reader._within(start, end) if token.tag == "digits"]
    now = [one for one in reader.held.texts if re.search(r"(?<!\w)[+(]?\d[\d ().-]{5,}\d", one.words)]
    if len(digits) != 1 or reader.held.phone:
        return None
    words = reader.text.text[start:end]
    if re.search(r"\b(?:in|into|inside) (?:the |our )?contact\b", words):
        return None  # a form has no line for it
    if not now and _SHOWN.search(words) and (foot := reader.held.texts[-1:]):
        new = f"{foot[0].words}, {reader.text.original(*digits[0].span).strip()}"
        return [text_wish(foot[0].words, new)], ((start, end),)
    if len(now) != 1:
        return None
    old = re.search(r"(?<!\w)[+(]?\d[\d ().-]{5,}\d", now[0].words)[0]
    new = reader.text.original(*digits[0].span).strip()
    return [text_wish(old, new)], ((start, end),)


def _hours(reader: _Reader, start: int, end: int) -> Found:
    """ "we open sundays as well until christmas 10 am to 2 pm"."""
    found = reader._within(start, end)
    asked = frozenset(int(day) for token in found if token.tag == "day" for day in token.value)
    if (
        not asked and len(found) < 5 and any(token.tag == "closed" for token in found)
    ):  # "no more Saturdays. Closed."
        asked = frozenset(
            int(day) for token in reader._within(0, start) if token.tag == "day" for day in token.value
        )
    timed = any(token.tag in ("time", "closed", "number", "clock") for token in found)
    if (
        not asked
        or not timed
        or not reader.held.hours
        or any(token.tag in ("money", "colour", "digits") for token in found)
    ):
        return None
    rows = [row for row in reader.held.hours if (there := days(row.what)) and there <= asked]
    covered = frozenset().union(*(days(row.what) for row in rows))
    said = {row: hours(reader.text.text[start:end], visible(row.value)) for row in rows}
    if not rows or covered != asked or not all(said.values()):
        return None
    return [
        Wish("hour", value, what=row.what, spoken=f"{row.what} is {value}") for row, value in said.items()
    ], ((start, end),)


def _renamed(reader: _Reader, start: int, end: int) -> Found:
    """ "we're called Harbour House since the spring", "as of may we're The Copper Pot"."""
    original = reader.text.original(start, end)
    found = _NAMED.search(original)
    if (
        not found
        or not (found["cue"] or found["called"] or found["since"])
        or plain(found["v"]) == plain(reader.held.name)
    ):
        return None
    if not found["called"] and not set(_WORD.findall(plain(found["v"]))) & set(
        _WORD.findall(plain(reader.held.name))
    ):
        return None
    new = found["v"].strip(" .,")
    return [Wish("rename", new, spoken=f"the name becomes “{new}”")], ((start, end),)


def _respelt(reader: _Reader, start: int, end: int) -> Found:
    """ "Daniel who wrote the flicker thing spells it Danyel"."""
    there = list(
        dict.fromkeys(one.said for one in reader._mentions(start, end) if reader._is_person(one.said))
    )
    new = reader._new_name(start, end) if len(there) == 1 else ""
    full = re.search(
        r"(?i:\b(?:full|real|right|proper|correct) name (?:is|:)) (?P<v>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*)",
        reader.text.original(start, end),
    )
    if full and there:
        return [text_wish(there[0].words, full["v"])], ((start, end),)
    if not new or fuzz.ratio(plain(new), plain(there[0].words)) < 60:
        return None
    return [text_wish(there[0].words, new)], (reader._mentions(start, end)[0].span, (end, end))


def _recoloured(reader: _Reader, start: int, end: int) -> Found:
    """ "could the orange become a dark green": of two colours one is the accent that is there."""
    said = [token for token in reader._within(start, end) if token.tag == "colour"]
    if (
        len(said) != 2
        or not re.search(
            r"\b(?:becomes?|instead|rather|not|where|from|to|into|swap|replace|change|turn|no more)\b",
            reader.text.text[start:end],
        )
        or any(token.tag in ("ground", "section", "font") for token in reader._within(start, end))
    ):
        return None
    now = [token for token in said if token.value == reader.held.accent]
    new = [token for token in said if token not in now]
    wish = read_clauses(f"{new[0].text} buttons", reader.held) if len(now) == len(new) == 1 else None
    return (wish, tuple(token.span for token in said)) if isinstance(wish, list) else None


_SPELT = re.compile(
    r"\b(?:spell|spelt|spelled|spelling|typo|misspelled|misspelt|with (?:an? |one |two )[a-z]\b|without (?:the |an? )[a-z]\b|no [a-z]\b)"
)


def _spelling(reader: _Reader, start: int, end: int) -> Found:
    """ "true colour, with a u": a word of the page with a letter more, or less."""
    if not _SPELT.search(plain(reader.text.original(start, len(reader.text.text)))):
        return None
    theirs = {word for one in reader.held.texts for word in _WORD.findall(one.words) if len(word) > 4}
    found = [
        (old, word[0])
        for word in _WORD.finditer(reader.text.original(start, end))
        for old in theirs
        if len(word[0]) > 4 and word[0] not in theirs and OSA.distance(plain(word[0]), plain(old)) == 1
    ]
    if len(found) != 1:
        return None
    old, new = found[0]
    return [text_wish(old, new[:1].upper() + new[1:] if old[0].isupper() else new)], ((start, end),)


_BETTER = re.compile(
    r"(?:^|[,;]\s*|\b(?:so|and|but|please|just|instead)\s+)(?:better(?: is| would be)?|make (?:it|that)|call (?:it|that|him|her|them)|(?:it )?should (?:say|be|read)|i'd (?:rather|prefer)|(?:please )?(?:say|write|put|use|print))\s*:?\s+(?P<v>(?!it\b|that\b|them\b|this\b)\S)"
)


def _put(reader: _Reader, start: int, end: int) -> Found:
    """ "“Written at checkout” sounds like a supermarket. Better is What our guests tell us"."""
    text = reader.text.text
    found = _BETTER.search(text[start:end])
    target = reader.state.text
    quoted = [token.text.strip("\"'") for token in reader._within(start, end) if token.tag == "quote"]
    ahead = (
        {m.said.words for m in reader._mentions(start, start + found.start() + 1) if m.exact}
        if found
        else set()
    )
    for one in reader.held.texts:
        literal = found and " " in one.words and plain(one.words) in text[start : start + found.start() + 1]
        if plain(one.words) in quoted or one.words in ahead or literal:
            target = one
    if not found or not target:
        return None
    at = start + found.start("v")
    new, last = reader._value(at, target.words)
    name = reader._is_person(target)
    if (
        not new
        or len(new) > 120
        or not (new[:1].isupper() or '"' in text[at - 1 : at + 1])
        or (name and len(new.split()) > 3)
    ):
        return None
    return [text_wish(target.words, new)], ((start, last),)


_NAME_SIZE = re.compile(r"\b(?:heading|headline|title|name|h1|big letters)\b")
_SMALLER = re.compile(
    r"\b(?:too (?:big|large|huge)|smaller|shout\w*|(?:a|one) size (?:down|smaller)|down an? (?:size|notch|bit)|less (?:big|loud|huge)|shrink|tone .* down|not so (?:big|huge|loud))\b"
)
_BIGGER = re.compile(
    r"\b(?:too (?:small|tiny|little)|bigger|larger|(?:a|one) size up|enlarge|huge|massive)\b"
)


def _sized(reader: _Reader, start: int, end: int) -> Found:
    """ "the name is shouting at me, calm it down a size"."""
    words = reader.text.text[start:end]
    if not _NAME_SIZE.search(words) or any(
        token.tag in ("section", "font", "colour") for token in reader._within(start, end)
    ):
        return None
    size = _SMALLER.search(words) or _BIGGER.search(words)
    if not size:
        return None
    value = "smaller" if _SMALLER.search(words) else "bigger"
    name = _NAME_SIZE.search(words)
    reader.state.entry, reader.state.section = None, ""
    used = tuple((start + one.start(), start + one.end()) for one in (name, size))
    return [Wish("hero", value, spoken=f"the heading becomes {value}")], used


_RELATION = re.compile(
    r"\b(?:(?P<before>before|above|ahead of|over)|(?P<after>after|below|under|underneath|behind|beneath))\b"
)
_FIRST = re.compile(
    r"\b(?:before (?:anything|everything|all)(?: else)?|(?:very )?first(?: place)?|(?:at|to) the (?:very )?(?:top|start|beginning)|on top|up top|all the way up)\b"
)
_LAST = re.compile(r"\b(?:(?:at|to|right at|on) the (?:very )?(?:end|bottom)|last|all the way down)\b")
_ADD = re.compile(
    r"\b(?:add|put|stick|include|give (?:me|us)|missing|could (?:do|use) with|place for|(?:we|i|you|page)(?:'d| would| could| should| do| can)?(?: really| also| still)? (?:need|want|like)|(?:we|i)(?:'d| would| could| should) (?:really |also )?(?:have|use)|can (?:we|i) have|how about|"
    r"(?:comes?|goes) (?:there|in)|instead)\b|\A(?:please |also |and |so )*(?:need|want|missing)\b"
)


_PARTLY = re.compile(
    r"\b(?:that|which) says?\b|\bsaying\b|\b(?:part|bit|section|text) about (?!us\b|me\b|our (?:story|history))|\b(?:only|just) the|\bone of|\b(?:don't|do not) (?:have|want|need)\b|\bcopy|\b(?:two|three|both|half)\b (?=map|form|galler)"
)
"""What is said of a part of a section, or of more than one."""


def _section(reader: _Reader, start: int, end: int) -> Found:
    """ "photos first, before the drinks", "one part with when we are open", "it comes after the team"."""
    words, held = reader.text.text[start:end], reader.held
    said = [token for token in reader._within(start, end) if token.tag == "section"]
    if beyond.topic(words, but=("vague",)) or _PARTLY.search(words):
        return None
    if any(
        token.tag in ("money", "number", "time", "day", "quote", "digits", "say", "adj", "again")
        for token in reader._within(start, end)
    ):
        return None
    if any(
        not any(a.span[0] <= one.span[0] < a.span[1] for a in said) for one in reader._mentions(start, end)
    ):
        return None
    place, near, subjects = "", "", []
    for token in said:
        ahead = re.split(r"\n", reader.text.text[start : token.span[0]])[-1]
        relation = next(reversed(list(_RELATION.finditer(ahead))), None)
        between = ahead[relation.end() :] if relation else ""
        if relation and re.match(r" (?:that|it|them|which)\b", between):
            relation = None
        if (
            relation
            and len(between.split()) <= 5
            and not any(start + relation.end() <= one.span[0] < token.span[0] for one in said)
        ):
            place, near = ("before" if relation["before"] else "after"), token.value
        else:
            subjects.append(token.value)
    if (
        not place
        and (
            it := re.search(
                r"\b(?:(?P<before>before|above)|after|below|under|beneath) (?:that|it|them)\b", words
            )
        )
        and reader.state.wishes
    ) and reader.state.wishes[-1].kind in ("add", "move"):
        place, near = "before" if it["before"] else "after", reader.state.wishes[-1].section
    gone = (
        reader.state.wishes[-1] if reader.state.wishes and reader.state.wishes[-1].kind == "remove" else None
    )
    if not place and gone and re.search(r"\b(?:in its place|instead|there|in that place)\b", words):
        ids = held.ids
        at = ids.index(gone.section)
        place, near = ("after", ids[at - 1]) if at else ("first", "")
    if not place:
        place = "first" if _FIRST.search(words) else "last" if _LAST.search(words) else ""
    subjects = list(dict.fromkeys(subjects))
    if len(subjects) > 1 or near in subjects:
        return None
    last = reader.state.wishes[-1] if reader.state.wishes else None
    used = ((start, end),)
    if not subjects:
        if (
            place
            and near
            and near != reader.state.section
            and held.part(reader.state.section)
            and re.search(r"\b(?:put|move|bring|shift) (?:it|them|that)\b", words)
        ):
            return [moved(reader.state.section, held, place, near)], used
        if (
            not place
            or not last
            or last.kind not in ("add", "move")
            or last.near
            or len(words.split()) > 12
            or last.section == near
        ):
            return None
        reader.state.wishes.pop()
        again = added if last.kind == "add" else moved
        return [again(last.section, held, place, near)], used
    (subject,) = subjects
    reader.state.section = subject
    if held.part(subject):
        if _REMOVE.search(words) and not near and not reader._new_name(start, end):
            return _section_gone(reader, subject, start, end)
        told = _SUBJECT.match(words) and not re.search(r"\b(?:want|need|should|move|put|bring)\b", words)
        return ([moved(subject, held, place, near)], used) if place and not told else None
    goes_on = bool(last) and last.kind == "add" and bool(place)
    if (not _ADD.search(words) and not goes_on) or _REMOVE.search(words):
        return None
    return [added(subject, held, place or "last", near)], used


_RULES: tuple[Rule, ...] = (
    _labelled, _answer, _quote, _number, _role, _person, _respelt, _price, _spelling, _exchange, _put, _hours, _address, _renamed, _recoloured, _sized, _gone, _row, _section,
)  # fmt: skip


# ---- texts that a sentence speaks of ---------------------------------------------------------------------------


@lru_cache(maxsize=64)
def mentions(text: str, held: Held) -> tuple[Mention, ...]:
    """The page's entries and names that a sentence has words of, none within another, in order."""
    said = [(word.span(), _stem(word[0])) for word in _WORD.finditer(text)]
    texts = {
        one.words: one
        for one in reversed(held.texts)
        if _entry_of(one, held) and not _ROW_PRICE.search(one.words)
    }
    stems = {words: tuple(_content(words)) for words in texts}
    often: Counter[tuple[str, str]] = Counter()
    for sort, home_stems in _by_entry(held, stems):
        often.update((sort, stem) for stem in home_stems)
    everyday = _everyday(held, text)
    found = []
    for words, theirs in stems.items():
        if not theirs or texts[words].section == "hours":
            continue
        if " " not in words:  # "same" is not Sam
            theirs, hits = (
                (plain(words),),
                [
                    (one.span(), plain(words))
                    for one in _WORD.finditer(text)
                    if one[0].removesuffix("'s") == plain(words)
                ],
            )
        else:
            hits = [(span, stem) for span, stem in said if any(_same(stem, own) for own in theirs)]
        for run in _runs(hits, len(theirs) + 4):
            have = {own for own in theirs if any(_same(stem, own) for _, stem in run)}
            whole = len(have) == len(set(theirs))
            peculiar = [
                own
                for own in have
                if often[_sort(texts[words]), own] <= 1 and own not in everyday and len(own) > 2
            ]
            share = len(have) / len(set(theirs))
            if whole and len(have) == 1 and next(iter(have)) in everyday and " " not in words:
                continue
            if not whole and not peculiar and not (len(have) > 1 and share >= 0.5):
                continue
            if not whole and len(theirs) > 4 and len(have) < 2 and share < _LEAST:
                continue
            span = run[0][0][0], run[-1][0][1]
            if not whole and (_has_head(text, span[0], held) or _is_of_other(text, span[1], len(have))):
                continue  # "cat visit" is no "puppy visit", "a water drop" no "water heater"
            exact = plain(words) in text[span[0] : span[1]]
            found.append((whole, len(have), share, Mention(span, texts[words], whole, exact)))
    found.sort(key=lambda one: (-one[1] if one[0] else 0, not one[0], -one[1], -one[2]))
    kept: list[Mention] = []
    for _rank, (whole, count, share, one) in enumerate(found):
        rivals = [
            other
            for other in found
            if other[3].span == one.span
            and other[:3] == (whole, count, share)
            and other[3].said.words != one.said.words
        ]
        if not rivals and not any(a.span[0] < one.span[1] and one.span[0] < a.span[1] for a in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.span))


def _is_of_other(text: str, at: int, count: int) -> bool:
    """Whether one word stands right before a word of its own, so that it only says what sort that is."""
    behind = re.match(r" ([^\W\d_]+)", text[at:])
    return count == 1 and bool(behind) and key(behind[1]) not in FUNCTION_WORDS and text[at - 1 : at] != "s"


def _sort(said: Said) -> str:
    """Items stand in the offer and with the prices."""
    return "offer" if said.section == "pricing" else said.section


def _by_entry(held: Held, stems: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, set[str]]]:
    """The stems of each entry that says something else."""
    once = {(_sort(entry), re.sub(r"[$£€]\s?[\d.,]+", "", entry.words)): entry for entry in held.entries}
    for (sort, _), entry in once.items():
        yield sort, {stem for words, theirs in stems.items() if words in entry.words for stem in theirs}


def _has_head(text: str, at: int, held: Held) -> bool:
    """Whether an own word stands right before a word, so that it is another thing."""
    before = re.search(r"([^\W\d_]+) \Z", text[:at])
    return (
        bool(before)
        and key(before[1]) not in FUNCTION_WORDS
        and [one.tag for one in tokens(before[1], held)] == [UNKNOWN]
    )


def _entry_of(said: Said, held: Held) -> bool:
    return any(one.span[0] <= said.span[0] < one.span[1] for one in held.entries)


def _runs(hits: list[tuple[Span, str]], most: int) -> Iterator[list[tuple[Span, str]]]:
    """Hits that stand near one another."""
    run: list[tuple[Span, str]] = []
    for hit in hits:
        if run and hit[0][0] - run[-1][0][1] > 9:
            yield run
            run = []
        run.append(hit)
    if run:
        yield run


def _everyday(held: Held, text: str) -> set[str]:
    """Stems of the sentence that are words of wishing."""
    return {
        _stem(word)
        for token in tokens(text, held)
        if token.tag not in (UNKNOWN, "item", "people", "money", "number")
        for word in _WORD.findall(token.text)
    }


def _content(words: str) -> list[str]:
    return [
        stem
        for word in _WORD.findall(plain(words))
        if key(word) not in FUNCTION_WORDS and (stem := _stem(word))
    ]


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    word = key(word.removesuffix("'s"))
    for tail in ("ing", "ed"):
        if word.endswith(tail) and len(word) > len(tail) + 3:
            word = word.removesuffix(tail)
    return (
        {"minute": "min", "mins": "min", "com": "come"}.get(word, word).removesuffix("e")
        if len(word) > 3
        else word
    )


def _same(one: str, other: str) -> bool:
    return one == other or (
        min(len(one), len(other)) > 5 and one[0] == other[0] and fuzz.ratio(one, other) >= 88
    )


def _figure(text: str) -> float | None:
    found = re.search(r"\d+(?:[.,]\d+)?", text)
    return float(found[0].replace(",", ".")) if found else None


def _trimmed(new: str) -> str:
    """Without politeness and what is told behind the words."""
    new = re.sub(
        r"(?i)(?:,? (?:please|pls|plz|thanks|thank you|now|instead|rather|if you would|everywhere)\b[\s.!]*|\s*\(.*)\Z",
        "",
        " ".join(new.split()),
    )
    return (
        new.strip('"“” ,;:').removesuffix(".")
        if new.count(".") < 2 and not re.search(r"[.!?]\s", new)
        else new.strip('"“” ,;:')
    )
