"""Long work that a screen begins, shows and stops; the URL holds it, so a reload finds it."""

from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from gdiff_core.errors import GdiffError
from gdiff_core.serving.errands import Errand, Piece
from gdiff_core.ui.messages import plain, warn
from gdiff_core.ui.shared import server

LOOK_SECONDS = 0.5


def begin(kind: str, words: str, pieces: Iterable[Piece], total: int, about: Any) -> None:
    """Begin an errand and look at it; one of this kind that is under way ends. A callback."""
    if (other := errand_of(kind)) and not other.over:
        other.stop()
    try:
        st.query_params[kind] = server().errands.start(words, pieces, total, about).id
    except GdiffError as error:
        warn(str(error))


def errand_of(kind: str) -> Errand | None:
    """The one of this kind that the tab looks at."""
    return server().errands.look(st.query_params.get(kind, ""))


def watched(errand: Errand, show: Callable[[Errand], None]) -> None:
    """How far it is, and what `show` makes of it, again and again while it is under way."""
    running = not errand.over
    st.fragment(_watch, run_every=LOOK_SECONDS if running else None)(errand, show, running)


def _watch(errand: Errand, show: Callable[[Errand], None], was_running: bool) -> None:
    if was_running and errand.over:
        st.rerun()  # without a timer, and with the form free again
    if not errand.over:
        with st.container(horizontal=True, vertical_alignment="center"):
            done = f"{errand.finished:,} of {errand.total:,}"
            st.progress(min(1.0, errand.finished / max(1, errand.total)), f"{errand.words}: {done}")
            st.button("Stop", key=f"stop-{errand.id}", on_click=errand.stop)
    elif errand.state == "stopped":
        st.info(f"Stopped after {errand.finished:,} of {errand.total:,}: this is what there is.")
    elif errand.error:
        st.error(plain(errand.error))
    show(errand)
