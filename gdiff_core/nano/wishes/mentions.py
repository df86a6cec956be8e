"""Which texts of a page a sentence speaks of, whatever else it says.

    mentions("carlos left us", held) -> (Mention((0, 6), Said("Carlos Ruiz", …), whole=False, exact=False),)

A text is spoken of by those of its words that say something: all of them, or one that no other entry has.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from gdiff_core.document.outline import visible
from gdiff_core.nano.brief.english import FUNCTION_WORDS
from gdiff_core.nano.brief.words import key
from gdiff_core.nano.reading import PRICE, Held, Said
from gdiff_core.nano.wishes.lexer import UNKNOWN, plain, tokens
from gdiff_core.records import Span

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_APART = 9
"""Characters between two words that still speak of one text."""
_LEAST = 0.3
"""Of a long text's words, where only one of them is said."""
_SHORT = {"minute": "min", "mins": "min", "com": "come"}


class Mention(NamedTuple):
    """A text of the page that a sentence speaks of."""

    span: Span
    """In the sentence."""
    said: Said
    whole: bool
    """All of its words that say something are there."""
    exact: bool
    """One behind the other, as the page has them."""


class _Candidate(NamedTuple):
    """A mention, with how much of the text is said."""

    mention: Mention
    count: int
    share: float

    @property
    def length(self) -> int:
        start, end = self.mention.span
        return end - start

    @property
    def rank(self) -> tuple[bool, int, float]:
        return not self.mention.whole, -self.count, -self.share


@lru_cache(maxsize=64)
def mentions(text: str, held: Held) -> tuple[Mention, ...]:
    """The page's entries and names that a sentence has words of, none within another, in order."""
    sentence = _Sentence(text, held)
    found = [one for said in _spoken(held) for one in sentence.candidates(said)]
    kept: list[Mention] = []
    for one in sorted(found, key=lambda one: (one.rank, one.length)):
        if not _has_rival(one, found) and not any(_overlap(one.mention.span, a.span) for a in kept):
            kept.append(one.mention)
    return tuple(sorted(kept, key=lambda one: one.span))


def _overlap(one: Span, other: Span) -> bool:
    return other[0] < one[1] and one[0] < other[1]


def _has_rival(one: _Candidate, found: list[_Candidate]) -> bool:
    """Whether the same words may as well be another text's: "the loaf" of two loaves."""
    return any(
        other.mention.span == one.mention.span and other.rank == one.rank
        for other in found
        if other.mention.said.words != one.mention.said.words
    )


class _Sentence:
    """A sentence, and what its words are worth on this page."""

    def __init__(self, text: str, held: Held) -> None:
        self.text, self.held = text, held
        self.words = [(word.span(), stem(word[0])) for word in WORD.finditer(text)]
        self.everyday = _everyday(text, held)

    def candidates(self, said: Said) -> Iterator[_Candidate]:
        """The runs of words that may speak of a text."""
        theirs = tuple(dict.fromkeys(content(said.words)))
        if " " not in said.words:
            theirs = (plain(said.words),) if theirs else ()
        for run in _runs(self._hits(said.words, theirs)):
            have = {own for own in theirs if any(same_word(word, own) for _, word in run)}
            span, whole = (run[0][0][0], run[-1][0][1]), len(have) == len(theirs)
            if (self._is_whole if whole else self._is_part)(said, theirs, have, span):
                exact = plain(said.words) in self.text[slice(*span)]
                yield _Candidate(Mention(span, said, whole, exact), len(have), len(have) / len(theirs))

    def _hits(self, words: str, theirs: tuple[str, ...]) -> list[tuple[Span, str]]:
        if " " in words:
            return [one for one in self.words if any(same_word(one[1], own) for own in theirs)]
        return [  # "same" is not Sam
            (word.span(), own)
            for own in theirs
            for word in WORD.finditer(self.text)
            if word[0].removesuffix("'s") == own
        ]

    def _is_whole(self, said: Said, theirs: tuple[str, ...], have: set[str], span: Span) -> bool:
        return " " in said.words or not have <= self.everyday

    def _is_part(self, said: Said, theirs: tuple[str, ...], have: set[str], span: Span) -> bool:
        """Whether some of its words are enough: one of its own, or half of them; "cat visit" is no "puppy visit"."""
        often = _often(self.held)
        # "Student" is everybody's word, and here what an item begins with.
        first = {theirs[0]} if is_item(said, self.held) else set()
        peculiar = any(
            often[_sort(said), own] <= 1 and own not in self.everyday - first and len(own) > 2 for own in have
        )
        share = len(have) / len(theirs)
        if not peculiar and (len(have) < 2 or share < 0.5):
            return False
        if len(theirs) > 4 and len(have) < 2 and share < _LEAST:
            return False
        return not self._has_head(span[0]) and not self._is_of_other(span[1], len(have))

    def _has_head(self, at: int) -> bool:
        """Whether an own word stands right before a word, so that it is another thing."""
        before = re.search(r"([^\W\d_]+) \Z", self.text[:at])
        known = not before or key(before[1]) in FUNCTION_WORDS
        return not known and [one.tag for one in tokens(before[1], self.held)] == [UNKNOWN]

    def _is_of_other(self, at: int, count: int) -> bool:
        """Whether one word stands before another, and only says of which sort that is: "a water drop"."""
        behind = re.match(r" ([^\W\d_]+)", self.text[at:])
        return (
            count == 1
            and bool(behind)
            and key(behind[1]) not in FUNCTION_WORDS
            and self.text[at - 1 : at] != "s"
        )


def _spoken(held: Held) -> list[Said]:
    """The texts that can be spoken of: of entries, each once, no prices and no hours."""
    once = {one.words: one for one in reversed(held.texts) if home(one, held)}
    return [one for one in once.values() if not PRICE.search(one.words) and one.section != "hours"]


@lru_cache(maxsize=16)
def _often(held: Held) -> Counter[tuple[str, str]]:
    """In how many entries of a sort a stem stands; an item that stands twice is one."""
    once = {(_sort(entry), re.sub(r"[$£€]\s?[\d.,]+", "", entry.words)): entry for entry in held.entries}
    texts = [one for one in held.texts if home(one, held) and not PRICE.search(one.words)]
    return Counter(
        (sort, one)
        for (sort, _), entry in once.items()
        for one in {one for text in texts if text.words in entry.words for one in content(text.words)}
    )


def _sort(said: Said) -> str:
    """Items stand in the offer and with the prices."""
    return "offer" if said.section == "pricing" else said.section


def _runs(hits: list[tuple[Span, str]]) -> Iterator[list[tuple[Span, str]]]:
    """Hits that stand near one another, no word twice: "seed rolls or cinnamon rolls"."""
    run: list[tuple[Span, str]] = []
    for hit in hits:
        again = next((at for at, (_, word) in enumerate(run, 1) if word == hit[1]), 0)
        if run and (again or hit[0][0] - run[-1][0][1] > _APART):
            yield run
            run = run[again:] if again else []
        run.append(hit)
    if run:
        yield run


def _everyday(text: str, held: Held) -> set[str]:
    """Stems of the sentence that are words of wishing."""
    theirs = (UNKNOWN, "item", "people", "money", "number")
    said = [token.text for token in tokens(text, held) if token.tag not in theirs]
    return {stem(word) for words in said for word in WORD.findall(words)}


# ---- words ----------------------------------------------------------------------------------------------------


def content(words: str) -> list[str]:
    """The stems of those words that say something: "the rye loaves" has "rye" and "loav"."""
    found = [word for word in WORD.findall(plain(words)) if key(word) not in FUNCTION_WORDS]
    return [one for word in found if (one := stem(word))]


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A word without its ending: "moved" as "mov", "Leo's" as "leo"."""
    word = key(word.removesuffix("'s"))
    for tail in ("ing", "ed"):
        if word.endswith(tail) and len(word) > len(tail) + 3:
            word = word.removesuffix(tail)
    return _SHORT.get(word, word).removesuffix("e") if len(word) > 3 else word


def same_word(one: str, other: str) -> bool:
    """Whether two stems are one word; a long one may be mistyped."""
    near = min(len(one), len(other)) > 5 and one[0] == other[0]
    return one == other or (near and fuzz.ratio(one, other) >= 88)


# ---- entries of the page --------------------------------------------------------------------------------------


def home(said: Said, held: Held) -> Said | None:
    """The entry that a text is in: of "Carlos" his name with his job."""
    return next((one for one in held.entries if one.span[0] <= said.span[0] < one.span[1]), None)


def beside(said: Said, held: Held) -> Said | None:
    """The other text of an entry of two: of a name the job, of a question the answer."""
    entry = home(said, held)
    both = [one for one in held.texts if entry and entry.span[0] <= one.span[0] < entry.span[1]]
    return next((one for one in both if one != said), None) if len(both) == 2 else None


def leads(said: Said, held: Held) -> bool:
    """Whether a text is the first of its entry."""
    other = beside(said, held)
    return not other or said.span[0] < other.span[0]


def first_button(held: Held) -> Said | None:
    """The one below the tagline."""
    tagline = visible(held.tagline)
    at = next((i for i, text in enumerate(held.texts) if text.words == tagline), len(held.texts))
    return next((text for text in held.texts[at + 1 : at + 2] if not text.section), None)


def is_item(said: Said, held: Held) -> bool:
    """Whether a text is what a price stands behind."""
    other = beside(said, held)
    return bool(other and leads(said, held) and PRICE.search(other.words))


def is_person(said: Said, held: Held) -> bool:
    """Whether a text is somebody's name: of the team, or below a review."""
    return (said.section == "team") == leads(said, held) and said.section in ("team", "reviews")
