"""What a person is told: warnings, and what was done with a way back; text as a label shows it."""

import re
from collections.abc import Callable

import streamlit as st

from gdiff_core.errors import GdiffError


def warn(message: str) -> None:
    """Show a message in this run of the script or in the next one."""
    st.session_state["warning"] = message


def warning() -> str:
    return st.session_state.pop("warning", "")


def answer(message: str) -> None:
    """Answer what was no wish, in this run of the script or in the next one."""
    st.session_state["answer"] = message


def notices() -> None:
    """What there is to tell."""
    if message := warning():
        st.warning(message)
    if message := st.session_state.pop("answer", ""):
        st.info(message)


def say(text: str, undo: Callable[[], object] | None = None) -> None:
    """Tell what was done in the next run, with a way back if there is one."""
    st.session_state["said"] = (text, undo)


def told() -> None:
    """What was done, and the way back."""
    if message := warning():
        st.warning(message)
    if said := st.session_state.pop("said", None):
        text, undo = said
        with st.container(key="said", horizontal=True, vertical_alignment="center"):
            st.success(text)
            if undo:
                st.button("Undo", icon=":material/undo:", on_click=guarded(undo))


def guarded(act: Callable[..., None]) -> Callable[..., None]:
    """A callback whose errors are shown instead of raised."""

    def acted(*args: object) -> None:
        try:
            act(*args)
        except GdiffError as error:
            warn(str(error))

    return acted


def plain(text: str) -> str:
    """Escaped for a label, which would take it for Markdown: somebody's text could load a picture from anywhere."""
    return re.sub(r"([!-/:-@[-`{-~])", r"\\\1", text)
