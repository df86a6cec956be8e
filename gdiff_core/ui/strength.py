"""How freely a change in words may deal with the page."""

import streamlit as st

from gdiff_core.records import STRENGTH

STRENGTHS = {
    "Adjust": (STRENGTH, "Keeps the page, changes what you name."),
    "Rework": (0.5, "Keeps the outline; for another tone or order."),
    "Reinvent": (1.0, "Writes the page anew, with yours only to read."),
}
"""Steps of the slider: share of noise in the canvas that a change starts from, and one sentence."""


def strength_now() -> float:
    """How much of the page a change in words may start anew."""
    return STRENGTHS[st.session_state.get("strength", "Adjust")][0]


def strength_slider() -> None:
    chosen = st.select_slider(
        "How freely to change the page",
        list(STRENGTHS),
        "Adjust",
        key="strength",
        persist_state="session",
        label_visibility="collapsed",
        width=260,
    )
    st.caption(STRENGTHS[chosen][1])
