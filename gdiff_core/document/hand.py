"""A page that is edited by hand: its bytes are kept where nobody touched them, and what was marked moves along."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gdiff_core.document.diff import (
    Change,
    changes,
    ended,
    is_ended,
    line_range,
    split_lines,
    token_changes,
    usual_ending,
)
from gdiff_core.records import Span


@dataclass(slots=True)
class Desk:
    """A version on the editor's desk: its text as it stands, saved or not, and what is marked in it.

    Spans are of characters of the text, and move with it.
    """

    version: str | None
    """None for a page that was never saved."""
    base: str
    """As it was saved."""
    key: str
    """Of the editor that shows it; another key is another editor."""
    text: str = ""
    locks: tuple[Span, ...] = ()
    """No model may change these."""
    selection: Span | None = None
    """If there is one, a model may change only this."""

    @property
    def unsaved(self) -> bool:
        return self.text != self.base

    def type(self, typed: str) -> None:
        """Take over what is in the editor."""
        self.put(kept_endings(self.base, typed))

    def put(self, text: str) -> None:
        """Another text takes the place of this one; what is marked moves along."""
        if text == self.text:
            return
        self.locks = carried(self.locks, self.text, text)
        chosen = carried([self.selection] if self.selection else [], self.text, text)
        self.selection = chosen[0] if chosen else None
        self.text = text

    def toggle(self, span: Span) -> None:
        """Lock a span, or unlock it where all of it is locked; other locks keep what lies outside of it."""
        if self.locked(span):
            cuts = ([(start, min(end, span[0])), (max(start, span[1]), end)] for start, end in self.locks)
            self.locks = tuple((a, b) for pair in cuts for a, b in pair if a < b)
        else:
            self.locks = merged([*self.locks, span])

    def locked(self, span: Span) -> bool:
        """Whether all of a span is locked."""
        return any(start <= span[0] and span[1] <= end for start, end in self.locks)

    def lines(self, span: Span) -> Span:
        """The lines that a span touches, from 0."""
        return line_range(self.text, span)

    def position(self, at: int) -> tuple[int, int]:
        """Row and column of a character as a browser's editor counts: from 0, in UTF-16 code units."""
        lines = split_lines(self.text[:at])
        if not lines or is_ended(lines[-1]):
            return len(lines), 0
        return len(lines) - 1, len(lines[-1].encode("utf-16-le", "surrogatepass")) // 2


def kept_endings(old: str, typed: str) -> str:
    """What was typed, in an editor that knows one kind of line ending, with the endings the old text had.

    Lines with the same words end as they did; new ones end as most old lines do.
    """
    if "\r" not in old and "\r" not in typed:
        return typed
    before, after = split_lines(old), split_lines(typed)
    new, parts, at = usual_ending(old), [], 0
    for (a, b), (c, d) in [*changes(_words(before), _words(after)), _end(before, after)]:
        kept = zip(before[at:a], after[c - (a - at) : c], strict=True)
        parts += [was if is_ended(was) and is_ended(now) else ended(now, new) for was, now in kept]
        parts += [ended(line, new) for line in after[c:d]]
        at = b
    return "".join(map(_apart, ["", *parts], parts))


def carried(spans: Iterable[Span], old: str, new: str) -> tuple[Span, ...]:
    """Where spans of the old text stand in the new one; what was wholly taken out is gone.

    What is put in at a border stays outside. Spans without a change inside hold the same text as before.
    """
    spans = tuple(spans)
    found = token_changes(old, new) if spans else []
    moved = ((_moved(start, found, 0), _moved(end, found, 1)) for start, end in spans)
    return tuple((start, end) for start, end in moved if start < end)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same characters as spans that neither touch nor overlap, in order."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def _moved(at: int, found: Sequence[Change], border: int) -> int:
    """A border in the new text: 0 for a span's start, 1 for its end."""
    shift = 0
    for (a, b), (c, d) in found:
        if border == 0 and a == b == at:
            return d  # put in just before the span
        if a < at < b:
            return (c, d)[border]
        if b > at or (border == 1 and a == b == at):
            break
        shift = d - b
    return at + shift


def _words(lines: Sequence[str]) -> list[str]:
    return [f"{ended(line, '')}\n" for line in lines]  # never empty: rapidfuzz takes "" and NUL for equal


def _apart(last: str, line: str) -> str:
    """CR and LF of two lines would read as one ending."""
    return f"\r{line}" if last.endswith("\r") and line.startswith("\n") else line


def _end(before: Sequence[str], after: Sequence[str]) -> Change:
    return Change((len(before), len(before)), (len(after), len(after)))
