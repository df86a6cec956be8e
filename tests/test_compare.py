import html
import re

from hypothesis import given
from hypothesis import strategies as st

from gdiff_core.document.compare import CONTEXT, Fold, Line, Row, rows, table
from gdiff_core.document.diff import changed_text, split_lines
from gdiff_core.views.render import highlight, mark

OLD = "".join(f"<p>line {i}</p>\n" for i in range(1, 31))
NEW = OLD.replace("line 10<", "line ten<").replace("<p>line 20</p>\n", "") + "<b>new</b>\n"


def text(line: Line | None) -> str | None:
    return line and "".join(piece for _, piece in line.spans)


def differing() -> list[Row]:
    return [row for row in rows(OLD, NEW) if isinstance(row, Row) and not row.equal]


def test_lines_are_paired_and_numbered():
    replaced, lost, came = differing()
    assert (replaced.old.number, text(replaced.old), text(replaced.new)) == (
        10,
        "<p>line 10</p>",
        "<p>line ten</p>",
    )
    assert (lost.old.number, lost.new) == (20, None)
    assert (came.old, came.new.number, text(came.new)) == (None, 30, "<b>new</b>")


def test_only_the_tokens_that_differ_are_marked():
    replaced = differing()[0]
    marked = [
        [piece for kind, piece in line.spans if kind.endswith("changed")]
        for line in (replaced.old, replaced.new)
    ]
    assert marked == [["10"], ["ten"]]


def test_equal_lines_far_from_a_change_are_folded():
    found = rows(OLD, NEW)
    folds = [row.count for row in found if isinstance(row, Fold)]
    assert folds == [9 - CONTEXT, 9 - 2 * CONTEXT, 10 - 2 * CONTEXT]
    assert rows(OLD, OLD) == [Fold(30)]


def test_what_a_page_holds_is_text_in_the_table():
    found = table("<script>alert(1)</script>\n", "<img onerror=x>\n")
    assert "<script" not in found
    assert "<img" not in found
    cells = re.findall(r'<td class="(?:lost|came)">(.*?)</td>', found)
    assert [html.unescape(re.sub("<.*?>", "", cell)) for cell in cells] == [
        "<script>alert(1)</script>",
        "<img onerror=x>",
    ]


def test_of_a_long_line_only_what_is_around_a_change_is_shown():
    old = f"<p>{'word <b>and</b> ' * 60_000}</p>\n"
    found = table(old, old[:500_000] + "here" + old[500_000:])
    assert len(found) < 5000 and "here" in found and "characters …" in found


def test_half_a_surrogate_pair_can_be_shown():
    assert table("<p>\ud800\n", "<p>\n").encode()


PAGES = st.lists(st.sampled_from(["<p>a</p>\n", "<b>b</b>\r\n", "x\n", "\r", "&amp; é\n", "<!-- \n"])).map(
    "".join
)


@given(PAGES, PAGES)
def test_every_line_is_in_its_place_or_folded(old, new):
    found = rows(old, new)
    kept = [row.old for row in found if isinstance(row, Row) and row.old]
    folded = sum(row.count for row in found if isinstance(row, Fold))
    lines = split_lines(old)
    assert len(kept) + folded == len(lines)
    for line in kept:
        assert text(line) == lines[line.number - 1].rstrip("\r\n")


@given(PAGES, PAGES)
def test_marking_loses_nothing_and_marks_just_the_changed_lines(old, new):
    changed, spans = changed_text(old, new), mark(highlight(new), changed_text(old, new))
    assert "".join(piece for _, piece in spans) == new
    marked = "".join(piece for kind, piece in spans if kind.endswith("changed"))
    assert marked == "".join(new[start:end] for start, end in changed)
    assert sum(kind == "gone" for kind, _ in spans) == sum(start == end for start, end in changed)
