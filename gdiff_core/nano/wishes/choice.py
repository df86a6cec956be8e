"""What a message asks for: of all ways to read its pieces the one whose signs count most, and how sure that is.

    choose("rye is $10 now, and lose the map", page) -> Choice((Wish("price", …), Wish("remove", …)), 0.97)

A semi-Markov conditional random field (Sarawagi and Cohen, 2004): a way through a message takes its pieces in runs, each
with one label, or leaves a piece idle; it counts what the signs of these count together. The counts were fitted to some
thousands of messages of which it is known what they come to, whatever the way (`python -m tests.learn_changes`).
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdiff_core.nano.wishes.labels import BEYOND, Hashes, Label, Labelled, labels
from gdiff_core.records import Wish

FILE = Path(__file__).with_name("signs.npz")
_BEST = 12
"""Ways that are kept at each place."""
_MOST_READINGS = 6
"""That are told apart."""
_SINGLE = (
    "accent",
    "tone",
    "font",
    "corners",
    "spacing",
    "layout",
    "hero",
    "rename",
    "tagline",
    "add",
    "move",
    "price",
    "hour",
    "phone",
    "text",
)
"""Wishes of which one thing gets one."""
Scores = NDArray[np.float64]


class Reading(NamedTuple):
    """What a message may come to."""

    wishes: tuple[Wish, ...]
    sure: float
    """The probability of what it comes to, by all ways that come to it."""


class Choice(NamedTuple):
    """What was chosen: the reading that counts most, which may be that nothing is asked for, and the next ones."""

    wishes: tuple[Wish, ...]
    sure: float
    """As of `Reading`; of what is beyond the probability that something is."""
    beyond: str = ""
    """The words of the person that ask for something which no page can have."""
    left: tuple[str, ...] = ()
    """The pieces of which nothing is made."""
    readings: tuple[Reading, ...] = ()
    """What else than nothing it may come to, the surest first."""


def choose(said: str, page: str) -> Choice:
    """The reading of a message about a page of this model's own."""
    found = labels(said, page)
    return best(found, *scores(found, weights()))


@cache
def weights() -> NDArray[np.float32]:
    """What each sign counts, by its hash."""
    with np.load(FILE) as file:
        return file["weights"].astype(np.float32)


def scores(found: Labelled, counts: NDArray) -> tuple[Scores, Scores]:
    """What the signs of each label count together, and those of each piece being idle."""

    def of(hashes: Iterable[Hashes]) -> Scores:
        return np.array([counts[one].sum() for one in hashes], dtype=np.float64)

    return of(one.signs for one in found.labels), of(found.idle)


def best(found: Labelled, counted: Scores, idle: Scores) -> Choice:
    """The way that counts most of those that do not contradict themselves."""
    count = len(idle)
    ways: list[list[tuple[float, tuple[Label, ...]]]] = [[] for _ in range(count + 1)]
    ways[0] = [(0.0, ())]
    starts = _tops(found, counted, count)
    for at in range(count):
        ways[at] = sorted(ways[at], key=lambda way: -way[0])[:_BEST]
        for so_far, taken in ways[at]:
            ways[at + 1].append((so_far + idle[at], taken))
            for counts, label in starts[at]:
                ways[label.last + 1].append((so_far + counts, (*taken, label)))
    chosen, readings, known = None, [], set()
    total = _total([(label, 0, value) for label, value in zip(found.labels, counted, strict=True)], idle, 0)
    for _, taken in sorted(ways[count], key=lambda way: -way[0]):
        news = [label for label in taken if label.changes]
        changes = frozenset[int]().union(*(label.changes for label in news))
        wishes = tuple(dict.fromkeys(wish for label in news for wish in label.wishes))
        if changes in known or not agree(wishes):
            continue
        known.add(changes)
        if BEYOND not in changes:
            sure = _probability(found, counted, idle, changes, total)
            readings += [Reading(wishes, sure)] if wishes else []
        if not chosen and BEYOND in changes:
            within = _probability_within(found, counted, idle, total)
            chosen = Choice((), 1 - within, _words_beyond(found, news), _left(found, taken))
        chosen = chosen or Choice(wishes, sure, left=_left(found, taken))
        if len(known) == _MOST_READINGS:
            break
    readings.sort(key=lambda reading: -reading.sure)
    return chosen._replace(readings=tuple(readings)) if chosen else Choice((), 0.0)


def _tops(found: Labelled, counted: Scores, count: int) -> list[list[tuple[float, Label]]]:
    """Of each place to begin at, and each place to end, the labels that count most, what they come to once."""
    starts: list[list[tuple[float, Label]]] = [[] for _ in range(count)]
    seen: dict[tuple[int, int], set[frozenset[int]]] = {}
    for at in np.argsort(-counted):
        label = found.labels[at]
        known = seen.setdefault((label.first, label.last), set())
        if label.changes not in known and len(known) < _BEST:
            known.add(label.changes)
            starts[label.first].append((counted[at], label))
    return starts


def agree(wishes: Iterable[Wish]) -> bool:
    """Whether no wish is against another: the map moved and taken out."""
    said: dict[tuple[str, str, str], Wish] = {}
    wishes = tuple(wishes)
    gone = {wish.section for wish in wishes if wish.kind == "remove"}
    out = [wish.what for wish in wishes if wish.kind == "unlist"]
    for wish in wishes:
        if wish.kind in _SINGLE and said.setdefault((wish.kind, wish.section, wish.what), wish) != wish:
            return False
        if wish.kind in ("move", "rewrite") and wish.section in gone:
            return False
        if wish.kind == "price" and any(entry.startswith(wish.what) for entry in out):
            return False
    return True


def _probability(
    found: Labelled, counted: Scores, idle: Scores, changes: frozenset[int], total: float
) -> float:
    """Of all ways that come to these changes and no others, each change once; `total`: what all ways count."""
    bit = {change: 1 << at for at, change in enumerate(sorted(changes))}
    taken = [
        (label, sum(bit[change] for change in label.changes), value)
        for label, value in zip(found.labels, counted, strict=True)
        if label.changes <= changes
    ]
    return float(np.exp(_total(taken, idle, len(changes)) - total))


def _words_beyond(found: Labelled, news: list[Label]) -> str:
    said = [found.pieces[label.first] for label in news if BEYOND in label.changes and found.pieces]
    return ", ".join(said)


def _left(found: Labelled, taken: Iterable[Label]) -> tuple[str, ...]:
    read = {at for label in taken for at in range(label.first, label.last + 1)}
    return tuple(words for at, words in enumerate(found.pieces) if at not in read)


def _probability_within(found: Labelled, counted: Scores, idle: Scores, total: float) -> float:
    """Of all ways that have nothing which no page can have; `total` as of `_probability`."""
    within = [
        (label, 0, value)
        for label, value in zip(found.labels, counted, strict=True)
        if BEYOND not in label.changes
    ]
    return float(np.exp(_total(within, idle, 0) - total))


def _total(labels: Iterable[tuple[Label, int, float]], idle: Scores, count: int) -> float:
    """The logarithm of what all ways count that have each of the changes once."""
    states = 1 << count
    ways = np.full((len(idle) + 1, states), -np.inf)
    ways[0, 0] = 0.0
    starts: list[list[tuple[int, int, float]]] = [[] for _ in idle]
    for label, mask, value in labels:
        starts[label.first].append((label.last + 1, mask, value))
    for at, alone in enumerate(idle):
        for state in np.flatnonzero(np.isfinite(ways[at])):
            so_far = ways[at, state]
            ways[at + 1, state] = np.logaddexp(ways[at + 1, state], so_far + alone)
            for end, mask, value in starts[at]:
                if not state & mask:
                    ways[end, state | mask] = np.logaddexp(ways[end, state | mask], so_far + value)
    return ways[-1, -1]
