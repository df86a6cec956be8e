"""A person's words for a change, read to edits that the bundled model knows, with the page at hand.

    read("teal and add a map", page) -> (Wish("accent", "teal", …), Wish("add", section="map", …))
    read("translate it", page)       -> Declined("This model writes English only …")
    wanted(wish, page)               -> the page that it asks for
    unmet(wishes, old, new)          -> what a new page lacks of it

1. Typing mistakes are mended, phrases get tags (`lexer`, `lexicon`).
2. A message of which the rules know every word, with a wish for each piece, is read by them: to the letter
   (`verbatim`), or clause by clause (`clauses`).
3. Else all that its pieces may ask for is weighed, by fitted signs (`candidates`, `signs`, `choice`). What is sure
   enough is done, and what the rules read as well; what is not is asked back. The rules start from the page, too: which
   of its texts are spoken of (`grounding`).
4. What is so already is answered, what is beyond the model is declined with what it can do instead (`beyond`).
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from gdiff_core.nano.corpus import SECTIONS
from gdiff_core.nano.designs import undressed
from gdiff_core.nano.formatting import unformatted
from gdiff_core.nano.reading import Held, hold
from gdiff_core.nano.wishes import beyond, redesign
from gdiff_core.nano.wishes.asides import asks
from gdiff_core.nano.wishes.candidates import bare_wish
from gdiff_core.nano.wishes.choice import Choice, Reading, choose
from gdiff_core.nano.wishes.clauses import bids, following, read_clauses, read_loosely
from gdiff_core.nano.wishes.entries import Facts, facts_for, with_facts, without
from gdiff_core.nano.wishes.exact import exact
from gdiff_core.nano.wishes.firm import LED, THAT_TOO, firmly, is_retold
from gdiff_core.nano.wishes.grounding import are_likely, grounded
from gdiff_core.nano.wishes.lexer import Mended, mended, plain, tokens
from gdiff_core.nano.wishes.of_sections import RETELL
from gdiff_core.nano.wishes.outcome import by_hand, wanted
from gdiff_core.nano.wishes.pieces import bare, pieces
from gdiff_core.nano.wishes.stretch import Message
from gdiff_core.nano.wishes.verbatim import Taken, take
from gdiff_core.nano.wishes.verdict import unmet
from gdiff_core.records import Declined, Wish

__all__ = ["read", "unmet", "wanted"]

SURE, SURER = 0.6, 0.7
"""What a reading has to be, at least, to be carried out where the rules read nothing; where they read another."""
LEAST, SHARE, MOST_ASKED = 0.1, 0.25, 3
"""What a reading has to be, at least, to be asked about; as a share of the surest one; how many are asked about."""
DOUBTFUL = 0.3
"""Below this what the rules read is asked about first."""
PLAINLY = 0.9
"""What it has to be against rules that know every word of a message, and have a wish for each piece."""
MAX_CHARS = 1000
"""Of an instruction; a longer one is no change of one page."""
_ENDS_ASKING = re.compile(r"\?\W*\Z")
_BEHIND_QUESTION = re.compile(r"[^.!?\n]*\?\s*(?=\S)")

_ENTRIES = re.compile(
    r"\b(?:(?:with|and) )?(?:(?:just|only|this|these|that|the|a|one|two|three|first|following|single) )*(?:this|these|that|one|ones|review|question|entry|quote|price|person|line)s?\s*:?\s*(?=,)",
    re.I,
)
"""What leads up to what is to stand in a section: "with one review: …"."""
_CLAUSES = re.compile(r"[.!?;\n]+(?:\s+|\Z)|,\s+|\s+(?:and|but|also|then)\s+", re.I)
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")


@lru_cache(maxsize=32)
def read(instruction: str, page: str, meant: str = "") -> tuple[Wish, ...] | Declined:
    """The edits that the words ask for, in order, or why there are none. Pure; never raises.

    `meant`: which of the readings in question it is (`Declined.likely`), as the person said.
    """
    page = unformatted(page)
    if found := redesign.read(instruction, page):
        return found
    page = undressed(page)
    held = hold(page)
    settled = _settled(instruction, page, held)
    asked = settled == beyond.question()
    if isinstance(settled, Declined) and not (asked and held.own and not _ENDS_ASKING.search(instruction)):
        return settled
    chosen, firm = choose(instruction, page), firmly(bare(instruction), held)
    if firm and chosen.sure < PLAINLY and _is_plain(firm, instruction, held):
        return _finished(firm, instruction, page)
    # "What we charge stands there twice" only looks like asking.
    found = settled or _by_rules(instruction, page, firm)
    options = [_finished(list(one.wishes), instruction, page) for one in _in_question(chosen)]
    place = 0 if not chosen.readings or chosen.readings[0].sure < DOUBTFUL else MOST_ASKED - 1
    options.insert(place, found)
    options = [one for one in options if isinstance(one, tuple)]
    if meant:
        return next((one for one in options if spoken(one) == meant), found)
    if why := next(filter(None, map(beyond.vetoed, map(plain, chosen.left))), None):
        return why
    if chosen.beyond and chosen.sure >= PLAINLY and not isinstance(found, Declined):
        is_whole = plain(chosen.beyond).strip(" .!?") == plain(bare(instruction)).strip(" .!?")
        return _asked_back([found]) if is_whole else _beyond(chosen.beyond, instruction)
    return _decided(chosen, found, options, instruction, page)


def _decided(
    chosen: Choice,
    found: tuple[Wish, ...] | Declined,
    options: list[tuple[Wish, ...]],
    instruction: str,
    page: str,
) -> tuple[Wish, ...] | Declined:
    """What is done of what was chosen and what the rules found, or asked back."""
    is_sure = chosen.sure >= (SURE if isinstance(found, Declined) else SURER)
    likely = _finished(list(chosen.wishes), instruction, page) if chosen.wishes else None
    if isinstance(found, Declined):
        asks_which = found.why.startswith(beyond.WHICH)
        if is_sure and (likely or chosen.beyond) and not (asks_which and not is_retold(chosen.wishes)):
            return likely or found
        is_reasoned = asks_which or (chosen.beyond and beyond.vetoed(plain(instruction)))
        return found if is_reasoned else _asked_back(options) or found
    if not likely:  # the rules read something where nothing is asked for
        return _asked_back([found]) or found if is_sure or chosen.beyond else found
    mine, theirs = (set(map(bare_wish, one)) if isinstance(one, tuple) else set() for one in (likely, found))
    if mine == theirs:
        return found  # with what it names as not used
    is_half = mine < theirs and chosen.sure < PLAINLY
    if is_sure and not is_half:
        return likely
    return _asked_back([found, *options] if is_half else options) or found


def spoken(wishes: tuple[Wish, ...]) -> str:
    """What is to be done, in words."""
    return " and ".join(wish.spoken for wish in wishes)


def _in_question(chosen: Choice) -> list[Reading]:
    """The readings that a person may be asked about."""
    least = max(LEAST, chosen.readings[0].sure * SHARE) if chosen.readings else 0.0
    return [one for one in chosen.readings if one.sure >= least]


def _asked_back(options: list[tuple[Wish, ...]]) -> Declined | None:
    """The question which of some readings is meant."""
    likely = tuple(dict.fromkeys(map(spoken, options)))[:MOST_ASKED]
    if not likely:
        return None
    return Declined(beyond.UNSURE.format(likely[0]) if len(likely) == 1 else beyond.WHICH_ONE, likely=likely)


def _beyond(words: str, instruction: str) -> Declined:
    """Why something is beyond, though the rest could be done."""
    return (
        beyond.topic(plain(words)) or beyond.topic(plain(instruction)) or Declined(beyond.PART.format(words))
    )


def _is_plain(firm: list[Wish], said: str, held: Held) -> bool:
    """Whether each piece of a message comes to a wish."""
    return len(firm) >= len(pieces(Message(mended(bare(said), held), held)))


def _by_rules(instruction: str, page: str, firm: list[Wish] | None) -> tuple[Wish, ...] | Declined:
    """What the rules alone read of a message; `firm` as of `firmly`."""
    held = hold(page)
    found = _understood(instruction, held, firm)
    if isinstance(found, list) and RETELL.search(plain(instruction)) and not is_retold(found):
        return Declined(beyond.WHICH_WORDS.format(held.parts[0].heading if held.parts else "About"))
    if isinstance(found, Declined):
        return found
    if not found:
        return beyond.topic(mended(instruction, held).text) or Declined(beyond.NOTHING)
    return _finished(found, instruction, page)


def _settled(instruction: str, page: str, held: Held) -> tuple[Wish, ...] | Declined | None:
    """What is no change, or cannot be read as one: thanks, a question, a page of another kind, a message without end."""
    text = mended(instruction[:MAX_CHARS].strip(), held)
    if answer := beyond.small_talk(tokens(text.text, held)):
        return answer
    asked = beyond.is_question(text.text)
    if asked and not (held.own and "?" not in instruction and _is_stated(instruction, held)):
        return _behind_question(instruction, page) or beyond.question()
    if not held.own:
        return beyond.topic(text.text, "undo") or Declined(beyond.FOREIGN)
    return Declined(beyond.LONG) if len(instruction) > MAX_CHARS else None


def _finished(found: list[Wish], instruction: str, page: str) -> tuple[Wish, ...] | Declined:
    """The wishes with what the message gives for them, without what is so already."""
    held = hold(page)
    news = _news([_owned(wish, instruction, held) for wish in found], page)
    return news if isinstance(news, Declined) else _figures_told(news, instruction, held)


def _figures_told(found: tuple[Wish, ...], instruction: str, held: Held) -> tuple[Wish, ...]:
    """With each clause named as not used that holds a figure of which nothing was made, nor is it one of the page's:
    hardly anybody says one for nothing."""
    made = " ".join(f"{wish.value} {wish.what} {wish.rows} {wish.spoken} {wish.unused}" for wish in found)
    known = {*_FIGURE.findall(made), *_FIGURE.findall(" ".join(held.words))}
    clauses, last = _CLAUSES.split(instruction), found[-1]
    lost = [one.strip(" ,.!;") for one in clauses if not known.issuperset(_FIGURE.findall(one))]
    return (*found[:-1], replace(last, unused=(*last.unused, *lost))) if lost else found


def _behind_question(instruction: str, page: str) -> tuple[Wish, ...] | None:
    """ "Where is our price list? Please add it": what is wished behind the question."""
    question = _BEHIND_QUESTION.match(instruction)
    if not question or not hold(page).own:
        return None
    rest = plain(instruction[question.end() :])
    if not (asks(rest) or bids(rest, hold(page)) or re.search(r"\b(?:now|should|not)\b|:", rest)):
        return None
    # The question stays, as what "it" is.
    found = _likely(instruction[:MAX_CHARS], hold(page))
    news = _news(found, page) if isinstance(found, list) and found else None
    return news if isinstance(news, tuple) else None


def _read(said: str, held: Held) -> list[Wish] | Declined | None:
    """What is taken to the letter, and what stands before and behind it."""
    text = mended(said, held)

    if taken := take(text, held, following(held)):
        return _with_rest(taken, held)
    if isinstance(found := read_clauses(text.text, held), list):
        return found
    if added := _added(text, held):
        return added
    if taken := exact(text, held, following(held)):
        return _with_rest(taken, held)
    return read_loosely(text.text, held) or _added(text, held, read_loosely) or found


def _likely(said: str, held: Held) -> list[Wish] | Declined | None:
    found = _read(said.strip(), held)
    return found if not isinstance(found, list) or are_likely(found, said, held) else None


def _understood(said: str, held: Held, firm: list[Wish] | None) -> list[Wish] | Declined | None:
    """What a message asks for, read from the page's side where its words alone do not tell all of it."""
    wishes, stuck, why = grounded(said, held, lambda words: _wishes(words, held))
    if not stuck and RETELL.search(plain(said)) and is_retold(wishes):
        return wishes
    if firm and (stuck or len(wishes) <= len(firm)):
        return firm  # else a reason held a wish
    if wishes and not stuck:
        return wishes
    found = _likely(said, held)
    if not isinstance(found, list) and (why := why or beyond.vetoed(plain(stuck))):
        return why
    unknown = isinstance(found, Declined) and found.why == beyond.UNKNOWN_CHANGE
    if unknown and (topic := beyond.topic(plain(said), but=("vague", "pages"))):
        return topic
    if stuck and wishes and unknown:
        return Declined(beyond.IN_PART.format(stuck))
    given = any(_given(wish.section, said, held).spans for wish in wishes if wish.kind == "add")
    in_part = isinstance(found, list) and stuck and len(found) <= len(wishes)
    return (
        Declined(beyond.IN_PART.format(stuck))
        if in_part and not given and not _FIGURE.search(stuck)
        else found
    )


def _is_stated(said: str, held: Held) -> bool:
    found = grounded(said, held, lambda words: _wishes(words, held))
    return bool(found.wishes) and not found.stuck


def _wishes(said: str, held: Held) -> list[Wish] | None:
    """The wishes of a sentence in which nothing is passed over."""
    if found := firmly(said, held):
        return found
    text = mended(said, held)
    if found := _added(text, held):
        return found
    taken = take(text, held, following(held)) or exact(text, held, following(held))
    found = _with_rest(taken, held) if taken else None
    return found if isinstance(found, list) else None


def _with_rest(taken: Taken, held: Held) -> list[Wish] | Declined:
    """What was taken, and what is wished beside it. What else is said there explains it; unless it bids as a wish does."""
    rests = LED.sub("", taken.before), THAT_TOO.sub("", taken.behind)
    before, behind = ((rest, _read(rest, held) if rest.strip() else None) for rest in rests)
    for rest, found in (before, behind):
        if _is_refused(found, rest, held) or (isinstance(found, Declined) and asks(plain(rest))):
            return found
    around = [found if isinstance(found, list) else [] for _, found in (before, behind)]
    return [*around[0], *taken.wishes, *around[1]]


def _is_refused(found: list[Wish] | Declined | None, said: str, held: Held) -> bool:
    """Whether words ask for something that is declined; what else is not understood only tells something."""
    if not isinstance(found, Declined) or found.answered:
        return False
    text = mended(said, held).text
    return bids(text, held) or bool(beyond.vetoed(text))


def _added(text: Mended, held: Held, read: Callable = read_clauses) -> list[Wish] | None:
    """Sections that are wished along with what is to stand in them: "add a price list, drop in class £12"."""
    given = {one: _given(one, text.said, held).spans for one in SECTIONS if not held.part(one)}
    given = {section: spans for section, spans in given.items() if spans}
    for sections in (list(given), *([section] for section in given)):
        spans = [span for section in sections for span in given[section]]
        rest = _ENTRIES.sub(" ", without(text.said, spans))
        found = read(mended(rest, held).text, held)
        if isinstance(found, list) and any(wish.kind == "add" and wish.section in given for wish in found):
            return found
    return None


def _given(section: str, said: str, held: Held) -> Facts:
    """What a message gives for a section; words that are a wish of their own are none of it."""
    facts = facts_for(section, said)
    words = mended(facts.value, held).text
    wished = section == "about" and (bids(words, held) or isinstance(read_clauses(words, held), list))
    return Facts() if wished else facts


def _owned(wish: Wish, said: str, held: Held) -> Wish:
    """An added section with what the message gives for it."""
    if wish.kind != "add" or wish.rows or wish.value or not (facts := _given(wish.section, said, held)).spans:
        return wish
    parts = [plain(part) for row in facts.rows for part in row]
    unused = tuple(words for words in wish.unused if not any(part in words for part in parts))
    return replace(with_facts(wish, facts), unused=unused)


def _news(wishes: list[Wish], page: str) -> tuple[Wish, ...] | Declined:
    """The wishes without what is so already; of two about the same thing the last."""
    rows = [wish for wish in wishes if wish.kind == "add" and wish.rows]
    if len(rows) == 2 and rows[0].rows == rows[1].rows and rows[0].section != rows[1].section:
        wishes.remove(rows[1])  # "our rooms and their prices" are one list
    retold = {wish.section for wish in wishes if wish.kind == "rewrite"}
    wishes = [wish for wish in wishes if wish.kind != "remove" or wish.section not in retold]
    news, now = [], page
    for wish in {(wish.kind, wish.section, wish.what, wish.rows): wish for wish in wishes}.values():
        if rule := by_hand(wish, now):
            return Declined(beyond.BY_HAND.format(rule))
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
