"""Where in a request its name may stand, and the signs that speak for each place and against it.

    for guess in guesses(words): signs(words, guess) -> ["L =called", "R,", "capsall", ...]

What each sign counts was fitted, not thought up (`names`). Signs with L are of what stands before, R behind; a mark behind
the letter is what parts the two: a blank for nothing, "." for the end of a sentence, "n" for that of a line.
"""

import re
from collections.abc import Iterator

from gdiff_core.nano.brief.english import FUNCTION_WORDS
from gdiff_core.nano.brief.extent import STOPS, goes_over
from gdiff_core.nano.brief.guess import OPENS, RELATIONS, SITES, Guess, Words
from gdiff_core.nano.brief.told import CUES, IS, quoted
from gdiff_core.nano.brief.words import bag

LONGEST = 7
"""Words that a name may have without quotes."""
_NEVER_FIRST = bag("it's i'm we're its that's here's this is are was i we you there's they're")
_NEVER_LAST = bag("join & cue")
_EMPTY = bag("func num year join site cue & day month platform")
"""Classes that alone make no name, unless a capital says so."""
_COMMON = bag("known part colour kind biz func join vocab rank5")
_STRANGE = bag("odd rank30 rank15 first last")
_TOWNS = bag("near from in at by opposite behind next")
_SIGNED = FUNCTION_WORDS | bag("regard wish thx ta sincerely faithfully yours best")
_WITHIN = FUNCTION_WORDS | STOPS


def guesses(words: Words) -> Iterator[Guess]:
    """The stretches that may be the name; a few dozen in most requests."""
    closed, found = words.search.closed, set()
    for span, said in quoted(words.reading):
        if not closed & set(range(*span)):
            found.add(span)
            yield Guess(*span, said)
    for start in range(words.count):
        if _may_begin(words, start):
            spans = ((start, end) for end in _ends(words, start))
            yield from (Guess(*span) for span in spans if span not in found and _may_be(words, *span))


def _may_begin(words: Words, start: int) -> bool:
    opens = words.reading.breaks(start) or words.tags[start - 1] in OPENS
    return opens or words.reading.capital(start) or words.tags[start] in ("odd", "rank30", "&")


def _ends(words: Words, start: int) -> Iterator[int]:
    """Where a name that begins with word `start` may end."""
    reading, tags = words.reading, words.tags
    for end in range(start + 1, min(words.count, start + LONGEST) + 1):
        last = end - 1
        if tags[last] in ("fact", "date") or (
            last > start and reading.breaks(last) and not goes_over(words.search, last)
        ):
            return
        if (
            reading.breaks(end)
            or tags[end] in OPENS
            or (reading.capital(last) and not reading.capital(end))
            or tags[last] in ("firm", "odd", "rank30")
            or (last > start and reading.keys[last - 1] == "and")
        ):
            yield end


def _may_be(words: Words, start: int, end: int) -> bool:
    """Whether some words may be a name at all."""
    reading, tags = words.reading, words.tags[start:end]
    if set(tags) <= _EMPTY:
        return reading.capital(start) and "func" in tags and end - start > 1
    if tags[-1] in _NEVER_LAST or tags[0] == "cue" or reading.keys[start] in _NEVER_FIRST:
        return False
    if reading.plain_case or any(map(reading.capital, range(start, end))):
        return True
    if reading.breaks(start) and reading.breaks(end):
        return end - start < 6
    return bool(CUES & set(reading.keys[max(0, start - 3) : start]))


# ---- signs ----------------------------------------------------------------------------------------------------


def before(words: Words, start: int) -> list[str]:
    """The signs of what stands before a name that begins with word `start`."""
    reading, gap = words.reading, words.gap(start)
    first = reading.sentence(start)[0]
    found = [f"L{gap}", f"L{gap}{words.tags[start - 1] if start else '^'}"]
    if start:
        found += _neighbours(words, start, gap)
    if start > first:
        found += _earlier(words, first, start)
        found += _behind_cue(words, first, start, gap)
    else:
        found.append("Lsent")
        if start and set(reading.keys[slice(*reading.sentence(start - 1))]) <= _SIGNED:
            found.append("Lsigned")
    return found + ["Lperson"] * (start in words.search.persons)


def _neighbours(words: Words, start: int, gap: str) -> list[str]:
    reading, tags = words.reading, words.tags
    last, second = reading.key(start - 1), reading.key(start - 2)
    found = [f"L{gap}={last}"]
    if words.gap(start - 1) == " ":
        found += [f"L{gap}={second} {last}", f"L{gap}{tags[start - 2]} {last}"]
        if start > 2 and words.gap(start - 2) == " ":
            found.append(f"L{gap}={reading.key(start - 3)} {second} {last}")
    cut = gap == " " and reading.capital(start - 1) and reading.capital(start)
    return found + ["Lcut"] * cut


def _earlier(words: Words, first: int, start: int) -> list[str]:
    """Signs of the words before in the same sentence."""
    near = set(words.reading.keys[max(first, start - 5) : start])
    signs = {
        "Lcue": near & CUES,
        "Lcuewhose": near & CUES and near & RELATIONS,
        "Lkind": words.kind & set(range(first, start)),
        "Lsite": near & SITES,
        "Lrel": near & RELATIONS,
        "Lplace": near & _TOWNS,
    }
    return [sign for sign, there in signs.items() if there]


def _behind_cue(words: Words, first: int, start: int, gap: str) -> list[str]:
    """Signs of a word for names before, with nothing but small words between."""
    place = start
    while place > first and start - place < 5 and words.tags[place - 1] == "func":
        place -= 1
    if place == first or words.tags[place - 1] != "cue":
        return []
    equals = start > place and words.reading.keys[start - 1] in IS | {"be"}
    return ["Lfcue", f"Lfcue{gap}"] + ["Lcueis"] * equals


def behind(words: Words, end: int) -> list[str]:
    """The signs of what stands behind a name that ends before word `end`."""
    reading, gap = words.reading, words.gap(end)
    found = [f"R{gap}"]
    if end >= words.count:
        return found
    first, second = reading.keys[end], reading.key(end + 1)
    found += [f"R{gap}{words.tags[end]}", f"R{gap}={first}"]
    if not reading.breaks(end + 1):
        found += [f"R{gap}={first} {second}", f"R{gap}={first} {words.tags[end + 1]}"]
        if not reading.breaks(end + 2):
            found.append(f"R{gap}={first} {second} {reading.key(end + 2)}")
    if gap == " " and reading.capital(end - 1) and reading.capital(end):
        found.append("Rcut")
    return found + (_later(words, end, first, second) if gap != "." else [])


def _later(words: Words, end: int, first: str, second: str) -> list[str]:
    """Signs of the words behind in the same sentence."""
    last = words.reading.sentence(end)[1]
    kind = bool(words.kind & set(range(end, min(last, end + 6))))
    cue = "cue" in words.tags[end : min(last, end + 5)]
    signs = {
        "Rkind": kind,
        "Rakind": kind and first in {"a", "an", "the", "we're", "i'm", "is"},
        "Rcue": "cue" in words.tags[end : min(last, end + 6)],
        "Riscue": cue and ({first, second} & IS or first in {"it", "we"}),
    }
    return [sign for sign, there in signs.items() if there]


def within(words: Words, guess: Guess) -> list[str]:
    """The signs of a name's own words."""
    start, end, _ = guess
    return [
        *_classes(words, start, end),
        *_capitals(words, start, end),
        *_stretch(words, start, end),
        *_marks(words, guess),
        *_kinds(words, start, end),
        *_usual(words, start, end),
    ]


def _classes(words: Words, start: int, end: int) -> list[str]:
    tags, keys = words.tags[start:end], words.reading.keys[start:end]
    size, strange = end - start, sum(tag in _STRANGE for tag in tags)
    found = [f"n{min(size, 6)}", f"F{tags[0]}", f"T{tags[-1]}", f"F={keys[0]}", f"T={keys[-1]}"]
    found += [f"I{tag}" for tag in sorted(set(tags))]
    if size > 1:
        found.append(f"FT{tags[0]} {tags[-1]}")
        found += [f"M={word}" for word in sorted(set(keys[1:-1]) & _WITHIN)]
    if size < 3:
        found.append(f"{size}{' '.join(tags)}")
    found += [f"strange{min(strange, 3)}"] + ["allstrange"] * (strange == size)
    if "num" in (tags[0], tags[-1]):
        found.append("numfirst" if tags[-1] != "num" else "numlast")
    return found


def _shape(words: Words, start: int, end: int) -> str:
    """Whether a stretch is in capitals: all, some or none of it, joiners and figures apart."""
    capitals = [words.reading.capital(i) for i in range(start, end)]
    small = any(
        not big and words.tags[start + i] not in ("join", "&", "num") for i, big in enumerate(capitals)
    )
    return ("some" if small else "all") if any(capitals) else "none"


def _capitals(words: Words, start: int, end: int) -> list[str]:
    reading, tags = words.reading, words.tags[start:end]
    if reading.plain_case:
        return []
    shape, alone = _shape(words, start, end), end - start == 1
    found = [f"caps{shape}", f"caps{shape}{'1' * alone}{'s' * reading.stops(start)}"]
    if shape != "none":
        found += ["capsnotfirst"] * (not reading.capital(start))
        found += ["capsnotlast"] * (not reading.capital(end - 1))
    if alone and reading.stops(start):
        found.append(f"opener{words.gap(end)}{tags[0]}")
    return found + [f"common{shape}"] * (set(tags) <= _COMMON)


def _stretch(words: Words, start: int, end: int) -> list[str]:
    """Signs of a clause, a sentence, or the first or last words of all."""
    reading, shape, size = words.reading, _shape(words, start, end), min(end - start, 5)
    found = ["clause", f"clause{shape}{size}"] if reading.clause(start) == (start, end) else []
    if reading.sentence(start) == (start, end):
        found += ["sentence", f"sentence{shape}{size}", f"S{words.tags[start]} {words.tags[end - 1]}"]
        found += ["first sentence"] * (start == 0) + ["last sentence"] * (end == words.count)
    elif start == 0 and reading.breaks(end):
        found += ["first clause"] + [f"header{shape}"] * (reading.sentence(start)[1] < 9)
    elif end == words.count and reading.breaks(start):
        found.append("last clause")
    return found


def _marks(words: Words, guess: Guess) -> list[str]:
    start, end, quoted_text = guess
    reading, size, cut = words.reading, end - start, words.reading.cut((start, end))
    own, keys = re.search(r"['’]s\b", cut), reading.keys[start:end]
    twice = size > 1 and words.times[keys[0]] > 1 and words.times[keys[-1]] > 1
    again = twice and any(
        reading.keys[i : i + size] == keys for i in range(words.count - size + 1) if i != start
    )
    found = ["'s", "'slast" if own.end() == len(cut) else "'swithin"] if own else []
    found += ["&within"] * ("&" in cut) + ["digit"] * any(c.isdigit() for c in cut)
    found += ["over"] * any(reading.breaks(i) for i in range(start + 1, end))
    if quoted_text:
        found += ["quoted", f"quoted{'C' if quoted_text[0].isupper() else 'c'}", f"quoted{words.tags[start]}"]
    return found + ["again"] * again + ["titled"] * words.search.titled


def _kinds(words: Words, start: int, end: int) -> list[str]:
    """Signs of kinds of business, sections and looks that the stretch holds, is, or cuts in two."""
    kinds, own = words.search.kinds, set(range(start, end))
    inside = [m for m in kinds if start <= m.start and m.end <= end]

    def cuts(match: tuple) -> bool:
        return match[0] < start < match[1] or match[0] < end < match[1]

    signs = {
        "endskind": any(m.end == end and m.start > start for m in inside),
        "iskind": (whole := any((m.start, m.end) == (start, end) for m in inside)),
        "startskind": not whole and any(m.start == start for m in inside),
        "kindbeside": 0 < len(inside) < len(kinds),
        "splitskind": any(map(cuts, kinds)),
        "splitspart": any(map(cuts, words.search.phrases)),
        "ispart": own <= words.part,
        "iswish": own <= words.part | words.weak | words.colour,
    }
    return [sign for sign, there in signs.items() if there]


def _usual(words: Words, start: int, end: int) -> list[str]:
    """Signs of how usual the words are where people tell of what they do, each and side by side."""
    heard = [words.heard[i] for i in range(start, end) if words.tags[i] not in ("func", "join", "&")]
    found = [f"least{_step(min(heard))}", f"most{_step(max(heard))}"] if heard else []
    usual = words.usual[start + 1 : end]
    if usual:
        found.append("pairsall" if all(usual) else "pairssome" if any(usual) else "pairsnone")
    found += ["pairL"] * words.usual[start]
    return found + ["pairR"] * (end < words.count and words.usual[end])


def _step(times: int) -> int:
    return times if times < 2 else 2 + (times > 4) + (times > 19)
