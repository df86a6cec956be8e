"""The colours in a request: where they stand, and whether they are a page's ground or its accent (`palette` has the names)."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

import webcolors

from gdiff_core.nano import palette
from gdiff_core.nano.brief.words import Reading, bag, key, keyed
from gdiff_core.nano.corpus import ACCENTS, TONES

_ISH = {"reddish": "red", "greenish": "green", "bluish": "blue", "pinkish": "pink", "purplish": "purple", "yellowish": "yellow",
        "brownish": "brown", "orangey": "orange", "minty": "mint", "peachy": "peach", "golden": "gold", "creamy": "cream", "sandy": "sand",
        "turquise": "turquoise", "fuschia": "fuchsia", "fuscia": "fuchsia", "bordo": "bordeaux", "greyish": "gray", "grayish": "gray"}  # fmt: skip
_GROUNDS = bag("black white gray cream beige ivory off neutral")
"""Before another colour these are one of their own: "black green" are two."""
_GREYS = bag("gray stone taupe putty mushroom oatmeal")
"""A page's ground, though they have some hue."""
HUES = ACCENTS.keys() - {"slate"}
THINGS_TOO = keyed(
    """rose gold silver olive chocolate peach plum cherry lemon lime mint salmon coffee tan wheat snow linen honey ivory amber
    pearl sand stone slate brick rust copper bronze brass wine tomato berry ruby emerald jade walnut oak chestnut mahogany clay cinnamon
    pumpkin apricot carrot strawberry raspberry cranberry watermelon grape butter caramel champagne straw sunflower marigold heather violet
    lavender orchid thistle fern moss pine sage avocado pistachio matcha ocean sea sky midnight steel ink denim leather toffee mocha espresso latte
    biscuit vanilla oatmeal oat smoke ash concrete bone paprika turmeric saffron earth cocoa teak pecan coral aqua mushroom
    powder clementine tangerine flamingo canary peacock lagoon petrol glacier shell nude mulberry blackberry aubergine eggplant sepia
    hazel tobacco orange porcelain magnolia pewter honeydew azure cognac blush putty camel parchment graphite sapphire
    amethyst onyx ebony persimmon eucalyptus buttermilk alabaster lilac forest ice scarlet"""
)
"""Keys of colours that are things, or names, as often."""
_CODE = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")


class Colour(NamedTuple):
    """A colour as it was said: words `start` to `end` of the request."""

    start: int
    end: int
    said: str
    """In the keys of its words."""
    hex: str


@cache
def vocabulary() -> frozenset[str]:
    """Keys of all words that colours are named by."""
    return frozenset(key(word) for word in palette.vocabulary() | palette.MODIFIERS) | _ISH.keys()


def find(reading: Reading, taken: frozenset[int] = frozenset()) -> list[Colour]:
    """Every colour that a request names, in order; hex values too. `taken`: words that are something else."""
    colours, index = [], 0
    while index < len(reading.words):
        colour = None if index in taken else _at(reading, index, taken)
        colours += [colour] if colour else []
        index = colour.end if colour else index + 1
    return colours


def _at(reading: Reading, index: int, taken: frozenset[int]) -> Colour | None:
    word = reading.words[index]
    if (
        word.start
        and reading.text[word.start - 1] == "#"
        and (found := _CODE.match(reading.text, word.start - 1))
    ):
        return Colour(index, index + 1, found[0], webcolors.normalize_hex(found[0]))
    if word.key not in vocabulary():
        return None
    end = index + 1
    while (
        end < min(len(reading.words), index + 4)
        and end not in taken
        and reading.words[end].gap in (" ", "-", "  ")
    ):
        end += 1
    for last in range(end, index, -1):
        keys = tuple(reading.keys[index:last])
        if value := named(keys):
            return Colour(index, last, " ".join(_ISH.get(k, k) for k in keys), value)
    return None


@lru_cache(maxsize=20_000)
def named(keys: tuple[str, ...]) -> str:
    """What words for one colour look like, as "#rrggbb"; empty if they are none, or two."""
    if not all(k in vocabulary() for k in keys):
        return ""
    said = " ".join(_ISH.get(k, k) for k in keys)
    if len(keys) > 1 and keys[0] in _GROUNDS and said not in palette.names():
        return ""
    found = palette.colour(said)
    return found.hex if found and not said.startswith("#") else ""


def chroma(value: str) -> float:
    """How far "#rrggbb" is from any grey: the widest difference of its channels, 0 to 1."""
    channels = webcolors.hex_to_rgb(value)
    return (max(channels) - min(channels)) / 255


def is_neutral(colour: Colour) -> bool:
    """White, cream, grey, black and what is close to them: a page's ground before it is its accent."""
    last = colour.said.split()[-1]
    if last in HUES or last in _GREYS:
        return last in _GREYS
    found = palette.colour(colour.said)
    if found and found.tone in TONES:
        return True
    base = palette.colour(last) if last != colour.said else None
    if base and not is_neutral(colour._replace(said=last, hex=base.hex)):
        return False  # "soft lavender"
    red, green, blue = webcolors.hex_to_rgb(colour.hex)
    light = palette.luminance(colour.hex)
    creamy = light > 0.6 and chroma(colour.hex) < 0.25 and red >= green >= blue
    return creamy or chroma(colour.hex) < 0.07 or (light < 0.1 and chroma(colour.hex) < 0.11)
