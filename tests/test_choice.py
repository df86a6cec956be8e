"""The choice among all that a message may ask for: it agrees with itself, and knows how sure it is."""

import numpy as np
import pytest

from gdiff_core.nano.reading import hold
from gdiff_core.nano.wishes.candidates import candidates
from gdiff_core.nano.wishes.choice import agree, best, choose
from gdiff_core.nano.wishes.hours import halves
from gdiff_core.nano.wishes.labels import BEYOND, Label, Labelled
from gdiff_core.nano.wishes.lexer import counted, mended
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


def stretch_of(said: str, page: int = 0):
    held = hold(pages()[page])
    return Message(mended(said, held), held).stretch()


def test_what_counts_most_is_chosen_and_what_contradicts_is_not():
    found = Labelled([label(0, 0, REMOVE, 4), label(1, 1, MOVE, 2), label(1, 1, TEAL, 3)], [NONE] * 2)
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


def test_what_no_page_can_have_is_told_apart_from_what_asks_for_nothing():
    beyond = Label(1, 1, (), frozenset([BEYOND]), NONE)
    found = Labelled([label(0, 0, TEAL, 3), beyond], [NONE] * 2, ("make it teal", "and let people book"))
    chosen = best(found, np.array([3.0, 3.0]), np.zeros(2))
    assert (chosen.wishes, chosen.beyond) == ((), "and let people book")
    assert chosen.sure == pytest.approx(np.exp(3) / (1 + np.exp(3)))


def test_readings_are_told_apart_by_what_they_come_to_the_surest_first():
    found = Labelled([label(0, 0, TEAL, 3), label(0, 0, REMOVE, 4), label(0, 0, REMOVE, 4)], [NONE], ("x",))
    chosen = best(found, np.log([3.0, 2.0, 2.0]), np.zeros(1))
    assert [reading.wishes for reading in chosen.readings] == [(REMOVE,), (TEAL,)]
    assert chosen.readings[0].sure == pytest.approx(4 / 8) and chosen.left == ()


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("two hundred and ten, thirty five", ["210", "35"]),
        ("one of us", []),
        ("a hundred dollars", ["100"]),
        ("sixteen-year-old", []),
    ],
)
def test_numbers_in_words_are_amounts(said, numbers):
    assert [token.text for token in counted(said)] == numbers


def test_one_time_is_when_it_opens_or_when_it_closes():
    assert halves("we lock up at 5, not 6", "9 am to 6 pm") == {
        "opens": "5 am to 6 pm",
        "closes": "9 am to 5 pm",
    }
    assert halves("from 9 to 5", "9 am to 6 pm") == {}


def test_a_name_in_another_spelling_is_offered():
    wishes = [
        wish for one in candidates(stretch_of("she spells herself Aysha", 3), None) for wish in one.wishes
    ]
    assert ("Aisha", "Aysha") in [(wish.what, wish.value) for wish in wishes]


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
