"""Sudoku: boards and their rules, a solver that counts, and puzzles with one solution.

A board is 81 digits, row by row; 0 is a free cell. The solver keeps, for each digit, the cells that it may still stand
in as the bits of one integer, so that a rule is a few operations on the whole board.
"""

import random
import re
from collections.abc import Iterator, Sequence

from gdiff_core.errors import BadRequest

Board = tuple[int, ...]
"""81 digits, row by row; 0: free."""

CELLS = range(81)
FEWEST = 24
"""Givens that `puzzle` may be asked for: fewer take long to find, and none has fewer than 17 (arXiv:1201.0749)."""
LEVELS = {"easy": 45, "medium": 36, "hard": 30}
"""Givens of a generated puzzle."""

ROWS = [[9 * row + column for column in range(9)] for row in range(9)]
COLUMNS = [[9 * row + column for row in range(9)] for column in range(9)]
BOXES = [
    [9 * (3 * (box // 3) + cell // 3) + 3 * (box % 3) + cell % 3 for cell in range(9)] for box in range(9)
]
UNITS = [*ROWS, *COLUMNS, *BOXES]
_NAMES = [f"{kind} {number}" for kind in ("row", "column", "box") for number in range(1, 10)]

_ALL = (1 << 81) - 1
_UNIT_BITS = [sum(1 << cell for cell in unit) for unit in UNITS]
_PEERS = [
    sum({1 << other for unit in UNITS if cell in unit for other in unit if other != cell}) for cell in CELLS
]
_MOST = 600
"""Guesses after which a board is given up: what a person would type takes some dozens."""

_Places = list[int]
"""For each digit, from 1 on, the cells it may stand in, as bits."""


# --- reading and writing ---


def parse(text: str) -> Board:
    """The board that a text spells: 81 digits, row by row; 0, `.`, `_`, `-`, `*` or `?` is a free cell.

    Line ends, spaces, commas and what frames a drawn board (`|`, `+`, lines of `-`) say nothing.

    Raises:
        BadRequest: another number of cells, or a character that is none.
    """
    lines = (
        line
        for line in text.splitlines()
        if not re.fullmatch(r"[\s|+=-]*[-=+][\s|+=-]*", line) or len(line) == 9
    )
    found = re.sub(r"[\s|,;+]", "", "".join(lines))
    if strange := re.search(r"[^0-9._*?-]", found):
        raise BadRequest(
            f"A board is written in digits, with a dot or 0 for a free cell: {strange[0]!r} is neither."
        )
    if len(found) != 81:
        raise BadRequest(
            f"A board has 81 cells and this one has {len(found):,}: write nine rows of nine, with a dot or 0 for a "
            "free cell."
        )
    return tuple(int(mark) if mark.isdigit() else 0 for mark in found)


def spell(board: Sequence[int]) -> str:
    """81 characters, a dot for a free cell."""
    return "".join(str(digit) if digit else "." for digit in board)


def draw(board: Sequence[int]) -> str:
    """Eleven lines for a terminal."""
    marks = spell(board)
    lines = [
        " | ".join(" ".join(marks[at : at + 3]) for at in range(row, row + 9, 3)) for row in range(0, 81, 9)
    ]
    rule = "------+-------+------"
    return "\n".join((*lines[:3], rule, *lines[3:6], rule, *lines[6:]))


# --- rules ---


def conflicts(board: Sequence[int]) -> list[int]:
    """Cells whose digit stands twice in a row, column or box."""
    found = set()
    for unit in UNITS:
        digits = [board[cell] for cell in unit]
        found |= {cell for cell in unit if board[cell] and digits.count(board[cell]) > 1}
    return sorted(found)


def solved(puzzle: Sequence[int], board: Sequence[int]) -> bool:
    """Whether all cells are filled by the rules, and the givens stand."""
    kept = all(given in (0, digit) for given, digit in zip(puzzle, board, strict=True))
    return kept and all(board) and not conflicts(board)


def check(puzzle: Board) -> Board:
    """The one solution of a puzzle.

    Raises:
        BadRequest: two equal givens in a unit, no solution, or several.
    """
    for unit, name in zip(UNITS, _NAMES, strict=True):
        digits = [puzzle[cell] for cell in unit if puzzle[cell]]
        if twice := next((digit for digit in digits if digits.count(digit) > 1), 0):
            raise BadRequest(f"{name.capitalize()} has two {twice}s among the givens: take one of them away.")
    if all(puzzle):
        raise BadRequest("All 81 cells are given: leave some free to be solved.")
    found = list(solutions(puzzle, 2))
    if not found:
        raise BadRequest("This board has no solution: one of its givens must be wrong.")
    if len(found) > 1:
        raise BadRequest(
            f"This board has more than one solution ({sum(map(bool, puzzle))} givens are too few or stand badly): "
            "add givens until only one is left."
        )
    return found[0]


# --- solver ---


def solutions(puzzle: Sequence[int], most: int, rng: random.Random | None = None) -> Iterator[Board]:
    """At most so many solutions; guesses in an order drawn from `rng`.

    Raises:
        BadRequest: the search takes too long.
    """
    places = [_ALL] * 9
    for cell, digit in enumerate(puzzle):
        if digit and not _put(places, 1 << cell, digit - 1):
            return
    left = [_MOST]
    search = _search(places, rng, left)
    for _ in range(most):
        if (found := next(search, None)) is None:
            return
        yield found


def _put(places: _Places, bit: int, digit: int) -> bool:
    """Let only this digit stand in the cell; whether it may."""
    if not places[digit] & bit:
        return False
    for other in range(9):
        places[other] &= ~bit
    places[digit] = places[digit] & ~_PEERS[bit.bit_length() - 1] | bit
    return True


def _propagate(places: _Places) -> int | None:
    """Put what has one place left until nothing follows.

    Returns:
        Cells with more than one digit left, as bits; None where a cell or a digit has no place left.
    """
    while True:
        once = twice = 0
        for own in places:
            twice |= once & own
            once |= own
        if once != _ALL:
            return None
        changed = False
        for digit in range(9):
            # naked singles stand alone in their cell; those that have seen all their peers change nothing
            own = places[digit]
            alone = own & ~twice
            while alone:
                bit = alone & -alone
                alone ^= bit
                peers = _PEERS[bit.bit_length() - 1]
                if places[digit] & peers:
                    places[digit] &= ~peers
                    changed = True
            own = places[digit]
            for unit in _UNIT_BITS:
                here = own & unit
                if not here:
                    return None
                if not here & (here - 1) and here & twice:  # a hidden single
                    _put(places, here, digit)
                    own, changed = places[digit], True
                    twice &= ~here
        if not changed:
            return twice


def _search(places: _Places, rng: random.Random | None, left: list[int]) -> Iterator[Board]:
    open_cells = _propagate(places)
    if open_cells is None:
        return
    if not open_cells:
        yield tuple(next(digit + 1 for digit in range(9) if places[digit] >> cell & 1) for cell in CELLS)
        return
    left[0] -= 1
    if left[0] < 0:
        raise BadRequest("This board takes too long to check: add some givens.")
    bit, digits = _fewest(places, open_cells, rng)
    for digit in digits:
        tried = list(places)
        if _put(tried, bit, digit):
            yield from _search(tried, rng, left)


def _fewest(places: _Places, open_cells: int, rng: random.Random | None) -> tuple[int, list[int]]:
    """A cell with the fewest digits left, and these."""
    cells = [cell for cell in CELLS if open_cells >> cell & 1]
    options = {cell: [digit for digit in range(9) if places[digit] >> cell & 1] for cell in cells}
    if rng:
        rng.shuffle(cells)
    cell = min(cells, key=lambda each: len(options[each]))
    if rng:
        rng.shuffle(options[cell])
    return 1 << cell, options[cell]


# --- puzzles ---


def full(rng: random.Random) -> Board:
    """A solved board."""
    puzzle = [0] * 81
    for box in (0, 4, 8):
        for cell, digit in zip(BOXES[box], rng.sample(range(1, 10), 9), strict=True):
            puzzle[cell] = digit
    return next(solutions(puzzle, 1, rng))


def thin(board: Board, givens: int, rng: random.Random) -> list[int]:
    """Cells in the order in which they can be taken from a solved board, its solution staying the only one.

    Down to so many givens, or until no more can be taken. A puzzle with more givens has one solution as well.
    """
    taken: list[int] = []
    puzzle = list(board)
    for cell in rng.sample(CELLS, 81):
        if len(taken) == 81 - givens:
            break
        puzzle[cell] = 0
        if _other(puzzle, cell, board[cell]):
            puzzle[cell] = board[cell]
        else:
            taken.append(cell)
    return taken


def _other(puzzle: Sequence[int], cell: int, digit: int) -> bool:
    """Whether another digit could stand in the cell."""
    places = [_ALL] * 9
    for at, given in enumerate(puzzle):
        if given:
            _put(places, 1 << at, given - 1)
    places[digit - 1] &= ~(1 << cell)
    return next(_search(places, None, [_MOST]), None) is not None


def puzzle(givens: int, rng: random.Random) -> Board:
    """A random puzzle with one solution and exactly so many givens.

    Raises:
        BadRequest: fewer than `FEWEST` givens, or more than 80.
    """
    if not FEWEST <= givens <= 80:
        raise BadRequest(f"A puzzle with {givens} givens cannot be made: use {FEWEST} to 80.")
    while True:
        board = full(rng)
        taken = thin(board, givens, rng)
        if len(taken) == 81 - givens:
            return tuple(0 if cell in taken else board[cell] for cell in CELLS)
