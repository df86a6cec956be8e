"""Words to a request: a new page, or a change of the one that is looked at."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from gdiff_core.errors import GdiffError
from gdiff_core.history.store import new_id
from gdiff_core.records import Declined, Edit, Outside, Picture, Request
from gdiff_core.ui import pictures
from gdiff_core.ui.ancestry import parent_of
from gdiff_core.ui.jobs import remember, submit
from gdiff_core.ui.messages import answer, ask_back, warn
from gdiff_core.ui.place import Place, here, html
from gdiff_core.ui.settings import settings_now
from gdiff_core.ui.shared import server
from gdiff_core.ui.strength import strength_now
from gdiff_core.ui.told import with_task
from gdiff_core.ui.understanding import outside

MEND = "A script of the page fails: “{}”. Mend that, and leave the rest as it is."
# C0 and C1 controls other than tab and newline.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def ask(prompt: str, shown: tuple[Picture, ...] = ()) -> bool:
    """Queue a request for a new page and look at it; False, and the person is told, when that cannot be. A callback."""
    st.session_state.pop("outside", None)
    try:
        request = Request(_readable(prompt), settings_now(), pictures=shown)
        if isinstance(found := server().understand(request.prompt), Outside):
            outside(prompt, found)
            return False
        return submit(replace(request, task=with_task(request)), new_id(), None)
    except GdiffError as error:
        warn(str(error))
        return False


def tweak(edit: Edit) -> bool:
    """As `ask`, for a change of the version that is looked at."""
    now = here()
    if now is None or now.version is None:
        warn("There is no page to change yet. Describe one first.")
        return False
    return submit(edit, now.project.id, now.version.id)


def change(words: str, shown: tuple[Picture, ...] = (), meant: str = "") -> bool:
    """As `ask`, for a change of the whole page that is looked at, at this session's strength.

    `meant`: which of the readings in question the person said that it is.
    """
    now, text = here(), _readable(words)
    try:
        page = html(now) if now else ""
        if found := declined(text, page, partial(change, words, shown), meant):
            return found.answered
        edit = Edit(
            page, text, settings_now(), request_of(now), strength=strength_now(), pictures=shown, meant=meant
        )
        taken = tweak(replace(edit, task=with_task(edit)))
        if unused := taken and _unused(text, page, meant):
            answer(f"Not used: {', '.join(unused)}.")
        return taken
    except GdiffError as error:
        warn(str(error))
        return False


def declined(words: str, page: str, yes: Callable[..., object], meant: str) -> Declined | None:
    """Why nothing can be made of a wish; the person is told, or asked back. None where something can.

    Args:
        yes: called with what the person says is `meant`; False if that cannot be.
        meant: what they said already.
    """
    found = server().understand_change(words, page, meant) if page and words.strip() else None
    if not isinstance(found, Declined):
        return None
    if found.likely:
        ask_back(found.why, {said: partial(_confirmed, partial(yes, meant=said)) for said in found.likely})
    else:
        (answer if found.answered else warn)(found.why)
    if found.answered:  # else they are back in the box
        remember(words)
    return found


def _confirmed(yes: Callable[[], object]) -> None:
    """Do what is meant, and take the words out of the box again. A callback."""
    if yes():
        for box in {"request", "instruction"} & set(st.session_state):
            st.session_state[box] = ""


def _unused(words: str, page: str, meant: str) -> list[str]:
    """What of a wish is not carried out."""
    found = server().understand_change(words, page, meant) or ()
    return [f"“{words}”" for wish in found for words in wish.unused] if isinstance(found, tuple) else []


def once_more(place: Place) -> Request | Edit | None:
    """What words made this version, with its seed and the pictures that are still there, at this session's settings;
    None where the page that it changed is gone.

    Raises:
        GdiffError: as of `settings_now`.
    """
    version = place.version
    settings = replace(settings_now(), seed=version.run.seed or 0)
    if version.run.kind == "tweak":
        if (parent := parent_of(place)) is None:
            return None
        before = place._replace(version=parent)
        edit = version.run.edit(html(before))
        return replace(edit, settings=settings, request=request_of(before), pictures=pictures.of(version))
    brief = version.run.brief
    known = brief if brief and brief.kind in server().kinds() else None
    task = json.loads(version.run.request).get("task", "")
    return Request(version.run.prompt, settings, brief=known, task=task, pictures=pictures.of(version))


def request_of(place: Place | None) -> str:
    """What the page was asked for; empty where it was changed since: a model would change it back; and where a picture
    said it, too: "like this" would be said of another."""
    run = place.version.run if place and place.version else None
    return run.prompt if run and run.kind == "build" and not run.with_pictures else ""


def readable(text: str) -> tuple[str, int]:
    """The text without control characters, and how many there were."""
    return _CONTROLS.subn("", text.replace("\r\n", "\n"))


def _readable(text: str) -> str:
    """As `readable`, with a warning when something was left out."""
    text, dropped = readable(text)
    if dropped:
        warn(f"Left out {dropped} control characters that cannot be part of a request.")
    return text
