"""A history as rows to draw, the newest version first: rails of its tree, lines changed, the time."""

import heapq
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from time import time
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gdiff_core.document.diff import line_changes
from gdiff_core.history.store import Node

MAX_LANES = 6
"""Lanes that are drawn; what lies further right is drawn in the last."""


class Rail(NamedTuple):
    """What is drawn beside one version. Lanes count from 0, from the left."""

    lane: int
    """Of the version itself."""
    through: tuple[int, ...]
    """Lanes that pass by: versions above whose parent stands further below."""
    joins: tuple[int, ...]
    """Lanes that come from above and end here: they lead to its children."""
    root: bool
    """No line goes on below."""


def rails(nodes: Sequence[Node], start: int, stop: int) -> list[Rail]:
    """Rails of the versions `start` to `stop`, counted from the newest; in time for any number of versions.

    Args:
        nodes: all of a project in order of saving. A parent that is not among them counts as none.
    """
    known = {node.id for node in nodes}
    waiting: defaultdict[str, list[int]] = defaultdict(list)  # lanes that lead down to a parent
    busy: set[int] = set()
    free: list[int] = []
    found = []
    for row, node in enumerate(reversed(nodes)):
        if row >= stop:
            break
        joins = sorted(waiting.pop(node.id, ()))
        lane = joins[0] if joins else heapq.heappop(free) if free else len(busy)
        root = node.parent not in known
        busy.difference_update(joins)
        if row >= start:
            through = tuple(other for other in range(MAX_LANES) if other in busy)
            drawn = tuple(dict.fromkeys(min(other, MAX_LANES - 1) for other in joins))
            found.append(Rail(min(lane, MAX_LANES - 1), through, drawn, root))
        for other in joins[1:] + [lane] * root:
            heapq.heappush(free, other)
        if not root:
            waiting[node.parent].append(lane)
            busy.add(lane)
    return found


def count_lines(old: str, new: str) -> tuple[int, int]:
    """Lines that came and lines that went."""
    changes = line_changes(old, new)
    return sum(d - c for _, (c, d) in changes), sum(b - a for (a, b), _ in changes)


def when(at: float, zone: str | None, now: float | None = None) -> str:
    """A moment for people, as short as it can be.

    Args:
        at: seconds since 1970, UTC.
        zone: name of their time zone, such as "Europe/Berlin"; the computer's own when it is None or unknown.
    """
    try:
        place = ZoneInfo(zone) if zone else None
    except (ZoneInfoNotFoundError, ValueError):
        place = None
    moment, today = datetime.fromtimestamp(at, place), datetime.fromtimestamp(now or time(), place)
    if moment.date() == today.date():
        return moment.strftime("%H:%M")
    return f"{moment.day} {moment.strftime('%b, %H:%M' if moment.year == today.year else '%b %Y')}"
