"""The knobs of a generation, as this session has set them."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from gdiff_core.records import Settings
from gdiff_core.ui import told
from gdiff_core.ui.shared import server

MAX_SEED = 2**53 - 1
"""A browser's numbers are exact so far."""
SCHEDULERS = {
    "entropy_bound": ("Entropy bound", "The surest tokens stand, as many as the bound allows."),
    "block_refinement": (
        "Block refinement",
        "An equal share stands after each step, the surest tokens first.",
    ),
    "discrete_ddim": ("Discrete DDIM", "By chance each token takes its prediction, stays or is drawn anew."),
}
PLAIN = (
    ("seed", "Variation", 0, MAX_SEED, 1, "The same words and variation make the same page."),
    ("max_tokens", "Longest page", 1, 65_536, 256, "In tokens: some three letters each."),
    ("effort", "Patience", 1.0, 64.0, 0.5, "How much longer it may take to try again; at 1 it never does."),
)
SAMPLER = (
    ("steps", "Steps", 1, 512, 1, "Most passes over one block of 256 tokens."),
    ("entropy_bound", "Entropy bound", 0.0, 1000.0, 0.1, "Doubt that one step accepts, in nats."),
    ("t_max", "First temperature", 0.01, 10.0, 0.05, "How freely the first step draws."),
    ("t_min", "Last temperature", 0.01, 10.0, 0.05, "The same for the last step."),
    ("doubt", "Doubt", 0.0, 100.0, 0.5, "Nats from which the encoder corrects a token; 0: never."),
)
"""Settings: field, label, lowest, highest, step, and one sentence."""
COLUMNS = 2


def settings() -> None:
    """A popover with every knob of a generation; `chosen` reads them."""
    engine = server().engine
    ready = engine.done() and not engine.exception()
    with st.popover("Settings", icon=":material/tune:", disabled=not ready):
        if ready:
            _knobs(engine.result().defaults)


def _knobs(base: Settings) -> None:
    _numbers(base, PLAIN)
    if server().general():
        told.room()
    with st.expander("Sampler", icon=":material/science:"):
        _numbers(base, SAMPLER)
        _scheduler(base)


def _numbers(base: Settings, knobs: Sequence[tuple]) -> None:
    for first in range(0, len(knobs), COLUMNS):
        for place, knob in zip(st.columns(COLUMNS), knobs[first:], strict=False):
            with place:
                _number(base, *knob)


def _number(base: Settings, name: str, label: str, low: float, high: float, step: float, why: str) -> None:
    value = type(low)(getattr(base, name))  # Streamlit refuses a mix of int and float
    now = st.number_input(label, low, high, value, step, key=name, persist_state="session")
    st.caption(why)
    if now != value:
        _back(name, value, f"{value:g}")


def _scheduler(base: Settings) -> None:
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
    if scheduler != base.scheduler:
        _back("scheduler", base.scheduler, SCHEDULERS[base.scheduler][0])


def _back(name: str, value: float | str, usual: str) -> None:
    st.button(
        f"Back to {usual}",
        key=f"usual-{name}",
        icon=":material/undo:",
        type="tertiary",
        on_click=st.session_state.__setitem__,
        args=(name, value),
    )


def chosen(base: Settings) -> Settings:
    """The settings of this session; what was never shown is as the model has it."""
    names = ("scheduler", *(knob[0] for knob in PLAIN + SAMPLER))
    set_here = {name: st.session_state[name] for name in names if name in st.session_state}
    return replace(base, thinking=told.thinking_now(), **set_here)


def settings_now() -> Settings:
    """The settings of this session over the model's own.

    Raises:
        GdiffError: the model could not be loaded, or the settings contradict each other.
    """
    return chosen(server().defaults())
