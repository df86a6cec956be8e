"""The name of the business in a request, to the letter.

Every way of saying a name proposes a span of words and how sure it is; the surest one wins, the first of equals.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from gdiff_core.nano import colours
from gdiff_core.nano.copy import KINDS
from gdiff_core.nano.english import FUNCTION_WORDS, known_words
from gdiff_core.nano.lexicon import BUSINESS_NOUNS, Said, kind_phrases
from gdiff_core.nano.parts import part_phrases
from gdiff_core.nano.style import look_phrases
from gdiff_core.nano.words import Match, Reading, Span, key

_JOINERS = frozenset(
    "and of the de la le les du des da di del della do dos das el los las von van der den zu zur y e et und na n".split()
)
_JOINING = _JOINERS | {
    "on the",
    "in the",
    "by the",
    "to the",
    "for the",
    "by",
    "at the",
    "from the",
    "over the",
    "with a",
    "with",
    "than",
    "to",
    "at",
    "under the",
    "in",
}
_STOPS = frozenset(
    """i we you it he she they i'm we're it's you're they're we've i've i'd we'd it'd he's she's my our your their his her its us me them
    is are was were has have had do does did want wants need needs would will should can could must may might please thanks thank
    with for in at near from based located so but because which that who where when while since if as also
    website site page webpage homepage landing colors color sections section background accents accent called named
    make create build need want love like show add include using use put tell give get come open opening selling sell sells
    serving offering offer offers doing providing specialising specializing about hi hello hey ok well tel phone email address lol
    established est founded family run owned there this these those it'll website's i'll we'll not no don't just
    style tone colour font theme scheme palette design look feel simple modern minimal minimalist elegant clean professional something preferably ideally
    keep needed needing required require requires wanted contact""".split()
)
_CAPITAL_STOPS = frozenset(
    """i we i'm we're it's website site page webpage homepage please with need want make create build color sections section background accent font style
    tone theme i'd we'd i've we've should must include including add show use using thanks has have is are which located based also hi hello dear need
    for featuring featured colors landing layout title tagline slogan phone tel email address type look palette what client sector business name brief content pages
    mobile fax call our my you they can could would tel our m/s""".split()
)
_PEOPLES = frozenset(
    "english spanish french german italian japanese chinese mexican indian irish british american australian thai turkish greek portuguese catalan "
    "russian arabic korean swedish dutch scottish welsh moroccan lebanese vietnamese brazilian persian hindi mandarin".split()
)
_NAME_WORDS = frozenset(
    "page pages design look type palette open site title content dear layout our need".split()
)
"""Words of wishes that are part of a name where they have a capital of their own: "The Dog-Eared Page"."""
_NOT_NAMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
    english spanish french german italian japanese chinese mexican indian irish british american australian thai turkish greek portuguese
    facebook instagram whatsapp google twitter tiktok youtube pinterest wordpress squarespace wix etsy airbnb tripadvisor yelp
    georgia helvetica arial garamond christmas easter html css faq faqs ok hi hello please thanks usa uk us eu nyc llp ltd
    mot mots b2b seo pdf vat gst cpa hvac ceo diy asap fyi ps nb ev api url http www gmail european asian african western ny la sf dc nsw qld""".split()
)
_CALLED = frozenset("called named titled entitled callled namd christened nicknamed".split())
_LABELS = frozenset(
    "name business company client brand title firm shop studio project organisation organization".split()
)
_QUOTES = re.compile(
    r"[\"“”„]([^\"“”„\n]{1,60})[\"“”„]|«\s?([^»\n]{1,60}?)\s?»|(?<![\w'])['‘]([^'‘’\n]{1,50}(?:['’]\w[^'’\n]{0,30})*)['’](?!\w)|\*\*([^*\n]{1,60})\*\*"
)
_NO_NAME_BEFORE = frozenset(
    "tagline slogan motto button say saying heading headline text section word style label labeled link read reading quote strapline phrase subtitle titled h1 vibe like".split()
)
_PLACE_BEFORE = frozenset(
    "in near from around outside at of to on off across serving covering beside by".split()
)
_PERSON_BEFORE = frozenset(
    "wife husband partner friend daughter son brother sister mum mom dad mother father cousin uncle aunt boss colleague neighbor girlfriend boyfriend fiance grandmother gran nan".split()
)
_ABBREVIATED_END = re.compile(r"(?:\b(?:Co|Ltd|Inc|Bros|Jr|Sr|St|Corp|Pty))\.$")
_FIRM_ENDS = frozenset("llp llc ltd inc limited plc pllc gmbh pty co corp pc lp solicitors".split())
_OWN_NAMES = frozenset(
    "pizzeria gelateria trattoria taqueria cafe patisserie boulangerie enoteca hotel spa fromagerie inn villa boucherie konditorei bodega "
    "tischlerei salon guesthouse yoga pension tattoo sushi pizza taco tacos dance dental gelato plumbing tea".split()
)
"""Kinds of business that a name often begins with: "Pizzeria Da Enzo", "Spa Serenity"."""
_TRADE_NOUNS = frozenset(noun.split()[0] for kind in KINDS.values() for noun in kind.nouns) | {
    "tattooist",
    "joiner",
    "solicitor",
    "bookseller",
}
"""First words of the nouns that stand before a name: "Butcher Hank's Cuts", not "CrossFit Ironbridge"."""
_EVERYDAY = frozenset(
    "small local family new website little independent cozy traditional modern friendly mobile professional online best craft simple nice "
    "downtown uptown locally here today tomorrow urgent urgently asap nothing fancy open free daily based nearby village town city last month year week ago recently now soon fresh emergency second hand used home based site run owned page luxury premium quality fresh good proper first".split()
)
_IS = frozenset("is are i'm it's we're im was".split())


class Guess(NamedTuple):
    """A span of words that may be the name, and how surely."""

    score: float
    start: int
    end: int
    text: str = ""
    """What to show, if it is not the words' own stretch."""


@dataclass
class _Search:
    """What the ways of saying a name look at."""

    reading: Reading
    kinds: list[Match]
    """Mentions of kinds of business, the surest ones."""
    closed: frozenset[int]
    """Words of facts: no name goes over them."""
    phrases: tuple[Match, ...] = ()
    """Phrases that name a section or a look, wherever they stand."""
    plain: frozenset[int] = frozenset()
    """Their words."""
    persons: frozenset[int] = frozenset()
    """Words that name a person: "my name is Sarah", "Thanks, Tom"."""
    titled: bool = False
    """Whether Nearly All Words Begin With A Capital."""

    def told_off(self, start: int, end: int) -> bool:
        """Whether words tell what the business does or how it looks: "boiler repairs", "quiet feeling", "established 1990"."""
        keys = self.reading.keys[start:end]
        wares = any(
            start <= m.start < end
            for m in kind_phrases().find(
                self.reading, set(range(start)) | set(range(end, len(self.reading.words)))
            )
        )
        return (
            wares
            or keys[0].endswith(("ing", "ly", "ed"))
            or keys[-1] in {"feeling", "look", "vibe", "style", "feel", "tone", "theme", "only", "type"}
        )

    def ends_kind(self, index: int) -> Match | None:
        """The mention of a kind that ends before word `index`."""
        return next((m for m in self.kinds if m.end == index), None)

    def kind_at(self, index: int) -> Match | None:
        return next((m for m in self.kinds if m.start == index), None)

    def in_kind(self, index: int) -> bool:
        return any(m.start <= index < m.end for m in self.kinds)


def find_name(reading: Reading, kinds: list[Match], closed: frozenset[int]) -> tuple[str, Span]:
    """The name and the words it stands in; ("", (0, 0)) if none was said.

    `kinds`: mentions of kinds of business that are nouns or work, not wares; the first sixty count. `closed`: words of
    facts.
    """
    phrases = tuple(m for table in (part_phrases(), look_phrases()) for m in table.find(reading, closed))
    plain = frozenset(i for m in phrases for i in range(m.start, m.end))
    search = _Search(reading, kinds[:60], closed, phrases, plain, _persons(reading), _is_titled(reading))
    ways = (
        _quoted,
        _said_so,
        _introduced,
        _behind_its_kind,
        _before_its_kind,
        _for_whom,
        _own_clause,
        _capital_runs,
    )
    guesses = [guess for way in ways for guess in way(search)]
    guesses = [guess for guess in guesses if _is_name(search, guess)]
    if not guesses:
        return "", (0, 0)
    best = max(guesses, key=lambda guess: (_surety(search, guess, guesses), -guess.start))
    best = _with_its_kind(search, best)
    return best.text or reading.text[_from(reading, best.start) : _to(reading, best.end)], (
        best.start,
        best.end,
    )


def _from(reading: Reading, index: int) -> int:
    return reading.words[index].start


def _to(reading: Reading, index: int) -> int:
    """The end of a name: an abbreviation keeps its full stop."""
    end = reading.words[index - 1].end
    if reading.text[end : end + 1] == "." and _ABBREVIATED_END.search(
        reading.text[max(0, end - 6) : end + 1]
    ):
        ends = re.match(r"\. [A-Z]", reading.text[end : end + 3]) and reading.keys[index - 1] not in {
            "co",
            "bro",
            "bros",
            "st",
        }
        return end if ends else end + 1
    if reading.text[end : end + 1] == "!" and re.match(
        r"! (?:is|are|which|and)\b", reading.text[end : end + 6]
    ):
        return end + 1
    return end


def _surety(search: _Search, guess: Guess, guesses: list[Guess]) -> float:
    """The score of a guess, and what its words themselves speak for or against.

    For: another way found it too, a mark such as "&" or "'s", a kind of business at its end, two words, an odd word.
    Against: no capital among words that have some, a people's name first, a town behind "in" or a comma.
    """
    reading = search.reading
    words = reading.words[guess.start : guess.end]
    small = not reading.plain_case and not guess.text and not any(word.capital for word in words)
    sure = guess.score - 4 * small - 2 * (words[0].key in _PEOPLES and guess.score < 9)
    sure += 0.5 * any(g is not guess and g[1:3] == guess[1:3] for g in guesses)
    sure += 0.5 * bool(re.search(r"['’]s\b|&|\d", reading.cut((guess.start, guess.end))))
    sure += 0.4 * any(m.end == guess.end and m.start > guess.start for m in search.kinds)
    sure += 0.3 * (len(words) > 1) + 0.2 * any(word.key not in known_words() for word in words)
    return sure - 2.5 * (guess.score < 9 and _is_town(search, guess))


def _is_town(search: _Search, guess: Guess) -> bool:
    """Whether a guess stands where towns do: behind "in", or alone behind the comma that ends something in capitals."""
    reading, start = search.reading, guess.start
    if not start or reading.words[start].stops:
        return False
    if reading.keys[start - 1] in _PLACE_BEFORE - {"by", "of", "to"} and not reading.words[start].breaks:
        return True
    before = reading.words[start - 1]
    return (
        reading.words[start].gap.strip() == ","
        and before.capital
        and not reading.plain_case
        and guess.end - start < 3
        and not before.stops
    )


def _is_titled(reading: Reading) -> bool:
    inner = [word for word in reading.words if word.text.isalpha() and len(word.text) > 1]
    small = any(
        w.text in {"With", "For", "And", "In", "Our", "My", "A", "To", "Is", "Please", "On"} and not w.breaks
        for w in inner
    )
    return not reading.plain_case and small and sum(word.capital for word in inner) > 0.75 * len(inner)


def _persons(reading: Reading) -> frozenset[int]:
    """The words of persons' names: behind "my name is", before "here", signed below."""
    keys, found = reading.keys, set()
    for index in range(2, len(keys)):
        if keys[index - 2 : index] in (["name", "is"], ["i", "am"]) and (
            keys[index - 3 : index - 2] == ["my"] or keys[index - 2] == "i"
        ):
            found |= (
                {index, index + 1}
                if keys[index + 1 : index + 2] not in (["and"],)
                and reading.words[index + 1 : index + 2]
                and reading.words[index + 1].capital
                and not reading.words[index + 1].breaks
                else {index}
            )
        if keys[index - 1] == "i'm" or keys[index - 2 : index] == ["my", "name's"]:
            found.add(index)
    found |= {
        i for i in range(len(keys) - 1) if keys[i + 1] == "here" and not reading.words[i + 1].breaks and i < 4
    }
    for index in range(1, len(keys)):
        if "(" in reading.words[index].gap and keys[index - 1] in {
            "i",
            "we",
            "partner",
            "wife",
            "husband",
            "sister",
            "brother",
            "two",
        }:
            found |= set(range(*reading.clause(index)))
    last = reading.clause(len(keys) - 1) if keys else (0, 0)
    if (
        last[1] - last[0] <= 2
        and last[0]
        and reading.keys[last[0] - 1]
        in {"thanks", "thank", "you", "regard", "cheers", "wish", "thx", "ta", "sincerely", "much", "advance"}
    ):
        found |= set(range(*last))
    return frozenset(found)


# ---- how far a name goes ------------------------------------------------------------------------------------


def _extend(search: _Search, start: int, told: bool = False) -> int:
    """Where a name that starts at word `start` ends; `told`: that a name comes was said, so its first word may be any."""
    words = search.reading.words
    if start >= len(words) or start in search.closed:
        return start
    loose = search.reading.plain_case or not words[start].capital
    end = start
    while end < len(words) and end - start < 9 and end not in search.closed:
        if end > start and words[end].breaks and not _goes_over(search, start, end):
            break
        if loose:
            if not _goes_on_loose(search, start, end, told):
                break
            end += 1
            continue
        step = _capital_step(search, start, end, told)
        if not step:
            break
        end += step
    return _trimmed(search, start, end)


def _goes_over(search: _Search, start: int, end: int) -> bool:
    """Whether a name goes on behind a comma or a hyphen: "Byrne, Walsh & Co", "Smith, Jones and Patel", "Luna, Inc."."""
    reading, gap = search.reading, search.reading.words[end].gap
    if gap.strip() == "." and reading.words[end - 1].key in {"st", "dr", "mr", "mrs"}:
        return True
    if gap.strip() == "'" and reading.words[end].text.lower() in {"n"}:
        return True
    if reading.plain_case and gap == ", " and not _colour_at(search, end):
        return [word.text for word in reading.words[end + 1 : end + 2]] == ["&"] and end + 2 < len(
            reading.words
        )
    if gap != ", " or not reading.words[end].capital:
        return False
    if reading.keys[end] in _FIRM_ENDS:
        return True
    behind = reading.words[end + 1 : end + 3]
    joined = (
        len(behind) == 2
        and behind[0].key == "and"
        and behind[1].capital
        and not behind[0].breaks
        and not behind[1].breaks
    )
    partners = any(m.label.kind in ("law office", "accountant") for m in search.kinds) or (
        bool(behind) and behind[0].text == "&"
    )
    return joined and partners and reading.keys[end] not in _CAPITAL_STOPS and not _is_wish(search, end)


def _capital_step(search: _Search, start: int, index: int, told: bool) -> int:
    """How many words a name in capitals takes at `index`: one, or joiners and the capital behind them; 0 ends it."""
    reading = search.reading
    word = reading.words[index]
    if word.capital or word.text == "'n'":
        soft = word.key in _NAME_WORDS and not search.titled and not search.reading.words[index].breaks
        if word.key in _CAPITAL_STOPS and index > start and not soft:
            return 0
        return 1
    for length in (1, 2, 3):
        behind = reading.words[index + length : index + length + 1]
        joiner = " ".join(reading.words[i].text.lower() for i in range(index, index + length))
        known = joiner in _JOINING or all(
            reading.keys[i] in _JOINERS for i in range(index, min(index + length, len(reading.words)))
        )
        if index == start or not known or not behind:
            return 0
        if behind[0].breaks and behind[0].gap.strip() != "&":
            return 0
        if behind[0].capital:
            after = index + length
            if (
                joiner in {"in", "with", "to", "at", "with a", "from the"}
                or reading.keys[after] in _CAPITAL_STOPS
            ):
                return 0
            if joiner in {"on the", "at the", "by"} and start + 1 > index:
                return 0
            if joiner == "and" and (_is_wish(search, after) or reading.keys[after] in _STOPS):
                return 0
            return length + 1
    return 0


def _goes_on_loose(search: _Search, start: int, index: int, told: bool) -> bool:
    """Whether a name without capitals goes on with word `index`."""
    reading, word = search.reading, search.reading.keys[index]
    if index == start:
        return word not in _STOPS | {"and", "a", "an"} or told
    if (
        index == start + 1
        and reading.keys[start] in {"the", "la", "le", "el", "our", "my"}
        and word not in {"name", "is"}
    ):
        return True
    if reading.words[index].text in "&+":
        return index + 1 < len(reading.words) and not reading.words[index + 1].breaks
    if reading.words[index - 1].text in "&+" or re.search(r"['’]s$", reading.words[index - 1].text):
        return word not in _STOPS
    if word in {"and", "of", "the", "n", "at", "on", "to", "by", "in", "a"}:
        return _loose_joiner(search, start, index)
    if word in _STOPS or (
        word in FUNCTION_WORDS
        and word
        not in {
            "own",
            "one",
            "two",
            "three",
            "up",
            "down",
            "out",
            "over",
            "off",
            "on",
            "in",
            "then",
            "more",
            "most",
            "every",
            "each",
            "good",
        }
    ):
        return False
    if colour := _colour_at(search, index):
        named = told and colour == 1 and index == start + 1 and word in colours.THINGS_TOO
        return bool(named) or not _wish_follows(search, index + colour)
    return not (_is_wish(search, index) and _wish_follows(search, index + 1)) or (
        told and _ends_here(search, start, index)
    )


def _ends_here(search: _Search, start: int, index: int) -> bool:
    """Whether a clause that tells the name ends with word `index`, a short one: "called hank's cuts"."""
    return index == search.reading.clause(start)[1] - 1 and index - start < 3


def _loose_joiner(search: _Search, start: int, index: int) -> bool:
    reading, word = search.reading, search.reading.keys[index]
    if index + 1 >= len(reading.words) or reading.words[index + 1].breaks:
        return False
    behind = reading.keys[index + 1]
    if word == "and":
        return behind not in _STOPS | FUNCTION_WORDS - {"the", "co"} and not (
            _is_wish(search, index + 1)
            or (_colour_at(search, index + 1) and _wish_follows(search, index + 2))
        )
    if word in {"the", "a"}:
        return reading.keys[index - 1] in {"and", "of", "on", "in", "at", "by", "to", "over", "the"}
    if word in {"on", "in", "at", "by", "to"}:
        return (
            behind == "the"
            and index + 2 < len(reading.words)
            and not reading.words[index + 2].breaks
            and reading.keys[index + 2]
            in {
                "corner",
                "hill",
                "wind",
                "mill",
                "square",
                "rest",
                "sea",
                "bay",
                "bridge",
                "river",
                "park",
                "green",
                "wall",
                "wood",
                "town",
                "bone",
                "rock",
                "moon",
            }
        )
    return behind not in _STOPS


def _trimmed(search: _Search, start: int, end: int) -> int:
    reading = search.reading
    small = reading.plain_case
    while (
        end > start + 1
        and (small or not reading.words[end - 1].capital)
        and (
            reading.keys[end - 1] in _JOINERS
            or reading.words[end - 1].text in "&+"
            or reading.words[end - 1].text.lower() in {"by", "at", "in", "on", "to", "with", "a"}
        )
    ):
        end -= 1
    return end


def _colour_at(search: _Search, index: int) -> int:
    """How many words the colour at `index` has; 0 if there is none."""
    reading = search.reading
    end = reading.clause(index)[1]
    for length in (3, 2, 1):
        if index + length <= end and colours.named(tuple(reading.keys[index : index + length])):
            return length
    return 0


@cache
def _wish_keys() -> frozenset[tuple[str, ...]]:
    """Keys of the phrases that are a section or a look wherever they stand."""
    tables = (part_phrases().whole, look_phrases().whole)
    return frozenset(phrase for table in tables for phrase, label in table.items() if label[1] is not False)


def _is_wish(search: _Search, index: int) -> bool:
    """Whether a section or a look is named at word `index`."""
    keys = search.reading.keys
    return any(tuple(keys[index : index + length]) in _wish_keys() for length in (1, 2, 3))


def _wish_follows(search: _Search, index: int) -> bool:
    """Whether what stands at `index` goes on with wishes, or ends: a colour before it is one."""
    reading = search.reading
    if index >= len(reading.words) or reading.words[index].breaks:
        return True
    word = reading.keys[index]
    return word in _STOPS | FUNCTION_WORDS or bool(_colour_at(search, index)) or _is_wish(search, index)


# ---- ways of saying a name ----------------------------------------------------------------------------------


def _quoted(search: _Search) -> Iterator[Guess]:
    reading = search.reading
    for found in _QUOTES.finditer(reading.text):
        said = next(group for group in found.groups() if group is not None)
        start, end = reading.words_in((found.start(), found.end()))
        if end <= start or end - start > 8 or not said.strip():
            continue
        before = set(reading.keys[max(0, start - 3) : start])
        if before & _NO_NAME_BEFORE and not before & _CALLED:
            continue
        plain_words = all(k in FUNCTION_WORDS for k in reading.keys[start:end]) or (
            said.islower()
            and (_is_wish(search, start) or all(reading.keys[i] in known_words() for i in range(start, end)))
            and not reading.plain_case
        )
        yield Guess(6.2 if plain_words and not before & _CALLED else 10, start, end, said.strip(" .,;:"))


def _said_so(search: _Search) -> Iterator[Guess]:
    """Behind "called", "the name is", "Name:"; before "is our name"."""
    reading, keys = search.reading, search.reading.keys
    for index in range(len(keys)):
        start = _name_after(search, index)
        if start and start < len(keys):
            end = _extend(search, start, told=True)
            yield Guess(9.5 if not reading.words[start].stops else 7, start, end)
        if keys[index] in _IS | {"that's", "it's"} and _says_name(keys, index):
            yield from _name_ending_at(search, index, 9)


def _name_after(search: _Search, index: int) -> int:
    """Where the name begins that word `index` announces; 0 if it announces none."""
    keys, words = search.reading.keys, search.reading.words
    nxt = keys[index + 1 : index + 4]
    word = keys[index]
    if word in _CALLED:
        if keys[max(0, index - 2) : index] == ["i", "am"] or keys[index - 1 : index] in (
            ["i'm"],
            ["she's"],
            ["he's"],
        ):
            return 0
        if nxt[:1] in (["after"], ["for"], ["in"], ["me"], ["us"], ["on"], ["him"], ["so"], ["by"]) or keys[
            index - 1 : index
        ] == ["so"]:
            return 0
        return _past(search, index + 1)
    if word == "name" and (_of_person(keys, index) or keys[index - 1 : index] == ["no"]):
        return 0
    if word in {"name", "name's", "names", "nam"}:
        return _after_name(search, index)
    if (
        word == "call"
        and nxt[:1] == ["it"]
        and len(nxt) > 1
        and not words[index + 2].stops
        and nxt[1] != "yet"
        and keys[index - 2 : index] != ["what", "to"]
    ):
        return _past(search, index + 2)
    if word == "call" and nxt[:1] == ["ourselves"]:
        return _past(search, index + 2)
    if (word, *nxt[:1]) in (
        ("trading", "as"),
        ("known", "as"),
        ("trade", "as"),
        ("go", "by"),
        ("goes", "by"),
        ("operating", "as"),
        ("operate", "as"),
    ):
        return _past(search, index + 2)
    if word == "dba" or (word == "t" and nxt[:1] == ["a"] and words[index + 1].gap == "/"):
        return _past(search, index + (1 if word == "dba" else 2))
    if (
        word in _LABELS
        and index + 1 < len(words)
        and ":" in words[index + 1].gap
        and words[index].breaks
        | (index > 0 and keys[index - 1] in {"our", "my", "the", "business", "company", "brand"})
    ):
        shade = _colour_at(search, index + 1)
        wish = _wish_follows(search, index + 1 + shade) if shade else _is_wish(search, index + 1)
        return 0 if wish and not words[index + 1].capital else index + 1
    return 0


def _of_person(keys: list[str], index: int) -> bool:
    """Whether a name is a person's: "my name is Sarah", "first name"; not "my shop's name is"."""
    return (
        keys[index - 1 : index]
        in (
            ["my"],
            ["first"],
            ["last"],
            ["their"],
            ["your"],
            ["her"],
            ["his"],
            ["domain"],
            ["user"],
            ["brand's"],
            ["with"],
            ["dog"],
            ["by"],
        )
        and keys[index - 2 : index - 1] != ["of"]
        and keys[index - 1 : index] not in (["by"], ["with"])
    )


def _after_name(search: _Search, index: int) -> int:
    keys, words = search.reading.keys, search.reading.words
    after = index + 1
    if after >= len(words) or words[after].stops:
        return 0
    if keys[after] == "of":  # "the name of my shop is X", "by the name of X", "name of school: X"
        for place in range(after + 1, min(after + 8, len(words))):
            if words[place].stops:
                break
            if keys[place] in _IS:
                return _past(search, place + 1)
            if place > after + 1 and ":" in words[place].gap:
                return place
        behind = after + 1
        return 0 if behind >= len(words) or keys[behind] in {"my", "our", "the", "your"} else behind
    if keys[after] in {"is", "be", "will", "should", "as", "for"} or words[index].key == "name's":
        return _past(
            search,
            after
            if words[index].key == "name's"
            else after + (2 if keys[after + 1 : after + 2] == ["be"] else 1),
        )
    if words[after].gap.strip() or keys[index - 1 : index] in (
        ["by"],
        ["business"],
        ["company"],
        ["shop"],
        ["the"],
        ["brand"],
        ["school"],
        ["store"],
    ):
        return _past(search, after)
    return after if words[after].capital or search.reading.plain_case else 0


def _past(search: _Search, index: int) -> int:
    """The first word of a name from word `index` on, past "simply", "as" and the like."""
    keys = search.reading.keys
    while index < len(keys) and keys[index] in {
        "simply",
        "just",
        "as",
        "is",
        "be",
        "currently",
        "actually",
        "a",
        "it",
        "like",
        "to",
    } - ({"a", "it"} if index + 1 < len(keys) and search.reading.words[index].capital else set()):
        index += 1
    return index


def _says_name(keys: list[str], index: int) -> bool:
    """Whether "is the name", "is our school's name", "is what we're called" stands at word `index`."""
    behind = keys[index + 1 : index + 6]
    if behind[:1] == ["called"]:
        return False
    for place, word in enumerate(behind[:4]):
        if word == "name":
            return behind[place + 1 : place + 2] not in (["is"], ["of"]) or behind[0] == "the"
        if word == "called" and {"what", "we're", "it's"} & set(behind[:place]):
            return True
        if word not in FUNCTION_WORDS | BUSINESS_NOUNS and place and word not in {"brand"}:
            return False
    return False


def _name_ending_at(search: _Search, index: int, score: float) -> Iterator[Guess]:
    """The name that ends before word `index`: capitals back from there, or all of its clause."""
    reading = search.reading
    first, _ = reading.sentence(max(0, index - 1))
    start = index
    if (
        reading.words[index].breaks
        and index
        and reading.keys[index] not in {"that's", "it's"}
        and not reading.words[index].gap.strip()
    ):
        return
    if not reading.plain_case and score < 9 and not (index and reading.words[index - 1].capital):
        return
    if reading.plain_case or not (reading.words[index - 1].capital if index else False):
        clause = reading.clause(index - 1)[0] if index else index
        for place in range(index - 1, max(clause, index - 6) - 1, -1):
            if reading.keys[place] in _STOPS | {"a", "an"}:
                break
            start = place
        while (
            0 < start <= clause
            and _goes_over(search, start - 1, start)
            and reading.keys[start - 1] not in _STOPS
        ):
            start -= 1  # "smith, jones & patel"
    else:
        for place in range(index - 1, first - 1, -1):
            if reading.keys[place] in _CAPITAL_STOPS - _NAME_WORDS:
                break
            if _extend(search, place) != index:
                if place < index - 6:
                    break
                continue
            start = place
    end = _trimmed(search, start, index) if start < index else index
    if start < end:
        yield Guess(score, start, end)


def _introduced(search: _Search) -> Iterator[Guess]:
    """Behind "we are", "this is", "it's", "our shop is"; behind "our shop"."""
    reading, keys = search.reading, search.reading.keys
    for index in range(1, len(keys)):
        word = reading.words[index]
        if not word.capital and not reading.plain_case:
            continue
        before, second = keys[index - 1], keys[index - 2 : index - 1]
        if before not in _IS | {"its", "am"} or (word.stops and word.gap.strip() != ":"):
            continue
        if before in {"we're", "it's", "its"} or (
            before in {"are", "is"} and second and second[0] in {"we", "this", "it", "which", "here"}
        ):
            end = _extend(search, index)
            if not reading.plain_case or not (
                search.in_kind(index) or keys[index] in known_words() - {"the"}
            ):
                yield Guess(6.5, index, end)
            elif end - index > 1 and not set(keys[index:end]) & _EVERYDAY and not search.in_kind(index):
                yield Guess(4.5, index, end)
        elif (
            before == "is"
            and second
            and (second[0] in BUSINESS_NOUNS or search.ends_kind(index - 1))
            and not reading.plain_case
        ):
            yield Guess(7.5, index, _extend(search, index))
        elif before in {"i'm", "am"} and not reading.plain_case:
            end = _extend(search, index)
            long = end - index > 1 and reading.keys[end : end + 1] != ["and"]
            yield Guess(3.4 if long else 0.8, index, end)


def _behind_its_kind(search: _Search) -> Iterator[Guess]:
    """Behind the kind: "my bakery Two Moons", "bakery: Two Moons", "our shop Two Moons"."""
    reading, keys = search.reading, search.reading.keys
    heads = [(m.end, m.start) for m in search.kinds]
    heads += [
        (i + 1, i)
        for i, k in enumerate(keys)
        if k
        in {
            "shop",
            "business",
            "company",
            "firm",
            "salon",
            "studio",
            "store",
            "client",
            "place",
            "brand",
            "practice",
        }
        and keys[i - 1 : i]
        in (["my"], ["our"], ["the"], ["new"], ["family"], ["client's"], ["small"], ["little"])
    ]
    for after, start in heads:
        if _in_capitals(reading, start):
            if not reading.words[start].stops:
                whole = (
                    i
                    for i in range(max(0, start - 6), start)
                    if reading.words[i].capital
                    and reading.keys[i] not in _CAPITAL_STOPS
                    and _extend(search, i) > start
                )
                first = next(whole, start)
                yield Guess(6.6, first, _extend(search, first))  # "site for Café Olé"
            continue
        if (
            reading.plain_case
            and reading.words[start].breaks
            and search.ends_kind(start)
            and start + 1 < len(keys)
            and not reading.words[start + 1].breaks
        ):
            yield Guess(6.2, start, _extend(search, start))  # "coffee bar, café olé"
        while (
            after < len(keys)
            and keys[after]
            in BUSINESS_NOUNS | {"website", "site", "page", "homepage", "web", "here", "guy", "people"}
            and not reading.words[after].breaks
            and not reading.words[after].capital
        ):
            after += 1
        if (
            after + 1 < len(keys)
            and keys[after] in {"by", "of"}
            and reading.words[after + 1].capital
            and not reading.plain_case
        ):
            yield Guess(6.8 if keys[after] == "by" else 6.2, after + 1, _extend(search, after + 1))
            continue
        if (
            after < len(keys)
            and not reading.words[after].breaks
            and keys[after] in {"last", "in", "near", "at", "from", "this", "on"}
        ):
            after = reading.clause(after)[1]  # "we opened a bakery last month, Two Moons"
            if after >= len(keys) or reading.words[after].stops:
                continue
        if after >= len(keys) or after in search.closed:
            continue
        yield from _apposed(search, start, after)


def _looks_named(search: _Search, start: int, end: int) -> bool:
    """Whether words without capitals look like a name: "the crooked shelf", "hank's cuts", "moss & mint", "ruby lounge"."""
    reading, keys = search.reading, search.reading.keys[start:end]
    if end - start > 5 or set(keys) & (_EVERYDAY | _STOPS) or set(range(start, end)) <= search.plain:
        return False
    if (
        reading.plain_case
        and end - start < 4
        and not set(keys) & (FUNCTION_WORDS - _JOINERS - {"one", "two", "three"})
        and not search.told_off(start, end)
    ):
        return True
    mark = re.search(r"['’]s\b|&", reading.cut((start, end)))
    noun = end - start > 1 and keys[-1] in BUSINESS_NOUNS
    return (
        bool(mark)
        or noun
        or (keys[0] == "the" and end - start > 2)
        or any(k not in known_words() for k in keys)
    )


def _in_capitals(reading: Reading, start: int) -> bool:
    """Whether a kind of business is itself part of a name: "Gelateria Conti", "White Rose Cleaning"; not "Butcher Hank's"."""
    word = reading.words[start]
    if reading.plain_case or not word.capital:
        return False
    if word.stops:
        return (
            (word.key in _OWN_NAMES or word.key not in _TRADE_NOUNS)
            and start + 1 < len(reading.words)
            and reading.words[start + 1].capital
            and not reading.words[start + 1].breaks
        )
    return (
        not word.breaks
        or bool(reading.words[start + 1 : start + 2])
        and reading.words[start + 1].capital
        and not reading.words[start + 1].breaks
    )


def _apposed(search: _Search, start: int, after: int) -> Iterator[Guess]:
    reading = search.reading
    word = reading.words[after]
    end = _extend(search, after)
    whose = set(reading.keys[max(0, start - 4) : start]) & {
        "my",
        "our",
        "the",
        "for",
        "a",
        "an",
        "new",
        "we're",
        "i'm",
    }
    if reading.plain_case or not word.capital:
        unknown = any(
            k not in known_words() or search.in_kind(after + i) for i, k in enumerate(reading.keys[after:end])
        )
        whole = (
            whose
            and end == reading.clause(after)[1]
            and not set(reading.keys[after:end]) & _EVERYDAY
            and after not in search.plain
        )
        if not word.breaks and end > after:
            if whole or word.key not in known_words() or (unknown and whose):
                yield Guess((6 if whose else 5) - (0 if reading.plain_case else 3.2), after, end)
        elif (
            end > after
            and end == reading.clause(after)[1]
            and (unknown and not word.stops or _looks_named(search, after, end))
        ):
            yield Guess(3.5 - word.stops if reading.plain_case else 2, after, end)
        return
    if not word.breaks:
        yield Guess(7, after, end)
    elif not word.stops or ":" in word.gap:
        yield Guess(
            6.5 if ":" in word.gap or not reading.words[after].gap.startswith(",") else 5.5, after, end
        )
    elif end == reading.clause(after)[1]:
        yield Guess(4.6, after, end)


def _before_its_kind(search: _Search) -> Iterator[Guess]:
    """Before the kind: "Two Moons, a bakery", "Two Moons is a bakery", "Two Moons (bakery)", "two moons, we are a bakery"."""
    reading, keys = search.reading, search.reading.keys
    for kind in search.kinds:
        first = kind.start
        while (
            first > 0
            and kind.start - first < 6
            and not reading.words[first].breaks
            and keys[first - 1] not in _IS | {"for", "called"}
        ):
            first -= 1
        said_first = first
        if first > 0 and keys[first - 1] in _IS:
            said_first = first - 1
            if keys[said_first - 1 : said_first] in (
                ["we"],
                ["i"],
                ["it"],
                ["which"],
                ["that"],
                ["who"],
                ["this"],
            ):
                said_first -= 1
        elif first < len(keys) and keys[first] in {"we're", "i'm", "it's", "its", "we", "i"}:
            said_first = first
        if (
            said_first < 1
            or keys[first : kind.start]
            and not set(keys[first : kind.start])
            & {"a", "an", "our", "the", "your", "my", "we're", "i'm", "it's"}
            and not reading.words[first].breaks
        ):
            continue
        if reading.words[said_first].stops and said_first == first:
            start, end = reading.clause(said_first - 1)
            if reading.plain_case and start == 0 and _looks_named(search, start, end):
                yield Guess(3, start, end)  # "the rind. cheese shop. mint."
            continue
        sure = 7 if keys[first - 1] in _IS or keys[first] in {"a", "an", "the", "your"} else 6.7
        if reading.words[said_first].stops:
            sure -= 2
        yield from _name_ending_at(search, said_first, sure - (0.8 if reading.plain_case else 0))


def _for_whom(search: _Search) -> Iterator[Guess]:
    """Behind "website for"; before "website"."""
    reading, keys = search.reading, search.reading.keys
    for index, word in enumerate(keys):
        if word == "for" and index + 1 < len(keys) and not reading.words[index + 1].breaks:
            sites = {
                "website",
                "site",
                "page",
                "homepage",
                "webpage",
                "web",
                "one-pager",
                "pager",
                "something",
                "it",
                "online",
                "wbesite",
                "one",
            }
            about_site = index < 2 or bool(sites & set(keys[max(0, index - 1) : index]))
            start = index + 1
            if reading.words[start].capital and not reading.plain_case:
                yield Guess(6 if about_site else 3, start, _extend(search, start))
            elif about_site and keys[start] not in _STOPS | {"a", "an"}:
                yield Guess(4.4 if reading.plain_case else 2.2, start, _extend(search, start))
        if (
            word in {"website", "site", "homepage", "webpage", "need", "require", "want", "landing"}
            and index
            and not reading.words[index].breaks
        ):
            kind = search.ends_kind(index)
            if (
                kind
                and kind.start
                and not reading.plain_case
                and not any(w.capital for w in reading.words[kind.start : kind.end])
            ):
                index = kind.start
            if (
                reading.plain_case
                and word in {"need", "require", "want"}
                and _looks_named(search, reading.clause(index - 1)[0], index)
            ):
                yield Guess(4.5, reading.clause(index - 1)[0], index)
            yield from _name_ending_at(search, index, 4.8 if not reading.plain_case else 2.6)


def _own_clause(search: _Search) -> Iterator[Guess]:
    """A clause of its own: "We fix bikes. Spoke & Sons. Need hours." """
    reading = search.reading
    first = reading.clause(0) if reading.plain_case and reading.words else (0, 0)
    if any(m.end == first[1] and m.start > 0 for m in search.kinds) and not set(
        reading.keys[slice(*first)]
    ) & (_STOPS | FUNCTION_WORDS - _JOINERS):
        yield Guess(3, *first)  # "RED DOOR BAKERY. BREADS, MAP."
    for start, end in reading.clauses():
        if reading.plain_case or not reading.words[start].capital or start in search.closed:
            continue
        stop = _extend(search, start)
        if stop < end:
            continue
        end = stop
        several = end - start > 1 and all(
            reading.words[i].capital or reading.keys[i] in _JOINERS for i in range(start, end)
        )
        odd = any(reading.keys[i] not in known_words() for i in range(start, end)) or bool(
            re.search(r"['’]s\b|&", reading.cut((start, end)))
        )
        opens = start == 0
        if several or odd:
            yield Guess(
                (5 if opens else 4) + (0.5 if several and odd else 0) - (0 if several or odd else 1.5),
                start,
                end,
            )


def _capital_runs(search: _Search) -> Iterator[Guess]:
    """Any words in capitals within a sentence."""
    reading = search.reading
    if reading.plain_case:
        return
    index = 0
    while index < len(reading.words):
        word = reading.words[index]
        if not word.text[0].isupper() or index in search.closed or word.key in _CAPITAL_STOPS | _NOT_NAMES:
            index += 1
            continue
        end = max(_extend(search, index), index + 1)
        ordinary = word.stops and end - index == 1 and not re.search(r"['’]s$", word.text)
        if not ordinary:
            kind = any(search.in_kind(i) for i in range(index, end))
            yield Guess(
                2 + kind * 0.8 + (end - index > 1) * 0.6 + ("&" in reading.cut((index, end))) * 0.5,
                index,
                end,
            )
        index = end


# ---- is it one? ---------------------------------------------------------------------------------------------


def _is_name(search: _Search, guess: Guess) -> bool:
    reading, (start, end) = search.reading, guess[1:3]
    if end <= start or any(i in search.closed for i in range(start, end)):
        return False
    keys = reading.keys[start:end]
    if guess.score >= 9:
        capital = reading.words[start].capital and not reading.plain_case
        return (
            bool(guess.text)
            or not all(k in (_STOPS if capital else _STOPS | FUNCTION_WORDS) for k in keys)
            and not (
                keys[0] in {"it", "this", "that", "i", "we", "not", "what", "whatever", "after"}
                and not reading.words[start].capital
            )
        )
    if len(keys) == 1 and keys[0] in _NOT_NAMES | _CAPITAL_STOPS | _STOPS:
        return False
    if not any(c.isalpha() for c in reading.cut((start, end))):
        return False
    titled = len(keys) > 2 and not reading.plain_case and all(w.capital for w in reading.words[start:end])
    if (
        (not titled and all(k in FUNCTION_WORDS | BUSINESS_NOUNS | _NOT_NAMES for k in keys))
        or keys[0] in {"my", "our", "please", "i", "we", "your", "this", "that"}
        and guess.score < 9
        and not reading.words[start].capital
    ):
        return False
    if keys[0] in _PEOPLES and not all(w.capital for w in reading.words[start:end]):
        return False
    capitals = (
        not reading.plain_case
        and not search.titled
        and end - start > 1
        and all(w.capital or w.key in _JOINERS for w in reading.words[start:end])
    )
    sections = part_phrases().whole
    covers = [m for m in search.phrases if m.start <= start and end <= m.end and m.label[1] is not False]
    if covers and not (capitals and guess.score >= 5 and tuple(keys) not in sections):
        return False
    if capitals and guess.score >= 5 and "&" in reading.cut((start, end)) and tuple(keys) not in sections:
        return True
    if guess.score < 7.5 and start in search.persons and guess.score != 3.4:
        return False
    if guess.score < 8 and start and _is_place_or_person(search, start, guess.score):
        return False
    if (
        reading.plain_case
        and guess.score < 3.2
        and not any(search.in_kind(i) for i in range(start, end))
        and all(k in known_words() for k in keys)
    ):
        return False
    return not _is_all_ordinary(search, start, end, guess.score)


def _is_place_or_person(search: _Search, start: int, score: float) -> bool:
    keys, words = search.reading.keys, search.reading.words
    before = keys[start - 1]
    if words[start].breaks:
        return False
    if before in _PERSON_BEFORE:
        return True
    return (
        score < 6
        and before in _PLACE_BEFORE
        and not (before == "of" and keys[start - 2 : start - 1] == ["name"])
    )


def _is_all_ordinary(search: _Search, start: int, end: int, score: float) -> bool:
    """Whether all words are a kind of business, a look, a section: "Dark Green", "Coffee Shop", "Opening Hours"."""
    reading, ordinary, nouns = search.reading, 0, 0
    for index in range(start, end):
        word = reading.keys[index]
        noun = word in BUSINESS_NOUNS or any(
            m.start <= index < m.end and start <= m.start and m.end <= end for m in search.kinds
        )
        wish = (
            bool(_colour_at(search, index))
            or word in colours.vocabulary() & known_words()
            or index in search.plain
        )
        ordinary += noun or wish or word in FUNCTION_WORDS | _EVERYDAY
        nouns += noun
    if ordinary < end - start:
        return False
    if (
        not reading.plain_case
        and end - start == 1
        and score >= 6
        and not reading.words[start].stops
        and not nouns
    ):
        weak = part_phrases().whole.get((reading.keys[start],), ("", True))
        return bool(weak[1]) or bool(_colour_at(search, start))  # "We are Scoop, an ice cream parlor"
    if reading.plain_case and 0 < nouns < end - start and (start, end) == reading.clause(start):
        elsewhere = any(
            m.end <= start or m.start >= end for m in search.kinds
        )  # "nail salon website. peach nails. navy"
        return (
            not elsewhere
            or bool(set(reading.keys[start:end]) & (_EVERYDAY | FUNCTION_WORDS))
            or not search.ends_kind(end)
        )
    if reading.plain_case or nouns == end - start:
        return True
    mark = re.search(r"['’]s\b|&", reading.cut((start, end)))
    capitals = all(w.capital or w.key in _JOINERS for w in reading.words[start:end]) and not search.titled
    article = reading.words[start].text == "The" and end - start > 2
    return not (
        (nouns or article) and (mark or capitals)
    )  # "Green Tea House", "The Flower Hour"; not "Coffee Shop"


def _with_its_kind(search: _Search, guess: Guess) -> Guess:
    """The guess without the kind before the name ("Butcher Hank's Cuts") and articles that are the sentence's."""
    reading, (start, end) = search.reading, guess[1:3]
    if guess.text or guess.score >= 9:
        return guess
    kind = search.kind_at(start)
    if (
        kind
        and kind.end < end
        and reading.words[start].stops
        and not reading.plain_case
        and _common_noun(search, kind)
    ):
        start = kind.end
    if (
        kind
        and kind.end < end
        and reading.plain_case
        and guess.score < 5
        and not any(m.end == end for m in search.kinds)
    ):
        start = kind.end
    while start < end - 1 and reading.keys[start] in {"a", "an", "my", "our", "m/s"}:
        start += 1
    return guess._replace(start=start, end=end)


def _common_noun(search: _Search, kind: Match) -> bool:
    """Whether a kind at the beginning of a sentence is said as a noun: "Law office Becker", not "Pizzeria Da Enzo"."""
    words = search.reading.words[kind.start : kind.end]
    lower_rest = all(not word.capital for word in words[1:])
    return (
        words[0].key not in _OWN_NAMES
        and words[0].key in _TRADE_NOUNS
        and lower_rest
        and (len(words) > 1 or not key(words[0].text).endswith("ing"))
    )
