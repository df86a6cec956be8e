"""A page's elements with the text each one comes from, its sections, and its problems by line.

The tree is a browser's (`markup`): an element of the preview is found here by its path. What the source does not write
(an implied `<tbody>`, the second half of a misnested `<b>`) is in the tree, so that paths hold, and has no text of its
own. Spans are of characters.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import NamedTuple

from gdiff_core.document.diff import line_changes, split_lines, token_changes
from gdiff_core.document.elements import Element, Path
from gdiff_core.document.flaws import flaws
from gdiff_core.document.markup import MAX_DEPTH, Markup, visible
from gdiff_core.document.nesting import nested
from gdiff_core.records import Span

MAX_PROBLEMS = 50
_LABEL_CHARS = 32
_LABEL_SOURCE = 20_000
"""Characters of an element's source in which its first words are looked for."""
_LANDMARKS = {
    "header": "Header",
    "nav": "Navigation",
    "footer": "Footer",
    "aside": "Aside",
    "style": "Styles",
}
_BLOCKS = frozenset((*_LANDMARKS, "section", "article", "div", "form", "main", "table", "ul", "ol", "figure"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_WORD = re.compile(r"[A-Za-z][A-Za-z-]{2,23}")
_TAGS = re.compile(r"<[^<>]*|>")
_START = attrgetter("start")
_LINE = attrgetter("line")


class Section(NamedTuple):
    """A part of the page that a person would name."""

    name: str
    span: Span


class Problem(NamedTuple):
    """A place where the page breaks a rule of HTML, so that browsers guess, or a link leads nowhere."""

    line: int
    """From 1."""
    message: str


@dataclass(frozen=True)
class Outline:
    """What `outline` found; `whole` is False where it stopped early, and then what comes after is missing."""

    markup: Markup
    elements: tuple[Element, ...]
    """Those that the source writes and a path leads to, in order of their start tags."""
    problems: tuple[Problem, ...]

    @property
    def page(self) -> str:
        return self.markup.source

    @property
    def whole(self) -> bool:
        return self.markup.whole

    def attribute(self, element: Element, name: str) -> str | None:
        """Its value, character references decoded; None where there is no such attribute."""
        return self.markup.attribute(element, name)

    @cached_property
    def _below(self) -> dict[tuple[int, str, int], Element]:
        """Elements by the order of what is around them, tag and number: a step down a path."""
        return {
            (element.above.order if element.above else -1, element.tag, element.number): element
            for element in self.markup.elements
            if not element.inert
        }

    def find(self, path: Path) -> Element | None:
        """The element of a path, or the nearest around it that the source writes; None outside all of them."""
        return next(reversed(self.around(path)), None)

    def around(self, path: Path) -> tuple[Element, ...]:
        """The elements on the way to a path, the outermost first, the element itself last."""
        found, at = [], -1
        for step in path:
            element = self._below.get((at, *step))
            if element is None:
                break
            found.append(element)
            at = element.order
        return tuple(element for element in found if element.written)

    def covering(self, span: Span) -> Element | None:
        """The smallest element that holds all of a span."""
        start, end = span
        holding = (e for e in self.elements if e.start <= start and end <= e.end)
        return min(holding, key=lambda e: e.end - e.start, default=None)

    def which(self, element: Element) -> tuple[int, int]:
        """Which of how many elements with the same text it is: (1, 1) where there is no other."""
        text = self.text(element)
        equal = [e for e in self.elements if e.tag == element.tag and self.text(e) == text]
        return equal.index(element) + 1, len(equal)

    def text(self, element: Element) -> str:
        return self.page[slice(*element.span)]

    def label(self, element: Element) -> str:
        """For a person: its tag, its first words, and which of equal ones it is."""
        words = visible(self.text(element)[:_LABEL_SOURCE])
        words = f"{words[:_LABEL_CHARS].rstrip()}…" if len(words) > _LABEL_CHARS else words
        number, count = self.which(element)
        parts = [element.tag, f"“{words}”" if words else "", f"({number} of {count})" if count > 1 else ""]
        return " ".join(filter(None, parts))

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The style sheets and the large parts of the body, in order; a name is given once."""
        found = [self._name(element) for element in self.parts]
        names, seen = Counter(found), Counter()
        sections = []
        for name, element in zip(found, self.parts, strict=True):
            seen[name] += 1
            sections.append(Section(f"{name} {seen[name]}" if names[name] > 1 else name, element.span))
        return tuple(sections)

    @cached_property
    def parts(self) -> list[Element]:
        """The sections' elements, whose names take longer to find."""
        found = [e for e in self.elements if e.tag == "style" and e.above.above and not e.above.above.above]
        return found + self._in_body()

    def _in_body(self) -> list[Element]:
        """The blocks right in the body; `main`, and a wrapper around all there is, give way to their own."""
        body = next((element for element in self.markup.elements if element.tag == "body"), None)
        blocks = self._blocks.get(body, [])
        while len(blocks) == 1 and len(self._blocks.get(blocks[0], [])) > 1:
            blocks = self._blocks[blocks[0]]
        found = []
        for block in blocks:
            inner = self._blocks.get(block, []) if block.tag == "main" else []
            found += inner if len(inner) > 1 else [block]
        return found

    @cached_property
    def _blocks(self) -> dict[Element, list[Element]]:
        """Block elements by what is around them."""
        blocks: dict[Element, list[Element]] = {}
        for element in self.elements:
            if element.tag in _BLOCKS and element.tag != "style" and element.above:
                blocks.setdefault(element.above, []).append(element)
        return blocks

    def _name(self, element: Element) -> str:
        """Its heading is what a person sees; the page's own heading, in the hero, names the page instead."""
        if element.tag in _LANDMARKS:
            return _LANDMARKS[element.tag]
        inside = self.markup.elements[element.order : element.last + 1]
        heading = next((e for e in inside if e.tag in _HEADINGS and e.written), None)
        title = visible(self.page[heading.open_end : heading.end])[:_LABEL_CHARS] if heading else ""
        if title and heading.tag != "h1":
            return title
        for attribute in ("id", "class"):
            value = (self.attribute(element, attribute) or "").strip()
            if _WORD.fullmatch(value):
                return value.replace("-", " ").capitalize()
        return title or element.tag.capitalize()


@lru_cache(maxsize=4)
def outline(page: str) -> Outline:
    """Read a page, also one that is broken, hostile or no HTML. Never raises."""
    markup = nested(page).markup
    shown = (element for element in markup.elements if element.written and not element.inert)
    return Outline(markup, tuple(sorted(shown, key=_START)), tuple(_problems(markup)))


def sections_gone(old: str, new: str) -> list[str]:
    """Names of the sections that the old page has and the new one has not, not even with another heading."""
    if _same_tags(old, new):
        return []
    before, after = outline(old), outline(new)
    starts = [before.page[slice(*part.opening)] for part in before.parts]
    fewer = Counter(starts) - Counter(after.page[slice(*part.opening)] for part in after.parts)
    if not fewer:
        return []
    names, found = {section.name for section in after.sections}, []
    for section, start in zip(before.sections, starts, strict=True):
        if section.name not in names and fewer[start]:
            fewer[start] -= 1
            found.append(section.name)
    return found


def _same_tags(old: str, new: str) -> bool:
    """Whether only words differ: seen by lines, as reading two pages of megabytes takes seconds."""
    before, after = split_lines(old), split_lines(new)
    return all(
        _TAGS.findall("".join(before[a:b])) == _TAGS.findall("".join(after[c:d]))
        for (a, b), (c, d) in line_changes(old, new)
    )


def change_seen(old: str, new: str) -> tuple[int, Path] | None:
    """Where the new page first looks different: the character and its element; None where no change is in the body.

    A link in the menu comes along with a section: it counts where nothing else does.
    """
    found, in_menu = outline(new), None
    for _, (start, end) in token_changes(old, new):
        start += len(new[start:end]) - len(new[start:end].lstrip())
        element = found.covering((start, start + 1))
        path = element.path if element else ()
        if len(path) < 3 or path[1][0] != "body":
            continue
        if all(tag != "nav" for tag, _ in path):
            return start, path
        in_menu = in_menu or (start, path)
    return in_menu


def change_at(old: str, new: str) -> Path | None:
    """The element of `change_seen`."""
    seen = change_seen(old, new)
    return seen and seen[1]


def path_of(value: object) -> Path | None:
    """A path as it arrives from the browser, `[[tag, number], ...]`; None for anything else."""
    if not isinstance(value, list) or not 0 < len(value) <= MAX_DEPTH:
        return None
    if not all(isinstance(step, list) and list(map(type, step)) == [str, int] for step in value):
        return None
    return tuple((tag, number) for tag, number in value)


def _problems(markup: Markup) -> Iterator[Problem]:
    found = sorted({Problem(flaw.line, flaw.message): None for flaw in flaws(markup.source)}, key=_LINE)
    yield from found[:MAX_PROBLEMS]
    if len(found) > MAX_PROBLEMS:
        yield Problem(found[MAX_PROBLEMS].line, "More problems follow; mend these first.")
    if not markup.whole:
        yield Problem(
            markup.line(markup.read),
            "The page is too deeply nested or too odd to be looked at beyond this line.",
        )
