"""A model solves a puzzle, by the project's own loop: givens locked, frames of 81 digits."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from gdiff_core.diffusion.denoise import denoise
from gdiff_core.diffusion.model import Model
from gdiff_core.diffusion.model import load as load_model
from gdiff_core.records import Commit, Frame, Puzzle
from gdiff_core.sudoku.board import ROWS, spell
from gdiff_core.sudoku.layout import Layout, own, written

WEIGHTS = Path(__file__).parent / "weights"
SAID = ((0, ""), *((digit, str(digit)) for digit in range(1, 10)))
"""How a cell of a frame reads."""
TASK = (
    "Solve this Sudoku. Answer with the nine rows of the finished board, nine digits each, and nothing else.\n\n"
    "{rows}"
)


def load(folder: str | None = None) -> Model:
    """The bundled Sudoku model or one of that kind, on the CPU: a board takes a few dozen milliseconds there."""
    model = load_model(folder or str(WEIGHTS), device="cpu")
    return replace(model, info=replace(model.info, name="sudoku"))


def solve(model: Model, puzzle: Puzzle) -> Iterator[Frame | Commit]:
    """Frames whose tokens are the digits of the board, 0 for none yet, and one commit whose text is the board.

    Raises:
        ModelError: the model cannot be shown a board.
    """
    layout = own(puzzle.givens) if puzzle.trained else written(model, puzzle.givens)
    rows = "\n".join(spell([puzzle.givens[cell] for cell in row]) for row in ROWS)
    settings = replace(puzzle.settings, max_tokens=1, thinking=0)  # one canvas
    asked = replace(puzzle, prompt=TASK.format(rows=rows), settings=settings)
    opening = () if puzzle.trained else model.unthinking
    draft = puzzle.givens
    for event in denoise(model, asked, canvases=layout.canvases, opening=opening):
        if isinstance(event, Frame):
            event = _frame(event, layout)
            draft = event.draft
            yield event
        else:  # in words it may have ended early
            yield replace(event, tokens=draft, text=spell(draft), finish="eos")


def _frame(frame: Frame, layout: Layout) -> Frame:
    """As seen on the board."""
    seen = {
        name: tuple(getattr(frame, name)[place] for place in layout.places)
        for name in ("canvas", "draft", "accepted", "locked", "entropy")
    }
    board = layout.digits(seen["draft"])
    return replace(
        frame,
        **seen
        | {"canvas": layout.digits(seen["canvas"]), "draft": board, "text": spell(board), "said": SAID},
    )
