"""What a change did to the order of a page's parts, and what it may have been meant to do.

What adds, moves or takes out a part changes the page in two places at least: there, and in the navigation. A block is
denoised side by side, so the two may disagree, or a part that nobody spoke of is skipped with its link. No token is
wrong by itself then, but the page is, read as a whole: of the pages that may have been meant the encoder says which.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from gdiff_core.document.elements import Element
from gdiff_core.document.outline import outline

_SPACE = re.compile(r"\s*")
_MOST = 8
"""Parts of a page that are arranged; there are about as many arrangements as their square."""

Order = list[str]


class _Row(NamedTuple):
    """Links, or what they lead to: one behind the other, with nothing between them."""

    names: Order
    texts: dict[str, str]
    """With the white space behind each."""
    start: int
    end: int


def arrangements(old: str, new: str, broken: bool = False) -> list[str]:
    """Other arrangements of the new page's parts that may have been meant; none where there is no doubt.

    What it has lost may belong where it was. Where the navigation does not lead to its parts in turn, or the page is
    `broken` in another way, any one part of the old page may have been meant to move, go or come.
    """
    links = [_row(page, _links(page)) for page in (old, new)]
    if not all(links):
        return []
    known = {name for row in links for name in row.names}
    parts = [_row(page, _parts(page, known)) for page in (old, new)]
    names = links[0].names
    if not all(parts) or parts[0].names != names or len(names) > _MOST:
        return []
    now = parts[1].names
    if now == links[1].names and not broken:
        orders = _with_all(names, now)
    else:
        orders = _moved(names, [name for name in now if name not in names])
    # From the end, so that places hold.
    rows = sorted((links, parts), key=lambda pair: pair[1].start, reverse=True)
    if rows[1][1].end > rows[0][1].start:
        return []
    rows = [(row, was.texts | row.texts) for was, row in rows]
    pages = {}
    for order in orders:
        page = new
        for row, texts in rows:
            page = page[: row.start] + "".join(map(texts.__getitem__, order)) + page[row.end :]
        pages[page] = None
    return [page for page in pages if page != new]


def _with_all(names: Order, now: Order) -> Iterator[Order]:
    """What is gone back, behind what it stood behind, and before what it stood before."""
    for behind in (True, False):
        order, was = [*now], names if behind else names[::-1]
        for at, name in enumerate(was):
            if name not in order:
                near = [order.index(other) + behind for other in was[:at] if other in order]
                order.insert(near[-1] if near else len(order) * (not behind), name)
        yield order


def _moved(names: Order, added: Order) -> Iterator[Order]:
    """As it was; and with one part elsewhere or gone, or what is added anywhere."""
    yield names
    for name in added or names:
        rest = [other for other in names if other != name]
        if not added:
            yield rest
        yield from ([*rest[:at], name, *rest[at:]] for at in range(len(rest) + 1))


def _links(page: str) -> Iterator[tuple[str, Element]]:
    """Those of its navigation, with the names of what they lead to."""
    found = outline(page)
    for element in found.elements:
        place, _, name = (found.attribute(element, "href") or "").partition("#")
        if (
            element.tag == "a"
            and name
            and not place
            and any(other.tag == "nav" for other in element.around())
        ):
            yield name, element


def _parts(page: str, known: set[str]) -> Iterator[tuple[str, Element]]:
    """What has one of the names."""
    found = outline(page)
    for element in found.elements:
        if (name := found.attribute(element, "id")) in known:
            yield name, element


def _row(page: str, named: Iterable[tuple[str, Element]]) -> _Row | None:
    """None where there are no such elements, or they do not stand in a row."""
    found = [(name, element.span[0], _SPACE.match(page, element.span[1]).end()) for name, element in named]
    if not found or any(end != start for (_, _, end), (_, start, _) in pairwise(found)):
        return None
    # Of two with one name the first counts.
    texts = {name: page[start:end] for name, start, end in reversed(found)}
    return _Row([name for name, _, _ in found], texts, found[0][1], found[-1][2])
