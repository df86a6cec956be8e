"""Two versions of a page compared: by lines first, by tokens only inside the lines that differ.

Opcodes are rapidfuzz's of the longest common subsequence (Indel). A line ends with LF, CRLF or CR, as in an
editor; its ending is part of it. Spans are half-open and count from 0.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel

from gdiff_core.errors import BadRequest
from gdiff_core.records import Span

_ENDING = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(rf"[^\r\n]*(?:{_ENDING.pattern})|[^\r\n]+")
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_MAX_CELLS = 2**30
"""Bits of rapidfuzz's matrix (128 MB), for some 32,000 lines that differ; beyond it a hunk is one change."""


class Change(NamedTuple):
    """`old` became `new`; either may be empty."""

    old: Span
    new: Span


class Locality(NamedTuple):
    """How far an edit kept to its selection, in lines."""

    changed: int
    """Lines that an edit changed, put in or took out, everywhere."""
    outside: int
    """Those of them outside the selection."""
    kept: float
    """Share of the old lines outside the selection that stayed equal, 0 to 1."""


def split_lines(text: str) -> list[str]:
    """The lines of a text, with their endings: they join to the text."""
    return _LINE.findall(text)


def usual_ending(text: str) -> str:
    """The line ending that most lines of a text have."""
    return next(iter(Counter(_ENDING.findall(text)).most_common(1)), ("\n", 0))[0]


def ended(line: str, ending: str) -> str:
    """A line with its ending, if it has one, replaced."""
    return _ENDING.sub(ending, line)


def is_ended(line: str) -> bool:
    return bool(_ENDING.search(line))


def changes(old: Sequence, new: Sequence) -> list[Change]:
    """Where two sequences of hashable items differ, in order; what lies between two changes is equal."""
    start = next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    if start == len(old) == len(new):
        return []
    most = min(len(old), len(new)) - start
    ends = zip(reversed(old[len(old) - most :]), reversed(new[len(new) - most :]), strict=True)
    tail = next((i for i, (a, b) in enumerate(ends) if a != b), most)  # rapidfuzz hashes all that it is given
    lost, came = old[start : len(old) - tail], new[start : len(new) - tail]
    if len(lost) * len(came) > _MAX_CELLS:
        return [Change((start, start + len(lost)), (start, start + len(came)))]
    found: list[Change] = []
    for code in Indel.opcodes(lost, came):
        if code.tag == "equal":
            continue
        change = Change(
            (code.src_start + start, code.src_end + start), (code.dest_start + start, code.dest_end + start)
        )
        # Indel knows insertions and deletions; two that touch are one replacement.
        touches = bool(found) and (found[-1].old[1], found[-1].new[1]) == (change.old[0], change.new[0])
        if touches:
            change = Change((found[-1].old[0], change.old[1]), (found.pop().new[0], change.new[1]))
        found.append(change)
    return found


def line_changes(old: str, new: str) -> list[Change]:
    """Changes as spans of lines. What came or went starts with its own tag, not with the closing one before it."""
    return list(_line_changes(old, new))


@lru_cache(maxsize=4)  # of one text that was typed several things are asked
def _line_changes(old: str, new: str) -> tuple[Change, ...]:
    before, after = split_lines(old), split_lines(new)
    end = Change((len(before) + 1,) * 2, (len(after) + 1,) * 2)
    found = pairwise([*changes(before, after), end])
    return tuple(_slid(change, before, after, following) for change, following in found)


def _slid(change: Change, before: list[str], after: list[str], following: Change) -> Change:
    """The change moved down past closing tags that it may as well end with, as long as it does not touch the next."""
    (a, b), (c, d) = change
    if a < b and c < d:
        return change
    came = a == b
    lines, (start, end) = (after, change.new) if came else (before, change.old)
    last, by = following[came][0] - 1, 0
    while end + by < last and lines[start + by].startswith("</") and lines[start + by] == lines[end + by]:
        by += 1
    return Change((a + by, b + by), (c + by, d + by))


def token_changes(old: str, new: str) -> list[Change]:
    """Changes as spans of characters, token by token (words, white space, signs) inside the changed lines."""
    before, after = split_lines(old), split_lines(new)
    x0, y0 = _offsets(before), _offsets(after)
    found = []
    for (a, b), (c, d) in _line_changes(old, new):
        lost, came = _TOKEN.findall("".join(before[a:b])), _TOKEN.findall("".join(after[c:d]))
        x, y = _offsets(lost, x0[a]), _offsets(came, y0[c])
        found += [Change((x[i], x[j]), (y[k], y[m])) for (i, j), (k, m) in changes(lost, came)]
    return found


def changed_lines(old: str, new: str) -> list[Span]:
    """Spans of lines of the new text to highlight. Where lines only went the span is empty."""
    return [change.new for change in line_changes(old, new)]


def changed_text(old: str, new: str) -> list[Span]:
    """The same as spans of characters of the new text."""
    offsets = _offsets(split_lines(new))
    return [(offsets[a], offsets[b]) for a, b in changed_lines(old, new)]


def locality(old: str, new: str, selection: Span | None = None) -> Locality:
    """What changed, inside and outside the `selection` (characters of the old text; None: all of it)."""
    before, after = split_lines(old), split_lines(new)
    first, last = line_range(old, selection) if selection else (0, len(before))
    head, tail = before[:first], before[last:]
    end = len(after) - len(tail)
    # Of equally good opcodes take those in the selection: a repeated line may else be seen to change elsewhere.
    if end >= first and after[:first] == head and after[end:] == tail:
        return Locality(_size(changes(before[first:last], after[first:end])), 0, 1.0)
    found = changes(before, after)
    inside = [change for change in found if first <= change.old[0] and change.old[1] <= last]
    lost = sum(_outside(change.old, first, last) for change in found)
    changed, outside = _size(found), _size([change for change in found if change not in inside])
    return Locality(changed, outside, 1 - lost / max(1, len(head) + len(tail)))


def char_span(text: str, first: int, last: int) -> Span:
    """Characters of the lines `first` to `last`, which count from 1 and both belong to it.

    Raises:
        BadRequest: the text has no such lines.
    """
    offsets = _offsets(split_lines(text))
    if not 1 <= first <= last < len(offsets):
        raise BadRequest(
            f"There are no lines {first}-{last}: the page has lines 1 to {len(offsets) - 1:,}, first to last."
        )
    return offsets[first - 1], offsets[last]


def line_range(text: str, span: Span) -> Span:
    """The lines that a span of characters touches; an empty span touches its line."""
    offsets = _offsets(split_lines(text))
    touched = [
        i for i, (a, b) in enumerate(pairwise(offsets)) if a < max(span[1], span[0] + 1) and b > span[0]
    ]
    return (touched[0], touched[-1] + 1) if touched else (len(offsets) - 1, len(offsets) - 1)


def _offsets(parts: Sequence[str], start: int = 0) -> list[int]:
    return list(accumulate(map(len, parts), initial=start))


def _size(found: list[Change]) -> int:
    return sum(max(b - a, d - c) for (a, b), (c, d) in found)


def _outside(span: Span, first: int, last: int) -> int:
    """Length of a span less its part in [first, last)."""
    return span[1] - span[0] - max(0, min(span[1], last) - max(span[0], first))
