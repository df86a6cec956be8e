import pytest

from gdiff_core.document.fold import fold, folded
from gdiff_core.errors import TweakRefused
from gdiff_core.records import Commit, Edit

PICTURE, OTHER = "iVBORw0KGgo" * 20_000 + "==", "R0lGODlh" * 100
PAGE = f"""<!doctype html><title>Kite</title>
<img alt="A" src="data:image/png;base64,{PICTURE}">
<p>Hello</p>
<img alt="B" src="data:image/gif;base64,{OTHER}"><img alt="A" src="data:image/png;base64,{PICTURE}">
<style>b {{ background: url(data:image/svg+xml,{"%3Csvg" * 100}) }}</style>
"""


def run(page: str, change, **marked) -> str:
    """What becomes of a page over a model that makes something of what it is told."""
    told = []

    def model(edit: Edit):
        told.append(edit)
        yield Commit(0, (), 1, True, change(edit.page), "eos", 0.0)

    edit = Edit(page, "change it", **marked)
    text = list(folded(model, edit))[-1].text
    seen = told[0]
    assert len(seen.page) < 1000
    for span, short in zip(edit.locks, seen.locks, strict=True):
        assert fold(page[slice(*span)]).text.count("<") == seen.page[slice(*short)].count("<")
    return text


def test_what_is_folded_comes_back_to_the_byte_and_marks_move_along():
    at, end = PAGE.index("<img"), PAGE.index("\n<p>")
    hello = PAGE.index("Hello")
    marked = {"locks": ((at, end),), "selection": (hello, hello + 5)}
    assert run(PAGE, lambda text: text, **marked) == PAGE
    assert run(PAGE, lambda text: text.replace("Hello", "Bye"), **marked) == PAGE.replace("Hello", "Bye")


def test_what_a_model_takes_out_with_its_tag_or_says_twice_is_its_change():
    def without_b(text: str) -> str:
        return text[: text.index('<img alt="B"')] + text[text.index("<img", text.index('alt="B"')) :]

    assert OTHER not in run(PAGE, without_b) and PICTURE in run(PAGE, without_b)
    twice = run(
        PAGE, lambda text: text.replace("<p>", text[text.index("<img") : text.index("\n<p>")] + "<p>")
    )
    assert twice.count(PICTURE) == 3


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("kept-as-it-is-2", "kept-as-it-is-9"),
        lambda text: text.replace("kept-as-it-is-2", "kept-as-it-is"),
        lambda text: text.replace("data:image/gif;base64,kept-as-it-is-2", ""),
        lambda text: text.replace("kept-as-it-is-3", "kept"),
    ],
)
def test_a_picture_that_a_model_breaks_is_refused_with_the_reason(change):
    with pytest.raises(TweakRefused, match="picture") as refused:
        run(PAGE, change)
    assert PICTURE in refused.value.page


def test_a_page_that_says_the_address_itself_and_a_stretch_with_a_border_inside_are_safe():
    page = PAGE.replace("Hello", "kept-as-it-is-1")
    assert run(page, lambda text: text) == page
    inside = PAGE.index(OTHER) + 7
    assert OTHER in fold(PAGE, [inside]).text and PICTURE not in fold(PAGE, [inside]).text
    assert fold("<p>a word</p>").stretches == ()


def test_far_from_a_selection_of_a_long_page_a_model_reads_the_head_and_the_tags_around() -> None:
    rows = [f"<section><h2>Part {n}</h2><p>{'word ' * 20}</p></section>" for n in range(8000)]
    page = f"<!doctype html><html><head><style>b {{}}</style></head><body><main>{''.join(rows)}</main></body></html>"
    part, lock = rows[4000], (page.index("Part 10<"), page.index("Part 20<"))
    at = page.index(part)
    told = []

    def model(edit: Edit):
        told.append(edit)
        yield Commit(0, (), 1, True, edit.page.replace("Part 4000", "Part A"), "eos", 0.0)

    edit = Edit(page, "call it A", locks=(lock,), selection=(at, at + len(part)))
    assert list(folded(model, edit))[-1].text == page.replace("Part 4000", "Part A")
    assert told[0].page[slice(*told[0].selection)] == part and told[0].locks == ()
    assert len(told[0].page) < 20_000 and len(page) > 1_000_000
    head, tail = (
        "<html><head><style>b {}</style></head><body><main><!-- kept-as-it-is-1 --><section>",
        "</section><!--",
    )
    assert head in told[0].page and tail in told[0].page and told[0].page.endswith("--></main></body></html>")
    assert fold(page, (), edit.selection).broken(page)


@pytest.mark.parametrize("select", ["b {}", "far words", "</div>"])
def test_whatever_is_selected_comes_back_to_the_byte(select: str) -> None:
    script = f"<script>{'a = 1;' * 2000}</script><!-- {'c' * 9000} -->"
    page = f"<title>x</title><style>b {{}}</style>{'word ' * 9000}{script}<div>far words</div>{script}{'<p>a' * 9000}"
    at = page.index(select)
    found = fold(page, (), (at, at + len(select)))
    assert found.unfolded(found.text) == page and len(found.text) < 25_000
    assert found.text[found.at(at) :].startswith(select) and not found.broken(found.text)
    assert found.text.count("<script>") == found.text.count("</script>")
