"""Which kind of business a request is for, and whether it is for something else."""

from collections.abc import Collection
from typing import NamedTuple

from gdiff_core.nano.brief.lexicon import Other, Said, kind_phrases
from gdiff_core.nano.brief.words import Match, Reading, Span, bag

_BESIDE = bag("near beside above below opposite behind next between under across outside inside used")
_SERVED = bag("for to with")
_ASIDE = bag("not unlike like isn't wasn't")
_HEADS = bag(
    "a an my our the new small simple we're i'm is build make create write code design develop want need us me us this"
)
_SITES = bag("website site page homepage web webpage landing one-pager something")
_ADJECTIVES_MOST = 4


class Trade(NamedTuple):
    """What a request is for. `other` is set where it is for none of the forty kinds."""

    kind: str
    """Empty if none was named."""
    surety: float
    words: frozenset[int]
    """Those that say the kind by its name or its work."""
    head: frozenset[int]
    """Those that first do."""
    nouns: tuple[Span, ...]
    """Where several of them stand together: "cleaning service"."""
    wares: frozenset[int]
    """Those for what it sells."""
    other: Match | None


def mentions(reading: Reading, taken: Collection[int] = ()) -> list[Match]:
    """Every phrase of a kind of business, as `Said`, and of something else, as `Other`; those of work overlap others."""
    phrases = kind_phrases()
    return phrases.find(reading, taken) + phrases.find_apart(reading, taken)


def read_trade(reading: Reading, found: list[Match], name: Span) -> Trade:
    """The kind of business, out of its `mentions`; those in the name count less than any other."""
    scores: dict[str, float] = {}
    said = [match for match in found if isinstance(match.label, Said)]
    strong = [match for match in said if match.label.weight > 2]
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for match in said:
        once = (match.label.kind, tuple(reading.keys[match.start : match.end]))
        if once not in seen:
            seen.add(once)
            scores[match.label.kind] = scores.get(match.label.kind, 0) + _weight(reading, match, strong, name)
    first = _first_head(reading, strong, name)
    if first:
        scores[first.label.kind] = scores.get(first.label.kind, 0) + 1.5
    kind = max(scores, key=scores.get) if scores else ""
    words = frozenset(
        i for m in strong if m.label.kind == kind and m.end - m.start < 4 for i in range(m.start, m.end)
    )
    own = [m for m in strong if m.label.kind == kind and m.end - m.start < 4]
    head = min(
        own,
        key=lambda m: (m.start != getattr(first, "start", -1), m.start, -m.end),
        default=Match(0, 0, None),
    )
    nouns = tuple(
        (m.start, m.end)
        for m in own
        if isinstance(m.label, Said) and m.label.weight > 2.5 and m.end - m.start > 1
    )
    wares = frozenset(
        i for m in said if m.label.weight < 2 and m.label.kind == kind for i in range(m.start, m.end)
    )
    return Trade(
        kind,
        scores.get(kind, 0),
        words,
        frozenset(range(head.start, head.end)),
        nouns,
        wares,
        _other(reading, found, strong, name),
    )


def _weight(reading: Reading, match: Match, strong: list[Match], name: Span) -> float:
    weight = match.label.weight
    if weight < 2:
        weight = 0.4
    if name[0] < match.end <= name[1] and match.start < name[0]:
        return weight * 0.2  # half of it is the name
    if name[0] <= match.start and match.end <= name[1]:
        return weight * (0.65 if match.end == name[1] else 0.55)  # of a name's words the last says what it is
    return weight * _standing(reading, match, strong)


def _standing(reading: Reading, match: Match, strong: list[Match]) -> float:
    """How much a mention counts: little if it only says where the business is, whom it serves, or what it is not."""
    before = reading.keys[max(0, match.start - 4) : match.start]
    if set(before[-3:]) & _BESIDE or set(before[-2:]) & _ASIDE:
        return 0.1
    if "with" in before[-3:] and any(other.end <= match.start for other in strong):
        return 0.4
    if "for" in before[-3:] and any(
        other.end <= match.start and _same_clause(reading, other, match) for other in strong
    ):
        return 0.2
    return 1.0


def _same_clause(reading: Reading, one: Match, other: Match) -> bool:
    return not any(reading.words[i].stops for i in range(one.end, other.start))


def _first_head(reading: Reading, strong: list[Match], name: Span) -> Match | None:
    """The first mention that stands where a request says what it is for: "for my bakery", "we are a bakery"."""
    outside = [m for m in strong if not (name[0] <= m.start < name[1]) and _standing(reading, m, strong) == 1]
    return min(outside, key=lambda m: (m.start, -m.end)) if outside else None


# ---- something else -----------------------------------------------------------------------------------------


def _other(reading: Reading, found: list[Match], strong: list[Match], name: Span) -> Match | None:
    """What a request is for instead of a business of these kinds; None if it is for one, or for nothing that is known."""
    others = [m for m in found if isinstance(m.label, Other) and not name[0] <= m.start < name[1]]
    heads = [m for m in others if _is_head(reading, m)]
    kinds = [m for m in strong if _standing(reading, m, strong) == 1]
    if not kinds:
        standing = [m for m in heads or others if _standing(reading, m, []) == 1 or m in heads]
        return min(standing, key=lambda m: (m.start, -m.end)) if standing else None
    first = min(kinds, key=lambda m: (m.start, -m.end))
    ahead = [m for m in heads if m.end <= first.start and _is_for(reading, m, first)]
    return ahead[0] if ahead else None


def _is_head(reading: Reading, match: Match) -> bool:
    """Whether a thing is what is wanted: at the beginning, behind "a", "build", "for my", a few adjectives between."""
    start = match.start
    first = reading.clause(start)[0]
    if all(
        k in _HEADS or k in {"please", "hi", "hello", "can", "you", "could"}
        for k in reading.keys[first:start]
    ):
        return reading.sentence(start)[0] < 1 or first == 0 or bool(set(reading.keys[:start]) & _SITES)
    if start < 3 and first == 0:
        return True
    before = reading.keys[max(first, start - _ADJECTIVES_MOST - 1) : start]
    return bool(set(before) & (_HEADS | {"for"})) and not set(before) & {
        "with",
        "and",
        "need's",
        "show",
        "have",
        "include",
    }


def _is_for(reading: Reading, match: Match, kind: Match) -> bool:
    """Whether a thing is wanted for, about or of a business: a calculator for my bakery, a blog about cafés.

    A blog, a portfolio or a shop that is the business's own is its page.
    """
    own = {"portfolio", "portfolio site", "blog", "online shop", "online store", "web shop", "webshop", "ecommerce", "e commerce", "ecommerce store", "restaurant", "bar", "boutique",
           "start up", "startup", "email", "video", "logo", "flyer", "poster", "personal website", "personal site", "personal page", "product page", "booking system", "family", "clinic", "school", "academy",
           "brochure", "business card", "booking app", "app landing page", "surgery", "clone", "tutor", "consultancy", "studio", "pub"}  # fmt: skip
    between = reading.keys[match.end : kind.start]
    if " ".join(reading.keys[match.start : match.end]) in own and match.label.sort != "app":
        return False
    if match.label.sort == "business":
        return False
    return bool(
        {"for", "about", "of", "on", "to", "where", "that", "comparing", "selling", "listing", "by", "at"}
        & set(between)
    ) and not any(reading.words[i].stops for i in range(match.end, kind.start + 1))
