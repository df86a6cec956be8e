import threading
import time
from collections.abc import Iterator

import pytest

from gdiff_core.errors import BadRequest, JobError, ModelError, TweakRefused
from gdiff_core.records import Commit, Edit, Frame, Request
from gdiff_core.serving import jobs as jobs_module
from gdiff_core.serving.jobs import Jobs, Outcome
from gdiff_core.serving.limits import Limits

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
    assert jobs.look(job.id).job.state == "running"
    loop.step()
    jobs.stop(job.id, PATIENCE)
    snapshot = jobs.look(job.id)
    assert (snapshot.job.state, snapshot.frame.step) == ("stopped", 2)
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
    jobs = Jobs(loop, limits=Limits(waiting=2))
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


# --- limits ---


def test_all_together_cannot_fill_the_queue(loop):
    jobs = Jobs(loop, limits=Limits(queue=3))
    until(jobs, jobs.submit(Request("running"), "ann").id, "running")
    for owner in "abc":
        jobs.submit(Request("waiting"), owner)
    with pytest.raises(BadRequest, match="3 requests are waiting here already: try again in a few minutes"):
        jobs.submit(Request("one too many"), "bob")
    loop.step(10)
    jobs.close()


def test_nobody_sends_more_than_so_many_a_minute(loop, monkeypatch):
    jobs, now = Jobs(loop, limits=Limits(rate=2)), [1000.0]
    monkeypatch.setattr(jobs_module.time, "monotonic", lambda: now[0])
    for _ in range(2):
        jobs.stop(jobs.submit(Request("a"), "ann").id)
        now[0] += 10
    with pytest.raises(BadRequest, match="2 requests within a minute: wait 40 seconds"):
        jobs.submit(Request("a"), "ann")
    jobs.submit(Request("a"), "bob")
    now[0] += 41
    jobs.submit(Request("a"), "ann")
    loop.step(10)
    jobs.close()


def test_limits_are_of_the_environment(monkeypatch):
    assert Limits.configured() == Limits()
    for name, value in (("MOST_WAITING", 1), ("MOST_QUEUED", 2), ("MOST_A_MINUTE", 3), ("GRACE", 0)):
        monkeypatch.setenv(f"GDIFF_{name}", str(value))
    assert Limits.configured() == Limits(waiting=1, queue=2, rate=3, grace=0)
    monkeypatch.setenv("GDIFF_MOST_QUEUED", "none")
    with pytest.raises(BadRequest, match="GDIFF_MOST_QUEUED is 'none': use a whole number, at least 1"):
        Limits.configured()


# --- tabs that are closed ---


class Visits:
    """A queue of which every look counts, a clock that a test sets, and the sessions that are open."""

    def __init__(self, loop: Loop, monkeypatch, grace: int = 60) -> None:
        self.loop, self.open, self.now = loop, {"tab"}, 1000.0
        monkeypatch.setattr(jobs_module.time, "monotonic", lambda: self.now)
        self.jobs = Jobs(loop, lambda _: "v", limits=Limits(grace=grace), is_open=self.open.__contains__)
        loop.frames = 1000
        self.id = self.jobs.submit(Request("a"), "ann").id

    def after(self, seconds: float) -> None:
        """So many seconds later, a step."""
        self.now += seconds
        seen = self.jobs.look(self.id)
        self.loop.step()
        self.jobs.wait(self.id, seen.version, PATIENCE)

    def state(self) -> str:
        return self.jobs.look(self.id).job.state

    def close(self) -> None:
        self.loop.step(2000)
        self.jobs.close()


@pytest.fixture
def visits(loop, monkeypatch) -> Iterator[Visits]:
    made = Visits(loop, monkeypatch)
    yield made
    made.close()


def test_a_run_whose_tab_was_closed_ends_after_a_time_of_grace(visits):
    visits.jobs.attend(visits.id, "tab")
    visits.after(100)
    visits.open.clear()
    visits.after(50)  # found to be gone
    visits.after(59)
    assert visits.state() == "running"
    visits.after(2)
    job = until(visits.jobs, visits.id, "stopped").job
    assert job.error == "Its tab was closed, and nobody came back within 60 seconds."
    assert job.version == "v"


@pytest.mark.parametrize("who", ["a reload", "somebody else", "nobody has to"])
def test_a_run_that_somebody_attends_goes_on(visits, who):
    if who != "nobody has to":
        visits.jobs.attend(visits.id, "tab")
    visits.open.clear()
    visits.after(50)
    if who != "nobody has to":
        visits.open.add("another")
        visits.jobs.attend(visits.id, "another")
    for _ in range(3):
        visits.after(59)
    assert visits.state() == "running"


def test_what_waits_for_a_closed_tab_leaves_the_queue(visits):
    queued = visits.jobs.submit(Request("b"), "bob").id
    visits.jobs.attend(queued, "tab")
    visits.open.clear()
    visits.after(10)
    visits.after(61)
    assert visits.jobs.look(queued).job.state == "stopped" and visits.state() == "running"


# --- threads that die ---


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_dies_is_replaced_and_its_person_told(loop):
    def run(request):
        if request.prompt == "fatal":
            raise SystemExit
        yield commit(finish="eos")

    jobs = Jobs(run)
    ids = [jobs.submit(Request(words), "ann").id for words in ("fatal", "good", "fatal", "good")]
    states = [until(jobs, id, "done", "failed").job for id in ids]
    assert [job.state for job in states] == ["failed", "done", "failed", "done"]
    assert "The thread that wrote this ended. Try again" in states[0].error
    assert jobs.is_alive()
    jobs.close()


# --- how long it takes ---


def test_who_waits_is_told_for_how_long_and_for_whom(monkeypatch):
    loop, now = Loop(), [1.0]
    monkeypatch.setattr(jobs_module.time, "monotonic", lambda: now[0])
    jobs = Jobs(loop)
    for seconds in (10, 20, 90):
        id = jobs.submit(Request("a"), "ann").id
        until(jobs, id, "running")
        now[0] += seconds
        loop.step()
        until(jobs, id, "done")
    first = jobs.submit(Request("ann"), "ann").id
    until(jobs, first, "running")
    waits = [first, *(jobs.submit(Request(owner), owner).id for owner in ("bob", "ann"))]
    now[0] += 5
    found = [jobs.look(id) for id in waits]
    assert [(one.job.position, one.own, one.expects) for one in found] == [
        (0, 0, 0.0),
        (1, 0, 15.0),
        (2, 1, 35.0),
    ]
    loop.step(10)
    jobs.close()
