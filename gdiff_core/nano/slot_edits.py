"""Edits of pages whose texts are slots, made from seeded code: what is said of them has one notation.

    draw_frame(rng) -> Framed, draw_change(rng) -> Change

`say` has the notation; what the program tells the model and what it was taught are the same functions.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from gdiff_core.nano import slots
from gdiff_core.nano.corpus import (
    ACCENTS,
    CORNERS,
    FONTS,
    LAYOUTS,
    SECTIONS,
    SPACINGS,
    TONES,
    text_of,
)
from gdiff_core.nano.edits import HERO_SIZES, Change, change_by_hand
from gdiff_core.nano.slots import (
    ART,
    ENTRY,
    LEAST,
    MOST,
    MOST_SECTIONS,
    NAME,
    NEW,
    OTHER,
    SLOTS,
    Framed,
    frame,
)
from gdiff_core.records import UNKNOWN_REQUEST

LOOKS = {"accent": ACCENTS, "tone": TONES, "font": FONTS, "corners": CORNERS, "spacing": SPACINGS, "layout": LAYOUTS}  # fmt: skip


def draw_frame(rng: random.Random) -> Framed:
    """A random page."""
    sections = tuple(rng.sample(list(SECTIONS), rng.choice((1, 2, 3, 4, 4, 5, 5, 6, 6, 7, 8))))
    counts = tuple(rng.randint(LEAST.get(section, 1), MOST.get(section, 1)) for section in sections)
    looks = {wish: rng.choice(list(table)) for wish, table in LOOKS.items()}
    return Framed(
        NAME, "", **looks, sections=sections, asked=frozenset(), counts=counts, leads=rng.choice(sections)
    )


def draw_change(rng: random.Random, often: Sequence[str] = ()) -> Change:
    """A random edit of a random page; half of the pages were changed by hand first, or have had entries removed."""
    while True:
        spec = draw_frame(rng)
        words = rng.choice(("", OTHER[0]))
        by_hand = change_by_hand(spec, rng, words) if rng.random() < 0.4 else str
        gone = [_gone(spec, rng) for _ in range(rng.choice((0, 0, 1, 2)))]

        def as_left(page: str, by_hand: Callable[[str], str] = by_hand, gone: list[str] = gone) -> str:
            for entry in gone:
                page = page.replace(entry, "", 1)
            return by_hand(page)

        old = as_left(text_of(frame(spec)))
        kind = rng.choice(often or OFTEN)
        move = _KINDS[kind](spec, old, as_left, rng)
        if move and move[1] != old:
            return Change(kind, UNKNOWN_REQUEST, old, move[0], move[1])


def _gone(spec: Framed, rng: random.Random) -> str:
    """An entry of a page that somebody took out."""
    section, count = rng.choice(list(zip(spec.sections, spec.counts, strict=True)))
    return entry(section, rng.randint(1, count)) if section in MOST and count > 1 else "\0"


def entry(section: str, nth: int) -> str:
    """The source of an entry."""
    return slots.entry(section, *slots.texts(section, nth))


# ---- the notation -------------------------------------------------------------------------------------------


def say_look(wish: str, value: str) -> str:
    return f"{wish} {value}"


def say_texts(texts: Sequence[tuple[str, str]]) -> str:
    """(the slot that is there, the slot that comes in its place)"""
    return ", ".join(f"{old} is {new}" for old, new in texts)


def say_part(verb: str, section: str, behind: str | None = None, count: int = 1) -> str:
    """`behind`: the section before it; empty for the first place."""
    place = "" if behind is None else f" behind {behind}" if behind else " first"
    number = f" {count}" if verb == "add" and section in MOST else ""
    return f"{verb} {section}{number}{place}"


def say_entry(section: str, texts: Sequence[str]) -> str:
    """An entry added behind all others."""
    return f"add {' '.join(texts)} to {section}"


def say_gone(slot: str) -> str:
    """An entry taken out, by its first slot."""
    return f"remove {slot}"


# ---- each returns what is said and the new page -------------------------------------------------------------

Move = tuple[str, str] | None


def _look(wish: str) -> Callable[..., Move]:
    def move(spec: Framed, old: str, as_left: Callable[[str], str], rng: random.Random) -> Move:
        value = rng.choice([name for name in LOOKS[wish] if name != getattr(spec, wish)])
        return say_look(wish, value), as_left(text_of(frame(replace(spec, **{wish: value}))))

    return move


def _size(spec: Framed, old: str, as_left: Callable[[str], str], rng: random.Random) -> Move:
    size = rng.choice(("bigger", "smaller"))
    return say_look("heading", size), old.replace(HERO_SIZES["usual"], HERO_SIZES[size])


def _texts(spec: Framed, old: str, as_left: Callable[[str], str], rng: random.Random) -> Move:
    there = [slot for slot in SLOTS if slot in old and slot not in (*NEW, ART)]
    count = rng.choice((1, 1, 1, 2, 3))
    section = rng.choice(spec.sections)
    near = [slot for slot in there if slot.startswith((f"{{~{section}.", f"{{~{section}~}}"))]
    chosen = near[:count] if count > 1 and near else [NAME if rng.random() < 0.15 else rng.choice(there)]
    pairs = list(zip(chosen, NEW, strict=False))
    return say_texts(pairs), slots.SLOT.sub(lambda found: dict(pairs).get(found[0], found[0]), old)


def _with(spec: Framed, parts: Sequence[tuple[str, int]], as_left: Callable[[str], str]) -> str:
    """The page with these sections; its button leads where it led, if that is still there, or else to the first."""
    sections = tuple(section for section, _ in parts)
    leads = spec.leads if spec.leads in sections else sections[0]
    counts = tuple(count for _, count in parts)
    return as_left(text_of(frame(replace(spec, sections=sections, counts=counts, leads=leads))))


def _parts(spec: Framed) -> list[tuple[str, int]]:
    return list(zip(spec.sections, spec.counts, strict=True))


def _add(spec: Framed, old: str, as_left: Callable[[str], str], rng: random.Random) -> Move:
    missing = [section for section in SECTIONS if section not in spec.sections]
    if len(spec.sections) >= MOST_SECTIONS:
        return None
    section, at = rng.choice(missing), rng.randint(0, len(spec.sections))
    count = rng.randint(LEAST.get(section, 1), MOST.get(section, 1))
    parts = _parts(spec)
    parts.insert(at, (section, count))
    behind = spec.sections[at - 1] if at else ""
    return say_part("add", section, behind, count), _with(spec, parts, as_left)


def _remove(spec: Framed, old: str, as_left: Callable[[str], str], rng: random.Random) -> Move:
    if len(spec.sections) < 2:
        return None
    gone = rng.choice(spec.sections)
    return say_part("remove", gone), _with(spec, [part for part in _parts(spec) if part[0] != gone], as_left)


def _shift(spec: Framed, old: str, as_left: Callable[[str], str], rng: random.Random) -> Move:
    if len(spec.sections) < 2:
        return None
    moved = rng.choice(_parts(spec))
    rest = [part for part in _parts(spec) if part != moved]
    at = rng.randint(0, len(rest))
    behind = rest[at - 1][0] if at else ""
    return say_part("move", moved[0], behind), _with(spec, [*rest[:at], moved, *rest[at:]], as_left)


def _with_entries(spec: Framed) -> list[tuple[str, int]]:
    """Sections whose entries say something, and how many each has."""
    return [part for part in _parts(spec) if part[0] in ENTRY and part[0] != "gallery"]


def _entry_in(spec: Framed, old: str, as_left: Callable[[str], str], rng: random.Random) -> Move:
    if not (able := _with_entries(spec)):
        return None
    section, count = rng.choice(able)
    last = next((e for e in (entry(section, n) for n in range(count, 0, -1)) if e in old), None)
    brought = NEW[: len(slots.texts(section))]
    if last is None:
        return None
    new = old.replace(last, last + slots.entry(section, *brought), 1)
    return say_entry(section, brought), new


def _entry_out(spec: Framed, old: str, as_left: Callable[[str], str], rng: random.Random) -> Move:
    if not (able := _with_entries(spec)):
        return None
    section, count = rng.choice(able)
    nth = rng.randint(1, count)
    return say_gone(slots.texts(section, nth)[0]), old.replace(entry(section, nth), "", 1)


_KINDS: dict[str, Callable[..., Move]] = {
    **{wish: _look(wish) for wish in LOOKS},
    "hero": _size,
    "texts": _texts,
    "add": _add,
    "remove": _remove,
    "move": _shift,
    "entry in": _entry_in,
    "entry out": _entry_out,
}
OFTEN = (*_KINDS, *("texts", "add", "move") * 3, *("remove", "entry in", "entry out"))
