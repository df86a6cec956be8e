"""Unsaved text of an earlier visit to Edit, which the browser kept."""

import streamlit as st

from gdiff_core.document.hand import Desk
from gdiff_core.ui.desk import forget, replace_text


def found(desk: Desk) -> None:
    """The browser has some. A callback: the run of the script may end before it comes to it."""
    left = st.session_state["desk"]["found"]
    st.session_state["left"] = (desk.version, left["text"], left["key"])


def offer(desk: Desk) -> None:
    """Unsaved text of an earlier visit, which the browser kept."""
    version, text, key = st.session_state.get("left", (None, "", ""))
    if not text or version != desk.version or text == desk.text:
        return
    with st.container(key="edit-offer", horizontal=True, vertical_alignment="center"):
        st.markdown(":material/history: There is unsaved text from your last visit.")
        st.button("Bring it back", type="primary", on_click=bring_back, args=(desk, text, key))
        st.button("Throw it away", type="tertiary", on_click=throw_away, args=(key,))


def bring_back(desk: Desk, text: str, key: str) -> None:
    replace_text(desk, text)
    st.session_state.pop("left", None)
    st.session_state.setdefault("brought", {}).setdefault(desk.version, []).append(
        key
    )  # kept until it is saved


def throw_away(key: str) -> None:
    st.session_state.pop("left", None)
    forget(key)
