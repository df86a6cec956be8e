"""What goes with a change in words: undo, once more, what was asked for so far, and how freely to change."""

from itertools import islice

import streamlit as st

from gdiff_core.history.store import Kind
from gdiff_core.serving.jobs import Snapshot
from gdiff_core.serving.live import WORDS
from gdiff_core.ui import pictures
from gdiff_core.ui.ancestry import ancestry, parent_of
from gdiff_core.ui.messages import plain
from gdiff_core.ui.place import Place, go
from gdiff_core.ui.strength import strength_slider
from gdiff_core.ui.wishes import again_buttons

MAX_TURNS = 30
"""Versions that the conversation shows, the newest ones."""
WENT_ON = "Went on from there"
ICONS: dict[Kind, str] = {
    "build": ":material/auto_awesome:",
    "tweak": ":material/chat:",
    "hand": ":material/edit:",
    "restore": ":material/history:",
    "import": ":material/upload:",
    "branch": ":material/call_split:",
}


def changing(place: Place, writing: bool) -> None:
    """What goes with a change in words: undo (not while one is written), the conversation, and how freely to change."""
    with st.container(key="changing", horizontal=True, vertical_alignment="center"):
        _undo(place, writing)
        if place.may_work:
            again_buttons(place, writing)
        conversation(place)
        st.space("stretch")
        if place.may_work:
            strength_slider()


def shown(snapshot: Snapshot | None, place: Place | None) -> None:
    """The pictures that came with the words above the canvas; where they are gone, that they are."""
    version = place.version if place else None
    if snapshot:
        pictures.show(snapshot.job.request.pictures)
    elif version and pictures.gone(version):
        st.caption(pictures.GONE)
    elif version:
        pictures.show(pictures.of(version))


def _undo(place: Place, writing: bool) -> None:
    """The way to the version before, and back again."""
    parent, undone = parent_of(place), st.session_state.setdefault("undone", {})
    after = undone.get(place.version.id)

    def undo() -> None:
        undone[parent.id] = place.version.id
        go(place.project.id, parent.id)

    help = "Back to the page before this change. Nothing is lost: History keeps both."
    off = writing or parent is None
    st.button("Undo", icon=":material/undo:", type="tertiary", disabled=off, help=help, on_click=undo)
    if after and not writing:
        to = (place.project.id, after)
        st.button(
            "Redo", icon=":material/redo:", type="tertiary", help="To the change again.", on_click=go, args=to
        )


def conversation(place: Place) -> None:
    """What was asked for, one version after another, up to the one that is looked at."""
    versions = list(islice(ancestry(place), MAX_TURNS))
    count = "1 step" if len(versions) == 1 else f"{len(versions)} steps"
    with st.popover(f"{count} so far", icon=":material/forum:", type="tertiary"):
        for version in reversed(versions):
            here = version.id == place.version.id
            words = WENT_ON if version.run.went_on else version.run.prompt or WORDS[version.run.kind]
            pictures.show(pictures.of(version))
            st.button(
                plain(words if len(words) <= 90 else f"{words[:89]}…"),
                key=f"turn-{version.id}",
                icon=ICONS[version.run.kind],
                type="tertiary",
                disabled=here,
                help="You are here" if here else "Look at the page as it was then",
                on_click=go,
                args=(version.project, version.id),
            )
