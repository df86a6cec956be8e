"""What the slots of a page say: a person's own facts, and for the rest the words of its kind, by seed.

texts(brief, seed) -> {"{~name~}": "Luigi's", "{~offer.1a~}": "Soup of the day", ...}
"""

import html
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from gdiff_core.nano.corpus import text_of
from gdiff_core.nano.kinds import Kind, Pairs, kinds
from gdiff_core.nano.leads import button
from gdiff_core.nano.namebook import FIRST_NAMES, STREETS
from gdiff_core.nano.slots import ACTION, FOOT, MOST, NAME, PHONE, PICTURES, TAGLINE, heading, part, spelled
from gdiff_core.nano.slots import texts as slots_of
from gdiff_core.records import Brief

COUNTS = {"offer": (4, 5, 6), "pricing": (3,), "reviews": (2, 3), "faq": (3, 4), "team": (3,), "hours": (3,)}  # fmt: skip
"""How many entries a section has, by seed, where the person gave none."""


def title(brief: Brief) -> str:
    """What a page is called: its name, or what such a page is called."""
    kind = kinds()[brief.kind]
    return brief.name or kind.title or f"The {(brief.noun or brief.kind).title()}"


def texts(brief: Brief, seed: int = 0, reworded: int = 0, count: int = 0) -> dict[str, str]:
    """What each slot of a settled brief's page says, as plain text, in the page's order; the name first.

    Args:
        seed: another one, other words; the person's own stay.
        reworded: how often the words were exchanged for others of the kind.
        count: entries of each section, as far as the kind has words for them; 0: by seed.
    """
    kind = kinds()[brief.kind]
    actions = kind.actions[_dice(brief, "action", seed).randrange(len(kind.actions)) :]
    said, _ = button(actions, brief.sections, kind.actions)
    found = {NAME: title(brief), TAGLINE: _pick(kind.taglines, brief, "tagline", seed), ACTION: said}
    for section in brief.sections:
        found[heading(section)] = kind.heading(section)
        found |= _section(section, brief, kind, seed, reworded, count)
    found[FOOT] = (
        " · ".join(filter(None, (brief.address, brief.phone, brief.mail))) or kind.foot or _address(brief)
    )
    return {slot: _filled(text, brief) for slot, text in found.items()}


def counts(brief: Brief) -> tuple[int, ...]:
    """Entries of each section of a brief with its texts; 1 where a section has none."""
    said = dict(brief.texts)

    def count(section: str) -> int:
        there = (n for n in range(MOST[section], 0, -1) if slots_of(section, n)[0] in said)
        return next(there, 1)

    return tuple(
        PICTURES if section == "gallery" else count(section) if section in MOST else 1
        for section in brief.sections
    )


def section(id: str, brief: Brief, reworded: int = 0, count: int = 0) -> str:
    """The source of one section in the kind's words."""
    brief = replace(brief, sections=(id,))
    said = texts(brief, reworded=reworded, count=count)
    (count,) = counts(replace(brief, texts=tuple(said.items())))
    table = {slot: html.escape(text, quote=False) for slot, text in said.items()}
    return spelled(text_of([*part(id, count)]), table)


def leads_to(brief: Brief, action: str) -> str:
    """The section that the button under the heading leads to."""
    return button((action,), brief.sections, kinds()[brief.kind].actions)[1]


def _section(
    section: str, brief: Brief, kind: Kind, seed: int, reworded: int, count: int
) -> Iterator[tuple[str, str]]:
    rng = _dice(brief, section, seed)
    if section in ("contact", "newsletter"):
        usual = {"contact": "Send", "newsletter": "Subscribe"}[section]
        yield slots_of(section)[0], kind.buttons.get(section, usual)
    elif section == "map":
        yield slots_of(section)[0], brief.address or _address(brief)
    elif section == "cta":
        number = re.sub(r"[^\d+]+", "-", brief.phone).strip("-") or f"555-01{rng.randint(10, 99)}"
        yield from zip((*slots_of(section), PHONE), (kind.call, kind.buttons.get(section, "Call us"), number), strict=True)  # fmt: skip
    elif section == "about":
        yield slots_of(section)[0], _turned(kind.abouts, rng, reworded)[0]
    elif section != "gallery":
        rows = _own(section, brief)[: MOST[section]] or _some(section, kind, rng, reworded, count)
        for n, row in enumerate(rows, 1):
            yield from zip(slots_of(section, n), row, strict=True)


def _some(section: str, kind: Kind, rng: random.Random, reworded: int, count: int) -> Pairs:
    """A few of what the kind has, in its order; of a day's programme the first."""
    there = _copy(section, kind, rng)
    count = min(count or rng.choice(COUNTS[section]), len(there), MOST[section])
    if section == "hours" or all(re.search(r"\d [ap]m\b", value) for _, value in there):
        return there[:count]
    chosen = [rng.sample(range(len(there)), count) for _ in range(reworded + 1)][-1]
    return tuple(there[i] for i in sorted(chosen))


def _own(section: str, brief: Brief) -> Pairs:
    """What the person gave for a section."""
    if section == "hours":
        return brief.hours
    if section == "pricing" or (section == "offer" and "pricing" not in brief.sections):
        return brief.prices
    return ()


def _copy(section: str, kind: Kind, rng: random.Random) -> Pairs:
    """What the kind has for a section."""
    if section == "hours":
        early, late = rng.randint(7, 10), rng.randint(4, 8)
        usual = (
            ("Monday to Friday", f"{early} am to {late} pm"),
            ("Saturday", f"{early + 1} am to {late - 1} pm"),
        )
        return kind.hours or (*usual, ("Sunday", "closed"))
    people = rng.sample(FIRST_NAMES, len(FIRST_NAMES))
    return {
        "offer": kind.items,
        "pricing": kind.prices or kind.items[-3:],
        "reviews": tuple(zip(kind.quotes, people, strict=False)),
        "faq": kind.faqs,
        "team": tuple((who, role) for role, who in zip(kind.roles, people, strict=False)),
    }[section]


def _dice(brief: Brief, part: str, seed: int) -> random.Random:
    """Parts are worded by themselves: adding one leaves the others as they were."""
    return random.Random(f"{brief.kind} {part} {seed}")


def _pick(words: tuple[str, ...], brief: Brief, part: str, seed: int) -> str:
    return words[_dice(brief, part, seed).randrange(len(words))]


def _turned(words: tuple, rng: random.Random, by: int) -> tuple:
    """In an order by chance, begun further on each time that they are exchanged."""
    at = (rng.randrange(len(words)) + by) % len(words)
    return tuple(chain(words[at:], words[:at]))


def _address(brief: Brief) -> str:
    rng = _dice(brief, "address", 0)
    return f"{rng.randint(1, 99)} {rng.choice(STREETS)}"


def _filled(text: str, brief: Brief) -> str:
    noun = brief.noun or brief.kind
    return text.replace("{name}", title(brief)).replace("{noun}", noun)
