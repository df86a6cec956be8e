"""Borders between what may change and what may not: certain, or the edit is refused; nothing goes without a word."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdiff_core.diffusion.border import Border
from gdiff_core.diffusion.tweak import tweak
from gdiff_core.errors import TweakRefused
from gdiff_core.records import Commit, Edit, Settings
from tests.scribes import MODELS, Case, Scribe, carry_out, cases, right

CARD = """    <div class="col-lg-4 col-md-6 text-center">
      <i class="bi bi-gem fs-1 text-primary" aria-hidden="true"></i>
      <h3 class="h4 mb-2">{0}</h3>
      <p class="text-muted mb-0">{1}</p>
    </div>
"""
CARDS = [
    CARD.format(*words) for words in (("Sturdy", "It holds."), ("Fresh", "We bake."), ("Loved", "They come."))
]
PAGE = f"""<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Start Bootstrap</title>
</head>
<body id="page-top">
  <nav class="navbar navbar-light"><a class="nav-link" href="#!">Home</a> <a class="nav-link" href="#!">Shop</a></nav>
  <div class="row gx-4">
{"".join(CARDS)}  </div>
  <footer class="py-5"><p class="m-0 text-center">Copyright 2026, all of it by us</p></footer>
</body>
</html>
"""


def span_of(text: str, page: str = PAGE) -> tuple[int, int]:
    return page.index(text), page.index(text) + len(text)


def result(wanted: str, page: str = PAGE, effort: int = 1, **scope) -> str:
    """What a model that writes `wanted` makes of the page."""
    case = Case("", page, wanted, scope.get("selection"), scope.get("locks", ()), "")
    *_, last = tweak(Scribe(right(case)), Edit(page, "change it", Settings(effort=effort), **scope))
    assert isinstance(last, Commit) and last.finish == "eos"
    return last.text


# --- the page that a right model wants ---


@pytest.mark.parametrize("lock", [*CARDS, '<h3 class="h4 mb-2">Fresh</h3>', "Fresh", "</div>\n", " ", "e"])
def test_with_one_thing_locked_the_title_is_changed_and_nothing_else(lock: str) -> None:
    at = PAGE.index("Fresh") if lock == "e" else PAGE.index(lock)
    wanted = PAGE.replace("Start Bootstrap", "The Bun & Co")
    assert result(wanted, locks=((at, at + len(lock)),)) == wanted


def test_many_locks_close_together_hold() -> None:
    wanted = PAGE.replace("Start Bootstrap", "The Bun").replace("They come.", "They come again.")
    locks = tuple(m.span() for m in re.finditer(r"<h3.*</h3>|    </div>\n", PAGE))
    assert result(wanted, locks=locks) == wanted


@pytest.mark.parametrize("locked", range(3))
@pytest.mark.parametrize("gone", range(3))
def test_a_card_goes_only_if_the_model_leaves_it_out(locked: int, gone: int) -> None:
    wanted = PAGE.replace(CARDS[gone], "")
    if gone == locked:
        try:
            assert result(wanted, locks=(span_of(CARDS[locked]),)) == PAGE
        except TweakRefused:
            return
    else:
        assert result(wanted, locks=(span_of(CARDS[locked]),)) == wanted


@pytest.mark.parametrize("title", ["Start Bootstrap", "The Bun"])
@pytest.mark.parametrize("behind", ["", "<p>They come.</p>\n      <p>Often.</p>"])
def test_what_follows_on_a_locked_text_that_stands_everywhere_may_go(title: str, behind: str) -> None:
    """The answer does not go on as the page does, and the locked text stands thrice: what is before it says where."""
    cards = [re.sub(">(Sturdy|Fresh|Loved)<", ">Category<", card) for card in CARDS]
    cards = [card.replace("bi-gem", f"bi-gem-{at}") for at, card in enumerate(cards)]
    page = PAGE.replace("".join(CARDS), "".join(cards))
    held = '<h3 class="h4 mb-2">Category</h3>'
    start = page.index(held, page.index(cards[1]))
    last = '<p class="text-muted mb-0">We bake.</p>'
    wanted = page.replace(last, behind).replace("<title>Start Bootstrap", f"<title>{title}")
    assert page.count(held) == 3 and last in page
    assert result(wanted, page, locks=((start, start + len(held)),)) == wanted


def test_of_equal_cards_the_locked_one_need_not_be_told() -> None:
    page = PAGE.replace(CARDS[1], CARDS[0]).replace(CARDS[2], CARDS[0])
    for count in (2, 4):
        wanted = page.replace(CARDS[0] * 3, CARDS[0] * count)
        start = page.index(CARDS[0]) + len(CARDS[0])
        assert result(wanted, page, locks=((start, start + len(CARDS[0])),)) == wanted


def test_a_model_that_would_change_what_is_locked_changes_the_rest() -> None:
    page = PAGE.replace("Fresh", "Start Bootstrap")
    wanted = page.replace("Start Bootstrap", "The Bun")
    for lock in (">Start Bootstrap</h3>", "Start Bootstrap</h3>"):
        kept = page.replace("<title>Start Bootstrap", "<title>The Bun")
        assert result(wanted, page, locks=(span_of(lock, page),)) == kept


@pytest.mark.parametrize(
    "words", [("Sturdy", "It holds."), ("Fresh", "We bake."), ("Loved", "They come."), ("New", "Yes.")]
)
@pytest.mark.parametrize("selected", range(3))
def test_another_like_it_comes_behind_it(selected: int, words: tuple[str, str]) -> None:
    """Also where it is the same as the selected one, or as the one that follows."""
    card = CARDS[selected].strip()
    wanted = PAGE.replace(card, f"{card}\n    {CARD.format(*words).strip()}")
    assert result(wanted, selection=span_of(card)) == wanted


def test_what_is_left_as_it_is_is_refused_with_the_reason() -> None:
    with pytest.raises(TweakRefused, match="Nothing changed: the model left what you selected"):
        result(PAGE.replace("Start Bootstrap", "The Bun"), selection=span_of(CARDS[1]))


def test_what_would_be_moved_out_of_the_selection_is_not_lost() -> None:
    page = PAGE.replace(CARDS[0], "").replace("</nav>\n", "</nav>\n" + CARDS[0])
    wanted = page.replace(CARDS[0], "").replace("  <footer", CARDS[0] + "  <footer")
    try:
        assert result(wanted, page, selection=span_of(CARDS[0], page)) == wanted
    except TweakRefused as refused:
        assert "would move" in str(refused)


def test_a_page_that_stops_early_is_refused() -> None:
    cut = PAGE[: PAGE.index("  <footer")].replace("Start Bootstrap", "The Bun")
    for lock in ("Start Bootstrap</title>", CARDS[0], CARDS[2]):
        with pytest.raises(TweakRefused):
            result(cut, locks=(span_of(lock),))


# --- dead links ---


def test_one_more_dead_link_is_no_reason_where_the_page_has_such_links() -> None:
    link = '<a class="nav-link" href="#!">Shop</a>'
    wanted = PAGE.replace(link, f'{link} <a class="nav-link" href="#!">About</a>')
    assert result(wanted) == wanted
    assert result(wanted, selection=span_of(link)) == wanted
    with pytest.raises(TweakRefused, match="link to #story leads nowhere"):
        result(wanted.replace('#!">About', '#story">About'), selection=span_of(link))


# --- all sorts of models ---


@pytest.mark.parametrize("kind", MODELS)
def test_no_model_is_silently_wrong(kind: str) -> None:
    found = [carry_out(case, kind, effort=1).what for case in cases(PAGE, 3)]
    assert len(found) > 20 and (kind != "right" or set(found) == {"exact"})
    assert not {"wrong", "unchanged"} & set(found)


TEXT = st.lists(st.sampled_from(["<b>", "</b>", "<p>a</p>\n", "one ", "two ", "\n", *CARDS]), max_size=8).map(
    "".join
)


@settings(max_examples=300, deadline=None)
@given(old=TEXT, new=TEXT, wall=TEXT, rest=TEXT, cut=st.integers(0, 2000))
def test_a_border_joins_to_what_was_written(old: str, new: str, wall: str, rest: str, cut: int) -> None:
    """An answer to the page's end is found to be itself, or nothing; one that was cut off, what it says so far."""
    behind = wall + rest
    answer = new + behind
    border = Border(old, wall, rest)
    place = border.find(answer, over=True)
    assert place is None or answer[place:] == behind or wall in answer[place:] or old[-64:] in answer[:place]
    if border.reached(answer[:cut]):
        place = border.find(answer[:cut], over=False)
        assert behind.startswith(answer[place:cut]) and cut - place >= 160
