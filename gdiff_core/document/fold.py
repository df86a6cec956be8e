"""What no model need read of a page, folded for it and put back to the byte: pictures and fonts that are in the page.

A picture of 200 kB is some 150,000 tokens, none of which a model may change. It is told an address in their place,
which the page does not hold elsewhere. A model that leaves it out with the tag around it took the picture out, one
that says it twice shows it twice; one that says it otherwise, or leaves it out of its tag, broke it, and its page is
refused.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace

from gdiff_core.errors import TweakRefused
from gdiff_core.records import Commit, Edit, Frame, Span

LEAST = 400
"""Characters from which it pays."""
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

    def unfolded(self, text: str) -> str:
        """A model's text with what stands behind its addresses."""
        behind = {name: self.page[slice(*span)] for span, name in self.stretches}
        return re.sub(rf"{self.mark}-\d+", lambda found: behind.get(found[0], found[0]), text)

    def refolded(self, page: str) -> str:
        """Another page, as a model would write it that was told this one."""
        for span, name in self.stretches:
            page = page.replace(self.page[slice(*span)], name)
        return page

    def broken(self, text: str) -> bool:
        """Whether a model's finished text says an address otherwise, or leaves one out of a tag that it kept."""
        known = Counter(name for _, name in self.stretches)
        said = Counter(re.findall(rf"{self.mark}-\d+", text))
        if text.count(self.mark) > said.total() or not said.keys() <= known.keys():
            return True
        kept = Counter()
        for (start, _), name in self.stretches:
            kept[self._before(start)] += max(0, known[name] - said[name]) / known[name]
        return any(lost and text.count(tag) > self.text.count(tag) - lost for tag, lost in kept.items())

    def _before(self, start: int) -> str:
        """Of the tag, or the rule, what stands before a stretch and its kind."""
        tag = _TAG.search(self.page[max(0, start - 120) : start])[0]
        return _KIND.sub("", tag) or tag


def fold(page: str, borders: Iterable[int] = ()) -> Folded:
    """The page for a model. A stretch with one of the `borders` inside, such as a selection's, stays."""
    borders, mark = tuple(borders), _MARK
    while mark in page:
        mark += "-x"
    names, stretches, parts, at = {}, [], [], 0
    for found in _LONG.finditer(page):
        start, end = found.span()
        if any(start < border < end for border in borders):
            continue
        name = names.setdefault(found[0], f"{mark}-{len(names) + 1}")
        stretches.append(((start, end), name))
        parts += [page[at:start], name]
        at = end
    return Folded("".join([*parts, page[at:]]), page, tuple(stretches), mark)


def folding(edit: Edit) -> tuple[Folded, Edit]:
    """The page of an edit folded, and the edit as a model is told it."""
    spans = [*edit.locks, *([edit.selection] if edit.selection else [])]
    page = fold(edit.page, [border for span in spans for border in span])
    *locks, chosen = [(page.at(a), page.at(b)) for a, b in [*edit.locks, edit.selection or (0, 0)]]
    return page, replace(edit, page=page.text, locks=tuple(locks), selection=edit.selection and chosen)


def folded(run: Callable[[Edit], Iterator[Event]], edit: Edit) -> Iterator[Event]:
    """What comes of an edit whose page is folded for the model: texts with all that the page holds.

    Raises:
        TweakRefused: as `run`, or what was folded came out broken.
    """
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
