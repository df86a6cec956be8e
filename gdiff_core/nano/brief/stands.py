"""Whether a phrase that may be a section is one where it stands: listed, not told of, not only a fact's label."""

from typing import NamedTuple

from gdiff_core.nano.brief import colours
from gdiff_core.nano.brief.english import FUNCTION_WORDS
from gdiff_core.nano.brief.words import Reading, bag

OWNERS = bag("our the my all")
STARTERS = bag(
    """section include including show showing add need want with list put have page display feature featuring contain containing must should
    plus also then follow followed first last end finally part content cover covering tab block structure outline required requirement
    bit see important please like get thing mention menu item"""
)
"""Words of wishing before a list of sections."""
_COUNTS = bag("two three four five six seven eight nine ten eleven twelve many few several couple dozen")
_SELLERS = bag("we i he she they who that also wife husband dad mum mom family friend to can people")
SELL = bag(
    """sell make do bake grow serve offer fix repair teach brew treat clean run have keep give service groom wash detail cut build cook selling making
    baking teaching"""
)
_WISHING = bag("with include show need want list our see section page site website what")
_SUBJECTS = bag("we i they she he who")
_ALONE = bag("about opening time offer open")
"""Words that are sections only by themselves: "about", not "a site about dogs"."""
_BEFORE = bag(
    "and then or plus also with include show first our its the an section please page maybe want need a put add list"
)
_BEHIND = _BEFORE - {"the", "our", "a", "an", "with"}
_GOES_ON = bag("with for by of in at so from on")
_FACTS = bag("address contact phone telephone location number email call me us now")
_TO_FACT = bag("is are no number at it's on or text")
_NOT = bag(
    "no not without don't skip drop minus except doesn't never avoid leave ditch nor omit exclude isn't"
)
_UNDOING = bag("but just only instead rather though although however do yes")
_DOING = bag("need see can could find want know read should will would to are ask say have")
_FAIR = bag("fair good low reasonable honest best half fixed great")


class Part(NamedTuple):
    """A section as it was said: words `start` to `end`."""

    start: int
    end: int
    section: str
    sure: bool
    """Whether the phrase is a section wherever it stands."""
    own: bool = False
    """Whether it is what this kind of business calls its offer."""
    meant: bool = False
    """Whether a sentence tells of it."""

    @property
    def words(self) -> set[int]:
        """The words that say it."""
        return set(range(self.start, self.end))


def stands(reading: Reading, part: Part, parts: list[Part]) -> bool:
    """Whether a part is one that is wished for, or denied; `parts`: all that may be."""
    if part.meant:
        return True
    if is_none(reading, part):
        return False
    if len(part.words) == 1 and reading.keys[part.start] in _ALONE:
        alone = _edge(reading, part.start, parts, -1) and _edge(reading, part.end, parts, 1)
        return alone and (reading.keys[part.start] != "time" or _is_listed(reading, part, parts))
    return part.sure or _is_listed(reading, part, parts)


def is_none(reading: Reading, part: Part) -> bool:
    """Whether a phrase is no section here: it says what a fact is, means something else, or tells of the business."""
    told = part.section in {"offer", "team", "gallery"} and _is_told(reading, part)
    return told or _is_label(reading, part) or _is_other_use(reading, part)


def _is_told(reading: Reading, part: Part) -> bool:
    """Whether a thing is told of, not asked for: "she makes cakes and breads", "four rooms", "we service bikes"."""
    before = reading.key(part.start - 1)
    counted = before in _COUNTS or before[:1].isdigit()
    if part.section == "offer" and counted and not reading.breaks(part.start):
        return True
    if part.section == "team" and counted and reading.key(part.start - 2) in {"with", "have", "are", "of"}:
        return True  # "a company with 14 staff"
    if len(part.words) == 1 and before in _SUBJECTS and not reading.breaks(part.start):
        return True
    first, _ = reading.clause(part.start)
    for index in range(part.start - 1, max(first, part.start - 7) - 1, -1):
        if reading.keys[index] in _WISHING:
            return False
        told = reading.words[index].text.endswith(("es", "ls", "ks", "ws", "ing"))
        if reading.keys[index] in SELL and (told or reading.keys[max(0, index - 1)] in _SELLERS):
            return True
    return False


def _edge(reading: Reading, index: int, parts: list[Part], step: int) -> bool:
    """Whether an entry of a list may begin (`step` -1), or end (1), before word `index`."""
    if reading.breaks(index):
        return True
    beside = index - 1 if step < 0 else index
    word = reading.keys[beside]
    links = _BEFORE if step < 0 else _BEHIND
    return (
        word in links
        or word in colours.vocabulary()
        or any(part.start <= beside < part.end for part in parts)
    )


def _is_listed(reading: Reading, part: Part, parts: list[Part]) -> bool:
    """Whether a phrase is an entry in a list of sections: alone in its clause or beside one, behind a word of wishing."""
    start, end = part.start, part.end
    ends = _edge(reading, end, parts, 1) or reading.key(end) in _GOES_ON
    if not ends or not _edge(reading, start, parts, -1):
        return False
    first, last = reading.sentence(start)
    if (first, last) == (start, end):  # "Gallery. Artists. FAQ."
        first, last = first - 2, last + 2
    beside = [p for p in parts if p is not part and first <= p.start < last and p.section != part.section]
    if any(p.sure for p in beside) or is_list(reading, part, beside):
        return True
    opener = bool(STARTERS & set(reading.keys[first:start]))
    owner = reading.key(start - 1) in OWNERS or reading.keys[start] in OWNERS - {"all"}
    return (owner and (opener or part.own)) or ((owner or part.own) and _is_clause(reading, part))


def is_list(reading: Reading, part: Part, beside: list[Part]) -> bool:
    """Whether a clause is nothing but parts: "class timetable and teachers"."""
    first, last = reading.clause(part.start)
    said = part.words.union(*(p.words for p in beside))
    nothing_else = all(i in said or reading.keys[i] in FUNCTION_WORDS for i in range(first, last))
    return nothing_else and any(first <= p.start < last for p in beside)


def _is_clause(reading: Reading, part: Part) -> bool:
    first, last = reading.clause(part.start)
    return all(k in FUNCTION_WORDS for k in reading.keys[first : part.start] + reading.keys[part.end : last])


def _is_label(reading: Reading, part: Part) -> bool:
    """Whether a phrase only says what the fact behind it is: "phone: 555 0142", "address is 12 Mill St", "call me on 555 0142"."""
    after = part.end
    while reading.key(after) in _TO_FACT:
        after += 1
    name = reading.keys[part.end - 1]
    if after >= len(reading.words) or after - part.end > 2 or name not in _FACTS or reading.stops(part.end):
        return False
    if name in {"me", "us", "now"} and reading.keys[part.start] not in {
        "call",
        "ring",
        "phone",
        "email",
        "contact",
        "text",
    }:
        return False
    word = reading.words[after]
    return word.text[0].isdigit() or word.text == "+" or "@" in reading.text[word.start : word.end + 1]


def _is_other_use(reading: Reading, part: Part) -> bool:
    """Whether words mean something else here: "side menu", "fair prices", "24 hours", "what we do best"."""
    said, before, after = (
        reading.keys[part.start : part.end],
        reading.key(part.start - 1),
        reading.key(part.end),
    )
    if said == ["menu"]:
        return (
            before in {"side", "left", "top", "navigation", "nav"}
            or after == "bar"
            or reading.says(part.end, "at the")
        )
    if said[-1] == "do":  # "what we do agree on"
        return not reading.breaks(part.end) and after not in FUNCTION_WORDS
    if said == ["hour"]:
        plural = reading.words[part.start].text.lower().endswith(("s", "s'"))
        return (
            (not plural and before != "open")
            or reading.says(part.start - 2, "out of")
            or before in {"24", "happy", "after", "an", "per", "two", "one"}
            or before[-1:].isdigit()
        )
    if said == ["price"]:
        return before in _FAIR
    if said == ["staff"]:  # "staff picks"
        return not reading.breaks(part.end) and after not in FUNCTION_WORDS | {
            "photo",
            "bio",
            "section",
            "page",
            "profile",
            "picture",
        }
    if said[-1] == "people":  # "that the people can see"
        return not reading.breaks(part.end) and after in _DOING
    if said[-1] == "story":
        return after == "time" and not reading.breaks(part.end)
    if said[0] == "about" and before in {"thing", "best", "love"} and not reading.breaks(part.start):
        return True
    if said == ["contact"]:
        return after in {"number", "no", "lens"}
    return (said[-1] == "form" and before == "in") or (said[0] == "location" and after == "scouting")


def is_denied(reading: Reading, part: Part, parts: list[Part]) -> bool:
    """Whether a section is one that is not wanted: "no gallery", "don't need a newsletter or a map", "skip the team"."""
    first, _ = reading.sentence(part.start)
    for index in range(part.start - 1, max(first, part.start - 9) - 1, -1):
        word, breaks = reading.keys[index], reading.breaks(index)
        if word in _UNDOING or (word in {"and", "with"} and breaks):
            return False
        if word in _NOT:
            return _reaches(reading, index, part, parts)
        if breaks and word not in {"or", "nor"}:
            return False
    return False


def _reaches(reading: Reading, index: int, part: Part, parts: list[Part]) -> bool:
    """Whether a "no" at `index` reaches a part: over words of wishing and other parts that "or" joins, not over "and"."""
    inside = set().union(*(p.words for p in parts))
    between = {reading.keys[i] for i in range(index + 1, part.start) if i not in inside}
    if reading.keys[index] == "no" and part.start - index < 3:
        return True  # "no stock photos"
    short = reading.keys[index] in {"no", "without", "minus", "not"}
    return between <= FUNCTION_WORDS and not (short and "and" in between)
