"""Several results of the same words, from seeds that follow each other: asked for, watched, and one of them kept."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from textwrap import shorten

import streamlit as st

from gdiff_core.document.diff import changed_text, locality
from gdiff_core.document.elements import Path
from gdiff_core.document.markup import visible
from gdiff_core.document.outline import change_at, outline
from gdiff_core.errors import GdiffError, JobError
from gdiff_core.records import Edit, Request, Span
from gdiff_core.serving.jobs import Snapshot
from gdiff_core.serving.server import final_page
from gdiff_core.ui import asking, jobs, pictures
from gdiff_core.ui.comparison import lines_changed
from gdiff_core.ui.components import edit_view
from gdiff_core.ui.messages import answer, plain, warn
from gdiff_core.ui.place import Place, here, html, look
from gdiff_core.ui.shared import runs, store
from gdiff_core.ui.understanding import brief_of, in_words

MOST_RESULTS = 4
GROW_SECONDS = 0.5
STOP_SECONDS = 3.0
"""That one step of a model may take: what is stopped has been saved before another one is made the newest."""
SHOWN = 60
"""Characters of what changed, or names of sections, that tell one result from another."""
MINE = "Your page"
UNCHANGED = "Changed nothing: your page, as it is."
ALIKE = "No other proposal came: all are the page you have. Say it in other words for another one."
UNKNOWN = "These results are not known here any more. What was finished is in History."


def how_many() -> None:
    """How many results to choose from."""
    results = st.session_state.get("results") or 1
    with st.popover(f"{results} {'result' if results == 1 else 'results'}", icon=":material/grid_view:"):
        st.segmented_control("Results", range(1, MOST_RESULTS + 1), default=1, key="results", required=True)
        st.caption("The same change from several seeds, to choose one of them.")


def submit(asked: Sequence[Request | Edit], project: str, parent: str | None) -> bool:
    """Queue one and look at it, or several to choose from."""
    if len(asked) == 1:
        return jobs.submit(asked[0], project, parent)
    queued, version = [], here().version.id  # not the newest: each result is that for a while
    try:
        for one in asked:
            queued.append(runs().submit(pictures.seen(one), project=project, parent=parent).id)
    except GdiffError as error:
        warn(str(error))
    if queued:
        st.query_params.update(version=version, results=",".join(queued))
    return bool(queued)


def choosing() -> bool:
    """Whether there are results to choose from."""
    return "results" in st.query_params


def show_results(place: Place) -> None:
    """Watch them grow, beside the page that is there if that is one of them; one may be kept."""
    ids = st.query_params["results"].split(",")
    found = known(ids)
    if not found:
        drop_results()
        warn(UNKNOWN)
        st.rerun()
    mine = there(place) if found[0].job.parent != place.version.id else None
    waiting = not all(snapshot.over for snapshot in found)
    if mine and not waiting and len(options(mine, found)) == 1:
        drop_results()
        answer(ALIKE)
        st.rerun()
    with st.container(key="choosing", horizontal=True, vertical_alignment="center"):
        if mine:
            st.markdown("**Which one?** All stay in History.")
        else:
            st.markdown(f"**{len(found)} results** of “{plain(found[0].job.words)}”")
        st.space("stretch")
        if waiting and place.may_work:
            st.button("Stop", icon=":material/stop:", on_click=give_up, args=(ids,))
        label, icon = ("Back", "arrow_back") if mine else ("Keep none", "close")
        st.button(label, icon=f":material/{icon}:", type="tertiary", on_click=drop_results, args=(ids,))
    # A fragment still when all are over: a click that comes before the browser hears of that is meant for it.
    wall = st.fragment(grow, run_every=GROW_SECONDS if waiting else None)
    wall(ids, waiting, place, mine)


def grow(ids: list[str], waiting: bool, place: Place, mine: dict | None) -> None:
    found = known(ids)
    if not choosing() or not found or (waiting and all(snapshot.over for snapshot in found)):
        st.rerun()
    home = ".st-key-several button" if mine else ".st-key-save button"
    edit_view("variants")(
        key="variants",
        data={"results": options(mine, found), "home": home},
        on_keep_change=lambda: keep(ids, place),
    )


def options(mine: dict | None, found: Sequence[Snapshot]) -> list[dict]:
    """What there is to choose from, as the component is told of it: those that came out the same once."""
    told = [result(f"Result {number}", snapshot) for number, snapshot in enumerate(found, 1)]
    names, alike = Counter(), {}
    for one in [mine, *told] if mine else told:
        alike.setdefault(one["html"] if one["state"] == "done" else one["id"], []).append(one)
        names[one["name"]] += 1
        if (count := names[one["name"]]) > 1:
            one["name"] += f" {count}"
    return [first | _also(first["note"], len(twins)) for first, *twins in alike.values()]


def _also(note: str, twins: int) -> dict:
    return {"note": f"{note}{'. ' if note else ''}{twins} more came out the same."} if twins else {}


def result(name: str, snapshot: Snapshot) -> dict:
    """One that changed nothing or failed says so; one that could not be saved is there to be looked at."""
    job = snapshot.job
    page = final_page(job.request, snapshot.text)
    one = _option(job.id, name, page, job.request, job.state)
    if job.state != "done":
        return one | {"why": job.error}
    if isinstance(job.request, Edit) and page == job.request.page:
        return one | {"state": "same", "why": UNCHANGED}
    return one | {"note": job.error or one["note"]}


def there(place: Place) -> dict:
    """The page that is there, as one more result of the words that made it."""
    try:
        asked = asking.once_more(place)
    except GdiffError:  # no model, and so no settings: the page is there all the same
        asked = None
    return _option(place.version.id, MINE, html(place), asked, "done") | {"name": MINE}


def _option(id: str, name: str, page: str, asked: Request | Edit | None, state: str) -> dict:
    """With what tells it from the others: how it looks, what it has, or what changed and where."""
    note, at = "", None
    if isinstance(asked, Request) and (brief := brief_of(asked)):
        name, note = brief.design.capitalize(), in_words(brief)
    elif state == "done" and isinstance(asked, Edit):
        note, at = _changed(asked.page, page, asked.selection)
    elif state == "done":
        note = _has(page)
    return {"id": id, "name": name, "state": state, "html": page, "note": note, "why": "", "at": at}


@lru_cache(maxsize=16)
def _changed(old: str, new: str, selection: Span | None) -> tuple[str, Path | None]:
    count = lines_changed(locality(old, new, selection).changed)
    words = shorten(
        visible("".join(new[slice(*span)] for span in changed_text(old, new))), SHOWN, placeholder=" …"
    )
    return f"{count}: {words}" if words else count, change_at(old, new)


@lru_cache(maxsize=16)
def _has(page: str) -> str:
    return shorten(", ".join(section.name for section in outline(page).sections), SHOWN, placeholder=" …")


def keep(ids: list[str], place: Place) -> None:
    """Go on from a result; what is not finished is stopped, and what is stays in the history."""
    chosen = st.session_state["variants"]["keep"]
    job = next((snapshot.job for snapshot in known(ids) if snapshot.job.id == chosen), None)
    version = (job.version if job else place.version.id) or place.version.id
    drop_results(ids)
    if place.may_work:
        with suppress(GdiffError):  # it is chosen all the same
            store().take(place.project.id, version)
    if job:
        look(project=place.project.id, version=version, job=job.id)


def stop(ids: Sequence[str]) -> None:
    """End what is not finished; what is can still be kept."""
    for id in reversed(ids):  # else the next begins while one ends
        with suppress(JobError):
            runs().stop(id, STOP_SECONDS)


def give_up(ids: Sequence[str]) -> None:
    """As `stop`; with nothing finished there is nothing to choose."""
    stop(ids)
    if not known(ids):
        drop_results()


def drop_results(ids: Sequence[str] = ()) -> None:
    """Back to the page; what is not finished is stopped."""
    st.query_params.pop("results", None)
    stop(ids)


def known(ids: Sequence[str]) -> list[Snapshot]:
    """The results, without those that were forgotten, and those that the person stopped."""
    found = []
    for id in ids:
        with suppress(JobError):
            found.append(runs().look(id))
    return [snapshot for snapshot in found if snapshot.job.state != "stopped" or snapshot.job.error]
