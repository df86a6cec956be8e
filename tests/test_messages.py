"""What somebody wrote is shown as it is: Streamlit takes labels, warnings and captions for Markdown."""

import re

import pytest

from gdiff_core.document.outline import outline
from gdiff_core.ui.messages import plain

TEXTS = (
    "![x](http://elsewhere.example/p.png)",
    "[a](http://elsewhere.example)",
    ":red[Sale] :material/home: :material_home: :dog: :+1: :red-badge[x] :streamlit:",
    "$5 to $10, `code`, **bold**, __init__, ~~no~~, <b>html</b>, &amp; a|b",
    "# Heading",
    "- item",
    "12. item",
    "=====",
    "one\n\n    two\n> three",
    "half \ud83d an emoji",
    "C:\\*temp",
    "",
)


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_of_markdown_is_left_and_every_word_is(text: str) -> None:
    shown = plain(text)
    assert re.sub(r"\\(.)", r"\1", shown).replace("\u2060", "") == " ".join(text.split()).replace(
        "\ud83d", "\ufffd"
    )
    bare = re.sub(r"\\.", "x", shown)
    assert not re.search(r"[\\`*_\[\]<>#$|~&]|:\S|^[-+=]|^\d+[.)]", bare), shown
    shown.encode()  # as it is sent


def test_prose_stays_as_it_is() -> None:
    said = "The page is not saved: free some space (2.5 MB), then try again - or wait!"
    assert plain(said) == said


def test_names_and_problems_of_a_page_can_be_sent() -> None:
    half = "Hi \ud83d"
    found = outline(
        f"<html><body><section id='\ud83d'><h2>{half}</h2><p></i>{half}</section><\ud83d></body></html>"
    )
    told = (
        [s.name for s in found.sections]
        + [p.message for p in found.problems]
        + [*map(found.label, found.elements)]
    )
    assert len(told) > 4
    for text in told:
        plain(text).encode()
