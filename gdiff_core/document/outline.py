"""A page's elements with the text each one comes from, its sections, and its problems by line.

The tree is html5lib's, which builds what a browser builds (WHATWG parsing): an element of the preview is found here
by its path. What the source does not write (an implied `<tbody>`, the second half of a misnested `<b>`) is in
the tree, so that paths hold, and has no text of its own. Spans are of characters.
"""

import html
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import NamedTuple, Self
from urllib.parse import unquote

import html5lib
from html5lib.constants import E, tokenTypes
from html5lib.treebuilders import base

from gdiff_core.records import Span

Path = tuple[tuple[str, int], ...]
"""From the root down: the tag, and its number, from 1, among siblings of the same tag."""

MAX_DEPTH = 512
"""Elements inside each other; Chromium nests no deeper either."""
MAX_SECONDS = 2.0
MAX_PROBLEMS = 50
_LABEL_CHARS = 32
_UNSHOWN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|<[^>]*>", re.S | re.I)
_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1", re.S | re.I)
_LANDMARKS = {
    "header": "Header",
    "nav": "Navigation",
    "footer": "Footer",
    "aside": "Aside",
    "style": "Styles",
}
_BLOCKS = frozenset((*_LANDMARKS, "section", "article", "div", "form", "main", "table", "ul", "ol", "figure"))
_WORD = re.compile(r"[A-Za-z][A-Za-z-]{2,23}")
_OPENING = attrgetter("opening")
_LINE = attrgetter("line")


@dataclass(frozen=True, slots=True)
class Element:
    """A piece of the page that a path leads to."""

    path: Path
    opening: Span
    """Its start tag."""
    span: Span
    """All of it, end tag included; an element that the parser closed ends where the next tag begins."""

    @property
    def tag(self) -> str:
        return self.path[-1][0]


class Section(NamedTuple):
    """A part of the page that a person would name."""

    name: str
    span: Span
    opening: Span
    """Its start tag."""


class Problem(NamedTuple):
    """A place where the page breaks a rule of HTML, so that browsers guess, or a link leads nowhere."""

    line: int
    """From 1."""
    message: str


@dataclass(frozen=True)
class Outline:
    """What `outline` found; `whole` is False where it stopped early, and then what comes after is missing."""

    page: str
    elements: tuple[Element, ...]
    """Those the source writes, in order of their start tags."""
    problems: tuple[Problem, ...]
    whole: bool

    @cached_property
    def _by_path(self) -> dict[Path, Element]:
        return {element.path: element for element in self.elements}

    def find(self, path: Path) -> Element | None:
        """The element of a path, or the nearest around it that the source writes; None outside all of them."""
        ends = range(len(path), 0, -1)
        return next((self._by_path[path[:end]] for end in ends if path[:end] in self._by_path), None)

    def around(self, path: Path) -> tuple[Element, ...]:
        """The elements on the way to a path, the outermost first, the element itself last."""
        ends = range(1, len(path) + 1)
        return tuple(self._by_path[path[:end]] for end in ends if path[:end] in self._by_path)

    def covering(self, span: Span) -> Element | None:
        """The smallest element that holds all of a span."""
        holding = (e for e in self.elements if e.span[0] <= span[0] and span[1] <= e.span[1])
        return min(holding, key=lambda e: e.span[1] - e.span[0], default=None)

    def which(self, element: Element) -> tuple[int, int]:
        """Which of how many elements with the same text it is: (1, 1) where there is no other."""
        text = self.text(element)
        equal = [e for e in self.elements if e.tag == element.tag and self.text(e) == text]
        return equal.index(element) + 1, len(equal)

    def text(self, element: Element) -> str:
        return self.page[slice(*element.span)]

    def label(self, element: Element) -> str:
        """For a person: its tag, its first words, and which of equal ones it is."""
        words = visible(self.text(element))
        words = f"{words[:_LABEL_CHARS].rstrip()}…" if len(words) > _LABEL_CHARS else words
        number, count = self.which(element)
        parts = [element.tag, f"“{words}”" if words else "", f"({number} of {count})" if count > 1 else ""]
        return " ".join(filter(None, parts))

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The style sheets and the large parts of the body, in order; a name is given once."""
        found = [e for e in self.elements if e.tag == "style" and len(e.path) == 3]
        found += self._parts(next((e.path for e in self.elements if e.tag == "body"), _BODY))
        names, seen = Counter(map(self._name, found)), Counter()
        sections = []
        for element in found:
            seen[name := self._name(element)] += 1
            sections.append(
                Section(f"{name} {seen[name]}" if names[name] > 1 else name, element.span, element.opening)
            )
        return tuple(sections)

    def _parts(self, path: Path) -> list[Element]:
        """The blocks right under a path; `main`, and a wrapper around all there is, give way to their own."""
        blocks = self._blocks.get(path, [])
        while len(blocks) == 1 and len(self._blocks.get(blocks[0].path, [])) > 1:
            blocks = self._blocks[blocks[0].path]
        found = []
        for block in blocks:
            inner = self._blocks.get(block.path, []) if block.tag == "main" else []
            found += inner if len(inner) > 1 else [block]
        return found

    @cached_property
    def _blocks(self) -> dict[Path, list[Element]]:
        """Block elements by the path of their parent."""
        blocks: dict[Path, list[Element]] = {}
        for element in self.elements:
            if element.tag in _BLOCKS and element.tag != "style":
                blocks.setdefault(element.path[:-1], []).append(element)
        return blocks

    def _name(self, element: Element) -> str:
        """Its heading is what a person sees; the page's own heading, in the hero, names the page instead."""
        if element.tag in _LANDMARKS:
            return _LANDMARKS[element.tag]
        heading = _HEADING.search(self.text(element))
        title = visible(heading[2])[:_LABEL_CHARS] if heading else ""
        if title and heading[1] != "1":
            return title
        start = self.page[slice(*element.opening)]
        for attribute in ("id", "class"):
            value = re.search(rf"""\s{attribute}\s*=\s*["']?([^"'>]*)""", start, re.I)
            if value and _WORD.fullmatch(value[1].strip()):
                return value[1].strip().replace("-", " ").capitalize()
        return title or element.tag.capitalize()


_BODY: Path = (("html", 1), ("body", 1))


@lru_cache(maxsize=16)
def outline(page: str) -> Outline:
    """Read a page, also one that is broken, hostile or no HTML. Never raises; ends after some `MAX_SECONDS`."""
    parser, whole = _parsed(page)
    parser.finish()
    elements = sorted(_elements(parser.tree.document, len(page)), key=lambda e: (e.opening, len(e.path)))
    return Outline(page, tuple(elements), tuple(_problems(parser, whole)), whole)


def sections_gone(old: str, new: str) -> list[str]:
    """Names of the sections that the old page has and the new one has not, not even with another heading."""
    before, after = outline(old).sections, outline(new).sections
    names = {section.name for section in after}
    starts = [old[slice(*section.opening)] for section in before]
    fewer = Counter(starts) - Counter(new[slice(*section.opening)] for section in after)
    found = []
    for section, start in zip(before, starts, strict=True):
        if section.name not in names and fewer[start]:
            fewer[start] -= 1
            found.append(section.name)
    return found


class Fault(NamedTuple):
    """As `Problem`, with html5lib's name for the rule."""

    line: int
    rule: str
    message: str


def faults(page: str) -> list[Fault]:
    """Every broken rule, as far as `MAX_SECONDS` and `MAX_DEPTH` reach. Never raises."""
    return _faults(_parsed(page)[0])


@lru_cache(maxsize=16)
def flaws(page: str) -> list[Fault]:
    """The faults, and what a visitor stumbles over: ids that stand twice, links to ids that are not there."""
    return _flaws(*_parsed(page))


def path_of(value: object) -> Path | None:
    """A path as it arrives from the browser, `[[tag, number], ...]`; None for anything else."""
    if not isinstance(value, list) or not 0 < len(value) <= MAX_DEPTH:
        return None
    if not all(isinstance(step, list) and list(map(type, step)) == [str, int] for step in value):
        return None
    return tuple((tag, number) for tag, number in value)


def visible(source: str) -> str:
    """The words of a piece of source, on one line."""
    return " ".join(html.unescape(_UNSHOWN.sub(" ", source)[:10_000]).split())


def _parsed(page: str) -> tuple["_Parser", bool]:
    """The parser when it is through, or as far as it came, and whether that is all of the page."""
    parser = _Parser(page)
    try:
        parser.parse(parser.text)
    except Exception:  # html5lib has asserts that odd pages reach; what was read until then still helps
        return parser, False
    return parser, True


def _faults(parser: "_Parser") -> list[Fault]:
    return [Fault(line, rule, E.get(rule, rule) % details) for (line, _), rule, details in parser.errors]


def _flaws(parser: "_Parser", whole: bool) -> list[Fault]:
    return [*_faults(parser), *(_strays(parser) if whole else ())]


def _strays(parser: "_Parser") -> Iterator[Fault]:
    nodes = sorted(filter(_OPENING, _descendants(parser.tree.document)), key=_OPENING)
    marks = [
        mark for node in nodes for mark in (node.attributes.get("id"), node.attributes.get("name")) if mark
    ]
    there, seen = {"", "top", *marks}, set()
    line, read = 1, 0
    for node in nodes:
        line, read = line + parser.text.count("\n", read, node.opening[0]), node.opening[0]
        place, _, target = node.attributes.get("href", "/").partition("#")
        if node.name == "a" and not place and unquote(target) not in there:
            yield Fault(line, "link-to-nowhere", f"The link to #{target} leads nowhere.")
        if own := node.attributes.get("id"):
            if own in seen:
                yield Fault(line, "duplicate-id", f"The id {own} stands twice.")
            seen.add(own)


def _descendants(node: "_Node") -> Iterator["_Node"]:
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.childNodes


def _problems(parser: "_Parser", whole: bool) -> Iterator[Problem]:
    found = sorted({Problem(flaw.line, flaw.message): None for flaw in _flaws(parser, whole)}, key=_LINE)
    yield from found[:MAX_PROBLEMS]
    if len(found) > MAX_PROBLEMS:
        yield Problem(found[MAX_PROBLEMS].line, "More problems follow; mend these first.")
    if not whole:
        yield Problem(
            parser.line, "The page is too deeply nested or too odd to be looked at beyond this line."
        )


def _elements(document: "_Node", end: int) -> Iterator[Element]:
    """Walk the finished tree; every path counts what the source does not write, too."""
    waiting: list[tuple[_Node, Path]] = [(document, ())]
    while waiting:
        node, above = waiting.pop()
        numbers: Counter[str] = Counter()
        for child in node.childNodes:
            numbers[child.name] += 1
            path = (*above, (child.name, numbers[child.name]))
            waiting.append((child, path))
            if child.opening:
                yield Element(path, child.opening, (child.opening[0], child.last(end)))


# --- html5lib, made to say where it is ---


class _Late(Exception):  # noqa: N818 - never leaves this module
    """The page takes too long, or nests too deep."""


class _Tag(NamedTuple):
    """A tag that the source writes."""

    name: str
    span: Span
    opens: bool


class _Node(base.Node):
    """An element, or the document; text is not kept."""

    def __init__(self, name: str = "", namespace: str | None = None) -> None:
        super().__init__(name)
        self.namespace = namespace
        self.nameTuple = (namespace or base.namespaces["html"], name)
        self.opening: Span | None = None
        self.closed: int | None = None

    def last(self, end: int) -> int:
        """Where it ends; at the end of the page if nothing closed it."""
        return end if self.closed is None else max(self.closed, self.opening[1])

    def appendChild(self, node: Self) -> None:  # noqa: N802 - html5lib's interface, as all below
        self.insertBefore(node, None)

    def insertBefore(self, node: Self, refNode: Self | None) -> None:  # noqa: N802, N803
        if node.parent:
            node.parent.removeChild(node)
        at = self.childNodes.index(refNode) if refNode in self.childNodes else len(self.childNodes)
        self.childNodes.insert(at, node)
        node.parent = self

    def insertText(self, data: str, insertBefore: Self | None = None) -> None: ...  # noqa: N802, N803

    def removeChild(self, node: Self) -> None:  # noqa: N802
        self.childNodes.remove(node)
        node.parent = None

    def reparentChildren(self, newParent: Self) -> None:  # noqa: N802, N803
        for child in list(self.childNodes):
            newParent.appendChild(child)

    def cloneNode(self) -> Self:  # noqa: N802
        clone = type(self)(self.name, self.namespace)
        clone.attributes = dict(self.attributes)
        return clone

    def hasContent(self) -> bool:  # noqa: N802
        return bool(self.childNodes)


class _Stack(list):
    """The stack of open elements, which notes where each one is closed."""

    def __init__(self, tree: "_Tree") -> None:
        super().__init__()
        self.tree = tree

    def pop(self, at: int = -1) -> _Node:
        node = super().pop(at)
        self.tree.close(node)
        return node

    def remove(self, node: _Node) -> None:
        super().remove(node)
        self.tree.close(node)


class _Tree(base.TreeBuilder):
    """Builds nodes from tags; comments and doctypes have no place in a path."""

    documentClass = elementClass = fragmentClass = _Node  # noqa: N815
    now = _Tag("", (0, 0), True)
    """The tag that the source wrote last."""

    def reset(self) -> None:
        super().reset()
        self.openElements = _Stack(self)

    def insertComment(self, token: dict, parent: _Node | None = None) -> None: ...  # noqa: N802

    def insertDoctype(self, token: dict) -> None: ...  # noqa: N802

    def createElement(self, token: dict) -> _Node:  # noqa: N802
        node = super().createElement(token)
        node.opening = token.get("span")
        return node

    def insertElementNormal(self, token: dict) -> _Node:  # noqa: N802
        node = super().insertElementNormal(token)
        node.opening = token.get("span")
        return node

    def close(self, node: _Node) -> None:
        """An element ends with its own end tag, or before the tag that made the parser close it."""
        if node.opening and node.closed is None:
            tag = self.now
            own = tag.span == node.opening or (not tag.opens and tag.name == node.name)
            node.closed = tag.span[1] if own else max(tag.span[0], _written(node))


def _written(node: _Node) -> int:
    """How far the parts of a node reach that are closed."""
    ends = (child.closed for child in node.childNodes if child.closed is not None)
    return max(ends, default=node.opening[1])


class _Parser(html5lib.HTMLParser):
    """html5lib's parser, whose tags carry the span they come from."""

    def __init__(self, page: str) -> None:
        super().__init__(_Tree)
        # One character for one, so that positions hold; a carriage return is white space, and lines still count.
        lines = re.sub("\r(?!\n)", "\n", page).replace("\r", " ")
        self.text = re.sub("[\ud800-\udfff]", "\ufffd", lines)
        self.line = 1
        self._until = time.monotonic() + MAX_SECONDS
        self._start = 0
        self._roots: dict[tuple[str, bool], Span] = {}
        """The first tag of each name, by name and whether it opens."""

    def mainLoop(self) -> None:  # noqa: N802
        tokenizer = self.tokenizer
        tokenizer.stream._defaultChunkSize = len(self.text) + 2  # one chunk: its offset is the position
        opens, emit = tokenizer.tagOpenState, tokenizer.emitCurrentToken

        def tag_opens() -> bool:
            self._start = tokenizer.stream.chunkOffset - 1
            self._check()
            return opens()

        def tag_ends() -> None:
            token, span = tokenizer.currentToken, (self._start, tokenizer.stream.chunkOffset)
            emit()
            token["span"] = span
            self.tree.now = tag = _Tag(token["name"], span, token["type"] == tokenTypes["StartTag"])
            self._roots.setdefault((tag.name, tag.opens), span)

        tokenizer.tagOpenState, tokenizer.emitCurrentToken = tag_opens, tag_ends
        for name in ("attributeNameState", "commentState"):  # quadratic in what one tag or comment holds
            setattr(tokenizer, name, self._checked(getattr(tokenizer, name)))
        super().mainLoop()

    def finish(self) -> None:
        """Give the roots what the parser keeps from them: it never closes them, and makes up `<html>` itself."""
        for node in self.tree.openElements[:2]:
            if node.name == "html":
                node.opening = self._roots.get(("html", True))
            if node.opening and (node.name, False) in self._roots:
                node.closed = max(self._roots[node.name, False][1], _written(node))

    def _checked(self, state: Callable[[], bool]) -> Callable[[], bool]:
        def checked() -> bool:
            self._check()
            return state()

        return checked

    def _check(self) -> None:
        if len(self.tree.openElements) > MAX_DEPTH or time.monotonic() > self._until:
            self.line = self.tokenizer.stream.position()[0]
            raise _Late
