"""Colours and fonts of a page's style sheets: where they are said, and what they are."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from PIL import ImageColor

from gdiff_core.document.outline import outline
from gdiff_core.records import Span

MOST = 12
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_DECLARATION = re.compile(r"(?<![\w-])(--[\w-]+|[a-z-]+)[ \t]*:\s*([^;{}]*[^;{}\s])")
_COLOURED = frozenset(("color", "background", "background-color", "accent-color", "fill", "stroke"))
_SPOKEN = {"color": "Text", "background-color": "Background", "font-family": "Font"}
_LIST = re.compile(r"""(?:"[^"<>\\]*"|'[^'<>\\]*'|[A-Za-z][\w-]*|[ ,])+""")
_FACES = re.compile(r"serif|sans|mono|cursive|system-ui|rounded|georgia|arial|helvetica", re.IGNORECASE)


class Look(NamedTuple):
    """A colour or a font, and everywhere in the source where it is said."""

    name: str
    """What it is of, for people."""
    value: str
    """Of a colour `#rrggbb`; of a font its list of faces."""
    spans: tuple[Span, ...]


def colours(page: str) -> list[Look]:
    """The colours that the page's own names stand for; of a page without such names those that its rules say, the most
    used first. Opaque ones in notations of old: a picker knows no others.
    """
    said = [
        (name, value, span) for name, text, span in _declarations(page) if (value := _hex(text)) is not None
    ]
    named = [Look(_spoken(name), value, (span,)) for name, value, span in said if name.startswith("--")]
    return (named or _together([one for one in said if one[0].split(" ")[0] in _COLOURED]))[:MOST]


def fonts(page: str) -> list[Look]:
    """As `colours`, for the faces that its texts are set in."""
    said = [(name, text, span) for name, text, span in _declarations(page) if _LIST.fullmatch(text)]
    named = [
        Look(_spoken(name), text, (span,))
        for name, text, span in said
        if name.startswith("--") and _FACES.search(text)
    ]
    return (named or _together([one for one in said if one[0].startswith("font-family ")]))[:MOST]


def _declarations(page: str) -> Iterator[tuple[str, str, Span]]:
    """Name, value and where the value stands."""
    for element in outline(page).elements:
        if element.tag == "style" and element.html and element.close_start >= 0:
            start = element.open_end
            text = _COMMENT.sub(lambda found: " " * len(found[0]), page[start : element.close_start])
            for found in _DECLARATION.finditer(text):
                name = found[1] if found[1].startswith("--") else f"{found[1]} {_rule(text, found.start())}"
                yield name, found[2], (start + found.start(2), start + found.end(2))


def _rule(text: str, at: int) -> str:
    """What the rule is for that a declaration is in: the first of its selectors."""
    return re.split(r"[{};]", text[:at].rpartition("{")[0])[-1].split(",")[0].strip()[:24]


def _together(said: list[tuple[str, str, Span]]) -> list[Look]:
    """Equal ones as one, named after the first."""
    spans: dict[str, list[Span]] = {}
    names: dict[str, str] = {}
    for name, value, span in said:
        spans.setdefault(value, []).append(span)
        names.setdefault(value, _spoken(name))
    looks = (Look(names[value], value, tuple(found)) for value, found in spans.items())
    return sorted(looks, key=lambda look: -len(look.spans))


def _hex(text: str) -> str | None:
    text = re.sub(r"(?<=[\d%])\s+(?=[\d.])", ", ", text.strip())
    with suppress(ValueError):
        red, green, blue, *alpha = ImageColor.getrgb(text)
        return f"#{red:02x}{green:02x}{blue:02x}" if alpha in ([], [255]) else None
    return None


def _spoken(name: str) -> str:
    property, _, rule = name.partition(" ")
    words = _SPOKEN.get(property) or property.strip("-").replace("-", " ").capitalize()
    return f"{words} of {rule}" if rule else words
