"""What a checkpoint is told: the task and its rules first, then the page, the person's wish last.

A layer of Gemma's looks back 1,024 tokens, four of five of them no further: of a long page the middle fades, so what
must not be lost stands at both ends. The page is a user's turn, since Gemma's templates cut out of the assistant's what
looks like a thought, and a page may speak of one.
"""

from dataclasses import replace
from typing import Literal

from gdiff_core.document.absent import absent, replaced
from gdiff_core.document.outline import outline
from gdiff_core.errors import BadRequest
from gdiff_core.records import UNKNOWN_REQUEST, Declined, Edit, Infill, Message, Request, Turn

Kind = Literal["build", "edit", "part", "re-roll"]

_ONE_FILE = (
    "One self-contained HTML file: it begins with <!doctype html> and ends with </html>. Write nothing before it and "
    "nothing after it: no explanation, no code fence.\n"
    "All styles stand in one <style> element in its head, all scripts in the file itself. Load nothing from elsewhere: "
    "no CDN, no web font, no picture by its address. Draw with CSS or inline SVG, and use system fonts."
)
TASKS: dict[Kind, str] = {
    "build": (
        "You design and write websites. Answer with the finished page.\n"
        f"{_ONE_FILE}\n"
        "Make it responsive, from a phone to a wide screen, and accessible: headings in order, real links to sections "
        "that are there, labels on fields, colours that can be read.\n"
        "Write real words that fit the request, no lorem ipsum. Names, prices, times and addresses that are given "
        "stand on the page exactly as they are given."
    ),
    "edit": (
        "You change a website. You are given its page, and then what is to change. Answer with the whole page.\n"
        f"{_ONE_FILE}\n"
        "Change what is asked for, everywhere it concerns, and nothing else: all other text, tags, attributes, styles, "
        "scripts, comments and white space stay to the letter, in the same order. What is added looks like the rest of "
        "the page."
    ),
    "part": (
        "You change a part of a website. You are given its page, the part, and then what is to change. Answer with the "
        "whole page.\n"
        f"{_ONE_FILE}\n"
        "Only the part may change. All that stands before it and behind it stays to the letter, and what you write in "
        "its place fits between: every tag that you open is closed, no id is used twice, and links lead to what is on "
        "the page."
    ),
    "re-roll": (
        "You write a part of a website anew. You are given its page, the part, and what is said about it. Answer with "
        "the whole page.\n"
        f"{_ONE_FILE}\n"
        "Write other words and another arrangement in place of the part, for the same purpose and in the look of the "
        "page: the same facts, names, numbers and links. All that stands before it and behind it stays to the letter."
    ),
}
"""What is asked of the model, by what a person does; each can be put in other words in the settings."""
PAGE = "This is the page:\n\n"
"""What the page comes behind."""
_MADE_FOR = "It was made for this request: {request}"
_PART = "This is the part of it that may change:\n\n{part}"
_LOCKED = "These parts of it stay to the letter:\n\n{parts}"
_WISH = "This is to change:"
_FILL = (
    "You are given a text with holes, each marked as [...] or ___. Answer with the whole text, every hole filled by "
    "what fits there best. All else stays to the letter, and nothing comes before it or behind it."
)
_ABOUT = "About the text: {about}"
_LONGEST = 2000
"""Characters of a part that are said again; of a longer one its two ends."""


def kind_of(request: Request | Edit) -> Kind:
    """What a person does."""
    if isinstance(request, Request):
        return "build"
    if request.selection is None:
        return "edit"
    return "re-roll" if request.strength >= 1 else "part"


def told(request: Request | Edit) -> Request | Edit:
    """The request with all that stands before its words. What is in it already stays."""
    if request.history:
        return request
    task = Message("system", request.task.strip() or TASKS[kind_of(request)])
    about = [] if isinstance(request, Request) else [Message("user", text) for text in _about(request)]
    return replace(request, history=(task, *about))


def told_of_holes(asked: Infill) -> Turn:
    """What comes before a text whose holes are to be filled: the task, what it is about, and the text itself."""
    about = asked.about.strip()
    said = [Message("system", _FILL), *([Message("user", _ABOUT.format(about=about))] if about else [])]
    return Turn(asked.text, asked.settings, tuple(said))


def _about(edit: Edit) -> list[str]:
    said = [PAGE + edit.page]
    if edit.request and edit.request != UNKNOWN_REQUEST:
        said.append(_MADE_FOR.format(request=edit.request))
    if edit.selection:
        said.append(_PART.format(part=_short(edit.page[slice(*edit.selection)])))
    if edit.locks:
        said.append(_LOCKED.format(parts="\n\n".join(_short(edit.page[a:b]) for a, b in edit.locks)))
    return [*said, _WISH]


def _short(part: str) -> str:
    half = _LONGEST // 2
    return part if len(part) <= _LONGEST else f"{part[:half]}\n…\n{part[-half:]}"


def missing(instruction: str, page: str) -> Declined | None:
    """Why a wish is not carried out by any model: what it would take out is not there."""
    old, done = replaced(instruction, page)
    if old and done:
        return Declined("It is so already: nothing was changed.", answered=True)
    if old:
        return Declined(f"“{old}” is not on this page: say the words as they stand there, or select them.")
    what = absent(instruction, page)
    if not what:
        return None
    names = ", ".join(section.name for section in outline(page).sections if section.name != "Styles")
    has = f" It has {names}: name one of these" if names else " Name it as the page does"
    return Declined(f"There is no “{what}” on this page.{has}, or select in the editor what is to go.")


def check(request: Request | Edit) -> None:
    """
    Raises:
        BadRequest: no model should be asked.
    """
    if isinstance(request, Edit) and (found := missing(request.instruction, request.page)):
        raise BadRequest(found.why)
