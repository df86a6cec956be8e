"""Texts, colours and fonts, found in the source of a page where a person sees them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdiff_core.document.markup import visible
from gdiff_core.document.sheet import colours, fonts
from gdiff_core.document.texts import changed_words

BODY = (("html", 1), ("body", 1))
P = (*BODY, ("p", 1))
PAGE = """<!doctype html><html><body>
<p>a &amp; b <b>bold</b> tail &copy; x
  y<br>same<i>z</i>same<!-- c -->end</p><ul><li>one<li>two</ul><textarea>raw</textarea></body></html>"""


def changed(path, index: int, old: str, new: str) -> str | None:
    found = changed_words(PAGE, path, index, old, new)
    if found is None:
        return None
    (start, end), words = found
    return PAGE[:start] + words + PAGE[end:]


@pytest.mark.parametrize(
    ("path", "index", "old", "new", "source"),
    [
        (P, 0, "a & b", "a & <c>", ("&amp; b ", "&amp; &lt;c&gt; ")),
        (P, 1, "tail © x y", "tail © x, y", ("x\n  y", "x,\n  y")),  # the reference and the line break stay
        (P, 1, "tail © x y", "tail © x\xa0y", ("x\n  y", "x&nbsp;y")),
        (P, 3, "same", "other", ("</i>same", "</i>other")),
        (P, 4, "end", "", ("-->end", "-->")),
        ((*BODY, ("ul", 1), ("li", 2)), 0, "two", "two more", ("two", "two more")),
    ],
)
def test_a_text_is_changed_at_its_own_place(path, index: int, old: str, new: str, source) -> None:
    assert changed(path, index, old, new) == PAGE.replace(*source)


@pytest.mark.parametrize(
    ("path", "index", "old"),
    [
        (P, 0, "something a script wrote"),
        (P, 9, "same"),  # two of them, and neither is the one
        ((*BODY, ("p", 2)), 0, "a & b"),
        ((*BODY, ("textarea", 1)), 0, "raw"),
        ((*BODY, ("ul", 1), ("li", 1)), 0, "two"),
    ],
)
def test_what_the_source_does_not_say_is_not_changed(path, index: int, old: str) -> None:
    assert changed_words(PAGE, path, index, old, "new") is None


WORDS = st.text(st.sampled_from("ab &<>;\"'é🍞\xa0#x"), max_size=12)


@settings(max_examples=200, deadline=None)
@given(WORDS, WORDS)
def test_whatever_is_written_reads_so_and_nothing_else_changes(old: str, new: str) -> None:
    import html

    words = " ".join(old.split(" ")).strip(" ") or "a"
    words = " ".join(word for word in words.split(" ") if word)
    page = f"<p>before</p><p>{html.escape(words)}</p><p>after</p>"
    (start, end), put = changed_words(page, (*BODY, ("p", 2)), 0, words, new)
    made = page[:start] + put + page[end:]
    assert made.startswith("<p>before</p><p>") and made.endswith("</p><p>after</p>")
    assert visible(made) == " ".join(f"before {new} after".split())


def test_colours_and_fonts_are_those_with_names_else_those_of_rules() -> None:
    page = """<style>:root { --paper: #FFF; --ink: rgb(1 2 3); --gap: 1px; --line: 0 1px red; --head: "A b", serif }
    /* a { color: red } */ body { color: var(--ink); background: tan }</style><p style="color: red">"""
    assert [(look.name, look.value) for look in colours(page)] == [("Paper", "#ffffff"), ("Ink", "#010203")]
    assert [(look.name, look.value) for look in fonts(page)] == [("Head", '"A b", serif')]
    for look in (*colours(page), *fonts(page)):
        assert [page[slice(*span)] for span in look.spans] in (["#FFF"], ["rgb(1 2 3)"], ['"A b", serif'])
    plain = "<style>h1, h2 { color: Tan; font-family: Arial } a { color: #d2b48c } b { fill: transparent }</style>"
    (look,) = colours(plain)
    assert (look.name, look.value, len(look.spans)) == ("Text of h1", "#d2b48c", 2)
    assert [look.name for look in fonts(plain)] == ["Font of h1"]
    assert colours("no sheet") == fonts("<style>x") == []
