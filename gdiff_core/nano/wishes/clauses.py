"""A sentence as clauses, each read by the first rule that knows all of its words.

A stretch that no rule reads is a wish that nobody understood, and then nothing is done; unless it only tells why:
"our customers keep asking when we're open, so add the opening times".
"""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from gdiff_core.nano.kinds import kinds
from gdiff_core.nano.reading import Held
from gdiff_core.nano.wishes import beyond
from gdiff_core.nano.wishes.asides import (
    asks,
    has_verb,
    is_purpose,
    pared,
    tells,
    without_nouns,
    without_reasons,
)
from gdiff_core.nano.wishes.clause import Clause, Found
from gdiff_core.nano.wishes.facts import opening, phone, price
from gdiff_core.nano.wishes.lexer import FILL, UNKNOWN, Token, meaningful, plain, tokens
from gdiff_core.nano.wishes.looks import looks
from gdiff_core.nano.wishes.parts import parts
from gdiff_core.nano.wishes.verbatim import Follows
from gdiff_core.records import Declined, Wish

_ANEW = re.compile(
    r"(?:also |please |then )*(?:(?:can|could|would) (?:you|we|i|the|our|it)\b|(?:the|our) [\w ]{2,25} (?:needs? to|should|must|has to)\b)"
)
"""What asks for something of its own, understood or not."""
_TOPICS = ("head", "type", "corners", "space", "ground", "accent", "name")
_VERBS = ("set", "add", "put", "move", "drop", "swap", "say", "take", "replace", "write", "want")
_OURS = ("item", "our name", "our tagline", "quote")
"""What a page has is not beyond it, whatever it is called."""
_SILENT = (FILL, "and", "praise", "hello")
_IDLE = (*_SILENT, "set", "want", "is", "some", "ask", "again")
_SOMEBODY = re.compile(
    r"(?:and |so |but )*(?:we|i|it|they|that|this|he|she|my \w+|our \w+|everyone|everybody|nobody|people)\b"
)
_HAVING = re.compile(r"(?:and |so |but )*(?:we|i)(?:'ve| have)(?: got)? (?!to\b)")
"""What somebody has is not asked for yet: "we have a great team and a big gallery"."""
_WONDERED = re.compile(r"\b(?:ask(?:s|ed|ing)?|wonder\w*|questions?)\b")
_WONDERING = re.compile(
    r"(?:and |or )*(?:what|how|when|where|who|which|why|if|whether|do|does|did|is|are|can i|can we|could i|may i)\b"
)
"""What goes on behind "everyone asks": "does it hurt, can I bring a friend"."""
_MANNER = re.compile(r"(?:maybe |perhaps |just )*(?:something|anything|one) (?:that|which|with|like|more)\b")
_AMOUNTS = {"money", "number", "cents", "time", "digits", "day", "till", "free", "num"}
_VALUED = {
    "place",
    "nth",
    "colour",
    "adj",
    "font",
    "too",
    "not",
    "more",
    "less",
    "closed",
    "section",
} | _AMOUNTS
_STATING = ("it's", "its", "they're", "that's")
_BIDDING = {
    "set", "want", "add", "put", "move", "drop", "take", "swap", "replace", "say", "more", "less", "too",
    "place",
}  # fmt: skip
_NAMED = {
    "section", "accent", "ground", "type", "corners", "space", "head", "nav", "menu", "picture", "layout",
    "font",
}  # fmt: skip
_PARTS = {*_NAMED, "element", "name", "our name", "tagline", "our tagline", "colour", "adj", "links"}
"""What a wish is about that has words which nobody knows."""


_AROUND_LINE = (
    "set", "new", "say", "want", "write", "again", "type", "all", "not", "some", "replace", "instead", "for", "is",
)  # fmt: skip


def tagline_anew(clause: Clause) -> Found:
    """Another of the taglines that such businesses have: "a new slogan, please"."""
    if not clause.has("tagline", "our tagline") or not clause.only("tagline", "our tagline", *_AROUND_LINE):
        return None
    if not clause.has("new", "say", "write", "set", "again", "replace"):
        return None
    if not (kind := kinds().get(clause.held.kind)):
        return Declined("Say the words of the new tagline, for example: tagline “Fresh every morning”.")
    known = [*kind.taglines, clause.held.tagline]
    words = known[(known.index(clause.held.tagline) + 1) % len(kind.taglines)]
    return [Wish("tagline", words, spoken=f"the tagline becomes “{words}”")]


_RULES: tuple[Callable[[Clause], Found], ...] = (phone, opening, price, parts, tagline_anew, looks)


def following(held: Held) -> Follows:
    """Tells whether words begin with a wish of their own."""

    def follows(rest: str, alone: bool) -> bool:
        return bool(_ANEW.match(plain(rest))) or (
            (alone or bids(rest, held)) and isinstance(read_clauses(rest, held), list)
        )

    return follows


class _Reader:
    """Reads the pieces of a text in turn, and remembers what was spoken of."""

    def __init__(self, text: str, held: Held, loose: bool = False) -> None:
        self.text, self.held, self.loose = text, held, loose
        self.wishes: list[Wish] = []
        self.answer: Declined | None = None
        self.unread: list[Token] = []
        self.section, self.topic = "", ""
        self.colours: set[str] = set()
        self.beside: list[str] = []
        self.bare = False
        """Whether the last wish was but a word or two: "teal", and no verb."""

    def read(self) -> list[Wish] | Declined | None:
        """All sentences, as far as one is declined."""
        found = without_nouns(tokens(self.text, self.held), self.text)
        sentences = [pieces for sentence in _sentences(found) if (pieces := _pieces(sentence))]
        for at, pieces in enumerate(sentences):
            words = self._said([token for piece in pieces for token in piece])
            if at and beyond.is_question(words):
                self.beside.append(words)  # "HOW MANY TIMES DO I HAVE TO SAY IT"
            elif declined := self._read_pieces(pieces):
                return declined
        if self.wishes:
            gone = {wish.section for wish in self.wishes if wish.kind == "remove"}
            self.wishes.sort(key=lambda wish: not (wish.kind == "add" and wish.near in gone))
            beside = tuple(filter(self._is_worth, self.beside))
            return [*self.wishes[:-1], replace(self.wishes[-1], unused=beside)]
        if self.topic == "colour":
            return Declined("Which colour instead? Say for example “make it teal” or “dark green buttons”.")
        return self.answer or (self._declined(self.unread) if self.unread else None)

    def _read_pieces(self, pieces: list[list[Token]]) -> Declined | None:
        """The pieces of a sentence; why one of them is declined, which ends it."""
        telling = False
        while pieces:
            if telling and self._goes_on(pieces[0]):
                self.unread += pieces.pop(0)
                continue
            if self.wishes and self.wishes[-1].kind == "rewrite" and _is_manner(pieces[0]):
                self.beside.append(self._said(pieces.pop(0)).strip())
                continue
            found, used = self._longest(pieces)
            if isinstance(found, list):
                self._take(found, [token for piece in pieces[:used] for token in piece])
            elif found and found.answered:
                self.answer = self.answer or found
                telling = bool(_HAVING.match(self._said(pieces[0])))
            elif cut := self._headed(pieces[0]):
                pieces = [*cut, *pieces[1:]]
                continue
            elif found or not self._is_beside(pieces[0], telling):
                return found or self._declined(pieces[0])
            else:
                self.unread += pieces[0]
                telling = True
            if not isinstance(found, list):
                self._remember(pieces[0])
            pieces = pieces[used:]
        return None

    def _take(self, found: list[Wish], read: list[Token]) -> None:
        self.wishes += found
        self.bare = not {token.tag for token in read} & _BIDDING
        self._remember(read)
        if found and found[-1].section:
            self.section = found[-1].section  # what goes somewhere, not what it goes by

    def _is_worth(self, words: str) -> bool:
        """Whether words of which nothing was made are worth naming: not a single one that says nothing."""
        said = tokens(words, self.held)
        return len(words.split()) > 1 or any(token.tag not in (UNKNOWN, *_SILENT) for token in said)

    def _is_beside(self, piece: list[Token], telling: bool) -> bool:
        """Whether a piece is none of a wish: it tells something, goes on with that, or says no more than "please do that"."""
        words, said = self._said(piece), {token.tag for token in piece}
        more = self.bare and not telling and piece[0].text in ("and", "&")
        if more and has_verb(words) and not _SOMEBODY.match(words):
            return False  # "Amber and Rose joined the team"
        if tells(piece, self.text, self.held, self.colours):
            return True
        if not self.loose or said & {"digits", "link"}:
            return False
        if said <= {*_IDLE} or (self.wishes and meaningful(piece)[0].tag in ("not", "less")):
            return True  # "do that", "not that dentist blue"
        named = _MANNER.match(words) if self.wishes else _is_mood(piece)
        asked = asks(words) or (bids(words, self.held) and not is_purpose(words))
        if not named and (asked or beyond.topic(_but_sections(piece), but=("vague", "content", "address"))):
            return False
        if named or telling or has_verb(words) or not said & _PARTS:
            self.beside.append(words.strip())
            return True
        return False

    def _headed(self, piece: list[Token]) -> list[list[Token]]:
        """A piece cut behind its colon, where what stands before it asks for nothing: "Tell people what they get: add …"."""
        at = next((at for at, token in enumerate(piece) if token.tag == "colon"), 0)
        head, rest = piece[:at], piece[at + 1 :]
        if not self.loose or not head or not meaningful(rest):
            return []
        words = self._said(head)
        return [] if asks(words) or bids(words, self.held) else [head, rest]

    def _goes_on(self, piece: list[Token]) -> bool:
        """Whether a piece only goes on with what is told: "we have a great team and a big gallery"."""
        tags = {token.tag for token in piece}
        if self.unread and _WONDERED.search(self._said(self.unread)) and _WONDERING.match(self._said(piece)):
            return True
        wished = tags & (_BIDDING | {"colour", "font"}) or asks(self._said(piece))
        return piece[0].text in ("and", "&") and "section" in tags and not wished

    def _said(self, run: list[Token]) -> str:
        return re.sub(r"\s+", " ", self.text[run[0].span[0] : run[-1].span[1]].lstrip(" ,&+"))

    def _longest(self, pieces: list[list[Token]]) -> tuple[Found, int]:
        """What the longest run of pieces says that one rule reads, and its length; else why the first is declined."""
        declined: Declined | None = None
        most = next((at for at, piece in enumerate(pieces) if self._describes(piece)), len(pieces)) or 1
        for rule in (self._by_rule, *([self._loosely] if self.loose else [])):
            for count in range(most, 0, -1):
                found = rule([token for piece in pieces[:count] for token in piece])
                if isinstance(found, list):
                    return found, count
            declined = declined or found
        return declined, 1

    def _describes(self, piece: list[Token]) -> bool:
        """Whether a piece only says how something is: "the answers are fine", "repairs are the same thing to me"."""
        at = next((at for at, token in enumerate(piece) if token.tag == "is" and token.text != "be"), 0)
        tags, behind = {token.tag for token in piece}, {token.tag for token in piece[at + 1 :]}
        wished = tags & _BIDDING or behind & _VALUED or asks(self._said(piece))
        return bool(at and behind) and not wished

    def _loosely(self, run: list[Token]) -> list[Wish] | None:
        """What a run says without the words that nobody knows, where it is clear what is to be done, and to what."""
        known = [token for token in run if token.tag != UNKNOWN]
        tags = {token.tag for token in known}
        words = self.text[run[0].span[0] : run[-1].span[1]]
        bidding = tags & _BIDDING or asks(words) or self.wishes
        if len(known) == len(run) or not bidding or not tags & _NAMED:
            return None
        thing = any(one.tag == "colour" and two.tag == UNKNOWN for one, two in pairwise(run))
        if thing or beyond.topic(_but_sections(run), but=("vague",)):
            return None
        found = self._by_rule(known)
        clear = isinstance(found, list) and all(_is_clear(wish, run, asks(words)) for wish in found)
        return found if clear else None

    def _by_rule(self, run: list[Token]) -> Found:
        clause = self._clause(pared(run, self.text))
        vetoed = beyond.vetoed(" ".join(token.text for token in run if token.tag not in _OURS))
        declined = None
        for rule in _RULES:
            found = rule(clause)
            if isinstance(found, list):
                return vetoed or found
            declined = declined or found
        return vetoed if declined and vetoed else declined

    def _clause(self, run: list[Token]) -> Clause:
        end = run[-1].span[1] if run else 0
        run = [token for token in run if token.tag not in (FILL, "praise", "hello")]
        while run and run[0].tag == "and":
            run = run[1:]
        while len(run) > 1 and run[-1].text == "too":
            run = run[:-1]  # as "also"
        words = self.text[run[0].span[0] : end] if run else ""
        return Clause(tuple(run), self.held, words, self.section, self.topic)

    def _remember(self, read: list[Token]) -> None:
        for token in read:
            self.colours |= {token.text} if token.tag == "colour" else set()
            self.section = token.value if token.tag == "section" else self.section
            self.topic = token.tag if token.tag in _TOPICS or token.tag == "colour" else self.topic

    def _declined(self, piece: list[Token]) -> Declined:
        return beyond.declined(self._clause(piece), self.text[piece[0].span[0] : piece[-1].span[1]])


def read_clauses(text: str, held: Held) -> list[Wish] | Declined | None:
    """The wishes of a text, in order; what was declined, or answered; None if it says nothing."""
    return _Reader(without_reasons(text, held), held).read()


def read_plainly(text: str, held: Held) -> list[Wish] | None:
    """The wishes of a text in which nothing else is said."""
    reader = _Reader(without_reasons(text, held), held)
    found = reader.read()
    return found if isinstance(found, list) and not reader.unread and not reader.beside else None


def read_loosely(text: str, held: Held) -> list[Wish] | None:
    """The wishes of a text of which not every word is known."""
    found = _Reader(without_reasons(text, held), held, loose=True).read()
    return found if isinstance(found, list) else None


def _is_clear(wish: Wish, run: list[Token], asked: bool) -> bool:
    """Whether a wish stands although words of its clause are not known: none of them says what exactly it is about."""
    if wish.kind in ("price", "hour", "rewrite"):
        return False
    tags = [token.tag for token in run if token.tag != FILL]
    if wish.kind == "remove":
        at, verb = (
            next((at for at, tag in enumerate(tags) if tag in said), 0)
            for said in (("section",), ("drop", "take", "not"))
        )
        return UNKNOWN not in tags[min(at, verb) : max(at, verb) + 2]
    if wish.kind in ("move", "add"):
        return (asked or bool({"add", "put", "move", "want", "set"} & {*tags})) and not {"nth", "not"} & {
            *tags
        }
    return True


def _but_sections(run: list[Token]) -> str:
    return " ".join(token.text for token in run if token.tag not in ("section", *_OURS))


def bids(text: str, held: Held) -> bool:
    """Whether it begins as a wish does: with what is to be done."""
    found = [token.tag for token in meaningful(tokens(text, held)) if token.tag != "and"]
    return bool(found) and found[0] in _VERBS


def _sentences(found: list[Token]) -> list[list[Token]]:
    """Cut at full stops and the like, but for one that a heading of the page ends with."""
    sentences: list[list[Token]] = [[]]
    for at, token in enumerate(found):
        if token.tag == "stop" and not (token.text == "?" and at and found[at - 1].text == "ready"):
            sentences.append([])
        elif token.tag != "stop":
            sentences[-1].append(token)
    return [sentence for sentence in sentences if sentence]


def _pieces(sentence: list[Token]) -> list[list[Token]]:
    """Cut before each "and" and comma, and where without either it is told why: "rewrite it it's lame"."""
    pieces: list[list[Token]] = [[]]
    for at, token in enumerate(sentence):
        if (token.tag == "and" or _is_told(sentence, at)) and pieces[-1]:
            pieces.append([])
        pieces[-1].append(token)
    return [piece for piece in pieces if any(token.tag not in _SILENT for token in piece)]


def _is_mood(run: list[Token]) -> bool:
    """Whether words say no more than how it should be, of nothing: "softer please"."""
    said = [
        token.tag for token in meaningful(run) if token.tag not in ("praise", "some", "more", "and", "colon")
    ]
    return said == ["adj"]


def _is_manner(piece: list[Token]) -> bool:
    """Whether words only say how others should be: "warmer", "it should be funny"."""
    said = {token.tag for token in piece} - {"is", "more", "less", "too", "some", *_SILENT}
    return bool(said & {"adj", "clock"}) and said <= {"adj", "clock", UNKNOWN}


def _is_told(sentence: list[Token], at: int) -> bool:
    """Whether how something is begins here: behind a wish "it's lame", behind an amount "flour prices are mad"."""
    behind = [token.tag for token in sentence[at + 1 :] if token.tag != FILL]
    behind = behind[: behind.index("and")] if "and" in behind else behind
    before = [token.tag for token in sentence[:at] if token.tag != FILL]
    if sentence[at].text in _STATING:
        return bool({*before} & {"say", "drop", "move"}) and behind[:1] == [UNKNOWN]
    states = sentence[at].tag == UNKNOWN and "is" in behind and UNKNOWN in behind[behind.index("is") :]
    return states and before[-1:] in (["number"], ["money"]) and not {"number", "money", "digits"} & {*behind}
