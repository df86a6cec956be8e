"""What a model says around its page: thoughts, prose, code fences; and where in it a page may open.

Nothing here is HTML yet, so it is read by patterns; where a page opens, `markup` goes on.
"""

import re
from typing import NamedTuple

from gdiff_core.document.markup import first_tag

# ASCII: HTML's own idea of case and of white space, so that the Kelvin sign is no `k`.
_FLAGS = re.ASCII | re.IGNORECASE | re.MULTILINE
_TAGS = "think|thinking|thought|reasoning"
_END = rf"channel\|>|/(?:{_TAGS})>"
_PAGE = r"!doctype\s+html|html(?=[\s>])"
_MARK = re.compile(
    rf"<(?:(?P<thought>\|channel>|(?P<tag>{_TAGS})>)|(?P<end>{_END})|(?P<comment>!--)|(?P<page>{_PAGE}))",
    _FLAGS,
)
_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,})(?P<info>[^`<\n]*)(?=<|$)", _FLAGS)
_FENCE_LINE = re.compile(r"[ \t>]*(?P<fence>`{3,}|~{3,})[^`<\n]*", _FLAGS)
_THOUGHT_END = re.compile(f"<(?:{_END})", _FLAGS)
_PAGE_OPENS = re.compile(f"<(?:{_PAGE})", _FLAGS)
INSIDE = re.compile(rf"<(?:(?P<page>{_PAGE})|(?P<thought>{_END})|(?P<end>/html(?:[\s/][^<>]*)?>))", _FLAGS)
"""What means something to the wrapping where it stands in a page: the start of another one, the end of a thought whose
beginning was taken out on the way here, and the page's own end."""
_THOUGHT_NAME = re.compile(r"\s*thought\b", _FLAGS)
_NO_PROSE = re.compile(r"[\s\ufeff]*(?:<\?xml[^<>]*\?>[\s\ufeff]*)*", _FLAGS)
_MARKUP_FOLLOWS = re.compile(r"<(?:!doctype[^<>]*>\s*<!|html[^<>]*>\s*<!--|[^<>]*>\s*<[a-z/])", _FLAGS)
_SAID = 80
"""Characters of an answer in words that are repeated."""
_FAR = 20_000
"""Characters of an answer in which a first tag is looked for."""
_LONGEST = 200
"""Characters before a page's opening on its line that are looked at; more are prose."""


class Opening(NamedTuple):
    """Where a page opens."""

    at: int
    sure: bool
    """A doctype at the start of a line is; what prose names in passing may look like the others."""
    fence: str
    """What opened the code fence that it stands in; empty if it stands in none."""


class Start(NamedTuple):
    """How an answer begins."""

    opening: Opening | None
    thoughts: tuple[str, ...]
    ended: bool
    """The end of a thought was met whose beginning was not: what stood before it is part of the thoughts."""
    thinking: bool
    """The text ends in a thought."""
    behind: int
    """Where the thoughts end."""


def find_opening(text: str, start: int = 0, since: int = 0, fence: str = "") -> Start:
    """Find where a page opens, from `start` on (in a code fence, if one is open), outside of thoughts and comments.

    A thought is `<|channel>thought … <channel|>`, or a tag such as `<think>` at the start of a line up to its end tag;
    all from `since` up to such an end is one, too, if its beginning is missing. A thought that never ends holds no
    page, but for the last one that opens in a code fence. A page opens with `<!doctype html` or `<html`, at the start
    of a line, behind such a mark, or where markup follows at once.
    """
    return _Reader(text, start, since, fence).read()


def what_came(text: str, start: Start) -> str:
    """For a person: what an answer holds in which no page opens."""
    if start.thinking:
        return "The answer ends in the middle of a thought, before any page."
    if name := first_tag(text[start.behind : start.behind + _FAR]):
        return (
            f"The answer holds a piece of HTML that begins with <{name}>. "
            f"It is no whole page: that begins with <!doctype html> or <html>."
        )
    begin = text[start.behind : start.behind + 4 * _SAID]
    words = "".join(char for char in " ".join(begin.split()) if char.isprintable())
    if not words:
        return "Behind the thought there is no answer." if start.thoughts else "The answer is empty."
    return f"The answer has no HTML in it, only words: “{words[:_SAID]}{'…' if len(words) > _SAID else ''}”."


class _Reader:
    """Goes from mark to mark; each looks at what the others left, so the time is linear."""

    def __init__(self, text: str, start: int, since: int, fence: str) -> None:
        self.text, self.at, self.since = text, start, since
        self.line = self.free = start
        """Where this line begins, and where the last thing on it ends that is no prose."""
        self.fence, self.thoughts = fence, []
        self.ended = self.commented = False
        self.spare: Opening | None = None
        """A page in a comment, for want of another."""

    def read(self) -> Start:
        for mark in _MARK.finditer(self.text, self.at):
            if mark.start() < self.at:
                continue
            self._fences(mark.start())
            self.line = max(self.line, self.text.rfind("\n", self.at, mark.start()) + 1)
            self.at = mark.end()
            if mark["page"]:
                if opening := self._opening(mark):
                    return self._start(opening)
            elif mark["comment"] and self._leads(mark):
                self._comment()
            elif mark["end"]:
                self.ended = True
                self._thought(self.since, mark.start(), mark.end())
            elif mark["thought"] and (not mark["tag"] or self._leads(mark)):
                end = _THOUGHT_END.search(self.text, self.at)
                if not end:
                    return self._unended()
                self._thought(self.at, end.start(), end.end())
        return self._start(self.spare)

    def _start(self, opening: Opening | None, thinking: bool = False) -> Start:
        return Start(opening, tuple(self.thoughts), self.ended, thinking, self.since)

    def _leads(self, mark: re.Match) -> bool:
        """Whether no prose stands before it on its line."""
        start = max(self.line, self.free)
        return mark.start() - start < _LONGEST and bool(_NO_PROSE.fullmatch(self.text, start, mark.start()))

    def _opening(self, mark: re.Match) -> Opening | None:
        at, leads, doctype = mark.start(), self._leads(mark), mark["page"][0] == "!"
        if self.commented and not (leads and doctype):
            return None
        quoted = self.text[at - 1 : at] == "`"
        if not leads and (quoted or not _MARKUP_FOLLOWS.match(self.text, at)):
            return None
        return Opening(at, leads and doctype, self.fence)

    def _fences(self, end: int) -> None:
        """See which code fence is open at a place."""
        if self.text.find("```", self.at, end) < 0 and self.text.find("~~~", self.at, end) < 0:
            return
        for mark in _FENCE.finditer(self.text, self.at, end):
            if not begins_line(self.text, mark.start()):
                continue
            if not self.fence:
                self.fence, self.free = mark["fence"], mark.end()
            elif closes(mark["fence"], self.fence) and not mark["info"].strip():
                self.fence, self.free = "", mark.end()

    def _comment(self) -> None:
        """Nothing in a comment is a page, but for a doctype on its own line if the comment never ends."""
        end = -1 if self.commented else self.text.find("-->", self.at)
        self.commented = end < 0
        if end >= 0:
            pages = (
                match.start() for match in _PAGE_OPENS.finditer(self.text, self.at, end) if match[0][1] == "!"
            )
            page = next((at for at in pages if begins_line(self.text, at)), None)
            if page is not None and not self.spare:
                self.spare = Opening(page, True, self.fence)
            self.at = self.free = end + len("-->")

    def _thought(self, start: int, end: int, behind: int) -> None:
        name = _THOUGHT_NAME.match(self.text, start, end)
        self.thoughts.append(self.text[name.end() if name else start : end].strip())
        self.at = self.since = self.free = behind
        self.fence, self.spare, self.commented = "", None, False

    def _unended(self) -> Start:
        """A thought that never ends."""
        pages = [
            (page, fence_before(self.text, page.start())) for page in _PAGE_OPENS.finditer(self.text, self.at)
        ]
        page, (fence, line) = next(
            ((page, fence) for page, fence in reversed(pages) if fence[0]), (None, ("", 0))
        )
        end = page.start() if page else len(self.text)
        self._thought(self.at, line if page else end, end)
        return self._start(Opening(end, page[0][1] == "!", fence) if page else None, thinking=not page)


def closes(fence: str, opened: str) -> bool:
    """Whether a row of backticks or tildes ends a code fence that another one opened."""
    return fence[0] == opened[0] and len(fence) >= len(opened)


def begins_line(text: str, at: int) -> bool:
    """Whether only white space, or the signs of a quotation, stand before a place on its line."""
    start = text.rfind("\n", max(0, at - _LONGEST), at) + 1
    return (start > 0 or at < _LONGEST) and not text[start:at].strip(" \t>")


def fence_before(text: str, at: int) -> tuple[str, int]:
    """What opens a code fence right before a place, and where its line begins; empty if nothing does."""
    start = max(0, at - _LONGEST)
    before = text[start:at].rstrip()
    line = before.rfind("\n") + 1
    found = _FENCE_LINE.fullmatch(before, line)
    return (found["fence"], start + line) if found and (line or not start) else ("", 0)
