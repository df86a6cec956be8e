"""The pages that are edited by hand in this session: their text as it stands, and which lines are in sight."""

import secrets

import streamlit as st

from gdiff_core.document.diff import changed_text, split_lines
from gdiff_core.document.hand import Desk
from gdiff_core.document.outline import change_seen
from gdiff_core.history.store import Version
from gdiff_core.ui.place import Place, html, keep

NEW = "new"
"""Stands for the id of a page that was never saved."""
MOST_DESKS = 16


def desks() -> dict[str | None, Desk]:
    """The pages that were edited by hand in this session, by version, so that unsaved text is there on the way back."""
    return st.session_state.setdefault("desks", {})


def is_unsaved(version: Version) -> bool:
    """Whether there is unsaved text of this version on Edit."""
    desk = desks().get(version.id)
    return desk is not None and desk.unsaved


def desk_of(place: Place) -> Desk:
    """The desk of the version that is looked at; locks come along from the version it was made from."""
    version = place.version
    if version.id in desks():
        return desks()[version.id]
    page = html(place)
    desk = Desk(version.id, page, secrets.token_hex(4), page)
    if before := desks().get(version.parent):
        desk.text, desk.locks = before.text, before.locks
        desk.put(page)
        if different := changed_text(before.base, page):
            start, path = change_seen(before.base, page) or (different[0][0], None)
            look_at(desk.lines((start, start + 1))[0])
            st.session_state["reveal"] = (version.id, path)
    return put_down(desk)


def put_down(desk: Desk) -> Desk:
    desks()[desk.version] = desk
    for old in list(desks())[:-MOST_DESKS]:
        del desks()[old]
    return desk


def sync(desk: Desk) -> None:
    """What is in the editor now, before anything is done with it. In a callback it is there already."""
    typed = st.session_state.get(desk.key)
    if isinstance(typed, str):
        desk.type(typed)


def replace_text(desk: Desk, text: str) -> None:
    """Put another text into the editor, which is a new one then."""
    desk.put(text)
    desk.key = secrets.token_hex(4)


def save(desk: Desk) -> bool:
    """Keep the text as a version; True when it is kept, or was already."""
    sync(desk)
    if not desk.unsaved and desk.version:
        return True
    version = keep(desk.text, "hand", parent=desk.version)
    if version is None:
        return False
    desks().pop(desk.version, None)
    forget(desk.version or NEW, *st.session_state.get("brought", {}).pop(desk.version, ()))
    desk.version, desk.base = version.id, desk.text
    put_down(desk)
    return True


def save_clicked(desk: Desk) -> None:
    sync(desk)
    if not desk.unsaved and desk.version:
        st.toast("There is nothing to save: this version is kept already.", icon=":material/check:")
    save(desk)


def save_typed(desk: Desk) -> None:
    """By key, in the editor: the text comes along, for its own way here is longer."""
    st.session_state[desk.key] = st.session_state["desk"]["save"]
    save(desk)


def forget(*kept: str) -> None:
    """Unsaved text in the browser is not wanted any more: this tab's of a version, or that of a key it came with."""
    st.session_state.setdefault("forget", []).extend(kept)


def look_at(line: int) -> None:
    """Bring a line into sight; counts from 0."""
    number = st.session_state.get("wish", (0, 0))[1]
    st.session_state["wish"] = (line, number + 1)


def lines_now(desk: Desk) -> tuple[int, int]:
    """The lines selected in the editor, from 1; the cursor's when there is no selection."""
    found = st.session_state.get("desk", {}).get("lines") or (1, 1)
    last = max(1, len(split_lines(desk.text)))
    first, end = (min(max(1, int(line)), last) for line in found)
    return min(first, end), max(first, end)
