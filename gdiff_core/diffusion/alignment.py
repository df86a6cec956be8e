"""An old text as the canvas of a new one.

An edit starts every block from the old page, aligned: after each commit `Alignment` finds where in the old text
the new one stands, so that insertions and deletions of any length shift nothing that comes after them. Inside a
block a `Trail` does the same after each step.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import accumulate
from types import MappingProxyType

import torch
from rapidfuzz.distance import Indel

from gdiff_core.diffusion.canvas import Canvas, Canvases, Copy, keep

_GRAM, _HALF_LIFE, _REACH = 3, 3, 512
"""Tokens: of a match, for its vote to halve, that are looked back on."""
_AHEAD = 48
"""Tokens, some five lines, in which markup is looked for."""
_MAX_REPEATS = 1000
"""What stands more often than this says nothing of the place, and would take quadratic time."""
_WEIGHTS = [0.5 ** (back / _HALF_LIFE) for back in range(_REACH)]
"""Of a match so many tokens back."""
_LEFT = [*accumulate(reversed(_WEIGHTS), initial=0.0)][-2::-1]
"""All that matches further back than this can weigh."""
_EQUAL, _ROUNDING = 0.999, 1e-12
"""Shares of the most votes: from where on a place is as good as the best, and of what sums may be off."""
_ENOUGH = 48, _REACH
"""Tokens behind the newest match; what is further back weighs a hundred-thousandth, and nothing."""
_MAY_BE_LEFT_OUT = 64
"""Tokens, some six lines, replaced ones among them."""
_MAY_STAY = 0.1
"""A token that is likelier than this to stay does: what nobody asked to change is worth more than a change."""
_MAY_DOUBT = 0.1, 0.02
"""Nats of a change right behind another in a step, and of one further on: they were predicted without it in place."""
_MAY_GUESS = 0.3
"""Nats of the first change of a step; one that is less sure waits for a second look, with the first one to go by."""
_MAX_CELLS = 2**30
"""Bits of rapidfuzz's matrix (128 MB)."""
NO_MARKUP: Mapping[int, int] = MappingProxyType({})

_Look = tuple[int, int]
"""Of a stretch of new tokens: how far back it ends, and its number."""


class Alignment:
    """Finds where in an old text a new one stands, in time linear in the old text, once, and in `_REACH`, always.

    Every stretch of `_GRAM` equal tokens votes for the place that follows from it; the vote halves with every
    `_HALF_LIFE` tokens between it and the end. So the newest text decides (insertions, deletions and moves), a
    replacement keeps its place, and of repeated lines those win whose surroundings fit too. Markup is equal when what
    may follow is (`model.markup_tokens`): the first link of a list is cut into other tokens than the second.
    """

    def __init__(self, old: Sequence[int], markup: Mapping[int, int] = NO_MARKUP) -> None:
        self.old, self._markup = tuple(old), markup
        self._kinds = kinds = self._kinds_of(old)
        # Numbers and plain lists, no tuples and lists of lists: the collector of garbage would look at all of them.
        triples = zip(kinds, kinds[1:], kinds[2:], strict=False)
        keys = [_key(first, middle, last) for first, middle, last in triples]
        self._numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        """Of the stretches of `_GRAM` tokens."""
        stretches = [self._numbers[key] for key in keys]
        counted = Counter(stretches)
        self._counts = [counted[number] for number in range(len(counted))]
        """By number, how often the stretch stands in the old text."""
        self._starts = [*accumulate(self._counts, initial=0)]
        self._sorted = sorted(range(_GRAM, len(kinds) + 1), key=lambda end: stretches[end - _GRAM])
        """Where stretches end, by number and then in order; the first of each at `_starts`."""
        # At the end there are so many more that an index is in range, be it too large or below 0.
        self._stretches = [-1] * _GRAM + stretches + [-1] * (_REACH + _GRAM)
        """Numbers, by end."""
        counts = Counter(self._kinds)
        self._only = {kind: at for at, kind in enumerate(self._kinds) if kind in markup and counts[kind] == 1}

    def __call__(self, committed: Sequence[int], more: Sequence[int] = ()) -> int:
        """Index of the old token that should come next, 0 to the length of the old text; `more` tokens follow the
        committed ones."""
        size = len(committed) + len(more)
        near = self._near(_last(committed, more, _REACH + _GRAM))
        best = min(near, key=lambda place: (abs(place - size), near[place], place), default=size)
        fresh = near.get(best, size)
        return self._behind(best - fresh, self._kinds_of(_last(committed, more, fresh)))

    def _near(self, recent: Sequence[int]) -> dict[int, int]:
        """Places with about the most votes, each with how far back its newest match lies.

        What lies far behind the newest match of all is looked at only where what comes behind it does not decide.
        """
        coming, looks, at = self._looks(recent), list[_Look](), self._stretches
        look = next(coming, None)
        for enough in _ENOUGH if look else ():
            while look and look[0] < (looks or [look])[0][0] + enough:
                looks.append(look)
                look = next(coming, None)
            places = self._most(looks, _LEFT[min(_REACH, looks[0][0] + enough) - 1] if look else 0.0)
            if places is not None:
                return {
                    place: next(back for back, found in looks if at[place - back] == found)
                    for place in places
                }
        return {}

    def _looks(self, recent: Sequence[int]) -> Iterator[_Look]:
        """The stretches that vote, the newest first."""
        kind, middle, last = self._markup.get, 0, 0
        for back in range(1 - _GRAM, min(_REACH, len(recent) - _GRAM + 1)):
            token = recent[len(recent) - _GRAM - back]
            first = kind(token, token)
            found = self._numbers.get(_key(first, middle, last)) if back >= 0 else None
            if found is not None and self._counts[found] <= _MAX_REPEATS:
                yield back, found
            middle, last = first, middle

    def _ends(self, number: int) -> list[int]:
        """Where a stretch ends in the old text, in order."""
        start = self._starts[number]
        return self._sorted[start : start + self._counts[number]]

    def _most(self, looks: list[_Look], unseen: float) -> list[int] | None:
        """The places with about the most votes; None if `unseen` ones could alter which they are.

        Those that the rarest stretches speak for are counted first. A place that only the others speak for need not
        be, where all of these together weigh too little.
        """
        votes: dict[int, float] = {}
        uncounted = sum(_WEIGHTS[back] for back, _ in looks) + unseen
        most, slack = 0.0, _ROUNDING * uncounted
        for back, found in sorted(looks, key=lambda look: self._counts[look[1]]):
            if uncounted + slack < _EQUAL * most:
                break
            for end in self._ends(found):
                if end + back not in votes:
                    votes[end + back] = vote = self._vote(end + back, looks, _EQUAL * most - slack)
                    most = max(most, vote)
            uncounted -= _WEIGHTS[back]
        unseen += slack * bool(unseen)
        near = {place: vote for place, vote in votes.items() if vote + unseen > _EQUAL * most}
        sure = not unseen or len(near) == 1 or min(near.values()) > _EQUAL * (most + unseen)
        return [*near] if sure else None

    def _vote(self, place: int, looks: list[_Look], least: float) -> float:
        """The votes for a place; a part of them if all of them are no more than `least`."""
        vote, at = 0.0, self._stretches
        for back, found in looks:
            if at[place - back] == found:
                vote += _WEIGHTS[back]
            elif vote + _LEFT[back] <= least:
                break
        return vote

    def _kinds_of(self, tokens: Sequence[int]) -> tuple[int, ...]:
        kind = self._markup.get
        return tuple([kind(token, token) for token in tokens])

    def _behind(self, place: int, new: Sequence[int]) -> int:
        """Where the old text goes on behind `new` tokens that started at `place`, none of which matched.

        They take the place of old ones, but text never that of markup: a longer text moves the tag behind it. Markup
        that stands not far on in the old text, or once in all of it, is where that goes on.
        """
        for kind in new:
            ahead = self._kinds[place : place + _AHEAD]
            if kind in ahead and kind in self._markup:
                place += ahead.index(kind) + 1
            elif kind in self._markup:
                place = self._only.get(kind, place - 1) + 1
            elif not (ahead and ahead[0] in self._markup):
                place += 1
        return min(place, len(self.old))

    def count(self, tokens: Sequence[int]) -> int:
        """How often `tokens` (`_GRAM` or more) stand in the old text."""
        number, found = self._numbers.get(_key(*self._kinds_of(tokens[:_GRAM]))), tuple(tokens)
        starts = (end - _GRAM for end in self._ends(number)) if number is not None else ()
        return sum(self.old[start : start + len(found)] == found for start in starts)


def _key(first: int, middle: int, last: int) -> int:
    """One number for three tokens (ids below 2^24)."""
    return first << 48 | middle << 24 | last


def _last(committed: Sequence[int], more: Sequence[int], count: int) -> Sequence[int]:
    """The last `count` of the tokens, or all of them; of a long text not all is copied."""
    missing = count - len(more)
    if missing <= 0:
        return more[len(more) - count :]
    return (*committed[max(0, len(committed) - missing) :], *more)


def aligned(
    old: Sequence[int],
    noisy: Callable[[torch.Generator], Canvas],
    strength: float,
    copy_after: int | None = None,
    ending: tuple[int, ...] = (),
    markup: Mapping[int, int] = NO_MARKUP,
    bold: bool = False,
) -> Canvases:
    """Start every block from the old text, from where the new one stands in it, and go on from it at every step.

    Args:
        noisy: makes a canvas of noise.
        ending: what the model writes behind the end of a text; the last of it again and again, to the end of the
            canvas. Without it the noise stays there, which tells a model that all of the canvas is noise.
        strength: share of the old tokens that stays noise.
        copy_after: blocks that must come out unchanged before the rest is copied (`may_copy`); None: never.
        markup: tokens that text does not take the place of, each with the one that stands for all of its kind.
        bold: what the model is in doubt of stays, and does not keep what is sure behind it from changing.
    """
    alignment = cache(partial(Alignment, old, markup))  # a source that is never asked needs none

    def source(block: int, committed: Sequence[int], generator: torch.Generator) -> Canvas | Copy:
        canvas = noisy(generator)
        if strength >= 1:
            return canvas
        align, length = alignment(), canvas.tokens.shape[1]
        trail = Trail(align, committed, length, ending, bold)
        if copy_after and may_copy(align, committed, trail.place, copy_after * length):
            return Copy(align.old[trail.place :])
        return replace(keep(canvas, trail.start, strength, generator), trail=trail)

    return source


class Trail:
    """Where in the old text the tokens of a block come from, while it is denoised.

    Text is settled from the left: a token is when the model predicts it, and is sure if it is a change.
    What is settled decides where in the old text the rest goes on. So what an insertion shifts is moved by
    alignment, not by the model, and what the model is unsure of stays as it was instead of turning to noise.
    """

    def __init__(
        self,
        align: Alignment,
        committed: Sequence[int],
        length: int,
        ending: tuple[int, ...],
        bold: bool = False,
    ) -> None:
        self._align, self._committed, self._length, self._ending = align, tuple(committed), length, ending
        self._bold = bold
        self._places, self._waited = [0] * length, False
        self.settled = 0
        """Tokens, from the left, that stand by the last step."""
        self.moved = False
        """Whether the last step shifted the old text behind what is settled."""
        self.place = self._place([])
        """Of the first token."""
        self.start = self._go_on([], self.place)
        """The canvas before the first step."""

    def resume(self, settled: Sequence[int]) -> tuple[int, ...]:
        """The canvas when the block's first tokens are these: the old text behind them."""
        self._waited, stands = False, [*settled]
        return self._go_on(stands, self._place(stands))

    def step(
        self,
        before: Sequence[int],
        draft: Sequence[int],
        entropy: Sequence[float],
        stays: Sequence[float],
    ) -> tuple[int, ...]:
        """The canvas after a step of the sampler, C tokens.

        A token changes where the model is sure that it does not stay: the first one of a step whatever comes in its
        place, as nothing before it is open, those behind it only if that is sure too. Doubt about what was settled in
        a step before changes nothing: else all that was written behind it would be lost.

        Args:
            before: the canvas that was predicted from.
            draft: the most likely tokens.
            entropy: nats.
            stays: probabilities of the tokens of `before`.
        """
        settled: list[int] = []
        changing, changes = False, 0
        for i, token in enumerate(draft):
            if stays[i] > _MAY_STAY and (self._bold or i < self.settled):
                token = before[i]
            if token != before[i]:
                if stays[i] > _MAY_STAY or (changes and entropy[i] > _MAY_DOUBT[not changing]):
                    break
                if not changes and entropy[i] > _MAY_GUESS and not self._waited:
                    self._waited = True
                    break
                changes += 1
                self._waited = False
            elif changing and (place := self._place(settled)) != self._places[i]:
                return self._go_on(settled, place)  # the change before it shifts what follows
            changing = token != before[i]
            settled.append(token)
        else:
            return self._go_on(settled, 0)  # to the end: there is nothing to lay out, so no place to look for
        return self._go_on(settled, self._place(settled))

    def _place(self, settled: list[int]) -> int:
        return self._align(self._committed, settled)

    def _go_on(self, settled: list[int], place: int) -> tuple[int, ...]:
        """Lay the old text out behind the settled tokens."""
        count, size = len(settled), len(self._align.old)
        self.settled = count
        places = [min(place + i, size) for i in range(self._length - count)]
        self.moved = places != self._places[count:]
        self._places[count:] = places
        old = self._align.old[place : place + self._length]
        behind = (*old, *self._ending, *self._ending[-1:] * self._length)
        return (*settled, *behind[: self._length - count])


def may_copy(align: Alignment, committed: Sequence[int], place: int, unchanged: int) -> bool:
    """Whether the rest of the old text, from `place`, may be copied without asking the model.

    All of this must hold. When in doubt the next block is denoised: that costs time, never content.

    1. The last `unchanged` tokens are those before `place` (the text has re-joined the old one), and stand there
       only (so `place` is sure).
    2. What was written before them differs from the old text: the change lies behind us.
    3. Nothing that was replaced or left out stands in the rest too, as a name in the footer does.
    4. Little was left out: more may have moved, and be still to come.
    """
    start, tail = place - unchanged, tuple(committed[-unchanged:])
    if start < 0 or tail != align.old[start:place] or align.count(tail) > 1:
        return False
    before, new = align.old[:start], tuple(committed[:-unchanged])
    if before == new or len(before) * len(new) > _MAX_CELLS:
        return False
    gone = [
        before[code.src_start : code.src_end] for code in Indel.opcodes(before, new) if code.tag == "delete"
    ]
    rest = align.old[place:]
    return sum(map(len, gone)) <= _MAY_BE_LEFT_OUT and not any(_holds(rest, run) for run in gone)


def _holds(tokens: tuple[int, ...], run: tuple[int, ...]) -> bool:
    return any(tokens[i : i + len(run)] == run for i, token in enumerate(tokens) if token == run[0])
