"""The encoder proofreads what the decoder wrote, with the same weights.

A block is predicted side by side, so two places may each be right and not go together ("from from"). The encoder goes
over it in order and says how likely each token is behind those before it. What stands before the first one that it
does not believe stays, its own token comes next, and the decoder writes on from there: speculative decoding
(Leviathan et al., 2023, arXiv:2211.17192) whose draft is made by diffusion, with a limit instead of a lottery.
"""

from collections.abc import Callable, Iterable, Sequence
from math import inf
from operator import itemgetter

from rapidfuzz.distance import Indel

from gdiff_core.model import Context

Doubted = Callable[[Sequence[int]], Iterable[int]]
"""Of an answer's token ids, the indices that may be doubted, in order."""

_CORRECTIONS = 8
"""Times that a block is taken up again."""
_MOST, _SURE = 8, 0.7
"""Tokens that the encoder goes on for behind its own, and nats of each: to the end of a word or two."""
_QUOTE = 3
"""Tokens in a row that are no coincidence."""
_RUN = 6
"""Tokens of the old text in a row; fewer between two changes are there by chance."""


class Proofreader:
    """Reads one block over, after each attempt at it, and is done when nothing in it costs more than `limit` nats.

    If that does not come to pass in `_CORRECTIONS` attempts, the one that costs least stands.
    """

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._left = _CORRECTIONS if limit else 0
        self._best: tuple[float, tuple[int, ...]] = (inf, ())

    def __call__(
        self,
        context: Context,
        tokens: tuple[int, ...],
        places: Callable[[Sequence[int]], Iterable[int]],
        over: bool = False,
    ) -> tuple[int, ...] | None:
        """What stands of the block's tokens, for the rest to be written again; None if all does.

        Args:
            context: has read what comes before the tokens, and is left as it is.
            places: of what the encoder would write in each place instead, the indices that may be doubted, in order.
            over: nothing came of this attempt, and nothing would of more.
        """
        if not self._left:
            return None
        nats, others, _ = context.hear(tokens)
        doubts = [i for i in places(others) if nats[i] > self._limit]
        if not doubts:
            return None
        self._best = min(self._best, (sum(nats[i] for i in doubts), tokens), key=itemgetter(0))
        self._left = 0 if over else self._left - 1
        if self._left:
            return _begun(context, (*tokens[: doubts[0]], others[doubts[0]]))
        return None if self._best[1] == tokens else self._best[1]


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


def _begun(context: Context, stands: tuple[int, ...]) -> tuple[int, ...]:
    return (*stands, *context.foretell(stands, _MOST, _SURE))


def quoted(tokens: Sequence[int], others: Sequence[int], source: Sequence[int]) -> set[int]:
    """Indices of the tokens in runs of `_QUOTE` or more that stand in the source too, so somebody meant them.

    And of the one behind such a run, unless the other token in its place would go on with the quote: that it ends
    there is right, or else the encoder knows no better.
    """
    runs = {tuple(source[i : i + _QUOTE]) for i in range(len(source) - _QUOTE + 1)}
    starts = (i for i in range(len(tokens) - _QUOTE + 1) if tuple(tokens[i : i + _QUOTE]) in runs)
    found = {i for start in starts for i in range(start, start + _QUOTE)}
    ends = [i + 1 for i in found if i + 1 < len(tokens) and i + 1 not in found]
    return found.union(i for i in ends if (*tokens[i - _QUOTE + 1 : i], others[i]) not in runs)


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
