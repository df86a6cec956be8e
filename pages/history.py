"""History: every version of a project as a tree; look, compare, restore, fork, take out and bring in."""

from functools import partial

import streamlit as st

from gdiff_core.errors import GdiffError
from gdiff_core.history.store import Project, Right
from gdiff_core.ui.components import component
from gdiff_core.ui.messages import guarded, plain, say, told
from gdiff_core.ui.place import Place, go, here, where
from gdiff_core.ui.projects import fork, projects, switcher
from gdiff_core.ui.rows import ROWS, comparison, large, leaf
from gdiff_core.ui.shared import are_others, store
from gdiff_core.ui.sharing import shared_with_you, sharing

SHEETS = ("live_view/view.css", "live_view/compare.css", "history_view/history.css")


def restore(project: Project, version: str) -> None:
    made = store().restore(project.id, version)
    go(project.id, made.id)
    say(
        "Restored: the page is on top again, as a new version.",
        partial(restore_back, project, project.newest),
    )


def restore_back(project: Project, version: str) -> None:
    go(project.id, store().restore(project.id, version).id)
    say("Undone: what had been on top is there again.")


def compare(project: Project, version: str) -> None:
    """Start comparing, with the parent at first, or stop it."""
    key = f"compare-{project.id}"
    if key in st.session_state:
        del st.session_state[key]
    else:
        st.session_state[key] = store().version(project.id, version).parent or ""


def act(project: Project) -> None:
    """What a click in the component asks for. A callback."""
    asked = st.session_state["history"]["do"]
    if not asked:
        return
    action, version = asked["action"], asked["id"]
    if action == "with":
        st.session_state[f"compare-{project.id}"] = version
    elif action in ("choose", "replay"):
        go(project.id, version)
        if action == "replay":
            st.switch_page("pages/replay.py", query_params=where())
    else:
        {"restore": restore, "fork": fork, "compare": compare}[action](project, version)


def show(place: Place) -> None:
    project, version = place.project, place.version
    leaves = max(1, -(-project.versions // ROWS))
    key = f"leaf-{project.id}"
    number = min(st.session_state.get(key, 1), leaves)
    component("history", "history_view/history.html", SHEETS, "history_view/history.js")(
        key="history",
        data={
            "count": f"{project.versions:,}, the newest first",
            "paged": leaves > 1,
            "rows": leaf(project, number - 1),
            "version": version and large(version, project),
            "may": place.may_work,
            "compare": version and comparison(project, version),
            "comparing": f"compare-{project.id}" in st.session_state,
        },
        on_do_change=partial(guarded(act), project),
    )
    if leaves > 1:
        st.pagination(leaves, default=number, key=key)


try:
    place = here()
    if place:
        with st.container(key="project-row", horizontal=True, vertical_alignment="center"):
            switcher(place)
            if place.right is Right.OWN and are_others():
                sharing(place.project)
        shared_with_you(place)
        told()
        show(place)
    else:
        told()
        projects(store().projects())
except GdiffError as error:
    st.error(plain(str(error)))
