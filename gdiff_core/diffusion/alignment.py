"""An old text as the canvas of a new one.

An edit starts every block from the old page, aligned: after each commit `Alignment` finds where in the old text
the new one stands, so that insertions and deletions of any length shift nothing that comes after them. Inside a
block a `Trail` does the same after each step.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
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


class Alignment:
    """Finds where in an old text a new one stands, in time linear in the old text, once, and in `_REACH`, always.

    Every stretch of `_GRAM` equal tokens votes for the place that follows from it; the vote halves with every
    `_HALF_LIFE` tokens between it and the end. So the newest text decides (insertions, deletions and moves), a
    replacement keeps its place, and of repeated lines those win whose surroundings fit too. Markup is equal when what
    may follow is (`model.markup_tokens`): the first link of a list is cut into other tokens than the second.
    """

    def __init__(self, old: Sequence[int], markup: Mapping[int, int] = NO_MARKUP) -> None:
        self.old, self._markup = tuple(old), markup
        self._kinds = self._kinds_of(old)
        self._ends: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for end in range(_GRAM, len(old) + 1):
            self._ends[self._kinds[end - _GRAM : end]].append(end)
        counts = Counter(self._kinds)
        self._only = {kind: at for at, kind in enumerate(self._kinds) if kind in markup and counts[kind] == 1}

    def __call__(self, committed: Sequence[int]) -> int:
        """Index of the old token that should come next, 0 to the length of the old text."""
        size, votes, since = len(committed), defaultdict(float), {}
        recent = self._kinds_of(committed[-_REACH - _GRAM :])
        for back in range(min(_REACH, size - _GRAM + 1)):
            end = len(recent) - back
            places = self._ends.get(recent[end - _GRAM : end], ())
            for place in places if len(places) <= _MAX_REPEATS else ():
                votes[place + back] += 0.5 ** (back / _HALF_LIFE)
                since.setdefault(place + back, back)
        most = max(votes.values(), default=0)
        near = [place for place, vote in votes.items() if vote > 0.999 * most]  # equal, but for rounding
        best = min(near, key=lambda place: abs(place - size), default=size)
        fresh = since.get(best, size)
        return self._behind(best - fresh, self._kinds_of(committed[size - fresh :]))

    def _kinds_of(self, tokens: Sequence[int]) -> tuple[int, ...]:
        return tuple(self._markup.get(token, token) for token in tokens)

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
        first, found = self._kinds_of(tokens[:_GRAM]), tuple(tokens)
        starts = (end - _GRAM for end in self._ends.get(first, ()))
        return sum(self.old[start : start + len(found)] == found for start in starts)


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
    align = Alignment(old, markup)

    def source(block: int, committed: Sequence[int], generator: torch.Generator) -> Canvas | Copy:
        canvas = noisy(generator)
        if strength >= 1:
            return canvas
        length = canvas.tokens.shape[1]
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
        return self._align((*self._committed, *settled))

    def _go_on(self, settled: list[int], place: int) -> tuple[int, ...]:
        """Lay the old text out behind the settled tokens."""
        count, size = len(settled), len(self._align.old)
        self.settled = count
        places = [min(place + i, size) for i in range(self._length - count)]
        self.moved = places != self._places[count:]
        self._places[count:] = places
        behind = (*self._align.old[place:], *self._ending, *self._ending[-1:] * self._length)
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
