"""Clauses about sections: one is added, removed, moved or rewritten."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from gdiff_core.nano.edits import RETOLD
from gdiff_core.nano.reading import Held
from gdiff_core.nano.wishes.asides import asks
from gdiff_core.nano.wishes.beyond import has
from gdiff_core.nano.wishes.clause import Clause, Found
from gdiff_core.nano.wishes.lexer import Token
from gdiff_core.records import Declined, Wish

_VERBS = (
    "set", "want", "add", "put", "move", "take", "out", "drop", "swap", "replace", "say", "write", "again",
    "new", "not", "is",
)  # fmt: skip
_LINKING = ("to", "from", "and", "on", "with", "for", "instead", "all", "some", "colon")
_PLACES = ("place", "nth", "num")
_ITS_WORDS = ("type", "ones", "version")
_ALLOWED = (*_VERBS, *_LINKING, *_PLACES, *_ITS_WORDS, "section", "head", "name", "our name", "element")
_ORDERED = ("drop", "say", "add", "move", "put", "again", "place", "type")
_PART = re.compile(r"\b(?:section|part|block)\b")
_PART_WITH = re.compile(r"\b(?:section|part|block|bit|thing|area) with\b")
_BY = re.compile(r"\b(?:by|for)\b")
_NEGATED = re.compile(r"(?:do|does|is|are|was)(?:n't| not)|never")
_THERE = re.compile(r"\b(?:there|in its place|in that place|where it (?:was|is|stood))\b")
_ARTICLE = re.compile(r"\s*(?:the |its |very |current )*\s*")
_OF = re.compile(r"\s*(?:of|for|about|from|showing|with)(?: (?:our|the|my|all))*\s*")


def parts(clause: Clause) -> Found:
    """Wishes about sections; Declined where one is spoken of that is not there."""
    clause = _resolved(clause)
    if any(
        one.tag == two.tag == "section"
        and one.value != two.value
        and not _BY.search(clause.between(one, two))
        for one, two in pairwise(clause.tokens)
    ):
        return None  # "the team photos": nobody knows which
    if not clause.only(*_ALLOWED) or not (clause.has("section") or clause.spoken_of):
        return None
    for rule in (_swapped, _rewritten, _removed, _exchanged, _brought):
        if found := rule(clause):
            return found
    return None


def _missing(said: str, held: Held, way: str = "") -> Declined:
    there = "are" if said.endswith("s") and not said.endswith("us") else "is"
    return Declined(f"There {there} no {said} on this page. {has(held)}{way}")


def _ids(clause: Clause) -> list[str]:
    return list(dict.fromkeys(token.value for token in clause.all("section")))


# ---- what the words mean here -------------------------------------------------------------------------------


def _resolved(clause: Clause) -> Clause:
    """With words that may name a section as sections only where they do."""
    for resolve in (_without_idle, _with_people, _without_qualifiers, _with_pointed, _without_whereabouts):
        clause = resolve(clause)
    return clause


def _without_idle(clause: Clause) -> Clause:
    """ "Something about our team" is about the team; "swap … round" says no more than "swap"."""
    swaps, ours = clause.has("swap") or "switch" in clause.text, ("section", "people")

    def is_idle(token: Token) -> bool:
        if token.text == "about":
            return clause.after(token) in ours or clause.before(token) == "section"
        if token.tag == "adj":
            return swaps and token.value in ("round", "around")
        asked = token.tag == "ask" and clause.after(token) in ours
        return asked or (token.tag == "with" and bool(_PART_WITH.search(clause.text)))

    return clause.of(token for token in clause.tokens if not is_idle(token))


def _with_people(clause: Clause) -> Clause:
    """The people of the team, where something is done to them; else whoever comes to the page."""
    kept = []
    for token in clause.tokens:
        before, after = clause.before(token), clause.after(token)
        done = before in ("", *_ORDERED) and after in ("", "place", "again", "and") and (before or after)
        if token.tag != "people":
            kept.append(token)
        elif done and not _sees(token, clause):
            kept.append(token._replace(tag="section", value="team"))
    return clause.of(kept)


def _sees(people: Token, clause: Clause) -> bool:
    """Whether it is said of people that they come upon something: "the first thing people see"."""
    at = clause.tokens.index(people)
    return at > 0 and clause.tokens[at - 1].value in ("first", "last")


def _without_qualifiers(clause: Clause) -> Clause:
    """ "The prices of our rooms" are prices; what is offered has its prices with it."""
    kept: list[Token] = []
    for token in clause.tokens:
        said = (
            one for one in reversed(kept) if one.tag not in ("for", "from", "with") and one.text != "showing"
        )
        before = next(said, None)
        both = before and before.tag == token.tag == "section"
        of = both and before.value in ("pricing", "gallery", "reviews", "hours")
        if of and _OF.fullmatch(clause.between(before, token)):
            del kept[kept.index(before) + 1 :]
        elif both and (before.value, token.value) == ("offer", "pricing") and kept[-1].tag == "section":
            kept[-1] = token  # "the room prices"
        else:
            kept.append(token)
    sections = [token.value for token in kept if token.tag == "section"]
    if sections == ["offer", "pricing"] and clause.has("add", "want") and clause.has("with"):
        kept = [token for token in kept if token.value != "pricing"]
    return clause.of(kept)


def _without_whereabouts(clause: Clause) -> Clause:
    """Without where something is that is to go, or to be said differently: "the form at the bottom"."""
    tokens = list(clause.tokens)
    for at in range(len(tokens) - 2, 0, -1):
        if [token.tag for token in tokens[at : at + 3]] == ["place", "with", "section"]:
            del tokens[at : at + 2]
    if [token.tag for token in tokens[-2:-1]] == ["section"] and tokens[-1].text == "go":
        tokens[-1] = tokens[-1]._replace(tag="drop")  # "could the team go?"
    drops = any(token.tag == "drop" and not token.text.endswith(" go") for token in tokens)
    if drops and len(tokens) > 1 and tokens[-1].tag == "place" and tokens[-1].value in ("first", "last"):
        tokens = tokens[:-1]
    return clause.of(tokens)


def _with_pointed(clause: Clause) -> Clause:
    """With "the last section" as the one that is last."""
    places, ids = clause.all("place"), clause.held.ids
    told = clause.has("say", "again", "drop") and len(places) == 1 and _PART.search(clause.text)
    if clause.has("section") or not told or not ids or places[0].value not in ("first", "last"):
        return clause
    pointed = places[0]._replace(tag="section", value=ids[0 if places[0].value == "first" else -1])
    return clause.of(pointed if token is places[0] else token for token in clause.tokens)


# ---- swapped, rewritten, removed ----------------------------------------------------------------------------


def _goes_on(clause: Clause) -> bool:
    """Whether another clause begins behind a section: "… and the shop has prices", ", they love it"."""
    tags = clause.tags
    ands = [at for at, tag in enumerate(tags) if tag == "and" and "section" in tags[:at]]
    return any({"want", "is"} & {*tags[at:]} and "place" not in tags[at:] for at in ands)


def _swapped(clause: Clause) -> Found:
    """The later one goes before the first; what stood between them stays between them."""
    ids, held = _ids(clause), clause.held
    switched = "switch" in clause.text and clause.has("and", "with")
    if not (clause.has("swap") or switched) or clause.has("place", "drop", "say", "write", *_ITS_WORDS):
        return None
    if len(ids) != 2:
        return None
    if gone := [token for token in clause.all("section") if not held.part(token.value)]:
        return _missing(gone[0].text, held)
    first, second = sorted(ids, key=held.ids.index)
    between = held.ids[held.ids.index(first) + 1 : held.ids.index(second)]
    return [moved(second, held, "before", first), *(moved(first, held, "after", one) for one in between[-1:])]


def _rewritten(clause: Clause) -> Found:
    held, own = clause.held, clause.all("section")
    if not _is_worded(clause) or clause.has("drop", "move", "place", "head", "element", "add", "swap"):
        return None
    said = {token.value: token.text for token in own} or {clause.spoken_of: clause.spoken_of}
    for section, name in said.items():
        if not held.part(section):
            return _missing(name, held)
        if section not in RETOLD:
            return Declined(
                f"“{held.heading(section)}” has no sentences that this model could write anew. It can rewrite "
                f"the about text, what you offer, reviews, questions, the team or the call to action."
            )
    return [rewritten(section, held) for section in said]


def _is_worded(clause: Clause) -> bool:
    """Whether other words are asked for: "rewrite", "new text", "other reviews" where there are some."""
    if clause.has("say") or (clause.has("write") and clause.has("again", "new")):
        return True
    if clause.has("new") and clause.has("ones", "version"):
        return True
    if clause.has("type") and clause.has("set", "new", "replace", "again", "write", "want"):
        return True
    if clause.tags == ["write"] and clause.spoken_of:
        return True  # "write something with more bite"
    there = clause.has("section") and all(clause.held.part(section) for section in _ids(clause))
    return clause.has("new") and there and not clause.has("add", "place", *_ITS_WORDS)


def _removed(clause: Clause) -> Found:
    others = ("put", "move", "say", "write", "new", "with", "from", *_PLACES, "head", "element", *_ITS_WORDS)
    if not (clause.takes_out or _is_unwanted(clause)) or clause.has(*others):
        return None
    if any(token.text != "get" for token in clause.all("set")) or _goes_on(clause):
        return None
    held, told = clause.held, not clause.takes_out and clause.has("want")
    said = {token.value: token.text for token in clause.all("section")}
    said = said or {clause.spoken_of: clause.spoken_of}
    if gone := [name for section, name in said.items() if not held.part(section)]:
        return None if told else _missing(gone[0], held)  # "we have no reviews yet" is no wish
    if len(held.parts) <= len(said):
        return Declined("Then nothing would be left. Add another section first, then remove this one.")
    return [removed(section, held) for section in said]


def _is_unwanted(clause: Clause) -> bool:
    """ "No map", "we don't need the map", "photos: no"."""
    tags = clause.tags
    instead = any(token.text.endswith(("of", "than")) for token in clause.all("not"))
    if not clause.refuses or instead or clause.has("replace", "instead"):
        return False
    if "section" not in tags or clause.has("want", "add"):
        return True
    apart = tags.index("not") - tags.index("section")
    if apart > 0 and _NEGATED.fullmatch(clause.all("not")[0].text):
        return False  # "the form doesn't work"
    return abs(apart) == 1 or tags[-1] == "not"


def _exchanged(clause: Clause) -> Found:
    """ "Replace the gallery with reviews", "reviews instead of the gallery"."""
    held, own = clause.held, clause.all("section")
    if not clause.has("replace", "not") or len(own) != 2 or clause.has(*_PLACES, "head", "element"):
        return None
    old, new = own
    if clause.has("not"):
        behind = clause.tokens[clause.tags.index("not") :]
        old = next((token for token in own if token in behind), old)
        new = next(token for token in own if token is not old)
    elif not clause.has("with", "to") and not _BY.search(clause.between(old, new)):
        return None
    if not held.part(old.value):
        return _missing(old.text, held)
    if held.part(new.value):
        return None
    return [added(new.value, held, "before", old.value), removed(old.value, held)]


# ---- added and moved ----------------------------------------------------------------------------------------


def _brought(clause: Clause) -> Found:
    """Sections that come, or that stand elsewhere from now on."""
    reworded = clause.has(*_ITS_WORDS) and not clause.has("add")
    if reworded or clause.has("drop", "swap", "say", "write", "again", "replace", "not") or _goes_on(clause):
        return None
    if not (spot := _spot(clause)):
        return None
    held, movers = clause.held, spot.movers
    if not movers and clause.spoken_of and clause.has("add", "put", "move", "want"):
        movers = {clause.spoken_of: held.heading(clause.spoken_of).lower()}
    if spot.near and not held.part(spot.near):
        return _missing(spot.beside, held)
    wishes: list[Wish] = []
    for section, name in movers.items():
        here = held.part(section) is not None
        if here and not spot.place:
            return _already(clause, section)
        if not here and not spot.place and _THERE.search(clause.text) and held.part(clause.spoken_of):
            spot = spot._replace(
                place="before", near=clause.spoken_of
            )  # "drop the prices and put an faq there"
        if not here and _is_described(clause):
            return _missing(name, held)  # "the opening hours are wrong"
        if not here and clause.has("move") and not clause.has("add", "want"):
            return _missing(name, held, f" Say “add {name}” to have one.")
        if (at := _at(section, spot, held, wishes)) is None:
            return None
        wishes.append(moved(section, held, *at) if here else added(section, held, *at))
    return wishes or None


def _is_described(clause: Clause) -> bool:
    """Whether it is only told how a section is."""
    states = clause.all("is")
    wished = any(token.text != "place" for token in clause.all("put")) or asks(clause.text)
    if not states or wished or clause.has("add", "want", "set", "new", "move", "write", "place"):
        return False
    ended = clause.text.rstrip(" ,:").endswith(states[-1].text)
    return not ended and all(token.text != "be" for token in states)


def _already(clause: Clause, section: str) -> Declined | None:
    """A section that is there, and nothing is said of where it should be."""
    return Declined(
        f"“{clause.held.heading(section)}” is on the page already. Say “move” and where to, or “remove”.",
        answered=True,
    )


class _Spot(NamedTuple):
    """Where sections are to stand."""

    place: str
    """first, last, before, after, "up 1", "down 2", "nth 3"; empty where nothing was said."""
    near: str
    """Id of the section that it speaks of."""
    beside: str
    """How it is called."""
    movers: dict[str, str]
    """Ids of the sections that go there, and how they are called."""


def _spot(clause: Clause) -> _Spot | None:
    """None where two places are said, or one that no section can have."""
    tokens = _without_origin(clause)
    places, near, movers, at = [], None, [], 0
    while at < len(tokens):
        token = tokens[at]
        if token.tag == "nth" and [other.tag for other in tokens[at + 1 : at + 2]] == ["section"]:
            return None  # "a second map"
        if token.tag in ("place", "nth"):
            place, used, beside = _placed(tokens[at:])
            places.append(place)
            near = beside or near
            at += used
            continue
        last_one = (
            token.tag == "num" and token.value == "1" and at and tokens[at - 1].value in ("first", "last")
        )
        if token.tag in ("head", "name", "our name", "element", "num") and not last_one:
            return None
        movers += [token] if token.tag == "section" else []
        at += 1
    place = _one_of(places)
    if place is None:
        return None
    names = {token.value: token.text for token in movers if near is None or token.value != near.value}
    return _Spot(place, near.value if near else "", near.text if near else "", names)


def _one_of(places: list[str]) -> str | None:
    """The place that is meant: "up" and "at the end" only say more of where "before" is."""
    if "" in places or {"first", "last"} <= set(places):
        return None
    beside = [place for place in places if place in ("before", "after")]
    rough = [place for place in places if place not in ("before", "after")]
    if len(beside) > 1:
        return None
    firm = [place for place in rough if place in ("first", "last")]
    return next(iter([*beside, *firm, *rough]), "-").removesuffix("-")


def _without_origin(clause: Clause) -> list[Token]:
    """The tokens without where something comes from: "from the bottom"."""
    origins = {
        at
        for at, (one, two) in enumerate(pairwise(clause.tokens))
        if (one.tag, two.tag) == ("from", "place") and _ARTICLE.fullmatch(clause.between(one, two))
    }
    return [
        token
        for at, token in enumerate(clause.tokens)
        if at not in origins and at - 1 not in origins and token.tag != "from"
    ]


def _placed(tokens: list[Token]) -> tuple[str, int, Token | None]:
    """A place, how many tokens say it, and the section it is at; the place is empty if it is none for a section."""
    token, behind = tokens[0], tokens[1:]
    if token.tag == "nth":
        return f"nth {token.value}", 1, None
    if token.value in ("up", "down"):
        counted = bool(behind) and behind[0].tag == "num"
        return f"{token.value} {behind[0].value if counted else 1}", 1 + counted, None
    if token.value in ("first", "last"):
        return token.value, 1, None
    before = token.value == "before"
    for at, other in enumerate(behind, start=2):
        if other.tag == "section":
            return ("after" if token.value == "between" else token.value), at, other
        if other.tag in ("head", "name", "our name"):
            return ("" if before else "first"), at, None
        if other.tag not in ("and", "is", "to"):
            break
    return "", 1, None


def _at(section: str, spot: _Spot, held: Held, before: list[Wish]) -> tuple[str, str] | None:
    """Place and neighbour as a wish has them; `before` are the wishes for those that go there too."""
    if before and spot.place in ("first", "after"):
        return "after", before[-1].section
    kind, _, number = spot.place.partition(" ")
    if kind not in ("up", "down", "nth"):
        return spot.place, spot.near
    others = [other for other in held.ids if other != section]
    if kind == "nth":
        at = int(number) - 1
        return ("after", others[at - 1]) if at <= len(others) else None
    if section not in held.ids:
        return None
    at = max(0, held.ids.index(section) + int(number) * (1 if kind == "down" else -1))
    return ("after", others[min(at, len(others)) - 1]) if at else ("first", "")


def moved(section: str, held: Held, place: str, near: str = "") -> Wish:
    """The wish for another place of a section."""
    said = f"goes {_where(place, near, held)}"
    return replace(_of("move", section, said, held), place=place, near=near)


def added(section: str, held: Held, place: str = "last", near: str = "") -> Wish:
    """The wish for a section."""
    said = f"is added {_where(place, near, held)}"
    return replace(_of("add", section, said, held), place=place, near=near)


def removed(section: str, held: Held) -> Wish:
    """The wish that a section goes."""
    return _of("remove", section, "is taken out", held)


def rewritten(section: str, held: Held) -> Wish:
    """The wish for other words in a section."""
    return _of("rewrite", section, "gets other words", held)


def _of(kind: str, section: str, said: str, held: Held) -> Wish:
    heading = held.heading(section)
    return Wish(kind, section=section, what=heading, spoken=f"“{heading}” {said}")


def _where(place: str, near: str, held: Held) -> str:
    return f"{place} “{held.heading(near)}”" if near else "at the top" if place == "first" else "at the end"
