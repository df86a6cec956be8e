"""What a wish comes to: the page that it asks for, worked out by the program, to the byte.

    wanted(wish, page) -> str | None

The model writes the new page; this says what it should come to.
"""

import html
import re
from collections.abc import Callable

from gdiff_core.nano import palette, wordings
from gdiff_core.nano.corpus import ACCENTS, CORNERS, FONTS, LAYOUTS, SECTIONS, SPACINGS
from gdiff_core.nano.edits import HERO_SIZES
from gdiff_core.nano.kinds import ANY
from gdiff_core.nano.reading import BUTTON, FOOT, HEADING, LOOKS, PHONE, TAGLINE, TITLE, Held, Row, hold
from gdiff_core.nano.slots import PICTURE as ART
from gdiff_core.records import Brief, Wish

SIZES = ("smaller", "usual", "bigger")
"""Of the heading, in order."""
HERO = re.compile(r'<section class="hero">\n.*?</section>\n', re.S)
_END = "</section>\n"
_TABLES = {"font": FONTS, "corners": CORNERS, "spacing": SPACINGS}


def wanted(wish: Wish, page: str) -> str | None:
    """The page that a wish asks for; None where the page has no place for it, or another part says it as well.

    A new section has the first words of the page's kind, and the page's own address and number.
    """
    held = hold(page)
    known = held.own and wish.kind in _WANTED and not by_hand(wish, page)
    return _WANTED[wish.kind](wish, page, held) if known else None


def by_hand(wish: Wish, page: str) -> str:
    """The property or rule of the style sheet that a wish about looks is about, where somebody rewrote it; else empty."""
    look = "size" if wish.kind == "hero" else wish.kind
    return _RULES[look] if look in _RULES and not LOOKS[look].search(page) else ""


_RULES = {
    "accent": "--accent", "tone": "--bg", "font": "--font", "corners": "--radius", "spacing": "--gap", "size": "h1",
    "layout": ".hero",
}  # fmt: skip


# ---- looks --------------------------------------------------------------------------------------------------


def _accent(wish: Wish, page: str, held: Held) -> str:
    card = re.search(r"--card:(#[0-9a-fA-F]{6})|\Z", page)[1]
    return _with_accent(page, wish.value, held.ground, card or held.ground)


def _with_accent(page: str, accent: str, bg: str, card: str) -> str:
    """Of the accent the shade that can be read on the background and on cards."""
    shade = ACCENTS[accent][palette.is_dark(bg)] if accent in ACCENTS else accent
    shade = palette.readable(shade, bg, card)
    return LOOKS["accent"].sub(f"--accent:{shade};--on:{palette.ink(shade)};", page, count=1)


def _tone(wish: Wish, page: str, held: Held) -> str:
    """The accent goes with it: on another ground another shade of it is read."""
    ground = palette.ground(wish.value)
    page = _with_accent(page, held.accent, ground.bg, ground.card)
    return LOOKS["tone"].sub(ground.line(), page, count=1)


def _styled(wish: Wish, page: str, held: Held) -> str:
    return _valued(wish.kind, _TABLES[wish.kind][wish.value], page)


def _layout(wish: Wish, page: str, held: Held) -> str:
    page = LOOKS["layout"].sub(lambda _: LAYOUTS[wish.value], page, count=1)
    art = ART if wish.value == "split" else ""
    return HERO.sub(lambda hero: hero[0].replace(ART, "").removesuffix(_END) + art + _END, page, count=1)


def _hero(wish: Wish, page: str, held: Held) -> str:
    """One step of three; behind the last there is none."""
    at = SIZES.index(held.size or "usual") + (1 if wish.value == "bigger" else -1)
    return _valued("size", HERO_SIZES[SIZES[min(max(at, 0), 2)]], page)


def _valued(look: str, value: str, page: str) -> str:
    """The page with another value on the line of a look."""
    start, end = LOOKS[look].search(page).span(1)
    return page[:start] + value + page[end:]


# ---- words --------------------------------------------------------------------------------------------------


def written(words: str) -> str:
    """Words as the source has them: as they are, but for what a browser would take for markup."""
    words = words.replace("&", "&amp;") if html.unescape(words) != words else words
    return words.replace("<", "&lt;").replace(">", "&gt;")


def _rename(wish: Wish, page: str, held: Held) -> str:
    new = written(wish.value)
    page = TITLE.sub(lambda found: found[0].replace(held.name, new), page, count=1)
    start, end = HEADING.search(page).span(1)
    page = page[:start] + new + page[end:]
    named = re.compile(rf"\A{re.escape(held.name)}(?=,|\Z)")
    return FOOT.sub(lambda found: named.sub(lambda _: new, found[0]), page, count=1)


def _tagline(wish: Wish, page: str, held: Held) -> str:
    return TAGLINE.sub(lambda _: written(wish.value), page, count=1)


def _price(wish: Wish, page: str, held: Held) -> str | None:
    return _with_rows(wish, held.prices, page)


def _hour(wish: Wish, page: str, held: Held) -> str | None:
    return _with_rows(wish, held.hours, page)


def _with_rows(wish: Wish, rows: tuple[Row, ...], page: str) -> str | None:
    """Where one item stands twice it costs the same twice."""
    spans = [row.span for row in rows if row.what == wish.what]
    for start, end in reversed(spans):
        page = page[:start] + written(wish.value) + page[end:]
    return page if spans else None


def _phone(wish: Wish, page: str, held: Held) -> str | None:
    """In every link that dials, and where the old number is read."""
    if not (figures := re.findall(r"\d", held.phone)):
        return None
    old = re.compile(rf"(?<!\d)[+(]?{r'[ ().-]*'.join(figures)}(?!\d)")
    for said in reversed(held.texts):
        start, end = said.span
        page = page[:start] + old.sub(lambda _: written(wish.value), page[start:end]) + page[end:]
    return PHONE.sub(lambda _: dialled(wish.value), page)


def dialled(number: str) -> str:
    """A number as a link has it (RFC 3966): hyphens for what people put between its figures."""
    return re.sub(r"[^\d+]+", "-", number).strip("-")


# ---- sections -----------------------------------------------------------------------------------------------


def _remove(wish: Wish, page: str, held: Held) -> str | None:
    """Its button goes on leading where it led, or to what is first now."""
    if not held.part(wish.section) or len(held.parts) < 2:
        return None
    first = next(part.id for part in held.parts if part.id != wish.section)
    without = _taken(page, held, wish.section)[0]
    return BUTTON.sub(lambda to: first if to[0] == wish.section else to[0], without, count=1)


def _move(wish: Wish, page: str, held: Held) -> str | None:
    if not held.part(wish.section) or wish.near == wish.section or len(held.parts) < 2:
        return None
    without, link, source = _taken(page, held, wish.section)
    return placed(without, wish, link, source)


def _add(wish: Wish, page: str, held: Held) -> str | None:
    source = section_of(wish.section, held)
    if wish.rows or wish.value:
        source = filled(source, wish)
    if held.part(wish.section) or not source:
        return None
    return placed(page, wish, link_to(wish.section, held), source)


def link_to(section: str, held: Held) -> str:
    """The navigation's line for a section."""
    return f'<a href="#{section}">{held.heading(section)}</a>\n'


def _taken(page: str, held: Held, section: str) -> tuple[str, str, str]:
    """The page without a section and its link, the link, and the section."""
    start, end = held.part(section).span
    source, page = page[start:end], page[:start] + page[end:]
    if not (link := _link(page, section)):
        return page, "", source
    return page[: link.start()] + page[link.end() :], link[0], source


def _link(page: str, section: str) -> re.Match | None:
    """The navigation's line that leads to a section."""
    return re.compile(rf'<a href="#{re.escape(section)}">[^\n]*\n').search(
        page, 0, max(0, page.find("</nav>"))
    )


def placed(page: str, wish: Wish, link: str, source: str) -> str | None:
    """The page with a section and its link where the wish says, last if it does not say; None if there is no such place."""
    held = hold(page)
    near = held.part(wish.near) if wish.near else held.parts[0 if wish.place == "first" else -1]
    if not near:
        return None
    before = wish.place in ("first", "before")
    at = near.span[0 if before else 1]
    page = page[:at] + source + page[at:]
    if not (mark := _link(page, near.id)):
        return page
    at = mark.start() if before else mark.end()
    return page[:at] + link + page[at:]


def section_of(section: str, held: Held, reworded: int = 0, count: int = 0) -> str:
    """A section in the words of the page's kind, the first ones or later ones; of any business, where that kind is not known.

    `count`: its entries; 0: as many as such a page has.
    """
    if section not in SECTIONS:
        return ""
    address = held.address if re.search(r"\d", held.address) else ""
    about = Brief(
        held.kind or ANY, html.unescape(held.name), phone=held.phone, address=html.unescape(address)
    )
    return wordings.section(section, about, reworded, count)


# ---- the person's own words ---------------------------------------------------------------------------------

BY_PLACE = ("text", "list", "unlist")
"""Wishes about a text or an entry, wherever it stands."""
_ENTRY = re.compile(r'^(?:<p class="row">|<div class="card">|<blockquote>|<details>)[^\n]*\n', re.M)
_MARKUP = {
    "<p class": '<p class="row">{} <b>{}</b></p>\n',
    "<div cla": '<div class="card"><h3>{}</h3><b>{}</b></div>\n',
    "<blockqu": "<blockquote>{}<cite>{}</cite></blockquote>\n",
    "<details": "<details><summary>{}</summary><p>{}</p></details>\n",
}
"""Of an entry, by how its source begins."""


def filled(source: str, wish: Wish) -> str:
    """A new section with the person's own entries, text, address or number in place of the corpus's."""
    if wish.rows:
        entries = list(_ENTRY.finditer(source))
        own = _entries(entries[0][0], wish.rows)
        return source[: entries[0].start()] + own + source[entries[-1].end() :]
    if wish.section == "cta":
        return PHONE.sub(lambda _: dialled(wish.value), source)
    return re.sub(r"<p>[^<]*</p>", lambda _: f"<p>{written(wish.value)}</p>", source, count=1)


def _entries(like: str, rows: tuple[tuple[str, str], ...]) -> str:
    markup = _MARKUP[like.lstrip()[:8]]
    return "".join(markup.format(*map(written, row)).replace("<b></b>", "") for row in rows)


def _text(wish: Wish, page: str, held: Held) -> str | None:
    """In every text that has the words; in one section, if it is said."""
    words = re.compile(rf"(?<!\w){re.escape(wish.what)}(?!\w)")
    changed = [said for said in held.texts if words.search(said.words) and wish.section in ("", said.section)]
    for said in reversed(changed):
        start, end = said.span
        own, count = words.subn(lambda _: written(wish.value), page[start:end])
        page = (
            page[:start]
            + (own if count else written(words.sub(lambda _: wish.value, said.words)))
            + page[end:]
        )
    return page if changed else None


def _list(wish: Wish, page: str, held: Held) -> str | None:
    there = [entry.span for entry in held.entries if entry.section == wish.section]
    if not there or not wish.rows:
        return None
    (start, end) = there[-1]
    return page[:end] + _entries(page[start:end], wish.rows) + page[end:]


def _unlist(wish: Wish, page: str, held: Held) -> str | None:
    found = (one.span for one in held.entries if (one.section, one.words) == (wish.section, wish.what))
    start, end = next(found, (0, 0))
    return page[:start] + page[end:] if end else None


_WANTED: dict[str, Callable[[Wish, str, Held], str | None]] = {
    "accent": _accent, "tone": _tone, **dict.fromkeys(_TABLES, _styled), "layout": _layout, "hero": _hero, "rename": _rename,
    "tagline": _tagline, "price": _price, "hour": _hour, "phone": _phone, "add": _add, "remove": _remove, "move": _move,
    "text": _text, "list": _list, "unlist": _unlist,
}  # fmt: skip
