"""Playground: what its rooms share: the run each looks at, watched again, and saved if somebody asks."""

import base64
import re
from functools import partial
from typing import Literal

import streamlit as st

from gdiff_core.errors import GdiffError, JobError
from gdiff_core.records import Infill, Turn
from gdiff_core.serving.answers import Answer
from gdiff_core.serving.jobs import Snapshot
from gdiff_core.ui.components import player
from gdiff_core.ui.messages import say, warn
from gdiff_core.ui.place import keep_as_new
from gdiff_core.ui.shared import me, runs, server

Room = Literal["talk", "holes"]
_ACTIVE = re.compile(r"!(?=\[)|(?<!\\)\$|:(?=[a-z]+\[|material/)")
"""What Streamlit's Markdown would load, or take for more than text: pictures, formulas, directives."""


def current(room: Room) -> str:
    """The run that a room looks at, by its job; empty if none. The URL has it, and the session while other screens are
    looked at."""
    if id := st.query_params.get(room):
        st.session_state[f"run-of-{room}"] = id
    elif id := st.session_state.get(f"run-of-{room}", ""):
        st.query_params[room] = id
    return id


def forget(room: Room) -> None:
    """Look at nothing. A callback."""
    st.session_state.pop(f"run-of-{room}", None)
    st.query_params.pop(room, None)


def look(id: str) -> Snapshot | None:
    """The run, as long as the queue knows it."""
    try:
        return runs().look(id)
    except JobError:
        return None


def answer(id: str) -> Answer | None:
    """What the person's run came to, as long as the server remembers."""
    found = server().answers.find(id)
    return found if found and found.job.owner == me().id else None


def submit(room: Room, asked: Turn | Infill, parent: str | None = None) -> bool:
    """Queue it and look at it; False, and the person is told, when that cannot be."""
    try:
        job = runs().submit(asked, parent=parent)
    except GdiffError as error:
        warn(str(error))
        return False
    st.query_params[room] = st.session_state[f"run-of-{room}"] = job.id
    return True


def watch_button(id: str, answer: Answer | None) -> None:
    """Offers the run's steps to be gone through once more, where they were recorded."""
    if answer and answer.recording:
        open = st.session_state.get("watched") == id
        words, icon = ("Close", ":material/close:") if open else ("Watch it again", ":material/replay:")
        st.button(
            words, key=f"watch-{id}", icon=icon, type="tertiary", on_click=_watch, args=("" if open else id,)
        )


def _watch(id: str) -> None:
    st.session_state["watched"] = id


def watched(id: str, answer: Answer | None) -> None:
    """The run's steps, if somebody wants to see them: one run at a time."""
    if answer and answer.recording and st.session_state.get("watched") == id:
        told = {"id": id, "run": base64.b64encode(answer.recording).decode(), "prompt": "", "mode": "text"}
        player()(key=f"replay-{id}", data=told, on_branch_change=lambda: None)


def save_button(id: str, page: str) -> None:
    """Nothing of the Playground is saved unless somebody asks."""
    st.button(
        "Save as a page",
        key=f"save-{id}",
        icon=":material/save:",
        type="tertiary",
        on_click=partial(_save, page),
    )


def _save(page: str) -> None:
    if version := keep_as_new(page):
        say(f"Saved as “{version.title or 'Untitled'}”: Build, Edit and History look at it now.")


def prose(text: str) -> str:
    """A model's Markdown, of which nothing is loaded from elsewhere."""
    return _ACTIVE.sub(r"\\\g<0>", text)
