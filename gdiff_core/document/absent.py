"""A wish to take out a part that a page has not: with it a model, which must change something, takes out another one.

Plain English sentences about one section of an English page only, of which that says no word, not even in its markup:
where there is any doubt, the wish is the model's.
"""

import re

_OUT = re.compile(
    r"(?:please |can you |could you )*(?:remove|delete|drop|hide|take out|get rid of|cut) "
    r"(?:(?:the|my|our|this|that) )?(?P<what>[a-z][a-z' -]{2,40}?) (?:section|block|panel|area)s?"
    r"(?: (?:please|from (?:the|this|my|our) (?:page|site|website)))*[.!?]*",
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


def _stem(word: str) -> str:
    """What its other forms begin with: "reviews" and "review", "pricing" and "prices"."""
    return re.sub(r"(?:'s|ies|ing|es|e|s|y)$", "", word) if len(word) > 4 else word
