"""The ways in which people say the name of a business. Each proposes words that may be it, and how surely."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from gdiff_core.nano.brief.english import FUNCTION_WORDS, known_words
from gdiff_core.nano.brief.extent import (
    CAPITAL_STOPS,
    JOINERS,
    NAME_WORDS,
    STOPS,
    Search,
    colour_at,
    extend,
    goes_over,
    is_wish,
    trimmed,
    wish_follows,
)
from gdiff_core.nano.brief.lexicon import BUSINESS_NOUNS
from gdiff_core.nano.brief.words import Match, Reading, bag
from gdiff_core.nano.copy import KINDS

MOST = 40
"""Proposals that one way may make: who says a name says it early."""
TOLD = 9.0
"""From this score on it was said that the words are the name."""
NOT_NAMES = bag(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
    english spanish french german italian japanese chinese mexican indian irish british american australian thai turkish greek portuguese
    facebook instagram whatsapp google twitter tiktok youtube pinterest wordpress squarespace wix etsy airbnb tripadvisor yelp
    georgia helvetica arial garamond christmas easter html css faq faqs ok hi hello please thanks usa uk us eu nyc llp ltd
    mot mots b2b seo pdf vat gst cpa hvac ceo diy asap fyi ps nb ev api url http www gmail european asian african western ny la sf dc nsw qld"""
)
OWN_NAMES = bag(
    """pizzeria gelateria trattoria taqueria cafe patisserie boulangerie enoteca hotel spa fromagerie inn villa boucherie konditorei bodega
    tischlerei salon guesthouse yoga pension tattoo sushi pizza taco dance dental gelato plumbing tea"""
)
"""Kinds of business that a name often begins with: "Pizzeria Da Enzo", "Spa Serenity"."""
TRADE_NOUNS = frozenset(noun.split()[0] for kind in KINDS.values() for noun in kind.nouns) | bag(
    "tattooist joiner solicitor bookseller"
)
"""First words of the nouns that stand before a name: "Butcher Hank's Cuts", not "CrossFit Ironbridge"."""
EVERYDAY = bag(
    """small local family new website little independent cozy traditional modern friendly mobile professional online best craft simple nice
    downtown uptown locally here today tomorrow urgent urgently asap nothing fancy open free daily based nearby village town city last month year week ago
    recently now soon fresh emergency second hand used home based site run owned page luxury premium quality fresh good proper first"""
)
"""Keys that tell of a business and do not name it."""
_CALLED = bag("called named titled entitled callled namd christened nicknamed")
_CALLED_OTHERWISE = bag("after for in me us on him so by")
_LABELS = bag("name business company client brand title firm shop studio project organisation organization")
_TRADING_AS = (
    "trading as",
    "known as",
    "trade as",
    "go by",
    "goes by",
    "operating as",
    "operate as",
    "call ourselves",
)
_QUOTES = re.compile(
    r"[\"“”„]([^\"“”„\n]{1,60})[\"“”„]|«\s?([^»\n]{1,60}?)\s?»|\*\*([^*\n]{1,60})\*\*"
    r"|(?<![\w'])['‘]([^'‘’\n]{1,50}(?:['’]\w[^'’\n]{0,30})*)['’](?!\w)"
)
_QUOTED_OTHERWISE = bag(
    """tagline slogan motto button say saying heading headline text section word style label labeled link read reading quote strapline phrase subtitle
    titled h1 vibe like"""
)
_NOT_OF_BUSINESS = bag("my first last their your her his domain user dog no")
_OF_BUSINESS = bag("by business company shop the brand school store")
_IS = bag("is are i'm it's we're im was that's")
_PAST = bag("simply just as is be currently actually like to")
_GENERIC = bag("shop business company firm salon studio store client place brand practice")
_WHOSE = bag("my our the new family client's small little")
_WITHIN = bag("with in for at by")
"""Stops that a name may have in its midst: "Yoga with Ingrid"."""
_SITES = bag("website site page homepage webpage web one-pager pager something it online one")
_WANTS = bag("need require want")
_THERE = bag("last in near at from this on")
_SAID_OF = bag("a an our the your my we're i'm it's")


class Guess(NamedTuple):
    """A span of words that may be the name, and how surely."""

    score: float
    start: int
    end: int
    text: str = ""
    """What to show, if it is not the words' own stretch."""


def guesses(search: Search) -> Iterator[Guess]:
    """What every way of saying a name proposes."""
    ways = (
        _quoted,
        _told,
        _introduced,
        _behind_its_kind,
        _before_its_kind,
        _for_whom,
        _before_its_site,
        _own_clause,
        _run,
    )
    for way in ways:
        yield from islice(way(search), MOST)


def _guess(search: Search, score: float, start: int, told: bool = False) -> Guess:
    return Guess(score, start, extend(search, start, told))


# ---- it was said that it is the name ------------------------------------------------------------------------


def _quoted(search: Search) -> Iterator[Guess]:
    reading = search.reading
    for found in _QUOTES.finditer(reading.text):
        said = next(group for group in found.groups() if group is not None)
        start, end = reading.words_in(found.span())
        before = set(reading.keys[max(0, start - 3) : start])
        if not 0 < end - start < 9 or (before & _QUOTED_OTHERWISE and not before & _CALLED):
            continue
        plain = _is_plain(search, said, start, end) and not before & _CALLED
        yield Guess(6.2 if plain else 10, start, end, said.strip(" .,;:"))


def _is_plain(search: Search, said: str, start: int, end: int) -> bool:
    """Whether what is quoted is ordinary words rather than a name: 'a "find us" part'."""
    reading = search.reading
    keys = reading.keys[start:end]
    if all(k in FUNCTION_WORDS for k in keys):
        return True
    small = said.islower() and not reading.plain_case
    return small and (is_wish(reading, start) or all(k in known_words() for k in keys))


def _told(search: Search) -> Iterator[Guess]:
    """Behind "called", "the name is", "Name:"; before "is our name"."""
    reading = search.reading
    for index, word in enumerate(reading.keys):
        start = _told_at(search, index)
        if 0 < start < len(reading.keys):
            yield _guess(search, _told_score(reading, index, start), start, told=True)
        if word in _IS and _says_name(reading.keys, index):
            yield from _ending_at(search, index, TOLD)


def _told_score(reading: Reading, index: int, start: int) -> float:
    """How surely a business is what is called so: less behind a full stop, less for "I'm an electrician called Dev"."""
    person = reading.keys[index] in _CALLED and {"i'm", "am"} & set(reading.keys[max(0, index - 5) : index])
    return 7 if reading.stops(start) or person else 9.5


def _told_at(search: Search, index: int) -> int:
    """Where the name begins that word `index` announces; 0 if it announces none."""
    reading, word = search.reading, search.reading.keys[index]
    if word in _CALLED:
        person = reading.says(index - 2, "i am") or reading.key(index - 1) in {"i'm", "she's", "he's", "so"}
        return 0 if person or reading.key(index + 1) in _CALLED_OTHERWISE else _past(reading, index + 1)
    if word in {"name", "name's", "names", "nam"}:
        return (
            0
            if reading.key(index - 1) in _NOT_OF_BUSINESS and reading.key(index - 2) != "of"
            else _behind_name(reading, index)
        )
    if reading.says(index, *_TRADING_AS) or (
        word == "t" and reading.words[index + 1 : index + 2] and reading.words[index + 1].gap == "/"
    ):
        return _past(reading, index + 2)
    if reading.says(index, "call it") and not reading.stops(index + 2) and reading.key(index + 2) != "yet":
        return 0 if reading.says(index - 2, "what to") else _past(reading, index + 2)
    if word == "dba":
        return _past(reading, index + 1)
    return _behind_label(search, index) if word in _LABELS else 0


def _behind_label(search: Search, index: int) -> int:
    """Where the name begins behind "Client:"; not where a wish or a kind stands there ("Brand: navy", "Business: bakery")."""
    reading, after = search.reading, index + 1
    kind = search.starts_kind(after)
    if kind and reading.breaks(kind.end):
        return 0
    opens = reading.breaks(index) or reading.key(index - 1) in {
        "our",
        "my",
        "the",
        "business",
        "company",
        "brand",
    }
    if not opens or after >= len(reading.words) or ":" not in reading.words[after].gap:
        return 0
    shade = colour_at(reading, after)
    wish = wish_follows(reading, after + shade) if shade else is_wish(reading, after)
    return 0 if wish and not reading.words[after].capital else after


def _behind_name(reading: Reading, index: int) -> int:
    """Where the name begins behind the word "name"."""
    after = index + 1
    if reading.stops(after):
        return 0
    if reading.keys[after] == "of":
        return _behind_name_of(reading, after)
    if reading.keys[index] == "name's":
        return _past(reading, after)
    if reading.keys[after] in {"is", "be", "will", "should", "as", "for"}:
        return _past(reading, after + (2 if reading.key(after + 1) == "be" else 1))
    if reading.words[after].gap.strip() or reading.key(index - 1) in _OF_BUSINESS:
        return _past(reading, after)
    return after if reading.words[after].capital or reading.plain_case else 0


def _behind_name_of(reading: Reading, of: int) -> int:
    """Behind "the name of my shop is", "by the name of", "name of school:"."""
    for place in range(of + 1, min(of + 8, len(reading.words))):
        if reading.stops(place):
            break
        if reading.keys[place] in _IS:
            return _past(reading, place + 1)
        if place > of + 1 and ":" in reading.words[place].gap:
            return place
    return 0 if reading.key(of + 1) in {"", "my", "our", "the", "your"} else of + 1


def _past(reading: Reading, index: int) -> int:
    """The first word of a name from word `index` on, past "simply", "as" and the like."""
    while reading.key(index) in _PAST or (
        reading.key(index) in {"a", "it"} and not reading.words[index].capital
    ):
        index += 1
    return index


def _says_name(keys: list[str], index: int) -> bool:
    """Whether "is the name", "is our school's name", "is what we're called" stands at word `index`."""
    behind = keys[index + 1 : index + 5]
    if behind[:1] == ["called"]:
        return False
    for place, word in enumerate(behind):
        if word == "name":
            return keys[index + place + 2 : index + place + 3] not in (["is"], ["of"]) or behind[0] == "the"
        if word == "called" and {"what", "we're", "it's"} & set(behind[:place]):
            return True
        if place and word not in FUNCTION_WORDS | BUSINESS_NOUNS | {"brand"}:
            return False
    return False


# ---- it stands where names do -------------------------------------------------------------------------------


def _ending_at(search: Search, index: int, score: float) -> Iterator[Guess]:
    """The name that ends before word `index`: capitals back from there, or all of its clause."""
    reading = search.reading
    glued = (
        reading.words[index].breaks
        and not reading.words[index].gap.strip()
        and reading.keys[index] not in {"that's", "it's"}
    )
    if not index or glued:
        return
    if (start := _whole_clause(search, index, score)) < index:
        pass
    elif reading.capital(index - 1):
        start = _first_capital(search, index)
    elif reading.plain_case or score >= TOLD:
        start = _first_small(search, index)
    else:
        return
    end = trimmed(reading, start, index)
    if start < end:
        yield Guess(score, start, end)


def _whole_clause(search: Search, index: int, score: float) -> int:
    """Where the short clause begins that ends before word `index` and is a name: "Dance with Deb"; `index` if it is none."""
    reading = search.reading
    first = reading.clause(index - 1)[0]
    small = set(reading.keys[first:index]) & (STOPS - _WITHIN) or reading.keys[first] in STOPS
    if (
        small
        or index - first > 4
        or (score < TOLD and not (reading.capital(first) and reading.capital(index - 1)))
    ):
        return index
    return first


def _first_capital(search: Search, index: int) -> int:
    """Where the run of capitals that ends before word `index` begins."""
    reading, start = search.reading, index
    for place in range(index - 1, reading.sentence(index - 1)[0] - 1, -1):
        if reading.keys[place] in CAPITAL_STOPS - NAME_WORDS or place < index - 7:
            break
        if extend(search, place) == index:
            start = place
    return start


def _first_small(search: Search, index: int) -> int:
    """Where a name without capitals that ends before word `index` begins: with its clause, or behind a stop."""
    reading, start = search.reading, index
    clause = reading.clause(index - 1)[0]
    for place in range(index - 1, max(clause, index - 6) - 1, -1):
        if reading.keys[place] in STOPS | {"a", "an"}:
            break
        start = place
    while 0 < start <= clause and goes_over(search, start) and reading.keys[start - 1] not in STOPS:
        start -= 1  # "smith, jones & patel"
    return start


def _introduced(search: Search) -> Iterator[Guess]:
    """Behind "we are", "this is", "it's", "our shop is", "I'm"."""
    reading = search.reading
    for index in range(1, len(reading.keys)):
        before, second = reading.keys[index - 1], reading.key(index - 2)
        if before not in _IS | {"its", "am"} or not (reading.capital(index) or reading.plain_case):
            continue
        if reading.stops(index) and reading.words[index].gap.strip() != ":":
            continue
        if before in {"we're", "it's", "its"} or (
            before in {"are", "is"} and second in {"we", "this", "it", "which", "here"}
        ):
            yield from _we_are(search, index)
        elif (
            before == "is"
            and reading.capital(index)
            and (second in BUSINESS_NOUNS or search.ends_kind(index - 1))
        ):
            yield _guess(search, 7.5, index)
        elif before in {"i'm", "am"} and reading.capital(index):
            guess = _guess(search, 3.4, index)
            several = guess.end - index > 1 and reading.key(guess.end) != "and"
            yield guess if several else guess._replace(score=0.8)


def _we_are(search: Search, index: int) -> Iterator[Guess]:
    reading, guess = search.reading, _guess(search, 6.5, index)
    said = search.in_kind(index) or reading.keys[index] in known_words() - {"the"}
    if not reading.plain_case or not said:
        yield guess
    elif (
        guess.end - index > 1
        and not set(reading.keys[index : guess.end]) & EVERYDAY
        and not search.in_kind(index)
    ):
        yield guess._replace(score=4.5)


def _behind_its_kind(search: Search) -> Iterator[Guess]:
    """Behind the kind: "my bakery Two Moons", "bakery: Two Moons", "our shop Two Moons", "flowers by Anna"."""
    reading, keys = search.reading, search.reading.keys
    heads = [(m.start, m.end) for m in search.kinds]
    heads += [
        (i, i + 1)
        for i, k in enumerate(keys)
        if k in _GENERIC and reading.key(i - 1) in _WHOSE and reading.key(i + 1) != "partner"
    ]
    for start, after in heads:
        if _is_in_name(reading, start):
            yield from _around(search, start)
            continue
        if (
            reading.plain_case
            and reading.breaks(start)
            and search.kinds[0].start < start
            and not reading.breaks(start + 1)
        ):
            yield _guess(search, 6.2, start)  # "coffee bar, café olé"
            continue
        after = _past_nouns(reading, after)
        if reading.key(after) in {"by", "of"} and reading.capital(after + 1):
            yield _guess(search, 6.8 if keys[after] == "by" else 6.2, after + 1)
        elif after < len(keys) and after not in search.closed:
            yield from _apposed(search, start, after)


def _is_in_name(reading: Reading, start: int) -> bool:
    """Whether a kind of business is part of a name itself: "Gelateria Conti", "White Rose Cleaning"; not "Butcher Hank's"."""
    word = reading.words[start]
    goes_on = reading.capital(start + 1) and not reading.breaks(start + 1)
    if not reading.capital(start):
        return False
    if word.stops:
        return goes_on and (word.key in OWN_NAMES or word.key not in TRADE_NOUNS)
    return goes_on or not word.breaks


def _around(search: Search, start: int) -> Iterator[Guess]:
    """The name that a kind at word `start` is part of: "site for Café Olé"."""
    reading = search.reading
    if not reading.stops(start):
        before = range(max(0, start - 6), start)
        opens = (
            i
            for i in before
            if reading.capital(i) and reading.keys[i] not in CAPITAL_STOPS and extend(search, i) > start
        )
        yield _guess(search, 6.6, next(opens, start))


def _past_nouns(reading: Reading, after: int) -> int:
    """Where the words for a business end, and those for where and since when it is."""
    nouns = BUSINESS_NOUNS | {"website", "site", "page", "homepage", "web", "here", "guy", "people"}
    while reading.key(after) in nouns and not reading.breaks(after) and not reading.words[after].capital:
        after += 1
    if reading.key(after) in _THERE and not reading.breaks(after):
        after = reading.clause(after)[1]  # "we opened a bakery last month, Two Moons"
        return len(reading.words) if reading.stops(after) else after
    return after


def _apposed(search: Search, start: int, after: int) -> Iterator[Guess]:
    """A name beside its kind, which begins with word `start`; the name with `after`."""
    reading, gap = search.reading, search.reading.words[after].gap
    guess = _guess(search, 7, after)
    if not reading.capital(after):
        yield from _apposed_small(search, start, guess)
    elif not reading.breaks(after):
        yield guess
    elif not reading.stops(after) or ":" in gap:
        yield guess._replace(score=6.5 if ":" in gap or not gap.startswith(",") else 5.5)
    elif guess.end == reading.clause(after)[1]:
        yield guess._replace(score=4.6)


def _apposed_small(search: Search, start: int, guess: Guess) -> Iterator[Guess]:
    reading, (_, first, end, _) = search.reading, guess
    keys = reading.keys[first:end]
    if not keys:
        return
    whose = set(reading.keys[max(0, start - 4) : start]) & (_SAID_OF | {"for", "new"})
    unknown = any(k not in known_words() or search.in_kind(first + i) for i, k in enumerate(keys))
    closes = end == reading.clause(first)[1]
    if not reading.breaks(first):
        whole = whose and closes and not set(keys) & EVERYDAY and first not in search.plain
        if whole or keys[0] not in known_words() or (unknown and whose):
            yield guess._replace(score=(6 if whose else 5) - (0 if reading.plain_case else 3.2))
    elif closes and ((unknown and not reading.stops(first)) or looks_named(search, first, end)):
        yield guess._replace(score=3.5 - reading.stops(first) if reading.plain_case else 2)


def looks_named(search: Search, start: int, end: int) -> bool:
    """Whether words without capitals look like a name: "the crooked shelf", "hank's cuts", "moss & mint", "ruby lounge"."""
    reading, keys = search.reading, search.reading.keys[start:end]
    if (
        not keys
        or end - start > 5
        or set(keys) & (EVERYDAY | STOPS)
        or set(range(start, end)) <= search.plain
    ):
        return False
    small = set(keys) & (FUNCTION_WORDS - JOINERS - {"one", "two", "three"})
    told = keys[0].endswith(("ing", "ly", "ed")) or keys[-1] in {
        "feeling",
        "look",
        "vibe",
        "style",
        "feel",
        "tone",
        "only",
        "type",
    }
    if reading.plain_case and end - start < 4 and not small and not told and not search.sells(start, end):
        return True
    noun = end - start > 1 and keys[-1] in BUSINESS_NOUNS
    article = keys[0] == "the" and end - start > 2
    return has_mark(reading, start, end) or noun or article or any(k not in known_words() for k in keys)


def has_mark(reading: Reading, start: int, end: int) -> bool:
    """Whether words have a mark of names: "'s" or "&"."""
    return bool(re.search(r"['’]s\b|&", reading.cut((start, end))))


def _before_its_kind(search: Search) -> Iterator[Guess]:
    """Before the kind: "Two Moons, a bakery", "Two Moons is a bakery", "Two Moons (bakery)", "two moons, we are a bakery"."""
    reading = search.reading
    for kind in search.kinds:
        first = _phrase_start(reading, kind)
        end = _subject_end(reading, first)
        said = set(reading.keys[first : kind.start]) & _SAID_OF
        if end < 1 or (first < kind.start and not said and not reading.breaks(first)):
            continue
        if reading.stops(end) and end == first:
            start, last = reading.clause(end - 1)
            if reading.plain_case and start == 0 and looks_named(search, start, last):
                yield Guess(3, start, last)  # "the rind. cheese shop. mint."
            continue
        sure = (
            7 if reading.key(first - 1) in _IS or reading.keys[first] in {"a", "an", "the", "your"} else 6.7
        )
        yield from _ending_at(search, end, sure - 2 * reading.stops(end) - 0.8 * reading.plain_case)


def _phrase_start(reading: Reading, kind: Match) -> int:
    """Where the words for a business begin that end in its kind: with "a" of "a small bakery"."""
    first = kind.start
    while (
        first > 0
        and kind.start - first < 6
        and not reading.breaks(first)
        and reading.keys[first - 1] not in _IS | {"for", "called"}
    ):
        first -= 1
    return first


def _subject_end(reading: Reading, first: int) -> int:
    """Where what is said to be a business ends: before "is", before "which is"."""
    if reading.key(first - 1) not in _IS:
        return first
    return (
        first - 2
        if reading.key(first - 2) in {"we", "i", "it", "which", "that", "who", "this"}
        else first - 1
    )


def _for_whom(search: Search) -> Iterator[Guess]:
    """Behind "website for"."""
    reading = search.reading
    for index, word in enumerate(reading.keys):
        start = index + 1
        if word != "for" or reading.breaks(start):
            continue
        site = index < 2 or reading.keys[index - 1] in _SITES
        if reading.capital(start):
            yield _guess(search, 6 if site else 3, start)
        elif site and reading.keys[start] not in STOPS | {"a", "an"}:
            yield _guess(search, 4.4 if reading.plain_case else 2.2, start)


def _before_its_site(search: Search) -> Iterator[Guess]:
    """Before "website", "needs a website"; a kind without capitals between is none of it ("Luna bakery website")."""
    reading = search.reading
    for index, word in enumerate(reading.keys):
        if (
            word not in {"website", "site", "homepage", "webpage", "landing"} | _WANTS
            or not index
            or reading.breaks(index)
        ):
            continue
        kind = search.ends_kind(index)
        if (
            kind
            and kind.start
            and not reading.plain_case
            and not any(reading.capital(i) for i in range(kind.start, kind.end))
        ):
            index = kind.start
        start = reading.clause(index - 1)[0]
        if reading.plain_case and word in _WANTS and looks_named(search, start, index):
            yield Guess(4.5, start, index)
        yield from _ending_at(search, index, 2.6 if reading.plain_case else 4.8)


def _own_clause(search: Search) -> Iterator[Guess]:
    """A clause of its own: "We fix bikes. Spoke & Sons. Need hours."; "RED DOOR BAKERY. BREADS, MAP."."""
    reading = search.reading
    if reading.plain_case:
        first = reading.clause(0) if reading.words else (0, 0)
        small = set(reading.keys[slice(*first)]) & (STOPS | FUNCTION_WORDS - JOINERS)
        if not small and any(m.end == first[1] and m.start > 0 for m in search.kinds):
            yield Guess(3, *first)
        yield from _odd_sentences(search)
        return
    for start, end in reading.clauses():
        guess = _guess(search, 4, start) if reading.capital(start) else Guess(0, start, start)
        with_whom = (
            end - start == 3 and reading.keys[start + 1] in {"with", "by"} and not search.in_kind(start)
        )
        if with_whom and reading.capital(start) and reading.capital(end - 1):
            guess = guess._replace(end=end)  # "Dance with Deb"
        if guess.end < end:
            continue
        several = guess.end - start > 1 and search.in_capitals(start, guess.end)
        odd = any(k not in known_words() for k in reading.keys[start : guess.end]) or has_mark(
            reading, start, guess.end
        )
        if several or odd:
            yield guess._replace(score=4 + (start == 0) + 0.5 * (several and odd))


def _odd_sentences(search: Search) -> Iterator[Guess]:
    """Sentences of a few words without capitals, one of them no English word: "car wash. want a site. supersuds. blue."."""
    reading = search.reading
    for start, end in reading.clauses():
        odd = any(k not in known_words() for k in reading.keys[start:end])
        if (
            odd
            and end - start < 4
            and (start, end) == reading.sentence(start)
            and looks_named(search, start, end)
        ):
            yield Guess(2.4, start, end)


def _run(search: Search) -> Iterator[Guess]:
    """Any words in capitals within a sentence."""
    reading, index = search.reading, 0
    while index < len(reading.words) and not reading.plain_case:
        word = reading.words[index]
        if not word.text[0].isupper() or word.key in CAPITAL_STOPS | NOT_NAMES:
            index += 1
            continue
        end = max(extend(search, index), index + 1)
        ordinary = word.stops and end - index == 1 and not re.search(r"['’]s$", word.text)
        if not ordinary:
            kind = any(search.in_kind(i) for i in range(index, end))
            yield Guess(
                2 + 0.8 * kind + 0.6 * (end - index > 1) + 0.5 * ("&" in reading.cut((index, end))),
                index,
                end,
            )
        index = end
