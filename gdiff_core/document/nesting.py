"""How the tags of a text are nested: where each element ends, and where the nesting breaks.

The parser's tree says what became of every tag. Followed through the source with the elements that are open, it shows
the rest: an end tag that closes nothing, an element that another one's end cuts short, and so on.
"""

from collections import Counter, defaultdict
from collections.abc import Set
from functools import lru_cache
from typing import NamedTuple

from gdiff_core.document.elements import VOID, Element, Mark
from gdiff_core.document.markup import MAX_ERRORS, Markup, read

FORMATTING = frozenset(
    ("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u")
)
"""Elements that a browser opens again where something else cut them short."""
OPTIONAL = frozenset(
    ("html", "head", "body", "p", "li", "dt", "dd", "rb", "rt", "rtc", "rp", "option", "optgroup", "caption",
     "colgroup", "thead", "tbody", "tfoot", "tr", "td", "th")
)  # fmt: skip
"""Elements of HTML that need no end tag."""
_TABLE = frozenset(("table", "thead", "tbody", "tfoot", "tr"))
"""Elements of HTML that hold rows and cells, and nothing else."""
_SPACE = " \t\n\f\r"
_ROOTS = frozenset(("html", "head", "body"))
_IMPLIED = frozenset(("tbody", "tr", "colgroup"))
"""Elements of HTML that may have an end tag and no start tag."""
_CELLS = frozenset(("td", "th"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ALONE = frozenset(("a", "nobr"))
"""Formatting elements of which none may be in another."""
_ODD = _ALONE | _CELLS
"""Elements that take a second look even where they are in what is open."""


class Slip(NamedTuple):
    """A place where tags do not go together."""

    at: int
    """Where that is seen, in the source."""
    rule: str
    tag: str
    """What the slip is about, as it stands in the source."""
    other: str = ""
    """What else has to do with it."""
    opened: int | None = None
    """Where the element begins that the slip is about."""


class Nesting(NamedTuple):
    markup: Markup
    slips: tuple[Slip, ...]
    """In order of the source."""


@lru_cache(maxsize=4)
def nested(source: str) -> Nesting:
    """Read a text as HTML, find where its elements end, and what is wrong with that. Never raises."""
    markup = read(source)
    return Nesting(markup, tuple(_Walk(markup).slips[:MAX_ERRORS]))


def mark_across(source: str, border: int) -> Mark | None:
    """The tag or doctype that begins before a place between two characters, and ends after it."""
    marks = (mark for mark in nested(source).markup.marks() if mark.kind != "comment")
    return next((mark for mark in marks if mark.start < border < mark.end), None)


def closings(piece: str) -> list[int]:
    """Where the outermost elements end that a piece of source begins with, side by side, up to any text between."""
    ends, depth, at = [], 0, 0
    for mark in read(piece).marks():
        if not depth and piece[at : mark.start].strip():
            break
        at = mark.end
        alone = mark.name in VOID or piece.endswith("/>", mark.start, mark.end)
        if mark.kind not in ("opens", "closes") or (mark.kind == "opens" and alone):
            continue
        depth += 1 if mark.kind == "opens" else -1
        if depth < 0:
            break
        if not depth:
            ends.append(at)
    return ends


class _Walk:
    """The way through a text, with the elements that are open."""

    def __init__(self, markup: Markup) -> None:
        self.markup, self.slips = markup, []
        self.open: list[Element] = []
        """Those that the source writes, the outermost first."""
        self._open_now: defaultdict[str, int] = defaultdict(int)
        """How many of a tag are open."""
        self.cut: Counter[str] = Counter()
        """Formatting elements that were cut short, by tag: a browser goes on with them, so an end tag is to come."""
        self.last: Element | None = None
        """What was opened last."""
        self.shut: set[int] = set()
        """Elements that were closed, though the source did not open them."""
        self.ended: set[str] = set()
        """Which of `head`, `body` and `html` are over."""
        self.over = False
        """Whether the body is."""
        self._go()

    def _go(self) -> None:
        at, opened = 0, self.open
        for mark in self.markup.marks():
            start, end, kind, _, element = mark
            top = opened[-1] if opened else None
            if (top and top.tag in _TABLE) or self.over:
                self._text(at, start)
            at = end
            # What is as it should be, which is most, is dealt with here: a large page has tens of thousands of tags.
            if kind == "closes" and element is top and top and top.tag not in _ROOTS:
                top.end = end
                self._pop()
            elif (
                kind == "opens"
                and element
                and element.above is top
                and not self.over
                and element.tag not in _ODD
            ):
                self._open(element, end)
            elif kind == "opens":
                self._opens(mark)
            elif kind == "closes":
                self._closes(mark)
        if self.over:
            self._text(at, self.markup.read)
        self._finish()

    def _open(self, element: Element, end: int) -> None:
        self.last = element
        if element.tag in VOID if element.html else self._closes_itself(element):
            element.end = end
        else:
            self.open.append(element)
            self._open_now[element.tag] += 1

    def _opens(self, mark: Mark) -> None:
        element = mark.element
        if element is None:
            self.slips.append(Slip(mark.start, "ignored-start-tag", f"<{mark.name}>"))
            return
        self._leave(element, mark)
        if element.tag in _ALONE and (other := self._nearest({element.tag})) and not other.holds(element):
            self.open.remove(other)
            self._open_now[other.tag] -= 1
            self._cut(other, mark.start, f"<{mark.name}>")
        if self.over:
            self._after_body(mark.start, f"<{mark.name}>")
        if "head" in self.ended and element.above and element.above.tag == "head":
            self.slips.append(Slip(mark.start, "after-head", f"<{mark.name}>"))
        if element.html and element.tag in _CELLS and not element.above.written and _leads(element):
            self.slips.append(Slip(mark.start, "cell-without-row", f"<{mark.name}>"))
        self._open(element, mark.end)

    def _closes_itself(self, element: Element) -> bool:
        """`<path/>`; outside of HTML any element can."""
        alone = element.close_start < 0 and element.last == element.order
        return alone and self.markup.source.endswith("/>", *element.opening)

    def _leave(self, element: Element, mark: Mark) -> None:
        """Close what the start tag of an element closes: that which does not hold it."""
        while self.open and not self.open[-1].holds(element) and not self._stays(element, mark):
            self._cut(self._pop(), mark.start, f"<{mark.name}>")

    def _stays(self, element: Element, mark: Mark) -> bool:
        """Whether the innermost open element, which does not hold the next one, is open all the same."""
        top = self.open[-1]
        if top.html and top.tag in _TABLE and self._open_now["table"]:
            table = self._nearest({"table"})
            if table.holds(element) or element.tag == "table":
                return False
            self.slips.append(Slip(mark.start, "misplaced-in-table", f"<{mark.name}>"))
            return True
        if not _formats(top) or (element.tag in _ALONE and self._open_now[element.tag]):
            return False
        # What a formatting element begins in and ends before, a browser takes out of it: the end is still to come.
        around = next((other for other in reversed(self.open) if not _formats(other)), None)
        return around is None or around.holds(element)

    def _closes(self, mark: Mark) -> None:
        element, name = mark.element, mark.name
        if (element is not None and element.tag in _ROOTS) or name in _ROOTS:
            self._ends(mark)
        elif element is not None:
            self._close(element, mark)
        elif name in _HEADINGS and (heading := self._nearest(_HEADINGS)):
            self.slips.append(Slip(mark.start, "mismatched-end-tag", f"</{name}>", f"<{heading.tag}>"))
            self._close(heading, mark)
        elif self.cut[name]:
            self.cut[name] -= 1
        elif name in FORMATTING and (element := self._nearest({name})):
            self._overlaps(element, mark)
        elif name in _IMPLIED and (element := self._implied(name)):
            self.shut.add(element.order)
            while self.open and element.holds(self.open[-1]):
                self._cut(self._pop(), mark.start, f"</{name}>")
        else:
            self.slips.append(Slip(mark.start, "stray-end-tag", f"</{name}>"))

    def _close(self, element: Element, mark: Mark) -> None:
        """An end tag closes an element, and all that is open in it."""
        element.end = mark.end
        if not (self.open and self.open[-1] is element) and element not in self.open:
            return  # what came between closed it already
        while (inner := self._pop()) is not element:
            self._cut(inner, mark.start, f"</{mark.name}>")

    def _ends(self, mark: Mark) -> None:
        """The end tag of `html`, `head` or `body`, which the source need not open."""
        name, element = mark.name, mark.element
        if name in self.ended or (name == "head" and not element and not self._in_head()):
            self.slips.append(Slip(mark.start, "stray-end-tag", f"</{name}>"))
            return
        self.ended |= {name, "body"} if name == "html" else {name}
        self.over = "body" in self.ended
        if name == "head":
            if element:
                self._close(element, mark)
            return
        while self.open and not (name == "body" and self.open[-1].tag == "html"):
            inner = self._pop()
            self._cut(inner, mark.start, f"</{name}>")
            if inner.tag == name:
                inner.end = mark.end

    def _in_head(self) -> bool:
        """Whether all so far is in a head that the source does not open."""
        last = self.last
        return (
            last is None
            or last.tag in ("html", "head")
            or any(other.tag == "head" for other in last.around())
        )

    def _overlaps(self, element: Element, mark: Mark) -> None:
        """The end tag of a formatting element in which another one is open that goes on."""
        if element is not self.open[-1]:
            inner, opened = self.open[self.open.index(element) + 1], element.start
            self.slips.append(Slip(mark.start, "overlap", f"<{element.tag}>", f"<{inner.tag}>", opened))
        self.open.remove(element)
        self._open_now[element.tag] -= 1
        element.end = mark.end

    def _cut(self, element: Element, at: int, by: str) -> None:
        """Something else ends an element that was just left: no slip where it needs no end tag."""
        element.end = at
        if element.html and element.tag in OPTIONAL:
            return
        if _formats(element) and by != f"<{element.tag}>":
            self.cut[element.tag] += 1
        self.slips.append(Slip(at, "unclosed", f"<{element.tag}>", by, element.start))

    def _text(self, start: int, end: int) -> None:
        """Words between two marks, where there should be none."""
        words = self.markup.source[start:end]
        at = start + len(words) - len(words.lstrip(_SPACE))
        if at == end:
            return
        if self.over:
            self._after_body(at, "text")
        else:
            self.slips.append(Slip(at, "text-in-table", "text"))

    def _after_body(self, at: int, what: str) -> None:
        self.slips.append(Slip(at, "after-body", what))
        self.ended -= {"body", "html"}  # a browser takes it all into the body again
        self.over = False

    def _finish(self) -> None:
        end = self.markup.read
        while self.open:
            element = self._pop()
            element.end = end
            if self.markup.whole and not (element.html and element.tag in OPTIONAL):
                self.slips.append(Slip(end, "eof-unclosed", f"<{element.tag}>", opened=element.start))

    def _pop(self) -> Element:
        element = self.open.pop()
        self._open_now[element.tag] -= 1
        return element

    def _implied(self, tag: str) -> Element | None:
        """The element of a tag that the source did not open, if that is not closed yet."""
        around = [self.last, *self.last.around()] if self.last and self._open_now["table"] else []
        found = next((other for other in around if other.tag == tag and not other.written), None)
        return found if found and found.order not in self.shut else None

    def _nearest(self, tags: Set[str]) -> Element | None:
        """The innermost open element of HTML with one of these tags."""
        if not any(self._open_now[tag] for tag in tags):
            return None
        return next((other for other in reversed(self.open) if other.tag in tags and other.html), None)


def _leads(element: Element) -> bool:
    """Whether nothing else stands before it in what is around it."""
    return element.order == element.above.order + 1


def _formats(element: Element) -> bool:
    return element.html and element.tag in FORMATTING
