"""The page in what models send: whole, cut off, wrapped in all they wrap it in."""

import json
from dataclasses import replace
from pathlib import Path
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdiff_core.document.extract import extract_page

DOCUMENT = "<!doctype html>\n<html lang=en><head><title>A &amp; B</title></head><body>hi</body></html>"
DRAFT = "<!doctype html>\n<html><head><title>Draft</title></head><body><h1>Draft</h1></body></html>"
SENT = json.loads((Path(__file__).parent / "extraction.json").read_text("utf-8"))
"""Texts that models sent, and what is meant."""

MARKUP = [
    "<!doctype html>", "<!DOCTYPE  HTML>", "<html", "<html>", "<HTML lang=en>", "</html>", "</HTML >", "</htm",
    "<title>", "</title>", "<script>", "</script>", "<style>", "<textarea>", "<!--", "-->", "<p>", "<pre>", "</pre>",
    "<svg>", "<table>", "prose ", "\x00", "\n", "é", "日本", "\u2028", "\ud800", "&#99999999999;", "&amp;", "`",
    "<", ">",
]  # fmt: skip
THOUGHTS = ["<|channel>", "thought\n", "\n<think>", "<thought>"]
ENDS = ["<channel|>", "</think>", "</thought>"]
FENCES = ["```html\n", "\n```", "```", "\n```\n", "\n~~~\n", "\r\n```\r\n"]


def soup(*pieces: str) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(st.sampled_from(pieces), st.text(max_size=5)), max_size=30).map("".join)


anything = soup(*MARKUP, *THOUGHTS, *ENDS, *FENCES)


@given(anything)
def test_it_is_total_and_finds_a_part_of_the_text(text: str) -> None:
    page = extract_page(text)
    assert page.html in text
    assert bool(page.html) or not page.complete
    assert not page.html or page.html[:5].lower() in ("<html", "<!doc")
    assert page.html or page.note


@given(anything)
def test_it_finds_its_own_page_again(text: str) -> None:
    page = extract_page(text)
    again = extract_page(page.html)
    assert (again.html, again.complete, again.title) == (page.html, page.complete, page.title)


@given(soup(*MARKUP), st.integers(0, 200))
def test_a_page_only_grows_while_its_text_grows(text: str, length: int) -> None:
    """Fences, thoughts and what is no sure beginning have tests of their own."""
    text = f"Here it is:\n<!doctype html>{text}"
    earlier, later = extract_page(text[:length]), extract_page(text)
    assert later.html.startswith(earlier.html)
    assert later.complete or not earlier.complete


@given(soup(*MARKUP), st.integers(0, 200))
def test_a_page_that_does_not_grow_gives_way_to_one_behind_it(text: str, length: int) -> None:
    earlier, later = extract_page(text[:length]).html, extract_page(text).html
    assert later.startswith(earlier) or later.lower().startswith("<!doctype") or "-->" in text


@given(soup(*MARKUP, *THOUGHTS, *FENCES))
def test_what_follows_a_complete_page_changes_nothing(tail: str) -> None:
    """But for the end of a thought; and a second page is told of."""
    found = extract_page(DOCUMENT + tail)
    assert replace(found, note="") == extract_page(DOCUMENT)
    assert not found.note or "</html" in tail.lower()


@pytest.mark.parametrize("case", SENT, ids=[case["name"] for case in SENT])
def test_texts_that_models_sent(case: dict) -> None:
    page = extract_page(case["text"])
    assert (page.html, page.title) == (case["html"], case["title"])
    assert page.complete is case.get("complete", True)


WRAPPED = [
    DOCUMENT,
    f"Sure, here is the page:\n\n{DOCUMENT}\n\nTell me what to change.",
    f"```html\n{DOCUMENT}\n```",
    f"```\n{DOCUMENT}```",
    f"````html\n{DOCUMENT}\n````",
    f"~~~\n{DOCUMENT}\n~~~\n",
    f"```html\r\n{DOCUMENT}\r\n```\r\n",
    f"```css\np {{}}\n```\n\nAnd:\n\n```html\n{DOCUMENT}\n```",
    f"Sure: {DOCUMENT}",
    # prose that names the tags
    f"First <html> and <head>, then the rest.\n\n{DOCUMENT}",
    f"The <!doctype html> comes first, then `<html><head>`.\n\n```html\n{DOCUMENT}\n```",
    f"- <html> is the root\n- <!doctype html> stands before it\n\n{DOCUMENT}",
    f"<html lang> names the language, so I set it.\n\n{DOCUMENT}",
    f"<html> … </html> is the frame of it all.\n\n{DOCUMENT}",
    # what may stand before a doctype
    f"<!-- <html lang> -->\n{DOCUMENT}",
    f'<!--\n<html lang="en">\n<!doctype html>\n-->\n\n{DOCUMENT}',
    f"\ufeff{DOCUMENT}",
    f'<?xml version="1.0" encoding="utf-8"?>\n{DOCUMENT}',
    f'\ufeff<?xml version="1.0"?>{DOCUMENT}',
    # thoughts
    f"<|channel>thought\nI shall write <html> now.<channel|>{DOCUMENT}",
    f"<|channel>thought\n<channel|>```html\n{DOCUMENT}\n```\nDone. It ends with </html>.",
    f"<|channel>thought\n{DRAFT}\n<channel|>\n{DOCUMENT}",
    f"<think>\n\n</think>\n\n{DOCUMENT}",
    f"<think>{DRAFT}\n{DRAFT}</think>{DOCUMENT}",
    f"<thought>\n```html\n{DRAFT}\n```\n</thought>\n```html\n{DOCUMENT}\n```",
    # of a thought only the end is left
    f"thought\n<channel|>{DOCUMENT}",
    f"A draft:\n```html\n{DRAFT}\n```\nGood.</think>\n\n{DOCUMENT}",
    f"{DRAFT[:-30]} and so on.<channel|>{DOCUMENT}",
    f"thought\n{DRAFT[:-40]}<style>p {{ color</think>\n\n```html\n{DOCUMENT}\n```",
    f"{DRAFT}\n{DRAFT}\nThe second is better.</thought>\n{DOCUMENT}",
    f"thought\n{DRAFT}\nAgain:\n{DRAFT[:-30]}<channel|>\n```html\n{DOCUMENT}\n```",
    # a thought that never ends
    f"<|channel>thought\nI plan:\n{DRAFT[:50]}\n```html\n{DOCUMENT}\n```",
    f"<think>\n```html\n{DRAFT}\n```\nBetter:\n\n```html\n{DOCUMENT}",
    # begun again
    f"```html\n{DRAFT[:-30]}\n```\nIt was cut off. Again:\n\n```html\n{DOCUMENT}\n```",
    f"{DRAFT[:-30]}\n\nLet me do that again:\n\n```html\n{DOCUMENT}\n```",
]


@pytest.mark.parametrize("text", WRAPPED)
def test_a_page_is_found_in_its_wrapping(text: str) -> None:
    page = extract_page(text)
    assert (page.html, page.complete, page.title, page.note) == (DOCUMENT, True, "A & B", "")


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
    two = f"<|channel>thought\none<channel|><|channel>thought\ntwo<channel|>{DOCUMENT}"
    assert extract_page(two).thought == "one\ntwo"
    assert extract_page(f"<think>one</think>\n{DOCUMENT}").thought == "one"
    assert extract_page(f"thought\none {DRAFT}<channel|>{DOCUMENT}").thought.endswith(DRAFT)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>write('</html>')</script>", "<!-- </html> -->", "<style>/*</html>*/</style>",
        "<textarea></html></textarea>", "<xmp></html></xmp>", "<a title='</html>'>x</a>", "<a title=</html>>x</a>",
        '<iframe srcdoc="<!doctype html>\n<html><p>map</html>"></iframe>', "<svg><![CDATA[ </html> ]]></svg>",
        "<script>x = '<!--<script>'</script>'</html>'--></script>", "<script><!--\n</html>\n--></script>",
        "<svg><title/><style>a</style><path/></svg>", "<math><title>x</math>", "<table><tr><td>never closed",
        "<script>const page = `\n<!doctype html>\n<html></html>\n`; end = '<channel|></think>'</script>",
        "<pre>\n<channel|>\n</pre>", "<code></think></code>", "<div>\n```\nx\n```\n</div>",
        "<!--[if lt IE 9]><html class=old><![endif]--><!--[if gt IE 8]><!--><html><!--<![endif]-->",
        "\n<!doctype html>\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("wrapping", ["{}", "```html\n{}\n```\n"])
def test_a_page_ends_with_its_own_end_tag(inside: str, wrapping: str) -> None:
    text = f"<!doctype html>\n<html>{inside}<p>more</p></html>"
    page = extract_page(wrapping.format(text))
    assert (page.html, page.complete, page.note) == (text, True, "")


def test_a_script_that_never_closes_swallows_the_end() -> None:
    assert not extract_page("<html><script>x = 1</html>").complete


PRE = (
    "<!doctype html>\n<html><body><pre>\n```\nmake\n```\n</pre>\n"
    "<textarea>\n```\n</textarea>\n<p>end</p>\n</body></html>"
)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_nothing_is_lost_of_a_page_with_fences_in_it(ending: str) -> None:
    """While it is written it only grows; what may be its closing fence, or the line before it, is held back."""
    page, before = PRE.replace("\n", ending), ""
    for length in range(len("<!doctype html>"), len(page) + 1):
        found = extract_page(f"Here:{ending}```html{ending}{page[:length]}").html
        assert page[:length].startswith(found) and page[len(found) : length] in ("", "\n", "\r", "\r\n")
        assert found.startswith(before)
        before = found
    assert before == page
    assert extract_page(f"```html{ending}{page}{ending}```").html == page


@pytest.mark.parametrize("fence", ["```", "````", "~~~"])
def test_a_closing_fence_takes_nothing_back(fence: str) -> None:
    page = "<html><p>cut"
    for end in ("", *(f"\n{fence[:length]}" for length in range(len(fence) + 1)), f"\n{fence}\n\nSo far."):
        assert extract_page(f"{fence}html\n{page}{end}").html == page


def test_a_longer_fence_may_hold_a_shorter_one() -> None:
    assert extract_page("````html\n<html><p>cut\n```\nx\n````\nprose").html == "<html><p>cut\n```\nx"


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("<title> a\n b </title>", "a b"), ("<title>open", ""), ("", ""), ("<TITLE x=1>caps</TITLE>", "caps"),
        (f"<title>&#{'9' * 5000};</title>", "\ufffd"), ("<title><title>x</title>", "<title>x"),
        ("<title>&amp;lt;b&gt;</title>", "&lt;b>"), ("<title></title><title>x</title>", ""),
        ("<!--<title>no</title>--><title>yes</title>", "yes"), ("<svg><title>icon</title></svg><title>x</title>", "x"),
        ("<script>'<title>no</title>'</script><title>yes</title>", "yes"), ("<title>a\r\nb</title>", "a b"),
        ("<template><title>no</title></template><title>yes</title>", "yes"), ("<svg><title>icon</title></svg>", ""),
        ("<p data-x='<title>no</title>'><title>yes</title>", "yes"), ("<title>x</titles></title>", "x</titles>"),
        ("<svg>" + "<title>icon</title>" * 20 + "</svg><title>x</title>", "x"),
        (f"<title>{'x' * 900}</title>", "x" * 300),
        ("<select><button><selectedcontent></button><option><title>x</title></select>", "x"),
    ],
)  # fmt: skip
def test_titles(source: str, title: str) -> None:
    assert extract_page(f"<html>{source}</html>").title == title


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The answer is empty."),
        ("<think>Well.</think>\n", "Behind the thought there is no answer."),
        ("I am sorry,\nI cannot do \x1b[31mthat.", "only words: “I am sorry, I cannot do [31mthat.”."),
        ("word " * 100, "only words: “word word"),
        ("```html\n<section id=a>\n<h2>x</h2></section>\n```", "a piece of HTML that begins with <section>"),
        ("<think><p></think>Here is <Nav class=x></Nav>", "a piece of HTML that begins with <nav>"),
        ("<|channel>thought\nWell, <html>", "in the middle of a thought"),
        ("<think>\nWell, <html><p>x</html>", "in the middle of a thought"),
    ],
)  # fmt: skip
def test_what_came_instead_of_a_page_is_said(text: str, words: str) -> None:
    page = extract_page(text)
    assert page.html == "" and words in page.note


@pytest.mark.parametrize("between", ["\n", "\n\nAnd the second page:\n\n```html\n", " "])
def test_of_two_whole_pages_the_first_is_the_page_and_that_is_said(between: str) -> None:
    page = extract_page(DOCUMENT + between + DRAFT)
    assert (page.html, page.title) == (DOCUMENT, "A & B")
    assert "more than one page" in page.note
    assert extract_page(DOCUMENT + between + DRAFT[:-1]).note == ""


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<script>", "<title", "<title>", "<|channel>", "<|channel><channel|>", "```\n", "<html", "</html", " ",
     "<!doctype", "<!doctype ", "</html ", "&#9", "\x00", "</html>", "<channel|>", "<think>", "\n<think>", "\n<!--",
     "x <html> ", "\n<!doctype html>", "<channel|>\n<!doctype html>", "<!doctype html></html>", "\n```\n<html>",
     "</title>", "<svg><title>", "<pre>\n```\n", "\n```\n", "<table>", "\ufeff", "\r\n", "<p>x<b>", "<a b", "<div>",
     "\n<!--\n<!doctype html>\n-->", "<script></html></script>"],
)  # fmt: skip
def test_300_kilobytes_take_linear_time(piece: str) -> None:
    text = "<html>" + piece * (300_000 // len(piece))
    extract_page(text[:1000])
    start = thread_time()
    for hostile in (text, text[6:], "```\n" + text, "<!doctype html>" + text[6:] + "</html>"):
        extract_page(hostile)
    assert thread_time() - start < 4.0  # seconds; what is not linear takes minutes


@pytest.mark.parametrize("wrapping", ["{}", "Here:\n\n```html\n{}\n```\n"])
def test_a_page_of_a_megabyte_is_found_at_once(wrapping: str) -> None:
    row = '<div class="card"><h3>Some words</h3><p>of what we have, and of what it costs.</p></div>\n'
    page = DOCUMENT.replace("hi</body>", row * (1_000_000 // len(row)) + "</body>")
    texts, times = [wrapping.format(page) + " " * i for i in range(6)], []
    for text in texts:
        start = thread_time()
        assert extract_page(text).html == page
        times.append(thread_time() - start)
    assert min(times) < 0.05, times
