"""Whether wishes come to what a message asks for by its annotation, to the letter: for fitting.

`judge` looks whether what was asked is there; here nothing else may be, so that of two readings the exact one is
learned.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable

from gdiff_core.nano.reading import Held, hold
from gdiff_core.nano.wishes.lexer import plain
from gdiff_core.nano.wishes.outcome import wanted
from gdiff_core.records import Wish
from tests.judge import judge_change

LOOKS = {"accent", "tone", "font", "corners", "spacing", "layout"}
MOST = 40
"""Sets of wishes that are tried together."""
Changes = frozenset[int]


def right_sets(told: dict, page: str, offered: dict[Changes, tuple[Wish, ...]]) -> list[Changes]:
    """The sets of changes, each a number, that come to what was asked: alone, else two or three together."""
    fitting = {wish: _fits(told, page, wish) for wishes in offered.values() for wish in wishes}
    good = {one: wishes for one, wishes in offered.items() if one and all(fitting[wish] for wish in wishes)}
    sets = sorted(good, key=len)[:MOST]
    if alone := [one for one in sets if _is_asked(told, page, good[one])]:
        return alone
    pairs = ((one, two) for at, one in enumerate(sets) for two in sets[:at] if not one & two)
    if found := [one | two for one, two in pairs if _either(told, page, good[two], good[one])]:
        return found
    few = sets[:14]
    triples = (
        (one, two, three)
        for at, one in enumerate(few)
        for by, two in enumerate(few[:at])
        for three in few[:by]
    )
    return [
        one | two | three
        for one, two, three in triples
        if _is_asked(told, page, good[three] + good[two] + good[one])
    ]


def _either(told: dict, page: str, one: tuple[Wish, ...], two: tuple[Wish, ...]) -> bool:
    return _is_asked(told, page, one + two) or _is_asked(told, page, two + one)


def _is_asked(told: dict, page: str, wishes: Iterable[Wish]) -> bool:
    after, rewrites = page, set()
    for wish in wishes:
        rewrites |= {wish.section} if wish.kind == "rewrite" else set()
        after = after if wish.kind == "rewrite" else wanted(wish, after) or after
    if rewrites != ({told["rewrite"]} if "rewrite" in told else set()):
        return False
    right = judge_change(told, page, after, rewrites)
    return right and is_there(told, page, after) and is_all(told, page, after, rewrites)


def _fits(told: dict, page: str, wish: Wish) -> bool:
    """Whether a wish may be a part of what was asked."""
    spec = told.get("spec", {})
    if wish.kind in LOOKS:
        return wish.kind in spec and (wish.kind in ("accent", "tone") or wish.value == spec[wish.kind])
    told_of = {
        "hero": told.get("hero") == wish.value,
        "rename": _bare(spec.get("name", "")) == _bare(wish.value),
        "rewrite": told.get("rewrite") == wish.section,
        "remove": told.get("drop") == wish.section,
        "add": wish.section in added(told),
        "move": told.get("move", [""])[0] == wish.section,
    }
    if wish.kind in told_of:
        return told_of[wish.kind]
    after = wanted(wish, page)
    return bool(after) and is_all(told, page, after, set())


def added(told: dict) -> set[str]:
    """The sections that were asked for."""
    add = told.get("add", [])
    return {add[0]} if add and isinstance(add[0], str) else {section for section, _ in add}


def is_there(told: dict, before: str, after: str) -> bool:
    """Whether each row stands as one entry, and the new text where the old one was."""
    old, new = hold(before), hold(after)
    rows = [[_bare(cell) for cell in row] for row in told.get("rows", [])]
    entries = [_bare(entry.words) for entry in new.entries]
    for row in rows if not added(told) else []:
        longest = sum(map(len, row)) + len(row) + 2
        if not any(all(cell in entry for cell in row) and len(entry) <= longest for entry in entries):
            return False
    was, now = told.get("swap", ("", ""))
    if not was or rows:
        return True
    texts = {_bare(text.words) for text in new.texts}
    there = [text.words.replace(was, now) for text in old.texts if was in text.words]
    whole = [entry.words.replace(was, now) for entry in old.entries if was in entry.words]
    return (
        not there or any(_bare(one) in texts for one in there) or any(_bare(one) in entries for one in whole)
    )


def is_all(told: dict, before: str, after: str, rewrites: set[str]) -> bool:
    """Whether every text that came or went was spoken of."""
    old, new = hold(before), hold(after)
    had, has = (Counter(t.words for t in page.texts if t.section not in rewrites) for page in (old, new))
    return all(_may_come(text, told, old, new) for text in has - had) and all(
        _may_go(text, told, old) for text in had - has
    )


def _may_come(text: str, told: dict, old: Held, new: Held) -> bool:
    adds, bare = added(told), _bare(text)
    was, now = told.get("swap", ("", ""))
    said = {_bare(now), _bare(told.get("tagline", ""))} | {
        _bare(cell) for row in told.get("rows", []) for cell in row
    }
    within = [_bare(told.get("value", "")), _bare(told.get("spec", {}).get("name", ""))]
    return (
        any(one.words == text and one.section in adds for one in new.texts)
        or text in [new.heading(section) for section in adds]
        or bare in said
        or bool(
            was and any(_bare(one.words.replace(was, now)) == bare for one in old.texts if was in one.words)
        )
        or any(words and words in bare for words in within)
        or bool(
            told.get("gone")
            and any(told["gone"] in one.words and bare in _bare(one.words) for one in old.texts)
        )
    )


def _may_go(text: str, told: dict, old: Held) -> bool:
    drop, name = told.get("drop"), told.get("spec", {}).get("name")
    was = [words for words in (told.get("swap", ("",))[0], told.get("gone", "")) if words]
    entries = [entry.words for entry in old.entries if text in entry.words]
    return (
        any(words in text or any(words in entry for entry in entries) for words in was)
        or bool(
            drop
            and (text == old.heading(drop) or any((t.words, t.section) == (text, drop) for t in old.texts))
        )
        or bool(name and html.unescape(old.name) in text)
        or ("tagline" in told and text == html.unescape(old.tagline))
        or any(_bare(row[0]) in _bare(entry) for row in told.get("rows", []) for entry in entries)
        or ("value" in told and "swap" not in told)
    )


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", plain(text)).strip(" .!?\"'")
