"""The real app over a toy model: `python -m tests.toy_server PORT [--pace SECONDS] ...`.

The toy settles a page of its own from noise, at a pace that a measurement sets. All else is the real app.
`--endless` is the real app over the real model, which writes page after page in one run.
"""

import argparse
import itertools
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from gdiff_core.diffusion.model import ModelInfo
from gdiff_core.records import Commit, Frame, Request, Settings

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Solstice Coffee</title>
<style>
  body { margin: 0; font: 17px/1.6 Georgia, serif; color: #2b2320; background: #faf5ee; }
  header { padding: 96px 8vw; background: #b5533c; color: #fff7ee; }
  h1 { margin: 0 0 12px; font-size: 56px; line-height: 1.05; }
  main { display: grid; grid-template-columns: repeat(3, 1fr); gap: 32px; padding: 56px 8vw; }
  section { padding: 24px; border-radius: 10px; background: #fff; }
  h2 { margin: 0 0 8px; font-size: 21px; color: #b5533c; }
  footer { padding: 24px 8vw 2400px; color: #857a70; }
</style>
</head>
<body>
<header>
  <h1>Solstice Coffee</h1>
  <p>Slow roasts from small farms, delivered the day after.</p>
</header>
<main>
  <section><h2>Roasted on Mondays</h2><p>In batches of nine kilos, tasted before they leave.</p></section>
  <section><h2>Three origins</h2><p>Huila, Yirgacheffe and Antigua, each by itself.</p></section>
  <section><h2>A subscription</h2><p>Pause it whenever you like; nobody will call you.</p></section>
</main>
<footer>Open from seven. Market Street 12.</footer>
</body>
</html>
"""
CANVAS = 256
STEPS = 40
PIECES = re.findall(r"\s+|\w{1,5}|[^\w\s]{1,2}", PAGE)
PIECES += [""] * (-len(PIECES) % CANVAS)
VOCABULARY = sorted(set(PIECES))
IDS = [VOCABULARY.index(piece) for piece in PIECES]


class ToyModel:
    info = ModelInfo("Toy", "tests", "cpu", "float32", 0, 0, len(VOCABULARY), CANVAS, bundled=False)
    defaults = Settings(steps=STEPS)
    unthinking = ()
    sight = None

    def __init__(self, path: str | None = None, **_: object) -> None: ...

    def decode(self, ids: Sequence[int]) -> str:
        return "".join(VOCABULARY[id] for id in ids)

    def token_texts(self, ids: Sequence[int]) -> list[str]:
        return [VOCABULARY[id] for id in ids]


def denoise(
    model: ToyModel,
    request: Request,
    *,
    critics: Sequence[object] = (),
    opening: Sequence[int] = (),
    pace: float = 0.0,
    work: Callable[[], None] = int,
    blocks: int = 0,
) -> Iterator[Frame | Commit]:
    """Positions settle one after another in a shuffled order; until then each is a random piece.

    Args:
        pace: seconds from one step to the next; 0 is as fast as it goes.
        work: what a step computes.
        blocks: how many to write; 0 is the page once.
    """
    draw, began, committed, steps = random.Random(request.settings.seed), time.perf_counter(), "", 0
    page = [IDS[start : start + CANVAS] for start in range(0, len(IDS), CANVAS)]
    last = (blocks or len(page)) - 1
    for block in range(last + 1):
        target = page[block % len(page)]
        settles = [draw.triangular(0, STEPS, STEPS * 0.6) for _ in target]
        for step in range(1, STEPS + 1):
            steps += 1
            time.sleep(max(0.0, began + steps * pace - time.perf_counter()))
            work()
            yield _frame(draw, block, step, target, settles, committed, time.perf_counter() - began)
        committed = (committed if block % len(page) else "") + model.decode(target)
        finish = "eos" if block == last else None
        yield Commit(block, tuple(target), STEPS, True, committed, finish, time.perf_counter() - began)


def _frame(
    draw: random.Random,
    block: int,
    step: int,
    target: list[int],
    settles: list[float],
    before: str,
    seconds: float,
) -> Frame:
    late = [settle - step for settle in settles]
    draft = tuple(
        id if steps <= 4 else draw.randrange(len(VOCABULARY)) for id, steps in zip(target, late, strict=True)
    )
    accepted = tuple(steps <= 0 for steps in late)
    nats = tuple(max(0.0, min(4.0, steps / 6)) for steps in late)
    text = before + ToyModel().decode(draft)
    return Frame(block, step, draft, draft, accepted, (False,) * len(draft), nats, text, seconds)


def work_of(seconds: float) -> Callable[[], None]:
    """A computation of so many seconds on one core, without the interpreter's lock."""
    import torch

    torch.set_num_threads(1)
    matrix = torch.rand(256, 256)

    def multiply(times: int) -> None:
        torch.get_num_threads()  # only now this thread hears of the one above: OpenMP counts by thread
        for _ in range(times):
            torch.mm(matrix, matrix)

    multiply(300)  # warm
    began = time.thread_time()
    multiply(300)
    return partial(multiply, max(1, round(300 * seconds / (time.thread_time() - began))))


def endless(generate: Callable[..., Iterator[Frame | Commit]]) -> Callable[..., Iterator[Frame | Commit]]:
    """One page after another, each with a seed of its own."""

    def run(model: object, request: Request, **_: object) -> Iterator[Frame | Commit]:
        for seed in itertools.count():
            yield from generate(model, replace(request, settings=replace(request.settings, seed=seed)))

    return run


def traced(
    generate: Callable[..., Iterator[Frame | Commit]], path: Path
) -> Callable[..., Iterator[Frame | Commit]]:
    """The same, and a line with the time of every step."""

    def run(model: object, request: Request, **_: object) -> Iterator[Frame | Commit]:
        with path.open("a", buffering=1) as trace:
            for item in generate(model, request):
                if isinstance(item, Frame):
                    trace.write(f"{time.time()}\n")
                yield item

    return run


def named(generate: Callable[..., Iterator[Frame | Commit]]) -> Callable[..., Iterator[Frame | Commit]]:
    """The same page for everybody, but called as the request says; one that says "slowly" takes its time."""

    def run(model: object, request: Request, **options: object) -> Iterator[Frame | Commit]:
        for item in generate(model, request, **options):
            time.sleep(0.25 if "slowly" in request.prompt else 0)
            yield replace(item, text=item.text.replace("Solstice Coffee", request.prompt))

    return run


def mortal(generate: Callable[..., Iterator[Frame | Commit]], chance: float) -> Callable[..., Iterator]:
    """So many of the runs take the thread that works on them along, somewhere on the way."""

    def run(*args: object, **options: object) -> Iterator[Frame | Commit]:
        last = random.randrange(1, 60) if random.random() < chance else None
        for step, item in enumerate(generate(*args, **options)):
            if step == last:
                raise SystemExit("killed")
            yield item

    return run


def mortal_load(load: Callable[..., object], chance: float) -> Callable[..., object]:
    """So many of the loads end the thread that loads."""

    def run(*args: object, **options: object) -> object:
        if random.random() < chance:
            raise SystemExit("killed")
        return load(*args, **options)

    return run


def main() -> None:
    import gdiff_core.diffusion.denoise
    import gdiff_core.diffusion.model
    from gdiff_core.serving.server import Server

    parser = argparse.ArgumentParser()
    parser.add_argument("port")
    parser.add_argument("--pace", type=float, default=1 / 60)
    parser.add_argument("--work", type=float, default=0.0)
    parser.add_argument("--blocks", type=int, default=0)
    parser.add_argument("--fps", type=float, help="most pictures a second; else as the app finds right")
    parser.add_argument("--trace", type=Path, help="where the time of every step goes")
    parser.add_argument("--named", action="store_true", help="pages are called as their requests say")
    parser.add_argument(
        "--dies", type=float, default=0.0, help="share of runs and loads that kill their thread"
    )
    parser.add_argument("--real", action="store_true", help="the real model instead of the toy")
    parser.add_argument("--endless", action="store_true", help="the real model, page after page")
    options = parser.parse_args()
    if options.endless or options.real:
        real = gdiff_core.diffusion.denoise.denoise
        generate = endless(real) if options.endless else real
    else:
        work = work_of(options.work) if options.work else int
        generate = partial(denoise, pace=options.pace, work=work, blocks=options.blocks)
        gdiff_core.diffusion.model.load = ToyModel
    if options.named:
        generate = named(generate)
    if options.dies:
        generate = mortal(generate, options.dies)
        gdiff_core.diffusion.model.load = mortal_load(gdiff_core.diffusion.model.load, options.dies)
    gdiff_core.diffusion.denoise.denoise = traced(generate, options.trace) if options.trace else generate
    if options.fps:
        Server.fps = lambda _: options.fps

    from streamlit.web.cli import main as streamlit

    streamlit(["run", "streamlit_app.py", "--server.port", options.port])


if __name__ == "__main__":
    main()
