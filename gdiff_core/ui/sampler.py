"""The Playground's own settings: the sampler's knobs by the field's names, the system prompt, and whether it thinks."""

from dataclasses import replace

import streamlit as st

from gdiff_core.engines.task import TASKS
from gdiff_core.records import MAX_TOKENS, Message, Settings
from gdiff_core.ui.settings import MAX_SEED
from gdiff_core.ui.shared import server
from gdiff_core.ui.told import think_first, thinking_now

OWN = "play-"
"""Before the keys of these settings: Build has its own."""
Knob = tuple[str, str, float, float, float, str]
"""Field, the field's own name, lowest, highest, step, one sentence."""
KNOBS: tuple[Knob, ...] = (
    ("seed", "seed", 0, MAX_SEED, 1, "Same seed, same answer."),
    ("max_tokens", "max_new_tokens", 1, MAX_TOKENS, 64, "The longest an answer may get, in whole blocks."),
    (
        "steps",
        "max_denoising_steps",
        1,
        512,
        1,
        "Most passes over one block. The temperature falls over just so many, so fewer also cool it faster.",
    ),
    ("entropy_bound", "entropy_bound", 0.0, 1000.0, 0.05, "Doubt, in nats, that one step may accept."),
    ("t_max", "t_max", 0.01, 10.0, 0.05, "Temperature at the first step."),
    ("t_min", "t_min", 0.01, 10.0, 0.05, "Temperature that the last step comes to."),
    (
        "stability",
        "stability_threshold",
        1,
        64,
        1,
        "Steps that the draft must stay the same before it may end.",
    ),
    (
        "confidence",
        "confidence_threshold",
        0.0,
        10.0,
        0.001,
        "Mean entropy, in nats a token, under which a stable draft ends.",
    ),
)
TOLD = ("seed", "max_tokens", "steps")
"""All that a server elsewhere is told."""
SCHEDULERS = {
    "entropy_bound": "EntropyBoundScheduler",
    "block_refinement": "BlockRefinementScheduler",
    "discrete_ddim": "DiscreteDDIMScheduler",
}


def sampler(thoughts: bool = True) -> None:
    """A popover with every knob, each by itself; `chosen` reads them.

    Args:
        thoughts: offer to think first, where the engine may.
    """
    engine = server().engine
    ready = engine.done() and not engine.exception()
    with st.popover("Settings", icon=":material/tune:", disabled=not ready):
        if not ready:
            return
        if thoughts and server().general():
            think_first(
                "The model thinks before it answers. The thought lies folded above the answer.",
                "The longest a thought may get, beside max_new_tokens.",
                OWN,
            )
        info, base = engine.result().info, engine.result().defaults
        remote = info.device == "server"
        for left, right in zip(KNOBS[::2], KNOBS[1::2], strict=True):
            for place, knob in zip(st.columns(2), (left, right), strict=True):
                with place:
                    if not remote or knob[0] in TOLD:
                        _number(base, *knob)
        if remote:
            st.caption("A server is told these alone; how it samples beside that is its own.")
        else:
            _scheduler(base)


def _number(base: Settings, field: str, name: str, low: float, high: float, step: float, why: str) -> None:
    usual = type(low)(getattr(base, field))  # Streamlit refuses a mix of int and float
    form = "%.3f" if isinstance(low, float) else None
    st.number_input(name, low, high, usual, step, form, key=f"{OWN}{field}", persist_state="session")
    st.caption(f"{why} Default {usual:g}.")


def _scheduler(base: Settings) -> None:
    names = list(SCHEDULERS)
    st.selectbox(
        "scheduler", names, names.index(base.scheduler), SCHEDULERS.__getitem__, key="play-scheduler",
        persist_state="session",
    )  # fmt: skip
    st.caption(f"What a step makes of a prediction. Default {SCHEDULERS[base.scheduler]}.")


def chosen() -> Settings:
    """The settings of this session over the model's own; what was never shown is as the model has it.

    Raises:
        GdiffError: the model could not be loaded, or the settings contradict each other.
    """
    names = ("scheduler", *(knob[0] for knob in KNOBS))
    found = {name: st.session_state[key] for name in names if (key := f"{OWN}{name}") in st.session_state}
    thinking = thinking_now(OWN) if server().general() else 0
    return replace(server().defaults(), thinking=thinking, **found)


def system_prompt() -> None:
    """A popover with what comes before all turns."""
    with st.popover("System prompt", icon=":material/assignment:"):
        st.text_area(
            "What the model is told before the conversation",
            key="play-system",
            height=180,
            placeholder="You answer in one short sentence.",
            persist_state="session",
        )
        st.caption("It counts from the next message on.")
        st.button("Ask for a web page", icon=":material/web:", type="tertiary", on_click=_for_a_page)


def _for_a_page() -> None:
    """What a checkpoint is told on Build: with it, a screenshot may be the request for a page."""
    st.session_state["play-system"] = TASKS["build"]


def system() -> tuple[Message, ...]:
    """The system prompt, if there is one."""
    text = st.session_state.get("play-system", "").strip()
    return (Message("system", text),) if text else ()
