"""The ways in which people say the name of a business. Each proposes words that may be it, and how surely."""

import re
from collections.abc import Iterator
from itertools import islice

from gdiff_core.nano.brief.english import FUNCTION_WORDS, known_words
from gdiff_core.nano.brief.extent import CAPITAL_STOPS, JOINERS, STOPS, Search, extend, is_wish
from gdiff_core.nano.brief.guess import EVERYDAY, WITHIN, Guess, ending_at, guess_at, has_mark, looks_named
from gdiff_core.nano.brief.lexicon import BUSINESS_NOUNS
from gdiff_core.nano.brief.told import IS, quoted, told
from gdiff_core.nano.brief.words import Match, Reading, bag
from gdiff_core.nano.corpus import FORTY
from gdiff_core.nano.kinds import kinds

MOST = 40
"""Proposals that one way may make: who says a name says it early."""
NOT_NAMES = bag(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
    english spanish french german italian japanese chinese mexican indian irish british american australian thai turkish greek portuguese
    facebook instagram whatsapp google twitter tiktok youtube pinterest wordpress squarespace wix etsy airbnb tripadvisor yelp
    georgia helvetica arial garamond christmas easter html css faq faqs ok hi hello please thanks usa uk us eu nyc llp ltd
    mot mots b2b seo pdf vat gst cpa hvac ceo diy asap fyi ps nb ev api url http www gmail european asian african western ny la sf dc nsw qld
    hej hola bonjour salaam grazie ciao hallo salut namaste ola merci tia web"""
)
OWN_NAMES = bag(
    """pizzeria gelateria trattoria taqueria cafe patisserie boulangerie enoteca hotel spa fromagerie inn villa boucherie konditorei bodega
    tischlerei salon guesthouse yoga pension tattoo sushi pizza taco dance dental gelato plumbing tea"""
)
"""Kinds of business that a name often begins with: "Pizzeria Da Enzo", "Spa Serenity"."""
TRADE_NOUNS = frozenset(noun.split()[0] for kind in FORTY for noun in kinds()[kind].nouns) | bag(
    "tattooist joiner solicitor bookseller"
)
"""First words of the nouns that stand before a name: "Butcher Hank's Cuts", not "CrossFit Ironbridge"."""
_GENERIC = bag("shop business company firm salon studio store client place brand practice")
_WHOSE = bag("my our the new family client's small little")
_SITES = bag("website site page homepage webpage web one-pager pager something it online one")
_WANTS = bag("need require want")
_THERE = bag("last in near at from this on")
_SAID_OF = bag("a an our the your my we're i'm it's")

_DONE_BY = bag(
    "run made owned founded led designed built written started hosted taught cooked baked painted handmade drawn book booking pay order"
)


def guesses(search: Search) -> Iterator[Guess]:
    """What every way of saying a name proposes."""
    ways = (
        quoted,
        told,
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


def _introduced(search: Search) -> Iterator[Guess]:
    """Behind "we are", "this is", "it's", "our shop is", "I'm"."""
    reading = search.reading
    for index in range(1, len(reading.keys)):
        before, second = reading.keys[index - 1], reading.key(index - 2)
        if before not in IS | {"its", "am", "the"} or not (reading.capital(index) or reading.plain_case):
            continue
        if reading.stops(index) and reading.words[index].gap.strip() != ":":
            continue
        if before == "the" and second == "that's" and reading.capital(index):
            yield guess_at(search, 6.5, index)  # "That's the Hollybank practice"
        if before in {"we're", "it's", "its", "that's"} or (
            before in {"are", "is"} and second in {"we", "this", "it", "which", "here"}
        ):
            yield from _we_are(search, index)
        elif (
            before == "is"
            and reading.capital(index)
            and (second in BUSINESS_NOUNS or search.ends_kind(index - 1))
        ):
            yield guess_at(search, 7.5, index)
        elif before in {"i'm", "am"} and reading.capital(index):
            guess = guess_at(search, 3.4, index)
            several = guess.end - index > 1 and reading.key(guess.end) != "and"
            yield guess if several else guess._replace(score=0.8)


def _we_are(search: Search, index: int) -> Iterator[Guess]:
    reading, guess = search.reading, guess_at(search, 6.5, index)
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
        if (
            reading.plain_case
            and reading.breaks(start)
            and reading.key(after) == "by"
            and _is_by_whom(reading, after)
        ):
            yield Guess(6.5, start, after + 2)  # "nails by tiff"
        if _is_in_name(reading, start):
            yield from _around(search, start)
            continue
        if (
            reading.plain_case
            and reading.breaks(start)
            and search.kinds[0].start < start
            and not reading.breaks(start + 1)
        ):
            yield guess_at(search, 6.2, start)  # "coffee bar, café olé"
            continue
        after = _past_nouns(reading, after)
        if reading.key(after) in {"by", "of"} and reading.capital(after + 1):
            yield guess_at(search, 6.8 if keys[after] == "by" else 6.2, after + 1)
        elif after < len(keys) and after not in search.closed:
            yield from _apposed(search, start, after)


def _is_by_whom(reading: Reading, by: int) -> bool:
    """Whether a name of one word stands behind "by" and ends the clause."""
    whom = reading.key(by + 1)
    return bool(whom) and whom not in known_words() and reading.breaks(by + 2)


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
        yield guess_at(search, 6.6, next(opens, start))


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
    guess = guess_at(search, 7, after)
    last = reading.clause(after)[1]
    if guess.end < last < after + 5 and reading.capital(after) and reading.capital(last - 1):
        within = set(reading.keys[after + 1 : last - 1]) <= WITHIN | JOINERS and reading.breaks(after)
        guess = guess._replace(end=last) if within else guess  # "house cleaners, Maid in Heaven"
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
        sure = 7 if reading.key(first - 1) in IS or reading.keys[first] in {"a", "an", "the", "your"} else 6.7
        yield from ending_at(search, end, sure - 2 * reading.stops(end) - 0.8 * reading.plain_case)


def _phrase_start(reading: Reading, kind: Match) -> int:
    """Where the words for a business begin that end in its kind: with "a" of "a small bakery"."""
    first = kind.start
    while (
        first > 0
        and kind.start - first < 6
        and not reading.breaks(first)
        and reading.keys[first - 1] not in IS | {"for", "called"}
    ):
        first -= 1
    return first


def _subject_end(reading: Reading, first: int) -> int:
    """Where what is said to be a business ends: before "is", before "which is"."""
    if reading.key(first - 1) not in IS:
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
            yield guess_at(search, 6 if site else 3, start)
        elif site and reading.keys[start] not in STOPS | {"a", "an"} and not _is_purpose(search, index):
            yield guess_at(search, 4.4 if reading.plain_case else 2.2, start)


def _is_purpose(search: Search, index: int) -> bool:
    """Whether the business was said before its site, which is "for" something ordinary: "my shop needs a site for parties"."""
    reading = search.reading
    first, end = reading.sentence(index)[0], extend(search, index + 1)
    said = any(first <= m.start < index for m in search.kinds)
    return said and all(k in known_words() for k in reading.keys[index + 1 : end])


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
        yield from ending_at(search, index, 2.6 if reading.plain_case else 4.8)


def _own_clause(search: Search) -> Iterator[Guess]:
    """A clause of its own: "We fix bikes. Spoke & Sons. Need hours."; "RED DOOR BAKERY. BREADS, MAP."."""
    reading = search.reading
    if reading.plain_case:
        first = reading.clause(0) if reading.words else (0, 0)
        small = set(reading.keys[slice(*first)]) & (STOPS | FUNCTION_WORDS - JOINERS)
        marked = (
            has_mark(reading, *first) or any(c.isdigit() for c in reading.cut(first))
            if reading.words
            else False
        )
        if not small and any(m.end == first[1] and m.start > 0 for m in search.kinds):
            yield Guess(3, *first)
        elif marked and first[1] - first[0] > 1 and looks_named(search, *first):
            yield Guess(3, *first)  # "the dog & duck, proper boozer"
        yield from _odd_sentences(search)
        yield from _by_somebody(search)
        return
    for start, end in reading.clauses():
        guess = guess_at(search, 4, start) if reading.capital(start) else Guess(0, start, start)
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


def _by_somebody(search: Search) -> Iterator[Guess]:
    """Clauses such as "snips by carol" without capitals; not "run by carol"."""
    reading = search.reading
    for start, end in reading.clauses():
        if end - start == 3 and reading.keys[start + 1] == "by" and start not in search.plain:
            told = reading.keys[start] in _DONE_BY | STOPS or reading.keys[end - 1] in known_words()
            yield from () if told else (Guess(3.2, start, end),)


def _odd_sentences(search: Search) -> Iterator[Guess]:
    """Sentences of a few words without capitals, one of them no English word: "car wash. want a site. supersuds. blue."."""
    reading = search.reading
    for start, end in reading.clauses():
        odd = any(k not in known_words() for k in reading.keys[start:end])
        if (
            odd
            and end - start < 4
            and not is_wish(reading, start)
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
