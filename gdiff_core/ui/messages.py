"""What a person is told: warnings, and what was done with a way back; text as a label shows it."""

import re
from collections.abc import Callable, Mapping
from time import monotonic

import streamlit as st

from gdiff_core.errors import GdiffError

LINGER_SECONDS = 3.0
_MOST_LABEL = 140
"""Characters of a button."""
_HALVES = re.compile("[\ud800-\udfff]")
_CODES = re.compile(r":(?=[a-z+-][\w+-]*:|material)", re.I)
"""What escaping leaves as it is: names of emoji and icons."""
_MARKS = re.compile(r"[\\`*_\[\]<>#$|~&]|:(?=\S)|^[-+=]")
"""What Markdown, as Streamlit has it, may take for more than a character."""
_NUMBER = re.compile(r"^\d+(?=[.)])")
"""What may be that of a list."""


def warn(message: str) -> None:
    """Show a message in this run of the script or in the next one."""
    _tell("warning", message)


def ask_back(message: str, options: Mapping[str, Callable[[], object]]) -> None:
    """As `warn`, with a button for each thing that may be meant; a single one says yes."""
    warn(message)
    st.session_state["options"] = (message, options)


def answer(message: str) -> None:
    """Answer what was no wish, in this run of the script or in the next one."""
    _tell("answer", message)


def warning() -> str:
    return _told("warning")


def notices() -> None:
    """What there is to tell."""
    found = [
        (show, message) for show, message in ((st.warning, warning()), (st.info, _told("answer"))) if message
    ]
    if found:
        with st.container(key="told"):
            for show, message in found:
                show(plain(message))
            asked, options = st.session_state.get("options", ("", {}))
            if asked in [message for _, message in found]:
                for at, (said, yes) in enumerate(options.items()):
                    label = plain(_shortened(said)) if len(options) > 1 else "Yes, change that"
                    st.button(label, icon=":material/check:", key=f"meant-{at}", on_click=guarded(yes))


def _shortened(said: str) -> str:
    """What a button says of a reading."""
    said = said[:1].upper() + said[1:]
    return said if len(said) <= _MOST_LABEL else f"{said[: _MOST_LABEL - 1].rstrip()}…"


def _tell(kind: str, message: str) -> None:
    st.session_state[kind] = (message, 0.0)


def _told(kind: str) -> str:
    """The message; again in runs that follow at once, as when a job ends: nobody could have read it."""
    message, since = st.session_state.get(kind, ("", 0.0))
    if since and monotonic() - since > LINGER_SECONDS:
        del st.session_state[kind]
        return ""
    if message and not since:
        st.session_state[kind] = (message, monotonic())
    return message


def say(text: str, undo: Callable[[], object] | None = None) -> None:
    """Tell what was done in the next run, with a way back if there is one."""
    st.session_state["said"] = (text, undo)


def told() -> None:
    """What there is to tell, what was done, and the way back."""
    notices()
    if said := st.session_state.pop("said", None):
        text, undo = said
        with st.container(key="said", horizontal=True, vertical_alignment="center"):
            st.success(plain(text))
            if undo:
                st.button("Undo", icon=":material/undo:", on_click=guarded(undo))


def guarded(act: Callable[..., None]) -> Callable[..., None]:
    """A callback whose errors are shown instead of raised."""

    def acted(*args: object) -> None:
        try:
            act(*args)
        except GdiffError as error:
            warn(str(error))

    return acted


def plain(text: str) -> str:
    """As Streamlit is to show it, which takes all it is told for Markdown: somebody's text could load a picture.

    One line; half of a surrogate pair, which cannot be sent, is a replacement character.
    """
    line = " ".join(_HALVES.sub("\ufffd", text).split())
    return _NUMBER.sub(r"\g<0>\\", _MARKS.sub(r"\\\g<0>", _CODES.sub("\\g<0>\u2060", line)))
