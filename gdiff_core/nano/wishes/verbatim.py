"""Wishes that hold words to be kept to the letter: a new name, a new tagline.

    take(mended, held, follows) -> Taken((Wish("rename", "Luna & Co."),), "", "and make it teal")

What is quoted ends with its quote. What is not ends with the sentence, or where a wish of its own begins, which
`follows` knows: "call it Luna and make it teal".
"""

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz

from gdiff_core.document.outline import visible
from gdiff_core.nano import palette
from gdiff_core.nano.reading import Held
from gdiff_core.nano.wishes.lexer import Mended, plain, tokens
from gdiff_core.nano.wishes.mentions import home
from gdiff_core.records import Wish

LONGEST_NAME = 60
_LIKE = 60
"""How much a name is like the one that is there, of 100, to be taken for it where nobody speaks of names."""
_NAME_MARK, _LINE_MARK = "ǁ", "ǂ"
"""Letters that stand in a sentence for those of the page's name and of its tagline."""
_PLACE = (
    r"(?:business|company|shop|store|firm|place|studio|brand|site|website|page|web ?page|home ?page|bakery|cafe"
    r"|restaurant|guest house|house|practice|clinic|salon|office|school|bar)"
)
_OUR = r"(?:the|our|my|its|this) "
_IS = (
    r"(?:(?:is|are|should be|will be|must be|has to be|needs to be|is going to be|has become|becomes|should "
    r"become|should read|should say|reads|says|has changed to|changed to|is changing to|be)\b|[:=]|-+>|=>|→)"
)
_NOW = r"(?:(?:now|officially|called|named|spelled|spelt|written|to|as|just|simply|from now on)\b:?\s+)*"
_WITH = r"(?:\s*(?:to|into|with|by|be|as|for)\b\s*:?|\s*[:=]|\s*-+>|\s*→)\s*"
_UNDER = rf"(?:under|below|beneath|underneath) (?:{_OUR})?(?:business |shop )?(?:name|title|heading|headline|hero|logo|{_NAME_MARK}+)"
_TAGLINE = (
    rf"(?:tag ?-?line|slogan|motto|strap ?-?line|sub ?-?title|sub ?-?head(?:ing|er|line)?|catch ?-?phrase|claim"
    rf"|punch ?line|(?:line|sentence|text|words|phrase|bit|one ?-?liner)(?: right| just| directly)? {_UNDER})"
)
_V = "(?P<v>.+)"
_SOME = '(?P<v>"[^"\n]{1,200}"|\'[^\n]{1,200}?\'(?!\\w)|[^\n]{1,200}?)'
_NAME, _LINE = f"[\"']?{_NAME_MARK}+[\"']?", f"[\"']?{_LINE_MARK}+[\"']?"
_NOT = r",?\s+(?:and )?(?:not(?: just| only| simply)?|instead of|rather than)\s+"
_RATHER = (
    r"(?:and |so |please |can you |could you |just )*(?:make it|make that|change it to|change that to"
    r"|replace it with|put|write|use|say"
    r"|(?:the |a )?new (?:one|name|line)(?: is)?|let's (?:use|say|have)|how about|what about|it should (?:be|say|read)|rather)\b\s*:?\s*"
)
_RENAMES = (
    # I don't like the name. Make it X
    # rename it to X, call the shop X
    rf"\b(?:rename|renaming|rebrand|retitle)\b(?: (?:it|us|me|this|everything|{_OUR}(?:[\w'-]+ "
    rf"){{0,3}}?[\w'-]+))?(?: {_NAME})?(?:\s+(?:to|into|as)\b|:)\s*{_V}",
    rf"\b(?:rename|rebrand)\b (?:it|us|this|everything|{_OUR}{_PLACE}(?: {_NAME})?|{_NAME})\s+{_V}",
    rf"\bcall (?:it|us|ourselves|me|this|{_OUR}{_PLACE}|{_NAME})\s+(?!on\b|at\b|now\b|today\b|back\b|for\b"
    rf"|us\b|and\b|or\b){_V}",
    rf"\bcall {_OUR}[\w'-]+\s+(?P<capital>){_V}",
    rf"\b(?:go|goes|going) by (?:the name(?: of)? )?{_V}",
    # change our name (from A) to X, the name is X
    r"\b(?:chang(?:e|ed|ing)|switch(?:ed)?|update|set|make|correct|edit|turn|alter|replace|fix)\s+(?:the "
    r"|our |my |its |this )*(?:[\w'-]+ ){0,2}?"
    rf"name(?: (?:of|for) (?:{_OUR})?[\w' -]{{1,40}}?)?(?: (?:on|at) the (?:page|site|top))?(?:,? from "
    rf"{_NAME})?{_WITH}{_V}",
    rf"\bname\b(?: (?:of|on|for) {_OUR}[\w'-]+(?: [\w'-]+)?)?,?\s*{_IS}\s*{_NOW}{_V}",
    rf"\bname change\b(?:[,:]| to)?\s+(?:to )?{_V}",
    # we're called X now, we are now X
    rf"\b(?:we(?:'re| are| have been|'ve been)|i(?:'m| am)|it(?:'s|s| is)|{_PLACE}(?:'s| is)|be|are|is|gets?"
    rf"|got)(?: now| officially| to be| really| actually)* (?:called|named|renamed|rebranded|known as|the "
    rf"name)(?: (?:to|as|now|of))?\s*:?\s+{_V}",
    rf"\b(?:we|i)(?:'re|'m| are| am) now (?!open\b|closed\b|also\b|on\b|in\b|at\b|an?\b|located\b|based\b"
    rf"|going\b){_V}",
    # it's spelled X; it's X, not A
    r"\b(?:spell(?:ed|ing)?|spelt|written|misspell?ed|misspelt|typo)\b[^\"'\n:]{0,60}?"
    rf"(?:\bit(?:'s| is)|\bit should be|:|\bas\b|\bis\b|\bname is\b|\bshould be\b)\s*{_V}",
    rf"\bspell (?:it|{_OUR}name)(?: as| like)?:?\s+{_V}",
    rf"{_NAME}\s*{_IS}\s*{_NOW}{_V}",
    rf"\b(?:replace|change|swap|turn|switch)\s+(?:the )?(?:(?:name|title|heading|headline)(?: text| line)? "
    rf")?{_NAME}{_WITH}{_V}",
    rf"(?:\A|[.,!;]\s*)(?:it's|it is|it should be|we're|we are|that's|should be|it should (?:say|read)|make (?:it"
    rf"|that)|i meant?)\s+{_SOME}{_NOT}{_NAME}",
    rf"(?:\A|[,.;]\s*)(?:and |so )?(?:now )?(?P<like>it's|we're|it is|we are|that's)(?: now)? {_V}",
)
"""`capital`: of a name that begins with one; `like`: of one like that which is there."""
_TAGLINES = (
    rf"\b{_TAGLINE}\b[^.!?\n\"]{{0,60}}[.!?,;]\s*{_RATHER}{_V}",
    rf"\b{_TAGLINE}\b(?: (?:of|on|for|at) (?:the|our|this) (?:page|site|website|top|home ?page))?(?: from "
    rf"{_LINE})?(?P<is>\s*(?:(?:please|pls|should|must|could|can|needs to|has to|to|into|as|with|by|be|say|read"
    rf"|become|is|says|reads|becomes|now|just|simply|rather|instead|changed to)\b\s*)*(?:[,:=]\s*|[-–—]+>?\s*"
    rf"|→\s*)?)(?P<v>.*)",
    rf"\b{_UNDER},?\s*(?:please )?(?:write|put|say|place|add|have|use|it should (?:say|read|be)|it could (?:say"
    rf"|read)|should be|should stand)\s*:?\s*{_V}",
    rf"\b(?:write|put|say|add|use|have|make|set|place|take)\s+{_SOME}\s+(?:{_UNDER}|(?:as|to be|for|instead of|rather than|in place of) "
    rf"{_OUR}(?:new )?{_TAGLINE})",
    rf"{_LINE}[,;:]?\s+(?:please )?(?:put|write|say|use|have|replace (?:it|that)? ?with)\s*:?\s+{_V}",
    rf"\A{_SOME} (?:is|should be|will be) {_OUR}(?:new )?{_TAGLINE}\b",
    rf"\A{_SOME}\s*(?:<-+|←|[-–—:,.!])\s*(?:please |can you |could you |i'd like to )*(?:make|use|put|have|take|set) (?:that|this|it)(?: as| be| for)? (?:{_OUR})?(?:new )?{_TAGLINE}",
    rf"\b(?:write|put|say|add|use|have|make)\s+{_SOME},?\s+where (?:it|the page)(?: now| currently)? (?:says|reads|stands) {_LINE}",
)
"""`is`: empty where nothing says that what follows is the tagline."""
_PART = re.compile(
    r"(?:it's|it is|should be|spell?ed|spelt|name is)(?: spell?ed| spelt| written)? (?P<v>[^\s,]+),? not "
    r"(?P<old>[^\s,.!?]+)(?=[\s.,!?]*\Z)"
)
_QUOTED = re.compile(r"\s*(?:\"[^\"\n]+\"|'[^\n]+?'(?!\w))")
_QUOTES = "\"'“”‘’«»„"
_TAIL = re.compile(
    r"(?:,\s*(?:please )?(?:update|change|fix|correct|adjust) (?:that|it|this)|[\s,]+(?:now|please|pls|plz"
    r"|instead|thanks|thank you|thx|from now on|from today|going forward|everywhere|as of today|these days"
    r"|nowadays|on the page|on the site|on the website|at the top|for us))+[\s.!]*\Z"
)
_SPELT = re.compile(
    r",\s*(?:not|no|without|instead of)\b[^,]*\Z|,?\s+(?:with an? [\w ]+|spell?ed [\w ]+|spelt [\w ]+)\Z",
    re.I,
)
_CAPITALS = re.compile(r"\s+(?:all )?in (?:capitals|capital letters|all caps|caps|upper ?case)\Z", re.I)
_ENDS = re.compile(r"[,.!?;]?\s+(?:and|then|but|also|plus)\s+(?:also |then |please )*|[.!?;]\s+|,\s+|\n+")
ABBREVIATED = re.compile(r"\b(?:co|inc|ltd|bros|corp|st|dr|mr|mrs|ms|prof|rev|mt|jr|sr|plc|[a-z])\.\Z")
_NO_WORDS = re.compile(
    r"(?:something|anything|some|more|less|much|a bit|a little|(?:another|different|other|new)(?: one| words| "
    r"text| wording| version)?\Z|shorter|longer|better|bigger|smaller|larger|catchier|funnier|about|like|in "
    r"italics?|italic|bold|it|this|that|one that|nicer|cooler|fancier|simpler|warmer|friendlier|stand|look|sound"
    r"|appear|the same|too|up|down|away|off|again|wrong|gone|please|an? (?:bit|little|different|better|new|other"
    r"|shorter|catchy|funny|nice|good|more))\b"
)
"""Not the words themselves, but how they are wished for."""
_NO_START = re.compile(
    r"(?:under|below|above|over|at|in|on|to|from|with|and|for|by|of|font|text|colou?r|size|section|so|as|is"
    r"|are|out|more)\b"
)
"""What no words begin with where nothing says that they do."""
Follows = Callable[[str, bool], bool]
"""(rest, whether it is a sentence of its own) -> whether it begins with another wish."""


class Taken(NamedTuple):
    """Wishes that hold words, and what the sentence says beside them, as it was typed."""

    wishes: tuple[Wish, ...]
    before: str = ""
    behind: str = ""


def take(mended: Mended, held: Held, follows: Follows) -> Taken | None:
    """The first such wish of a sentence; None if there is none."""
    marked = _marked(mended.text, held)
    if part := _part_of_name(mended, held):
        return part
    for kind, rule in _rules():
        found = rule.search(marked)
        if found and not _is_quoted(found, marked) and (taken := _taken(kind, found, mended, held, follows)):
            return taken
    return None


def _is_quoted(found: re.Match, text: str) -> bool:
    """Whether it stands within quotes, as do words that are meant for something else: "… should be “Call us today”"."""
    return any(quote.start() < found.start() < quote.end() for quote in re.finditer(r"\"[^\"\n]+\"", text))


def _wish(kind: str, value: str) -> Wish:
    what = "name" if kind == "rename" else "tagline"
    return Wish(kind, value, spoken=f"the {what} becomes “{value}”")


def _part_of_name(mended: Mended, held: Held) -> Taken | None:
    """ "It's Ilsé, not Ilse": one word of the name that is there."""
    words = visible(held.name).split()
    found = _PART.search(mended.text)
    if not found or len(words) < 2 or found["old"] not in map(plain, words):
        return None
    new = mended.original(*found.span("v"))
    name = " ".join(new if plain(word) == found["old"] else word for word in words)
    return Taken((_wish("rename", name),), *mended.beside(*found.span()))


@cache
def _rules() -> list[tuple[str, re.Pattern]]:
    rules = [("tagline", rule) for rule in _TAGLINES] + [("rename", rule) for rule in _RENAMES]
    return [(kind, re.compile(rule, re.S)) for kind, rule in rules]


def _marked(text: str, held: Held) -> str:
    """The text with marks for what the page is called and what it says below, letter for letter."""
    for said, mark in ((held.tagline, _LINE_MARK), (held.name, _NAME_MARK)):
        if words := plain(visible(said)):
            rule = re.compile(rf"(?<!\w){_loosened(words)}(?!\w)")
            text = rule.sub(lambda found, mark=mark: mark * len(found[0]), text)
    return text


def _loosened(words: str) -> str:
    """An expression for words that may be typed without their commas."""
    return r"[^\w\n]{1,3}".join(map(re.escape, re.findall(r"[\w'&.-]+", words))) or re.escape(words)


def _taken(kind: str, found: re.Match, mended: Mended, held: Held, follows: Follows) -> Taken | None:
    start, end = found.span("v")
    if kind == "rename" and _names_other(mended, start, held):
        return None
    start += _lead(mended.text[start:end])
    quoted, length = words_for(mended.text[start:end], follows)
    if kind == "rename" and not quoted:
        length = name_length(mended.text[start : start + length])
    words = _cleaned(mended.original(start, start + length), quoted)
    if kind == "rename" and not quoted:
        words = _SPELT.sub("", words).rstrip("? ")
    groups = found.groupdict()
    if not _is_meant(kind, words, groups, held) or (not quoted and _is_described(words, groups)):
        return None
    before, behind = mended.beside(found.start(), found.end())
    return Taken((_wish(kind, words),), before, f"{mended.original(start + length, end)} {behind}".strip())


def name_length(said: str) -> int:
    """Up to where a name ends: a full stop behind a word ("St. Mary" has one), or what is to be done besides."""
    ends = (end for end in _BEHIND_NAME.finditer(said) if not ABBREVIATED.search(said[: end.start() + 1]))
    return next((end.start() for end in ends), len(said))


_BEHIND_NAME = re.compile(
    r"(?<=[^\W\d_]{4})[.!?](?=\s)|(?:,| and| then| but)+ (?:also |then |please |and )*(?:put|add|make|change|remove|move|give|use|set|turn"
    r"|drop|take|show|write) (?:the|our|an?|it|my|some|all|this|that|more|us)\b"
)


def _names_other(mended: Mended, start: int, held: Held) -> bool:
    """Whether it is a section, an item or somebody that gets a name: "rename the gallery to Rooms", "her name is Zoë"."""
    words = re.split(r"[.!?;,\n]|\band\b", mended.text[:start])[-1]
    said = {*re.findall(r"[\w']+", words)}
    if _ITS_NAME.search(words) and not re.search(rf"\b{_PLACE}'s name", words):
        return True
    sections = [token for token in tokens(words, held) if token.tag == "section" and token.text != "ready"]
    if any(held.part(token.value) for token in sections):
        return True
    entries = {plain(text.words) for text in held.texts if text.section and home(text, held)}
    named = [{*re.findall(r"[\w']+", entry)} for entry in entries if re.search(r"[^\W\d_]{3,}", entry)]
    return any(words <= said for words in named)


_ITS_NAME = re.compile(r"\b(?:her|his|their|\w+'s) (?:full |real |right |first |last |new )*name\b")


def words_for(said: str, follows: Follows) -> tuple[bool, int]:
    """Whether a stretch begins with a quote, and how much of it are the words that are meant."""
    quote = _QUOTED.match(said)
    return bool(quote), quote.end() if quote else _length(said, follows)


def is_vague(words: str) -> bool:
    """Whether words only say what others should be like: "something catchier"."""
    return bool(_NO_WORDS.match(plain(words)))


def _is_meant(kind: str, words: str, groups: dict[str, str | None], held: Held) -> bool:
    """Whether such words can be what the rule is for."""
    if kind == "tagline":
        return bool(re.search(r"\w", words))
    if groups.get("like") is not None and fuzz.token_set_ratio(plain(words), plain(held.name)) < _LIKE:
        return False
    if groups.get("capital") is not None and not words[:1].isupper():
        return False
    return bool(re.search(r"[^\W\d_]", words)) and len(words) <= LONGEST_NAME


def _is_described(words: str, groups: dict[str, str | None]) -> bool:
    """Whether the words only say what others should be like: "something catchier"."""
    said, unsaid = groups.get("is") or "", groups.get("is") is not None and not (groups["is"] or "").strip()
    bare = unsaid and bool(_NO_START.match(plain(words)) or palette.colour(words))
    return not said.strip().endswith(":") and (bare or bool(_NO_WORDS.match(plain(words))))


def _lead(said: str) -> int:
    """What goes before the words themselves: "the sentence" before a quote, a remark before a colon."""
    if quote := _QUOTED.search(said):
        return quote.start() if len(said[: quote.start()].split()) <= 4 else 0
    colon = re.match(r"[^:.,!?\n]{1,40}:\s+(?=\S)", said)
    return colon.end() if colon else 0


def _length(said: str, follows: Follows) -> int:
    """How far words without quotes go."""
    for end in _ENDS.finditer(said):
        if said[: end.start()].strip() and follows(said[end.end() :], bool(re.search(r"[.!?;\n]", end[0]))):
            return end.start()
    return len(said.split("\n")[0])


def _cleaned(said: str, quoted: bool) -> str:
    """The words without their quotes, politeness, and the sentence's full stop."""
    said = " ".join(said.split())
    if quoted:
        return said.strip(_QUOTES).strip()
    if tail := _TAIL.search(plain(said)):
        said = said[: tail.start()]
    if (shout := _CAPITALS.search(said)) and said[: shout.start()].isupper():
        said = said[: shout.start()]
    said = said.strip(_QUOTES.replace("'", "").replace("’", "") + " ").rstrip(",;: ")
    if said.endswith(".") and not said.endswith("..") and not ABBREVIATED.search(said.lower()):
        return said[:-1]
    return said
