"""How much each word speaks for each section, counted from clauses and requests: writes `nano/brief/speaks.txt`.

    python -m tests.learn

Multinomial logistic regression with an L2 penalty over the signs of a clause (`likely.signs`), in numpy. It learns from
the clauses of `tests/clauses.json` that are there to be learned from, each with its section, and from the requests of the other
sets, of which only the sections are known: a clause that says none by its name is given the one of those asked for, or
none, that the words learned so far speak for, and whatever section is left the clause that speaks for it most.
"""

import json
from collections import Counter
from pathlib import Path

import numpy as np

from gdiff_core.nano import brief
from gdiff_core.nano.brief import likely, parts

HERE = Path(__file__).parent
SETS = ("requests", "phrasings", "second_set", "third_set")
NAMES = (*likely.SECTIONS, likely.NOTHING)
REQUEST = "Website for my bakery Two Moons. {}."
L2, PASSES, RARE, STEP = 1.0, 150, 2, 0.25
"""Penalty, passes of Adam, how often a sign must stand somewhere, to what the weights are rounded."""

Example = tuple[set[str], str]
"""Signs, and the section that they stand for."""


def learned(examples: list[Example]) -> dict[str, np.ndarray]:
    """The weights of every sign, one a section."""
    count = Counter(sign for signs, _ in examples for sign in signs | {"ANY"})
    columns = {sign: i for i, sign in enumerate(sorted(s for s, n in count.items() if n >= RARE))}
    there = np.zeros((len(examples), len(columns)), np.float32)
    for row, (signs, _) in enumerate(examples):
        there[row, [columns[sign] for sign in signs | {"ANY"} if sign in columns]] = 1
    right = np.eye(len(NAMES), dtype=np.float32)[[NAMES.index(name) for _, name in examples]]
    penalty = np.full((len(columns), 1), L2, np.float32)
    penalty[columns["ANY"]] = 0
    weights = np.zeros((len(columns), len(NAMES)), np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, PASSES + 1):
        raw = there @ weights
        share = np.exp(raw - raw.max(1, keepdims=True))
        share /= share.sum(1, keepdims=True)
        slope = there.T @ (share - right) + penalty * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights -= 0.1 * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return {sign: weights[column] for sign, column in columns.items()}


def clauses_of(words: str) -> tuple[list[tuple[int, set[str]]], set[str]]:
    """Of a request: the clauses that no section was said in, as (sentence, signs), and the sections that were said."""
    seen: list = []
    known = likely.likely

    def watch(reading, said, wares, other):
        seen[:] = [(reading, said, wares, other)]
        return known(reading, said, wares, other)

    parts.likely = watch
    try:
        brief.read(words)
    finally:
        parts.likely = known
    if not seen:
        return [], set()
    reading, said, wares, other = seen[0]
    found = []
    for sentence in dict.fromkeys(reading.sentence(i) for i in range(len(reading.words))):
        for span in likely.clauses(reading, sentence, said):
            inside = set(range(*span))
            if not inside & said.keys() and not inside & set(other) and likely.is_wish(reading, span):
                found.append((sentence[0], likely.signs(reading, span, wares)))
    return found, set(said.values())


def labelled(clauses: list[set[str]], wanted: list[str], weights: dict[str, np.ndarray]) -> list[Example]:
    """The clauses of a request with the sections that they most likely stand for, of those that it asks for."""
    raw = [sum(weights[s] for s in signs | {"ANY"} if s in weights) for signs in clauses]
    allowed = [NAMES.index(name) for name in (*wanted, likely.NOTHING)]
    best = [max(allowed, key=lambda i: row[i]) for row in raw]
    for index in set(allowed[:-1]) - set(best):
        free = [at for at, name in enumerate(best) if name == allowed[-1]]
        if free:
            best[max(free, key=lambda at: raw[at][index] - raw[at][-1])] = index
    return [(signs, NAMES[index]) for signs, index in zip(clauses, best, strict=True)]


def whole(words: str) -> set[str]:
    """The signs of a clause that is a wish by itself."""
    reading = brief.Reading(words, brief.spelled)
    kinds = [m for m in parts.kind_phrases().find(reading) if isinstance(m.label, parts.Said)]
    return likely.signs(reading, (0, len(reading.words)), {i for m in kinds for i in range(m.start, m.end)})


def written(weights: dict[str, np.ndarray]) -> str:
    """The list, as it is kept."""
    lines = ["# How much words speak for a section; in capitals classes of them (`meaning`). By `python -m tests.learn`."]
    for column, name in enumerate(NAMES):
        lines.append(f"{name}:")
        rounded = {sign: round(float(row[column]) / STEP) * STEP for sign, row in weights.items()}
        for weight in sorted(set(rounded.values()) - {0.0}, reverse=True):
            line = f"  {weight:g}"
            for sign in sorted(sign for sign, own in rounded.items() if own == weight):
                if len(line) + len(sign) > 116:
                    lines.append(line)
                    line = f"  {weight:g}"
                line += f" {sign}"
            lines.append(line)
    return "\n".join(lines) + "\n"


def main() -> None:
    sets = json.loads((HERE / "clauses.json").read_text("utf-8"))
    examples = [(whole(text), name) for part in ("learn", "own") for name, texts in sets[part].items() for text in texts]
    weights = learned(examples)
    requests = [e for name in SETS for e in json.loads((HERE / f"{name}.json").read_text("utf-8"))["inside"]]
    read = [(*clauses_of(entry["say"]), entry.get("sections", [])) for entry in requests]
    for _ in range(2):
        told = [
            example
            for found, said, asked in read
            for example in labelled([s for _, s in found], [a for a in asked if a not in said], weights)
        ]
        weights = learned([*examples, *told])
    likely._FILE.write_text(written(weights), "utf-8")


if __name__ == "__main__":
    main()
