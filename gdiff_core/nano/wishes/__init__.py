"""A person's words for a change, read to edits that the bundled model knows, with the page at hand.

    read("teal and add a map", page) -> (Wish("accent", "teal", …), Wish("add", section="map", …))
    read("translate it", page)       -> Declined("This model writes English only …")
    wording(wish, page)              -> "make it teal"
    wanted(wish, page)               -> the page that it asks for
    unmet(wishes, old, new)          -> what a new page lacks of it

1. Typing mistakes are mended, phrases get tags (`lexer`, `lexicon`).
2. What is to be kept to the letter is taken out (`verbatim`).
3. The rest falls into clauses, and each is read by the first rule that knows all of its words (`clauses`).
4. What is so already is answered, what is beyond the model is declined with what it can do instead (`beyond`).
"""

from gdiff_core.nano.reading import Held, hold
from gdiff_core.nano.wishes import beyond
from gdiff_core.nano.wishes.clauses import bids, read_clauses
from gdiff_core.nano.wishes.lexer import Mended, mended, tokens
from gdiff_core.nano.wishes.outcome import wanted
from gdiff_core.nano.wishes.verbatim import take
from gdiff_core.nano.wishes.verdict import unmet
from gdiff_core.records import Declined, Wish

__all__ = ["read", "unmet", "wanted"]

MAX_CHARS = 1000
"""Of an instruction; a longer one is no change of one page."""


def read(instruction: str, page: str) -> tuple[Wish, ...] | Declined:
    """The edits that the words ask for, in order, or why there are none. Pure; never raises."""
    held, text = hold(page), mended(instruction[:MAX_CHARS].strip(), hold(page))
    if answer := beyond.small_talk(tokens(text.text, held)):
        return answer
    if undo := beyond.topic(text.text, "undo"):
        return undo
    if beyond.is_question(text.text):
        return beyond.question()
    if not held.own:
        return Declined(beyond.FOREIGN)
    if len(instruction) > MAX_CHARS:
        return Declined("That is a lot at once: say one change, in a sentence.")
    found = _read(text, held)
    if isinstance(found, Declined):
        return found
    return _news(found, page) if found else Declined(f"Nothing was said to change. {beyond.CAN}.")


def _read(text: Mended, held: Held) -> list[Wish] | Declined | None:
    """What is taken to the letter, and what stands before and behind it."""

    def follows(rest: str, alone: bool) -> bool:
        return (alone or bids(rest, held)) and isinstance(read_clauses(rest, held), list)

    if not (taken := take(text, held, follows)):
        return read_clauses(text.text, held)
    what = "name" if taken.kind == "rename" else "tagline"
    wish = Wish(taken.kind, taken.value, spoken=f"the {what} becomes “{taken.value}”")
    before, behind = (read_clauses(rest, held) if rest.strip() else None for rest in taken.rest)
    return [*(before if isinstance(before, list) else []), wish, *(behind if isinstance(behind, list) else [])]


def _news(wishes: list[Wish], page: str) -> tuple[Wish, ...] | Declined:
    """The wishes without what is so already."""
    news, now = [], page
    for wish in _last_of_each(wishes):
        new = wanted(wish, now)
        if new != now:
            news.append(wish)
            now = new or now
    if news:
        return tuple(news)
    return Declined(f"It is so already: {wishes[0].spoken}. Nothing was changed.", answered=True)


def _last_of_each(wishes: list[Wish]) -> list[Wish]:
    """Of two wishes about the same thing what was said last."""
    said = {(wish.kind, wish.section, wish.what): wish for wish in wishes}
    return list(said.values())
