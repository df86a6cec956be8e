"""Edit locality: how much of a page a change in words changes that the wish does not concern, and whether it is done.

A case is a page, a wish, the lines of the page that it concerns, and patterns that say whether it was carried out: no
model's own wording is asked for, so any engine can be measured. `docs/locality.md` says how, and how to write cases.
"""

import json
import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from gdiff_core.document.diff import char_span, line_changes, split_lines
from gdiff_core.document.extract import extract_page
from gdiff_core.engines import Engine
from gdiff_core.errors import BadRequest
from gdiff_core.lab.sweep import Piece, share
from gdiff_core.lab.timed import finished
from gdiff_core.records import Edit, Settings, Span

CASES = Path(__file__).parent / "pages" / "cases.json"
WAYS = {
    "seeded": "The change starts from the page on the canvas.",
    "from noise": "The page is written anew from noise, beside the old one.",
    "typed anew": "The page is typed anew from left to right, beside the old one.",
    "region": "The place alone is free, and starts from what stands there.",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A change of a page, and what it concerns."""

    page: str
    wish: str
    concerns: tuple[Span, ...]
    """Spans of lines, half-open, from 0; an empty one is a place between two lines."""
    has: tuple[str, ...] = ()
    """Patterns that the new page has when the wish is done."""
    lacks: tuple[str, ...] = ()
    """Patterns that it does not have then."""
    region: Span | None = None
    """Lines, half-open, from 0, that somebody would select for this; None: it is in several places."""

    def done(self, new: str) -> bool:
        found = extract_page(new)
        return (
            found.complete
            and all(re.search(pattern, new) for pattern in self.has)
            and not any(re.search(pattern, new) for pattern in self.lacks)
        )

    def strayed(self, new: str) -> tuple[int, int]:
        """How many lines changed, or came, that the wish does not concern, and how many it does not concern."""
        concerned = {line for start, end in self.concerns for line in range(start, end)}
        places = {place for span in self.concerns for place in span}
        lost = added = 0
        for (a, b), (c, d) in line_changes(self.page, new):
            lost += len(set(range(a, b)) - concerned)
            near = bool(concerned & {*range(a - 1, b + 1)}) or bool(places & {*range(a, b + 1)})
            added += 0 if near else max(0, (d - c) - (b - a))
        return lost + added, len(split_lines(self.page)) - len(concerned)


def read_cases(path: Path = CASES) -> list[Case]:
    """
    Raises:
        BadRequest: the file, or one of its pages, cannot be read or is none of this kind.
    """
    try:
        entries = json.loads(path.read_text("utf-8"))
        pages = {entry["page"]: (path.parent / entry["page"]).read_text("utf-8") for entry in entries}
        cases = [_case(entry, pages[entry["page"]]) for entry in entries]
        for case in cases:
            for pattern in (*case.has, *case.lacks):
                re.compile(pattern)
        return cases
    except OSError as error:
        raise BadRequest(f"{error.filename} cannot be read ({error.strerror}): check the path.") from error
    except (ValueError, KeyError, TypeError, re.error) as error:
        raise BadRequest(
            f"{path} is no set of cases ({type(error).__name__}: {error}): see docs/locality.md."
        ) from error


def _case(entry: dict[str, Any], page: str) -> Case:
    spans = tuple((first - 1, last) for first, last in entry["concerns"])
    patterns = {name: tuple(entry.get(name, ())) for name in ("has", "lacks")}
    region = entry.get("region")
    return Case(page, entry["wish"], spans, **patterns, region=region and (region[0] - 1, region[1]))


class Outcome(NamedTuple):
    """What came of a case."""

    done: bool
    stray: int
    """Lines."""
    others: int
    """Lines that the wish does not concern."""
    refused: bool
    """The program kept the page as it was: what is measured here is what it refused."""
    seconds: float
    passes: int


def ways(engine: Engine) -> tuple[str, ...]:
    """Those that an engine has."""
    return tuple(way for way in WAYS if way != "typed anew" or hasattr(engine, "type_out"))


def edit_for(case: Case, way: str, settings: Settings) -> Edit | None:
    """The case as an edit; None where it cannot be asked for that way."""
    edit = Edit(case.page, case.wish, settings)
    if way == "from noise":
        return replace(edit, strength=1.0)
    if way != "region":
        return edit
    first, last = case.region or (0, 0)
    return replace(edit, selection=char_span(case.page, first + 1, last)) if case.region else None


def carried_out(
    engine: Engine, case: Case, way: str, settings: Settings
) -> Generator[None, None, Outcome | None]:
    """Carry out a case: a generator of None, one an event; None where it cannot be asked for that way."""
    edit = edit_for(case, way, settings)
    if edit is None:
        return None
    now = yield from finished(engine, edit, left_to_right=way == "typed anew")
    new = now.text or case.page  # it was declined: the page is as it was
    return Outcome(case.done(new), *case.strayed(new), bool(now.failed), now.seconds, now.passes)


def pieces(
    runs: Sequence[tuple[Case, str]], settings: Settings, outcomes: list[tuple[str, Outcome | None]]
) -> Iterator[Piece]:
    """The changes one by one, for whoever lets others come between; what comes of each is appended."""
    for case, way in runs:

        def piece(engine: Engine, case: Case = case, way: str = way) -> Iterator[None]:
            outcomes.append((way, (yield from carried_out(engine, case, way, settings))))

        yield piece


@dataclass(frozen=True, slots=True)
class Kept:
    """A way of changing pages, over all cases that can be asked for that way."""

    way: str
    cases: int
    done: float
    """Share of cases."""
    strayed: float
    """Share of the lines that no wish concerned, and that changed all the same."""
    untouched: float
    """Share of cases in which none of them did."""
    done_and_untouched: float
    refused: int
    seconds: float
    """Median."""
    passes: float


def table(outcomes: Iterable[tuple[str, Outcome | None]]) -> list[Kept]:
    groups: dict[str, list[Outcome]] = {}
    for way, outcome in outcomes:
        if outcome:
            groups.setdefault(way, []).append(outcome)
    return [_kept(way, group) for way, group in groups.items()]


def _kept(way: str, group: Sequence[Outcome]) -> Kept:
    stray = sum(min(outcome.stray, outcome.others) for outcome in group)
    return Kept(
        way,
        len(group),
        share(outcome.done for outcome in group),
        round(stray / max(1, sum(outcome.others for outcome in group)), 4),
        share(outcome.stray == 0 for outcome in group),
        share(outcome.done and outcome.stray == 0 for outcome in group),
        sum(outcome.refused for outcome in group),
        round(median(outcome.seconds for outcome in group), 2),
        median(outcome.passes for outcome in group),
    )
