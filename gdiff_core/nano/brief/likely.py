"""Which section each entry of a request most likely asks for, or none: by its words, what they mean, and what it stands beside.

    likely(reading, told) -> [Part(3, 5, "offer", ...), ...]

Phrases and patterns (`sections`, `meaning`) know most sections by name, but nobody can list what the trades call theirs: "the
fleet", "what we pour", "the lads". So a request is cut into entries, and all that is known of each is added up: its words, two
side by side, the sum of their vectors (`likeness`), which section phrases found in it, and where it stands. A list of sections
is known by its entries: in a second and third round counts, too, what those beside an entry most likely are. How much each
sign speaks for each section is in `speaks.txt`; it was counted, not thought up (`python -m tests.learn`).
"""

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from gdiff_core.nano.brief.english import FUNCTION_WORDS
from gdiff_core.nano.brief.likeness import DIRECTIONS, meaning_of
from gdiff_core.nano.brief.meaning import classes
from gdiff_core.nano.brief.stands import OWNERS, STARTERS, Part
from gdiff_core.nano.brief.words import Reading, Span, bag, key
from gdiff_core.nano.corpus import SECTIONS
from gdiff_core.nano.kinds import kinds

NOTHING = "nothing"
NAMES = (NOTHING, *SECTIONS)
"""K of them."""
LIST = Path(__file__).with_name("speaks.txt")
TENTH = 0.1
"""The unit of the weights in it."""
MEANINGS = DIRECTIONS + 3
BESIDE = 7
ROUNDS = 2
"""In which what stands beside an entry counts, after one without."""
SURELY = 0.5
"""What the probability of no section is multiplied by where others are listed: there one too few is worse."""

_SITES = bag("website site page webpage homepage")
_WISHES = STARTERS | bag("with see include would should must could i'd say tell explain")
_MODAL = bag("must should could can to would please and")
_WOULD = bag("would i'd we'd she'd he'd they'd id")
_JOINS = bag("and plus also then")
_OF = bag("of about for from with on")
_DICTATED = (("new", "line"), ("full", "stop"), ("comma",), ("bullet", "point"))
_FAR = 9
"""Words of an entry among which a wish may end: "i would like a page with"."""
_LEAD = FUNCTION_WORDS - bag("who what where when how why which")


class Told(NamedTuple):
    """What is known of a request beside its words; of most, which words say it."""

    parts: list[Part]
    """Sections that phrases and patterns found, in order, none over another."""
    maybe: list[Part]
    """Phrases that would be sections if they were listed."""
    none: list[Part]
    """Phrases that are no section here: "we have two teachers"."""
    denied: frozenset[int]
    closed: frozenset[int]
    """A name or a fact."""
    look: frozenset[int]
    head: frozenset[int]
    """What the business is."""
    wares: frozenset[int]
    """What it sells and does."""
    kind: str


class Entry(NamedTuple):
    """Words `start` to `end`; those from `core` on are what is wished for, or told."""

    start: int
    core: int
    end: int
    part: Part | None


class Row(NamedTuple):
    """An entry and what speaks for a section, or for none."""

    entry: Entry
    sentence: int
    signs: set[str]
    """Words as their keys; what is no word begins with a capital."""
    meaning: np.ndarray
    """(MEANINGS,)."""


def likely(reading: Reading, told: Told) -> list[Part]:
    """The sections that the entries of a request most likely ask for, in order."""
    found: list[Part] = []
    rows = signs(reading, told)
    for row, section in zip(rows, _likeliest(shares(rows)), strict=True):
        part = row.entry.part
        if part and part.section == section:
            found.append(part)
        elif section != NOTHING and row.signs.isdisjoint(("DENIED", "HEAD")):
            found.append(Part(row.entry.core, row.entry.end, section, sure=True))
    return found


def _likeliest(shares: np.ndarray) -> list[str]:
    """The section of each entry, or `NOTHING`."""
    asks = 1 - shares[:, 0]
    weighed = shares.copy()
    weighed[asks.sum() - asks > 1, 0] *= SURELY
    return [NAMES[i] for i in weighed.argmax(1)]


# ---- entries ------------------------------------------------------------------------------------------------


def entries(reading: Reading, parts: list[Part], look: Collection[int]) -> Iterator[list[Entry]]:
    """The entries of each sentence: what commas, "and", line ends and such part; each has one part at most."""
    starts = {part.start: part for part in parts}
    inside = {i for part in parts for i in range(part.start + 1, part.end)}
    joins = {i for i, word in enumerate(reading.keys) if word in _JOINS} | _dictated(reading)
    joins -= inside | starts.keys()
    for first, last in dict.fromkeys(reading.sentence(i) for i in range(len(reading.words))):
        found: list[Span] = []
        start = first
        for index in range(first, last + 1):
            if index == last or index in joins or (reading.breaks(index) and index not in inside):
                found += [(start, index)] if start < index and not _numbers(reading, start, index) else []
                start = index + (index in joins)
        yield [entry for span in found for entry in _apart(reading, span, starts, look)]


def _numbers(reading: Reading, start: int, end: int) -> bool:
    """Whether a stretch only numbers what follows: "1)", "(a)"."""
    word = reading.words[start]
    return (
        end - start == 1
        and len(word.text) == 1
        and end < len(reading.words)
        and ")" in reading.words[end].gap
    )


def _dictated(reading: Reading) -> set[int]:
    """Words for marks and lines, of one who dictates: "the loaves new line when we open new line"."""
    keys = reading.keys
    found = [
        range(i, i + len(said))
        for i in range(len(keys))
        for said in _DICTATED
        if tuple(keys[i : i + len(said)]) == said
    ]
    return {i for said in found for i in said} if len(found) > 1 else set()


def _apart(reading: Reading, span: Span, starts: dict[int, Part], look: Collection[int]) -> Iterator[Entry]:
    """A stretch, cut so that no two parts are in one entry: "services prices reviews"."""
    there = [starts[i] for i in range(*span) if i in starts]
    if not there:
        yield Entry(span[0], _core(reading, *span), span[1], None)
    start = span[0]
    for at, part in enumerate(there):
        end = span[1]
        if at + 1 < len(there):
            end = there[at + 1].start
            while end > part.end and reading.keys[end - 1] in _LEAD:
                end -= 1
        core = min(_core(reading, start, end), part.start)
        colored = any(i in look for i in range(core, part.start))  # "purple yellow rates gallery"
        yield Entry(start, part.start if colored else core, end, part)
        start = end


def _core(reading: Reading, start: int, end: int) -> int:
    """Where what is wished for begins: behind "I would like a page with"."""
    core = start
    for index in range(start, min(start + _FAR, end - 1)):
        near = index < start + 5 or core > start
        if reading.keys[index] in _SITES or (near and _leads(reading, index)):
            core = index + 1
    while start < core < end - 1 and reading.keys[core] in {"to", "of", "is", "be"}:
        core += 1
    return core


def _leads(reading: Reading, index: int) -> bool:
    """Whether what is wished for stands behind a word: not "the posts I have held", "things I like"."""
    word, before = reading.keys[index], reading.key(index - 1)
    if word == "have":
        return before in _MODAL
    return before in _WOULD if word == "like" else word in _WISHES


# ---- signs --------------------------------------------------------------------------------------------------


def signs(reading: Reading, told: Told) -> list[Row]:
    """Each entry of a request with its signs."""
    sentences = list(entries(reading, told.parts, told.look))
    every = sum(entry.part is not None for row in sentences for entry in row)
    found: list[Row] = []
    asked = False
    for number, row in enumerate(sentences):
        opened, wished = asked, False
        for at, entry in enumerate(row):
            head = set(reading.keys[entry.start : entry.core])
            wished |= bool(head & _WISHES) or ":" in reading.words[entry.start].gap
            own = _own(reading, entry, told).union(_around(reading, row, at))
            own |= {
                "WISHED" if wished else "UNWISHED",
                f"ASKED {opened} {wished}",
                f"LISTED {_has_beside(row, at)} {wished} {min(len(row), 4)}",
                f"SECTIONS {min(every - (entry.part is not None), 4)}",
                f"PLACE {_place(number, len(sentences))}",
            }
            if head & _SITES:
                own.add("SITE")
            found.append(Row(entry, number, own, _meaning(reading, entry, told.kind)))
            asked |= bool(
                (head | {reading.keys[entry.core], reading.keys[entry.end - 1]}) & (_SITES | _WISHES)
            )
            wished |= bool(_WISHES & set(reading.keys[entry.start : entry.end]))
    return found


def _around(reading: Reading, row: list[Entry], at: int) -> Iterator[str]:
    """The signs of where an entry stands among those of its sentence."""
    entry, said = row[at], [i for i, other in enumerate(row) if other.part and i != at]
    yield f"BEFORE {_mark(reading, entry.start)}"
    yield f"BEHIND {_mark(reading, entry.end)}"
    yield f"ROW {min(len(row), 6)}"
    yield f"AMONG {any(i < at for i in said)} {any(i > at for i in said)}"
    yield f"BETWEEN {at - 1 in said} {at + 1 in said}"
    yield f"SHARE {min(len(said) * 4 // max(len(row) - 1, 1), 4)}"
    if (
        at
        and reading.keys[entry.start - 1] == "and"
        and _OF & set(reading.keys[row[at - 1].core : row[at - 1].end])
    ):
        yield "GOES ON"  # "questions about kit and subs"


def _has_beside(row: list[Entry], at: int) -> bool:
    return any(other.part for other in (*row[:at], *row[at + 1 :]))


def _mark(reading: Reading, index: int) -> str:
    """What stands before word `index`."""
    if not 0 < index < len(reading.words):
        return "END"
    gap = reading.words[index].gap
    if "\n" in gap:
        return "LINE"
    joins = {reading.keys[index - 1], reading.keys[index]} & _JOINS
    return next((mark for mark in ".,:;/-–—()!?" if mark in gap), "AND" if joins else "SPACE")


def _place(number: int, every: int) -> str:
    if every == 1:
        return "only"
    return {0: "first", every - 1: "last"}.get(number, "between")


def _own(reading: Reading, entry: Entry, told: Told) -> set[str]:
    """The signs of an entry's own words."""
    span = range(entry.core, entry.end)
    keys = reading.keys[entry.core : entry.end]
    plain = {i for i in span if reading.keys[i] in FUNCTION_WORDS}
    found = {"ANY", f"LONG {min(len(keys), 8)}"}
    found |= {"0" if word[0].isdigit() else word for word in keys}
    found |= {f"{one} {other}" for one, other in pairwise(keys)}
    found |= {name for word in keys for name in classes(word)}
    found.add(f"FIRST {keys[0]}" if entry.core in plain else "FIRST")
    if reading.words[entry.end - 1].text.lower().endswith("s"):
        found |= {"SEVERAL", f"SEVERAL {min(len(keys), 4)}"}
    if keys[0] in OWNERS | {"the"}:
        found.add("OWNED")
    other = {
        "CLOSED": told.closed,
        "LOOK": told.look,
        "HEAD": told.head,
        "DENIED": told.denied,
    }
    found |= {name for name, words in other.items() if words.intersection(span)}
    if ware := told.wares.intersection(span):
        found |= {"WARE", "WARES ALONE"} if ware | plain >= set(span) else {"WARE"}
    return found | set(_said(entry, told, plain)) | _kind_signs({*keys} - FUNCTION_WORDS, told.kind, ware)


def _said(entry: Entry, told: Told, plain: Collection[int]) -> Iterator[str]:
    """The sections that phrases found in an entry."""

    def within(part: Part) -> bool:
        return entry.start <= part.start and part.end <= entry.end

    if not told.closed.isdisjoint(range(entry.core, entry.end + 1)):  # "where it is: 4 Mill Lane"
        found = {part.section for part in (*told.parts, *told.maybe, *told.none) if within(part)}
        yield from (f"FACT {section}" for section in found)
    yield from (f"NONE {none.section}" for none in filter(within, told.none))
    if not (part := entry.part):
        yield from (f"MAYBE {part.section}" for part in filter(within, told.maybe))
        return
    how = "meant" if part.meant else "sure" if part.sure else "listed"
    alone = part.words.union(plain).issuperset(range(entry.core, entry.end))
    yield from ("SAID", f"SAID {part.section}", f"SAID {how}", f"SAID {part.section} {how}")
    yield f"SAID {how} {'alone' if alone else 'within'}"


def _kind_signs(keys: set[str], kind: str, ware: Collection[int]) -> set[str]:
    if not kind:
        return set()
    own = kinds()[kind]
    found = {"ROLE"} if keys & _keys(own.roles) else set()
    items = (*(item for item, _ in own.items), *own.hints, own.offer)
    return found | {"ITEM"} if not ware and keys & _keys(items) else found


@cache
def _keys(phrases: tuple[str, ...]) -> frozenset[str]:
    return frozenset(key(word) for phrase in phrases for word in phrase.split())


def _meaning(reading: Reading, entry: Entry, kind: str) -> np.ndarray:
    """(MEANINGS,): the sum of an entry's vectors, and how near it is to what its kind of business is about."""
    own = meaning_of(reading, (entry.core, entry.end))
    near = 2 * (_of_kind(kind) @ own) if kind else np.zeros(3, np.float32)
    return np.concatenate([own, near])


@cache
def _of_kind(kind: str) -> np.ndarray:
    """(3, D): what the kind's wares, its people and what its owners tell of mean."""
    own = kinds()[kind]
    groups = ((*(item for item, _ in own.items), *own.hints), own.roles, own.tells)
    none = np.zeros(DIRECTIONS, np.float32)
    sums = [sum((meaning_of(Reading(text)) for text in texts), none) for texts in groups]
    return np.stack([total / (np.linalg.norm(total) + 1e-6) for total in sums])


# ---- what they speak for ------------------------------------------------------------------------------------


class Weights(NamedTuple):
    """How much each sign speaks for each of `NAMES`."""

    signs: dict[str, np.ndarray]
    """(K,) each."""
    meaning: np.ndarray
    """(MEANINGS, K)."""
    beside: np.ndarray
    """(BESIDE, K): of how likely sections stand beside."""
    again: np.ndarray
    """(K,): of how likely the section stands elsewhere, too."""


@cache
def weights() -> Weights:
    """Those of `speaks.txt`."""
    rows: dict[str, np.ndarray] = {}
    for line in LIST.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            sign, _, figures = line.partition("\t")
            rows[sign] = np.array(figures.split(), np.float32) * TENTH
    meaning = np.stack([rows.pop(f"MEANING {i}") for i in range(MEANINGS)])
    beside = np.stack([rows.pop(f"BESIDE {i}") for i in range(BESIDE)])
    return Weights(rows, meaning, beside, rows.pop("AGAIN"))


def shares(rows: Sequence[Row]) -> np.ndarray:
    """(N, K): the probability of each of `NAMES` for each of N entries."""
    none, speaks = np.zeros(len(NAMES), np.float32), weights()
    if not rows:
        return none[None][:0]
    own = np.stack([sum((speaks.signs[s] for s in row.signs if s in speaks.signs), none) for row in rows])
    own += np.stack([row.meaning for row in rows]) @ speaks.meaning
    sentences = np.array([row.sentence for row in rows])
    found = _softmax(own)
    for _ in range(ROUNDS):
        beside, again = _beside(found, sentences)
        found = _softmax(own + beside @ speaks.beside + again * speaks.again)
    return found


def _softmax(speaks: np.ndarray) -> np.ndarray:
    found = np.exp(speaks - speaks.max(1, keepdims=True))
    return found / found.sum(1, keepdims=True)


def _beside(found: np.ndarray, sentences: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How likely sections stand beside each of N entries, (N, BESIDE), and how likely each stands elsewhere, (N, K).

    Args:
        found: (N, K), the probabilities of the round before.
        sentences: (N,), the number of each entry's sentence.
    """
    asks = 1 - found[:, 0]
    before, behind = np.roll(asks, 1), np.roll(asks, -1)
    before[0] = behind[-1] = 0
    goes_on = np.append(sentences[1:] == sentences[:-1], False)
    went_on = np.roll(goes_on, 1)
    total, count = np.bincount(sentences, asks)[sentences] - asks, np.bincount(sentences)[sentences] - 1
    beside = (
        *(before * went_on, behind * goes_on, before * ~went_on, behind * ~goes_on),
        *(total / np.maximum(count, 1), np.minimum(asks.sum() - asks, 4) / 4, np.minimum(total, 3) / 3),
    )
    near = found.copy()
    near[1:] += found[:-1]
    near[:-1] += found[1:]
    return np.stack(beside, 1), np.minimum(found.sum(0) - near, 1)
