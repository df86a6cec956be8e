"""How far a name goes: where it is written in capitals, and where it is not."""

import re
from dataclasses import dataclass
from functools import cache

from gdiff_core.nano.brief import colours
from gdiff_core.nano.brief.english import FUNCTION_WORDS
from gdiff_core.nano.brief.lexicon import kind_phrases
from gdiff_core.nano.brief.looks import look_phrases
from gdiff_core.nano.brief.sections import part_phrases
from gdiff_core.nano.brief.words import Match, Reading, bag

LONGEST = 9
"""Words a name may have."""
STOPS = bag(
    """i we you it he she they i'm we're it's you're they're we've i've i'd we'd it'd he's she's my our your their his her its us me them
    is are was were has have had do does did want wants need needs would will should can could must may might please thanks thank
    with for in at near from based located so but because which that who where when while since if as also
    website site page webpage homepage landing colors color sections section background accents accent called named
    make create build need want love like show add include using use put tell give get come open opening selling sell sells
    serving offering offer offers doing providing specialising specializing about hi hello hey ok well tel phone email address lol
    established est founded family run owned there this these those it'll website's i'll we'll not no don't just
    style tone colour font theme scheme palette design look feel simple modern minimal minimalist elegant clean professional something preferably ideally
    keep needed needing required require requires wanted contact"""
)
"""Keys that end a name without capitals."""
CAPITAL_STOPS = bag(
    """i we i'm we're it's website site page webpage homepage please with need want make create build color sections section background accent font style
    tone theme i'd we'd i've we've should must include including add show use using thanks has have is are which located based also hi hello dear
    for featuring featured colors landing layout title tagline slogan phone tel email address type look palette what client sector business name brief content pages
    mobile fax call our my you they can could would tel m/s"""
)
"""Keys that end a name in capitals, where everything has one."""
NAME_WORDS = bag("page pages design look type palette open site title content dear layout our need")
"""Of these, what is part of a name where it has a capital of its own: "The Dog-Eared Page"."""
JOINERS = bag(
    "and of the de la le les du des da di del della do dos das el los las von van der den zu zur y e et und na an nan og n"
)
_JOINING = JOINERS | {
    "à", "au", "aux", "en", "op", "im", "am", "at", "to", "by", "than", "and a", "and an",
    "on the", "in the", "by the", "to the", "for the", "at the", "over the", "under the",
}  # fmt: skip
_AFTER_TWO = {"on the", "at the", "by"}
"""Join only what is a name already: "Flowers of Kent by Anna"."""
_ARTICLES = bag("the la le el our my")
_SMALL = bag("by at in on to with a")
_FIRM_ENDS = bag("llp llc ltd inc limited plc pllc gmbh pty co corp pc lp solicitors")
_TITLES = bag("st dr mr mrs")
_PLACES = bag(
    "corner hill wind mill square rest sea bay bridge river park green wall wood town bone rock moon"
)
"""What a name without capitals may be "on the" or "in the" of."""
_IN_NAMES = bag("own one two three up down out over off on in then more most every each good")
"""Function words that names without capitals have."""


@dataclass(frozen=True, slots=True)
class Search:
    """A request, and what is known of it before its name is."""

    reading: Reading
    kinds: tuple[Match, ...]
    """Mentions of kinds of business by their nouns or their work."""
    closed: frozenset[int]
    """Words of facts: no name goes over them."""
    phrases: tuple[Match, ...]
    """Phrases that name a section or a look."""
    plain: frozenset[int]
    """Their words."""
    persons: frozenset[int]
    """Words that name a person: "my name is Sarah", "Thanks, Tom"."""
    others: frozenset[int]
    """Words that name what is no page of any kind."""
    titled: bool
    """Whether Nearly All Words Begin With A Capital."""

    def ends_kind(self, index: int) -> Match | None:
        """The mention of a kind that ends before word `index`."""
        return next((m for m in self.kinds if m.end == index), None)

    def starts_kind(self, index: int) -> Match | None:
        """The mention of a kind that begins with word `index`."""
        return next((m for m in self.kinds if m.start == index), None)

    def in_kind(self, index: int) -> bool:
        """Whether word `index` is in a mention of a kind."""
        return any(m.start <= index < m.end for m in self.kinds)

    def sells(self, start: int, end: int) -> bool:
        """Whether some words name wares or work of any business."""
        others = set(range(start)) | set(range(end, len(self.reading.words)))
        return bool(kind_phrases().find(self.reading, others))

    def in_capitals(self, start: int, end: int) -> bool:
        """Whether some words are all in capitals, small joiners apart, and capitals say something."""
        words = self.reading.words[start:end]
        return not (self.reading.plain_case or self.titled) and all(
            w.capital or w.key in JOINERS for w in words
        )


def extend(search: Search, start: int, told: bool = False) -> int:
    """Where a name that starts at word `start` ends; `told`: that a name comes was said, so its first word may be any."""
    reading = search.reading
    step = _capital_step if reading.capital(start) else _small_step
    end = start
    while end < len(reading.words) and end - start < LONGEST and end not in search.closed:
        if end > start and reading.breaks(end) and not goes_over(search, end):
            break
        taken = step(search, start, end, told)
        if not taken:
            break
        end += taken
    return trimmed(reading, start, end)


def trimmed(reading: Reading, start: int, end: int) -> int:
    """The end without joiners that join nothing."""
    while end > start + 1 and not reading.capital(end - 1):
        if reading.keys[end - 1] not in JOINERS | _SMALL and reading.words[end - 1].text not in "&+":
            break
        end -= 1
    return end


def goes_over(search: Search, index: int) -> bool:
    """Whether a name goes on over what stands before word `index`: "Byrne, Walsh & Co", "Luna, Inc.", "St. Mary's"."""
    reading, gap = search.reading, search.reading.words[index].gap
    if gap.strip() == "." and reading.key(index - 1) in _TITLES:
        return True
    if gap.strip() == "'" and reading.words[index].text.lower() == "n":
        return True
    if gap != ", ":
        return False
    literal = index + 2 < len(reading.words) and reading.words[index + 1].text == "&"
    if reading.plain_case:
        return literal and not colour_at(reading, index)
    if not reading.capital(index):
        return False
    return reading.keys[index] in _FIRM_ENDS or _is_partner(search, index, literal)


def _is_partner(search: Search, index: int, literal: bool) -> bool:
    """Whether the word behind a comma is one of a firm's partners, before the last: "Smith, Jones and Patel"."""
    reading = search.reading
    joined = reading.key(index + 1) == "and" and not reading.breaks(index + 1)
    joined = joined and reading.capital(index + 2) and not reading.breaks(index + 2)
    firm = literal or any(m.label.kind in ("law office", "accountant") for m in search.kinds)
    return joined and firm and reading.keys[index] not in CAPITAL_STOPS and not is_wish(reading, index)


def _capital_step(search: Search, start: int, index: int, told: bool) -> int:
    """How many words a name in capitals takes at `index`: one, or joiners and the capital behind them; 0 ends it."""
    reading = search.reading
    word = reading.words[index]
    if word.capital or word.text == "'n'":
        soft = word.key in NAME_WORDS and not search.titled and not word.breaks
        return 0 if word.key in CAPITAL_STOPS and index > start and not soft else 1
    if index == start:
        return 0
    for length in (1, 2, 3):
        after = index + length
        joiner = " ".join(w.text.lower() for w in reading.words[index:after])
        known = joiner in _JOINING or all(k in JOINERS for k in reading.keys[index:after])
        if not known or (reading.breaks(after) and reading.key(after) != "and"):
            return 0
        if reading.capital(after):
            return 0 if _opens_wish(reading, start, index, joiner, after) else length + 1
    return 0


def _opens_wish(reading: Reading, start: int, index: int, joiner: str, after: int) -> bool:
    """Whether the capital behind a joiner is no part of the name: "Luna and Sections", "Luna at 12 High Street"."""
    if joiner == "at" and (reading.words[after].text[0].isdigit() or index == start):
        return True
    if reading.key(after) in CAPITAL_STOPS or (joiner in _AFTER_TWO and index == start):
        return True
    return joiner == "and" and (is_wish(reading, after) or reading.key(after) in STOPS)


def _small_step(search: Search, start: int, index: int, told: bool) -> int:
    """1 if a name without capitals goes on with word `index`, else 0."""
    return int(_goes_on(search.reading, start, index, told))


def _goes_on(reading: Reading, start: int, index: int, told: bool) -> bool:
    word = reading.keys[index]
    if reading.says(index, "full stop", "comma", "question mark"):  # dictated
        return False
    if index == start:
        return told or word not in STOPS | {"and", "a", "an"}
    if index == start + 1 and reading.keys[start] in _ARTICLES:
        return word not in {"name", "is"}
    if reading.words[index].text in "&+":
        return not reading.breaks(index + 1)
    if reading.words[index - 1].text in "&+" or re.search(r"['’]s$", reading.words[index - 1].text):
        return word not in STOPS
    if word in {"and", "of", "the", "n", "at", "on", "to", "by", "in", "a"}:
        return _joins(reading, index)
    if word in STOPS or word in FUNCTION_WORDS - _IN_NAMES:
        return False
    if shade := colour_at(reading, index):
        named = told and shade == 1 and index == start + 1 and word in colours.THINGS_TOO
        return named or not wish_follows(reading, index + shade)
    ends = index == reading.clause(start)[1] - 1 and index - start < 3  # "called hank's cuts"
    return not (is_wish(reading, index) and wish_follows(reading, index + 1)) or (told and ends)


def _joins(reading: Reading, index: int) -> bool:
    """Whether a small word within a name without capitals goes on with the next one."""
    word, behind = reading.keys[index], reading.key(index + 1)
    if reading.breaks(index + 1):
        return False
    if word == "and":
        shade = colour_at(reading, index + 1) and wish_follows(reading, index + 2)
        return behind not in STOPS | FUNCTION_WORDS - {"the", "co"} and not (
            is_wish(reading, index + 1) or shade
        )
    if word in {"the", "a"}:
        return reading.keys[index - 1] in {"and", "of", "on", "in", "at", "by", "to", "over", "the"}
    if word == "by" and behind not in STOPS | FUNCTION_WORDS:
        return True  # "hair by jaz"
    if word in {"on", "in", "at", "by", "to"}:
        return behind == "the" and not reading.breaks(index + 2) and reading.key(index + 2) in _PLACES
    return behind not in STOPS


# ---- wishes beside a name -----------------------------------------------------------------------------------


def colour_at(reading: Reading, index: int) -> int:
    """How many words the colour at `index` has; 0 if there is none."""
    end = reading.clause(index)[1]
    for length in (3, 2, 1):
        if index + length <= end and colours.named(tuple(reading.keys[index : index + length])):
            return length
    return 0


@cache
def _wishes() -> frozenset[tuple[str, ...]]:
    """Keys of the phrases that are a section or a look wherever they stand."""
    tables = (part_phrases().whole, look_phrases().whole)
    return frozenset(phrase for table in tables for phrase, label in table.items() if label[1] is not False)


def is_wish(reading: Reading, index: int) -> bool:
    """Whether a section or a look is named at word `index`."""
    return any(tuple(reading.keys[index : index + length]) in _wishes() for length in (1, 2, 3))


def wish_follows(reading: Reading, index: int) -> bool:
    """Whether what stands at `index` goes on with wishes, or ends: a colour before it is one."""
    if reading.breaks(index):
        return True
    return (
        reading.keys[index] in STOPS | FUNCTION_WORDS
        or bool(colour_at(reading, index))
        or is_wish(reading, index)
    )
