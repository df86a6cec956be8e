"""Entries of a request, and the sections that they most likely ask for."""

import numpy as np
import pytest
import torch

from gdiff_core.nano.brief import likely, read
from gdiff_core.nano.brief.likely import NAMES, Told, entries, shares, signs, weights
from gdiff_core.nano.brief.stands import Part
from gdiff_core.nano.brief.words import Reading
from tests import learn

NONE = frozenset()


def told(*parts: Part) -> Told:
    return Told(list(parts), [], [], NONE, NONE, NONE, NONE, NONE, "bakery")


def cores(words: str, *parts: Part) -> list[str]:
    reading = Reading(words)
    return [
        reading.cut((entry.core, entry.end)) for row in entries(reading, list(parts), ()) for entry in row
    ]


@pytest.mark.parametrize(
    ("words", "entries"),
    [
        ("I would like a page with the loaves, the lads and a map", ["the loaves", "the lads", "a map"]),
        ("loaves / till when / us", ["loaves", "till when", "us"]),
        ("- the loaves\n- the lads", ["the loaves", "the lads"]),
        ("show the posts I have held", ["the posts I have held"]),
        ("loaves new line when we open new line a map", ["loaves", "when we open", "a map"]),
    ],
)
def test_a_request_is_cut_into_entries(words: str, entries: list[str]):
    assert cores(words) == entries


def test_two_sections_are_two_entries_and_one_with_and_is_one():
    assert cores("services prices", Part(0, 1, "offer", True), Part(1, 2, "pricing", True)) == [
        "services",
        "prices",
    ]
    assert cores("questions and answers", Part(0, 3, "faq", True)) == ["questions and answers"]


def test_a_list_is_known_by_its_entries():
    """A section of its own says little, and beside others much."""
    alone, listed = (
        shares(signs(Reading(words), told()))
        for words in ("the loaves", "the lads, the loaves, opening times")
    )
    assert listed[1][NAMES.index("offer")] > alone[0][NAMES.index("offer")]
    assert np.allclose(listed.sum(1), 1)
    assert shares([]).shape == (0, len(NAMES))


def test_what_is_learned_is_what_is_read():
    """Torch's sum, with the rows of two requests in one batch, is numpy's."""
    found = [signs(Reading(words), told()) for words in ("The lads. The loaves, till when", "a map, thanks")]
    model, columns = learn.Speaks(len(weights().signs)), {sign: i for i, sign in enumerate(weights().signs)}
    with torch.no_grad():
        model.signs.weight[:] = torch.from_numpy(np.stack(list(weights().signs.values())))
        for name in ("meaning", "beside", "again"):
            getattr(model, name)[:] = torch.from_numpy(getattr(weights(), name))
        batch = [learn.coded(learn.Example(rows, []), columns) for rows in found]
        logits = learn.logits(model, batch)
    expected = np.concatenate([shares(rows) for rows in found])
    assert np.allclose(logits.softmax(1).numpy(), expected, atol=1e-4)


@pytest.mark.parametrize(
    ("words", "sections"),
    [
        (
            "Removals company called Shift It. Our vans, how we price it, happy customers, get a quote form",
            ("offer", "pricing", "reviews", "contact"),
        ),
        (
            "bowls club called Nether Green. forthcoming matches, the committee and how to find the green",
            ("offer", "team", "map"),
        ),
    ],
)
def test_sections_in_the_words_of_a_trade(words: str, sections: tuple[str, ...]):
    assert read(words).sections == sections


def test_what_is_told_of_a_business_asks_for_nothing():
    assert (
        read("Bakery Luna. We bake for people who are at work, three bakers, two ovens, no music").sections
        == ()
    )
    assert likely.likely(Reading(""), told()) == []
