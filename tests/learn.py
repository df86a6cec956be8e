"""How much each word speaks for each section, counted from clauses and requests: writes `nano/brief/speaks.txt`.

    python -m tests.learn

Multinomial logistic regression with an L2 penalty over the signs of a clause (`likely.signs`), ten seconds in numpy. It
learns from the clauses of `clauses.json`, all but those held out, each with its section; and from the requests of the
other sets, of which only the sections are known: a clause that says none by its name is given the one, of those asked
for or none, that the words learned so far speak for, and a section that is left the clause that speaks for it most.
"""

import json
from collections import Counter
from pathlib import Path

import numpy as np

from gdiff_core.nano.brief import likely, parts, read
from gdiff_core.nano.brief.lexicon import Said, kind_phrases
from gdiff_core.nano.brief.spelling import spelled
from gdiff_core.nano.brief.words import Reading

HERE = Path(__file__).parent
SETS = ("requests", "phrasings", "second_set", "third_set")
PENALTY, PASSES, RARE = 1.0, 150, 2
"""The weight of L2, passes of Adam, in how many clauses a sign must stand."""
STEP, LEAST = 0.25, 0.5
"""What weights are rounded to, and the smallest that is kept."""

Signs = set[str]


def learned(examples: list[tuple[Signs, str]]) -> dict[str, np.ndarray]:
    """The weights of every sign, one a section of `likely.NAMES`."""
    examples = [(signs | {likely.ANY}, name) for signs, name in examples]
    count = Counter(sign for signs, _ in examples for sign in signs)
    columns = {sign: i for i, sign in enumerate(sorted(s for s, n in count.items() if n >= RARE))}
    there = np.zeros((len(examples), len(columns)), np.float32)
    for row, (signs, _) in enumerate(examples):
        there[row, [columns[sign] for sign in signs if sign in columns]] = 1
    right = np.eye(len(likely.NAMES), dtype=np.float32)[[likely.NAMES.index(name) for _, name in examples]]
    penalty = np.full((len(columns), 1), PENALTY, np.float32)
    penalty[columns[likely.ANY]] = 0
    weights = np.zeros((len(columns), len(likely.NAMES)), np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, PASSES + 1):
        share = np.exp(there @ weights)
        share /= share.sum(1, keepdims=True)
        slope = there.T @ (share - right) + penalty * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights -= 0.1 * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return {sign: weights[column] for sign, column in columns.items()}


def whole(words: str) -> Signs:
    """The signs of a clause by itself; the wares of any business are its wares."""
    reading = Reading(words, spelled)
    wares = [match for match in kind_phrases().find(reading) if isinstance(match.label, Said)]
    return likely.signs(reading, (0, len(reading.words)), {i for m in wares for i in range(m.start, m.end)})


def open_clauses(words: str) -> tuple[list[Signs], set[str]]:
    """The clauses of a request that say no section by its name, and the sections that are said."""
    asked: list[tuple] = []
    known, parts.likely = parts.likely, lambda *given: asked.append(given) or ()
    try:
        read(words)
    finally:
        parts.likely = known
    if not asked:
        return [], set()
    reading, said, wares, other = asked[0]
    found = [
        likely.signs(reading, span, wares)
        for spans in likely.clauses(reading, said)
        for span in spans
        if not said.keys() & set(range(*span)) and likely.is_wish(reading, span, other)
    ]
    return found, set(said.values())


def labelled(
    clauses: list[Signs], wanted: list[str], weights: dict[str, np.ndarray]
) -> list[tuple[Signs, str]]:
    """The clauses of a request with the sections that they most likely mean, of those that are `wanted`, or nothing."""
    spoken = [sum(weights[sign] for sign in signs | {likely.ANY} if sign in weights) for signs in clauses]
    allowed = [likely.NAMES.index(name) for name in (*wanted, likely.NOTHING)]
    best = [max(allowed, key=lambda i, row=row: row[i]) for row in spoken]
    for section in set(allowed[:-1]) - set(best):
        if free := [at for at, name in enumerate(best) if name == allowed[-1]]:
            best[max(free, key=lambda at: spoken[at][section] - spoken[at][-1])] = section
    return [(signs, likely.NAMES[name]) for signs, name in zip(clauses, best, strict=True)]


def written(weights: dict[str, np.ndarray]) -> str:
    """The list as it is kept: for each section, the signs that speak for it, by how much."""
    lines = [
        "# How much words speak for a section; capitals are classes (`meaning`). By `python -m tests.learn`."
    ]
    for column, name in enumerate(likely.NAMES):
        lines.append(f"{name}:")
        found: dict[float, list[str]] = {}
        for sign, row in sorted(weights.items()):
            found.setdefault(round(float(row[column]) / STEP) * STEP, []).append(sign)
        for weight in sorted((weight for weight in found if abs(weight) >= LEAST), reverse=True):
            lines.append(f"  {weight:g} {' '.join(found[weight])}")
    return "\n".join(lines) + "\n"


def main() -> None:
    clauses = json.loads((HERE / "clauses.json").read_text("utf-8"))
    examples = [
        (whole(text), name)
        for part, sections in clauses.items()
        if part != "held_out"
        for name, texts in sections.items()
        for text in texts
    ]
    weights = learned(examples)
    requests = [e for name in SETS for e in json.loads((HERE / f"{name}.json").read_text("utf-8"))["inside"]]
    found = [(*open_clauses(entry["say"]), entry.get("sections", [])) for entry in requests]
    for _ in range(2):
        told = [
            labelled(clauses, [a for a in asked if a not in said], weights) for clauses, said, asked in found
        ]
        weights = learned(examples + [example for request in told for example in request])
    likely.LIST.write_text(written(weights), "utf-8")


if __name__ == "__main__":
    main()
