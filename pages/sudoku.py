"""Sudoku: a board whose free cells a small block-diffusion model fills, all at once."""

import streamlit as st

from gdiff_core.sudoku.board import LEVELS
from gdiff_core.ui import sudoku
from gdiff_core.ui.board_component import board_view
from gdiff_core.ui.messages import guarded, notices, plain
from gdiff_core.ui.shared import server

SOLVERS = {
    "sudoku": "The Sudoku model that comes with the program",
    "loaded": "The model that is loaded",
}
UNTRAINED = "It was not trained for this and will mostly fail. It gets the board as nine lines of text."


def puzzles(running: bool) -> None:
    """Where the next puzzle comes from."""
    level = st.segmented_control(
        "A new puzzle (givens)",
        list(LEVELS),
        default="medium",
        format_func=lambda name: f"{name.capitalize()} ({LEVELS[name]})",
        key="level",
        required=True,
    )
    with st.container(key="sudoku-puzzles", horizontal=True):
        make, clear = ":material/casino:", ":material/backspace:"
        st.button("Make one", icon=make, disabled=running, on_click=sudoku.generate, args=(level,))
        st.button("Clear", icon=clear, disabled=running, on_click=sudoku.lay, args=(sudoku.EMPTY,))
    with st.expander("Paste a board"):
        says = "81 characters, row by row: digits, and a dot or 0 for a free cell"
        text = st.text_area(says, key="board-text", height=140)
        st.button("Use it", disabled=running, on_click=guarded(sudoku.paste), args=(text,))


def solver() -> None:
    """Who solves it, and how fast that is shown."""
    with st.expander("Who solves it"):
        why = server().no_puzzles()
        st.radio(
            "Who solves it", list(SOLVERS), format_func=SOLVERS.get, key="solver", disabled=bool(why),
            label_visibility="collapsed",
        )  # fmt: skip
        st.caption(f"Not the loaded one: {plain(why)}" if why else UNTRAINED)
    st.toggle("Slowly, to be watched", value=True, key="slowly")


def solving(over: bool | None) -> None:
    """The button that begins, or goes back; `over` is None where there is nothing to go back from."""
    if over is not None:
        again = ":material/replay:"
        st.button("Start over", icon=again, disabled=not over, on_click=sudoku.again)
        return
    chosen = st.session_state.get("solver", "sudoku") == "sudoku", st.session_state.get("slowly", True)
    play = ":material/play_arrow:"
    st.button("Solve", type="primary", icon=play, on_click=guarded(sudoku.solve), args=chosen)


snapshot = sudoku.solving()
if snapshot is None and not st.session_state.get("puzzle"):
    sudoku.generate("medium")
with st.container(key="sudoku"):
    st.title("Sudoku")
    with st.container(key="warnings"):
        notices()
    board, beside = st.columns([3, 2], gap="large")
    with board:
        board_view(sudoku.now(), sudoku.turn(), snapshot)
    with beside:
        with st.container(key="sudoku-solve", horizontal=True):
            solving(snapshot.over if snapshot else None)
        st.markdown(
            "Givens are locked on the canvas. The model guesses all other cells at once, keeps what it is sure of and "
            "draws the rest anew, until nothing changes. Type into the board, paste one, or have one made."
        )
        puzzles(snapshot is not None and not snapshot.over)
        solver()
