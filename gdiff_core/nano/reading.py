"""What a page of the bundled model holds: its looks, its names, its parts, what it sells and when it opens.

    hold(page) -> Held

A page is of the model's own kind if it has that frame, whoever changed words, prices or a rule of it by hand. Of any
other page only what is seen on it is held: its name, its prices, its phone number.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from gdiff_core.nano import palette
from gdiff_core.nano.corpus import ACCENTS, CORNERS, CSS, FONTS, HEADINGS, LAYOUTS, SECTIONS, SPACINGS, TONES
from gdiff_core.nano.edits import HERO_SIZES
from gdiff_core.nano.kinds import Kind, kinds
from gdiff_core.records import Span

LOOKS = {
    "accent": re.compile(r"^[ \t]*--accent:\s*([^;\n]+);\s*--on:[^;\n]*;$", re.M),
    "tone": re.compile(
        r"^[ \t]*--bg:\s*([^;\n]+);\s*--card:[^;\n]*;\s*--text:[^;\n]*;\s*--soft:[^;\n]*;$", re.M
    ),
    "font": re.compile(r"^[ \t]*--font:\s*([^;\n]*);$", re.M),
    "corners": re.compile(r"^[ \t]*--radius:\s*([^;\n]*);$", re.M),
    "spacing": re.compile(r"^[ \t]*--gap:\s*([^;\n]*);$", re.M),
    "size": re.compile(r"^h1\{font-size:(clamp\([^)\n]*\));", re.M),
    "layout": re.compile("|".join(f"^{re.escape(rule)}$" for rule in LAYOUTS.values()), re.M),
}
"""The lines of the style sheet that decide the looks; group 1, where there is one, is the value."""
TITLE = re.compile(r"<title>([^<]*)</title>")
HEADING = re.compile(r"<h1[^>]*>((?:(?!</?h1).){0,300})</h1>", re.S)
TAGLINE = re.compile(r"(?<=</h1>\n<p>)[^<\n]*")
FOOT = re.compile(r"(?<=<footer>\n<p>)[^<\n]*")
BUTTON = re.compile(r'(?<=<a class="button" href="#)[\w-]+')
LINK = re.compile(r'^<a href="#([\w-]+)">([^<\n]*)</a>\n', re.M)
PHONE = re.compile(r'(?<=href="tel:)[^"\n]*')
NAV = re.compile(r"<nav>\n.*?</nav>", re.S)
_ROW = re.compile(r'(?:<p class="row">|<h3>)([^<\n]*?) ?(?:</h3>)?<b>([^<\n]*)</b>')
"""An item and its price, a day and its hours, a person and what they do."""
_PART = re.compile(
    r'^[ \t]*<section\b(?![^>\n]*class="(?:[^"\n]* )?hero\b)[^>\n]*\bid="([\w-]+)"[^>\n]*>\n(?:[ \t]*<h2[^>\n]*>([^<\n]*)</h2>\n)?'
    r"(?:(?!.*</?section\b).*\n)*[ \t]*</section>\n",
    re.M,
)
PRICE = re.compile(r"[$£€]\s?\d|\d\s?[$£€]|^free$", re.I)
"""In a text that is a price."""
_TEXT = re.compile(r">([^<>\n]+?)\.?\s*<")
_WORDS = re.compile(r">[ ]*([^<>\n]*[^<>\s])[ ]*<")
_ENTRY = re.compile(r'^[ \t]*(?:<p class="row">|<div class="card">|<blockquote>|<details>)[^\n]*\n', re.M)
_FRAME = tuple(
    map(
        re.compile,
        (r"<nav\b", r'<section\b[^>\n]*class="(?:[^"\n]* )?hero\b', r"<main\b", r"</main>", r"<footer\b"),
    )
)
_KEPT = 0.5
"""Share of the corpus's style sheet that a page of the model's kind still has."""


class Part(NamedTuple):
    """A section of the page."""

    id: str
    heading: str
    span: Span
    """Of its source, with the line end behind it."""


class Row(NamedTuple):
    """A line that says something of something."""

    what: str
    value: str
    span: Span
    """Of the value."""


class Said(NamedTuple):
    """What stands between two tags of the body, and what an entry of a section says in all."""

    words: str
    """As it is read."""
    span: Span
    """Of its source; of an entry its line, with the line end."""
    section: str
    """Id of the section that it is in; empty outside of all."""


@dataclass(frozen=True, slots=True)
class Held:
    """What `hold` found. Looks are the corpus's words; where a page has others, colours are "#rrggbb", the rest is
    empty."""

    own: bool
    """It is of the bundled model's kind."""
    kind: str
    """Of `nano.kinds`; empty if its words do not tell."""
    name: str
    tagline: str
    accent: str
    tone: str
    ground: str
    """Its background as "#rrggbb"."""
    font: str
    corners: str
    spacing: str
    layout: str
    size: str
    """Of the heading: usual, bigger or smaller."""
    parts: tuple[Part, ...]
    prices: tuple[Row, ...]
    hours: tuple[Row, ...]
    phone: str
    address: str
    texts: tuple[Said, ...]
    entries: tuple[Said, ...]
    """Rows, cards, quotes and questions: what goes in and out of a section by itself."""
    words: frozenset[str]
    """All that is read on it, word by word, in lower case."""

    @property
    def ids(self) -> list[str]:
        """Of its sections, in order."""
        return [part.id for part in self.parts]

    def part(self, section: str) -> Part | None:
        """The section with this id."""
        return next((part for part in self.parts if part.id == section), None)

    def heading(self, section: str) -> str:
        """What the page calls a section, or would call it."""
        if part := self.part(section):
            return part.heading or section.capitalize()
        return kinds()[self.kind].heading(section) if self.kind else HEADINGS.get(section, "Offers")


@lru_cache(maxsize=16)
def hold(page: str) -> Held:
    """Read a page, or any other text. Never raises."""
    looks = {
        wish: found[found.re.groups] if (found := rule.search(page)) else "" for wish, rule in LOOKS.items()
    }
    parts = tuple(Part(found[1], found[2] or "", found.span()) for found in _PART.finditer(page))
    body = page.find("<body") if "<body" in page else len(page)
    rows = [Row(found[1], found[2], found.span(2)) for found in _ROW.finditer(page)]
    hours = tuple(row for row in rows if _within(row.span[0], parts) == "hours")
    name = " ".join(
        re.sub("<[^>]*>", " ", (HEADING.search(page) or TITLE.search(page) or ("", ""))[1]).split()
    )
    words = {wish: _word(value, _TABLES[wish]) for wish, value in looks.items()}
    accent, ground = (_code(looks[look]) for look in ("accent", "tone"))
    return Held(
        own=bool(accent and ground) and _framed(page, parts),
        kind=_kind(page),
        name=name,
        tagline=first(TAGLINE, page),
        accent=words.pop("accent") or accent,
        tone=words.pop("tone") or ground,
        ground=ground,
        **words,
        parts=parts,
        prices=tuple(row for row in rows if row not in hours and PRICE.search(row.value)),
        hours=hours,
        phone=first(PHONE, page),
        address=first(FOOT, page).removeprefix(f"{name}, "),
        texts=tuple(
            Said(_read(found[1]), found.span(1), _within(found.start(1), parts))
            for found in _WORDS.finditer(page, body)
        ),
        entries=tuple(
            Said(_read(found[0]), found.span(), _within(found.start(), parts))
            for found in _ENTRY.finditer(page, body)
        ),
        words=frozenset(
            word for text in _TEXT.findall(page[body:]) for word in re.findall(r"\w+", text.lower())
        ),
    )


_TABLES: dict[str, dict[str, tuple[str, ...]]] = {
    "accent": ACCENTS,
    "tone": {word: (line[len("--bg:") :][:7],) for word, line in TONES.items()},
    "font": {word: (value,) for word, value in FONTS.items()},
    "corners": {word: (value,) for word, value in CORNERS.items()},
    "spacing": {word: (value,) for word, value in SPACINGS.items()},
    "size": {word: (value,) for word, value in HERO_SIZES.items()},
    "layout": {word: (value,) for word, value in LAYOUTS.items()},
}


def _word(value: str, table: dict[str, tuple[str, ...]]) -> str:
    """The corpus's word for a value; empty if it has none."""
    return next((word for word, values in table.items() if value.lower() in map(str.lower, values)), "")


def _code(value: str) -> str:
    """A colour of a style sheet as "#rrggbb"; empty if it is none that is known."""
    found = palette.colour(value)
    return found.hex.lower() if found else ""


def first(rule: re.Pattern, page: str) -> str:
    """What a rule first finds; empty if that is nothing."""
    found = rule.search(page)
    return found[0] if found else ""


def _read(source: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", source)).split())


def _within(at: int, parts: Iterable[Part]) -> str:
    return next((part.id for part in parts if part.span[0] <= at < part.span[1]), "")


def _framed(page: str, parts: tuple[Part, ...]) -> bool:
    """Whether it has the corpus's frame and most of its style sheet."""
    rules = CSS.splitlines()
    kept = len(set(rules) & set(page.splitlines())) / len(rules)
    known = any(part.id in SECTIONS for part in parts)
    return kept >= _KEPT and known and bool(HEADING.search(page)) and is_framed(page)


def is_framed(page: str) -> bool:
    """Whether it has the lines that every page of the model's has around its parts."""
    return all(mark.search(page) for mark in _FRAME)


def _kind(page: str) -> str:
    """The kind of business that most of the page's words are from; empty if there is none, or two."""
    votes = Counter(_origins().get(text, "") for text in _TEXT.findall(page))
    del votes[""]
    (kind, most), (_, next_most) = [*votes.most_common(2), ("", 0), ("", 0)][:2]
    return kind if most > next_most else ""


@cache
def _origins() -> dict[str, str]:
    """The kind of business of each text of the copy, without a full stop; what two kinds say tells nothing."""
    found: dict[str, str] = {}
    for name, kind in kinds().items():
        for text in _texts(kind):
            found[text] = "" if text in found else name
    return found


def _texts(kind: Kind) -> Iterator[str]:
    for texts in (kind.taglines, kind.abouts, kind.actions, kind.quotes, kind.roles):
        yield from (text.removesuffix(".") for text in texts)
    yield from (item for item, _ in kind.items)
    for pair in kind.faqs:
        yield from (text.removesuffix(".") for text in pair)


def copy_of(kind: str) -> frozenset[str]:
    """Every text that a page of this kind of business may have, without a full stop."""
    return frozenset(_texts(kinds()[kind])) if kind in kinds() else frozenset()
