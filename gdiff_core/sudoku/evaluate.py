"""Measure the bundled Sudoku model: `python -m gdiff_core.sudoku.evaluate` prints one JSON line.

A thousand puzzles from seeds that training never uses, each with one solution, their givens spread evenly over 30 to
60; the program's own loop solves them with the model's defaults. `exact`: by the rules, all 81 cells. `passes`: how
many the loop took before it ended by itself. `by_passes`: exact where a run is committed after so many at the latest.
"""

import argparse
import json
import random
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from time import perf_counter
from typing import NamedTuple

import torch
from tqdm import tqdm

from gdiff_core.diffusion.model import Model
from gdiff_core.records import Frame, Puzzle, Settings
from gdiff_core.sudoku import answer
from gdiff_core.sudoku.board import COLUMNS, ROWS, Board, check, conflicts, full, puzzle, solved, spell

GIVENS = range(30, 61)
PASSES = (1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64)
WIDTH = 5
"""Counts of givens that are told together."""


def unseen(count: int, givens: range = GIVENS) -> list[Board]:
    """Test puzzles, the same each time."""
    return [puzzle(givens[index % len(givens)], random.Random(f"test {index}")) for index in range(count)]


def kind(board: Board) -> tuple:
    """What no symmetry of the game changes, so that boards which differ in it are different ones.

    Two lines of a band are a permutation of the digits, two digits one of the rows: those have cycles, whose lengths
    stay whatever is renamed, swapped or turned.
    """
    lines = [[tuple(board[cell] for cell in unit) for unit in units] for units in (ROWS, COLUMNS)]
    digits = [tuple(row.index(digit) for row in lines[0]) for digit in range(1, 10)]
    bands = [
        sorted(
            tuple(sorted(cycles(*pair) for pair in combinations(side[at : at + 3], 2))) for at in (0, 3, 6)
        )
        for side in lines
    ]
    pairs = [tuple(sorted(cycles(one, other) for other in digits if other != one)) for one in digits]
    return tuple(map(tuple, sorted(bands))), tuple(sorted(pairs))


def cycles(one: Sequence[int], other: Sequence[int]) -> tuple[int, ...]:
    """Lengths of the cycles that lead from each entry of one to what stands in its place in the other."""
    follows, lengths = dict(zip(one, other, strict=True)), []
    while follows:
        start, length = next(iter(follows)), 0
        while start in follows:
            start, length = follows.pop(start), length + 1
        lengths.append(length)
    return tuple(sorted(lengths))


class Outcome(NamedTuple):
    """What became of a test puzzle."""

    givens: int
    rights: list[bool]
    """After each pass, whether the draft was exact."""
    conflicts: int
    """Cells in conflict at the end."""

    @property
    def exact(self) -> bool:
        return self.rights[-1]

    def after(self, passes: int) -> bool:
        """Whether it is exact when it is committed after so many passes at the latest."""
        return self.rights[min(passes, len(self.rights)) - 1]


def run(model: Model, boards: list[Board], settings: Settings) -> list[Outcome]:
    """Solve them one by one."""
    found = []
    for index, board in enumerate(tqdm(boards, leave=False, mininterval=5)):
        asked = Puzzle(spell(board), replace(settings, seed=index), givens=board)
        drafts = [event.draft for event in answer.solve(model, asked) if isinstance(event, Frame)]
        rights = [solved(board, draft) for draft in drafts]
        found.append(Outcome(sum(map(bool, board)), rights, len(conflicts(drafts[-1]))))
    return found


def figures(found: list[Outcome]) -> dict[str, object]:
    """Shares in percent."""
    passes = [len(outcome.rights) for outcome in found]
    lowest = sorted({outcome.givens // WIDTH * WIDTH for outcome in found})
    return {
        "puzzles": len(found),
        "exact": share(outcome.exact for outcome in found),
        "passes_median": statistics.median(passes),
        "passes_90": sorted(passes)[int(0.9 * (len(passes) - 1))],
        "by_givens": {
            f"{low}-{low + WIDTH - 1}": share(
                outcome.exact for outcome in found if low <= outcome.givens < low + WIDTH
            )
            for low in lowest
        },
        "by_passes": {passes: share(outcome.after(passes) for outcome in found) for passes in PASSES},
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
    parser.add_argument("--steps", type=int, help="most passes")
    parser.add_argument("--bound", type=float, help="entropy bound, nats")
    parser.add_argument("--heat", type=float, help="temperature")
    parser.add_argument("--weights", help="a folder (the bundled ones)")
    parser.add_argument(
        "--families", type=int, metavar="N", help="count boards like the first N of training instead"
    )
    args = parser.parse_args()
    boards = unseen(args.puzzles, range(args.givens[0], args.givens[1] + 1))
    if args.families:
        known = {kind(full(random.Random(f"train {index}"))) for index in range(args.families)}
        alike = sum(kind(check(board)) in known for board in boards)
        print(json.dumps({"puzzles": len(boards), "families": args.families, "alike": alike}))
        return
    model = answer.load(args.weights)
    torch.set_num_threads(1)
    heat = args.heat and {"t_max": args.heat, "t_min": 0.999 * args.heat}
    chosen = {"entropy_bound": args.bound, "steps": args.steps} | (heat or {})
    settings = replace(model.defaults, **{name: value for name, value in chosen.items() if value is not None})
    start = perf_counter()
    told = figures(run(model, boards, settings))
    told["seconds"] = round((perf_counter() - start) / len(boards), 3)
    told |= {"entropy_bound": settings.entropy_bound, "temperature": [settings.t_max, settings.t_min]}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
