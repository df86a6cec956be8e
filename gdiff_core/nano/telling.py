"""A brief as the bundled model is told it, in the one notation that it was taught, and what its slots say."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from gdiff_core.nano import palette
from gdiff_core.nano.binding import Binding, Pairs, escaped
from gdiff_core.nano.corpus import ACCENTS, TONES, text_of
from gdiff_core.nano.kinds import kinds
from gdiff_core.nano.leads import sample
from gdiff_core.nano.slots import ACTION, MOST_SECTIONS, NAME, Framed, frame, order
from gdiff_core.nano.wordings import counts, leads_to, texts, title
from gdiff_core.records import Brief


class Told(NamedTuple):
    """What the model is told, and how its texts read."""

    prompt: str
    plain: str
    """The page that is expected, in the model's own words."""
    binding: Binding

    @property
    def page(self) -> str:
        """The page that is expected."""
        return self.binding.spell(self.plain)


def settled(brief: Brief, seed: int = 0) -> Brief:
    """The brief with every choice made: what nobody asked for is usual, facts get the section that they need, the words are
    those of the seed, but for those that a person changed.

    What has no place goes into `unused`.
    """
    kind = kinds()[brief.kind]
    needed = [("hours", brief.hours), ("map", brief.address), ("offer", brief.prices)]
    usual = [section for section in kind.sections if section not in brief.without]
    sections = (
        _around(brief.sections, usual) if brief.around else list(brief.sections or usual or kind.sections)
    )
    if brief.prices and "pricing" in sections:
        needed.pop()
    sections += [section for section, fact in needed if fact and section not in sections]
    left = [kind.heading(section).lower() for section in sections[MOST_SECTIONS:]]
    tone = brief.tone or (palette.nearest_tone(brief.ground) if brief.ground else "light")
    brief = replace(
        brief,
        name=title(brief),
        accent=brief.accent or kind.accent,
        tone=tone,
        font=brief.font or "sans",
        corners=brief.corners or "plain",
        spacing=brief.spacing or "even",
        layout=brief.layout or "centred",
        sections=tuple(sections[:MOST_SECTIONS]),
        without=(),
        around=False,
        unused=(*brief.unused, *left),
    )
    said = dict(brief.texts)
    if NAME not in said:  # else it was settled before
        told = texts(brief, seed)
        said = told | {slot: text for slot, text in said.items() if slot in told}
    return replace(brief, sample=sample(brief), texts=tuple(said.items()))


_ORDER = (
    "about",
    "offer",
    "pricing",
    "gallery",
    "team",
    "reviews",
    "faq",
    "hours",
    "map",
    "newsletter",
    "contact",
    "cta",
)
"""Where sections stand on most pages."""


def _around(said: Sequence[str], usual: Sequence[str]) -> list[str]:
    """The sections that were said, in their order, and the usual ones among them, each before what it mostly comes before."""
    found = list(said)
    for at, section in reversed([*enumerate(usual)]):
        later = {
            *usual[at + 1 :],
            *(other for other in _ORDER[_ORDER.index(section) :] if other not in usual),
        }
        if section not in found:
            found.insert(next((i for i, other in enumerate(found) if other in later), len(found)), section)
    return found


def tell(brief: Brief) -> Told:
    """How a brief is told; what it leaves open is settled first."""
    brief = settled(brief)
    said = dict(brief.texts)
    spec = Framed(
        name=NAME,
        kind=brief.kind,
        accent=own_accent(brief.accent),
        tone=brief.tone,
        font=brief.font,
        corners=brief.corners,
        spacing=brief.spacing,
        layout=brief.layout,
        sections=brief.sections,
        asked=frozenset(),
        counts=counts(brief),
        leads=leads_to(brief, said[ACTION]),
    )
    names = tuple((slot, escaped(text)) for slot, text in said.items())
    return Told(order(spec), text_of(frame(spec)), Binding(names, _colours(brief, spec.accent)))


def own_accent(accent: str) -> str:
    """The model's own accent that stands for a colour."""
    return accent if accent in ACCENTS else palette.accents_like(accent)[0]


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
