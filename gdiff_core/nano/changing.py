"""A wish as the bundled model is told it, on a page as it is to see that page."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from gdiff_core.nano import brief as briefs
from gdiff_core.nano import palette
from gdiff_core.nano.binding import Binding, Pairs, free_names, replaced
from gdiff_core.nano.corpus import ACCENTS, SECTIONS, TONES, WORDINGS, Spec
from gdiff_core.nano.leads import leading
from gdiff_core.nano.reading import LOOKS, Held, first, hold
from gdiff_core.nano.telling import accent_line, wording
from gdiff_core.nano.wishes.outcome import dialled, filled, section_of, wanted, written
from gdiff_core.nano.wishes.wording import copies
from gdiff_core.records import UNKNOWN_REQUEST, Brief, Wish

_OWN_PRICE = re.compile(r"\$[1-9]\d?")


class ToldChange(NamedTuple):
    """What the model is told, how its texts read, and what they should come to."""

    wish: Wish
    """With the model's own words for values that it could not copy."""
    binding: Binding
    expected: str | None
    """The page that the model is to write, as the person reads it; None where nobody knows its words."""
    facts: Pairs = ()
    """A section of the model's own, and the same with the person's entries. It may reach over two blocks, so it is placed
    in whole texts alone."""

    def placed(self, text: str) -> str:
        """The text with the person's own entries in their places."""
        return replaced(text, self.facts)


def tell_change(wish: Wish, page: str) -> ToldChange:
    """How a wish about a page is told."""
    if wish.kind == "add" and (wish.rows or wish.value):
        own = replace(wish, rows=(), value="")
        section = section_of(wish.section, hold(page))
        return tell_change(own, page)._replace(facts=((section, filled(section, wish)),))
    held, expected = hold(page), retold(wish, page) if wish.kind == "rewrite" else wanted(wish, page)
    free = iter(free_names(page))
    names = [(next(free), held.name)] if held.name else []
    own, lines = wish, ()
    if wish.kind == "rename" or (wish.kind == "tagline" and not copies(wish)):
        own = replace(wish, value=next(free))
        names.append((own.value, written(wish.value)))
    elif wish.kind in ("accent", "tone"):
        own = replace(wish, value=_own_look(wish, held))
    elif pair := _OWN_VALUES.get(wish.kind, _as_it_is)(wish, page):
        own, lines = replace(wish, value=pair[0]), pair[1]
    lines += leading(page)
    if expected:
        lines += _looks(own, held, page, expected)
    return ToldChange(own, Binding(tuple(names), lines), expected)


def retold(wish: Wish, page: str) -> str | None:
    """The page with a section in its kind's next wording; None where the kind is not known, or has no other."""
    held = hold(page)
    part = held.part(wish.section)
    if not part or not held.kind:
        return None
    told = [section_of(wish.section, held, times) for times in range(WORDINGS)]
    now = page[slice(*part.span)]
    at = told.index(now) if now in told else 0
    others = (words for words in told[at + 1 :] + told[:at] if words not in ("", now))
    new = next(others, None)
    return new and page[: part.span[0]] + new + page[part.span[1] :]


def name_of(page: str) -> Binding:
    """Of a page that is changed in other ways: its name alone."""
    held, free = hold(page), free_names(page)
    return Binding(((free[0], held.name),), leading(page)) if held.own and held.name and free else Binding()


def tell_page(page: str, about: str) -> tuple[str, Binding]:
    """What the model is told of a page that is there, holes and all, and its names: for whom it is, or else the words."""
    held, read = hold(page), briefs.read(about)
    said = read if isinstance(read, Brief) else Brief("")
    kind, binding = held.kind or said.kind, name_of(page)
    if not kind:
        return about.strip() or UNKNOWN_REQUEST, binding
    named = binding.names[0][0] if binding.names else said.name or held.name
    if not held.own:
        return f"landing page for {named}, {'an' if kind[0] in 'aeiou' else 'a'} {kind}", binding
    accent = held.accent if held.accent in ACCENTS else palette.accents_like(held.accent)[0]
    tone = held.tone if held.tone in TONES else palette.nearest_tone(held.ground)
    looks = (held.font or "sans", held.corners or "plain", held.spacing or "even", held.layout or "centred")
    sections = tuple(id for id in held.ids if id in SECTIONS)
    return wording(Spec(named, kind, accent, tone, *looks, sections, frozenset())), binding


# ---- values that the model has no words for -----------------------------------------------------------------


def _as_it_is(wish: Wish, page: str) -> None: ...


def _price(wish: Wish, page: str) -> tuple[str, Pairs] | None:
    if _OWN_PRICE.fullmatch(wish.value):
        return None
    own = next(f"${n}" for n in range(37, 99) if f"<b>${n}</b>" not in page)
    return own, ((f"<b>{own}</b>", f"<b>{written(wish.value)}</b>"),)


def _hours(wish: Wish, page: str) -> tuple[str, Pairs] | None:
    if copies(wish):
        return None
    spans = (f"{start} am to {end} pm" for start in (6, 7, 8) for end in (11, 3, 2))
    own = next(span for span in spans if f"<b>{span}</b>" not in page)
    return own, ((f"<b>{own}</b>", f"<b>{written(wish.value)}</b>"),)


def _phone(wish: Wish, page: str) -> tuple[str, Pairs] | None:
    own = next(f"555-01{n}" for n in range(21, 99) if f"555-01{n}" not in page)
    return own, ((f'href="tel:{own}"', f'href="tel:{dialled(wish.value)}"'),)


_OWN_VALUES = {"price": _price, "hour": _hours, "phone": _phone}


# ---- looks --------------------------------------------------------------------------------------------------


def _own_look(wish: Wish, held: Held) -> str:
    """The model's own accent or tone that stands for a colour: another than the page has."""
    if wish.kind == "accent":
        return wish.value if wish.value in ACCENTS else palette.accents_like(wish.value)[0]
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
    accent = held.accent if held.accent in ACCENTS else palette.accents_like(held.accent)[0]
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
