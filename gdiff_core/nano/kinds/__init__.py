"""Kinds of pages, a file each: what such a page is called, its usual parts, and the words that it says where a person
said none.

    kinds() -> {"bakery": Kind, "restaurant": Kind, ...}

A kind is a TOML file of this folder and nothing else; README.md there says what it holds. No kind is in the weights: all
texts are slots (`slots`), so a new file needs no training.
"""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

Pairs = tuple[tuple[str, str], ...]
HEADINGS = {
    "about": "About", "pricing": "Prices", "gallery": "Gallery", "reviews": "Reviews", "faq": "Questions",
    "team": "Team", "hours": "Hours", "contact": "Contact", "map": "Find us", "newsletter": "Newsletter", "cta": "Ready?",
}  # fmt: skip
"""Of sections, where a kind has no own."""
ANY = "business"
"""The kind for what is none of the others."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of page is called, and says. `{name}` in a text stands for the name on the page, `{noun}` for the
    person's own word for what it is."""

    nouns: tuple[str, ...]
    """How people say it, lower case, no article; the first is the kind's name."""
    sections: tuple[str, ...]
    """Its usual parts, in order."""
    taglines: tuple[str, ...]
    abouts: tuple[str, ...]
    items: Pairs
    """What the offer lists: an item and its price, an hour and what happens then."""
    actions: tuple[str, ...]
    """Of the button under the heading."""
    quotes: tuple[str, ...]
    faqs: Pairs
    roles: tuple[str, ...]
    """Of people."""
    call: str
    """A sentence above the phone button."""
    known: tuple[str, ...] = ()
    """Other words that are this kind and no other."""
    does: tuple[str, ...] = ()
    """Its people and its work: "cut|trim ~ hair|beard" is one of the first, at most three words, one of the others."""
    hints: tuple[str, ...] = ()
    """What it deals with: several of them tell the kind."""
    tells: tuple[str, ...] = ()
    """How people tell of theirs, a sentence each: a request is laid beside them (`brief.likeness`)."""
    asks: tuple[str, ...] = ()
    """Requests for such a page, as they were typed; beside the same."""
    title: str = ""
    """What a page is called that nobody gave a name; empty: "The Bakery"."""
    accent: str = "teal"
    """The colour that suits it."""
    design: str = ""
    """The one that it likes best; empty: by seed."""
    prices: Pairs = ()
    """Of its price cards; empty: those of `items`."""
    hours: Pairs = ()
    """When; empty: opening hours of a business."""
    foot: str = ""
    """What the footer says beside the name where there is no address; empty: a sample address."""
    headings: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)
    """Of its forms and its call: contact, newsletter, cta."""
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What people call a section on such a page, where no other page means it by that."""

    @property
    def name(self) -> str:
        return self.nouns[0]

    @property
    def offer(self) -> str:
        return self.heading("offer")

    @property
    def texts(self) -> tuple[str, ...]:
        """All that it says on a page or is called."""
        pairs = (text for pair in (*self.items, *self.faqs) for text in pair)
        said = (*self.taglines, *self.abouts, *self.actions, *self.quotes, *self.roles)
        return (*self.nouns, self.offer, *said, *pairs)

    def heading(self, section: str) -> str:
        """What its pages call a section."""
        return self.headings.get(section) or HEADINGS.get(section, "What we offer")


@cache
def kinds() -> dict[str, Kind]:
    """All kinds, by name."""
    found = (_read(path) for path in sorted(Path(__file__).parent.glob("*.toml")))
    return {kind.name: kind for kind in found}


def _read(path: Path) -> Kind:
    return Kind(**{key: _frozen(value) for key, value in tomllib.loads(path.read_text("utf-8")).items()})


def _frozen(value: object) -> object:
    if isinstance(value, dict):
        return {key: _frozen(entry) for key, entry in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
