"""How much each sign speaks for a reading of a message: fits `nano/wishes/signs.npz`.

    python -m tests.learn_changes                     from all changes that lie here
    python -m tests.learn_changes --held SET.json …   without these, and what of them is then read rightly
    python -m tests.learn_changes --keep DIR          what was worked out of the sets is kept there

The likelihood of all ways through a message that come to what was asked, of all ways (`choice`), with an L2 penalty, by
L-BFGS. Which these are is found by trying (`asked_for`); where nothing that is offered comes to it, a message is left
out.
"""

import argparse
import json
import multiprocessing
import pickle
import random
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from gdiff_core.nano.designs import undressed
from gdiff_core.nano.edits import Change, done, draw_edit
from gdiff_core.nano.formatting import unformatted
from gdiff_core.nano.reading import hold
from gdiff_core.nano.wishes.choice import FILE, best, scores
from gdiff_core.nano.wishes.labels import BEYOND, BITS, Labelled, labels
from gdiff_core.records import Wish
from tests import asked
from tests.asked import carried_out
from tests.asked_for import right_sets
from tests.judge import judge_change

HERE = Path(__file__).parent
_NAMES = (
    "second third fourth eighth ninth twelfth thirteenth fifteenth sixteenth eighteenth nineteenth twenty-second "
    "twenty-third twenty-fifth"
)
SETS = [*(HERE / f"{name}_set.json" for name in _NAMES.split()), HERE / "changes.json"]
PENALTY, PASSES, LEAST = 0.5, 70, 0.01
"""The weight of L2, passes of L-BFGS, the smallest count that is kept."""


DRAWN, COMMANDS = 600, 1400
"""Changes in the wordings that the bundled model was taught, and plain commands for what messages ask for: learned from
as well."""
_COMMANDS = {
    "swap": "change {0} to {1}|rename {0} to {1}|replace {0} with {1}|{0} -> {1}|{0} should say {1}|{0} should be {1}"
    '|change "{0}" to "{1}"|{1} instead of {0}|make {0} {1}|it should say {1}, not {0}|{0} becomes {1}|put {1} for {0}',
    "rows": "add {0} {1}|add {0} for {1}|add {0}, {1}|new: {0}, {1}|please add {0} {1}|also {0} {1}|put in {0} at {1}",
    "gone": "remove {0}|delete {0}|take out {0}|take {0} off|drop {0}|no more {0}|{0} can go|get rid of {0}|lose {0}",
    "drop": "remove the {0}|delete the {0} section|take out the {0}|no {0}|drop {0}|we don't need the {0}",
    "add": "add {0}|add a section for {0}|I want {0}|we need {0}|put in {0}|{0} please|include {0}",
    "tagline": 'tagline: {0}|the tagline should be {0}|change the tagline to {0}|new slogan: {0}|the slogan is "{0}"',
    "hero": "{0} heading|make the heading {0}|the heading should be {0}|{0} title please",
    "rewrite": "rewrite {0}|rewrite the {0}|write {0} again|other words for {0}|new text for {0}",
    "accent": "make it {0}|{0}|{0} buttons|accent {0}|our colour is {0}|use {0}|change the colour to {0}|{0} please",
    "tone": "{0} background|make the background {0}|background: {0}|the page in {0}|on {0}",
    "font": "{0} font|font {0}|use a {0} font|change the font to {0}",
    "corners": "{0} corners|make the corners {0}|corners {0}",
    "spacing": "{0} spacing|make it more {0}|spacing {0}",
    "layout": "{0} layout|make it {0}|layout: {0}",
    "name": 'the name is {0}|the name is "{0}"|call it {0}|rename it to {0}|name: {0}|change the name to {0}'
    "|we are {0} now",
}
"""Each with what the annotation has in it."""


class Learned(NamedTuple):
    """A message, all that it may ask for, and the sets of changes that come to what it does ask for."""

    say: str
    page: str
    told: dict
    found: Labelled
    right: list[frozenset[int]]

    @property
    def is_possible(self) -> bool:
        """Whether the page can be changed so."""
        return not any(key in self.told for key in asked.OTHERS)

    @property
    def is_beyond(self) -> bool:
        """Whether it asks for what no page can have."""
        return "beyond" in self.told or "over" in self.told


def learned(say: str, page: str, told: dict) -> Learned:
    """A message as it is learned from."""
    found = labels(say, page)
    offered = {label.changes: label.wishes for label in reversed(found.labels) if label.wishes}
    possible = not any(key in told for key in asked.OTHERS)
    return Learned(say, page, told, found, right_sets(told, page, offered) if possible else [])


def messages(file: Path) -> list[tuple[str, str, dict]]:
    """Of each change of a set its words, its page, and what it asks for."""
    entries = json.loads(file.read_text("utf-8"))
    pages, found = entries.get("pages") or asked.pages(), []
    for one in (*entries["changes"], *entries.get("further", ())):
        told = {key: value for key, value in one.items() if key not in ("say", "page")}
        found.append((one["say"], undressed(unformatted(pages[one["page"]])), told))
    return found


def drawn(case: Change) -> Learned:
    """A change in one of the wordings that the bundled model was taught."""
    page = undressed(unformatted(case.old))
    found = labels(case.instruction, page)
    right = {one.changes for one in found.labels if one.wishes and done(case, carried_out(one.wishes, page))}
    right.discard(frozenset())
    return Learned(case.instruction, page, {}, found, sorted(right, key=sorted))


def command(rng: random.Random, page: str, told: dict) -> str:
    """A plain command for what a message asks for; empty where there is none."""
    held, found = hold(page), []
    asks = {**told.get("spec", {}), **told}
    asks.pop("spec", None)
    for key, value in asks.items():
        if key not in _COMMANDS or (key == "add" and not isinstance(value[0], str)):
            return ""
        for row in value if key == "rows" else [value]:
            words = [row] if isinstance(row, str) else [str(one) for one in row]
            if key in ("drop", "rewrite"):
                words = [held.heading(row) or row]
            elif key == "add":
                words = [held.heading(words[0]).lower()]
            elif key == "rows" and len(words) != 2:
                return ""
            found.append(rng.choice(_COMMANDS[key].split("|")).format(*words))
    return rng.choice((" and ", ", ", ". ")).join(found) if len(found) < 3 else ""


def commands(files: list[Path]) -> list[tuple[str, str, dict]]:
    """Plain commands for what some of the messages of these sets ask for."""
    rng, found = random.Random(COMMANDS), []
    told = [one for file in files for one in messages(file) if not any(key in one[2] for key in asked.OTHERS)]
    for _, page, wanted in rng.sample(told, min(len(told), 2 * COMMANDS)):
        said = command(rng, page, wanted)
        said = rng.choice((said, said, said.lower(), said.capitalize()))
        found += [(said, page, wanted)] if said and "value" not in wanted else []
    return found[:COMMANDS]


def gather(files: list[Path], keep: Path | None) -> list[Learned]:
    """All messages of some sets; a set that was worked out before is taken from `keep`."""
    found = []
    for file in files:
        kept = keep / f"{file.stem}.pickle" if keep else None
        if kept and kept.exists():
            found += pickle.loads(kept.read_bytes())
            continue
        with multiprocessing.Pool(2) as pool:
            mine = pool.starmap(learned, messages(file), chunksize=4)
        if kept:
            kept.write_bytes(pickle.dumps(mine))
        found += mine
    return found


# ---- fitting --------------------------------------------------------------------------------------------------


class _Ways:
    """A message's labels in groups of the same place and change, as the passes over its ways need them."""

    def __init__(self, one: Learned, first: int) -> None:
        self.count, self.states = len(one.found.idle), 1
        self.known = bool(one.right) or not one.is_possible
        every, right = {}, {}
        bits: list[set[int]] = []
        if one.right:
            least = min(one.right, key=lambda changes: (len(changes), sorted(changes)))
            bits = [_alike(change, least, one.right) for change in sorted(least)]
        elif one.is_beyond:
            bits = [{BEYOND}]
        self.states = 1 << len(bits)
        for at, label in enumerate(one.found.labels):
            every.setdefault((label.first, label.last + 1, 0), []).append(first + at)
            mask = 0 if one.is_beyond and label.wishes else _mask(label.changes, bits)
            if mask is not None:
                right.setdefault((label.first, label.last + 1, mask), []).append(first + at)
        self.every, self.right = every, right


def _alike(change: int, least: frozenset[int], right: list[frozenset[int]]) -> set[int]:
    """A change, and those that may stand in its place among the others of a set."""
    rest = least - {change}
    same = (changes - rest for changes in right if len(changes) == len(least) and rest <= changes)
    return {change}.union(*same)


def _mask(changes: frozenset[int], bits: list[set[int]]) -> int | None:
    """Which of the changes that were asked for a label comes to; None if it comes to another one."""
    mask = 0
    for change in changes:
        at = next((at for at, alike in enumerate(bits) if change in alike), None)
        if at is None or mask >> at & 1:
            return None
        mask |= 1 << at
    return mask


class _Rows:
    """All labels and idle pieces of some messages, as rows of hashes."""

    def __init__(self, messages: list[Learned]) -> None:
        hashes, self.ways, self.idle = [], [], []
        for one in messages:
            self.ways.append(_Ways(one, len(hashes)))
            hashes += [*(label.signs for label in one.found.labels), *one.found.idle]
            self.idle.append(slice(len(hashes) - len(one.found.idle), len(hashes)))
        self.count = len(hashes)
        self.hashes = np.concatenate(hashes).astype(np.int64)
        self.row = np.repeat(np.arange(self.count), [len(one) for one in hashes])
        self.every, self.right = (
            _Groups([getattr(one, which) for one in self.ways]) for which in ("every", "right")
        )

    def counted(self, counts: np.ndarray) -> np.ndarray:
        return np.bincount(self.row, weights=counts[self.hashes], minlength=self.count)

    def gradient(self, of_rows: np.ndarray) -> np.ndarray:
        return np.bincount(self.hashes, weights=of_rows[self.row], minlength=1 << BITS)


class _Groups:
    def __init__(self, of_messages: list[dict]) -> None:
        rows = [rows for groups in of_messages for rows in groups.values()]
        self.rows, self.sizes = np.concatenate(rows), np.array([len(one) for one in rows])
        self.starts = np.concatenate(([0], np.cumsum(self.sizes)[:-1]))
        numbers = iter(range(len(rows)))
        self.of_messages = [[(*place, next(numbers)) for place in groups] for groups in of_messages]

    def sums(self, values: np.ndarray) -> list[float]:
        return np.add.reduceat(values[self.rows], self.starts).tolist()

    def spread(self, shares: np.ndarray, sums: list[float], values: np.ndarray) -> np.ndarray:
        """What each row has of the share of its group."""
        return np.repeat(shares / np.maximum(sums, 1e-300), self.sizes) * values[self.rows]


def _passes(
    count: int, states: int, groups: list, value: list[float], idle: list[float]
) -> tuple[float, dict, list]:
    """The sum over all ways, and what share of it goes through each group and each idle piece."""
    ahead = [[0.0] * states for _ in range(count + 1)]
    back = [[0.0] * states for _ in range(count + 1)]
    ahead[0][0] = back[count][states - 1] = 1.0
    starts = [
        [(end, mask, number) for begin, end, mask, number in groups if begin == at] for at in range(count)
    ]
    for at in range(count):
        for state, so_far in enumerate(ahead[at]):
            if so_far:
                ahead[at + 1][state] += so_far * idle[at]
                for end, mask, number in starts[at]:
                    if not state & mask:
                        ahead[end][state | mask] += so_far * value[number]
    total, shares, alone = ahead[count][states - 1], {}, [0.0] * count
    for at in reversed(range(count)) if total else ():
        for state, so_far in enumerate(ahead[at]):
            rest = idle[at] * back[at + 1][state]
            alone[at] += so_far * rest / total
            for end, mask, number in starts[at]:
                if not state & mask:
                    on = value[number] * back[end][state | mask]
                    rest += on
                    shares[number] = shares.get(number, 0.0) + so_far * on / total
            back[at][state] = rest
    return total, shares, alone


def _loss(counts: np.ndarray, rows: _Rows) -> tuple[float, np.ndarray]:
    values = np.exp(np.clip(rows.counted(counts), -60, 40))
    sums = [one.sums(values) for one in (rows.every, rows.right)]
    shares, of_rows, loss = [np.zeros(len(one)) for one in sums], np.zeros(rows.count), 0.0
    for at, ways in enumerate(rows.ways):
        if not ways.known:
            continue
        idle = values[rows.idle[at]].tolist()
        every = _passes(ways.count, 1, rows.every.of_messages[at], sums[0], idle)
        right = _passes(ways.count, ways.states, rows.right.of_messages[at], sums[1], idle)
        if right[0]:
            loss += np.log(every[0]) - np.log(right[0])
            of_rows[rows.idle[at]] += np.subtract(every[2], right[2])
            for which, (_, found, _) in enumerate((every, right)):
                shares[which][list(found)] = list(found.values())
    for groups, share, total, sign in zip((rows.every, rows.right), shares, sums, (1, -1), strict=True):
        np.add.at(of_rows, groups.rows, sign * groups.spread(share, total, values))
    return loss + PENALTY / 2 * counts @ counts, rows.gradient(of_rows) + PENALTY * counts


def fit(messages: list[Learned]) -> np.ndarray:
    """What each sign counts, by its hash."""
    rows = _Rows(messages)
    counts = torch.zeros(1 << BITS, dtype=torch.float64, requires_grad=True)
    search = torch.optim.LBFGS([counts], max_iter=PASSES, history_size=8, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        value, gradient = _loss(counts.detach().numpy(), rows)
        counts.grad = torch.from_numpy(gradient)
        return torch.tensor(value)

    search.step(loss)
    return counts.detach().numpy()


def save(counts: np.ndarray) -> None:
    """Write what is kept of the counts."""
    kept = np.where(np.abs(counts) < LEAST, 0, counts).astype(np.float16)
    np.savez_compressed(FILE, weights=kept)


# ---- what is then read -----------------------------------------------------------------------------------------


def report(messages: list[Learned], counts: np.ndarray) -> str:
    """How many messages are read rightly, by how sure the choice is."""
    read = [(one, best(one.found, *scores(one.found, counts))) for one in messages]
    lines, possible, others = (
        [],
        sum(one.is_possible for one in messages),
        sum(not one.is_possible for one in messages),
    )
    for least in (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9):
        done = [(one, choice.wishes) for one, choice in read if choice.wishes and choice.sure >= least]
        could = [(one, wishes) for one, wishes in done if one.is_possible]
        right, taken = sum(_is_right(one, wishes) for one, wishes in could), len(done) - len(could)
        lines.append(
            f"sure {least}: {right} of {possible} done, {len(could) - right} otherwise, {taken} of {others} taken"
        )
    lines.append(f"nothing offered is right: {sum(one.is_possible and not one.right for one in messages)}")
    return "\n".join(lines)


def _is_right(one: Learned, wishes: tuple[Wish, ...]) -> bool:
    rewrites = {wish.section for wish in wishes if wish.kind == "rewrite"}
    return judge_change(one.told, one.page, carried_out(wishes, one.page), rewrites)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--held", type=Path, nargs="*", default=[])
    parser.add_argument("--more", type=Path, nargs="*", default=[])
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    files = [
        file for file in (*SETS, *given.more) if file.resolve() not in [held.resolve() for held in given.held]
    ]
    rng = random.Random(DRAWN)
    taught = [change for _ in range(DRAWN) if (change := draw_edit(rng)).kind not in ("rewrite", "reroll")]
    with multiprocessing.Pool(2) as pool:
        plainly = pool.starmap(learned, commands(files), chunksize=4)
        taught = pool.map(drawn, taught, chunksize=4)
    counts = fit([*gather(files, given.keep), *plainly, *taught])
    if given.held:
        print(report(gather(given.held, given.keep), counts))
    else:
        save(counts)


if __name__ == "__main__":
    main()
