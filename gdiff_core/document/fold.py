"""What no model need read of a page, folded for it and put back to the byte: pictures and fonts that are in the page,
and of a long page what is far from the selection that may change.

A picture of 200 kB is some 150,000 tokens, none of which a model may change. It is told an address in their place,
which the page does not hold elsewhere. A model that leaves it out with the tag around it took the picture out, one
that says it twice shows it twice; one that says it otherwise, or leaves it out of its tag, broke it, and its page is
refused. What is far becomes a comment; head, and the tags around the selection, stay.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain, islice, pairwise
from typing import Any

from gdiff_core.document.elements import Element
from gdiff_core.document.hand import merged
from gdiff_core.document.outline import Outline, outline
from gdiff_core.errors import TweakRefused
from gdiff_core.records import Commit, Edit, Frame, Request, Span

LEAST = 400
"""Characters from which it pays."""
LONGEST, NEAR = 60_000, 8_000
"""Characters of a page that is read whole, whatever is selected; and of a longer one, on either side of a selection."""
_LONG = re.compile(rf"(?<=[,:=\"'(])(?:[A-Za-z0-9+/_-]|%[0-9A-Fa-f]{{2}}){{{LEAST},}}={{0,2}}")
"""Base64, or percent-encoded, behind the words that say what it is (data:image/png;base64,)."""
_MARK = "kept-as-it-is"
_TAG = re.compile(r"[^<>]{0,60}\Z")
_KIND = re.compile(r"data:[\w/+.;=-]*,?\Z")
BROKEN = "A picture of the page came out broken. So your page stays as it was: try again, or select what is to change."

Event = Frame | Commit | None


@dataclass(frozen=True, slots=True)
class Folded:
    """A page in which an address stands for each long stretch."""

    text: str
    page: str
    """As it was."""
    stretches: tuple[tuple[Span, str], ...]
    """Characters of the page, and their address: one for all that are equal."""
    mark: str
    """What every address begins with, and nothing else on the page holds."""

    def at(self, place: int) -> int:
        """Where a place of the page, in no stretch, is in the text."""
        return place - sum(b - a - len(name) for (a, b), name in self.stretches if b <= place)

    @property
    def far(self) -> list[str]:
        """The addresses, each a comment, of what is far from the selection."""
        return [name for _, name in self.stretches if name.startswith("<")]

    @property
    def _names(self) -> re.Pattern:
        return re.compile(rf"<!-- {self.mark}-\d+ -->|{self.mark}-\d+")

    def unfolded(self, text: str) -> str:
        """A model's text with what stands behind its addresses."""
        behind = {name: self.page[slice(*span)] for span, name in self.stretches}
        return self._names.sub(lambda found: behind.get(found[0], found[0]), text)

    def refolded(self, page: str) -> str:
        """Another page, as a model would write it that was told this one."""
        for span, name in self.stretches:
            page = page.replace(self.page[slice(*span)], name)
        return page

    def broken(self, text: str) -> bool:
        """Whether a model's finished text says an address otherwise, or leaves one out of a tag that it kept."""
        known = Counter(name for _, name in self.stretches)
        said = Counter(self._names.findall(text))
        if text.count(self.mark) > said.total() or not said.keys() <= known.keys():
            return True
        if any(said[name] != known[name] for name in self.far):
            return True
        kept = Counter()
        for (start, _), name in self.stretches:
            kept[self._before(start)] += max(0, known[name] - said[name]) / known[name]
        return any(lost and text.count(tag) > self.text.count(tag) - lost for tag, lost in kept.items())

    def _before(self, start: int) -> str:
        """Of the tag, or the rule, what stands before a stretch and its kind."""
        tag = _TAG.search(self.page[max(0, start - 120) : start])[0]
        return _KIND.sub("", tag) or tag


def fold(page: str, borders: Iterable[int] = (), selection: Span | None = None) -> Folded:
    """The page for a model. A stretch with one of the `borders` inside, such as a lock's, stays; what is far from a
    `selection` does not."""
    borders, mark = tuple(borders), _MARK
    while mark in page:
        mark += "-x"
    long = [found.span() for found in _LONG.finditer(page)]
    long = [(start, end) for start, end in long if not any(start < border < end for border in borders)]
    read = len(page) - sum(end - start for start, end in long)
    far = _far(page, selection) if selection and read > LONGEST else []
    long = [span for span in long if not any(start <= span[0] and span[1] <= end for start, end in far)]
    names, stretches, parts, at = {}, [], [], 0
    for start, end in sorted([*long, *far]):
        name = names.setdefault(page[start:end], f"{mark}-{len(names) + 1}")
        name = f"<!-- {name} -->" if (start, end) in far else name
        stretches.append(((start, end), name))
        parts += [page[at:start], name]
        at = end
    return Folded("".join([*parts, page[at:]]), page, tuple(stretches), mark)


def _far(page: str, selection: Span) -> list[Span]:
    """All that is far from a selection, but for the head and the tags around: whole elements, and text."""
    found = outline(page)
    smallest = found.covering(selection)
    around = [*(found.around(smallest.path) if smallest else ())]
    around += [element for element in found.elements if element.tag == "body" and element not in around]
    kept = [(0, found.elements[0].open_end if found.elements else 0), _near(found, selection, around)]
    kept += [span for element in around for span in (element.opening, (element.close_start, element.end))]
    kept += [
        element.span
        for element in found.elements
        if element.above and "head" in (element.tag, element.above.tag)
    ]
    gaps = pairwise([0, *chain.from_iterable(merged(span for span in kept if span[0] >= 0)), len(page)])
    return [(start, end) for start, end in islice(gaps, 0, None, 2) if end - start > LEAST]


def _near(found: Outline, selection: Span, around: Sequence[Element]) -> Span:
    """A selection with what is next to it, of which no element, and no comment, is half."""
    start, end = max(0, selection[0] - NEAR), min(len(found.page), selection[1] + NEAR)
    cut = [element.span for element in found.elements if element not in around]
    cut += [(mark.start, mark.end) for mark in found.markup.marks() if mark.kind == "comment"]
    start = max((b for a, b in cut if a < start < b <= selection[0]), default=start)
    end = min((a for a, b in cut if selection[1] <= a < end < b), default=end)
    return start, end


def folding(edit: Edit) -> tuple[Folded, Edit]:
    """The page of an edit folded, and the edit as a model is told it."""
    spans = [*edit.locks, *([edit.selection] if edit.selection else [])]
    page, locks = fold(edit.page, [border for span in spans for border in span], edit.selection), edit.locks
    if page.far:  # there may be locks that nobody can point at; what is not selected is locked anyhow
        first, last = edit.selection
        inside = ((max(a, first), min(b, last)) for a, b in locks)
        locks = tuple((a, b) for a, b in inside if a < b)
    *locks, chosen = [(page.at(a), page.at(b)) for a, b in [*locks, edit.selection or (0, 0)]]
    return page, replace(edit, page=page.text, locks=tuple(locks), selection=edit.selection and chosen)


def folded(run: Callable[[Any], Iterator[Event]], asked: Request | Edit) -> Iterator[Event]:
    """What comes of it where an edit's page is folded for the model: texts with all that the page holds.

    Raises:
        TweakRefused: as `run`, or what was folded came out broken.
    """
    return _folded(run, asked) if isinstance(asked, Edit) else run(asked)


def _folded(run: Callable[[Edit], Iterator[Event]], edit: Edit) -> Iterator[Event]:
    page, asked = folding(edit)
    if not page.stretches:
        yield from run(edit)
        return
    try:
        with closing(run(asked)) as events:
            for event in events:
                if isinstance(event, Commit) and event.finish and page.broken(event.text):
                    raise TweakRefused(BROKEN, event.text)
                yield event and replace(event, text=page.unfolded(event.text))
    except TweakRefused as refused:
        raise TweakRefused(str(refused), page.unfolded(refused.page)) from None
