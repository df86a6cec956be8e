"""What turns and infills came to, in memory: nothing of them is saved, unless the person asks."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

from gdiff_core.records import Commit, Job

MOST = 512
MOST_BYTES = 2**26
"""Of recordings; a turn of a few blocks has some 10 to 100 KB."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A run that is over, and came to something."""

    job: Job
    text: str
    commits: tuple[Commit, ...]
    seconds: float
    recording: bytes = b""
    """To be watched again (`history.replay`); empty where there were no drafts, or they were too many."""


class Answers:
    """The last ones, by their job's id; the oldest are forgotten."""

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes, self._bytes = most, most_bytes, 0
        self._kept: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, answer: Answer) -> None:
        with self._lock:
            self._kept[answer.job.id] = answer
            self._bytes += len(answer.recording)
            while len(self._kept) > 1 and (len(self._kept) > self._most or self._bytes > self._most_bytes):
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= len(oldest.recording)

    def find(self, id: str) -> Answer | None:
        with self._lock:
            return self._kept.get(id)
