"""Which kind of business a request is for, and whether it is for something else."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from gdiff_core.nano.brief import colours
from gdiff_core.nano.brief.leftover import FILLER
from gdiff_core.nano.brief.lexicon import NEAREST, Other, Said, kind_phrases
from gdiff_core.nano.brief.likeness import likeness
from gdiff_core.nano.brief.looks import look_phrases
from gdiff_core.nano.brief.sections import part_phrases
from gdiff_core.nano.brief.words import Match, Reading, Span, bag
from gdiff_core.nano.corpus import FORTY
from gdiff_core.nano.kinds import ANY

FIRST = 0.8
"""What a kind counts more for being said first."""
_WARES = 0.4
"""What a kind's wares count each."""
_ASIDES = 0.1
"""What a mention counts that only says where a business is, or what it is not."""
_BESIDE = bag(
    "near beside upstairs downstairs corner above below opposite behind next between under across outside inside used"
)
_ASIDE = bag("not unlike like isn't wasn't")
_HEADS = bag(
    "a an my our the new small simple we're i'm is build make create write code design develop want need us me this"
)
_ARTICLES = bag("a an my our the")
_BIDS = bag("build make create write code design develop tell give show draw want need i'd please can could")
_DAYS = bag("monday tuesday wednesday thursday friday saturday sunday weekend night every on")
_ASKING = bag("please hi hello can you could")
_SITES = bag("website site page homepage web webpage landing one-pager something")
_ABOUT = bag("for about of on to where that comparing selling listing by at")
_ADDED = bag("with and need's show have include")
_OWN = frozenset(
    """portfolio, portfolio site, blog, online shop, online store, web shop, webshop, ecommerce, e commerce, ecommerce store, start up, startup, email, video, logo, flyer,
    poster, personal website, personal site, personal page, product page, family, academy, school, brochure, business card, app landing page, consultancy""".replace(
        "\n", " "
    )
    .replace("    ", "")
    .split(", ")
)
"""What a business has itself: a portfolio of my photo studio, a blog of my bakery."""
_NO_PAGES = frozenset(
    [
        "logo",
        "flyer",
        "poster",
        "video",
        "email",
        "brochure",
        "business card",
        "business plan",
        "job ad",
        "job advert",
        "contract",
        "invoice",
        "press release",
    ]
)
"""Of these, what is no page."""


_EVENTS = frozenset(("wedding", "birthday", "memorial", "conference", "festival", "portfolio", "resume"))
_BESIDE_OTHERS = _EVENTS | {ANY, "product", "online shop", "app", "course", "writer"}
"""Kinds that others speak of, too: a wedding photographer, a portfolio of my studio, an online shop for my bakery."""
_ONES_OWN = bag("our my the")
_SAID = 2.4
"""What a phrase that names a kind counts beside a log-probability."""
LIKE, ALIKE, SURELY_LIKE = -0.7, -0.4, -0.1
"""The log-probability from which on likeness alone tells the kind of what is a request for a page, of what names a thing
that is none as well, and of any text."""
CLOSE, MOST_NEAR = 2.0, 3
"""How much less likely another kind may be that is offered beside the one that was taken, and how many are."""
_UNLIKE = -9.0
_NAMES = 0.5
"""What a word of a name counts."""


class Trade(NamedTuple):
    """What a request is for. `other` is set where it is for none of the kinds."""

    kind: str
    """Empty if none was named."""
    surety: float
    """What the phrases that say it come to."""
    likely: float
    """The log-probability by how people tell of each kind."""
    words: frozenset[int]
    """Those that say the kind by its name or its work."""
    head: frozenset[int]
    """Those that first do."""
    nouns: tuple[Span, ...]
    """Where several of them stand together: "cleaning service"."""
    wares: frozenset[int]
    """Those for what it sells."""
    other: Match | None
    near: tuple[str, ...] = ()
    """Other kinds that it may be as well, the likeliest first."""

    def said(self, kind: str, words: Iterable[int]) -> "Trade":
        """The same for a kind that only these words say."""
        return Trade(kind, 3.0, 0.0, frozenset(words), frozenset(words), (), frozenset(), None)


def mentions(reading: Reading, taken: Collection[int] = ()) -> list[Match]:
    """Every phrase of a kind of business, as `Said`, and of something else, as `Other`; those of work overlap others."""
    phrases = kind_phrases()
    return phrases.find(reading, taken) + phrases.find_apart(reading, taken)


def read_trade(reading: Reading, found: list[Match], name: Span, closed: Collection[int] = ()) -> Trade:
    """The kind of business, out of its `mentions` and of how people tell of each kind (`likeness`).

    What stands in the name counts less than elsewhere; `closed`: words of facts, which say no kind.
    """
    said = [match for match in found if isinstance(match.label, Said)]
    said += _by_wares(reading, found, {match.label.kind for match in said})
    said = _apps(said) or _without_asides(reading, said)
    strong = [match for match in said if match.label.weight > 2]
    scores = _scores(reading, said, strong, name)
    like = likeness(reading, _weights(reading, said, strong, name, closed))
    like |= {"app": _UNLIKE, ANY: max(LIKE, like[ANY])}  # a request for an app is told like one for its page
    weighed = {kind: like[kind] + _SAID * scores.get(kind, 0) for kind in like}
    kind = max(weighed, key=weighed.get)
    if like[kind] <= LIKE and not scores.get(kind):
        kind = max(scores, key=scores.get) if scores else ""
    likely = like.get(kind, _UNLIKE)
    own = [m for m in strong if m.label.kind == kind and m.end - m.start < 4]
    heads = [m for m in own if not _is_staff(reading, m)]
    head = min(heads, key=lambda m: (_is_in(m, name), m.start, -m.end), default=None)
    return Trade(
        kind=kind,
        surety=scores.get(kind, 0),
        likely=likely,
        words=_words(own),
        head=_words([head] if head else []),
        nouns=tuple((m.start, m.end) for m in own if m.label.weight > 2.5 and m.end - m.start > 1),
        wares=_words(m for m in said if m.label.weight < 2 and m.label.kind == kind),
        other=_other(reading, found, strong, name, scores, likely > ALIKE),
        near=_near(weighed, kind),
    )


def _near(weighed: dict[str, float], kind: str) -> tuple[str, ...]:
    """The kinds that are nearly as likely as the one that was taken; of any business those that nothing speaks against."""
    least = max((weighed[other] for other in weighed if other != ANY), default=0.0)
    least = (least if kind == ANY else weighed.get(kind, 0.0)) - CLOSE
    others = (other for other in weighed if other not in (kind, ANY) and weighed[other] > least)
    return tuple(sorted(others, key=weighed.get, reverse=True)[:MOST_NEAR])


def _without_asides(reading: Reading, said: list[Match]) -> list[Match]:
    """Mentions without those of `_BESIDE_OTHERS` that only go along with another kind's; "our wedding" stays."""
    strong = [m for m in said if m.label.weight > 2]
    core = [m for m in strong if m.label.kind in FORTY]
    if not any(_standing(reading, m, core) == 1 for m in core):
        return said
    return [
        m
        for m in said
        if m.label.kind not in _BESIDE_OTHERS
        or (m.label.kind in _EVENTS and (m.end - m.start > 1 or reading.key(m.start - 1) in _ONES_OWN))
    ]


def _apps(said: list[Match]) -> list[Match]:
    """Mentions of an app that stand right behind another kind's: "yoga app"."""
    ends = {m.end for m in said if m.label.kind != "app" and m.label.weight > 2}
    return [m for m in said if m.label.kind == "app" and m.label.weight > 2 and m.start in ends]


def _weights(
    reading: Reading, said: list[Match], strong: list[Match], name: Span, closed: Collection[int]
) -> list[float]:
    """How much each word tells of the kind: not a look, a section, a wish or a fact; a name's less, an aside's hardly."""
    trade = _words(said)
    tables = (part_phrases(), look_phrases(), colours)
    wishes = (
        m
        for table in tables
        for m in table.find(reading, closed)
        if table is not part_phrases() or m.label[1]  # what only stands on a list is a ware as well
    )
    plain = _words(wishes) | {i for i, key in enumerate(reading.keys) if key in FILLER}
    weights = []
    for index in range(len(reading.words)):
        if index in closed or (index in plain and index not in trade):
            weights.append(0.0)
        elif name[0] <= index < name[1]:
            weights.append(_NAMES if index in trade else _NAMES / 2)
        else:
            weights.append(_standing(reading, Match(index, index + 1, None), strong))
    return weights


def _by_wares(reading: Reading, found: list[Match], kinds: set[str]) -> list[Match]:
    """Businesses whose nearest kind's wares were said, as that kind: a delicatessen with cheese."""
    others = (m for m in found if isinstance(m.label, Other))
    near = ((m, NEAREST.get(tuple(reading.keys[m.start : m.end]), "")) for m in others)
    return [m._replace(label=Said(nearest, 2.5)) for m, nearest in near if nearest in kinds]


def _words(matches: Iterable[Match]) -> frozenset[int]:
    return frozenset(i for match in matches for i in range(match.start, match.end))


def _is_in(match: Match, name: Span) -> bool:
    return name[0] <= match.start and match.end <= name[1]


def _is_part(reading: Reading, match: Match) -> bool:
    """Whether a mention is an entry of a list that names a section: "training times, coaches, contact form"."""
    keys = tuple(reading.keys[match.start : match.end])
    several = reading.words[match.end - 1].text.lower().endswith("s")
    entry = reading.breaks(match.start) and reading.breaks(match.end)
    return several and entry and match.start > 0 and part_phrases().whole.get(keys, ("",))[0] == "team"


def _is_staff(reading: Reading, match: Match) -> bool:
    """Whether a mention speaks of the people there: "the dentists", "our lawyers"."""
    return reading.key(match.start - 1) in {"the", "our"} and reading.words[
        match.end - 1
    ].text.lower().endswith("s")


# ---- the kind -----------------------------------------------------------------------------------------------


def _scores(reading: Reading, said: list[Match], strong: list[Match], name: Span) -> dict[str, float]:
    """What speaks for each kind: every phrase once, the first to say what the request is for more."""
    scores: dict[str, float] = {}
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for match in said:
        once = (match.label.kind, tuple(reading.keys[match.start : match.end]))
        if once not in seen:
            seen.add(once)
            scores[match.label.kind] = scores.get(match.label.kind, 0) + _weight(reading, match, strong, name)
    heads = [m for m in strong if not name[0] <= m.start < name[1] and _standing(reading, m, strong) == 1]
    if heads:
        first = min(heads, key=lambda m: (m.start, -m.end))
        scores[first.label.kind] += FIRST
    return scores


def _weight(reading: Reading, match: Match, strong: list[Match], name: Span) -> float:
    weight = match.label.weight if match.label.weight > 2 else _WARES
    if _is_in(match, name):
        return weight * (0.65 if match.end == name[1] else 0.55)  # of a name's words the last says what it is
    if name[0] < match.end <= name[1]:
        return weight * 0.2  # half of it is the name
    if _is_part(reading, match):
        return weight * 0.2  # "training times, coaches, contact form"
    return weight * _standing(reading, match, strong)


def _standing(reading: Reading, match: Match, strong: list[Match]) -> float:
    """How much a mention counts: little if it only says where the business is, whom it serves, or what it is not."""
    before = reading.keys[max(0, match.start - 3) : match.start]
    if before[1:2] == ["like"] and before[0] in _WOULD:
        before = before[2:]  # "we'd like our bakery's website"
    if set(before) & _BESIDE or set(before[-2:]) & _ASIDE or before[-2:] in (["by", "the"], ["by", "a"]):
        return _ASIDES
    if before[-1:] == ["to"] and reading.keys[match.start : match.end] == ["park"]:
        return _ASIDES
    if not {"with", "for"} & set(before):
        return 1.0
    word = match.start - len(before) + max(i for i, key in enumerate(before) if key in {"with", "for"})
    ahead = [other for other in strong if other.end <= word]
    if "with" in before and ahead:
        return 0.4
    served = any(not any(reading.stops(i) for i in range(other.end, match.start)) for other in ahead[-5:])
    return 0.2 if "for" in before and served else 1.0


# ---- something else -----------------------------------------------------------------------------------------


def _other(
    reading: Reading,
    found: list[Match],
    strong: list[Match],
    name: Span,
    scores: dict[str, float],
    alike: bool,
) -> Match | None:
    """What a request is for instead of a business of these kinds; None if it is for one, or for nothing that is known.

    `alike`: people tell of one of them like that. A business whose nearest kind's wares were said is that kind.
    """
    others = [m for m in found if isinstance(m.label, Other) and not name[0] <= m.start < name[1]]
    others = [m for m in others if _standing(reading, m, []) > _ASIDES and not _is_like(reading, m)]
    others = [m for m in others if not (m.label.sort == "business" and m.label.nearest in scores)]
    heads = [m for m in others if (_is_asked_for if alike else _is_head)(reading, m)]
    kinds = [m for m in strong if _standing(reading, m, strong) == 1]
    if not kinds:
        bare = (m for m in others if not scores and not alike and not _is_added(reading, m))
        standing = heads or [m for m in bare if _standing(reading, m, []) == 1]
        return min(standing, key=lambda m: (m.start, -m.end), default=None)
    first = min(kinds, key=lambda m: (m.start, -m.end))
    beside = (
        m
        for m in found
        if isinstance(m.label, Other) and m.start == first.end and not reading.breaks(m.start)
    )
    compound = [m for m in beside if m.label.sort == "app" or reading.keys[m.start] == "app"]
    if compound and not reading.capital(first.end):  # "yoga app"
        return compound[0]
    return next((m for m in heads if m.end <= first.start and _is_about(reading, m, first)), None)


_WOULD = bag("i'd we'd would")


def _is_like(reading: Reading, match: Match) -> bool:
    """Whether a page is only to look like a thing: "like a nice magazine"."""
    return "like" in reading.keys[max(reading.clause(match.start)[0], match.start - 4) : match.start - 1]


def _is_added(reading: Reading, match: Match) -> bool:
    """Whether a thing is only to be on a page: "a site with a live chat"."""
    before = reading.keys[max(reading.clause(match.start)[0], match.start - 3) : match.start]
    return bool(set(before) & _ADDED) and bool(_SITES & set(reading.keys[: match.start]))


def _is_head(reading: Reading, match: Match) -> bool:
    """Whether a thing is what is wanted: at the beginning, behind "a", "build", "for my", a few adjectives between."""
    start = match.start
    first = reading.clause(start)[0]
    if start < 3 and first == 0:
        return True
    before = set(reading.keys[max(first, start - 5) : start])
    if set(reading.keys[first:start]) <= _HEADS | _ASKING:
        return reading.sentence(start)[0] == 0 or bool(set(reading.keys[:start]) & _SITES)
    return bool(before & (_HEADS | {"for"})) and not before & _ADDED


def _is_asked_for(reading: Reading, match: Match) -> bool:
    """Whether a thing is wanted in so many words, or first of all: "make me a quiz", not "quiz Thursdays"."""
    if match.start < 3 and reading.key(match.end) not in _DAYS:
        return _is_head(reading, match)
    if not reading.clause(match.start)[0] and reading.keys[0] in _ARTICLES:
        return _is_head(reading, match)  # "a memory card game"
    before = set(reading.keys[max(reading.clause(match.start)[0], match.start - 6) : match.start])
    return _is_head(reading, match) and bool(before & _ARTICLES) and bool(before & _BIDS)


def _is_about(reading: Reading, match: Match, kind: Match) -> bool:
    """Whether a thing is wanted for, about or of a business: a calculator for my bakery, a forum about cafés.

    A blog, a portfolio or a shop that is the business's own is its page.
    """
    said = " ".join(reading.keys[match.start : match.end])
    own = said in _OWN and match.label.sort != "app"
    if said in _NO_PAGES and not _SITES & set(reading.keys[: match.start]):
        own = False  # "design a logo for my bakery"
    if said == "blog" and kind.label.weight < 3:
        own = False  # "a blog about bread I bake"
    if (
        own
        or match.label.sort == "business"
        or any(reading.stops(i) for i in range(match.end, kind.start + 1))
    ):
        return False
    return bool(_ABOUT & set(reading.keys[match.end : kind.start]))
