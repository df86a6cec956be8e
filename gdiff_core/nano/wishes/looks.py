"""Clauses about how a page looks: colours, font, corners, spacing, the hero and its heading.

A clause falls into groups at "and", "with" and "on". In each, values (a colour, a font, an adjective) are said of what is
named there (the background, the corners …); where nothing is named a value says itself of what it is.
"""

import re
from itertools import pairwise, takewhile
from typing import NamedTuple

from gdiff_core.nano import palette
from gdiff_core.nano.corpus import ACCENTS, TONES
from gdiff_core.nano.reading import Held
from gdiff_core.nano.wishes.clause import ASIDE, Clause, Found
from gdiff_core.nano.wishes.lexer import Token
from gdiff_core.nano.wishes.lexicon import adjectives, aim_of
from gdiff_core.records import Wish

_LINKING = ("set", "want", "add", "put", "replace", "swap", "instead", "some", "from", "to", "with", "for", "on", "and", "is", "all", "new",
            "take", "colon", "again", "num", "version", "out")  # fmt: skip
_TARGETS = ("accent", "ground", "type", "corners", "space", "head", "name", "our name")
_VALUES = ("colour", "font", "adj")
_DEGREES = ("more", "less", "too", "not")
_BORDERS = ("and", "with", "on")
_AIMS = {"corners": "corners", "accent": "corners", "space": "spacing", "type": "font", "ground": "ground", "head": "hero", "name": "hero",
         "our name": "hero"}  # fmt: skip
"""What an adjective decides that is said of a target."""
_OPPOSITE = {"rounded": "sharp", "sharp": "rounded", "airy": "compact", "compact": "airy", "serif": "sans", "sans": "serif", "mono": "sans",
             "bigger": "smaller", "smaller": "bigger", "dark": "lighter", "darker": "lighter", "light": "darker", "lighter": "darker",
             "cream": "light", "warmer": "light", "cooler": "warmer", "grey": "light", "plain": "", "even": "", "cramped": "cramped"}  # fmt: skip
_MIDDLE = {"corners": "plain", "spacing": "even"}
_SHADES = {"darker": "darker", "darken": "darker", "deeper": "darker", "lighter": "lighter", "lighten": "lighter", "brighter": "brighter",
           "softer": "softer", "paler": "paler"}  # fmt: skip
_EITHER = re.compile(r"\s+|,? (?:\w+ )?or (?:maybe |even |like |rather )*(?:an? |some )?")
_LIKE = re.compile(r"\b(?:looks?|feels?) (?:a bit |kind of |so )?like\b")
_COMPARED = (*_SHADES, "warmer", "cooler")
_STATES = ("is", "are", "it's", "its", "they're", "feels", "looks", "feel", "look")
_SPOKEN = {
    "split": "a picture stands beside the heading",
    "sidebar": "the menu goes to the side",
    "centred": "the heading stands in the middle",
}
_PICTURED = (
    "nav", "menu", "side", "across", "centre", "picture", "layout", "place", "head", "name", "links", "move",
    "drop", "take", "out", "not", "write", "type", "num",
)  # fmt: skip


def looks(clause: Clause) -> Found:
    """Wishes about looks, several at a time: "black with gold buttons and a serif font"."""
    if found := _layout(clause):
        return found
    if not _is_about_looks(clause):
        return None
    if _is_described(clause):
        return []  # "the brown looks like mud"
    if shaded := _shaded(clause):
        return [shaded]
    wishes: list[Wish] = []
    for group in _groups(_without_old(clause)):
        found = _group(group, clause)
        if found is None:
            return None
        wishes += found
    wishes = list(dict.fromkeys(wishes))
    if len({wish.kind for wish in wishes}) < len(wishes):
        return None
    # The background first: it decides which shade of an accent is read. None: "less brown" says what it is not to be.
    return sorted(wishes, key=lambda wish: wish.kind != "tone") or ([] if clause.has("colour") else None)


def _is_described(clause: Clause) -> bool:
    """Whether it only tells how the colours are that the page has."""
    states = any(token.text in _STATES for token in clause.all("is"))
    told = states and not clause.has("set", "want", "not", "too")
    there = clause.has("colour") and all(stands(token, clause.held) for token in clause.all("colour"))
    return there and (told or bool(_LIKE.search(clause.text)))


def stands(token: Token, held: Held, said_of: str = "") -> bool:
    """Whether a colour is the accent or the tone that the page has; the one only, if it is said of that."""
    found = palette.colour(token.text)
    accent = bool(found) and found.accent == held.accent and said_of != "ground"
    return accent or (bool(found) and found.tone in TONES and found.tone == held.tone and said_of != "accent")


def _is_about_looks(clause: Clause) -> bool:
    drops = ("drop",) if clause.has("font", "colour", "corners", "ground") else ()
    only = clause.only(*_LINKING, *drops, *_TARGETS, *_VALUES, *_DEGREES, "place", "links")
    if not only or not clause.has(*_VALUES, "space") or (clause.has("links") and not clause.has("accent")):
        return False
    return all(_serves(place, clause) for place in clause.all("place"))


def _serves(place: Token, clause: Clause) -> bool:
    """Whether a place belongs to a look: space between sections, the name at the top."""
    if place.value == "between":
        return clause.has("space", "adj")
    return place.value in ("first", "up") and clause.has("head", "name", "our name", "adj")


# ---- the hero -----------------------------------------------------------------------------------------------


def _layout(clause: Clause) -> list[Wish] | None:
    """A picture beside the heading, a menu at the side, or the heading in the middle."""
    menu = [token for token in clause.all("section") if token.text.removeprefix("the ") == "menu"]
    sized = ("adj", "type") if clause.has("picture") and clause.has("head", "name") else ()
    if not clause.only(*_LINKING, *_PICTURED, *sized, "section") or clause.all("section") != menu:
        return None
    value, now = _arrangement(clause, bool(menu)), clause.held.layout
    if value and (clause.takes_out or clause.refuses):
        value = "centred" if now == value != "centred" else ""
    return [Wish("layout", value, spoken=_SPOKEN[value])] if value else None


def _arrangement(clause: Clause, menu: bool) -> str:
    """What is spoken of, whether it is wanted or not."""
    if said := clause.all("layout"):
        return said[0].value
    navigation = menu or clause.has("nav", "menu", "links")
    if navigation and clause.has("side"):
        return "sidebar"
    if clause.has("picture"):
        beside = clause.has("head", "name") or clause.says("place", "first")
        return "split" if beside else ""
    return "centred" if clause.has("centre") else ""


# ---- what is to go ------------------------------------------------------------------------------------------


def _without_old(clause: Clause) -> list[Token]:
    """The tokens without colours that are to go: "not teal", "from teal to navy", "the teal is too much"."""
    clause = clause.of(_with_first(clause))
    new = clause.all("colour")
    likened = [two for one, two in pairwise(clause.tokens) if one.text == "like" and two.tag == "colour"]
    if any(token not in likened and not stands(token, clause.held) for token in new):
        new = [token for token in new if token not in likened]  # "light pink, like blush"
    if len(new) > 1:
        new = [token for token in new if not stands(token, clause.held, clause.after(token))] or new
    kept: list[Token] = []
    for token in _without_asides(clause):
        if token.tag != "colour" or token in new:
            kept.append(token)
        elif kept and kept[-1].tag in ("not", "from", "drop", "less"):
            kept.pop()
        elif palette.colour(token.text).accent == clause.held.accent:
            kept.append(token._replace(tag="accent"))  # "make the green lighter, like sage"
    return kept


def _with_first(clause: Clause) -> list[Token]:
    """The tokens without colours that say more of the one before, or might be as well: "bone white or a pale grey"."""
    kept: list[Token] = []
    said: Token | None = None
    for token in clause.tokens:
        if said and token.tag == "colour" and _EITHER.fullmatch(clause.between(said, token)):
            continue
        kept.append(token)
        said = token if token.tag == "colour" else said
    return kept


def _without_asides(clause: Clause) -> list[Token]:
    """The tokens without what is spoken of only to be replaced: "navy instead of this lighter one"."""
    return [*takewhile(lambda token: token.tag != "not" or token.text not in ASIDE, clause.tokens)]


# ---- groups: what is said of what ---------------------------------------------------------------------------


class _Group(NamedTuple):
    tokens: list[Token]
    targets: list[str]
    """What its values are said of, by their tags."""

    @property
    def tags(self) -> list[str]:
        return [token.tag for token in self.tokens]


def _groups(tokens: list[Token]) -> list[_Group]:
    stretches: list[list[Token]] = [[]]
    for token in tokens:
        stretches += [[]] if token.tag in _BORDERS else []
        stretches[-1].append(token)
    found: list[_Group] = []
    waiting: list[str] = []  # targets with no value yet: "the buttons and accents in orange"
    for stretch in stretches:
        targets = [token.tag for token in stretch if token.tag in _TARGETS]
        if any(token.tag in (*_VALUES, *_DEGREES, "space") for token in stretch):
            found.append(_Group(stretch, [*waiting, *targets]))
            waiting = []
        elif targets and found and not found[-1].targets:
            found[-1] = _Group(found[-1].tokens, targets)
        else:
            waiting += [target for target in targets if not found or target not in found[-1].targets]
    return [group._replace(targets=group.targets or _borrowed(at, found)) for at, group in enumerate(found)]


def _borrowed(at: int, found: list[_Group]) -> list[str]:
    """What the group before speaks of, or else the one behind: "something elegant, classic lettering"."""
    said = [token for token in found[at].tokens if token.tag == "adj"]
    if not said or any(token.value in aim_of() for token in said):
        return []
    near = [*found[:at][::-1], *found[at + 1 :]]
    return next((group.targets or ["type"] for group in near if group.targets or "font" in group.tags), [])


def _group(group: _Group, clause: Clause) -> list[Wish] | None:
    """The wishes of a group; None if one of its values says nothing of what is named."""
    colours = (palette.colour(token.text) for token in group.tokens if token.tag == "colour")
    said = [found for found in colours if found]
    if said and set(group.targets) & {"type", "head", "name", "our name", "corners", "space"}:
        return None
    if "font" in group.tags and set(group.targets) & {"head", "name", "our name", "accent"}:
        return None
    wishes = [*(_coloured(found, group) for found in said), *_fonts(group, clause)]
    for token in group.tokens:
        if token.tag != "adj" or _only_describes(token, group, clause):
            continue
        if not (wish := _described(token, group, clause)):
            return None
        wishes.append(wish)
    if "space" in group.targets and not any(wish.kind == "spacing" for wish in wishes):
        value = "compact" if {"less", "too", "not"} & set(group.tags) else "airy"
        wishes.append(Wish("spacing", value, spoken=f"the spacing becomes {value}"))
    return wishes


def _coloured(found: palette.Colour, group: _Group) -> Wish:
    """A colour without a place is the accent, one without hue the background; what comes behind "on" is too."""
    grounded = group.tags[0] == "on" or found.tone in TONES or palette.is_grey(found.hex)
    if ("ground" in group.targets and "accent" not in group.targets) or (not group.targets and grounded):
        return Wish("tone", found.tone, spoken=f"the background becomes {found.said}")
    return Wish("accent", found.accent, spoken=f"the accent becomes {found.said}")


def _fonts(group: _Group, clause: Clause) -> list[Wish]:
    """A font that is to go leaves its opposite, unless another group names one."""
    found = []
    for at, token in enumerate(group.tokens):
        unwanted = {"not", "less", "too", "drop"} & set(group.tags[:at])
        if token.tag == "font" and not (unwanted and set(_BORDERS) & set(clause.tags)):
            value = _OPPOSITE[token.value] if unwanted else token.value
            found.append(Wish("font", value, spoken=f"the font becomes {value}"))
    return found


# ---- adjectives ---------------------------------------------------------------------------------------------


def _shaded(clause: Clause) -> Wish | None:
    """ "Make the green lighter", of the green that is there or of any other."""
    said, shades = clause.all("colour"), [one for one in _without_asides(clause) if one.value in _SHADES]
    if len(said) != 1 or not shades or clause.has("ground"):
        return None
    if clause.has(*_TARGETS) and not stands(said[0], clause.held):
        return None
    found, how = palette.colour(said[0].text), _SHADES[shades[0].value]
    base = _accent_hex(clause.held) if found.accent == clause.held.accent else found.hex
    return Wish("accent", palette.shaded(base, how), spoken=f"the accent becomes a {how} {found.said}")


def _only_describes(token: Token, group: _Group, clause: Clause) -> bool:
    """Whether an adjective only says more of another value: "classic serif", "something warmer, a burnt orange"."""
    if "font" in group.tags and _says(token, "font"):
        return True
    of_accent = not group.targets or "accent" in group.targets
    return of_accent and clause.has("colour") and token.value in _COMPARED


def _described(token: Token, group: _Group, clause: Clause) -> Wish | None:
    """The wish of an adjective, of what is named, or of what such a word is said of."""
    targets = group.targets
    if not targets and clause.topic in _AIMS and not clause.has(*_TARGETS):
        targets = [clause.topic]  # "the heading is too loud, make it smaller"
    aims = [_AIMS[target] for target in targets] or [aim_of().get(token.value, "")]
    aim = next((aim for aim in aims if _says(token, aim)), "")
    return _aimed(aim, _says(token, aim), group.tags, clause) if aim else None


def _says(token: Token, aim: str) -> str:
    """What an adjective says of fonts, corners and so on; empty if nothing."""
    return adjectives().get(aim, {}).get(token.value, "")


def _aimed(aim: str, value: str, tags: list[str], clause: Clause) -> Wish | None:
    """The wish for a value, or for its opposite where it is too much of it, or not wanted."""
    held = clause.held
    if {"not", "drop", "less", "too"} & set(tags) or _complains(clause):
        milder = aim in _MIDDLE and value == getattr(held, aim) and not {"not", "drop"} & set(tags)
        value = _MIDDLE[aim] if milder else _OPPOSITE[value]
    if aim == "ground":
        value = _toned(value, "some" in tags, held)
        return Wish("tone", value, spoken=f"the background becomes {value}")
    value = "airy" if value == "cramped" else value
    name, verb = ("heading" if aim == "hero" else aim), ("become" if aim == "corners" else "becomes")
    return Wish(aim, value, spoken=f"the {name} {verb} {value}") if value else None


def _complains(clause: Clause) -> bool:
    """ "It's a bit dark": how it is, and not how it should be."""
    if clause.has("set", "want", "more", "less", "not", "too"):
        return False
    states = [token.text for token in clause.tokens if token.text in _STATES or token.text.endswith("'s")]
    return bool(states) and (clause.has("some") or clause.tokens[0].text in ("it's", "its", "they're"))


def _toned(value: str, some: bool, held: Held) -> str:
    """The tone that a comparative asks for, from the one that is there."""
    dark = palette.is_dark(held.ground)
    darker = "grey" if some and not dark and held.tone != "grey" else "dark"
    lighter = "grey" if some and dark else "light"
    return {"darker": darker, "lighter": lighter, "warmer": "cream", "cooler": "grey"}.get(value, value)


def _accent_hex(held: Held) -> str:
    return ACCENTS[held.accent][palette.is_dark(held.ground)] if held.accent in ACCENTS else held.accent
