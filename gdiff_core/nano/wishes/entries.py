"""Entries of a section in the person's own words: a price, opening hours, somebody of the team, a question, a review.

    facts_for("team", "we've a new stylist Mo, he does colour") -> Facts((("Mo", "Colour"),), …)

They come to a section that is there, or with one that is added.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from gdiff_core.nano.brief.facts import read_facts
from gdiff_core.nano.brief.hours import read_hours
from gdiff_core.nano.wishes.exact import sentences
from gdiff_core.records import Span, Wish

Rows = tuple[tuple[str, str], ...]
_SIGNED = r"[$£€]\s?\d+(?:[.,]\d+)*"
_COUNTED = r"\d+(?:[.,]\d+)*\s?(?:€|dollars?|bucks?|pounds?|quid|euros?)(?!\w)"
_AMOUNT = re.compile(
    rf"{_SIGNED}|{_COUNTED}|(?:(?<=\bat )|(?<=\bis )|(?<=\bits )|(?<=\bit's )|(?<=\bcosts )|(?<=\bfor ))\d+(?:\.\d\d?)?(?![\d%.:]| ?(?:am|pm|o'?clock|years?|min|hour|days?|people|to|till?|-))",
    re.I,
)
_BARE = re.compile(
    rf"{_SIGNED}|{_COUNTED}|(?<![\w.:-])(?<!\d )\d+(?:[.,]\d+)?(?![\w%:-]| \d| ?(?:am|pm|min|hour|day|week|year|people|class))",
    re.I,
)
_CHUNK = re.compile(r"[^,;:\n!?()]*?(?=[,;:\n!?()]|\.(?!\d)|\s(?:and|plus|also|but)\s|\Z)", re.I)
_NO_PRICE = re.compile(
    r"\b(?:isn't|not|open|opens|close|closes|closed|until|till|since|years?|phone|number|call|ring|street|road)\b",
    re.I,
)
_LEAD = re.compile(
    r"(?i)\A(?:(?:also|and|pls|plz|kindly|hi|hello|hey|ok|so|we|we've|we're|we'll|i|they|you|can|could|please|should|would|put|add|adding|list|include|got|get|have|has|do|does|doing|offer|offering|sell|selling|charge|took|taken|started|bake|make|serve|stock|a|an|the|our|my|some|new|now|called|named|with|to|in|on|for|is|it's|there's|there|here|thing|things|too|like|prices? (?:for|of)|prices?|price ?list|pricing|menu|list|line|item|row|section|one|another|of|all|these|as|follows)\s+)+(?=\w)"
)
_TRAIL = re.compile(
    r"(?i)(?:\s*(?:[-–—:=]|\b(?:is|are|at|for|costs?|it's|its|now|too|also|will be|would be|should be|from|only|just|goes for|priced|on|please|missing))\s*)+\Z"
)
_SIGNS = {"$": "dollars?|bucks?|usd", "£": "pounds?|quid|gbp", "€": "euros?|eur|€"}
_AROUND = re.compile(
    r"(?i)\s+(?:on|to|in|into|with|under|from) (?:the|our|there)\b.*|\s+(?:is|are) missing\b.*|\A(?:they're|they are|they|it's|it is|it|that's|theyre)\Z"
)
_FOR = re.compile(r"\s+(?:for|a|an|per)\s+(?:an? |the )?(.+)")
_MOST_WORDS = 6
_QUESTION = (
    r"(?:do|does|did|can|could|is|are|what|what's|where|when|how|who|why|will|have|has|should|may|which)"
)
_ASKED = re.compile(
    rf"(?:\A|(?<=[\s:;,.?!\"“]))(?P<q>{_QUESTION}\s(?:you|i|we|it|there|they|the|my|your|long|much|many|old|far|a|to|is|are|do|does|can|people|kids|dogs|[a-z]+)\b[^?\n]*?)"
    r"(?:\?[\"”]?\s*[-–—:]?|\s+[-–—]+\s+|\s*:\s|,?\s+(?:and )?(?:the )?answer(?:'s| is| being|:)\s*)\s*(?:(?:and )?(?:the )?answer(?:'s| is|:)\s*|a:\s*)?[\"“]?(?P<a>[^?\n]+)",
    re.I,
)
_TOLD = re.compile(
    r"(?:is|that's|thats|which is|this is) what|(?:people|everyone|everybody|they) (?:keep|always|ask)|(?:please|can you|could you|add|put)\b",
    re.I,
)
"""No answer, but why the question is spoken of."""
_NO_NAME = r"(?!(?:The|Our|We|I|I'm|I've|We've|Add|Put|Please|Can|Could|Hi|Hello|It|It's|She|He|They|And|Also|Say|New|Yes|No|Everyone|With|Team|Staff|Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:[a-z]*day)?s?\b)"
_NAME = rf"(?:Dr\.? )?{_NO_NAME}[A-Z][\w'’-]+(?: {_NO_NAME}[A-Z][\w'’-]+)?"
_NO_BID = r"(?!(?:show|put|add|write|make|change|please|pls|can|could|use|keep)\b)"
_INTO = r"(?:\s+(?:to|in|into|on|with) (?:the|our|a) [a-z]+(?: section| page| list)?(?: with me)?)?"
_DOES = r"(?:does|is|are|will do|runs|handles|works as|looks after|takes care of|'s|s)"
_PERSON = re.compile(
    rf"(?P<name>\b{_NAME}){_INTO}(?:\s*[,;:.–—-]\s*|\s+)(?:(?:who|she|he|they|and (?:she|he|they))(?:\s*[’']?\s*))?"
    rf"(?:\(?(?P<verb>{_DOES}|teaches|makes|cuts|bakes|fixes|sings|serves|cooks|brews)\s+)(?:our |the |a |an |all |all the )?(?P<role>{_NO_BID}[a-z][\w' &-]*)"
)
_PERSON_AS = re.compile(
    rf"(?P<name>\b{_NAME}){_INTO}\s*(?:,|\(|\bas\b|–|-|:)\s*(?:our |the |a |an )?(?P<role>{_NO_BID}[a-z][\w' &-]{{2,40}})"
)
_ROLE_FIRST = re.compile(
    rf"\b(?:new|another|our|the|a|an)\s+(?P<role>[a-z]{{3,}}(?: [a-z]{{3,}}){{0,2}}),?\s+(?:called |named |is )?(?P<name>{_NAME})\b"
)
_BEHIND_ROLE = re.compile(
    r"\s+(?:and (?=he|she|they|then|[A-Z])|then|on|since|from|too|as well|with me|now|joined|so)\b"
)
_OPEN = re.compile(r"(?:(?:we|it|they)?(?:'re| are|'s| is)?\s*\bopen(?:ed)?\s*(?:from|on)?\s*)?\Z", re.I)
_QUOTE = r"[\"“](?P<quote>[^\"”\n]{3,200})[\"”]"
_REVIEWS = (
    re.compile(
        rf"(?P<name>\b{_NAME})(?: [a-z]+){{0,4}}?\s*(?:said|says|wrote|writes|told us|put|:)\s*[:,]?\s*{_QUOTE}"
    ),
    re.compile(rf"{_QUOTE}\s*[,(–—-]*\s*(?:by|from|said|says|that's|was|is from)?\s*(?P<name>{_NAME})"),
    re.compile(rf":\s*(?P<quote>[^\"“\n:]{{3,200}}?)\s*[,(–—-]+\s*(?:by|from|said|says)\s+(?P<name>{_NAME})"),
)


class Facts(NamedTuple):
    """What of a message goes into a section, and where it was read."""

    rows: Rows = ()
    value: str = ""
    """An address, a phone number, a text."""
    spans: tuple[Span, ...] = ()


def facts_for(section: str, said: str) -> Facts:
    """What a message gives of its own for a section; nothing if it does not, or for one that holds no facts."""
    read = _READERS.get(section)
    return read(said) if read else Facts()


def with_facts(wish: Wish, given: Facts) -> Wish:
    """A section that comes with what is given for it."""
    if not given.rows and not given.value:
        return wish
    told = given.value or ", ".join(" ".join(filter(None, row)) for row in given.rows)
    return replace(wish, rows=given.rows, value=given.value, spoken=f"{wish.spoken} with {told}")


def without(said: str, spans: Iterable[Span]) -> str:
    """The message without what was read from it."""
    for start, end in sorted(spans, reverse=True):
        said = f"{said[:start]},{said[end:]}"
    return said


def _prices(said: str) -> Facts:
    """Of each stretch between commas and the like the amount, and what it is for; what has none names the next one's."""
    amount = _BARE if _AMOUNT.search(said) or re.search(r"(?i)\bprices?\b|price ?list", said) else _AMOUNT
    rows, spans, before = [], [], (0, "")
    for chunk in _CHUNK.finditer(said):
        if not chunk[0].strip() or _NO_PRICE.search(chunk[0]):
            continue
        found = next(amount.finditer(chunk[0]), None)
        if not found:
            before = (chunk.start(), chunk[0])
            continue
        ahead, behind = chunk[0][: found.start()], _FOR.match(chunk[0][found.end() :])
        start, end = chunk.start() + len(ahead) - len(ahead.lstrip()), chunk.start() + found.end()
        what = _thing(ahead)
        if not what and before[1]:
            what, start, behind = _thing(before[1]), before[0], None
        elif not what and behind:
            what, end = _thing(behind[1]), end + behind.end(1)
        before = (0, "")
        if what and len(what.split()) <= _MOST_WORDS:
            unit = "" if behind else said[chunk.start() + found.end() : end]
            rows.append((what, _sign(found[0], said) + unit))
            spans.append((start, end))
    return Facts(tuple(rows), "", tuple(spans))


def _thing(words: str) -> str:
    """What a price is of, as a page lists it."""
    words = _TRAIL.sub("", words.strip(" \t\"'“”"))
    words = _AROUND.sub("", words)
    while (shorter := _LEAD.sub("", words)) != words:
        words = shorter
    return words[:1].upper() + words[1:] if re.search(r"[^\W\d_]", words) else ""


def _sign(price: str, said: str) -> str:
    """ "30 dollars" as a page writes it, "$30"; a bare figure gets the sign of the others."""
    figure = re.search(r"\d+(?:[.,]\d+)*", price)[0]
    figure += "0" if re.fullmatch(r"\d+[.,]\d", figure) else ""
    for text in (price, said):
        for sign, words in _SIGNS.items():
            if re.search(rf"\d\s?(?:{words})|{re.escape(sign)}\s?\d", text, re.I):
                return sign + figure
    return figure


def _hours(said: str) -> Facts:
    found = read_hours(said)
    spans = tuple((_OPEN.search(said, 0, start).start(), end) for start, end in found.spans)
    return Facts(found.rows, "", spans) if found.rows else Facts()


def _address(said: str) -> Facts:
    address = read_facts(said).address
    at = said.find(address)
    return Facts((), address, ((at, at + len(address)),)) if address else Facts()


def _phone(said: str) -> Facts:
    short = re.search(r"(?<![\w$£€.,-])\d{3}[- ]\d{4}(?![\w-])", said)
    found = read_facts(said).phone or (short[0] if short else "")
    at = said.find(found)
    return Facts((), found, ((at, at + len(found)),)) if found else Facts()


def _questions(said: str) -> Facts:
    """Questions with their answers; what goes on behind one answer is asked anew at the next sentence."""
    rows, spans = [], []
    for at, sentence in _sentences(said):
        if (found := _ASKED.search(sentence)) and not _TOLD.match(found["a"]):
            rows.append((_sentence(found["q"], "?"), _sentence(found["a"], ".")))
            spans.append((at + found.start("q"), at + found.end("a")))
    return Facts(tuple(rows), "", tuple(spans))


def _sentences(said: str) -> Iterator[tuple[int, str]]:
    """Stretches up to a full stop, and where they begin; a question keeps its answer."""
    at = 0
    for end in re.finditer(r"[.!;\n]+(?=\s|\Z)|\Z", said):
        if said[at : end.start()].strip():
            yield at, said[at : end.start()]
        at = end.end()


def _sentence(words: str, mark: str) -> str:
    words = words.strip(" \"“”'-–—:,.;")
    return f"{words[:1].upper()}{words[1:]}{'' if words[-1:] in '.!?' else mark}"


def _people(said: str) -> Facts:
    rows: dict[str, str] = {}
    spans = []
    for rule in (_PERSON, _PERSON_AS, _ROLE_FIRST):
        for found in rule.finditer(said):
            if found["name"] in rows or any(a < found.end() and found.start() < b for a, b in spans):
                continue
            verb = found.groupdict().get("verb") or ""
            role = _BEHIND_ROLE.split(found["role"])[0]
            role = re.sub(r"^(?:new|another|first|second|third|fourth) | (?:called|named|is)$", "", role)
            role = f"{verb} {role}" if verb and not re.fullmatch(_DOES, verb) else role
            rows[found["name"]] = role[:1].upper() + role[1:].strip()
            spans.append(found.span())
    return Facts(tuple(rows.items()), "", tuple(spans))


def _reviews(said: str) -> Facts:
    for rule in _REVIEWS:
        if found := list(rule.finditer(said)):
            rows = tuple((one["quote"].rstrip("."), one["name"]) for one in found)
            return Facts(rows, "", tuple(one.span() for one in found))
    return Facts()


NO_ENTRY = re.compile(
    r"\b(?:price of|prices? (?:for|on|from)|cost of|photo|picture|colour|word|spelling|first|move|bigger|smaller)\b"
)


# ---- of a section that comes ---------------------------------------------------------------------------------

_TEXT = re.compile(
    r"\b(?:about us|about me|who we are(?: and what we do)?|how (?:we|it|i) (?:all )?started|our (?:own )?story|our history|about(?: us)? (?:section|text|bit|part|page|paragraph)|paragraph about us|an about)\b"
    r"(?:(?: to)?\s*[?:.,;–—-]+|\s+(?:saying|that says|which says|to say|with the text))\s*(?P<v>[^\n]{8,})",
    re.I,
)
_NO_TEXT = re.compile(
    r"(?:and|also|then|or|but|please|thanks?|thx|that|which|because|so|at the|in the|above|below|under|after|before|as|to|for|like|can|could|would|if|it|people|customers)\b",
    re.I,
)
"""What no text begins with that is to stand on the page."""


def _text(said: str) -> Facts:
    found = _TEXT.search(said)
    if not found or _NO_TEXT.match(found["v"].lstrip('"“')):
        return Facts()
    return Facts((), sentences(found["v"]), (found.span("v"),))


_READERS: dict[str, Callable[[str], Facts]] = {
    "about": _text, "offer": _prices, "pricing": _prices, "hours": _hours, "map": _address, "cta": _phone, "faq": _questions,
    "team": _people, "reviews": _reviews,
}  # fmt: skip
