"""Edit: what is changed at the page itself, in its preview or by swatches, and kept as an edit by hand."""

from collections.abc import Iterable
from functools import partial

import streamlit as st

from gdiff_core.document import sheet
from gdiff_core.document.hand import Desk
from gdiff_core.document.outline import path_of
from gdiff_core.document.sheet import Look
from gdiff_core.document.texts import changed_words
from gdiff_core.records import Span
from gdiff_core.ui.desk import replace_text, save, sync
from gdiff_core.ui.messages import plain, warn

LOCKED = "That is locked. Unlock it first, or change something else."
MADE = "This text does not stand in the source as it is shown. Change it there."
FACES = {
    "As the system has it": "system-ui, sans-serif",
    "Plain": '"Helvetica Neue", Arial, sans-serif',
    "Humanist": 'Seravek, "Gill Sans", Ubuntu, Calibri, sans-serif',
    "Book": 'Charter, "Bitstream Charter", Cambria, Georgia, serif',
    "Old": '"Iowan Old Style", Palatino, "Palatino Linotype", serif',
    "Typewriter": "ui-monospace, Menlo, Consolas, monospace",
}
"""Fonts that need no download, by what they look like: https://modernfontstacks.com."""


def retext(desk: Desk) -> None:
    """A text was changed in the preview."""
    told = st.session_state["desk"]["retext"]
    if isinstance(told["source"], str):
        st.session_state[desk.key] = told["source"]  # its own way here is longer
    sync(desk)
    path, index, old, new = path_of(told["path"]), told["index"], told["old"], told["new"]
    found = changed_words(desk.text, path, int(index), str(old), str(new)) if path else None
    if found is None:
        warn(MADE)
    else:
        put(desk, [found[0]], found[1])


def put(desk: Desk, spans: Iterable[Span], new: str) -> None:
    """The same words at some places of the text, kept as a version."""
    spans = sorted(spans, reverse=True)
    if any(start <= b and a <= end for start, end in desk.locks for a, b in spans):
        return warn(LOCKED)
    text = desk.text
    for start, end in spans:
        text = text[:start] + new + text[end:]
    if text != desk.text:
        replace_text(desk, text)
        save(desk)
    return None


def swatches(desk: Desk) -> None:
    """Colours and fonts of the page's style sheets."""
    colours, fonts = sheet.colours(desk.text), sheet.fonts(desk.text)
    if not colours and not fonts:
        return
    with st.popover("Look", icon=":material/palette:", type="tertiary", help="Colours and fonts of the page"):
        with st.container(horizontal=True):
            for at, look in enumerate(colours):
                key = f"colour {desk.key} {at} {look.value}"
                change = partial(_change, desk, sheet.colours, at, key)
                st.color_picker(_name(look), look.value, key=key, on_change=change, width=132)
        for at, look in enumerate(fonts):
            faces = {look.value: f"As it is: {look.value.split(',')[0].strip(chr(34))}"}
            faces |= {stack: name for name, stack in FACES.items() if stack != look.value}
            key = f"font {desk.key} {at} {look.value}"
            change = partial(_change, desk, sheet.fonts, at, key)
            st.selectbox(_name(look), list(faces), format_func=faces.get, key=key, on_change=change)


def _name(look: Look) -> str:
    count = len(look.spans)
    return plain(look.name if count == 1 else f"{look.name} and {count - 1} more")


def _change(desk: Desk, looks, at: int, key: str) -> None:
    wanted = st.session_state[key]
    sync(desk)
    found = looks(desk.text)
    if at < len(found):
        put(desk, found[at].spans, wanted)
