"""The jobs of this tab: the one it looks at, and those it queues."""

from dataclasses import replace

import streamlit as st

from gdiff_core.errors import GdiffError, JobError
from gdiff_core.records import Edit, Request
from gdiff_core.serving.jobs import Snapshot
from gdiff_core.ui import pictures
from gdiff_core.ui.messages import warn
from gdiff_core.ui.place import here, leave, look
from gdiff_core.ui.settings import MAX_SEED
from gdiff_core.ui.shared import runs


def current() -> Snapshot | None:
    """The job this tab looks at; None when there is none, or it was forgotten."""
    id = st.query_params.get("job")
    if not id:
        return None
    try:
        return runs().look(id)
    except JobError as error:
        del st.query_params["job"]
        if here() is None:  # else its page is there all the same
            warn(str(error))
            leave()
        return None


def submit(request: Request | Edit, project: str, parent: str | None) -> bool:
    """Queue what is made already and look at it."""
    try:
        job = runs().submit(pictures.seen(request), project=project, parent=parent)
    except GdiffError as error:
        warn(str(error))
        return False
    remember(job.words)
    look(project=project, version=parent, job=job.id)
    return True


def remember(words: str) -> None:
    """What was asked for in this session, for the arrow keys."""
    st.session_state.setdefault("asked", []).append(words)


def reseeded(request: Request | Edit, by: int) -> Request | Edit:
    """The same with another seed."""
    seed = (request.settings.seed + by) % (MAX_SEED + 1)
    return replace(request, settings=replace(request.settings, seed=seed))
