"""A wish to take out what is not there changes nothing, with any model; all others are the model's."""

import pytest

from gdiff_core.document.absent import absent, is_change, replaced
from gdiff_core.engines.local import Local
from gdiff_core.errors import BadRequest
from gdiff_core.records import Declined, Edit
from tests import tiny

PAGE = """<!doctype html>
<html lang="en"><head><title>Two Moons</title><style>.team-grid { color: red }</style></head><body>
<nav><a href="#menu">Menu</a></nav>
<section id="menu"><h2>Our breads</h2><p>Rye</p></section>
<section><h2>Prices</h2><p>5</p></section>
<section><h2>What people say</h2><p>Careful bakers.</p></section>
</body></html>"""


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("remove the careers section", "careers"),
        ("Please delete our newsletter section.", "newsletter"),
        ("get rid of the photo gallery block from the page", "photo gallery"),
        ("remove the pricing section", ""),
        ("remove the team section", ""),
        ("drop the bread section", ""),
        ("hide the last section", ""),
        ("remove the bottom left block", ""),
        ("remove the careers section and make it red", ""),
        ("remove the careers", ""),
        ("add a careers section", ""),
        ("enlève la section carrières", ""),
    ],
)
def test_what_is_not_there(words: str, what: str) -> None:
    assert absent(words, PAGE) == what
    assert not absent(words, PAGE.replace('lang="en"', 'lang="es"'))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ('replace "Three Suns" with "Two Moons"', ("Three Suns", True)),
        ("Please change “Wheat” to “Barley”.", ("Wheat", False)),
        ("rename Wheat to Rye", ("Wheat", True)),
        ('replace "Rye" with "Barley"', ("", False)),
        ("replace two moons with Three Suns", ("", False)),
        ("Change Rye to Rye", ("", False)),
        ("change the colour to red", ("", False)),
        ('replace ".team-grid" with ".grid"', ("", False)),
        ("make it red", ("", False)),
    ],
)
def test_words_that_are_to_give_way_and_are_not_there(words: str, found: tuple[str, bool]) -> None:
    assert replaced(words, PAGE) == found


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("make the background darker", True),
        ("Could you please add a photo", True),
        ("thanks, that is lovely", False),
        ("why is the menu red?", False),
        ("can you make it red?", False),
        ("macht es rot", False),
    ],
)
def test_only_what_asks_for_a_change_is_tried_boldly(words: str, asks: bool) -> None:
    assert is_change(words) == asks


def test_a_wish_that_is_so_already_is_answered_and_one_about_other_words_is_not_tried() -> None:
    model = tiny.LambdaModel(lambda *_: pytest.fail("asked"), 32, 256)
    done = Local(model).understand_change('replace "Wheat" with "Rye"', PAGE)
    assert isinstance(done, Declined) and done.answered
    with pytest.raises(BadRequest, match="is not on this page"):
        Local(model).run(Edit(PAGE, 'replace "Wheat" with "Barley"'))


def test_no_model_is_asked_to_take_out_what_is_not_there() -> None:
    model = tiny.LambdaModel(lambda *_: pytest.fail("asked"), 32, 256)
    found = Local(model).understand_change("remove the careers section", PAGE)
    assert (
        isinstance(found, Declined) and "It has Navigation, Our breads, Prices, What people say" in found.why
    )
    with pytest.raises(BadRequest, match="no “careers”"):
        Local(model).run(Edit(PAGE, "remove the careers section"))
