"""A message with the page at hand, and a stretch of it as the rules ask it.

    stretch.words, stretch.mentions, stretch.all("money"), stretch.new_name()

What was spoken of before is kept: "it" is that.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import NamedTuple, Self

from gdiff_core.nano.brief.english import FUNCTION_WORDS
from gdiff_core.nano.brief.words import key
from gdiff_core.nano.corpus import ACCENTS
from gdiff_core.nano.reading import Held, Said
from gdiff_core.nano.wishes.clauses import bids, read_clauses
from gdiff_core.nano.wishes.lexer import COLOURS, UNKNOWN, Mended, Token, plain, tokens
from gdiff_core.nano.wishes.mentions import Mention, home, is_item, is_person, leads, mentions
from gdiff_core.nano.wishes.verbatim import ABBREVIATED, words_for
from gdiff_core.records import Declined, Span, Wish

SENTENCE = re.compile(r"[.!?;\n]")
_NAME = re.compile(r"(?<![\w'])[^\W\d_]\w+")
_PLACED = re.compile(r"\b(?:for|to|in|at|from|till|until|since|by|of|on)\s+\Z")
"""What a name stands behind that is a place's or a time's."""
_LABEL_ENDS = re.compile(r"[.!;](?=\s)|\?|,? instead of\b")
_ASKS = re.compile(r"(?:is|are|do|does|can|could|what|who|where|when|how|why|want|need|ready)\b")
_POLITE_END = re.compile(
    r"(?i)(?:,? (?:please|pls|plz|thanks|thank you|now|instead|rather|if you would|everywhere)\b[\s.!]*|\s*\(.*)\Z"
)
_ALL_OF = "That is all that “{0}” has. Say “remove {0}” to take the section out."


@dataclass
class Spoken:
    """What was spoken of so far."""

    wishes: list[Wish] = field(default_factory=list)
    entry: Said | None = None
    """The text of an entry that "it" may be."""
    section: str = ""
    text: Said | None = None
    """A text that was quoted."""
    open: bool = False
    """It was told of something of the page that it is so no longer, and not what then."""
    left: Said | None = None
    """Somebody who left, before it is said who came."""

    @property
    def last(self) -> Wish | None:
        """The last wish, which "it" may be about."""
        return self.wishes[-1] if self.wishes else None

    def copy(self) -> Self:
        """The same, to try something with."""
        return replace(self, wishes=[*self.wishes])


class Read(NamedTuple):
    """What a rule made of a stretch."""

    wishes: list[Wish]
    used: tuple[Span, ...]
    """Where it was read."""


Rule = Callable[["Stretch"], Read | None]
"""Reads a stretch; None where it is none for this rule."""


@dataclass
class Message:
    """A message, the page that it is about, and what it spoke of so far."""

    text: Mended
    held: Held
    spoken: Spoken = field(default_factory=Spoken)
    refused: Declined | None = None
    """Why something that was asked for cannot be."""

    @cached_property
    def tokens(self) -> list[Token]:
        """The phrases of the whole message."""
        return tokens(self.text.text, self.held)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """The texts of the page that it speaks of."""
        return mentions(self.text.text, self.held)

    @cached_property
    def known(self) -> set[str]:
        """The page's texts, in lower case."""
        return {plain(one.words) for one in self.held.texts}

    def stretch(self, start: int = 0, end: int | None = None) -> "Stretch":
        """What stands from `start` to `end`."""
        return Stretch(self, start, len(self.text.text) if end is None else end)

    def follows(self, rest: str, alone: bool) -> bool:
        """Whether words begin with a wish of their own."""
        rest = plain(rest)
        return bids(rest, self.held) or (alone and isinstance(read_clauses(rest, self.held), list))

    def gone(self, texts: Collection[Said], sections: Collection[str] = ()) -> list[Wish]:
        """The entries of these texts taken out, wherever they stand, or in the sections that are named; none if no
        entry were left."""
        said = {one: text.words for text in texts for one in self._homes(text)}
        homes = [one for one in said if one.section in sections] or [*said]
        headings = {one: self.held.heading(one.section) for one in homes}
        gone = Counter(wish.section for wish in self.spoken.wishes if wish.kind == "unlist")
        gone += Counter(one.section for one in homes)
        there = Counter(one.section for one in self.held.entries)
        if all_of := next((section for section, count in gone.items() if there[section] <= count), ""):
            self.refused = Declined(_ALL_OF.format(self.held.heading(all_of)))
            return []
        spoken = {one: f"“{said[one]}” is taken out of “{headings[one]}”" for one in homes}
        return [Wish("unlist", section=one.section, what=one.words, spoken=spoken[one]) for one in homes]

    def _homes(self, text: Said) -> Iterator[Said]:
        for one in self.held.texts:
            if (
                one.words == text.words
                and one.section not in ("", "hours")
                and (entry := home(one, self.held))
            ):
                yield entry


@dataclass(frozen=True)
class Stretch:
    """From one place of a message to another."""

    message: Message
    start: int
    end: int

    @property
    def held(self) -> Held:
        """The page."""
        return self.message.held

    @property
    def spoken(self) -> Spoken:
        """What was spoken of before."""
        return self.message.spoken

    @cached_property
    def words(self) -> str:
        """As mended, in lower case."""
        return self.message.text.text[self.start : self.end]

    @property
    def ahead(self) -> str:
        """What stands before it."""
        return self.message.text.text[: self.start]

    @property
    def behind(self) -> str:
        """What stands behind it."""
        return self.message.text.text[self.end :]

    @property
    def sentence(self) -> str:
        """The words of the whole sentence that it stands in."""
        first = max((found.end() for found in SENTENCE.finditer(self.ahead)), default=0)
        stop = SENTENCE.search(self.behind)
        return self.message.text.text[first : self.end + (stop.start() if stop else len(self.behind))].strip()

    @property
    def original(self) -> str:
        """As it was typed."""
        return self.message.text.original(self.start, self.end)

    @cached_property
    def tokens(self) -> list[Token]:
        """Its phrases."""
        return [one for one in self.message.tokens if self.holds(one.span)]

    @cached_property
    def mentions(self) -> list[Mention]:
        """The texts of the page that it speaks of."""
        return [one for one in self.message.mentions if self.holds(one.span)]

    def holds(self, span: Span) -> bool:
        """Whether a span of the message is in it."""
        return self.start <= span[0] and span[1] <= self.end

    def cut(self, start: int, end: int | None = None) -> "Stretch":
        """Another stretch of the same message."""
        return Stretch(self.message, start, self.end if end is None else end)

    def all(self, *tags: str) -> list[Token]:
        """Its tokens of these tags."""
        return [one for one in self.tokens if one.tag in tags]

    def has(self, *tags: str) -> bool:
        """Whether it has a token of one of these tags."""
        return any(one.tag in tags for one in self.tokens)

    @property
    def used(self) -> tuple[Span, ...]:
        """All of it."""
        return ((self.start, self.end),)

    @property
    def sections(self) -> list[str]:
        """Ids of the sections of the page that it names."""
        return [one.value for one in self.all("section") if self.held.part(one.value)]

    @property
    def days(self) -> frozenset[int]:
        """The days of the week that it names, Monday is 1."""
        return frozenset(int(day) for token in self.all("day") for day in token.value)

    @property
    def items(self) -> list[Mention]:
        """The mentions of what has a price."""
        return [one for one in self.mentions if is_item(one.said, self.held)]

    @property
    def people(self) -> list[Said]:
        """The names that it speaks of, each once."""
        found = (one.said for one in self.mentions)
        return list(dict.fromkeys(one for one in found if is_person(one, self.held)))

    @property
    def member(self) -> Said | None:
        """Whoever of the team it names, if it is one."""
        found = [one.said for one in self.mentions if one.said.section == "team"]
        found = [one for one in found if leads(one, self.held)]
        return found[0] if len(found) == 1 else None

    def is_thing(self, colour: Token) -> bool:
        """Whether a word for a colour is one for a thing here: "copper", "olive"."""
        plainly = colour.text in ACCENTS or colour.text in COLOURS
        return not plainly and not self.has("accent", "ground", "set")

    def new_name(self) -> str:
        """A name with a capital that the page does not have; empty if there is none, or two."""
        found: list[Span] = []
        for word in _NAME.finditer(self.words):
            a, b = self.start + word.start(), self.start + word.end()
            if self._is_name(a, b) and found and found[-1][1] + 1 == a:
                found[-1] = (found[-1][0], b)
            elif self._is_name(a, b):
                found.append((a, b))
        return self.message.text.original(*found[0]) if len(found) == 1 else ""

    def _is_name(self, start: int, end: int) -> bool:
        text = self.message.text
        word, ahead = text.original(start, end), text.text[:start]
        if not word[0].isupper() or word.isupper() or plain(word) in self.held.words:
            return False
        if _PLACED.search(ahead) or key(word) in FUNCTION_WORDS:
            return False
        first = not ahead.strip() or SENTENCE.match(ahead.rstrip()[-1:])
        return not first or [one.tag for one in self.cut(start, end).tokens] == [UNKNOWN]

    def value(self, start: int, old: str) -> tuple[str, int]:
        """The words to the letter that begin at a place, and where they end; a label ends with its sentence."""
        text = self.message.text
        rest = text.text[start:]
        quoted, length = words_for(rest, self.message.follows)
        label = next(
            (one for one in _LABEL_ENDS.finditer(rest[: length + 1]) if not _is_short(rest[: one.end()])),
            None,
        )
        if label and not quoted and not re.search(r"[.!?]", old):
            length = label.start() + (label[0] == "?" and bool(_ASKS.match(rest)))
        new = text.original(start, start + length)
        return (new.strip("\"'“”‘’ ") if quoted else trimmed(new)), start + length


def _is_short(words: str) -> bool:
    """Whether a full stop belongs to the word before it: "St."."""
    return bool(ABBREVIATED.search(words))


def trimmed(new: str) -> str:
    """Words without politeness and what is told behind them: "Book a visit, please." is "Book a visit"."""
    new = _POLITE_END.sub("", " ".join(new.split())).strip('"“” ,;:')
    several = new.count(".") > 1 or re.search(r"[.!?]\s", new)
    return new if several else new.removesuffix(".")


def spans(*found: Collection[Mention | Token]) -> tuple[Span, ...]:
    """Where mentions and tokens stand."""
    return tuple(one.span for one in chain(*found))
