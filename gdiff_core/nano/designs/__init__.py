"""Designs: what the tokens of a page say. One markup, many designs, as the CSS Zen Garden has it.

    dressed(page, designs()["elegant"]) -> the page as a person sees it
    undressed(page)                   -> the page as the model writes it, and every rule about pages reads it

The model writes one page by rote: one style sheet, one frame. A design is a vocabulary for it: in place of each line of
the style sheet and of some lines of the frame it says another one. The page's `<html>` tag names its design; a page that
names none is plain. Lines are exchanged one for one, both ways, so dressing and undressing are inverse for any text, and a
line that somebody wrote by hand stays as it is.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import import_module
from itertools import accumulate

from gdiff_core.nano.corpus import CSS, FONTS, LAYOUTS
from gdiff_core.nano.edits import HERO_SIZES
from gdiff_core.records import Span

PLAIN = "plain"
FILES = ("elegant", "bold", "playful", "minimal", "retro", "modern")
"""Modules of this folder with a `DESIGN`, in the order in which seeds go through them."""
SIZES = {"usual": "1", "bigger": "1.25", "smaller": ".75"}
"""What `$size` says, of the heading's three sizes."""
_HTML = '<html lang="en">'
_MARK = re.compile(r'<html\b[^>\n]*\bclass="([a-z]+)\b')
_TITLE = re.compile(r"<title>([^<\n]*)</title>")
_HEADING = re.compile(r"<h1[^>\n]*>([^<\n]*)</h1>")


@dataclass(frozen=True)
class Design:
    """A vocabulary. Texts may hold line ends to be read by; a page has each of them on one line."""

    name: str
    usual: Mapping[str, str] = field(default_factory=dict)
    """What it has where nothing was said: tone, font, corners, spacing, layout."""
    fonts: Mapping[str, str] = field(default_factory=dict)
    """Declarations in place of `--font`, by the corpus's name of the font."""
    layouts: Mapping[str, str] = field(default_factory=dict)
    """The hero, by the corpus's name of the layout."""
    css: str = ""
    """Rules, as many as the corpus's style sheet has, a blank line between two. The rule in the place of `h1`'s has
    `$size`."""
    markup: Mapping[str, str] = field(default_factory=dict)
    """In place of a line of markup; `$name` is the name on the page."""

    @property
    def lines(self) -> dict[str, str]:
        """What it says in place of the corpus's lines."""
        if self.name == PLAIN:
            return {}
        found = {_HTML: f'<html lang="en" class="{self.name}">'}
        found |= {f"--font:{FONTS[font]};": on_one_line(text) for font, text in self.fonts.items()}
        found |= {LAYOUTS[layout]: on_one_line(text) for layout, text in self.layouts.items()}
        rules = [on_one_line(rule) for rule in re.split(r"\n\s*\n", self.css.strip())]
        for own, said in zip(CSS.splitlines(), rules, strict=True):
            if "$size" in said:
                usual = HERO_SIZES["usual"]
                found |= {
                    own.replace(usual, HERO_SIZES[size]): said.replace("$size", by)
                    for size, by in SIZES.items()
                }
            else:
                found[own] = said
        return found | {own: on_one_line(said) for own, said in self.markup.items()}

    @lru_cache(maxsize=64)  # noqa: B019  designs live as long as the program
    def exchanged(self, name: str) -> dict[str, str]:
        """Each line and the one that takes its place, both ways, on the page of this name."""
        pairs = {own: said.replace("$name", name) for own, said in self.lines.items() if own != said}
        both = pairs | {said: own for own, said in pairs.items()}
        assert len(both) == 2 * len(pairs), "two lines of a design read alike"
        return both

    def __hash__(self) -> int:
        return hash(self.name)


def on_one_line(text: str) -> str:
    """On one line, without the white space that is there to be read by."""
    text = " ".join(text.split())
    return (
        text
        if text.startswith("<")
        else re.sub(r"\s*([{};])\s*|(?<=[:,]) ", lambda found: found[1] or "", text)
    )


@cache
def designs() -> dict[str, Design]:
    """All there are, by their names."""
    found = [Design(PLAIN), *(import_module(f"{__name__}.{file}").DESIGN for file in FILES)]
    return {design.name: design for design in found}


def by_seed(seed: int) -> str:
    """Another seed, another design."""
    return FILES[seed % len(FILES)]


def following(name: str) -> str:
    """The design behind another one."""
    return FILES[(FILES.index(name) + 1) % len(FILES)] if name in FILES else FILES[0]


def design_of(page: str) -> Design:
    """The design that a page names."""
    found = _MARK.search(page)
    return designs().get(found[1] if found else PLAIN, designs()[PLAIN])


def dressed(page: str, design: Design) -> str:
    """A plain page, or so much as is written of it, in a design."""
    return _exchanged(page, design)


def undressed(page: str) -> str:
    """The page as the model writes it; any other text as it is."""
    return _exchanged(page, design_of(page))


def _exchanged(page: str, design: Design) -> str:
    if design.name == PLAIN:
        return page
    return lines_of(page, design, name_of(page))


def name_of(page: str) -> str:
    """What a design says for `$name`."""
    name = _HEADING.search(page) or _TITLE.search(page)
    return name[1] if name else ""


def lines_of(text: str, design: Design, name: str) -> str:
    """Lines of the page of this name, exchanged."""
    lines = design.exchanged(name) if design.name != PLAIN else {}
    return "\n".join(lines.get(line, line) for line in text.split("\n"))


def moved(spans: Iterable[Span], old: str, new: str) -> tuple[Span, ...]:
    """Spans of a page in the same page in another design; of a line that reads otherwise all of it."""
    before, after = old.split("\n"), new.split("\n")
    starts = [list(accumulate((len(line) + 1 for line in lines), initial=0)) for lines in (before, after)]

    def place(at: int, end: bool) -> int:
        line = max(i for i, start in enumerate(starts[0][:-1]) if start <= at)
        column = at - starts[0][line]
        if before[line] != after[line]:
            column = len(after[line]) if (end and column) or column == len(before[line]) else 0
        return starts[1][line] + column

    return tuple((place(start, False), place(end, True)) for start, end in spans)
