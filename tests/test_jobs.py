import threading
import time
from collections.abc import Iterator

import pytest

from gdiff_core.errors import BadRequest, JobError, ModelError, TweakRefused
from gdiff_core.records import Commit, Edit, Frame, Request
from gdiff_core.serving import jobs as jobs_module
from gdiff_core.serving.jobs import Jobs, Outcome

PATIENCE = 5.0


def frame(step: int, block: int = 0, text: str = "draft") -> Frame:
    return Frame(block, step, (7,), (7,), (True,), (False,), (0.5,), text, 0.0)


def commit(block: int = 0, text: str = "done", finish=None) -> Commit:
    return Commit(block, (7,), 1, True, text, finish, 0.0)


class Loop:
    """A fake generation: one frame a call of `step`, then a commit; notes what ran and what was closed."""

    def __init__(self, frames: int = 1) -> None:
        self.frames = frames
        self.ran: list[str] = []
        self.closed: list[str] = []
        self.permits = threading.Semaphore(0)

    def __call__(self, request: Request) -> Iterator[Frame | Commit]:
        self.ran.append(request.prompt)
        try:
            for step in range(1, self.frames + 1):
                assert self.permits.acquire(timeout=PATIENCE)
                yield frame(step)
            yield commit(finish="eos")
        finally:
            self.closed.append(request.prompt)

    def step(self, n: int = 1) -> None:
        self.permits.release(n)


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def jobs(loop: Loop) -> Iterator[Jobs]:
    made = Jobs(loop)
    yield made
    loop.step(1000)
    made.close()


def until(jobs: Jobs, id: str, *states: str):
    """The first snapshot of the job in one of the states."""
    end, snapshot = time.monotonic() + PATIENCE, jobs.look(id)
    while snapshot.job.state not in states:
        assert time.monotonic() < end, f"still {snapshot.job.state}"
        snapshot = jobs.wait(id, snapshot.version, 0.1)
    return snapshot


def test_a_job_runs_and_keeps_its_newest_frame_and_every_commit(jobs, loop):
    loop.frames = 3
    job = jobs.submit(Request("a page"), "ann")
    loop.step(3)
    snapshot = until(jobs, job.id, "done")
    assert snapshot.frame.step == 3
    assert [c.text for c in snapshot.commits] == ["done"]
    assert snapshot.text == "done"
    assert snapshot.over
    assert snapshot.job.position == 0


def test_ids_cannot_be_guessed(jobs):
    ids = {jobs.submit(Request("a page"), str(owner)).id for owner in range(20)}
    assert len(ids) == 20
    assert min(map(len, ids)) >= 22  # 128 bits


def test_owners_take_turns_and_see_their_position(jobs, loop):
    order = ["ann 1", "ann 2", "ann 3", "bob 1", "bob 2", "cy 1"]
    submitted = {prompt: jobs.submit(Request(prompt), prompt.split()[0]) for prompt in order}
    until(jobs, submitted["ann 1"].id, "running")
    fair = ["ann 1", "bob 1", "cy 1", "ann 2", "bob 2", "ann 3"]
    assert [jobs.look(submitted[prompt].id).job.position for prompt in fair] == [0, 1, 2, 3, 4, 5]
    loop.step(len(order))
    until(jobs, submitted["ann 3"].id, "done")
    assert loop.ran == fair


def test_who_comes_back_after_each_run_cannot_starve_another(jobs, loop):
    first = jobs.submit(Request("ann 1"), "ann")
    until(jobs, first.id, "running")
    last = [jobs.submit(Request(f"bob {i}"), "bob") for i in (1, 2)][-1]
    for i in (2, 3, 4):
        again = jobs.submit(Request(f"ann {i}"), "ann")
        loop.step()
        until(jobs, first.id, "done")
        first = again
        if jobs.look(last.id).over:
            break
        loop.step()
        until(jobs, again.id, "done", "running")
    loop.step(10)
    until(jobs, last.id, "done")
    assert loop.ran.index("bob 2") <= 3


def test_stopping_a_queued_job_takes_it_out_at_once(jobs, loop):
    running, queued, behind = (jobs.submit(Request(name), name) for name in ("a", "b", "c"))
    until(jobs, running.id, "running")
    jobs.stop(queued.id)
    assert jobs.look(queued.id).job.state == "stopped"
    assert jobs.look(behind.id).job.position == 1
    loop.step(2)
    until(jobs, behind.id, "done")
    assert loop.ran == ["a", "c"]


def test_stopping_a_running_job_ends_it_within_one_step_and_frees_the_model(jobs, loop):
    loop.frames = 100
    job = jobs.submit(Request("a"), "ann")
    loop.step()
    snapshot = until(jobs, job.id, "running")
    while snapshot.frame is None:
        snapshot = jobs.wait(job.id, snapshot.version, PATIENCE)
    jobs.stop(job.id)
    loop.step()
    snapshot = until(jobs, job.id, "stopped")
    assert snapshot.frame.step == 2
    assert snapshot.text == "draft"
    assert loop.closed == ["a"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ModelError("The folder is empty."), "The folder is empty."),
        (RuntimeError("oh"), "RuntimeError: oh."),
    ],
)
def test_a_failing_run_says_why_and_the_queue_goes_on(error, said):
    def run(request):
        if request.prompt == "bad":
            raise error
        yield commit(finish="eos")

    jobs = Jobs(run)
    bad, good = jobs.submit(Request("bad"), "ann"), jobs.submit(Request("good"), "bob")
    assert said in until(jobs, bad.id, "failed").job.error
    until(jobs, good.id, "done")
    jobs.close()


def test_waiting_sees_the_latest_and_skips_what_came_between(jobs, loop):
    loop.frames = 50
    job = jobs.submit(Request("a"), "ann")
    seen = jobs.look(job.id).version
    loop.step(40)
    end = time.monotonic() + PATIENCE
    while not (frame := jobs.look(job.id).frame) or frame.step < 40:
        assert time.monotonic() < end
        time.sleep(0.001)
    snapshot = jobs.wait(job.id, seen, PATIENCE)
    assert snapshot.frame.step == 40
    assert jobs.wait(job.id, snapshot.version, 0.01).version == snapshot.version


def test_a_draft_counts_until_its_block_is_committed():
    def run(_):
        yield frame(1, 0, "one")
        yield commit(0, "one.")
        yield frame(1, 1, "one. two")

    jobs = Jobs(run)
    snapshot = until(jobs, jobs.submit(Request("a"), "ann").id, "done")
    assert snapshot.text == "one. two"
    jobs.close()


def test_one_owner_cannot_fill_the_queue(loop):
    jobs = Jobs(loop, patience=2)
    until(jobs, jobs.submit(Request("running"), "ann").id, "running")
    waiting = [jobs.submit(Request("waiting"), "ann") for _ in range(2)]
    with pytest.raises(BadRequest, match="2 of your requests are waiting"):
        jobs.submit(Request("one too many"), "ann")
    assert jobs.submit(Request("another"), "bob").position == 1
    jobs.stop(waiting[0].id)
    jobs.submit(Request("room again"), "ann")
    loop.step(10)
    jobs.close()


def test_only_the_last_finished_jobs_are_kept():
    def run(_):
        yield commit(finish="eos")

    jobs = Jobs(run, keep=2)
    ids = [jobs.submit(Request(str(i)), "ann").id for i in range(4)]
    until(jobs, ids[-1], "done")
    assert [jobs.look(id).job.request.prompt for id in ids[2:]] == ["2", "3"]
    with pytest.raises(JobError, match="Send the request again"):
        jobs.look(ids[0])


def test_closing_stops_everything_and_leaves_no_thread(loop):
    before = threading.active_count()
    jobs = Jobs(loop)
    running, queued = jobs.submit(Request("a"), "ann"), jobs.submit(Request("b"), "ann")
    until(jobs, running.id, "running")
    loop.step()
    jobs.close()
    assert threading.active_count() == before
    assert jobs.look(queued.id).job.state == "stopped"
    assert loop.ran == ["a"]


def test_a_page_is_saved_before_anybody_sees_that_the_run_is_over(loop):
    outcomes: list[Outcome] = []
    may_save = threading.Event()

    def save(outcome: Outcome) -> str:
        assert may_save.wait(PATIENCE)
        outcomes.append(outcome)
        return "v1"

    loop.frames = 2
    jobs = Jobs(loop, save)
    job = jobs.submit(Request("a"), "ann", project="p", parent="v0")
    loop.step(2)
    end = time.monotonic() + PATIENCE
    while not (snapshot := jobs.look(job.id)).commits:
        assert time.monotonic() < end
    assert snapshot.job.state == "running"
    may_save.set()
    done = until(jobs, job.id, "done").job
    jobs.close()
    assert (done.project, done.parent, done.version) == ("p", "v0", "v1")
    [outcome] = outcomes
    assert (outcome.job.state, outcome.job.project, outcome.text) == ("done", "p", "done")
    assert [type(event) for event in outcome.events] == [Frame, Frame, Commit]


def test_a_stopped_run_is_offered_for_saving(loop):
    outcomes: list[Outcome] = []
    loop.frames = 100
    jobs = Jobs(loop, lambda outcome: outcomes.append(outcome) or "")
    job = jobs.submit(Request("a"), "ann")
    loop.step()
    while until(jobs, job.id, "running").frame is None:
        jobs.wait(job.id, timeout=0.01)
    jobs.stop(job.id)
    loop.step()
    until(jobs, job.id, "stopped")
    jobs.close()
    assert [(outcome.job.state, outcome.text) for outcome in outcomes] == [("stopped", "draft")]


@pytest.mark.parametrize("error", [ModelError("The disk is full."), OSError("The disk is full.")])
def test_a_page_that_cannot_be_saved_is_shown_with_the_reason(error):
    def save(_):
        raise error

    jobs = Jobs(lambda _: (item for item in [commit(finish="eos")]), save)
    snapshot = until(jobs, jobs.submit(Request("a"), "ann").id, "done")
    jobs.close()
    assert snapshot.text == "done"
    assert snapshot.job.version == ""
    assert "not saved" in snapshot.job.error
    assert "The disk is full." in snapshot.job.error


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ValueError("x" * 2**20), "ValueError: xxx"),
        (OSError("\n\n# a\n\n![b](http://c)"), "OSError: # a ![b](http://c)."),
        (KeyError(), "KeyError."),
        (ModelError(""), "ModelError"),
        (ModelError("It is\n  broken. " * 2**16), "It is broken. It is"),
    ],
)
def test_an_error_of_any_text_reads_well(error: Exception, says: str) -> None:
    def run(_):
        yield frame(1)
        raise error

    jobs = Jobs(run)
    told = until(jobs, jobs.submit(Request("a"), "ann").id, "failed").job.error
    jobs.close()
    assert says in told and len(told) < 600 and "\n" not in told


def test_a_refused_page_can_be_looked_at():
    def run(_):
        yield frame(1)
        raise TweakRefused("The result does not fit.", "<p>refused")

    jobs = Jobs(run)
    edit = Edit("<!doctype html><p>old", "make it blue")
    snapshot = until(jobs, jobs.submit(edit, "ann").id, "failed")
    jobs.close()
    assert snapshot.refused == "<p>refused"
    assert snapshot.job.error == "The result does not fit."
    assert snapshot.job.words == "make it blue"


def test_a_run_too_long_to_record_is_saved_without_its_frames(monkeypatch):
    monkeypatch.setattr(jobs_module, "RECORD_CHARS", 12)
    outcomes: list[Outcome] = []
    events = [frame(step) for step in range(1, 5)] + [commit(finish="eos")]
    jobs = Jobs(lambda _: iter_of(events), lambda outcome: outcomes.append(outcome) or "v1")
    until(jobs, jobs.submit(Request("a"), "ann").id, "done")
    jobs.close()
    assert [(outcome.text, outcome.events) for outcome in outcomes] == [("done", ())]


def iter_of(events: list) -> Iterator[Frame | Commit]:
    yield from events
