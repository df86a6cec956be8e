"""What a wish most likely means that no phrase and no pattern knows: by what its words speak for, added up.

`speaks.txt` says how much each word speaks for each section; it was counted, not thought up (`python -m tests.learn`). A
sentence is read clause by clause: to go on with a section costs nothing, to begin one costs `COST`.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

from gdiff_core.nano.brief.english import FUNCTION_WORDS
from gdiff_core.nano.brief.meaning import classes
from gdiff_core.nano.brief.words import Reading, Span, bag, keyed
from gdiff_core.nano.corpus import SECTIONS

COST = 2.0
"""What the words of a wish must come to beyond what speaks for no section."""
NOTHING = "nothing"
"""What a clause speaks for that asks for no section."""

_ASKING = keyed("who who'll when where why if whether how which what")
_SITES = bag("website site page webpage homepage")
_JOINS = bag("and plus also then")
_FILE = Path(__file__).with_name("speaks.txt")


@cache
def _weights() -> dict[str, dict[str, float]]:
    """By word, or class of words, how much it speaks for each section."""
    weights: dict[str, dict[str, float]] = {}
    section = ""
    for line in _FILE.read_text("utf-8").splitlines():
        if line[:1].isalpha():
            section = line.rstrip(":")
        elif line[:1] == " ":
            weight, *words = line.split()
            for word in words:
                weights.setdefault(word, {})[section] = float(weight)
    return weights


@cache
def vocabulary() -> frozenset[str]:
    """Keys of the words that speak for a section."""
    return frozenset(word for word in _weights() if word.isalpha() and word.islower())


def signs(reading: Reading, span: Span, wares: Collection[int] = ()) -> set[str]:
    """What counts of some words: their keys, and in capitals the classes of words that they are of."""
    found = set()
    for index in range(*span):
        word = reading.keys[index]
        found |= {"NUMBER" if word[0].isdigit() else word, *classes(word)}
        if index in wares:
            found.add("WARE")
    return found


def scores(found: Collection[str]) -> dict[str, float]:
    """How much some signs speak for each section, beyond what they speak for nothing."""
    total = dict.fromkeys((*SECTIONS, NOTHING), 0.0)
    for sign in found:
        for section, weight in _weights().get(sign, {}).items():
            total[section] += weight
    nothing = total.pop(NOTHING)
    return {section: score - nothing for section, score in total.items()}


def likely(
    reading: Reading, said: Mapping[int, str], wares: Collection[int], other: Collection[int]
) -> Iterator[tuple[int, int, str]]:
    """Clauses in which no section was said, and the section that each most likely means.

    `said`: the section of each word that says one; `wares`: words of what the business sells and does; `other`: words
    that mean something else, such as a colour or the name.
    """
    for sentence in dict.fromkeys(reading.sentence(i) for i in range(len(reading.words))):
        spans = list(clauses(reading, sentence, said))
        speaks = [
            said[max(said.keys() & set(range(*span)))]
            if said.keys() & set(range(*span))
            else scores(signs(reading, span, wares))
            if is_wish(reading, span) and not set(other) & set(range(*span))
            else {}
            for span in spans
        ]
        for span, section in zip(spans, _best(speaks), strict=True):
            if section and not said.keys() & set(range(*span)):
                yield *span, section


def clauses(reading: Reading, sentence: Span, said: Collection[int]) -> Iterator[Span]:
    """The clauses and entries of lists of a sentence."""
    start, last = sentence
    for index in range(start, last + 1):
        joins = index < last and reading.keys[index] in _JOINS and index not in said
        if index == last or joins or reading.breaks(index):
            if start < index:
                yield start, index
            start = index + joins


def is_wish(reading: Reading, span: Span) -> bool:
    """Whether a clause may be a wish: it says something, and is not of the site itself."""
    keys = set(reading.keys[slice(*span)])
    return not keys & _SITES and not keys <= FUNCTION_WORDS - _ASKING


def _best(speaks: list[dict[str, float] | str]) -> list[str]:
    """The section of each clause, "" for none, by which a sentence comes to most (Viterbi).

    `speaks`: how much a clause speaks for each section, or the one that it says.
    """
    bias = scores({"ANY"})
    total: dict[str, float] = {"": 0.0}
    ways: dict[str, list[str]] = {"": []}
    for found in speaks:
        best = max(total, key=total.get)
        if isinstance(found, str):
            total, ways = {found: total[best]}, {found: [*ways[best], found]}
            continue
        begun = {"": (total[best], ways[best])}
        for section, score in found.items():
            stays = total.get(section, float("-inf"))
            before, way = max((stays, section), (total[best] - COST + bias.get(section, 0.0), best))
            begun[section] = before + score, ways[way]
        total = {section: score for section, (score, _) in begun.items()}
        ways = {section: [*way, section] for section, (_, way) in begun.items()}
    return ways[max(total, key=total.get)]
