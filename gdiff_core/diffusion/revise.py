"""Critics: what is wrong with a draft, how much of it stands, and what may come next.

    draft ──> critics, in turn ──> stands: commit
                  │
                  └──> an objection ──> taken up again, while the budget lasts

A critic is a pure question. The loop (`denoise`) does not know which critics there are, and every one of them draws on
the same budget: passes over a block, counted in those of the first attempt. What stood best when it is used up is
committed, unless the objection to it says that it may not stand.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import Indel

from gdiff_core.diffusion.canvas import Canvases
from gdiff_core.diffusion.model import Context
from gdiff_core.document.extract import extract_page
from gdiff_core.document.flaws import faults
from gdiff_core.records import Settings

MOST, SURE = 8, 0.7
"""Tokens that the encoder goes on for behind its own, and nats of each: to the end of a word or two."""
_RUN = 6
"""Tokens of the old text in a row; fewer between two changes are there by chance."""
_FLAW_COST = 1000.0
"""More than all doubts of a block: HTML that breaks is worse than an odd word."""
_HARMLESS = re.compile("doctype|character-reference|incorrectly-opened-comment")
"""Rules that no tag broke: to write the page again would not help."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer as far as it is written; its last block is not committed yet."""

    before: tuple[int, ...]
    """Token ids that are committed."""
    tokens: tuple[int, ...]
    """Those of the block, before the end of the turn."""
    end: tuple[int, ...]
    """The token that ends the turn; empty if none does."""
    over: bool
    """Nothing is to follow."""
    locked: tuple[bool, ...]
    """Of the block's tokens, which could not change."""
    context: Context
    """Has read what comes before the block; a critic may `hear` and `foretell`, but not `read`."""
    text_of: Callable[[Sequence[int]], str]
    """The whole answer's text, if the block's tokens were these."""
    past: tuple[str, ...] = ()
    """What was objected to in attempts before."""

    @property
    def text(self) -> str:
        return self.text_of(self.tokens)

    @property
    def ids(self) -> tuple[int, ...]:
        """All of the answer's tokens."""
        return self.before + self.tokens


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a draft should not be committed as it is."""

    why: str
    """A clause for a person: "line 4: the list was not closed"."""
    stands: int
    """How many of the answer's tokens may stay, from the first."""
    then: tuple[int, ...] = ()
    """Tokens to come next behind those; if they end the turn, they are all of the rest."""
    cost: float = _FLAW_COST
    """How bad it is, beside other attempts; in nats where the encoder says so."""
    refusal: str = ""
    """A sentence for a person, if such a draft may never be committed; empty: it may, when nothing better came."""
    canvases: Canvases | None = field(default=None, compare=False)
    """Where the next attempt takes its initial canvases from; None: from where this one did."""


Critic = Callable[[Draft], Objection | None]
"""None: the draft may stand, as far as this critic can tell."""


@dataclass(slots=True)
class Budget:
    """Passes that a run may take: so many times those of its first attempts."""

    effort: float
    first: int = 0
    taken: int = 0

    def take(self, passes: int, first: bool) -> None:
        self.taken += passes
        self.first += passes if first else 0

    @property
    def left(self) -> int:
        return max(0, int(self.effort * self.first) - self.taken)


# --- HTML that breaks ---


def broken(draft: Draft) -> Objection | None:
    """The first place where a new page breaks a rule of HTML.

    A block is denoised all at once, so it may settle its end before its middle, and then has too much or too little
    room between: tags go missing there. What stands a line before the flaw is sound; of one that comes back, twice as
    many lines are written again each time. Flaws of the blocks before stay.
    """
    text, known = draft.text, len(_flaws(draft.text_of(()), False))
    found = _flaws(text, draft.over)[known:]
    if not found:
        return None
    line, message = found[0]
    why = f"line {line}: {message}"
    html = extract_page(text).html
    sound = html.split("\n")[: max(0, line - 1 - 2 ** draft.past.count(why))]
    length = text.index(html) + sum(len(line) + 1 for line in sound)
    return Objection(
        why, len(draft.before) + within(draft.tokens, length, draft.text_of), cost=_FLAW_COST * len(found)
    )


def within(tokens: Sequence[int], length: int, text_of: Callable[[Sequence[int]], str]) -> int:
    """How many of the tokens, from the first, lie in the first `length` characters of the text they make."""
    ends = range(1, len(tokens) + 1)
    return bisect_right(ends, length, key=lambda end: len(text_of(tokens[:end])))


@lru_cache(maxsize=4)  # a block is looked at when it is over, and with the next one behind it
def _flaws(text: str, over: bool) -> tuple[tuple[int, str], ...]:
    """Lines of the page, from 1, that break a rule, and the rule, in order."""
    page = extract_page(text)
    # A tag that the end cuts off is no flaw yet.
    html = page.html if over else page.html[: page.html.rfind(">") + 1]
    found = [
        (fault.line, fault.message)
        for fault in (faults(html) if html else ())
        if not _HARMLESS.search(fault.rule) and (over or "eof" not in fault.rule)
    ]
    if over and html and not page.complete:
        found.append((html.count("\n") + 1, "the page has no end"))
    return tuple(found)


# --- what the encoder doubts ---

Places = Callable[[Sequence[int]], Iterable[int]]
"""Of an answer's token ids, the indices that may be doubted, in order."""


def everywhere(ids: Sequence[int]) -> range:
    return range(len(ids))


def doubts(limit: float, where: Places = everywhere) -> Critic:
    """The encoder proofreads what the decoder wrote, with the same weights.

    A block is predicted side by side, so two places may each be right and not go together ("from from"). The encoder
    goes over it in order and says how likely each token is behind those before it. What stands before the first one
    that it does not believe stays, its own token comes next, and the decoder writes on from there: speculative
    decoding (Leviathan et al., 2023, arXiv:2211.17192) whose draft is made by diffusion, with a limit instead of a
    lottery.

    Args:
        limit: nats; at 0 nothing is doubted.
        where: tokens that may be doubted.
    """

    def doubtful(draft: Draft) -> Objection | None:
        heard, start = (*draft.tokens, *draft.end), len(draft.before)
        if not limit or not heard:
            return None
        nats, others, _ = draft.context.hear(heard)
        places = (place - start for place in where((*draft.before, *heard)) if place >= start)
        found = [here for here in places if not draft.locked[here] and nats[here] > limit]
        if not found:
            return None
        at = found[0]
        begun = (*heard[:at], others[at])
        then = (others[at], *draft.context.foretell(begun, MOST, SURE))
        cost = sum(nats[here] for here in found)
        return Objection("the encoder expected other words", start + at, then, cost)

    return doubtful


def brought(old: Sequence[int], new: Sequence[int]) -> list[int]:
    """Indices of the new tokens that are not of the old text, or follow on something that is not."""
    found: list[int] = []
    for code in Indel.opcodes(old, new):
        count = code.dest_end - code.dest_start
        if code.tag == "equal":
            inside = code.src_start and code.dest_start and code.src_end < len(old)
            if not (inside and count < _RUN):
                count = min(count, bool(code.dest_start or code.src_start))
        found += range(code.dest_start, code.dest_start + count)
    return found


def departed(
    context: Context, tokens: Sequence[int], differ: Callable[[int, int], bool]
) -> tuple[int, tuple[int, ...]] | None:
    """Where the encoder would most likely leave the tokens, and what it would write there; None if nowhere.

    Args:
        context: has read what comes before the tokens.
        differ: whether another token in place of one makes a difference.
    """
    _, others, nats = context.hear(tokens)
    places = (i for i, pair in enumerate(zip(tokens, others, strict=True)) if differ(*pair))
    at = min(places, key=nats.__getitem__, default=None)
    if at is None:
        return None
    begun = (*tokens[:at], others[at])
    return at, (others[at], *context.foretell(begun, MOST, SURE))


def standard(settings: Settings) -> tuple[Critic, ...]:
    """Those of a new page, whatever the checkpoint."""
    return (doubts(settings.doubt), broken)
