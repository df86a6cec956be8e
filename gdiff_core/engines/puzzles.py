"""Who solves a Sudoku: the small model that comes for it, or the engine that is loaded, where it can."""

from collections.abc import Iterator
from functools import cache
from time import sleep
from typing import TYPE_CHECKING

from gdiff_core.engines import Engine
from gdiff_core.engines.local import Bundled, Local
from gdiff_core.errors import BadRequest
from gdiff_core.records import Commit, Frame, Puzzle, Settings
from gdiff_core.sudoku.board import conflicts

if TYPE_CHECKING:
    from gdiff_core.diffusion.model import Model


@cache
def trained() -> "Model":
    """The bundled Sudoku model, loaded once: 1 MB."""
    from gdiff_core.sudoku import answer

    return answer.load()


def why_not(engine: Engine | None) -> str:
    """Why the engine is not asked to solve a puzzle, for a person; empty: it can be tried."""
    if engine is None:
        return "No other model is loaded."
    if isinstance(engine, Bundled):
        return f"{engine.info.name} has only learned to write web pages."
    if not isinstance(engine, Local):
        return "Givens are locked on the canvas, and a server elsewhere keeps its canvas to itself."
    return ""


def defaults(puzzle: Puzzle, engine: Engine | None) -> Settings:
    """How the model that is to solve it likes to denoise."""
    return trained().defaults if puzzle.trained or engine is None else engine.defaults


def run(puzzle: Puzzle, engine: Engine | None) -> Iterator[Frame | Commit]:
    """Solve it (`sudoku.answer.solve`); `engine` is only needed where it is not for the model trained for it.

    Raises:
        BadRequest: the engine cannot be asked.
    """
    from gdiff_core.sudoku import answer

    if not puzzle.trained and (why := why_not(engine)):
        raise BadRequest(f"{why} Let the Sudoku model solve it.")
    model = trained() if puzzle.trained else engine.model
    for event in answer.solve(model, puzzle):
        yield event
        if isinstance(event, Frame):
            sleep(puzzle.pace)


def verdict(puzzle: Puzzle, text: str) -> tuple[str, ...]:
    """What a finished board lacks, in sentences; empty: it is solved."""
    board = tuple(int(mark) if mark.isdigit() else 0 for mark in text)
    wrong, empty = len(conflicts(board)), board.count(0)
    said = [f"{wrong} cells in conflict."] if wrong else []
    return (*said, *([f"{empty} {'cell is' if empty == 1 else 'cells are'} no digit."] if empty else []))
