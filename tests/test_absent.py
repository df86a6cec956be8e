"""A wish to take out what is not there changes nothing, with any model; all others are the model's."""

import pytest

from gdiff_core.document.absent import absent
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


def test_no_model_is_asked_to_take_out_what_is_not_there() -> None:
    model = tiny.LambdaModel(lambda *_: pytest.fail("asked"), 32, 256)
    found = Local(model).understand_change("remove the careers section", PAGE)
    assert (
        isinstance(found, Declined) and "It has Navigation, Our breads, Prices, What people say" in found.why
    )
    with pytest.raises(BadRequest, match="no “careers”"):
        Local(model).run(Edit(PAGE, "remove the careers section"))
