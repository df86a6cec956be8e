"""Which words of a stretch may be what is to stand on the page.

new_words(stretch of "make the heading say Fresh today, please") -> {(21, 32): NewWords("Fresh today", is_name=False), …}
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from gdiff_core.nano.brief.english import FUNCTION_WORDS
from gdiff_core.nano.brief.words import key
from gdiff_core.nano.wishes.lexer import plain
from gdiff_core.nano.wishes.mentions import WORD
from gdiff_core.nano.wishes.stretch import Stretch
from gdiff_core.nano.wishes.verbatim import ABBREVIATED
from gdiff_core.records import Span

QUOTED = re.compile(r"\"([^\"\n]+)\"|(?<![\w'])'([^'\n]+(?:'\w[^'\n]*)*)'(?!\w)")
_BEHIND = re.compile(
    r"(?:\b(?:to|with|as|is|be|say|says|saying|read|reads|called|named|name|it's|its|put|write|make it|use|now|want|prefer|like|have|into|by|for|are|i'm|we're|he's|she's|add|new|instead|has|become|becomes|just|simply|our|the|a|an|of|and|not|but|that|than|then|call it|was|should|went|at|on|in|under|they're|you're|there's|that's|were|after|rather|both|make|made|show|list|include)\b|[:,>\-–(]|[.!?](?=\s))[:\s\"'>]*"
)
"""What new words stand behind."""
_ENDS = re.compile(
    r"(?:,? (?:instead|but|who|please|pls|thanks|thank you|rather than|instead of|not|now|because|since|so|and|if|in place of|everywhere|too|as well|from now on|in the|at the|to the|under|on the|for|is|it is|are|was|were|would|will|could|fix|change|update|correct|sorry|these days|nowadays|right now|at the moment|currently|as of|lol|okay|sounds|seems|feels|means|fits|makes|reads|says|suits|will do|there|here|this|next|each|until|till|from|with|into)\b|[,;(]|[.!?](?=\s)| - | – |-+>)"
)
"""What they end before."""
_STOPS = re.compile(r"[.!?](?=\s)")
_OUTCRY = re.compile(r"(?:\s*[!?]{2,}|\s+[!?.]+|\s*[:;]-?[()d])+\Z")
"""What is none of the words before it: "1964 !!!"."""
_RUN = re.compile(r"[\w'’&-]+")
_JOINING = ("&", "of", "the", "and", "de", "la")
_MOST, _MOST_ENDS, _LONGEST = 64, 7, 220
_EDGE = " \"':,-–(;"


class NewWords(NamedTuple):
    """Words as they were typed."""

    text: str
    is_name: bool
    """They are a run of capitals."""


def new_words(at: Stretch) -> dict[Span, NewWords]:
    """The stretches that may be, by where they stand in the message as mended."""
    text, found = at.message.text.text, {}

    def put(start: int, end: int, is_name: bool) -> None:
        while start < end and text[start] in _EDGE:
            start += 1
        while end > start and text[end - 1] in _EDGE:
            end -= 1
        end = start + len(_OUTCRY.sub("", text[start:end]))
        end -= end > start and text[end - 1] == "." and not ABBREVIATED.search(text[start:end])
        words = WORD.findall(text[start:end])
        typed = at.message.text.original(start, end)
        if end - start <= _LONGEST and (
            any(key(word) not in FUNCTION_WORDS for word in words) or (len(words) > 1 and typed[:1].isupper())
        ):
            span = start, end
            is_name = is_name or (span in found and found[span].is_name)
            found[span] = NewWords(typed.strip(" \"“”'‘’:,"), is_name)

    quotes = list(QUOTED.finditer(text, at.start, at.end))
    for quote in quotes:
        put(*quote.span(1 if quote[1] else 2), is_name=False)
    for start in _starts(at):
        if len(found) >= _MOST:
            break
        if not any(quote.start() < start < quote.end() for quote in quotes):
            ends = [end.start() for end in _ENDS.finditer(text, start + 1, at.end)]
            stops = [end.start() for end in _STOPS.finditer(text, start + 1, at.end)]
            for end in dict.fromkeys((at.end, *stops[:1], *ends[: _MOST_ENDS - 1])):
                put(start, end, is_name=False)
            put(start, _end_of_name(at, start), is_name=True)
    return found


def _starts(at: Stretch) -> list[int]:
    """Where new words may begin: behind a cue, and at each capital and figure."""
    text = at.message.text.text
    begun = [found.end() for found in _BEHIND.finditer(text, at.start, at.end)]
    for word in WORD.finditer(text, at.start, at.end):
        typed = at.message.text.original(*word.span())[:1]
        if typed.isupper() or typed.isdigit():
            begun.append(word.start())
    return list(dict.fromkeys((at.start, *begun)))


def _end_of_name(at: Stretch, start: int) -> int:
    """Where a run of capitals ends that begins here; `start` if none does."""
    text, end = at.message.text.text, start
    for word in _RUN.finditer(text, start, at.end):
        if at.message.text.original(*word.span())[:1].isupper():
            if any(between not in _JOINING for between in text[end : word.start()].split()):
                break
            end = word.end()
        elif end == start or word[0] not in _JOINING:
            break
    return end


def capital(words: str) -> str:
    """With a capital first."""
    return words[:1].upper() + words[1:]


def whole_sentence(words: str) -> str:
    """With a capital, and what ends a sentence."""
    words = capital(words.strip())
    return words if words[-1:] in (".", "!", "?") else f"{words}."


def as_old(new: str, old: str) -> str:
    """New words with the capitals and the full stop that the old ones have, or without."""
    words = [word for word in old.split() if word[:1].isalpha()]
    if new.islower() and len(words) > 1 and all(word[:1].isupper() for word in words):
        new = titled(new)
    if old[:1].isupper():
        new = capital(new)
    if old[-1:] in (".", "!", "?"):
        return new if new[-1:] in (".", "!", "?") else f"{new}."
    return new.removesuffix(".")


def titled(words: str) -> str:
    """With a capital for each word: "mill street" as "Mill Street"."""
    return " ".join(word if word in _JOINING else capital(word) for word in words.split(" "))


def shared_runs(at: Stretch) -> Iterator[tuple[str, str, Span]]:
    """Runs of the page that the stretch has with one word exchanged: "thirteen years old" of "twelve years old"."""
    said = list(WORD.finditer(at.words))
    words = [word[0] for word in said]
    for text in at.held.texts:
        theirs = list(WORD.finditer(text.words))
        own = [plain(word[0]) for word in theirs]
        for here in range(len(words)) if len(own) > 1 else ():
            for there in range(len(own)):
                if words[here] != own[there]:
                    before, after = _alike(words, here, own, there)
                    near = [*words[here - before : here], *words[here + 1 : here + 1 + after]]
                    telling = sum(key(word) not in FUNCTION_WORDS for word in near)
                    if telling > 1 or (telling and (len(near) > 1 or own[there] in words)):
                        first, last, gap = theirs[there - before], theirs[there + after], theirs[there]
                        span = at.start + said[here].start(), at.start + said[here].end()
                        old = text.words[first.start() : last.end()]
                        new = at.message.text.original(*span)
                        cut = gap.start() - first.start(), gap.end() - first.start()
                        yield old, old[: cut[0]] + new + old[cut[1] :], span


def _alike(one: list[str], here: int, other: list[str], there: int) -> tuple[int, int]:
    """How many words before and behind two places are the same."""
    before = after = 0
    while before < min(here, there) and one[here - before - 1] == other[there - before - 1]:
        before += 1
    rest = min(len(one) - here, len(other) - there) - 1
    while after < rest and one[here + after + 1] == other[there + after + 1]:
        after += 1
    return before, after
