"""Measure the bundled Sudoku model: `python -m gdiff_core.sudoku.evaluate` prints one JSON line.

A thousand puzzles from seeds that training never uses, each with one solution, their givens spread evenly over 30 to
60; the program's own loop solves them with the model's defaults. `exact`: by the rules, all 81 cells. `passes`: how
many the loop took before it ended by itself. `--steps 1,2,4` repeats all with at most so many passes, `--bound` and
`--heat` with another entropy bound and temperature.
"""

import argparse
import json
import random
import statistics
from collections.abc import Iterable
from dataclasses import replace
from time import perf_counter

import torch
from tqdm import tqdm

from gdiff_core.diffusion.model import Model
from gdiff_core.records import Commit, Puzzle, Settings
from gdiff_core.sudoku import answer
from gdiff_core.sudoku.board import Board, puzzle, solved, spell

GIVENS = range(30, 61)
WIDTH = 5
"""Counts of givens that are told together."""


def unseen(count: int, givens: range = GIVENS) -> list[Board]:
    """Test puzzles, the same each time."""
    return [puzzle(givens[index % len(givens)], random.Random(f"test {index}")) for index in range(count)]


def run(model: Model, boards: list[Board], settings: Settings) -> list[tuple[int, bool, int]]:
    """For each board its givens, whether it came out exact, and the passes it took."""
    found = []
    for index, board in enumerate(tqdm(boards, leave=False, mininterval=5)):
        asked = Puzzle(spell(board), replace(settings, seed=index), givens=board)
        *_, last = answer.solve(model, asked)
        assert isinstance(last, Commit)
        found.append((sum(map(bool, board)), solved(board, last.tokens), last.steps))
    return found


def figures(found: list[tuple[int, bool, int]]) -> dict[str, object]:
    """Shares in percent."""
    exact = [right for _, right, _ in found]
    passes = [steps for _, _, steps in found]
    return {
        "puzzles": len(found),
        "exact": share(exact),
        "passes_median": statistics.median(passes),
        "passes_90": sorted(passes)[int(0.9 * (len(passes) - 1))],
        "by_givens": {
            f"{low}-{low + WIDTH - 1}": share(
                right for count, right, _ in found if low <= count < low + WIDTH
            )
            for low in sorted({count // WIDTH * WIDTH for count, _, _ in found})
        },
    }


def share(rights: Iterable[bool]) -> float:
    rights = list(rights)
    return round(100 * sum(rights) / len(rights), 1)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--puzzles", type=int, default=1000)
    parser.add_argument(
        "--givens", type=int, nargs=2, default=(GIVENS[0], GIVENS[-1]), metavar=("FEWEST", "MOST")
    )
    parser.add_argument("--steps", type=lambda text: [int(each) for each in text.split(",")], default=[])
    parser.add_argument("--bound", type=float, help="entropy bound, nats")
    parser.add_argument("--heat", type=float, help="temperature")
    parser.add_argument("--weights", help="a folder (the bundled ones)")
    args = parser.parse_args()
    model = answer.load(args.weights)
    torch.set_num_threads(1)
    chosen = {"entropy_bound": args.bound, "t_max": args.heat, "t_min": args.heat}
    settings = replace(model.defaults, **{name: value for name, value in chosen.items() if value is not None})
    boards = unseen(args.puzzles, range(args.givens[0], args.givens[1] + 1))
    start = perf_counter()
    told = figures(run(model, boards, settings))
    told["seconds"] = round((perf_counter() - start) / len(boards), 3)
    told["by_steps"] = {
        steps: figures(run(model, boards, replace(settings, steps=steps)))["exact"] for steps in args.steps
    }
    told |= {"entropy_bound": settings.entropy_bound, "temperature": [settings.t_max, settings.t_min]}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
