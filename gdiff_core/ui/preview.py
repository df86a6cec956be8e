"""The page beside its source, as the browser renders it while a person types."""

from functools import partial

import streamlit as st

from gdiff_core.document.hand import Desk
from gdiff_core.document.outline import Outline
from gdiff_core.ui import leftover
from gdiff_core.ui.components import edit_view
from gdiff_core.ui.desk import NEW, desks, save_typed
from gdiff_core.ui.editing import mend
from gdiff_core.ui.place import Place
from gdiff_core.ui.scope import choose_element
from gdiff_core.ui.shared import server
from gdiff_core.ui.touch import retext
from gdiff_core.ui.wishes import earlier


def preview(desk: Desk, place: Place | None, found: Outline) -> None:
    revealed, at = st.session_state.get("reveal", (None, None))
    kept = {other.version or NEW for other in desks().values() if other.unsaved}
    edit_view("desk")(
        key="desk",
        data={
            "scene": place.project.id if place else None,
            "id": desk.version or NEW,
            "base": desk.base,
            "text": desk.text if desk.unsaved else None,
            "forget": [id for id in st.session_state.get("forget", []) if id not in kept],
            "locks": [desk.lines(span) for span in desk.locks],
            "problems": found.problems,
            "at": at if revealed == desk.version else None,
            "wishes": earlier(place),
            "wish": st.session_state.get("wish"),
            "mends": server().general(),
        },
        on_lines_change=lambda: None,
        on_pick_change=partial(choose_element, desk),
        on_save_change=partial(save_typed, desk),
        on_retext_change=partial(retext, desk),
        on_mend_change=partial(mend, desk),
        on_found_change=partial(leftover.found, desk),
    )
