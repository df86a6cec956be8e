"""How much each sign of an entry speaks for each section, counted from requests: writes `nano/brief/speaks.txt`.

    python -m tests.learn                         from all there is, some minutes
    python -m tests.learn --without ninth_set     the same without a set, which is then read: an honest figure

A request says which sections were asked for, in order, not where: what is made likely is every way of giving its
entries sections, or none, that comes to these (CTC; Graves et al., 2006). It learns from

1. the sets in `tests`; their phrases are known by now, so some copies are without what phrases found;
2. the clauses of `clauses.json`, all but those held out;
3. requests put together from how people tell of each kind, and entries: the kinds' own `parts` and `entries.json`.
"""

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from gdiff_core.nano.brief import likely, parts, read
from gdiff_core.nano.brief.likely import BESIDE, MEANINGS, NAMES, ROUNDS, TENTH, Row, Told
from gdiff_core.nano.brief.words import Reading
from gdiff_core.nano.corpus import SECTIONS, draw, phrase
from gdiff_core.nano.kinds import Kind, kinds
from gdiff_core.nano.telling import MOST_SECTIONS, settled
from gdiff_core.records import Brief

HERE = Path(__file__).parent
SETS = ("requests", "phrasings", *sorted(path.stem for path in HERE.glob("*_set.json")))
COPIES, FORGET = 3, 0.35
"""Copies of a request without some of the sections that phrases found; the share that is left out."""
WEIGHTS = {
    "fourteenth_set": 0.7, "phrasings": 0.5, "corpus": 0.25, "clauses": 2.0, "whole": 0.2, "lists": 0.4,
}  # fmt: skip
"""What an example counts; of the other sets a half."""
UNSEEN = 0.2
"""The share of an entry's signs that are left out of a pass: a writer to come has other words."""
PENALTY, EPOCHS, BATCH, STEP, RARE = 5e-5, 20, 256, 0.03, 5
"""The weight of L2, passes of Adam, in how many entries a sign must stand."""
LEAST = 2
"""Tenths below which a weight is not kept."""


class Example(NamedTuple):
    """The entries of a request, and its sections by their places in `NAMES`."""

    rows: list[Row]
    sections: list[int]


# ---- examples -----------------------------------------------------------------------------------------------


def told_of(words: str) -> tuple[Reading, Told, Brief] | None:
    """What phrases find in a request; None where it is declined."""
    asked: list[tuple[Reading, Told]] = []
    known, parts.likely = parts.likely, lambda *given: asked.append(given) or []
    try:
        brief = read(words)
    finally:
        parts.likely = known
    return (*asked[-1], brief) if asked and isinstance(brief, Brief) else None


def forgetting(told: Told, share: float, rng: random.Random) -> Told:
    """The same without some of what phrases found: a writer to come has words that no phrase has."""
    kept = [part for part in told.parts if rng.random() >= share]
    gone = [part for part in told.parts if part not in kept and rng.random() < 0.3]
    return told._replace(parts=kept, maybe=[part for part in told.maybe if rng.random() >= share] + gone)


def example(reading: Reading, told: Told, sections: list[str]) -> Iterator[Example]:
    rows = likely.signs(reading, told)
    if len(sections) <= len(rows):
        yield Example(rows, [NAMES.index(section) for section in sections])


def from_set(name: str, rng: random.Random) -> Iterator[Example]:
    for entry in json.loads((HERE / f"{name}.json").read_text("utf-8")).get("inside", []):
        if found := told_of(entry["say"]):
            reading, told, brief = found
            sections = wanted(entry.get("sections", []), told, brief)
            yield from example(reading, told, sections)
            for _ in range(1 if name == "phrasings" else COPIES):
                yield from example(reading, forgetting(told, FORGET, rng), sections)


def wanted(sections: list[str], told: Told, brief: Brief) -> list[str]:
    """The sections that entries ask for, in the order said: none that facts alone ask for, "at the top" undone."""
    said = list(dict.fromkeys(part.section for part in told.parts))
    facts = {"hours": brief.hours, "pricing": brief.prices}
    found = [section for section in dict.fromkeys(sections) if section in said or not facts.get(section)]
    return said if set(said) == set(found) else found


def from_clauses(rng: random.Random) -> Iterator[Example]:
    for part, sections in json.loads((HERE / "clauses.json").read_text("utf-8")).items():
        for name, texts in sections.items() if part != "held_out" else ():
            for text in texts:
                if found := told_of(f"Website for my bakery Two Moons. {text.rstrip('.')}."):
                    reading, told, _ = found
                    want = [name] if name in SECTIONS else []
                    yield from example(reading, told, want)
                    yield from example(reading, forgetting(told, 0.5, rng), want)


OPENERS = """I want;I need;please show;need;we would like;a page with;website with;put;;;;the page should have;
sections:;want;can you include;show;people want to see;with;it should say;could you do us a page with;one page:;first;
parts:;list;I would like somewhere with;make it with;what it needs:;please give us;in this order:;top to bottom:;
wants on the page:;she wants;visitors should find"""
JOINS = (", ", ", ", ", ", "\n", "\n- ", " / ", " + ", "; ", ", then ", " and ", ". ", ". ")
OFFERS = (
    "the {}",
    "our {}",
    "my {}",
    "{}",
    "the {} we do",
    "a list of {}",
    "which {} there are",
    "kinds of {}",
)
CALLED = (
    "We are Alder & Finch",
    "Called Two Moons",
    "Two Moons",
    "",
    "the name is Kestrel",
    "Kestrel & Sons",
)


def from_corpus(number: int, rng: random.Random) -> Iterator[Example]:
    """The model's own phrasings."""
    for _ in range(number):
        spec = draw(rng)
        if found := told_of(phrase(spec, rng)):
            reading, told, _ = found
            yield from example(reading, told, list(spec.sections) if "sections" in spec.asked else [])


def put_together(number: int, lists: bool, rng: random.Random) -> Iterator[Example]:
    """Requests of what owners tell of their kind and a list of sections; `lists`: mostly the list."""
    known = [kind for kind in kinds().values() if kind.tells]
    entries = json.loads((HERE / "entries.json").read_text("utf-8"))
    openers = [opener.strip() for opener in OPENERS.split(";")]
    for _ in range(number):
        kind = rng.choice(known)
        tells = rng.sample(kind.tells, rng.randint(0, 1) if lists else rng.randint(1, 3))
        sections = rng.sample(
            list(SECTIONS), rng.choice((2, 3, 3, 4, 4, 5) if lists else (0, 0, 1, 2, 3, 3, 4, 4, 5))
        )
        if sections and "offer" not in sections and rng.random() < 0.4:
            sections[rng.randrange(len(sections))] = "offer"
        bits = [tell.rstrip(".") for tell in tells]
        bits += [rng.choice(CALLED), *rng.sample(entries["nothing"], rng.randint(0, 3))]
        bits = [bit for bit in bits if bit]
        rng.shuffle(bits)
        if sections:
            found = [
                rng.choice(entries[section])
                if lists and rng.random() < 0.7
                else called(section, kind, entries, rng)
                for section in sections
            ]
            wish = listed(found, rng.choice(openers), rng.choice(entries["nothing"]), rng)
            bits.insert(rng.randint(max(0, len(bits) - 3), len(bits)), wish)
        if found := told_of(rng.choice((". ", ". ", ". ", ", ", "\n")).join(bits) + "."):
            reading, told, _ = found
            yield from example(reading, forgetting(told, 0.6 if rng.random() < 0.8 else 0, rng), sections)


def called(section: str, kind: Kind, entries: dict[str, list[str]], rng: random.Random) -> str:
    """What somebody might call a section of a page of a kind."""
    chance = rng.random()
    if chance < 0.15 and section == "team" and kind.roles:
        people = plural(rng.choice(kind.roles).lower().split(" and ")[0])
        return rng.choice(("the {}", "our {}", "meet the {}", "{}", "who the {} are")).format(people)
    if chance < 0.15 and section == "offer" and kind.hints:
        return rng.choice(OFFERS).format(plural(rng.choice(kind.hints)))
    if chance < 0.5 and kind.parts.get(section):
        return rng.choice(kind.parts[section])
    return rng.choice(entries[section] if chance < 0.9 else SECTIONS[section] or (kind.offer.lower(),))


def plural(word: str) -> str:
    return word if word.endswith("s") else re.sub(r"(?<=[^aeou])y$", "ie", word) + "s"


def listed(found: list[str], opener: str, aside: str, rng: random.Random) -> str:
    """Sections as somebody lists them, at times with something else at the end."""
    found = [*found, aside] if rng.random() < 0.15 else found
    join = rng.choice(JOINS)
    if join == ". ":
        found, opener = [entry[:1].upper() + entry[1:] for entry in found], rng.choice(("", opener))
    last = join if join == ". " else rng.choice((" and ", ", and ", join, join))
    body = last.join([join.join(found[:-1]), found[-1]]) if len(found) > 1 else found[0]
    mark = "" if not opener else ": " if opener[-1] != ":" and rng.random() < 0.2 else " "
    return opener + mark + body


def examples(without: tuple[str, ...]) -> tuple[list[Example], list[float]]:
    """All that is learned from, and what each counts."""
    rng = random.Random(0)
    blocks = {name: from_set(name, rng) for name in SETS if name not in without}
    blocks |= {
        "clauses": from_clauses(rng),
        "corpus": from_corpus(600, rng),
        "whole": put_together(3000, False, rng),
        "lists": put_together(3000, True, rng),
    }
    found = {name: list(block) for name, block in blocks.items()}
    counts = [WEIGHTS.get(name, 0.5) for name, block in found.items() for _ in block]
    return [one for block in found.values() for one in block], counts


# ---- learning -----------------------------------------------------------------------------------------------


class Speaks(torch.nn.Module):
    """`likely.shares` with weights that can be learned."""

    def __init__(self, signs: int) -> None:
        super().__init__()
        kinds = len(NAMES)
        self.signs = torch.nn.EmbeddingBag(signs, kinds, mode="sum")
        torch.nn.init.zeros_(self.signs.weight)
        self.meaning = torch.nn.Parameter(torch.zeros(MEANINGS, kinds))
        self.beside = torch.nn.Parameter(torch.zeros(BESIDE, kinds))
        self.again = torch.nn.Parameter(torch.zeros(kinds))

    def forward(self, signs, starts, meaning, sentences, requests) -> torch.Tensor:
        """(N, K): logits of the N entries of some requests; `sentences` and `requests` number those that each is of."""
        own = found = self.signs(signs, starts) + meaning @ self.meaning
        for _ in range(ROUNDS):
            beside, again = _beside(found.softmax(1), sentences, requests)
            found = own + beside @ self.beside + again * self.again
        return found

    def penalty(self) -> torch.Tensor:
        return self.signs.weight.pow(2).sum() + 0.3 * self.meaning.pow(2).sum() + self.beside.pow(2).sum()


def _beside(found: torch.Tensor, sentences: torch.Tensor, requests: torch.Tensor):
    """`likely._beside`, of several requests at once."""
    asks = 1 - found[:, 0]
    same, within = ((of[1:] == of[:-1]).float() for of in (requests, sentences))
    zero = torch.zeros(1)
    before, behind = torch.cat([zero, asks[:-1] * same]), torch.cat([asks[1:] * same, zero])
    went_on, goes_on = torch.cat([zero, within]), torch.cat([within, zero])

    def total(of: torch.Tensor, what: torch.Tensor) -> torch.Tensor:
        return torch.zeros(int(of.max()) + 1, *what.shape[1:]).index_add(0, of, what)[of]

    row, every = total(sentences, asks) - asks, total(requests, asks) - asks
    count = total(sentences, torch.ones(len(asks))) - 1
    beside = (
        *(before * went_on, behind * goes_on, before * (1 - went_on), behind * (1 - goes_on)),
        *(row / count.clamp(min=1), every.clamp(max=4) / 4, row.clamp(max=3) / 3),
    )
    none, linked = torch.zeros(1, len(NAMES)), same[:, None]
    near = found + torch.cat([none, found[:-1] * linked]) + torch.cat([found[1:] * linked, none])
    return torch.stack(beside, 1), (total(requests, found) - near).clamp(max=1)


def learned(found: list[Example], counts: list[float]) -> likely.Weights:
    """Weights by Adam on the CTC loss, with an L2 penalty; some minutes on one core."""
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    torch.set_num_threads(1)  # two wait for each other where others work
    often = Counter(sign for one in found for row in one.rows for sign in row.signs)
    columns = {sign: i for i, sign in enumerate(sorted(s for s, n in often.items() if n >= RARE))}
    every = [coded(one, columns) for one in found]
    model, weight = Speaks(len(columns)), torch.tensor(counts)
    adam = torch.optim.Adam(model.parameters(), lr=STEP)
    steps = EPOCHS * -(-len(found) // BATCH)
    slower = torch.optim.lr_scheduler.LambdaLR(adam, lambda step: max(0.02, 1 - step / steps))
    for _ in range(EPOCHS):
        for chosen in torch.randperm(len(found)).split(BATCH):
            batch = [thinned(every[i], rng) for i in chosen.tolist()]
            loss = (weight[chosen] * _loss(model, batch)).mean() + PENALTY * model.penalty()
            adam.zero_grad()
            loss.backward()
            adam.step()
            slower.step()
    signs = dict(zip(columns, (1 - UNSEEN) * model.signs.weight.detach().numpy(), strict=True))
    return likely.Weights(
        signs, *(each.detach().numpy() for each in (model.meaning, model.beside, model.again))
    )


def coded(one: Example, columns: dict[str, int]) -> tuple[np.ndarray, ...]:
    """Columns of its signs, one behind another; of each entry, how many, its meaning and sentence; its sections."""
    signs = [[columns[sign] for sign in row.signs if sign in columns] for row in one.rows]
    return (
        np.array([column for row in signs for column in row]),
        np.array([len(row) for row in signs]),
        np.stack([row.meaning for row in one.rows]).astype(np.float32),
        np.array([row.sentence for row in one.rows]),
        np.array(one.sections, int),
    )


def thinned(one: tuple[np.ndarray, ...], rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """A request as `coded`, without some of the signs of its entries."""
    signs, counts, *others = one
    kept, entry = rng.random(len(signs)) >= UNSEEN, np.repeat(np.arange(len(counts)), counts)
    return (signs[kept], np.bincount(entry[kept], minlength=len(counts)), *others)


def logits(model: Speaks, batch: list[tuple[np.ndarray, ...]]) -> torch.Tensor:
    """(N, K): of all entries of some requests, one behind another."""
    signs, counts, meaning = (np.concatenate([one[at] for one in batch]) for at in range(3))
    firsts = np.cumsum([0] + [one[3].max() + 1 for one in batch[:-1]])
    sentences = np.concatenate([one[3] + first for one, first in zip(batch, firsts, strict=True)])
    requests = np.repeat(np.arange(len(batch)), [len(one[1]) for one in batch])
    starts = np.cumsum(np.append(0, counts[:-1]))
    return model(*map(torch.from_numpy, (signs, starts, meaning, sentences, requests)))


def _loss(model: Speaks, batch: list[tuple[np.ndarray, ...]]) -> torch.Tensor:
    """(B,): of each request."""
    lengths, wants = [len(one[1]) for one in batch], [len(one[4]) for one in batch]
    speaks = logits(model, batch).log_softmax(1)
    return torch.nn.functional.ctc_loss(
        torch.nn.utils.rnn.pad_sequence(speaks.split(lengths)),
        torch.from_numpy(np.concatenate([one[4] for one in batch])),
        torch.tensor(lengths),
        torch.tensor(wants),
        reduction="none",
        zero_infinity=True,
    )


def write(weights: likely.Weights) -> None:
    """The list as it is kept: a sign a line, and its weight for each section, in tenths."""
    rows = dict(sorted(weights.signs.items()))
    rows |= {f"MEANING {i}": row for i, row in enumerate(weights.meaning)}
    rows |= {f"BESIDE {i}": row for i, row in enumerate(weights.beside)} | {"AGAIN": weights.again}
    tenths = {sign: np.round(row / TENTH).astype(int) for sign, row in rows.items()}
    kept = {sign: row for sign, row in tenths.items() if sign not in weights.signs or abs(row).max() >= LEAST}
    lines = [f"# How much signs speak for {', '.join(NAMES)}: tenths. By `python -m tests.learn`."]
    lines += [f"{sign}\t{' '.join(map(str, row))}" for sign, row in kept.items()]
    likely.LIST.write_text("\n".join(lines) + "\n", "utf-8")
    likely.weights.cache_clear()


# ---- how well -----------------------------------------------------------------------------------------------


def measured(name: str) -> str:
    """How the sections of a set are read: all in order, exactly these, and section by section."""
    counts: Counter[str] = Counter()
    for entry in json.loads((HERE / f"{name}.json").read_text("utf-8")).get("inside", []):
        if not isinstance(brief := read(entry["say"]), Brief):
            continue
        want, got = list(dict.fromkeys(entry.get("sections", []))), list(brief.sections)
        there = [section for section in settled(brief).sections if section in want]
        counts["in order"] += bool(want) and there == want[:MOST_SECTIONS]
        counts["of"] += bool(want)
        counts["exactly"] += got == want
        counts["of all"] += 1
        counts["right"] += len({*want} & {*got})
        counts["too many"] += len({*got} - {*want})
        counts["missed"] += len({*want} - {*got})
    return f"{name}: {dict(counts)}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--without", nargs="*", default=[], choices=SETS, metavar="SET")
    given = parser.parse_args()
    write(learned(*examples(tuple(given.without))))
    for name in given.without or SETS:
        print(measured(name))


if __name__ == "__main__":
    main()
