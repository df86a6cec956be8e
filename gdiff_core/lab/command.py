"""`python -m gdiff_core lab`: sweep, race and locality without a screen."""

import argparse
import json
from collections.abc import Callable, Generator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from gdiff_core.engines import Engine
from gdiff_core.errors import BadRequest
from gdiff_core.lab import locality, race, sweep
from gdiff_core.lab.timed import measured

Open = Callable[[argparse.Namespace], Engine]


def add(commands, open_engine: Open) -> None:
    """Add the commands. `open_engine` loads the engine that the arguments name."""
    lab = commands.add_parser("lab", help="measure settings, two ways of decoding, and how local a change is")
    kinds = lab.add_subparsers(required=True, metavar="WHAT")
    swept = _kind(kinds, "sweep", "settings over a few requests: speed against quality", _sweep, open_engine)
    swept.add_argument("--steps", type=_numbers, default=(), metavar="4,8,48", help="most steps a block")
    swept.add_argument("--bound", type=_numbers, default=(), metavar="0.1,1", help="entropy bounds, in nats")
    swept.add_argument("--confidence", type=_numbers, default=(), metavar="0.005,0.1", help="in nats")
    swept.add_argument("--temperature", type=_numbers, default=(), metavar="0.6,1", help="at the first step")
    raced = _kind(kinds, "race", "the loop beside the same weights from left to right", _race, open_engine)
    for command in (swept, raced):
        command.add_argument(
            "--requests", type=Path, metavar="FILE", help="one request a line (four of ours)"
        )
        command.add_argument("--seeds", type=int, default=1, metavar="N", help="runs of each request (1)")
    local = _kind(kinds, "locality", "what a change in words changes besides", _locality, open_engine)
    local.add_argument("--cases", type=Path, default=locality.CASES, metavar="FILE", help="other cases")
    local.add_argument("--ways", default="", metavar="A,B", help=f"of {', '.join(locality.WAYS)} (all)")
    local.add_argument("--most", type=int, metavar="N", help="the first so many cases")


def _kind(kinds, name: str, about: str, run: Callable, open_engine: Open) -> argparse.ArgumentParser:
    command = kinds.add_parser(name, help=about)
    command.add_argument(
        "--model", metavar="PATH", help="a folder or hub id ($GDIFF_MODEL_PATH, else bundled)"
    )
    command.add_argument(
        "--effort",
        type=float,
        default=1.0,
        metavar="E",
        help="passes of a run in those of its first attempts (1: nothing is written again; the program's own is 3)",
    )
    command.add_argument("-o", "--output", type=Path, metavar="OUT.csv", help="the table as CSV, too")
    command.add_argument("--json", action="store_true", help="print one line of JSON instead of a table")
    command.set_defaults(command=lambda arguments: run(arguments, open_engine))
    return command


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError("use numbers with commas between, such as 4,8,16") from error


def _sweep(arguments: argparse.Namespace, open_engine: Open) -> int:
    prompts, engine = _prompts(arguments), open_engine(arguments)
    tried = {
        "steps": arguments.steps,
        "entropy_bound": arguments.bound,
        "confidence": arguments.confidence,
        "temperature": arguments.temperature,
    }
    found = sweep.points(engine.defaults, tried)
    trials = sweep.trials(engine.defaults, found, prompts, arguments.seeds, arguments.effort)
    results = [(trial.point, _finished(measured(engine, trial.request))) for trial in _shown(trials, "page")]
    rows = sweep.table(results)
    best = sweep.frontier(rows)
    more = {
        "area": sweep.area(rows),
        "frontier": [rows.index(row) for row in best],
        "effort": arguments.effort,
    }
    return _tell(arguments, engine, rows, more)


def _race(arguments: argparse.Namespace, open_engine: Open) -> int:
    prompts, engine = _prompts(arguments), open_engine(arguments)
    requests = race.requests_for(engine, prompts, arguments.seeds, arguments.effort)
    results = _finished(race.alternating(engine, requests))
    return _tell(arguments, engine, race.sides(results), {"effort": arguments.effort})


def _locality(arguments: argparse.Namespace, open_engine: Open) -> int:
    cases, wanted = locality.read_cases(arguments.cases), [way for way in arguments.ways.split(",") if way]
    if unknown := set(wanted) - set(locality.WAYS):
        raise BadRequest(f"There is no way {min(unknown)!r}: use {', '.join(locality.WAYS)}.")
    engine = open_engine(arguments)
    settings = replace(engine.defaults, effort=arguments.effort)
    runs = [
        (case, way)
        for case in cases[: arguments.most]
        for way in locality.ways(engine)
        if not wanted or way in wanted
    ]
    outcomes = [
        (way, _finished(locality.carried_out(engine, case, way, settings)))
        for case, way in _shown(runs, "change")
    ]
    return _tell(arguments, engine, locality.table(outcomes), {"effort": arguments.effort})


def _prompts(arguments: argparse.Namespace) -> Sequence[str]:
    if arguments.seeds < 1:
        raise BadRequest(f"Seeds is {arguments.seeds}: use 1 or more.")
    if arguments.requests is None:
        return sweep.PROMPTS
    try:
        return list(sweep.read_requests(arguments.requests.read_text("utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"{arguments.requests} cannot be read as UTF-8 text: check the path.") from error


def _shown(items: Sequence, unit: str):
    from tqdm import tqdm

    return tqdm(items, unit=unit)


def _finished(run: Generator[None, None, Any]) -> Any:
    """Run it to its end; what it returns."""
    while True:
        try:
            next(run)
        except StopIteration as over:
            return over.value


def _tell(arguments: argparse.Namespace, engine: Engine, rows: Sequence, more: dict[str, Any]) -> int:
    if arguments.output:
        arguments.output.write_text(sweep.as_csv(rows), "utf-8")
    if arguments.json:
        print(json.dumps({"model": engine.info.name, **more, "rows": [asdict(row) for row in rows]}))
        return 0
    from rich.console import Console
    from rich.table import Table

    shown = list(map(asdict, rows))
    table = Table(*(name.replace("_", " ") for name in (shown[0] if shown else ())), box=None)
    for row in shown:
        table.add_row(*map(str, row.values()))
    Console(width=160).print(table, markup=False)
    for name, value in more.items():
        print(f"{name}: {value}")
    return 0
