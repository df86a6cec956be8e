"""A stretch of words that may be a name, and what each word of a request is to the search for it."""

import re
from collections import Counter
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from gdiff_core.nano.brief.english import FUNCTION_WORDS, known_words
from gdiff_core.nano.brief.extent import JOINERS, STOPS, Search, colour_at
from gdiff_core.nano.brief.lexicon import BUSINESS_NOUNS
from gdiff_core.nano.brief.likeness import VECTORS
from gdiff_core.nano.brief.spelling import vocabulary
from gdiff_core.nano.brief.told import CUES
from gdiff_core.nano.brief.words import WORD, bag, key, plain
from gdiff_core.nano.kinds import kinds
from gdiff_core.nano.namebook import FIRST_NAMES, SURNAMES

SITES = bag("website site page webpage homepage web one-pager pager landing")
RELATIONS = bag(
    """wife husband partner friend daughter son brother sister mum mom dad mother father cousin uncle aunt boss colleague neighbor girlfriend boyfriend
    fiance grandmother gran nan grandad grandpa grandma niece nephew dog cat horse pony parrot goat owner manager apprentice teacher he she him her"""
)
"""Whose name is not that of the business."""
_CLASSES = {
    "day": bag("monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun weekend weekday"),
    "month": bag(
        """january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
        spring summer autumn winter christmas easter"""
    ),
    "count": bag("one two three four five six seven eight nine ten"),
    "join": JOINERS,
    "func": FUNCTION_WORDS | STOPS,
    "site": SITES,
}  # fmt: skip
"""Keys of a class whatever a phrase makes of them; the first that has a word counts."""
_AFTER = {
    "firm": bag("co ltd inc llc llp bro sons son daughter limited plc gmbh corp"),
    "biz": BUSINESS_NOUNS,
    "people": bag(
        """english spanish french german italian japanese chinese mexican indian irish british american australian thai turkish greek portuguese
        catalan russian arabic korean swedish dutch scottish welsh moroccan lebanese vietnamese brazilian persian hindi mandarin european asian african"""
    ),
    "platform": bag(
        "facebook instagram whatsapp google twitter tiktok youtube pinterest wordpress squarespace wix etsy airbnb tripadvisor yelp insta fb gmail"
    ),
}
_PLACES = bag(
    """sector route unit suite plot highway pier boardwalk street road lane avenue square close drive way court hill row yard market town village
    river park station quay harbor bridge city"""
)
_STREET = re.compile(r"(?:stra(?:ss|ß)e|straat|weg|gasse|platz|plein|gracht)$")
_YEAR = re.compile(r"(?:1[789]|20)\d\d")
_FIRST, _LAST = (frozenset(map(plain, names)) for names in (FIRST_NAMES, SURNAMES))
OPENS = bag("func cue kind biz site part colour relation fact join day num year date")
"""Classes of words beside which a name may begin or end within a clause."""


class Guess(NamedTuple):
    """Words that may be the name."""

    start: int
    end: int
    text: str = ""
    """What stands in quotes, if the words do."""


@cache
def _ranks() -> dict[str, int]:
    """How common a word is in English, the commonest 0."""
    with np.load(VECTORS) as file:
        return {word: rank for rank, word in enumerate(bytes(file["words"]).decode().split())}


@lru_cache(maxsize=20_000)
def _rarity(text: str, lookup: str) -> str:
    rank = min(_ranks().get(text, 99_999), _ranks().get(lookup, 99_999))
    return next((f"rank{most}" for most in (5, 15, 30) if rank < most * 1000), "odd")


@cache
def _heard() -> Counter:
    """How many of the sentences in which people tell of their kind have a word, or two side by side."""
    heard: Counter = Counter()
    for tell in (tell for kind in kinds().values() for tell in (*kind.tells, *kind.nouns, *kind.texts)):
        for clause in re.split(r"[.,;:!?()~|]|\s[-–—]\s", tell):
            keys = [key(word) for word in WORD.findall(clause)]
            heard.update({*keys, *pairwise(keys)})
    return heard


class Words:
    """A request's words, each of one class (`tags`), and how they stand.

    `least`: in how many sentences a word must be heard; more than one where the request holds one of these itself.
    """

    def __init__(self, search: Search, least: int = 1) -> None:
        self.search, self.reading = search, search.reading
        self.count = len(self.reading.words)
        self.times = Counter(self.reading.keys)
        self.kind = {i for m in search.kinds for i in range(m.start, m.end)}
        self.part = {i for m in search.phrases for i in range(m.start, m.end) if m.label[1] is not False}
        self.weak = {i for m in search.phrases for i in range(m.start, m.end) if m.label[1] is False}
        shades = ((i, colour_at(self.reading, i)) for i in range(self.count))
        self.colour = {j for i, length in shades for j in range(i, i + length)}
        self.tags = [self._tag(i) for i in range(self.count)]
        for i in range(1, self.count):
            if {self.tags[i - 1], self.tags[i]} == {"month", "num"}:
                self.tags[i - 1] = self.tags[i] = "date"
        self._heard_from(least)

    def _heard_from(self, least: int) -> None:
        heard, keys = _heard(), self.reading.keys
        self.heard = [n if (n := heard[word]) >= least else 0 for word in keys]
        """In how many sentences people say a word."""
        self.usual = [
            i > 0 and not self.reading.breaks(i) and heard[keys[i - 1], keys[i]] >= least
            for i in range(self.count)
        ]
        """Whether people say a word behind the one before it."""

    def _tag(self, i: int) -> str:
        word = self.reading.words[i]
        if i in self.search.closed:
            return "fact"
        if word.text in "&+":
            return "&"
        if word.key[0].isdigit():
            return "year" if _YEAR.fullmatch(word.key) else "num"
        if word.key in CUES:
            return "cue"
        if found := next((name for name, keys in _CLASSES.items() if word.key in keys), ""):
            return found
        if i in self.kind:
            return "kind"
        if found := next((name for name, keys in _AFTER.items() if word.key in keys), ""):
            return found
        said = (("colour", self.colour), ("part", self.part), ("other", self.search.others))
        return next((name for name, there in said if i in there), "") or _plain_tag(word.text, word.key)

    def gap(self, i: int) -> str:
        """What parts word `i` from the one before."""
        if not 0 < i < self.count:
            return "$" if i else "^"
        word = self.reading.words[i]
        if "\n" in word.gap:
            return "nn" if "\n\n" in word.gap else "n"
        if word.stops or not word.breaks:
            return "." if word.stops else " "
        marks = {mark: mark for mark in ":,(\"')"} | {";": ",", "“": '"', "‘": "'"}
        return next((same for mark, same in marks.items() if mark in word.gap), "-")


@lru_cache(maxsize=20_000)
def _plain_tag(text: str, lookup: str) -> str:
    """The class of a word that no phrase is made of."""
    text = plain(text)
    if text in _FIRST or lookup in _FIRST:
        return "first"
    if lookup in RELATIONS:
        return "relation"
    if lookup in _PLACES or _STREET.search(lookup):
        return "place"
    if lookup in known_words():
        return "known"
    if lookup in _LAST:
        return "last"
    return "vocab" if lookup in vocabulary() else _rarity(text, lookup)
