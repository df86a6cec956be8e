"""The Sudoku model's tokens: each cell has nine given digits and nine free ones of its own, all read as the digit.

So the canvas itself says what is given and which cell a token belongs to, and the model needs no prompt: its chat
template is the one token that begins a text. What the sampler draws anew is mostly a token of another cell, which
tells the model that nothing is known there. Bytes stand in front of them, so that any text can be spelled.
"""

from collections.abc import Sequence

PAD, EOS, BOS = "<pad>", "<eos>", "<bos>"
FIRST = 259
"""Of the cells' tokens: behind three controls and 256 bytes."""
SIZE = FIRST + 81 * 18
BOS_ID = 2


def token(cell: int, digit: int, given: bool) -> int:
    """The id of a digit 1 to 9 in a cell 0 to 80."""
    return FIRST + 18 * cell + 9 * (not given) + digit - 1


def digit_of(token: int) -> int:
    """The digit that a token reads as; 0 for one of no cell."""
    return (token - FIRST) % 9 + 1 if FIRST <= token < SIZE else 0


def digits_of(tokens: Sequence[int]) -> tuple[int, ...]:
    """The board on a canvas: where a token belongs to another cell, or to none, the cell is free."""
    return tuple(
        digit_of(each) if FIRST + 18 * cell <= each < FIRST + 18 * (cell + 1) else 0
        for cell, each in enumerate(tokens)
    )
