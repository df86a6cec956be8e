"""A message cut into pieces, and each run of pieces with all that it may ask for.

    labels("rye is $10 now, and lose the map", page) -> Labelled([Label(0, 0, (Wish("price", …),), …), …], idle)

`choice` takes one way through the pieces: each asks for something, alone or with its neighbours, or for nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from gdiff_core.nano.reading import Said, hold
from gdiff_core.nano.wishes import grounding
from gdiff_core.nano.wishes.candidates import Candidate, bare_wish, candidates
from gdiff_core.nano.wishes.clauses import following, read_clauses, read_loosely
from gdiff_core.nano.wishes.exact import exact
from gdiff_core.nano.wishes.lexer import mended
from gdiff_core.nano.wishes.outcome import wanted
from gdiff_core.nano.wishes.pieces import bare, ends_sentence, pieces
from gdiff_core.nano.wishes.signs import Piece, idle_signs, signs
from gdiff_core.nano.wishes.stretch import Message, Spoken, Stretch
from gdiff_core.nano.wishes.verbatim import take
from gdiff_core.records import Wish

BITS = 17
"""A sign counts by its hash (Weinberger et al., 2009, "Feature hashing"): two that share one count together."""
MOST_PIECES = 14
"""Of a message that are weighed."""
MOST_SENTENCES = 2
"""That ask for one thing."""
BEYOND = 1
"""The change that stands for something which no page can have."""
MOST_CHANGES = 4
"""That one label tells apart; more are one change together."""
Hashes = NDArray[np.int32]


class Label(NamedTuple):
    """What the pieces from `first` to `last` may ask for."""

    first: int
    last: int
    wishes: tuple[Wish, ...]
    changes: frozenset[int]
    """What they come to, each a number of its own; empty: all is so already."""
    signs: Hashes


class Labelled(NamedTuple):
    """A message with all that it may ask for."""

    labels: list[Label]
    idle: list[Hashes]
    """The signs of each piece that it asks for nothing."""
    pieces: tuple[str, ...] = ()
    """As they were typed."""


def labels(said: str, page: str) -> Labelled:
    """What a message may ask for."""
    held = hold(page)
    message = Message(mended(bare(said), held), held)
    parts, outcome = pieces(message)[:MOST_PIECES], _Outcome(page)
    count, spoken, found, idle = len(parts), _spoken_before(parts), [], []
    longest = 4 if count < 6 else 3 if count < 9 else 2  # that ask for one thing: what is tried grows with it
    for first in range(count):
        for last in _lasts(parts, first, longest):
            piece = Piece(parts[first].cut(parts[first].start, parts[last].end), first, last, count)
            if first == last:
                idle.append(_hashes(idle_signs(piece)))
                beyond = _hashes(idle_signs(piece, "beyond"))
                found.append(Label(first, last, (), frozenset([BEYOND]), beyond))
            found += _labels(piece, first, last, spoken[first], outcome)
    return Labelled(found, idle, tuple(part.original.strip() for part in parts))


def _lasts(parts: list[Stretch], first: int, longest: int) -> list[int]:
    """The pieces that a run which begins at `first` may end with: a few on, or whole sentences."""
    found = list(range(first, min(len(parts), first + longest)))
    if first == 0 or ends_sentence(parts[first - 1]):
        found += [at for at in range(first, len(parts)) if ends_sentence(parts[at])][:MOST_SENTENCES]
    return sorted({*found})


class _Outcome:
    """What wishes come to on a page."""

    def __init__(self, page: str) -> None:
        self.page, self.known = page, {}

    def changes(self, wishes: Iterable[Wish]) -> frozenset[int]:
        found = frozenset(change for wish in wishes if (change := self._change(bare_wish(wish))))
        return found if len(found) <= MOST_CHANGES else frozenset([crc32(repr(sorted(found)).encode())])

    def _change(self, wish: Wish) -> int:
        """A number for the page that a wish comes to; 0 if it is as it was."""
        if wish not in self.known:
            after = self.page if wish.kind == "rewrite" else wanted(wish, self.page) or self.page
            same = after == self.page and wish.kind != "rewrite"
            said = wish.section if wish.kind == "rewrite" else ""
            self.known[wish] = 0 if same else crc32(f"{said}{after}".encode("utf-8", "replace"))
        return self.known[wish]


def _labels(piece: Piece, first: int, last: int, entry: Said | None, outcome: _Outcome) -> Iterator[Label]:
    same: dict[frozenset[int], list[Candidate]] = defaultdict(list)
    for one in (*candidates(piece.at, entry), *_by_rules(piece.at, entry)):
        if one.wishes:
            same[outcome.changes(one.wishes)].append(one)
    firm = outcome.changes(piece.firm) if piece.firm else None
    for changes, ones in same.items():
        own = {(one.way, one.there, one.said): one for one in ones if not one.rule}
        for one in list(own.values()) or ones[:1]:
            yield Label(
                first, last, one.wishes, changes, _hashes(signs(piece, one, bool(changes), changes == firm))
            )


def _by_rules(at: Stretch, entry: Said | None) -> Iterator[Candidate]:
    """What each rule makes of a stretch."""
    message, text = at.message, mended(at.original, at.held)
    follows = following(at.held)
    for rule in grounding.RULES:
        message.spoken = Spoken(entry=entry)
        if found := rule(at):
            yield _read(found.wishes, rule.__name__)
    message.spoken, message.refused = Spoken(), None
    for read in (read_clauses, read_loosely):
        if isinstance(found := read(at.words, at.held), list):
            yield _read(found, read.__name__)
    for take_words in (take, exact):
        if found := take_words(text, at.held, follows):
            yield _read(found.wishes, take_words.__name__)


def _read(wishes: Iterable[Wish], rule: str) -> Candidate:
    wishes = tuple(replace(wish, unused=()) for wish in wishes)
    return Candidate(wishes, "rule", "+".join(sorted({wish.kind for wish in wishes})), rule=rule)


def _spoken_before(parts: list[Stretch]) -> list[Said | None]:
    """Of each piece the entry that was spoken of last before it."""
    found: list[Said | None] = []
    last = None
    for part in parts:
        found.append(last)
        there = [mention.said for mention in part.mentions if mention.said.section]
        last = there[-1] if there else last
    return found


def _hashes(found: list[str]) -> Hashes:
    hashes = {crc32(sign.encode("utf-8", "replace")) & ((1 << BITS) - 1) for sign in found}
    return np.array(sorted(hashes), dtype=np.int32)
