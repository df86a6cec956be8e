"""The design that a request asks for, in one of the words that people have for it."""

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from gdiff_core.nano.brief.words import Phrases, Reading
from gdiff_core.nano.designs import moods


class Mood(NamedTuple):
    """A design, and the words that said so."""

    design: str = ""
    words: frozenset[int] = frozenset()


@cache
def _phrases() -> Phrases:
    return Phrases(moods.moods().items())


def read_mood(reading: Reading, taken: Collection[int]) -> Mood:
    """Of all that are said the first; none of the taken words counts."""
    found = [
        match for match in _phrases().find(reading) if not set(range(match.start, match.end)) & set(taken)
    ]
    words = frozenset(i for match in found for i in range(match.start, match.end))
    return Mood(found[0].label, words) if found else Mood()
