"""Elements with their source, sections and problems."""

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdiff_core.document.outline import (
    MAX_PROBLEMS,
    Outline,
    change_at,
    change_seen,
    outline,
    path_of,
    sections_gone,
)
from gdiff_core.nano.corpus import draw, page, text_of
from tests.test_markup import SOUP
from tests.toy_server import PAGE


def texts(found: Outline, tag: str) -> list[str]:
    return [found.text(element) for element in found.elements if element.tag == tag]


def test_elements_come_with_their_source() -> None:
    found = outline(PAGE)
    assert texts(found, "h2") == re.findall("<h2>.*?</h2>", PAGE)
    assert texts(found, "header") == [PAGE[PAGE.index("<header>") : PAGE.index("</header>") + 9]]
    assert texts(found, "body")[0].endswith("</body>") and texts(found, "html")[0].endswith("</html>")
    h2 = found.find((("html", 1), ("body", 1), ("main", 1), ("section", 2), ("h2", 1)))
    assert found.text(h2) == "<h2>Three origins</h2>" and PAGE[slice(*h2.opening)] == "<h2>"


@pytest.mark.parametrize(
    ("source", "tag", "wanted"),
    [
        ("<ul><li>a\n<li>b</ul>", "li", ["<li>a\n", "<li>b"]),
        ("<p>a<p>b<div>c</div>", "p", ["<p>a", "<p>b"]),
        ("<table><tr><td>x<td>y</table>z", "td", ["<td>x", "<td>y"]),
        ("<table><tr><td>x<td>y</table>z", "tr", ["<tr><td>x<td>y"]),
        ("<p>a<br>b<img src=x>", "img", ["<img src=x>"]),
        ("<svg><path d='a>b'/><g/></svg>", "path", ["<path d='a>b'/>"]),
        ("<div><script>if (a<b) '</div>'</script></div>", "div", ["<div><script>if (a<b) '</div>'</script></div>"]),
        ("<b>x<i>y</b>z</i>", "b", ["<b>x<i>y</b>"]),
        ("<DIV\r\nCLASS=a>🍞</DIV>", "div", ["<DIV\r\nCLASS=a>🍞</DIV>"]),
        ("<p>open", "p", ["<p>open"]),
    ],
)  # fmt: skip
def test_where_an_element_ends(source: str, tag: str, wanted: list[str]) -> None:
    assert texts(outline(source), tag) == wanted


def test_what_the_source_does_not_write_counts_in_paths_and_has_no_text() -> None:
    found = outline("<table><tr><td>x</table>")
    td = (("html", 1), ("body", 1), ("table", 1), ("tbody", 1), ("tr", 1), ("td", 1))
    assert found.text(found.find(td)) == "<td>x"
    assert found.find(td[:4]).tag == "table" and found.find(td[:2]) is None
    assert [element.tag for element in found.around(td)] == ["table", "tr", "td"]


def test_the_nearest_known_element_stands_in_for_an_unknown_one() -> None:
    found = outline(PAGE)
    assert found.find((("html", 1), ("body", 1), ("main", 1), ("nav", 7))).tag == "main"


def test_which_of_equal_ones() -> None:
    found = outline("<!doctype html><ul><li>Same</li><li>Other</li><li>Same</li></ul>")
    items = [element for element in found.elements if element.tag == "li"]
    assert [found.which(item) for item in items] == [(1, 2), (1, 1), (2, 2)]
    assert found.label(items[2]) == "li “Same” (2 of 2)"
    assert found.label(items[1]) == "li “Other”"


def test_the_smallest_element_around_a_span() -> None:
    found = outline(PAGE)
    start = PAGE.index("Three")
    assert found.text(found.covering((start, start + 5))) == "<h2>Three origins</h2>"
    assert found.covering((start, start + 40)).tag == "section"
    assert outline("words").covering((0, 2)) is None


@pytest.mark.parametrize(
    ("page", "names"),
    [
        (PAGE, ["Styles", "Header", "Roasted on Mondays", "Three origins", "A subscription", "Footer"]),
        ("<body><div><nav></nav><section class=hero><h1>x</h1></section></div>", ["Navigation", "Hero"]),
        ("<section id=offer><h2>Menu</h2></section><form></form>", ["Menu", "Form"]),
        ("<section id=faq></section><section id=faq></section>", ["Faq 1", "Faq 2"]),
        (
            "<section class='py-12 flex'><h2>Our &amp; <b>yours</b></h2></section><ul></ul>",
            ["Our & yours", "Ul"],
        ),
        ("only words", []),
    ],
)
def test_sections_have_names(page: str, names: list[str]) -> None:
    assert [section.name for section in outline(page).sections] == names


HOURS, TEAM = "<section id=a><h2>Hours</h2></section>", "<section id=b><h2>Team</h2></section>"


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        (HOURS + TEAM, TEAM, ["Hours"]),
        (HOURS + TEAM, "<p>", ["Hours", "Team"]),
        (HOURS + TEAM, TEAM + HOURS, []),
        (HOURS + TEAM, HOURS.replace("Hours", "Open") + TEAM, []),
        (HOURS + TEAM, HOURS.replace("=a", "=c") + TEAM, []),
        (TEAM, HOURS + TEAM, []),
        (HOURS + HOURS, HOURS, ["Hours 1"]),
        (f"{HOURS}\n-->\n{TEAM}", f"<!--\n{HOURS}\n-->\n{TEAM}", ["Hours"]),
        (f"<!--\n-->\n{HOURS}\n{TEAM}", f"<!--\n{HOURS}\n-->\n{TEAM}", ["Hours"]),
        ("words", "", []),
    ],
    ids=[
        "one",
        "all",
        "moved",
        "words",
        "another id",
        "added",
        "one of two",
        "hidden",
        "hidden by a move",
        "none",
    ],
)
def test_sections_that_a_change_took_out(old: str, new: str, names: list[str]) -> None:
    assert sections_gone(old, new) == names


@pytest.mark.parametrize("seed", range(8))
def test_pages_of_the_corpus_have_sections_and_no_problems(seed: int) -> None:
    found = outline(text_of(page(draw(Random(seed)))))
    assert found.problems == ()
    assert len(found.sections) >= 3


def test_problems_are_named_by_line() -> None:
    found = outline("<!doctype html>\r\n<p>a</b>\r<div\n></p>")
    assert [problem.line for problem in found.problems] == [2, 4, 4]
    assert "</b>" in found.problems[0].message
    many = outline("<!doctype html>\n" + "</b>\n" * 500)
    assert len(many.problems) == MAX_PROBLEMS + 1
    both = outline('<!doctype html>\n<a href="#menu">x</a>\n</b>')
    assert both.problems[0] == (2, "The link to #menu leads nowhere.") and both.problems[1].line == 3


@settings(max_examples=500, deadline=None)
@given(st.one_of(SOUP, st.text(max_size=200)))
def test_it_never_raises_and_every_span_is_in_the_page(source: str) -> None:
    found = outline(source)
    assert found.whole
    paths = [element.path for element in found.elements]
    assert len(set(paths)) == len(paths)
    for element in found.elements:
        (a, b), (start, end) = element.opening, element.span
        assert start == a < b <= end <= len(source)
        assert source[a] == "<" and source[b - 1] == ">"
        assert found.which(element)[0] <= found.which(element)[1]
        assert found.label(element)
    for section in found.sections:
        assert section.name and 0 <= section.span[0] < section.span[1] <= len(source)
    assert all(1 <= problem.line <= source.count("\n") + source.count("\r") + 1 for problem in found.problems)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ([["html", 1], ["p", 2]], (("html", 1), ("p", 2))),
        ([], None), (None, None), ("p", None), ([["p"]], None), ([[1, "p"]], None), ([["p", True]], None),
        ([["p", 1]] * 600, None), ([{"p": 1}], None),
    ],
)  # fmt: skip
def test_a_path_from_the_browser_is_checked(value, path) -> None:
    assert path_of(value) == path


def test_a_change_is_found_where_the_page_looks_different():
    page = "<title>A</title><style>b{}</style><main><p>One</p><p>Two</p></main>"
    body = (("html", 1), ("body", 1), ("main", 1))
    assert change_at(page, page.replace("Two", "Three")) == (*body, ("p", 2))
    assert change_at(page, page.replace("<p>Two", " <h2>New</h2><p>Two")) == (*body, ("h2", 1))
    assert change_at(page, page.replace("b{}", "i{}").replace(">A<", ">B<")) is None
    assert change_at(page, page) is None


def test_a_section_is_looked_at_before_its_link_in_the_menu():
    page = "<nav><a href=#a>A</a></nav>\n<main>\n<section id=a>One</section>\n</main>"
    linked = page.replace("</nav>", "<a href=#b>B</a></nav>")
    assert change_at(page, linked) == (("html", 1), ("body", 1), ("nav", 1), ("a", 2))
    start, path = change_seen(page, linked.replace("</main>", "<section id=b>Two</section>\n</main>"))
    assert path == (("html", 1), ("body", 1), ("main", 1), ("section", 2))
    assert start > linked.index("<main>")
