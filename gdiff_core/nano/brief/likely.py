"""What a wish most likely means that no phrase and no pattern knows: by what its words speak for, added up."""

from collections.abc import Collection, Iterator
from functools import cache

from gdiff_core.nano.brief.english import FUNCTION_WORDS
from gdiff_core.nano.brief.words import Reading, Span, bag, key, keyed

ENOUGH = 2.0
"""What the words of a wish must come to for a section."""
AHEAD = 0.5
"""By how much for one more than for any other."""
WARE = 1.0
"""What one of the kind's wares or works speaks for its offer."""

WISHING = bag(
    """want wants need needs show see know read find let able put include list have get add tell say like should must able love page site website learn
    browse hear understand discover look mention explain display give feature featuring with including proof push keep plus also"""
)
_TELLS = bag("we've we're i'm i've my i we our he she it's because since")

_WISHERS = bag("i we i'd we'd")
_WANT = bag("want need like love")
_BEFORE_QUESTION = (WISHING - {"page", "site", "website"}) | bag(
    "people they them folk folks customer client visitor guest everyone to i we be a the exactly"
)
_SITES = bag("website site page homepage webpage")

_ASKS = bag("do does is are can must will")
_ASKED = bag("i you we it there they")
"""Words by which an entry of a list is a question itself: "are you insured"."""

SPEAKS_FOR = {
    "about": "2 beginnings story tale why; 1 how ended started began family sentence who founder founded journey different grandfather grandmother father "
    "mother great aunt uncle history generation values trained",
    "offer": "2 menu service offering pick; 1 list do make cover take offer pick choose choice tip kind type range different instrument level course style gift specialise help work job",
    "pricing": "2 spend spending cost price fee tariff money rate budget; 1 much pay charge worth come expensive cheap per deal each",
    "gallery": "2 photo picture image shot pic photograph portfolio video; 1 see browse look before after show finished eye beautiful cute",
    "reviews": "2 testimonial review rating recommend recommended feedback; 1 happy proof say said think told thought love trust star customer client guest kind lovely worked honest read bride",
    "faq": "2 question worry insured insurance permit nervous scared; 1 ask know need whether if long include bring happen answer wonder must free allergy emergency",
    "team": "2 team crew who's; 1 staff who each face name behind girl lad son daughter brother sister partner wife husband meet qualified together photo",
    "hours": "2 hour weekday weekend timetable; 1 when open late time day closed shut early morning evening sunday saturday stay",
    "contact": "2 enquire enquiry enquiries callback inquiry; 1 form message write touch reach request register quote email appointment way interest send somewhere fill get book question",
    "map": "2 located location direction route whereabouts; 1 where find far arrive way airport station bus train road parking park lane town village area street corner near here get come",
    "newsletter": "2 newsletter inbox bulletin subscribe; 1 email monthly weekly month week news update tip hear sign list letter keep offers first box new",
    "cta": "2 button; 1 tap click call ring now big book press order today straight reserve",
}  # fmt: skip
"""What each word speaks for, and how much."""
_QUESTIONS = """
who: reviews trust trusts trusted recommend recommends; team -
who'll: team -
when: hours -
where: about from; map -
why: reviews customer client people guest regular others other; about -
if: faq -
whether: faq -
how: pricing much expensive cheap; hours late early; about mum dad mother father grandmother grandfather taught learned long old we i us business shop hobby began became; gallery look looks; map drive get find reach come walk; reviews found felt others; faq go goes
which: hours day hour time; team people person; map street bus
what: faq if bring wear happen expect; hours day hour time; pricing cost charge pay price runs run take; reviews say said think thought others made customer client neighbor; about apart different special us; offer can get goes there they'd
"""
"""What a question is about that a wish comes to: by a word in it, "-" by none, in this order."""


@cache
def _weights() -> dict[str, dict[str, float]]:
    weights: dict[str, dict[str, float]] = {}
    for section, text in SPEAKS_FOR.items():
        for group in text.split("; "):
            weight, *words = group.split()
            for word in words:
                weights.setdefault(key(word), {})[section] = float(weight)
    return weights


@cache
def vocabulary() -> frozenset[str]:
    """Keys of the words that speak for a section."""
    return frozenset(_weights())


def likely(reading: Reading, said: Collection[int], wares: Collection[int]) -> Iterator[tuple[int, int, str]]:
    """Wishes of which no section was made, and the section that each most likely means.

    `said`: words of sections; `wares`: those of what the business sells and does.
    """
    for start, end in _wishes(reading, said):
        span = range(start, end)
        if set(span) & set(said) or not any(
            i in wares or reading.keys[i] not in FUNCTION_WORDS for i in span
        ):
            continue
        if (
            reading.keys[start] in _ASKS
            and reading.key(start + 1) in _ASKED
            and not reading.says(start, "can it")
        ):
            yield start, end, "faq"
            continue
        if section := _by_question(reading, start, end):
            yield start, end, section
            continue
        scores: dict[str, float] = {"": 0, "offer": 0}
        for word in dict.fromkeys(reading.keys[start:end]):
            for section, weight in _weights().get(word, {}).items():
                scores[section] = scores.get(section, 0) + weight
        scores["offer"] += WARE * sum(i in wares for i in span) if scores["offer"] else 0
        other, best = sorted(scores, key=scores.get)[-2:]
        if scores[best] >= max(ENOUGH, scores[other] + AHEAD):
            yield start, end, best


def _wishes(reading: Reading, said: Collection[int]) -> Iterator[Span]:
    """Entries of lists, and what is wished for in a sentence of its own."""
    for first, last in dict.fromkeys(reading.sentence(i) for i in range(len(reading.words))):
        listing = any(i in said for i in range(first, last))
        listing |= reading.keys[first] in _questions() and last - first < 7
        start = first
        for index in range(first, last + 1):
            cut = index == last or reading.breaks(index) or reading.keys[index] in {"and", "plus"}
            if not cut:
                continue
            wished = listing or WISHING & set(reading.keys[first:index])
            start = _behind_wish(reading, start, index)
            if (
                start < index
                and wished
                and reading.keys[start] not in _TELLS
                and not _SITES & set(reading.keys[start:index])
            ):
                yield start, index
            start = index + (index < last and reading.keys[index] in {"and", "plus"})


def _behind_wish(reading: Reading, start: int, end: int) -> int:
    """Where it begins what is wished for: behind "I want", "we need"."""
    if reading.key(start) in _WISHERS and reading.key(start + 1) in _WANT and start + 2 < end:
        return start + 2
    return start


@cache
def _questions() -> dict[str, list[tuple[str, frozenset[str]]]]:
    found = {}
    for line in _QUESTIONS.strip().splitlines():
        word, _, text = line.partition(": ")
        choices = (choice.split() for choice in text.split("; "))
        found[key(word)] = [(section, keyed(" ".join(words))) for section, *words in choices]
    return found


def _by_question(reading: Reading, start: int, end: int) -> str:
    """The section that a wish means as it is a question, such as "who will cut their hair"; empty if it is none."""
    while start < end and reading.keys[start] in _BEFORE_QUESTION:
        start += 1
    said = set(reading.keys[start + 1 : end])
    if not said:
        return ""
    choices = _questions().get(reading.key(start), ())
    return next((section for section, words in choices if words & said or "-" in words), "")
