"""Buttons that lead where they say, and what of a page is only a sample."""

import re
from collections.abc import Sequence

from gdiff_core.nano.kinds import kinds
from gdiff_core.records import Brief

_BOOK = ("contact", "cta")
_LOOK = ("offer", "pricing", "gallery")
_LEADS = (  # the first rule that knows the words; sections in order of fitness
    (r"price|fees", ("pricing", "offer")),
    (r"photos|weddings|dogs|our work|pools|gardens|students", ("gallery", "reviews")),
    (r"^meet", ("team", "about")),
    (r"^(visit|find the)|in line", ("map", "hours")),
    (r"schedule", ("offer", "hours", "pricing")),
    (r"^(see|choose|pick|find|taste|build|try|start|check your dates)", (*_LOOK, *_BOOK)),
    (r"", _BOOK),
)
"""What the button under the heading says, and where such words lead."""
WORDS = {
    "about": "About us", "offer": "What we offer", "pricing": "See our prices", "gallery": "See the gallery", "reviews": "Read the reviews", "faq": "Questions, answered",
    "team": "Meet the team", "hours": "Opening hours", "contact": "Write to us", "map": "Find us", "newsletter": "Get the newsletter",
    "cta": "Call us",
}  # fmt: skip
"""Of a button that leads to a section, where the kind of business has none that do."""


def button(words: Sequence[str], sections: Sequence[str], actions: Sequence[str]) -> tuple[str, str]:
    """The first words that lead somewhere on a page of these sections, and where; or of its kind's `actions`, or what the
    first section is called."""
    for said in (*words, *actions):
        for section in next(to for rule, to in _LEADS if re.search(rule, said.lower())):
            if section in sections:
                return said, section
    section = next((section for section in ("offer", "pricing") if section in sections), sections[0])
    return WORDS[section], section


def sample(brief: Brief) -> tuple[str, ...]:
    """What the page of a settled brief says that nobody said."""
    kind = kinds()[brief.kind]
    rows = (
        *(kind.items if "offer" in brief.sections else ()),
        *(kind.prices if "pricing" in brief.sections else ()),
    )
    sells = any(re.search(r"[$£€]|^free$", value) for _, value in rows)
    made_up = {
        "prices" if sells else kind.offer.lower(): {"offer", "pricing"} & set(brief.sections)
        and not brief.prices,
        "reviews": "reviews" in brief.sections,
        "names of the team": "team" in brief.sections,
        "opening hours": "hours" in brief.sections and not brief.hours,
        "phone number": "cta" in brief.sections and not brief.phone,
        "address": not brief.address and ("map" in brief.sections or not kind.foot),
    }
    return tuple(what for what, is_so in made_up.items() if is_so)
