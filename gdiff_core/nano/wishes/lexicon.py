"""The words in which people ask for changes, and what each is a word for.

    Lexicon(held).sense(("get", "rid", "of")) -> ("drop", "")
    Lexicon(held).sense(("breads",))          -> ("section", "offer")

A phrase has a tag, the part it plays in a sentence, and a value. They are listed in `words.txt`; some hang on the page:
its headings, its items, its name. What a sentence asks for is `read`'s to say.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from gdiff_core.document.outline import visible
from gdiff_core.nano.corpus import SECTIONS
from gdiff_core.nano.kinds import kinds
from gdiff_core.nano.reading import Held

Phrase = tuple[str, ...]
Sense = tuple[str, str]
"""A tag and a value."""

FILL = "fill"
"""The tag of what may stand in any sentence and changes nothing."""
_FILE = Path(__file__).with_name("words.txt")
_AMERICAN = {
    "color": "colour", "colors": "colours", "colored": "coloured", "coloring": "colouring", "center": "centre",
    "centered": "centred", "centering": "centring", "gray": "grey", "grayish": "greyish", "flavor": "flavour", "flavors": "flavours",
}  # fmt: skip
_WHOLE = (
    "section", "part", "block", "area", "bit", "text", "list", "page", "box", "paragraph", "paragraphs",
    "words", "details",
)  # fmt: skip
"""Behind one of many they make it all of them: the "review section"."""
_ABOUT = ("section about", "section with", "section for", "part about", "bit about", "text about", "page about", "words about",
          "info about", "information about", "something about", "paragraph about", "list of", "customer", "client", "guest",
          "patient", "visitor", "student")  # fmt: skip
_SINGULAR = {"gallery": "photo, picture, image", "reviews": "review, testimonial", "faq": "question", "offer": "service, product",
             "pricing": "price", "hours": "hour"}  # fmt: skip


def british(word: str) -> str:
    """A word in the spelling of the lists."""
    return _AMERICAN.get(word, word)


def words_of(text: str) -> Phrase:
    """The words of a text as phrases have them."""
    return tuple(map(british, re.findall(r"[^\W_]+(?:'[^\W_]+)*|&", text.lower().replace("’", "'"))))


@cache
def _entries() -> list[tuple[str, str, list[str]]]:
    """Tag, value and phrases of each entry of the file."""
    text = "\n".join(line for line in _FILE.read_text("utf-8").splitlines() if line and line[0] != "#")
    entries = (entry.split(": ", 1) for entry in re.sub(r"\n\s+", " ", text).splitlines())
    heads = ((head.partition(" "), said.split(", ")) for head, said in entries)
    return [(tag, value, said) for (tag, _, value), said in heads]


@cache
def typed() -> dict[str, str]:
    """How people type in a hurry, and what it stands for."""
    pairs = [phrase.partition(" ") for tag, _, said in _entries() if tag == "typed" for phrase in said]
    return {short: full for short, _, full in pairs}


@cache
def real_words() -> frozenset[str]:
    """What looks like a mistake for one of our words, and is none."""
    return frozenset(word for tag, _, said in _entries() if tag == "real" for word in said)


@cache
def adjectives() -> dict[str, dict[str, str]]:
    """Of what (font, corners …): adjective: what it says."""
    found: dict[str, dict[str, str]] = {}
    for tag, value, said in _entries():
        if tag == "adj":
            of, what = value.split(" ")
            found.setdefault(of, {}).update(dict.fromkeys((word.rstrip("*") for word in said), what))
    return found


@cache
def aim_of() -> dict[str, str]:
    """Of what an adjective is spoken that says so by itself: "roomy" of spacing."""
    of = ((value.split(" ")[0], word) for tag, value, said in _entries() if tag == "adj" for word in said)
    return {word.rstrip("*"): aim for aim, word in of if word[-1] == "*"}


@cache
def _everywhere() -> dict[Phrase, Sense]:
    """Every phrase that hangs on no page; of two senses the fuller one."""
    found: dict[Phrase, Sense] = {}
    order = [FILL, "adj"]
    for tag, value, said in sorted(_entries(), key=lambda one: order.index(one[0]) if one[0] in order else 2):
        if tag == "adj":
            found |= {tuple(word.rstrip("*").split()): ("adj", word.rstrip("*")) for word in said}
        elif tag not in ("offer", "typed", "real"):
            found |= {tuple(phrase.split()): (tag, value) for phrase in said}
    for section, named in SECTIONS.items():
        bare = [words_of(re.sub(r"^(an?|the|our) ", "", phrase)) for phrase in named]
        found |= {phrase: ("section", section) for phrase in bare if phrase != ("people",)}
        lists = (said for tag, value, said in _entries() if (tag, value) == ("section", section))
        found |= dict(_lengthened(section, [phrase for said in lists for phrase in said]))
    return found


def _lengthened(section: str, said: list[str]) -> Iterator[tuple[Phrase, Sense]]:
    """A section's names with "section", "list of" … around them."""
    for name in [*said, *filter(None, _SINGULAR.get(section, "").split(", "))]:
        yield from (((*name.split(), whole), ("section", section)) for whole in _WHOLE)
    for name in (name.split() for name in said if name.split()[0] not in ("what", "how")):
        yield from (((*start.split(), *name), ("section", section)) for start in _ABOUT)


class Lexicon:
    """Every phrase that can be said of a page. What it calls its sections goes first, what it is called itself last."""

    def __init__(self, held: Held) -> None:
        items = {words_of(visible(row.what)): ("item", row.what) for row in held.prices}
        long = {phrase: sense for phrase, sense in items.items() if len(phrase) > 1}
        nouns = (*kinds()[held.kind].nouns, held.kind) if held.kind else ()
        self._first = dict(_of_sections(held)) | long
        self._last = {(word,): (FILL, "") for noun in nouns for word in noun.split()} | items
        self._last[words_of(visible(held.tagline))] = "our tagline", ""
        self._last[words_of(visible(held.name))] = "our name", ""
        self.words = frozenset(word for phrase in (*self._first, *self._last) for word in phrase)
        """Single words of what hangs on the page."""

    def sense(self, phrase: Phrase) -> Sense | None:
        """What a phrase is a word for; None if nobody knows."""
        if not phrase:
            return None
        return self._first.get(phrase) or _everywhere().get(phrase) or self._last.get(phrase)


@lru_cache(maxsize=16)
def lexicon(held: Held) -> Lexicon:
    """The words for a page."""
    return Lexicon(held)


@cache
def general_words() -> frozenset[str]:
    """Single words of what hangs on no page."""
    return frozenset(word for phrase in _everywhere() for word in phrase)


def _plural(word: str) -> str:
    return f"{word}es" if word.endswith(("ch", "s", "sh", "x")) else f"{word}s"


@cache
def trades() -> frozenset[str]:
    """What people are, of any business: "trainer", "nurse"."""
    return frozenset(role.split()[-1].lower() for kind in kinds().values() for role in kind.roles)


def _of_sections(held: Held) -> Iterator[tuple[Phrase, Sense]]:
    offer = kinds()[held.kind].offer if held.kind else held.heading("offer")
    said = next((said for tag, value, said in _entries() if (tag, value) == ("offer", offer)), [])
    said = [*said, " ".join(words_of(offer))]
    yield from ((tuple(phrase.split()), ("section", "offer")) for phrase in said)
    yield from _lengthened("offer", said)
    if held.part("team"):
        yield from (((_plural(word),), ("section", "team")) for word in trades() - {"owner"})
    for role in kinds()[held.kind].roles if held.kind else ():
        word = role.split()[-1].lower()
        yield from (((_plural(word),), ("section", "team")), ((word, "section"), ("section", "team")))
    for part in held.parts:
        if 0 < len(words := words_of(visible(part.heading))) <= 6:
            yield from ((words, ("section", part.id)), ((*words, "section"), ("section", part.id)))
