"""Wishes of which nothing is to come, whatever model is asked: it would have to change something, so takes another.

To take out a section that the page has not, to put words in place of some that it has not. Plain English sentences
only, and for sections an English page that says no word of it, not even in its markup: where there is any doubt, the
wish is the model's.
"""

import re

from gdiff_core.document.markup import visible

_OUT = re.compile(
    r"(?:please |can you |could you )*(?:remove|delete|drop|hide|take out|get rid of|cut) "
    r"(?:(?:the|my|our|this|that) )?(?P<what>[a-z][a-z' -]{2,40}?) (?:section|block|panel|area)s?"
    r"(?: (?:please|from (?:the|this|my|our) (?:page|site|website)))*[.!?]*",
    re.IGNORECASE,
)
_QUOTED = '[“"\'‘](?P<{}>[^“”"]{{2,80}}?)[”"\'’]'
_OLD = rf"(?:{_QUOTED.format('old')}|(?P<before>[A-Z#0-9][^“”\"]{{1,60}}?))"
_NEW = rf"(?:{_QUOTED.format('new')}|(?P<after>[A-Z#0-9][^“”\"]{{1,60}}?))"
_ASKED = r"(?:(?:please|can you|could you|would you|i want you to|i would like you to|i'd like you to|now|also|and) )*"
_REPLACE = re.compile(
    rf"(?i:{_ASKED}(?:replace|change|rename|swap)) {_OLD} (?:with|by|to|into|for) {_NEW}[.!]?"
)
_CHANGE = re.compile(
    rf"{_ASKED}(?:make|add|put|insert|include|give|show|set|use|turn|change|replace|rename|rewrite|rework|reword|"
    r"redesign|restyle|translate|move|swap|reorder|sort|remove|delete|drop|hide|take|get rid|cut|shorten|lengthen|"
    r"expand|simplify|fix|correct|update|improve|centre|center|align|enlarge|increase|decrease|reduce|darken|lighten|"
    r"write|create|convert|merge|split|shout|let|have)\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(r"<html\b[^>]*\blang=[\"']?en\b", re.IGNORECASE)
_PLACES = """
first second third fourth last next top bottom middle upper lower left right above below whole entire main other same
new old empty big small large dark light long short and or of with hero header footer nav navigation menu sidebar"""
_WHERE = frozenset(_PLACES.split())
"""Words that may mean a part by its place or looks, or two parts."""


def absent(words: str, page: str) -> str:
    """The part that is to be taken out and is not there, as it was called; empty where there is none."""
    found = _OUT.fullmatch(" ".join(words.split()))
    if not found or not _ENGLISH.search(page):
        return ""
    named, source = re.findall(r"[a-z']+", found["what"].lower()), page.lower()
    there = any(word in _WHERE or _stem(word) in source for word in named)
    return "" if there else found["what"]


def replaced(words: str, page: str) -> tuple[str, bool]:
    """The words that are to give way and are not there, as they are quoted, and whether those in their place are; empty
    where nothing of the kind is asked."""
    found = _REPLACE.fullmatch(" ".join(words.split()))
    if not found:
        return "", False
    old, new = (found["old"] or found["before"]).strip(), (found["new"] or found["after"]).strip()
    source = " ".join(page.split())
    said = f"{source} {visible(page)}"
    return ("", False) if not old or not new or old.lower() in said.lower() else (old, new in said)


def is_change(words: str) -> bool:
    """Whether plain English words ask for something to be made otherwise: no question, no thanks, no praise."""
    return bool(_CHANGE.match(" ".join(words.split()))) and not words.rstrip().endswith("?")


def _stem(word: str) -> str:
    """What its other forms begin with: "reviews" and "review", "pricing" and "prices"."""
    return re.sub(r"(?:'s|ies|ing|es|e|s|y)$", "", word) if len(word) > 4 else word
