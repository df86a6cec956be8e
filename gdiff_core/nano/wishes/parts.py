"""Clauses about sections: one is added, removed, moved or rewritten."""

import re

from gdiff_core.nano.edits import RETOLD
from gdiff_core.nano.reading import Held
from gdiff_core.nano.wishes.beyond import has
from gdiff_core.nano.wishes.clause import Clause, Found
from gdiff_core.nano.wishes.lexer import Token
from gdiff_core.records import Declined, Wish

_VERBS = ("set", "want", "add", "put", "move", "take", "out", "drop", "swap", "replace", "say", "write", "again", "new", "not", "is")
_LINKING = ("to", "from", "and", "on", "with", "for", "instead", "all", "some", "colon")
_PLACES = ("place", "nth", "num")
_ITS_WORDS = ("type", "ones", "version")
_PART = re.compile(r"\b(?:section|part|block)\b")
_PART_WITH = re.compile(r"\b(?:section|part|block|bit|thing|area) with\b")
_OF = re.compile(r"\s*(?:of|for|about|from)(?: (?:our|the|my|all))*\s*")


def parts(clause: Clause) -> Found:
    """Wishes about sections; Declined where one is spoken of that is not there."""
    clause = _resolved(clause)
    if clause.has("swap"):
        kept = tuple(token for token in clause.tokens if token.value not in ("round", "around"))
        clause = Clause(kept, clause.held, clause.text, clause.spoken_of)
    drops = [token for token in clause.all("drop") if not token.text.endswith(" go")]
    if drops and clause.tags[-1:] == ["place"] and clause.tokens[-1].value in ("first", "last"):
        clause = Clause(clause.tokens[:-1], clause.held, clause.text, clause.spoken_of)  # "the form at the bottom"
    if clause.has("say", "again", "drop") and not clause.has("section") and clause.tags.count("place") == 1 and _PART.search(clause.text):
        clause = _pointed(clause)
    allowed = (*_VERBS, *_LINKING, *_PLACES, *_ITS_WORDS, "section", "head", "element")
    if not clause.only(*allowed) or not (clause.has("section") or clause.spoken_of):
        return None
    if (found := _swapped(clause)) or (found := _rewritten(clause)) or (found := _removed(clause)):
        return found
    if clause.has("again", "write", "say") or not (clause.has("section") or clause.has("place", "add")) or (clause.has(*_ITS_WORDS) and not clause.has("add")):
        return None
    return _exchanged(clause) if clause.has("replace", "not") else _brought(clause)


def _resolved(clause: Clause) -> Clause:
    """With "about" and "people" as sections only where they are meant as such."""
    tokens = list(clause.tokens)
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        before = tokens[at - 1].tag if at else "start"
        if token.text == "about" and after and after.tag in ("section", "people"):
            tokens[at] = token._replace(tag="")
        elif token.tag == "place" and at and after and after.tag == "with" and at + 2 < len(tokens) and tokens[at + 2].tag == "section":
            tokens[at] = token._replace(tag="")  # "the bit at the end with the phone button"
            tokens[at + 1] = after._replace(tag="")
        elif token.tag == "with" and _PART_WITH.search(clause.text):
            tokens[at] = token._replace(tag="")
        elif token.tag == "address" and clause.has("add", "want", "put"):
            tokens[at] = token._replace(tag="") if "map" in _ids(_sections(clause)) else Token("section", "map", token.text, token.span)
            if after and after.tag in ("with", "on", "and") and not tokens[at].tag:
                tokens[at + 1] = after._replace(tag="")
        elif _qualifies(token, tokens[at - 1] if at else None, clause):
            tokens[at] = token._replace(tag="")
        elif token.tag == "people" and (before not in ("drop", "say", "again", "type") and not after or after and after.tag in ("to", "is", "section") and before in ("set", "want", "start", "not", "for")):
            tokens[at] = token._replace(tag="")
        elif token.tag == "people" and before in ("drop", "say", "add", "move", "put", "again", "place", "type", "start") and (not after or after.tag in ("place", "again", "and")):
            tokens[at] = Token("section", "team", token.text, token.span)
    return Clause(tuple(token for token in tokens if token.tag), clause.held, clause.text, clause.spoken_of)


def _pointed(clause: Clause) -> Clause:
    """With "the last section" as the one that is last."""
    ids = {"first": clause.held.ids[0], "last": clause.held.ids[-1]}
    tokens = (
        Token("section", ids[token.value], token.text, token.span) if token.tag == "place" and token.value in ids else token
        for token in clause.tokens
    )
    return Clause(tuple(tokens), clause.held, clause.text, clause.spoken_of)


def _qualifies(token: Token, before: Token | None, clause: Clause) -> bool:
    """Whether a section only says which: "the prices of our rooms"."""
    if not before or token.tag != "section" or before.tag != "section":
        return False
    return before.value in ("pricing", "gallery", "reviews", "hours") and bool(_OF.fullmatch(clause.between(before, token)))


def _sections(clause: Clause) -> list[Token]:
    return clause.all("section")


def _ids(tokens: list[Token]) -> list[str]:
    return list(dict.fromkeys(token.value for token in tokens))


def _missing(section: str, said: str, held: Held, way: str = "") -> Declined:
    return Declined(f"There is no {said} on this page. {has(held)}{way}")


# ---- swapped ------------------------------------------------------------------------------------------------


def _swapped(clause: Clause) -> Found:
    ids = _ids(_sections(clause))
    where = re.search(r"\bswitch\b", clause.text) and clause.has("and", "with") and not clause.has("place")
    if not (clause.has("swap") or where) or len(ids) != 2 or clause.has("place", "drop", "say", "type"):
        return None
    held = clause.held
    if gone := [token for token in _sections(clause) if not held.part(token.value)]:
        return _missing(gone[0].value, gone[0].text, held)
    order = held.ids
    first, second = sorted(ids, key=order.index)
    at, to = order.index(first), order.index(second)
    wishes = [_moved(second, "before", first, held)]
    if to - at > 1:
        wishes.append(_moved(first, "after", order[to - 1], held))
    return wishes


# ---- rewritten ----------------------------------------------------------------------------------------------


def _rewritten(clause: Clause) -> Found:
    own = [token for token in _sections(clause) if token.value]
    worded = clause.has("say") or clause.has("write") and clause.has("again", "new", "not") or clause.has("new") and clause.has("ones", "version") or clause.has("type") and clause.has("set", "new", "replace", "again", "write", "want")
    fresh = clause.has("new") and not clause.has("add", "type", "place") and own and all(clause.held.part(t.value) for t in own)
    if not (worded or fresh) or clause.has("drop", "move", "place", "head", "element", "add", "swap"):
        return None
    ids = _ids(own) or [clause.spoken_of]
    wishes = []
    for section in ids:
        said = next((token.text for token in own if token.value == section), section)
        if not clause.held.part(section):
            return _missing(section, said, clause.held)
        heading = clause.held.heading(section)
        if section not in RETOLD:
            return Declined(
                f"{heading} has no sentences that this model could write anew. It can rewrite the about text, what you offer, "
                f"reviews, questions, the team or the call to action."
            )
        wishes.append(Wish("rewrite", section=section, what=heading, spoken=f"{heading} gets other words"))
    return wishes


# ---- removed ------------------------------------------------------------------------------------------------


def _removed(clause: Clause) -> Found:
    away = clause.has("drop") or clause.has("take") and clause.has("out")
    tags = clause.tags
    none = "not" in tags and not clause.has("replace", "instead") and not any("of" in token.text or "than" in token.text for token in clause.all("not"))
    dislike = none and clause.has("want", "add") or none and (abs(tags.index("not") - tags.index("section")) == 1 or tags[-1] == "not") if "section" in tags else none
    if not (away or dislike) or clause.has("put", "move", "set", "place", "nth", "num", "say", "write", "head", "element", "with", "type", "new") or "from" in tags:
        return None
    held, own = clause.held, _sections(clause)
    ids = _ids(own) or [clause.spoken_of]
    for section in ids:
        said = next((token.text for token in own if token.value == section), section)
        if not held.part(section):
            return _missing(section, said, held) if away or "want" not in tags else None
    if len(held.parts) <= len(ids):
        return Declined("Then nothing would be left. Add another section first, then remove this one.")
    return [Wish("remove", section=section, what=held.heading(section), spoken=f"{held.heading(section)} goes") for section in ids]


# ---- one for another ----------------------------------------------------------------------------------------


def _exchanged(clause: Clause) -> Found:
    """ "replace the gallery with reviews", "reviews instead of the gallery"."""
    held, own = clause.held, _sections(clause)
    if len(own) != 2 or clause.has("place", "head", "element"):
        return None
    old, new = own
    aside = next((at for at, token in enumerate(clause.tokens) if token.tag == "not"), None)
    if aside is not None:
        old = next((token for token in clause.tokens[aside:] if token.tag == "section"), old)
        new = next(token for token in own if token is not old)
    elif not clause.has("with", "to"):
        return None
    if not held.part(old.value):
        return _missing(old.value, old.text, held)
    gone = Wish("remove", section=old.value, what=held.heading(old.value), spoken=f"{held.heading(old.value)} goes")
    if held.part(new.value):
        return None
    return [_added(new.value, "before", old.value, held), gone]


# ---- added and moved ----------------------------------------------------------------------------------------


def _brought(clause: Clause) -> Found:
    """Sections that come, or that stand elsewhere from now on."""
    held = clause.held
    found = _place(clause)
    if found is None or clause.has("drop", "swap"):
        return None
    place, near, movers = found
    if not movers and clause.spoken_of and clause.has("add", "put", "move", "want"):
        movers = [Token("section", clause.spoken_of, held.heading(clause.spoken_of).lower(), (0, 0))]
    if clause.has("with") and [token.value for token in movers] == ["offer", "pricing"] and not near:
        movers = movers[:1]  # what is offered has its prices with it
    if not movers or clause.has("again", "out", "take") and not place:
        return None
    if near and not held.part(near.value):
        return _missing(near.value, near.text, held)
    wishes: list[Wish] = []
    for token in movers:
        here = held.part(token.value)
        if here and not place:
            return _there(clause, token, held)
        spot = _spot(token.value, place, near.value if near else "", held, wishes)
        if spot is None:
            return None
        if not here and clause.has("move") and not clause.has("add", "want"):
            return _missing(token.value, token.text, held, f" Say “add {token.text}” to have one.")
        wishes.append(_moved(token.value, *spot, held) if here else _added(token.value, *spot, held))
    return wishes


def _there(clause: Clause, token: Token, held: Held) -> Found:
    """A section that is there, and nothing is said of where it should be."""
    if not clause.has("add", "want", "put", "new") and len(clause.tokens) > 1:
        return None
    if clause.has("move"):
        return None
    return Declined(f"{held.heading(token.value)} is on the page already. Say “move” and where to, or “remove”.", answered=True)


def _place(clause: Clause) -> tuple[str, Token | None, list[Token]] | None:
    """Where to: the place, the section it speaks of, and the sections that go there; None if that is not clear."""
    tokens = _unsaid(clause)
    place, near, movers = "", None, []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.tag in ("place", "nth"):
            if place and place.split()[0] not in ("first", "last", "up", "down") and token.value not in ("first", "last"):
                return None
            value, used, beside = _placed(tokens[at:])
            if value is None:
                return None
            if {place, value} == {"first", "last"}:
                return None
            if not (place in ("before", "after", "between")):
                place, near = value, beside or near
            at += used
            continue
        if token.tag == "section":
            movers.append(token)
        elif token.tag == "num" and token.value == "1" and at and tokens[at - 1].value in ("first", "last"):
            pass  # "the last one"
        elif token.tag in ("head", "element", "num"):
            return None
        at += 1
    movers = [token for token in movers if near is None or token.value != near.value]
    unique = {token.value: token for token in reversed(movers)}
    return place, near, [token for token in movers if unique[token.value] is token]


def _unsaid(clause: Clause) -> list[Token]:
    """The tokens without where something comes from: "from the bottom"."""
    tokens, kept, skip = list(clause.tokens), [], False
    for token in tokens:
        if token.tag == "from":
            skip = True
        elif skip and token.tag == "place":
            skip = False
        else:
            kept.append(token)
    return kept


def _placed(tokens: list[Token]) -> tuple[str | None, int, Token | None]:
    """A place, how many tokens say it, and the section it is at; None if it is at no section."""
    token = tokens[0]
    if token.tag == "nth":
        return f"nth {token.value}", 1, None
    if token.value in ("up", "down"):
        return token.value + (f" {tokens[1].value}" if len(tokens) > 1 and tokens[1].tag == "num" else " 1"), 1 + (len(tokens) > 1 and tokens[1].tag == "num"), None
    if token.value in ("first", "last"):
        return token.value, 1, None
    for at, other in enumerate(tokens[1:], start=1):
        if other.tag == "section":
            return ("after" if token.value == "between" else token.value), at + 1, other
        if other.tag == "head":
            return ("first" if token.value == "after" else None), at + 1, None
        if other.tag == "element":
            return ("last" if token.value == "before" and other.text == "footer" else None), at + 1, None
        if other.tag == "all":
            return ("first" if token.value == "before" else "last"), at + 1, None
        if other.tag not in ("and", "is", "to"):
            break
    return None, 1, None


def _spot(section: str, place: str, near: str, held: Held, before: list[Wish]) -> tuple[str, str] | None:
    """Place and neighbour as a wish has them."""
    if before and place in ("first", "after", "last"):
        return ("after", before[-1].section) if place != "last" else ("last", "")
    others = [other for other in held.ids if other != section]
    kind, _, number = place.partition(" ")
    if kind in ("up", "down", "nth"):
        if kind != "nth" and section not in held.ids:
            return None
        at = int(number) - 1 if kind == "nth" else held.ids.index(section) + (int(number) if kind == "down" else -int(number))
        if kind == "nth" and at > len(others):
            return None
        at = min(max(at, 0), len(others))
        return ("first", "") if at == 0 else ("after", others[at - 1])
    return place, near


def _moved(section: str, place: str, near: str, held: Held) -> Wish:
    heading = held.heading(section)
    return Wish("move", section=section, what=heading, place=place, near=near, spoken=f"{heading} goes {_where(place, near, held)}")


def _added(section: str, place: str, near: str, held: Held) -> Wish:
    heading = held.heading(section)
    return Wish("add", section=section, what=heading, place=place, near=near, spoken=f"{heading} is added {_where(place, near, held)}")


def _where(place: str, near: str, held: Held) -> str:
    return f"{place} {held.heading(near)}" if near else "at the top" if place == "first" else "at the end"
