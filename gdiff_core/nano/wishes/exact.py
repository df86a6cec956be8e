"""Words of the page that are to read otherwise: what stands there, and the person's own words for it.

    exact("“See the schedule” should say “Book a class”", held) -> Taken((Wish("text", "Book a class", …),), …)

What is spoken of is looked for on the page first; only then is the sentence read, so that no list of nouns is needed.
The program carries such a wish out itself, to the letter.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz

from gdiff_core.nano.reading import Held, Said
from gdiff_core.nano.wishes.asides import asks, has_verb
from gdiff_core.nano.wishes.hours import days
from gdiff_core.nano.wishes.lexer import UNKNOWN, Mended, Token, plain, tokens
from gdiff_core.nano.wishes.lexicon import FILL
from gdiff_core.nano.wishes.mentions import beside
from gdiff_core.nano.wishes.verbatim import Follows, Taken, is_vague, name_length, words_for
from gdiff_core.records import Span, Wish

LONGEST = 200
"""Of new words, in characters."""
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_V = r"(?P<v>[^\n]+)"
_SOME = r"(?P<v>\"[^\"\n]+\"|'[^\n]+?'(?!\w)|[^\s.,!?;:\"][^.!?;\n\"]{0,200}?)"
_BESIDE = r"(?:[^\S\n]+(?:the|our|my|on|in|at|of|to|page|site|top|bottom|button|heading|headline|text|bit|part|section|one|label|line|question|sentence|says?|from)){0,6}"
_TO = r"\s*(?:\b(?:to|with|for|into|by|as)\b(?: (?:say|read|be)\b)?|->|→|=>|:)\s*:?\s*"
_SHOULD = r"(?:should|must|needs? to|has to|ought to|wants? to|is to|has)(?: now| really| actually)? (?:be|say|read|become)(?: spell?ed| spelt| written| called| changed to| listed as| renamed)?(?: as| to)?"
_SO = r"(?:[\s,.;:!-]|\b(?:so|and|but|now|please|actually|it|that|then|the name|her name|his name)\b)*"
_ITS = r"(?:it's|its|it is|that's|it should (?:be|say|read)|should be|should say|make (?:it|that)|make that|say(?: instead)?(?: that)?|put|write|use|we have|we've got|we've|there's|the new (?:one|\w+) is|(?:has been |was |is )?replaced (?:by|with)|(?:change|correct|fix) (?:it|that|this) (?:to|into))(?: now| really| actually| spell?ed| spelt| written| called)*:?"
_RULES = (
    rf"\b(?:chang(?:e|ing)|replac(?:e|ing)|swap|switch|turn|update|make|correct|fix|edit|rename|retitle|reword)\b[^.!?\n\"'ǁ]{{0,40}}[\"']?ǁ[\"']?{_BESIDE}{_TO}{_V}",
    rf"\b(?:call|spell)\b[^.!?\n\"'ǁ]{{0,20}}[\"']?ǁ[\"']?(?: (?:section|part|bit|heading|instead))?(?: as\b| like this|:)?\s+(?!(?:and|or|to|about|for|on|at|if|when|then|back|up)\b){_V}",
    rf"ǁ[\"']?[^\nǁ]{{0,80}}?[.!?;]\s+(?:please |can you |could you |so )*(?:replace|swap|change|make)(?: it| that| this)?{_TO}{_V}",
    rf"[\"']?ǁ[\"']?{_BESIDE}\s*,?\s*{_SHOULD}:?\s+{_V}",
    rf"(?:\A|[.,;!:\n]\s*|\b(?:as|say|says|put|is|are|it's|was|be|at|to|on|since|from|until|till|called|use|write)\s+){_SOME},?\s+(?:and )?(?:instead of|rather than|in place of|not(?: just| only| simply)?|where it(?: now)? says)\s+(?:the |our |an? |on |at |in |to |since |from |until )?[\"']?ǁ",
    rf"ǁ[\"']? (?:became|has become|is now|will be|married and is now)\s+(?P<like>){_V}",
    rf"ǁ[^.!?\nǁ]{{0,12}}\b(?:not (?:true|right|correct|so)|untrue|left|leaving|quit|retired|moved on|gone|no longer|wrong|misspell?ed|misspelt|typo|mistake|outdated|old)\b[^.!?\nǁ]{{0,30}}{_SO}\b{_ITS}\s+{_V}",
    rf"ǁ[^\nǁ]{{0,80}}?[.,!?;]\s+(?:please |can you |could you |so |just )*(?:call|name|rename)(?: it| that| this| them)?(?: part| section| bit| one)?(?: to| as)?\s+{_V}",
    rf"ǁ[^.!?\nǁ]{{0,40}}\b(?:written|spell?ed|spelt|listed as|called|known as)\s+(?:as )?{_V}",
)
_ANSWER = re.compile(
    rf"\banswers?\b(?:[^.!?\n\"]|\"[^\"\n]+\"){{0,30}}?(?:should (?:be|say|read)|is now|must be|needs to be|to(?! [^\n]* should )|is|:)\s*:?\s+{_V}"
)
_NOT_WORDS = (
    "place", "nth", "adj", "colour", "font", "set", "want", "section", "head", "accent", "ground", "type", "is",
    "too", "more", "less", "layout", "corners", "space", "all", "num", FILL,
)  # fmt: skip
"""Tags of words that say how or where something is to be, and not what it is to say."""
_ANYTHING = re.compile(
    r"(?:it|this|that|them|the|a|an|some|more|less|in|at|on|to|up|above|below|before|after|under)\b(?! \w+ (?:is|are|was|were|has|have|had))"
)
"""What no sentence of one's own begins with where a place, a thing or a manner is meant."""
_LEAD = re.compile(
    r"(?:(?:no|actually|sorry|oh|and|so|please|well|instead(?: that)?|it's|its|it is|it was|that's|we are|we're|i'm|now|the|say|says|called|to say|simply|just)[\s,:]+)+",
    re.I,
)
_TAIL = re.compile(
    r"(?:,? (?:now|instead|please|pls|everywhere|from now on|with (?:an? |the )?[\w ]{1,20}|(?:by|on) the way|as of \w+|since [\w ]+|(?:when|since|because|after) (?:she|he|they|we|it|i)\b[^\n]*|same (?:job|role|place))|,\s*(?:same|not|with|as|since|because|who|which|that|she|he|they|it|we|i|our|my|don't|can|could|thanks?|ta|cheers|please)\b[^\n]*)[\s.!]*\Z",
    re.I,
)


class Anchor(NamedTuple):
    """Words of the page that the sentence has."""

    span: Span
    """In the sentence."""
    old: str
    """As the page has them."""
    said: Said
    """The text that they are of."""

    @property
    def whole(self) -> bool:
        """Whether they are all of that text."""
        return self.old == self.said.words


def exact(mended: Mended, held: Held, follows: Follows) -> Taken | None:
    """The first wish for other words of a sentence; None if there is none."""
    sentence = _Sentence(mended, held, follows)
    for reader in (_answered, _retold, _beside, _timed, _mistyped, _ruled):
        if found := reader(sentence):
            return found
    return None


def text_wish(old: str, new: str, section: str = "") -> Wish:
    """That words of the page are to read otherwise; in one section, if that is said."""
    return Wish("text", new, section=section, what=old, spoken=f"“{old}” becomes “{new}”")


class _Sentence(NamedTuple):
    mended: Mended
    held: Held
    follows: Follows

    @property
    def text(self) -> str:
        return self.mended.text

    def value(self, found: re.Match) -> tuple[bool, str, int]:
        """Whether the words that a rule found are quoted, the words, and where they end."""
        quoted, length = words_for(found["v"], self.follows)
        start = found.start("v")
        return quoted, self.mended.original(start, start + length), start + length

    def taken(self, old: str, new: str, section: str, start: int, end: int) -> Taken:
        """The wish, with what stands before and behind where it was read."""
        return Taken((text_wish(old, new, section),), *self.mended.beside(start, end))


# ---- what is spoken of --------------------------------------------------------------------------------------


def _anchors(sentence: _Sentence) -> list[Anchor]:
    """The page's words in a sentence, whole texts first, then the longest."""
    bare = ((found[0].removesuffix("'s"), found.start()) for found in _WORD.finditer(sentence.text))
    words = [(word, (start, start + len(word))) for word, start in bare]
    texts = (said for said in sentence.held.texts if said.words != sentence.held.name)
    found = dict.fromkeys(one for said in texts for one in _within(said, words, sentence))
    return sorted(found, key=lambda anchor: (not anchor.whole, -len(anchor.old)))


def _longest_run(one: list[str], other: list[str]) -> tuple[int, int, int]:
    """How many words the longest run has that both hold, and where it begins in each; the first of several."""
    best, ends = (0, 0, 0), {}
    for i, word in enumerate(one):
        ends = {j: ends.get(j - 1, 0) + 1 for j, their in enumerate(other) if word == their}
        for j, count in ends.items():
            if count > best[0]:
                best = count, i - count + 1, j - count + 1
    return best


def _within(said: Said, words: list[tuple[str, Span]], sentence: _Sentence) -> Iterator[Anchor]:
    """The longest run of a text's words that the sentence has; of a single one only what is no word of everyday."""
    theirs = [(found[0].removesuffix("'s"), found.span()) for found in _WORD.finditer(plain(said.words))]
    one, other = ([word.replace("'", "") for word, _ in some] for some in (words, theirs))
    count, at, start = _longest_run(one, other)
    if not count:
        return
    span, whole = (words[at][1][0], words[at + count - 1][1][1]), count == len(theirs)
    first, end = theirs[start][1][0], theirs[start + count - 1][1][1]
    mark, behind = sentence.text[span[1] : span[1] + 1], sentence.text[span[1] + 1 : span[1] + 2]
    if mark and mark in ".!?" and mark == said.words[end : end + 1] and (whole or behind in ("'", '"', "")):
        span, end = (span[0], span[1] + 1), end + 1
    anchor = Anchor(span, said.words if whole else said.words[first:end], said)
    if count > 2 or _is_meant(anchor, count, sentence):
        yield anchor


def _is_meant(anchor: Anchor, count: int, sentence: _Sentence) -> bool:
    """Whether a word or two are spoken of for what stands there: quoted, a name, a year, a text by itself."""
    held, quotes = sentence.held, re.findall(r"[\"']([^\"'\n]+)[\"']", sentence.text)
    if plain(anchor.old) in quotes or _is_peculiar(anchor.old, held):
        return True
    if count > 1:
        return anchor.whole or anchor.said.words == held.tagline
    return anchor.whole and _is_pointed(anchor.span, sentence.mended)


def _is_pointed(span: tuple[int, int], mended: Mended) -> bool:
    """Whether a word of everyday is spoken of as what stands there: "Prices" with its capital, "the repairs heading"."""
    if mended.text[span[1] - 1] in "!?":
        return True  # "Ready?"
    named = re.match(r"[\"']? (?:heading|headline|title|section title|link|label)\b", mended.text[span[1] :])
    called = re.search(r"\b(?:rename|retitle|call) (?:the |our )?[\"']?\Z", mended.text[: span[0]])
    return bool(named or called) or (span[0] > 0 and mended.original(*span)[:1].isupper())


def _is_peculiar(old: str, held: Held) -> bool:
    """Whether a part of a text is spoken of for its own sake: a name, a year, a street; no word of everyday."""
    found = tokens(plain(old), held)
    strange = [token for token in found if token.tag in (UNKNOWN, "number")]
    return bool(strange) and (len(found) > 1 or len(strange) == len(found))


# ---- what it is to say --------------------------------------------------------------------------------------


def _ruled(sentence: _Sentence) -> Taken | None:
    """What the first rule finds around the words of the page."""
    for anchor in _anchors(sentence):
        marked = _marked(sentence.text, anchor.span)
        for rule in _rules():
            for found in rule.finditer(marked):
                if taken := _taken(found, anchor, sentence):
                    return taken
    return None


@cache
def _rules() -> list[re.Pattern]:
    return [re.compile(rule.replace("ǁ", "ǁ+")) for rule in _RULES]


def _marked(text: str, span: Span) -> str:
    start, end = span
    return text[:start] + "ǁ" * (end - start) + text[end:]


def _taken(found: re.Match, anchor: Anchor, sentence: _Sentence) -> Taken | None:
    mended, held, (start, end) = sentence.mended, sentence.held, found.span("v")
    quoted, length = words_for(mended.text[start:end], sentence.follows)
    if found.end() > end and not quoted:
        length = end - start  # what stands behind them is where they end
    elif not quoted and not re.search(r"[.!?]", anchor.old):
        length = name_length(mended.text[start : start + length])
    new = mended.original(start, start + length)
    new = new.strip("\"'“”‘’ ") if quoted else _trimmed(new, anchor)
    if not re.search(r"\w", new) or new == anchor.old or len(new) > LONGEST:
        return None
    if found.groupdict().get("like") is not None and plain(anchor.old) not in plain(new):
        return None
    if not quoted and not _is_said(new, anchor, held):
        return None
    anchor = _of_role(new, anchor, held)
    if not quoted and end <= anchor.span[0] and _is_told(new, anchor):
        return None
    new = new if quoted else _fitted(new, anchor)
    stop = max(start + length, found.end() if end < found.end() else 0, anchor.span[1])
    begin = min(found.start(), anchor.span[0])
    if anchor.said.words == held.tagline:
        wish = Wish("tagline", new, spoken=f"the tagline becomes “{new}”")
        return Taken((wish,), *mended.beside(begin, stop)) if anchor.whole or " " in anchor.old else None
    return sentence.taken(anchor.old, new, _place(anchor.old, sentence), begin, stop)


def _place(old: str, sentence: _Sentence) -> str:
    """The section that is named, of several that have the words; else none."""
    rule = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)")
    places = {said.section for said in sentence.held.texts if rule.search(said.words)}
    named = (token.value for token in tokens(sentence.text, sentence.held) if token.tag == "section")
    return next((one for one in named if one in places), "") if len(places - {""}) > 1 else ""


def _of_role(new: str, anchor: Anchor, held: Held) -> Anchor:
    """The role of somebody who is named, where the new words are like that: "Nadia should be listed as Head mechanic"."""
    other = beside(anchor.said, held) if anchor.said.section == "team" else None
    theirs, said = {*_WORD.findall(plain(anchor.old))}, {*_WORD.findall(plain(new))}
    role = {*_WORD.findall(plain(other.words))} if other else set()
    return Anchor(anchor.span, other.words, other) if role & said and not theirs & said else anchor


def _is_told(new: str, anchor: Anchor) -> bool:
    """Whether words before a text are a sentence about it: "wheels: Nadia builds them now, not Hana", "Aisha is not …"."""
    count = len(anchor.old.split())
    longer = count <= 2 and (":" in new or len(new.split()) > count + 2)
    return bool(anchor.said.section and longer) or bool(re.search(r"\b(?:is|are|was|were)\Z", plain(new)))


def _trimmed(new: str, anchor: Anchor) -> str:
    """Without what leads up to the words, and what is said behind them."""
    new = " ".join(new.split())
    new = re.sub(r"\A[\w' ]{1,30}? (?:is|are) (?:now |actually )*(?:an? |the |our )(?=\w)", "", new)
    if lead := _LEAD.match(plain(new)):
        new = new[lead.end() :]
    while tail := _TAIL.search(new):
        new = new[: tail.start()]
    return new.strip('"“” ,;:').rstrip("." if not anchor.old.endswith(".") else "")


_NO_ROLE = re.compile(
    r"(?:out of date|outdated|old|wrong|fake|missing|terrible|awful|gone|no longer|not|too|is|are|was|were|costs?|will|should|must|has|have|had"
    r"|does|do|did|can|could|would|in|on|at|from|away|off|back)\b"
)
"""What tells how something or somebody is."""
_IN = re.compile(r"(?:on|in|at|with|for|by|of|from|about|under|over|near)\b")


def _is_said(new: str, anchor: Anchor, held: Held) -> bool:
    """Whether words are themselves what is to stand there, and do not tell how or where it should be."""
    if new[-1:] == "?" == anchor.old[-1:]:
        return True
    if is_vague(new) or _NO_ROLE.match(plain(new)):
        return False
    named = new[:1].isupper() or any(token.tag not in _NOT_WORDS for token in tokens(plain(new), held))
    return anchor.said.section == "team" or (named and not _IN.match(new))


def _fitted(new: str, anchor: Anchor) -> str:
    """With the capital and the full stop that the old words have."""
    if anchor.old[:1].isupper() and new[:1].islower() and anchor.said.words.startswith(anchor.old):
        new = new[0].upper() + new[1:]
    return new + "." if anchor.old.endswith(".") and new[-1:] not in ".!?" else new


# ---- texts that are spoken of otherwise ----------------------------------------------------------------------


def _answered(sentence: _Sentence) -> Taken | None:
    """ "The answer about mats should be …"."""
    if not (found := _ANSWER.search(sentence.text)):
        return None
    asked = {word for word in _WORD.findall(sentence.text[: found.start("v")]) if len(word) > 3}
    asked |= {word.removesuffix("s") for word in asked}
    faq = [one for one in sentence.held.texts if one.section == "faq" and one.words.endswith("?")]
    faq = [one for one in faq if asked & {*_WORD.findall(plain(one.words))}]
    old = beside(faq[0], sentence.held) if len(faq) == 1 else None
    at = found.start()
    return _taken(found, Anchor((at, at), old.words, old), sentence) if old else None


def _beside(sentence: _Sentence) -> Taken | None:
    """ "Sofia's review should say …", "Hana's job is …": the other text of the entry."""
    if not _OF_ENTRY.search(sentence.text):
        return None
    for anchor in _anchors(sentence):
        marked = _marked(sentence.text, anchor.span)
        found = next((found for rule in _OTHERS if (found := re.search(rule, marked))), None)
        other = beside(anchor.said, sentence.held)
        if found and other:
            return _taken(found, Anchor(anchor.span, other.words, other), sentence)
    return None


_OF_ENTRY = re.compile(r"\b(?:review|quote|comment|testimonial|words|role|job|title|position|answer|name)\b")
_OTHERS = (
    rf"ǁ+(?:'s|s|')? (?:review|quote|comment|testimonial|words|answer)\b[^\n\"ǁ]{{0,60}}?\b(?:she|he|they|it)(?: actually| really)? (?:said|wrote|says|should (?:say|be|read))\s*:?\s*{_V}",
    rf"ǁ+(?:(?:'s|s|')?|[^.!?\n\"'ǁ]{{1,60}}? (?:his|her|their)) (?:new )?(?P<what>review|quote|comment|testimonial|words|role|job|job title|title|position|answer)\b[^.!?\n\"'ǁ]{{0,20}}?(?:{_SHOULD}|is now|to|is|:)\s*:?\s+{_V}",
    r"ǁ+[^\n\"ǁ]{1,60}?\b(?:put|write|have|say|use)\s+(?P<v>[^\n,.]+?)\s+(?:under|below|beneath|beside|next to|behind) (?:her|his|their|the) name",
)


def _retold(sentence: _Sentence) -> Taken | None:
    """ "Rewrite the about text: We are …": a section's one paragraph in the person's own words."""
    sections = [token for token in tokens(sentence.text, sentence.held) if token.tag == "section"]
    for token in (one for one in sections if one.value in ("about", "cta")):
        texts = [said for said in sentence.held.texts if said.section == token.value]
        found = _NEW_TEXT.search(_marked(sentence.text, token.span))
        if not found or len(texts) < 2:
            continue
        quoted, new, end = sentence.value(found)
        if quoted or _is_sentence(sentence.mended.original(*found.span("v")).strip(), sentence):
            new = new.strip("\"“”' ") if quoted else sentences(new)
            return sentence.taken(texts[1].words, new, token.value, found.start(), end)
    return None


def _is_sentence(own: str, sentence: _Sentence) -> bool:
    """Whether words are a sentence that is to stand there, and no wish."""
    said = plain(own)
    if not has_verb(said) or len(own.split()) < 4 or is_vague(own) or asks(said):
        return False
    return not _ANYTHING.match(said) and not sentence.follows(said, True)


_NEW_TEXT = re.compile(
    rf"\b(?:rewrite|reword|change|replace|set|update|make|turn|write|let)\b[^.!?:\n\"ǁ]{{0,20}}ǁ+[^.!?:\n\"]{{0,25}}(?::|(?=\"))\s*{_V}"
)


def _timed(sentence: _Sentence) -> Taken | None:
    """ "It moved to Thursday, not Tuesday": a day, a time or a year that one text of the page has, no opening hours."""
    found, text, held = tokens(sentence.text, sentence.held), sentence.text, sentence.held
    for tag in ("day", "time", "year"):
        said = [
            one
            for one in found
            if one.tag == tag or (tag == "year" and one.tag == "number" and len(one.text) == 4)
        ]
        there = {one: _those(one, held) for one in said}
        new = [one for one, texts in there.items() if not texts]
        old = [
            one
            for one, texts in there.items()
            if len(texts) == 1
            and not _is_opening(texts[0][0], held)
            and (_REFUSED.search(text[: one.span[0]]) or _WRONG.match(text[one.span[1] :]))
        ]
        if len(old) == len(new) == 1 and len(said) == 2:
            (where, words), value = there[old[0]][0], sentence.mended.original(*new[0].span)
            value = value.capitalize() if words[0].isupper() else value
            start, end = sorted((new[0].span, old[0].span))
            return sentence.taken(words, value, where.section, start[0], end[1])
    return None


def _those(token: Token, held: Held) -> list[tuple[Said, str]]:
    """The texts that have a word, and how they write it."""
    rule = re.compile(rf"(?<!\w){re.escape(token.text)}(?!\w)", re.I)
    return [(said, found[0]) for said in held.texts if (found := rule.search(said.words))]


def _is_opening(said: Said, held: Held) -> bool:
    """Whether a text is of the opening hours, which are read elsewhere; a timetable's is not."""
    row = next(
        (row for row in held.hours if said.span[0] <= row.span[0] < said.span[1] or said.words == row.what),
        None,
    )
    return bool(row) and bool(days(row.what))


_WRONG = re.compile(
    r"\W{0,2}(?: is| was|'s)? ?(?:wrong|not (?:right|true|correct)|incorrect|a (?:typo|mistake))\b"
)
_REFUSED = re.compile(
    r"\b(?:not|instead of|rather than|from|isn't)(?: just)?(?: on| at| in| since| the)*\s*\Z"
)


def _mistyped(sentence: _Sentence) -> Taken | None:
    """ "It should read …" of words that are nearly those of one sentence of the page."""
    if not (found := _READS.search(sentence.text)):
        return None
    _, new, end = sentence.value(found)
    new, texts = new.strip("\"“”' .!"), [said.words for said in sentence.held.texts]
    parts = {part.strip() for text in texts for part in (text, *re.split(r"(?<=[.!?])\s+", text))}
    near = [
        old
        for old in parts
        if len(old.split()) > 2 and fuzz.ratio(plain(old).strip(".!?"), plain(new)) >= _NEARLY
    ]
    near = [old for old in near if not any(old != other and other in old for other in near)]
    if len(near) != 1 or plain(near[0]).strip(".!?") == plain(new):
        return None
    mark = near[0][-1] if near[0][-1] in ".!?" else ""
    return sentence.taken(near[0], new + mark, "", found.start(), end)


_READS = re.compile(rf"\b(?:should|must|needs? to|ought to|has to) (?:say|read|be)\b(?: like this)?:?\s+{_V}")
_NEARLY = 80
"""How like two sentences are, of 100, of which one is the other with a word put right."""


def sentences(words: str) -> str:
    """Words as a paragraph has them: "that i trained in Mysore" is "I trained in Mysore."."""
    words = re.sub(
        r",? (?:please|thanks|thank you|cheers|lol)[\s.!]*\Z|,? \w+ \w+ would \w+ \w+[\s.!]*\Z",
        "",
        words.strip(' "“”'),
    )
    words = re.sub(r"(?:,| and) that (?=\w+)", ". ", re.sub(r"\A(?:that|how) ", "", words))
    words = re.sub(r"\bi(?='|\b(?!\.))", "I", words)
    words = re.sub(r"(?:\A|(?<=[.!?] ))[a-z]", lambda found: found[0].upper(), words)
    return words if words[-1:] in ".!?" else f"{words}."
