"""Components whose browser's half is files of the package."""

from collections.abc import Sequence
from pathlib import PurePath

import streamlit as st

from gdiff_core.views import assets

REPLAY_SHEETS = ("live_view/view.css", "replay_view/player.css")
EDIT_SHEETS = ("live_view/view.css", "edit_view/edit.css")


@st.cache_resource(show_spinner=False)
def component(name: str, html: str, sheets: Sequence[str], module: str):
    """A component of files of the package, mounted by a module's default."""
    js = assets.bundle(module, f"export default modules.{PurePath(module).stem}.default;")
    css = "".join(map(assets.text, sheets))
    return st.components.v2.component(name, html=assets.text(html), css=css, js=js)


def edit_view(name: str):
    """The preview ("desk") or the results to choose from ("variants")."""
    return component(name, f"edit_view/{name}.html", EDIT_SHEETS, f"edit_view/{name}.js")


def player():
    """A recorded run, to be watched again."""
    return component("replay", "replay_view/player.html", REPLAY_SHEETS, "replay_view/replay.js")
