"""How a page should look, out of a request: accent, ground and tone, font, corners, spacing, layout."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from gdiff_core.nano import palette
from gdiff_core.nano.brief import colours
from gdiff_core.nano.brief.colours import Colour
from gdiff_core.nano.corpus import (
    ACCENTS,
    CORNER_WORDS,
    FONT_WORDS,
    LAYOUT_WORDS,
    SPACING_WORDS,
    TONES,
)
from gdiff_core.nano.brief.english import FUNCTION_WORDS
from gdiff_core.nano.brief.words import Match, Phrases, Reading, bag, listed

_LOOKS = {
    ("font", "serif"): """serif, serifs, serif font, serif type, serif lettering, old fashioned lettering, old fashioned font, traditional font, traditional lettering,
        classic font, classic lettering, elegant font, elegant lettering, georgia, garamond, times new roman, baskerville, playfair, playfair display, bookish font, book font,
        old style font, newspaper font, classical font, vintage font, caslon, bodoni, didot, merriweather, slab serif, classy font, fancy font, literary font, old school font, elegant letters, thin elegant letters, old fashioned letters, elegant type, elegant typography, traditional type, classic type, classic typography, typography with serif, old style lettering, old style letters, bookish type, posh font, elegant script like font, delicate font, refined font, thin elegant font""",
    ("font", "sans"): """sans, sans serif, sanserif, sans-serif, modern font, clean font, plain font, simple font, modern lettering, helvetica, arial, roboto, futura, open sans,
        montserrat, poppins, lato, verdana, geometric font, thick font, clean type, modern type, modern typeface, clean typeface, bold font, chunky font, gill sans, minimal font,
        easy to read font, readable font, no serif, without serif, grotesque, no serifs, non serif, font without serif, clear font, blocky font, clean lettering, plain letters, plain lettering, simple lettering, modern letters, simple letters, clean typography, modern typography, letters that are easy to read, easy to read letters, big clear letters, thick letters, bold lettering, chunky letters, big bold font, straight letters""",
    ("font", "mono"): """mono, monospace, monospaced, typewriter, type writer, typewriter font, courier, code font, coding font, fixed width, fixed width font, console font,
        terminal font, computer font, mono font, typewriter style, teletype, consolas, typewriter lettering, typewriter text, typewriter look""",
    ("corners", "rounded"): """rounded, rounded corner, round corner, soft corner, rounded edge, round edge, soft edge, rounded everything, pill button, rounded button, round button,
        curvy, curved corner, curved edge, rounded shape, rounded box, rounded card, soft rounded, bubbly shape, pill shaped, roundish, softened corner, corner rounded, no sharp corner,
        no sharp edge, no hard edge, nothing sharp, soft rounded corner""",
    ("corners", "sharp"): """sharp, sharp corner, square corner, sharp edge, hard edge, hard corner, straight edge, straight corner, square edge, square button, boxy, angular, crisp edge,
        crisp corner, no rounded corner, no round corner, no rounding, not rounded, sharp box, corner sharp, corner square, square box, no rounded, no rounded edge, right angle, squared corner,
        squared off, edges sharp, nothing rounded, without rounded corner, pointy corner, hard square""",
    ("spacing", "airy"): """airy, lot of space, lots of space, plenty of space, white space, whitespace, lots of white space, roomy, spacious, breathing room, room to breathe, space to breathe,
        generous spacing, more space, spaced out, well spaced, open space, breathing space, big margin, wide margin, generous margin, uncluttered, loose spacing, not cramped, not crowded, nothing cramped,
        generous white space, open and airy, lot of white space, lot of room, plenty of room, wide spacing, big spacing, large spacing, extra space, spread out, loads of space, plenty of white space,
        air around, lot of air, plenty of air, let it breathe, spacious layout, tons of space, generous space, much space, nice spacing""",
    ("spacing", "compact"): """compact, tight spacing, tight, dense, compact layout, tightly packed, close together, tightly spaced, little space, small gap, not much space, less space, compact spacing,
        small margin, no big gap, no wasted space, condensed, snug, packed in, narrow spacing, not too spread out, minimal spacing, close spacing, tight layout, without much scrolling, packed tight""",
    ("layout", "centred"): """centred, centered hero, centred hero, centered header, centered layout, centred layout, centred heading, centered title, centered text, everything centered, all centered, centered on page,
        hero centered, title in the middle, heading in the middle, text in the middle, name in the middle, in the centre, centre aligned, center aligned, centered banner, in the middle""",
    ("layout", "split"): """split, split hero, split layout, split screen, hero with a picture, picture beside, picture next to, image beside, image next to, picture on the side, picture on the right, picture on the left, photo on the right,
        photo on the left, image on the right, image on the left, image on the side, photo beside, photo next to, two column hero, two columns, two column, hero with picture, hero with image, hero with an image, hero with a photo, hero picture, hero image,
        hero photo, half and half, side by side, picture on one side, text on one side, with a picture at the top, picture at the top, image at the top, big picture, photo at the top, hero with a big picture, split header, picture at the side, two halves""",
    ("layout", "sidebar"): """sidebar, side menu, side bar, side navigation, sidebar menu, sidebar navigation, menu on the left, menu on the side, menu at the side, menu down the side, nav on the left, navigation on the left, navigation on the side, left menu, side nav,
        vertical menu, vertical navigation, menu at the left, menu on the left hand side, nav on the side, left hand menu, left sidebar, menu to the left, left navigation, left side menu, navigation down the side, navigation at the side, menu left, side panel, nav down the side""",
    ("tone", "dark"): """dark, moody, dark mode, dark theme, night mode, black theme, dark look, dark background, dark page, dark backdrop, darkness, dark tone, gothic, noir, dark and moody, dim, dark design, dark color, dark site,
        dark website, dark style, dark feel, dark palette, black mode, dark color scheme, darker, dark tones, dark colors, dark version, shadowy, inky""",
    ("tone", "light"): """light, bright, light theme, light mode, light background, bright background, pastel, pastel color, bright color, sunny, light color, light and bright, light page, light look, lots of light, light tone,
        bright and airy, light palette, pastel tone, pastel shade, light backdrop, pastel palette, light colored, pastels, bright and cheerful, light website, bright website, light site, bright look, bright theme, luminous, light colors""",
    ("tone", "cream"): """warm, warm color, warm tone, earthy, earth tone, earthy tone, earthy color, natural color, natural tone, warm look, warm feel, warm background, warm palette, warm shade, warm and cozy, warm theme, warm neutral,
        rustic, autumnal, autumn color, warm earthy tone, warm feeling, sepia, cosy color, cozy tone, homely color, warm and welcoming, warm and inviting, vintage color, old paper, paper color, rustic color""",
    ("tone", "grey"): "neutral, neutral color, neutral tone, neutral background, neutral palette, muted gray, neutrals",
}  # fmt: skip
_GROUND = bag(
    "background backdrop base canvas ground backing wallpaper backgrond"
)
_PAGE = bag(
    "page homepage mode"
)
_ACCENT = bag(
    "accent button highlight link touch detail pop trim element splash accenting bit line hint flash detailing "
    "icon cta divider border stroke accented touche dash"
)
_TEXT = bag(
    "text writing lettering font type letter heading headline title typography word print header lettered typeface"
)
_LOOK = bag(
    "color tone theme scheme palette look site website shade feel vibe feeling design style mood aesthetic hue "
    "combo combination thing background layout branding web landing one-pager onepager one webpage homepage minimal clean simple modern "
    "elegant shop's everything all obviously ideally mainly mostly throughout everywhere overall again preferably colored and classy "
    "colour's professional friendly luxury playful calm bold rustic cozy crisp fresh vintage if section both probably"
)
_SAID_BEFORE = bag(
    "color in palette use using be is like theme scheme want accent background go with love of on of brand primary main favorite all "
    "but mostly mainly button shade tone maybe prefer it to wear make keep secondary something"
)
_LINKS = bag(
    "in of is be to should a an the color as are please nice some will would colored very really like bit kind ideally being all have"
)
_SELLING = bag(
    "sell selling grow growing serve serving bake baking brew roast eat drink selling"
)


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


@cache
def look_phrases() -> Phrases:
    """Phrases of the look that are not colours, labelled ("font", "serif")."""
    tables = {"font": FONT_WORDS, "corners": CORNER_WORDS, "spacing": SPACING_WORDS, "layout": LAYOUT_WORDS}
    entries = {
        word: (wish, choice) for wish, table in tables.items() for choice in table for word in table[choice]
    }
    entries |= {phrase: label for label, text in _LOOKS.items() for phrase in listed(text.replace("\n", " "))}
    return Phrases(entries.items())


def vocabulary() -> frozenset[str]:
    """Keys of all words of the look."""
    return (
        frozenset(look_phrases().vocabulary) | colours.vocabulary() | _GROUND | {"accent", "button", "color"}
    )


def read_style(reading: Reading, taken: Iterable[int], wares: Iterable[int], parts: Iterable[int]) -> Style:
    """The look that a request asks for.

    `taken`: words that are a name, a kind of business or a fact; `wares`: words for what is sold, which are colours only
    where it is plain that they are; `parts`: words that name a section.
    """
    style, closed = Style(), frozenset(taken)
    found = _plausible_looks(reading, closed, frozenset(parts))
    shades = colours.find(
        reading, closed | {i for m in found for i in range(m.start, m.end) if m.label[0] != "tone"}
    )
    shades = _wished(reading, shades, found, frozenset(wares), frozenset(parts))
    _paint(reading, style, shades)
    coloured = {i for shade in shades for i in range(shade.start, shade.end)}
    for match in found:
        wish, choice = match.label
        if coloured.isdisjoint(range(match.start, match.end)) or wish != "tone":
            style.words.update(range(match.start, match.end))
            if not getattr(style, wish):
                setattr(style, wish, choice)
    return style


def _plausible_looks(reading: Reading, closed: frozenset[int], parts: frozenset[int]) -> list[Match]:
    found = look_phrases().find(reading, closed)
    return [
        m
        for m in found
        if not _denied(reading, m.start) and (m.end - m.start > 1 or _free(reading, m, closed, parts))
    ]


def _denied(reading: Reading, index: int) -> bool:
    """Whether "not too", "no" or "nothing" stands before a word."""
    if reading.words[index].breaks:
        return False
    before = reading.keys[max(reading.clause(index)[0], index - 3) : index]
    return bool(
        {"not", "no", "nothing", "isn't", "don't", "without", "never", "avoid", "nor"} & set(before[-2:])
    ) or before[-3:-1] == ["not", "be"]


def _free(reading: Reading, match: Match, closed: frozenset[int], parts: frozenset[int]) -> bool:
    """Whether a word for the look is not said of a thing: not "light bites", not "warm welcome", not "square meal"."""
    after = match.end
    if after >= len(reading.words) or reading.words[after].breaks or after in parts:
        return True
    follower = reading.keys[after]
    if after in closed:
        return _opens_wish(reading, match.start)
    if follower in FUNCTION_WORDS | _LOOK | _GROUND | _PAGE | _ACCENT | _TEXT | {
        "corner",
        "edge",
        "hero",
        "space",
    }:
        return True
    return follower in colours.vocabulary() or any(
        m.start == after for m in look_phrases().find(reading, range(after))
    )


def _opens_wish(reading: Reading, index: int) -> bool:
    return index > 0 and reading.keys[index - 1] in {"something", "in", "color", "be"}


# ---- colours ------------------------------------------------------------------------------------------------


def _wished(
    reading: Reading, shades: list[Colour], looks: list[Match], wares: frozenset[int], parts: frozenset[int]
) -> list[Colour]:
    """The colours that are wishes: not those of a product ("green tea", "white and brown bread")."""
    kept: list[Colour] = []
    for place in range(len(shades) - 1, -1, -1):
        shade = shades[place]
        follows = kept[0] if kept and _chained(reading, shade, kept[0]) else None
        leads = shades[place + 1] if place + 1 < len(shades) else None
        lost = (
            leads is not None
            and leads not in kept
            and _chained(reading, shade, leads)
            and not _comma(reading, shade, leads)
        )
        if not lost and _is_wish(reading, shade, follows is not None, wares, parts):
            kept.insert(0, shade)
    coloured = {i for shade in kept for i in range(shade.start, shade.end)} | {
        i for m in looks for i in range(m.start, m.end)
    }
    sure = [shade for shade in kept if not _doubtful(reading, shade, wares, coloured)]
    anchors = [*sure, *looks]
    return [
        s
        for s in kept
        if s in sure
        or any(_chained(reading, *sorted((s, other), key=lambda m: m.start)) for other in anchors)
    ]


def _chained(reading: Reading, one: Colour | Match, other: Colour | Match) -> bool:
    """Whether only "and", "on", "with" or a comma is between two colours."""
    between = reading.keys[one.end : other.start]
    stops = any(reading.words[i].stops for i in range(one.end, other.start + 1))
    return (
        len(between) <= 3
        and not stops
        and set(between)
        <= {
            "and",
            "on",
            "with",
            "or",
            "a",
            "an",
            "some",
            "accent",
            "background",
            "touch",
            "of",
            "plus",
            "the",
            "maybe",
            "in",
            "detail",
            "button",
        }
    )


def _comma(reading: Reading, one: Colour, other: Colour) -> bool:
    return any(reading.words[i].breaks for i in range(one.end, other.start + 1))


def _is_wish(
    reading: Reading, shade: Colour, chained: bool, wares: frozenset[int], parts: frozenset[int]
) -> bool:
    if shade.said.startswith("#") or chained:
        return True
    if _denied(reading, shade.start) and reading.keys[shade.start - 1] != "too":
        return False
    if shade.end >= len(reading.words) or reading.words[shade.end].breaks or shade.end in parts:
        return True
    follower = reading.keys[shade.end]
    if follower in FUNCTION_WORDS | _LOOK | _GROUND | _PAGE | _ACCENT | _TEXT or follower in {
        "hero",
        "corner",
    }:
        return True
    if any(m.start == shade.end for m in look_phrases().find(reading, range(shade.end))):
        return True
    start = shade.start
    while (
        start > 1
        and (reading.keys[start - 1] in {"and", "or"} or reading.keys[start - 1] in colours.vocabulary())
        and not reading.words[start].breaks
    ):
        start -= 1
    before = reading.keys[max(0, start - 2) : start]
    return bool(before) and (
        before[-1] in {"color", "palette", "scheme", "theme", "in"}
        or before[-2:] in (["color", "is"], ["color", "be"])
    )


def _doubtful(reading: Reading, shade: Colour, wares: frozenset[int], coloured: set[int]) -> bool:
    """Whether a colour may be the thing that it is called after: "honey", "rose", "mint".

    `coloured`: words of colours and looks.
    """
    if shade.said not in colours.THINGS_TOO:
        return False
    if _role_after(reading, shade) or _role_before(reading, shade):
        return False
    follower = (
        reading.keys[shade.end]
        if shade.end < len(reading.words) and not reading.words[shade.end].breaks
        else ""
    )
    if follower in _LOOK - {"and"} | {"please"}:
        return False
    if shade.start in wares:
        return True
    before = reading.keys[max(0, shade.start - 2) : shade.start]
    if set(before) & _SAID_BEFORE and not set(reading.keys[slice(*reading.sentence(shade.start))]) & {
        "sell",
        "grow",
        "bake",
    }:
        return False
    start, end = reading.clause(shade.start)
    first, last = reading.sentence(shade.start)
    if shade.start == first and follower in {"with", "and", "on", "please"}:
        return False
    if set(reading.keys[first:last]) & _SELLING or _among_wares(reading, shade.start, wares):
        return True
    return shade.said not in ACCENTS and not all(
        i in coloured or reading.keys[i] in FUNCTION_WORDS | _LOOK for i in range(start, end)
    )


def _among_wares(reading: Reading, index: int, wares: frozenset[int]) -> bool:
    """Whether the clauses beside a word's, in its sentence, are wares: "eggs, honey, squash"."""
    first, last = reading.sentence(index)
    start, end = reading.clause(index)
    before = set(range(*reading.clause(start - 1))) if start > first else set()
    after = set(range(*reading.clause(end))) if end < last else set()
    return any(side and side <= wares for side in (before, after)) or bool(wares & set(range(start, end)))


def _role_after(reading: Reading, shade: Colour) -> str:
    """ground, accent, text or page: what a colour is said to be the colour of, behind it."""
    index, skipped = shade.end, 0
    while index < len(reading.words) and not reading.words[index].breaks and skipped < 4:
        word = reading.keys[index]
        for role, nouns in (("ground", _GROUND), ("accent", _ACCENT), ("text", _TEXT), ("page", _PAGE)):
            if word in nouns:
                return role if not (role == "ground" and "and" in reading.keys[shade.end : index]) else ""
        if (
            word not in {"and", "color", "colored", "or", "kind", "of", "for", "the", "as", "my", "our"}
            and word not in colours.vocabulary()
        ):
            return ""
        index, skipped = index + 1, skipped + 1
    return ""


def _role_before(reading: Reading, shade: Colour) -> str:
    index, crossed = shade.start - 1, reading.words[shade.start].breaks and not _tells(reading, shade.start)
    if crossed or (reading.words[shade.start].stops and not _tells(reading, shade.start)):
        return ""
    if (
        index >= 0
        and reading.keys[index] in {"a", "an", "the", "soft", "nice", "plain"}
        and reading.keys[index - 1] == "on"
    ):
        index -= 1
    if index >= 0 and reading.keys[index] == "on" and index > 0:
        return "ground"
    while index >= 0 and reading.keys[index] in _LINKS and shade.start - index < 6:
        if reading.words[index].breaks and not _tells(reading, index):
            return ""
        index -= 1
    if index > 0 and reading.keys[index - 1] in colours.vocabulary() and not reading.words[index].breaks:
        return ""  # "white background navy": the background has its colour
    for role, nouns in (("ground", _GROUND), ("accent", _ACCENT), ("text", _TEXT)):
        if index >= 0 and reading.keys[index] in nouns:
            return role
    return ""


def _tells(reading: Reading, index: int) -> bool:
    """Whether a colon, an equals sign, a dash or a bracket stands before a word: what follows says what it is."""
    gap = reading.words[index].gap
    return any(mark in gap for mark in (":", "=", "(")) or gap.strip() in ("-", "–", "—")


def _paint(reading: Reading, style: Style, shades: list[Colour]) -> None:
    roles = [
        (_role_after(reading, shade) or _role_before(reading, shade), shade)
        for shade in _preferring_hex(reading, shades)
    ]
    roles = [(_of_page(role, shade), shade) for role, shade in roles]
    ground = _first(roles, "ground")
    accent = _first(roles, "accent")
    free = [shade for role, shade in roles if not role]
    free.sort(key=lambda shade: reading.keys[max(0, shade.start - 1)] not in {"just", "actually", "rather"})
    chromatic = [shade for shade in free if not colours.is_neutral(shade)]
    neutral = [shade for shade in free if colours.is_neutral(shade)]
    if not accent and chromatic:
        accent = chromatic[0]
    if not accent and not ground and len(neutral) > 1:
        ground, accent = _two_neutrals(neutral)
    ground = ground or (neutral[0] if neutral and neutral[0] is not accent else None)
    if (
        not ground
        and chromatic
        and chromatic[0] is not accent
        and not 0.12 < palette.luminance(chromatic[0].hex) < 0.6
    ):
        ground = chromatic[0]  # "deep navy with gold accents"
    if not accent and neutral and ground is not neutral[0]:
        accent = neutral[0]  # "white on black"
    for shade in filter(None, (accent, ground)):
        style.words.update(range(shade.start, shade.end))
    if accent:
        style.accent, implied = _accent(accent)
        style.tone = implied
    if ground:
        style.tone, style.ground = _ground(ground)


def _preferring_hex(reading: Reading, shades: list[Colour]) -> list[Colour]:
    """The colours without the names that a hex value follows: "navy (#1F3A5F)"."""
    kept = []
    for place, shade in enumerate(shades):
        behind = shades[place + 1] if place + 1 < len(shades) else None
        exact = behind is not None and behind.said.startswith("#") and behind.start == shade.end
        if not (exact and not shade.said.startswith("#")):
            kept.append(shade)
    return kept


def _of_page(role: str, shade: Colour) -> str:
    """A page of a colour has it as its ground if it was said to be dark, pale or neutral; else as its accent."""
    if role != "page":
        return role
    shaded = shade.said.split()[0] in {"dark", "deep", "light", "pale", "pastel", "soft", "very"}
    return "ground" if shaded or colours.is_neutral(shade) else ""


def _first(roles: list[tuple[str, Colour]], wanted: str) -> Colour | None:
    return next((shade for role, shade in roles if role == wanted), None)


def _two_neutrals(neutral: list[Colour]) -> tuple[Colour, Colour]:
    """Ground and accent of "black and white", "charcoal and cream", "black and silver"."""
    one, other = neutral[:2]
    lighter, darker = sorted((one, other), key=lambda shade: -palette.luminance(shade.hex))
    return (lighter, darker) if palette.luminance(lighter.hex) > 0.75 else (darker, lighter)


def _accent(shade: Colour) -> tuple[str, str]:
    """The accent, one of the model's own or a hex value, and the tone that its modifier speaks of."""
    first, _, rest = shade.said.partition(" ")
    implied = {"warm": "cream", "bright": "light", "light": "light"}.get(first, "") if rest in ACCENTS else ""
    found = palette.colour(shade.said)
    return (found.accent if found else shade.hex), implied


def _ground(shade: Colour) -> tuple[str, str]:
    """The tone that a ground belongs to, and the ground itself if it is not the tone's own."""
    found = palette.colour(shade.said)
    if found and found.tone in TONES:
        return found.tone, ""
    return palette.nearest_tone(shade.hex), shade.hex
