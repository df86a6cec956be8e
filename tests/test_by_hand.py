"""Pages that somebody changed in the editor take changes in words as before, and keep what is theirs."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdiff_core.engines.local import load
from gdiff_core.nano import slots
from gdiff_core.nano.designs import designs, dressed, undressed
from gdiff_core.nano.reading import hold
from gdiff_core.nano.telling import settled, tell
from gdiff_core.nano.wishes import read
from gdiff_core.records import Brief, Commit, Declined, Edit, Settings
from tests.by_hand import SET, changed_by_hand, judge

FOUND = json.loads(SET.read_text("utf-8"))
EDITS, PAGES = FOUND["edits"], FOUND["pages"]


@pytest.fixture(scope="module")
def engine():
    return load()


def a_page(design: str = "elegant") -> str:
    page = tell(settled(Brief("bakery", "Two Moons", design=design))).page
    return dressed(page, designs()[design])


def changed(engine, page: str, words: str) -> str:
    return [event for event in engine.run(Edit(page, words, Settings())) if isinstance(event, Commit)][
        -1
    ].text


def test_all_pages_that_others_changed_are_the_models_own() -> None:
    edited = [changed_by_hand(PAGES[entry["page"]], entry["edits"]) for entry in EDITS]
    assert all(hold(undressed(page)).own for page in edited)


def test_most_of_what_is_asked_of_them_is_read() -> None:
    found = [read(entry["say"], changed_by_hand(PAGES[entry["page"]], entry["edits"])) for entry in EDITS]
    assert sum(not isinstance(wishes, Declined) for wishes in found) >= 58


@pytest.mark.parametrize("number", range(0, 60, 6))
def test_what_is_asked_of_them_is_done(engine, number: int) -> None:
    outcome, why = judge(EDITS[number], PAGES, engine)
    assert outcome == "done", why


@given(st.lists(st.tuples(st.integers(0, 200), st.text(max_size=40)), max_size=6))
@settings(max_examples=200, deadline=None)
def test_lines_by_hand_come_back_to_the_byte(lines: list[tuple[int, str]]) -> None:
    page = undressed(a_page()).split("\n")
    for at, line in lines:
        page.insert(at % len(page), line.replace("{~", ""))
    text = "\n".join(page)
    table = slots.read(text)
    assert slots.spelled(slots.heard(text, table), table) == text


def test_lines_by_hand_are_one_token_together() -> None:
    page = undressed(a_page()).replace("</main>", "<aside>\n  <h3>Open day</h3>\n\n</aside>\n</main>")
    table = slots.read(page)
    assert table[slots.OTHER[0]] == "<aside>\n  <h3>Open day</h3>\n\n</aside>\n"
    assert f"</section>\n{slots.OTHER[0]}</main>" in slots.heard(page, table)


def test_a_page_of_an_older_edition_takes_a_change(engine) -> None:
    """Its design had another rule, which is a line by hand now."""
    older = a_page().replace("nth-child(3n+2)", "nth-child(2)").replace("nth-child(3n)", "nth-child(3)")
    assert older != a_page()
    new = changed(engine, older, "add some reviews")
    assert "nth-child(2)" in new and 'id="reviews"' in new


@pytest.mark.parametrize(
    "by_hand",
    [
        "--accent: #b00b1e; --on: #fff;",
        "--accent:tomato;--on:white;",
        "  --accent: rgb(10, 20, 30);--on:#ffffff;",
    ],
)
def test_a_colour_by_hand_can_be_changed_by_words(engine, by_hand: str) -> None:
    page = a_page()
    line = next(line for line in page.split("\n") if line.startswith("--accent"))
    new = changed(engine, page.replace(line, by_hand), "make it teal")
    assert by_hand not in new and "--accent:#0" in new


def test_a_rule_by_hand_is_not_undone() -> None:
    page = "\n".join(
        "h1{font-size:9rem}" if line.startswith("h1{") else line for line in a_page("minimal").split("\n")
    )
    answer = read("make the heading bigger", page)
    assert isinstance(answer, Declined) and "h1" in answer.why and "editor" in answer.why


def test_a_name_with_a_line_break_is_replaced_whole(engine) -> None:
    new = changed(engine, a_page().replace("<h1>Two Moons", "<h1>Two<br>Moons"), "call it Three Suns")
    assert "<h1>Three Suns</h1>" in new and "<title>Three Suns</title>" in new


def test_an_entry_joins_rows_that_somebody_indented(engine) -> None:
    page = a_page().replace('<p class="row">', '  <p class="row">')
    new = changed(engine, page, "add spelt roll for $7")
    assert '<p class="row">Spelt roll <b>$7</b></p>' in new


def test_a_title_with_more_than_the_name_keeps_it(engine) -> None:
    new = changed(
        engine, a_page().replace("<title>Two Moons", "<title>Two Moons | Bakery"), "call it Three Suns"
    )
    assert "<title>Three Suns | Bakery</title>" in new and "<h1>Three Suns</h1>" in new


@pytest.mark.parametrize("seed", range(20))
def test_any_lines_lost_or_doubled_raise_nothing(seed: int) -> None:
    rng = random.Random(seed)
    lines = a_page(rng.choice(list(designs()))).split("\n")
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(lines))
        lines[at : at + 1] = rng.choice(([], [lines[at]] * 2, [f"  {lines[at]}"], [lines[at][:7]]))
    for words in (
        "make it teal",
        "remove the hours",
        "add a team",
        "call it Three Suns",
        "bigger heading",
        "sans",
    ):
        read(words, "\n".join(lines))
