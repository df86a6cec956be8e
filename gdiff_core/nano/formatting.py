"""Pages that somebody indented, or put through a formatter: they are read without it, and a change is written in it.

    found = formatted(page)      # None where the page stands line by line as the model writes it
    found.page                   -> the same page, line by line
    found.written(another_page)  -> that one as this person would have it

A formatter moves white space, and adds or takes a few signs that say nothing (`_SILENT`): without these a page reads as it did
before. So each line of a design is found by what it reads as, anything else becomes a line by hand, and every line knows its
stretch of the source. Of a new page, lines that stayed are copied from there with the white space before them; in one that
changed only the words that did are exchanged; and a new one is written as the nearest of its kind is.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from gdiff_core.document.diff import Change, changes
from gdiff_core.document.elements import VOID
from gdiff_core.document.markup import read
from gdiff_core.nano import slots
from gdiff_core.nano.corpus import FONTS
from gdiff_core.nano.designs import PLAIN, Design, design_of, name_of, on_one_line, undressed
from gdiff_core.nano.reading import hold
from gdiff_core.records import Span

_SILENT = re.compile(r"\s+|;(?=\s*\})|/(?=\s*>)|(?<![\w.])0(?=\.\d)")
"""What a formatter adds or takes; it writes either quotation mark, too."""
_JOINED = 4
"""As many units of the source as a line of a design consists of."""
_LEAF = re.compile(
    r'<(?:title|h[1-6]|p|a|button|label|blockquote|details|svg|script|pre)\b|<div\b[^>]*\bclass="(?:card|art)\b'
)
"""Elements that are one line in the frame, or no markup."""
_INLINE = r"(?:a|abbr|b|br|code|em|i|img|kbd|mark|q|s|small|span|strong|sub|sup|time|u)\b"
_IDLE = re.compile(
    rf"(<[^<>]*) (?=/?>)|(<[a-zA-Z][^<>]*>) | (?=</)|(</(?!{_INLINE})\w+>) | (?=<(?!{_INLINE})\w)"
)
"""White space that no browser shows: in a tag, at the borders of an element, and around one that is no part of a text."""
_OPENS = re.compile(rf"<(?!(?:{'|'.join(VOID)})\b)\w[^>]*(?<!/)>")
_LEADS = re.compile(r'(?<= )(?:href|id)="[^"]*"')
_SIGN = re.compile(r"""/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{};]""", re.S)
_FOLLOWS = re.compile(r"--(?:on|card|text|soft|display)\s*:")
"""Declarations that stand behind another one on its line."""
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_VALUE = re.compile(r"[^:;{}]+|[:;{}]")
"""Of a rule, which changes whole: parts of two would have two sorts of quotation marks."""


class Line(NamedTuple):
    """A line as the model has it, and where it stands in the source."""

    text: str
    start: int
    end: int


class Kind(NamedTuple):
    """What is alike in two lines that are written alike."""

    markup: bool
    depth: int
    names: tuple[str, ...]
    """Its tags, without where they lead; of a rule its properties."""


@dataclass(frozen=True)
class Formatted:
    """A page with somebody's formatting."""

    source: str
    lines: tuple[Line, ...]

    @property
    def page(self) -> str:
        """Line by line as the model has it."""
        return "\n".join(line.text for line in self.lines)

    def place(self, span: Span) -> Span:
        """Where a span of the source is in the page; indentation before it is none of it."""
        start, end = span
        start = end - len(self.source[start:end].lstrip())
        return _across((start, end), self.source, *reversed(self._signs))

    @cached_property
    def _signs(self) -> tuple[list[int], list[int]]:
        """Where each sign that says something stands in the page, and where in the source."""
        starts = accumulate((len(line.text) + 1 for line in self.lines), initial=0)
        here = [at + i for at, line in zip(starts, self.lines, strict=False) for i in _read(line.text)[1]]
        stretches = ((line.start, self.source[line.start : line.end]) for line in self.lines)
        return here, [start + i for start, text in stretches for i in _read(text)[1]]

    def written(self, page: str) -> str:
        """Another page, or so much as is written of it, in the formatting of this one."""
        new, parts = page.split("\n"), []
        for line, like in zip(new, self._likes(new), strict=True):
            parts += [self._before(like), self._said(like, line)] if isinstance(like, int) else [like, line]
        return "".join((*parts, self.source[self.lines[-1].end :]))

    def _likes(self, new: list[str]) -> Iterator[int | str]:
        """For each line which old one it is written as; where there is none like it, the white space before it."""
        old, kinds, at = [line.text for line in self.lines], _kinds(new), 0
        for (a, b), (c, d) in [*changes(old, new), Change((len(old),) * 2, (len(new),) * 2)]:
            yield from range(at, a)
            at, near = b, a
            for text, kind in zip(new[c:d], kinds[c:d], strict=True):
                unlike = [
                    (k[:2] != kind[:2], k != kind, line != text)
                    for k, line in zip(self._kinds, old, strict=True)
                ]
                like = min(range(len(old)), key=lambda i: (unlike[i], abs(i - near)))
                if self._kinds[like] == kind:
                    yield like
                    near = like + 1
                else:
                    yield self._before(like or 1)  # nothing is before the first line

    @cached_property
    def _kinds(self) -> list[Kind]:
        return _kinds([line.text for line in self.lines])

    def _before(self, line: int) -> str:
        return self.source[self.lines[line - 1].end if line else 0 : self.lines[line].start]

    def _said(self, line: int, new: str) -> str:
        """A new line as an old one stands in the source: what both say stays there to the byte."""
        old, start, end = self.lines[line]
        source = self.source[start:end]
        here, there = (_read(text)[1] for text in (old, source))
        parts, at = [], 0
        for span, (c, d) in _changes(old, new):
            begin, finish = _across(span, old, here, there, before=new[c:d].endswith(" "))
            parts += [source[at:begin], new[c:d]]
            at = finish
        written = "".join((*parts, source[at:]))
        return written if _read(written)[0] == _read(new)[0] else new


@lru_cache(maxsize=16)
def formatted(source: str) -> Formatted | None:
    """A page with its formatting; None where it has none, or is not of the model's kind."""
    body = [line for line in source[source.find("<body") :].split("\n") if line.strip()]
    few = sum(line[0].isspace() for line in body) * 2 <= len(body)
    if few and ":root{" in source and hold(undressed(source)).own:
        return None
    found = Formatted(source, tuple(_lines(source)) if "--accent" in source else ())
    return found if hold(undressed(found.page)).own else None


def unformatted(source: str) -> str:
    """The page line by line as the model has it; any other text as it is."""
    found = formatted(source)
    return found.page if found else source


def _across(span: Span, text: str, here: Sequence[int], there: Sequence[int], before: bool = False) -> Span:
    """A span of one text in another that reads the same; white space at its ends is what stands there in its place.

    Args:
        here, there: where the signs stand that both have.
        before: an empty span is before a sign, not behind one.
    """
    first, last = bisect_left(here, span[0]), bisect_left(here, span[1])
    behind = there[first - 1] + 1 if first else 0
    follows = there[last] if last < len(there) else there[-1] + 1
    if span[0] == span[1]:
        return (follows, follows) if before else (behind, behind)
    start = behind if text[span[0]].isspace() else there[first]
    return start, follows if text[span[1] - 1].isspace() else there[last - 1] + 1


def _changes(old: str, new: str) -> list[Change]:
    """What differs between two lines."""
    before, after = (
        (_WORD if new.startswith("<") else _VALUE).findall(text) if old != new else () for text in (old, new)
    )
    x, y = ([*accumulate(map(len, tokens), initial=0)] for tokens in (before, after))
    return [Change((x[i], x[j]), (y[k], y[m])) for (i, j), (k, m) in changes(before, after)]


def _kinds(lines: list[str]) -> list[Kind]:
    kinds, depth = [], 0
    for line in lines:
        markup = line.startswith("<")
        names = (
            re.findall(r"<[^>]*>", _LEADS.sub("", line)) if markup else re.findall(r"[-\w]+(?=:)|[{}]", line)
        )
        kinds.append(Kind(markup, depth - line.startswith(("</", "}")), tuple(names)))
        depth += len(_OPENS.findall(line)) - line.count("</") if markup else line.count("{") - line.count("}")
    return kinds


# ---- a source read ------------------------------------------------------------------------------------------


def _read(text: str) -> tuple[str, list[int]]:
    """What a text reads as, whoever formatted it, and where each sign of that stands."""
    silent = {i for found in _SILENT.finditer(text) for i in range(*found.span())}
    stands = [i for i in range(len(text)) if i not in silent]
    return "".join(map(text.__getitem__, stands)).replace("'", '"'), stands


def _lines(source: str) -> Iterator[Line]:
    """The page's lines: the model's own, whatever they are parted in; of all else the units."""
    units = [*_units(source)]
    page, reads = "\n".join(unit.text for unit in units), [_read(unit.text)[0] for unit in units]
    known, at = _known(design_of(page), name_of(page)), 0
    while at < len(units):
        size = next((n for n in range(_JOINED, 0, -1) if "".join(reads[at : at + n]) in known), 1)
        parts = units[at : at + size]
        text = known.get("".join(reads[at : at + size]), parts[0].text)
        yield Line(text, parts[0].start, parts[-1].end)
        at += size


@lru_cache(maxsize=16)
def _known(design: Design, name: str) -> dict[str, str]:
    """The lines of a design that hold no text of a page, by what they read as."""
    said = design.exchanged(name) if design.name != PLAIN else {}
    own = slots.lines() | {f"--font:{font};" for font in FONTS.values()}
    return {_read(line)[0]: line for line in (said.get(line, line) for line in own)}


def _units(source: str) -> Iterator[Line]:
    """The least that may be a line: elements of one line, single tags, rules, texts."""
    at, style = 0, False
    for mark in read(source).marks():
        if mark.start < at:
            continue
        yield from _rules(source, at, mark.start) if style else _unit(source, at, mark.start)
        style, at = mark.kind == "opens" and mark.name == "style", mark.end
        if mark.kind == "opens" and mark.element and _LEAF.match(source, mark.start):
            at = max(mark.end, mark.element.close_end)
        yield from _unit(source, mark.start, at)
    yield from _unit(source, at, len(source))


def _rules(source: str, start: int, end: int) -> Iterator[Line]:
    """A style sheet rule by rule; in the page's root it is declaration by declaration."""
    found: list[Line] = []
    depth = root = 0
    for sign in (*_SIGN.finditer(source, start, end), None):
        stop, what = (sign.end(), sign[0][0]) if sign else (end, "}")
        depth += (what == "{") - (what == "}")
        opens = what == "{" and depth == 1 and source[start:stop].split() in ([":root{"], [":root", "{"])
        alone = what == "/" and source[start:stop].lstrip() == sign[0]
        if sign and not opens and not (depth <= root and (alone or what in ";}")):
            continue
        for line in _unit(source, start, stop, rule=True):
            if root and found and _FOLLOWS.match(line.text):
                line = Line(found[-1].text + line.text, found.pop().start, line.end)
            found.append(line)
        root, start = depth, stop
    yield from found


def _unit(source: str, start: int, end: int, rule: bool = False) -> Iterator[Line]:
    """A stretch of the source on one line, if there is anything but white space in it."""
    there = source[start:end]
    if text := " ".join(there.split()):
        text = (
            re.sub(r";\}", "}", on_one_line(text))
            if rule
            else _IDLE.sub(lambda found: "".join(filter(None, found.groups())), text)
        )
        yield Line(text, end - len(there.lstrip()), start + len(there.rstrip()))
