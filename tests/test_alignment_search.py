"""Where a text goes on is found without counting all votes: the place is that of all of them, counted."""

import random
from collections import defaultdict
from collections.abc import Sequence
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdiff_core.diffusion import alignment
from gdiff_core.diffusion.alignment import Alignment


class Counted(Alignment):
    """The definition: every stretch within reach votes, one by one."""

    def __init__(self, old: Sequence[int], markup: dict[int, int]) -> None:
        super().__init__(old, markup)
        self.stands = defaultdict(list)
        for end in range(3, len(old) + 1):
            self.stands[self._kinds[end - 3 : end]].append(end)

    def __call__(self, committed: Sequence[int]) -> int:
        size, votes, since = len(committed), defaultdict(float), {}
        recent = self._kinds_of(committed[-alignment._REACH - 3 :])
        for back in range(min(alignment._REACH, size - 2)):
            end = len(recent) - back
            places = self.stands.get(recent[end - 3 : end], ())
            for place in places if len(places) <= alignment._MAX_REPEATS else ():
                votes[place + back] += 0.5 ** (back / 3)
                since.setdefault(place + back, back)
        most = max(votes.values(), default=0)
        near = [place for place, vote in votes.items() if vote > 0.999 * most]
        best = min(near, key=lambda place: abs(place - size), default=size)
        fresh = since.get(best, size)
        return self._behind(best - fresh, self._kinds_of(committed[size - fresh :]))


@st.composite
def pages(draw) -> tuple[list[int], list[int], dict[int, int]]:
    """An old text of rows that are alike, a new one of its pieces and of new tokens, and markup of some kinds."""
    rng = draw(st.randoms(use_true_random=False))
    alphabet = draw(st.sampled_from([2, 4, 12, 60, 400]))
    rows = [rng.choices(range(alphabet), k=rng.randint(1, 40)) for _ in range(draw(st.integers(1, 6)))]
    old: list[int] = []
    while len(old) < draw(st.sampled_from([2, 40, 300, 900])):
        row = [*rng.choice(rows)]
        if rng.random() < 0.4:
            row[rng.randrange(len(row))] = rng.randrange(alphabet)
        old += row
    new = edited(old, alphabet, rng)
    markup = {token: token - token % 2 for token in rng.sample(range(alphabet), k=alphabet // 3)}
    markup |= {kind: kind for kind in markup.values()}
    return old, new, markup


def edited(old: list[int], alphabet: int, rng: random.Random) -> list[int]:
    new = [*old[: rng.randint(0, len(old))]]
    for _ in range(rng.randint(0, 6)):
        start = rng.randint(0, len(new))
        length = rng.choice((0, 1, 3, 30, 400))
        kind = rng.choice(("insert", "delete", "replace", "repeat", "noise"))
        if kind == "repeat":
            at = rng.randint(0, len(old))
            new[start:start] = old[at : at + length]
        elif kind == "noise":
            new[start:] = [rng.randrange(alphabet) if rng.random() < 0.1 else token for token in new[start:]]
        else:
            fresh = [] if kind == "delete" else rng.choices(range(2 * alphabet), k=min(length, 60))
            new[start : start + length * (kind != "insert")] = fresh
    return new


@pytest.mark.parametrize("repeats", [4, 1000])
@settings(max_examples=300, deadline=None)
@given(pages(), st.integers(0, 40))
def test_the_place_is_that_of_all_votes_counted(repeats: int, page, back: int) -> None:
    old, new, markup = page
    with patch.object(alignment, "_MAX_REPEATS", repeats):
        quick, counted = Alignment(old, markup), Counted(old, markup)
        for end in {len(new), max(0, len(new) - back), len(new) // 2}:
            border = end - min(end, 13)
            assert quick(new[:border], new[border:end]) == counted(new[:end]) == quick(new[:end])


def test_what_is_settled_by_hair_is_counted_too() -> None:
    """Rows that are alike for as many tokens as make the difference of a thousandth."""
    for alike in range(20, 64):
        row = [*range(100, 100 + alike)]
        old = [1, 2, 3, *row, 4, 5, 6, *row, 7, 8, 9]
        for head in ([1, 2, 3], [4, 5, 6], [9, 9, 9]):
            new = [*range(500, 530), *head, *row]
            assert Alignment(old)(new) == Counted(old, {})(new)
