"""What a finished page lacks of its brief, in sentences for a person.

The bundled model's pages have one wording a kind of business, so the page that is expected can be laid beside the one
that came: what differs is a wish that was not met, or a word that nobody wrote.
"""

import re
from collections.abc import Iterator
from html import unescape

from gdiff_core.nano.corpus import LAYOUTS, SECTIONS
from gdiff_core.nano.kinds import kinds
from gdiff_core.records import Brief

MOST_WORDS = 2
"""Lines with words that nobody wrote that are quoted."""
CALLED = {
    "about": "text about you", "pricing": "price list", "gallery": "gallery", "reviews": "part with reviews", "faq": "list of questions",
    "team": "team", "hours": "list of opening hours", "contact": "contact form", "map": "map", "newsletter": "newsletter", "cta": "button at the end",
}  # fmt: skip
_STYLE = (
    ("accent", r"--accent:[^;\n]*;--on:[^;\n]*;", "The accent is not the colour that you asked for."),
    ("tone", r"--bg:[^;\n]*;[^\n]*", "The background is not the one that you asked for."),
    ("font", r"--font:[^\n]*", "The font is not {}."),
    ("corners", r"--radius:[^\n]*", "The corners are not {}."),
    ("spacing", r"--gap:[^\n]*", "The spacing is not {}."),
)


def unmet(brief: Brief, html: str, expected: str) -> tuple[str, ...]:
    """What `html` lacks of a brief; empty if it is met.

    `expected`: the page as it should read, name, colours and facts in their places. A fact counts where that page has a
    place for it.
    """
    return tuple(
        dict.fromkeys(
            (
                *_name(brief, html),
                *_style(brief, html, expected),
                *_sections(brief, html),
                *_facts(brief, html, expected),
                *_words(brief, html, expected),
            )
        )
    )


def _name(brief: Brief, html: str) -> Iterator[str]:
    found = {where: _inside(where, html) for where in ("title", "h1")}
    for where, said in found.items():
        if said is None:
            yield f"The page has no {'title' if where == 'title' else 'heading'}."
        elif brief.name and said != brief.name:
            place = (
                ""
                if found["title"] == found["h1"]
                else (" in the title" if where == "title" else " in the heading")
            )
            yield f"The name came out as {said}{place}." if said.strip() else f"There is no name{place}."


def _inside(tag: str, html: str) -> str | None:
    found = re.search(rf"<{tag}(?:\s[^>]*)?>(.*?)</{tag}>", html, re.S)
    return unescape(found[1]) if found else None


def _style(brief: Brief, html: str, expected: str) -> Iterator[str]:
    """Lines of the style sheet that are others than expected, and the layout's."""
    for wish, line, sentence in _STYLE:
        wanted = re.search(line, expected)
        if wanted and wanted[0] not in html:
            yield sentence.format(getattr(brief, wish) or "as usual")
    wanted = next((name for name, rule in LAYOUTS.items() if rule in expected), "")
    if wanted and LAYOUTS[wanted] not in html:
        yield f"The layout is not {'centred' if wanted == 'centred' else wanted}."


def _sections(brief: Brief, html: str) -> Iterator[str]:
    found = tuple(re.findall(r'<section id="([\w-]+)"', html))
    empty = re.findall(r'<section id="([\w-]+)">\s*<h2>[^<]*</h2>\s*</section>', html)
    yield from (
        f"There is nothing in the {_called(section, brief.kind)}." for section in empty if section in SECTIONS
    )
    if not brief.sections or found == brief.sections:
        return
    missing = [section for section in brief.sections if section not in found]
    extra = [section for section in dict.fromkeys(found) if section not in brief.sections]
    yield from (f"There is no {_called(section, brief.kind)}." for section in missing)
    yield from (
        f"There is a {_called(section, brief.kind)} that nobody asked for."
        for section in extra
        if section in SECTIONS
    )
    if len(set(found)) < len(found):
        yield "A part of the page stands there twice."
    elif not missing and not extra:
        yield "The parts of the page stand in another order than you said."


def _called(section: str, kind: str) -> str:
    """A section as a sentence speaks of it; the offer as this kind of business does."""
    return f"part “{kinds()[kind].offer}”" if section == "offer" else CALLED[section]


def _facts(brief: Brief, html: str, expected: str) -> Iterator[str]:
    """Facts for which the expected page has a place, and that did not get there to the letter."""
    shown, due = unescape(html), unescape(expected)
    facts = [
        ("The phone number", brief.phone),
        ("The e-mail address", brief.mail),
        ("The address", brief.address),
    ]
    facts += [(f"The time for {day}", times) for day, times in brief.hours]
    facts += [(f"The price of {what}", price) for what, price in brief.prices]
    for what, fact in facts:
        if fact and fact in due and fact not in shown:
            yield f"{what} is not on the page: {fact}."


def _words(brief: Brief, html: str, expected: str) -> Iterator[str]:
    """Lines that are not those of the page that was told."""
    known = set(_lines(expected))
    strange = [line for line in _lines(html) if line not in known and line.strip()]
    yield from (
        f"There are words that nobody wrote: “{line}”." for line in list(dict.fromkeys(strange))[:MOST_WORDS]
    )


def _lines(html: str) -> list[str]:
    """The body's lines as they are read, any figure as 0."""
    return [
        re.sub(r"\d+", "0", unescape(re.sub(r"<[^>]*>", "", line)))
        for line in html.partition("<body>")[2].splitlines()
    ]
