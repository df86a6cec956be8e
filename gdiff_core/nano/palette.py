"""Colours by the words that people use for them, and what can be read on what.

    colour("dark green") -> Colour("dark green", "#006400", ...)

Names are those of CSS (`webcolors`), the shades that shops like to say, and a shade in front of either. Contrast is
that of WCAG 2: 4.5 : 1 is its level AA for text.
"""

import colorsys
import re
from functools import cache
from typing import NamedTuple

import webcolors

from gdiff_core.nano.corpus import ACCENTS, TONES

AA = 4.5
DARK_INK, LIGHT_INK = "#15171c", "#ffffff"
"""What stands on an accent: the corpus's two."""
SHADES = {
    "acid green": "#b0bf1a", "air force blue": "#5d8aa8", "airforce blue": "#5d8aa8", "alabaster": "#f2f0e6",
    "amethyst": "#9b5fc0", "anthracite": "#383e42", "apple green": "#76cd26", "apricot": "#f2a66d",
    "arctic blue": "#82edfd", "army green": "#4b5320", "ash": "#b2beb5", "ash grey": "#b2beb5",
    "aubergine": "#472c4c", "avocado": "#568203", "baby blue": "#89cff0", "ballet pink": "#f6c6c7",
    "berry": "#8a1c5b", "biscuit": "#e3c9a8", "blackberry": "#4d0135", "blood red": "#8a0303",
    "blue green": "#0d98ba", "blush": "#de8f93", "bone": "#e3dac9", "bordeaux": "#5f021f",
    "bottle green": "#006a4e", "brass": "#b5a642", "brick": "#9c4a3c", "brick red": "#9c3a2f",
    "british racing green": "#004225", "bronze": "#a0672d", "bubblegum": "#ff6cb5",
    "bubblegum pink": "#fe83cc", "burgundy": "#800020", "burnt orange": "#bf5700", "burnt sienna": "#e97451",
    "butter": "#ffff81", "butter yellow": "#fffd74", "buttermilk": "#fff1b5", "camel": "#b08d57",
    "canary": "#fdff63", "canary yellow": "#fffe40", "candy pink": "#e4717a", "caramel": "#a9652b",
    "carrot": "#ed9121", "celadon": "#ace1af", "cerise": "#de0c62", "cerulean": "#0485d1",
    "champagne": "#f7e7ce", "charcoal": "#36454f", "cherry": "#b3123a", "chestnut": "#742802",
    "chili red": "#c11b17", "chilli red": "#c11b17", "cinnamon": "#b5651d", "claret": "#7f1734",
    "clay": "#b66a50", "clean white": "#ffffff", "clementine": "#e96e00", "cobalt": "#0047ab",
    "cocoa": "#875f42", "coffee": "#6f4e37", "cognac": "#9a463d", "concrete": "#95a5a6", "copper": "#b87333",
    "cornflower": "#6495ed", "cranberry": "#9e003a", "creamy": "#fbf6ea", "crisp white": "#ffffff",
    "darker grey": "#2e3135", "denim": "#1560bd", "dove grey": "#b3adad", "duck egg": "#8fb9b0",
    "dusky pink": "#cc7a8b", "dusky rose": "#ba6873", "dusty pink": "#d58a94", "dusty rose": "#b5747a",
    "earth": "#a2653e", "ebony": "#1c1a17", "egg shell": "#f0ead6", "egg yolk": "#ffb000",
    "eggplant": "#472c4c", "emerald": "#047857", "espresso": "#4b3621", "eucalyptus": "#44846e",
    "fern": "#4f7942", "fire engine red": "#ce2029", "flamingo": "#f2748d", "forest": "#1f5c2e",
    "french navy": "#1d2951", "fuchsia": "#c4127f", "glacier": "#80b3c4", "golden": "#daa520",
    "golden yellow": "#fec615", "grape": "#5b2a86", "graphite": "#41424c", "grass green": "#3f9b0b",
    "green blue": "#0d98ba", "greeny blue": "#42b395", "gunmetal": "#536267", "hazel": "#8e7618",
    "heather": "#a484ac", "honey": "#c98a12", "honey oak": "#c68e3f", "hunter green": "#355e3b",
    "hunting green": "#355e3b", "ice blue": "#9fd3e6", "ink": "#1c2541", "ink blue": "#1c2541",
    "ivory white": "#fffff0", "jade": "#00805a", "kelly green": "#4cbb17", "lagoon": "#2ba8a0",
    "latte": "#c7a17a", "leaf green": "#5ca904", "leather": "#906a54", "lemon": "#f2dc3c", "lilac": "#b28dd0",
    "lipstick red": "#c0022f", "magnolia": "#f8f4ff", "mahogany": "#7a2e1d", "malachite": "#0bda51",
    "marigold": "#fcc006", "marine blue": "#01386a", "matcha": "#8a9a5b", "matcha green": "#8a9a5b",
    "mauve": "#9a6a93", "midnight": "#191970", "midnight black": "#0c0d12", "millennial pink": "#f3cfc6",
    "mint": "#3eb489", "mocha": "#9d7651", "moss": "#606c38", "mulberry": "#920a4e", "mushroom": "#ba9e88",
    "mustard": "#c99700", "neon green": "#39ff14", "neon pink": "#fe019a", "nude": "#e3bc9a", "oak": "#b08d57",
    "oat": "#e8dcc4", "ocean": "#0a6d9c", "ocher": "#cc7722", "ochre": "#b8731a", "off black": "#17181a",
    "offwhite": "#faf9f6", "old rose": "#c87f89", "olive": "#6b6b1f", "onyx": "#0f0f0f", "oxblood": "#6a0f0f",
    "oxford blue": "#002147", "paper white": "#fbfaf5", "paprika": "#8d0226", "pea green": "#8eab12",
    "peach": "#f2a07b", "peacock": "#00687a", "pearl": "#f0ead6", "pecan": "#9c6b3c", "periwinkle": "#7078d6",
    "persimmon": "#ec5800", "petrol": "#005f6b", "pewter": "#8e9294", "pillar box red": "#e6241c",
    "pine": "#1c5b45", "pistachio": "#93c572", "pitch black": "#060606", "porcelain": "#f4f6f4",
    "post box red": "#e6241c", "powder": "#b0e0e6", "prussian blue": "#004577", "pumpkin": "#d9660c",
    "pure white": "#ffffff", "putty": "#beae8a", "racing green": "#004225", "raspberry": "#b3184f",
    "robin egg blue": "#6dedfd", "rose gold": "#b76e79", "royal purple": "#4b006e", "royal red": "#c21807",
    "ruby": "#9b111e", "rust": "#a8431a", "saffron": "#d68910", "sage": "#77876b", "sandy": "#f1da7a",
    "sapphire": "#0f52ba", "scarlet": "#c81e0a", "sea": "#3c9992", "sea blue": "#006994",
    "sea foam": "#80f9ad", "sea green": "#2e8b57", "seafoam": "#80f9ad", "sepia": "#704214",
    "shamrock green": "#009e60", "shell pink": "#fbcfc0", "shocking pink": "#fe02a2", "sky": "#87ceeb",
    "smoke": "#bfc8c3", "snow white": "#fffafa", "soft black": "#1c1c1c", "steel": "#4b6a88",
    "stone": "#ada587", "stone grey": "#928e85", "storm blue": "#4f6272", "straw": "#e4d96f",
    "strawberry": "#d13a4e", "sunflower": "#e0a800", "sunshine yellow": "#fffd37", "tangerine": "#e86a10",
    "taupe": "#7f6f62", "teak": "#ab8953", "terra cotta": "#b5533c", "terracotta": "#b5533c",
    "tiffany blue": "#0abab5", "tobacco": "#715d47", "toffee": "#755139", "turmeric": "#e5a11c",
    "ultramarine": "#2a3bb7", "umber": "#635147", "vermilion": "#d9381e", "violet": "#6d28d9",
    "viridian": "#40826d", "walnut": "#5c4033", "watermelon": "#fd4659", "wedgwood blue": "#4f7cac",
    "wine": "#722f37", "wine red": "#722f37", "wisteria": "#c9a0dc",
}  # fmt: skip
PALE = {  # what is nearly white, and what people say for it
    "white": "light", "snow": "light", "off white": "cream", "eggshell": "cream", "cream": "cream", "beige": "cream",
    "ivory": "cream", "sand": "cream", "linen": "cream", "vanilla": "cream", "parchment": "cream", "ecru": "cream",
    "oatmeal": "cream", "light grey": "grey", "light gray": "grey", "grey": "grey", "gray": "grey", "silver": "grey", "black": "dark", "jet black": "dark",
}  # fmt: skip
"""Without hue: as the ground of a page they are one of the corpus's tones."""
_PALE_HEX = {
    "off white": "#faf9f6", "eggshell": "#f0ead6", "cream": "#fffdd0", "sand": "#d9c6a0", "vanilla": "#f3e5ab",
    "parchment": "#f1e9d2", "ecru": "#c2b280", "oatmeal": "#dcd2bd", "jet black": "#000000",
    "dark grey": "#3d4147", "dark gray": "#3d4147",
}  # fmt: skip
_FAMILIES = frozenset(("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "grey", "gray"))
_DIM = {"dark": 0.62, "deep": 0.72, "darker": 0.72, "deeper": 0.72, "rich": 0.85}
"""How much of its lightness a colour keeps."""
_WASH = {
    "light": 0.55,
    "pale": 0.65,
    "lighter": 0.4,
    "pastel": 0.6,
    "soft": 0.35,
    "softer": 0.3,
    "paler": 0.5,
    "baby": 0.6,
}
"""How far it goes towards white."""
_PLAIN = frozenset((
    "bright", "strong", "warm", "classic", "true", "nice", "bold", "plain", "pure", "calm", "fresh", "cheerful", "gentle",
    "friendly", "cool", "solid", "simple", "proper", "natural", "lovely", "elegant", "cosy", "happy",
))  # fmt: skip
"""They say nothing of the colour itself."""
_GREYED = frozenset(("dusty", "muted", "dull", "faded", "smoky", "greyish", "earthy"))
_VIVID = frozenset(("vivid", "brighter", "electric", "hot", "neon"))
_MORE = {
    "redder": "red",
    "greener": "green",
    "bluer": "blue",
    "pinker": "pink",
    "browner": "brown",
    "golden": "gold",
    "minty": "mint",
}
MODIFIERS = frozenset((*_DIM, *_WASH, *_PLAIN, *_GREYED, *_VIVID))
_CODE = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", re.I)
_RGB = re.compile(r"rgb\s*\(?\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*\)?", re.I)


class Colour(NamedTuple):
    """A colour that somebody said."""

    said: str
    """In their words, lower case."""
    hex: str
    accent: str
    """One of `ACCENTS` if they said just that; else `hex`."""
    tone: str
    """One of `TONES` if it is one as the ground of a page; else `hex`."""


@cache
def names() -> dict[str, str]:
    """Every colour word, lower case and with spaces, and what it is as "#rrggbb"."""
    css = {name: webcolors.name_to_hex(name) for name in webcolors.names("css3")}
    accents = {name: light for name, (light, _) in ACCENTS.items() if name not in css}
    spaced = {_spaced(name): code for name, code in css.items()}
    return {**accents, **css, **spaced, **SHADES, **_PALE_HEX}


def _spaced(name: str) -> str:
    """ "lightgoldenrodyellow" as people write it."""
    parts = r"dark|light|medium|pale|deep|hot|lawn|lime|forest|sea|sky|spring|steel|slate|royal|midnight|powder|cornflower"
    parts += r"|dodger|saddle|sandy|rosy|indian|olive|orange|yellow|green|blue|dim|fire|antique|floral|ghost|mint|misty"
    first = re.match(parts, name)
    return f"{first[0]} {_spaced(name[first.end() :])}" if first and first.end() < len(name) else name


@cache
def vocabulary() -> frozenset[str]:
    """The single words of `names`, for readers that mend typing mistakes."""
    return frozenset(word for name in names() for word in name.split())


def colour(words: str) -> Colour | None:
    """The one colour that all of `words` say: a name, shades of a name, "#a30" or "rgb(170, 51, 0)"; else None."""
    said = " ".join(re.sub(r"[-_]", " ", words.lower()).split())
    said = re.sub(r" colou?red$", "", _MORE.get(said, said))
    if code := _CODE.fullmatch(said) or _RGB.fullmatch(said):
        return _from_code(code)
    if found := _named(said):
        return Colour(said, *found)
    first, _, rest = said.partition(" ")
    if first not in MODIFIERS or not rest or not (base := colour(rest)):
        return None
    if first in _PLAIN:
        return base._replace(said=said)
    code = shaded(ACCENTS[base.accent][0] if base.accent in ACCENTS else base.hex, first)
    return Colour(said, code, code, base.tone if first in _WASH and base.tone in TONES else code)


def _from_code(code: re.Match) -> Colour | None:
    if len(code.groups()) == 3:
        parts = [int(part) for part in code.groups()]
        if max(parts) > 255:
            return None
        hexes = "#{:02x}{:02x}{:02x}".format(*parts)
    else:
        hexes = webcolors.normalize_hex(code[0])
    return Colour(hexes, hexes, hexes, hexes)


def _named(said: str) -> tuple[str, str, str] | None:
    """Hex, accent and tone of a name; of "emerald green" the shade counts, of "navy blue" too."""
    first, _, family = said.rpartition(" ")
    if said in names():
        known = said.replace(" ", "")
        code = names()[said]
        if said in ACCENTS or known in ACCENTS:
            return code, known, PALE.get(said, code)
        return code, code, PALE.get(said, code)
    return _named(first) if first and family in (*_FAMILIES, "colour", "color") else None


def shaded(code: str, how: str) -> str:
    """A colour as "darker", "pale", "dusty" … says, as "#rrggbb"."""
    hue, light, full = colorsys.rgb_to_hls(*_rgb(code))
    if how in _DIM:
        light *= _DIM[how]
    elif how in _WASH:
        light += (1 - light) * _WASH[how]
    elif how in _GREYED:
        full *= 0.5
    elif how in _VIVID:
        full = min(1, full * 1.4)
    return _hex(colorsys.hls_to_rgb(hue, light, full))


# ---- what can be read on what -------------------------------------------------------------------------------


def luminance(code: str) -> float:
    """Relative luminance of WCAG 2, 0 (black) to 1 (white)."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _rgb(code)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def is_grey(code: str) -> bool:
    """Whether a colour has hardly any hue."""
    parts = [int(code[at : at + 2], 16) for at in (1, 3, 5)]
    return max(parts) - min(parts) < 16


def is_dark(ground: str) -> bool:
    """Whether light words are the easier to read on it."""
    return contrast(ground, "#ffffff") > contrast(ground, "#000000")


def readable(code: str, *grounds: str) -> str:
    """The colour, or of its lighter or darker shades the nearest with contrast `AA` to every ground and to its ink."""
    hue, light, full = colorsys.rgb_to_hls(*_rgb(code))
    towards = range(101) if is_dark(grounds[0]) else range(0, -101, -1)
    shades = (_hex(colorsys.hls_to_rgb(hue, min(1.0, max(0.0, light + by / 100)), full)) for by in towards)
    for shade in (code, *shades):
        if all(contrast(shade, other) >= AA for other in (*grounds, ink(shade))):
            return shade
    return "#ffffff" if is_dark(grounds[0]) else "#000000"


def ink(accent: str) -> str:
    """What is read on an accent, of the corpus's two."""
    return max((LIGHT_INK, DARK_INK), key=lambda code: contrast(code, accent))


class Ground(NamedTuple):
    """The four colours of a tone, as "#rrggbb"."""

    bg: str
    card: str
    text: str
    soft: str

    def line(self) -> str:
        """As the corpus writes it."""
        return f"--bg:{self.bg};--card:{self.card};--text:{self.text};--soft:{self.soft};"


def ground(tone: str) -> Ground:
    """Of a word of `TONES`, or of any "#rrggbb": cards a little off it, words that can be read on both."""
    if tone in TONES:
        return Ground(*re.findall(r"#\w{6}", TONES[tone]))
    dark = is_dark(tone)
    off = "#000000" if dark == (luminance(tone) > 0.1) else "#ffffff"
    card = mixed(tone, off, 0.08 if dark else 0.5) if luminance(tone) < 0.85 else mixed(tone, "#000000", 0.04)
    text = readable("#f2f3f5" if dark else "#1c2026", tone, card)
    soft = next(
        (shade for by in range(30, 0, -5) if contrast(shade := mixed(text, tone, by / 100), tone) >= AA), text
    )
    return Ground(tone, card, text, soft if contrast(soft, card) >= AA else text)


def mixed(one: str, other: str, share: float) -> str:
    """`share` of the other colour in the one."""
    pairs = zip(_rgb(one), _rgb(other), strict=True)
    return _hex(tuple(a + (b - a) * share for a, b in pairs))


def accents_like(code: str) -> list[str]:
    """`ACCENTS`, the one that looks most like it first; what has no hue is like slate."""
    _, light, full = colorsys.rgb_to_hls(*_rgb(code))
    alike = sorted(ACCENTS, key=lambda name: min(distance(code, shade) for shade in ACCENTS[name]))
    return sorted(alike, key=lambda name: name != "slate") if full < 0.12 or light in (0, 1) else alike


def nearest_tone(code: str) -> str:
    """Of `TONES` the one whose ground looks most like it."""
    if is_dark(code):
        return "dark"
    return min(("light", "cream", "grey"), key=lambda tone: distance(code, ground(tone).bg))


def distance(one: str, other: str) -> float:
    """How unlike two colours look: squared, in CIE Lab, lightness at half its weight, as a shade is still of its colour."""
    return sum(
        weight * (a - b) ** 2 for weight, a, b in zip((0.5, 1, 1), _lab(one), _lab(other), strict=True)
    )


@cache
def _lab(code: str) -> tuple[float, float, float]:
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _rgb(code))
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _rgb(code: str) -> tuple[float, float, float]:
    """Parts from 0 to 1."""
    return tuple(part / 255 for part in webcolors.hex_to_rgb(code))


def _hex(rgb: tuple[float, float, float]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*(round(255 * min(1.0, max(0.0, part))) for part in rgb))
