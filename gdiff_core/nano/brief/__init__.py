"""A person's request read into a `Brief`, or, where the bundled model has no words for it, into an `Outside`.

Rules and word lists, no second model, in this order:

1. what cannot be a request in English for a page is outside (`outside`);
2. facts are cut out to the letter (`facts`), then the name (`names`), so that neither is read as anything else;
3. the kind of business is what most words speak for (`trade`, `lexicon`);
4. the look (`style`, `colours`) and the sections (`parts`) are read from the words that are left;
5. of what nothing was made, the words that say something are given back as they stand.
"""

from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from gdiff_core.nano.brief import colours, outside, style
from gdiff_core.nano.copy import FIRST_NAMES, KINDS, REAL_WORDS, SURNAMES
from gdiff_core.nano.brief.english import known_words
from gdiff_core.nano.brief.facts import Facts, read_facts
from gdiff_core.nano.brief.leftover import leftovers
from gdiff_core.nano.corpus import (
    ACCENTS,
    CORNER_WORDS,
    FONT_WORDS,
    LAYOUT_WORDS,
    SECTIONS,
    SPACING_WORDS,
    TONE_WORDS,
)
from gdiff_core.nano.brief.lexicon import BUSINESS_NOUNS, MISTYPED, RIGHT, TRADES, Other, Said, kind_phrases
from gdiff_core.nano.brief.names import find_name
from gdiff_core.nano.brief.parts import Part, part_phrases, read_parts
from gdiff_core.nano.brief.trade import Trade, mentions, read_trade
from gdiff_core.nano.brief.words import Match, Reading, Span, key, listed, plain
from gdiff_core.records import Brief, Outside

LEAST_SURE = 0.7
"""What the words for a kind of business must come to; its wares count 0.4 each."""


def kinds() -> tuple[str, ...]:
    """The kinds of business that the bundled model writes pages for."""
    return tuple(KINDS)


def read(words: str) -> Brief | Outside:
    """What a request asks for, in the bundled model's small language.

    Never raises; takes under 20 ms for 4,000 characters. Names and facts are to the letter of `words`.
    """
    reading = Reading(words, spelled)
    if why := outside.unreadable(words, reading, _all_known()):
        return Outside(why, _nearest(reading))
    facts = read_facts(words)
    closed = frozenset(i for span in facts.spans for i in range(*reading.words_in(span)))
    found = mentions(reading, closed)
    name, where = find_name(reading, _sure(found), closed)
    trade = read_trade(reading, found, where)
    if why := _why_outside(words, reading, trade, name):
        return Outside(why, _near(trade))
    return _brief(reading, facts, closed, name, _everywhere(reading, name, where), trade)


def _brief(
    reading: Reading, facts: Facts, closed: frozenset[int], name: str, named: frozenset[int], trade: Trade
) -> Brief:
    taken = closed | named
    first, _ = read_parts(reading, taken, trade.kind, trade.head, trade.nouns)
    in_parts = {i for part in first for i in range(part.start, part.end)}
    look = style.read_style(reading, taken | (trade.words - in_parts), trade.wares, in_parts)
    parts, said = read_parts(reading, taken | look.words, trade.kind, trade.head, trade.nouns)
    used = taken | look.words | said | trade.words
    return Brief(
        kind=trade.kind,
        name=name,
        accent=look.accent,
        tone=look.tone,
        ground=look.ground,
        font=look.font,
        corners=look.corners,
        spacing=look.spacing,
        layout=look.layout,
        sections=_sections(reading, parts, facts),
        phone=facts.phone,
        mail=facts.mail,
        address=facts.address,
        hours=facts.hours,
        prices=facts.prices,
        unused=leftovers(reading, used, facts.links),
    )


def _sections(reading: Reading, parts: list[Part], facts: Facts) -> tuple[str, ...]:
    """The sections in order, and those that the hours and prices given have to stand in."""
    said = [part.section for part in parts]
    starts = [reading.words[part.start].start for part in parts]
    due = [(facts.hours_at, "hours")] if facts.hours and "hours" not in said else []
    if facts.prices and not {"pricing", "offer"} & set(said):
        due.append((facts.prices_at, "pricing"))
    for place, section in sorted(due, reverse=True):
        said.insert(sum(start < place for start in starts), section)
    return tuple(said)


def _sure(found: list[Match]) -> list[Match]:
    return [m for m in found if isinstance(m.label, Said) and m.label.weight > 2 and m.end - m.start < 5]


def _everywhere(reading: Reading, name: str, where: Span) -> frozenset[int]:
    """The words of a name wherever it stands in the request: a colour in it is none."""
    taken, plain = set(range(*where)), [word.text.lower() for word in reading.words]
    own = plain[slice(*where)]
    if name:
        taken |= {
            i
            for at in range(len(plain))
            if plain[at : at + len(own)] == own
            for i in range(at, at + len(own))
        }
    return frozenset(taken)


# ---- outside ------------------------------------------------------------------------------------------------


def _why_outside(words: str, reading: Reading, trade: Trade, name: str) -> str:
    """The sentence that says why a request cannot be met; empty if it can."""
    sure = trade.surety >= LEAST_SURE or (trade.surety > 0 and not trade.other and _wants_page(reading, name))
    if why := outside.other_language(words):
        return why
    if trade.other and trade.other.label.sort == "app" and not sure:
        return _other(reading, trade.other)
    if why := outside.question(words, sure):
        return why
    if not sure and (why := outside.order(words)):
        return why
    if trade.other and isinstance(trade.other.label, Other):
        return _other(reading, trade.other)
    if sure:
        return ""
    if outside.is_gibberish(reading, _all_known()):
        return outside.gibberish()
    return outside.small_talk() if outside.is_small_talk(reading) else outside.NO_KIND


def _wants_page(reading: Reading, name: str) -> bool:
    """Whether a text that names no business, only its wares, is a request for a page: it has a name, or says so."""
    said = {"website", "site", "page", "homepage", "webpage", "landing", "section"} & set(reading.keys)
    short = len(reading.words) < 7 and bool(
        (BUSINESS_NOUNS | {"class", "tuition", "lesson"}) & set(reading.keys)
    )  # "braids and locs studio"
    return (
        bool(said)
        or bool(short)
        or bool(name)
        and bool(part_phrases().find(reading) or style.look_phrases().find(reading) or colours.find(reading))
    )


def _other(reading: Reading, match: Match) -> str:
    return outside.sentence(match.label.sort, " ".join(reading.cut((match.start, match.end)).split()))


def _near(trade: Trade) -> str:
    if trade.surety >= LEAST_SURE:
        return trade.kind
    return (trade.other.label.nearest if trade.other else "") or trade.kind


def _nearest(reading: Reading) -> str:
    return _near(read_trade(reading, mentions(reading), (0, 0)))


# ---- typing mistakes ----------------------------------------------------------------------------------------


@cache
def _lexicon() -> frozenset[str]:
    return frozenset(
        kind_phrases().vocabulary
        | part_phrases().vocabulary
        | style.vocabulary()
        | {"called", "named", "website", "please"}
    )


@cache
def _all_known() -> frozenset[str]:
    return known_words() | _lexicon()


@cache
def _never_mistyped() -> frozenset[str]:
    return frozenset(plain(word) for word in (*RIGHT.split(), *REAL_WORDS, *SURNAMES, *FIRST_NAMES))


@cache
def _by_first_letter() -> dict[str, list[str]]:
    """The words that are taken for mistyped: those that requests say most often, in one and in more."""
    nouns = [noun for kind in KINDS.values() for noun in (*kind.nouns, kind.offer)]
    trades = [
        phrase
        for trade in TRADES.values()
        for phrase in listed(trade.known)
        if " " not in phrase and len(phrase) > 6
    ]
    tables = (TONE_WORDS, FONT_WORDS, CORNER_WORDS, SPACING_WORDS, LAYOUT_WORDS, SECTIONS)
    said = [phrase for table in tables for phrases in table.values() for phrase in phrases]
    words = {key(word) for phrase in (*nouns, *trades, *said, *ACCENTS, MISTYPED) for word in phrase.split()}
    groups: dict[str, list[str]] = {}
    for word in sorted(words):
        if len(word) >= 4 and word.isalpha():
            groups.setdefault(word[0], []).extend((word, word + "s"))
    return groups


@lru_cache(maxsize=20_000)
def spelled(word: str) -> str:
    """The word of the lists that a mistyped one is meant to be; itself if it is a word, or near none.

    One letter left out, put in, changed or swapped (optimal string alignment); two from eight letters on. The first
    letter is right, or the second one; words under seven letters are only thought to lack, repeat or swap one.
    """
    if (
        not 4 <= len(word) <= 24
        or not word.isalpha()
        or key(word) in _all_known()
        or word in _never_mistyped()
    ):
        return word
    most = 2 if len(word) >= 7 else 1
    for first in (word[0], word[1]):
        near = process.extract(
            word, _by_first_letter().get(first, ()), scorer=OSA.distance, score_cutoff=most, limit=6
        )
        near = [
            (changed, far, -len(right), right)
            for right, far, _ in near
            if (not (changed := _changes_letter(word, right)) or len(right) > 6)
            and (far < 2 or (len(word) > 6 and not changed))
        ]
        if near:  # a letter left out or swapped is likelier than another one
            return min(near)[3]
    return word


def _changes_letter(word: str, right: str) -> bool:
    return len(word) == len(right) and sorted(word) != sorted(right)
