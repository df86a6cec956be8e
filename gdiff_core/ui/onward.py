"""A page that has no end, as it was cut off or stopped: it goes on from there."""

from dataclasses import replace

from gdiff_core.document.extract import extract_page
from gdiff_core.document.verdict import CUT_OFF
from gdiff_core.records import Request
from gdiff_core.serving.jobs import Snapshot
from gdiff_core.ui import jobs, pictures
from gdiff_core.ui.place import Place, html
from gdiff_core.ui.settings import settings_now
from gdiff_core.ui.shared import server
from gdiff_core.ui.told import with_task

STOPPED = "You stopped it here: go on, and it is written from the last finished block."
NO_END = "This page has no end: go on, and it is written from there."


def after(snapshot: Snapshot) -> str:
    """What to tell of a run that can go on; empty where it cannot."""
    if not _begun(snapshot):
        return ""
    return STOPPED if snapshot.job.state == "stopped" else CUT_OFF


def behind(place: Place, page: str) -> str:
    """As `after`, of a version and its page."""
    run = place.version.run
    can = run.kind in ("build", "branch") and run.prompt and server().general() and _without_end(page)
    return NO_END if can else ""


def go_on(snapshot: Snapshot) -> None:
    """A callback."""
    job = snapshot.job
    if begun := _begun(snapshot):
        jobs.submit(replace(job.request, begun=begun), job.project, job.version or job.parent)


def go_on_from(place: Place) -> None:
    """A callback."""
    version = place.version
    begun = html(place)[: version.run.committed]
    request = Request(version.run.prompt, settings_now(), begun=begun, pictures=pictures.of(version))
    jobs.submit(replace(request, task=with_task(request)), version.project, version.id)


def _begun(snapshot: Snapshot) -> str:
    """The page as far as it is committed; empty where there is nothing to go on with."""
    job, commits = snapshot.job, snapshot.commits
    ended = job.state == "stopped" or (job.state == "done" and commits and commits[-1].finish == "length")
    if not (ended and commits and isinstance(job.request, Request) and server().general()):
        return ""
    return _without_end(commits[-1].text)


def _without_end(text: str) -> str:
    page = extract_page(text)
    return "" if page.complete else page.html
