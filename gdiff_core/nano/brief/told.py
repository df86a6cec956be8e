"""Names that are said to be one: in quotes, behind "called", "the name is", "Name:"; before "is our name"."""

import re
from collections.abc import Iterator

from gdiff_core.nano.brief.english import FUNCTION_WORDS, known_words
from gdiff_core.nano.brief.extent import Search, colour_at, is_wish, wish_follows
from gdiff_core.nano.brief.guess import TOLD, Guess, ending_at, guess_at
from gdiff_core.nano.brief.lexicon import BUSINESS_NOUNS
from gdiff_core.nano.brief.words import Reading, bag

URGES = bag("book call come ring order visit try join reserve phone")
"""What a button or a line at the end urges to."""
IS = bag("is are i'm it's we're im was that's")
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
_PAST = bag("simply just as is be currently actually like to")


def quoted(search: Search) -> Iterator[Guess]:
    reading = search.reading
    for found in _QUOTES.finditer(reading.text):
        said = next(group for group in found.groups() if group is not None)
        start, end = reading.words_in(found.span())
        before = set(reading.keys[max(0, start - 3) : start])
        if not 0 < end - start < 9 or (before & _QUOTED_OTHERWISE and not before & _CALLED):
            continue
        if reading.keys[start] in URGES and said[:1].islower() and not before & _CALLED:
            continue  # 'end on "book your slot"'
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


def told(search: Search) -> Iterator[Guess]:
    """Behind "called", "the name is", "Name:"; before "is our name"."""
    reading = search.reading
    for index, word in enumerate(reading.keys):
        if (
            word in _CALLED
            and reading.breaks(index + 1)
            and reading.key(index - 1) in {"we're", "it's", "its", "i'm"}
        ):
            yield from ending_at(search, index - 1, TOLD)  # "Second Sofa we're called."
            continue
        start = _told_at(search, index)
        if 0 < start < len(reading.keys):
            yield guess_at(search, _told_score(reading, index, start), start, told=True)
        if word in IS and _says_name(reading.keys, index):
            yield from ending_at(search, index, TOLD)


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
        if reading.keys[place] in IS:
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
