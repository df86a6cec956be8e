"""HTML as a browser reads it: the one module that asks a parser, and everybody else asks here.

The parser is turbohtml (WHATWG parsing, in C). Offsets are of characters of the source as it stands, whatever its line
endings. Where its tree leaves a tag out, the stretches between what it kept are read again, so that every tag of the
source is a mark. Total: any text is read, in time and memory that are linear in its length.
https://html.spec.whatwg.org/multipage/parsing.html
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice
from time import thread_time
from typing import NamedTuple

import turbohtml
from turbohtml import DocumentFragment, IncrementalParser, Namespace, TokenType, tokenize

from gdiff_core.document.elements import Element, Mark

MAX_DEPTH = 512
"""Elements inside each other; neither the parser nor Chromium nests deeper."""
MAX_ERRORS = 1_000
RAW = frozenset(("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext"))
"""Elements of HTML whose content is no markup."""

_CHUNK = 8_192
"""Characters between two looks at the clock."""
_SECONDS, _PACE = 0.1, 2_000_000
"""What reading may take: so much, and a second more for so many characters; it usually takes a fiftieth of that."""
_IMPLIED = 1_000
"""Elements that a tree may have besides one for each character: none has as many."""
_BITS = 32
_ORDER = (1 << _BITS) - 1
_KIND = ("opens", "closes")
_TITLE_END = re.compile(r"</title[\s/>]", re.ASCII | re.IGNORECASE)
_TITLES = 8
"""Ends of titles (of icons, in scripts) before which that of the document is looked for, before all of it is read."""
_PROBE = "gdiff-probe"
_KINDS = {
    TokenType.START_TAG: "opens",
    TokenType.END_TAG: "closes",
    TokenType.COMMENT: "comment",
    TokenType.PROCESSING_INSTRUCTION: "comment",
    TokenType.DOCTYPE: "doctype",
}
_CDATA = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_SHADOW = re.compile(r"shadowrootmode(?=\s*=)", re.IGNORECASE)
"""What makes a template part of the page where a browser loads it; the preview parses it as a string."""


class Doctype(NamedTuple):
    name: str
    public: str
    system: str


@dataclass(frozen=True)
class Markup:
    """What an HTML text holds."""

    source: str
    elements: Sequence[Element]
    """In order of the tree, those that the source does not write included."""
    doctype: Doctype | None
    errors: Sequence[tuple[int, str]]
    """Lines, from 1, and the standard's names of broken rules that need no tree to be seen; the first `MAX_ERRORS`."""
    read: int
    """How many characters of the source this is about: all, unless it nests too deep or is out to be slow."""
    _tags: Sequence[int]

    @property
    def whole(self) -> bool:
        return self.read == len(self.source)

    def line(self, offset: int) -> int:
        """The line, from 1, of a character."""
        return bisect_right(self._lines, offset) + 1

    @cached_property
    def _lines(self) -> list[int]:
        return [match.end() for match in re.finditer(r"\r\n?|\n", self.source)]

    def marks(self) -> Iterator[Mark]:
        """All marks, in order of the source; what lies between them is text."""
        text, elements = _plain(self.source), self.elements
        at, raw, inside = 0, False, None
        for tag in self._tags:
            element = elements[tag >> 1 & _ORDER]
            closes = tag & 1
            start, end = (
                (element.close_start, element.close_end) if closes else (element.start, element.open_end)
            )
            if not raw and text.find("<", at, start) >= 0:
                yield from _loose(text[at:start], at, inside is not None and not inside.html)
            html, name = element.html, element.tag
            yield Mark(start, end, _KIND[closes], name if html else name.lower(), element)
            at, raw, inside = end, not closes and html and name in RAW, element.above if closes else element
        if not raw and text.find("<", at, self.read) >= 0:
            yield from _loose(text[at : self.read], at, inside is not None and not inside.html)

    def attribute(self, element: Element, name: str) -> str | None:
        """Its value, character references decoded; empty if it has none; None where there is no such attribute."""
        if name not in element.names:
            return None
        found = next(tokenize(self.source[element.start : element.open_end])).attr(name)
        return found or ""


def read(source: str) -> Markup:
    """Read a text as HTML, whatever it is. Never raises."""
    text = _plain(source)
    document, end = _parsed([text], located=True)
    elements, all_of_them = _elements(document, len(text))
    tags = _order(elements)
    if not all_of_them:
        end = max((max(element.open_end, element.close_end) for element in elements), default=0)
    doctypes = (node for node in document.children if isinstance(node, turbohtml.Doctype))
    found = next((Doctype(node.name, node.public_id or "", node.system_id or "") for node in doctypes), None)
    errors = [(error.line, error.code) for error in document.errors[:MAX_ERRORS]]
    return Markup(source, elements, found, errors, end, tags)


def first_tag(piece: str) -> str:
    """The name of the first start tag in a piece of source, but for `html`; empty if there is none."""
    names = (mark.name for mark in read(piece).marks() if mark.kind == "opens")
    return next((name for name in names if name != "html"), "")


class Place(NamedTuple):
    """A place between two characters."""

    at: int
    loose: bool = False
    """Also counts in a tag that is not closed, as where a text was cut off."""


def places(source: str, wanted: Sequence[Place], words: str) -> dict[int, bool]:
    """Those of some places, in order, where a tag would be read as one: in no tag, comment, script or the like.

    Each with whether it is in an element that is one of `words`, which is a list of tags as CSS has it. Nothing behind
    the last place is read.
    """
    text, pieces = _plain(source), []
    borders = [0, *(place.at for place in wanted)]
    for number, (start, place) in enumerate(zip(borders, wanted, strict=False)):
        probe = f"<{_PROBE} n={number}></{_PROBE}>"
        pieces += [text[start : place.at], f">{probe}" if place.loose else probe]
    document, _ = _parsed(pieces)
    found = {}
    for probe in document.iter_elements(_PROBE):
        number = probe.attr("n") or ""
        if number.isdecimal() and int(number) < len(wanted):
            found[wanted[int(number)].at] = probe.closest(words) is not None
    return found


def title_of(source: str) -> str:
    """The title of a text that is an HTML document, as a browser shows it; empty if it has none, or an open one."""
    # It mostly ends where the first one does; icons have titles, too, and scripts hold what looks like one.
    ends = islice(_TITLE_END.finditer(source), _TITLES)
    for number, end in enumerate(ends, 1):
        found = _title([source] if number == _TITLES else [source[: end.start()], "</title>"])
        if found is not None:
            return found
    return ""


def _title(pieces: Sequence[str]) -> str | None:
    document, _ = _parsed(map(_plain, pieces), located=True)
    titles = (node for node in document.iter_elements("title") if node.namespace is Namespace.HTML)
    written = (node for node in titles if node.source_location and not node.closest("template"))
    found = next(written, None)
    if found is None:
        return None
    return " ".join(found.text.split()) if found.source_location.end_tag else ""


def visible(source: str) -> str:
    """The words of a piece of source, on one line."""
    document, _ = _parsed([_plain(source)])
    for unseen in document.find_all(["script", "style", "template"]):
        unseen.decompose()
    return " ".join(" ".join(document.strings).split())


def _plain(source: str) -> str:
    """The source as the parser keeps it, one character for one, so that its offsets are the source's."""
    if source.startswith("\ufeff"):
        source = (
            f" {source[1:]}"  # a browser takes a byte order mark off a file; in a string it would be text
        )
    if "\r" in source:
        source = re.sub("\r(?!\n)", "\n", source).replace("\r", " ")
    return source if source.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", source)


def _parsed(pieces: Iterable[str], located: bool = False) -> tuple[turbohtml.Document, int]:
    """The tree, and how many characters of the pieces it is of.

    A few kilobytes can make any parser build gigabytes: each `<p>` opens 500 elements again that an earlier one cut
    short, each further `<body>` copies the attributes of all. That takes time, so time ends it.
    """
    parser, fed, began = IncrementalParser(positions=located, source_locations=located), 0, thread_time()
    for piece in pieces:
        piece = _SHADOW.sub("shadowrootnone", piece) if "shadowrootmode" in piece.lower() else piece
        for start in range(0, len(piece), _CHUNK):
            chunk = piece[start : start + _CHUNK]
            parser.feed(chunk)
            fed += len(chunk)
            if thread_time() - began > _SECONDS + fed / _PACE:
                return parser.close(), fed
    return parser.close(), fed


def _elements(document: turbohtml.Document, length: int) -> tuple[list[Element], bool]:
    """Those of the tree, and whether that is all of them: of what is nested too deep, and all behind it, none is."""
    elements: list[Element] = []
    # What is around a node: the nodes, their elements, and how many of each tag are in them. Written for speed.
    nodes, around, counts = [document], [None], [{}]
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    inside, above, numbers, html = document, None, counts[0], Namespace.HTML
    for order, node in enumerate(document.iter_elements()):
        parent = node.parent
        if parent is not inside:
            if isinstance(parent, DocumentFragment):
                parent = parent.parent
            while nodes[-1] is not parent and above:
                nodes.pop(), around.pop(), counts.pop()
                above = around[-1]
            numbers = counts[-1]
        if len(nodes) > MAX_DEPTH or order > length + _IMPLIED:
            return elements, False
        tag = node.tag
        numbers[tag] = number = numbers.get(tag, 0) + 1
        element = Element(tag, node.namespace is html, above, order, number)
        if place := node.source_location:
            opening, closing, attributes = place
            element.start, element.open_end = opening[2], opening[5]
            if closing:
                element.close_start, element.close_end = closing[2], closing[5]
            if attributes:
                element.names = shared.setdefault(names := tuple(attributes), names)
        elements.append(element)
        inside, above, numbers = node, element, {}
        nodes.append(node), around.append(element), counts.append(numbers)
    return elements, True


def _order(elements: Sequence[Element]) -> list[int]:
    """The tags of elements in order of the source: where it starts, whose it is, and whether it closes, in one number.

    Sets where the last element in each one is.
    """
    tags = []
    for element in reversed(elements):
        above = element.above
        if above and above.last < element.last:
            above.last = element.last
        if element.start >= 0:
            tags.append((element.start << _BITS | element.order) << 1)
        if element.close_start >= 0:
            tags.append((element.close_start << _BITS | element.order) << 1 | 1)
    return sorted(tags)


def _loose(gap: str, start: int, foreign: bool) -> Iterator[Mark]:
    """The marks in a stretch of the text that begins at `start`."""
    if foreign:  # there only, CDATA is text
        gap = _CDATA.sub(lambda section: " " * len(section[0]), gap)
    lines = [0, *accumulate(len(line) + 1 for line in gap.split("\n"))]
    for token in tokenize(gap, capture_source=True, resolve_references=False):
        if kind := _KINDS.get(token.type):
            at = start + lines[token.line - 1] + token.col
            tag = kind in ("opens", "closes")
            yield Mark(at, at + len(token.source), kind, token.tag if tag else "", None)
