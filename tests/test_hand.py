"""Hand edits: bytes that nobody touched stay, and marked spans move along."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gdiff_core.document.diff import token_changes
from gdiff_core.document.hand import Desk, carried, kept_endings, merged

PIECES = ["a", "b", " ", "<", "\r", "\n", "\r\n", "\0", "é", "\u2028"]
TEXT = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def one_kind(text: str, ending: str = "\n") -> str:
    return re.sub("\r\n|\r|\n", ending, text)


@given(TEXT, st.sampled_from(["\n", "\r\n"]))
def test_an_editor_that_only_normalizes_changes_nothing(text: str, ending: str) -> None:
    assert kept_endings(text, one_kind(text, ending)) == text


@given(TEXT, TEXT)
def test_what_was_typed_is_there(old: str, typed: str) -> None:
    assert one_kind(kept_endings(old, one_kind(typed))) == one_kind(typed)


def test_untouched_lines_keep_their_endings_and_new_ones_take_the_usual() -> None:
    assert kept_endings("a\r\nb\rc\r\nd", "a\nnew\nb\nc\nd") == "a\r\nnew\r\nb\rc\r\nd"
    assert kept_endings("a\r\nb", "a\nb\nc") == "a\r\nb\r\nc"
    assert kept_endings("a\r\nb\n", "a\nb") == "a\r\nb"
    assert kept_endings("x\0y\r\n", "xy\n") == "xy\r\n"


@given(TEXT, TEXT, st.data())
def test_a_carried_span_without_a_change_inside_holds_the_same_text(old: str, new: str, data) -> None:
    start = data.draw(st.integers(0, len(old)))
    span = (start, data.draw(st.integers(start, len(old))))
    found = carried([span], old, new)
    assert all(0 <= a < b <= len(new) for a, b in found)
    touched = any(a < span[1] and b > span[0] for (a, b), _ in token_changes(old, new))
    inside = any(span[0] < a < span[1] for (a, _), _ in token_changes(old, new))
    if span[0] < span[1] and not touched and not inside:
        assert [new[a:b] for a, b in found] == [old[slice(*span)]]


def test_spans_move_grow_and_go() -> None:
    old = "one\ntwo\nthree\n"
    two = (4, 8)
    assert carried([two], old, "zero\n" + old) == ((9, 13),)
    assert carried([two], old, "one\nnew\ntwo\nthree\n") == ((8, 12),)
    assert carried([two], old, "one\ntwo and more\nthree\n") == ((4, 17),)
    assert carried([two], old, "one\ntwo\nnew\nthree\n") == (two,)
    assert carried([two], old, "one\nthree\n") == ()
    assert carried([two, (0, 4)], old, old) == (two, (0, 4))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)), max_size=8))
def test_merged_spans_cover_the_same_characters(pairs) -> None:
    spans = [(a, a + n) for a, n in pairs]
    found = merged(spans)
    cover = {i for a, b in spans for i in range(a, b)}
    assert {i for a, b in found for i in range(a, b)} == cover
    assert all(b < c for (_, b), (c, _) in pairwise(found))


def desk(text: str = "one\r\ntwo\nthree\n") -> Desk:
    return Desk("v1", text, "k", text)


def test_a_desk_takes_what_was_typed_and_keeps_the_rest() -> None:
    found = desk()
    found.locks, found.selection = ((5, 9),), (9, 15)
    found.type("one\ntwo\nthree\n")
    assert not found.unsaved
    found.type("zero\none\ntwo\nthree!\n")
    assert found.unsaved and found.text.startswith("zero")
    assert [found.text[slice(*span)] for span in found.locks] == ["two\n"]
    assert found.text[slice(*found.selection)] == "three!\n"
    found.type("zero\n")
    assert found.locks == () and found.selection is None


def test_a_lock_is_put_on_and_taken_off_in_part() -> None:
    found = desk()
    found.toggle((0, 9))
    assert found.locked((0, 5)) and not found.locked((0, 12))
    found.toggle((5, 12))
    assert found.locks == ((0, 12),)
    found.toggle((3, 6))
    assert found.locks == ((0, 3), (6, 12))
    assert found.lines((6, 12)) == (1, 3)


def test_positions_are_those_of_a_browser() -> None:
    found = desk("a\r\n🍞b\rc")
    assert [found.position(at) for at in (0, 1, 3, 4, 5, 6, 7)] == [
        (0, 0), (0, 1), (1, 0), (1, 2), (1, 3), (2, 0), (2, 1)
    ]  # fmt: skip
