"""What a clause most likely means that no phrase and no pattern knows: by what its words speak for, added up.

How much each word speaks for each section is in `speaks.txt`; it was counted, not thought up (`python -m tests.learn`). A
sentence is read clause by clause: to go on with a section costs nothing, to begin one costs `COST`.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

from gdiff_core.nano.brief.english import FUNCTION_WORDS
from gdiff_core.nano.brief.meaning import classes
from gdiff_core.nano.brief.words import Reading, Span, bag
from gdiff_core.nano.corpus import SECTIONS

COST = 2.0
"""What the words for a section must come to, beyond what they speak for nothing."""
NOTHING, ANY = "nothing", "ANY"
"""What a clause speaks for that asks for no section; the sign that every clause has."""
NAMES = (*SECTIONS, NOTHING)
LIST = Path(__file__).with_name("speaks.txt")

_ASKING = bag("who where when why if whether how which what")
_SITES = bag("website site page webpage homepage")
_JOINS = bag("and plus also then")


@cache
def _weights() -> dict[str, dict[str, float]]:
    """How much each sign speaks for each section."""
    weights: dict[str, dict[str, float]] = {}
    name = ""
    for line in LIST.read_text("utf-8").splitlines():
        if line.startswith(" "):
            weight, *found = line.split()
            for sign in found:
                weights.setdefault(sign, {})[name] = float(weight)
        elif not line.startswith("#"):
            name = line.rstrip(":")
    return weights


@cache
def vocabulary() -> frozenset[str]:
    """Keys of the words that speak for a section."""
    return frozenset(sign for sign in _weights() if not sign.isupper())


def signs(reading: Reading, span: Span, wares: Collection[int]) -> set[str]:
    """What of some words is counted: their keys, and in capitals the classes of words that they are of."""
    keys = reading.keys[slice(*span)]
    found = {name for word in keys for name in classes(word)}
    found |= {"NUMBER" if word[0].isdigit() else word for word in keys}
    return found | {"WARE"} if any(i in wares for i in range(*span)) else found


def scores(found: Collection[str]) -> dict[str, float]:
    """How much some signs speak for each section, beyond what they speak for nothing."""
    total = dict.fromkeys(NAMES, 0.0)
    for sign in found:
        for name, weight in _weights().get(sign, {}).items():
            total[name] += weight
    nothing = total.pop(NOTHING)
    return {section: score - nothing for section, score in total.items()}


def likely(
    reading: Reading, said: Mapping[int, str], wares: Collection[int], other: Collection[int]
) -> Iterator[tuple[int, int, str]]:
    """Clauses in which no section was said, and the section that each most likely means.

    `said`: the section of each word that says one; `wares`: words of what the business sells and does; `other`: words
    that mean something else, such as a colour or the name.
    """
    for spans in clauses(reading, said):
        speaks: list[str | dict[str, float]] = []
        for span in spans:
            words = set(range(*span))
            if words & said.keys():
                speaks.append(said[max(words & said.keys())])
            else:
                wished = is_wish(reading, span, other)
                speaks.append(scores(signs(reading, span, wares)) if wished else {})
        for span, told, section in zip(spans, speaks, _best(speaks), strict=True):
            if section and not isinstance(told, str):
                yield *span, section


def clauses(reading: Reading, said: Collection[int]) -> Iterator[list[Span]]:
    """The clauses and entries of lists of each sentence; "and" in the name of a section parts none."""
    for start, last in dict.fromkeys(reading.sentence(i) for i in range(len(reading.words))):
        found = []
        for index in range(start, last + 1):
            joins = index < last and reading.keys[index] in _JOINS and index not in said
            if index == last or joins or reading.breaks(index):
                found += [(start, index)] if start < index else []
                start = index + joins
        yield found


def is_wish(reading: Reading, span: Span, other: Collection[int]) -> bool:
    """Whether a clause may ask for a section: it says something, and is not of the site itself."""
    keys = set(reading.keys[slice(*span)])
    return not (keys & _SITES or keys <= FUNCTION_WORDS - _ASKING or set(other) & set(range(*span)))


def _best(speaks: list[str | dict[str, float]]) -> list[str]:
    """The section of each clause, "" for none, by which a sentence comes to most (Viterbi 1967).

    `speaks`: the section that a clause says, or how much it speaks for each.
    """
    begin = {section: score - COST for section, score in scores({ANY}).items()}
    ways: dict[str, tuple[float, list[str]]] = {"": (0.0, [])}
    for told in speaks:
        best, way = max(ways.values(), key=lambda entry: entry[0])
        if isinstance(told, str):
            ways = {told: (best, [*way, told])}
            continue
        longer = {"": (best, [*way, ""])}
        for section, score in told.items():
            total, before = best + begin[section], way
            if section in ways and ways[section][0] >= total:
                total, before = ways[section]
            longer[section] = (total + score, [*before, section])
        ways = longer
    return max(ways.values(), key=lambda entry: entry[0])[1]
