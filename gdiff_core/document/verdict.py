"""What can be said of any page when its run is over, whoever asked for what."""

from gdiff_core.document.extract import extract_page
from gdiff_core.document.flaws import flaws
from gdiff_core.document.outline import outline, visible
from gdiff_core.records import Finish

CUT_OFF = "The page was cut off at the budget: go on, and it is written from there."
MOST = 3
"""Flaws that are named."""


def unsound(text: str, finish: Finish) -> tuple[str, ...]:
    """Sentences for a person: what is wrong with the page in a text; empty if nothing is known to be."""
    page = extract_page(text)
    if not page.html:
        return ("There is no page in what the model wrote.",)
    found = []
    if not page.complete and finish == "length":
        return (CUT_OFF,)  # what is to come may right all else
    if not page.complete:
        found.append("The page has no end.")
    if not _shows(page.html):
        found.append("There is nothing to be seen on the page.")
    found += [f"Line {flaw.line}: {flaw.message}" for flaw in flaws(page.html)[:MOST] if page.complete]
    return tuple(found)


def _shows(html: str) -> bool:
    """Whether a browser has anything to paint but a ground: words, pictures, a field."""
    body = next((element for element in outline(html).elements if element.tag == "body"), None)
    source = html[slice(*body.span)] if body else html.partition("</head>")[2] or html
    return bool(visible(source)) or any(
        element.tag in ("img", "svg", "canvas", "video", "input", "button", "iframe")
        for element in outline(html).elements
    )
