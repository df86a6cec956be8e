"""Clauses about facts: a price, opening hours, the phone number."""

import re
from itertools import pairwise

from rapidfuzz import fuzz

from gdiff_core.document.outline import visible
from gdiff_core.nano.reading import Row
from gdiff_core.nano.wishes.beyond import listed
from gdiff_core.nano.wishes.clause import Clause, Found
from gdiff_core.nano.wishes.hours import CLOSED, days, hours
from gdiff_core.nano.wishes.lexer import Token
from gdiff_core.nano.wishes.lexicon import words_of
from gdiff_core.records import Declined, Wish

_AROUND = ("set", "want", "is", "to", "from", "and", "on", "not", "place", "more", "less", "new", "all", "put", "for", "with", "colon", "instead", "replace", "some", "name", "move", "people", "ask", "out")  # fmt: skip
_ALWAYS = frozenset(range(1, 8))

# ---- hours --------------------------------------------------------------------------------------------------


def opening(clause: Clause) -> Found:
    """ "closed on sundays", "saturday till 4"."""
    own = [token for token in clause.all("section") if token.value == "hours"]
    timed = clause.has("time", "number", "num", "clock", "closed") or (clause.has("not") and clause.has("open"))
    about = clause.has("day", "till", "time") or clause.has("open", "closed") or bool(own)
    if not about or not timed or clause.has("money", "digits", "percent", "cents"):
        return None
    sections = [token for token in clause.all("section") if token.value != "hours"]
    if sections or not clause.only(*_AROUND, "day", "open", "closed", "till", "clock", "time", "number", "num", "section", "adj", "half", "drop", "add"):
        return None
    if clause.has("add", "drop") and not clause.held.hours:
        return None
    if not clause.held.hours:
        return Declined("There are no opening hours on this page. Say “add opening hours”, then say when you are open.")
    if _several(clause):
        return None
    return _hours(clause)


def _several(clause: Clause) -> bool:
    """Whether it speaks of several days, each with hours of its own."""
    pieces, now = [], []
    for token in clause.tokens:
        if token.tag == "and":
            pieces, now = [*pieces, now], []
        else:
            now = [*now, token.tag]
    told = [piece for piece in [*pieces, now] if "day" in piece and {"time", "number", "num", "closed", "clock"} & {*piece}]
    return len(told) > 1


def _hours(clause: Clause) -> Found:
    rows = {row: days(row.what) for row in clause.held.hours}
    asked = frozenset(int(day) for token in clause.all("day") for day in token.value)
    if not asked:
        asked = frozenset().union(*(found for row, found in rows.items() if row.value != CLOSED))
    chosen = [row for row, found in rows.items() if found and found <= asked]
    said = {row: hours(clause.text, visible(row.value)) for row in chosen}
    shared = next((row for row, found in rows.items() if found & asked and not found <= asked), None)
    if shared and not chosen:
        return Declined(
            f"On this page {shared.what} is one line, so a single day of it cannot be changed by words: "
            f"say the hours for {shared.what}, or give that day a line of its own in the editor."
        )
    if not chosen or shared:
        return Declined(f"There is no line for that day: the opening hours are for {listed([row.what for row in rows])}.")
    if not all(said.values()):
        return None
    return [Wish("hour", value, what=row.what, spoken=f"{row.what} says {value}") for row, value in said.items()]


# ---- phone --------------------------------------------------------------------------------------------------


def phone(clause: Clause) -> Found:
    """ "our number is 555-0199 now"."""
    numbers = clause.all("digits")
    if not numbers or not clause.only(*_AROUND, "phone", "digits", "section", "add", "accent"):
        return None
    if any(token.value not in ("cta", "contact") for token in clause.all("section")):
        return None
    number = numbers[-1].text.strip()
    if len(numbers) > 2 or len(re.sub(r"\D", "", number)) < 6:
        return None
    wish = Wish("phone", number, spoken=f"the phone number becomes {number}")
    if clause.held.phone:
        return [wish]
    if clause.has("section"):
        return [Wish("add", section="cta", what=clause.held.heading("cta"), spoken="a phone button is added"), wish]
    return Declined("There is no phone number on this page. Say “add a phone button”; then it can be given yours.")


# ---- price --------------------------------------------------------------------------------------------------


def price(clause: Clause) -> Found:
    """ "sourdough is $9 now", "put the flat white up to 4.50"."""
    since = [at for at, (one, other) in enumerate(pairwise(clause.tags)) if (one, other) == ("from", "day")]
    kept = tuple(token for at, token in enumerate(clause.tokens) if at not in since and at - 1 not in since)
    clause = Clause(kept, clause.held, clause.text)  # "from monday"
    amounts = clause.all("money", "number", "cents", "num", "free")
    if not amounts or clause.has("day", "time", "digits", "percent", "hex", "drop", "open", "closed", "quote", "link", "corners", "space", "ground"):
        return None
    priced = clause.has("money", "cents", "price", "raise", "lower") or clause.has("item") or bool(_named(clause))
    if not priced or not clause.held.prices:
        return _nothing_priced(clause) if clause.has("money") and not clause.has("add") else None
    row = _row(clause, amounts)
    if not isinstance(row, Row):
        return row
    value = _amount(clause, amounts, visible(row.value))
    return [Wish("price", value, what=row.what, spoken=f"{visible(row.what)} costs {value}")] if value else None


def _nothing_priced(clause: Clause) -> Declined:
    return Declined("There are no prices on this page. Say “add a price list” to have some, then say what costs what.")


def _row(clause: Clause, amounts: list[Token]) -> Row | Declined | None:
    """The line that the clause is about."""
    named, rows = _named(clause), clause.held.prices
    strange = _strange(clause, named)
    full = {row.what for row in rows if named.get(row.what, 0) == len(_content(row.what))}
    most = max(named.values(), default=0)
    found = full or {what for what, count in named.items() if count == most}
    if not found and not strange:
        old = [row for row in rows if len(amounts) > 1 and _figure(row.value) == _figure(amounts[0].text)]
        found = {row.what for row in old}
    if len(found) > 1:
        longest = max(len(_content(what)) for what in found)
        found = {what for what in found if len(_content(what)) == longest} if full else found
    if len(found) == 1 and not strange:
        return next(row for row in rows if row.what in found)
    priced = listed([*dict.fromkeys(visible(row.what) for row in rows)])
    if found and not strange:
        return Declined(f"Which one: {' or '.join(map(visible, sorted(found)))}? Say its name with the new price.")
    if strange and not clause.has("add"):
        return Declined(f"There is no “{' '.join(strange)}” with a price on this page. Prices are there for {priced}.")
    return None if not strange else Declined(f"A new line has to go in by the editor. By words a price that is there can be changed: {priced}.")


def _content(what: str) -> list[str]:
    return [word for word in words_of(visible(what)) if word not in ("and", "of", "up", "the", "a", "for", "in")]


def _named(clause: Clause) -> dict[str, int]:
    """How many words of each item the clause has; those with none are left out."""
    said = words_of(clause.text)
    counts = {row.what: sum(any(_alike(word, other) for other in said) for word in _content(row.what)) for row in clause.held.prices}
    return {what: count for what, count in counts.items() if count}


def _alike(word: str, other: str) -> bool:
    """The same word, whatever its number, or with a typing mistake."""
    stems = [text.removesuffix("s").removesuffix("'").removesuffix("e") if len(text) > 2 else text for text in (word, other)]
    if stems[0] == stems[1]:
        return True
    return min(len(word), len(other)) >= 5 and word[0] == other[0] and fuzz.ratio(word, other) >= 84


def _strange(clause: Clause, named: dict[str, int]) -> list[str]:
    """Words that are of no item on the page, nor said of prices."""
    known = (*_AROUND, "price", "money", "number", "cents", "num", "raise", "lower", "till", "item", "out", "single", "stop", "take", "add", "people", "praise", "free", "write")
    items = {word for what in named for word in words_of(visible(what))}
    sections = ("offer", "pricing")
    return [
        token.text
        for token in clause.tokens
        if token.tag not in known
        and not (token.tag == "section" and token.value in sections)
        and not all(any(_alike(word, other) for other in items) for word in words_of(token.text))
    ]


def _figure(text: str) -> float | None:
    found = re.search(r"\d+(?:[.,]\d+)?", text)
    return float(found[0].replace(",", ".")) if found else None


def _amount(clause: Clause, amounts: list[Token], was: str) -> str:
    """The new price as the page writes prices."""
    at = {token: clause.tokens.index(token) for token in amounts}
    before = {token: clause.tokens[at[token] - 1].tag if at[token] else "" for token in amounts}
    new = [token for token in amounts if before[token] not in ("from", "not") and not (token.tag == "num" and not clause.has("price", "to"))]
    if not new:
        return ""
    token, text = new[-1], clause.text
    if token.tag == "free":
        return "free"
    by = re.search(r"\b(?:by|up|down)\s+(?=[$£€\d])", text) and not re.search(r"\b(?:to|is|at)\s+[$£€\d]", text)
    behind = re.search(r"\d(?:\s?(?:dollars?|bucks?|pounds?|euros?|cents?|pence|p))?\s+(more|less|cheaper|dearer|off|extra|higher|lower|up|down)\b", text)
    if token.tag == "cents" or by or behind:
        return _shifted(token, clause, was, behind[1] if behind else "")
    return _like(token.text if token.tag != "num" else token.value, was)


def _shifted(token: Token, clause: Clause, was: str, how: str) -> str:
    old, by = _figure(was), _figure(token.text)
    if old is None or by is None:
        return ""
    by = by / 100 if token.tag == "cents" else by
    down = how in ("less", "cheaper", "off", "lower", "down") or clause.has("lower", "less") or bool(re.search(r"\bdown\b", clause.text))
    new = old - by if down else old + by
    return _like(f"{new:.2f}".removesuffix(".00"), was) if new >= 0 else ""


def _like(said: str, was: str) -> str:
    """An amount with the sign that was said, or the one that is there: "4.5" as "$4.50"."""
    figure = re.search(r"\d+(?:[.,]\d+)?", said)[0]
    figure += "0" if re.fullmatch(r"\d+[.,]\d", figure) else ""
    signs = {"£": r"£|pound|quid|gbp", "€": r"€|euro|eur", "$": r"\$|dollar|buck|usd"}
    sign = next((sign for sign, words in signs.items() if re.search(words, said)), "")
    sign = sign or next((sign for sign in signs if sign in was), "$")
    return f"{figure} {sign}" if re.search(r"\d\s*€", was) else sign + figure
