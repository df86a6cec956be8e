"""Two pages compared: how many lines differ, and both side by side."""

from typing import NamedTuple

import streamlit as st

from gdiff_core.document.compare import table
from gdiff_core.document.diff import locality
from gdiff_core.document.hand import Desk
from gdiff_core.ui.ancestry import parent_html
from gdiff_core.ui.place import Place, html
from gdiff_core.views import assets

_SIDES = """
export default ({ parentElement, data }) => {
  parentElement.querySelector(".sides").innerHTML = data;
};
"""


class Changed(NamedTuple):
    """Two texts to be compared."""

    before: str
    after: str


def changed(desk: Desk, place: Place | None) -> Changed:
    """Unsaved text beside what was saved, else a version beside the one it was made from."""
    before = parent_html(place) if place and not desk.unsaved else None
    return Changed(desk.base if before is None else before, desk.text)


def differences(changed: Changed) -> None:
    """How many lines differ; both texts side by side are a click away."""
    count = locality(changed.before, changed.after).changed
    icon, help = ":material/difference:", "See both side by side"
    if count and st.button(lines_changed(count), icon=icon, type="tertiary", help=help):
        compare(changed.before, changed.after)


def lines_changed(count: int) -> str:
    return f"{count} {'line' if count == 1 else 'lines'} changed"


def compare_parent(place: Place) -> None:
    """The version beside the one that it was made from."""
    before = parent_html(place)
    if before is not None:
        compare(before, html(place))


@st.dialog("What changed", width="large")
def compare(old: str, new: str) -> None:
    """Two pages side by side."""
    _comparison()(key="compare-table", data=table(old, new))


@st.cache_resource(show_spinner=False)
def _comparison():
    css = assets.text("live_view/compare.css")
    return st.components.v2.component("compare_pages", html='<div class="sides"></div>', css=css, js=_SIDES)
