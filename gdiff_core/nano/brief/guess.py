"""A proposal for the name of a business, and what its words look like."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from gdiff_core.nano.brief.english import FUNCTION_WORDS, known_words
from gdiff_core.nano.brief.extent import (
    CAPITAL_STOPS,
    JOINERS,
    NAME_WORDS,
    STOPS,
    Search,
    extend,
    goes_over,
    trimmed,
)
from gdiff_core.nano.brief.lexicon import BUSINESS_NOUNS
from gdiff_core.nano.brief.words import Reading, bag

TOLD = 9.0
"""From this score on it was said that the words are the name."""
EVERYDAY = bag(
    """small local family new website little independent cozy traditional modern friendly mobile professional online best craft simple nice
    downtown uptown locally here today tomorrow urgent urgently asap nothing fancy open free daily based nearby village town city last month year week ago
    recently now soon fresh emergency second hand used home based site run owned page luxury premium quality fresh good proper first"""
)
"""Keys that tell of a business and do not name it."""
WITHIN = bag("with in for at by")
"""Stops that a name may have in its midst: "Yoga with Ingrid"."""


class Guess(NamedTuple):
    """A span of words that may be the name, and how surely."""

    score: float
    start: int
    end: int
    text: str = ""
    """What to show, if it is not the words' own stretch."""


def guess_at(search: Search, score: float, start: int, told: bool = False) -> Guess:
    """The proposal of the name that begins with word `start`; `told` as in `extend`."""
    return Guess(score, start, extend(search, start, told))


def ending_at(search: Search, index: int, score: float) -> Iterator[Guess]:
    """The name that ends before word `index`: capitals back from there, or all of its clause."""
    reading = search.reading
    glued = (
        reading.words[index].breaks
        and not reading.words[index].gap.strip()
        and reading.keys[index] not in {"that's", "it's"}
    )
    if not index or glued:
        return
    if (start := _whole_clause(search, index, score)) < index:
        pass
    elif reading.capital(index - 1):
        start = _first_capital(search, index)
    elif reading.plain_case or score >= TOLD:
        start = _first_small(search, index)
    else:
        return
    end = trimmed(reading, start, index)
    if start < end:
        yield Guess(score, start, end)


def _whole_clause(search: Search, index: int, score: float) -> int:
    """Where the short clause begins that ends before word `index` and is a name: "Dance with Deb"; `index` if it is none."""
    reading = search.reading
    first = reading.clause(index - 1)[0]
    small = set(reading.keys[first:index]) & (STOPS - WITHIN) or reading.keys[first] in STOPS
    if (
        small
        or index - first > 4
        or (score < TOLD and not (reading.capital(first) and reading.capital(index - 1)))
    ):
        return index
    return first


def _first_capital(search: Search, index: int) -> int:
    """Where the run of capitals that ends before word `index` begins."""
    reading, start = search.reading, index
    for place in range(index - 1, reading.sentence(index - 1)[0] - 1, -1):
        if reading.keys[place] in CAPITAL_STOPS - NAME_WORDS or place < index - 7:
            break
        if extend(search, place) == index:
            start = place
    return start


def _first_small(search: Search, index: int) -> int:
    """Where a name without capitals that ends before word `index` begins: with its clause, or behind a stop."""
    reading, start = search.reading, index
    clause = reading.clause(index - 1)[0]
    for place in range(index - 1, max(clause, index - 6) - 1, -1):
        if reading.keys[place] in STOPS | {"a", "an"}:
            break
        start = place
    while 0 < start <= clause and goes_over(search, start) and reading.keys[start - 1] not in STOPS:
        start -= 1  # "smith, jones & patel"
    return start


def looks_named(search: Search, start: int, end: int) -> bool:
    """Whether words without capitals look like a name: "the crooked shelf", "hank's cuts", "moss & mint", "ruby lounge"."""
    reading, keys = search.reading, search.reading.keys[start:end]
    if (
        not keys
        or end - start > 5
        or set(keys) & (EVERYDAY | STOPS)
        or set(range(start, end)) <= search.plain
    ):
        return False
    small = set(keys) & (FUNCTION_WORDS - JOINERS - {"one", "two", "three"})
    told = keys[0].endswith(("ing", "ly", "ed")) or keys[-1] in {
        "feeling",
        "look",
        "vibe",
        "style",
        "feel",
        "tone",
        "only",
        "type",
    }
    if reading.plain_case and end - start < 4 and not small and not told and not search.sells(start, end):
        return True
    noun = end - start > 1 and keys[-1] in BUSINESS_NOUNS
    article = keys[0] == "the" and end - start > 2
    return has_mark(reading, start, end) or noun or article or any(k not in known_words() for k in keys)


def has_mark(reading: Reading, start: int, end: int) -> bool:
    """Whether words have a mark of names: "'s" or "&"."""
    return bool(re.search(r"['’]s\b|&", reading.cut((start, end))))
