"""What a finished page lacks of its brief."""

from dataclasses import replace

import pytest

from gdiff_core.nano.brief import kinds
from gdiff_core.nano.telling import settled, tell
from gdiff_core.nano.verdict import unmet
from gdiff_core.records import Brief

BRIEF = settled(
    Brief(
        kind="bakery",
        name="Salt & Stone",
        accent="#006400",
        tone="cream",
        font="serif",
        corners="rounded",
        spacing="airy",
        layout="split",
        sections=("offer", "gallery", "hours", "cta"),
        phone="0116 496 0123",
        hours=(("Saturday", "7-1"),),
    )
)
PAGE = tell(BRIEF).page


def without(section: str, html: str = PAGE) -> str:
    start = html.index(f'<section id="{section}"')
    return html[:start] + html[html.index("</section>\n", start) + len("</section>\n") :]


def moved(section: str) -> str:
    start = PAGE.index(f'<section id="{section}"')
    part = PAGE[start : PAGE.index("</section>\n", start) + len("</section>\n")]
    return without(section).replace("</main>", f"{part}</main>")


def test_the_expected_page_lacks_nothing():
    assert unmet(BRIEF, PAGE, PAGE) == ()


@pytest.mark.parametrize("kind", kinds())
def test_no_kind_of_page_lacks_anything_of_itself(kind: str):
    for layout in ("centred", "split", "sidebar"):
        brief = settled(
            Brief(kind=kind, layout=layout, sections=("about", "offer", "pricing", "faq", "team", "map"))
        )
        page = tell(brief).page
        assert unmet(brief, page, page) == ()


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        (PAGE.replace("Salt &amp; Stone", "Kettel"), "The name came out as Kettel."),
        (PAGE.replace("<h1>Salt &amp; Stone", "<h1>Salt"), "The name came out as Salt in the heading."),
        (PAGE.replace("<title>Salt &amp; Stone", "<title>"), "There is no name in the title."),
        (PAGE.replace("h1", "h2"), "The page has no heading."),
        (PAGE.replace("--accent:", "--accent:#123456;--was:"), "The accent is not the colour that you asked for."),
        (PAGE.replace("--bg:#fbf6ea", "--bg:#ffffff"), "The background is not the one that you asked for."),
        (PAGE.replace("--font:Georgia", "--font:Arial"), "The font is not serif."),
        (PAGE.replace("--radius:20px", "--radius:0px"), "The corners are not rounded."),
        (PAGE.replace("--gap:7rem", "--gap:4rem"), "The spacing is not airy."),
        (PAGE.replace(".hero{display:grid", ".hero{display:block"), "The layout is not split."),
        (without("gallery"), "There is no gallery."),
        (without("offer"), "There is no part “Breads”."),
        (PAGE.replace('id="gallery"', 'id="map"'), "There is a map that nobody asked for."),
        (moved("offer"), "The parts of the page stand in another order than you said."),
        (PAGE.replace("0116 496 0123", "0116 496 0124"), "The phone number is not on the page: 0116 496 0123."),
        (PAGE.replace(">7-1<", ">8 am to 1 pm<"), "The time for Saturday is not on the page: 7-1."),
        (PAGE.replace("</section>", "<p>Your animals</p></section>", 1), "There are words that nobody wrote: “"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(html: str, sentence: str):
    assert html != PAGE
    found = unmet(BRIEF, html, PAGE)
    assert any(wrong.startswith(sentence) for wrong in found), found


def test_a_fact_without_a_place_is_not_missed():
    brief = replace(BRIEF, prices=(("Rye", "£9"),) * 9)
    assert unmet(brief, PAGE, PAGE) == ()


def test_an_empty_part_is_said():
    start = PAGE.index("</h2>", PAGE.index('id="gallery"')) + len("</h2>")
    html = PAGE[:start] + PAGE[PAGE.index("</section>", start) :]
    assert "There is nothing in the gallery." in unmet(BRIEF, html, PAGE)


def test_nothing_at_all_is_said_shortly():
    found = unmet(BRIEF, "", PAGE)
    assert found[:2] == ("The page has no title.", "The page has no heading.")
    assert all(len(sentence) < 90 for sentence in found)
