"""A few sessions like browsers' at one server, in seconds; `python -m tests.load` is the same with many."""

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.load import App, Seen, crowd, lost_pages, unfair
from tests.sessions import Tab, Watched

GRACE = 1


def run(work: Coroutine) -> Any:
    """On a thread of its own: Playwright leaves a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@pytest.fixture(scope="module")
def app() -> Iterator[App]:
    made = App("--named", "--pace", "0.002", "--blocks", "2", GDIFF_GRACE=str(GRACE))
    yield made
    made.stop()


def test_sessions_take_turns_and_see_their_own_page_only(app: App) -> None:
    seen, _ = run(crowd(app, sessions=5, jobs=3))
    assert seen.ends == {"done": 15} and not seen.told
    assert unfair(seen.order, 5) <= 1
    assert seen.strangers == [] and seen.pictures >= 15
    assert len(seen.pages) == 15 and lost_pages(app.folder, seen.pages) == []


async def leave(app: App) -> Watched:
    """Two tabs look at a run, and are closed one after the other; then somebody comes back."""
    await app.ready()
    first = Tab(app.url)
    await first.open()
    job = await first.ask("A page, slowly")
    second, again = first.another(), first.another()
    await second.open()
    await first.close()
    await asyncio.sleep(2 * GRACE + 1)
    assert app.figure("gdiff_jobs_running") == 1
    await second.close()
    while app.figure("gdiff_jobs_running"):
        await asyncio.sleep(0.2)
    await again.open()
    watched = await again.watch(job)
    await again.close()
    return watched


def test_a_run_ends_when_the_last_tab_that_looks_at_it_is_closed(app: App) -> None:
    watched = run(leave(app))
    assert watched.states[-1]["state"] == "stopped"
    assert watched.states[-1]["error"] == f"Its tab was closed, and nobody came back within {GRACE} second."


async def die_once(app: App, seen: Seen) -> None:
    """In the midst of it; it comes back with threads that die as well."""
    while len(seen.order) < 3:
        await asyncio.sleep(0.01)
    app.kill()
    app.options = (*app.options, "--dies", "0.4")
    app.start()


def test_whatever_is_killed_the_queue_goes_on_and_people_are_told(app: App) -> None:
    seen, _ = run(crowd(app, 5, 2, die_once))
    assert seen.ends["done"] == 10 and app.started == 2
    known = ("not known here any more", "thread that wrote this ended", "does not work here", "no page yet")
    strange = {text for text in seen.told if not any(words in text for words in known)}
    assert seen.told and strange == set()
    assert seen.strangers == [] and lost_pages(app.folder, seen.pages) == []
