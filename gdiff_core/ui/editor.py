"""The source of the page in an editor, with the tools above it."""

import streamlit as st
from streamlit_ace import st_ace

from gdiff_core.document.diff import changed_text, char_span, split_lines
from gdiff_core.document.hand import Desk
from gdiff_core.document.outline import Outline
from gdiff_core.records import Span
from gdiff_core.ui.comparison import Changed, differences
from gdiff_core.ui.desk import lines_now, look_at, save_clicked
from gdiff_core.ui.locks import lock_lines
from gdiff_core.ui.messages import plain
from gdiff_core.ui.scope import choose_lines
from gdiff_core.ui.touch import swatches

LONGEST = 20_000
"""Characters of a line that is wrapped from the start. A longer one is first folded (`edit_view/ace.js`), else it takes
seconds to lay out."""
THEMES = {"light": "tomorrow", "dark": "tomorrow_night"}


def tools(desk: Desk, found: Outline, changed: Changed) -> None:
    first, last = lines_now(desk)
    which = f"lines {first}–{last}" if last > first else f"line {first}"
    locked = desk.locked(char_span(desk.text, first, last)) if desk.text else False
    with st.container(key="edit-tools", horizontal=True, vertical_alignment="center"):
        # Never disabled, and always the same element: the click that takes the focus out of the editor is what makes
        # its text known here, and would be lost on a button that changes under it.
        st.button(
            "Save",
            key="save",
            icon=":material/save:",
            type="primary",
            on_click=save_clicked,
            args=(desk,),
            help="Ctrl+S in the editor; Esc, then Tab, leaves it. Every save is a version; History keeps them all.",
        )
        st.button(
            f"Change only {which}",
            icon=":material/select_all:",
            type="tertiary",
            on_click=choose_lines,
            args=(desk,),
            help="Select lines in the editor first; then say below what to do with them.",
        )
        st.button(
            f"{'Unlock' if locked else 'Lock'} {which}",
            icon=":material/lock_open:" if locked else ":material/lock:",
            type="tertiary",
            on_click=lock_lines,
            args=(desk,),
            help="Select lines in the editor first. What is locked stays as it is, to the byte.",
        )
        st.space("stretch")
        swatches(desk)
        differences(changed)
        problems(found)


def problems(found: Outline) -> None:
    """Where browsers or visitors stumble; it can be saved all the same."""
    count = len(found.problems)
    if not count:
        return
    with st.popover(str(count), icon=":material/warning:", type="tertiary", help="Problems in the source"):
        st.markdown("Browsers or visitors stumble here. You can save all the same.")
        for number, problem in enumerate(found.problems):
            st.button(
                plain(f"Line {problem.line}: {problem.message}"),
                key=f"problem-{number}",
                type="tertiary",
                on_click=look_at,
                args=(problem.line - 1,),
            )


def editor(desk: Desk, changed: Changed) -> None:
    """The source, with changed, locked and chosen text marked."""
    marks = [marker(desk, "gd-changed", span) for span in changed_text(*changed)]
    marks += [marker(desk, "gd-locked", span) for span in desk.locks]
    marks += [marker(desk, "gd-chosen", desk.selection)] if desk.selection else []
    with st.container(key="editor"):
        st_ace(
            desk.text,
            placeholder="The page's source",
            language="html",
            theme=THEMES[st.context.theme.type or "light"],
            height=560,
            font_size=13,
            tab_size=2,
            wrap=all(len(line) <= LONGEST for line in split_lines(desk.base)),
            auto_update=True,
            markers=marks,
            key=desk.key,
        )


def marker(desk: Desk, name: str, span: Span) -> dict[str, int | str]:
    """For Ace, which counts rows and columns from 0."""
    (first, start), (last, end) = map(desk.position, span)
    whole = start == end == 0 and last > first
    rows = {"startRow": first, "startCol": start, "endRow": last - whole, "endCol": 1 if whole else end}
    return rows | {"className": name, "type": "fullLine" if whole else "text"}
