"""Sudoku: a board whose free cells a small block-diffusion model fills, all at once."""

import streamlit as st

from gdiff_core.sudoku.board import LEVELS
from gdiff_core.ui import sudoku
from gdiff_core.ui.board_component import board_view
from gdiff_core.ui.messages import guarded, notices, plain
from gdiff_core.ui.shared import server

LABELS = {level: f"{level.capitalize()}" for level in LEVELS}

snapshot = sudoku.solving()
if snapshot is None and not st.session_state.get("puzzle"):
    sudoku.generate("medium")
running = snapshot is not None and not snapshot.over
with st.container(key="sudoku"):
    st.title("Sudoku")
    st.markdown(
        "Givens are locked on the canvas. The model guesses all other cells at once, keeps what it is sure of, "
        "and draws the rest anew, until nothing changes. Watch conflicts come and go."
    )
    notices()
    with st.container(key="sudoku-row", horizontal=True, vertical_alignment="bottom"):
        level = st.segmented_control(
            "New puzzle", list(LEVELS), default="medium", format_func=LABELS.get, key="level"
        )
        st.button(
            "Make one",
            icon=":material/casino:",
            disabled=running,
            on_click=sudoku.generate,
            args=(level or "medium",),
        )
        st.button("Clear", disabled=running, on_click=sudoku.lay, args=(sudoku.EMPTY,))
        if snapshot is not None:
            st.button("Start over", disabled=running, on_click=sudoku.again)
        trained = st.session_state.get("solver", "sudoku") == "sudoku"
        slowly = st.session_state.get("slowly", True)
        st.button(
            "Solve",
            type="primary",
            icon=":material/play_arrow:",
            disabled=snapshot is not None,
            on_click=guarded(sudoku.solve),
            args=(trained, slowly),
        )
    board_view(sudoku.now(), sudoku.turn(), snapshot)
    with st.expander("Paste a board"):
        text = st.text_area(
            "81 characters, row by row: digits, and a dot or 0 for a free cell", key="board-text", height=140
        )
        st.button("Use it", disabled=running, on_click=guarded(sudoku.paste), args=(text,))
    with st.expander("Who solves it"):
        why = server().no_puzzles()
        st.radio(
            "Who solves it",
            ["sudoku", "loaded"],
            format_func={
                "sudoku": "The Sudoku model that comes with the program",
                "loaded": "The model that is loaded",
            }.get,
            key="solver",
            disabled=bool(why),
            label_visibility="collapsed",
        )
        st.caption(
            plain(why)
            if why
            else "The loaded model was not trained for this and will mostly fail. It gets the board as nine lines."
        )
        st.toggle("Slow motion: a quarter of a second for each pass", value=True, key="slowly")
