"""Edits of pages, made from seeded code: a page as somebody left it, an instruction, and the page it asks for.

    draw_edit(rng) -> Change

Half of the old pages were changed by hand first. A hand's change stays in the new page, so that the model learns
to keep what it did not write itself. `done` says whether a result is the page asked for, `strangers` which lines changed
that the instruction does not concern.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from gdiff_core.document.diff import changes, split_lines
from gdiff_core.nano.corpus import (
    ACCENTS,
    CORNERS,
    FONT_WORDS,
    FONTS,
    FORTY,
    LAYOUT_WORDS,
    LAYOUTS,
    SECTIONS,
    SPACINGS,
    TONE_WORDS,
    TONES,
    Spec,
    draw,
    draw_name,
    page,
    phrase,
    slip,
    text_of,
)
from gdiff_core.nano.kinds import kinds
from gdiff_core.nano.namebook import FIRST_NAMES, REAL_WORDS
from gdiff_core.records import UNKNOWN_REQUEST

TAGLINE = r"(</h1>\n<p>)[^<]*"
HERO_SIZES = {
    "usual": "clamp(2.6rem,7vw,4.8rem)",
    "bigger": "clamp(3.4rem,9vw,6.4rem)",
    "smaller": "clamp(2rem,5vw,3.2rem)",
}
EXACT = ("rename", "tagline")
"""Edits that hold words to be copied to the letter."""
RETOLD = ("about", "offer", "reviews", "faq", "team", "cta")
"""Sections that have other words to say. Hours and prices are no matter of words."""
REROLL = (
    "re-roll it",
    "Re-roll it",
    "write this part anew",
    "other words here",
    "rewrite this",
    "rewrite it",
)
"""Said of a selection: only the place tells which section is meant."""


@dataclass(frozen=True, slots=True)
class Change:
    """An edit and what it should come to."""

    kind: str
    request: str
    old: str
    instruction: str
    new: str
    section: str = ""
    """The section that a re-roll selects."""


Move = tuple[str, str] | None
"""Instruction and new page; None where the page has nothing of the kind to change."""
_Rewrite = Callable[[str], str]


def draw_edit(
    rng: random.Random,
    unseen_name: bool = False,
    hand: float = 0.5,
) -> Change:
    """A random edit of a random page, the old page changed by hand first with probability `hand`."""
    while True:
        spec = draw(rng, unseen_name)
        if (roll := rng.random()) < 0.3:
            spec = replace(spec, reworded=(rng.choice(spec.sections),) * (2 if roll < 0.1 else 1))
        by_hand = change_by_hand(spec, rng) if rng.random() < hand else str
        kind = rng.choice(_OFTEN)
        old = by_hand(text_of(page(spec)))
        if not (move := _KINDS[kind](spec, old, by_hand, rng)):
            continue
        section, (said, new) = "", move
        if new == old:
            continue
        if kind == "reroll":
            section, said = said.split(" ", 1)
        request = phrase(spec, rng) if rng.random() < 0.75 else UNKNOWN_REQUEST
        return Change(kind, request, old, _say(said, spec, rng, kind in EXACT), new, section)


def done(change: Change, html: str) -> bool:
    """Whether `html` has every line that the edit brings, none that it takes away, and says no old value."""
    old, new, got = (split_lines(text) for text in (change.old, change.new, html))
    opcodes = changes(old, new)
    brought = [line for _, (c, d) in opcodes for line in new[c:d]]
    taken = [line for (a, b), _ in opcodes for line in old[a:b]]
    if _frame(got) != _frame(new):
        return False
    if change.kind in ("rewrite", "reroll", "add"):  # free in its words, not in its frame
        return html != change.old
    return all(got.count(line) == new.count(line) for line in {*brought, *taken})


def _frame(lines: list[str]) -> list[str]:
    """Where its sections start and end."""
    return [line for line in lines if line.startswith(("<section", "</section"))]


def strangers(change: Change, html: str) -> tuple[int, int]:
    """How many of the lines that the edit does not concern did not survive, and how many there are."""
    old, new, got = (split_lines(text) for text in (change.old, change.new, html))
    kept = _kept(old, new)
    return len(kept - _kept(old, got)), len(kept)


def _kept(old: list[str], new: list[str]) -> set[int]:
    lost = {index for (a, b), _ in changes(old, new) for index in range(a, b)}
    return set(range(len(old))) - lost


def with_tagline(page: str, words: str) -> str:
    return re.sub(TAGLINE, lambda found: found[1] + words, page, count=1)


def with_hours(page: str, day: str, hours: str) -> str:
    return re.sub(rf'(<p class="row">{day} <b>)[^<]*', lambda found: found[1] + hours, page)


# ---- by hand ------------------------------------------------------------------------------------------------


def _words(rng: random.Random) -> str:
    """A few words that nobody foresees."""
    if rng.random() < 0.5:
        return rng.choice(kinds()[rng.choice(FORTY)].taglines)
    words = [word.lower() for word in rng.sample(REAL_WORDS, rng.randint(2, 5))]
    return " ".join(words).capitalize()


def change_by_hand(spec: Spec, rng: random.Random, words: str = "") -> _Rewrite:
    """One change that a person might make in the source, of these words or of any."""
    words, price = words or _words(rng), f"${rng.randint(1, 99)}"
    section = rng.choice(spec.sections)
    ways: tuple[tuple[str, str], ...] = (
        (TAGLINE, rf"\g<1>{words}"),
        (r"<b>\$\d+</b>", f"<b>{price}</b>"),
        (rf'(<section id="{section}">\n<h2>)[^<]*', rf"\g<1>{words}"),
        (rf'(<section id="{section}">\n<h2>[^<]*</h2>\n)', rf"\g<1><p>{words}.</p>\n"),
        (r"(</main>\n)", rf"<p>{words}.</p>\n\g<1>"),
        (r'(<section class="hero">\n)', r"<!-- by hand -->\n\g<1>"),
        (r"(<cite>)[^<]*", rf"\g<1>{rng.choice(FIRST_NAMES)}"),
        (r"h2\{font-size:1.7rem;", f"h2{{font-size:{rng.randint(1, 4)}rem;"),
        (r"(</style>)", rf".note{{padding:{rng.randint(1, 9)}px}}\n\g<1>"),
    )
    pattern, by = rng.choice(ways)
    return lambda text: re.sub(pattern, by, text, count=1)


# ---- by words: each returns what is said and the new page ---------------------------------------------------


def _say(said: str, spec: Spec, rng: random.Random, exact: bool) -> str:
    """As somebody types it; `exact`: it holds words that are copied to the letter."""
    roll = rng.random()
    if roll < 0.15:
        said = f"please {said}"
    elif roll < 0.25:
        said = f"{said}, please"
    elif roll < 0.35:
        said = f"{said}."
    elif roll < 0.4 and not exact:
        said = f"{said} and keep the rest"
    if rng.random() < 0.4:
        said = said[0].upper() + said[1:]
    return said if exact else slip(said, spec.name, rng)


def _styled(wish: str, table: dict, words: Callable[[str, random.Random], str]) -> Callable[..., Move]:
    def move(spec: Spec, old: str, by_hand: _Rewrite, rng: random.Random) -> Move:
        value = rng.choice([name for name in table if name != getattr(spec, wish)])
        said = words(value, rng)
        return said, by_hand(text_of(page(replace(spec, **{wish: value}))))

    return move


def _accent_words(accent: str, rng: random.Random) -> str:
    ways = (
        "make it {}", "change the accent to {}", "{} accent", "use {} instead", "the buttons should be {}",
        "change the colour to {}", "change the color to {}", "I want {}", "in {}", "accent {}", "turn the buttons {}",
        "I'd like {} buttons", "now in {}", "the accent should be {}", "{} instead", "can it be {}",
    )  # fmt: skip
    return rng.choice(ways).format(accent)


def _tone_words(tone: str, rng: random.Random) -> str:
    ways = (
        "make it {}",
        "{} background",
        "a {} tone",
        "switch to {}",
        "use a {} background",
        "go {}",
        "{} mode",
        "I'd like it {}",
        "{} instead",
        "change the tone to {}",
        "set it on {}",
    )
    return rng.choice(ways).format(rng.choice(TONE_WORDS[tone]))


def _font_words(font: str, rng: random.Random) -> str:
    ways = (
        "use a {} font", "{} font", "change the font to {}", "set it in {}", "make the text {}", "I'd like a {} font",
        "set everything in {}",
    )  # fmt: skip
    return rng.choice(ways).format(rng.choice(FONT_WORDS[font]))


def _corner_words(corners: str, rng: random.Random) -> str:
    words = {
        "plain": ("usual corners", "normal corners"),
        "rounded": ("round the corners", "rounded corners", "make the corners rounder"),
        "sharp": ("sharp corners", "square corners", "no rounded corners"),
    }
    return rng.choice(words[corners])


def _spacing_words(spacing: str, rng: random.Random) -> str:
    words = {
        "even": ("normal spacing", "usual spacing"),
        "airy": ("more space", "make it airy", "more room between the sections", "airy spacing"),
        "compact": ("make it compact", "less space", "tighter spacing", "compact spacing"),
    }
    return rng.choice(words[spacing])


def _layout_words(layout: str, rng: random.Random) -> str:
    words = rng.choice(LAYOUT_WORDS[layout])
    return rng.choice((f"{words} please", f"use a {words}", f"make it a {words}", f"change to a {words}"))


def _rename(spec: Spec, old: str, by_hand: _Rewrite, rng: random.Random) -> Move:
    name = draw_name(rng)
    ways = (
        "rename it to {}", "call it {}", "the name is {} now", "change the name to {}", "we are now {}",
        "new name: {}", "our new name is {}", "we changed our name to {}", "rename us {}", "it should be called {}",
    )  # fmt: skip
    return rng.choice(ways).format(name), by_hand(text_of(page(replace(spec, name=name))))


def _tagline(spec: Spec, old: str, by_hand: _Rewrite, rng: random.Random) -> Move:
    words = _words(rng)
    ways = (
        'new tagline: "{}"', 'change the tagline to "{}"', "the tagline should say {}", "tagline: {}",
        "make the tagline {}", 'under the name write "{}"', "new tagline {}", "our tagline is {} now",
    )  # fmt: skip
    return rng.choice(ways).format(words), with_tagline(old, words)


def _named(section: str, spec: Spec, rng: random.Random) -> str:
    """A section as a person points at it: "the gallery"."""
    words = (kinds()[spec.kind].offer.lower(),) if section == "offer" else SECTIONS[section]
    bare = re.sub(r"^(an?|the|our) ", "", rng.choice(words))
    return rng.choice((bare, f"the {bare}", f"the {bare}"))


def _placed(sections: list[str], section: str, spec: Spec, rng: random.Random) -> tuple[str, list[str]]:
    """Words for a random place among `sections`, and the sections with it there."""
    where, near = rng.choice(("", "first", "before", "after", "last")), rng.choice(sections)
    at = {"first": 0, "before": sections.index(near), "after": sections.index(near) + 1}
    at = at.get(where, len(sections))
    words = {"": "", "first": " at the top", "last": " at the end"}
    there = words[where] if where in words else f" {where} {_named(near, spec, rng)}"
    return there, [*sections[:at], section, *sections[at:]]


def _with(spec: Spec, sections: list[str], by_hand: _Rewrite) -> str:
    """The page with these sections. Its button goes on leading where it led, if that is still there."""
    new = text_of(page(replace(spec, sections=tuple(sections))))
    leads = re.compile(r'(<a class="button" href="#)\w+')
    if spec.sections[0] in sections:
        new = leads.sub(rf"\g<1>{spec.sections[0]}", new, count=1)
    return by_hand(new)


def _add(spec: Spec, old: str, by_hand: _Rewrite, rng: random.Random) -> Move:
    missing = [section for section in SECTIONS if section not in spec.sections]
    if len(spec.sections) > 5:
        return None
    section = rng.choice(missing)
    there, sections = _placed(list(spec.sections), section, spec, rng)
    words = kinds()[spec.kind].offer.lower() if section == "offer" else rng.choice(SECTIONS[section])
    verb = rng.choice(("add", "add", "put", "include", "I also want", "insert", "we need", "now add"))
    return f"{verb} {words}{there}", _with(spec, sections, by_hand)


def _remove(spec: Spec, old: str, by_hand: _Rewrite, rng: random.Random) -> Move:
    if len(spec.sections) < 2:
        return None
    section = rng.choice(spec.sections)
    verb = rng.choice(("remove", "delete", "drop", "take out", "get rid of", "we don't need", "without"))
    return f"{verb} {_named(section, spec, rng)}", _with(
        spec, [s for s in spec.sections if s != section], by_hand
    )


def _shift(spec: Spec, old: str, by_hand: _Rewrite, rng: random.Random) -> Move:
    if len(spec.sections) < 2:
        return None
    section = rng.choice(spec.sections)
    there, sections = _placed([s for s in spec.sections if s != section], section, spec, rng)
    verb = rng.choice(("move", "put", "place"))
    return (f"{verb} {_named(section, spec, rng)}{there}", _with(spec, sections, by_hand)) if there else None


def _retold(spec: Spec, by_hand: _Rewrite, rng: random.Random) -> tuple[str, str] | None:
    """A section and the page with it in its next wording."""
    able = [section for section in spec.sections if section in RETOLD]
    if not able:
        return None
    section = rng.choice(able)
    return section, by_hand(text_of(page(replace(spec, reworded=(*spec.reworded, section)))))


def _rewrite(spec: Spec, old: str, by_hand: _Rewrite, rng: random.Random) -> Move:
    if not (found := _retold(spec, by_hand, rng)):
        return None
    ways = (
        "rewrite {}",
        "new words for {}",
        "write {} again",
        "another version of {}",
        "change the text of {}",
    )
    return rng.choice(ways).format(_named(found[0], spec, rng)), found[1]


def _reroll(spec: Spec, old: str, by_hand: _Rewrite, rng: random.Random) -> Move:
    if not (found := _retold(spec, by_hand, rng)):
        return None
    return f"{found[0]} {rng.choice(REROLL)}", found[1]


def _price(spec: Spec, old: str, by_hand: _Rewrite, rng: random.Random) -> Move:
    rows = re.findall(r'(?:<p class="row">|<h3>)([^<]*?) ?(?:</h3>)?<b>(\$[^<]*)</b>', old)
    if not rows:
        return None
    what, was = rng.choice(rows)
    now = f"${rng.randint(1, 99)}"
    ways = (
        "{0} costs {1} now",
        "change the price of {0} to {1}",
        "{0} is {1} now",
        "{0} should cost {1}",
        "the new price of {0} is {1}",
        "make the {0} {1}",
        "{0} {1}",
    )
    spot = re.compile(rf"((?:<p class=\"row\">|<h3>){re.escape(what)} ?(?:</h3>)?<b>){re.escape(was)}</b>")
    return rng.choice(ways).format(what, now), spot.sub(rf"\g<1>{now}</b>", old)


def _hour(spec: Spec, old: str, by_hand: _Rewrite, rng: random.Random) -> Move:
    if "hours" not in spec.sections:
        return None
    day = rng.choice(("Monday to Friday", "Saturday", "Sunday"))
    now = rng.choice(("closed", f"{rng.randint(6, 11)} am to {rng.randint(1, 11)} pm"))
    said = {
        "closed": ("we are closed on {0}", "{0} closed", "no longer open on {0}"),
        "": ("open {0} {1}", "{0} {1}", "{0}: {1}", "open {1} on {0}", "on {0} we are open {1}"),
    }
    words = rng.choice(said[now if now == "closed" else ""]).format(day, now)
    return words, with_hours(old, day, now)


def _phone(spec: Spec, old: str, by_hand: _Rewrite, rng: random.Random) -> Move:
    if "cta" not in spec.sections:
        return None
    area, start = rng.randint(200, 999), rng.randint(10, 99)
    starts = ("555-01", "555-01", f"{area}-{start}", f"{area}-555-{start}")
    number = f"{rng.choice(starts)}{rng.randint(10, 99)}"
    ways = ("change the phone number to {}", "our number is {}", "phone: {}", "the new phone number is {}")
    return rng.choice(ways).format(number), re.sub(r"tel:[\d-]+", f"tel:{number}", old)


def _hero(spec: Spec, old: str, by_hand: _Rewrite, rng: random.Random) -> Move:
    size = rng.choice(("bigger", "bigger", "smaller"))
    what = rng.choice(("the hero", "the heading", "the title", "the name"))
    comparative = {"bigger": ("bigger", "larger"), "smaller": ("smaller",)}[size]
    return f"make {what} {rng.choice(comparative)}", old.replace(HERO_SIZES["usual"], HERO_SIZES[size])


_KINDS: dict[str, Callable[..., Move]] = {
    "accent": _styled("accent", ACCENTS, _accent_words),
    "tone": _styled("tone", TONES, _tone_words),
    "font": _styled("font", FONTS, _font_words),
    "corners": _styled("corners", CORNERS, _corner_words),
    "spacing": _styled("spacing", SPACINGS, _spacing_words),
    "layout": _styled("layout", LAYOUTS, _layout_words),
    "rename": _rename,
    "tagline": _tagline,
    "add": _add,
    "remove": _remove,
    "move": _shift,
    "rewrite": _rewrite,
    "reroll": _reroll,
    "price": _price,
    "hour": _hour,
    "phone": _phone,
    "hero": _hero,
}
_OFTEN = (*_KINDS, "rewrite", "reroll")
