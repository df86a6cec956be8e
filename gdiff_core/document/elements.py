"""What an HTML text is made of: the elements of its tree, and the marks (tags and the like) that its source writes."""

from collections.abc import Iterator
from typing import NamedTuple

from gdiff_core.records import Span

Path = tuple[tuple[str, int], ...]
"""From the root down: the tag, and its number, from 1, among siblings of the same tag."""

VOID = frozenset(
    ("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "image", "input", "keygen",
     "link", "meta", "param", "source", "track", "wbr")
)  # fmt: skip
"""Elements of HTML that have no end tag, those of old included.
https://html.spec.whatwg.org/multipage/syntax.html#void-elements"""


class Element:
    """An element of the tree that a browser builds, with its place in the source. Each is itself only."""

    # Numbers and shared tuples only: the collector of garbage visits every object of a large page.
    __slots__ = (
        "above", "close_end", "close_start", "end", "html", "inert", "last", "names", "number", "open_end", "order",
        "start", "tag",
    )  # fmt: skip

    def __init__(self, tag: str, html: bool, above: "Element | None", order: int, number: int) -> None:
        self.tag = tag
        """As the tree has it: in lower case, but for some of SVG."""
        self.html = html
        """Of HTML itself, not of SVG or MathML."""
        self.above = above
        """The element around it; None for the root."""
        self.order = self.last = order
        """Its place in the tree, counted from the root down, and that of the last element in it."""
        self.number = number
        """From 1, among siblings of the same tag."""
        self.inert = above is not None and (above.inert or (above.tag == "template" and above.html))
        """In a `<template>`: no part of the document, and no path leads to it."""
        self.start = self.open_end = self.close_start = self.close_end = -1
        """Where its start tag and its end tag begin and end; -1 for those that the source does not write."""
        self.end = -1
        """Where it ends, its end tag included; what nothing closes ends where the next tag begins."""
        self.names: tuple[str, ...] = ()
        """Of its attributes."""

    @property
    def written(self) -> bool:
        """Whether the source has its start tag."""
        return self.start >= 0

    @property
    def opening(self) -> Span:
        """Its start tag; it has to be written."""
        return self.start, self.open_end

    @property
    def span(self) -> Span:
        """All of it; it has to be written."""
        return self.start, self.end

    @property
    def path(self) -> Path:
        chain = [self, *self.around()]
        return tuple((element.tag, element.number) for element in reversed(chain))

    def around(self) -> Iterator["Element"]:
        """The elements that it is in, the nearest first."""
        element = self.above
        while element is not None:
            yield element
            element = element.above

    def holds(self, other: "Element") -> bool:
        return self.order <= other.order <= self.last

    def __repr__(self) -> str:
        return f"Element({self.tag!r}, {self.start}, {self.end})"


class Mark(NamedTuple):
    """What the source writes that is no text."""

    start: int
    end: int
    kind: str
    """"opens" or "closes" for a tag, "comment", or "doctype"."""
    name: str
    """Of the tag, in lower case; else empty."""
    element: Element | None
    """What the tag opens or closes; None where the parser passed it over."""
