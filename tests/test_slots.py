"""Pages whose texts are slots: what is told, what is read back, and the notation of changes."""

import random
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdiff_core.diffusion.model import BUNDLED, Model, load
from gdiff_core.document.flaws import faults
from gdiff_core.nano import slots, wishes
from gdiff_core.nano.answer import settled
from gdiff_core.nano.changing import tell_change
from gdiff_core.nano.corpus import FORTY, SECTIONS, draw, page, text_of
from gdiff_core.nano.kinds import kinds
from gdiff_core.nano.slot_edits import draw_change, draw_frame
from gdiff_core.nano.slots import SLOT
from gdiff_core.nano.telling import tell
from gdiff_core.records import Brief

FILES = sorted(Path("gdiff_core/nano/kinds").glob("*.toml"))
OWN = [name for name in kinds() if name not in FORTY]


def a_page(**of: object) -> str:
    brief = settled(
        Brief("restaurant", "Da Nino", sections=("about", "offer", "reviews", "hours", "map"), **of)
    )
    return tell(brief).page


@pytest.mark.parametrize("seed", range(40))
def test_a_frame_is_read_back_from_what_it_says(seed: int) -> None:
    plain = text_of(slots.frame(draw_frame(random.Random(seed))))
    said = {
        slot: f"Words no. {n}"
        for n, slot in enumerate(dict.fromkeys(SLOT.findall(plain)))
        if slot != slots.ART
    }
    spelled = slots.spelled(plain, said)
    assert slots.read(spelled) == said
    assert slots.heard(spelled, said) == plain
    assert not faults(spelled)


@pytest.mark.parametrize("seed", range(40))
def test_a_page_of_words_is_spelled_as_it_was(seed: int) -> None:
    old = text_of(page(draw(random.Random(seed))))
    table = slots.read(old)
    assert slots.spelled(slots.heard(old, table), table) == old


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_text_comes_back(text: str) -> None:
    text = text.replace("{~", "")
    table = slots.read(text)
    assert slots.spelled(slots.heard(text, table), table) == text


def test_a_text_by_hand_has_a_slot_too() -> None:
    old = a_page().replace("</main>", "<p>Closed in May.</p>\n</main>")
    table = slots.read(old)
    assert table[slots.OTHER[0]] == "Closed in May."
    assert slots.OTHER[0] in slots.heard(old, table)


def test_one_of_two_equal_prices_can_be_meant() -> None:
    old = re.sub(r"<b>\$\d+</b>", "<b>$9</b>", a_page())
    there = [slot for slot, text in slots.read(old).items() if text == "$9"]
    assert len(there) > 2
    assert [slot for slot in SLOT.findall(slots.heard(old, slots.read(old))) if slot in there] == there


@pytest.mark.parametrize("seed", range(60))
def test_an_edit_for_training_changes_the_page_as_it_says(seed: int) -> None:
    change = draw_change(random.Random(seed))
    assert change.new != change.old
    for slot in SLOT.findall(change.instruction):
        assert slot in change.old or slot in change.new
    assert not set(SLOT.findall(change.old)) & set(slots.NEW)


def test_every_slot_is_one_token() -> None:
    model = load(BUNDLED)
    assert [len(Model.tokenize(model, slot)) for slot in slots.SLOTS] == [1] * len(slots.SLOTS)


SAID = [
    ("make it teal", "accent teal"),
    ("dark background", "tone dark"),
    ("rename it to Trattoria Uno", "{~name~} is {~new.1~}"),
    ("add a gallery after the reviews", "add gallery 6 behind reviews"),
    ("remove the hours", "remove hours"),
    ("move the map to the top", "move map first"),
    ("rewrite the about text", "{~about.1~} is {~new.1~}"),
    ("new tagline: Eat here", "{~tagline~} is {~new.1~}"),
    ("bigger heading", "heading bigger"),
    ("change 'Menu' to 'Dishes'", "{~offer~} is {~new.1~}"),
    ("add tiramisu $8 to the menu", "add {~new.1~} {~new.2~} to offer"),
]


@pytest.mark.parametrize(("words", "told"), SAID)
def test_a_change_is_told_in_the_notation(words: str, told: str) -> None:
    old = a_page()
    (wish,) = wishes.read(words, old)
    found = tell_change(wish, old)
    assert found.instruction == told
    assert found.binding.spell(found.binding.hear(found.expected)) == found.expected


# ---- kinds --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_kind_is_whole(file: Path) -> None:
    kind = kinds()[tomllib.loads(file.read_text("utf-8"))["nouns"][0]]
    assert file.stem == kind.name.replace(" ", "-")
    assert set(kind.sections) <= set(SECTIONS) and 3 <= len(kind.sections) <= 6
    assert kind.headings.get("offer") and set(kind.headings) <= set(SECTIONS)
    texts = [
        *kind.taglines,
        *kind.abouts,
        *kind.actions,
        *kind.quotes,
        *kind.roles,
        kind.call,
        *kind.headings.values(),
    ]
    assert set(kind.parts) <= set(SECTIONS)
    assert len(set(kind.tells)) >= 50
    texts = [re.sub(r"\{(name|noun)\}", "", text).strip() for text in texts]
    texts += [text for pair in (*kind.items, *kind.prices, *kind.hours, *kind.faqs) for text in pair]
    assert not [text for text in texts if re.search(r"[<>&{}\n]", text) or text != text.strip()]
    lists = (kind.taglines, kind.items, kind.abouts, kind.actions, kind.faqs, kind.roles, kind.quotes)
    for words, least in zip(lists, (4, 6, 3, 3, 4, 4, 4), strict=True):
        assert len(set(words)) == len(words) >= least


def test_no_two_kinds_say_the_same() -> None:
    seen: dict[str, str] = {}
    for name in OWN:
        for text in (*kinds()[name].abouts, *kinds()[name].quotes, *kinds()[name].taglines):
            assert seen.setdefault(text, name) == name, text


@pytest.mark.parametrize("name", OWN)
def test_a_page_of_a_kind_has_all_its_words_and_no_flaw(name: str) -> None:
    whole = Brief(name, "Zoë & Søn <3", sections=tuple(list(SECTIONS)[:8]))
    for seed in (0, 7):
        told = tell(settled(whole, seed))
        assert not faults(told.page)
        assert "{" not in told.page.partition("<body>")[2]
        assert told.binding.hear(told.page) == told.plain
