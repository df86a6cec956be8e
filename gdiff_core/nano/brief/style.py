"""How a page should look, out of a request: accent, ground and tone, font, corners, spacing, layout."""

from collections.abc import Collection
from dataclasses import dataclass, field

from gdiff_core.nano import palette
from gdiff_core.nano.brief import colours
from gdiff_core.nano.brief.colours import Colour
from gdiff_core.nano.brief.looks import look_phrases
from gdiff_core.nano.brief.shades import GROUND, Setting, is_denied, role, wished
from gdiff_core.nano.brief.words import Match, Reading, bag
from gdiff_core.nano.corpus import ACCENTS, TONES

_SHADED = bag("dark deep light pale pastel soft very")
_PALEST = 0.85
"""A lighter colour is none for buttons where its name has another word."""
_RATHER = bag("just actually rather")
_IMPLIED = {"warm": "cream", "bright": "light", "light": "light"}
"""The tone that a modifier speaks of, before one of the model's own accents."""


@dataclass
class Style:
    """What was said of the look, by the words of `records.Brief`; `words`: which words said it."""

    accent: str = ""
    tone: str = ""
    ground: str = ""
    font: str = ""
    corners: str = ""
    spacing: str = ""
    layout: str = ""
    words: set[int] = field(default_factory=set)


def vocabulary() -> frozenset[str]:
    """Keys of all words of the look."""
    return (
        frozenset(look_phrases().vocabulary) | colours.vocabulary() | GROUND | {"accent", "button", "color"}
    )


def read_style(
    reading: Reading, taken: Collection[int], wares: Collection[int], parts: Collection[int]
) -> Style:
    """The look that a request asks for.

    `taken`: words that are a name, a kind of business or a fact; `wares`: words for what is sold, which are colours only
    where it is plain that they are; `parts`: words that name a section.
    """
    style, closed = Style(), frozenset(taken)
    looks = tuple(look_phrases().find(reading, closed))
    setting = Setting(reading, looks, frozenset(wares), frozenset(parts))
    looks = tuple(match for match in looks if _is_wish(setting, match, closed))
    other = {i for match in looks for i in range(match.start, match.end) if match.label[0] != "tone"}
    found = colours.find(reading, closed | other)
    shades = wished(Setting(reading, looks, setting.wares, setting.parts), found)
    exact = _exact(shades)
    style.words |= {i for shade in shades if shade not in exact for i in range(shade.start, shade.end)}
    _paint(reading, style, exact)
    coloured = {i for shade in found for i in range(shade.start, shade.end)}
    for match in looks:
        wish, choice = match.label
        words = set(range(match.start, match.end))
        if wish != "tone" or not words & coloured:
            style.words |= words
            setattr(style, wish, getattr(style, wish) or choice)
    return style


def _is_wish(setting: Setting, match: Match, closed: frozenset[int]) -> bool:
    """Whether a phrase for the look is not said of a thing: not "light bites", not "warm welcome", not "nothing dark"."""
    reading = setting.reading
    if is_denied(reading, match.start):
        return False
    if match.end - match.start > 1:
        return True
    if match.end in closed and not reading.breaks(match.end):
        return reading.key(match.start - 1) in {"something", "in", "color", "be"}
    return setting.goes_on(match.end) or reading.keys[match.end] in colours.vocabulary()


# ---- colours ------------------------------------------------------------------------------------------------


def _exact(shades: list[Colour]) -> list[Colour]:
    """The colours without the names that a hex value follows: "navy (#1F3A5F)"."""
    codes = {shade.start for shade in shades if shade.said.startswith("#")}
    return [shade for shade in shades if shade.said.startswith("#") or shade.end not in codes]


def _paint(reading: Reading, style: Style, shades: list[Colour]) -> None:
    roles = [(_of_page(role(reading, shade), shade), shade) for shade in shades]
    ground = next((shade for said, shade in roles if said == "ground"), None)
    accent = next((shade for said, shade in roles if said == "accent"), None)
    free = [shade for said, shade in roles if not said]
    free.sort(key=lambda shade: reading.key(shade.start - 1) not in _RATHER)
    accent, ground = _shared(free, accent, ground)
    # A page has no other colour for its headings.
    accent = accent or next((shade for said, shade in roles if said == "heading"), None)
    for shade in filter(None, (accent, ground)):
        style.words.update(range(shade.start, shade.end))
    if accent:
        style.accent, style.tone = _accent(accent)
    if ground:
        style.tone, style.ground = _ground(ground)


def _of_page(said: str, shade: Colour) -> str:
    """A page of a colour has it as its ground if it was said to be dark, pale or neutral; else as its accent."""
    if said != "page":
        return said
    return "ground" if shade.said.split()[0] in _SHADED or colours.is_neutral(shade) else ""


def _shared(
    free: list[Colour], accent: Colour | None, ground: Colour | None
) -> tuple[Colour | None, Colour | None]:
    """Accent and ground, out of the colours of which nothing more was said: what has a hue is the accent."""
    hued = [shade for shade in free if not colours.is_neutral(shade)]
    neutral = [shade for shade in free if colours.is_neutral(shade)]
    accent = accent or (hued[0] if hued else None)
    if not accent and not ground and len(neutral) > 1:
        return _two_neutrals(*neutral[:2])
    if not ground and neutral and (accent or not _is_mid(neutral[0])):
        ground = neutral[0]
    elif not accent and neutral:
        accent = neutral[0]  # "white on black"
    if not ground and hued and hued[0] is not accent and not 0.12 < palette.luminance(hued[0].hex) < 0.6:
        ground = hued[0]  # "deep navy with gold accents"
    return accent, ground


def _is_mid(shade: Colour) -> bool:
    """Whether a neutral colour that stands alone is an accent: grey, charcoal; no page is quite so."""
    return 0.02 < palette.luminance(shade.hex) < 0.6


def _two_neutrals(one: Colour, other: Colour) -> tuple[Colour, Colour]:
    """Accent and ground of "black and white", "charcoal and cream", "black and silver"."""
    darker, lighter = sorted((one, other), key=lambda shade: palette.luminance(shade.hex))
    return (darker, lighter) if palette.luminance(lighter.hex) > 0.75 else (lighter, darker)


def _accent(shade: Colour) -> tuple[str, str]:
    """The accent, one of the model's own or a hex value, and the tone that its modifier speaks of."""
    first, _, rest = shade.said.partition(" ")
    found = palette.colour(shade.said)
    if palette.luminance(shade.hex) > _PALEST and (base := palette.colour(rest)):
        found = base  # "soft lavender" is no white button
    return (found.accent if found else shade.hex), (_IMPLIED.get(first, "") if rest in ACCENTS else "")


def _ground(shade: Colour) -> tuple[str, str]:
    """The tone that a ground belongs to, and the ground itself if it is not the tone's own."""
    found = palette.colour(shade.said)
    if found and found.tone in TONES:
        return found.tone, ""
    return palette.nearest_tone(shade.hex), shade.hex
