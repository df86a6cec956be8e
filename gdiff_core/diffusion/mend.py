"""Where a new page is taken up again when its HTML breaks: text before that place stands, the rest is written anew.

A block is denoised all at once, so it may settle its end before its middle, and then has too much or too little room
between: tags go missing there. What stands before the flaw is sound, and with it in place the rest mostly comes out.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache

from gdiff_core.document.extract import extract_page
from gdiff_core.document.flaws import faults

_HARMLESS = re.compile("doctype|character-reference|incorrectly-opened-comment")
"""Rules that no tag broke: to write the page again would not help."""


class Mender:
    """Finds the flaws of one page while it is written, and where to take it up again, `times` times in all."""

    def __init__(self, times: int) -> None:
        self._left = times
        self._known = 0
        """Flaws of the blocks before."""
        self._line, self._back = 0, 1
        """Of the last flaw, and how many lines before it the text was cut."""

    def cut(self, text: str, over: bool) -> int | None:
        """How many characters of the text may stay, if its last block has a flaw.

        Cuts a line before the first flaw's; where a flaw comes back, twice as many each time.

        Args:
            over: nothing is to follow, so what is not closed is a flaw too.
        """
        flaws = _flaws(text, over)[self._known :] if self._left else ()
        if not flaws:
            return None
        self._left -= 1
        self._back = 1 if flaws[0] > self._line else 2 * self._back
        self._line = flaws[0]
        html = extract_page(text).html
        sound = html.split("\n")[: max(0, self._line - 1 - self._back)]
        return text.index(html) + sum(len(line) + 1 for line in sound)

    def commit(self, text: str) -> None:
        """Go on to the next block: the flaws of this one stay."""
        self._known = len(_flaws(text, over=False)) if self._left else 0
        self._line = 0


def within(tokens: Sequence[int], length: int, text_of: Callable[[Sequence[int]], str]) -> int:
    """How many of the tokens, from the first, lie in the first `length` characters of the text they make."""
    ends = range(1, len(tokens) + 1)
    return bisect_right(ends, length, key=lambda end: len(text_of(tokens[:end])))


@lru_cache(maxsize=1)  # a block is looked at when it is over, and again when it is committed
def _flaws(text: str, over: bool) -> tuple[int, ...]:
    """The lines of the page, from 1, that break a rule, in order."""
    page = extract_page(text)
    # A tag that the end cuts off is no flaw yet.
    html = page.html if over else page.html[: page.html.rfind(">") + 1]
    lines = [
        fault.line
        for fault in (faults(html) if html else ())
        if not _HARMLESS.search(fault.rule) and (over or "eof" not in fault.rule)
    ]
    if over and html and not page.complete:
        lines.append(html.count("\n") + 1)
    return tuple(lines)
