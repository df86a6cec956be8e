"""The board of a Sudoku: typed in, and filled by the frames of the job that solves it."""

import streamlit as st

from gdiff_core.serving import live
from gdiff_core.serving.jobs import Snapshot
from gdiff_core.ui.components import component
from gdiff_core.ui.live_component import FALLBACK_SECONDS, packed
from gdiff_core.ui.messages import guarded
from gdiff_core.ui.shared import me, runs, server
from gdiff_core.ui.sudoku import paste

MODULES = ("live_view/channel.js", "board_view/board.js")


def board_view(puzzle: str, turn: int, snapshot: Snapshot | None) -> None:
    """Mount a puzzle (81 characters), or the job that solves it.

    Where its own channel cannot be opened, a fragment hands the latest frame over, as the live view has it.
    """
    if snapshot is None:
        return _mount(puzzle, turn, None, "socket", [])
    if not st.session_state.get("board", {}).get("unreachable"):
        return _mount(puzzle, turn, snapshot, "socket", [])
    relay = live.Relay(server().texts)
    if snapshot.over:
        return _mount(puzzle, turn, snapshot, "relay", packed(relay.tell(snapshot)))
    return st.fragment(_follow, run_every=FALLBACK_SECONDS)(puzzle, turn, snapshot.job.id, relay)


def _follow(puzzle: str, turn: int, id: str, relay: live.Relay) -> None:
    snapshot = runs().look(id)
    if snapshot.over:
        st.rerun()
    _mount(puzzle, turn, snapshot, "relay", packed(relay.tell(snapshot)))


def _mount(puzzle: str, turn: int, snapshot: Snapshot | None, way: str, messages: list[str | dict]) -> None:
    show = snapshot.job.id if snapshot else None
    ticket = server().people.ticket(me(), show) if show else ""
    component("board_view", "board_view/board.html", ("board_view/board.css",), MODULES)(
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
