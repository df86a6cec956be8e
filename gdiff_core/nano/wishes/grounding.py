"""Changes read from the page's side: which of its texts are spoken of, what is said of them, what is new.

    grounded("carlos left us, off he goes", held, otherwise) -> Grounded([Wish("unlist", what="Carlos …")])

The clauses of `clauses` are read by what is asked, every word of which has to be known. Here the page comes first: what of
it a piece of a sentence speaks of is found by its words (`mentions`), and that tells what can be meant. Other words may
be any, as long as nothing that asks for something is left over.

1. A message is cut into pieces, at full stops, commas and "and" (`pieces`).
2. From each piece on the fewest that a rule reads are taken (`of_texts`, `of_entries`, `of_sections`).
3. What no rule reads is read as clauses, or it only tells something (`telling`); else it is stuck there.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from gdiff_core.nano.reading import Held
from gdiff_core.nano.wishes import beyond, of_entries, of_sections, of_texts
from gdiff_core.nano.wishes.clauses import bids, read_clauses, read_loosely
from gdiff_core.nano.wishes.cues import MODAL
from gdiff_core.nano.wishes.facts import figure
from gdiff_core.nano.wishes.hours import days
from gdiff_core.nano.wishes.lexer import Token, mended, plain, tokens
from gdiff_core.nano.wishes.pieces import bare, ends_sentence, pieces
from gdiff_core.nano.wishes.stretch import Message, Read, Rule, Stretch
from gdiff_core.nano.wishes.telling import Telling, pleads
from gdiff_core.records import Declined, Span, Wish

RULES: tuple[Rule, ...] = (
    of_texts.labelled, of_texts.answer, of_texts.quote, of_texts.number, of_texts.role, of_texts.successor, of_texts.respelt,
    of_entries.price, of_texts.spelling, of_texts.exchange, of_texts.better, of_entries.opening, of_texts.address,
    of_texts.renamed, of_sections.recoloured, of_sections.sized, of_sections.retold, of_entries.gone, of_entries.listed, of_sections.section,
)  # fmt: skip
_MOST_PIECES = 7
"""That are read as one."""
_FIRM = [
    "colour", "font", "money", "cents", "digits", "time", "quote", "percent", "hex", "link", "corners", "space",
    "picture",
]  # fmt: skip
"""Tags of what nobody says by the way: it has to be used."""
_EVERY_DAY = re.compile(r"(?i)\b(?:every|all|rest of|daily|other days)\b")
_SAID_OF = re.compile(r"(?:is|isn't|was|wasn't|are|aren't|needs|should)\b")
_NO_THING = re.compile(r"(?i)it|(?:that|this|new)(?: one)?|they|one|here|there")

Otherwise = Callable[[str], list[Wish] | None]
"""Reads a sentence in which nothing is read from the page."""


class Grounded(NamedTuple):
    """What was read of a message."""

    wishes: list[Wish]
    stuck: str = ""
    """What asks for something that cannot be told from the page; then the wishes are those before it."""
    why: Declined | None = None
    """Why that cannot be."""


def grounded(said: str, held: Held, otherwise: Otherwise) -> Grounded:
    """The wishes of a message, as far as they can be told from the page."""
    said = bare(said)
    return _Reader(Message(mended(said, held), held), otherwise).read() if said else Grounded([])


class _Reader:
    """Goes through the pieces of a message."""

    def __init__(self, message: Message, otherwise: Otherwise) -> None:
        self.message, self.otherwise = message, otherwise
        self.pieces, self.telling = pieces(message), Telling(message)

    def read(self) -> Grounded:
        at = 0
        while at < len(self.pieces):
            piece = self.pieces[at]
            if self.telling.is_idle(piece):
                at += 1
            elif not self.telling.goes_on(piece) and (found := self._next(at)):
                self._take(found)
                end = max(span[1] for span in found.used)
                at = next((i for i in range(at, len(self.pieces)) if self.pieces[i].end >= end - 1), at) + 1
            elif self.telling.tells(piece):
                at += 1
            else:
                return Grounded(self.message.spoken.wishes, piece.words.strip(), self.message.refused)
        if (who := self.message.spoken.left) and who.section == "team":
            self.message.spoken.wishes += self.message.gone([who])
        if self.message.spoken.open:
            return Grounded(self.message.spoken.wishes, self.telling.last)
        return Grounded(self._wishes())

    def _take(self, found: Read) -> None:
        self.telling.told = False
        self.message.spoken.wishes += found.wishes
        self.message.spoken.open = False

    def _wishes(self) -> list[Wish]:
        """All, but for a section removed of which it is told what to make of it; what was said beside is named."""
        wishes, beside = self.message.spoken.wishes, self.telling.beside
        told = {wish.section for wish in wishes if wish.kind in ("rewrite", "text", "list")}
        wishes = [wish for wish in wishes if wish.kind != "remove" or wish.section not in told]
        wishes.sort(key=lambda wish: wish.kind == "text")  # what an item costs is said of its old name
        if wishes and beside:
            wishes[-1] = replace(wishes[-1], unused=(*wishes[-1].unused, *beside))
        return wishes

    def _next(self, at: int) -> Read | None:
        """What the pieces from here on ask for, and where it was read: of the page the fewest, else the most."""
        ends = []
        for piece in self.pieces[at : at + _MOST_PIECES]:
            ends.append(piece.end)
            if ends_sentence(piece):
                break
        run = self.pieces[at].cut(self.pieces[at].start, ends[-1])
        return self._from_page(run, ends) or self._from_words(run, ends, at)

    def _from_page(self, run: Stretch, ends: list[int]) -> Read | None:
        """What the first rule reads that uses all that is firm."""
        for end in ends:
            for rule in RULES:
                before, stretch = self.message.spoken.copy(), run.cut(run.start, end)
                if (found := rule(stretch)) and found.wishes:
                    stop = max((end, *(span[1] for span in found.used)))
                    touched = any(span[0] < ends[0] for span in found.used)
                    if touched and _is_used(run.cut(run.start, stop), found.used):
                        return found._replace(used=((run.start, stop),))
                self.message.spoken = before
        return None

    def _from_words(self, run: Stretch, ends: list[int], at: int) -> Read | None:
        """What the clauses ask for, as long as no rule reads something that begins in a later piece."""
        alone = self._unbegun(ends)
        for end in reversed(ends[:alone]):
            stretch = run.cut(run.start, end)
            found = self._as_sentence(stretch, at) if end == ends[-1] else None
            other_matter = end != ends[-1] and alone == len(ends) and beyond.topic(run.words, but=("vague",))
            if not found and other_matter:
                continue
            found = found or read_clauses(stretch.words, run.held)
            if not isinstance(found, list) and end == ends[0] and pleads(stretch):
                found = read_loosely(stretch.words, run.held)
            if isinstance(found, list) and found and are_likely(found, self.message.text.said, run.held):
                self.telling.remember(stretch)
                return Read(found, stretch.used)
        return None

    def _as_sentence(self, stretch: Stretch, at: int) -> list[Wish] | None:
        whole = at == 0 or ends_sentence(self.pieces[at - 1])
        return self.otherwise(stretch.original) if whole else None

    def _unbegun(self, ends: list[int]) -> int:
        """How many pieces go by before one in which a rule reads something that begins there."""
        before = self.message.spoken
        self.message.spoken = before.copy()
        begun = (
            count
            for count, (begin, end) in enumerate(pairwise(ends), 1)
            for rule in RULES
            if (found := rule(self.message.stretch(begin, end)))
            and found.wishes
            and all(span[0] >= ends[0] for span in found.used)
        )
        count = next(begun, len(ends))
        self.message.spoken = before
        return count


def _is_used(stretch: Stretch, used: tuple[Span, ...]) -> bool:
    """Whether a stretch holds nothing firm but what was used, prices that are there, and colours of things."""

    def is_idle(token: Token) -> bool:
        if token.tag == "money":
            return any(figure(row.value) == figure(token.text) for row in stretch.held.prices)
        return token.tag == "colour" and stretch.is_thing(token)

    return all(
        any(a <= token.span[0] and token.span[1] <= b for a, b in used) or is_idle(token)
        for token in stretch.all(*_FIRM)
    )


# ---- what can be meant --------------------------------------------------------------------------------------------


def are_likely(wishes: Iterable[Wish], said: str, held: Held) -> bool:
    """Whether wishes that were read without the page can be meant: hours of a day that is spoken of, and each by itself."""
    wishes = list(wishes)
    found = tokens(mended(said, held).text, held)
    asked = {int(day) for token in found if token.tag == "day" for day in token.value}
    told = [days(wish.what) for wish in wishes if wish.kind == "hour"]
    if asked and not _EVERY_DAY.search(said) and not all(asked & one for one in told):
        return False
    return all(_is_likely(wish, said, held) for wish in wishes)


def _is_likely(wish: Wish, said: str, held: Held) -> bool:
    """Whether what was read without the page can be meant: no name that is a sentence, no words that bid."""
    if wish.kind == "rename":
        return _is_name(wish.value, said)
    if wish.kind == "list":
        return not any(_NO_THING.fullmatch(what) for what, _ in wish.rows)
    words = plain(wish.value)
    if wish.kind not in ("text", "tagline") or re.search(rf"[\"']{re.escape(words)}[\"']", plain(said)):
        return True
    if re.search(r"\bcosts? [$£€]?\d|\bis now:|\bshould be:", words):
        return False
    if wish.value[:1].islower() and (bids(words, held) or _SAID_OF.match(words)):
        return False
    if MODAL.search(words) and not MODAL.search(plain(wish.what)):
        return not re.match(r"[a-z ]+\b(?:should|must|could|can) (?:be|say|read|play|have|see|go)\b", words)
    return not re.match(r"able to\b|(?:and|but|so)\b|.*\b(?:can|should|must|has to) go\Z", words)


def _is_name(words: str, said: str) -> bool:
    """Whether words are a name and no sentence: a capital, where there are some, or quotes."""
    alike = said in (said.lower(), said.upper())
    capital = words[:1] != words[:1].lower() or not words[:1].isalpha()
    return (alike or capital or f'"{plain(words)}"' in plain(said)) and len(words.split()) < 7
