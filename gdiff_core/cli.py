"""The command line: the same engine with no screen. Torch is imported once a request is known to be good."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gdiff_core.errors import BadRequest
from gdiff_core.page import extract_page
from gdiff_core.records import Commit, Frame, Request, Settings

if TYPE_CHECKING:
    from rich.text import Text

    from gdiff_core.model import Model

DONE, FAILED, BAD_ARGUMENTS = 0, 1, 2


def main(argv: list[str] | None = None) -> int:
    """Run a command; the exit code is 0 (done), 1 (failed) or 2 (bad arguments), with one line of reason."""
    arguments = _parser().parse_args(argv)
    try:
        return arguments.command(arguments)
    except BadRequest as error:
        return _fail(BAD_ARGUMENTS, str(error))
    except KeyboardInterrupt:
        return _fail(FAILED, "Stopped.")
    except Exception as error:  # a person gets one line, whatever happened
        return _fail(FAILED, str(error) or type(error).__name__)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m gdiff_core", description="Build a web page by diffusion."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_build(commands)
    _add_bench(commands)
    return parser


def _add_build(commands) -> None:
    build = commands.add_parser("build", help="write a page that answers a request")
    build.add_argument("request", metavar="REQUEST", help="what the page should be, in a sentence")
    build.add_argument(
        "-o", "--output", type=Path, metavar="OUT.html", help="where to write it (else: stdout)"
    )
    build.add_argument("--seed", type=int, default=0, metavar="N", help="another seed, another page (0)")
    build.add_argument(
        "--steps", type=int, metavar="N", help="most denoising steps a block (the model's own)"
    )
    build.add_argument("--model", metavar="PATH", help="a folder or hub id ($GDIFF_MODEL_PATH, else bundled)")
    build.add_argument("--json", action="store_true", help="end with one line of figures on stdout")
    build.add_argument("--watch", action="store_true", help="paint the canvas in the terminal meanwhile")
    build.set_defaults(command=_build)


def _add_bench(commands) -> None:
    bench = commands.add_parser("bench", help="measure, and print one line of JSON")
    bench.add_argument("--model", metavar="PATH", help="a folder or hub id ($GDIFF_MODEL_PATH, else bundled)")
    bench.add_argument(
        "--pairs", type=_count, default=7, metavar="N", help="paired runs against diffusers (7)"
    )
    bench.add_argument("--pages", type=_count, default=5, metavar="N", help="whole pages, one a seed (5)")
    bench.set_defaults(command=_bench)


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("use 1 or more")
    return number


def _build(arguments: argparse.Namespace) -> int:
    chosen = {"seed": arguments.seed} | ({"steps": arguments.steps} if arguments.steps is not None else {})
    Request(arguments.request, Settings(**chosen))  # refuse it before the seconds that a model takes

    from gdiff_core.denoise import denoise, summarize
    from gdiff_core.model import load

    model = load(arguments.model)
    request = Request(arguments.request, replace(model.defaults, **chosen))
    watch = _watching(model) if arguments.watch else _unwatched
    commits = [event for event in watch(denoise(model, request)) if isinstance(event, Commit)]
    page = extract_page(commits[-1].text)
    if page.html and arguments.output:
        arguments.output.write_text(page.html, encoding="utf-8")
    elif page.html and not arguments.json:
        sys.stdout.buffer.write(page.html.encode() + b"\n")
    if arguments.json:
        print(json.dumps(asdict(summarize(model, request, commits))))
    return DONE if page.html else _fail(FAILED, "The model wrote no page: try another seed or more steps.")


def _bench(arguments: argparse.Namespace) -> int:
    from gdiff_core import bench
    from gdiff_core.model import load

    print(json.dumps(bench.measure(load(arguments.model), pairs=arguments.pairs, pages=arguments.pages)))
    return DONE


def _fail(code: int, reason: str) -> int:
    print(" ".join(reason.split()), file=sys.stderr)
    return code


Events = Iterator[Frame | Commit]


def _unwatched(events: Events) -> Events:
    return events


def _watching(model: "Model") -> Callable[[Events], Events]:
    """A pass-through that paints each frame on stderr, so that stdout stays the page's."""
    from rich.console import Console
    from rich.live import Live

    text_of = cache(lambda token: _printable(model.token_texts([token])[0]))

    def watch(events: Events) -> Events:
        with Live(console=Console(stderr=True), auto_refresh=False, transient=True) as live:
            for event in events:
                if isinstance(event, Frame):
                    live.update(_paint(event, text_of), refresh=True)
                yield event

    return watch


def _printable(text: str) -> str:
    """Without what steers a terminal, such as escape sequences."""
    return "".join(c if c.isprintable() or c == "\n" else "·" for c in text)


def _paint(frame: Frame, text_of: Callable[[int], str]) -> "Text":
    """The draft in place: accepted tokens bright, locked ones underlined, the rest dim."""
    from rich.text import Text

    painted = Text(f"block {frame.block + 1}, step {frame.step}\n", style="bold")
    for token, accepted, locked in zip(frame.draft, frame.accepted, frame.locked, strict=True):
        style = "underline" if locked else "not bold" if accepted else "not bold dim"
        painted.append(text_of(token), style=style)
    return painted
