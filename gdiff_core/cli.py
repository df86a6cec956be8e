"""The command line: the same engine with no screen. Torch is imported once a request is known to be good."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from functools import cache, partial
from pathlib import Path
from random import Random
from stat import S_IMODE
from tempfile import mkstemp
from typing import TYPE_CHECKING

from gdiff_core.bulk import command as rewrite
from gdiff_core.document.diff import char_span
from gdiff_core.document.extract import extract_page
from gdiff_core.document.verdict import CUT_OFF
from gdiff_core.errors import BadRequest, reason
from gdiff_core.lab import command as lab
from gdiff_core.records import (
    Brief,
    Commit,
    Declined,
    Edit,
    Frame,
    Outside,
    Picture,
    Puzzle,
    Request,
    Settings,
)
from gdiff_core.tune import command as tune

if TYPE_CHECKING:
    from rich.text import Text

    from gdiff_core.engines import Engine

DONE, FAILED, BAD_ARGUMENTS, INTERRUPTED = 0, 1, 2, 130


def main(argv: list[str] | None = None) -> int:
    """Run a command; the exit code is 0 (done), 1 (failed), 2 (bad arguments) or, as shells have it, 130 (Ctrl+C), with
    one line of reason."""
    arguments = _parser().parse_args(argv)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(
            errors="backslashreplace"
        )  # as stderr: an encoding may lack a letter of what is told
    try:
        code = arguments.command(arguments)
        sys.stdout.flush()
        return code
    except BadRequest as error:
        return _fail(BAD_ARGUMENTS, str(error))
    except KeyboardInterrupt:
        return _fail(INTERRUPTED, "Stopped.")
    except BrokenPipeError:
        return _fail(FAILED, "Whoever read the output closed it before its end.")
    except Exception as error:  # a person gets one line, whatever happened
        return _fail(FAILED, reason(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m gdiff_core", description="Build a web page by diffusion."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_build(commands)
    _add_tweak(commands)
    _add_sudoku(commands)
    _add_bench(commands)
    _add_doctor(commands)
    lab.add(commands, _engine)
    rewrite.add(commands, _engine)
    tune.add(commands)
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
    build.add_argument(
        "--max-tokens", type=int, metavar="N", help="the longest a page may get (the model's own)"
    )
    build.add_argument(
        "--think", type=int, metavar="N", help="tokens to think before the page, beside those (0)"
    )
    _add_pictures(build)
    build.add_argument("--go-on", type=Path, metavar="PAGE.html", help="write on what was cut off")
    build.add_argument("--model", metavar="PATH", help="a folder or hub id ($GDIFF_MODEL_PATH, else bundled)")
    _add_parity(build)
    build.add_argument("--brief", action="store_true", help="print how the request is understood, and stop")
    build.add_argument(
        "--anyway",
        action="store_true",
        help="write the nearest page where the model cannot write what was asked",
    )
    build.add_argument("--json", action="store_true", help="end with one line of figures on stdout")
    build.add_argument("--watch", action="store_true", help="paint the canvas in the terminal meanwhile")
    build.set_defaults(command=_build)


def _add_tweak(commands) -> None:
    tweak = commands.add_parser("tweak", help="change a page in place")
    tweak.add_argument("page", type=Path, metavar="PAGE.html", help="the page; kept unless -o names it")
    tweak.add_argument("instruction", metavar="INSTRUCTION", help="what to change, in a sentence")
    tweak.add_argument(
        "-o", "--output", type=Path, metavar="OUT.html", help="where to write it (else: stdout)"
    )
    tweak.add_argument("--lines", type=_lines, metavar="A-B", help="only these lines may change")
    tweak.add_argument(
        "--lock", type=_lines, action="append", default=[], metavar="A-B", help="these lines may not change"
    )
    tweak.add_argument(
        "--strength", type=float, metavar="S", help="share of noise: 0 keeps all, 1 writes anew (0.001)"
    )
    tweak.add_argument(
        "--meant", type=int, metavar="N", help="where it was asked which reading is meant: the N-th, from 1"
    )
    _add_pictures(tweak)
    tweak.add_argument("--seed", type=int, default=0, metavar="N", help="another seed, another result (0)")
    tweak.add_argument("--model", metavar="PATH", help="a folder or hub id ($GDIFF_MODEL_PATH, else bundled)")
    _add_parity(tweak)
    tweak.add_argument("--json", action="store_true", help="end with one line of figures on stdout")
    tweak.set_defaults(command=_tweak)


def _add_sudoku(commands) -> None:
    sudoku = commands.add_parser("sudoku", help="solve a Sudoku by diffusion")
    sudoku.add_argument(
        "board", metavar="BOARD", help="81 characters, row by row: digits, a dot or 0 for a free cell; or easy, "
        "medium or hard for a new one",
    )  # fmt: skip
    sudoku.add_argument(
        "--seed", type=int, default=0, metavar="N", help="of a new puzzle, and of the noise (0)"
    )
    sudoku.add_argument("--steps", type=int, metavar="N", help="most passes (the model's own)")
    sudoku.add_argument("--json", action="store_true", help="print one line of figures instead")
    sudoku.set_defaults(command=_sudoku)


def _add_parity(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--parity",
        action=argparse.BooleanOptionalAction,
        help="diffusers' own scheduler, or the same in less memory (the latter on CUDA alone)",
    )


def _add_bench(commands) -> None:
    bench = commands.add_parser("bench", help="measure, and print one line of JSON")
    bench.add_argument("--model", metavar="PATH", help="a folder or hub id ($GDIFF_MODEL_PATH, else bundled)")
    bench.add_argument(
        "--pairs", type=_count, default=7, metavar="N", help="paired runs against diffusers (7)"
    )
    bench.add_argument("--pages", type=_count, default=5, metavar="N", help="whole pages, one a seed (5)")
    bench.set_defaults(command=_bench)


def _add_doctor(commands) -> None:
    doctor = commands.add_parser("doctor", help="say what a checkpoint is, and whether this machine holds it")
    doctor.add_argument(
        "--model", metavar="PATH", help="a folder or hub id ($GDIFF_MODEL_PATH, else bundled)"
    )
    doctor.add_argument("--json", action="store_true", help="print one line of JSON instead")
    doctor.set_defaults(command=_doctor)


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("use 1 or more")
    return number


def _add_pictures(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--picture",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="show it this picture, a screenshot for one (a model that sees; more than one: say it again)",
    )


def _pictures(paths: list[Path]) -> tuple[Picture, ...]:
    """The pictures of some files.

    Raises:
        BadRequest: one cannot be read, or is no picture.
    """
    if not paths:
        return ()
    from gdiff_core.document.picture import still

    return tuple(Picture(still(_bytes(path), path.name)) for path in paths)


def _lines(text: str) -> tuple[int, int]:
    """Lines as "3-7" or "3", counted from 1, both ends belong to them."""
    first, _, last = text.partition("-")
    if not first.isdecimal() or not (last or first).isdecimal():
        raise argparse.ArgumentTypeError("use two line numbers, such as 3-7")
    return int(first), int(last or first)


def _build(arguments: argparse.Namespace) -> int:
    given = {
        "seed": arguments.seed,
        "steps": arguments.steps,
        "max_tokens": arguments.max_tokens,
        "thinking": arguments.think,
        "parity": arguments.parity,
    }
    chosen = {name: value for name, value in given.items() if value is not None}
    begun = _begun(arguments.go_on) if arguments.go_on else ""
    pictures = _pictures(arguments.picture)
    # Refuse it before the seconds that a model takes.
    Request(arguments.request, Settings(**chosen), pictures=pictures)
    _check_output(arguments.output)

    engine = _engine(arguments)
    brief = _brief(engine, arguments)
    if arguments.brief:
        plain = sys.stdout.encoding.lower() != "utf-8"
        print(json.dumps(brief and asdict(brief), ensure_ascii=plain))
        return DONE
    request = Request(
        arguments.request, replace(engine.defaults, **chosen), brief=brief, begun=begun, pictures=pictures
    )
    watch = _watching(engine) if arguments.watch else _unwatched
    commits = [event for event in watch(engine.run(request)) if isinstance(event, Commit)]
    page = extract_page(commits[-1].text)
    data, output = page.html.encode(errors="surrogateescape"), arguments.output
    spared = bool(output and page.html) and not page.complete and _holds_a_page(output)
    if page.html and output:
        output = output.with_suffix(".part.html") if spared else output
        _write_whole(output, data)
    elif page.html and not arguments.json:
        sys.stdout.buffer.write(data + b"\n")
    unmet = engine.unmet(request, commits[-1].text, commits[-1].finish)
    if arguments.json:
        understood = {"brief": asdict(brief), "unused": brief.unused} if brief else {}
        verdict = {"met": not unmet, "unmet": unmet}
        print(json.dumps(_figures(engine, request, commits) | understood | verdict))
    if not page.html:
        return _fail(FAILED, f"The model wrote no page. {page.note} Try another seed or more steps.")
    unused = f"Not used: {', '.join(brief.unused)}." if brief and brief.unused else ""
    said = () if arguments.json else (*unmet, unused)
    told = [text for text in (page.note, *said) if text]
    if CUT_OFF in told:
        told.append("Say --go-on with its file.")
    if spared:
        told.append(f"{arguments.output} is kept, as it holds a whole page; this one is in {output}.")
    if told:
        print(" ".join(told), file=sys.stderr)
    return FAILED if spared else DONE


def _begun(path: Path) -> str:
    """What there is of a page that was cut off.

    Raises:
        BadRequest: it cannot be read, or there is nothing to go on with.
    """
    text = _read(path).removesuffix("\n")  # stdout's own
    page = extract_page(text)
    if page.complete or not page.html:
        state = "finished: change it with tweak" if page.complete else "not begun: leave --go-on out"
        raise BadRequest(f"The page in {path} is {state}.")
    return text


def _read(path: Path) -> str:
    return _bytes(path).decode(errors="surrogateescape")  # a foreign byte comes through


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadRequest(f"{path} cannot be read ({error.strerror}): check the path.") from error


def _brief(engine: "Engine", arguments: argparse.Namespace) -> Brief | None:
    """The request as the engine reads it; None where it takes the words as they are.

    Raises:
        BadRequest: it is outside of the model's world, and nobody wants the nearest page all the same.
    """
    found = engine.understand(arguments.request)
    if isinstance(found, Outside):
        if not arguments.anyway:
            raise BadRequest(f"{found.why} With --anyway the nearest page is written.")
        return engine.settled(Brief(found.nearest or engine.kinds()[0]), arguments.seed)
    return found and engine.settled(found, arguments.seed)


def _tweak(arguments: argparse.Namespace) -> int:
    edit = _edit(arguments)  # refuse it before the seconds that a model takes
    _check_output(arguments.output)

    from gdiff_core.diffusion.tweak import measure, plan

    plan(edit)
    engine = _engine(arguments)
    chosen = {"seed": edit.settings.seed, "parity": arguments.parity}
    edit = replace(edit, settings=replace(engine.defaults, **chosen))
    edit = edit if arguments.meant is None else replace(edit, meant=_meant(engine, edit, arguments.meant))
    commits = [event for event in engine.run(edit) if isinstance(event, Commit)]
    page = commits[-1].text.encode(errors="surrogateescape")
    if arguments.output:
        _write_whole(arguments.output, page)
    elif not arguments.json:
        sys.stdout.buffer.write(page)
    if arguments.json:
        figures = _figures(engine, Request(edit.instruction, edit.settings), commits)
        print(json.dumps(figures | asdict(measure(edit, commits))))
    return DONE


def _meant(engine: "Engine", edit: Edit, number: int) -> str:
    """The reading of this number, of those in question.

    Raises:
        BadRequest: there is none.
    """
    found = engine.understand_change(edit.instruction, edit.page)
    likely = found.likely if isinstance(found, Declined) else ()
    if not 1 <= number <= len(likely):
        raise BadRequest(f"There is no reading {number} in question: leave --meant out.")
    return likely[number - 1]


def _sudoku(arguments: argparse.Namespace) -> int:
    from gdiff_core.sudoku import board as boards

    level = boards.LEVELS.get(arguments.board)
    board = boards.puzzle(level, Random(arguments.seed)) if level else boards.parse(arguments.board)
    boards.check(board)

    from gdiff_core.engines import puzzles

    chosen = {"seed": arguments.seed} | ({"steps": arguments.steps} if arguments.steps is not None else {})
    Settings(**chosen)
    puzzle = Puzzle(boards.spell(board), givens=board)
    puzzle = replace(puzzle, settings=replace(puzzles.defaults(puzzle, None), **chosen))
    *_, last = puzzles.run(puzzle, None)
    unmet = puzzles.verdict(puzzle, last.text)
    if arguments.json:
        told = {"puzzle": puzzle.prompt, "board": last.text, "solved": not unmet, "passes": last.steps}
        print(json.dumps(told | {"seconds": last.seconds}))
    else:
        print(boards.draw(last.tokens))
    passes = f"{last.steps} {'pass' if last.steps == 1 else 'passes'}"
    print(f"Not solved in {passes}. {' '.join(unmet)}" if unmet else f"Solved in {passes}.", file=sys.stderr)
    return FAILED if unmet else DONE


def _engine(arguments: argparse.Namespace) -> "Engine":
    """The model that was named, else the engine of the environment."""
    from gdiff_core.engines.choice import Choice, configured, load

    return load(Choice("checkpoint", arguments.model) if arguments.model else configured())


def _figures(engine: "Engine", request: Request, commits: list[Commit]) -> dict[str, object]:
    """The summary of a run, with a server's own count of tokens where it keeps the tokens."""
    from gdiff_core.diffusion.denoise import summarize

    run = summarize(engine, request, commits)
    count = sum(commit.count for commit in commits)
    return asdict(replace(run, tokens=count, tokens_per_second=count / run.seconds))


def _edit(arguments: argparse.Namespace) -> Edit:
    """The edit that the arguments ask for."""
    page = _read(arguments.page)
    span = partial(char_span, page)
    chosen = {} if arguments.strength is None else {"strength": arguments.strength}
    return Edit(
        page=page,
        instruction=arguments.instruction,
        settings=Settings(seed=arguments.seed),
        selection=span(*arguments.lines) if arguments.lines else None,
        locks=tuple(span(*lines) for lines in arguments.lock),
        pictures=_pictures(arguments.picture),
        **chosen,
    )


def _check_output(path: Path | None) -> None:
    """
    Raises:
        BadRequest: nothing could be written there.
    """
    if path is None or (_is_device(path) and os.access(path, os.W_OK)):
        return
    target = path.resolve()
    if target.is_dir():
        raise BadRequest(f"{path} is a folder: name a file in it.")
    if not target.parent.is_dir():
        raise BadRequest(f"There is no folder {target.parent}: make it, or name another.")
    if not os.access(target.parent, os.W_OK) or _is_device(target):
        raise BadRequest(f"{path} cannot be written: check who may write to {target.parent}.")


def _holds_a_page(path: Path) -> bool:
    target = path.resolve()
    return target.is_file() and extract_page(_read(target)).complete


def _is_device(path: Path) -> bool:
    """Such as /dev/stdout: written to, and never replaced."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _write_whole(path: Path, data: bytes) -> None:
    """Replace a file at once: whatever happens, it holds the old bytes or the new ones."""
    if _is_device(path):
        path.write_bytes(data)
        return
    target = path.resolve()  # a link stays a link
    handle, name = mkstemp(dir=target.parent, prefix=".gdiff-")
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    os.umask(mask := os.umask(0))
    return mask


def _bench(arguments: argparse.Namespace) -> int:
    from gdiff_core import bench
    from gdiff_core.diffusion.model import load

    print(json.dumps(bench.measure(load(arguments.model), pairs=arguments.pairs, pages=arguments.pages)))
    return DONE


def _doctor(arguments: argparse.Namespace) -> int:
    from gdiff_core.diffusion import doctor

    found = doctor.look(arguments.model)
    if arguments.json:
        print(json.dumps(dict(found.rows) | {"verdict": found.verdict, "says": found.says}))
        return DONE if found.loads else FAILED
    from rich.console import Console
    from rich.table import Table

    table = Table(show_header=False, box=None)
    for row in (*found.rows, ("verdict", found.verdict)):
        table.add_row(*row)
    Console().print(table, markup=False)
    print(found.says)
    return DONE if found.loads else FAILED


def _fail(code: int, why: str) -> int:
    try:
        sys.stdout.flush()
    except (
        OSError,
        ValueError,
    ):  # nobody reads it any more, or its disk is full: the interpreter would say so again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    print(" ".join(why.split()), file=sys.stderr)
    return code


Events = Iterator[Frame | Commit]


def _unwatched(events: Events) -> Events:
    return events


def _watching(engine: "Engine") -> Callable[[Events], Events]:
    """A pass-through that paints each frame on stderr, so that stdout stays the page's."""
    from rich.console import Console
    from rich.live import Live

    text_of = cache(lambda token: _printable(engine.texts([token])[0]))

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

    said = {token: _printable(text) for token, text in frame.said}
    painted = Text(f"block {frame.block + 1}, step {frame.step}\n", style="bold")
    for token, accepted, locked in zip(frame.draft, frame.accepted, frame.locked, strict=True):
        style = "underline" if locked else "not bold" if accepted else "not bold dim"
        painted.append(said[token] if token in said else text_of(token), style=style)
    return painted
