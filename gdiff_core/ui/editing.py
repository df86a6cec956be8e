"""A change of the text on the desk, in words: asked for, watched, given up."""

import secrets
from dataclasses import replace
from functools import partial

import streamlit as st

from gdiff_core.document.hand import Desk
from gdiff_core.errors import GdiffError
from gdiff_core.records import Edit, Picture
from gdiff_core.serving.jobs import Snapshot
from gdiff_core.ui import asking, jobs, pictures, results
from gdiff_core.ui.desk import save, sync
from gdiff_core.ui.live_component import live_view
from gdiff_core.ui.messages import warn
from gdiff_core.ui.place import Place, go, here
from gdiff_core.ui.settings import settings_now
from gdiff_core.ui.strength import strength_now
from gdiff_core.ui.told import with_task

RE_ROLL = "Rewrite this."
UNCHANGED = (
    "Nothing changed, so there is no new version. Say it in other words, or let it change more freely."
)


def send(desk: Desk) -> None:
    """Ask for the change that was typed; what cannot be used goes back into the box."""
    pictures.send("instruction", partial(change, desk), pictures.RESTYLE)


def change(
    desk: Desk,
    words: str,
    shown: tuple[Picture, ...] = (),
    *,
    seed: int | None = None,
    strength: float | None = None,
    meant: str = "",
) -> bool:
    """Save the text as it stands and queue a change of it; False, with a warning, when that cannot be done."""
    from gdiff_core.diffusion.tweak import plan  # brings torch, which the screen need not wait for

    sync(desk)
    now, (text, _) = here(), asking.readable(words)
    try:
        settings = settings_now()
        settings = settings if seed is None else replace(settings, seed=seed)
        asked = "" if desk.unsaved else asking.request_of(now)
        share = strength_now() if strength is None else strength
        edit = Edit(
            desk.text, text, settings, asked, desk.selection, desk.locks, share, pictures=shown, meant=meant
        )
        edit = replace(edit, task=with_task(edit))
        plan(edit)
        yes = partial(change, desk, words, shown, seed=seed, strength=strength)
        if share < 1 and (found := asking.declined(text, desk.text, yes, meant)):
            return found.answered
    except GdiffError as error:
        warn(str(error))
        return False
    if not save(desk):
        return False
    now, asked = here(), range(st.session_state.get("results") or 1)
    return results.submit([jobs.reseeded(edit, by) for by in asked], now.project.id, now.version.id)


def re_roll(desk: Desk) -> None:
    change(desk, RE_ROLL, seed=secrets.randbelow(2**31), strength=1.0)


def mend(desk: Desk) -> None:
    """Ask for a change that mends what went wrong in the page's scripts."""
    change(desk, asking.MEND.format(st.session_state["desk"]["mend"]))


def show_job(snapshot: Snapshot, place: Place | None) -> None:
    """The page while it changes, in the places of editor and preview; after a failure, until the person goes on."""
    if snapshot.over and place and place.version:
        with st.container(key="edit-tools", horizontal=True, vertical_alignment="center"):
            st.button(
                "Back to the editor", icon=":material/arrow_back:", on_click=back, args=(snapshot, place)
            )
            st.button("Try another variation", icon=":material/casino:", on_click=reseed, args=(snapshot,))
            st.markdown("Your page is as it was.")
    pictures.show(snapshot.job.request.pictures)
    live_view(snapshot, place)


def tell_unchanged(snapshot: Snapshot | None) -> None:
    """Of a change that came out as the page was, once; its words are in the box again. Before the box is drawn."""
    if snapshot is None or snapshot.job.state != "done" or snapshot.job.version:
        return
    job = snapshot.job
    if isinstance(job.request, Edit) and st.session_state.get("unchanged") != job.id:
        st.session_state["unchanged"] = job.id
        warn(job.error or UNCHANGED)
        if job.words != RE_ROLL:
            st.session_state["instruction"] = job.words


def back(snapshot: Snapshot, place: Place) -> None:
    """To the editor; what was asked goes back into the box."""
    go(place.project.id, place.version.id)
    if snapshot.job.words != RE_ROLL:
        st.session_state["instruction"] = snapshot.job.words


def reseed(snapshot: Snapshot) -> None:
    job = snapshot.job
    jobs.submit(jobs.reseeded(job.request, 1), job.project, job.parent)
