"""The sections that a request asks for, in the order said."""

from collections.abc import Collection
from typing import NamedTuple

from gdiff_core.nano.brief import colours
from gdiff_core.nano.brief.english import FUNCTION_WORDS
from gdiff_core.nano.brief.lexicon import Said, kind_phrases
from gdiff_core.nano.brief.likely import Told, likely
from gdiff_core.nano.brief.looks import look_phrases
from gdiff_core.nano.brief.meaning import meant
from gdiff_core.nano.brief.sections import own_phrases, part_phrases
from gdiff_core.nano.brief.stands import OWNERS, STARTERS, Part, is_denied, is_none, stands
from gdiff_core.nano.brief.words import Reading, Span, bag, key
from gdiff_core.nano.kinds import kinds

_TEACHERS = ("dance school", "music school", "language school", "yoga studio", "gym")
"""Who signs up there signs up for a course."""
_OF = bag("of for about from by on")
_LINKING = bag("and or then also plus")
_TOPICAL = bag("gallery reviews pricing faq about contact newsletter hours")
"""Sections that are of, or about, something."""
_TRAVEL = bag("train bus tram car foot bike boat ferry gps satnav signpost road")
_PHOTOS = bag("nice big large few some good lot")
_WITHIN = {"contact": {"cta"}, "pricing": {"offer", "pricing"}}
"""Sections whose phrases a wide one of another may hold: "a way to get a quote", "what a room costs"."""
_FIRST = ("first", "at the top", "up top", "on top", "right at the top", "near the top")
_LAST = ("at the end", "at the bottom", "last", "at the very end")


class Parts(NamedTuple):
    """The sections that a request speaks of."""

    wished: list[Part]
    """Each once, in order."""
    denied: frozenset[str]
    words: set[int]
    """Those that say or deny one."""


def read_parts(
    reading: Reading, taken: Collection[int], kind: str, head: Collection[int], nouns: Collection[Span] = ()
) -> Parts:
    """The sections asked for, and those that shall not be there.

    `taken`: words that are a name, a fact or the look; `kind` settles what its offer is called; `head`: the words that
    first say the kind, which are no section unless with others ("meet the dentists"); `nouns`: where it is said in several
    words, of which none by itself is a section ("cleaning service").
    """
    closed = frozenset(taken)
    heading = set(head) | {i for i, k in enumerate(reading.keys) if k in OWNERS}
    maybe = [
        _of_kind(reading, part, kind) for part in _said(reading, closed, kind) if not part.words <= heading
    ]
    parts = [part for part in maybe if not _is_ware(reading, part, kind)]
    parts = [part for part in parts if not any(part.words < set(range(*noun)) for noun in nouns)]
    parts = sorted(part for part in parts if stands(reading, part, parts))
    wished = [part for part in parts if not is_denied(reading, part, parts)]
    denied = [part for part in parts if part not in wished]
    forms = sum(part.section == "contact" for part in wished)
    wished = [
        part._replace(section="map")
        if reading.says(part.end - 2, "reach us") and (forms > 1 or _travels(reading, part))
        else part
        for part in wished
    ]  # a form, and "how to reach us"
    settled = _settled(reading, wished)
    told = _told(reading, settled, [part for part in maybe if part not in parts], denied, closed, kind, head)
    found = [part for part in likely(reading, told) if part in settled or not is_denied(reading, part, parts)]
    return Parts(
        _in_order(reading, found),
        frozenset({part.section for part in denied} - {part.section for part in found}),
        set().union(*(part.words for part in (*denied, *found))),
    )


def _of_kind(reading: Reading, part: Part, kind: str) -> Part:
    """The part as this kind of business means it: "our work" is a carpenter's offer, a school's sign-up form is for courses."""
    own = {key(word) for word in kinds()[kind].offer.lower().split()} if kind else set()
    ware = kind_phrases().whole.get(tuple(reading.keys[part.start : part.end]))
    if part.section == "offer" and isinstance(ware, Said):
        several = reading.words[part.end - 1].text.lower().endswith("s")
        part = part._replace(
            sure=part.sure and several and ware.kind == kind
        )  # wine at a guest house, "orange wine"
    said = set(reading.keys[part.start : part.end]) - OWNERS
    if own == {"work"} == said and not reading.says(part.start, "my work"):
        return part._replace(section="offer", own=True)
    if kind in _TEACHERS and part.section == "newsletter" and reading.keys[part.end - 1] == "form":
        return part._replace(section="contact")
    return part._replace(own=True) if own and said >= own and part.section == "offer" else part


def _travels(reading: Reading, part: Part) -> bool:
    """Whether the way is meant: "how to reach us by train"."""
    return bool(_TRAVEL & set(reading.keys[part.end : reading.sentence(part.start)[1]]))


def _is_ware(reading: Reading, part: Part, kind: str) -> bool:
    """Whether a photographer's "passport photos" are what it sells, not a gallery."""
    if (
        kind != "photographer"
        or reading.keys[part.start : part.end] != ["photo"]
        or reading.breaks(part.start)
    ):
        return False
    return reading.keys[part.start - 1] not in FUNCTION_WORDS | STARTERS | _PHOTOS


# ---- what may be a section ----------------------------------------------------------------------------------


def _said(reading: Reading, taken: frozenset[int], kind: str) -> list[Part]:
    """Every phrase that may be a section; a wide one ("what a night costs") stands where no sure one is in it."""
    found = [Part(m.start, m.end, *m.label) for m in part_phrases().find(reading, taken)]
    for own in (Part(m.start, m.end, *m.label) for m in own_phrases(kind).find(reading, taken)):
        beside = [part for part in found if part.start < own.end and own.start < part.end]
        if all(part.words <= own.words and not part.sure for part in beside):
            found = [part for part in found if part not in beside] + [own]
    for wide in (Part(m.start, m.end, *m.label) for m in part_phrases().find_apart(reading, taken)):
        inside = [part for part in found if part.start < wide.end and wide.start < part.end]
        sure = {part.section for part in inside if part.sure} - {"about"}
        if sure <= _WITHIN.get(wide.section, set()):
            found = [part for part in found if part not in inside] + [wide]
    return sorted(_with_meant(reading, found, taken))


def _with_meant(reading: Reading, found: list[Part], taken: frozenset[int]) -> list[Part]:
    """The phrases, and what sentences mean; that wins over phrases that it holds, but not over one that holds it."""
    named = (
        part
        for part in found
        if part.sure and part.section != "offer" and reading.keys[part.start] != "about"
    )
    sure = {i for part in named for i in part.words}
    for start, end, section in meant(reading, taken, sure):
        wide = Part(start, end, section, True, meant=True)
        if any(part.words > wide.words or (part.sure and part.words == wide.words) for part in found):
            continue
        found = [part for part in found if not part.words & wide.words] + [wide]
    return found


def _told(
    reading: Reading,
    parts: list[Part],
    maybe: list[Part],
    denied: list[Part],
    closed: frozenset[int],
    kind: str,
    head: Collection[int],
) -> Told:
    """What is known of a request beside its words."""
    trades = [m for m in kind_phrases().find(reading, closed) if isinstance(m.label, Said)]
    looks = (*look_phrases().find(reading, closed), *colours.find(reading, closed))
    none = [part for part in maybe if not part.meant and is_none(reading, part)]
    return Told(
        parts,
        [part for part in maybe if part not in none],
        none,
        frozenset().union(*(part.words for part in denied)),
        closed,
        frozenset().union(*(range(m.start, m.end) for m in looks)),
        frozenset(head),
        frozenset().union(*(range(m.start, m.end) for m in trades if m.label.kind == kind)),
        kind,
    )


# ---- what they come to --------------------------------------------------------------------------------------


def _settled(reading: Reading, parts: list[Part]) -> list[Part]:
    """Parts without those that only describe another: "menu with prices" is one part, "class prices" is one too."""
    kept: list[Part] = []
    for part in parts:
        last = kept[-1] if kept else None
        joined = last and not any(reading.breaks(i) for i in range(last.end, part.start + 1))
        if joined and _describes(reading, last, part):
            if (last.section, part.section) == ("gallery", "team"):
                kept[-1] = part  # "a photo of each of us"
            continue
        if joined and last.section == part.section and last.end == part.start:
            part = last._replace(end=part.end)  # "our philosophy about"
            kept.pop()
        if joined and last.end == part.start and _is_compound(reading, last, part, parts):
            kept.pop()
        kept.append(part)
    return kept


def _describes(reading: Reading, last: Part, part: Part) -> bool:
    """Whether a part only says what the one before it is of: "photos of the rooms", "menu with prices"."""
    if last.section == part.section:
        return False
    follows = last.end == part.start and len(part.words) == 1 and reading.keys[part.start] == "about"
    if follows and not reading.breaks(part.end) and reading.keys[part.end] not in _LINKING | {"on"}:
        return True  # "worries about grey"
    between = reading.keys[last.end : part.start]
    if len(last.words) > 1 and reading.keys[last.end - 1] in _OF:
        between = [reading.keys[last.end - 1], *between]
    if (
        between[:1] == ["with"]
        and len(between) < 4
        and set(between) <= FUNCTION_WORDS
        and last.section in {"offer", "team"}
    ):
        return part.section == "pricing" or (part.section == "gallery" and last.section == "team")
    if last.section == "newsletter" and part.section == "offer":
        return not _LINKING & set(between)  # "leave an e-mail to hear about offers"
    if between and between[0] in _OF and last.section in _TOPICAL:
        return set(between) <= (FUNCTION_WORDS - _LINKING) | {"long", "much", "often"}
    if {last.section, part.section} <= {"contact", "cta"} or (
        last.section in {"contact", "cta"} and part.section == "offer"
    ):
        return between in (["for"], ["to"], ["for", "a"], ["to", "book"], ["with"])
    return False


def _is_compound(reading: Reading, last: Part, part: Part, parts: list[Part]) -> bool:
    """Whether two parts side by side are one: "class prices", "events newsletter"; not in a list without commas."""
    if not last.sure and part.section == "newsletter":
        return True
    text = reading.words[last.end - 1].text.lower()
    single = len(last.words) == 1 and (not text.endswith("s") or text.endswith("ss"))
    return (
        last.section in {"offer", "pricing"}
        and part.section in {"pricing", "gallery", "hours", "faq"}
        and single
        and not _goes_on(reading, part, parts)
    )


def _goes_on(reading: Reading, part: Part, parts: list[Part]) -> bool:
    """Whether a request without commas is listing: a part stands right behind this one, too."""
    if reading.breaks(part.end):
        return False
    return any(
        p.start == part.end or (p.end == part.start - 1 and reading.keys[p.end] == "and") for p in parts
    )


def _in_order(reading: Reading, parts: list[Part]) -> list[Part]:
    """Each section once, where it was first said; "first" and "at the end" are heeded."""
    once: dict[str, Part] = {}
    for part in parts:
        once.setdefault(part.section, part)
    order = list(once.values())
    for part in once.values():
        at = _place(reading, part, parts)
        if reading.says(at, *_FIRST):
            order.remove(part)
            order.insert(0, part)
        elif reading.says(at, *_LAST):
            order.remove(part)
            order.append(part)
    return order


def _place(reading: Reading, part: Part, parts: list[Part]) -> int:
    """Where it may be said at which place a part is wanted: behind it, or at the end of its clause: "photos of pizza first"."""
    last = reading.clause(part.start)[1]
    if any(part.end <= other.start < last for other in parts):
        return part.end
    places = [last - len(phrase.split()) for phrase in (*_FIRST, *_LAST)]
    return next((at for at in places if at >= part.end and reading.says(at, *_FIRST, *_LAST)), part.end)
