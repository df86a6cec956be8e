"""Clauses about facts: a price, opening hours, the phone number."""

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from gdiff_core.document.outline import visible
from gdiff_core.nano.reading import Row
from gdiff_core.nano.wishes.beyond import listed
from gdiff_core.nano.wishes.clause import Clause, Found
from gdiff_core.nano.wishes.hours import CLOSED, days, hours
from gdiff_core.nano.wishes.lexer import Token
from gdiff_core.nano.wishes.lexicon import words_of
from gdiff_core.records import Declined, Wish

_AROUND = ("set", "want", "is", "to", "from", "and", "on", "not", "place", "more", "less", "new", "all", "put", "for", "with", "colon",
           "instead", "replace", "some", "name", "move", "people", "ask", "out", "add", "num", "number", "till")  # fmt: skip
_OF_HOURS = ("day", "open", "closed", "clock", "time", "section", "adj", "drop")
_OF_PRICES = ("open", "price", "money", "cents", "raise", "lower", "item", "single", "take", "free", "write")
_OF_NO_PRICE = (
    "day", "time", "digits", "percent", "drop", "open", "closed", "quote", "link", "corners", "space", "ground",
)  # fmt: skip
_SMALL = ("and", "of", "up", "the", "a", "for", "in")
_NO_HOURS = "There are no opening hours on this page. Say “add opening hours”, then say when you are open."
_NO_NUMBER = "There is no phone number on this page. Say “add a phone button”; then it can be given yours."
_NO_LINE = (
    "A number has no line of its own in a contact form. Say “add a phone button”, with the number, or write it there "
    "in the editor."
)
_NO_PRICES = (
    "There are no prices on this page. Say “add a price list” to have some, then say what costs what."
)
_ALIKE = 84
"""How like two words are, of 100, of which one may be mistyped."""


# ---- hours --------------------------------------------------------------------------------------------------


def opening(clause: Clause) -> Found:
    """ "closed on sundays", "saturday till 4"."""
    shut = clause.has("not") and clause.has("open")
    timed = shut or clause.has("time", "number", "num", "clock", "closed")
    about = clause.has("day", "till", "time", "open", "closed") or clause.says("section", "hours")
    if not timed or not about or not clause.only(*_AROUND, *_OF_HOURS):
        return None
    if any(token.value != "hours" for token in clause.all("section")):
        return None
    if not clause.held.hours:
        return None if clause.has("add", "drop") else Declined(_NO_HOURS)
    return _hours(clause)


def _hours(clause: Clause) -> Found:
    """Of each day that is spoken of; of every day that the shop is open, if none is."""
    rows = {row: days(row.what) for row in clause.held.hours}
    asked = frozenset(int(day) for token in clause.all("day") for day in token.value)
    asked = asked or frozenset().union(*(found for row, found in rows.items() if row.value != CLOSED))
    shared = next((row for row, found in rows.items() if found & asked and not found <= asked), None)
    chosen = [row for row, found in rows.items() if found and found <= asked]
    if shared and not chosen:
        return Declined(
            f"On this page {shared.what} is one line, so a single day of it cannot be changed by words: "
            f"say the hours for {shared.what}, or give that day a line of its own in the editor."
        )
    if not chosen or shared:
        return Declined(
            f"There is no such line: the opening hours are for {listed([row.what for row in rows])}."
        )
    return opened(chosen, clause.text)


def opened(rows: Iterable[Row], words: str) -> list[Wish] | None:
    """The wishes for the hours that words say of some lines; None if they say none of one of them."""
    said = {row: hours(words, visible(row.value)) for row in rows}
    return [open_at(row, to) for row, to in said.items()] if all(said.values()) else None


def open_at(row: Row, to: str) -> Wish:
    """The wish for what a line of opening hours says."""
    return Wish("hour", to, what=row.what, spoken=f"{row.what} is {to}")


# ---- phone --------------------------------------------------------------------------------------------------


def phone(clause: Clause) -> Found:
    """ "our number is 555-0199 now"."""
    numbers = clause.all("digits")
    if not 1 <= len(numbers) <= 2 or not clause.only(*_AROUND, "phone", "digits", "section", "accent"):
        return None
    new = [token for token in numbers if clause.before(token) not in ("not", "from")] or numbers
    number = new[-1].text.strip()
    elsewhere = any(token.value not in ("cta", "contact") for token in clause.all("section"))
    if elsewhere or len(re.sub(r"\D", "", number)) < 6:
        return None
    wish = Wish("phone", number, spoken=f"the phone number becomes {number}")
    if clause.held.phone:
        return [wish]
    if clause.says("section", "contact") and re.search(
        r"\b(?:in|into|to|inside|within|under)\b", clause.text
    ):
        return Declined(_NO_LINE)
    shown = clause.has("add", "put", "want") or re.search(r"on (?:the page|there)", clause.text)
    if not shown and not clause.says("section", "cta"):
        return Declined(_NO_NUMBER)
    return [
        Wish("add", section="cta", what=clause.held.heading("cta"), spoken="a phone button is added"),
        wish,
    ]


# ---- price --------------------------------------------------------------------------------------------------


_OTHER_NAME = re.compile(r"\bcalled\b|\bwe call\b|\binstead of \d")
"""What an amount is said beside that is not all: another name, another size."""


def price(clause: Clause) -> Found:
    """ "sourdough is $9 now", "put the flat white up to 4.50"."""
    amounts = clause.all("money", "number", "cents", "num", "free")
    if not amounts or any(not token.text.startswith("start") for token in clause.all(*_OF_NO_PRICE)):
        return None
    if not clause.held.prices:
        return Declined(_NO_PRICES) if clause.has("money") and not clause.has("add") else None
    named = _named(clause)
    if _is_several(clause, amounts, named):
        return None
    if not named and not clause.has("money", "cents", "price", "raise", "lower", "item"):
        return None
    if (only := _CONDITION.search(clause.text)) and not _named(clause, only["only"]):
        return None  # "$5 for students" is no price for everybody
    if _OTHER_NAME.search(clause.text):
        return None
    row = _row(clause, named, amounts)
    if not isinstance(row, Row):
        return row
    value = _amount(clause, amounts, visible(row.value))
    return [costing(row.what, value)] if value else None


def costing(what: str, value: str) -> Wish:
    """The wish for what an item costs."""
    return Wish(
        "price", value, what=what, spoken=f"{visible(what)} {'is' if value == 'free' else 'costs'} {value}"
    )


def _is_several(clause: Clause, amounts: list[Token], named: dict[str, int]) -> bool:
    """Whether it gives two things a price each: "checkups are 75 and crowns 950"."""
    between = clause.between(amounts[0], amounts[-1]) if len(amounts) > 1 else ""
    return len(named) > 1 and bool(re.search(r"\band\b|,|&|[^\W\d_]{4,}", between))


def _row(clause: Clause, named: dict[str, int], amounts: list[Token]) -> Row | Declined | None:
    """The line that the clause is about."""
    rows, strange = clause.held.prices, _strange(clause, named)
    items = listed([*dict.fromkeys(visible(row.what) for row in rows)])
    if strange:
        return Declined(
            f"There is no “{' '.join(strange)}” with a price on this page. Prices are there for {items}."
        )
    found = _most_named(named)
    if len(found) > 1:
        return Declined(
            f"Which one: {' or '.join(map(visible, sorted(found)))}? Say its name with the new price."
        )
    return next((row for row in rows if row.what in found), None)


def _most_named(named: dict[str, int]) -> set[str]:
    """The items with most of their words said; all of them said goes first, and of those the longest name."""
    full = {what: count for what, count in named.items() if count == len(_content(what))}
    most = max((full or named).values(), default=0)
    return {what for what, count in (full or named).items() if count == most}


def _content(what: str) -> list[str]:
    return [word for word in words_of(visible(what)) if word not in _SMALL]


def _named(clause: Clause, text: str = "") -> dict[str, int]:
    """How many words of each item the clause, or that text of it, has; those with none are left out."""
    said = words_of(text or clause.text)
    items = {row.what for row in clause.held.prices}
    heard = {
        what: [word for word in _content(what) if any(_alike(word, one) for one in said)] for what in items
    }
    return {what: len(words) for what, words in heard.items() if words}


def _alike(word: str, other: str) -> bool:
    """The same word, whatever its number, or with a typing mistake."""
    one, two = (re.sub(r"(?<=..)(?:e?'?s|e)\Z", "", text) for text in (word, other))
    close = min(len(word), len(other)) >= 5 and word[0] == other[0] and fuzz.ratio(word, other) >= _ALIKE
    return one == two or close


def _strange(clause: Clause, named: dict[str, int]) -> list[str]:
    """Words that are of no item on the page, nor said of prices."""
    ours = {word for what in named for word in words_of(visible(what))}

    def is_known(token: Token) -> bool:
        of_prices = token.tag == "section" and token.value in ("offer", "pricing")
        if of_prices or token.tag in (*_AROUND, *_OF_PRICES):
            return True
        return all(any(_alike(word, other) for other in ours) for word in words_of(token.text))

    return [token.text for token in clause.tokens if not is_known(token)]


_CONDITION = re.compile(
    r"(?:\d|\bdollars?|\bbucks?|\bpounds?|\beuros?|\bfree) (?P<only>(?:for|if|when|with|before|after|per"
    r"|during|on|between) [^,.;]*)"
)
_RELATIVE = re.compile(
    r"\d(?:\s?(?:dollars?|bucks?|pounds?|euros?|cents?|pence|p))?\s+(?:more|less|cheaper|dearer|off|extra|higher"
    r"|lower|up|down)\b|\b(?:by|up|down)\s+(?=[$£€\d])(?!.*\b(?:to|is|at)\s+[$£€\d])"
)
_DOWN = re.compile(r"\b(?:less|cheaper|off|lower|down)\b")
_SIGNS = {"£": r"£|pound|quid|gbp", "€": r"€|euro|eur", "$": r"\$|dollar|buck|usd"}


def _amount(clause: Clause, amounts: list[Token], was: str) -> str:
    """The new price as the page writes prices; empty if it is not said."""
    new = [token for token in amounts if clause.before(token) not in ("from", "not")]
    new = [token for token in new or amounts[-1:] if token.tag != "num" or clause.has("price", "to")]
    if not new:
        return ""
    if new[-1].tag == "free":
        return "free"
    if new[-1].tag == "cents" or _RELATIVE.search(clause.text):
        return _shifted(new[-1], clause, was)
    return repriced(new[-1].value, was)


def _shifted(by: Token, clause: Clause, was: str) -> str:
    """The old price and more, or less."""
    old, step = figure(was), figure(by.text)
    if old is None or step is None:
        return ""
    step = step / 100 if by.tag == "cents" else step
    new = old - step if clause.has("lower", "less") or _DOWN.search(clause.text) else old + step
    return repriced(f"{new:.2f}".removesuffix(".00"), was) if new >= 0 else ""


def figure(text: str) -> float | None:
    """The number in a text: of "$4,50" 4.5."""
    found = re.search(r"\d+(?:[.,]\d+)?", text)
    return float(found[0].replace(",", ".")) if found else None


def priced(said: str, was: str) -> str:
    """An amount with the sign that was said, or the one that is there: "4.5" as "$4.50"."""
    figure = re.search(r"\d+(?:[.,]\d+)?", said)[0]
    figure += "0" if re.fullmatch(r"\d+[.,]\d", figure) else ""
    sign = next((sign for sign, words in _SIGNS.items() if re.search(words, said)), "")
    sign = sign or next((sign for sign in _SIGNS if sign in was), "$")
    return f"{figure} {sign}" if re.search(r"\d\s*€", was) else sign + figure


def repriced(said: str, was: str) -> str:
    """As `priced`, with what stands around the old amount: of "$30" and "from $25 a week" "from $30 a week"."""
    around = re.fullmatch(r"(from )?[$£€]?\s?\d[\d.,]*\s?[$£€]?( (?:an?|per|each)\b.*)?", was)
    return f"{around[1] or ''}{priced(said, was)}{around[2] or ''}" if around else priced(said, was)
