"""Settings swept over a few requests: what each costs, how good its pages are, and which of them nobody beats."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from itertools import pairwise, product
from math import exp
from statistics import median
from typing import NamedTuple

from gdiff_core.engines import Engine
from gdiff_core.errors import BadRequest
from gdiff_core.lab.timed import Result, measured
from gdiff_core.records import Request, Settings

Piece = Callable[[Engine], Iterator[None]]

PROMPTS = (
    "Landing page for Bean There, a coffee shop, dark green, with a menu and opening hours",
    "I run a bike repair shop called Two Wheels. Something warm and simple, please",
    "Website for Salt & Stone, a bakery, cream and brown, serif, with prices, reviews and a map",
    "Homepage for Luna, a yoga studio, light purple, airy, with the team and a contact form",
)
"""What is asked for unless other requests are given."""
KNOBS = ("steps", "entropy_bound", "confidence", "temperature")
MOST_RUNS = 2000
ALPHA, LOST = 3.0, 5.0
"""Of the area: how hard a loss of quality weighs, and the percent from which on a point does not count."""


class Point(NamedTuple):
    """Settings that are tried."""

    steps: int
    entropy_bound: float
    confidence: float
    temperature: float
    """At the first step; the last one's goes along, in the model's own ratio."""

    def over(self, base: Settings) -> Settings:
        ratio = base.t_min / base.t_max
        return replace(
            base,
            steps=self.steps,
            entropy_bound=self.entropy_bound,
            confidence=self.confidence,
            t_max=self.temperature,
            t_min=self.temperature * ratio,
        )


def points(base: Settings, tried: Mapping[str, Sequence[float]]) -> list[Point]:
    """Every combination of the values; a knob without any stays as the model has it.

    Raises:
        BadRequest: a value is out of its range.
    """
    own = {
        "steps": base.steps,
        "entropy_bound": base.entropy_bound,
        "confidence": base.confidence,
        "temperature": base.t_max,
    }
    values = [dict.fromkeys(tried.get(knob) or (own[knob],)) for knob in KNOBS]
    found = [Point(int(steps), *rest) for steps, *rest in product(*values)]
    for point in found:
        point.over(base)
    return found


def spread(items: Sequence, most: int) -> list:
    """So many of them, from all over."""
    step = max(1.0, len(items) / max(1, most))
    return [items[int(index * step)] for index in range(min(most, len(items)))]


class Trial(NamedTuple):
    """One run of a sweep."""

    point: Point
    request: Request


def trials(
    base: Settings, found: Sequence[Point], prompts: Sequence[str], seeds: int, effort: float = 1.0
) -> list[Trial]:
    """All runs of a sweep; the settings take turns, so that a busy minute is bad luck for all of them.

    Args:
        effort: 1: no critic has anything written again, so what is seen is the settings' own doing.

    Raises:
        BadRequest: a request is empty, or the runs are too many.
    """
    if not prompts:
        raise BadRequest("There is no request to try the settings on: give at least one.")
    count = len(found) * len(prompts) * seeds
    if count > MOST_RUNS:
        raise BadRequest(f"That is {count:,} runs: try fewer values, requests or seeds ({MOST_RUNS:,} runs).")
    return [
        Trial(point, Request(prompt, replace(point.over(base), seed=seed, effort=effort)))
        for seed in range(seeds)
        for prompt in prompts
        for point in found
    ]


def pieces(found: Sequence[Trial], results: list[tuple[Point, Result]]) -> Iterator[Piece]:
    """The runs of a sweep one by one, for whoever lets others come between; what comes of each is appended."""
    for trial in found:

        def piece(engine: Engine, trial: Trial = trial) -> Iterator[None]:
            results.append((trial.point, (yield from measured(engine, trial.request))))

        yield piece


@dataclass(frozen=True, slots=True)
class Row:
    """Settings and what came of them."""

    steps: int
    entropy_bound: float
    confidence: float
    temperature: float
    runs: int
    seconds: float
    """Median of a page."""
    passes: float
    """Median of a page."""
    tokens_per_pass: float
    tokens_per_second: float
    complete: float
    """Share of pages, 0 to 1."""
    met: float
    """Share of pages that are whole and have all that was asked for."""


def table(results: Iterable[tuple[Point, Result]]) -> list[Row]:
    """A row a point, in the order in which they came."""
    groups: dict[Point, list[Result]] = {}
    for point, result in results:
        groups.setdefault(point, []).append(result)
    return [_row(point, group) for point, group in groups.items()]


def _row(point: Point, group: Sequence[Result]) -> Row:
    readings = [result.reading for result in group]
    return Row(
        *point,
        len(group),
        round(median(reading.seconds for reading in readings), 3),
        median(reading.passes for reading in readings),
        *common(group),
    )


def common(group: Sequence[Result]) -> tuple[float, float, float, float]:
    """Tokens a pass and a second, and the shares of pages that are complete, and met."""
    passes, tokens, seconds = (
        sum(getattr(result.reading, name) for result in group) for name in ("passes", "tokens", "seconds")
    )
    return (
        round(tokens / passes, 2) if passes else 0.0,
        round(tokens / seconds, 1) if seconds else 0.0,
        share(result.complete for result in group),
        share(result.met for result in group),
    )


def share(flags: Iterable[bool]) -> float:
    flags = list(flags)
    return round(sum(flags) / max(1, len(flags)), 3)


def frontier(rows: Sequence[Row], speed: str = "tokens_per_pass", quality: str = "met") -> list[Row]:
    """The rows that no other one beats in both, the slowest first (Pareto); none that is good for nothing."""
    found, best = [], 0.0
    for row in sorted(rows, key=lambda row: (-getattr(row, speed), -getattr(row, quality))):
        if getattr(row, quality) > best:
            found.append(row)
            best = getattr(row, quality)
    return found[::-1]


def area(rows: Sequence[Row], speed: str = "tokens_per_pass", quality: str = "met") -> float:
    """Accuracy under parallelism of the frontier, in percent times tokens a pass (AUP, Qian et al., arXiv:2601.07568).

    The area under quality over tokens a pass, where lost quality weighs exponentially; points more than five percent
    below the slowest one's do not count.
    """
    curve = [(getattr(row, speed), 100 * getattr(row, quality)) for row in frontier(rows, speed, quality)]
    if not curve:
        return 0.0
    most, least = max(y for _, y in curve), curve[0][1] - LOST
    curve = [(x, y) for x, y in curve if y >= least]

    def weighed(y: float) -> float:
        return y * min(exp(-ALPHA * (1 - y / most)), 1.0) if most else 0.0

    total = curve[0][0] * curve[0][1]
    for (x0, y0), (x1, y1) in pairwise(curve):
        total += (x1 - x0) * (weighed(y0) + weighed(y1)) / 2
    return round(total, 1)


def as_csv(rows: Sequence[object]) -> str:
    """Dataclasses of one kind as a table, with their names on top."""
    if not rows:
        return ""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([field.name for field in fields(rows[0])])
    writer.writerows(map(astuple, rows))
    return text.getvalue()


def read_requests(text: str) -> Iterator[str]:
    """One request a line."""
    return (line.strip() for line in text.splitlines() if line.strip())
