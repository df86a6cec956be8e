"""Playground: pictures for a model that sees: a file, pasted, or from the camera; and how finely they are seen."""

from collections.abc import Iterable
from typing import Protocol

import streamlit as st

from gdiff_core.document.picture import still
from gdiff_core.errors import GdiffError
from gdiff_core.records import SOFT_TOKENS, Picture
from gdiff_core.ui.messages import plain, warn
from gdiff_core.ui.shared import server

KINDS = ("png", "jpg", "jpeg", "webp", "gif", "bmp")
ONLY = "What is this?"
"""Asked where a picture comes without words."""
USUAL = 280


class File(Protocol):
    name: str

    def getvalue(self) -> bytes: ...


def room() -> None:
    """A popover: the camera, and the budget of soft tokens; where the model cannot see, why."""
    with st.popover("Pictures", icon=":material/image:"):
        if why := server().unable("pictures"):
            st.info(plain(why), icon=":material/info:")
            return
        st.caption("Drop a file on the message box, paste one, or choose it there.")
        st.segmented_control(
            "Soft tokens a picture", SOFT_TOKENS, default=USUAL, required=True, key="play-soft",
            persist_state="session",
        )  # fmt: skip
        st.caption(
            "The most tokens that stand for a picture: the more, the finer it is seen, and the longer it takes."
        )
        if st.toggle("Camera", key="play-camera-on"):
            st.camera_input("Take a picture", key="play-camera", label_visibility="collapsed")
            st.caption("It goes with your next message.")


def taken(files: Iterable[File]) -> tuple[Picture, ...] | None:
    """The pictures of a message; None, and the person is told, if one of them cannot be shown."""
    camera = st.session_state.get("play-camera") if st.session_state.get("play-camera-on") else None
    soft = st.session_state.get("play-soft") or USUAL
    try:
        found = tuple(
            Picture(still(file.getvalue(), file.name), soft)
            for file in (*files, *([camera] if camera else ()))
        )
    except GdiffError as error:
        warn(str(error))
        return None
    if camera:
        st.session_state["play-camera-on"] = False
    return found
