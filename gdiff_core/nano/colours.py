"""Names of colours and what they look like: CSS's own, the shades that people name, and "dusty", "pale", "deep" ones."""

import colorsys
import re
from functools import cache
from typing import NamedTuple

import webcolors

from gdiff_core.nano.words import Reading, key, keys_of

_SHADES = {  # beyond CSS; after Wikipedia's and the XKCD survey's lists
    "mint": "#3eb489", "mint green": "#98ff98", "sage": "#9caf88", "sage green": "#9caf88", "moss": "#6b7f3a", "moss green": "#6b7f3a",
    "racing green": "#004225", "british racing green": "#004225", "bottle green": "#006a4e", "emerald": "#50c878", "emerald green": "#50c878",
    "jade": "#00a86b", "jade green": "#00a86b", "hunter green": "#355e3b", "hunting green": "#355e3b", "army green": "#4b5320", "olive green": "#6b8e23", "pine green": "#01796f", "pine": "#01796f",
    "leaf green": "#5ca904", "grass green": "#3f9b0b", "apple green": "#76cd26", "kelly green": "#4cbb17", "pistachio": "#93c572", "avocado": "#568203",
    "eucalyptus": "#44846e", "seafoam": "#80f9ad", "sea foam": "#80f9ad", "pea green": "#8eab12", "fern green": "#4f7942", "celadon": "#ace1af", "matcha": "#8a9a5b",
    "matcha green": "#8a9a5b", "neon green": "#39ff14", "acid green": "#b0bf1a", "khaki green": "#728639", "shamrock green": "#009e60", "viridian": "#40826d", "malachite": "#0bda51",
    "burgundy": "#800020", "maroon red": "#800000", "wine red": "#722f37", "wine": "#722f37", "oxblood": "#4a0000", "claret": "#7f1734", "bordeaux": "#5f021f", "ruby": "#e0115f",
    "ruby red": "#9b111e", "cherry": "#d2042d", "cherry red": "#d2042d", "blood red": "#8a0303", "brick red": "#b22222", "brick": "#a03623", "scarlet": "#ff2400", "vermilion": "#e34234",
    "pillar box red": "#e6241c", "post box red": "#e6241c", "fire engine red": "#ce2029", "tomato red": "#ff6347", "cranberry": "#9e003a", "raspberry": "#b00149", "strawberry": "#fb2943", "rust": "#b7410e", "rust red": "#aa2704",
    "terracotta": "#e2725b", "terra cotta": "#e2725b", "burnt orange": "#cc5500", "burnt sienna": "#e97451", "tangerine": "#ff9408", "pumpkin": "#ff7518", "apricot": "#fbceb1", "peach": "#ffcba4", "saffron": "#f4c430",
    "copper": "#b87333", "bronze": "#a97142", "brass": "#b5a642", "clay": "#b66a50", "cinnamon": "#d2691e", "paprika": "#8d0226", "carrot": "#ed9121", "rose gold": "#b76e79", "clementine": "#e96e00", "coral pink": "#f88379", "persimmon": "#ec5800",
    "mustard": "#ce9b06", "mustard yellow": "#d2bd0a", "sunshine yellow": "#fffd37", "lemon": "#fdff52", "lemon yellow": "#fdff38", "honey": "#eb9605", "butter": "#ffff81", "butter yellow": "#fffd74", "canary": "#fdff63",
    "canary yellow": "#fffe40", "ochre": "#cc7722", "ocher": "#cc7722", "turmeric": "#e5a11c", "sunflower": "#ffc512", "sunflower yellow": "#ffda03", "marigold": "#fcc006", "straw": "#e4d96f", "caramel": "#af6f09", "champagne": "#f7e7ce", "golden": "#daa520", "golden yellow": "#fec615", "egg yolk": "#ffb000",
    "sky": "#87ceeb", "baby blue": "#89cff0", "powder": "#b0e0e6", "sea blue": "#006994", "ocean blue": "#03719c", "ocean": "#017b92", "marine blue": "#01386a", "petrol": "#005f6a", "petrol blue": "#005f6a", "cobalt": "#0047ab", "cobalt blue": "#0047ab",
    "sapphire": "#0f52ba", "sapphire blue": "#0f52ba", "electric blue": "#0652ff", "duck egg": "#c3fbf4", "duck egg blue": "#a9d3cf", "ice blue": "#d7fffe", "denim": "#3b638c", "denim blue": "#3b5b92", "cerulean": "#0485d1", "azure blue": "#007fff",
    "prussian blue": "#004577", "cornflower": "#6495ed", "periwinkle": "#8e82fe", "peacock": "#016795", "peacock blue": "#016795", "airforce blue": "#5d8aa8", "air force blue": "#5d8aa8", "bright blue": "#0165fc", "navy blue": "#000080", "slate blue": "#5b7c99",
    "teal blue": "#01889f", "teal green": "#25a36f", "blue green": "#0d98ba", "green blue": "#0d98ba", "greeny blue": "#42b395", "aquamarine blue": "#04d8b2", "ink": "#1c2541", "ink blue": "#1c2541", "midnight": "#191970", "storm blue": "#4f6272", "steel": "#738595",
    "french navy": "#1d2951", "oxford blue": "#002147", "sea": "#3c9992", "lagoon": "#2ba8a0", "arctic blue": "#82edfd", "robin egg blue": "#6dedfd", "tiffany blue": "#0abab5", "wedgwood blue": "#4f7cac", "glacier": "#80b3c4",
    "lilac": "#c8a2c8", "mauve": "#ae7181", "aubergine": "#3d0734", "eggplant": "#380835", "grape": "#6c3461", "mulberry": "#920a4e", "heather": "#a484ac", "amethyst": "#9b5fc0", "royal purple": "#4b006e", "berry": "#990f4b", "blackberry": "#4d0135", "wisteria": "#c9a0dc", "violet": "#8f00ff",
    "dusty pink": "#d58a94", "dusky pink": "#cc7a8b", "dusty rose": "#c0737a", "dusky rose": "#ba6873", "blush": "#e8b4b8", "blush pink": "#fe828c", "baby pink": "#f4c2c2", "rose pink": "#f7879a", "fuchsia pink": "#ff00ff", "salmon pink": "#fe7b7c", "candy pink": "#ff63e9", "bubblegum": "#ff6cb5",
    "bubblegum pink": "#fe83cc", "shocking pink": "#fe02a2", "millennial pink": "#f3cfc6", "flamingo": "#fc8eac", "flamingo pink": "#fc8eac", "ballet pink": "#f6c6c7", "old rose": "#c87f89", "cerise": "#de0c62", "watermelon": "#fd4659", "magenta pink": "#cc338b", "neon pink": "#fe019a", "shell pink": "#fbcfc0", "nude": "#e3bc9a",
    "chocolate brown": "#411900", "coffee": "#6f4e37", "mocha": "#9d7651", "espresso": "#4b3621", "walnut": "#5c4033", "oak": "#b08d57", "chestnut": "#742802", "mahogany": "#4a0100", "toffee": "#755139", "taupe": "#8b7e74", "camel": "#c69f59", "tobacco": "#715d47", "umber": "#635147", "hazel": "#8e7618",
    "cognac": "#9a463d", "coffee brown": "#6f4e37", "earth": "#a2653e", "cocoa": "#875f42", "teak": "#ab8953", "honey oak": "#c68e3f", "pecan": "#9c6b3c", "leather": "#906a54", "biscuit": "#e3c9a8", "latte": "#c7a17a", "sepia": "#704214", "khaki": "#aaa662",
    "charcoal": "#36454f", "dark gray": "#3a3d42", "darker gray": "#2e3135", "charcoal gray": "#3c4142", "anthracite": "#383e42", "graphite": "#41424c", "slate gray": "#708090", "gunmetal": "#536267", "pewter": "#8e9294", "stone": "#ada587", "stone gray": "#928e85", "dove gray": "#b3adad", "ash": "#b2beb5", "ash gray": "#b2beb5", "concrete": "#95a5a6", "smoke": "#bfc8c3",
    "off white": "#faf9f6", "offwhite": "#faf9f6", "cream": "#fbf6ea", "creamy": "#fbf6ea", "eggshell": "#f0ead6", "egg shell": "#f0ead6", "oatmeal": "#e6dcc8", "oat": "#e8dcc4", "sand": "#e2ca9c", "sandy": "#f1da7a", "vanilla": "#f3e5ab", "parchment": "#f1e9d2", "pearl": "#f0ead6", "bone": "#e3dac9", "buttermilk": "#fff1b5", "ecru": "#efe6d0", "alabaster": "#f2f0e6",
    "porcelain": "#f4f6f4", "magnolia": "#f8f4ff", "paper white": "#fbfaf5", "jet black": "#0a0a0a", "pitch black": "#060606", "onyx": "#0f0f0f", "ebony": "#1c1a17", "soft black": "#1c1c1c", "off black": "#17181a", "soft white": "#faf9f6", "warm white": "#fbf8f0", "mushroom": "#ba9e88", "putty": "#beae8a", "midnight black": "#0c0d12", "snow white": "#fffafa", "pure white": "#ffffff", "clean white": "#ffffff", "crisp white": "#ffffff", "bright white": "#ffffff", "ivory white": "#fffff0", "pastel yellow": "#fffe71",
    "pastel pink": "#ffbacd", "pastel blue": "#a2bffe", "pastel green": "#b0ff9d", "pastel purple": "#caa0ff", "bright red": "#ff000d", "bright orange": "#ff5b00", "royal red": "#c21807", "lipstick red": "#c0022f", "berry red": "#990f4b", "chilli red": "#c11b17", "chili red": "#c11b17",
}  # fmt: skip
_PLAIN = {  # what the plainest words look like when they are made lighter, darker, dustier
    "red": "#d7263d", "orange": "#f77f00", "amber": "#ffbf00", "yellow": "#f6d32d", "lime": "#a4de02", "green": "#2e8b3d", "teal": "#008080",
    "cyan": "#00b7c7", "blue": "#1e5bd8", "navy": "#000080", "indigo": "#4b0082", "purple": "#7e1e9c", "pink": "#ff81c0", "rose": "#e0506e", "brown": "#7a4a24",
    "slate": "#516572", "black": "#15171c", "white": "#ffffff", "gray": "#808080",
}  # fmt: skip
_MODIFIERS = frozenset(
    "light lighter dark darker deep pale pastel soft dusty dusky muted bright vivid neon electric hot baby rich faded dull "
    "warm cool strong bold pure cold fresh mid medium powder smoky earthy vibrant gentle subtle fluorescent loud intense classic".split()
)
_ISH = {"reddish": "red", "greenish": "green", "bluish": "blue", "blueish": "blue", "pinkish": "pink", "purplish": "purple", "yellowish": "yellow",
        "brownish": "brown", "orangey": "orange", "greeny": "green", "greyish": "gray", "grayish": "gray", "bluey": "blue", "yellowy": "yellow",
        "minty": "mint", "purply": "purple", "peachy": "peach", "orangeish": "orange", "orangish": "orange", "tealish": "teal", "rosy": "rose", "goldish": "gold",
        "turquise": "turquoise", "fuschia": "fuchsia", "fuscia": "fuchsia", "bordo": "bordeaux", "mustardy": "mustard"}  # fmt: skip
THINGS_TOO = frozenset(
    key(word)
    for word in """rose gold silver olive chocolate peach plum cherry lemon lime mint salmon coffee tan wheat snow linen honey ivory amber
    pearl sand stone slate brick rust copper bronze brass wine tomato berry ruby emerald jade walnut oak chestnut mahogany clay cinnamon
    pumpkin apricot carrot strawberry raspberry cranberry watermelon grape butter caramel champagne straw sunflower marigold heather violet
    lavender orchid thistle fern moss pine sage avocado pistachio matcha ocean sea sky midnight steel ink denim leather toffee mocha espresso latte
    biscuit vanilla oatmeal oat smoke ash concrete bone paprika turmeric saffron earth cocoa teak pecan coral aqua mushroom golden sandy
    powder clementine tangerine flamingo canary peacock lagoon petrol glacier shell nude mulberry blackberry aubergine eggplant sepia
    hazel tobacco orange porcelain magnolia pewter honeydew azure cognac blush putty camel parchment graphite sapphire
    amethyst onyx ebony persimmon eucalyptus buttermilk alabaster lilac""".split()
)
"""Keys of colours that are things, or names, as often."""
_PALES = frozenset("cream beige ivory white creamy snow linen pearl bone sand champagne eggshell off black charcoal silver".split())
HEX = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")


class Colour(NamedTuple):
    """A colour as it was said: words `start` to `end` of the request."""

    start: int
    end: int
    said: str
    """In the keys of its words."""
    hex: str


@cache
def _table() -> dict[tuple[str, ...], str]:
    table = {(key(name),): webcolors.name_to_hex(name) for name in webcolors.names("css3")}
    for name in list(table):
        table |= {split: table[name] for split in _splits(name[0])}
    return table | {keys_of(name): value for name, value in _SHADES.items()}


def _splits(name: str) -> list[tuple[str, ...]]:
    """ "lightseagreen" as people write it: "light sea green"."""
    parts = ("light", "medium", "dark", "pale", "deep", "hot", "royal", "sky", "sea", "forest", "lawn", "spring", "lime", "olive", "steel", "slate",
             "cadet", "cornflower", "powder", "alice", "dodger", "midnight", "navajo", "antique", "floral", "ghost", "old", "misty", "peach",
             "lavender", "lemon", "mint", "papaya", "rosy", "saddle", "sandy", "indian", "fire", "golden", "goldenrod", "dim", "burly", "blanched",
             "blue", "green", "yellow", "white", "violet", "red", "pink", "orchid", "brown", "gray", "salmon", "coral", "orange", "turquoise",
             "aqua", "marine", "cream", "rose", "lace", "rod", "brick", "puff", "chiffon", "almond", "wood", "whip", "smoke", "magenta", "cyan",
             "purple", "khaki")  # fmt: skip
    for first in parts:
        if name.startswith(first) and (rest := name[len(first) :]):
            tails = [(rest,)] if rest in parts else _splits(rest)
            if tails:
                return [(first, *tail) for tail in tails]
    return []


@cache
def vocabulary() -> frozenset[str]:
    """Keys of all words that colours are named by."""
    return frozenset(word for name in _table() for word in name) | _PLAIN.keys() | _MODIFIERS | _ISH.keys()


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
    if word.start and reading.text[word.start - 1] == "#" and (found := HEX.match(reading.text, word.start - 1)):
        return Colour(index, index + 1, found[0], _long(found[0]))
    end = index
    while end < len(reading.words) and end < index + 4 and end not in taken:
        if end > index and not _joins(reading, end):
            break
        end += 1
    keys = tuple(_ISH.get(k, k) for k in reading.keys[index:end])
    for length in range(len(keys), 0, -1):
        if value := named(keys[:length]):
            return Colour(index, index + length, " ".join(keys[:length]), value)
    return None


def _joins(reading: Reading, index: int) -> bool:
    word = reading.words[index]
    return not word.breaks and word.gap in (" ", "-", "  ", "")


def named(keys: tuple[str, ...]) -> str:
    """What words for a colour look like, as "#rrggbb"; empty if they are not a colour.

    A name of the tables first, then a modifier or two before one: "very pale sage", "light greyish blue".
    """
    if keys in _table() and not (len(keys) == 1 and keys[0] in _PLAIN):
        return _table()[keys]
    if len(keys) == 1:
        return _PLAIN.get(keys[0], "")
    if keys[0] in _MODIFIERS and (base := named(keys[1:])):
        return _modified(keys[0], base)
    if len(keys) == 2 and keys[1] in _PLAIN and keys[:1] in _table() and not {keys[0]} & (_PLAIN.keys() | _PALES):
        return _table().get(keys[:1], "")  # "oak brown", "rust red"
    if keys[0] in _PLAIN and keys[-1] in _PLAIN and len(keys) == 2 and not {"black", "white", "gray"} & set(keys):
        return _between(_PLAIN[keys[0]], _PLAIN[keys[1]])
    return ""


def _modified(modifier: str, value: str) -> str:
    red, green, blue = (channel / 255 for channel in webcolors.hex_to_rgb(value))
    hue, light, strength = colorsys.rgb_to_hls(red, green, blue)
    if modifier in ("dark", "darker", "deep", "rich", "intense"):
        share = 0.55 if modifier.startswith("dark") else 0.75
        light, strength = (light * share if light < 0.9 else light * 0.8), min(1, strength * 1.1)
    elif modifier in ("light", "lighter", "pale", "pastel", "baby", "powder", "soft", "gentle", "subtle"):
        share = 0.5 if modifier in ("light", "lighter", "soft", "gentle") else 0.65
        light = light + (1 - light) * share
    elif modifier in ("dusty", "dusky", "muted", "faded", "dull", "smoky", "earthy"):
        strength, light = strength * 0.45, light + (0.6 - light) * 0.3
    elif modifier in ("neon", "electric", "hot", "fluorescent", "vivid", "bright", "vibrant", "loud"):
        strength, light = (1 if strength > 0.05 else strength), light + (0.52 - light) * 0.6
    return _hex(*colorsys.hls_to_rgb(hue, light, strength))


def _between(one: str, other: str) -> str:
    pairs = zip(webcolors.hex_to_rgb(one), webcolors.hex_to_rgb(other), strict=True)
    return _hex(*((a + b) / 510 for a, b in pairs))


def _hex(red: float, green: float, blue: float) -> str:
    return webcolors.rgb_to_hex(tuple(round(255 * min(1, max(0, channel))) for channel in (red, green, blue)))


def _long(value: str) -> str:
    return webcolors.normalize_hex(value)


def luminance(value: str) -> float:
    """Relative luminance of "#rrggbb", 0 to 1 (WCAG 2.2)."""
    channels = [channel / 255 for channel in webcolors.hex_to_rgb(value)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def chroma(value: str) -> float:
    """How far "#rrggbb" is from any grey: the widest difference of its channels, 0 to 1."""
    channels = webcolors.hex_to_rgb(value)
    return (max(channels) - min(channels)) / 255


def distance(one: str, other: str) -> float:
    """How far two colours lie apart, 0 (the same) to about 3 (the "redmean" formula of CompuPhase, over 255)."""
    (r1, g1, b1), (r2, g2, b2) = webcolors.hex_to_rgb(one), webcolors.hex_to_rgb(other)
    mean = (r1 + r2) / 2
    square = (2 + mean / 256) * (r1 - r2) ** 2 + 4 * (g1 - g2) ** 2 + (2 + (255 - mean) / 256) * (b1 - b2) ** 2
    return square**0.5 / 255


def is_neutral(colour: Colour) -> bool:
    """White, cream, grey, black and what is close to them: a page's ground before it is its accent."""
    if colour.said.split()[-1] in _PLAIN.keys() - {"black", "white", "gray"}:
        return False
    red, green, blue = webcolors.hex_to_rgb(colour.hex)
    creamy = luminance(colour.hex) > 0.7 and chroma(colour.hex) < 0.2 and red >= green >= blue
    dark = luminance(colour.hex) < 0.1 and chroma(colour.hex) < 0.11
    return creamy or dark or chroma(colour.hex) < 0.07
