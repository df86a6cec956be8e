"""People's words for a change, read to edits of the bundled model, with the page at hand."""

import json
import statistics
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdiff_core.nano.changing import retold, tell_change
from gdiff_core.nano.edits import done
from gdiff_core.nano.evaluate import handwritten, held_out_edits
from gdiff_core.nano.kinds import kinds
from gdiff_core.nano.reading import hold
from gdiff_core.nano.wishes import read, unmet, wanted
from gdiff_core.nano.wishes.hours import days, hours
from gdiff_core.records import Declined, Settings, Wish
from tests.asked import asked, carried_out, pages, rewritten, seconds
from tests.judge import Table, changes

BAKERY, CYCLES, YOGA, DENTIST, HOUSE, TATTOO = range(6)


def ask(page: int, said: str) -> tuple[Wish, ...]:
    """What a message is read to, whether it is done at once or asked back first."""
    found = read(said, pages()[page])
    if isinstance(found, Declined) and found.likely:
        found = read(said, pages()[page], found.likely[0])
    assert not isinstance(found, Declined), found.why
    return found


def refusal(page: int, said: str) -> Declined:
    found = read(said, pages()[page])
    assert isinstance(found, Declined), found
    return found


def rate(block: str, possible: bool, verdict: str) -> float:
    found = [case.verdict() for case in asked(block) if case.is_possible == possible]
    return found.count(verdict) / len(found)


# ---- as a whole ---------------------------------------------------------------------------------------------


def test_changes_that_others_wrote():
    assert rate("changes", True, "done") >= 0.88
    assert rate("changes", True, "otherwise") <= 0.025
    assert rate("changes", False, "declined") == 1


def test_further_changes():
    assert rate("further", True, "done") >= 0.95
    assert rate("further", True, "otherwise") <= 0.025
    assert rate("further", False, "declined") >= 0.995


@pytest.mark.parametrize(
    ("name", "done", "falsely", "not_declined"),
    [
        ("twelfth", 180, 4, 1),
        ("thirteenth", 34, 2, 1),
        ("fifteenth", 36, 3, 0),
        ("sixteenth", 35, 2, 1),
        ("nineteenth", 72, 3, 1),
        ("twenty-fourth", 57, 5, 2),
    ],
)
def test_changes_of_other_pages_stay_read(name: str, done: int, falsely: int, not_declined: int):
    """Of others' pages and in their words. Nothing was learned from the last, and no rule written for it; LOG.md has
    what of each was read at first sight."""
    table, given = Table(), json.loads(Path(__file__).with_name(f"{name}_set.json").read_text("utf-8"))
    changes(given, SimpleNamespace(defaults=Settings()), table, only_read=True)
    said, others = "changes said done only if so", "other changes declined"
    assert table.hit["changes done as asked"] >= done
    assert table.all[said] - table.hit[said] <= falsely
    assert table.all[others] - table.hit[others] <= not_declined


def test_the_wordings_that_the_model_was_trained_on():
    cases = [case for case in held_out_edits(400) if case.kind not in ("rewrite", "reroll")]
    found = [read(case.instruction, case.old) for case in cases]
    right = [
        not isinstance(wishes, Declined) and done(case, carried_out(wishes, case.old))
        for wishes, case in zip(found, cases, strict=True)
    ]
    assert sum(right) / len(right) >= 0.97


def test_edits_in_other_words():
    cases = handwritten(Path(__file__).with_name("handwritten.json"))[1]
    found = [read(case.instruction, case.old) for case in cases]
    right = [
        not isinstance(wishes, Declined) and done(case, carried_out(wishes, case.old))
        for wishes, case in zip(found, cases, strict=True)
    ]
    assert sum(right) / len(right) >= 0.9  # two ask for what is so already; of two the button leads elsewhere


def test_it_takes_no_time():
    cases = asked("changes")
    for case in cases:
        seconds(case)  # lists and expressions are made with the first sentence of a page
    assert statistics.quantiles(map(seconds, cases), n=20)[-1] < 0.4  # 0.1 to 0.2 s on a free core


def test_it_needs_no_model():
    program = "import sys, gdiff_core.nano.wishes; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


# ---- kind by kind -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("make it red", "red"),
        ("could the buttons be dark green?", "#006400"),
        ("not brown, navy please", "navy"),
        ("swap the brown for burgundy", "#800020"),
        ("accent colour #A30", "#aa3300"),
        ("our colour is rgb(200, 30, 90)", "#c81e5a"),
        ("trun the butons teal", "teal"),
        ("take navy for the buttons so it matches the van", "navy"),
        ("Something calmer please: navy for the accents", "navy"),
        ("navy buttons. The brown looks a bit sad to me", "navy"),
    ],
)
def test_accent(said: str, value: str):
    assert [(wish.kind, wish.value) for wish in ask(BAKERY, said)] == [("accent", value)]


@pytest.mark.parametrize(
    ("page", "said", "value"),
    [
        (BAKERY, "make the background navy", "#000080"),
        (BAKERY, "dark mode", "dark"),
        (BAKERY, "a white background instead", "light"),
        (YOGA, "warmer", "cream"),
        (YOGA, "a bit darker", "grey"),
        (TATTOO, "less dark", "light"),
        (TATTOO, "too dark", "light"),
        (YOGA, "light grey background", "grey"),
        (HOUSE, "white background instad of this yellowish one", "light"),
        (YOGA, "Is it possible to have the page in cream instead of the stark white?", "cream"),
    ],
)
def test_tone(page: int, said: str, value: str):
    assert [(wish.kind, wish.value) for wish in ask(page, said)] == [("tone", value)]


@pytest.mark.parametrize(
    ("said", "kind", "value"),
    [
        ("a font with serifs", "font", "serif"),
        ("typewriter letters please", "font", "mono"),
        ("no rounded corners", "corners", "sharp"),
        ("rounder corners", "corners", "rounded"),
        ("it feels cramped", "spacing", "airy"),
        ("too much space between the sections", "spacing", "compact"),
        ("menu on the left", "layout", "sidebar"),
        ("put a picture next to the name", "layout", "split"),
        ("the title is too small", "hero", "bigger"),
        ("a smaller heading", "hero", "smaller"),
        ("headding way too big on my phone, smaller pls", "hero", "smaller"),
        ("make the big title even bigger", "hero", "bigger"),
        ("old-fashioned letters would suit us better, like in a novel", "font", "serif"),
        ("loose the rounded corners", "corners", "sharp"),
        ("rounder corners, like pills", "corners", "rounded"),
    ],
)
def test_looks(said: str, kind: str, value: str):
    assert [(wish.kind, wish.value) for wish in ask(YOGA, said)] == [(kind, value)]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("we're called Luna & Co. now", "Luna & Co."),
        ("rename it to the little loaf", "the little loaf"),
        ('the name is "Crème & Brûlée, since 1987"', "Crème & Brûlée, since 1987"),
        ("change our name from Marlow & Finch to Finch and Sons, please", "Finch and Sons"),
        ("it's Marlowe, not Marlow", "Marlowe & Finch"),
        ("Please call us O'Malley’s from now on.", "O'Malley’s"),
        ("We're not on the pier any more, so the name is now Hill Bread. The address is fine.", "Hill Bread"),
    ],
)
def test_a_name_is_kept_to_the_letter(said: str, name: str):
    assert [(wish.kind, wish.value) for wish in ask(BAKERY, said)] == [("rename", name)]


def test_words_end_where_another_wish_begins():
    assert [wish.value for wish in ask(BAKERY, "call it Salt and Stone and make it teal")] == [
        "Salt and Stone",
        "teal",
    ]
    assert [wish.value for wish in ask(BAKERY, "tagline: Fresh, warm, ours. Drop the reviews.")] == [
        "Fresh, warm, ours",
        "",
    ]


def test_a_tagline_without_words_is_another_one_of_the_kind():
    (wish,) = ask(BAKERY, "another tagline please")
    assert wish.kind == "tagline" and wish.value and wish.value != hold(pages()[BAKERY]).tagline


@pytest.mark.parametrize(
    ("said", "kind", "section"),
    [
        ("drop the Breads", "remove", "offer"),
        ("get rid of what customers say", "remove", "reviews"),
        ("we don't need opening times any more", "remove", "hours"),
        ("add a map", "add", "map"),
        ("people should see who works here, add that", "add", "team"),
        ("reword our story", "rewrite", "about"),
        ("the about text should be rewritten it's lame", "rewrite", "about"),
        ("The about is short on warmth, could you come up with another one?", "rewrite", "about"),
        ("could the hours go please?", "remove", "hours"),
        ("breads and hours are the same thing to me, lose the hours section", "remove", "hours"),
        ("Customers keep asking where we are - a map would help", "add", "map"),
        (
            "Everyone asks me the same, does it keep, can I freeze it... add a questions section please",
            "add",
            "faq",
        ),
    ],
)
def test_sections_by_what_people_call_them(said: str, kind: str, section: str):
    assert [(wish.kind, wish.section) for wish in ask(BAKERY, said)] == [(kind, section)]


@pytest.mark.parametrize(
    ("page", "said", "ids"),
    [
        (CYCLES, "put the map before the team", ["offer", "pricing", "map", "team"]),
        (BAKERY, "move reviews up", ["about", "reviews", "offer", "hours"]),
        (BAKERY, "hours second", ["about", "hours", "offer", "reviews"]),
        (HOUSE, "swap the gallery and the newsletter", ["about", "newsletter", "reviews", "map", "gallery"]),
        (BAKERY, "add opening hours", None),
        (BAKERY, "add a map under the breads", ["about", "offer", "map", "reviews", "hours"]),
        (TATTOO, "replace the team with reviews", ["gallery", "pricing", "reviews", "cta"]),
        (TATTOO, "drop the team and put reviews there instead", ["gallery", "pricing", "reviews", "cta"]),
        (
            BAKERY,
            "reviews before the breads please, people should read how good it is before they see what it costs",
            ["about", "reviews", "offer", "hours"],
        ),
        (YOGA, "Answers are fine but the gallery should come last", ["about", "faq", "contact", "gallery"]),
        (
            CYCLES,
            "I'd be grateful if you moved the map up to the second place",
            ["offer", "map", "pricing", "team"],
        ),
    ],
)
def test_where_sections_stand(page: int, said: str, ids: list[str] | None):
    if ids is None:
        assert refusal(page, said).answered
    else:
        assert hold(carried_out(ask(page, said), pages()[page])).ids == ids


@pytest.mark.parametrize(
    ("page", "said", "what", "value"),
    [
        (BAKERY, "sourdough is $9 now", "Sourdough loaf", "$9"),
        (BAKERY, "butter croissants 4.5", "Butter croissant", "$4.50"),
        (BAKERY, "cinnamon rolls cost £5.20", "Cinnamon roll", "£5.20"),
        (DENTIST, "the night gaurd should be $300", "Night guard", "$300"),
        (DENTIST, "make the checkup ten dollars cheaper", "Checkup", "$60"),
        (CYCLES, "put the price of the brake check up to 25", "Brake check", "$25"),
        (TATTOO, "tiny tattoos from 80 to 90", "Tiny tattoo", "$90"),
    ],
)
def test_price(page: int, said: str, what: str, value: str):
    assert [(wish.kind, wish.what, wish.value) for wish in ask(page, said)] == [("price", what, value)]


@pytest.mark.parametrize(
    ("said", "rows"),
    [
        ("closed on sundays", {"Sunday": "closed"}),
        ("saturday till 4", {"Saturday": "9 am to 4 pm"}),
        ("we open at 7 on weekdays", {"Monday to Friday": "7 am to 4 pm"}),
        ("weekends 10-3", {"Saturday": "10 am to 3 pm", "Sunday": "10 am to 3 pm"}),
        ("Sunday: 12 noon to 4 pm", {"Sunday": "12 noon to 4 pm"}),
        ("saturday 8 to 2 and sunday closed", {"Saturday": "8 am to 2 pm", "Sunday": "closed"}),
    ],
)
def test_hours(said: str, rows: dict[str, str]):
    assert {wish.what: wish.value for wish in ask(BAKERY, said)} == rows


@pytest.mark.parametrize(
    ("said", "was", "now"),
    [
        ("until half past five", "8 am to 4 pm", "8 am to 5:30 pm"),
        ("8:30 to 18:00", "8 am to 4 pm", "8:30 am to 6 pm"),
        ("closes an hour later", "8 am to 4 pm", "8 am to 5 pm"),
        ("from 5 to 11", "4 pm to 10 pm", "5 pm to 11 pm"),
        ("open till midnight", "11 am to 8 pm", "11 am to midnight"),
        ("noon to 8", "closed", "noon to 8 pm"),
        ("closed from 1 to 2 for lunch", "8 am to 4 pm", ""),
        ("open 24 hours", "8 am to 4 pm", ""),
        ("no times at all", "8 am to 4 pm", ""),
    ],
)
def test_hours_in_words(said: str, was: str, now: str):
    assert hours(said, was) == now


def test_days_of_a_line():
    assert days("Monday to Friday") == {1, 2, 3, 4, 5}
    assert days("Sunday") == {7} and not days("Holidays")


def test_phone():
    (wish,) = ask(TATTOO, "our number is 212-555-0147 now")
    assert (wish.kind, wish.value) == ("phone", "212-555-0147")
    assert "tel:212-555-0147" in wanted(wish, pages()[TATTOO])
    (at_foot,) = ask(BAKERY, "our number is 212-555-0147 now")
    assert at_foot.value == "Marlow & Finch, 17 Hill Road, 212-555-0147"
    assert ask(TATTOO, "our number is 555-0199 now, not 555-0188")[0].value == "555-0199"
    (asked,) = refusal(DENTIST, "put our number 555-0142 in the contact part").likely
    assert asked.endswith("Orchard Lane, 555-0142”")


def test_several_at_once():
    found = ask(BAKERY, "dark background, teal buttons, and add a map at the top")
    assert [wish.kind for wish in found] == ["tone", "accent", "add"]


@pytest.mark.parametrize(
    ("page", "said", "old", "new"),
    [
        (DENTIST, "Elena should be spelled Helena", "<h3>Elena</h3>", "<h3>Helena</h3>"),
        (YOGA, "change the button see the schedule to Book a class", ">See the schedule<", ">Book a class<"),
        (CYCLES, "Nadia has left us, it's Siobhán now, same job", "<h3>Nadia</h3>", "<h3>Siobhán</h3>"),
        (HOUSE, "we're at 41 King Street not 39", "39 King Street", "41 King Street"),
        (HOUSE, "Sofia's review should say Very <good>", "Breakfast in the garden until noon", "Very &lt;good&gt;"),
        (CYCLES, "rename Repairs to Workshop", ">Repairs<", ">Workshop<"),
        (CYCLES, "Nadia isn't just Bike mechanic, she is Head mechanic. Fix her title or she'll kill me.",
         ">Bike mechanic<", ">Head mechanic<"),
        (CYCLES, "Nadia should be listed as “Head mechanic”", ">Bike mechanic<", ">Head mechanic<"),
        (CYCLES, "Hana builds frames, please put Frame builder under her name", ">Wheel builder<", ">Frame builder<"),
        (YOGA, "the answer is wrong, slow yoga moved to Thursday, not Tuesday", "on Tuesday", "on Thursday"),
        (HOUSE, "We have welcomed guests since 1961 is wrong, it's 1951", "since 1961", "since 1951"),
        (HOUSE, "There's a typo: it should read Many come back with their grandchildren",
         "their children", "their grandchildren"),
        (HOUSE, "The heading on the reviews should be Guestbook", ">Reviews<", ">Guestbook<"),
        (HOUSE, "replace “Many come back with their children.” by “Some stay.”",
         "Many come back with their children.", "Some stay."),
        (DENTIST, "The answer to “Do you see new patients?” should be “Yes, call us and we find a slot.”",
         "Yes, most weeks we have open hours.", "Yes, call us and we find a slot."),
        (CYCLES, "From now on we are at 8 Station Road. Could you change the address wherever it stands? Thanks.",
         "62 Main Street", "8 Station Road"),
        (TATTOO, "Ready? should be Book your spot", "<h2>Ready?</h2>", "<h2>Book your spot</h2>"),
        (CYCLES, "take the brake check out of Prices", '<div class="card"><h3>Brake check</h3><b>$20</b></div>\n', ""),
    ],
)  # fmt: skip
def test_words_of_the_page_are_replaced_and_nothing_else(page: int, said: str, old: str, new: str):
    found, was = ask(page, said), pages()[page]
    now = carried_out(found, was)
    assert old in was and now != was and not unmet(found, was, now)
    assert {*now.splitlines()} ^ {*was.splitlines()} == {*was.replace(old, new).splitlines()} ^ {
        *was.splitlines()
    } or (old == "<h2>Ready?</h2>" and now.count("Book your spot") == 2)


@pytest.mark.parametrize(
    ("page", "said", "section", "rows"),
    [
        (DENTIST, "add Teeth whitening $250 to the treatments", "offer", (("Teeth whitening", "$250"),)),
        (BAKERY, "we have took on a rye loaf, 9 dollars. put with the other breads", "offer", (("Rye loaf", "$9"),)),
        (TATTOO, "we've a new artist Mo, he does colour. add him to the team", "team", (("Mo", "Colour"),)),
        (YOGA, "add another question: Is there parking? Yes, a lot", "faq", (("Is there parking?", "Yes, a lot."),)),
        (YOGA, "add price list, drop in £12, monthly £50", "pricing", (("Drop in", "£12"), ("Monthly", "£50"))),
        (CYCLES, "add our opening hours, sat 9 til 5.30", "hours", (("Saturday", "9 til 5.30"),)),
        (TATTOO, 'add reviews, one from Kim: "Cleanest in town"', "reviews", (("Cleanest in town", "Kim"),)),
        (DENTIST, 'Add a reviews section with one review: "Best in town" by Ida', "reviews",
         (("Best in town", "Ida"),)),
        (CYCLES, "Add a FAQ with this one: Do you repair e-bikes? Yes.", "faq", (("Do you repair e-bikes?", "Yes."),)),
        (HOUSE, "Room prices please! Double 90 euros, attic 75 euros", "pricing",
         (("Double", "€90"), ("Attic", "€75"))),
    ],
)  # fmt: skip
def test_entries_are_the_persons_own(page: int, said: str, section: str, rows: tuple):
    (wish,) = ask(page, said)
    assert (wish.section, wish.rows) == (section, rows)
    source = wanted(wish, pages()[page])
    assert all(f">{part}" in source for row in rows for part in row) and hold(source).own


def test_two_things_are_both_done_or_none():
    kinds = [
        wish.kind for wish in ask(DENTIST, "add Teeth whitening $250 to the treatments and make it teal")
    ]
    assert kinds == ["list", "accent"]
    assert [wish.value for wish in ask(DENTIST, "checkups are 75 now and crowns 950")] == ["$75", "$950"]
    assert "English only" in refusal(BAKERY, "add a rye loaf $9 to the breads. translate it to French").why
    assert {wish.section for wish in ask(CYCLES, "take out the brake check")} == {"offer", "pricing"}


@pytest.mark.parametrize(
    ("said", "gone"),
    [
        ("we don't do seed rolls or cinnamon rolls any more", ["Seed roll", "Cinnamon roll"]),
        ("Seed roll sold out for good, take it off the list", ["Seed roll"]),
    ],
)
def test_entries_named_in_one_breath_go_together(said: str, gone: list[str]):
    assert [wish.what.split(" $")[0].strip() for wish in ask(BAKERY, said)] == gone


def test_a_section_s_heading_goes_before_a_word_of_an_entry():
    page = pages()[BAKERY].replace("<h2>Hours</h2>", "<h2>Rolls and hours</h2>")
    (wish,) = read("Remove the section Rolls and hours", page)
    assert (wish.kind, wish.section) == ("remove", "hours")


@pytest.mark.parametrize(
    ("said", "kinds", "unused"),
    [
        ("rewrite the about, warmer", ["rewrite"], ("warmer",)),
        ("bigger, and teal buttons", ["hero", "accent"], ()),
        (
            "square corners, I want it to look more industrial",
            ["corners"],
            ("i want it to look more industrial",),
        ),
    ],
)
def test_what_is_not_understood_is_named(said: str, kinds: list[str], unused: tuple[str, ...]):
    found = ask(BAKERY, said)
    assert ([wish.kind for wish in found], found[-1].unused) == (kinds, unused)


def test_what_is_only_told_is_no_wish():
    (wish,) = ask(HOUSE, "can you make the name of the house larger, you can barely see it")
    assert (wish.kind, wish.value) == ("hero", "bigger")


@pytest.mark.parametrize(
    ("page", "said", "kinds"),
    [
        (TATTOO, "A MAP PLEASE. HOW OFTEN, HOW MANY TIMES MUST I ASK", ["add"]),
        (HOUSE, "square corners, we are a brick house, and a sans font", ["corners", "font"]),
        (CYCLES, "the blue is fine, make the corners round", ["corners"]),
        (HOUSE, "call it Casa Rosa and make it teal", ["rename", "accent"]),
    ],
)
def test_reasons_and_asides_are_no_wishes(page: int, said: str, kinds: list[str]):
    assert [wish.kind for wish in ask(page, said)] == kinds


def test_the_words_that_were_given_are_among_what_is_asked_back():
    given = "We are two sisters, and one of us is always there."
    asked = refusal(YOGA, f"Rewrite the about text: {given}").likely
    assert any(said.endswith(f"becomes “{given}”") for said in asked)


def test_no_half_of_a_message_is_swallowed():
    moved = ask(
        CYCLES, "brake check is 22 now, and could you put the map above the team, people ask all the time"
    )
    assert [wish.kind for wish in moved] == ["price", "move"]
    assert (
        "not understood"
        in refusal(CYCLES, "brake check is 22 now, and could you put the fire above the gates").why
    )
    assert "Which words" in refusal(CYCLES, "the reviews sound stiff, can you say it warmer").why


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (BAKERY, "that's mint, cheers"),
        (HOUSE, "the opening hours are wrong"),
        (BAKERY, "the map is in the wrong place"),
        (YOGA, "the contact form doesn't work and the gallery is empty"),
        (CYCLES, "we have a great team and a big gallery"),
        (HOUSE, "Amber and Rose joined the team"),
        (BAKERY, "our bestseller is the cinnamon roll, it's on gold paper"),
        (BAKERY, "call it Finch & Co and could the menu have a nut free icon"),
        (CYCLES, "wheels: Nadia builds them now not Hana"),
        (YOGA, "Can you call Ilse and ask what she thinks?"),
        (BAKERY, "rename it to Luna, and put the flour away"),
        (TATTOO, "Diego is now in Berlin, he is not our line artist"),
        (TATTOO, "lip piercing goes up from 40 to 45"),
        (DENTIST, "remove Aisha and Elena"),
    ],
)
def test_what_is_only_told_changes_nothing(page: int, said: str):
    refusal(page, said)


# ---- answered and declined ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (CYCLES, "make it teal"),
        (BAKERY, "serif please"),
        (BAKERY, "add reviews"),
        (DENTIST, "closed on sunday"),
        (BAKERY, "thanks, lovely!"),
        (BAKERY, "hello"),
        (BAKERY, "what can I change?"),
        (BAKERY, "move about to the top"),
    ],
)
def test_answered(page: int, said: str):
    assert refusal(page, said).answered


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("translate it to Spanish", "English only"),
        ("add a video", "gallery"),
        ("put a cart on it", "price list"),
        ("a dark mode toggle", "dark background"),
        ("add our logo", "name"),
        ("make the pictures slide in", "stand still"),
        ("link our instagram", "editor"),
        ("make the heading italic", "font of the whole page"),
        ("make the heading blue", "accent"),
        ("undo that", "Undo"),
        ("make it pop", "Say one thing"),
        ("remove the careers section", "It has About, Breads, Reviews and Hours"),
        ("remove the map", "There is no map"),
        ("bagels are $3", "Sourdough loaf"),
        ("open on mondays till noon", "Monday to Friday is one line"),
        ("asdf qwer", "does not know such a change"),
        ("make it teal and translate it to Spanish", "English only"),
    ],
)
def test_declined(said: str, says: str):
    found = refusal(BAKERY, said)
    assert says in found.why and not found.answered


def test_a_page_of_another_kind_is_left_alone():
    page = "<!doctype html><html><title>Club</title><body><h1>Club</h1><p>Adults: $120</p></body></html>"
    for said in ("make it teal", "adults $130", "rename it to Rowing Club"):
        found = read(said, page)
        assert isinstance(found, Declined) and "editor" in found.why and "DiffusionGemma" in found.why


def test_a_page_changed_by_hand_is_still_of_its_kind():
    page = pages()[BAKERY].replace('<section class="hero">', '<!-- mine -->\n<section class="hero">')
    page = page.replace("</style>", ".note{padding:3px}\n</style>").replace(
        "<h2>Breads</h2>\n", "<h2>Our daily bread</h2>\n<p>Warm.</p>\n"
    )
    (wish,) = read("remove our daily bread", page)
    assert (wish.kind, wish.section) == ("remove", "offer")
    assert wanted(wish, page).count("<section id=") == 3


PIECES = [
    "make",
    "the",
    "map",
    "dark",
    "teal",
    "$9",
    "sourdough",
    "not",
    "and",
    ",",
    '"',
    "'",
    "called",
    "tagline:",
]
PIECES += [
    "closed",
    "monday",
    "9-5",
    "555-0101",
    "#12",
    "rgb(",
    "first",
    "before",
    "move",
    "instead of",
    "🍞",
    "\\1",
]
PIECES += ["(", "[", "{name}", "up", "10%", "?", "&amp;", "İ", "\ud800", "\0"]
SAID = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))


@settings(max_examples=300, deadline=None)
@given(SAID, st.integers(0, 5), st.text(max_size=20))
def test_it_never_raises(said: str, number: int, noise: str):
    page = pages()[number]
    for html in (page, page.replace("Marlow", noise), page[: len(page) // 2], noise):
        found = read(said, html)
        if not isinstance(found, Declined):
            new = html
            for wish in found:
                tell_change(wish, new)
                new = wanted(wish, new) or new
            unmet(found, html, new)


# ---- what it comes to ---------------------------------------------------------------------------------------


def found_in(block: str) -> list[tuple[str, str, tuple[Wish, ...]]]:
    cases = [(case.say, case.page, read(case.say, case.page)) for case in asked(block) if case.is_possible]
    return [
        (said, page, found)
        for said, page, found in cases
        if not isinstance(found, Declined) and not rewritten(found)
    ]


def test_what_was_wanted_is_met_and_nothing_else_is():
    for said, page, found in found_in("further"):
        new = carried_out(found, page)
        assert not unmet(found, page, new), said
        assert unmet(found, page, page), said
        assert unmet(found, page, new.replace("</footer>", "<p>more</p>\n</footer>")), said


def test_unmet_says_what_is_wrong():
    page = pages()[BAKERY]
    rename, price = Wish("rename", "Luna"), Wish("price", "$9", what="Sourdough loaf")
    assert "Kettel" in unmet([rename], page, wanted(Wish("rename", "Kettel"), page))[0]
    assert unmet([price], page, page) == ("Sourdough loaf says “$8”, not “$9”.",)
    both = unmet([rename], page, wanted(price, wanted(rename, page)))
    assert len(both) == 1 and "$9" in both[0] and "nobody" in both[0]
    gone = unmet([rename], page, wanted(Wish("remove", section="hours"), wanted(rename, page)))
    assert "Hours is not there." in gone


def test_rewritten_words_have_to_be_the_corpus_s_own():
    page, wish = pages()[BAKERY], Wish("rewrite", section="about", what="About")
    was = "We mill our own flour and shape every loaf by hand."
    other = "Our sourdough is twelve years old and still rises every single night."
    assert wanted(wish, page) is None
    assert not unmet([wish], page, page.replace(was, other))
    assert unmet([wish], page, page) == ("About says the same as before.",)
    assert "nobody wrote" in unmet([wish], page, page.replace(was, "Letters from from the bank."))[0]


def test_an_added_section_may_have_any_words_of_its_kind():
    page, wish = pages()[BAKERY], Wish("add", section="team", place="last")
    new = wanted(wish, page)
    assert "Night baker" in new or "Head baker" in new
    assert not unmet([wish], page, new)
    row = "</h3><b>"
    wrong = new.replace(row, row + "Chief ", 1)
    assert any("Chief" in sentence for sentence in unmet([wish], page, wrong))


def test_an_address_and_a_number_go_with_the_page():
    page = pages()[BAKERY].replace("17 Hill Road", "3 Mill Lane")
    assert wanted(Wish("add", section="map"), page).count("3 Mill Lane") == 2


def test_the_accent_can_be_read_on_any_background():
    page = carried_out([Wish("tone", "#1e3a5f"), Wish("accent", "#ffe135")], pages()[YOGA])
    assert "--bg:#1e3a5f;" in page and "--accent:#ffe135;--on:#15171c;" in page
    assert "--accent:#ffe135" not in carried_out(
        [Wish("accent", "#ffe135")], pages()[YOGA]
    )  # white is no ground for it


def test_the_heading_has_three_sizes():
    bigger = wanted(Wish("hero", "bigger"), pages()[YOGA])
    assert wanted(Wish("hero", "smaller"), bigger) == pages()[YOGA]
    assert read("bigger heading", bigger).answered


# ---- what the model is told ---------------------------------------------------------------------------------


def test_every_change_is_told_in_slots_or_written_by_the_program():
    told = 0
    for _, page, found in found_in("further"):
        for wish in found:
            if said := tell_change(wish, page):
                told += bool(said.instruction)
                assert said.binding.spell(said.binding.hear(said.expected)) == said.expected
    assert told > 20


@pytest.mark.parametrize(
    ("say", "unused"),
    [
        ("add a faq and peonies are 12.50 now", ("peonies are 12.50 now",)),
        ("make it teal. my nan opened it in 1968", ("my nan opened it in 1968",)),
        ("sourdough loaf is 8.50 now, not 8", ()),
    ],
)
def test_a_figure_of_which_nothing_is_made_is_named(say: str, unused: tuple[str, ...]) -> None:
    """Hardly anybody says one for nothing: a change that leaves it out is not all that was asked."""
    assert tuple(words for wish in ask(BAKERY, say) for words in wish.unused) == unused


def test_a_rewritten_section_keeps_its_heading_whatever_its_kind_calls_it_today():
    page = pages()[BAKERY]
    assert kinds()["bakery"].heading("about") != "About" and "<h2>About</h2>" in page
    assert "<h2>About</h2>" in retold(Wish("rewrite", section="about", what="About"), page)
