"""The real app over a toy that also changes pages: `python -m tests.toy_edits PORT [--pace SECONDS] ...`.

An instruction is "OLD to NEW", and every OLD on the page becomes NEW; "refuse" writes what cannot stand.
"""

import random
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial

from gdiff_core.errors import TweakRefused
from gdiff_core.records import Commit, Edit, Frame
from tests import toy_server

STEPS = 10


def tweak(
    model: toy_server.ToyModel,
    edit: Edit,
    *,
    opening: Sequence[int] = (),
    boldly: bool = True,
    pace: float = 0.0,
) -> Iterator[Frame | Commit]:
    """As `gdiff_core.diffusion.tweak.tweak`, one block of `STEPS` steps whatever the strength."""
    draw, began = random.Random(edit.settings.seed), time.perf_counter()
    old, _, new = edit.instruction.partition(" to ")
    tokens = tuple(toy_server.IDS[: toy_server.CANVAS])
    sure, none, nats = (True,) * len(tokens), (False,) * len(tokens), (0.1,) * len(tokens)
    for step in range(1, STEPS + 1):
        time.sleep(pace)
        accepted = tuple(draw.random() < step / STEPS for _ in tokens)
        seconds = time.perf_counter() - began
        yield Frame(
            0, step, tokens, tokens, accepted if step < STEPS else sure, none, nats, edit.page, seconds
        )
    if edit.instruction == "refuse":
        raise TweakRefused("The toy was told to fail, so yours stays as it was.", "<!doctype html><p>Refused")
    text = edit.page.replace(old, new)
    yield Commit(0, tokens, STEPS, True, text, "eos", time.perf_counter() - began)


def main() -> None:
    import gdiff_core.diffusion.tweak

    gdiff_core.diffusion.tweak.tweak = partial(tweak, pace=float(sys.argv[sys.argv.index("--pace") + 1]))
    toy_server.main()


if __name__ == "__main__":
    main()
