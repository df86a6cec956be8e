"""A run that waits for one of the person's own, which was left behind: say so, and offer to stop that one."""

from contextlib import suppress

import streamlit as st

from gdiff_core.errors import JobError
from gdiff_core.serving.jobs import Snapshot
from gdiff_core.ui.messages import plain
from gdiff_core.ui.shared import runs

LOOK_SECONDS = 1.0


def waiting(snapshot: Snapshot | None) -> None:
    """As long as the run waits; nothing where only others are ahead."""
    if snapshot is None or snapshot.job.state != "queued" or not runs().ahead(snapshot.job.id):
        return
    st.fragment(_own_ahead, run_every=LOOK_SECONDS)(snapshot.job.id)


def _own_ahead(id: str) -> None:
    with suppress(JobError):
        if ahead := runs().ahead(id):
            first, *more = ahead
            also = f" (and {len(more)} more of yours)" if more else ""
            with st.container(key="own-ahead", horizontal=True, vertical_alignment="center"):
                st.markdown(
                    f"This waits for a run of yours that you left: “{plain(_short(first.words))}”{also}."
                )
                st.button(
                    "Stop that one" if not more else "Stop those",
                    icon=":material/stop:",
                    on_click=_stop,
                    args=([j.id for j in ahead],),
                )


def _stop(ids: list[str]) -> None:
    for id in ids:
        with suppress(JobError):
            runs().stop(id)


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:59]}…"
