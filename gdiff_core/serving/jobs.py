"""One worker thread owns the model; whoever asked takes turns in a fair queue and sees the latest frame.

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

from gdiff_core.errors import BadRequest, GdiffError, JobError, TweakRefused
from gdiff_core.records import Commit, Edit, Frame, Job, JobState, Request

log = logging.getLogger(__name__)

Event = Frame | Commit
Generate = Callable[[Request | Edit], Generator[Event, None, None]]
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
    started: float = 0.0
    ended: float = 0.0
    stopping: bool = False

    def seconds(self) -> float:
        return (self.ended or time.monotonic()) - self.started if self.started else 0.0


class Jobs:
    """A queue of generations, one at a time, in the one thread that may touch the model."""

    def __init__(
        self,
        run: Generate,
        save: Save = lambda _: "",
        judge: Judge = lambda _: Verdict(),
        *,
        keep: int = 32,
        patience: int = 8,
    ) -> None:
        """
        Args:
            run: starts a generation; closing what it returns must free the model.
            save: called on the worker when a run is done or was stopped, before anybody sees that it is over.
            judge: called on the worker when a run is done, before it is saved.
            keep: finished jobs that a reload can still find; older ones are forgotten.
            patience: most jobs that one owner may have waiting.
        """
        self._run, self._save, self._judge = run, save, judge
        self._keep, self._patience = keep, patience
        self._changed = threading.Condition()
        self._entries: dict[str, _Entry] = {}
        self._turns: dict[str, int] = {}
        self._turn = 0
        self._arrivals = itertools.count()
        self._closed = False
        self._worker = threading.Thread(target=self._work, name="gdiff-jobs", daemon=True)
        self._worker.start()

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
            self._touch_queue()
            return self._job(entry)

    def look(self, id: str) -> Snapshot:
        """
        Raises:
            JobError: there is no such job, or it was forgotten.
        """
        with self._changed:
            return self._snapshot(self._entry(id))

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
        """Stop everything and end the thread."""
        with self._changed:
            self._closed = True
            open_jobs = [entry.id for entry in self._entries.values() if entry.state not in OVER]
            for id in open_jobs:
                self.stop(id)
            self._changed.notify_all()
        self._worker.join(timeout)

    # The worker thread.

    def _work(self) -> None:
        while entry := self._next():
            try:
                self._generate(entry)
            except TweakRefused as error:
                entry.refused = error.page
                self._end(entry, "failed", str(error))
            except GdiffError as error:
                self._end(entry, "failed", str(error))
            except Exception as error:
                log.exception("The generation of job %s failed", entry.id)
                hint = "Try again; if it fails again, the log of the server says why."
                self._end(entry, "failed", f"The generation broke off: {error!r}. {hint}")

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
            return f"The page is not saved. {error}"
        except Exception as error:
            log.exception("Saving the page of job %s failed", entry.id)
            return f"The page is not saved: {error!r}. Download it; the log of the server says more."

    def _next(self) -> _Entry | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._queue())
            if self._closed:
                return None
            entry = self._queue()[0]
            self._turn = entry.stamp[0]
            entry.state, entry.started = "running", time.monotonic()
            self._touch(entry)
            self._touch_queue()
            return entry

    def _publish(self, entry: _Entry, item: Frame | Commit) -> bool:
        """Show an item to whoever looks; False once somebody asked to stop."""
        with self._changed:
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
        entry.state, entry.error, entry.ended = state, error, time.monotonic()
        self._touch(entry)
        self._touch_queue()
        finished = sorted((e for e in self._entries.values() if e.state in OVER), key=lambda e: e.ended)
        for old in finished[: max(0, len(finished) - self._keep)]:
            del self._entries[old.id]

    def _entry(self, id: str) -> _Entry:
        with suppress(KeyError):
            return self._entries[id]
        raise JobError("This run is not known here any more. Send the request again.")

    def _job(self, entry: _Entry) -> Job:
        queue = self._queue() if entry.state == "queued" else []
        running = any(e.state == "running" for e in self._entries.values())
        position = queue.index(entry) + running if queue else 0
        where = (entry.project, entry.parent, entry.saved, *entry.verdict)
        return Job(entry.id, entry.request, entry.state, position, entry.error, *where)

    def _snapshot(self, entry: _Entry) -> Snapshot:
        commits = tuple(entry.commits)
        return Snapshot(self._job(entry), entry.version, entry.frame, commits, entry.seconds(), entry.refused)
