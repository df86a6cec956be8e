from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdiff_core.document.extract import extract_page

DOCUMENT = "<!doctype html>\n<html lang=en><head><title>A &amp; B</title></head><body>hi</body></html>"

PIECES = [
    "<!doctype html>", "<!DOCTYPE  HTML>", "<html", "<html>", "<HTML lang=en>", "</html>", "</HTML >", "</htm",
    "<title>", "</title>", "<script>", "</script>", "<style>", "<textarea>", "<!--", "-->", "<|channel>",
    "thought\n", "<channel|>", "```html\n", "\n```", "```", "<p>", "prose ", "\x00", "\n", "é", "日本", "\u2028",
    "\ud800", "&#99999999999;", "&amp;", "`", "<", ">",
]  # fmt: skip
soup = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=30).map("".join)


@given(soup)
def test_it_is_total_and_finds_a_part_of_the_text(text: str) -> None:
    page = extract_page(text)
    assert page.html in text
    assert bool(page.html) or not page.complete
    assert not page.html or page.html[:5].lower() in ("<html", "<!doc")


@given(soup)
def test_it_finds_its_own_page_again(text: str) -> None:
    page = extract_page(text)
    again = extract_page(page.html)
    assert (again.html, again.complete, again.title) == (page.html, page.complete, page.title)


@given(soup.map(lambda text: text.replace("`", "")), st.integers(0, 200))
def test_a_page_only_grows_while_its_text_grows(text: str, length: int) -> None:
    """Fences aside: a closing fence takes back its own first characters."""
    earlier, later = extract_page(text[:length]), extract_page(text)
    assert later.html.startswith(earlier.html)
    assert later.complete or not earlier.complete


@given(soup)
def test_what_follows_a_complete_page_changes_nothing(tail: str) -> None:
    assert extract_page(DOCUMENT + tail) == extract_page(DOCUMENT)


@pytest.mark.parametrize(
    "text",
    [
        DOCUMENT,
        f"Sure, here is the page:\n\n{DOCUMENT}\n\nTell me what to change.",
        f"```html\n{DOCUMENT}\n```",
        f"```\n{DOCUMENT}```",
        f"<|channel>thought\nI shall write <html> now.<channel|>{DOCUMENT}",
        f"<|channel>thought\n<channel|>```html\n{DOCUMENT}\n```\nDone. It ends with </html>.",
    ],
)
def test_a_page_is_found_in_its_wrapping(text: str) -> None:
    page = extract_page(text)
    assert (page.html, page.complete, page.title) == (DOCUMENT, True, "A & B")


def test_drafts_open_but_are_not_complete() -> None:
    assert extract_page(DOCUMENT[:-1]).html == DOCUMENT[:-1]
    assert not extract_page(DOCUMENT[:-1]).complete
    assert extract_page("```html\n<html><p>cut\n```\nprose").html == "<html><p>cut"
    assert extract_page("Once upon a time").html == ""
    assert extract_page("<htmlx>").html == ""


def test_a_thought_is_kept_apart() -> None:
    assert extract_page("<|channel>thought\n a <html> page <channel|>").thought == "a <html> page"
    unfinished = extract_page("<|channel>thought\nfirst <html>")
    assert (unfinished.thought, unfinished.html) == ("first <html>", "")
    assert extract_page(
        f"<|channel>thought\none<channel|><|channel>thought\ntwo<channel|>{DOCUMENT}"
    ).thought == ("one\ntwo")


@pytest.mark.parametrize(
    "inside",
    ["<script>write('</html>')</script>", "<!-- </html> -->", "<style>/*</html>*/</style>",
     "<textarea></html></textarea>"],
)  # fmt: skip
def test_an_end_tag_in_raw_text_does_not_end_the_page(inside: str) -> None:
    text = f"<html>{inside}<p>more</p></html>"
    assert extract_page(text).html == text
    assert extract_page(text).complete


def test_a_script_that_never_closes_swallows_the_end() -> None:
    assert not extract_page("<html><script>x = 1</html>").complete


@pytest.mark.parametrize(
    ("source", "title"),
    [("<title> a\n b </title>", "a b"), ("<title>open", ""), ("", ""), ("<TITLE x=1>caps</TITLE>", "caps"),
     (f"<title>&#{'9' * 5000};</title>", "\ufffd"), ("<title><title>x</title>", "<title>x")],
)  # fmt: skip
def test_titles(source: str, title: str) -> None:
    assert extract_page(f"<html>{source}</html>").title == title


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<script>", "<title", "<title>", "<|channel>", "<|channel><channel|>", "```\n", "<html", "</html", " ",
     "<!doctype", "<!doctype ", "</html ", "&#9", "\x00"],
)  # fmt: skip
def test_300_kilobytes_take_linear_time(piece: str) -> None:
    text = "<html>" + piece * (300_000 // len(piece))
    extract_page(text[:1000])
    start = thread_time()
    for hostile in (text, text[6:], "```" + text):
        extract_page(hostile)
    assert thread_time() - start < 1.0
