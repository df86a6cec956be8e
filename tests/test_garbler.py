"""200 runs through a proxy that delays, cuts, duplicates and garbles: each comes to its end, and says what happened."""

import logging
import time
from collections import Counter

from gdiff_core.engines.remote.chat import Chat
from gdiff_core.engines.remote.line import Line
from gdiff_core.records import Request
from gdiff_core.serving.jobs import Jobs, Outcome
from gdiff_core.serving.limits import Limits
from tests.garbler import garbling
from tests.scripted_server import PAGE, Scripted, chunk, running, sse, whole

RUNS, AT_ONCE = 200, 8
SECONDS = 60


def test_no_run_hangs_or_loses_what_had_come_or_shows_a_traceback(caplog):
    scripted, saved = Scripted(), dict[str, str]()
    # Long enough to be cut anywhere.
    scripted.answers = [lambda: scripted.stream([*[sse(chunk("<!-- -->"))] * 10, *whole()], pause=0.001)]

    def save(outcome: Outcome) -> str:
        saved[outcome.job.id] = outcome.text
        return "v1"

    with running(scripted.app()) as url, garbling(("127.0.0.1", int(url.rpartition(":")[2])), 5) as proxy:
        chat = Chat(Line(f"{proxy}/v1", stall=0.5, retries=1), "m")
        jobs = Jobs(chat.build, save, width=lambda: AT_ONCE, keep=RUNS, limits=Limits(RUNS, RUNS, RUNS))
        with caplog.at_level(logging.ERROR):
            ids = [jobs.submit(Request(f"page {n}"), f"owner {n % 5}").id for n in range(RUNS)]
            snapshots = finished(jobs, ids)
        jobs.close()
    assert not [record for record in caplog.records if record.exc_info]
    for snapshot in snapshots:
        job = snapshot.job
        assert job.state in ("done", "failed")
        assert saved[job.id] == snapshot.text
        if job.state == "failed":
            assert "server" in job.error and "Error" not in job.error and "Traceback" not in job.error
        elif snapshot.text.endswith(PAGE):
            assert not job.error
    states = Counter(snapshot.job.state for snapshot in snapshots)
    assert states["done"] > 40, states  # what comes late, or twice, comes all the same
    assert states["failed"] > 20, states
    assert sum(bool(snapshot.text) for snapshot in snapshots if snapshot.job.state == "failed") > 10


def finished(jobs: Jobs, ids: list[str]) -> list:
    found, end = [], time.monotonic() + SECONDS
    for id in ids:
        snapshot = jobs.look(id)
        while not snapshot.over:
            assert time.monotonic() < end, snapshot.job
            snapshot = jobs.wait(id, snapshot.version, 0.5)
        found.append(snapshot)
    return found
