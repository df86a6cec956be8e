"""Initial canvases: what a block starts its denoising from, and which positions may not change.

An edit's canvases are those of `alignment`, the old page; a selection's those of `between`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import torch


class Course(Protocol):
    """What stands on a canvas after each step, instead of noise; `alignment.Trail` lays out an old text."""

    settled: int
    """Tokens, from the left, that stand by the last step."""
    moved: bool
    """Whether the last step shifted what is laid out behind them."""

    def step(
        self, before: Sequence[int], draft: Sequence[int], entropy: Sequence[float], stays: Sequence[float]
    ) -> tuple[int, ...]:
        """The canvas after a step of the sampler, C tokens.

        Args:
            before: the canvas that was predicted from.
            draft: the most likely tokens.
            entropy: nats.
            stays: probabilities of the tokens of `before`.
        """
        ...

    def resume(self, settled: Sequence[int]) -> tuple[int, ...]:
        """The canvas when the block's first tokens are these."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """The canvas of one block before its first step. C is the canvas length."""

    tokens: torch.LongTensor
    """[1, C] token ids."""
    locked: torch.BoolTensor
    """[1, C]; True where the token may not change."""
    trail: Course | None = None
    """For a text that goes on from an old one: what stands on it after each step, instead of noise."""

    def __post_init__(self) -> None:
        assert self.tokens.shape == self.locked.shape and self.tokens.dim() == 2
        assert self.tokens.dtype == torch.long and self.locked.dtype == torch.bool


@dataclass(frozen=True, slots=True)
class Copy:
    """Tokens that end the text as they are: nothing is left to denoise."""

    tokens: tuple[int, ...] = ()


class Canvases(Protocol):
    """A source of initial canvases, asked once before each block."""

    def __call__(self, block: int, committed: Sequence[int], generator: torch.Generator) -> Canvas | Copy:
        """The canvas of block `block`, given all token ids committed so far. Draws from `generator` only."""
        ...


def draws(seed: int) -> torch.Generator:
    """What a source draws from where no model is here to have one of its own: on the CPU."""
    return torch.Generator().manual_seed(seed)


def noise(length: int, vocab_size: int, generator: torch.Generator) -> Canvas:
    """A canvas of uniformly random tokens, [1, length], nothing locked.

    The one draw is that of `diffusers.DiffusionGemmaPipeline`, on the generator's device.
    """
    device = generator.device
    tokens = torch.randint(0, vocab_size, (1, length), device=device, generator=generator)
    return Canvas(tokens, torch.zeros_like(tokens, dtype=torch.bool))


def lock(canvas: Canvas, tokens: torch.LongTensor, where: torch.BoolTensor) -> Canvas:
    """Put `tokens` [1, C] at the positions `where` [1, C] and lock them there."""
    return replace(canvas, tokens=torch.where(where, tokens, canvas.tokens), locked=canvas.locked | where)


def keep(canvas: Canvas, tokens: Sequence[int], strength: float, generator: torch.Generator) -> Canvas:
    """Put `tokens` (at most C) at the start of a canvas of noise, less a share `strength` of them, unlocked.

    At strength 1 nothing is drawn, so that the run is that of noise alone.
    """
    if strength >= 1:
        return canvas
    count = min(len(tokens), canvas.tokens.shape[1])
    order = torch.randperm(count, device=canvas.tokens.device, generator=generator)
    kept = order[round(strength * count) :]
    filled = canvas.tokens.clone()
    filled[0, kept] = torch.tensor(tokens[:count], dtype=torch.long, device=filled.device)[kept]
    return replace(canvas, tokens=filled)


def between(tokens: Sequence[int], free: int, noisy: Callable[[torch.Generator], Canvas]) -> Canvases:
    """Lay `tokens` out from the first block on: `free` of them may change, the rest is locked. Ends with them."""

    def source(block: int, committed: Sequence[int], generator: torch.Generator) -> Canvas | Copy:
        start = len(committed)
        if start >= free:
            return Copy()
        canvas = noisy(generator)
        length, device = canvas.tokens.shape[1], canvas.tokens.device
        here = torch.tensor(tokens[start : start + length], dtype=torch.long, device=device)
        filled = canvas.tokens.clone()
        filled[0, : len(here)] = here
        position = torch.arange(start, start + length, device=device)
        return Canvas(filled, ((position >= free) & (position < len(tokens)))[None])

    return source
