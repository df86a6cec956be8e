"""Pages of the corpus, and so what the bundled model learns, in a browser."""

import random

import pytest

from gdiff_core.nano.corpus import draw, page, text_of
from gdiff_core.nano.designs import designs, dressed
from tests.look import faults

pytestmark = pytest.mark.chromium

BAD = """<!doctype html><title>x</title><body style="background:#fff">
<p style="color:#999">pale</p><div style="width:500px">wide</div>"""


@pytest.fixture
def tab(browser):
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_what_is_wrong_is_found(tab):
    found = faults(tab, BAD)
    assert [fault.split(" ", 1)[0] for fault in found] == ["contrast", "118"], found


@pytest.mark.parametrize("design", designs())
def test_pages_read_well_at_every_width_in_every_design(tab, design: str):
    rng = random.Random(2)
    for spec in [draw(rng) for _ in range(8)]:
        assert faults(tab, dressed(text_of(page(spec)), designs()[design])) == [], spec
