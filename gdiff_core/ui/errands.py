"""Long work that a screen begins, shows and stops; the URL holds it, so a reload finds it."""

from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from gdiff_core.errors import GdiffError
from gdiff_core.serving.errands import Errand, Piece
from gdiff_core.ui.messages import plain, warn
from gdiff_core.ui.shared import me, server

LOOK_SECONDS = 0.5


def begin(kind: str, words: str, pieces: Iterable[Piece], total: int, about: Any) -> None:
    """Begin an errand and look at it; one of this kind that is under way ends. A callback."""
    if (other := errand_of(kind)) and not other.over:
        other.stop()
    try:
        errand = server().errands.start(me().id, words, pieces, total, about)
        st.query_params[kind] = st.session_state[f"errand-{kind}"] = errand.id
    except GdiffError as error:
        warn(str(error))


def errand_of(kind: str) -> Errand | None:
    """The one of this kind that the tab looks at; a change of screen drops it from the URL, and the session has it."""
    id = st.query_params.get(kind) or st.session_state.get(f"errand-{kind}", "")
    return server().errands.look(id, me().id)


def watched(
    errand: Errand, show: Callable[[Errand], None], counted: Callable[[], tuple[int, int]] | None = None
) -> None:
    """How far it is, and what `show` makes of it, again and again while it is under way.

    Args:
        counted: how much is done and how much there is, where that is not a matter of pieces.
    """
    running, counted = not errand.over, counted or (lambda: (errand.finished, errand.total))
    st.fragment(_watch, run_every=LOOK_SECONDS if running else None)(errand, show, counted, running)


def _watch(errand: Errand, show: Callable, counted: Callable[[], tuple[int, int]], was_running: bool) -> None:
    if was_running and errand.over:
        st.rerun()  # without a timer
    done, total = counted()
    if not errand.over:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(min(1.0, done / max(1, total)), f"{errand.words}: {done:,} of {total:,}")
            st.button("Stop", key=f"stop-{errand.id}", on_click=errand.stop)
    elif errand.state == "stopped":
        st.info(f"Stopped after {done:,} of {total:,}: this is what there is.")
    elif errand.error:
        st.error(plain(errand.error))
    show(errand)
