"""The signs that speak for a candidate being what a stretch of a message asks for, and for a piece asking for nothing.

    signs(stretch, candidate, …) -> ["price", "num", "price|go", "num#to <new>", …]

What each counts was fitted, not thought up (`choice`). A sign begins with the way of the candidate, or with the group of ways
that it belongs to; "|" is of words, "#" of what they are words for, "~" of how things stand, ":" of the new words.
"""

import re
from functools import cached_property, lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from gdiff_core.nano.brief.english import FUNCTION_WORDS
from gdiff_core.nano.brief.words import bag, key
from gdiff_core.nano.wishes.candidates import Candidate
from gdiff_core.nano.wishes.firm import firmly
from gdiff_core.nano.wishes.lexer import UNKNOWN, Token, plain
from gdiff_core.nano.wishes.mentions import Mention, stem
from gdiff_core.nano.wishes.stretch import SENTENCE, Stretch
from gdiff_core.records import Span

_GROUPS = {
    "num": "price number phone mail hour",
    "swap": "text run rename tagline",
    "look": "accent tone font corners spacing layout hero",
    "gone": "remove unlist",
    "new": "list add",
    "move": "move",
    "rewrite": "rewrite",
    "rule": "rule",
}
_GROUP = {way: group for group, ways in _GROUPS.items() for way in ways.split()}
_FIRM = bag("colour font money cents digits time quote percent hex link number day section corners space")
_INSTEAD = re.compile(r"\b(?:not|instead|rather than|no longer|in place of)\b")
_OF_OLD = re.compile(r"\b(?:not|instead of|rather than|from|of)\Z")
_WORDED = ("text", "tagline", "rename")
_NEW, _THERE, _OWN = "<new>", "<there>", "<own>"
Pair = tuple[str, str]


def group(way: str) -> str:
    """The group that a way of changing belongs to."""
    return _GROUP[re.split(r"[ =]", way, maxsplit=1)[0]]


class Piece:
    """A run of pieces of a message, and what all candidates of it share."""

    def __init__(self, at: Stretch, first: int, last: int, count: int) -> None:
        self.at, self.size = at, last - first + 1
        self.firm = firmly(at.original, at.held)
        self._shapes: dict[Span, list[str]] = {}
        self.tokens = [token for token in at.tokens if token.tag != "stop"]
        text = at.message.text.text
        ahead, behind = text[: at.start].rstrip(" ")[-1:], text[at.end :].strip(" ")[:1]
        self.shared = [
            f"n{self.size}",
            f"first{first == 0}",
            f"last{last == count - 1}",
            f"whole{self.size == count}",
            f"ends{'?' if behind == '?' else '.' if not behind or SENTENCE.match(behind) else ','}",
            f"begins{'?' if ahead == '?' else '.' if not ahead or SENTENCE.match(ahead) else ','}",
        ]

    @cached_property
    def pairs(self) -> list[tuple[Token, Pair]]:
        """Its phrases, each as a stem and as what it is a word for."""
        return [(token, (_stems(token.text), token.tag)) for token in self.tokens]

    def shapes(self, span: Span) -> list[str]:
        """How new words are written; many candidates share them."""
        if span not in self._shapes:
            self._shapes[span] = _shape(self.at, span)
        return self._shapes[span]

    def template(self, one: Candidate) -> list[Pair]:
        """The phrases with what is there and what is new as two marks."""
        found: list[Pair] = []
        for token, pair in self.pairs:
            marks = {_NEW: one.said, _THERE: one.there, _OWN: one.content}
            mark = next((mark for mark, span in marks.items() if _overlap(token.span, span)), "")
            pair = (mark, mark) if mark else pair
            if not mark or not found or found[-1] != pair:
                found.append(pair)
        return found


def signs(piece: Piece, one: Candidate, changes: bool, is_firm: bool) -> list[str]:
    """Of a candidate; `changes`: its wishes are not so already; `is_firm`: they come to what the rules read firmly."""
    way, kind = one.way, group(one.way)
    found = [way, kind, f"{way}~n{piece.size}", *(f"{kind}~{sign}" for sign in piece.shared)]
    found += [] if changes else ["same"]
    found += (
        ["firm", f"{kind}~firm", f"{way}~firm"] if is_firm else [f"{kind}~not firm"] if piece.firm else []
    )
    found += [f"{kind}@{one.target}"] if one.target else []
    found += _words(piece.template(one), way, kind)
    found += [f"{way}={token.value}" for token in piece.tokens if token.value and token.value != token.text]
    found += _left(piece, one, kind)
    found += _places(piece, one, kind) + _within(piece, one, kind)
    if one.said and way not in ("accent", "tone") and not one.rule:
        found += _new(piece, one, kind)
    if way.split()[0] in ("remove", "add", "move", "rewrite"):
        found += [f"{one.target}|{word}" for word in {pair[0] for _, pair in piece.pairs}]
        found.append(f"{kind}~{'named' if one.there else 'unnamed'}")
        if way[:3] == "add":
            wish = one.wishes[0]
            found.append(f"new~own{'rows' if wish.rows else 'value' if wish.value else ''}")
            found.append(f"{one.target}~own{min(len(wish.rows), 3) or bool(wish.value)}")
    return found


def _words(template: list[Pair], way: str, kind: str) -> list[str]:
    found = []
    for word, tag in dict.fromkeys(template):
        if word not in (_NEW, _THERE, _OWN):
            found += [f"{way}|{word}", f"{way}#{tag}", f"{kind}|{word}", f"{kind}#{tag}"]
    words = [("^", "^"), *template, ("$", "$")]
    for one, two in pairwise(words):
        found += [f"{kind}|{one[0]} {two[0]}", f"{kind}#{one[1]} {two[1]}"]
        if one[0][0] == "<" or two[0][0] == "<":
            found += [f"{way}|{one[0]} {two[0]}", f"{way}#{one[1]} {two[1]}"]
    for one, two, three in zip(words, words[1:], words[2:], strict=False):
        if _NEW in (one[0], three[0]) or two[0][0] == "<":
            found += [f"{kind}|{one[0]} {two[0]} {three[0]}", f"{kind}#{one[1]} {two[1]} {three[1]}"]
    return found


def _left(piece: Piece, one: Candidate, kind: str) -> list[str]:
    """Of what the candidate makes nothing of."""

    def is_left(part: Token | Mention) -> bool:
        return not any(_overlap(part.span, span) for span in (one.said, one.there, one.content))

    left, spoken = list(filter(is_left, piece.tokens)), sum(map(is_left, piece.at.mentions))
    firm = {token.tag for token in left} & _FIRM
    return [
        f"{kind}~strange{min(sum(token.tag == UNKNOWN for token in left), 5)}",
        f"{kind}~left{min(len(left), 9)}",
        f"{kind}~spoken{min(spoken, 3)}",
        *(f"{kind}~left {tag}" for tag in firm),
        *(f"{one.way}~left {tag}" for tag in firm),
    ]


def _places(piece: Piece, one: Candidate, kind: str) -> list[str]:
    """Of where it is spoken of, and of the way from there to the new words."""
    if not one.there:
        return [f"{one.way}~not there"]
    mention = next((m for m in piece.at.mentions if m.span == one.there), None)
    how = ("exact" if mention.exact else "whole" if mention.whole else "part") if mention else ""
    found = [f"{one.way}~there", f"{kind}~{how}", f"{one.way}~{how}"]
    if piece.at.message.text.text[one.there[1] :].startswith("'s "):
        found += [f"{kind}~of it", f"{one.way}~of it"]
    if one.said:
        first, last = sorted((one.there, one.said))
        order = "there new" if first == one.there else "new there"
        gap = piece.at.message.text.text[first[1] : last[0]].strip()
        found += [f"{one.way}~{order}", f"{kind}~{order}", f"{kind}~gap{min(len(gap.split()), 6)}"]
        found += [f"{kind}~gap={gap} {order}"] if len(gap) < 30 else []
        found += [f"{kind}~in new", f"{one.way}~in new"] if _overlap(one.there, one.said) else []
    return found


def _within(piece: Piece, one: Candidate, kind: str) -> list[str]:
    """Of the sections that are named, and those that it is in."""
    named = {
        token.value for token in piece.tokens if token.tag == "section" and not _overlap(token.span, one.said)
    }
    mine = {wish.section for wish in one.wishes if wish.section}
    if not named or not mine:
        return []
    how = "in" if mine <= named else "half in" if mine & named else "out of"
    return [f"{kind}~{how} named", f"{one.way}~{how} named"]


def _new(piece: Piece, one: Candidate, kind: str) -> list[str]:
    """Of the new words: how they are written, where they end, how like the old ones they are."""
    at, shapes = piece.at, piece.shapes(one.said)
    found = [sign for shape in shapes for sign in (f"{one.way}:{shape}", f"{kind}:{shape}")]
    if one.wishes[0].kind not in _WORDED:
        return found
    new, old, text = one.wishes[0].value, one.old, at.message.text.text
    low, was, size, length = plain(new), plain(old), len(new.split()), len(old.split())
    like = int(fuzz.ratio(low, was) // 20)
    found += [
        f"{one.way}~like{like}",
        f"{kind}~like{like}",
        f"{kind}~size{min(length, 6)} {min(size, 6)}",
    ]
    found.append(f"{one.way}~longer{min(4, max(-4, size - length))}")
    found.append(f"{kind}~figures {any(c.isdigit() for c in new)} {any(c.isdigit() for c in old)}")
    signs_of = {
        "known": low in at.message.known,
        "instead in new": _INSTEAD.search(low) and not _INSTEAD.search(was),
        "instead behind": _INSTEAD.match(text[one.said[1] : one.said[1] + 16].strip(" ,")),
        "instead ahead": _OF_OLD.search(text[max(0, one.said[0] - 14) : one.said[0]].rstrip(" \"'")),
        "page in new": size > 2 and any(m.exact and _overlap(m.span, one.said) for m in at.mentions),
        "same capital": one.target == "part" and old[:1].isupper() == new[:1].isupper(),
    }
    return found + [f"{kind}~{sign}" for sign, there in signs_of.items() if there]


def _shape(at: Stretch, span: Span) -> list[str]:
    text, typed = at.message.text.text, at.message.text.original(*span)
    words = typed.split() or [typed or "-"]
    capitals = [word[:1].isupper() for word in words]
    first, last = (key(plain(word).strip(".,!?\"'")) for word in (words[0], words[-1]))
    said = at.message.text.said
    shapes = {
        f"size{min(len(words), 8)}": True,
        f"capitals {'all' if all(capitals) else 'first' if capitals[0] else 'some' if any(capitals) else 'none'}": True,
        "plain case": said.islower() or said.isupper(),
        "quoted": text[span[0] - 1 : span[0]] in ('"', "'") and span[0] > 0,
        "to the end": span[1] >= at.end - 1,
        "from the start": span[0] <= at.start,
        "figures": any(letter.isdigit() for letter in typed),
        f"from={first if first in FUNCTION_WORDS else '*'}": True,
        f"to={last if last in FUNCTION_WORDS else '*'}": True,
        "stop within": re.search(r"[.!?;,:]\s", typed),
        f"behind={text[span[1] : span[1] + 1] or '$'}": True,
    }
    return [shape for shape, there in shapes.items() if there]


def idle_signs(piece: Piece, idle: str = "idle") -> list[str]:
    """Of a piece that asks for nothing; `idle`: or for something "beyond" what a page can."""
    words = [("^", "^"), *(pair for _, pair in piece.pairs), ("$", "$")]
    found = [idle, *(f"{idle}~{sign}" for sign in piece.shared)]
    for word, tag in dict.fromkeys(words[1:-1]):
        found += [f"{idle}|{word}", f"{idle}#{tag}"]
    for one, two in pairwise(words):
        found += [f"{idle}|{one[0]} {two[0]}", f"{idle}#{one[1]} {two[1]}"]
    for one, two, three in zip(words, words[1:], words[2:], strict=False):
        found.append(f"{idle}#{one[1]} {two[1]} {three[1]}")
    found += [f"{idle}~size{min(len(piece.tokens), 9)}", f"{idle}~spoken{min(len(piece.at.mentions), 2)}"]
    found += [f"{idle}~firm"] if piece.firm else []
    return found + [f"{idle}~asked"] * ("?" in piece.at.message.text.text)


def _overlap(one: Span, other: Span | None) -> bool:
    return bool(other) and one[0] < other[1] and other[0] < one[1]


@lru_cache(maxsize=8192)
def _stems(phrase: str) -> str:
    return "_".join(stem(word) or word for word in phrase.split())
