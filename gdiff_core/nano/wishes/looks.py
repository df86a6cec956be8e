"""Clauses about how a page looks: colours, font, corners, spacing, the hero and its heading."""


from itertools import pairwise

from gdiff_core.nano import colours
from gdiff_core.nano.corpus import ACCENTS, TONES
from gdiff_core.nano.reading import Held
from gdiff_core.nano.wishes.clause import Clause, Found
from gdiff_core.nano.wishes.lexer import Token
from gdiff_core.nano.wishes.lexicon import adjectives, aim_of
from gdiff_core.records import Wish

_LINKING = ("set", "want", "add", "put", "replace", "swap", "instead", "some", "from", "to", "with", "for", "on", "and", "is", "all", "new", "colon", "praise", "again", "num", "version", "out")  # fmt: skip
_TARGETS = ("accent", "ground", "type", "corners", "space", "head", "name", "our name")
_VALUES = ("colour", "font", "adj")
_DEGREES = ("more", "less", "too", "not")
_BORDERS = ("and", "with", "on")
_AIMS = {"corners": "corners", "accent": "corners", "space": "spacing", "type": "font", "ground": "ground", "head": "hero", "name": "hero", "our name": "hero"}
_OPPOSITE = {"rounded": "sharp", "sharp": "rounded", "airy": "compact", "compact": "airy", "serif": "sans", "sans": "serif",
             "bigger": "smaller", "smaller": "bigger", "dark": "lighter", "darker": "lighter", "light": "darker", "lighter": "darker",
             "cream": "light", "warmer": "light", "cooler": "warmer", "grey": "light", "plain": "", "even": "", "cramped": "cramped", "mono": "sans"}  # fmt: skip
_MIDDLE = {"corners": "plain", "spacing": "even"}
_SHADED = {"darker": "darker", "darken": "darker", "deeper": "darker", "lighter": "lighter", "lighten": "lighter", "brighter": "brighter", "softer": "softer", "paler": "paler"}  # fmt: skip
_STATED = ("is", "are", "it's", "its", "they're", "feels", "looks", "feel", "look")
_COMPARED = ("darker", "lighter", "warmer", "brighter", "cooler", "softer")
_NAMES = {"font": "font", "corners": "corners", "spacing": "spacing", "accent": "accent", "tone": "background"}


def looks(clause: Clause) -> Found:
    """Wishes about looks, several at a time: "black with gold buttons and a serif font"."""
    if found := _layout(clause):
        return found
    places = [token for token in clause.all("place") if not _serves(token, clause)]
    aside = ["drop"] if clause.has("font", "adj") or len(clause.all("colour")) > 1 else []
    if places or not clause.only(*_LINKING, *aside, *_TARGETS, *_VALUES, *_DEGREES, "place", "links") or not clause.has(*_VALUES, "space"):
        return None
    if clause.has("drop") and not clause.has("font", "colour", "corners", "ground"):
        return None
    if clause.has("links") and not clause.has("accent"):
        return None
    standing = [token for token in clause.all("colour") if stands(token, clause.held)]
    shades = [token for token in _aside(clause.tokens) if token.tag == "adj" and token.value in _SHADED]
    if standing and shades and len(clause.all("colour")) == 1 and not clause.has("ground"):
        return [_shade(colours.colour(standing[0].text), _SHADED[shades[0].value], clause.held)]
    wishes: list[Wish] = []
    for group, targets in _groups(_without_old(clause)):
        found = _group(group, targets, clause)
        if not isinstance(found, list):
            return found
        wishes += found
    kinds = [wish.kind for wish in wishes]
    if len(set(kinds)) < len(set(wishes)):
        return None
    # The background first: it decides which shade of an accent is read.
    wishes = sorted(dict.fromkeys(wishes), key=lambda wish: wish.kind != "tone")
    return wishes or ([] if clause.has("colour") else None)  # "less brown" says what it is not to be


def _serves(place: Token, clause: Clause) -> bool:
    """Whether a place belongs to a look: space between sections, the name at the top."""
    return place.value == "between" and clause.has("space", "adj") or place.value in ("first", "up") and clause.has("head", "name", "adj")


# ---- the hero -----------------------------------------------------------------------------------------------


def _layout(clause: Clause) -> list[Wish] | None:
    held = clause.held
    menu = [token for token in clause.all("section") if token.text.removeprefix("the ") == "menu"]
    sized = ["adj", "type"] if clause.has("picture") and clause.has("head", "name") else []
    around = ("nav", "menu", "side", "across", "centre", "picture", "layout", "place", "head", "name", "links", "move", "drop", "take", "out", "not")
    if not clause.only(*_LINKING, *around, *sized, *(["section"] if menu else [])) or len(clause.all("section")) > len(menu):
        return None
    refused = [token for token in clause.all("not") if token.text not in ("instead of", "rather than")]
    away = clause.has("drop") or bool(refused) or clause.has("take") and clause.has("out")
    moved = clause.has("nav", "menu") or bool(menu) or clause.has("links")
    value = ""
    if said := clause.all("layout"):
        value = "centred" if away and held.layout == said[0].value else "" if away else said[0].value
    elif moved and clause.has("side"):
        value = "centred" if away else "sidebar"
    elif moved and held.layout == "sidebar" and (clause.has("across") or any(t.value == "first" for t in clause.all("place"))):
        value = "centred"
    elif clause.has("picture") and not _exchanged(clause) and (clause.has("head", "name") or any(token.value == "first" for token in clause.all("place"))):
        value = "centred" if away and held.layout == "split" else "" if away else "split"
    elif clause.has("centre") and not moved and not clause.has("picture", "drop") and not away:
        value = "centred"
    spoken = {"split": "a picture stands beside the heading", "sidebar": "the menu goes to the side", "centred": "the heading stands in the middle"}
    return [Wish("layout", value, spoken=spoken[value])] if value else None


def _exchanged(clause: Clause) -> bool:
    """Whether a picture that is there is spoken of, and another one wanted."""
    after = [other.tag for token, other in pairwise(clause.tokens) if token.text in ("change", "update", "fix", "edit") or token.tag == "replace"]
    return "picture" in after and not (clause.has("place") and clause.has("head", "name"))


# ---- groups: what is said of what ---------------------------------------------------------------------------


def _aside(tokens: tuple[Token, ...]) -> list[Token]:
    """The tokens without what is spoken of only to be replaced: "navy instead of this lighter one"."""
    kept, skip = [], False
    for token in tokens:
        if token.tag == "not" and token.text in ("instead of", "rather than"):
            skip = True
        elif skip and token.tag in ("and", "set", "want", "with"):
            skip = False
        if not skip:
            kept.append(token)
    return kept


def _without_old(clause: Clause) -> list[Token]:
    """The tokens without colours that are to go: "not teal", "from teal to navy", "the teal is too much"."""
    said = clause.all("colour")
    new = [token for token in said if not _is_old(token, clause)]
    if len(new) > 1:
        new = [token for token in new if not stands(token, clause.held)] or new
    kept: list[Token] = []
    for token in _aside(clause.tokens):
        if token.tag != "colour" or token in new:
            kept.append(token)
        elif kept and kept[-1].tag in ("not", "from", "drop", "less"):
            kept.pop()
        elif colours.colour(token.text).accent == clause.held.accent:
            kept.append(token._replace(tag="accent"))  # "make the green lighter, like sage"
    return kept


def _is_old(token: Token, clause: Clause) -> bool:
    at = clause.tokens.index(token)
    before = clause.tokens[at - 1].tag if at else ""
    if before == "drop":
        return True
    after = [other.tag for other in clause.tokens[at + 1 : at + 3]]
    return before in ("not", "from", "too", "less") or after == ["is", "too"] or after[:1] == ["too"]


def stands(token: Token, held: Held) -> bool:
    """Whether a colour is the accent or the tone that the page has."""
    found = colours.colour(token.text)
    return bool(found) and (found.accent == held.accent or (found.tone in TONES and found.tone == held.tone))


def _groups(tokens: list[Token]) -> list[tuple[list[Token], list[str]]]:
    """Stretches between "and", "with", "on", each with its values and what they are said of."""
    groups: list[list[Token]] = [[]]
    for token in tokens:
        if token.tag in _BORDERS:
            groups.append([])
        groups[-1].append(token)
    found: list[tuple[list[Token], list[str]]] = []
    waiting: list[str] = []
    for group in groups:
        targets = [token.tag for token in group if token.tag in _TARGETS]
        if any(token.tag in _VALUES or token.tag in _DEGREES for token in group) or "space" in targets:
            found.append((group, [*waiting, *targets]))
            waiting = []
        elif targets and found and not found[-1][1]:
            found[-1] = (found[-1][0], targets)
        else:
            waiting += [target for target in targets if not found or target not in found[-1][1]]
    return [(group, targets or (_borrowed(at, found) if _hang(group) else [])) for at, (group, targets) in enumerate(found)]


def _borrowed(at: int, found: list[tuple[list[Token], list[str]]]) -> list[str]:
    """What the group before speaks of, or else the one behind: "something elegant, classic lettering"."""
    near = [targets or _font(group) for group, targets in [*found[:at][::-1], *found[at + 1 :]]]
    return next(filter(None, near), [])


def _font(group: list[Token]) -> list[str]:
    return ["type"] if any(token.tag == "font" for token in group) else []


def _hang(group: list[Token]) -> bool:
    """Whether its adjectives say nothing by themselves: what went before says of what they are."""
    said = [token for token in group if token.tag == "adj"]
    return bool(said) and not any(token.value in aim_of() for token in said)


def _group(group: list[Token], targets: list[str], clause: Clause) -> Found:
    held, wishes = clause.held, []
    tags = [token.tag for token in group]
    said = [found for token in group if token.tag == "colour" and (found := colours.colour(token.text))]
    shades = [token for token in group if token.tag == "adj" and token.value in _SHADED]
    if len(said) == 1 and shades and not targets:
        return [_shade(said[0], _SHADED[shades[0].value], held)]
    for found in said:
        if set(targets) & {"type", "head", "name", "corners", "space"}:
            return None
        wishes.append(_coloured(found, targets, tags, len(said), held))
    for token in group:
        if token.tag == "font":
            if not {"not", "less", "too", "drop", "instead"} & set(tags[: tags.index("font")]):
                wishes.append(Wish("font", token.value, spoken=f"the font becomes {token.value}"))
            elif len(_groups(list(clause.tokens))) == 1:
                value = _OPPOSITE[token.value]
                wishes.append(Wish("font", value, spoken=f"the font becomes {value}"))
        elif token.tag == "adj" and "font" in tags and _says(token, "font"):
            continue  # "classic serif" is serif
        elif token.tag == "adj" and token.value in _SHADED and "accent" in targets and clause.has("colour"):
            continue  # "make it lighter, like sage"
        elif token.tag == "adj" and token.value in _COMPARED and not targets and clause.has("colour"):
            continue  # "something warmer, a burnt orange"
        elif token.tag == "adj" and not (wish := _described(token, targets, tags, clause)):
            return None
        elif token.tag == "adj":
            wishes.append(wish)
    if "space" in targets and not any(wish.kind == "spacing" for wish in wishes):
        value = "compact" if {"less", "too", "not"} & set(tags) else "airy"
        wishes.append(Wish("spacing", value, spoken=f"the spacing becomes {value}"))
    return wishes


def _shade(found: colours.Colour, how: str, held: Held) -> Wish:
    """ "make the green lighter", of the green that is there or of any other."""
    base = _accent_hex(held) if found.accent == held.accent else found.hex
    return Wish("accent", colours.shaded(base, how), spoken=f"the accent becomes a {how} {found.said}")


def _coloured(found: colours.Colour, targets: list[str], tags: list[str], count: int, held: Held) -> Wish:
    """A colour without a place is the accent, one without hue the background; what comes behind "on" is too."""
    grounds = "ground" in targets and "accent" not in targets or not targets and (tags[0] == "on" or found.tone in TONES)
    if grounds:
        return Wish("tone", found.tone, spoken=f"the background becomes {found.said}")
    return Wish("accent", found.accent, spoken=f"the accent becomes {found.said}")


def _described(token: Token, targets: list[str], tags: list[str], clause: Clause) -> Wish | None:
    """The wish of an adjective, of what is named, or of what such a word is said of."""
    if token.value in _SHADED and "accent" in targets:
        shade = colours.shaded(_accent_hex(clause.held), _SHADED[token.value])
        return Wish("accent", shade, spoken=f"the accent becomes {_SHADED[token.value]}")
    if not targets and clause.topic in _AIMS and not clause.has(*_TARGETS):
        targets = [clause.topic]  # "the heading is too loud, make it smaller"
    aims = [_AIMS[target] for target in targets] or list(filter(None, [aim_of().get(token.value, "")]))
    for aim in aims:
        if value := _says(token, aim):
            return _wish(aim, value, tags, clause.held, _complains(clause))
    return None


def _says(token: Token, aim: str) -> str:
    """What an adjective says of fonts, corners and so on; empty if nothing."""
    return adjectives().get(aim, {}).get(token.value, "")


def _wish(aim: str, value: str, tags: list[str], held: Held, complains: bool = False) -> Wish | None:
    if complains and value != "cramped" or "drop" in tags or "not" in tags or "less" in tags or "too" in tags:
        now = getattr(held, aim, "")
        value = _MIDDLE[aim] if aim in _MIDDLE and value == now and not {"not", "drop"} & set(tags) else _OPPOSITE[value]
    if aim == "ground":
        value = _toned(value, "some" in tags, held)
        return Wish("tone", value, spoken=f"the background becomes {value}")
    if aim == "spacing" and value == "cramped":
        value = "airy"
    if aim == "hero":
        return Wish("hero", value, spoken=f"the heading becomes {value}")
    verb = "become" if aim == "corners" else "becomes"
    return Wish(aim, value, spoken=f"the {aim} {verb} {value}") if value else None


def _complains(clause: Clause) -> bool:
    """ "It's a bit dark": how it is, and not how it should be."""
    first = clause.tokens[0].text
    if clause.has("set", "want", "more", "less", "not", "too"):
        return False
    if any(token.text in ("is", "are") or token.text.endswith("'s") for token in clause.tokens) and clause.has("head", "space", "name", "our name"):
        return True
    stated = any(token.text in _STATED or token.text.endswith("'s") for token in clause.tokens)
    return stated and (clause.has("some") or first in ("it's", "its", "they're"))


def _toned(value: str, some: bool, held: Held) -> str:
    """The tone that a comparative asks for, from the one that is there."""
    dark = colours.is_dark(held.ground)
    steps = {
        "darker": "grey" if some and not dark and held.tone != "grey" else "dark",
        "lighter": "grey" if some and dark else "light",
        "warmer": "cream",
        "cooler": "grey",
    }
    return steps.get(value, value)


def _accent_hex(held: Held) -> str:
    return ACCENTS[held.accent][colours.is_dark(held.ground)] if held.accent in ACCENTS else held.accent
