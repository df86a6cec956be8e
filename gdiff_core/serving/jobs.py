"""Worker threads ask the engine, as many side by side as it works on; whoever asked takes turns in a fair queue and
sees the latest frame.

Fairness is start-time fair queueing (Goyal, Vin and Chen, SIGCOMM 1996) with jobs of equal cost: a job is
stamped with one more than its owner's last stamp, but never with less than the stamp now being served; the
lowest stamp goes next. Owners take turns however many jobs one of them has queued, and nobody starves.
"""

import itertools
import logging
import secrets
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from gdiff_core.errors import BadRequest, EngineError, GdiffError, JobError, TweakRefused, reason
from gdiff_core.records import Commit, Edit, Frame, Job, JobState, Request

log = logging.getLogger(__name__)

Event = Frame | Commit
Generate = Callable[[Request | Edit], Generator[Event | None, None, None]]
OVER: tuple[JobState, ...] = ("done", "stopped", "failed")
RECORD_CHARS = 2**27
"""Of the texts of all frames of a run; a longer one is saved without them."""


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
    request: Request | Edit
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
        *,
        width: Callable[[], int] = lambda: 1,
        keep: int = 32,
        patience: int = 8,
    ) -> None:
        """
        Args:
            run: starts a generation; closing what it returns must free the model. It may say None: nothing yet.
            save: called on the worker when a run is done, was stopped or lost its server, before anybody sees that it
                is over.
            judge: called on the worker when a run is done, before it is saved.
            ended: told of every run that is over.
            width: how many may run side by side, asked before each.
            keep: finished jobs that a reload can still find; older ones are forgotten.
            patience: most jobs that one owner may have waiting.
        """
        self._run, self._save, self._judge, self._ended, self._width = run, save, judge, ended, width
        self._keep, self._patience = keep, patience
        self._changed = threading.Condition()
        self._entries: dict[str, _Entry] = {}
        self._turns: dict[str, int] = {}
        self._turn = 0
        self._arrivals = itertools.count()
        self._closed = False
        self._workers: list[threading.Thread] = []

    def submit(
        self, request: Request | Edit, owner: str, *, project: str = "", parent: str | None = None
    ) -> Job:
        """Queue a request or an edit.

        Args:
            owner: whoever takes turns with others, such as a browser session.
            project: where its page is to be saved.
            parent: the version that is worked on.

        Raises:
            BadRequest: this owner has `patience` jobs waiting.
        """
        with self._changed:
            if sum(entry.owner == owner for entry in self._queue()) >= self._patience:
                raise BadRequest(f"{self._patience} of your requests are waiting: let one finish first.")
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
            entry = self._entry(id)
            if entry.state != "queued":
                return []
            running = [e for e in self._entries.values() if e.state == "running"]
            queue = self._queue()
            sooner = [*running, *queue[: queue.index(entry)]]
            return [self._job(e) for e in sooner if e.owner == entry.owner]

    def wait(self, id: str, seen: int = -1, timeout: float | None = None) -> Snapshot:
        """Block until the job's version differs from `seen` or `timeout` seconds have passed."""
        with self._changed:
            entry = self._entry(id)
            self._changed.wait_for(lambda: entry.version != seen, timeout)
            return self._snapshot(entry)

    def stop(self, id: str) -> None:
        """Take a queued job out at once; end a running one before its next step."""
        with self._changed:
            entry = self._entry(id)
            entry.stopping = True
            if entry.state == "queued":
                self._finish(entry, "stopped")

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
        while entry := self._next():
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
                log.exception("The generation of job %s failed", entry.id)
                hint = "Try again; if it fails again, the log of the server says why."
                self._end(entry, "failed", f"The generation broke off: {reason(error)}. {hint}")

    def _generate(self, entry: _Entry) -> None:
        with closing(self._run(entry.request)) as items:
            for item in items:
                if not self._publish(entry, item):
                    break
        state: JobState = "stopped" if entry.stopping else "done"
        self._end(entry, state, self._keep_page(entry, state))

    def _keep_page(self, entry: _Entry, state: JobState) -> str:
        """Save the page; what went wrong if it could not be, for it must be seen all the same."""
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
            log.exception("Saving the page of job %s failed", entry.id)
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
        finished = sorted((e for e in self._entries.values() if e.state in OVER), key=lambda e: e.ended)
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
        where = (entry.project, entry.parent, entry.saved, *entry.verdict)
        return Job(entry.id, entry.request, entry.state, position, entry.error, *where)

    def _snapshot(self, entry: _Entry) -> Snapshot:
        commits = tuple(entry.commits)
        return Snapshot(self._job(entry), entry.version, entry.frame, commits, entry.seconds(), entry.refused)
