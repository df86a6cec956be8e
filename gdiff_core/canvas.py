"""Initial canvases: what a block starts its denoising from, and which positions may not change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """The canvas of one block before its first step. C is the canvas length."""

    tokens: torch.LongTensor
    """[1, C] token ids."""
    locked: torch.BoolTensor
    """[1, C]; True where the token may not change."""

    def __post_init__(self) -> None:
        assert self.tokens.shape == self.locked.shape and self.tokens.dim() == 2
        assert self.tokens.dtype == torch.long and self.locked.dtype == torch.bool


class Canvases(Protocol):
    """A source of initial canvases, asked once before each block."""

    def __call__(self, block: int, committed: Sequence[int], generator: torch.Generator) -> Canvas:
        """The canvas of block `block`, given all token ids committed so far. Draws from `generator` only."""
        ...


def noise(length: int, vocab_size: int, generator: torch.Generator) -> Canvas:
    """A canvas of uniformly random tokens, [1, length], nothing locked.

    The one draw is that of `diffusers.DiffusionGemmaPipeline`, on the generator's device.
    """
    device = generator.device
    tokens = torch.randint(0, vocab_size, (1, length), device=device, generator=generator)
    return Canvas(tokens, torch.zeros_like(tokens, dtype=torch.bool))


def lock(canvas: Canvas, tokens: torch.LongTensor, where: torch.BoolTensor) -> Canvas:
    """Put `tokens` [1, C] at the positions `where` [1, C] and lock them there."""
    return Canvas(torch.where(where, tokens, canvas.tokens), canvas.locked | where)
