"""Wishes once more: the same words for other proposals, and earlier ones by the arrow keys."""

from collections.abc import Iterator
from itertools import islice

import streamlit as st

from gdiff_core.errors import GdiffError
from gdiff_core.records import Brief, Edit, Request
from gdiff_core.ui import asking, jobs, results
from gdiff_core.ui.ancestry import ancestry
from gdiff_core.ui.messages import warn
from gdiff_core.ui.place import Place
from gdiff_core.ui.shared import store
from gdiff_core.ui.understanding import brief_of

MOST = 30
SEVERAL = 3
MOST_SEEDS = 60
"""That are looked through for a proposal that is not there yet."""
NO_PAGE = "The page that this change began from is not in this project."
NO_OTHER = "There is no other page of these words: leave more of it open, or say it in other words."


def again_buttons(place: Place, writing: bool) -> None:
    """Other proposals from the words that made this version; there where words did."""
    version = place.version
    if version.run.kind in ("build", "tweak") and version.run.prompt:
        st.button(
            "Again",
            icon=":material/casino:",
            type="tertiary",
            disabled=writing,
            help="Another proposal from the same words. This one is kept in History.",
            on_click=again,
            args=(place, 1),
        )
        st.button(
            "Three more",
            key="several",
            icon=":material/grid_view:",
            type="tertiary",
            disabled=writing,
            help="Three other proposals from the same words, side by side with this one.",
            on_click=again,
            args=(place, SEVERAL),
        )


def again(place: Place, count: int) -> None:
    """Ask once more, or several times, for what made this version. A callback."""
    try:
        if (asked := asking.once_more(place)) is None:
            return warn(NO_PAGE)
        if not (others := list(islice(_others(place, asked), count))):
            return warn(NO_OTHER)
        results.submit(others, place.project.id, place.version.parent)
    except GdiffError as error:
        warn(str(error))


def _others(place: Place, asked: Request | Edit) -> Iterator[Request | Edit]:
    """The same with the seeds that follow; without those of which the page is there, or is seen to come out alike."""
    seeds, own = _seeds(place), asked.settings.seed
    known = [_brief(jobs.reseeded(asked, seed - own)) for seed in seeds]
    for by in range(1, MOST_SEEDS):
        other = jobs.reseeded(asked, by)
        brief = _brief(other)
        if other.settings.seed not in seeds and (brief is None or brief not in known):
            known.append(brief)
            yield other


def _seeds(place: Place) -> set[int]:
    """The seeds of all proposals from the words that made this version, its own included."""
    version = place.version
    beside = [node.id for node in store().shape(place.project.id) if node.parent == version.parent]
    runs = [found.run for found in store().versions(place.project.id, beside)]
    same = (version.run.kind, version.run.prompt, version.run.brief)
    return {run.seed or 0 for run in runs if (run.kind, run.prompt, run.brief) == same}


def _brief(request: Request | Edit) -> Brief | None:
    return brief_of(request) if isinstance(request, Request) else None


def earlier(place: Place | None) -> list[str]:
    """What was asked for in this session and on the way to this version, the newest first; each once."""
    made = [version.run.prompt for version in ancestry(place)] if place and place.version else []
    asked = st.session_state.get("asked", [])[::-1]
    return [words for words in dict.fromkeys((*asked, *made)) if words][:MOST]
