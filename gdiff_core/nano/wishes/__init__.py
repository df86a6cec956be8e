"""A person's words for a change, read to edits that the bundled model knows, with the page at hand.

    read("teal and add a map", page) -> (Wish("accent", "teal", …), Wish("add", section="map", …))
    read("translate it", page)       -> Declined("This model writes English only …")
    wording(wish, page)              -> "make it teal", as the model is told
    stand_in(wish, page)             -> the same with a value that the model copies without fail
    wanted(wish, page)               -> the page that it asks for
    unmet(wishes, old, new)          -> what a new page lacks of it

1. Typing mistakes are mended, phrases get tags (`lexer`, `lexicon`).
2. What is to be kept to the letter is taken out (`verbatim`).
3. The rest falls into clauses, and each is read by the first rule that knows all of its words (`clauses`).
4. What is so already is answered, what is beyond the model is declined with what it can do instead (`beyond`).
"""

import re

from gdiff_core.nano.designs import undressed
from gdiff_core.nano.reading import Held, hold
from gdiff_core.nano.wishes import beyond, redesign
from gdiff_core.nano.wishes.clauses import bids, read_clauses
from gdiff_core.nano.wishes.lexer import Mended, mended, tokens
from gdiff_core.nano.wishes.outcome import wanted
from gdiff_core.nano.wishes.verbatim import take
from gdiff_core.nano.wishes.verdict import unmet
from gdiff_core.nano.wishes.wording import stand_in, wording
from gdiff_core.records import Declined, Wish

__all__ = ["read", "stand_in", "unmet", "wanted", "wording"]

MAX_CHARS = 1000
"""Of an instruction; a longer one is no change of one page."""
_BEHIND_QUESTION = re.compile(r"[^.!?\n]*\?\s*(?=\S)")


def read(instruction: str, page: str) -> tuple[Wish, ...] | Declined:
    """The edits that the words ask for, in order, or why there are none. Pure; never raises."""
    if found := redesign.read(instruction, page):
        return found
    page = undressed(page)
    held = hold(page)
    text = mended(instruction[:MAX_CHARS].strip(), held)
    if answer := beyond.small_talk(tokens(text.text, held)):
        return answer
    if beyond.is_question(text.text):
        return _behind_question(instruction, page) or beyond.question()
    if not held.own:
        return beyond.topic(text.text, "undo") or Declined(beyond.FOREIGN)
    if len(instruction) > MAX_CHARS:
        return Declined(beyond.LONG)
    found = _read(text, held)
    if isinstance(found, Declined):
        return found
    return _news(found, page) if found else beyond.topic(text.text) or Declined(beyond.NOTHING)


def _behind_question(instruction: str, page: str) -> tuple[Wish, ...] | None:
    """ "Where is our price list? Please add it": what is wished behind the question."""
    question = _BEHIND_QUESTION.match(instruction)
    if not question or not hold(page).own:
        return None
    # The question stays, as what "it" is.
    found = _read(mended(instruction[:MAX_CHARS], hold(page)), hold(page))
    news = _news(found, page) if isinstance(found, list) and found else None
    return news if isinstance(news, tuple) else None


def _read(text: Mended, held: Held) -> list[Wish] | Declined | None:
    """What is taken to the letter, and what stands before and behind it."""

    def follows(rest: str, alone: bool) -> bool:
        return (
            (alone or bids(rest, held))
            and bool(read_clauses(rest, held))
            and isinstance(read_clauses(rest, held), list)
        )

    if not (taken := take(text, held, follows)):
        return read_clauses(text.text, held)
    what = "name" if taken.kind == "rename" else "tagline"
    wish = Wish(taken.kind, taken.value, spoken=f"the {what} becomes “{taken.value}”")
    before, behind = (read_clauses(rest, held) if rest.strip() else None for rest in taken.rest)
    return [
        *(before if isinstance(before, list) else []),
        wish,
        *(behind if isinstance(behind, list) else []),
    ]


def _news(wishes: list[Wish], page: str) -> tuple[Wish, ...] | Declined:
    """The wishes without what is so already; of two about the same thing the last."""
    news, now = [], page
    for wish in {(wish.kind, wish.section, wish.what): wish for wish in wishes}.values():
        new = wanted(wish, now)
        if new != now:
            news.append(wish)
            now = new or now
    if news:
        return tuple(news)
    return Declined(_already(wishes[0]), answered=True)


def _already(wish: Wish) -> str:
    """That it is as it was wished."""
    if wish.kind == "hero":
        return f"The heading is as {'big' if wish.value == 'bigger' else 'small'} as this model makes it. Nothing was changed."
    said = wish.spoken.replace(" becomes ", " is ").replace(" become ", " are ").replace(" goes ", " stands ")
    return f"{said[0].upper()}{said[1:]} already. Nothing was changed."
