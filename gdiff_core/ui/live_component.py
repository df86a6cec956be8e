"""The live view: canvas and preview, or text, of a job while it runs; or a version."""

import base64
from collections.abc import Callable
from contextlib import suppress

import streamlit as st

from gdiff_core.errors import GdiffError, JobError
from gdiff_core.history.store import Right
from gdiff_core.serving import live
from gdiff_core.serving.jobs import Snapshot
from gdiff_core.ui import jobs, onward
from gdiff_core.ui.ancestry import parent_html
from gdiff_core.ui.asking import MEND, change
from gdiff_core.ui.components import component
from gdiff_core.ui.messages import guarded
from gdiff_core.ui.place import Place, go, html
from gdiff_core.ui.shared import me, runs, server, store
from gdiff_core.ui.wishes import earlier

FALLBACK_SECONDS = 0.1


def _live_component():
    return component("live_view", "live_view/view.html", ("live_view/view.css",), "live_view/view.js")


def live_view(snapshot: Snapshot | None, place: Place | None = None) -> None:
    """Mount canvas and preview of a job, else of a version (hidden without either); frames arrive by the
    component's own channel.

    Where that channel cannot be opened, a fragment hands the latest frame over, ten times a second.
    """
    if snapshot is None:
        return _mount_version(place)
    # The place is for earlier wishes, which nobody reads from the store ten times a second.
    return by_channel(
        "live",
        snapshot,
        lambda shown, way, told: _mount(shown, way, told, place if way == "socket" else None),
    )


def by_channel(
    key: str, snapshot: Snapshot, mount: Callable[[Snapshot, str, list[str | dict]], None]
) -> None:
    """Mount a component by the job's own channel; where that cannot be opened, hand the latest frame over.

    Args:
        key: the component's; its state says `unreachable`.
        mount: given the job, the way ("socket" or "relay"), and the messages that go along.
    """
    if not st.session_state.get(key, {}).get("unreachable"):
        return mount(snapshot, "socket", [])
    relay = live.Relay(server().texts)  # a new one with every run: whoever has just come is told all
    if snapshot.over:
        return mount(snapshot, "relay", _packed(relay.tell(snapshot)))
    return st.fragment(_follow, run_every=FALLBACK_SECONDS)(snapshot.job.id, relay, mount)


def _follow(id: str, relay: live.Relay, mount: Callable[[Snapshot, str, list[str | dict]], None]) -> None:
    try:
        snapshot = runs().look(id)
    except JobError:  # forgotten, or not the person's to watch any more
        st.rerun()
    if snapshot.over:
        st.rerun()
    mount(snapshot, "relay", _packed(relay.tell(snapshot)))


def _mount_version(place: Place | None) -> None:
    page = html(place) if place else ""
    data = {
        "show": None,
        "ticket": "",
        "may": place is not None and place.may_work,
        "scene": None,
        "way": "stored",
        "messages": [],
        "onward": "",
        "wishes": earlier(place),
        "mode": "page",
        "mends": server().general(),
    }
    if place and place.version:
        version = place.version
        messages = live.stored(version, page, parent_html(place))
        data |= {"show": version.id, "scene": version.project, "messages": messages}
        data |= {"onward": onward.behind(place, page) if place.may_work else ""}
    _live_component()(
        key="live",
        data=data,
        on_compare_change=_ask_compare,
        on_mend_change=_mend,
        on_onward_change=guarded(lambda: onward.go_on_from(place)),
    )


def _mend() -> None:
    change(MEND.format(st.session_state["live"]["mend"]))


def _ask_compare() -> None:
    st.session_state["compare"] = True


def _mount(snapshot: Snapshot, way: str, messages: list[str | dict], place: Place | None = None) -> None:
    job = snapshot.job
    wishes, may = earlier(place), runs().right(job.id) >= Right.WORK
    _live_component()(
        key="live",
        data={
            "show": job.id,
            "ticket": server().people.ticket(me(), job.id),
            "may": may,
            "scene": job.project,
            "way": way,
            "messages": messages,
            "onward": onward.after(snapshot) if may else "",
            "wishes": wishes,
            "mode": "text" if live.is_text(job.request) else "page",
            "mends": snapshot.over and server().general(),
        },
        on_unreachable_change=lambda: None,
        on_stop_change=guarded(lambda: runs().stop(job.id)),
        on_again_change=lambda: _again(snapshot),
        on_over_change=lambda: None,
        on_compare_change=_ask_compare,
        on_keep_change=lambda: _keep(snapshot),
        on_mend_change=_mend,
        on_onward_change=lambda: onward.go_on(snapshot),
    )


def _keep(snapshot: Snapshot) -> None:
    """The refused page after all."""
    with suppress(GdiffError):
        go(snapshot.job.project, server().keep(snapshot, store()))


def _again(snapshot: Snapshot) -> None:
    """Once more; with the next seed where that is what was wrong, as the same one would end the same."""
    job = snapshot.job
    other = bool(snapshot.refused or job.unmet)
    jobs.submit(jobs.reseeded(job.request, int(other)), job.project, job.parent)


def _packed(messages: list[str | bytes]) -> list[str | dict]:
    return [{"bytes": base64.b64encode(m).decode()} if isinstance(m, bytes) else m for m in messages]
