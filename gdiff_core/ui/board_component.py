"""The board of a Sudoku: typed in, and filled by the frames of the job that solves it."""

from functools import partial

import streamlit as st

from gdiff_core.serving.jobs import Snapshot
from gdiff_core.ui.components import component
from gdiff_core.ui.live_component import by_channel
from gdiff_core.ui.messages import guarded
from gdiff_core.ui.shared import me, runs, server
from gdiff_core.ui.sudoku import paste


def board_view(puzzle: str, turn: int, snapshot: Snapshot | None) -> None:
    """Mount a puzzle (81 characters), or the job that solves it."""
    if snapshot is None:
        return _mount(puzzle, turn, None, "socket", [])
    return by_channel("board", snapshot, partial(_mount, puzzle, turn))


def _mount(puzzle: str, turn: int, snapshot: Snapshot | None, way: str, messages: list[str | dict]) -> None:
    show = snapshot.job.id if snapshot else None
    ticket = server().people.ticket(me(), show) if show else ""
    component("board_view", "board_view/board.html", ("board_view/board.css",), "board_view/board.js")(
        key="board",
        data={
            "puzzle": puzzle,
            "turn": turn,
            "show": show,
            "ticket": ticket,
            "way": way,
            "messages": messages,
        },
        on_typed_change=lambda: None,
        on_pasted_change=guarded(lambda: paste(st.session_state["board"]["pasted"])),
        on_unreachable_change=lambda: None,
        on_stop_change=guarded(lambda: runs().stop(show)),
        on_over_change=lambda: None,
    )
