"""The puzzle of this tab: where it comes from, and the job that solves it."""

import random
import secrets

import streamlit as st

from gdiff_core.errors import JobError
from gdiff_core.records import Puzzle
from gdiff_core.serving.jobs import Snapshot
from gdiff_core.serving.server import Unsettled
from gdiff_core.sudoku.board import LEVELS, check, parse, puzzle, spell
from gdiff_core.ui.shared import runs

EMPTY = "." * 81
PACE = 0.25
"""Seconds that a pass is left to be seen."""


def now() -> str:
    """The puzzle as it was last laid out, 81 characters."""
    return st.session_state.get("puzzle") or EMPTY


def turn() -> int:
    """Counts the puzzles that were laid out."""
    return st.session_state.get("turn", 0)


def lay(text: str) -> None:
    """Lay out another puzzle; a job of the one before is left alone."""
    st.session_state["puzzle"], st.session_state["turn"] = text, turn() + 1
    st.query_params.pop("solving", None)


def generate(level: str) -> None:
    """A random one."""
    lay(spell(puzzle(LEVELS[level], random.Random(secrets.randbits(64)))))


def paste(text: str) -> None:
    """What was pasted.

    Raises:
        BadRequest: it is no board.
    """
    lay(spell(parse(text)))


def typed() -> str:
    """The puzzle with what was typed since."""
    of, text = st.session_state.get("board", {}).get("typed") or (None, "")
    return text if of == turn() else now()


def solve(trained: bool, slowly: bool) -> None:
    """Queue what stands on the board.

    Raises:
        BadRequest: it breaks the rules, or has no solution, or several; or too many are waiting.
    """
    board = parse(typed())
    check(board)
    st.session_state["puzzle"] = spell(board)
    asked = Puzzle(spell(board), Unsettled(), givens=board, trained=trained, pace=PACE if slowly else 0.0)
    st.query_params["solving"] = runs().submit(asked).id


def again() -> None:
    """The puzzle as it was before it was solved."""
    lay(now())


def solving() -> Snapshot | None:
    """The job that solves this tab's puzzle; it is found again after a reload."""
    id = st.query_params.get("solving")
    if not id:
        return None
    try:
        snapshot = runs().look(id)
    except JobError:
        del st.query_params["solving"]
        return None
    if not isinstance(snapshot.job.request, Puzzle):
        return None
    st.session_state["puzzle"] = snapshot.job.request.prompt
    return snapshot
