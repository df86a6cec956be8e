"""The encoder proofreads what the decoder wrote, with the same weights.

A block is predicted side by side, so two places may each be right and not go together ("from from"). The encoder goes
over it in order and says how likely each token is behind those before it. What stands before the first one that it
does not believe stays, its own token comes next, and the decoder writes on from there: speculative decoding
(Leviathan et al., 2023, arXiv:2211.17192) whose draft is made by diffusion, with a limit instead of a lottery.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import takewhile
from math import inf
from operator import itemgetter

from rapidfuzz.distance import Indel

from gdiff_core.diffusion.model import NO_WORDS, Context, Words

Doubted = Callable[[Sequence[int]], Iterable[int]]
"""Of an answer's token ids, the indices that may be doubted, in order."""

Continuations = dict[tuple[int, ...], dict[int, tuple[int, ...]]]
"""By `_QUOTE` tokens of a source in a row: the tokens that come next there (-1: none), with the rest of the word."""

_CORRECTIONS = 8
"""Times that a block is taken up again."""
_MOST, _SURE = 8, 0.7
"""Tokens that the encoder goes on for behind its own, and nats of each: to the end of a word or two."""
_BY_HEART = 0.1
"""Nats of a token that is not there by mistake: no misquote, another word."""
_QUOTE = 3
"""Tokens in a row that are no coincidence."""
_RUN = 6
"""Tokens of the old text in a row; fewer between two changes are there by chance."""


class Proofreader:
    """Reads one block over, after each attempt at it, and is done when nothing in it costs more than `limit` nats.

    If that does not come to pass in `_CORRECTIONS` attempts, the one that costs least stands.
    """

    def __init__(self, limit: float, source: Sequence[int] = (), words: Words = NO_WORDS) -> None:
        """
        Args:
            source: the request's tokens; what the block quotes of them, it is to quote to the end of the word.
        """
        self._limit, self._words, self._continued = limit, words, continuations(source, words)
        self._left = _CORRECTIONS if limit else 0
        self._best: tuple[float, tuple[int, ...]] = (inf, ())

    def __call__(
        self, context: Context, tokens: tuple[int, ...], places: Iterable[int], over: bool = False
    ) -> tuple[int, ...] | None:
        """What stands of the block's tokens, for the rest to be written again; None if all does.

        Args:
            context: has read what comes before the tokens, and is left as it is.
            places: the indices that may be doubted, in order.
            over: nothing came of this attempt, and nothing would of more.
        """
        if not self._left:
            return None
        nats, others, _ = context.hear(tokens)
        right = quoted(tokens, others, self._continued, self._words)
        wrong = misquoted(tokens, self._continued, self._words)
        limits = ((i, _BY_HEART if i in wrong else inf if i in right else self._limit) for i in places)
        doubts = [i for i, limit in limits if nats[i] > limit]
        if not doubts:
            return None
        self._best = min(self._best, (sum(nats[i] for i in doubts), tokens), key=itemgetter(0))
        self._left = 0 if over else self._left - 1
        if not self._left:
            return None if self._best[1] == tokens else self._best[1]
        at = doubts[0]
        if at in wrong:
            return _begun(context, (*tokens[:at], *wrong[at]), self._words.begin)
        return _begun(context, (*tokens[:at], others[at]))


def departed(
    context: Context, before: Sequence[int], tokens: Sequence[int], differ: Callable[[int, int], bool]
) -> tuple[int, ...] | None:
    """The beginning of what the encoder would most likely write instead of the tokens; None if nothing.

    Args:
        context: has read nothing.
        before: what comes before the tokens.
        differ: whether another token in place of one makes a difference.
    """
    context.read(before)
    _, others, nats = context.hear(tokens)
    places = (i for i, pair in enumerate(zip(tokens, others, strict=True)) if differ(*pair))
    at = min(places, key=nats.__getitem__, default=None)
    return None if at is None else _begun(context, (*tokens[:at], others[at]))


def _begun(context: Context, stands: tuple[int, ...], barred: Collection[int] = ()) -> tuple[int, ...]:
    return (*stands, *context.foretell(stands, _MOST, _SURE, barred))


def quoted(tokens: Sequence[int], others: Sequence[int], continued: Continuations, words: Words) -> set[int]:
    """Indices of the tokens in runs of `_QUOTE` or more that stand in the source too, so somebody meant them.

    And of the one behind such a run, if the other token in its place would go on with the word, and that not as the
    source does: the encoder repeats itself there.
    """
    found: set[int] = set()
    for end in range(_QUOTE, len(tokens) + 1):
        nexts = continued.get(tuple(tokens[end - _QUOTE : end]))
        if nexts is not None:
            found.update(range(end - _QUOTE, end))
            inside = end < len(tokens) and tokens[end - 1] in words.end and others[end] in words.begin
            if inside and others[end] not in nexts:
                found.add(end)
    return found


def misquoted(tokens: Sequence[int], continued: Continuations, words: Words) -> dict[int, tuple[int, ...]]:
    """Indices where a run of `_QUOTE` tokens of the source breaks off within a word, with the rest of that word, or
    goes on behind the end of one, with nothing.
    """
    found = {}
    for place in range(_QUOTE, len(tokens)):
        nexts = continued.get(tuple(tokens[place - _QUOTE : place]), {})
        rests = list(nexts.values())
        inside = tokens[place - 1] in words.end and tokens[place] in words.begin
        if nexts and tokens[place] not in nexts and (all(rests) or (inside and not any(rests))):
            found[place] = rests[0]
    return found


def continuations(source: Sequence[int], words: Words) -> Continuations:
    """What may come behind a quote from the source."""
    found: Continuations = {}
    for end in range(_QUOTE, len(source) + 1):
        rest = (
            tuple(takewhile(words.begin.__contains__, source[end:])) if source[end - 1] in words.end else ()
        )
        found.setdefault(tuple(source[end - _QUOTE : end]), {})[next(iter(source[end:]), -1)] = rest
    return found


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
