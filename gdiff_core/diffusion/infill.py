"""Fill the holes of a text: all else is locked, and several lengths are tried for each.

1. Holes are filled from the left. The canvas of one lies where the loop would have laid it, at a multiple of its length
   from the beginning of the text. What stands before it is read; on it all is locked but this hole and those behind it,
   which are given a few tokens until it is their turn.
2. How long a hole is, a canvas cannot find out. So each length is denoised by itself, until the hole is stable and
   confident, and the encoder, with the same weights, says what a filling and the text behind it cost together, after
   what stands before. By Bayes that sum is the one that tells how likely fillings of different lengths are between
   both; a mean, of nats or of entropy, prefers whatever begins well. The likeliest is taken.

A text is tokenized by its stretches, so no token lies across a border. A space before a hole belongs to the word that
fills it, as it does in what a model has learned from.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import takewhile
from time import perf_counter
from typing import Any

import torch

from gdiff_core.diffusion.canvas import Canvas, Canvases, Copy, lock, noise
from gdiff_core.diffusion.denoise import StableAndConfident, denoise
from gdiff_core.diffusion.model import Model
from gdiff_core.errors import BadRequest
from gdiff_core.records import Commit, Frame, Infill, Trial, Turn

HEARD = 64
"""Tokens behind a hole by which a filling is judged."""
_SEEN = 32
"""Tokens that are to be seen behind a hole, where there are so many: else its canvas begins later."""
_MEANWHILE = 4
"""Tokens of a hole whose turn has not come."""


def infill(
    model: Model, asked: Infill, told: Turn, *, opening: Sequence[int] = (), fixed: Sequence[str] = ()
) -> Iterator[Frame | Commit]:
    """Fill the holes: a frame after every step at every length, and a commit for each hole.

    A hole is a block, and a length an attempt at it. Every text is the person's, as far as it is filled.

    Args:
        told: what the model is told before the text.
        opening: token ids that the text comes behind.
        fixed: what stands around the holes, as the model is to read it; by default as it is.

    Raises:
        BadRequest: the model has no room for the text, or for a hole of such a length.
    """
    most = model.info.canvas_length // 2
    if max(asked.lengths) > most:
        raise BadRequest(f"With this model a hole may have at most {most} tokens: choose no longer one.")
    return _Run(model, asked, told, opening, fixed or asked.fixed).events()


@dataclass(frozen=True, slots=True)
class _Hole:
    """Where a hole lies, in tokens."""

    start: int
    """Of its canvas, in the text."""
    lead: tuple[int, ...]
    """What stands on the canvas before it."""
    behind: tuple[tuple[int, ...], ...]
    """The stretches behind it, with a hole between any two; the last ends the text."""

    def canvases(self, model: Model, size: int) -> Canvases:
        """Its canvas, if it has so many tokens: all that is known is locked."""

        def source(block: int, committed: Sequence[int], generator: torch.Generator) -> Canvas | Copy:
            canvas = noise(model.info.canvas_length, model.info.vocab_size, generator)
            tokens, known, at = canvas.tokens.clone(), torch.zeros_like(canvas.locked), 0
            free = (0, size, *[_MEANWHILE] * (len(self.behind) - 1))
            for count, piece in zip(free, (self.lead, *self.behind), strict=True):
                at += count
                here = piece[: max(0, tokens.shape[1] - at)]
                tokens[0, at : at + len(here)] = torch.tensor(here, dtype=torch.long, device=tokens.device)
                known[0, at : at + len(here)] = True
                at += len(piece)
            return lock(canvas, tokens, known)

        return source


class _Run:
    """A text on its way."""

    def __init__(
        self, model: Model, asked: Infill, told: Turn, opening: Sequence[int], fixed: Sequence[str]
    ) -> None:
        self.model, self.asked, self.told, self.opening = model, asked, told, opening
        self.start = perf_counter()
        self.spaced = [text.endswith(" ") for text in fixed[:-1]]
        read = [text.removesuffix(" ") for text in fixed[:-1]]
        first, *behind = (tuple(model.tokenize(text)) for text in (*read, fixed[-1]))
        self.ids, self.behind = first, [*behind[:-1], (*behind[-1], *model.ending)]
        """What is written, and the stretches that follow."""
        self.fillings: list[str] = []

    def events(self) -> Iterator[Frame | Commit]:
        while self.behind:
            yield from self._fill()

    def _fill(self) -> Iterator[Frame | Commit]:
        """Fill the next hole: try each length, take the likeliest."""
        hole, steps = self._hole(), 0
        tried: list[tuple[Trial, tuple[int, ...]]] = []
        context = self.model.context()
        context.read([*self.model.encode(self.told.prompt, *self.told.history), *self.opening, *self.ids])
        for attempt, size in enumerate(self.asked.lengths, 1):
            frame, converged = yield from self._denoised(hole, size, attempt, steps)
            steps += frame.step
            tokens = _in(hole, size, frame.draft)
            nats, _, _ = context.hear([*tokens, *self.behind[0][:HEARD]])
            entropy = sum(_in(hole, size, frame.entropy)) / size
            whole = self.model.end_tokens.isdisjoint(tokens)
            trial = Trial(size, self._text(tokens), sum(nats), entropy, frame.step, converged, whole)
            tried.append((trial, tokens))
        yield self._commit(tried, steps)

    def _denoised(
        self, hole: _Hole, size: int, attempt: int, before: int
    ) -> Generator[Frame, None, tuple[Frame, bool]]:
        """Denoise the hole at one length; the last frame of it, and whether it converged.

        Args:
            before: steps of the lengths tried before.
        """
        settings = self.asked.settings
        # The loop's own mean is over all of the canvas, of which most is locked and certain.
        strict = settings.confidence * size / self.model.info.canvas_length
        once = replace(settings, max_tokens=1, thinking=0, effort=1.0, confidence=strict)
        opening = [*self.opening, *self.ids[: hole.start]]
        stop = StableAndConfident(settings, frozenset())
        asked, source = replace(self.told, settings=once), hole.canvases(self.model, size)
        with closing(denoise(self.model, asked, canvases=source, opening=opening)) as events:
            for frame in takewhile(lambda event: isinstance(event, Frame), events):
                draft = _in(hole, size, frame.draft)
                yield replace(
                    frame,
                    block=len(self.fillings),
                    step=before + frame.step,
                    start=hole.start,
                    text=self.asked.filled([*self.fillings, self._text(draft)]),
                    seconds=perf_counter() - self.start,
                    attempt=attempt,
                    why=f"{size} tokens" if attempt > 1 else "",
                )
                if converged := stop(draft, _in(hole, size, frame.entropy)):
                    break
        return frame, converged

    def _commit(self, tried: Sequence[tuple[Trial, tuple[int, ...]]], steps: int) -> Commit:
        best, tokens = min(tried, key=lambda one: one[0].rank)
        block, start = len(self.fillings), len(self.ids)
        self.fillings.append(best.text)
        self.ids = (*self.ids, *tokens, *self.behind.pop(0))
        return Commit(
            block,
            tokens,
            steps,
            best.converged,
            self.asked.filled(self.fillings),
            None if self.behind else "eos",
            perf_counter() - self.start,
            start,
            tried=tuple(trial for trial, _ in tried),
        )

    def _hole(self) -> _Hole:
        """The next one, on its canvas."""
        length, at = self.model.info.canvas_length, len(self.ids)
        start = at // length * length
        behind = min(_SEEN, len(self.behind[0]))
        if at - start + max(self.asked.lengths) + behind > length:
            start = max(0, at - length // 4)
        return _Hole(start, self.ids[start:], tuple(self.behind))

    def _text(self, tokens: Sequence[int]) -> str:
        """As it stands in the text, whose own space may be before it."""
        text = self.model.decode(tokens)
        return text.removeprefix(" ") if self.spaced[len(self.fillings)] else text


def _in(hole: _Hole, size: int, row: Sequence[Any]) -> tuple[Any, ...]:
    """Of a row of the canvas, what is in the hole."""
    return tuple(row[len(hole.lead) : len(hole.lead) + size])
