"""What a changed page lacks of what was wished, and what of it nobody wished: sentences for a person.

    unmet(wishes, old, new) -> ("The name came out as “Kettel”.", ...)

The new page is held against the one that the program works out (`outcome.wanted`). Where the words were the model's to
choose they have to be words of the corpus for this kind of business, in the section's own frame.
"""

import re
from collections.abc import Iterator, Sequence

from gdiff_core.document.diff import changes, split_lines
from gdiff_core.document.outline import visible
from gdiff_core.nano.corpus import SECTIONS
from gdiff_core.nano.kinds import kinds
from gdiff_core.nano.namebook import FIRST_NAMES
from gdiff_core.nano.reading import (
    BUTTON,
    FOOT,
    HEADING,
    LINK,
    LOOKS,
    NAV,
    PHONE,
    TAGLINE,
    TITLE,
    Held,
    copy_of,
    first,
    hold,
)
from gdiff_core.nano.wishes.outcome import ART, BY_PLACE, HERO, link_to, placed, section_of, wanted
from gdiff_core.records import Wish

Said = list[str]
MOST = 3
"""Lines that are told of that nobody wanted changed; the rest is counted."""
_LONG = 60
_TAG = re.compile(r"<[^>]*>")
_WORDS = re.compile(r">([^<>\n]+)<")
_FAQ = re.compile(r"<summary>([^<]*)</summary><p>([^<]*)</p>")
_LOOKS_OF = {"tone": ("tone", "accent"), "hero": ("size",)}
"""Lines of the style sheet that a wish is about, where it is not the one of its name."""
_NAMES = {"hero": "heading's size", "accent": "accent", "tone": "background"}


def unmet(wishes: Sequence[Wish], old: str, new: str) -> tuple[str, ...]:
    """What of the wishes a page lacks, and what changed that nobody spoke of; empty: it is done."""
    expected, said = old, []
    for wish in wishes:
        expected, wrong = _carried_out(wish, expected, old, new)
        said += wrong
    if any(wish.kind in ("add", "move", "remove") for wish in wishes):
        expected = _leading(expected, new)
    if not said and expected == new:
        return ()
    for wish in wishes:
        said += _lacks(wish, expected, new)
    if first(BUTTON, expected) != first(BUTTON, new):
        said.append("The button leads somewhere else.")
    said += _disorder(hold(expected), hold(new), expected, new)
    said += _strangers(_without(wishes, expected), _without(wishes, new))
    return tuple(dict.fromkeys(said)) or ("Something on the page is not as it was asked for.",)


def _leading(expected: str, new: str) -> str:
    """The expected page whose button leads where it does, if that is to the first section: either is as good."""
    ids, to = hold(new).ids, first(BUTTON, new)
    return BUTTON.sub(to, expected, count=1) if ids and to == ids[0] else expected


# ---- words that the model chose -----------------------------------------------------------------------------


def _carried_out(wish: Wish, expected: str, old: str, new: str) -> tuple[str, Said]:
    """The expected page after one more wish, and what is wrong with words that the model chose itself."""
    now, was = hold(new).part(wish.section), hold(expected).part(wish.section)
    source = new[slice(*now.span)] if now else ""
    if wish.kind == "rewrite" and now and was:
        start, end = was.span
        return expected[:start] + source + expected[end:], _retold(wish, expected[start:end], source, old)
    if wish.kind == "add" and now and not was and not (wish.rows or wish.value):
        page = placed(expected, wish, link_to(wish.section, hold(old)), source)
        return page or expected, _told(wish, source, old)
    return wanted(wish, expected) or expected, []


def _retold(wish: Wish, was: str, now: str, old: str) -> Said:
    heading = hold(old).heading(wish.section)
    if _WORDS.findall(now) == _WORDS.findall(was):
        return [f"{heading} says the same as before."]
    if _frame(now) != _frame(was):
        return [f"{heading} is not built as it was."]
    return _foreign(now, old, heading)


def _told(wish: Wish, now: str, old: str) -> Said:
    held = hold(old)
    model, heading = section_of(wish.section, held), held.heading(wish.section)
    if model and _frame(now) != _frame(model):
        return [f"{heading} is not built as such a section is."]
    return _foreign(now, old, heading)


def _frame(section: str) -> list[str]:
    """What is no matter of words: its tags and its heading; a phone button's number too."""
    return _TAG.findall(section) + re.findall(r"<h2>([^<]*)", section)


def _foreign(section: str, old: str, heading: str) -> Said:
    """Words of a section that neither the old page has nor the corpus for this kind of business."""
    held = hold(old)
    if not held.kind:
        return []
    kind, texts = kinds()[held.kind], _texts(section)
    known = copy_of(held.kind) | {*_texts(old), *FIRST_NAMES, *(price for _, price in kind.items)}
    known |= {text for other in SECTIONS for text in _texts(section_of(other, held))}
    wrong = [text for text in texts if text not in known]
    rows = [(row.what, row.value) for row in hold(section).prices]
    theirs = {*kind.items, *((row.what, row.value) for row in held.prices)}
    wrong += [f"{what} {price}" for what, price in rows if (what, price) not in theirs and what in known]
    answers = {*kind.faqs, *_FAQ.findall(old)}
    wrong += [
        f"{ask} {answer}"
        for ask, answer in _FAQ.findall(section)
        if ask in known and (ask, answer) not in answers
    ]
    return [f"In {heading} it says “{text}”, which nobody wrote." for text in dict.fromkeys(wrong)]


def _texts(source: str) -> list[str]:
    """What is read of it, text by text, without full stops at the ends."""
    return [visible(text).removesuffix(".") for text in _WORDS.findall(source) if text.strip()]


# ---- what was asked for -------------------------------------------------------------------------------------


def _lacks(wish: Wish, expected: str, new: str) -> Said:
    """What one wish lacks, looked for where it was to be."""
    should, has = hold(expected), hold(new)
    if wish.kind == "rename":
        places = {"page's title": TITLE, "heading": HEADING, "footer": FOOT}
        found = {place: (first(rule, expected), first(rule, new)) for place, rule in places.items()}
        return [
            f"In the {place} the name came out as “{visible(b)}”."
            for place, (a, b) in found.items()
            if a != b
        ]
    if wish.kind == "tagline":
        return [f"The tagline came out as “{has.tagline}”."] if should.tagline != has.tagline else []
    if wish.kind == "phone":
        return [f"The phone number came out as “{has.phone}”."] if should.phone != has.phone else []
    if wish.kind in ("price", "hour"):
        return _row_lacks(
            wish, *((held.hours if wish.kind == "hour" else held.prices) for held in (should, has))
        )
    if wish.kind in ("add", "remove", "move", "rewrite", *BY_PLACE):
        return []
    rules = [LOOKS[look] for look in _LOOKS_OF.get(wish.kind, (wish.kind,))]
    name = _NAMES.get(wish.kind, wish.kind)
    wrong = any(first(rule, expected) != first(rule, new) for rule in rules)
    wrong |= wish.kind == "layout" and (ART in first(HERO, expected)) != (ART in first(HERO, new))
    return [f"The {name} is not as asked for ({wish.spoken})."] if wrong else []


def _row_lacks(wish: Wish, should: tuple, has: tuple) -> Said:
    asked, got = ([row.value for row in rows if row.what == wish.what] for rows in (should, has))
    if asked == got:
        return []
    return (
        [f"{wish.what} says “{' and '.join(got)}”, not “{wish.value}”."] if got else [f"{wish.what} is gone."]
    )


def _disorder(should: Held, has: Held, expected: str, new: str) -> Said:
    """Sections that are not there, or there and not wanted, or elsewhere; and links that do not go with them."""
    said = [f"{part.heading or part.id} is not there." for part in should.parts if not has.part(part.id)]
    said += [
        f"{part.heading or part.id} is there, and should not be."
        for part in has.parts
        if not should.part(part.id)
    ]
    if not said and should.ids != has.ids:
        said.append(f"The sections stand in another order: {', '.join(part.heading for part in has.parts)}.")
    links, got = (LINK.findall(first(NAV, page)) for page in (expected, new))
    if links != got:
        said.append(
            f"The navigation says {', '.join(text for _, text in got)}, not "
            f"{', '.join(text for _, text in links)}."
        )
    return said


# ---- what nobody asked for ----------------------------------------------------------------------------------


def _without(wishes: Sequence[Wish], page: str) -> dict[str, str]:
    """The page in pieces, its sections and what is around them, without the places that the wishes are about."""
    held, kinds = hold(page), {wish.kind for wish in wishes}
    pieces = {part.id: page[slice(*part.span)] for part in held.parts}
    for source in pieces.values():
        page = page.replace(source, "", 1)
    pieces = {"": BUTTON.sub("", NAV.sub("", page)), **pieces}
    rules = [LOOKS[look] for kind in kinds for look in _LOOKS_OF.get(kind, (kind,)) if look in LOOKS]
    rules += [TITLE, HEADING, FOOT] if "rename" in kinds else []
    rules += [TAGLINE] if "tagline" in kinds else []
    rules += [PHONE] if "phone" in kinds else []
    rules += [re.compile(re.escape(ART))] if "layout" in kinds else []
    rows = {wish.what for wish in wishes if wish.kind in ("price", "hour")}
    rules += [re.compile(rf"(?<=>){re.escape(what)} ?(?:</h3>)?<b>[^<\n]*</b>") for what in rows]
    for rule in rules:
        pieces = {piece: rule.sub("", source) for piece, source in pieces.items()}
    return pieces


def _strangers(expected: dict[str, str], new: dict[str, str]) -> Said:
    """Lines that nobody spoke of and that are not as they were."""
    said = [
        told for piece, source in expected.items() if piece in new for told in _told_apart(source, new[piece])
    ]
    rest = len(said) - MOST
    return [*said[:MOST], *([f"{rest} more places changed that nobody spoke of."] if rest > 0 else [])]


def _told_apart(was: str, now: str) -> Iterator[str]:
    before, after = split_lines(was), split_lines(now)
    for (a, b), (c, d) in changes(before, after):
        lost, came = _short("".join(before[a:b])), _short("".join(after[c:d]))
        if lost == came:
            yield (
                f"The markup of “{lost}” changed, and nobody spoke of it."
                if lost
                else "Some markup changed, and nobody spoke of it."
            )
        elif not came:
            yield f"“{lost}” is gone, and nobody spoke of it."
        else:
            yield (
                f"It says “{came}” now"
                + (f" instead of “{lost}”" if lost else "")
                + ", and nobody spoke of it."
            )


def _short(source: str) -> str:
    words = visible(source) or " ".join(source.split() if not _TAG.search(source) else ())
    return f"{words[:_LONG].rstrip()}…" if len(words) > _LONG else words
