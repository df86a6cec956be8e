"""Measure the bundled Sudoku model: `python -m gdiff_core.sudoku.evaluate` prints one JSON line.

A thousand puzzles from seeds that training never uses, each with one solution, their givens spread evenly over 30 to
60; the program's own loop solves them with the model's defaults. `exact`: by the rules, all 81 cells. `passes`: how
many the loop took before it ended by itself. `by_passes`: exact where a run is committed after so many at the latest.
"""

import argparse
import json
import random
import statistics
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from time import perf_counter
from typing import NamedTuple

import torch
from tqdm import tqdm

from gdiff_core.diffusion.model import Model
from gdiff_core.records import Frame, Puzzle, Settings
from gdiff_core.sudoku import answer
from gdiff_core.sudoku.board import Board, check, conflicts, full, puzzle, solved, spell

GIVENS = range(30, 61)
PASSES = (1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64)
WIDTH = 5
"""Counts of givens that are told together."""


def unseen(count: int, givens: range = GIVENS) -> list[Board]:
    """Test puzzles, the same each time."""
    return [puzzle(givens[index % len(givens)], random.Random(f"test {index}")) for index in range(count)]


def kind(board: Board) -> tuple:
    """What no symmetry changes: for each two digits, how the rows of one lead to those of the other, as cycles."""

    def cycles(first: int, second: int) -> tuple[int, ...]:
        column = {row: board.index(first, 9 * row) % 9 for row in range(9)}
        row_of = {board.index(second, 9 * row) % 9: row for row in range(9)}
        left, found = set(range(9)), []
        while left:
            row, length = left.pop(), 1
            while (row := row_of[column[row]]) in left:
                left.remove(row)
                length += 1
            found.append(length)
        return tuple(sorted(found))

    return tuple(sorted(cycles(*pair) for pair in combinations(range(1, 10), 2)))


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
