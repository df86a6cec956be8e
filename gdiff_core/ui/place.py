"""Where this tab looks: a project and a version of it.

It lives in the URL, so that a reload or a second tab finds it; the session keeps a copy, for Streamlit drops the URL's
parameters with a change of screen.
"""

from contextlib import suppress
from typing import NamedTuple

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from gdiff_core.errors import JobError
from gdiff_core.history.store import Kind, Project, Right, RunInfo, StoreError, Version, new_id
from gdiff_core.serving.people import NotYours
from gdiff_core.serving.server import follow_title, project_of
from gdiff_core.ui.messages import warn
from gdiff_core.ui.shared import me, runs, store

WHERE = ("project", "version", "job", "results")


class Place(NamedTuple):
    """A project and the version of it that is looked at."""

    project: Project
    version: Version | None
    """None in a project that has no version."""
    right: Right
    """What the person who sits there may do with the project."""

    @property
    def may_work(self) -> bool:
        return self.right >= Right.WORK


def here() -> Place | None:
    """Where this tab looks; None for a page that is still to be made. A version that is gone gives the newest."""
    id, version = (st.query_params.get(name) for name in WHERE[:2])
    if not id:
        return None
    try:
        project, right = store().project(id), store().right(id)
    except StoreError as error:
        if (
            isinstance(error, NotYours) or "job" not in st.query_params
        ):  # else its first page is being written
            warn(str(error))
            leave()
        return None
    try:
        return Place(project, _version(project, version), right)
    except StoreError as error:
        warn(str(error))
        return Place(project, _version(project, None), right)


def _version(project: Project, id: str | None) -> Version | None:
    chosen = id or project.newest
    return store().version(project.id, chosen) if chosen else None


def html(place: Place) -> str:
    """The page of the version; empty, with a warning, when there is none or it cannot be read."""
    try:
        return store().html(place.version.page) if place.version else ""
    except StoreError as error:
        warn(str(error))
        return ""


def recent(count: int) -> list[Project]:
    """Projects of one's own to go on with, the last changed first."""
    try:
        own = (project for project in store().projects() if project.owner == me().id)
        return [project for project in own if project.versions][:count]
    except StoreError as error:
        warn(str(error))
        return []


def where() -> dict[str, str]:
    """The parameters of the URL that say where this tab looks."""
    return {name: st.query_params[name] for name in WHERE if name in st.query_params}


def go(project: str, version: str | None = None) -> None:
    """Look at a version, by default the newest of its project."""
    look(project=project, version=version)


def leave() -> None:
    """Look at nothing: a new page begins."""
    look()


def look(**wanted: str | None) -> None:
    """Have the URL say this and nothing else of where this tab looks."""
    others = {name: value for name, value in st.query_params.to_dict().items() if name not in WHERE}
    st.query_params.from_dict(others | {name: value for name, value in wanted.items() if value})
    st.session_state["where"] = where()


def carry(screen: str) -> None:
    """Take along where the person looks from one screen to another, and go on to what a job was saved as."""
    url = st.query_params
    if st.session_state.get("screen", screen) != screen and not any(name in url for name in WHERE):
        url.update(st.session_state.get("where", {}))
    st.session_state["screen"] = screen
    attend()
    catch_up()
    st.session_state["where"] = where()


def attend() -> None:
    """What this tab looks at goes on while the tab is open."""
    url, context = st.query_params, get_script_run_ctx()
    for id in (url.get("job", ""), *url.get("results", "").split(",")):
        if id and context:
            with suppress(JobError):
                runs().attend(id, context.session_id)


def catch_up() -> None:
    """Go on to what the job was saved as: a browser sees its end before a script runs again, and people type."""
    url = st.query_params
    with suppress(JobError):
        job = runs().look(url.get("job", "")).job
        if job.version and job.version != url.get("version"):
            url["version"] = job.version


def keep_as_new(html: str) -> Version | None:
    """As `keep`, in a project of its own."""
    try:
        project = project_of(store(), new_id(), html, "")
        version = store().save(project.id, html, RunInfo("hand"))
    except StoreError as error:
        warn(str(error))
        return None
    go(project.id, version.id)
    return version


def keep(html: str, kind: Kind, *, parent: str | None) -> Version | None:
    """Save a page as a new version of the current project, or of a new one, and look at it.

    Args:
        parent: id of the version that was worked on.

    Returns:
        The version; None, with a warning, when it could not be saved.
    """
    id = st.query_params.get("project") or new_id()
    try:
        project = project_of(store(), id, html, "")
        if parent:
            follow_title(store(), project, store().html(store().version(id, parent).page), html)
        version = store().save(project.id, html, RunInfo(kind), parent=parent)
    except StoreError as error:
        warn(str(error))
        return None
    go(project.id, version.id)
    return version
