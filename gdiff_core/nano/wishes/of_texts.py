"""Rules of texts and names: what the page says, and what it is to say.

labelled(stretch of "make the button say Book a visit") -> Read([Wish("text", "Book a visit", …)], …)
"""

import re

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from gdiff_core.nano.brief.english import FUNCTION_WORDS
from gdiff_core.nano.brief.facts import read_facts
from gdiff_core.nano.brief.words import key
from gdiff_core.nano.reading import Said
from gdiff_core.nano.wishes.cues import LEFT, MODAL, NOT
from gdiff_core.nano.wishes.exact import text_wish
from gdiff_core.nano.wishes.lexer import plain, tokens
from gdiff_core.nano.wishes.mentions import WORD, beside, content, first_button, is_person, leads
from gdiff_core.nano.wishes.of_entries import COUNTS, is_role
from gdiff_core.nano.wishes.stretch import Read, Stretch, trimmed
from gdiff_core.records import Wish

_LONGEST = 200
"""Of new words, in characters."""
_SAYS = re.compile(
    r"\s*[,:]?\s*(?:(?:should|must|can|could|shall|will|would|has to|needs to|might|to|now|just|only|simply|rather|instead|please|better|let (?:it|that)|make (?:it|that)|it)\s+){0,5}"
    r"(?:says|say|reads|read|be called|be|called|becomes?|is|as|so that it reads|->|→|:|=)\s*(?:now |instead |rather |just |simply |so )*[:,]?\s*(?=\S)"
)
_PREFER = re.compile(
    r"\s*(?:i would|i'd|we would|we'd)? ?(?:prefer|like|rather have|want)(?: to read| to be)?\s+(?:as |to be |to say )?"
)
_BUTTON = re.compile(
    r"\b(?:(?P<form>(?:button (?:in|on|of|under|below) (?:the|our) (?:contact |sign-?up |newsletter |message )?form|(?:form|contact|send|newsletter|subscribe)(?:'s)? button))"
    r"|(?:(?:big|main|first|top|hero) )?button(?! (?:in|on|of|under|below) (?:the|our) (?:contact )?form)(?: (?:up top|at the top|on top|under the (?:name|heading|title)|text|label))?)"
)
_OTHER_BUTTON = re.compile(r"\b(?:last|bottom|second|newsletter|form)\b[\w ]{0,12}\Z")
_HEADING = re.compile(
    r"\b(?:heading|headline|title|header)s? (?:over|above|of|for|on|at) (?:the |our )?(?P<of>[\w ]+?)(?= (?:i would|i'd|should|must|to|as|is|be|say|could|can|needs?|would)\b|:)"
)
_CALL = re.compile(r"\bcall (?P<of>them|(?:the|our) [\w ]+?) (?P<v>(?!(?:us|me|for|at|on|and|or)\b)\S[^\n]*)")
_FIRMLY = re.compile(r"\b(?:say|says|read|reads|called?|prefer|as)\b|[:→>]")
_PUT_IT = re.compile(r"(?i)(?:put|make|change|use|write|do) (?:that|it|this|them)\b")
_ANSWER = re.compile(
    r"\b(?:answer|reply)\b(?: there| (?:to|about|on|for) [^:.!?\n]{2,50}?(?= (?:is|should|must|to)\b|:))?"
)
_QUOTE = re.compile(
    r"\b(?:put|instead|replace|in its place|place|say|print|use|write|this one|new (?:one|quote))\b[^:\n]{0,30}:\s*"
)
_BY = re.compile(
    r"(?:,|\s[-–—])\s*(?:and (?:that was|it was)|from|by|that was|that's|is from)?\s*(?P<n>[A-Z][\w'’-]+)(?:, not \w+)?\s*\Z"
)
_BETTER = re.compile(
    r"(?:^|[,;]\s*|\b(?:so|and|but|please|just|instead)\s+)(?:better(?: is| would be)?|make (?:it|that)|call (?:it|that|him|her|them)|(?:it )?should (?:say|be|read)|i'd (?:rather|prefer)|let it be|(?:please )?(?:say|write|put|use|print))\s*:?\s+(?P<v>(?!it\b|that\b|them\b|this\b)\S)"
)
_OTHERWISE = re.compile(
    r"[\"']?[,.;]?\s*(?:but |so |please |just )*(?:call (?:it|them)|it should (?:say|read|be)|say|it's|it is|put|write|use|have|make it|make that|they're|we're|he's|she's)\s+(?=\S)"
)
"""What leads up to the words that come instead."""
_HYPHENED = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_FULL_NAME = re.compile(
    r"(?i:\b(?:full|real|right|proper|correct) name (?:is|:)) (?P<v>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*)"
)
_SPELT = re.compile(
    r"\b(?:spell|spelt|spelled|spelling|typo|misspelled|misspelt|with (?:an? |one |two )[a-z]\b|without (?:the |an? )[a-z]\b|no [a-z]\b)"
)
_NAMED = re.compile(
    r"(?P<cue>(?i:got married|married)\W+|(?i:as (?:of|from) [\w ]{2,20}?|from (?:now|today) on|since [\w ]{2,20}?),?\s+)?\b(?:[Ww]e(?:'re| are)|[Ii](?:'m| am| work as| trade as| go by)|[Ii]t(?:'s| is|s)|WE'RE)(?: (?:now|officially))*(?P<called> (?:called|named|known as))?\s+"
    r"(?P<v>(?:The |the )?[A-Z][\w'’&.-]*(?: (?:(?:&|and|of|the|de|la|von|van) )*[A-Z][\w'’&-]*)*)(?P<since>\s+(?:now|from now on|from today|since\b|as of\b))?"
)
_STREET = re.compile(
    r"\b\d{1,4}[a-z]?,? (?:[A-Z][\w'’-]+ ){1,4}?(?:[A-Z][\w'’-]+)?(?:,? (?:first|second|third|ground|top) floor)?",
    re.I,
)
_FLOOR = re.compile(r",? (?:first|second|third|ground|top) floor\b")
_MOVED = re.compile(r"\b(?:moved?|moving|relocated?|address|adress|not|no longer|any longer|now|instead)\b")
_PHONE = re.compile(r"(?<!\w)[+(]?\d[\d ().-]{5,}\d")
_INTO_CONTACT = re.compile(r"\b(?:in|into|inside) (?:the |our )?contact\b")
_SHOWN = re.compile(
    r"\b(?:missing|somewhere|footer|at the (?:very )?bottom|put|show|include|can't find|cant find|add (?:our|the|my) (?:phone )?number|(?:has|have|must|should|ought|needs?) (?:to )?be (?:on|there|at|some))\b(?!.{0,30}\bbutton)"
)
"""How a number is asked for that only has to stand there."""

# ---- labels and sentences -----------------------------------------------------------------------------------------


def labelled(at: Stretch) -> Read | None:
    """ "make the button say Book a visit", "the heading over the teachers I would prefer as Who teaches here"."""
    return _of_button(at) or _of_heading(at) or _called(at)


def _of_button(at: Stretch) -> Read | None:
    text = at.message.text.text
    found = _BUTTON.search(text, at.start, at.end)
    says = _SAYS.match(text, found.end()) if found else None
    if not says:
        return None
    ahead = text[at.start : found.start()]
    other = found["form"] or _OTHER_BUTTON.search(ahead)
    old = _button_of_form(at, ahead, found[0]) if other else first_button(at.held)
    return reworded(at, old, found.start(), says.end())


def _button_of_form(at: Stretch, ahead: str, said: str) -> Said | None:
    order = ("newsletter", "contact") if "newsletter" in ahead + said else ("contact", "newsletter")
    order = ("cta", *order) if re.search(r"\b(?:last|bottom)\b", ahead) else order
    last = {one.section: one for one in at.held.texts}
    return next((last[section] for section in order if section in last), None)


def _of_heading(at: Stretch) -> Read | None:
    text = at.message.text.text
    if not (found := _HEADING.search(text, at.start, at.end)):
        return None
    named = [token.value for token in tokens(found["of"], at.held) if token.tag == "section"]
    says = _SAYS.match(text, found.end()) or _PREFER.match(text, found.end())
    if not says or not named or not at.held.part(named[0]):
        return None
    return reworded(at, _heading(at, named[0]), found.start(), says.end())


def _called(at: Stretch) -> Read | None:
    """ "call the team Our people"."""
    if not (found := _CALL.search(at.message.text.text, at.start, at.end)):
        return None
    named = [token.value for token in tokens(found["of"], at.held) if token.tag == "section"]
    section = named[0] if named else at.spoken.section if found["of"] == "them" else ""
    if not at.held.part(section) or not at.message.text.original(*found.span("v"))[:1].isupper():
        return None
    at.spoken.section = section
    return reworded(at, _heading(at, section), found.start(), found.start("v"))


def _heading(at: Stretch, section: str) -> Said | None:
    heading = at.held.heading(section)
    return next((one for one in at.held.texts if (one.section, one.words) == (section, heading)), None)


def reworded(at: Stretch, old: Said | None, start: int, begin: int) -> Read | None:
    """A text in the words that begin at a place of the message."""
    if not old:
        return None
    new, end = at.value(begin, old.words)
    weak = not _FIRMLY.search(at.message.text.text[start:begin])
    if not new or len(new) > _LONGEST or _PUT_IT.match(new) or plain(new).startswith(plain(old.words)):
        return None
    if new[:1].islower() and (weak or " " not in new):
        return None
    if old.words[-1:] in ".!?" and new[-1:] not in ".!?":
        new += "."
    section = old.section if old.section in ("cta", "contact", "newsletter") else ""
    return Read([text_wish(old.words, new, section)], ((start, end),))


def answer(at: Stretch) -> Read | None:
    """ "To the question Will it hurt, the answer should be: Hardly ever"; "answer there should be: …"."""
    found = _ANSWER.search(at.words)
    text, begin = at.message.text.text, at.start + found.end() if found else 0
    says = _SAYS.match(text, begin) if found else None
    asked = _question(at, says.start(), says.end()) if says else None
    if not asked:
        return None
    return reworded(at, beside(asked, at.held) if leads(asked, at.held) else asked, at.start, says.end())


def _question(at: Stretch, start: int, end: int) -> Said | None:
    """The question that is spoken of, by its words, or by those of its answer."""
    asked = [one.said for one in at.cut(at.start, end).mentions if one.said.section == "faq"]
    if not asked and at.spoken.entry and at.spoken.entry.section == "faq":
        asked = [at.spoken.entry]
    if not asked:
        said = set(content(at.message.text.text[:start]))
        questions = [one for one in at.held.texts if one.section == "faq" and one.words.endswith("?")]
        pairs = [(one, beside(one, at.held)) for one in questions]
        asked = [
            one for one, other in pairs if said & {*content(f"{one.words} {other.words if other else ''}")}
        ]
    return asked[0] if len(asked) == 1 else None


def quote(at: Stretch) -> Read | None:
    """ "Leo's quote is boring. Put this one in its place: Quietest night in years, from Ruth"."""
    there = [one.said for one in at.mentions if one.said.section == "reviews"]
    who, found = there[0] if there else at.spoken.entry, _QUOTE.search(at.words)
    if not found or not who or who.section != "reviews" or not (other := beside(who, at.held)):
        return None
    old, by = (who, other) if leads(who, at.held) else (other, who)
    new, end = at.value(at.start + found.end(), f"{old.words}.")
    name = _BY.search(new)
    words = new[: name.start()].strip(' "“”') if name else new
    wishes = [text_wish(old.words, words, "reviews")]
    if name and name["n"] != by.words:
        wishes.append(text_wish(by.words, name["n"], "reviews"))
    return Read(wishes, ((at.start, end),))


def better(at: Stretch) -> Read | None:
    """ "“Written at checkout” sounds like a supermarket. Better is What our guests tell us"."""
    found = _BETTER.search(at.words)
    target = _quoted(at, found.start()) or at.spoken.text if found else None
    if not target:
        return None
    begin = at.start + found.start("v")
    new, end = at.value(begin, target.words)
    if not new[:1].isupper() and '"' not in at.message.text.text[begin - 1 : begin + 1]:
        return None
    if not new or len(new) > 120 or (is_person(target, at.held) and len(new.split()) > 3):
        return None
    return Read([text_wish(target.words, new)], ((at.start, end),))


def _quoted(at: Stretch, stop: int) -> Said | None:
    """The last text that is quoted, or that stands word by word before a place."""
    quotes = [token.text.strip("\"'") for token in at.all("quote")]
    ahead, words = at.cut(at.start, at.start + stop + 1), at.words[: stop + 1]
    exact = {one.said.words for one in ahead.mentions if one.exact}
    found = [
        one
        for one in at.held.texts
        if plain(one.words) in quotes
        or one.words in exact
        or (" " in one.words and plain(one.words) in words)
    ]
    return found[-1] if found else None


# ---- one thing for another ----------------------------------------------------------------------------------------


def exchange(at: Stretch) -> Read | None:
    """ "it's Noel who said that, not Noah", "fifty-two teas now, not forty teas": what the page has behind "not"."""
    for found in re.finditer(NOT, at.words):
        begin = at.start + found.end()
        if not (old := _literal(at, begin)):
            continue
        length, said, word = old
        own = _OTHERWISE.match(at.message.text.text, begin + length)
        ahead, behind = at.cut(at.start, at.start + found.start()), at.cut(begin + length)
        swapped = re.search(r"\b(?:instead|rather|place)\b", found[0])
        if own and (
            swapped or not re.search(r"[^\W\d_]{3}", re.sub(r"\b(?:and|but|so|oh|please)\b", "", ahead.words))
        ):
            return reworded(at, said._replace(words=word), at.start, own.end())
        new = _instead(ahead, behind, word)
        if new and plain(new) != plain(word):
            capital = word[:1].isupper() and said.words.startswith(word)
            section = said.section if at.held.part(said.section) else ""
            wish = text_wish(word, new[:1].upper() + new[1:] if capital else new, section)
            return Read([wish], at.used)
    return None


def _literal(at: Stretch, begin: int) -> tuple[int, Said, str] | None:
    """The longest run of words from a place on that one text of the page has, as it stands there, and its length."""
    words = list(WORD.finditer(at.message.text.text, begin, at.end))[:8]
    if not words or words[0].start() != begin:
        return None
    for last in reversed(words):
        run = at.message.text.text[begin : last.end()]
        rule = re.compile(rf"(?<!\w){re.escape(run)}(?!\w)")
        there = {one.words: one for one in at.held.texts if rule.search(plain(one.words))}
        if len(there) > 1:
            there = _meant(at, there)
        said = next(iter(there.values()), None)
        idle = last is words[0] and key(run) in FUNCTION_WORDS and run not in COUNTS
        if said and len(there) == 1 and len(run) > 1 and not idle:
            return len(run), said, said.words[slice(*rule.search(plain(said.words)).span())]
        if said and run.isdigit():
            return len(run), said._replace(section=""), run
    return None


def _meant(at: Stretch, there: dict[str, Said]) -> dict[str, Said]:
    """Of several texts with the same words those that are spoken of, or all where each is the address."""
    spoken = {one.said.words for one in at.message.mentions}
    said = set(content(at.words))
    shared = {words: len(said & {*content(words)}) for words in there}
    most = [words for words, count in shared.items() if count == max(shared.values())]
    if len(most) == 1 and shared[most[0]] > 1:
        return {most[0]: there[most[0]]}
    address = at.held.address
    named = {words: one for words, one in there.items() if words in spoken}
    return named or (there if address and all(address in words for words in there) else {})


def _instead(ahead: Stretch, behind: Stretch, old: str) -> str:
    """What comes in the place of `old`: something of its sort that stands before "not", or behind it."""
    counted = plain(old) in COUNTS or old.isdigit()
    if old[:1].isupper() and " " not in old and not old.isupper():
        name = ahead.new_name() or behind.new_name()
        if name or not counted:
            return name
    if counted:
        words = [word[0] for one in (ahead, behind) for word in WORD.finditer(one.words)]
        sort = [
            one for one in words if (one.isdigit() if old.isdigit() else one in COUNTS) and one != plain(old)
        ]
        return next(iter(sort), "").capitalize() if old[:1].isupper() else next(iter(sort), "")
    return _like(ahead, old)


def _like(ahead: Stretch, old: str) -> str:
    """The words right before "not" that can stand for `old`: as many, or up to a word that says nothing."""
    words = list(_HYPHENED.finditer(ahead.words))
    while words and words[-1][0] in ("now", "today", "please"):
        words.pop()
    theirs = _HYPHENED.findall(plain(old))
    if not words:
        return ""
    if words[-1][0] == theirs[-1]:
        first = words[-min(len(theirs), len(words))]
    elif len(theirs) > 1 and len(words) >= len(theirs) and words[-len(theirs)][0] == theirs[0]:
        first = words[-len(theirs)]
    else:
        at = next((i for i in range(len(words) - 1, -1, -1) if key(words[i][0]) in FUNCTION_WORDS), -1)
        own = words[at + 1 :]
        texts = [plain(one.words) for one in ahead.held.texts if old in one.words]
        here = {key(word) for text in texts for word in WORD.findall(text)}
        if not own or len(own) > len(theirs) + 1 or {key(word[0]) for word in own} <= here:
            return ""
        first = own[0]
    return ahead.message.text.original(ahead.start + first.start(), ahead.start + words[-1].end())


def spelling(at: Stretch) -> Read | None:
    """ "true colour, with a u": a word of the page with a letter more, or less."""
    if not _SPELT.search(plain(at.cut(at.start, len(at.message.text.text)).original)):
        return None
    theirs = {word for one in at.held.texts for word in WORD.findall(one.words) if len(word) > 4}
    said = [word[0] for word in WORD.finditer(at.original) if len(word[0]) > 4 and word[0] not in theirs]
    found = [(old, new) for new in said for old in theirs if OSA.distance(plain(new), plain(old)) == 1]
    if len(found) != 1:
        return None
    old, new = found[0]
    return Read([text_wish(old, new[:1].upper() + new[1:] if old[0].isupper() else new)], at.used)


# ---- people -------------------------------------------------------------------------------------------------------


def successor(at: Stretch) -> Read | None:
    """ "Maria has retired, our front desk is Helena now"; "it's Mira, not Mina" is an exchange."""
    named = [one.said for one in at.mentions if is_person(one.said, at.held)]
    who = (named[0] if LEFT.search(at.words) else None) if named else at.spoken.left
    new = at.new_name() if who else ""
    if not new:
        return None
    at.spoken.left = None
    return Read([text_wish(who.words, new)], at.used)


def role(at: Stretch) -> Read | None:
    """ "Leo doesn't do mobility now, he is Boxing coach"."""
    who = at.member
    job = beside(who, at.held) if who else None
    if not job:
        return None
    begin = next(one.span[0] for one in at.mentions if one.said == who)
    rule = rf"\b(?:he|she|they|{re.escape(plain(who.words))})(?:'s| is| are|s)(?: now| actually| our| the| an?)*\s+(?P<v>(?!not\b)[^\n,.!?]+)"
    if not (found := re.search(rule, at.cut(begin).words)):
        return None
    new = trimmed(at.message.text.original(begin + found.start("v"), begin + found.end("v")))
    known = is_role((WORD.findall(new) or [""])[-1]) and not MODAL.search(new)
    if not known or plain(new) == plain(job.words) or len(new.split()) > 5:
        return None
    return Read([text_wish(job.words, new[:1].upper() + new[1:], "team")], at.used)


def respelt(at: Stretch) -> Read | None:
    """ "Daniel who wrote the flicker thing spells it Danyel"."""
    if not (there := at.people):
        return None
    now = re.compile(
        rf"\b(?:[Ss]he|[Hh]e)(?:'s| is)(?: now)? (?P<v>(?:[A-Z][\w.’-]* )*{re.escape(there[0].words)}(?: [A-Z][\w’-]+)*)"
    )
    if (full := _FULL_NAME.search(at.original) or now.search(at.original)) and full["v"] != there[0].words:
        return Read([text_wish(there[0].words, full["v"])], at.used)
    new = at.new_name() if len(there) == 1 else ""
    if not new or fuzz.ratio(plain(new), plain(there[0].words)) < 60:
        return None
    return Read([text_wish(there[0].words, new)], (at.mentions[0].span, (at.end, at.end)))


# ---- the business -------------------------------------------------------------------------------------------------


def renamed(at: Stretch) -> Read | None:
    """ "we're called Harbour House since the spring", "as of may we're The Copper Pot"."""
    found, name = _NAMED.search(at.original), plain(at.held.name)
    if not found or not (found["cue"] or found["called"] or found["since"]) or plain(found["v"]) == name:
        return None
    if not found["called"] and not {*WORD.findall(plain(found["v"]))} & {*WORD.findall(name)}:
        return None
    new = found["v"].strip(" .,")
    return Read([Wish("rename", new, spoken=f"the name becomes “{new}”")], at.used)


def address(at: Stretch) -> Read | None:
    """ "We've moved, the shop is at 41 Mill Lane now"."""
    old, rest = at.held.address, re.match(r"(?:(?![.!?;\n](?:\s|\Z))[\s\S])*", at.behind)
    if not re.search(r"[^\W\d_]{3}", old) or not _MOVED.search(f"{at.words} {at.ahead}"):
        return None
    original = at.message.text.original(at.start, at.end + rest.end())
    found = _STREET.search(original)
    new = read_facts(original).address or (found[0] if found and re.search(r" [A-Z]", found[0]) else "")
    if not new or plain(new) in plain(old) or not re.search(r"[A-Z]", new):
        return None
    floor = _FLOOR.match(original[original.find(new) + len(new) :])
    wish = text_wish(old, (new + floor[0] if floor else new).strip(" ,."))
    return Read([wish], ((at.start, at.end + (rest.end() if floor else 0)),))


def number(at: Stretch) -> Read | None:
    """ "phone number changed its 01482 555 073 now", where the number is read and not dialled."""
    digits = at.all("digits")
    if len(digits) != 1 or at.held.phone or _INTO_CONTACT.search(at.words):
        return None  # a form has no line for it
    now = [found[0] for one in at.held.texts if (found := _PHONE.search(one.words))]
    new = at.message.text.original(*digits[0].span).strip()
    if not now and _SHOWN.search(at.words) and (foot := at.held.texts[-1:]):
        return Read([text_wish(foot[0].words, f"{foot[0].words}, {new}")], at.used)
    return Read([text_wish(now[0], new)], at.used) if len(now) == 1 else None
