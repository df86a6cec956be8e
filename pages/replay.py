"""Replay: watch any run again, step by step, and go on from any of its steps."""

import base64
import json
import time
from contextlib import suppress

import streamlit as st

from gdiff_core.errors import GdiffError
from gdiff_core.history import archive, replay, share, tree
from gdiff_core.history.store import Project, Recording, RunInfo
from gdiff_core.ui.components import player
from gdiff_core.ui.messages import plain, warn, warning
from gdiff_core.ui.place import Place, go, here, recent
from gdiff_core.ui.recent import offer_projects
from gdiff_core.ui.shared import me, store
from gdiff_core.ui.sharing import shared_with_you

MEGABYTE = 2**20
MAX_DRAWN = 2**19
"""Characters of a drawn page."""
LOOK_AT = 12
"""Projects among which those with a run are looked for."""
MAX_CHOICES = 200
"""Runs that can be chosen from the list."""


def chosen(runs: list[Recording], version: str | None) -> Recording:
    """The run of the URL, else the newest of the version that is looked at, else the newest of all."""
    wanted = st.query_params.get("run", "")
    of_url = (run for run in runs if str(run.id) == wanted)
    of_version = (run for run in runs if run.version == version)
    return next(of_url, None) or next(of_version, runs[0])


def label(run: Recording) -> str:
    words = run.run.prompt or "A run without words"
    when = tree.when(run.run.at, st.context.timezone)
    return f"{words if len(words) < 90 else words[:88] + ' …'}  ({when}, run {run.id})"


def switch() -> None:
    st.query_params["run"] = st.session_state["replay-run"]


def branch(project: str, run: Recording, recorded: replay.Replay) -> None:
    """The page of a step becomes a version, on top of what the run made. A callback."""
    step = st.session_state["replay"]["branch"]
    try:
        html = recorded.page(step)
        if html:
            made = {
                "prompt": run.run.prompt,
                "run": run.id,
                "step": step + 1,
                "pictures": run.run.with_pictures,
            }
            version = store().save(project, html, RunInfo("branch", json.dumps(made)), parent=run.version)
            go(project, version.id)
            st.query_params["run"] = str(run.id)
            st.session_state["branched"] = step + 1
        else:
            warn("There is no page yet at this step. Go on a few steps, then branch.")
    except GdiffError as error:
        warn(str(error))


def sharing(run: Recording, data: bytes, title: str, html: str) -> None:
    """The run to give away; each file is made when it is asked for."""
    name = archive.file_name(title, "run")
    words = run.run.prompt
    kinds = (
        (
            "Replay as one file (.html)",
            "html",
            "text/html",
            lambda: share.replay_file(data, words, html, title),
        ),
        ("The page (.html)", "page.html", "text/html", lambda: html.encode("utf-8", "surrogatepass")),
    )
    with st.popover("Share", icon=":material/ios_share:"):
        for label, ending, mime, make in kinds:
            st.download_button(
                label, make, f"{name}.{ending}", mime, key=ending, on_click="ignore", width="stretch"
            )
        st.button(
            "Animated picture (.gif)",
            key="gif",
            on_click=ask_portraits,
            args=(run.id,),
            width="stretch",
        )
        st.caption(
            "The replay plays in any browser, without a network. Nothing in it runs but our player. "
            "The picture takes some seconds: your browser draws the page beside the tokens."
        )


def ask_portraits(run: int) -> None:
    """Have the player draw the page at the steps of the animated picture. A callback."""
    st.session_state["portray"] = (run, time.time_ns() // 1000)


def animate(run: Recording, data: bytes, name: str) -> None:
    """The animated picture, from what the player drew. A callback."""
    told = st.session_state["replay"]["portraits"]
    st.session_state.pop("portray", None)
    try:
        made = share.animation(data, run.run.prompt, [_picture(drawn) for drawn in told["pictures"]])
    except GdiffError as error:
        return warn(str(error))
    packed = base64.b64encode(made).decode()
    st.session_state["made-gif"] = {"number": told["number"], "name": f"{name}.gif", "data": packed}
    return None


def _picture(drawn: object) -> bytes | None:
    """A `data:` address of the browser's as bytes."""
    with suppress(ValueError):
        if isinstance(drawn, str) and len(drawn) < MAX_DRAWN:
            return base64.b64decode(drawn.partition(",")[2])
    return None


def storage() -> None:
    """How much the recordings of all projects may take."""
    with st.popover("Recordings", icon=":material/database:"):
        used, limit = store().replay_bytes() / MEGABYTE, store().replay_limit() / MEGABYTE
        st.markdown(f"All recorded runs take **{used:.1f} MB** of {limit:,.0f} MB.")
        st.number_input(
            "Keep at most (MB)", 0, 2**20, round(limit), 64, key="replay-limit", on_change=set_limit
        )
        st.caption("Beyond that the oldest recordings go first. Pages and versions always stay.")


def set_limit() -> None:
    try:
        store().set_replay_limit(st.session_state["replay-limit"] * MEGABYTE)
    except GdiffError as error:
        warn(str(error))


def watchable() -> list[Project]:
    """The last projects of which a run is recorded."""
    return [project for project in recent(LOOK_AT) if store().recorded(project.id)]


def nothing(title: str, message: str, projects: list[Project]) -> None:
    with st.container(key="welcome"):
        st.title(title)
        st.markdown(message)
        offer_projects("See how a page of yours was written", projects)
        st.page_link("pages/build.py", label="Describe a website", icon=":material/arrow_forward:")


def picker(runs: list[Recording], run: Recording) -> None:
    """The way to another run; of very many only the newest."""
    labels = {str(one.id): label(one) for one in [*runs[:MAX_CHOICES], run]}
    st.session_state["replay-run"] = str(run.id)
    st.selectbox(
        "Run",
        labels,
        format_func=labels.get,
        key="replay-run",
        on_change=switch,
        label_visibility="collapsed",
    )


def show(place: Place, runs: list[Recording], run: Recording) -> None:
    project = place.project.id
    with st.container(key="replay-row", horizontal=True, vertical_alignment="center"):
        picker(runs, run)
        sharer = st.container(width="content")
        if me().here:
            storage()
    shared_with_you(place)
    data = store().frames(run.id)
    if data is None:
        st.info("This recording was removed to stay within the limit of all recordings. Choose another run.")
        return
    recorded, made = replay.unpack(data), store().version(project, run.version)
    html = store().html(made.page)
    with sharer:
        sharing(run, data, made.title, html)
    asked, number = st.session_state.get("portray", (None, 0))
    size = dict(zip(("width", "height"), share.PAGE, strict=True))
    portray = {"number": number, "steps": share.steps_shown(recorded), **size} if asked == run.id else None
    told = {
        "id": run.id,
        "run": base64.b64encode(data).decode(),
        "prompt": "",
        "final": html,
        "may": place.may_work,
    }
    told |= {"portray": portray, "gif": st.session_state.pop("made-gif", None)}
    name = archive.file_name(made.title, "run")
    player()(
        key="replay",
        data=told,
        on_branch_change=lambda: branch(project, run, recorded),
        on_portraits_change=lambda: animate(run, data, name),
    )


place = here()
try:
    runs = store().recorded(place.project.id) if place else []
    if place is None:
        found = watchable()
        words = "Watch a page being written on Build; here you can see it again, as slowly as you like."
        nothing("Which run?" if found else "Nothing to replay yet.", words, found)
    elif not runs:
        words = "No run of this project is recorded: its pages were edited by hand, or imported."
        nothing("Nothing to replay here.", words, watchable())
    else:
        show(place, runs, chosen(runs, place.version and place.version.id))
except GdiffError as error:
    st.error(plain(str(error)))
if message := warning():
    st.warning(plain(message))
if step := st.session_state.pop("branched", None):
    st.toast(f"Step {step} is a version now, and you are looking at it.", icon=":material/call_split:")
