"""A brief as the bundled model is told it: the one wording that it follows best, and what stands for what.

Of four wordings, 24 drawn wishes each (LOG.md), this one came out whole every time.
"""

import re
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from gdiff_core.nano import palette
from gdiff_core.nano.binding import Binding, Pairs, escaped, free_names, replaced
from gdiff_core.nano.copy import KINDS
from gdiff_core.nano.corpus import (
    ACCENTS,
    CORNER_WORDS,
    FONT_WORDS,
    LAYOUT_WORDS,
    LAYOUTS,
    SECTIONS,
    SPACING_WORDS,
    TONES,
    Spec,
    page,
    text_of,
)
from gdiff_core.nano.leads import buttons, sample
from gdiff_core.records import Brief

MOST_SECTIONS = 6
"""As many as the model has learned to write on one page."""
USUAL = ("about", "offer", "hours")
_DAYS = ("Monday to Friday", "Saturday", "Sunday")


class Told(NamedTuple):
    """What the model is told, and how its texts read."""

    spec: Spec
    """Every choice of the page, in the model's own words."""
    binding: Binding
    facts: Pairs
    """Stretches of the page that a fact takes the place of. They may reach over two blocks, so they are placed in whole
    texts alone."""

    @property
    def prompt(self) -> str:
        return wording(self.spec)

    @property
    def own(self) -> str:
        """The page that is expected, facts apart."""
        return self.binding.spell(text_of(page(self.spec)))

    @property
    def page(self) -> str:
        """The page that is expected."""
        return self.placed(self.own)

    def placed(self, text: str) -> str:
        """The text with the facts in their places."""
        return replaced(text, self.facts)


def settled(brief: Brief) -> Brief:
    """The brief with every choice made: what nobody asked for is usual, facts get the section that they need.

    What has no place goes into `unused`.
    """
    accents, kinds = list(ACCENTS), list(KINDS)
    needed = [("hours", brief.hours), ("map", brief.address), ("offer", brief.prices)]
    sections = list(brief.sections or USUAL)
    if brief.prices and "pricing" in sections:
        needed.pop()
    sections += [section for section, fact in needed if fact and section not in sections]
    left = [_named(section, brief.kind) for section in sections[MOST_SECTIONS:]]
    tone = brief.tone or (palette.nearest_tone(brief.ground) if brief.ground else "light")
    brief = replace(
        brief,
        name=brief.name or f"The {brief.kind.title()}",
        accent=brief.accent or accents[kinds.index(brief.kind) * 5 % len(accents)],
        tone=tone,
        font=brief.font or "sans",
        corners=brief.corners or "plain",
        spacing=brief.spacing or "even",
        layout=brief.layout or "centred",
        sections=tuple(sections[:MOST_SECTIONS]),
        unused=(*brief.unused, *left),
    )
    return replace(brief, sample=sample(brief))


def tell(brief: Brief) -> Told:
    """How a brief is told; what it leaves open is settled first."""
    brief = settled(brief)
    spec = Spec(
        name=_own_name(brief.kind),
        kind=brief.kind,
        accent=brief.accent if brief.accent in ACCENTS else palette.accents_like(brief.accent)[0],
        tone=brief.tone,
        font=brief.font,
        corners=brief.corners,
        spacing=brief.spacing,
        layout=brief.layout,
        sections=brief.sections,
        asked=frozenset(),
    )
    own = text_of(page(spec))
    binding = Binding(((spec.name, escaped(brief.name)),), _colours(brief, spec.accent))
    return Told(spec, binding, (*_whereabouts(brief, own), *_rows(brief, own), *buttons(spec, own)))


def wording(spec: Spec) -> str:
    """The request in the model's own words."""
    extras = [
        FONT_WORDS[spec.font][:1] if spec.font != "sans" else (),
        CORNER_WORDS[spec.corners][:1],
        SPACING_WORDS[spec.spacing][:1],
        LAYOUT_WORDS[spec.layout][:1] if spec.layout != "centred" else (),
    ]
    style = ", ".join((f"{spec.tone} {spec.accent}", *(word for words in extras for word in words)))
    named = [_named(section, spec.kind) for section in spec.sections]
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    article = "an" if spec.kind[0] in "aeiou" else "a"
    return f"landing page for {spec.name}, {article} {spec.kind}, {style}, with {listed}"


def _named(section: str, kind: str) -> str:
    return KINDS[kind].offer.lower() if section == "offer" else SECTIONS[section][0]


@cache
def _own_name(kind: str) -> str:
    """A word of the model's own that no page of this kind has."""
    whole = Spec("", kind, "teal", "light", "sans", "plain", "even", "split", tuple(SECTIONS), frozenset())
    texts = [text_of(page(replace(whole, layout=layout))) for layout in LAYOUTS]
    return free_names(*texts, repr(KINDS[kind]))[0]


def colours(brief: Brief) -> tuple[str, str]:
    """Accent and background of a settled brief's page, as "#rrggbb": of the accent a shade that can be read there."""
    ground = palette.ground(brief.ground or brief.tone)
    code = ACCENTS[brief.accent][brief.tone == "dark"] if brief.accent in ACCENTS else brief.accent
    return palette.readable(code, ground.bg, ground.card), ground.bg


def _colours(brief: Brief, own: str) -> Pairs:
    """Where a colour is none of the model's own: its lines of the style sheet, as this brief has them."""
    code, _ = colours(brief)
    pairs = (
        (accent_line(own, brief.tone), f"--accent:{code};--on:{palette.ink(code)};"),
        (TONES[brief.tone], palette.ground(brief.ground or brief.tone).line()),
    )
    return tuple(pair for pair in pairs if pair[0] != pair[1])


def accent_line(accent: str, tone: str) -> str:
    """The corpus's line of an accent."""
    dark = tone == "dark"
    return f"--accent:{ACCENTS[accent][dark]};--on:{'#15171c' if dark else '#ffffff'};"


def _whereabouts(brief: Brief, own: str) -> Pairs:
    """Address, phone and mail: on the map, in the footer, behind the phone button."""
    address = re.search(r"<footer>\n<p>[^<,]*, ([^<]*)</p>", own)[1]
    known = escaped(" · ".join(filter(None, (brief.address, brief.phone, brief.mail))))
    pairs = []
    if known:
        pairs.append((f", {address}</p>", f", {known}</p>"))
    if brief.address:
        pairs.append((f"\n<p>{address}</p>", f"\n<p>{escaped(brief.address)}</p>"))
    if brief.phone and (phone := re.search(r'href="tel:[^"]*"', own)):
        digits = re.sub(r"[^\d+]", "", brief.phone)
        pairs.append((phone[0], f'href="tel:{digits}"'))
    return tuple(pairs)


def _rows(brief: Brief, own: str) -> Pairs:
    """Opening hours by their day; prices in place of the kind's own, one after another."""
    rows = re.findall(r'<p class="row">(.*?) <b>(.*?)</b></p>', own)
    cards = re.findall(r'<div class="card"><h3>(.*?)</h3><b>(\$\d+)</b></div>', own)
    hours, pairs = dict(brief.hours), []
    for day, was in rows:
        if day in hours:
            pairs.append((_row(day, was), _row(day, escaped(hours[day]))))
    offers = [row for row in rows if row[0] not in _DAYS]
    for (item, was), (said, price) in zip(offers, brief.prices, strict=False):
        pairs.append((_row(item, was), _row(escaped(said), escaped(price))))
    for (item, was), (said, price) in zip(cards, brief.prices, strict=False):
        pairs.append((_card(item, was), _card(escaped(said), escaped(price))))
    return tuple(pairs)


def _row(left: str, right: str) -> str:
    return f'<p class="row">{left} <b>{right}</b></p>'


def _card(what: str, price: str) -> str:
    return f"<h3>{what}</h3><b>{price}</b>"
