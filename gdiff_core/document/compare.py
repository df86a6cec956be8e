"""Two pages side by side: lines in pairs, what changed inside them marked, long equal stretches folded."""

from collections.abc import Sequence
from html import escape
from itertools import groupby, zip_longest
from typing import NamedTuple

from gdiff_core.document.diff import line_changes, split_lines, token_changes
from gdiff_core.records import Span
from gdiff_core.views.render import ends, highlight, mark

CONTEXT = 3
"""Equal lines that stay in sight on either side of a change."""
MAX_ROWS = 2000
MAX_LINE = 4000
"""Characters of a line up to which it is shown whole."""
AROUND = 100
"""Characters on either side of a change that are shown of a longer line."""

Spans = list[tuple[str, str]]
"""(class, text), as of `render.highlight`."""


class Line(NamedTuple):
    number: int
    """From 1."""
    spans: Spans


class Row(NamedTuple):
    """A line and what became of it; None where it has no partner."""

    old: Line | None
    new: Line | None
    equal: bool


class Fold(NamedTuple):
    """Rows that are left out."""

    count: int


def rows(old: str, new: str) -> list[Row | Fold]:
    """All lines in pairs, but for folds of equal ones far from any change; at most some `MAX_ROWS` of them."""
    changes, found = token_changes(old, new), []
    before = _lines(old, [change.old for change in changes])
    after = _lines(new, [change.new for change in changes])
    at = 0
    for (a, b), (c, d) in line_changes(old, new):
        found += _fold(_equal(before[at:a], after[c - (a - at) : c]), bool(found), True)
        found += [Row(x, y, False) for x, y in zip_longest(before[a:b], after[c:d])]
        at = b
    rest = len(before) - at
    found += _fold(_equal(before[at:], after[len(after) - rest :]), bool(found), False)
    return found if len(found) <= MAX_ROWS else [*found[:MAX_ROWS], Fold(len(found) - MAX_ROWS)]


def table(old: str, new: str) -> str:
    """The same as an HTML table, with classes and no colours; whatever the pages hold is text."""
    body = "".join(_row(row) for row in rows(old, new))
    head = '<thead><tr><th colspan="2" scope="col">Before</th><th colspan="2" scope="col">After</th></tr></thead>'
    columns = '<col class="number"><col><col class="number"><col>'
    whole = f"<table>{columns}{head}<tbody>{body}</tbody></table>"
    return whole.encode(errors="replace").decode()  # a page may hold half of a surrogate pair


def _equal(old: list[Line], new: list[Line]) -> list[Row]:
    return [Row(x, y, True) for x, y in zip(old, new, strict=True)]


def _fold(equal: list[Row], above: bool, below: bool) -> list[Row | Fold]:
    """Keep `CONTEXT` rows next to a change above and below."""
    first, last = CONTEXT * above, CONTEXT * below
    hidden = len(equal) - first - last
    if hidden < 2:
        return equal
    return [*equal[:first], Fold(hidden), *equal[len(equal) - last :]]


def _lines(text: str, changed: Sequence[Span]) -> list[Line]:
    """The highlighted text cut at its line ends, which are left out."""
    pieces = iter(mark(highlight(text), [span for span in changed if span[0] < span[1]]))
    found, (kind, piece) = [], ("", "")
    for number, line in enumerate(split_lines(text), 1):
        spans, left = [], len(line)
        while left:
            if not piece:
                kind, piece = next(pieces)
            spans.append((kind, piece[:left].rstrip("\r\n")))
            left, piece = left - len(piece[:left]), piece[left:]
        spans = [span for span in spans if span[1]]
        found.append(Line(number, spans if len(line) <= MAX_LINE else _around_changes(spans)))
    return found


def _around_changes(spans: Spans) -> Spans:
    """Of a long line what changed in it, and a little around; less than `MAX_LINE` of each stretch."""
    found = []
    for changed, stretch in groupby(spans, lambda span: span[0].endswith("changed")):
        text = "".join(text for _, text in stretch)
        keep = MAX_LINE // 2 if changed else AROUND
        found += ends("changed" if changed else "", text, keep)
    return found


def _row(row: Row | Fold) -> str:
    if isinstance(row, Fold):
        lines = "line" if row.count == 1 else "lines"
        return f'<tr class="fold"><td colspan="4">{row.count:,} more {lines}</td></tr>'
    kind = "equal" if row.equal else "differs"
    return f'<tr class="{kind}">{_cells(row.old, "lost")}{_cells(row.new, "came")}</tr>'


def _cells(line: Line | None, kind: str) -> str:
    if line is None:
        return '<td class="number"></td><td class="none"></td>'
    tag = "del" if kind == "lost" else "ins"
    text = "".join(_span(*span, tag) for span in line.spans)
    return f'<td class="number">{line.number}</td><td class="{kind}">{text}</td>'


def _span(kind: str, text: str, tag: str) -> str:
    name = tag if kind.endswith("changed") else "span"
    return f'<{name} class="{kind}">{escape(text)}</{name}>'
