"""What alone may change: lines, an element that was clicked, or what is around it."""

import streamlit as st

from gdiff_core.document.diff import char_span
from gdiff_core.document.hand import Desk
from gdiff_core.document.outline import Element, Outline, outline, path_of
from gdiff_core.records import Span
from gdiff_core.ui.desk import lines_now, look_at, sync
from gdiff_core.ui.editing import re_roll
from gdiff_core.ui.messages import plain, warn

WHOLE = "Whole page"


def choose_lines(desk: Desk) -> None:
    sync(desk)
    if desk.text:
        desk.selection = char_span(desk.text, *lines_now(desk))


def choose_element(desk: Desk) -> None:
    """An element was clicked in the preview."""
    sync(desk)
    path = path_of(st.session_state["desk"]["pick"])
    found = outline(desk.text).find(path) if path else None
    part = found is not None and found.tag not in ("html", "body")
    desk.selection = found.span if part else None
    if not part:
        warn("That is the whole page: say below what to change, or click a smaller part.")
    else:
        look_at(desk.lines(found.span)[0])


def choose_wider(desk: Desk, around: dict[str, Span | None]) -> None:
    desk.selection = around.get(st.session_state["around"] or WHOLE)


def scope(desk: Desk, found: Outline) -> None:
    """What may change: a part of the page, the parts around it, or all of it."""
    around = {WHOLE: None, **breadcrumbs(desk, found)}
    chosen = next(name for name, span in around.items() if span == desk.selection)
    with st.container(key="edit-scope", horizontal=True, vertical_alignment="center"):
        st.caption("Change only", width="content")
        st.session_state["around"] = chosen
        st.pills(
            "Part of the page that may change",
            list(around),
            format_func=plain,
            key="around",
            on_change=choose_wider,
            args=(desk, around),
            label_visibility="collapsed",
        )
        st.space("stretch")
        st.button("Re-roll it", icon=":material/casino:", on_click=re_roll, args=(desk,))


def breadcrumbs(desk: Desk, found: Outline) -> dict[str, Span]:
    """The selection's names and those of what is around it, the widest first."""
    smallest = found.covering(desk.selection)
    chain = [e for e in found.around(smallest.path) if e.tag not in ("html", "body")] if smallest else []
    names = {name_of(element, found): element.span for element in chain[-4:]}
    if desk.selection not in names.values():
        first, last = desk.lines(desk.selection)
        names[f"Lines {first + 1}–{last}"] = desk.selection
    return names


def name_of(element: Element, found: Outline) -> str:
    section = next((s.name for s in found.sections if s.span == element.span), None)
    return f"{element.tag} {section}" if section else found.label(element)
