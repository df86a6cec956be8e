"""The choice among all that a message may ask for: it agrees with itself, and knows how sure it is."""

import numpy as np
import pytest

from gdiff_core.nano.reading import hold
from gdiff_core.nano.wishes.candidates import candidates
from gdiff_core.nano.wishes.choice import agree, best, choose
from gdiff_core.nano.wishes.labels import Label, Labelled
from gdiff_core.nano.wishes.lexer import mended
from gdiff_core.nano.wishes.new_words import new_words
from gdiff_core.nano.wishes.stretch import Message
from gdiff_core.records import Wish
from tests.asked import pages

NONE = np.array([], dtype=np.int32)
REMOVE, MOVE, TEAL = (
    Wish("remove", section="map"),
    Wish("move", section="map", place="first"),
    Wish("accent", "teal"),
)


def label(first: int, last: int, wish: Wish, *changes: int) -> Label:
    return Label(first, last, (wish,), frozenset(changes), NONE)


def stretch_of(said: str):
    held = hold(pages()[0])
    return Message(mended(said, held), held).stretch()


def test_what_counts_most_is_chosen_and_what_contradicts_is_not():
    found = Labelled([label(0, 0, REMOVE, 1), label(1, 1, MOVE, 2), label(1, 1, TEAL, 3)], [NONE] * 2)
    chosen = best(found, np.array([5.0, 4.0, 3.0]), np.zeros(2))
    assert chosen.wishes == (REMOVE, TEAL)
    assert not agree([REMOVE, MOVE])


def test_all_ways_to_the_same_page_count_together():
    one = Labelled([label(0, 0, TEAL, 3)], [NONE])
    two = Labelled([label(0, 0, TEAL, 3), label(0, 0, TEAL, 3)], [NONE])
    counted = np.log(3.0)
    assert best(one, np.array([counted]), np.zeros(1)).sure == pytest.approx(3 / 4)
    assert best(two, np.array([counted, counted]), np.zeros(1)).sure == pytest.approx(6 / 7)


def test_nothing_is_chosen_where_being_idle_counts_more():
    found = Labelled([label(0, 0, TEAL, 3)], [NONE])
    assert best(found, np.array([-4.0]), np.zeros(1)).wishes == ()


def test_new_words_are_offered_in_quotes_behind_a_cue_and_as_a_name():
    said = {
        new.text
        for new in new_words(stretch_of('make it say "Warm bread" or ask Anna Berg, please')).values()
    }
    assert {"Warm bread", "Anna Berg"} <= said


def test_every_text_that_is_spoken_of_is_offered_with_every_new_one():
    held = hold(pages()[0])
    item = held.prices[0]
    wishes = [one.wishes for one in candidates(stretch_of(f"{item.what} is $77 now"), None)]
    assert any(wish.kind == "price" and wish.value == "$77" for (wish, *_) in wishes)
    assert any(wish.kind == "unlist" for (wish, *_) in wishes)


@pytest.mark.parametrize("said", ["", "?!", "…", "a" * 900, "0 1 2 3 4 5 6 7 8 9", "\n\n,,;;", "'\"'\""])
def test_no_words_break_it(said):
    page = pages()[0]
    assert 0 <= choose(said, page).sure <= 1
