"""The name of the business in a request, to the letter.

Every stretch of words that may be one is weighed by its signs (`naming`), and the one that weighs most is the name if that
is more than nothing. What a sign weighs is in `named.txt`: counted from some thousand requests with their names, and from
what people say who give none (`python -m tests.learn_names`).
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from gdiff_core.nano.brief.extent import Search
from gdiff_core.nano.brief.guess import RELATIONS, Guess, Words
from gdiff_core.nano.brief.lexicon import Other, Said
from gdiff_core.nano.brief.looks import look_phrases
from gdiff_core.nano.brief.meaning import meant
from gdiff_core.nano.brief.naming import before, behind, guesses, within
from gdiff_core.nano.brief.sections import part_phrases
from gdiff_core.nano.brief.words import Match, Reading, Span, bag

LIST = Path(__file__).with_name("named.txt")
SMALL = "small "
"""What a sign begins with that counts only where capitals say nothing, beside the sign itself."""
MOST_KINDS = 60
"""Mentions of kinds of business that are looked at."""
_SIGNED = bag("thanks thank you regard cheers wish thx ta sincerely much advance")
_ABBREVIATED = re.compile(r"\b(?:Co|Ltd|Inc|Bros|Jr|Sr|St|Corp|Pty|Pvt|Kft|Ltda)\.$")


def find_name(reading: Reading, found: list[Match], closed: frozenset[int]) -> tuple[str, Span]:
    """The name and the words it stands in; ("", (0, 0)) if none was said.

    `found`: mentions of kinds of business and of other things (`trade.mentions`); of kinds the first `MOST_KINDS` count
    that are nouns or work, not wares. `closed`: words of facts.
    """
    words = Words(search(reading, found, closed))
    told = list(guesses(words))
    lead = {start: _weight(before(words, start), reading.plain_case) for start in {g.start for g in told}}
    tail = {end: _weight(behind(words, end), reading.plain_case) for end in {g.end for g in told}}
    weights = [lead[g.start] + tail[g.end] + _weight(within(words, g), reading.plain_case) for g in told]
    most = max(weights, default=0.0)
    if most <= 0:
        return "", (0, 0)
    best = told[weights.index(most)]
    return shown(reading, best), (best.start, best.end)


def _weight(signs: Iterable[str], small: bool) -> float:
    weights = _weights()
    return sum(weights.get(sign, 0.0) + (weights.get(SMALL + sign, 0.0) if small else 0.0) for sign in signs)


@cache
def _weights() -> dict[str, float]:
    """What each sign weighs: a line of the list is a weight and its signs, tabs between."""
    lines = (line.split("\t") for line in LIST.read_text("utf-8").splitlines() if line[:1] != "#")
    return {sign: float(weight) for weight, *signs in lines for sign in signs}


def search(reading: Reading, found: list[Match], closed: frozenset[int]) -> Search:
    """A request as its name is searched for; the arguments are those of `find_name`."""
    kinds = [m for m in found if isinstance(m.label, Said) and m.label.weight > 2 and m.end - m.start < 5]
    others = frozenset(i for m in found if isinstance(m.label, Other) for i in range(m.start, m.end))
    phrases = tuple(m for table in (part_phrases(), look_phrases()) for m in table.find(reading, closed))
    told = (m for m in meant(reading, closed) if not any(map(reading.capital, range(m.start, m.end))))
    phrases += tuple(Match(start, end, (section, True)) for start, end, section in told)
    return Search(
        reading, tuple(kinds[:MOST_KINDS]), closed, phrases, _persons(reading), others, _is_titled(reading)
    )


def shown(reading: Reading, guess: Guess) -> str:
    """A name as it was typed."""
    start, end, text = guess
    return text or _marked(reading, guess) or reading.text[reading.words[start].start : _end(reading, end)]


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
        if "(" in reading.words[index].gap and reading.keys[index - 1] in RELATIONS | {"i", "we", "two"}:
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
