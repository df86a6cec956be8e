"""Colours by the words that people use, and what can be read on what."""

import pytest
import webcolors
from hypothesis import given
from hypothesis import strategies as st

from gdiff_core.nano.corpus import ACCENTS, TONES
from gdiff_core.nano.palette import (
    AA,
    SHADES,
    accents_like,
    colour,
    contrast,
    ground,
    ink,
    nearest_tone,
    readable,
)

CODES = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize("name", sorted({*webcolors.names("css3")} - {*SHADES}))
def test_every_name_of_css(name: str):
    assert colour(name).hex == webcolors.name_to_hex(name)


@pytest.mark.parametrize(
    ("said", "accent", "tone"),
    [
        ("navy", "navy", "#000080"),
        ("Navy Blue", "navy", "#000080"),
        ("forest green", "#228b22", "#228b22"),
        ("bright red", "red", "#ff0000"),
        ("white", "#ffffff", "light"),
        ("off-white", "#faf9f6", "cream"),
        ("light grey", "#d3d3d3", "grey"),
        ("#A30", "#aa3300", "#aa3300"),
        ("rgb(170, 51, 0)", "#aa3300", "#aa3300"),
        ("terracotta", "#b5533c", "#b5533c"),
    ],
)
def test_what_is_said(said: str, accent: str, tone: str):
    assert (colour(said).accent, colour(said).tone) == (accent, tone)


@pytest.mark.parametrize("said", ["", "table", "dark", "make it", "#12", "rgb(300, 1, 1)", "very"])
def test_what_is_no_colour(said: str):
    assert colour(said) is None


@given(CODES, CODES)
def test_words_can_be_read_on_any_ground(code: str, other: str):
    found = ground(code)
    for shade in (found.text, found.soft):
        assert contrast(shade, found.bg) >= AA and contrast(shade, found.card) >= AA
    accent = readable(other, found.bg)
    assert contrast(accent, found.bg) >= AA and contrast(ink(accent), accent) >= AA


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("accent", ACCENTS)
def test_the_corpus_s_own_stay_as_they_are(accent: str, tone: str):
    found, shade = ground(tone), ACCENTS[accent][tone == "dark"]
    assert found.line() == TONES[tone] and nearest_tone(found.bg) == tone
    assert readable(shade, found.bg, found.card) == shade and accents_like(shade)[0] == accent
    assert ink(shade) == ("#15171c" if tone == "dark" else "#ffffff")
