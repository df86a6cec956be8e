"""Several results of one change, from adjacent seeds: asked for, watched, and one of them kept."""

from collections.abc import Sequence
from contextlib import suppress

import streamlit as st

from gdiff_core.document.diff import locality
from gdiff_core.document.outline import change_at
from gdiff_core.errors import GdiffError, JobError
from gdiff_core.records import Edit
from gdiff_core.serving.jobs import Snapshot
from gdiff_core.serving.server import final_page
from gdiff_core.ui import asking, jobs
from gdiff_core.ui.comparison import lines_changed
from gdiff_core.ui.components import edit_view
from gdiff_core.ui.messages import plain, warn
from gdiff_core.ui.place import go, here
from gdiff_core.ui.shared import runs

MOST_RESULTS = 4
GROW_SECONDS = 0.5


def how_many() -> None:
    """How many results to choose from."""
    results = st.session_state.get("results") or 1
    with st.popover(f"{results} {'result' if results == 1 else 'results'}", icon=":material/grid_view:"):
        st.segmented_control("Results", range(1, MOST_RESULTS + 1), default=1, key="results", required=True)
        st.caption("The same change from several seeds, to choose one of them.")


def submit(edit: Edit, results: int) -> bool:
    """Queue an edit, or several that differ by their seed."""
    if results == 1:
        return asking.tweak(edit)
    now, queued = here(), []
    try:
        for number in range(results):
            one = jobs.reseeded(edit, number)
            job = runs().submit(one, project=now.project.id, parent=now.version.id)
            queued.append(job.id)
    except GdiffError as error:
        warn(str(error))
    if queued:
        st.query_params["results"] = ",".join(queued)
    return bool(queued)


def show_results(ids: list[str]) -> None:
    """Watch them grow; when all are over, one may be kept."""
    found = [snapshot for id in ids if (snapshot := look(id))]
    if not found:
        drop_results()
        warn("These results are not known here any more. What was finished is in History.")
        st.rerun()
    with st.container(key="edit-tools", horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{len(found)} results** of “{plain(found[0].job.words)}”")
        st.space("stretch")
        st.button("Keep none", icon=":material/close:", type="tertiary", on_click=drop_results, args=(ids,))
    waiting = not all(snapshot.over for snapshot in found)
    # A fragment still when all are over: a click that comes before the browser hears of that is meant for it.
    wall = st.fragment(grow, run_every=GROW_SECONDS if waiting else None)
    wall([snapshot.job.id for snapshot in found], waiting)


def grow(ids: list[str], waiting: bool) -> None:
    found = [snapshot for id in ids if (snapshot := look(id))]
    if "results" not in st.query_params or (waiting and all(snapshot.over for snapshot in found)):
        st.rerun()
    edit_view("variants")(
        key="variants", data={"results": different(found)}, on_keep_change=lambda: keep(found)
    )


def different(found: Sequence[Snapshot]) -> list[dict]:
    """The results as the component is told of them: those that came out the same once, what changed nothing said."""
    told: dict[str, dict] = {}
    for number, snapshot in enumerate(found, 1):
        one = result(number, snapshot)
        twin = told.setdefault(one["html"] if one["state"] == "done" else one["id"], one)
        if twin is not one:
            twin["twins"] += 1
    for one in told.values():
        if one["twins"]:
            one["note"] += f" · {one['twins']} more came out the same"
    return list(told.values())


def result(number: int, snapshot: Snapshot) -> dict:
    job = snapshot.job
    html = final_page(job.request, snapshot.text)
    one = {
        "id": job.id,
        "state": job.state,
        "html": html,
        "name": f"Result {number}",
        "note": "",
        "why": job.error,
    }
    one |= {"at": None, "twins": 0}
    if job.state == "done" and html == job.request.page:
        return one | {"state": "same", "why": "Changed nothing: your page, as it is."}
    if job.state == "done":
        count = locality(job.request.page, html, job.request.selection).changed
        one |= {"note": lines_changed(count), "at": change_at(job.request.page, html)}
    return one


def keep(found: list[Snapshot]) -> None:
    """Go on from a result; the others stay in the history."""
    chosen = st.session_state["variants"]["keep"]
    for snapshot in found:
        if snapshot.job.id == chosen and snapshot.job.version:
            drop_results()
            go(snapshot.job.project, snapshot.job.version)


def drop_results(ids: Sequence[str] = ()) -> None:
    """Back to the editor; what is not finished is stopped."""
    st.query_params.pop("results", None)
    for id in ids:
        with suppress(JobError):
            runs().stop(id)


def look(id: str) -> Snapshot | None:
    try:
        return runs().look(id)
    except JobError:
        return None
