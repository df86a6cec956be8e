"""The page in a model's text. Total: it answers for noise and for half-finished drafts, in linear time."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from gdiff_core.document.answer import (
    INSIDE,
    Opening,
    begins_line,
    closes,
    fence_before,
    find_opening,
    what_came,
)
from gdiff_core.document.markup import Place, first_tag, places, title_of
from gdiff_core.records import Page

_FLAGS = re.ASCII | re.IGNORECASE
# One for each sign: a pattern that begins with letters is looked for ten times as fast.
_FENCES = [re.compile(rf"({row}+)[ \t]*(?=[\r\n]|\Z)") for row in ("```", "~~~")]
_BREAKING = re.compile(r"(?:\r\n|\r|\n)[ \t>]*(?P<fence>`*|~*)\Z", _FLAGS)
_OVER = re.compile(r"\s*(?:`{3,}|~{3,}|\Z)", _FLAGS)
_LITERAL = "pre, code, samp, kbd, textarea"
"""Elements in which the marks of an answer are a page's words."""
_FIRST, _TIMES = 16, 8
"""Marks of a document that are looked at together, and how many times more if that is not enough."""
_TWICE, _ANSWER = ("thought", "thought"), ("thought", "page")
_NOTHING = re.compile(r"\s*(?:(?:`{3,}|~{3,})[^`<\n]*)?\s*", _FLAGS)
_LINE = 200
"""Characters of a line that are looked at; more are prose."""
_MAX_TITLE_CHARS = 300
_MOST = 64
"""Documents of an answer that are looked at."""
_TWO = "The answer holds more than one page; this is the first. Ask for the other one by itself."


class _Mark(NamedTuple):
    """What may end a document, or show that it is none."""

    at: int
    kind: str
    """"end" for its end tag, "fence", "thought" for the end of one, "page", or "rest" for the end of the text."""
    to: int
    fence: str = ""
    """Of a fence; of a page the one right before it."""
    line: bool = False
    """A doctype that begins its line."""
    certain: bool = False
    """The end of a thought with a page right behind it, and that page: a draft may have ended in a script, or a tag."""


_Seen = tuple[_Mark, bool]
"""With whether an element makes it words of the page."""


class _Document(NamedTuple):
    opening: Opening
    end: int
    complete: bool
    other: Opening | None = None
    """The document that takes its place: this one was a draft, or prose."""
    thought: str | None = None
    """It was part of this thought, as was all before it."""
    following: Opening | None = None
    """The next one, behind its end."""


@lru_cache(maxsize=8)
def extract_page(text: str) -> Page:
    """Find the HTML document in a model's answer, finished or not.

    Thoughts, prose and a code fence around the document are left out (`answer.find_opening`). It opens at its doctype,
    or at `<html`, and ends with its own `</html>`, not one in a script, a comment or an attribute; while that is
    missing it reaches to the fence that closes the one before it, or to the end of the text. A draft gives way: to the
    page behind the end of its thought, to one in a fence behind it, and what may be prose to a doctype behind it.

    Of two whole documents the first is the page: it was watched, and stays when the second one comes; `note` says so.
    It also says what came where there is no document, such as a fragment: what is no page is not made one.

    Never raises; `html` is a substring of `text`.
    """
    start = find_opening(text)
    thoughts = [*start.thoughts]
    if start.opening is None:
        return Page("", False, "", "\n".join(thoughts), what_came(text, start))
    marks = _marks(text, start.opening.at)
    page, note, opening = None, "", start.opening
    for _ in range(_MOST):
        found = _document(text, opening, marks)
        if found.thought is not None:
            thoughts, page, note = [*thoughts, found.thought], None, ""
        if not found.other:
            note = _TWO if page and found.complete else note
            page = page or found
        opening = found.other or found.following
        if not opening:
            break
    page = page or found
    html = text[page.opening.at : page.end]
    title = title_of(html)[:_MAX_TITLE_CHARS]
    return Page(html, page.complete, title, "\n".join(thoughts), note)


def without_thoughts(text: str) -> str:
    """What an answer says behind its thoughts, finished or not."""
    return text[find_opening(text).behind :]


def parted(text: str) -> tuple[str, str]:
    """What an answer thought, and what it says; a thought that has not ended is one already."""
    start = find_opening(text)
    words = text[start.behind :]
    return "\n".join(thought.strip() for thought in start.thoughts), words


def _marks(text: str, start: int) -> list[_Mark]:
    """All that may be of meaning behind the start of a document, in order."""
    found = [_Mark(len(text), "rest", len(text))]
    fences = "```" in text or "~~~" in text
    for match in INSIDE.finditer(text, start + 1):
        at, kind = match.start(), match.lastgroup
        fence = fence_before(text, at)[0] if kind == "page" and fences else ""
        line = kind == "page" and match["page"][0] == "!" and begins_line(text, at)
        found.append(_Mark(at, kind, match.end(), fence, line))
    for match in chain.from_iterable(pattern.finditer(text, start) for pattern in _FENCES if fences):
        if begins_line(text, match.start()):
            found.append(_Mark(_line_end(text, match.start()), "fence", match.end(), match[1]))
    found.sort()
    # Of several ends of thoughts in a row the last counts.
    found = [mark for mark, after in pairwise([*found, found[-1]]) if (mark.kind, after.kind) != _TWICE]
    for at, (thought, page) in enumerate(pairwise(found)):
        if (thought.kind, page.kind) == _ANSWER and _NOTHING.fullmatch(text, thought.to, page.at):
            found[at : at + 2] = thought._replace(certain=True), page._replace(certain=True)
    return found


def _line_end(text: str, at: int) -> int:
    """Where the line before that of a place ends, but for its ending."""
    end = max(0, text.rfind("\n", 0, at))
    return end - (text[end - 1 : end] == "\r")


def _document(text: str, opening: Opening, marks: Sequence[_Mark]) -> _Document:
    """Where a document ends, or what takes its place."""
    first, size = bisect_right(marks, opening.at, key=lambda mark: mark.at), _FIRST
    fenced = len(text)  # of its closing fences the first counts
    while True:
        some = [mark for mark in marks[first : first + size] if _concerns(mark, opening, fenced)]
        seen = _seen(text, opening, some)
        if found := _decided(text, opening, seen):
            return found
        if first + size >= len(marks):
            # At least "<html" and what makes it one: a line may end there.
            end = max(_cut_off(text, opening, seen), opening.at + len("<html>"))
            return _Document(opening, end, False)
        fenced = next((mark.at for mark, is_words in seen if mark.kind == "fence" and not is_words), fenced)
        size *= _TIMES


def _seen(text: str, opening: Opening, marks: Sequence[_Mark]) -> list[_Seen]:
    """Those of the marks that are no part of a script, a comment, an attribute."""
    wanted = [Place(mark.at - opening.at, mark.kind != "end") for mark in marks]
    real = places(text[opening.at : marks[-1].at], wanted, _LITERAL) if marks else {}
    found = zip(marks, (real.get(place.at) for place in wanted), strict=True)
    return [
        (mark, bool(is_words) and not mark.certain)
        for mark, is_words in found
        if is_words is not None or mark.certain
    ]


def _concerns(mark: _Mark, opening: Opening, fenced: int) -> bool:
    if mark.kind == "fence":
        return bool(opening.fence) and closes(mark.fence, opening.fence) and mark.at <= fenced
    return mark.kind != "rest" or bool(opening.fence)


def _decided(text: str, opening: Opening, seen: Sequence[_Seen]) -> _Document | None:
    """What the first marks of a document say of it; None if they leave it open."""
    fence = thought = None
    in_vain = False  # there is no page behind the last end of a thought, so behind the next ones neither
    for mark, is_words in seen:
        if mark.kind == "end":
            if fence and not _closes_all(text, mark):
                return _Document(opening, fence.at, False)
            return _ended(text, opening, mark)
        if is_words:
            continue
        if mark.kind == "fence":
            fence = fence or mark
        elif mark.kind == "thought":
            thought = mark
        elif mark.kind == "page" and thought and not in_vain:
            if other := find_opening(text, thought.to).opening:
                return _Document(opening, mark.at, False, other, text[opening.at : thought.at].strip())
            in_vain = True
        elif mark.kind == "page" and (mark.fence or (mark.line and not opening.sure)):
            return _Document(opening, mark.at, False, Opening(mark.at, text[mark.at + 1] == "!", mark.fence))
    return None


def _ended(text: str, opening: Opening, mark: _Mark) -> _Document:
    """A document that its end tag closes, and what follows it."""
    rest = find_opening(text, mark.to, opening.at, opening.fence)
    if rest.opening and rest.ended:
        return _Document(opening, mark.to, True, rest.opening, "\n".join(rest.thoughts))
    if rest.opening and rest.opening.sure and _is_prose(text, opening, mark):
        return _Document(opening, mark.to, True, rest.opening)
    return _Document(opening, mark.to, True, following=rest.opening)


def _is_prose(text: str, opening: Opening, mark: _Mark) -> bool:
    """Whether what looked like a page is words about one, such as “<html>…</html>”."""
    return text[opening.at + 1] != "!" and not first_tag(text[opening.at : mark.at])


def _closes_all(text: str, mark: _Mark) -> bool:
    """Whether an end tag behind what looks like the closing fence is that of the page, and not named in prose."""
    before = text[max(text.rfind("\n", 0, mark.at) + 1, mark.at - _LINE) : mark.at].strip()
    return (not before or before.endswith(">")) and bool(_OVER.match(text, mark.to))


def _cut_off(text: str, opening: Opening, seen: Sequence[_Seen]) -> int:
    """Where an unfinished document ends: before the closing fence, also one of which only a part is there."""
    marks = [mark for mark, is_words in seen if not is_words]
    if fence := next((mark for mark in marks if mark.kind == "fence"), None):
        return fence.at
    tail = max(opening.at, len(text) - _LINE)
    breaking = _BREAKING.search(text, tail) if marks and marks[-1].kind == "rest" else None
    row = breaking["fence"] if breaking else ""
    whole = breaking is None or (row and row[0] != opening.fence[0])
    return len(text) if whole else breaking.start()
