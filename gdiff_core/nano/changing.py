"""A wish as the bundled model is told it: the page's texts and the new ones as slots, said in the notation that it was taught."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from gdiff_core.nano import brief as briefs
from gdiff_core.nano import palette, slot_edits, slots
from gdiff_core.nano.binding import Binding, Pairs, escaped
from gdiff_core.nano.corpus import ACCENTS, SECTIONS, TONES
from gdiff_core.nano.reading import LOOKS, Held, first, hold
from gdiff_core.nano.slots import Framed
from gdiff_core.nano.telling import accent_line, own_accent
from gdiff_core.nano.wishes.outcome import section_of, wanted
from gdiff_core.nano.wordings import texts
from gdiff_core.records import HOLE, UNKNOWN_REQUEST, Brief, Span, Wish

MOST_NEW = 3
"""Texts that the model was taught to bring in at once."""
_H2 = re.compile(r"<h2>[^<]*</h2>")
_REWORDINGS = 3


class ToldChange(NamedTuple):
    """What the model is told, how its texts read, and what they should come to."""

    instruction: str
    """Empty where there is no saying it: the program writes what is wanted."""
    binding: Binding
    expected: str
    """The page that is asked for, as the person reads it."""


def tell_change(wish: Wish, page: str) -> ToldChange | None:
    """How a wish about a page is told; None where nobody knows the page that is wanted."""
    expected = retold(wish, page) if wish.kind == "rewrite" else wanted(wish, page)
    if expected is None:
        return None
    return _told(wish, page, expected)


def tell_reroll(page: str, selection: Span, seed: int) -> ToldChange | None:
    """How it is told that a selection shall say something else; None where its kind has no other words for it."""
    new = rerolled(page, selection, seed)
    return _told(Wish("text"), page, new) if new else None


def _told(wish: Wish, page: str, expected: str) -> ToldChange:
    held, table = hold(page), slots.read(page)
    own = replace(wish, value=_own_look(wish)) if wish.kind in ("accent", "tone") else wish
    if wish.kind == "add":  # a new section's texts have slots of their own, unless others say those already
        mine = (slots.heading(wish.section), f"{{~{wish.section}.")
        new = slots.read(expected).items()
        table |= {slot: text for slot, text in new if slot not in table and slot.startswith(mine)}
    after = slots.read(expected, table, slots.NEW, own=False)
    binding = Binding(tuple(after.items()), _looks(own, held, page, expected))
    brought = [slot for slot in after if slot not in table]
    said = _notation(own, binding.hear(page), binding.hear(expected), brought)
    return ToldChange(said if len(brought) <= MOST_NEW else "", binding, expected)


def _notation(own: Wish, old: str, new: str, brought: list[str]) -> str:
    """What the model is told: looks by their words, parts by their place, texts by their slots."""
    if own.kind in slot_edits.LOOKS:
        return slot_edits.say_look(own.kind, own.value)
    if own.kind == "hero":
        return slot_edits.say_look("heading", own.value)
    before, after = ([part.id for part in hold(text).parts] for text in (old, new))
    if not {*before, *after} <= {*SECTIONS}:
        return ""
    if own.kind == "remove":
        return slot_edits.say_part("remove", own.section)
    if own.kind in ("add", "move"):
        if own.section not in after:
            return ""
        at = after.index(own.section)
        behind = after[at - 1] if at else ""
        return slot_edits.say_part(own.kind, own.section, behind, slots.count(own.section, new))
    if own.kind == "list":
        return slot_edits.say_entry(own.section, brought)
    was, now = slots.SLOT.findall(old), slots.SLOT.findall(new)
    if own.kind == "unlist":
        gone = [slot for slot in was if slot not in now]
        return slot_edits.say_gone(gone[0]) if gone else ""
    if len(was) != len(now):
        return ""
    return slot_edits.say_texts(list(dict.fromkeys((a, b) for a, b in zip(was, now, strict=True) if a != b)))


def retold(wish: Wish, page: str) -> str | None:
    """The page with a section in its kind's next wording, under the heading that it has; None where the kind is not known, or has no other."""
    held = hold(page)
    part = held.part(wish.section)
    if not part or not held.kind:
        return None
    now = page[slice(*part.span)]
    count = slots.count(wish.section, page)
    heading = _H2.search(now)
    told = [section_of(wish.section, held, times, count) for times in range(_REWORDINGS)]
    told = [_H2.sub(lambda _: heading[0], words, count=1) for words in told] if heading else told
    at = told.index(now) if now in told else 0
    others = (words for words in told[at + 1 :] + told[:at] if words not in ("", now))
    new = next(others, None)
    return new and page[: part.span[0]] + new + page[part.span[1] :]


def rerolled(page: str, selection: Span, seed: int) -> str | None:
    """The page with other words of its kind in a selection; entries change as a whole."""
    held = hold(page)
    if not (held.own and held.kind):
        return None
    brief = Brief(held.kind, sections=tuple(id for id in held.ids if id in SECTIONS))
    others = [texts(brief, seed + turn) for turn in range(1, 7)]
    new: dict[slots.Place, str] = {}
    for place in slots.places(page):
        told = (escaped(other[place.slot]) for other in others if place.slot in other)
        fresh = (text for text in told if f">{text}<" not in page and text not in new.values())
        if selection[0] <= place.start and place.end <= selection[1] and place.slot not in _THEIRS:
            if place.slot.endswith("b~}") and new:  # it goes with what stands before it
                partner = next(reversed(new.values()))
                fresh = (
                    escaped(o[place.slot])
                    for o in others
                    if partner == escaped(o.get(place.slot[:-3] + "a~}", ""))
                )
            if text := next(fresh, ""):
                new[place] = text
    for place in reversed(new):
        page = page[: place.start] + new[place] + page[place.end :]
    return page if new else None


_THEIRS = frozenset((slots.NAME, slots.FOOT, slots.PHONE, *map(slots.heading, SECTIONS), *slots.texts("map")))
"""What is the person's, or no matter of words."""


def bound_by(page: str) -> Binding:
    """What the slots of a page say that is changed in other ways."""
    return Binding(tuple(slots.read(page).items()))


def tell_page(page: str, about: str) -> tuple[str, Binding]:
    """What the model is told of a page that is there, holes and all, and what its slots say, those of its holes too."""
    held, read = hold(page), briefs.read(about)
    said = read if isinstance(read, Brief) else Brief("")
    kind = held.kind or said.kind
    table = {slot: text for slot, text in slots.read(page).items() if not HOLE.search(text)}
    if not (held.own and kind):
        return about.strip() or UNKNOWN_REQUEST, Binding(tuple(table.items()))
    accent = own_accent(held.accent)
    tone = held.tone if held.tone in TONES else palette.nearest_tone(held.ground)
    sections = tuple(id for id in held.ids if id in SECTIONS)
    spec = Framed(
        held.name, kind, accent, tone, held.font or "sans", held.corners or "plain", held.spacing or "even",
        held.layout or "centred", sections, frozenset(), counts=tuple(slots.count(id, page) for id in sections),
        leads=sections[0],
    )  # fmt: skip
    copy = texts(Brief(kind, held.name, address=held.address, phone=held.phone, sections=sections))
    return slots.order(spec), Binding(
        tuple((table | {k: v for k, v in copy.items() if k not in table}).items())
    )


# ---- looks --------------------------------------------------------------------------------------------------


def _own_look(wish: Wish) -> str:
    """The model's own accent or tone that stands for a colour: another than the page has."""
    if wish.kind == "accent":
        return own_accent(wish.value)
    return wish.value if wish.value in TONES else palette.nearest_tone(wish.value)


def _looks(own: Wish, held: Held, page: str, expected: str) -> Pairs:
    """The style sheet's lines of accent and tone, before and after, where the model has others."""
    accent, tone = _now(own, held)
    after = (own.value if own.kind == "accent" else accent, own.value if own.kind == "tone" else tone)
    pairs = [*_lines(accent, tone, page), *_lines(*after, expected)]
    # One line of the model's own reads in one way only: the wanted one's.
    return tuple((mine, said) for mine, said in dict(pairs).items() if mine != said)


def _now(own: Wish, held: Held) -> tuple[str, str]:
    """The model's own accent and tone for the page as it is; not the one that it is to become."""
    accent = own_accent(held.accent)
    tone = held.tone if held.tone in TONES else palette.nearest_tone(held.ground)
    if own.kind == "accent" and accent == own.value:
        accent = next(other for other in ACCENTS if other != own.value)
    if own.kind == "tone" and tone == own.value:
        tone = next(other for other in ("light", "cream", "grey") if other != own.value)
    return accent, tone


def _lines(accent: str, tone: str, page: str) -> Iterator[tuple[str, str]]:
    """(the model's own line, the page's)"""
    yield accent_line(accent, tone), first(LOOKS["accent"], page)
    yield TONES[tone], first(LOOKS["tone"], page)
