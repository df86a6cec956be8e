"""Prices in a request: of what, and how much, as it was said."""

import re
from typing import NamedTuple

from gdiff_core.nano.brief.words import Span, bag

_AMOUNT = (
    r"(?:(?:from |only )?(?:[$£€₹]|\bRs\.?|USD|EUR|GBP|AUD|INR|A\$)\s?\d[\d,]*(?:\.\d{1,2})?k?"
    r"|\d[\d,]*(?:\.\d{1,2})?\s?(?:€|£|\$|₹|dollars|euros?|pounds|quid|bucks|rupees|eur|usd|gbp|kr)(?!\w)|\d+p\b)"
)
_SUM = re.compile(_AMOUNT, re.I)
_AHEAD = re.compile(
    rf"(?P<price>{_AMOUNT})\s+(?:for\s+(?:an?\s+|the\s+)?|an?\s+)(?P<what>(?!and\b)[^\W\d_][\w'’]*(?:\s(?!and\b|or\b)[^\W\d_][\w'’]*){{0,2}})",
    re.I,
)
_BARE = re.compile(
    r"(?<![\w'’])(?P<what>[^\W\d_][\w'’]*(?: [^\W\d_][\w'’]*){0,4}) (?P<price>\d{1,4}(?:\.\d\d)?)(?![\w%]|[.:-]\d| ?(?:am|pm|years?|hours?|mins?|minutes|days?|weeks?|rooms?|people|[-–] ?\d))"
)
_FILLER = bag(
    "a an the our my we do charge is are for at it's its and or with but i of from only just costs cost price prices charges about to in starts starting at sell "
    "have menu list like e.g eg such as say which that each include including plus then also priced pricing"
)
_UNIT = re.compile(
    r"\s?(?:/|per |an? |each\b)\s?(?:hour|month|year|day|night|week|head|person|session|lesson|class|hr|mo|pp|kg|lb)?\b"
)
_TIMES = bag("month year day week hour night session class")
_ENDS = ",.;!?\n(•*"
_MOST_WORDS = 4


class Prices(NamedTuple):
    """`items` as in `records.Brief`; `spans`: the characters that they were read from."""

    items: tuple[tuple[str, str], ...]
    spans: tuple[Span, ...]


def read_prices(text: str, taken: list[Span]) -> Prices:
    """The prices; `taken`: characters of other facts. Figures without a currency are prices in a list of two or more."""
    items, spans = [], []
    for found in _SUM.finditer(text):
        if overlap(found.span(), taken + spans):
            continue
        ahead = _AHEAD.match(text, found.start())
        before = _before(text, found.start(), taken + spans)
        if before:
            end = _with_unit(text, found.end())
            items.append((_item(text[slice(*before)]), " ".join(text[found.start() : end].split())))
            spans.append((before[0], end))
        elif ahead:
            items.append((_item(ahead["what"]), " ".join(ahead["price"].split())))
            spans.append(ahead.span())
    return Prices(tuple(items), tuple(spans)) if items else _bare_prices(text, taken)


def overlap(span: Span, spans: list[Span]) -> bool:
    """Whether characters are among others."""
    return any(start < span[1] and span[0] < end for start, end in spans)


def _bare_prices(text: str, taken: list[Span]) -> Prices:
    """Prices without a currency: "basic 12, deluxe 20, full valet 65"."""
    runs: list[list[re.Match]] = []
    for found in _BARE.finditer(text):
        if overlap(found.span(), taken) or re.fullmatch(r"(?:19|20)\d\d", found["price"]):
            continue
        between = text[runs[-1][-1].end() : found.start()] if runs else ""
        joined = re.fullmatch(r"\s*(?:,|;|/|and|,\s*and|\n)\s*", between)
        runs.append([*runs.pop(), found] if joined else [found])
    for run in runs:
        if len(run) > 1:
            items = ((_item(_stripped(found["what"])), found["price"]) for found in run)
            return Prices(tuple(items), ((run[0].start("what"), run[-1].end()),))
    return Prices((), ())


def _stripped(what: str) -> str:
    words = what.split()
    while len(words) > 1 and words[0].lower() in _FILLER:
        words = words[1:]
    return " ".join(words)


def _with_unit(text: str, end: int) -> int:
    """Where a price ends with its unit: "£40 per hour"."""
    found = _UNIT.match(text, end)
    return found.end() if found and found[0].strip() not in {"a", "an"} else end


def _before(text: str, start: int, taken: list[Span]) -> Span | None:
    """The words that name what a price is of, in front of it: up to four, none of them a filler at either end."""
    low = max((end for _, end in taken if end <= start), default=0)
    stretch = text[low:start]
    cut = max(stretch.rfind(mark) for mark in _ENDS + ":") + 1
    if cut and stretch[cut - 1] in ":(" and not stretch[cut:].strip(" -–=:@"):  # "espresso: $3"
        cut = max(stretch[: cut - 1].rfind(mark) for mark in _ENDS) + 1
    words = list(re.finditer(r"[^\W_][\w'’&/-]*", stretch[cut:]))
    while words and words[-1][0].lower() in _FILLER:
        words.pop()
    words = words[-_MOST_WORDS:]
    fillers = [place for place, word in enumerate(words) if word[0].lower() in _FILLER - {"of"}]
    words = words[fillers[-1] + 1 :] if fillers else words
    if not words or not any(c.isalpha() for c in words[-1][0]):
        return None
    return low + cut + words[0].start(), low + cut + words[-1].end()


def _item(what: str) -> str:
    """A priced thing as a page lists it: "Flat white", "A month"."""
    what = " ".join(what.split())
    what = f"a {what}" if what.lower() in _TIMES else what
    return what[:1].upper() + what[1:]
