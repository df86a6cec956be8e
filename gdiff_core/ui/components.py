"""Components whose browser's half is files of the package."""

from collections.abc import Sequence
from pathlib import PurePath

import streamlit as st

from gdiff_core.views import assets

EDIT_MODULES = (
    "live_view/preview.js",
    "live_view/page.js",
    "live_view/recall.js",
    "edit_view/stash.js",
    "edit_view/ace.js",
)
REPLAY_MODULES = (
    "live_view/canvas.js",
    "live_view/preview.js",
    "replay_view/curves.js",
    "replay_view/record.js",
    "replay_view/player.js",
    "replay_view/replay.js",
)
REPLAY_SHEETS = ("live_view/view.css", "replay_view/player.css")
EDIT_SHEETS = ("live_view/view.css", "edit_view/edit.css")


@st.cache_resource(show_spinner=False)
def component(name: str, html: str, sheets: Sequence[str], modules: Sequence[str]):
    """A component of files of the package; the last of its modules mounts it."""
    js = assets.bundle(modules, f"export default modules.{PurePath(modules[-1]).stem}.default;")
    css = "".join(map(assets.text, sheets))
    return st.components.v2.component(name, html=assets.text(html), css=css, js=js)


def edit_view(name: str):
    """The preview ("desk") or the results to choose from ("variants")."""
    return component(name, f"edit_view/{name}.html", EDIT_SHEETS, (*EDIT_MODULES, f"edit_view/{name}.js"))


def player():
    """A recorded run, to be watched again."""
    return component("replay", "replay_view/player.html", REPLAY_SHEETS, REPLAY_MODULES)
