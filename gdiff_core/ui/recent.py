"""Pages of the person's own, with their pictures, where a screen has none to show."""

from collections.abc import Sequence

import streamlit as st

from gdiff_core.errors import GdiffError
from gdiff_core.history import tree
from gdiff_core.history.store import Project
from gdiff_core.ui.components import edit_view
from gdiff_core.ui.place import go
from gdiff_core.ui.rows import MAX_THUMB_BYTES
from gdiff_core.ui.shared import store

MOST = 3


def offer_projects(words: str, found: Sequence[Project]) -> None:
    """A few projects as pictures to be opened."""
    if found:
        st.caption(words)
        cards = [_card(project) for project in found[:MOST]]
        edit_view("variants")(
            key="recent", data={"results": cards, "verb": "Open", "small": True}, on_keep_change=_open
        )


def _open() -> None:
    # A click while the screen is being left comes without what was clicked.
    if kept := st.session_state.get("recent", {}).get("keep"):
        go(kept)


def _card(project: Project) -> dict:
    html, why = "", "Its page is too large for a picture."
    try:
        version = store().version(project.id, project.newest)
        if version.size <= MAX_THUMB_BYTES:
            html, why = store().html(version.page), ""
    except GdiffError as error:
        why = str(error)
    note = tree.when(project.changed, st.context.timezone)
    about = {"name": project.name, "note": note, "why": why, "at": None}
    return {"id": project.id, "state": "done", "html": html, **about}
