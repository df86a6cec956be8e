"""Long work in small pieces: each is a job of its own, so whoever waits for a page comes between two of them.

    errand = errands.start(person, "a sweep", pieces)   a thread submits one piece after another and waits for it
    errands.look(id, person)                           from any session, after a reload, too

What comes of a piece is the business of whoever made it: a piece writes it down where a screen can read it.
"""

import logging
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from gdiff_core.engines import Engine
from gdiff_core.errors import BadRequest, GdiffError, JobError, reason
from gdiff_core.records import JobState
from gdiff_core.serving.jobs import OVER, Jobs, Work

log = logging.getLogger(__name__)

Piece = Callable[[Engine], Iterator[None]]
AT_ONCE, KEEP = 4, 16
"""Errands that may be under way, and those that are over and can still be found."""


class Errand:
    """One piece of work after another; its fields may be read from any thread."""

    def __init__(
        self, jobs: Jobs, owner: str, words: str, pieces: Iterable[Piece], total: int, about: Any
    ) -> None:
        self.id, self.owner = secrets.token_urlsafe(12), owner
        self.words, self.total, self.about = words, total, about
        self.state: JobState = "queued"
        self.finished = 0
        """Pieces."""
        self.error = ""
        """Why it failed, for a person."""
        self._jobs, self._pieces, self._job, self._stopping = jobs, pieces, "", False
        self._engine: Engine | None = None
        self._thread = threading.Thread(target=self._work, name="gdiff-errand", daemon=True)

    @property
    def over(self) -> bool:
        return self.state in OVER

    def stop(self) -> None:
        """End it before the next step of the piece at hand."""
        self._stopping = True
        if job := self._job:
            with suppress(JobError):  # the piece has just ended
                self._jobs.stop(job)

    def start(self) -> None:
        self._thread.start()

    def _work(self) -> None:
        self.state = "running"
        try:
            for piece in self._pieces:
                if self._stopping or not self._did(piece):
                    break
                self.finished += 1
            self.state = "failed" if self.error else "stopped" if self._stopping else "done"
        except GdiffError as error:
            self.error, self.state = reason(error), "failed"
        except Exception as error:
            log.exception("The errand %s broke off", self.words)
            self.error = f"It broke off: {reason(error)}. The log of the server says more."
            self.state = "failed"

    def _did(self, piece: Piece) -> bool:
        """Have a piece done; False, with the reason, if it was not."""
        self._job = self._jobs.submit(Work(self.words, self._checked(piece)), f"errand-{self.id}").id
        if self._stopping:  # asked for before there was a job to stop
            self._jobs.stop(self._job)
        snapshot = self._jobs.look(self._job)
        while not snapshot.over and self._jobs.is_alive():
            snapshot = self._jobs.wait(self._job, snapshot.version, timeout=1.0)
        self._jobs.forget(self._job)
        self.error = snapshot.job.error
        return snapshot.job.state == "done"

    def _checked(self, piece: Piece) -> Piece:
        """The piece, if the engine is still the one that the first piece had."""

        def do(engine: Engine) -> Iterator[None]:
            self._engine = self._engine or engine
            if engine is not self._engine:
                raise BadRequest("Another model was chosen meanwhile: start again.")
            yield from piece(engine)

        return do


class Errands:
    """Those of one server."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs, self._all = jobs, {}
        self._lock = threading.Lock()

    def start(self, owner: str, words: str, pieces: Iterable[Piece], total: int, about: Any = None) -> Errand:
        """Begin an errand of so many pieces, as far as that is known.

        Args:
            owner: the person whose it is.
            about: what a screen wants to find with it.

        Raises:
            BadRequest: as many as may be are under way.
        """
        errand = Errand(self._jobs, owner, words, pieces, total, about)
        with self._lock:
            under_way = [other for other in self._all.values() if not other.over]
            if len(under_way) >= AT_ONCE:
                raise BadRequest(f"{AT_ONCE} measurements or lists are under way already: stop one, or wait.")
            over = [other for other in self._all.values() if other.over]
            for old in over[: max(0, len(over) - KEEP)]:
                del self._all[old.id]
            self._all[errand.id] = errand
        errand.start()
        return errand

    def look(self, id: str, owner: str) -> Errand | None:
        """None: there is none of that person's, or it was forgotten."""
        found = self._all.get(id)
        return found if found and found.owner == owner else None

    def close(self) -> None:
        """Stop them all."""
        for errand in list(self._all.values()):
            errand.stop()
