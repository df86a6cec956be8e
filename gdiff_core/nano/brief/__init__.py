"""A person's request read into a `Brief`, or, where the bundled model has no words for it, into an `Outside`.

Rules and word lists, and likeness to how people tell of each kind, in this order:

1. what cannot be a request in English for a page is outside (`outside`);
2. facts are cut out to the letter (`facts`), then the name (`names`), so that neither is read as anything else;
3. the kind of page is what most phrases speak for, and what the words are like (`trade`, `lexicon`, `likeness`);
4. the look (`style`, `colours`) and the sections (`parts`) are read from the words that are left;
5. of what nothing was made, the words that say something are given back as they stand.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from gdiff_core.nano import kinds as all_kinds
from gdiff_core.nano.brief import colours, outside, style
from gdiff_core.nano.brief.facts import Facts, read_facts
from gdiff_core.nano.brief.leftover import leftovers
from gdiff_core.nano.brief.lexicon import BUSINESS_NOUNS, VAGUE
from gdiff_core.nano.brief.looks import look_phrases
from gdiff_core.nano.brief.moods import read_mood
from gdiff_core.nano.brief.names import find_name
from gdiff_core.nano.brief.parts import read_parts
from gdiff_core.nano.brief.sections import part_phrases
from gdiff_core.nano.brief.spelling import spelled, vocabulary
from gdiff_core.nano.brief.stands import Part
from gdiff_core.nano.brief.trade import LIKE, SURELY_LIKE, Trade, mentions, read_trade
from gdiff_core.nano.brief.words import Match, Reading, Span, bag, key
from gdiff_core.nano.corpus import FORTY
from gdiff_core.nano.kinds import ANY
from gdiff_core.records import Brief, Outside

FEW = 2
"""Sections that are said, up to which the usual ones stand around them: who says more has made a list."""
_NOTHING_ELSE = re.compile(
    r"\b(?:nothing (?:else|more)|no other|no more than|that'?s (?:it|all)|only)\b", re.I
)
LEAST_SURE = 0.7
"""What the words for a kind of business must come to; its wares count 0.4 each."""
_SITES = bag("website site page homepage webpage landing section")
_LESSONS = bag("class tuition lesson")


FIRST = ("restaurant", "hair salon", "portfolio", "wedding", "bakery", "sports club", "photographer", "charity", "plumber", "tutor")  # fmt: skip
"""Kinds that are offered first: one of each sort."""


_PERSONS = frozenset(("portfolio", "resume", "writer", "musician", "designer", "therapist", "coach", "tutor", "photographer", "architect", "video maker"))  # fmt: skip
"""Kinds of pages that are called like the person."""
_OF_ONES_OWN = frozenset(("memorial", "birthday"))
_ONES_OWN = re.compile(
    r"\b(?:[Mm]y|[Oo]ur)\s(?:late\s)?(?:husband|wife|partner|mother|father|mum|mom|dad|grand\w+|nan|gran|son|daughter|brother|sister|"
    r"friend|uncle|aunt|cousin|niece|nephew)[,\s]+((?:[^\W\d_a-z][\w'’-]+\s?){1,3})"
)
_IS_CALLED = re.compile(r"\b(?:[Mm]y name is|[Mm]y name's|I am|I'm)\s+((?:[^\W\d_a-z][\w'’-]+\s?){2,3})")


def kinds() -> tuple[str, ...]:
    """The kinds of pages that the bundled model writes, a few of all sorts first, then by the alphabet."""
    return (*FIRST, *sorted(set(all_kinds.kinds()) - {*FIRST}))


def read(words: str) -> Brief | Outside:
    """What a request asks for, in the bundled model's small language.

    Never raises; takes 2 to 6 ms, 50 to 300 for 4,000 characters. Names and facts are to the letter of `words`.
    """
    reading = Reading(words, spelled)
    if why := outside.unreadable(words, reading, vocabulary()):
        return Outside(why, _nearest(reading))
    facts = read_facts(words)
    plain = _words_in(reading, facts.spans)
    found = mentions(reading, plain)
    closed = plain | _words_in(reading, facts.prices.spans)
    name, where = find_name(reading, found, closed)
    trade = read_trade(reading, found, where, closed)
    noun = ""
    if trade.other and trade.other.label.sort == "business":
        noun = " ".join(reading.cut((trade.other.start, trade.other.end)).split()).lower()
        trade = trade.said(ANY, range(trade.other.start, trade.other.end))
    elif vague := _vague(reading, trade):
        trade = trade.said(*vague)
    if trade.kind == ANY and not noun and len(trade.head) > 1:
        noun = reading.cut((min(trade.head), max(trade.head) + 1)).lower()
    if why := _why_outside(words, reading, trade, name):
        near = "" if why == outside.ORDER else _near(trade)
        return Outside(why, near or (ANY if why == outside.NO_KIND else ""))
    if (
        trade.kind in _PERSONS
        and (said := _IS_CALLED.search(words))
        and (not name or said[1].strip() in name)
    ) or (trade.kind in _OF_ONES_OWN and not name and (said := _ONES_OWN.search(words))):
        name = said[1].strip()
    brief = _brief(reading, facts, closed, name, _everywhere(reading, name, where), trade)
    return replace(brief, noun=noun, near=() if noun else trade.near)


_APP_PAGE = re.compile(
    r"\b(?:site|website|page)\b.{0,12}?\bfor\b.{0,40}?\bapp\b"
    r"|\bis (?:an?|our|my) (?:\w+ ){0,3}?app (?:that|which|for|to)\b"
    r"|\b(?:made|built|launched|released|developed) (?:an?|our|this) (?:\w+ ){0,3}?app\b.*\b(?:site|website|page)\b",
    re.I | re.S,
)


def _vague(reading: Reading, trade: Trade) -> tuple[str, range] | None:
    """A kind that only a noun says that others say, too, and where: "website for our company"."""
    if _APP_PAGE.search(reading.text) and (not trade.kind or trade.other):
        at = reading.keys.index("app")
        return "app", range(at, at + 1)
    if trade.surety >= LEAST_SURE or trade.other or trade.likely > LIKE:
        return None
    said = ((i, VAGUE_KEYS[key]) for i, key in enumerate(reading.keys) if key in VAGUE_KEYS)
    return next(((kind, range(i, i + 1)) for i, kind in said), None)


VAGUE_KEYS = {key(noun): kind for noun, kind in VAGUE.items() if kind}


def _words_in(reading: Reading, spans: Iterable[Span]) -> frozenset[int]:
    return frozenset(i for span in spans for i in range(*reading.words_in(span)))


def _brief(
    reading: Reading, facts: Facts, closed: frozenset[int], name: str, named: frozenset[int], trade: Trade
) -> Brief:
    taken = closed | named
    found = read_parts(reading, taken, trade.kind, trade.head, trade.nouns)
    parts, said = found.wished, found.words
    in_parts = {i for part in parts for i in range(part.start, part.end)}
    told = {i for part in parts if part.meant for i in part.words}  # "what a flat white costs"
    look = style.read_style(reading, taken | (trade.words - in_parts) | told, trade.wares, in_parts)
    if look.words & said:  # "side menu" is a look
        found = read_parts(reading, taken | look.words, trade.kind, trade.head, trade.nouns)
        parts, said = found.wished, found.words
    used = taken | look.words | said | trade.words
    mood = read_mood(reading, used)
    sections = _sections(reading, parts, facts)
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
        sections=sections,
        without=tuple(sorted(found.denied)),
        around=0 < len(sections) <= FEW and not _is_all(reading, parts),
        phone=facts.phone,
        mail=facts.mail,
        address=facts.address,
        hours=facts.hours.rows,
        prices=facts.prices.items,
        design=mood.design,
        unused=leftovers(reading, used | mood.words, facts.links),
    )


def _is_all(reading: Reading, parts: list[Part]) -> bool:
    """Whether nothing is to stand beside the sections that were said: "only the menu", "nothing else"."""
    just = any("just" in reading.keys[max(0, part.start - 3) : part.start] for part in parts)
    return just or bool(_NOTHING_ELSE.search(reading.text))


def _sections(reading: Reading, parts: list[Part], facts: Facts) -> tuple[str, ...]:
    """The sections in order, and those that the hours and prices given have to stand in."""
    said = [part.section for part in parts]
    starts = [reading.words[part.start].start for part in parts]
    due = [(facts.hours.spans[0][0], "hours")] if facts.hours.rows and "hours" not in said else []
    if facts.prices.items and not {"pricing", "offer"} & set(said):
        due.append((facts.prices.spans[0][0], "pricing"))
    for place, section in sorted(due, reverse=True):
        said.insert(sum(start < place for start in starts), section)
    return tuple(said)


def _everywhere(reading: Reading, name: str, where: Span) -> frozenset[int]:
    """The words of a name wherever it stands in the request: a colour in it is none."""
    said = [word.text.lower() for word in reading.words]
    own = said[slice(*where)]
    places = [at for at in range(len(said)) if said[at : at + len(own)] == own] if name else []
    return frozenset(range(*where)).union(*(range(at, at + len(own)) for at in places))


# ---- outside ------------------------------------------------------------------------------------------------


def _why_outside(words: str, reading: Reading, trade: Trade, name: str) -> str:
    """The sentence that says why a request cannot be met; empty if it can."""
    sure = trade.surety >= LEAST_SURE or (trade.surety > 0 and not trade.other and _wants_page(reading, name))
    other = _other(reading, trade.other) if trade.other else ""
    if why := outside.other_language(words):
        return why
    if why := outside.asked_for(reading) or outside.mends(words):
        return why
    if other and trade.other.label.sort == "app" and not sure:
        return other
    if why := outside.question(words, sure):
        return why
    bid = trade.kind not in FORTY and not set(reading.keys) & _SITES  # "write a poem", "draw a bar chart"
    if (not sure or bid) and (why := outside.order(words)):
        return why
    if other or sure:
        return other
    if outside.is_gibberish(reading, vocabulary()):
        return outside.gibberish()
    if trade.likely > (LIKE if _wants_page(reading, name) else SURELY_LIKE):
        return ""
    return outside.small_talk() if outside.is_small_talk(reading) else outside.NO_KIND


def _wants_page(reading: Reading, name: str) -> bool:
    """Whether a text that names no business, only its wares, is a request for a page: it says so, or wishes for a look."""
    said = set(reading.keys)
    if said & _SITES or (
        len(reading.words) < 7 and said & (BUSINESS_NOUNS | _LESSONS)
    ):  # "braids and locs studio"
        return True
    wishes = part_phrases().find(reading) or look_phrases().find(reading) or colours.find(reading)
    return bool(name) and bool(wishes)


def _other(reading: Reading, match: Match) -> str:
    return outside.sentence(match.label.sort, " ".join(reading.cut((match.start, match.end)).split()))


def _near(trade: Trade) -> str:
    if trade.surety >= LEAST_SURE:
        return trade.kind
    return (trade.other.label.nearest if trade.other else "") or trade.kind


def _nearest(reading: Reading) -> str:
    trade = read_trade(reading, mentions(reading), (0, 0))
    return trade.kind if trade.surety >= LEAST_SURE else ""
