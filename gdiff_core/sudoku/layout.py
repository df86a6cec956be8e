"""A board on a canvas: which tokens are locked, what the free ones start from, and what digits a canvas shows."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch

from gdiff_core.diffusion.canvas import Canvas, Canvases, Copy, lock, noise
from gdiff_core.diffusion.model import Model
from gdiff_core.errors import ModelError
from gdiff_core.sudoku.board import CELLS, Board
from gdiff_core.sudoku.vocabulary import digits_of, token

ROWS_OF_TEXT = [place for row in range(9) for place in range(10 * row, 10 * row + 9)]
"""Where the cells stand in nine lines of text."""


class Layout(NamedTuple):
    """How a model is shown a board."""

    canvases: Canvases
    places: Sequence[int]
    """Positions of the 81 cells on the canvas."""
    digits: Callable[[Sequence[int]], Board]
    """The board that 81 tokens show; 0 for one that is no digit."""


def own(board: Board) -> Layout:
    """On the canvas of the Sudoku model: a cell is a token of its own, and free ones start as random digits."""

    def canvases(block: int, committed: Sequence[int], generator: torch.Generator) -> Canvas | Copy:
        device = generator.device
        free = torch.tensor([token(cell, 1, given=False) for cell in CELLS], device=device)
        drawn = torch.randint(0, 9, (1, 81), device=device, generator=generator)
        given = [token(cell, max(digit, 1), given=True) for cell, digit in enumerate(board)]
        start = Canvas(free + drawn, torch.zeros(1, 81, dtype=torch.bool, device=device))
        return lock(start, torch.tensor([given], device=device), torch.tensor([board], device=device) > 0)

    return Layout(canvases, CELLS, digits_of)


def written(model: Model, board: Board) -> Layout:
    """On the canvas of any other model: nine lines of nine digits, locked but for the free cells, which are noise.

    Raises:
        ModelError: its tokens are not digits, or its canvas is too short.
    """
    texts = [model.tokenize(text) for text in (*"123456789", "\n")]
    length = model.info.canvas_length
    if any(len(ids) != 1 for ids in texts) or length < ROWS_OF_TEXT[-1] + 2:
        raise ModelError(
            f"{model.info.name} cannot be shown a board: it has no token for each digit, or a short canvas."
        )
    *digits, newline = (ids[0] for ids in texts)
    value = {digit: index for index, digit in enumerate(digits, 1)}
    end, filler = model.ending
    line = [newline] * (ROWS_OF_TEXT[-1] + 1) + [end] + [filler] * (length - ROWS_OF_TEXT[-1] - 2)
    held = [True] * length
    for place, digit in zip(ROWS_OF_TEXT, board, strict=True):
        line[place], held[place] = digits[max(digit, 1) - 1], digit > 0

    def canvases(block: int, committed: Sequence[int], generator: torch.Generator) -> Canvas | Copy:
        start = noise(length, model.info.vocab_size, generator)
        tokens, where = (torch.tensor([each], device=generator.device) for each in (line, held))
        return lock(start, tokens, where)

    return Layout(canvases, ROWS_OF_TEXT, lambda tokens: tuple(value.get(each, 0) for each in tokens))
