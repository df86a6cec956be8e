"""The bundled model told in its own words: names, colours and facts are the person's by construction."""

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdiff_core.diffusion.model import Model, load
from gdiff_core.engines.local import Bundled
from gdiff_core.errors import BadRequest
from gdiff_core.nano import palette
from gdiff_core.nano.answer import reads_as
from gdiff_core.nano.binding import UNSAID, Binding, Bound
from gdiff_core.nano.changing import tell_change
from gdiff_core.nano.corpus import ACCENTS, SECTIONS, TONES
from gdiff_core.nano.kinds import kinds
from gdiff_core.nano.slots import FOOT, MOST_SECTIONS, NAME
from gdiff_core.nano.telling import colours, settled, tell
from gdiff_core.records import Brief, Commit, Edit, Frame, Request, Wish
from tests.test_revise import draft


@pytest.fixture(scope="module")
def model() -> Model:
    return load()


NAMES_OF_PEOPLE = [
    "Salt & Stone", "L'Atelier d'Été", "Фабрика 12", "茶", "<b>Bold</b>", "KWIATKOWSKI & SONS LLP", "x" * 80,
]  # fmt: skip
BRIEF = Brief(
    "bakery", "Two Moons", "teal", "cream", sections=("about", "offer", "hours", "map", "cta"), design="plain"
)


# --- binding ---


@pytest.mark.parametrize("name", NAMES_OF_PEOPLE)
def test_every_text_of_the_run_reads_as_the_person_said_it(model, name: str) -> None:
    told = tell(replace(BRIEF, name=name))
    bound = Bound.of(model, told.binding)
    ids = Model.tokenize(bound, told.plain)
    assert bound.decode(ids) == told.page and bound.tokenize(told.page) == ids
    assert "".join(bound.token_texts(ids)).count(html.escape(name, quote=False)) == 3
    assert html.unescape(re.search("<h1>(.*?)</h1>", told.page)[1]) == name
    assert "{~" not in told.page


@settings(max_examples=50, deadline=None)
@given(name=st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30))
def test_a_binding_reads_both_ways(name: str) -> None:
    name = html.escape(name, quote=False).strip() or "x"
    binding = Binding(((NAME, name), (FOOT, "1 Hill Road")), (("--accent:#0b6b66;", "--accent:#123456;"),))
    own = f"<title>{NAME}</title>\n<style>--accent:#0b6b66;</style>\n<footer>\n<p>{NAME}, {FOOT}</p>"
    assert binding.hear(binding.spell(own)) == own


def test_a_slot_that_says_nothing_reads_as_such(model) -> None:
    bound = Bound.of(model, Binding(((NAME, "Two Moons"),)))
    assert bound.decode(bound.tokenize(f"{NAME}{FOOT}")) == f"Two Moons{UNSAID}"


# --- briefs ---


def test_what_nobody_asked_for_is_usual_and_facts_get_their_section() -> None:
    brief = settled(
        Brief("bakery", hours=(("Sunday", "closed"),), address="1 Hill Road", sections=("gallery",))
    )
    assert brief.sections == ("gallery", "hours", "map") and brief.name == "The Bakery"
    assert (brief.tone, brief.font, brief.layout) == ("light", "sans", "centred") and brief.accent in ACCENTS
    assert settled(brief) == brief


def test_sections_beyond_what_it_can_write_are_named_as_not_used() -> None:
    many = tuple(SECTIONS)
    brief = settled(Brief("bakery", sections=many))
    assert brief.sections == many[:MOST_SECTIONS]
    assert brief.unused == tuple(
        kinds()["bakery"].heading(section).lower() for section in many[MOST_SECTIONS:]
    )


@pytest.mark.parametrize("accent", ["#3eb489", "#ffd700", "#000000", "#ffffff", "#fde2e4", "teal"])
@pytest.mark.parametrize("ground", ["", "#0b3d2e", "#fde2e4", "#808080", "#ffffff"])
@pytest.mark.parametrize("tone", ["light", "dark"])
def test_any_colour_can_be_read(accent: str, ground: str, tone: str) -> None:
    brief = replace(BRIEF, accent=accent, ground=ground, tone=tone)
    written, (shade, behind) = tell(brief).page, colours(brief)
    assert f"--accent:{shade};" in written and f"--bg:{behind};" in written
    assert not ground or behind == ground
    found = dict(re.findall(r"--(\w+):(#\w{6})", written))
    pairs = [
        ("accent", "bg"),
        ("accent", "card"),
        ("on", "accent"),
        ("text", "bg"),
        ("text", "card"),
        ("soft", "bg"),
    ]
    assert all(palette.contrast(found[a], found[b]) >= 4.5 for a, b in pairs)


def test_facts_take_the_place_of_made_up_ones() -> None:
    facts = {
        "phone": "0131 555 0199", "mail": "hi@moons.example", "address": "12 High St & Co",
        "hours": (("Saturday", "9-1"), ("Sunday", "closed")), "prices": (("Flat white", "£3.20"),),
    }  # fmt: skip
    written = tell(replace(BRIEF, **facts)).page
    assert "Two Moons, 12 High St &amp; Co · 0131 555 0199 · hi@moons.example</p>" in written
    assert 'href="tel:0131-555-0199"' in written and "\n<p>12 High St &amp; Co</p>" in written
    assert "Saturday <b>9-1</b>" in written and "Sunday <b>closed</b>" in written
    assert '<p class="row">Flat white <b>£3.20</b></p>' in written


# --- the critic ---


class Letters:
    def tokenize(self, text: str) -> list[int]:
        return list(text.encode())

    def token_texts(self, ids: list[int]) -> list[str]:
        return [chr(token) for token in ids]


def test_the_first_token_that_is_not_the_pages_is_objected_to() -> None:
    critic = reads_as(Letters(), "one\ntwo\nsix")
    assert critic(draft("one\ntwo\nsix")) is None and critic(draft("one\ntw", over=False)) is None
    found = critic(draft("one\ntoo\nsix"))
    assert (found.stands, bytes(found.then), found.why) == (5, b"w", "line 2 should say something else")
    assert not found.refusal
    again = critic(draft("one\ntoo\nsix", past=(found.why,) * 2))
    assert bytes(again.then) == b"wo\nsix"
    assert critic(draft("one\ntwo")).stands == 7  # it ends too early
    assert critic(draft("one\ntwo\nsixty")).stands == 11
    assert critic(draft("o\nsix", "one\ntw")) is None


def test_a_change_that_is_not_as_asked_may_not_stand() -> None:
    assert reads_as(Letters(), "one", "No.")(draft("two")).refusal == "No."


# --- wishes ---

PAGE = tell(BRIEF).page
ITEM = re.search('<p class="row">([^<]*) <b>', PAGE)[1]


@pytest.mark.parametrize(
    "wish",
    [
        Wish("accent", "navy"), Wish("accent", "#3eb489"), Wish("tone", "dark"), Wish("tone", "#0b3d2e"),
        Wish("tone", "#fdf1e0"), Wish("rename", "Čaj & Co <Ltd>"), Wish("tagline", "Bread, at last — «ça va»"),
        Wish("price", "£4.50", what=ITEM), Wish("hour", "9–1", what="Saturday"), Wish("phone", "+49 30 1234"),
    ],
)  # fmt: skip
def test_values_that_it_cannot_copy_are_told_in_its_own_words(model, wish: Wish) -> None:
    told = tell_change(wish, PAGE)
    bound = Bound.of(model, told.binding)
    assert told.expected and told.expected != PAGE
    for text in (PAGE, told.expected):
        assert bound.decode(bound.tokenize(text)) == text
    assert bound.tokenize(PAGE) != bound.tokenize(told.expected)
    heard = model.decode(bound.tokenize(told.expected))
    assert wish.value in (*ACCENTS, *TONES) or wish.value not in heard


# --- the engine ---


@pytest.fixture(scope="module")
def engine(model) -> Bundled:
    return Bundled(model)


def run(engine: Bundled, request: Request | Edit) -> tuple[list[Frame], str]:
    events = list(engine.run(request))
    assert isinstance(events[-1], Commit) and events[-1].finish == "eos"
    return [event for event in events if isinstance(event, Frame)], events[-1].text


def test_a_page_is_written_with_a_name_that_no_token_spells(engine) -> None:
    asked = Request("x", engine.defaults, brief=replace(BRIEF, name="茶 & Фабрика", accent="#3eb489"))
    frames, text = run(engine, asked)
    assert text == tell(asked.brief).page and engine.unmet(asked, text, "eos") == ()
    assert dict(frames[-1].said).values() and "茶 &amp; Фабрика" in dict(frames[-1].said).values()
    assert len(frames) <= 3 * sum(frame.attempt == 1 for frame in frames)


def test_several_wishes_are_carried_out_in_turn_and_nothing_else(engine) -> None:
    edit = Edit(PAGE, "call it Čaj & Co and make it mint green", engine.defaults)
    frames, text = run(engine, edit)
    assert "<h1>Čaj &amp; Co</h1>" in text or "<h1>Čaj & Co</h1>" in text
    assert "Two Moons" not in text and "--accent:#0b6b66" not in text
    changed = [a for a, b in zip(PAGE.split("\n"), text.split("\n"), strict=True) if a != b]
    assert len(changed) == 4
    blocks = [frame.block for frame in frames]
    assert blocks == sorted(blocks)


@pytest.mark.parametrize(
    "words", ["build me a tip calculator", "eine Seite für meine Bäckerei", "asdf qwer", "🥐"]
)
def test_outside_of_its_world_nothing_is_written(engine, words: str) -> None:
    with pytest.raises(BadRequest):
        next(engine.run(Request(words, engine.defaults)))


@pytest.mark.parametrize(
    "words", ["translate to Spanish", "thanks, lovely!", "make it teal", "add a shopping cart"]
)
def test_what_is_no_change_of_its_takes_no_pass(engine, words: str) -> None:
    with pytest.raises(BadRequest):
        next(engine.run(Edit(PAGE, words, engine.defaults)))
