"""What is kept in memory alone: what turns and infills came to, unless the person saves it, and pictures that pages
were asked for with."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from gdiff_core.records import Commit, Job

MOST = 512
MOST_BYTES = 2**26
"""Of recordings, a turn of a few blocks having some 10 to 100 KB; and of pictures."""
Key, Value = TypeVar("Key"), TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Answer:
    """A run that is over, and came to something."""

    job: Job
    text: str
    commits: tuple[Commit, ...]
    seconds: float
    recording: bytes = b""
    """To be watched again (`history.replay`); empty where there were no drafts, or they were too many."""


class Latest(Generic[Key, Value]):
    """The last ones; the oldest are forgotten."""

    def __init__(self, size: Callable[[Value], int], most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        """
        Args:
            size: bytes of one.
        """
        self._size, self._most, self._most_bytes, self._bytes = size, most, most_bytes, 0
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, key: Key, value: Value) -> None:
        with self._lock:
            if key in self._kept:
                self._bytes -= self._size(self._kept.pop(key))
            self._kept[key] = value
            self._bytes += self._size(value)
            while len(self._kept) > 1 and (len(self._kept) > self._most or self._bytes > self._most_bytes):
                self._bytes -= self._size(self._kept.popitem(last=False)[1])

    def find(self, key: Key) -> Value | None:
        with self._lock:
            return self._kept.get(key)
