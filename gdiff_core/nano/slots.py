"""Pages whose every text is a slot: the model sets them, and need not spell what they say.

    frame(spec) -> list[Piece]    the page of a spec, each text a token of its own
    order(spec) -> str            the request, in the one notation that there is

A name has long been delexicalised (`binding`); here all texts are (Wen et al., 2015, arXiv:1508.01745): heading, item and
price, sentence, question, address. So whatever a person or a kind's copy says stands on the page to the letter, and a
kind is a matter of words alone. What the weights have to know is the markup: which parts, how many entries, in what order.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from gdiff_core.nano.corpus import (
    ACCENTS,
    CSS,
    HEADINGS,
    LAYOUTS,
    REQUEST_WEIGHT,
    SECTIONS,
    Piece,
    Spec,
    head,
)
from gdiff_core.nano.edits import HERO_SIZES
from gdiff_core.nano.reading import LOOKS, is_framed
from gdiff_core.records import HOLE

PAIRS = {"offer": 6, "pricing": 6, "reviews": 4, "faq": 5, "team": 4, "hours": 4}
"""Sections whose entries say two things each, and how many entries they may have."""
MOST_SECTIONS = 8
"""As many as a page has."""
MOST = PAIRS | {"about": 3, "gallery": 6}
"""How many entries a section may have; those that are not here have no number."""
PICTURES = 6
LEAST = {"offer": 2, "pricing": 2, "gallery": 2, "faq": 2, "team": 2, "hours": 2}


def _slot(what: str) -> str:
    """ASCII without a space, so that engines with a byte-level decoder can stream it."""
    return f"{{~{what}~}}"


SLOT = re.compile(r"\{~[a-z]+(?:\.\d[ab]?)?~\}")
NEW = tuple(_slot(f"new.{n}") for n in range(1, 7))
"""What a change brings."""
OTHER = tuple(_slot(f"other.{n}") for n in range(1, 8))
"""Texts in places that the frame does not know: what somebody wrote by hand."""
NAME, TAGLINE, ACTION, FOOT, PHONE = map(_slot, ("name", "tagline", "action", "foot", "phone"))
ART, PICTURE = _slot("art"), '<div class="art"></div>\n'
"""A picture is a token, too, so that they can be counted; and what it says on every page."""
ENTRY = {
    "about": "<p>{0}</p>\n",
    "offer": '<p class="row">{0} <b>{1}</b></p>\n',
    "pricing": '<div class="card"><h3>{0}</h3><b>{1}</b></div>\n',
    "gallery": ART,
    "reviews": "<blockquote>{0}<cite>{1}</cite></blockquote>\n",
    "faq": "<details><summary>{0}</summary><p>{1}</p></details>\n",
    "team": '<div class="card"><h3>{0}</h3><b>{1}</b></div>\n',
    "hours": '<p class="row">{0} <b>{1}</b></p>\n',
}
"""The source of one entry of a section."""
_GRIDS = ("pricing", "gallery", "reviews", "team")
_WHOLE = {
    "contact": (
        '<form>\n<label>Email<input type="email" name="email"></label>\n'
        '<label>Message<textarea name="message" rows="4"></textarea></label>\n<button>{0}</button>\n</form>\n'
    ),
    "map": '<div class="art" role="img" aria-label="Map"></div>\n<p>{0}</p>\n',
    "newsletter": '<form>\n<label>Email<input type="email" name="news"></label>\n<button>{0}</button>\n</form>\n',
    "cta": '<p>{0}</p>\n<p><a class="button" href="tel:' + PHONE + '">{1}</a></p>\n',
}
"""The source of a section that has no entries."""


def heading(section: str) -> str:
    """The slot of a section's heading."""
    return _slot(section)


def texts(section: str, entry: int = 1) -> tuple[str, ...]:
    """The slots of one entry of a section."""
    if section in PAIRS or section == "cta":
        return _slot(f"{section}.{entry}a"), _slot(f"{section}.{entry}b")
    return () if section == "gallery" else (_slot(f"{section}.{entry}"),)


def count(section: str, page: str) -> int:
    """Entries of a section of a page; 1 where it has none to count."""
    source = page.partition(f'<section id="{section}">')[2].partition("</section>")[0]
    if section not in MOST:
        return 1
    if section == "gallery":
        return source.count(PICTURE) + source.count(ART)
    return sum(bool(_LINES[section].fullmatch(line)) for line in source.split("\n"))


SLOTS = (
    NAME, TAGLINE, ACTION, FOOT, PHONE, *NEW, *OTHER, *map(heading, HEADINGS | {"offer": ""}),
    *(slot for section in HEADINGS | {"offer": ""} for n in range(MOST.get(section, 1)) for slot in texts(section, n + 1)),
    ART,
)  # fmt: skip
"""All of them; a token each."""


@dataclass(frozen=True, slots=True)
class Framed(Spec):
    """A spec whose texts are slots."""

    counts: tuple[int, ...] = ()
    """Entries of each section; 1 for those that have none."""
    leads: str = ""
    """The section that the button under the heading leads to."""


def order(spec: Framed) -> str:
    """What the model is told."""
    looks = f"{spec.accent} {spec.tone} {spec.font} {spec.corners} {spec.spacing} {spec.layout}"
    parts = (
        f"{section} {count}" if section in MOST else section
        for section, count in zip(spec.sections, spec.counts, strict=True)
    )
    return f"page: {looks}, button {spec.leads}, {', '.join(parts)}"


def frame(spec: Framed) -> list[Piece]:
    """The page of `spec`, in pieces whose texts join to the document."""
    art = ART if spec.layout == "split" else ""
    return [
        *head(spec),
        Piece(CSS + "</style>\n</head>\n<body>\n<header>\n<nav>\n"),
        *(_asked(f'<a href="#{section}">{heading(section)}</a>\n') for section in spec.sections),
        Piece(
            f'</nav>\n</header>\n<main>\n<section class="hero">\n<div>\n<h1>{spec.name}</h1>\n<p>{TAGLINE}</p>\n'
        ),
        Piece('<a class="button" href="'),
        _asked(f"#{spec.leads}"),
        Piece(f'">{ACTION}</a>\n</div>\n{art}</section>\n'),
        *(piece for each in zip(spec.sections, spec.counts, strict=True) for piece in part(*each)),
        Piece(f"</main>\n<footer>\n<p>{spec.name}, {FOOT}</p>\n</footer>\n</body>\n</html>"),
    ]


def entry(section: str, *said: str) -> str:
    """The source of one entry that says so."""
    return _filled(ENTRY[section], said)


def _filled(source: str, said: Iterable[str]) -> str:
    for n, text in enumerate(said):
        source = source.replace(f"{{{n}}}", text)
    return source


def part(section: str, count: int) -> Iterator[Piece]:
    """A section with so many entries."""
    yield _asked(f'<section id="{section}">\n<h2>{heading(section)}</h2>\n')
    if section in _WHOLE:
        yield Piece(_filled(_WHOLE[section], texts(section)))
    else:
        entries = "".join(entry(section, *texts(section, n + 1)) for n in range(count))
        yield _asked(f'<div class="grid">\n{entries}</div>\n' if section in _GRIDS else entries)
    yield Piece("</section>\n")


def _asked(text: str) -> Piece:
    return Piece(text, REQUEST_WEIGHT)


# ---- a page read back ---------------------------------------------------------------------------------------


class Place(NamedTuple):
    """Where a text stands in a page."""

    start: int
    end: int
    slot: str
    """Its own; empty where the frame has no text."""


_TEXT = re.compile(r">([^<>\n]*[^<>\s])\s*(?=<)")
_LINES = {
    section: re.compile(re.escape(source.rstrip("\n")).replace(r"\{0\}", r"([^<\n]*)").replace(r"\{1\}", r"([^<\n]*)"))
    for section, source in ENTRY.items()
}  # fmt: skip
_TITLE = re.compile(r"<(?:title|h1)>([^<\n]+)</(?:title|h1)>")
_LINK = re.compile(r'<a href="#(\w+)">([^<\n]+)</a>')
_BUTTON = re.compile(r'<a class="button" href="#[\w-]+">([^<\n]+)</a>')
_CALL = re.compile(r'<p><a class="button" href="tel:([^"\n]+)">([^<\n]+)</a></p>')
_SINGLE = re.compile(r"<(?:p|button)>([^<\n]+)</(?:p|button)>")
_SECTION = re.compile(r'<section id="(\w+)">')
_OPENED = re.compile(r'<section\b[^>]*\bid="([\w-]+)"')
_HEADING = re.compile(r"<h2>([^<\n]+)</h2>")
_FOOT = r"<p>({}), ([^<\n]+)</p>"


@cache
def lines() -> frozenset[str]:
    """The lines of a page that hold no text: what the model writes by rote."""
    whole = "".join(
        piece.text
        for layout in LAYOUTS
        for piece in frame(
            Framed("", "", next(iter(ACCENTS)), "light", "sans", "plain", "even", layout, tuple(SECTIONS), frozenset(),
                   counts=(1,) * len(SECTIONS), leads="about")
        )
    )  # fmt: skip
    sizes = (CSS.replace(HERO_SIZES["usual"], size) for size in HERO_SIZES.values())
    lines = "\n".join((whole, *sizes, *LAYOUTS.values(), PICTURE)).split("\n")
    return frozenset(line for line in lines if line and not SLOT.search(line))


def _by_hand(line: str) -> bool:
    """Whether no page of the model's has such a line. One with a hole in it is for the model to write."""
    return (
        line not in lines() and not HOLE.search(line) and not any(look.match(line) for look in LOOKS.values())
    )


def places(page: str) -> list[Place]:
    """Every text of a page in the frame's markup, in order, with its slot; line by line, so that parts of a page are read, too.

    In a page that has the frame, lines that somebody wrote by hand are one text, with the line ends behind them.
    """
    found: list[Place] = []
    section, nth, at, before, body, name = "", 0, 0, "", "<body>" not in page, r"[^<,\n]+"
    framed = is_framed(page)
    for line in page.split("\n"):
        slots, match = (), None
        body = body or line == "<body>"
        if opened := _SECTION.fullmatch(line):
            section, nth = opened[1], 0
        elif line in ("</section>", "<footer>"):
            section = "footer" if line == "<footer>" else ""
        if match := _TITLE.fullmatch(line):
            own = not framed or line.startswith("<h1") or f"<h1>{match[1]}</h1>" in page
            slots, name = (NAME if own else "",), re.escape(match[1])
        elif match := _LINK.fullmatch(line):
            slots = ("", heading(match[1]))
        elif match := _HEADING.fullmatch(line):
            slots = (heading(section),)
        elif section == "footer" and (match := re.fullmatch(_FOOT.format(name), line)):
            slots = (NAME, FOOT)
        elif section in _LINES and (match := _LINES[section].fullmatch(line)):
            nth += 1
            slots = texts(section, nth)
        elif match := _CALL.fullmatch(line):
            slots = (PHONE, texts("cta")[1])
        elif match := _BUTTON.fullmatch(line):
            slots = (ACTION,)
        elif match := _SINGLE.fullmatch(line):
            slots = (TAGLINE,) if "</h1>" in before else texts(section)[:1] if section in _WHOLE else ("",)
        if match:
            for group, slot in enumerate(slots, 1):
                if match[group].strip() and not (group == 1 and len(slots) > 1 and slot == ""):
                    start, end = match.span(group)
                    found.append(Place(at + start, at + end, slot if slot in _KNOWN else ""))
        elif framed and _by_hand(line):
            if opened := _OPENED.search(line):
                section, nth = opened[1], 0
            start = found.pop().start if found and found[-1].end == at else at
            found.append(Place(start, min(at + len(line) + 1, len(page)), ""))
        elif body:
            found += (Place(at + text.start(1), at + text.end(1), "") for text in _TEXT.finditer(line))
        before, at = line, at + len(line) + 1
    return found


_KNOWN = frozenset(SLOTS)
_FIXED = frozenset(("Email", "Message"))
"""What the frame itself says."""


def read(
    page: str, known: Mapping[str, str] | None = None, spare: Iterable[str] = OTHER, own: bool = True
) -> dict[str, str]:
    """What each slot of a page says, its name first. What the frame has no slot for takes one of `spare`.

    Args:
        known: what slots say already; a text that says otherwise than its slot takes a spare one.
        own: slots that say nothing yet may say what stands in their place.
    """
    table, left = dict(known or {}), iter(spare)
    said = set(table.values())
    for start, end, slot in places(page):
        text = page[start:end]
        if text in _FIXED or (text in said and not (own and slot and slot not in table)):
            continue
        if free := slot if own and slot and slot not in table else next(left, ""):
            table[free] = text
            said.add(text)
    return table


def heard(page: str, table: Mapping[str, str]) -> str:
    """The page with slots for what they say."""
    by_text = {text: slot for slot, text in reversed(table.items())}
    pieces, at = [], 0
    for start, end, slot in places(page):
        text = page[start:end]
        if own := slot if table.get(slot) == text else by_text.get(text):
            pieces += [page[at:start], own]
            at = end
    return "".join((*pieces, page[at:])).replace(PICTURE, ART)


def spelled(text: str, table: Mapping[str, str]) -> str:
    """A text with what the slots say in their place."""
    return SLOT.sub(lambda found: PICTURE if found[0] == ART else table.get(found[0], found[0]), text)
