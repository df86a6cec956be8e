"""Rules of entries: what an item costs, what comes to a list and goes from it, when it is open.

price(stretch of "pipe repair went the other way, 165") -> Read([Wish("price", "$165", what="Pipe repair")], …)
"""

import re
from functools import cache

from gdiff_core.document.outline import visible
from gdiff_core.nano.brief.words import key
from gdiff_core.nano.reading import Held, Said
from gdiff_core.nano.wishes import beyond
from gdiff_core.nano.wishes.cues import ENDED, IT, NEW, RELATION, REMOVED
from gdiff_core.nano.wishes.entries import NO_ENTRY, Rows, facts_for
from gdiff_core.nano.wishes.facts import costing, figure, opened, priced, repriced
from gdiff_core.nano.wishes.hours import NUMBERS, days
from gdiff_core.nano.wishes.lexer import Token, plain
from gdiff_core.nano.wishes.lexicon import trades
from gdiff_core.nano.wishes.mentions import is_item
from gdiff_core.nano.wishes.of_sections import removed
from gdiff_core.nano.wishes.stretch import SENTENCE, Read, Stretch, spans
from gdiff_core.records import Wish

COUNTS = {word: str(number) for number, word in enumerate(NUMBERS, 1)}
"""Numbers in words, and in figures."""
_BRIEFLY = re.compile(
    r"(?:and |so |but |now |please |then )*(?:it|that|this|they|make|put|now|costs?)\b(?! says)[^?]{0,40}\Z"
)
"""How an amount is said of what was spoken of before."""
_OTHER_PRICE = re.compile(
    r"\b(?:together|both|each|called|we call|call (?:it|that|now)|renamed?|instead of)\b|\b(?:per|for) (?:students|kids|two)\b|%|\b(?:up|down|off) by\b|\bby\s+[$£€\d]|\b(?:more|less|cheaper|extra|dearer|off)\b(?! these)"
)
"""What makes an amount another one than the price."""
_UNIT = re.compile(r"\s*(?:am|pm|min\w*|hours?|sec\w*|people|days?|weeks?|years?|st|nd|rd|th)\b|[:.]\d")
_HIRED = re.compile(
    r"\b(?:colleague|joins|joined|joining|hired|took on|new (?:teacher|coach|stylist|barber|trainer|chef|baker|nurse|dentist|vet|member of staff))\b"
)
_ONE_MORE = re.compile(r"\b(?:new|another|an?) (?!new )(?:\w+th )?(\w+)")
_ADDED_NAME = re.compile(r"\b(?:[Aa]dd|[Pp]ut|[Ii]nclude|[Nn]ew\b.{0,30}) [A-Z]")
_NAME_AND_ROLE = re.compile(
    r"\b(?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)\s*(?:,|\(|:|–|-|\bas\b|\bis\b)\s*(?:our |the |an? |new )*(?P<role>[^\W\d_][\w' -]{2,40}?)\s*(?=[,.;)\n]|\Z)"
)
_AMOUNT = re.compile(
    r"[$£€]\s?\d+(?:[.,]\d+)?|\d+(?:[.,]\d+)?\s?(?:[$£€]|(?:dollars?|bucks?|euros?|pounds?|quid)\b)"
)
_BEFORE = re.compile(
    r"(?i)\b(?:add|adding|new|forgot|my|list|there should be|there's|theres|there is|have|has|got|now|sell|offer|do|make|serve|bake|put|include|instead|menu|also|too|called|be|is|take)\b|[:.;!?(]"
)
_AROUND_THING = re.compile(
    r"(?i)\A(?:(?:an?|the|some|our|and|but|with|of) )+|[ ,]+(?:for|at|is|costs?|only|just|from)\Z"
)
_LEAD = re.compile(
    r"\A\W*(?:\w{0,2}|new|one|this|that|here|there)(?: one)?\Z|\b(?:we|i|they|it|is|are|list|menu|should|(?:up|down)(?: to| by)?\Z)\b"
)
_NOT_GOING = re.compile(r"\bnot (?:in|included|part|possible)\b")

# ---- prices and hours -------------------------------------------------------------------------------------------


def price(at: Stretch) -> Read | None:
    """ "pipe repair went the other way, 165"."""
    what = _item(at)
    now = [row for row in at.held.prices if visible(row.what) == what]
    if not now or _OTHER_PRICE.search(at.words) or re.search(r"\badd\b|\bnew\b(?! price)", at.words):
        return None
    there = at.items
    amounts = [
        token
        for token in at.all("money", "number")
        if not any(one.span[0] <= token.span[0] < one.span[1] for one in there)
    ]
    new = [one for one in amounts if not any(figure(one.text) == figure(row.value) for row in now)]
    if len(new) != 1 or _is_counted(new[0], at) or (not there and NEW.search(at.words)):
        return None
    at.spoken.entry = there[0].said if there else at.spoken.entry
    wish = costing(now[0].what, repriced(new[0].text, visible(now[0].value)))
    return Read([wish], spans(there, amounts))


def _item(at: Stretch) -> str:
    """The one item that is spoken of, or was before."""
    items = {one.said.words for one in at.items}
    entry = at.spoken.entry
    if not items and entry and is_item(entry, at.held) and _BRIEFLY.match(at.words):
        return entry.words
    return items.pop() if len(items) == 1 else ""


def _is_counted(amount: Token, at: Stretch) -> bool:
    """Whether a figure is one of something else: "40 minutes"."""
    return amount.tag == "number" and bool(_UNIT.match(at.message.text.text[amount.span[1] :]))


def opening(at: Stretch) -> Read | None:
    """ "we open sundays as well until christmas 10 am to 2 pm"."""
    asked = at.days
    if not asked and len(at.tokens) < 5 and at.has("closed"):
        asked = at.cut(0, at.start).days  # "no more Saturdays. Closed."
    if not asked or not at.has("time", "closed", "number", "clock") or at.has("money", "colour", "digits"):
        return None
    rows = [row for row in at.held.hours if (there := days(row.what)) and there <= asked]
    if not rows or frozenset().union(*(days(row.what) for row in rows)) != asked:
        return None
    wishes = opened(rows, at.words)
    return Read(wishes, at.used) if wishes else None


# ---- what comes -------------------------------------------------------------------------------------------------


def listed(at: Stretch) -> Read | None:
    """ "new on the list: Drain cleaning 95 bucks", "there's a Newborn session for $220"."""
    if not NEW.search(at.words) or beyond.topic(at.sentence, but=("vague", "pay", "pages")):
        return None
    named = [token.value for token in at.all("section", "single")]
    if len({token.value for token in at.all("section")}) > 1 and RELATION.search(at.words):
        return None  # of these one is to go elsewhere
    named += ["team"] if _is_hired(at) else []
    for section in dict.fromkeys([*named, "offer", "pricing"]):
        if _takes(section, at) and (rows := _rows(section, at)):
            return Read([list_wish(section, rows, at.held)], _full(section, at).used)
    return None


def list_wish(section: str, rows: Rows, held: Held) -> Wish:
    """The wish that entries come to a section."""
    said = ", ".join(" ".join(f"“{part}”" for part in row if part) for row in rows)
    spoken = f"“{held.heading(section)}” gets {said}"
    return Wish("list", section=section, rows=rows, spoken=spoken)


def _takes(section: str, at: Stretch) -> bool:
    """Whether a section that is there can get an entry in such words."""
    if section in ("hours", "about", "gallery"):
        return False
    hired = section != "team" or _is_hired(at) or _ADDED_NAME.search(at.original)
    return bool(hired) and any(one.section == section for one in at.held.entries)


def _is_hired(at: Stretch) -> bool:
    """Whether somebody new is spoken of: "Mo joins us", "a fourth artist called Mika"."""
    return bool(_HIRED.search(at.words)) or (
        any(map(is_role, _ONE_MORE.findall(at.words))) and bool(at.new_name())
    )


def _rows(section: str, at: Stretch) -> Rows:
    """The entries that come; none where one is there already, or is no thing."""
    original, sold = _in_figures(_full(section, at).original), section in ("offer", "pricing")
    if original.isupper():
        original = original.capitalize()
    rows = facts_for(section, original).rows or (_hired(original) if section == "team" else ())
    if sold and (not rows or any(_is_lead(what) for what, _ in rows)):
        rows = _sold(original)
    if any(plain(what) in at.message.known or (sold and _is_lead(what)) for what, _ in rows):
        return ()
    if any(one.whole for one in at.items):
        return ()
    now = visible(next((row.value for row in at.held.prices), "$"))
    return tuple((what, priced(said, now) if sold and said else said) for what, said in rows)


def _full(section: str, at: Stretch) -> Stretch:
    """With all that belongs to it: of somebody the sentence, of a question the answer."""
    if section == "faq":
        return at.cut(at.start, at.end + len(at.behind))
    stop = SENTENCE.search(at.behind) if section == "team" else None
    return at.cut(at.start, at.end + stop.start()) if stop else at


def _hired(original: str) -> Rows:
    """ "Priya, Violin teacher"."""
    found = _NAME_AND_ROLE.search(original)
    if not found or not is_role(found["role"].split()[-1]):
        return ()
    return ((found["name"], found["role"][:1].upper() + found["role"][1:]),)


def is_role(word: str) -> bool:
    """Whether a word is what people are: "coach", "teacher"."""
    return key(word.lower()) in _roles()


@cache
def _roles() -> frozenset[str]:
    return frozenset(map(key, trades()))


def _sold(original: str) -> Rows:
    """The one thing of which a price is said, and the price."""
    amounts = list(_AMOUNT.finditer(original))
    if len(amounts) != 1:
        return ()
    parts = [part.strip(" ,-–—") for part in _BEFORE.split(original[: amounts[0].start()])]
    what = next((part for part in reversed(parts) if re.search(r"[^\W\d_]{2}", part)), "")
    what = _AROUND_THING.sub("", what)
    return ((what[:1].upper() + what[1:], amounts[0][0]),) if what else ()


def _in_figures(said: str) -> str:
    """ "nine dollars" as "9 dollars"."""
    rule = rf"(?i)\b({'|'.join(COUNTS)})(?= (?:dollars?|bucks?|pounds?|quid|euros?)\b)"
    return re.sub(rule, lambda found: COUNTS[found[1].lower()], said)


def _is_lead(what: str) -> bool:
    """Whether words are no thing, but of the sentence around it."""
    return not what or len(what.split()) > 5 or bool(_LEAD.search(what.lower()))


# ---- what goes --------------------------------------------------------------------------------------------------


def gone(at: Stretch) -> Read | None:
    """ "take the single rose off the list", "it can go"."""
    words = re.sub(r"\"[^\"]*\"", lambda quote: "_" * len(quote[0]), at.words)
    for one in at.mentions:  # a "call out" does not go by its name
        begin, end = one.span[0] - at.start, one.span[1] - at.start
        words = words[:begin] + "_" * (end - begin) + words[end:] if one.exact else words
    if _NOT_GOING.search(words) or NO_ENTRY.search(words) or _is_beyond(at, words):
        return None
    cue, ended = bool(REMOVED.search(words)), bool(ENDED.search(words))
    texts = [one.said for one in at.mentions if one.said.section not in ("hours", "about", "")]
    if not at.mentions and not at.sections and (cue or ended):
        if _is_section_meant(at, words):
            return removed(at, at.spoken.section)
        texts = _spoken_of(at, words)
    told = (
        cue
        or _goes_on(at)
        or (ended and all(one.section == "offer" or is_item(one, at.held) for one in texts))
    )
    if not texts or not told:
        return None
    wishes = at.message.gone(texts, at.sections)
    at.spoken.left = None if wishes else at.spoken.left
    at.spoken.entry = texts[0]
    return Read(wishes, ((at.start, at.start), *spans(at.mentions), (at.end, at.end)))


def _is_beyond(at: Stretch, words: str) -> bool:
    """Whether words are about another matter, but for what the page calls so: "table flowers"."""
    for one in at.mentions:
        words = words.replace(plain(one.said.words), "")
    return bool(beyond.topic(words, but=("vague",)))


def _is_brief(words: str) -> bool:
    """Whether words point back: "it can go", "remove"."""
    return bool(IT.search(words)) or len(words.split()) < 3


def _is_section_meant(at: Stretch, words: str) -> bool:
    someone = at.spoken.left and REMOVED.search(words) and IT.search(words)
    one_of = re.search(r"\bone of (?:the|our|my)\b", at.ahead)
    return bool(at.spoken.section and _is_brief(words)) and not someone and not one_of


def _spoken_of(at: Stretch, words: str) -> list[Said]:
    """Who left, or the entry that was spoken of, unless one went already."""
    if at.spoken.left and REMOVED.search(words) and IT.search(words):
        return [at.spoken.left]
    went = any(wish.kind == "unlist" for wish in at.spoken.wishes)
    return [at.spoken.entry] if at.spoken.entry and _is_brief(words) and not went else []


def _goes_on(at: Stretch) -> bool:
    """Whether it only names one more: ", the seed roll and"."""
    last = at.spoken.last
    if not last or last.kind != "unlist" or not at.mentions or at.mentions[-1].span[1] < at.end - 1:
        return False
    ahead = at.cut(at.start, at.mentions[0].span[0]).words
    return bool(re.fullmatch(r"(?:and|or|nor|,)? ?(?:the |our |also )*", ahead))
