"""Pages of the corpus, and so what the bundled model learns, in a browser."""

import random

import pytest

from gdiff_core.nano.corpus import draw, page, text_of
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


def test_pages_of_the_corpus_read_well_at_every_width(tab):
    rng = random.Random(2)
    for spec in [draw(rng) for _ in range(24)]:
        assert faults(tab, text_of(page(spec))) == [], spec
