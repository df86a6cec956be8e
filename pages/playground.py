"""Playground: what the model can do beside pages: talk, and fill holes. Nothing is saved unless somebody asks."""

import streamlit as st

from gdiff_core.ui.holes import holes
from gdiff_core.ui.messages import told
from gdiff_core.ui.model import sidebar
from gdiff_core.ui.talk import talk

ROOMS = ("Chat", "Fill holes")


def fill_holes() -> None:
    st.session_state["playground"] = ROOMS[1]


sidebar()
with st.container(key="playground-head", horizontal=True, vertical_alignment="center"):
    room = st.segmented_control(
        "What to try", ROOMS, default=ROOMS[0], required=True, key="playground", label_visibility="collapsed",
        persist_state="session",
    )  # fmt: skip
with st.container(key="warnings"):
    told()
if room == ROOMS[0]:
    talk(fill_holes)
else:
    holes()
