"""A text of a page, as a person reads it, changed at its own place in the source."""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from gdiff_core.document.elements import VOID, Element, Path
from gdiff_core.document.markup import RAW
from gdiff_core.document.outline import Outline, outline
from gdiff_core.records import Span

SPACE = " \t\n\f\r"
"""What HTML collapses; a no-break space stays."""
_PIECE = re.compile(
    rf"(?P<space>[{SPACE}]+)|&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);?|.", re.DOTALL
)


class _Piece(NamedTuple):
    """A stretch of source that is one thing to a reader: a character, a character reference, white space."""

    shown: str
    span: Span


def changed_words(page: str, path: Path, index: int, old: str, new: str) -> tuple[Span, str] | None:
    """What of the source becomes what, so that a text reads `new`. All else of it, references too, stays to the byte.

    Args:
        path: of the element that the text is directly in.
        index: which of that element's texts it is, from 0; it decides only among several that read alike.
        old: how it reads now, white space collapsed.

    Returns:
        A span of characters and what takes its place; None where the source has no such text, as a script or a
        browser made it, or where it is no text but code.
    """
    found = outline(page)
    element = found.find(path)
    if element is None or element.path != path or (element.html and element.tag in RAW):
        return None
    runs = [_pieces(page, run) for run in _runs(found, element)]
    alike = [at for at, run in enumerate(runs) if run and _reads(run) == old]
    if not alike:
        return None
    run = runs[index if index in alike else alike[0]]
    if index not in alike and len(alike) > 1:
        return None
    return _difference(run, " ".join(_words(new)))


def _runs(found: Outline, element: Element) -> Iterator[Span]:
    """The texts directly in an element, white space too, in order."""
    at, inside = element.open_end, element
    for mark in found.markup.marks():
        if mark.start < element.open_end:
            continue
        if inside is element and mark.start > at:
            yield at, mark.start
        if mark.start >= element.end or (mark.kind == "closes" and mark.element is element):
            return
        if mark.element is not None and mark.kind == "opens":
            alone = mark.element.html and mark.element.tag in VOID
            inside = mark.element.above if alone else mark.element
        elif mark.element is not None and mark.kind == "closes":
            inside = mark.element.above
        at = mark.end
    if inside is element:
        yield at, found.markup.read


def _pieces(page: str, run: Span) -> list[_Piece]:
    """A text from its first character to its last, without the white space around it."""
    pieces = [
        _Piece(" " if piece["space"] else html.unescape(piece[0]), piece.span())
        for piece in _PIECE.finditer(page, *run)
    ]
    while pieces and pieces[-1].shown == " ":
        pieces.pop()
    return pieces[1:] if pieces and pieces[0].shown == " " else pieces


def _reads(run: list[_Piece]) -> str:
    return "".join(piece.shown for piece in run)


def _words(text: str) -> list[str]:
    return re.findall(rf"[^{SPACE}]+", text)


def _difference(run: list[_Piece], new: str) -> tuple[Span, str]:
    """Only what lies between the beginning and the end that old and new have in common."""
    first, at = 0, 0
    while first < len(run) and new.startswith(run[first].shown, at):
        at += len(run[first].shown)
        first += 1
    last, end = len(run), len(new)
    while last > first and end - len(run[last - 1].shown) >= at and new.endswith(run[last - 1].shown, 0, end):
        last -= 1
        end -= len(run[last].shown)
    start = run[first].span[0] if first < len(run) else run[-1].span[1]
    stop = run[last - 1].span[1] if last > first else start
    return (start, stop), html.escape(new[at:end], quote=False).replace("\xa0", "&nbsp;")
