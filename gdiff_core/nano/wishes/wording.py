"""A wish in the words that the bundled model follows best: of those it was trained on, as measured (LOG).

    wording(Wish("price", "$9", what="Sourdough loaf"), page)   -> "change the price of Sourdough loaf to $9"
    stand_in(Wish("price", "£950", what="Dental crown"), page)  -> the same wish with "$17"

The model knows sixteen accents and four tones, and copies two figures better than three. So a wish may go to it with
another value that stands nowhere on the page: where it carried that out, `wanted` of the wish itself is the page.
"""

import re
from dataclasses import replace

from gdiff_core.nano import palette
from gdiff_core.nano.copy import KINDS
from gdiff_core.nano.corpus import ACCENTS, TONES
from gdiff_core.nano.reading import Held, hold
from gdiff_core.nano.wishes.outcome import BY_PROGRAM, dialled, wanted
from gdiff_core.records import Wish

_TONES = {"light": "bright", "dark": "dark", "cream": "cream", "grey": "grey"}
_SAID = {
    ("corners", "plain"): "usual corners",
    ("corners", "rounded"): "rounded corners",
    ("corners", "sharp"): "sharp corners",
    ("spacing", "even"): "normal spacing",
    ("spacing", "airy"): "airy spacing",
    ("spacing", "compact"): "compact spacing",
    ("layout", "centred"): "use a centred hero",
    ("layout", "split"): "use a split hero",
    ("layout", "sidebar"): "use a sidebar",
    ("hero", "bigger"): "make the heading bigger",
    ("hero", "smaller"): "make the heading smaller",
}
_WORDED = {
    "font": "use a {value} font",
    "rename": "rename it to {value}",
    "tagline": 'change the tagline to "{value}"',
    "price": "change the price of {what} to {value}",
}
_CALLED = {
    "about": "about", "pricing": "prices", "gallery": "gallery", "reviews": "reviews", "faq": "faq", "team": "team", "hours": "opening hours",
    "contact": "contact form", "map": "map", "newsletter": "newsletter", "cta": "call to action",
}  # fmt: skip
_ARTICLES = {"about": "an about section", "gallery": "a gallery", "faq": "an faq", "team": "the team", "contact": "a contact form",
             "map": "a map", "newsletter": "a newsletter", "cta": "a call to action"}  # fmt: skip
_COPIED = {  # values that the model copies without fail
    "price": r"\$\d{1,2}",
    "hour": r"closed|\d{1,2} am to \d{1,2} pm",
    "phone": r"\d{3}-(?:\d{3}-)?\d{4}",
    "tagline": r"[A-Za-z][A-Za-z ,.']{3,50}",
}
_STAND_INS = {
    "price": ("$17", "$23", "$31", "$46", "$58", "$62", "$74", "$87", "$91", "$13", "$29", "$39"),
    "hour": ("7 am to 5 pm", "8 am to 3 pm", "9 am to 6 pm", "10 am to 4 pm"),
    "phone": ("555-0137", "555-0164"),
    "rename": ("Luna", "Fern", "Otter"),
}


def wording(wish: Wish, page: str) -> str:
    """The instruction for one wish; `page` tells what its sections are called. Of colours it names the nearest."""
    held = hold(page)
    if wish.kind in BY_PROGRAM:
        return wish.spoken
    if wish.kind in ("accent", "tone"):
        value = stand_in(wish, page).value
        return f"make it {value}" if wish.kind == "accent" else f"use a {_TONES[value]} background"
    if said := _SAID.get((wish.kind, wish.value)):
        return said
    if wish.kind in _WORDED:
        return _WORDED[wish.kind].format(value=wish.value, what=wish.what)
    if wish.kind == "phone":
        return f"change the phone number to {dialled(wish.value)}"
    if wish.kind == "hour":
        return f"we are closed on {wish.what}" if wish.value == "closed" else f"{wish.what}: {wish.value}"
    return _of_section(wish, held)


def stand_in(wish: Wish, page: str) -> Wish:
    """The wish, or one like it with a value that the model knows or copies without fail, and that the page has not.

    Where the model made `wanted` of the stand-in, the page that was asked for is `wanted` of the wish.
    """
    if wish.kind == "accent" and wish.value not in ACCENTS:
        return _nearest(wish, page, palette.accents_like(wish.value))
    if wish.kind == "tone" and wish.value not in TONES:
        nearest = palette.nearest_tone(wish.value)
        return _nearest(wish, page, [nearest, *(tone for tone in TONES if tone != nearest)])
    if wish.kind != "rename" and copies(wish):
        return wish
    others = _STAND_INS.get(wish.kind) or KINDS[hold(page).kind or "coffee shop"].taglines
    return replace(wish, value=next((other for other in others if other not in page), wish.value))


def copies(wish: Wish) -> bool:
    """Whether the model copies the value without fail."""
    return bool(re.fullmatch(_COPIED.get(wish.kind, ".*"), wish.value, re.S))


def _nearest(wish: Wish, page: str, values: list[str]) -> Wish:
    """With the first of the values that changes the page."""
    return next((near for value in values if wanted(near := replace(wish, value=value), page) != page), wish)


def _of_section(wish: Wish, held: Held) -> str:
    there = {"first": " at the top", "last": " at the end", "": ""}
    place = there[wish.place] if wish.place in there else f" {wish.place} the {_called(wish.near, held)}"
    name = _called(wish.section, held)
    if wish.kind == "add":
        return f"add {_ARTICLES.get(wish.section, name)}{place}"
    return {
        "remove": f"remove the {name}",
        "move": f"move the {name}{place}",
        "rewrite": f"rewrite the {name}",
    }[wish.kind]


def _called(section: str, held: Held) -> str:
    return _CALLED.get(section) or held.heading(section).lower()
