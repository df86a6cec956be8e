"""A request as words: where each stands, how it is looked up, and phrases found in it."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

Span = tuple[int, int]
"""Half-open, of words or of characters."""


_QUOTED = re.compile(r"[^'‘’\n]{0,60}['’](?!\w)")
_ELIDED = re.compile(r"[dl]['’]\w")
"""French "d'Églantine": the capital stands behind the apostrophe."""
_STOP = re.compile(r"[.!?…]")
_ASIDE = re.compile(r"\([^()\n]{1,100}\)(?=\s*[,;])")
"""Within a sentence, which no mark in it ends: "answers (dogs? children?), a map"."""
_BREAK = re.compile(r"[,;:()\[\]{}|\"“”«»—–•*=>]|\s[-/~]|[-/~]\s|\s['‘]|['’]\s")


def bag(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


WORD = re.compile(r"\b[Mm]/[Ss]\b|[^\W_]+(?:['’`][^\W_]+)*|[&+]")
_SPELLINGS = {
    "colour": "color", "grey": "gray", "centre": "center", "parlour": "parlor", "flavour": "flavor", "tyre": "tire",
    "neighbour": "neighbor", "neighbourhood": "neighborhood", "coloured": "colored", "centred": "centered", "jewellery": "jewelry",
    "colours": "color", "theatre": "theater", "programme": "program", "favourite": "favorite", "pyjama": "pajama",
    "mould": "mold", "moustache": "mustache", "licence": "license", "cheque": "check", "doughnut": "donut",
    "organise": "organize", "specialise": "specialize", "personalise": "personalize", "cosy": "cozy", "&": "and", "+": "and",
    "n": "and", "'n'": "and", "im": "i'm", "weve": "we've", "dont": "don't", "doesnt": "doesn't", "ive": "i've", "pls": "please",
    "plz": "please", "hrs": "hour", "pics": "picture", "pix": "picture", "fotos": "photo", "u": "you", "w": "with", "bg": "background",
    "qs": "question", "testimonies": "testimonial", "barbers": "barber", "photoes": "photo", "thats": "that's", "whats": "what's",
    "tattooist": "tattooist", "lobby": "lobby", "womens": "women", "mens": "men", "childrens": "children", "ladies": "lady",
    "shoppe": "shop", "gals": "gal", "loaves": "loaf", "knives": "knife", "wives": "wife", "lives": "life", "leaves": "leaf",
    "shelves": "shelf", "staffs": "staff", "infos": "info", "wks": "week", "yrs": "year", "ppl": "people",
}  # fmt: skip
_NO_PLURAL = bag(
    "news gas bus us is this was has his its plus yes always series lens glass canvas dress does as ours hers theirs yours "
    "perhaps besides mass brass cross press business class address access process express fitness wellness less unless "
    "across bliss chess grass gross happiness mess miss pass progress stress success princess boss loss moss kiss "
    "sales vs paws contact analysis yes texas paris jess chris james thomas"
)
_CONTRACTED = bag("it that what here there who let he she where name how when")
_ABBREVIATED = bag("st dr mr mrs ms co ltd inc bros no jr sr prof rev mt ft ave rd jos wm chas geo")

_FIRMS = bag("co ltd inc llc corp pty bros")
"""Behind these a full stop ends the sentence, too: they end a name."""


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Lower case, straight apostrophes, no accents."""
    if text.isascii():
        return text.lower().replace("`", "'")
    text = text.replace("’", "'").replace("`", "'")
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


@lru_cache(maxsize=20_000)
def key(word: str) -> str:
    """What a word is looked up by: plain, singular, in American spelling, with no possessive."""
    word = plain(word)
    if word in _SPELLINGS:
        return _SPELLINGS[word]
    if word.endswith("'s") and word[:-2] not in _CONTRACTED:
        word = word[:-2]
    return _SPELLINGS.get(single := _singular(word), single)


def _singular(word: str) -> str:
    if (
        len(word) < 4
        or not word.endswith("s")
        or word.endswith(("ss", "'s", "us", "is"))
        or word in _NO_PLURAL
    ):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "shes", "ches", "xes", "zes")) else word[:-1]


def keyed(text: str) -> frozenset[str]:
    """The keys of a text's words."""
    return frozenset(key(word) for word in text.split())


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a request, `&` among them."""

    text: str
    start: int
    """In characters, as `end`."""
    end: int
    key: str
    gap: str
    """The characters between the word before and this one."""
    breaks: bool
    """Whether a clause ends before it."""
    stops: bool
    """Whether a sentence ends before it."""

    @property
    def capital(self) -> bool:
        first = self.text[2] if _ELIDED.match(self.text) else self.text[0]
        caseless = first.isalpha() and first.upper() == first.lower()
        return first.isupper() or caseless or (first.isdigit() and self.key != "for")


@lru_cache(maxsize=1000)
def _split(phrase: str) -> list[str]:
    return phrase.split()


class Reading:
    """A request, read: `text`, its `words`, and how it is written.

    `spell` gives the word that a mistyped one is meant to be, or the same.
    """

    def __init__(self, text: str, spell: Callable[[str], str] = str) -> None:
        self.text = text
        letters = [c for c in text if c.isalpha()]
        upper = sum(c.isupper() for c in letters)
        self.shouts = len(letters) > 8 and upper > 0.7 * len(letters)
        self.words: list[Word] = []
        end = 0
        asides = [aside.span() for aside in _ASIDE.finditer(text)]
        for found in WORD.finditer(text):
            word = _word(found, text[end : found.start()], self.words, spell, self.shouts)
            within = word.stops and any(first + 1 < word.start < last for first, last in asides)
            self.words.append(replace(word, stops=False) if within else word)
            end = found.end()
        self.keys = [word.key for word in self.words]
        self.plain_case = self.shouts or not self._has_capitals()
        """Whether capitals say nothing: there are none but where sentences begin, or nothing else."""
        self._clauses = self._bounds([word.breaks for word in self.words])
        self._sentences = self._bounds([word.stops for word in self.words])
        self._starts = [word.start for word in self.words]
        self._ends = [word.end for word in self.words]

    def key(self, index: int) -> str:
        """The key of word `index`; empty where there is none."""
        return self.keys[index] if 0 <= index < len(self.keys) else ""

    def says(self, index: int, *phrases: str) -> bool:
        """Whether one of some phrases, in keys, stands from word `index` on, with no clause ending in it."""
        for phrase in phrases:
            keys = phrase.split()
            end = index + len(keys)
            if (
                index >= 0
                and self.keys[index:end] == keys
                and not any(self.words[i].breaks for i in range(index + 1, end))
            ):
                return True
        return False

    def breaks(self, index: int) -> bool:
        """Whether a clause ends before word `index`, or the request does."""
        return not 0 <= index < len(self.words) or self.words[index].breaks

    def stops(self, index: int) -> bool:
        """Whether a sentence ends before word `index`, or the request does."""
        return not 0 <= index < len(self.words) or self.words[index].stops

    def capital(self, index: int) -> bool:
        """Whether word `index` has a capital that says something."""
        return not self.plain_case and 0 <= index < len(self.words) and self.words[index].capital

    def cut(self, span: Span) -> str:
        """The characters from the first of some words to the last of them."""
        return self.text[self.words[span[0]].start : self.words[span[1] - 1].end]

    def _has_capitals(self) -> bool:
        upper = [
            w
            for w in self.words
            if w.text[0].isupper() and w.text != "I" and not w.text.startswith(("I'", "I’"))
        ]
        small_starts = any(w.stops and w.text[0].islower() for w in self.words)
        return any(not w.stops or (small_starts and w.start > 0) for w in upper)

    @staticmethod
    def _bounds(opens: list[bool]) -> list[Span]:
        """For each word the stretch it is in, if stretches begin where `opens` says."""
        starts = [i for i, first in enumerate(opens) if first]
        return [span for span in pairwise([*starts, len(opens)]) for _ in range(*span)]

    def clause(self, index: int) -> Span:
        """The words of the clause that word `index` is in."""
        return self._clauses[index]

    def clauses(self) -> Iterator[Span]:
        """The clauses, in order."""
        return iter(dict.fromkeys(self._clauses))

    def sentence(self, index: int) -> Span:
        """The words of the sentence that word `index` is in."""
        return self._sentences[index]

    def words_in(self, span: Span) -> Span:
        """The words that lie in a stretch of characters."""
        first = bisect_left(self._starts, span[0])
        last = bisect_right(self._ends, span[1])
        return (first, last) if first < last else (0, 0)


def _word(found: re.Match, gap: str, before: list[Word], spell: Callable[[str], str], shouts: bool) -> Word:
    text = found[0]
    inner = text[0].isupper() and not shouts and bool(before) and not re.search(r"[.!?:\n]", gap)
    inner |= not shouts and any(c.isupper() for c in text[1:])
    lookup = key(text) if inner else key(spell(plain(text)))
    if len(text) == 1 and text.isupper() and not shouts:
        lookup = plain(text)  # "D. W. Wall"
    if text == "4" and before and before[-1].key in {"website", "site", "page"}:
        lookup = "for"
    if gap.endswith(("'", "‘")) and not _QUOTED.match(found.string, found.start()):
        gap = gap[:-1]  # "Taco 'Bout It"
    gap_breaks, gap_stops = _gap(gap, before, text)
    return Word(text, found.start(), found.end(), lookup, gap, gap_breaks, gap_stops)


def _gap(gap: str, before: list[Word], text: str) -> tuple[bool, bool]:
    """Whether a clause, and whether a sentence ends in the characters between a word and the next, `text`."""
    if gap == " " and before:
        return False, False
    if not before:
        return True, True
    last = before[-1].text
    firm = last.lower() in _FIRMS and text != "&"
    if (
        gap.startswith(".")
        and not firm
        and (last.lower() in _ABBREVIATED or (len(last) == 1 and last.isupper()))
    ):
        gap = gap[1:]
    if "\n" in gap:
        return True, True
    if gap.startswith("/") and last.lower() == "w":
        gap = gap[1:]
    if (
        re.fullmatch(r"['’]\s", gap)
        and last.lower().endswith("s")
        and "'" not in "".join(word.gap for word in before[-6:])
    ):
        return False, False  # "gents' hairdresser"
    stops = bool(_STOP.search(re.sub(r"^[.!?…]+\)(?=\s*[,;])", "", gap))) and gap != "."
    breaks = stops or bool(_BREAK.search(gap))
    return breaks, stops


class Match(NamedTuple):
    """A phrase found in a reading: words `start` to `end`, and what the table says of it."""

    start: int
    end: int
    label: object


_LABEL = ""
"""Where a phrase ends in the tree: no key is empty."""


class Phrases:
    """A table of phrases, each with a label; phrases are looked up by their words' keys.

    A phrase "cut ~ hair" is found wherever the first word stands up to four words before the last, in one clause.
    """

    def __init__(self, entries: Iterable[tuple[str, object]]) -> None:
        self.whole: dict[tuple[str, ...], object] = {}
        """The label of each phrase, by its keys."""
        self._apart: dict[str, dict[str, list[tuple[tuple[str, ...], object]]]] = {}
        self.vocabulary: set[str] = set()
        for phrase, label in entries:
            if "~" in phrase:
                self._add_apart(phrase, label)
            else:
                self.whole[keys_of(phrase)] = label  # of two with the same keys the later one stands
        for keys in list(self.whole):
            if len(keys) == 2 and min(map(len, keys)) > 2:
                self.whole.setdefault(("".join(keys),), self.whole[keys])
        self.vocabulary |= {word for keys in self.whole for word in keys}
        self._tree: dict = {}
        for keys, label in self.whole.items():
            node = self._tree
            for word in keys:
                node = node.setdefault(word, {})
            node[_LABEL] = label

    def _add_apart(self, phrase: str, label: object) -> None:
        verbs, things = ([keys_of(part) for part in side.split("|")] for side in phrase.split("~"))
        verbs += [("does",)] if ("do",) in verbs else []
        for verb in verbs:
            for thing in things:
                self._apart.setdefault(verb[0], {}).setdefault(thing[0], []).append((thing, label))
                self.vocabulary |= {*verb, *thing}

    def find(self, reading: Reading, taken: Collection[int] = ()) -> list[Match]:
        """Longest phrases from the left, none of them in words already `taken`, none across the end of a clause."""
        found, index, closed = [], 0, frozenset(taken)
        while index < len(reading.words):
            match = self._at(reading, index, closed)
            found += [match] if match else []
            index = match.end if match else index + 1
        return found

    def _at(self, reading: Reading, index: int, closed: frozenset[int]) -> Match | None:
        node, longest, end = self._tree, None, index
        while (
            end < len(reading.words) and end not in closed and (end == index or not reading.words[end].breaks)
        ):
            node = node.get(reading.keys[end])
            if node is None:
                break
            end += 1
            if _LABEL in node:
                longest = Match(index, end, node[_LABEL])
        return longest

    def find_apart(self, reading: Reading, taken: Collection[int] = ()) -> list[Match]:
        """The phrases with "~", as the stretches from their first word to their last: the nearest for each first word."""
        closed, found = frozenset(taken), []
        for index, first in enumerate(reading.keys):
            if first in self._apart and index not in closed:
                found += self._nearest(reading, index, self._apart[first], closed)
        return found

    @staticmethod
    def _nearest(reading: Reading, index: int, things: dict, closed: frozenset[int]) -> list[Match]:
        for end in range(index + 1, min(index + 6, len(reading.words))):
            word = reading.keys[end]
            over = word == "and" and reading.key(end + 1) in {"the", "our", "my", "what", "how"}
            if reading.words[end].breaks or over or word in {"website", "site", "page", "homepage"}:
                break
            near = [
                Match(index, end + len(thing), label)
                for thing, label in things.get(word, ())
                if end not in closed and tuple(reading.keys[end : end + len(thing)]) == thing
            ]
            if near:
                return near
        return []


def keys_of(phrase: str) -> tuple[str, ...]:
    """The keys of a phrase's words."""
    return tuple(key(found[0]) for found in WORD.finditer(phrase))


def listed(text: str) -> list[str]:
    """The entries of a list that commas separate."""
    return [entry for part in text.split(",") if (entry := " ".join(part.split()))]
