"""The only part of the core that imports streamlit: the cached engine, session keys, the live view."""

import base64
import gc
import json
import logging
import os
import re
import secrets
import threading
from collections.abc import Generator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from starlette.routing import BaseRoute

from gdiff_core import live
from gdiff_core.errors import GdiffError, JobError, ModelError
from gdiff_core.jobs import Jobs, Snapshot
from gdiff_core.records import Commit, Frame, Request, Settings

if TYPE_CHECKING:
    from gdiff_core.model import Model, ModelInfo

log = logging.getLogger(__name__)

ASSETS = Path(__file__).with_name("live_view")
MODULES = ("preview", "canvas", "channel", "source", "page", "progress", "view")
"""Of the live view; each needs only those before it."""

FULL_MODEL = "google/diffusiongemma-26B-A4B-it"
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
        ("seed", "Seed", 0, 2**53 - 1, 1, "Same seed, same page."),
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
)
"""Rows of settings: field, label, lowest, highest, step, and one sentence."""


class Engine:
    """The model, loaded in the background, and the jobs it works through."""

    def __init__(self) -> None:
        self.jobs = Jobs(self._generate)
        self.load()

    def load(self) -> None:
        """Start loading (again); `model` is there at once and holds the outcome later."""
        self.model: Future[Model] = Future()
        threading.Thread(target=_load, args=(self.model,), name="gdiff-load", daemon=True).start()

    def texts(self, ids: Sequence[int]) -> list[str]:
        return self.model.result().token_texts(ids)

    def fps(self) -> float:
        """Most pictures a second: few when the model and maybe the browser share a small machine."""
        crowded = self.model.result().info.device == "cpu" and (os.cpu_count() or 1) <= 4
        return 20.0 if crowded else 60.0

    def _generate(self, request: Request) -> Generator[Frame | Commit, None, None]:
        from gdiff_core.denoise import denoise

        yield from denoise(self.model.result(), request)


def _load(model: "Future[Model]") -> None:
    try:
        from gdiff_core.denoise import denoise
        from gdiff_core.model import load

        loaded = load()
        next(denoise(loaded, Request("warm up")))  # late imports and kernels, before anybody waits
        model.set_result(loaded)
    except GdiffError as error:
        model.set_exception(error)
    except Exception as error:
        log.exception("Loading the model failed")
        model.set_exception(
            ModelError(f"The model does not work here: {error!r}. The log of the server says more.")
        )
    # What is loaded stays: no later collection needs to walk it with the interpreter stopped.
    gc.collect()
    gc.freeze()


@st.cache_resource(show_spinner=False)
def engine() -> Engine:
    """The one engine of this server."""
    return Engine()


def routes() -> list[BaseRoute]:
    """What the server answers beside Streamlit's own paths."""
    base = f"/{st.get_option('server.baseUrlPath').strip('/')}"
    return live.routes(lambda: engine().jobs, lambda ids: engine().texts(ids), lambda: engine().fps(), base)


def page_style() -> None:
    """Our own style sheet over Streamlit's."""
    st.html(ASSETS / "app.css")


# Session: which job this tab looks at lives in the URL, so that a reload finds it.


def owner() -> str:
    """Who takes turns in the queue: one browser tab."""
    return st.session_state.setdefault("owner", secrets.token_hex(8))


def current() -> Snapshot | None:
    """The job this tab looks at; None when there is none, or it was forgotten."""
    id = st.query_params.get("job")
    if not id:
        return None
    try:
        return engine().jobs.look(id)
    except JobError as error:
        del st.query_params["job"]
        warn(str(error))
        return None


def warn(message: str) -> None:
    """Show a message in this run of the script or in the next one."""
    st.session_state["warning"] = message


def warning() -> str:
    return st.session_state.pop("warning", "")


def readable(text: str) -> tuple[str, int]:
    """The text without control characters, and how many there were."""
    return _CONTROLS.subn("", text.replace("\r\n", "\n"))


def ask(prompt: str) -> bool:
    """Queue a request and look at it; False, with a warning, when it cannot be used. A callback."""
    text, dropped = readable(prompt)
    if dropped:
        warn(f"Left out {dropped} control characters that cannot be part of a request.")
    try:
        with st.spinner("The model is loading. Your request starts right after."):
            model = engine().model.result()
        return submit(Request(text, chosen(model.defaults)))
    except GdiffError as error:
        warn(str(error))
        return False


def submit(request: Request) -> bool:
    """As `ask`, for a request that is made already."""
    try:
        st.query_params["job"] = engine().jobs.submit(request, owner()).id
    except GdiffError as error:
        warn(str(error))
        return False
    return True


# Widgets that several screens share.


def sidebar() -> None:
    """Which model answers, where it runs, what it can do."""
    with st.sidebar:
        st.subheader("Model")
        waiting = not engine().model.done()
        st.fragment(_model_state, run_every=LOADING_SECONDS if waiting else None)(waiting)


def _model_state(waiting: bool) -> None:
    model = engine().model
    if not model.done():
        st.markdown(":gray[Loading …]")
    elif waiting:
        st.rerun()  # the settings can show the model's own defaults now
    elif error := model.exception():
        st.error(str(error))
        if st.button("Load again", on_click=engine().load):
            st.rerun()
    else:
        _describe(model.result().info)


def _describe(info: "ModelInfo") -> None:
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
    model = engine().model
    ready = model.done() and not model.exception()
    with st.popover("Settings", icon=":material/tune:", disabled=not ready):
        if ready:
            _knobs(model.result().defaults)


def chosen(base: Settings) -> Settings:
    """The settings of this session; what was never shown is as the model has it."""
    names = ("seed", "steps", "entropy_bound", "t_max", "t_min", "max_tokens", "scheduler")
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


# The live component.

# As blobs, since a component is one script: true modules, over the one socket that every host lets through.
_LOADER = """
const urls = {};
for (const [name, text] of %s) {
  const linked = text.replace(/"\\.\\/(\\w+)\\.js"/g, (_, needed) => `"${urls[needed]}"`);
  urls[name] = URL.createObjectURL(new Blob([linked, `//# sourceURL=${name}.js`], { type: "text/javascript" }));
}
const view = import(urls.view);
export default async (component) => (await view).default(component);
"""


def _asset(name: str) -> str:
    return (ASSETS / name).read_text("utf-8")


@st.cache_resource(show_spinner=False)
def _component():
    modules = [(name, _asset(f"{name}.js")) for name in MODULES]
    return st.components.v2.component(
        "live_view", html=_asset("view.html"), css=_asset("view.css"), js=_LOADER % json.dumps(modules)
    )


def live_view(snapshot: Snapshot | None) -> None:
    """Mount canvas and preview of a job (hidden without one); frames arrive by the component's own channel.

    Where that channel cannot be opened, a fragment hands the latest frame over, ten times a second.
    """
    reachable = not st.session_state.get("live", {}).get("unreachable")
    if snapshot is None:
        _component()(key="live", data={"job": None, "messages": []})
    elif reachable or snapshot.over:
        _mount(snapshot, [] if reachable else _messages(snapshot))
    else:
        st.fragment(_follow, run_every=FALLBACK_SECONDS)(snapshot.job.id)


def _follow(id: str) -> None:
    snapshot = engine().jobs.look(id)
    if snapshot.over:
        st.rerun()
    _mount(snapshot, _messages(snapshot))


def _mount(snapshot: Snapshot, messages: list[str | dict]) -> None:
    id = snapshot.job.id
    _component()(
        key="live",
        data={"job": id, "messages": messages},
        on_unreachable_change=lambda: None,
        on_stop_change=lambda: engine().jobs.stop(id),
        on_again_change=lambda: submit(snapshot.job.request),
    )


def _messages(snapshot: Snapshot) -> list[str | dict]:
    """All there is to see, for a browser that may have missed everything before."""
    feed = live.Feed(engine().texts)
    found = [*feed.news(snapshot), *(feed.picture(snapshot.frame) if snapshot.frame else ())]
    found += [feed.end(snapshot)] if snapshot.over else []
    return [{"bytes": base64.b64encode(m).decode()} if isinstance(m, bytes) else m for m in found]
