"""Wishes once more: the same words for another proposal, and earlier ones by the arrow keys."""

import json
from dataclasses import replace

import streamlit as st

from gdiff_core.errors import GdiffError
from gdiff_core.history.store import Version
from gdiff_core.records import STRENGTH, Edit, Request, Settings
from gdiff_core.ui import asking, jobs
from gdiff_core.ui.ancestry import ancestry, parent_of
from gdiff_core.ui.messages import warn
from gdiff_core.ui.place import Place, html
from gdiff_core.ui.settings import MAX_SEED, settings_now

MOST = 30


def again_button(place: Place, writing: bool) -> None:
    """Another proposal from the words that made this version; there where words did."""
    version = place.version
    if version.run.kind in ("build", "tweak") and version.run.prompt:
        help = "Another proposal from the same words. This one is kept: Undo or History leads back to it."
        st.button(
            "Again",
            icon=":material/casino:",
            type="tertiary",
            disabled=writing,
            help=help,
            on_click=again,
            args=(place,),
        )


def again(place: Place) -> None:
    """Ask once more for what made this version, with the seed after its own. A callback."""
    version = place.version
    try:
        seed = ((version.run.seed or 0) + 1) % (MAX_SEED + 1)
        settings = replace(settings_now(), seed=seed)
        if version.run.kind == "build":
            request = Request(version.run.prompt, settings)
        elif parent := parent_of(place):
            request = _edit(place._replace(version=parent), version, settings)
        else:
            return warn("The page that this change began from is not in this project.")
        jobs.submit(request, place.project.id, version.parent)
    except GdiffError as error:
        warn(str(error))


def _edit(before: Place, version: Version, settings: Settings) -> Edit:
    """The change that made a version, of the page before it."""
    asked = json.loads(version.run.request)
    selection, locks = asked.get("selection"), asked.get("locks", ())
    return Edit(
        html(before),
        version.run.prompt,
        settings,
        asking.request_of(before),
        selection and tuple(selection),
        tuple(map(tuple, locks)),
        asked.get("strength", STRENGTH),
    )


def earlier(place: Place | None) -> list[str]:
    """What was asked for in this session and on the way to this version, the newest first; each once."""
    made = [version.run.prompt for version in ancestry(place)] if place and place.version else []
    asked = st.session_state.get("asked", [])[::-1]
    return [words for words in dict.fromkeys((*asked, *made)) if words][:MOST]
