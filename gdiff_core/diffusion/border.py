"""Where in an answer a free span ends and the locked text begins, or that nobody can tell.

A wrong border loses what a person has written, and nobody sees it. So a border counts only where

1. the answer goes on as the page does, for longer than any other place of the page is like it, and, if old text is
   gone, for longer still (`follows`); or it comes to the page's end that way;
2. or all of the locked text stands in it, at one place alone, or behind a stretch that does so, as in the page;
3. or the answer stands as the page did up to the border, for longer than any other place of the page is like it, and
   goes on with other words in the same tags: it would like to change what is locked.

Everything here is of characters, as a model sees them (`printable`): a token may lie across the border.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from rapidfuzz.distance import Indel, LCSseq

from gdiff_core.document.diff import changes

_LEAST = 160
"""Characters, some 64 of Gemma's tokens in markup: less of the locked text may stand elsewhere by chance."""
_TWICE = 2
"""What goes on behind the border is so many times as long as the old text that is gone before it."""
_MARGIN = 24
"""Characters more than the page's most similar place has in common with the locked text: "Card 3", "Card 33"."""
_RUN = 8
"""Words in a row that say that an answer is back in the page."""
_LEFT, _NEAR = 64, 12
"""Characters before the border that are as they were; so few do where all tags before it are, too."""
_ALIKE = 0.6
"""Share of the words behind the locked text that are the page's, if the answer goes on in it."""
_COPY = 4000
"""Characters of a copy, at most, that is not taken for the locked text itself."""
_NAME = 12
"""Characters of a line that is known again somewhere else."""
_MAX_PLACES = 64
_MAX_WORDS = 2000
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_ANY_TAG = re.compile(r"</?[a-zA-Z][\w-]*")


@dataclass(frozen=True)
class Border:
    """Of a free stretch of the page as it was, and the locked text behind it; texts are `printable`."""

    old: str
    wall: str
    rest: str
    """What comes behind the locked text, as it was; an answer may have it otherwise."""

    @cached_property
    def behind(self) -> str:
        return self.wall + self.rest

    @cached_property
    def sure(self) -> int:
        """Characters of what is behind that stand at no other place from here on; more than there are if all do."""
        page, here, need = self.old + self.behind, len(self.old), len(self._mark)
        for count, place in enumerate(_places(page, self._mark)):
            if count == _MAX_PLACES:
                return len(self.behind) + 1
            if place != here:
                same = _common(page, place, self.behind)
                again = (
                    place - here if here < place <= here + same else 0
                )  # the same cards, one after the other
                need = max(need, same + again + _MARGIN)
        return max(need, _LEAST)

    def reached(self, answer: str) -> bool:
        """Whether the answer is so far into the locked text that it may be stopped there.

        What somebody asked to be put in may be a copy of what follows: it goes on for as long as that is likely to be.
        """
        least = self.sure + min(len(self.old), _COPY)
        return any(
            self._to_end(answer, place) and len(answer) - place >= least and self._follows(answer, place)
            for place in self._candidates(answer)
        )

    def find(self, answer: str, over: bool) -> int | None:
        """Where the locked text begins in an answer; None where nobody can tell.

        Args:
            over: the answer ended by itself; else it may have gone on.
        """
        if not self.behind.strip():
            return len(answer.removesuffix(self.behind)) if over else None
        found = [place for place in self._candidates(answer) if self._follows(answer, place, over)]
        if found:
            return max(found, key=lambda at: (self._to_end(answer, at), self._likeness(answer, at), at))
        for certain in (self._only, self._joined, self._stays):
            if (place := certain(answer)) is not None:
                return place
        return None

    def shown(self, answer: str) -> int:
        """Where it seems to begin, for a look at an unfinished answer."""
        place = answer.find(self._mark) if self._mark else -1
        return min(len(answer), len(self.old)) if place < 0 else place

    def strays(self, new: str) -> bool:
        """Whether a new stretch is rather the old one in other words than what comes behind it."""
        words = _words(new)[:_MAX_WORDS]
        behind, old = (
            LCSseq.similarity(words, _words(text)[: 2 * len(words)]) for text in (self.behind, self.old)
        )
        return behind <= max(old, _ALIKE * len(words))

    def moved(self, answer: str, place: int) -> list[str]:
        """Lines of the old stretch that the answer has behind the border instead."""
        gone = Counter(_lines(self.old)) - Counter(_lines(answer[:place]))
        came = Counter(_lines(answer[place:])) - Counter(_lines(self.behind))
        return [line for line in gone if came[line] and len(line) >= _NAME]

    def _to_end(self, answer: str, place: int) -> bool:
        return place + _common(answer, place, self.behind) == len(answer)

    @cached_property
    def _mark(self) -> str:
        """What the locked text begins with, at least."""
        return self.behind[:_LEAST] if len(self.behind) > _LEAST else self.behind.rstrip()

    def _candidates(self, answer: str) -> list[int]:
        return list(islice(_places(answer, self._mark), _MAX_PLACES)) if self._mark else []

    def _gone(self, new: str) -> int:
        """Characters of old lines that are gone, less those that came in their place."""
        before, after = _lines(self.old), _lines(new)
        sizes = [
            sum(map(len, before[a:b])) - sum(map(len, after[c:d]))
            for (a, b), (c, d) in changes(before, after)
        ]
        return sum(max(0, size) for size in sizes)

    def _follows(self, answer: str, place: int, over: bool = False) -> bool:
        """Whether the answer goes on as the page does for long enough, or to its end."""
        same = _common(answer, place, self.behind)
        if over and not answer[place + same :].strip() and not self.behind[same:].strip():
            return self.behind.strip() not in self.old or not self._gone(answer[:place])
        return same >= self.sure and same >= _TWICE * self._gone(answer[:place])

    def _only(self, answer: str) -> int | None:
        """The one place where all of the locked text stands, if the answer then goes on in the page."""
        wall = self.wall
        if len(wall.strip()) < _RUN or (self.old + self.behind).count(wall) != 1 or answer.count(wall) != 1:
            return None
        place = answer.index(wall)
        shown = len(wall) >= max(_LEAST, _TWICE * self._gone(answer[:place]))
        return place if shown or _alike(answer[place + len(wall) :], self.rest) else None

    def _joined(self, answer: str) -> int | None:
        """The one place where all of the locked text stands behind what it stands behind in the page.

        What comes then may be another text: it is written next.
        """
        place = self._behind(answer, self._left)
        return place if place is not None and self.rest and answer.startswith(self.wall, place) else None

    def _stays(self, answer: str) -> int | None:
        """The place up to which all is as it was, if the answer only has other words for what is locked."""
        place = self._behind(answer, self._left)
        if place is None:  # it may have changed there too, but then no tag of all that is before
            place = self._behind(answer, self.old[-_NEAR:])
            if place is None or _tags(answer[:place]) != _tags(self.old):
                return None
        was, now = _words(self.behind)[:_MAX_WORDS], _words(answer[place:])[:_MAX_WORDS]
        runs = (code.src_end - code.src_start for code in Indel.opcodes(was, now) if code.tag == "equal")
        back = max(runs, default=0) >= _RUN
        # What came in between would be lost, so all of the tags must be the same, to the end.
        return place if back and _tags(answer[place:]) == _tags(self.behind) else None

    def _behind(self, answer: str, mark: str) -> int | None:
        """Where the answer goes on behind a stretch that stands there, and in the page, just once."""
        once = mark and answer.count(mark) == 1 == (self.old + self.behind).count(mark)
        if not once or (mark == self.old and not answer.startswith(mark)):
            return None
        return answer.index(mark) + len(mark)

    @cached_property
    def _left(self) -> str:
        """The end of the stretch, as much of it as stands at no other place."""
        page, size = self.old + self.behind, _LEFT
        while size < len(self.old):
            if page.count(self.old[-size:]) == 1:
                return self.old[-size:]
            size *= 2
        return self.old

    def _likeness(self, answer: str, place: int) -> int:
        """Words that the answer has in common with the page, if this is the border."""
        ahead = _words(answer[place:])
        before = LCSseq.similarity(_words(self.old), _words(answer[:place]))
        return before + LCSseq.similarity(_words(self.behind)[: 2 * len(ahead)], ahead)


def _places(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _common(text: str, place: int, other: str) -> int:
    """How many characters of the text, from a place on, are those of the other."""
    low, high = 0, min(len(text) - place, len(other))
    while low < high:
        middle = (low + high + 1) // 2
        same = text[place + low : place + middle] == other[low:middle]
        low, high = (middle, high) if same else (low, middle - 1)
    return low


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _tags(text: str) -> list[str]:
    return _ANY_TAG.findall(text)


def _lines(text: str) -> list[str]:
    return [line for line in map(str.strip, text.split("\n")) if line]


def _alike(text: str, page: str) -> bool:
    words = _words(text)[:_MAX_WORDS]
    return len(words) >= _RUN and LCSseq.similarity(words, _words(page)[: 2 * len(words)]) >= _ALIKE * len(
        words
    )
