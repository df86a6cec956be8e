"""What no model may change: the lines that a person locks, and the chips of the page's parts."""

import streamlit as st

from gdiff_core.document.diff import char_span
from gdiff_core.document.hand import Desk
from gdiff_core.document.outline import outline
from gdiff_core.records import Span
from gdiff_core.ui.desk import lines_now, sync
from gdiff_core.ui.messages import plain

MOST = 40
"""Parts that have a chip; a browser takes seconds for thousands."""


def lock_lines(desk: Desk) -> None:
    sync(desk)
    if desk.text:
        desk.toggle(char_span(desk.text, *lines_now(desk)))


def lock_parts(desk: Desk) -> None:
    """The chips say which parts are locked."""
    sync(desk)
    chosen = st.session_state["locks"]
    clicked = [span for name, span in parts(desk).items() if (name in chosen) != desk.locked(span)]
    for span in clicked:
        desk.toggle(span)


def parts(desk: Desk) -> dict[str, Span]:
    """What a chip can lock: the page's first sections, and locked lines that are none of these."""
    found = {section.name: section.span for section in outline(desk.text).sections[:MOST]}
    covered = list(found.values())
    for span in desk.locks:
        if not any(span[0] <= a and b <= span[1] for a, b in covered):
            first, last = desk.lines(span)
            found[f"Lines {first + 1}–{last}" if last > first + 1 else f"Line {first + 1}"] = span
    return found


def lock_chips(desk: Desk) -> None:
    found = parts(desk)
    st.session_state["locks"] = [name for name, span in found.items() if desk.locked(span)]
    with st.container(key="edit-locks", horizontal=True, vertical_alignment="center"):
        st.caption(
            "Lock",
            width="content",
            help="What is locked stays as it is, to the byte, whatever the model writes.",
        )
        st.pills(
            "Locked parts",
            list(found),
            format_func=plain,
            selection_mode="multi",
            key="locks",
            on_change=lock_parts,
            args=(desk,),
            label_visibility="collapsed",
        )
        if (more := len(outline(desk.text).sections) - MOST) > 0:
            st.caption(f"and {more:,} more by their lines", width="content")
