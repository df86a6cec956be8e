"""One markup, many designs: what a page says in each, both ways, and what chooses it."""

import random
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdiff_core.diffusion.model import Model, load
from gdiff_core.document.flaws import faults
from gdiff_core.engines.local import Bundled
from gdiff_core.errors import BadRequest, TweakRefused
from gdiff_core.nano.answer import settled
from gdiff_core.nano.binding import Bound
from gdiff_core.nano.brief import read
from gdiff_core.nano.corpus import FONTS, FORTY, LAYOUTS, SECTIONS, draw, page, text_of
from gdiff_core.nano.designs import FILES, by_seed, design_of, designs, dressed, lines_of, moved, undressed
from gdiff_core.nano.designs.moods import moods
from gdiff_core.nano.designs.tokens import spoken
from gdiff_core.nano.edits import HERO_SIZES, draw_edit
from gdiff_core.nano.kinds import kinds
from gdiff_core.nano.reading import hold
from gdiff_core.nano.telling import tell
from gdiff_core.nano.wishes import read as read_change
from gdiff_core.records import Brief, Commit, Declined, Edit, Frame, Request

BRIEF = Brief(
    "bakery", "Two Moons & Co", "teal", "cream", sections=("about", "offer", "gallery", "hours", "map")
)
PLAIN = tell(BRIEF).page
LONGEST = 1200
"""Characters of a part: a rule with what is nested in it, or tags with a drawing. No token is a style sheet."""


@pytest.fixture(scope="module")
def model() -> Model:
    return load()


@pytest.fixture(scope="module")
def engine(model) -> Bundled:
    return Bundled(model)


def pages(count: int) -> list[str]:
    rng = random.Random(5)
    return [text_of(page(draw(rng))) for _ in range(count)] + [
        draw_edit(rng, hand=1.0).old for _ in range(count)
    ]


# --- both ways ---


@pytest.mark.parametrize("name", FILES)
def test_dressing_is_undone_by_undressing_on_pages_changed_by_hand_too(name: str) -> None:
    for plain in pages(20):
        shown = dressed(plain, designs()[name])
        assert shown != plain and design_of(shown).name == name
        assert undressed(shown) == plain and hold(undressed(shown)) == hold(plain)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), name=st.sampled_from(FILES))
def test_the_two_are_inverse_for_any_lines(data: st.DataObject, name: str) -> None:
    design = designs()[name]
    both = [line for pair in design.exchanged("Two Moons").items() for line in pair]
    lines = data.draw(st.lists(st.one_of(st.sampled_from(both), st.text(max_size=30)), max_size=30))
    text = "\n".join([f'<html lang="en" class="{name}">', "<title>Two Moons</title>", *lines])
    assert dressed(undressed(text), design) == text


@pytest.mark.parametrize("name", FILES)
def test_a_design_speaks_in_rules_and_runs_of_tags(name: str) -> None:
    lines = designs()[name].lines
    assert set(designs()[name].fonts) == set(FONTS) and set(designs()[name].layouts) == set(LAYOUTS)
    assert len([own for own in lines if own.startswith("h1{")]) == len(HERO_SIZES)
    for own, said in lines.items():
        assert own in PLAIN.split("\n") or own in _other_lines(), own
        assert "\n" not in said and len(said) <= LONGEST
        assert said.count("{") == said.count("}"), said
        assert len(re.findall(r"(?<![^}])[^{};]+\{", _unnested(said))) <= 1, said
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|@import|<script", said), said


def _other_lines() -> set[str]:
    others = [tell(replace(BRIEF, layout=layout, font=font)).plain for layout in LAYOUTS for font in FONTS]
    heads = [others[0].replace(HERO_SIZES["usual"], size) for size in HERO_SIZES.values()]
    return {line for text in (*others, *heads) for line in text.split("\n")}


def _unnested(rule: str) -> str:
    """Without what stands in its braces."""
    while (shorter := re.sub(r"\{[^{}]*\}", "", rule)) != rule:
        rule = shorter
    return rule


@pytest.mark.parametrize("name", FILES)
def test_every_page_of_a_design_is_sound_html_with_the_name_in_its_bar(name: str) -> None:
    for layout in LAYOUTS:
        for sections in (tuple(SECTIONS)[:6], tuple(SECTIONS)[6:]):
            html = dressed(tell(replace(BRIEF, layout=layout, sections=sections)).page, designs()[name])
            assert faults(html) == []
            assert re.search(r"<header>.*>Two Moons &amp; Co</a>", html)
            assert {*re.findall(r'href="#([\w-]+)"', html)} <= {*re.findall(r'id="([\w-]+)"', html)}


def test_a_page_without_a_mark_is_as_it_always_was() -> None:
    assert design_of(PLAIN).name == "plain" and undressed(PLAIN) == PLAIN
    unknown = PLAIN.replace("<html", '<html class="x"').replace(
        '<html lang="en">', '<html lang="en" class="gone">'
    )
    assert undressed(unknown) == unknown


def test_a_span_lies_on_the_same_words_in_the_other_design() -> None:
    shown = dressed(PLAIN, designs()["bold"])
    words, rule = shown.index("Two Moons &amp; Co</h1>"), shown.index("h2{")
    (a, b), (c, d), every = moved([(words, words + 9), (rule + 3, rule + 9), (0, len(shown))], shown, PLAIN)
    assert PLAIN[a:b] == "Two Moons" and PLAIN[c:d] in PLAIN.split("\n") and "{" in PLAIN[c:d]
    assert every == (0, len(PLAIN))


# --- tokens ---


@pytest.mark.parametrize("name", FILES)
def test_read_one_behind_the_other_the_tokens_say_the_page(model, name: str) -> None:
    told = tell(BRIEF)
    bound = Bound.of(model, told.binding)
    ids = Model.tokenize(bound, told.plain)
    called = "Two Moons &amp; Co"
    says = dict(spoken(bound, designs()[name], called))
    says |= {token: lines_of(said, designs()[name], called) for token, said in bound.said.items()}
    text = "".join(says.get(token, own) for token, own in zip(ids, model.token_texts(ids), strict=True))
    assert text == dressed(told.page, designs()[name])
    assert all(len(text) <= LONGEST * max(1, text.count("\n")) + 99 for text in says.values())


# --- what chooses it ---


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("an elegant page for my bakery", "elegant"), ("bakery, bold and red", "bold"),
        ("a playful page for my florist", "playful"),
        ("minimalist website for a barber", "minimal"), ("vintage style diner page for my coffee shop", "retro"),
        ("modern page for a yoga studio", "modern"), ("a page for my bakery", ""), ("The Modern Baker, a bakery", ""),
    ],
)  # fmt: skip
def test_words_choose_a_design(words: str, name: str) -> None:
    assert read(words).design == name


def test_else_the_seed_does_and_what_nobody_said_is_as_the_design_likes_it() -> None:
    assert len({by_seed(seed) for seed in range(len(FILES))}) == len(FILES)
    for seed in range(len(FILES)):
        brief = settled(Brief("bakery", font="mono"), seed)
        assert brief.design == by_seed(seed) and brief.font == "mono"
        assert settled(brief, seed + 1) == brief
    assert settled(Brief("bakery", design="modern")).tone == "dark"
    assert settled(Brief("bakery", design="modern", tone="grey")).tone == "grey"


def test_seeds_that_have_gone_through_the_designs_vary_what_nobody_said() -> None:
    assert len({settled(Brief("bakery"), seed) for seed in range(4 * len(FILES))}) == 4 * len(FILES)
    said = Brief("bakery", design="elegant", accent="rose", layout="split")
    usual, other, first = (replace(settled(said, seed), texts=()) for seed in (5, 6, 0))
    assert usual == first and other == replace(usual, tone=other.tone) != usual


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("make it more elegant", "elegant"), ("another design", "elegant"),
        ("Can you make it a bit bolder please?", "bold"),
        ("I'd like a different look", "elegant"), ("use the retro design", "retro"),
        ("something more playful", "playful"),
        ("cleaner and simpler", ""), ("make the whole thing a bit more fun", "playful"),
        ("plain design please", "plain"),
    ],
)  # fmt: skip
def test_words_change_a_design(words: str, name: str) -> None:
    found = read_change(words, dressed(PLAIN, designs()["modern"]))
    assert (
        [wish.value for wish in found if wish.kind == "design"] == ([name] if name else [])
        if isinstance(found, tuple)
        else not name
    )


@pytest.mark.parametrize(
    "words",
    [
        "make it teal and modern-ish with a map",
        "a more elegant font",
        "less playful",
        "make the bold map bigger",
    ],
)
def test_other_words_do_not(words: str) -> None:
    found = read_change(words, PLAIN)
    assert isinstance(found, Declined) or all(wish.kind != "design" for wish in found)


def test_the_words_for_designs_are_for_one_each() -> None:
    assert set(moods().values()) == set(designs()) and {*FILES} <= set(moods())


# --- the engine ---


def run(engine: Bundled, request: Request | Edit) -> tuple[list[Frame], str]:
    events = list(engine.run(request))
    assert isinstance(events[-1], Commit) and events[-1].finish == "eos"
    return [event for event in events if isinstance(event, Frame)], events[-1].text


@pytest.mark.parametrize("name", FILES)
def test_a_page_is_written_changed_and_judged_in_a_design(engine, name: str) -> None:
    asked = Request("x", engine.defaults, brief=replace(BRIEF, design=name))
    frames, text = run(engine, asked)
    assert (
        text == dressed(tell(settled(asked.brief)).page, designs()[name])
        and engine.unmet(asked, text, "eos") == ()
    )
    assert any(f'class="{name}"' in said for _, said in frames[-1].said)
    _, new = run(engine, Edit(text, "remove the opening hours", engine.defaults))
    assert design_of(new).name == name and 'id="hours"' not in new
    gone = [line for line in text.split("\n") if line not in new.split("\n")]
    heading = kinds()[BRIEF.kind].heading("hours")
    assert all(heading in line or "hours" in line or 'class="row"' in line for line in gone)
    assert engine.unmet(asked, new, "eos") != ()
    assert "The design is another one than it should be." in engine.unmet(asked, PLAIN, "eos")


def test_another_design_takes_no_pass_and_loses_nothing(engine) -> None:
    shown = dressed(PLAIN, designs()["retro"]).replace("</main>", "<p>By hand.</p>\n</main>")
    edit = Edit(shown, "make it bold", engine.defaults)
    wishes = [wish.kind for wish in engine.understand_change(edit.instruction, shown)]
    assert wishes[0] == "design"
    events = list(engine.run(replace(edit, instruction="bold design")))
    new = events[-1].text
    assert design_of(new).name == "bold" and "<p>By hand.</p>" in new
    assert (
        hold(undressed(new)).parts == hold(undressed(shown)).parts
        or hold(undressed(new)).words == hold(undressed(shown)).words
    )


def test_locked_lines_stay_to_the_byte_in_a_design(engine) -> None:
    shown = dressed(PLAIN, designs()["playful"])
    start = shown.index('<section id="about">')
    lock = (start, shown.index("</section>", start))
    rule = (shown.index("h2{"), shown.index("\n", shown.index("h2{")))
    _, new = run(engine, Edit(shown, "make it navy", engine.defaults, locks=(rule, lock)))
    assert shown[slice(*lock)] in new and shown[slice(*rule)] in new and "--accent:#1d2f6f" in new
    brand = (shown.index("<header>"), shown.index("\n", shown.index("<header>")))
    with pytest.raises((TweakRefused, BadRequest)):
        list(engine.run(Edit(shown, "call it Fade", engine.defaults, locks=(brand,))))


def test_a_design_may_not_change_what_is_locked(engine) -> None:
    shown = dressed(PLAIN, designs()["playful"])
    rule, words = shown.index("h2{"), shown.index("<h1>")
    locked = (rule, shown.index("\n", rule))
    with pytest.raises(TweakRefused, match="locked would read otherwise"):
        list(engine.run(Edit(shown, "bold design", engine.defaults, locks=(locked,))))
    kept = (words, shown.index("\n", words))
    _, new = run(engine, Edit(shown, "bold design", engine.defaults, locks=(kept,)))
    assert design_of(new).name == "bold" and shown[slice(*kept)] in new


# --- buttons ---


@pytest.mark.parametrize("kind", FORTY)
def test_buttons_lead_where_they_say(kind: str) -> None:
    for sections in (("team", "offer", "hours"), ("about", "gallery", "contact"), ("faq", "pricing", "cta")):
        html = tell(Brief(kind, "Two Moons", sections=sections)).page
        to, words = re.search(r'<a class="button" href="#([\w-]+)">([^<]*)', html).groups()
        assert to in sections
        wanted = {
            "Meet": ("team", "about"),
            "See": ("offer", "pricing", "gallery", "hours"),
            "Book": ("contact", "cta"),
        }
        assert to in wanted.get(words.split()[0], sections), (words, to)
        assert "cta" not in sections or re.search(r'href="tel:[^"]*">Call ', html)


def test_what_is_made_up_is_said() -> None:
    brief = settled(Brief("bakery", sections=("offer", "reviews", "hours"), hours=(("Sunday", "closed"),)))
    assert brief.sample == ("prices", "reviews", "address")
    assert settled(Brief("bakery", address="1 Hill Road", sections=("about",))).sample == ()
