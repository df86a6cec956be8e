"""Pictures for a model that sees: a file, pasted, or from the camera; how finely they are seen; and where they stand
beside the words that they came with."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Protocol

import streamlit as st

from gdiff_core.document.picture import glance, still
from gdiff_core.errors import GdiffError
from gdiff_core.history.store import Version
from gdiff_core.records import SOFT_TOKENS, Edit, Picture, Request
from gdiff_core.ui.messages import answer, plain, warn
from gdiff_core.ui.shared import me, server

KINDS = ("png", "jpg", "jpeg", "webp", "gif", "bmp")
USUAL = 280
RESTYLE = "Make this page look like the picture."
"""Said of a page by a picture without words."""
GONE = (
    "A picture was shown with these words. It was kept in memory only and is not there any more: “Again”, “Three "
    "more” and going on have the words alone."
)
UNSEEN = "This model cannot see the picture that came with these words, so it is told the words alone."
ONCE_MORE = "Your words are back in the box, without what you showed: attach it once more."


class File(Protocol):
    name: str

    def getvalue(self) -> bytes: ...


def sees() -> bool:
    """Whether the model can be shown pictures; while it loads it may be."""
    return not (server().choice.kind == "bundled" or server().unable("pictures"))


def beside_words() -> dict[str, Any]:
    """What a chat box takes beside words, as its arguments."""
    return {"accept_file": "multiple", "file_type": list(KINDS)} if sees() else {}


def room() -> None:
    """A popover: the camera, and the budget of soft tokens; where the model cannot see, why."""
    ready = server().model_state() == "ready"
    with st.popover("Pictures", icon=":material/image:", disabled=not ready):
        if why := server().unable("pictures"):
            st.caption(plain(why))
            return
        st.caption("Drop a file on the box where you type, paste one there, or choose it.")
        st.segmented_control(
            "Soft tokens a picture", SOFT_TOKENS, default=USUAL, required=True, key="soft",
            persist_state="session",
        )  # fmt: skip
        st.caption(
            "The most tokens that stand for a picture: the more, the finer it is seen, and the longer it takes."
        )
        if st.toggle("Camera", key="camera-on"):
            st.camera_input("Take a picture", key="camera", label_visibility="collapsed")
            st.caption("It goes with what you send next.")


def send(key: str, say: Callable[[str, tuple[Picture, ...]], bool], alone: str) -> None:
    """Say what was typed, with the pictures beside it; words that cannot be sent go back into the box. In a callback.

    Args:
        key: of the chat box.
        say: False, and the person is told, when that cannot be.
        alone: said by pictures without words.
    """
    given = st.session_state[key]
    words, files = (given, ()) if isinstance(given, str) else (given.text, given.files)
    shown = _taken(files)
    if shown is not None and say(alone if shown and not words.strip() else words, shown):
        if _camera():
            st.session_state["camera-on"] = False
        return
    st.session_state[key] = words
    if files:
        answer(ONCE_MORE)


def _taken(files: Iterable[File]) -> tuple[Picture, ...] | None:
    """The pictures of a message; None, and the person is told, if one of them cannot be shown."""
    soft = st.session_state.get("soft") or USUAL
    try:
        return tuple(Picture(still(file.getvalue(), file.name), soft) for file in (*files, *_camera()))
    except GdiffError as error:
        warn(str(error))
        return None


def _camera() -> tuple[File, ...]:
    """What the camera took."""
    taken = st.session_state.get("camera") if st.session_state.get("camera-on") else None
    return (taken,) if taken else ()


def show(shown: Sequence[Picture]) -> None:
    """At a glance, beside each other."""
    if shown:
        glances = [glance(picture.data) for picture in shown]
        st.image(glances, alt=["Shown with these words"] * len(glances))


def of(version: Version) -> tuple[Picture, ...]:
    """What was shown with the words that made a version, as long as the server remembers and to whom showed it."""
    if not version.run.with_pictures:
        return ()
    made = version.parent if version.run.kind == "branch" else version.id
    return server().pictures.find((me().id, made)) or ()


def gone(version: Version) -> bool:
    """Whether the words that made it were shown with what is not there any more."""
    return version.run.with_pictures and not of(version)


def seen(asked: Request | Edit) -> Request | Edit:
    """As the model that is there can be asked; the person is told where that is without pictures."""
    if not asked.pictures or not server().unable("pictures"):
        return asked
    answer(UNSEEN)
    return replace(asked, pictures=())
