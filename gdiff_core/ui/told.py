"""What a checkpoint is told before the wish, and whether it thinks first: to be read, changed and set back."""

import streamlit as st

from gdiff_core.engines.task import TASKS, Kind, kind_of
from gdiff_core.records import MAX_PROMPT_CHARS, MAX_TOKENS, Edit, Request

THINKING = 2048
"""Tokens, eight blocks."""
KINDS: dict[Kind, str] = {
    "build": "For a new page",
    "edit": "For a change",
    "part": "For a change of a part",
    "re-roll": "For a part written anew",
}


def room() -> None:
    """The settings of what is told; a part of the popover."""
    think_first(
        "The model makes a plan before it writes. It takes time, and is not part of the page.",
        "The longest a plan may get, beside the token budget.",
    )
    with st.expander("What the model is told", icon=":material/assignment:"):
        kind = st.selectbox(
            "Its task",
            list(KINDS),
            format_func=KINDS.get,
            key="task-kind",
            persist_state="session",
            label_visibility="collapsed",
        )
        st.text_area(
            KINDS[kind],
            TASKS[kind],
            height=260,
            max_chars=MAX_PROMPT_CHARS,
            key=_key(kind),
            persist_state="session",
            label_visibility="collapsed",
        )
        st.caption("The model reads this first, then the page, if there is one, and your own words last.")
        if _own(kind):
            st.button("Set back", icon=":material/undo:", on_click=_reset, args=(kind,), key="task-reset")


def think_first(means: str, budget: str, of: str = "") -> None:
    """A switch and a budget for thinking.

    Args:
        means: one sentence on the switch.
        budget: one on the budget.
        of: the screen's own prefix of the keys.
    """
    left, right = st.columns(2)
    with left:
        on = st.toggle("Think first", key=f"{of}think", persist_state="session")
        st.caption(means)
    with right:
        st.number_input(
            "Thinking budget",
            1,
            MAX_TOKENS,
            THINKING,
            256,
            key=f"{of}thinking",
            persist_state="session",
            disabled=not on,
        )
        st.caption(budget)


def thinking_now(of: str = "") -> int:
    """Tokens that the model may think; 0: it does not."""
    state = st.session_state
    return state.get(f"{of}thinking", THINKING) if state.get(f"{of}think") else 0


def with_task(request: Request | Edit) -> str:
    """The task of this session for what a person does; empty where nobody changed it."""
    return _own(kind_of(request))


def _own(kind: Kind) -> str:
    text = st.session_state.get(_key(kind), "").strip()
    return "" if text == TASKS[kind] else text


def _reset(kind: Kind) -> None:
    st.session_state[_key(kind)] = TASKS[kind]


def _key(kind: Kind) -> str:
    return f"task-of-{kind}"
