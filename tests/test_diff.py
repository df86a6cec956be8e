"""Lines and tokens compared, and how far an edit kept to its selection."""

from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdiff_core.document.diff import (
    Change,
    changed_lines,
    changes,
    char_span,
    line_changes,
    line_range,
    locality,
    split_lines,
    token_changes,
)
from gdiff_core.errors import BadRequest

TEXT = st.text(st.sampled_from("ab<> \r\n\t\0\u2028é"), max_size=40)


def test_lines_end_as_in_an_editor() -> None:
    assert split_lines("a\nb\r\nc\rd\u2028\x0ce") == ["a\n", "b\r\n", "c\r", "d\u2028\x0ce"]
    assert split_lines("") == [] and split_lines("\n") == ["\n"]


def test_a_replacement_is_one_change() -> None:
    assert changes("abcd", "axxd") == [Change((1, 3), (1, 3))]
    assert changes("abcd", "abd") == [Change((2, 3), (2, 2))]
    assert changes("abd", "abcd") == [Change((2, 2), (2, 3))]
    assert changes("abc", "abc") == []


@settings(max_examples=150, deadline=None)
@given(old=TEXT, new=TEXT)
def test_changes_turn_the_old_text_into_the_new_one(old: str, new: str) -> None:
    before, after = split_lines(old), split_lines(new)
    for a, b, found in (
        (before, after, line_changes(old, new)),
        (list(old), list(new), token_changes(old, new)),
    ):
        parts, at = [], 0
        for (i, j), (k, m) in found:
            parts += [*a[at:i], *b[k:m]]
            at = j
        assert "".join(parts + a[at:]) == new


def test_tokens_are_sought_in_changed_lines_only() -> None:
    old, new = "<p>one</p>\n<b>red</b>\n", "<p>one</p>\n<b>blue</b>\n"
    ((was, now),) = token_changes(old, new)
    assert (old[slice(*was)], new[slice(*now)]) == ("red", "blue")


def test_lines_to_highlight_are_those_of_the_new_text() -> None:
    assert changed_lines("a\nb\nc\n", "a\nx\ny\nc\n") == [(1, 3)]
    assert changed_lines("a\nb\nc\n", "a\nc\n") == [(1, 1)]


def test_an_element_put_in_or_taken_out_starts_at_its_own_tag() -> None:
    one, two = "<p>\n<b>one</b>\n</p>\n", "<p>\n<b>two</b>\n</p>\n"
    page = "<main>\n{}</main>\n"
    assert changed_lines(page.format(one), page.format(one + two)) == [(4, 7)]
    assert line_changes(page.format(one + two), page.format(one)) == [Change((4, 7), (4, 4))]
    assert token_changes(page.format(one), page.format(one + two))[0].new[0] == len("<main>\n" + one)


@settings(max_examples=300, deadline=None)
@given(*[st.lists(st.sampled_from(("<p>\n", "</p>\n", "</b>\n", "x\n"))).map("".join)] * 2)
def test_changes_of_lines_are_apart_and_as_many_as_before(old: str, new: str) -> None:
    found, before = line_changes(old, new), changes(split_lines(old), split_lines(new))
    sizes = [[(b - a, d - c) for (a, b), (c, d) in some] for some in (found, before)]
    assert sizes[0] == sizes[1]
    ends = [Change((0, 0), (0, 0)), *found]
    assert all(x.old[1] < y.old[0] for x, y in pairwise(ends[1:]))
    lines, after = split_lines(old), split_lines(new)
    for x, y in pairwise([*ends, Change((len(lines),) * 2, (len(after),) * 2)]):
        assert lines[x.old[1] : y.old[0]] == after[x.new[1] : y.new[0]]


def test_locality_counts_inside_and_outside() -> None:
    page, lines = "a\nb\nc\nd\n", (2, 4)  # the selection is line b
    assert locality(page, "a\nX\nY\nc\nd\n", lines) == (2, 0, 1.0)
    assert locality(page, "a\nX\nc\nZ\n", lines) == (2, 1, pytest.approx(2 / 3))
    assert locality(page, "a\nX\nc\nZ\n") == (2, 0, 1.0)
    assert locality(page, page, lines) == (0, 0, 1.0)


def test_a_repeated_line_put_in_belongs_to_the_selection() -> None:
    """Opcodes alone may as well say that the second or the fourth one is new."""
    assert locality("x\nx\nx\n", "x\nx\nx\nx\n", (2, 4)) == (1, 0, 1.0)


def test_lines_and_characters() -> None:
    text = "ab\r\ncd\nef"
    assert char_span(text, 2, 3) == (4, 9) and char_span(text, 1, 1) == (0, 4)
    assert line_range(text, (4, 9)) == (1, 3) and line_range(text, (5, 5)) == (1, 2)
    assert line_range(text, (9, 9)) == (3, 3)
    for first, last in ((0, 1), (2, 1), (1, 4)):
        with pytest.raises(BadRequest, match="lines 1 to 3"):
            char_span(text, first, last)


@pytest.mark.parametrize("line", ["<p>{}</p>\n", "{}", "\n"], ids=["lines", "one line", "no text"])
def test_pages_of_300_kb_are_compared_in_a_moment(line: str) -> None:
    old = "".join(line.format(i) for i in range(300_000 // len(line)))[:300_000]
    new = old[:150_000] + "<b>new</b>\n" + old[150_000:]
    start = perf_counter()
    found = token_changes(old, new)
    assert perf_counter() - start < 10  # 0.1 to 1 s alone on the machine it was written on
    assert found and locality(old, new).changed >= 1
