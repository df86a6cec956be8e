"""A server that nobody here wrote: mlx-vlm over the bundled weights, with so few steps that its CPU build keeps up."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gdiff_core.document.extract import extract_page
from gdiff_core.engines.remote.engine import Remote, connect
from gdiff_core.errors import TweakRefused
from gdiff_core.nano.slots import NAME
from gdiff_core.records import UNKNOWN_REQUEST, Commit, Edit, Message, Request, Settings
from gdiff_core.serving.jobs import Jobs, Outcome
from tests import mlx_server
from tests.conftest import free_port

REQUEST = "page: green dark sans plain even centred, button about, about 1"  # as the bundled model was taught
LONG = f"{REQUEST}, offer 6, pricing 6, reviews 4, faq 5, team 4, hours 4, contact"


def quick(remote: Remote, steps: int = 6, tokens: int = 1024) -> Settings:
    return replace(remote.defaults, steps=steps, max_tokens=tokens)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    mlx_server.require_mlx()
    return mlx_server.weights(tmp_path_factory.mktemp("mlx") / "nano")


@pytest.fixture(scope="module")
def address(folder) -> Iterator[str]:
    port = free_port()
    process = mlx_server.serve(folder, port, folder.parent / "log")
    yield f"http://127.0.0.1:{port}/v1"
    process.kill()
    process.wait(20)


@pytest.fixture(scope="module")
def remote(address) -> Remote:
    made = connect(address)
    made.warm_up()
    return made


@pytest.fixture(scope="module")
def page(remote) -> str:
    commits = [event for event in remote.run(Request(REQUEST, quick(remote))) if isinstance(event, Commit)]
    last = commits[-1]
    assert last.finish == "eos"
    assert sum(commit.count for commit in commits) > 0
    return extract_page(last.text).html


def test_it_is_known_for_what_it_is(remote):
    assert remote.info.name == "nano"
    assert remote.info.abilities[0].startswith("mlx-vlm")


def test_a_build_comes_to_a_page(page):
    found = extract_page(page)
    assert found.complete
    assert found.title == NAME


def test_an_edit_changes_the_page(remote, page):
    history = (Message("user", UNKNOWN_REQUEST), Message("assistant", page))  # as it was taught
    edit = Edit(page, "tone light", quick(remote), UNKNOWN_REQUEST, history=history)
    *_, last = (event for event in remote.run(edit) if event)
    assert last.text != page
    assert extract_page(last.text).complete
    assert NAME in extract_page(last.text).title


def test_a_selection_holds_the_rest_to_the_byte(remote, page):
    """This small model was never told to answer with a part: whatever comes, what is around it stays."""
    start = page.index("<h1>")
    span = (start, page.index("</h1>") + len("</h1>"))
    edit = Edit(page, "Change the heading.", quick(remote, 3), REQUEST, selection=span)
    try:
        *_, last = (event for event in remote.run(edit) if event)
        new = last.text
    except TweakRefused as refused:
        assert "page stays as it was" in str(refused)
        new = refused.page
    assert (new[: span[0]], new[len(new) - len(page) + span[1] :]) == (page[: span[0]], page[span[1] :])


def until_over(jobs: Jobs, *ids: str, seconds: float = 240):
    end = time.monotonic() + seconds
    while not all(jobs.look(id).over for id in ids):
        assert time.monotonic() < end, [jobs.look(id).job.state for id in ids]
        time.sleep(0.05)
    return [jobs.look(id) for id in ids]


def test_two_jobs_at_once_and_stop_ends_the_work_of_the_server(remote):
    jobs = Jobs(remote.run, width=lambda: remote.jobs)
    slow = jobs.submit(Request(LONG, quick(remote, 4)), "ann")
    short = jobs.submit(Request(REQUEST, quick(remote, 1, 64)), "bob")
    end = time.monotonic() + 60
    while {jobs.look(job.id).job.state for job in (slow, short)} != {"running"}:
        assert time.monotonic() < end
        time.sleep(0.02)
    began = time.monotonic()
    jobs.stop(slow.id)
    [stopped] = until_over(jobs, slow.id)
    assert time.monotonic() - began < 1
    [done] = until_over(
        jobs, short.id
    )  # the server works on one at a time: on this one, when a block of that is over
    assert (stopped.job.state, done.job.state) == ("stopped", "done")
    jobs.close()


def test_a_server_that_is_killed_in_mid_stream_is_lost_and_found_again(folder):
    port = free_port()
    process = mlx_server.serve(folder, port, folder.parent / "log")
    remote = connect(f"http://127.0.0.1:{port}/v1")
    saved: list[Outcome] = []
    jobs = Jobs(remote.run, lambda outcome: saved.append(outcome) or "v1")
    job = jobs.submit(Request(LONG, quick(remote, 2)), "ann", project="p")
    while not jobs.look(job.id).commits:
        assert not jobs.look(job.id).over, jobs.look(job.id).job.error
        time.sleep(0.05)
    process.kill()
    process.wait(20)
    [lost] = until_over(jobs, job.id)
    assert lost.job.state == "failed"
    assert "lost in the middle of its answer" in lost.job.error
    assert lost.text.startswith("<!doctype html>")
    assert saved[0].text == lost.text
    process = mlx_server.serve(folder, port, folder.parent / "log")
    again = jobs.submit(Request(REQUEST, quick(remote, 1, 64)), "ann")
    [found] = until_over(jobs, again.id)
    assert (found.job.state, found.job.error) == ("done", "")
    jobs.close()
    process.kill()
    process.wait(20)
