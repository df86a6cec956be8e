"""Entries of a section in the person's own words: a price, opening hours, somebody of the team, a question, a review.

    facts_for("team", "we've a new stylist Mo, he does colour") -> Facts((("Mo", "Colour"),), …)

They come to a section that is there, or with one that is added. An entry that is there can go.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from gdiff_core.nano.brief.facts import read_facts
from gdiff_core.nano.brief.hours import read_hours
from gdiff_core.nano.reading import Held
from gdiff_core.nano.wishes.exact import Anchor, anchors, sentences
from gdiff_core.nano.wishes.lexer import Mended, meaningful, plain, tokens
from gdiff_core.nano.wishes.verbatim import Follows, Taken
from gdiff_core.records import Declined, Span, Wish

Rows = tuple[tuple[str, str], ...]
_SIGNED = r"[$£€]\s?\d+(?:[.,]\d+)*"
_COUNTED = r"\d+(?:[.,]\d+)*\s?(?:€|dollars?|bucks?|pounds?|quid|euros?)(?!\w)"
_AMOUNT = re.compile(
    rf"{_SIGNED}|{_COUNTED}|(?:(?<=\bat )|(?<=\bis )|(?<=\bits )|(?<=\bit's )|(?<=\bcosts )|(?<=\bfor ))\d+(?:\.\d\d?)?(?![\d%.:]| ?(?:am|pm|o'?clock|years?|min|hour|days?|people|to|till?|-))",
    re.I,
)
_BARE = re.compile(
    rf"{_SIGNED}|{_COUNTED}|(?<![\w.:-])(?<!\d )\d+(?:[.,]\d+)?(?![\w%:-]| \d| ?(?:am|pm|min|hour|day|week|year|people|class))",
    re.I,
)
_CHUNK = re.compile(r"[^,;:\n!?()]*?(?=[,;:\n!?()]|\.(?!\d)|\s(?:and|plus|also|but)\s|\Z)", re.I)
_LISTED = re.compile(r"[^,;\n!?]+?(?=[,;\n!?]|\.(?!\d)|\Z)")
_NO_PRICE = re.compile(
    r"\b(?:isn't|not|open|opens|close|closes|closed|until|till|since|years?|phone|number|call|ring|street|road)\b",
    re.I,
)
_PER = re.compile(
    r"\s?(?:/|per |an? |each\b|pp\b)\s?(?:hour|month|year|day|night|week|head|person|session|lesson|class|hr|mo|kg|lb)?\b",
    re.I,
)
_LEAD = re.compile(
    r"(?i)\A(?:(?:also|and|pls|plz|kindly|hi|hello|hey|ok|so|we|we've|we're|we'll|i|they|you|can|could|please|should|would|put|add|adding|list|include|got|get|have|has|do|does|doing|offer|offering|sell|selling|charge|took|taken|started|bake|make|serve|stock|a|an|the|our|my|some|new|now|called|named|with|to|in|on|for|is|it's|there's|there|here|thing|things|too|like|prices? (?:for|of)|prices?|price ?list|pricing|menu|list|line|item|row|section|one|another|of|all|these|as|follows)\s+)+(?=\w)"
)
_TRAIL = re.compile(
    r"(?i)(?:\s*(?:[-–—:=]|\b(?:is|are|at|for|costs?|it's|its|now|too|also|will be|would be|should be|from|only|just|goes for|priced|on|please|missing))\s*)+\Z"
)
_SIGNS = {"$": "dollars?|bucks?|usd", "£": "pounds?|quid|gbp", "€": "euros?|eur|€"}
_MOST_WORDS = 6
_QUESTION = (
    r"(?:do|does|did|can|could|is|are|what|what's|where|when|how|who|why|will|have|has|should|may|which)"
)
_ASKED = re.compile(
    rf"(?:\A|(?<=[\s:;,.?!\"“]))(?P<q>{_QUESTION}\s(?:you|i|we|it|there|they|the|my|your|long|much|many|old|far|a|to|is|are|do|does|can|people|kids|dogs|[a-z]+)\b[^?\n]*?)"
    r"(?:\?[\"”]?\s*[-–—:]?|\s+[-–—]+\s+|\s*:\s|,?\s+(?:and )?(?:the )?answer(?:'s| is| being|:)\s*)\s*(?:(?:and )?(?:the )?answer(?:'s| is|:)\s*|a:\s*)?[\"“]?(?P<a>[^?\n]+)",
    re.I,
)
_TOLD = re.compile(
    r"(?:is|that's|thats|which is|this is) what|(?:people|everyone|everybody|they) (?:keep|always|ask)|(?:please|can you|could you|add|put)\b",
    re.I,
)
"""No answer, but why the question is spoken of."""
_NO_NAME = r"(?!(?:The|Our|We|I|I'm|I've|We've|Add|Put|Please|Can|Could|Hi|Hello|It|It's|She|He|They|And|Also|Say|New|Yes|No|Everyone|With|Team|Staff|Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:[a-z]*day)?s?\b)"
_NAME = rf"(?:Dr\.? )?{_NO_NAME}[A-Z][\w'’-]+(?: {_NO_NAME}[A-Z][\w'’-]+)?"
_NO_BID = r"(?!(?:show|put|add|write|make|change|please|pls|can|could|use|keep)\b)"
_INTO = r"(?:\s+(?:to|in|into|on|with) (?:the|our|a) [a-z]+(?: section| page| list)?(?: with me)?)?"
_DOES = r"(?:does|is|are|will do|runs|handles|works as|looks after|takes care of|'s|s)"
_PERSON = re.compile(
    rf"(?P<name>\b{_NAME}){_INTO}(?:\s*[,;:.–—-]\s*|\s+)(?:(?:who|she|he|they|and (?:she|he|they))(?:\s*[’']?\s*))?"
    rf"(?:\(?(?P<verb>{_DOES}|teaches|makes|cuts|bakes|fixes|sings|serves|cooks|brews)\s+)(?:our |the |a |an |all |all the )?(?P<role>{_NO_BID}[a-z][\w' &-]*)"
)
_PERSON_AS = re.compile(
    rf"(?P<name>\b{_NAME}){_INTO}\s*(?:,|\(|\bas\b|–|-|:)\s*(?:our |the |a |an )?(?P<role>{_NO_BID}[a-z][\w' &-]{{2,40}})"
)
_PERSON_IN = re.compile(
    rf"\b(?:[Aa]dd|[Pp]ut|[Ii]nclude|[Ll]ist) (?P<name>{_NAME}),? (?P<role>[a-z][\w' &-]{{2,30}}?) (?:to|on|in|into|onto|with) (?:the|our) (?:team|staff|crew)"
)
_ROLE_FIRST = re.compile(
    rf"\b(?:new|another|our|the|a|an)\s+(?P<role>[a-z]{{3,}}(?: [a-z]{{3,}}){{0,2}}),?\s+(?:called |named |is )?(?P<name>{_NAME})\b"
)
_DAY = (
    r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?s?|week ?days?|week ?ends?|every ?day|daily"
)
_DAYS = re.compile(rf"\s*((?:{_DAY})(?:\s*(?:,|&|\+|and|to|-|–|/)\s*(?:{_DAY}))*)\b:?\s*(?=\S)", re.I)
_OPEN = re.compile(r"(?:(?:we|it|they)?(?:'re| are|'s| is)?\s*\bopen(?:ed)?\s*(?:from|on)?\s*)?\Z", re.I)
_STREET = re.compile(
    r"\b(?:[A-Z][\w'’-]+ )+(?:Street|Road|Lane|Avenue|Square|Way|Close|Court|Quay|Hill|St|Rd|Ave) \d{1,4}[a-z]?\b"
)
"""With the number behind it."""
_QUOTE = r"[\"“](?P<quote>[^\"”\n]{3,200})[\"”]"
_REVIEWS = (
    re.compile(
        rf"(?P<name>\b{_NAME})(?: [a-z]+){{0,4}}?\s*(?:said|says|wrote|writes|told us|put|:)\s*[:,]?\s*{_QUOTE}"
    ),
    re.compile(rf"{_QUOTE}\s*[,(–—-]*\s*(?:by|from|said|says|that's|was|is from)?\s*(?P<name>{_NAME})"),
    re.compile(rf":\s*(?P<quote>[^\"“\n:]{{3,200}}?)\s*[,(–—-]+\s*(?:by|from|said|says)\s+(?P<name>{_NAME})"),
)


class Facts(NamedTuple):
    """What of a message goes into a section, and where it was read."""

    rows: Rows = ()
    value: str = ""
    """An address, a phone number, a text."""
    spans: tuple[Span, ...] = ()


def facts_for(section: str, said: str) -> Facts:
    """What a message gives of its own for a section; nothing if it does not, or for one that holds no facts."""
    read = _READERS.get(section)
    return read(said) if read else Facts()


def without(said: str, spans: Iterable[Span]) -> str:
    """The message without what was read from it."""
    for start, end in sorted(spans, reverse=True):
        said = f"{said[:start]},{said[end:]}"
    return said


def _prices(said: str) -> Facts:
    """Of each stretch between commas and the like the amount, and what it is for; what has none names the next one's."""
    amount = _BARE if _AMOUNT.search(said) or re.search(r"(?i)\bprices?\b|price ?list", said) else _AMOUNT
    rows, spans, before = [], [], (0, "")
    for chunk in _CHUNK.finditer(said):
        if not chunk[0].strip() or _NO_PRICE.search(chunk[0]):
            continue
        found = next(amount.finditer(chunk[0]), None)
        if not found:
            before = (chunk.start(), chunk[0])
            continue
        ahead, behind = (
            chunk[0][: found.start()],
            re.match(r"\s+(?:for|a|an|per)\s+(?:an? |the )?(.+)", chunk[0][found.end() :]),
        )
        start, end = chunk.start() + len(ahead) - len(ahead.lstrip()), chunk.start() + found.end()
        what = _thing(ahead)
        if not what and before[1]:
            what, start, behind = _thing(before[1]), before[0], None
        elif not what and behind:
            what, end = _thing(behind[1]), end + behind.end(1)
        elif unit := _PER.match(said, end):
            end = unit.end() if unit[0].strip() not in ("a", "an") else end
        before = (0, "")
        if what and len(what.split()) <= _MOST_WORDS:
            rows.append(
                (what, _sign(found[0], said) + said[chunk.start() + found.end() : end] * (not behind))
            )
            spans.append((start, end))
    return Facts(tuple(rows), "", tuple(spans))


def _thing(words: str) -> str:
    """What a price is of, as a page lists it."""
    words = _TRAIL.sub("", words.strip(" \t\"'“”"))
    words = re.sub(
        r"(?i)\s+(?:on|to|in|into|with|under|from) (?:the|our|there)\b.*|\s+(?:is|are) missing\b.*|\A(?:they're|they are|they|it's|it is|it|that's|theyre)\Z",
        "",
        words,
    )
    while (shorter := _LEAD.sub("", words)) != words:
        words = shorter
    return words[:1].upper() + words[1:] if re.search(r"[^\W\d_]", words) else ""


def _sign(price: str, said: str) -> str:
    """ "30 dollars" as a page writes it, "$30"; a bare figure gets the sign of the others."""
    figure = re.search(r"\d+(?:[.,]\d+)*", price)[0]
    figure += "0" if re.fullmatch(r"\d+[.,]\d", figure) else ""
    for text in (price, said):
        for sign, words in _SIGNS.items():
            if re.search(rf"\d\s?(?:{words})|{re.escape(sign)}\s?\d", text, re.I):
                return sign + figure
    return figure


def _hours(said: str) -> Facts:
    if (found := read_hours(said)).rows:
        spans = tuple((_OPEN.search(said, 0, start).start(), end) for start, end in found.spans)
        return Facts(found.rows, "", spans)
    rows = [
        (chunk, day)
        for chunk in _LISTED.finditer(said)
        if (day := _DAYS.match(chunk[0])) and re.search(r"\d|closed|shut|noon", chunk[0])
    ]
    return Facts(
        tuple((_thing(day[1]), chunk[0][day.end() :].strip()) for chunk, day in rows),
        "",
        tuple(chunk.span() for chunk, _ in rows),
    )


def _address(said: str) -> Facts:
    found = read_facts(said)
    address = found.address or next((street[0] for street in _STREET.finditer(said)), "")
    at = said.find(address)
    return Facts((), address, ((at, at + len(address)),)) if address else Facts()


def _phone(said: str) -> Facts:
    found = read_facts(said).phone or next(
        iter(re.findall(r"(?<![\w$£€.,-])\d{3}[- ]\d{4}(?![\w-])", said)), ""
    )
    at = said.find(found)
    return Facts((), found, ((at, at + len(found)),)) if found else Facts()


def _questions(said: str) -> Facts:
    """Questions with their answers; what goes on behind one answer is asked anew at the next sentence."""
    rows, spans = [], []
    paired = list(_PAIRED.finditer(said)) if _QUESTIONS.search(said) else []
    if len(paired) > 1:
        return Facts(
            tuple(
                (_sentence(_LEADING.sub("", one["q"]), "?"), _sentence(one["a"] or one["b"], "."))
                for one in paired
            ),
            "",
            tuple((one.start("q") + _lead_of(one["q"]), one.end()) for one in paired),
        )
    for at, sentence in _sentences(said):
        if (found := _ASKED.search(sentence)) and not _TOLD.match(found["a"]):
            rows.append((_sentence(found["q"], "?"), _sentence(found["a"], ".")))
            spans.append((at + found.start("q"), at + found.end("a")))
    return Facts(tuple(rows), "", tuple(spans))


_PAIRED = re.compile(
    r"(?:\A|(?<=[,;/:.\n?-]\s)|(?<=[/;])|(?<=[)?]\s))\s*(?P<q>[^\W\d_][^()=/;\n.!?]{2,80}?)\s*\??\s*(?:\((?P<a>[^()\n]{2,160})\)|=+>?\s*(?P<b>[^=/;\n.!?]{2,160}))"
)
"""A question with its answer in brackets, or behind "="."""
_LEADING = re.compile(r".*(?:\s[-–—]|:)\s")
_QUESTIONS = re.compile(r"(?i)\b(?:questions?|faqs?|q ?(?:&|and) ?a|asks?|asking)\b")


def _lead_of(question: str) -> int:
    lead = _LEADING.match(question)
    return lead.end() if lead else 0


def _sentences(said: str) -> Iterator[tuple[int, str]]:
    """Stretches up to a full stop, and where they begin; a question keeps its answer."""
    at = 0
    for end in re.finditer(r"[.!;\n]+(?=\s|\Z)|\Z", said):
        if said[at : end.start()].strip():
            yield at, said[at : end.start()]
        at = end.end()


def _sentence(words: str, mark: str) -> str:
    words = words.strip(" \"“”'-–—:,.;")
    return f"{words[:1].upper()}{words[1:]}{'' if words[-1:] in '.!?' else mark}"


def _people(said: str) -> Facts:
    rows: dict[str, str] = {}
    spans = []
    for rule in (_PERSON_IN, _PERSON, _PERSON_AS, _ROLE_FIRST):
        for found in rule.finditer(said):
            if found["name"] in rows or any(a < found.end() and found.start() < b for a, b in spans):
                continue
            verb = found.groupdict().get("verb") or ""
            role = re.split(
                r"\s+(?:and (?=he|she|they|then|[A-Z])|then|on|since|from|too|as well|with me|now|joined|so)\b",
                found["role"],
            )[0]
            role = re.sub(r"^(?:new|another|first|second|third|fourth) | (?:called|named|is)$", "", role)
            role = f"{verb} {role}" if verb and not re.fullmatch(_DOES, verb) else role
            rows[found["name"]] = role[:1].upper() + role[1:].strip()
            spans.append(found.span())
    return Facts(tuple(rows.items()), "", tuple(spans))


def _reviews(said: str) -> Facts:
    for rule in _REVIEWS:
        if found := list(rule.finditer(said)):
            return Facts(
                tuple((one["quote"].rstrip("."), one["name"]) for one in found),
                "",
                tuple(one.span() for one in found),
            )
    return Facts()


# ---- in and out of a section --------------------------------------------------------------------------------

_ADDS = re.compile(
    r"\b(?:add(?:ed|ing)?|put|include|list|also|too|new|another|missing|hired|joined|joins|joining|started|starts|welcome|took on|taken on|we've got|now do|now have|now sell|now offer|should have|show|mention|be on there|on the list|as well|we have|we've)\b",
    re.I,
)
_DROPS = r"\b(?:remove|removing|delete|drop|get rid of|lose|scrap|cut|strike|bin|take(?: out| off| away| down)?|kick out|erase|ditch)\b"
_GONE = r"\b(?:(?:do not|don't|dont|does not|doesn't|doesnt|no longer|not|never|stop(?:ped)?)(?: \w+)? (?:do|does|doing|sell|selling|offer|offering|make|making|serve|serving|have|having|stock|bake|baking)|no more|stopped|finished with|done with)\b"
_OFF = r"(?:take|taken?|remove|delete|drop|get|cut|lose|bin)\b(?: (?:it|them|her|him|that|those|this|one|the one|please|name|the|out|off|away|down|of|there|rid|from|her name|his name|list|menu|page|site|board))*"
_STRUCK = (
    rf"{_DROPS}(?! price| cost)[^.!?;,\n\"ǁ]{{0,25}}ǁ+",
    rf"{_GONE}[^.!?;\n\"ǁ]{{0,20}}ǁ+(?:[^.!?;\nǁ]{{0,20}}?[.,;]? (?:so |and |please |can you |could you )*{_OFF})?(?: any ?more| any longer)?",
    rf"ǁ+[^.!?;\nǁ]{{0,40}}[.,;!]? ?(?:and |so |please |can you |could you |you can |just )*\b{_OFF}",
    r"ǁ+\s(?:is|are|has|have|can|should|must|needs to|has to)(?: been| be)? (?:finished|gone(?! up| down)|go|discontinued|off the \w+|no more|removed|deleted|dropped|taken (?:off|out|down))\b",
)
NO_ENTRY = re.compile(
    r"\b(?:price of|prices? (?:for|on|from)|cost of|photo|picture|colour|word|spelling|first|move|bigger|smaller)\b"
)
_ONE_OF_TWO = "“{what}” stands in {places}: say in which one."
_LAST_ONE = "“{what}” is all that “{heading}” has. Say “remove {heading}” to take the section out."


def listed_in(mended: Mended, held: Held) -> tuple[Wish, tuple[Span, ...]] | None:
    """Entries of a message that come to a section which is there, and where they were read; None if it adds none."""
    said = mended.said
    if not _ADDS.search(said):
        return None
    named = [
        token.value
        for token in tokens(mended.text, held)
        if token.tag in ("section", "single") and held.part(token.value)
    ]
    for section in dict.fromkeys([*named, *(part.id for part in held.parts)]):
        there = [entry for entry in held.entries if entry.section == section]
        if not there or section == "hours" or (section not in named and section not in _SURE):
            continue
        known = {plain(row.what) for row in held.prices} | {plain(text.words) for text in held.texts}
        facts = facts_for(section, said)
        rows = tuple(
            row
            for row in facts.rows
            if not any({*plain(row[0]).split()} <= {*words.split()} for words in known)
        )
        if any(_RAISED.search(what) for what, _ in rows):
            return None  # another price for what is not there
        if rows and not re.search(_DROPS, plain(without(said, facts.spans))):
            signs = [row.value for row in held.prices]
            if section in _SURE and signs:
                rows = tuple(
                    (what, _sign(price, signs[0]) if re.fullmatch(r"[\d.,]+", price) else price)
                    for what, price in rows
                )
            wish = Wish(
                "list", section=section, rows=rows, spoken=f"“{held.heading(section)}” gets {_spoken(rows)}"
            )
            return wish, facts.spans
    return None


_RAISED = re.compile(r"\b(?:down|up)(?: to)?\Z", re.I)
_SURE = ("offer", "pricing")
"""What a price goes into where no section is named."""


def _spoken(rows: Rows) -> str:
    return ", ".join(" ".join(f"“{part}”" for part in row if part) for row in rows)


def struck(mended: Mended, held: Held, follows: Follows) -> Taken | Declined | None:
    """An entry that is to go; None if there is none."""
    if NO_ENTRY.search(mended.text):
        return None
    named = [token for token in tokens(mended.text, held) if token.tag == "section"]
    texts = [
        text
        for text in held.texts
        if re.search(r"[^\W\d_]{2}", text.words)
        and any(
            entry.span[0] <= text.span[0] < entry.span[1] and entry.section != "hours"
            for entry in held.entries
        )
    ]
    found_there = anchors(mended, held, texts)
    for anchor in found_there:
        text, (start, end) = mended.text, anchor.span
        if any(
            token.span[0] <= start and end <= token.span[1] and token.span != anchor.span for token in named
        ):
            continue  # a word of a section's heading
        joined = _joined(anchor, found_there, text)
        start, end = joined[0].span[0], joined[-1].span[1]
        marked = text[:start] + "ǁ" * (end - start) + text[end:]
        for rule in _STRUCK:
            if (found := re.search(rule, marked)) and not _is_of_section(found, text, held):
                wishes = [_gone(one, mended, held) for one in joined]
                refused = next((wish for wish in wishes if isinstance(wish, Declined)), None)
                return (
                    refused
                    or _unless_all(tuple(wishes), held)
                    or Taken(tuple(wishes), *mended.beside(*found.span()))
                )
    return None


def _joined(anchor: Anchor, others: list[Anchor], text: str) -> list[Anchor]:
    """An entry with those that are named in one breath with it, in order: "the seed roll and the cinnamon roll"."""
    joined, grown = [anchor], True
    while grown:
        grown = False
        for other in others:
            ahead, behind = text[other.span[1] : joined[0].span[0]], text[joined[-1].span[1] : other.span[0]]
            if other.whole and _AND.fullmatch(ahead):
                joined, grown = [other, *joined], True
            elif other.whole and _AND.fullmatch(behind):
                joined, grown = [*joined, other], True
    return joined


_AND = re.compile(r"(?:s\b)?(?:\s*,|\s+(?:and|or|&|plus|nor)\b)+\s*(?:also |the |our |both )*")


def _unless_all(wishes: tuple[Wish, ...], held: Held) -> Declined | None:
    """Why a section's entries cannot all go; None if one stays."""
    for wish in wishes:
        there = sum(entry.section == wish.section for entry in held.entries)
        if len(wishes) > 1 and sum(other.section == wish.section for other in wishes) >= there:
            heading = held.heading(wish.section)
            return Declined(
                f"That is all that “{heading}” has. Say “remove {heading}” to take the section out."
            )
    return None


def _is_of_section(found: re.Match, text: str, held: Held) -> bool:
    """Whether it is a section that is to go, spoken of behind it: "sat 8 till 1. And drop the map"."""
    behind = [token for token in meaningful(tokens(text[found.end() :], held)) if token.tag != "all"][:1]
    return bool(
        re.search(r"(?:drop|remove|delete|cut|lose|bin|take|get)(?: the| our)?\s*\Z", text[: found.end()])
    ) and [token.tag for token in behind] == ["section"]


def _gone(anchor: Anchor, mended: Mended, held: Held) -> Wish | Declined:
    homes = [
        entry
        for entry in held.entries
        if any(
            text.words == anchor.said.words and entry.span[0] <= text.span[0] < entry.span[1]
            for text in held.texts
        )
    ]
    named = {token.value for token in tokens(mended.text, held) if token.tag == "section"}
    if len(homes) > 1:
        homes = [entry for entry in homes if entry.section in named]
    if len(homes) != 1:
        places = " and ".join(
            f"“{held.heading(entry.section)}”" for entry in held.entries if anchor.said.words in entry.words
        )
        return Declined(_ONE_OF_TWO.format(what=anchor.said.words, places=places))
    (entry,) = homes
    heading = held.heading(entry.section)
    if sum(other.section == entry.section for other in held.entries) < 2:
        return Declined(_LAST_ONE.format(what=anchor.said.words, heading=heading))
    return Wish(
        "unlist",
        section=entry.section,
        what=entry.words,
        spoken=f"“{anchor.said.words}” is taken out of “{heading}”",
    )


# ---- of a section that comes ---------------------------------------------------------------------------------

_TEXT = re.compile(
    r"\b(?:about us|about me|who we are(?: and what we do)?|how (?:we|it|i) (?:all )?started|our (?:own )?story|our history|about(?: us)? (?:section|text|bit|part|page|paragraph)|paragraph about us|an about)\b"
    r"(?:(?: to)?\s*[?:.,;–—-]+|\s+(?:saying|that says|which says|to say|with the text))\s*(?P<v>[^\n]{8,})",
    re.I,
)
_NO_TEXT = re.compile(
    r"(?:and|also|then|or|but|please|thanks?|thx|that|which|because|so|at the|in the|above|below|under|after|before|as|to|for|like|can|could|would|if|it|people|customers)\b",
    re.I,
)
"""What no text begins with that is to stand on the page."""


def _text(said: str) -> Facts:
    found = _TEXT.search(said)
    if not found or _NO_TEXT.match(found["v"].lstrip('"“')):
        return Facts()
    return Facts((), sentences(found["v"]), (found.span("v"),))


_LIST = re.compile(
    r"(?i)\b(?:what (?:you|guests|people|clients|customers) (?:can )?get|what(?:'s| is) included|what we (?:do|offer|sell|make|serve)|services|products|treatments|offers?)\b[^:\n.!?]{0,20}:\s*(?P<v>[^\n.!?]+)"
)


def _offers(said: str) -> Facts:
    """Prices, or three things and more that are only listed."""
    found = _LIST.search(said)
    rows: dict[str, str] = {}
    for chunk in re.split(r",\s*(?:and )?|\s+and\s+(?=[^,]*\Z)|\s*[/;•]\s*", found["v"]) if found else ():
        price = _AMOUNT.search(chunk)
        what = _thing(chunk[: price.start()] if price else chunk)
        if not what or len(what.split()) > _MOST_WORDS:
            return _prices(said)
        rows[what] = _sign(price[0], said) if price else ""
    return Facts(tuple(rows.items()), "", (found.span("v"),)) if len(rows) > 2 else _prices(said)


_READERS: dict[str, Callable[[str], Facts]] = {
    "about": _text,
    "offer": _offers,
    "pricing": _prices,
    "hours": _hours,
    "map": _address,
    "cta": _phone,
    "faq": _questions,
    "team": _people,
    "reviews": _reviews,
}
