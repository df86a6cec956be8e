"""Worker threads ask the engine, as many side by side as it works on; whoever asked takes turns in a fair queue and
sees the latest frame.

Fairness is start-time fair queueing (Goyal, Vin and Chen, SIGCOMM 1996) with jobs of equal cost: a job is
stamped with one more than its owner's last stamp, but never with less than the stamp now being served; the
lowest stamp goes next. Owners take turns however many jobs one of them has queued, and nobody starves.

A job that was attended by browser sessions, and no longer is by any, ends after a time of grace.
"""

import heapq
import itertools
import logging
import secrets
import statistics
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from gdiff_core.engines import Engine
from gdiff_core.errors import BadRequest, EngineError, GdiffError, JobError, TweakRefused, reason, whence
from gdiff_core.records import Asked, Commit, Frame, Job, JobState
from gdiff_core.serving.limits import Limits, amount

log = logging.getLogger(__name__)

Event = Frame | Commit


@dataclass(frozen=True, slots=True)
class Work:
    """What is no page: somebody's own doing with the engine, one piece of it (`errands`)."""

    prompt: str
    """What it is, in words."""
    do: Callable[[Engine], Iterator[None]]
    """None: nothing yet, so it can be stopped."""


Generate = Callable[[Asked | Work], Generator[Event | None, None, None]]
OVER: tuple[JobState, ...] = ("done", "stopped", "failed")
RECORD_CHARS = 2**27
"""Of the texts of all frames of a run; a longer one is saved without them."""
MINUTE = 60.0
SWEEP_SECONDS = 1.0
LAST = 20
"""Runs that the next ones are expected to be like."""
HINT = "Try again; if it fails again, the log of the server says why."
BROKE_OFF = f"The thread that wrote this ended. {HINT}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run that is about to be over, for whoever saves its page."""

    job: Job
    text: str
    events: tuple[Event, ...]
    """All of them, in order; empty where they were too many to keep."""


Save = Callable[[Outcome], str]
"""Saves the page of a run and names the version; empty when there was nothing to save."""


class Verdict(NamedTuple):
    """What a page that is done lacks, by the words of `records.Job`."""

    unmet: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


Judge = Callable[[Outcome], Verdict]
Ended = Callable[["Snapshot", float], None]
"""Told of every run that is over, and how many seconds it waited; under the lock, so it must be quick."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All there is to see of a job at one moment: every commit, but only the newest frame."""

    job: Job
    version: int
    """Grows with every change; hand it to `Jobs.wait`."""
    frame: Frame | None
    commits: tuple[Commit, ...]
    seconds: float
    """Spent generating; stands still once the job is over."""
    refused: str = ""
    """A page that could not take the place of the old one."""
    own: int = 0
    """Of the jobs ahead of one that waits, those of the same owner."""
    expects: float = 0.0
    """Seconds that one that waits probably still does, by what the last runs took; 0 where nobody knows."""

    @property
    def over(self) -> bool:
        return self.job.state in OVER

    @property
    def text(self) -> str:
        """The text as far as it goes: an unfinished block counts by its draft."""
        return _text(self.frame, self.commits)


def _text(frame: Frame | None, commits: Sequence[Commit]) -> str:
    committed = commits[-1] if commits else None
    if frame and (committed is None or frame.block > committed.block):
        return frame.text
    return committed.text if committed else ""


@dataclass(slots=True)
class _Entry:
    """The mutable side of a job; touched only under the lock of its `Jobs`."""

    id: str
    owner: str
    request: Asked | Work
    project: str
    parent: str | None
    stamp: tuple[int, int]
    """Turn, then order of arrival."""
    state: JobState = "queued"
    error: str = ""
    version: int = 0
    frame: Frame | None = None
    commits: list[Commit] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    recorded: int = 0
    """Characters of the texts in `events`."""
    refused: str = ""
    saved: str = ""
    """Id of the version."""
    verdict: Verdict = field(default_factory=Verdict)
    asked: float = field(default_factory=time.monotonic)
    started: float = 0.0
    ended: float = 0.0
    stopping: bool = False
    sessions: set[str] = field(default_factory=set)
    """Of browsers that have looked; empty: nobody has to."""
    left: float = 0.0
    """When the last of them was found to be gone; 0 while one is there."""
    why: str = ""
    """It is ended by us."""
    waits: bool = False
    """It is written, and waits for the file that it is to be saved in: the engine is free for the next."""

    def seconds(self) -> float:
        return (self.ended or time.monotonic()) - self.started if self.started else 0.0


class Jobs:
    """A queue of generations, so many at a time as the engine works on, each in one thread."""

    def __init__(
        self,
        run: Generate,
        save: Save = lambda _: "",
        judge: Judge = lambda _: Verdict(),
        ended: Ended = lambda *_: None,
        refused: Callable[[], None] = lambda: None,
        *,
        width: Callable[[], int] = lambda: 1,
        keep: int = 32,
        limits: Limits | None = None,
        is_open: Callable[[str], bool] = lambda _: True,
    ) -> None:
        """
        Args:
            run: starts a generation; closing what it returns must free the model. It may say None: nothing yet.
            save: called on the worker when a run is done, was stopped or lost its server, before anybody sees that it
                is over.
            judge: called on the worker when a run is done, before it is saved.
            ended: told of every run that is over.
            refused: told of every request that the limits do not allow.
            width: how many may run side by side, asked before each.
            keep: finished jobs that a reload can still find; older ones are forgotten.
            limits: of an owner, and of all.
            is_open: whether a browser session is still connected.
        """
        self._run, self._save, self._judge, self._width = run, save, judge, width
        self._ended, self._refused = ended, refused
        self._keep, self._limits, self._is_open = keep, limits or Limits(), is_open
        self._changed = threading.Condition()
        self._entries: dict[str, _Entry] = {}
        self._turns: dict[str, int] = {}
        self._turn = 0
        self._asked: dict[str, deque[float]] = {}
        """When each owner asked, within the last minute."""
        self._took: deque[float] = deque(maxlen=LAST)
        """Seconds of the last runs that came to their end."""
        self._swept = 0.0
        self._arrivals = itertools.count()
        self._closed = False
        self._workers: list[threading.Thread] = []

    def submit(
        self, request: Asked | Work, owner: str, *, project: str = "", parent: str | None = None
    ) -> Job:
        """Queue what is asked, or a piece of work.

        Args:
            owner: whoever takes turns with others: a person.
            project: where its page is to be saved.
            parent: the version that is worked on, or the turn before.

        Raises:
            BadRequest: it is one more than the limits allow.
        """
        with self._changed:
            self._sweep()
            # The pieces of long work come one by one.
            if not isinstance(request, Work) and (why := self._too_many(owner)):
                self._refused()
                raise BadRequest(why)
            turn = max(self._turn, self._turns.get(owner, 0) + 1)
            self._turns = {o: t for o, t in self._turns.items() if t > self._turn} | {owner: turn}
            stamp = (turn, next(self._arrivals))
            entry = _Entry(secrets.token_urlsafe(16), owner, request, project, parent, stamp)
            self._entries[entry.id] = entry
            self._staff()
            self._touch_queue()
            return self._job(entry)

    @property
    def busy(self) -> bool:
        """Whether anything is being written, or waits."""
        with self._changed:
            return any(entry.state not in OVER for entry in self._entries.values())

    def look(self, id: str) -> Snapshot:
        """
        Raises:
            JobError: there is no such job, or it was forgotten.
        """
        with self._changed:
            return self._snapshot(self._entry(id))

    def ahead(self, id: str) -> list[Job]:
        """Jobs of the same owner that run, or come sooner."""
        with self._changed:
            return [self._job(e) for e in self._ahead(self._entry(id))]

    def attend(self, id: str, session: str) -> None:
        """From now on the job goes on while this browser session is open, or others that attend it are.

        One that no session ever attended needs none.
        """
        with self._changed, suppress(KeyError):
            self._entries[id].sessions.add(session)

    def wait(self, id: str, seen: int = -1, timeout: float | None = None) -> Snapshot:
        """Block until the job's version differs from `seen` or `timeout` seconds have passed."""
        with self._changed:
            entry = self._entry(id)
            self._changed.wait_for(lambda: entry.version != seen, timeout)
            return self._snapshot(entry)

    def stop(self, id: str, patience: float = 0.0) -> None:
        """Take a queued job out at once; end a running one before its next step, and wait so many seconds for that."""
        with self._changed:
            entry = self._entry(id)
            entry.stopping = True
            if entry.state == "queued":
                self._finish(entry, "stopped")
            if patience:
                self._changed.wait_for(lambda: entry.state in OVER, patience)

    def forget(self, id: str) -> None:
        """Of work that is over nobody needs to find anything again."""
        with self._changed:
            self._entries.pop(id, None)

    def close(self, timeout: float = 10.0) -> None:
        """Stop everything and end the threads."""
        with self._changed:
            self._closed = True
            open_jobs = [entry.id for entry in self._entries.values() if entry.state not in OVER]
            for id in open_jobs:
                self.stop(id)
            self._changed.notify_all()
        for worker in self._workers:
            worker.join(timeout)

    def let_next(self, id: str) -> None:
        """A run is written and waits for something else: the next may begin."""
        with self._changed:
            self._entry(id).waits = True
            self._staff()
            self._changed.notify_all()

    def waiting(self) -> int:
        """Runs in the queue."""
        with self._changed:
            return len(self._queue())

    def running(self) -> int:
        """Runs at work."""
        with self._changed:
            return sum(entry.state == "running" for entry in self._entries.values())

    def is_alive(self) -> bool:
        """Whether the queue still goes on."""
        return not self._closed and all(worker.is_alive() for worker in self._workers)

    # A worker thread.

    def _work(self) -> None:
        entry = None
        try:
            while entry := self._next():
                self._attempt(entry)
        finally:  # whatever ends this thread, its person is told and the queue goes on
            with self._changed:
                if entry and entry.state == "running":
                    self._finish(entry, "failed", BROKE_OFF)
                if not self._closed:
                    self._workers.remove(threading.current_thread())
                    self._staff()

    def _attempt(self, entry: _Entry) -> None:
        try:
            self._generate(entry)
        except TweakRefused as error:
            entry.refused = error.page
            self._end(entry, "failed", reason(error))
        except EngineError as error:  # what had come is kept
            unsaved = self._keep_page(entry, "failed")
            self._end(entry, "failed", f"{reason(error)} {unsaved}".rstrip())
        except GdiffError as error:
            self._end(entry, "failed", reason(error))
        except Exception as error:
            log.error("run=%s state=failed error=%s", entry.id, whence(error))
            self._end(entry, "failed", f"The generation broke off: {reason(error)}. {HINT}")

    def _generate(self, entry: _Entry) -> None:
        with closing(self._run(entry.request)) as items:
            for item in items:
                if not self._publish(entry, item):
                    break
        state: JobState = "stopped" if entry.stopping else "done"
        unsaved = self._keep_page(entry, state)
        if state == "done":
            self._took.append(entry.seconds())
        self._end(entry, state, f"{entry.why} {unsaved}".strip())

    def _keep_page(self, entry: _Entry, state: JobState) -> str:
        """Save the page; what went wrong if it could not be, for it must be seen all the same."""
        if isinstance(entry.request, Work):
            return ""
        with self._changed:
            job = replace(self._job(entry), state=state)
            outcome = Outcome(job, _text(entry.frame, entry.commits), tuple(entry.events))
            entry.events = []
        try:
            entry.verdict = self._judge(outcome) if state == "done" else Verdict()
            entry.saved = self._save(outcome)
            return ""
        except GdiffError as error:
            return f"The page is not saved. {reason(error)}"
        except Exception as error:
            log.error("run=%s save=failed error=%s", entry.id, whence(error))
            return f"The page is not saved: {reason(error)}. Download it; the log of the server says more."

    def _next(self) -> _Entry | None:
        with self._changed:
            self._changed.wait_for(
                lambda: self._closed or (self._queue() and self._running() < self._width())
            )
            if self._closed:
                return None
            entry = self._queue()[0]
            self._turn = entry.stamp[0]
            entry.state, entry.started = "running", time.monotonic()
            self._touch(entry)
            self._touch_queue()
            self._staff()
            return entry

    def _publish(self, entry: _Entry, item: Event | None) -> bool:
        """Show an item to whoever looks; False once somebody asked to stop."""
        with self._changed:
            self._sweep()
            if item is None:
                return not entry.stopping
            if isinstance(item, Frame):
                entry.frame = item
            else:
                entry.commits.append(item)
            self._record(entry, item)
            self._touch(entry)
            return not entry.stopping

    def _end(self, entry: _Entry, state: JobState, error: str = "") -> None:
        with self._changed:
            self._finish(entry, state, error)

    # Below: the lock is held.

    def _too_many(self, owner: str) -> str:
        """Why another job of this owner, or of anybody, is one too many now; empty where it is not."""
        limits, queue, now = self._limits, self._queue(), time.monotonic()
        if sum(entry.owner == owner for entry in queue) >= limits.waiting:
            return f"{limits.waiting} of your requests are waiting: let one finish first."
        if len(queue) >= limits.queue:
            return f"{len(queue)} requests are waiting here already: try again in a few minutes."
        self._asked = {who: times for who, times in self._asked.items() if now - times[-1] < MINUTE}
        times = self._asked.setdefault(owner, deque(maxlen=limits.rate))
        if len(times) == limits.rate and (wait := times[0] + MINUTE - now) > 0:
            return (
                f"You sent {limits.rate} requests within a minute: wait {amount(wait)}, then send this again."
            )
        times.append(now)
        return ""

    def _sweep(self) -> None:
        """End what nobody attends any more, once the time of grace is over. Looks once a second."""
        now, grace = time.monotonic(), self._limits.grace
        if not grace or now - self._swept < SWEEP_SECONDS:
            return
        self._swept = now
        for entry in list(self._entries.values()):
            if entry.state in OVER or not entry.sessions or any(map(self._is_open, entry.sessions)):
                entry.left = 0.0
            elif not entry.left:
                entry.left = now
            elif now - entry.left >= grace and not entry.stopping:
                entry.why = f"Its tab was closed, and nobody came back within {amount(grace)}."
                entry.stopping = True
                if entry.state == "queued":
                    self._finish(entry, "stopped", entry.why)

    def _expects(self, entry: _Entry) -> float:
        """Seconds until a queued job starts, if every run takes as long as the middle one of the last; 0: unknown."""
        if entry.state != "queued" or not self._took:
            return 0.0
        usual = statistics.median(self._took)
        running = [e.seconds() for e in self._entries.values() if e.state == "running"]
        free = [0.0] * (self._width() - len(running)) + [max(0.0, usual - spent) for spent in running]
        heapq.heapify(free)
        for _ in range(self._queue().index(entry)):
            heapq.heapreplace(free, free[0] + usual)
        return free[0]

    def _staff(self) -> None:
        """As many threads as may be needed; those that are not wait."""
        waiting = sum(entry.waits for entry in self._entries.values())
        wanted = min(self._width(), self._running() + len(self._queue())) + waiting
        while len(self._workers) < wanted:
            self._workers.append(threading.Thread(target=self._work, name="gdiff-jobs", daemon=True))
            self._workers[-1].start()

    def _running(self) -> int:
        return sum(entry.state == "running" and not entry.waits for entry in self._entries.values())

    def _queue(self) -> list[_Entry]:
        queued = (entry for entry in self._entries.values() if entry.state == "queued")
        return sorted(queued, key=lambda entry: entry.stamp)

    def _ahead(self, entry: _Entry) -> list[_Entry]:
        """Of the same owner, those that run or come sooner than one that waits."""
        if entry.state != "queued":
            return []
        running = [e for e in self._entries.values() if e.state == "running"]
        queue = self._queue()
        return [e for e in (*running, *queue[: queue.index(entry)]) if e.owner == entry.owner]

    def _touch(self, entry: _Entry) -> None:
        entry.version += 1
        self._changed.notify_all()

    def _touch_queue(self) -> None:
        for entry in self._queue():
            self._touch(entry)

    def _record(self, entry: _Entry, item: Event) -> None:
        entry.recorded += len(item.text)
        entry.events.append(item)
        if entry.recorded > RECORD_CHARS:
            entry.events.clear()

    def _finish(self, entry: _Entry, state: JobState, error: str = "") -> None:
        entry.state, entry.error, entry.ended, entry.waits = state, error, time.monotonic(), False
        self._touch(entry)
        self._touch_queue()
        self._ended(self._snapshot(entry), (entry.started or entry.ended) - entry.asked)
        over = (e for e in self._entries.values() if e.state in OVER and not isinstance(e.request, Work))
        finished = sorted(over, key=lambda e: e.ended)
        for old in finished[: max(0, len(finished) - self._keep)]:
            del self._entries[old.id]

    def _entry(self, id: str) -> _Entry:
        with suppress(KeyError):
            return self._entries[id]
        raise JobError("This run is not known here any more. Send the request again.")

    def _job(self, entry: _Entry) -> Job:
        queue = self._queue() if entry.state == "queued" else []
        ahead = queue.index(entry) + self._running() + 1 - self._width() if queue else 0
        position = max(0, ahead)
        where = (entry.project, entry.parent, entry.saved, *entry.verdict, entry.owner)
        return Job(entry.id, entry.request, entry.state, position, entry.error, *where)

    def _snapshot(self, entry: _Entry) -> Snapshot:
        commits, own, expects = tuple(entry.commits), len(self._ahead(entry)), self._expects(entry)
        told = (entry.version, entry.frame, commits, entry.seconds(), entry.refused, own, expects)
        return Snapshot(self._job(entry), *told)
