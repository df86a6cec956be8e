"""The only part of the core that imports streamlit: the cached server, session keys, the live view."""

import base64
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import PurePath
from typing import NamedTuple

import streamlit as st
from starlette.routing import BaseRoute
from streamlit.navigation.page import Page

from gdiff_core.document.compare import table
from gdiff_core.document.hand import Desk
from gdiff_core.errors import GdiffError, JobError
from gdiff_core.history.store import Kind, Project, RunInfo, Store, StoreError, Version, new_id
from gdiff_core.records import STRENGTH, Edit, ModelInfo, Request, Settings
from gdiff_core.serving import live
from gdiff_core.serving.jobs import Snapshot
from gdiff_core.serving.server import Server
from gdiff_core.views import assets

_NAMES = ("preview", "canvas", "channel", "source", "page", "progress", "view")
MODULES = tuple(f"live_view/{name}.js" for name in _NAMES)
"""Of the live view; each needs only those before it."""

FULL_MODEL = "google/diffusiongemma-26B-A4B-it"
MAX_SEED = 2**53 - 1
"""A browser's numbers are exact so far."""
MAX_TURNS = 30
"""Versions that the conversation shows, the newest ones."""
ICONS: dict[Kind, str] = {
    "build": ":material/auto_awesome:",
    "tweak": ":material/chat:",
    "hand": ":material/edit:",
    "restore": ":material/history:",
    "import": ":material/upload:",
    "branch": ":material/call_split:",
}
FALLBACK_SECONDS, LOADING_SECONDS = 0.1, 0.5
SCHEDULERS = {
    "entropy_bound": ("Entropy bound", "The surest tokens stand, as many as the bound allows."),
    "block_refinement": (
        "Block refinement",
        "An equal share stands after each step, the surest tokens first.",
    ),
    "discrete_ddim": ("Discrete DDIM", "By chance each token takes its prediction, stays or is drawn anew."),
}
# C0 and C1 controls other than tab and newline.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
KNOBS = (
    (
        ("seed", "Seed", 0, MAX_SEED, 1, "Same seed, same page."),
        ("max_tokens", "Token budget", 1, 65_536, 256, "The longest a page may get."),
    ),
    (
        ("steps", "Steps", 1, 512, 1, "Most passes over one block."),
        ("entropy_bound", "Entropy bound", 0.0, 1000.0, 0.1, "Doubt a step accepts, in nats."),
    ),
    (
        ("t_max", "First temperature", 0.01, 10.0, 0.05, "How freely the first step draws."),
        ("t_min", "Last temperature", 0.01, 10.0, 0.05, "The same for the last step."),
    ),
    (
        (
            "effort",
            "Effort",
            1.0,
            64.0,
            0.5,
            "Most passes, in those of a first attempt; 1: nothing is tried again.",
        ),
        ("doubt", "Doubt", 0.0, 100.0, 0.5, "Nats from which the encoder corrects a token; 0: never."),
    ),
)
"""Rows of settings: field, label, lowest, highest, step, and one sentence."""


@st.cache_resource(show_spinner=False)
def server() -> Server:
    """What this server keeps, once for all sessions."""
    return Server()


def routes() -> list[BaseRoute]:
    """What the server answers beside Streamlit's own paths."""
    base = f"/{st.get_option('server.baseUrlPath').strip('/')}"
    return live.routes(lambda: server().jobs, lambda ids: server().texts(ids), lambda: server().fps(), base)


def page_style() -> None:
    """Our own style sheet over Streamlit's."""
    st.html(assets.FOLDER / "live_view" / "app.css")


# Where this tab looks. It lives in the URL, so that a reload or a second tab finds it; the session keeps a copy, for
# Streamlit drops the URL's parameters with a change of screen.

WHERE = ("project", "version", "job")


class Place(NamedTuple):
    """A project and the version of it that is looked at."""

    project: Project
    version: Version | None
    """None in a project that has no version."""


def store() -> Store:
    """The one store of this server."""
    return server().store


def place() -> Place | None:
    """Where this tab looks; None for a page that is still to be made. A version that is gone gives the newest."""
    id, version = (st.query_params.get(name) for name in WHERE[:2])
    if not id:
        return None
    try:
        project = store().project(id)
    except StoreError as error:
        if "job" not in st.query_params:  # else its first page is being written
            warn(str(error))
            leave()
        return None
    try:
        return Place(project, _version(project, version))
    except StoreError as error:
        warn(str(error))
        return Place(project, _version(project, None))


def _version(project: Project, id: str | None) -> Version | None:
    chosen = id or project.newest
    return store().version(project.id, chosen) if chosen else None


def recent(count: int) -> list[Project]:
    """Projects to go on with, the last changed first."""
    try:
        return [project for project in store().projects() if project.versions][:count]
    except StoreError as error:
        warn(str(error))
        return []


def html(place: Place) -> str:
    """The page of the version; empty, with a warning, when there is none or it cannot be read."""
    try:
        return store().html(place.version.page) if place.version else ""
    except StoreError as error:
        warn(str(error))
        return ""


def go(project: str, version: str | None = None) -> None:
    """Look at a version, by default the newest of its project."""
    _look(project=project, version=version)


def leave() -> None:
    """Look at nothing: a new page begins."""
    _look()


def carry(screen: str) -> None:
    """Take along where the person looks from one screen to another, and go on to what a job was saved as."""
    here = st.query_params
    if st.session_state.get("screen", screen) != screen and not any(name in here for name in WHERE):
        here.update(st.session_state.get("where", {}))
    st.session_state["screen"] = screen
    with suppress(JobError):
        job = server().jobs.look(here.get("job", "")).job
        if job.version and job.version != here.get("version"):
            here["version"] = job.version
    st.session_state["where"] = where()


def where() -> dict[str, str]:
    """The parameters of the URL that say where this tab looks."""
    return {name: st.query_params[name] for name in WHERE if name in st.query_params}


def _look(**wanted: str | None) -> None:
    others = {name: value for name, value in st.query_params.to_dict().items() if name not in WHERE}
    st.query_params.from_dict(others | {name: value for name, value in wanted.items() if value})
    st.session_state["where"] = where()


def keep(html: str, kind: Kind, *, parent: str | None) -> Version | None:
    """Save a page as a new version of the current project, or of a new one, and look at it.

    Args:
        parent: id of the version that was worked on.

    Returns:
        The version; None, with a warning, when it could not be saved.
    """
    id = st.query_params.get("project") or new_id()
    try:
        project = server().project(id, html, "")
        version = store().save(project.id, html, RunInfo(kind), parent=parent)
    except StoreError as error:
        warn(str(error))
        return None
    go(project.id, version.id)
    return version


def desks() -> dict[str | None, Desk]:
    """The pages that were edited by hand in this session, by version, so that unsaved text is there on the way back."""
    return st.session_state.setdefault("desks", {})


def is_unsaved(version: Version) -> bool:
    """Whether there is unsaved text of this version on Edit."""
    desk = desks().get(version.id)
    return desk is not None and desk.unsaved


# Jobs.


def owner() -> str:
    """Who takes turns in the queue: one browser tab."""
    return st.session_state.setdefault("owner", secrets.token_hex(8))


def current() -> Snapshot | None:
    """The job this tab looks at; None when there is none, or it was forgotten."""
    id = st.query_params.get("job")
    if not id:
        return None
    try:
        return server().jobs.look(id)
    except JobError as error:
        del st.query_params["job"]
        if place() is None:  # else its page is there all the same
            warn(str(error))
            leave()
        return None


def warn(message: str) -> None:
    """Show a message in this run of the script or in the next one."""
    st.session_state["warning"] = message


def warning() -> str:
    return st.session_state.pop("warning", "")


def readable(text: str) -> tuple[str, int]:
    """The text without control characters, and how many there were."""
    return _CONTROLS.subn("", text.replace("\r\n", "\n"))


def _readable(text: str) -> str:
    """As `readable`, with a warning when something was left out."""
    text, dropped = readable(text)
    if dropped:
        warn(f"Left out {dropped} control characters that cannot be part of a request.")
    return text


def plain(text: str) -> str:
    """Escaped for a label, which would take it for Markdown: somebody's text could load a picture from anywhere."""
    return re.sub(r"([!-/:-@[-`{-~])", r"\\\1", text)


def ask(prompt: str) -> bool:
    """Queue a request for a new page and look at it; False, with a warning, when it cannot be used. A callback."""
    try:
        return submit(Request(_readable(prompt), settings_now()), new_id(), None)
    except GdiffError as error:
        warn(str(error))
        return False


def tweak(edit: Edit) -> bool:
    """As `ask`, for a change of the version that is looked at."""
    now = place()
    if now is None or now.version is None:
        warn("There is no page to change yet. Describe one first.")
        return False
    return submit(edit, now.project.id, now.version.id)


def change(words: str) -> bool:
    """As `ask`, for a change of the whole page that is looked at, at this session's strength."""
    now, text = place(), _readable(words)
    try:
        page = html(now) if now else ""
        return tweak(Edit(page, text, settings_now(), request_of(now), strength=strength()))
    except GdiffError as error:
        warn(str(error))
        return False


def request_of(place: Place | None) -> str:
    """What the page was asked for; empty where it was changed since: a model would change it back."""
    version = place.version if place else None
    return version.run.prompt if version and version.run.kind == "build" else ""


def ancestry(place: Place) -> Iterator[Version]:
    """The version and those it goes back to, the newest first, as far as they are in the project."""
    version, origin = place.version, place.project.origin
    while version:
        yield version
        known = version.parent if version.id != origin else None
        try:
            version = store().version(place.project.id, known) if known else None
        except StoreError as error:
            return warn(str(error))


def parent_of(place: Place) -> Version | None:
    """The version that this one was made from; None for a first one."""
    return next(islice(ancestry(place), 1, None), None)


def parent_html(place: Place) -> str | None:
    """The page that this version was made from; None for a first one."""
    parent = parent_of(place)
    return html(place._replace(version=parent)) if parent else None


def reseeded(request: Request | Edit, by: int) -> Request | Edit:
    """The same with another seed."""
    seed = (request.settings.seed + by) % (MAX_SEED + 1)
    return replace(request, settings=replace(request.settings, seed=seed))


def submit(request: Request | Edit, project: str, parent: str | None) -> bool:
    """Queue what is made already and look at it."""
    try:
        job = server().jobs.submit(request, owner(), project=project, parent=parent)
    except GdiffError as error:
        warn(str(error))
        return False
    _look(project=project, version=parent, job=job.id)
    return True


def settings_now() -> Settings:
    """The settings of this session over the model's own.

    Raises:
        GdiffError: the model could not be loaded, or the settings contradict each other.
    """
    return chosen(server().defaults())


# Widgets that several screens share.

STRENGTHS = {
    "Polish": (0.03, "Keeps nearly every word; for a colour, a price, a typo."),
    "Adjust": (STRENGTH, "Keeps the page, changes what you name."),
    "Rework": (0.5, "Keeps the outline; for another tone or order."),
    "Reinvent": (1.0, "Writes the page anew, with yours only to read."),
}
"""Steps of the slider: share of noise in the canvas that a change starts from, and one sentence."""


def strength() -> float:
    """How much of the page a change in words may start anew."""
    return STRENGTHS[st.session_state.get("strength", "Adjust")][0]


def changing(place: Place, writing: bool) -> None:
    """What goes with a change in words: undo (not while one is written), the conversation, and how freely to change."""
    with st.container(key="changing", horizontal=True, vertical_alignment="center"):
        _undo(place, writing)
        conversation(place)
        st.space("stretch")
        chosen = st.select_slider(
            "How freely to change the page",
            list(STRENGTHS),
            "Adjust",
            key="strength",
            persist_state="session",
            label_visibility="collapsed",
            width=260,
        )
        st.caption(STRENGTHS[chosen][1])


def _undo(place: Place, writing: bool) -> None:
    """The way to the version before, and back again."""
    parent, undone = parent_of(place), st.session_state.setdefault("undone", {})
    after = undone.get(place.version.id)

    def undo() -> None:
        undone[parent.id] = place.version.id
        go(place.project.id, parent.id)

    help = "Back to the page before this change. Nothing is lost: History keeps both."
    off = writing or parent is None
    st.button("Undo", icon=":material/undo:", type="tertiary", disabled=off, help=help, on_click=undo)
    if after and not writing:
        to = (place.project.id, after)
        st.button(
            "Redo", icon=":material/redo:", type="tertiary", help="To the change again.", on_click=go, args=to
        )


def conversation(place: Place) -> None:
    """What was asked for, one version after another, up to the one that is looked at."""
    versions = list(islice(ancestry(place), MAX_TURNS))
    count = "1 step" if len(versions) == 1 else f"{len(versions)} steps"
    with st.popover(f"{count} so far", icon=":material/forum:", type="tertiary"):
        for version in reversed(versions):
            here = version.id == place.version.id
            words = version.run.prompt or live.WORDS[version.run.kind]
            st.button(
                plain(words if len(words) <= 90 else f"{words[:89]}…"),
                key=f"turn-{version.id}",
                icon=ICONS[version.run.kind],
                type="tertiary",
                disabled=here,
                help="You are here" if here else "Look at the page as it was then",
                on_click=go,
                args=(version.project, version.id),
            )


def compare_parent(place: Place) -> None:
    """The version beside the one that it was made from."""
    before = parent_html(place)
    if before is not None:
        compare(before, html(place))


@st.dialog("What changed", width="large")
def compare(old: str, new: str) -> None:
    """Two pages side by side."""
    _comparison()(key="compare-table", data=table(old, new))


def top_bar(screens: list[Page]) -> None:
    """The way to the other screens, which keeps the place; and out of it, to a new page."""
    with st.container(key="top-bar", horizontal=True, vertical_alignment="center"):
        for screen in screens:
            st.page_link(screen, query_params=where())
        st.space("stretch")
        if where() and st.button("New page", icon=":material/add:", type="tertiary"):
            leave()
            st.switch_page(screens[0])
    if server().warning:
        st.warning(server().warning)


def sidebar() -> None:
    """Which model answers, where it runs, what it can do."""
    with st.sidebar:
        st.subheader("Model")
        waiting = not server().engine.done()
        st.fragment(_model_state, run_every=LOADING_SECONDS if waiting else None)(waiting)


def _model_state(waiting: bool) -> None:
    engine = server().engine
    if not engine.done():
        st.markdown(":gray[Loading …]")
    elif waiting:
        st.rerun()  # the settings can show the model's own defaults now
    elif error := engine.exception():
        st.error(str(error))
        if st.button("Load again", on_click=server().load):
            st.rerun()
    else:
        _describe(engine.result().info)


def _describe(info: ModelInfo) -> None:
    place = "bundled with the program" if info.bundled else info.path
    st.markdown(f"**{info.name}**  \n:gray[{place}]")
    st.markdown(
        f"{_amount(info.parameters)} parameters in {info.layers} layers, {info.dtype} on {info.device}. "
        f"It writes {info.canvas_length} tokens at once, from a vocabulary of {info.vocab_size:,}."
    )
    if info.bundled:
        st.caption(
            "It was trained from scratch for one thing: short pages for small businesses, by name, kind, tone, "
            "accent colour, font and sections. It knows nothing else, and it slips."
        )
        st.caption(f"For any website at all, start with `GDIFF_MODEL_PATH={FULL_MODEL}` on a GPU with 60 GB.")


def _amount(n: int) -> str:
    return f"{n / 1e9:.1f} billion" if n >= 1e9 else f"{n / 1e6:.1f} million"


def settings() -> None:
    """A popover with every knob of a generation; `chosen` reads them."""
    engine = server().engine
    ready = engine.done() and not engine.exception()
    with st.popover("Settings", icon=":material/tune:", disabled=not ready):
        if ready:
            _knobs(engine.result().defaults)


def chosen(base: Settings) -> Settings:
    """The settings of this session; what was never shown is as the model has it."""
    names = ("scheduler", *(knob[0] for row in KNOBS for knob in row))
    return replace(base, **{name: st.session_state[name] for name in names if name in st.session_state})


def _knobs(base: Settings) -> None:
    for row in KNOBS:
        for place, knob in zip(st.columns(len(row)), row, strict=True):
            with place:
                _number(base, *knob)
    names = list(SCHEDULERS)
    scheduler = st.selectbox(
        "Scheduler",
        names,
        names.index(base.scheduler),
        lambda name: SCHEDULERS[name][0],
        key="scheduler",
        persist_state="session",
    )
    st.caption(SCHEDULERS[scheduler][1])


def _number(base: Settings, name: str, label: str, low: float, high: float, step: float, why: str) -> None:
    value = type(low)(getattr(base, name))  # Streamlit refuses a mix of int and float
    st.number_input(label, low, high, value, step, key=name, persist_state="session")
    st.caption(why)


# Components.


@st.cache_resource(show_spinner=False)
def component(name: str, html: str, sheets: Sequence[str], modules: Sequence[str]):
    """A component of files of the package; the last of its modules mounts it."""
    js = assets.bundle(modules, f"export default modules.{PurePath(modules[-1]).stem}.default;")
    css = "".join(map(assets.text, sheets))
    return st.components.v2.component(name, html=assets.text(html), css=css, js=js)


def _live_component():
    return component("live_view", "live_view/view.html", ("live_view/view.css",), MODULES)


_SIDES = """
export default ({ parentElement, data }) => {
  parentElement.querySelector(".sides").innerHTML = data;
};
"""


@st.cache_resource(show_spinner=False)
def _comparison():
    css = assets.text("live_view/compare.css")
    return st.components.v2.component("compare_pages", html='<div class="sides"></div>', css=css, js=_SIDES)


def live_view(snapshot: Snapshot | None, place: Place | None = None) -> None:
    """Mount canvas and preview of a job, else of a version (hidden without either); frames arrive by the
    component's own channel.

    Where that channel cannot be opened, a fragment hands the latest frame over, ten times a second.
    """
    if snapshot is None:
        return _mount_version(place)
    if not st.session_state.get("live", {}).get("unreachable"):
        return _mount(snapshot, "socket", [])
    relay = live.Relay(server().texts)  # a new one with every run: whoever has just come is told all
    if snapshot.over:
        return _mount(snapshot, "relay", _packed(relay.tell(snapshot)))
    return st.fragment(_follow, run_every=FALLBACK_SECONDS)(snapshot.job.id, relay)


def _follow(id: str, relay: live.Relay) -> None:
    snapshot = server().jobs.look(id)
    if snapshot.over:
        st.rerun()
    _mount(snapshot, "relay", _packed(relay.tell(snapshot)))


def _mount_version(place: Place | None) -> None:
    page = html(place) if place else ""
    data = {"show": None, "scene": None, "way": "stored", "messages": []}
    if place and place.version:
        version = place.version
        messages = live.stored(version, page, parent_html(place))
        data |= {"show": version.id, "scene": version.project, "messages": messages}
    _live_component()(key="live", data=data, on_compare_change=_ask_compare)


def _ask_compare() -> None:
    st.session_state["compare"] = True


def _mount(snapshot: Snapshot, way: str, messages: list[str | dict]) -> None:
    job = snapshot.job
    _live_component()(
        key="live",
        data={"show": job.id, "scene": job.project, "way": way, "messages": messages},
        on_unreachable_change=lambda: None,
        on_stop_change=lambda: server().jobs.stop(job.id),
        on_again_change=lambda: _again(snapshot),
        on_over_change=lambda: None,
        on_compare_change=_ask_compare,
    )


def _again(snapshot: Snapshot) -> None:
    """Once more; with the next seed where the page was refused, as the same one would end the same."""
    job = snapshot.job
    submit(reseeded(job.request, 1 if snapshot.refused else 0), job.project, job.parent)


def _packed(messages: list[str | bytes]) -> list[str | dict]:
    return [{"bytes": base64.b64encode(m).decode()} if isinstance(m, bytes) else m for m in messages]
