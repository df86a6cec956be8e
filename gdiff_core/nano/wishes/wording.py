"""A wish in the words that the bundled model follows best: of those it was trained on, as measured (LOG).

    wording(Wish("accent", "#98ff98"), page) -> "make it green"

The model knows sixteen accents and four tones: of another colour it is told the nearest, and whoever asks puts the
colour itself in its place (`outcome.wanted`).
"""

from gdiff_core.nano import colours
from gdiff_core.nano.corpus import ACCENTS, TONES
from gdiff_core.nano.reading import Held, hold
from gdiff_core.nano.wishes.outcome import dialled
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
_CALLED = {
    "about": "about", "pricing": "prices", "gallery": "gallery", "reviews": "reviews", "faq": "faq", "team": "team", "hours": "opening hours",
    "contact": "contact form", "map": "map", "newsletter": "newsletter", "cta": "call to action",
}  # fmt: skip
_WITH_ARTICLE = {"about": "an about section", "gallery": "a gallery", "faq": "an faq", "team": "the team", "contact": "a contact form",
                 "map": "a map", "newsletter": "a newsletter", "cta": "a call to action"}  # fmt: skip


def wording(wish: Wish, page: str) -> str:
    """The instruction for one wish; `page` tells what its sections are called."""
    held, value = hold(page), wish.value
    if said := _SAID.get((wish.kind, value)):
        return said
    if wish.kind in _WORDED:
        return _WORDED[wish.kind].format(value=value, what=wish.what)
    if wish.kind == "accent":
        return f"make it {value if value in ACCENTS else colours.nearest_accent(value)}"
    if wish.kind == "tone":
        return f"use a {_TONES[value if value in TONES else colours.nearest_tone(value)]} background"
    if wish.kind == "phone":
        return f"change the phone number to {dialled(value)}"
    if wish.kind == "hour":
        return f"we are closed on {wish.what}" if value == "closed" else f"{wish.what}: {value}"
    return _of_section(wish, held)


_WORDED = {
    "font": "use a {value} font",
    "rename": "rename it to {value}",
    "tagline": 'change the tagline to "{value}"',
    "price": "change the price of {what} to {value}",
}


def _of_section(wish: Wish, held: Held) -> str:
    there = {"first": " at the top", "last": " at the end", "": ""}
    place = there[wish.place] if wish.place in there else f" {wish.place} the {_called(wish.near, held)}"
    name = _called(wish.section, held)
    if wish.kind == "add":
        return f"add {_WITH_ARTICLE.get(wish.section, name)}{place}"
    return {"remove": f"remove the {name}", "move": f"move the {name}{place}", "rewrite": f"rewrite the {name}"}[wish.kind]


def _called(section: str, held: Held) -> str:
    return _CALLED.get(section) or held.heading(section).lower()
