"""Buttons that lead where they say, and what of a page is only a sample."""

import re

from gdiff_core.nano.copy import KINDS
from gdiff_core.nano.corpus import Spec, text_of
from gdiff_core.nano.corpus import page as whole
from gdiff_core.nano.reading import hold
from gdiff_core.records import Brief

Pairs = tuple[tuple[str, str], ...]
"""(as the model has it, as a person reads it)"""
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
_HERO = re.compile(r'<a class="button" href="#([\w-]+)">([^<]*)</a>')
_CALL = re.compile(r'(?<=">)(?!Call )([^<]*)</a></p>\n</section>')


def buttons(spec: Spec, own: str) -> Pairs:
    """Where the model's page has a button, and how it should read and lead."""
    pairs = []
    if hero := _HERO.search(own):
        words, to = _hero(spec, hero[2])
        pairs.append((hero[0], f'<a class="button" href="#{to}">{words}</a>'))
    if call := _CALL.search(own):
        pairs.append((call[0], call[0].replace(call[1], WORDS["cta"])))
    return tuple(pair for pair in pairs if pair[0] != pair[1])


def _hero(spec: Spec, words: str) -> tuple[str, str]:
    """The words if they lead somewhere, or others of this kind of business that do, or what the first section is called."""
    kind = KINDS[spec.kind]
    for said in (words, *kind.actions):
        for section in next(to for rule, to in _LEADS if re.search(rule, said.lower())):
            if section in spec.sections:
                return said, section
    section = next(
        (section for section in ("offer", "pricing") if section in spec.sections), spec.sections[0]
    )
    return WORDS[section], section


def leading(page: str) -> Pairs:
    """The button under a page's heading as the model has it, and as the page does: it goes on saying and leading so."""
    held, hero = hold(page), _HERO.search(page)
    if not (hero and held.ids):
        return ()
    words = hero[2]
    if held.kind:
        spec = Spec(
            "", held.kind, "teal", "light", "sans", "plain", "even", "centred", ("about",), frozenset()
        )
        words = _HERO.search(text_of(whole(spec)))[2]
    own = f'<a class="button" href="#{held.ids[0]}">{words}</a>'
    return ((own, hero[0]),) if own != hero[0] else ()


def called(section: str) -> str:
    """A section whose button dials a number, saying so."""
    return (
        _CALL.sub(lambda found: found[0].replace(found[1], WORDS["cta"]), section)
        if "tel:" in section
        else section
    )


def sample(brief: Brief) -> tuple[str, ...]:
    """What the page of a settled brief says that nobody said."""
    made_up = {
        "prices": {"offer", "pricing"} & set(brief.sections) and not brief.prices,
        "reviews": "reviews" in brief.sections,
        "names of the team": "team" in brief.sections,
        "opening hours": "hours" in brief.sections and not brief.hours,
        "phone number": "cta" in brief.sections and not brief.phone,
        "address": not brief.address,
    }
    return tuple(what for what, is_so in made_up.items() if is_so)
