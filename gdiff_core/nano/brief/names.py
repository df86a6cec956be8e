"""The name of the business in a request, to the letter.

Every way of saying a name proposes words (`naming`); what is plainly something else is left out, the rest is weighed by
how it was said and by what its words say, and the surest wins, the first of equals.
"""

import re
from collections import Counter

from gdiff_core.nano.brief import colours
from gdiff_core.nano.brief.english import FUNCTION_WORDS, known_words
from gdiff_core.nano.brief.extent import CAPITAL_STOPS, STOPS, Search, colour_at
from gdiff_core.nano.brief.guess import EVERYDAY, TOLD, Guess, has_mark
from gdiff_core.nano.brief.lexicon import BUSINESS_NOUNS, Other, Said, kind_phrases
from gdiff_core.nano.brief.looks import look_phrases
from gdiff_core.nano.brief.meaning import meant
from gdiff_core.nano.brief.naming import NOT_NAMES, OWN_NAMES, TRADE_NOUNS, guesses
from gdiff_core.nano.brief.sections import part_phrases
from gdiff_core.nano.brief.spelling import vocabulary
from gdiff_core.nano.brief.words import Match, Reading, Span, bag, key

MOST_KINDS = 60
"""Mentions of kinds of business that are looked at."""
_PEOPLES = bag(
    """english spanish french german italian japanese chinese mexican indian irish british american australian thai turkish greek portuguese catalan
    russian arabic korean swedish dutch scottish welsh moroccan lebanese vietnamese brazilian persian hindi mandarin"""
)
_BEFORE_TOWNS = bag("in near from around outside at off across serving covering beside on")
_RELATIONS = bag(
    """wife husband partner friend daughter son brother sister mum mom dad mother father cousin uncle aunt boss colleague neighbor girlfriend boyfriend
    fiance grandmother gran nan"""
)
_SIGNED = bag("thanks thank you regard cheers wish thx ta sincerely much advance")
_NO_NAME = bag("it this that i we not what whatever after my our please your")
_LOOKS = bag("font corners spacing layout tone")
_UNITS = bag("year month week day hour minute mile km room people person table seat pound euro dollar")
_NEVER_FIRST = bag("and or by around about with from for in at of to near because so but then also")
_NEVER_LAST = bag("web mostly mainly honestly only really too also and or etc place")
_ABBREVIATED = re.compile(r"\b(?:Co|Ltd|Inc|Bros|Jr|Sr|St|Corp|Pty|Pvt|Kft|Ltda)\.$")


def find_name(reading: Reading, found: list[Match], closed: frozenset[int]) -> tuple[str, Span]:
    """The name and the words it stands in; ("", (0, 0)) if none was said.

    `found`: mentions of kinds of business and of other things (`trade.mentions`); of kinds the first `MOST_KINDS` count
    that are nouns or work, not wares. `closed`: words of facts.
    """
    kinds = [m for m in found if isinstance(m.label, Said) and m.label.weight > 2 and m.end - m.start < 5]
    others = frozenset(i for m in found if isinstance(m.label, Other) for i in range(m.start, m.end))
    phrases = tuple(m for table in (part_phrases(), look_phrases()) for m in table.find(reading, closed))
    told = (m for m in meant(reading, closed) if not any(map(reading.capital, range(m.start, m.end))))
    phrases += tuple(Match(start, end, (section, True)) for start, end, section in told)
    plain = frozenset(i for m in phrases for i in range(m.start, m.end))
    search = Search(
        reading,
        tuple(kinds[:MOST_KINDS]),
        closed,
        phrases,
        plain,
        _persons(reading),
        others,
        _is_titled(reading),
    )
    named = [guess for guess in guesses(search) if _is_name(search, guess) and not _is_date(reading, guess)]
    if not named:
        return "", (0, 0)
    times = Counter(guess[1:3] for guess in named)
    sureties = {guess: _surety(search, guess, times[guess[1:3]] > 1) for guess in named}
    best = _bare(search, max(named, key=lambda guess: (sureties[guess], -guess.start)))
    said = (
        best.text
        or _marked(reading, best)
        or reading.text[reading.words[best.start].start : _end(reading, best.end)]
    )
    return said, (best.start, best.end)


_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|aug(?:ust)?|sept(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DATE = re.compile(
    rf"(?:{_DAY}[\s,]*)?\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}.*|{_MONTH}\s\d{{1,2}}\b.*|{_DAY}\s\d{{1,2}}(?:[.:]\d\d)?\s?[ap]m.*",
    re.I,
)


def _is_date(reading: Reading, guess: Guess) -> bool:
    """Whether a guess is a day or an hour: of a wedding, mostly."""
    return bool(_DATE.fullmatch(reading.cut((guess.start, guess.end))))


def _marked(reading: Reading, guess: Guess) -> str:
    """The name with the marks of a Spanish exclamation or question, if it has them: "¡Hola!"."""
    start, end = reading.words[guess.start].start, reading.words[guess.end - 1].end
    marks = reading.text[start - 1 : start] + reading.text[end : end + 1]
    return reading.text[start - 1 : end + 1] if marks in ("¡!", "¿?") else ""


def _end(reading: Reading, index: int) -> int:
    """The character at which a name ends before word `index`: an abbreviation keeps its full stop."""
    end = reading.words[index - 1].end
    if _ABBREVIATED.search(reading.text[max(0, end - 6) : end + 1]):
        over = re.match(r"\. [A-Z]", reading.text[end : end + 3]) and reading.keys[index - 1] not in {
            "co",
            "bro",
            "st",
        }
        return end if over else end + 1
    over = re.match(r"!(?= (?:is|are|which|and)\b)|(?:\.{3}|…)(?= [(a-z])", reading.text[end : end + 8])
    return end + len(over[0]) if over else end  # "brr... (with the dots)"


def _is_titled(reading: Reading) -> bool:
    """Whether Nearly All Words Of A Request Begin With A Capital, "With" and "For" too."""
    words = [word for word in reading.words if word.text.isalpha() and len(word.text) > 1]
    small = bag("With For And In Our My A To Is Please On")
    return (
        not reading.plain_case
        and any(word.text in small and not word.breaks for word in words)
        and sum(word.capital for word in words) > 0.75 * len(words)
    )


def _persons(reading: Reading) -> frozenset[int]:
    """The words of persons' names: behind "my name is" and "I'm", before "here", in brackets behind "I", signed below."""
    found: set[int] = set()
    for index in range(1, len(reading.keys)):
        if (
            reading.says(index - 3, "my name is")
            or reading.says(index - 2, "i am", "my name's")
            or reading.keys[index - 1] == "i'm"
        ):
            found |= (
                {index, index + 1}
                if reading.capital(index + 1) and not reading.breaks(index + 1)
                else {index}
            )
        if "(" in reading.words[index].gap and reading.keys[index - 1] in _RELATIONS | {"i", "we", "two"}:
            found |= set(range(*reading.clause(index)))
        if reading.capital(index) and reading.says(index - 2, "me and", "just me", "only me"):
            found.add(index)
        if (
            reading.capital(index)
            and reading.breaks(index)
            and not reading.stops(index)
            and reading.key(index - 1) == "me"
        ):
            found.add(index)  # "just me, Gwen"
        if reading.keys[index] == "here" and index < 5 and not reading.breaks(index):
            found.add(index - 1)
    start, end = reading.clause(len(reading.keys) - 1) if reading.keys else (0, 0)
    if end - start <= 2 and reading.key(start - 1) in _SIGNED:
        found |= {start, end - 1}
    return frozenset(found)


# ---- how surely ---------------------------------------------------------------------------------------------


def _surety(search: Search, guess: Guess, twice: bool) -> float:
    """The score of a guess, and what its words speak for or against.

    For: another way found it too, a mark such as "&", a figure, a kind of business at its end, two words, an odd word.
    Against: no capital among words that have some, a people's name first, a town behind "in" or a comma.
    """
    reading, (score, start, end, text) = search.reading, guess
    words = reading.words[start:end]
    small = not text and not reading.plain_case and not any(word.capital for word in words)
    kind = any(m.end == end and m.start > start for m in search.kinds)
    odd = any(word.key not in known_words() for word in words)
    figure = any(c.isdigit() for c in reading.cut((start, end)))
    sure = (
        score
        + 0.5 * twice
        + 0.5 * (figure or has_mark(reading, start, end))
        + 0.4 * kind
        + 0.3 * (len(words) > 1)
        + 0.2 * odd
    )
    if score < TOLD:
        sure -= 2 * (words[0].key in _PEOPLES) + 2.5 * _is_town(reading, start, end)
    return sure - (1 if score >= TOLD else 4) * small


def _is_town(reading: Reading, start: int, end: int) -> bool:
    """Whether words stand where towns do: behind "in", or alone behind the comma that ends something in capitals."""
    if reading.stops(start) or not start:
        return False
    if not reading.breaks(start):
        return reading.keys[start - 1] in _BEFORE_TOWNS
    before = reading.words[start - 1]
    alone = reading.words[start].gap.strip() in {",", "("} and end - start < 3
    return alone and reading.capital(start - 1) and not before.stops


def _is_name(search: Search, guess: Guess) -> bool:
    """Whether words may be a name at all."""
    reading, (score, start, end, text) = search.reading, guess
    keys = reading.keys[start:end]
    if (
        not keys
        or search.closed & set(range(start, end))
        or not any(c.isalpha() for c in reading.cut((start, end)))
    ):
        return False
    if score >= TOLD:
        return bool(text) or _may_be_told(reading, start, keys)
    if _is_function(search, start, end) or _is_phrase(search, guess):
        return False
    if not reading.breaks(start) and any(m.start < start and end <= m.end for m in search.kinds):
        return False  # the half of "auto spa"
    if start in search.persons and score < 7.5 and score != 3.4:
        return False
    if score < 6 and _is_opener(search, start, end):
        return False
    if score < 8 and _is_whose(reading, start, score):
        return False
    common = reading.plain_case and score < 3.2 and all(k in known_words() for k in keys)
    if common and not any(search.in_kind(i) for i in range(start, end)):
        return False
    return not _is_ordinary(search, guess)


def _is_opener(search: Search, start: int, end: int) -> bool:
    """Whether an ordinary word has its capital only as the first of a sentence that goes on: "Customers want", "Carpet, oven"."""
    reading = search.reading
    if end - start > 1 or not reading.stops(start) or reading.stops(end):
        return False
    kind = any(end <= m.start < end + 4 for m in search.kinds)
    return reading.keys[start] in vocabulary() and not (kind and reading.breaks(end))


def _may_be_told(reading: Reading, start: int, keys: list[str]) -> bool:
    if reading.capital(start):
        return not all(k in STOPS for k in keys)
    return not all(k in STOPS | FUNCTION_WORDS for k in keys) and keys[0] not in _NO_NAME - {
        "my",
        "our",
        "your",
    }


def _is_function(search: Search, start: int, end: int) -> bool:
    """Whether words are none that a name is made of: "our", "the shop", "Monday", "Indian food"."""
    reading, keys = search.reading, search.reading.keys[start:end]
    if keys[0] in {"under", "over"} and any(k[0].isdigit() for k in keys):
        return True  # "under 5s"
    if keys[0][0].isdigit() and all(k[0].isdigit() or k in FUNCTION_WORDS | _UNITS for k in keys):
        return True
    if not reading.words[start].capital and (keys[0] in _NEVER_FIRST or keys[-1] in _NEVER_LAST):
        return True
    if len(keys) == 1 and keys[0] in NOT_NAMES | CAPITAL_STOPS | STOPS:
        return True
    if keys[0] in {"i'm", "we're", "it's", "that's", "this", "here's"} or (
        keys[0] in _NO_NAME and not reading.words[start].capital
    ):
        return True
    if keys[0] in _PEOPLES and not all(word.capital for word in reading.words[start:end]):
        return True
    titled = (
        len(keys) > 2 and not reading.plain_case and all(word.capital for word in reading.words[start:end])
    )
    return not titled and all(k in FUNCTION_WORDS | BUSINESS_NOUNS | NOT_NAMES for k in keys)


def _is_phrase(search: Search, guess: Guess) -> bool:
    """Whether words are within a phrase for a section or a look: "Opening Hours"; "Sharp Edges" may be a barber."""
    start, end = guess[1:3]
    if not any(m.start <= start and end <= m.end and m.label[1] is not False for m in search.phrases):
        return False
    section = tuple(search.reading.keys[start:end]) in part_phrases().whole
    return section or guess.score < 5 or end - start < 2 or not search.in_capitals(start, end)


def _is_whose(reading: Reading, start: int, score: float) -> bool:
    """Whether a person or a place is named: "my wife Anna", "in Leeds"."""
    if not start or reading.breaks(start):
        return False
    before = reading.keys[start - 1]
    place = before in _BEFORE_TOWNS | {"of", "to", "by"} and not reading.says(start - 2, "name of")
    return before in _RELATIONS or (score < 6 and place)


def _is_ordinary(search: Search, guess: Guess) -> bool:
    """Whether all words are a kind of business, a look, a section: "Dark Green", "Coffee Shop", "Opening Hours"."""
    reading, (score, start, end, _) = search.reading, guess
    nouns = [_is_noun(search, i, start, end) for i in range(start, end)]
    if not all(noun or _is_said(search, i) for i, noun in enumerate(nouns, start)):
        return False
    if (
        not any(nouns)
        and end - start == 1
        and score >= 6
        and reading.capital(start)
        and not reading.stops(start)
    ):
        weak = part_phrases().whole.get((reading.keys[start],), ("", True))
        return bool(weak[1]) or bool(colour_at(reading, start))  # "We are Scoop, an ice cream parlor"
    if all(nouns):
        inside = [m for m in search.kinds if start <= m.start and m.end <= end]
        beside = score >= 5 and len(inside) > 1 and len(search.kinds) > len(inside)
        return not (beside and search.in_capitals(start, end))  # "ice cream: Gelato Garage"
    if reading.plain_case:
        return not (any(nouns) and _names_its_kind(search, start, end))
    capitals = search.in_capitals(start, end)
    shown = any(nouns) or (
        reading.words[start].text == "The" and end - start > 2
    )  # "Green Tea House", "The Flower Hour"
    look = any(
        m.start == start and m.end == end and m.label[0] in _LOOKS for m in search.phrases
    )  # "Sharp Edges"
    odd = look or "&" in reading.cut((start, end)) or search.sells(start, end)
    beside = score > 4.5 and end - start > 1 and odd
    return not (capitals and (shown or beside)) and not (has_mark(reading, start, end) and shown)


def _is_noun(search: Search, index: int, start: int, end: int) -> bool:
    """Whether a word of some is one for a business."""
    whole = kind_phrases().whole
    inside = (
        start <= m.start <= index < m.end <= end and tuple(search.reading.keys[m.start : m.end]) in whole
        for m in search.kinds
    )
    other = search.reading.plain_case and index in search.others
    return any(inside) or other or search.reading.keys[index] in BUSINESS_NOUNS


def _is_said(search: Search, index: int) -> bool:
    """Whether a word speaks of a look or a section, or of any business."""
    word = search.reading.keys[index]
    wish = (
        bool(colour_at(search.reading, index))
        or word in colours.vocabulary() & known_words()
        or index in search.plain
    )
    return wish or word in FUNCTION_WORDS | EVERYDAY


def _names_its_kind(search: Search, start: int, end: int) -> bool:
    """Whether a clause without capitals ends in a kind that was said elsewhere: "nail salon website. peach nails. navy"."""
    elsewhere = any(m.end <= start or m.start >= end for m in search.kinds)
    whole = (start, end) == search.reading.clause(start)
    others = [i for i in range(start, end) if not _is_noun(search, i, start, end)]
    keys = {search.reading.keys[i] for i in others}
    told = (len(others) < 2 and keys & EVERYDAY) or keys & (FUNCTION_WORDS - {"the"})  # "small bakery"
    return whole and elsewhere and not told and search.ends_kind(end) is not None


def _bare(search: Search, guess: Guess) -> Guess:
    """The guess without the kind before the name ("Butcher Hank's Cuts"), and without the sentence's articles."""
    reading, (score, start, end, text) = search.reading, guess
    if text or score >= TOLD:
        return guess
    kind = search.starts_kind(start)
    if kind and kind.end < end:
        noun = reading.stops(start) and not reading.plain_case and _is_common_noun(reading, kind)
        small = reading.plain_case and score < 5 and not search.ends_kind(end)
        start = kind.end if noun or small else start
    if (
        reading.key(start - 1) in {"of", "for"}
        and reading.capital(start - 2)
        and not reading.breaks(start - 1)
        and not reading.breaks(start)
    ):
        start -= 2 if search.in_kind(start - 2) else 0  # "Museum of Small Locks"
    while start < end - 1 and reading.keys[start] in {"a", "an", "my", "our", "m/s"}:
        start += 1
    return guess._replace(start=start, end=end)


def _is_common_noun(reading: Reading, kind: Match) -> bool:
    """Whether a kind at the beginning of a sentence is said as a noun: "Law office Becker", not "Pizzeria Da Enzo"."""
    first, *rest = reading.words[kind.start : kind.end]
    if first.key in OWN_NAMES or first.key not in TRADE_NOUNS or any(word.capital for word in rest):
        return False
    return bool(rest) or not key(first.text).endswith("ing")
