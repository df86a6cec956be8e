"""Rules of sections and looks: what comes, goes and moves; the name's size, the accent.

section(stretch of "photos first, before the drinks") -> Read([Wish("move", section="gallery", …)], …)
"""

import re

from gdiff_core.nano.edits import RETOLD
from gdiff_core.nano.wishes import beyond, parts
from gdiff_core.nano.wishes.clauses import read_clauses
from gdiff_core.nano.wishes.cues import FIRST, LAST, RELATION, REMOVED, SUBJECT
from gdiff_core.nano.wishes.lexer import Token, plain
from gdiff_core.nano.wishes.parts import added, moved
from gdiff_core.nano.wishes.stretch import Read, Stretch, spans
from gdiff_core.records import Wish

_ADD = re.compile(
    r"\b(?:add|put|stick|include|give (?:me|us)|missing|could (?:do|use) with|place for|(?:we|i|you|page)(?:'d| would| could| should| do| can)?(?: really| also| still)? (?:need|want|like)|(?:we|i)(?:'d| would| could| should) (?:really |also )?(?:have|use)|can (?:we|i) have|how about|"
    r"(?:comes?|goes) (?:there|in)|instead)\b|\A(?:please |also |and |so )*(?:need|want|missing)\b"
)
_PARTLY = re.compile(
    r"\b(?:that|which) says?\b|\bsaying\b|\b(?:part|bit|section|text) about (?!us\b|me\b|our (?:story|history))|\b(?:only|just) the|\bone of|\b(?:don't|do not) (?:have|want|need)\b|\bcopy|\b(?:two|three|both|half)\b (?=map|form|galler)"
)
"""What is said of a part of a section, or of more than one."""
_OTHER_MATTERS = ("money", "number", "time", "day", "quote", "digits", "say", "adj", "again")
_BESIDE_IT = re.compile(r"\b(?:(?P<before>before|above)|after|below|under|beneath) (?:that|it|them)\b")
_IN_ITS_PLACE = re.compile(r"\b(?:in its place|instead|there|in that place)\b")
_MOVE_IT = re.compile(r"\b(?:put|move|bring|shift) (?:it|them|that)\b")
_FAR = 5
"""Words between "before" and what it is before."""
_NAME_SIZE = re.compile(r"\b(?:heading|headline|title|name|h1|big letters)\b")
SIZES = {
    "smaller": re.compile(
        r"\b(?:too (?:big|large|huge)|smaller|shout\w*|(?:a|one) size (?:down|smaller)|down an? (?:size|notch|bit)|less (?:big|loud|huge)|shrink|tone .* down|not so (?:big|huge|loud))\b"
    ),
    "bigger": re.compile(
        r"\b(?:too (?:small|tiny|little)|bigger|larger|(?:a|one) size up|enlarge|huge|massive)\b"
    ),
}
"""How people ask for each."""
_BECOMES = re.compile(
    r"\b(?:becomes?|instead|rather|not|where|from|to|into|swap|replace|change|turn|no more)\b"
)

RETELL = re.compile(
    r"\b(?:reword|rewrite|rephrase|redo) (?:it|that|them)\b|\b(?:say|write|word|put|phrase|do) (?:it|that|them)\b(?! (?:up|down|back|on|there)\b)[^.?!\n]{0,30}\b(?:warmer|nicer|nicely|better|friendlier|"
    r"simpler|differently|different|again|anew|shorter|way|other words|fresh words|own words)\b"
)
"""How other words are asked for, whatever they are."""

# ---- sections ---------------------------------------------------------------------------------------------------


def section(at: Stretch) -> Read | None:
    """ "photos first, before the drinks", "one part with when we are open", "it comes after the team"."""
    named = [one for one in at.all("section") if one.text != "people"]
    if beyond.topic(at.words, but=("vague",)) or _PARTLY.search(at.words) or at.has(*_OTHER_MATTERS):
        return None
    if any(not any(a.span[0] <= one.span[0] < a.span[1] for a in named) for one in at.mentions):
        return None
    subjects, place, near = _placed(at, named)
    if not place:
        place, near = _pointed(at)
    if len(subjects) > 1 or near in subjects:
        return None
    if not subjects:
        return _placed_anew(at, place, near)
    (subject,) = subjects
    at.spoken.section = subject
    return (_of_standing if at.held.part(subject) else _of_coming)(at, subject, place, near)


def retold(at: Stretch) -> Read | None:
    """ "the bit behind the camera reads like a tax form, can you say it warmer"."""
    if not RETELL.search(at.words):
        return None
    ahead = at.message.text.text[: at.end]
    headed = [one.id for one in at.held.parts if " " in one.heading and plain(one.heading) in ahead]
    found = [one for one in (*at.sections, *headed, at.spoken.section) if one in RETOLD and at.held.part(one)]
    return Read([parts.rewritten(found[0], at.held)], at.used) if found else None


def _placed(at: Stretch, named: list[Token]) -> tuple[list[str], str, str]:
    """The sections that are spoken of, and where: "the team below the hours"."""
    subjects, place, near = [], "", ""
    for token in named:
        ahead = at.message.text.text[at.start : token.span[0]].split("\n")[-1]
        relation = next(reversed(list(RELATION.finditer(ahead))), None)
        between = ahead[relation.end() :] if relation else ""
        pointing = re.match(r" (?:that|it|them|which)\b", between) or len(between.split()) > _FAR
        inner = at.cut(at.start + relation.end(), token.span[0]).has("section") if relation else False
        if relation and not pointing and not inner:
            place, near = ("before" if relation["before"] else "after"), token.value
        else:
            subjects.append(token.value)
    return list(dict.fromkeys(subjects)), place, near


def _pointed(at: Stretch) -> tuple[str, str]:
    """A place without a section's name: below the last one, in the place of what went, first."""
    last = at.spoken.last
    it = _BESIDE_IT.search(at.words)
    if it and last and last.kind in ("add", "move"):
        return ("before" if it["before"] else "after"), last.section
    if last and last.kind == "remove" and _IN_ITS_PLACE.search(at.words):
        index = at.held.ids.index(last.section)
        return ("after", at.held.ids[index - 1]) if index else ("first", "")
    return ("first" if FIRST.search(at.words) else "last" if LAST.search(at.words) else ""), ""


def _placed_anew(at: Stretch, place: str, near: str) -> Read | None:
    """Another place for the section that was spoken of before."""
    last, section = at.spoken.last, at.spoken.section
    if place and near and near != section and at.held.part(section) and _MOVE_IT.search(at.words):
        return Read([moved(section, at.held, place, near)], at.used)
    if not place or not last or last.kind not in ("add", "move") or last.near or last.section == near:
        return None
    if len(at.words.split()) > 12:
        return None
    at.spoken.wishes.pop()
    again = added if last.kind == "add" else moved
    return Read([again(last.section, at.held, place, near)], at.used)


def _of_standing(at: Stretch, subject: str, place: str, near: str) -> Read | None:
    """What is wished of a section that is there: it goes, or it moves."""
    if REMOVED.search(at.words) and not near and not at.new_name():
        return removed(at, subject)
    wanted = re.search(r"\b(?:want|need|should|move|put|bring)\b", at.words)
    if not place or (SUBJECT.match(at.words) and not wanted):
        return None
    return Read([moved(subject, at.held, place, near)], at.used)


def _of_coming(at: Stretch, subject: str, place: str, near: str) -> Read | None:
    last = at.spoken.last
    goes_on = bool(last) and last.kind == "add" and bool(place)
    if REMOVED.search(at.words) or not (_ADD.search(at.words) or goes_on):
        return None
    return Read([added(subject, at.held, place or "last", near)], at.used)


def removed(at: Stretch, section: str) -> Read:
    """A section taken out."""
    return Read([parts.removed(section, at.held)], at.used)


# ---- looks ------------------------------------------------------------------------------------------------------


def sized(at: Stretch) -> Read | None:
    """ "the name is shouting at me, calm it down a size"."""
    name = _NAME_SIZE.search(at.words)
    size = next((size for size, rule in SIZES.items() if rule.search(at.words)), "")
    if not name or not size or at.has("section", "font", "colour"):
        return None
    at.spoken.entry, at.spoken.section = None, ""
    said = SIZES[size].search(at.words)
    used = tuple((at.start + one.start(), at.start + one.end()) for one in (name, said))
    return Read([Wish("hero", size, spoken=f"the heading becomes {size}")], used)


def recoloured(at: Stretch) -> Read | None:
    """ "could the orange become a dark green": of two colours one is the accent that is there."""
    said = at.all("colour")
    now = [token for token in said if token.value == at.held.accent]
    new = [token for token in said if token not in now]
    if not len(now) == len(new) == 1 or not _BECOMES.search(at.words) or at.has("ground", "section", "font"):
        return None
    wish = read_clauses(f"{new[0].text} buttons", at.held)
    return Read(wish, spans(said)) if isinstance(wish, list) else None
