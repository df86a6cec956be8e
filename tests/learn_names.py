"""How much each sign speaks for a stretch of words being the name: fits `nano/brief/named.txt`.

    python -m tests.learn_names                            from all sets that lie here
    python -m tests.learn_names MORE.json --held SET.json  from more, and what of a set is then read rightly
    python -m tests.learn_names --folds                    each two sets held out in turn; writes nothing

A softmax over the stretches of a request and "no name", by their signs (`naming`), with an L2 penalty; where a name
stands twice, either is right. Each request is learned from as it is and in small letters. Beside them, for less each:
sentences in which people tell of their kind and say no name, the model's own phrasings, and requests put together of
such sentences, names and the places where names stand, with persons, towns, streets and dates that are none.
"""

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import torch

from gdiff_core.nano.brief import _words_in, names
from gdiff_core.nano.brief import kinds as kinds_offered
from gdiff_core.nano.brief.facts import read_facts
from gdiff_core.nano.brief.guess import Words
from gdiff_core.nano.brief.naming import before, behind, guesses, within
from gdiff_core.nano.brief.spelling import spelled
from gdiff_core.nano.brief.told import CUES
from gdiff_core.nano.brief.trade import mentions
from gdiff_core.nano.brief.words import Reading
from gdiff_core.nano.corpus import draw, phrase
from gdiff_core.nano.kinds import kinds
from gdiff_core.nano.namebook import FIRST_NAMES, REAL_WORDS

HERE = Path(__file__).parent
SETS = [HERE / "requests.json", HERE / "phrasings.json", *sorted(HERE.glob("*_set.json"))]
PENALTY, PASSES, RARE = 1.5, 120, 3
"""The weight of L2, passes of Adam, how many stretches must have a sign."""
STEP, LEAST = 0.05, 0.1
"""What weights are rounded to, and the smallest that is kept."""
SMALL, UNDER, TOLD, DRAWN, PLAIN, MADE = 0.5, 0.3, 0.3, 0.9, 0.3, 0.3
"""What a request counts in small letters, and with its name alone in these; what a sentence, a phrasing, a bare one and
a request put together count."""
TELLS, DRAWS, MADES = 800, 400, 1200

Asked = tuple[str, str]
"""A request and its name, or ""."""

PLACES = (
    "{n}.",
    "{n}.",
    "{n}.",
    "{n}.",
    *(
        place.strip()
        for place in re.split(
            r"[|]",
            """the name is {n}. | name is {n}. | it's called {n}. | its called {n}. | we're called {n}. |
            called {n}. |
            {n} it's called. | {n} is the name. | we are {n}. | We're {n}. | {n} is us. | call it {n}. |
            Call the page {n}. |
            put {n} at the top. | {n} on top. | {n} at the top please. | this is for {n}. | its for {n}. |
            that's {n}. |
            {n} is what we go by. | {n}, that's us. | trading as {n}. | known as {n}. | site for {n}. |
            page for {n}. |
            title: {n}. | Name: {n}. | name {n}. | we go by {n}. | {n} on the sign. | it says {n} over the door. |
            the sign says {n}. | everyone knows us as {n}. | we named it {n}. | our name's {n}. | the shop is {n}. |
            {n} please. | I run {n}. | I own {n}. | I started {n} last year. | {n} needs a page. |
            {n} needs a website. |
            can you make a page for {n}? | {n} is the place. | used to be {o}, now {n}. |
            it was {o} but we're {n} now. |
            no wait, we changed it, now it's {n}. | We are {n} and | we're {n} and | our shop {n} sells |
            our place {n} does |
            our {k} {n} has | our {k} {n}. | a {n} {k} website. | {n} {k} website. | {n}, a {k}. | {n} is a {k} and |
            my {k} is called {n} and | {n}, we're a {k}. |
            a {k} called {n} on {t} Street. | our shop {n} on {t} Road. | {n} in {t}. | {n}, {t}. |
            a {n} {k} website.""",
        )
    ),
)
"""Where a name stands, {n}; an older one is {o}, the kind {k}."""
OTHERS = [
    other.strip()
    for other in re.split(
        r"[|]",
        """a {r} called {p}. | our {r} is called {p}. | the {r} is {p}. | his name is {p}. | ask for {p}. |
        {p} does the books. |
        my name is {p}. | My name is {p} and I run a {k}. | I'm {p}. | I'm {p} and I run a {k}. |
        My wife {p} does the rest. |
        {p} here. | my mate {p} said to ask. | Thanks, {p} | cheers {p} | {p} | {p} & {p} | in {t}. |
        near {t}. | based in {t}. |
        from {t} to {t}. | opposite {t} station. | round the corner from {t} Hall. | cover {t} and {t}. |
        we're at {h} {t} Road. | {t}strasse {h}. | Unit {h}, {t} Yard | Route {h}, {t} | Sector {h}, {t} |
        {h} {t} Lane |
        corner of {t} and 3rd. | starts {h} {m}. | closed in {m}. | since 19{h}. | no name yet. | havent got a name. |
        no name sorted yet. | name is still to come. |
        ring {p} on 07700 900{h}. | thanks x | with the tagline '{g}' | the slogan is "{g}" |
        a button that says '{g}'. | {K} Website. | {K} in {t}. | Website For A {K}.""",
    )
]
"""What is no name of a business: persons {p} and whose {r}, towns {t}, numbers {h}, months {m}, kinds {k}, mottos."""
FILLERS = {
    "{p}": FIRST_NAMES,
    "{r}": (
        "cat",
        "dog",
        "horse",
        "parrot",
        "apprentice",
        "manager",
        "wife",
        "husband",
        "cousin",
        "goat",
        "lad",
    ),
    "{t}": (
        "Leeds",
        "York",
        "Hebden",
        "Thirsk",
        "Galway",
        "Bristol",
        "Largs",
        "Truro",
        "Ludlow",
        "Wells",
        "Boston",
    ),
    "{g}": (
        "fresh every day",
        "Book your slot",
        "since 1981",
        "come hungry",
        "Ring us",
        "made by hand",
        "Get in touch",
    ),
    "{h}": tuple(str(n) for n in range(11, 99)),
    "{m}": ("January", "March", "April", "May", "June", "August", "November"),
}


class Example(NamedTuple):
    """A request as it is learned from."""

    signs: list[list[str]]
    """Of each stretch that may be the name."""
    right: list[bool]
    shown: list[str]
    nameless: bool


@cache
def example(asked: Asked, least: int = 1) -> Example:
    """`least` as in `guess.Words`."""
    text, name = asked
    reading, facts = Reading(text, spelled), read_facts(text)
    plain = _words_in(reading, facts.spans)
    search = names.search(reading, mentions(reading, plain), plain | _words_in(reading, facts.prices.spans))
    words = Words(search, least)
    found = list(guesses(words))
    signs = [[*before(words, g.start), *behind(words, g.end), *within(words, g)] for g in found]
    if reading.plain_case:
        signs = [each + [names.SMALL + sign for sign in each] for each in signs]
    shown = [names.shown(reading, guess).rstrip(".") for guess in found]
    return Example(signs, [bool(name) and one == name.rstrip(".") for one in shown], shown, not name)


def of_set(path: Path) -> list[Asked]:
    return [(e["say"], e.get("name", "")) for e in json.loads(path.read_text("utf-8")).get("inside", [])]


def small(asked: Iterable[Asked]) -> list[Asked]:
    return [(text.lower(), name.lower()) for text, name in asked if text not in (text.lower(), text.upper())]


def under(asked: Iterable[Asked]) -> list[Asked]:
    """Requests that say what the name is, with the name in small letters and capitals elsewhere kept."""
    found = [
        (text.replace(name, name.lower()), name.lower())
        for text, name in asked
        if name != name.lower() and CUES & set(text.partition(name)[0].lower().split()[-4:])
    ]
    return [one for one in found if one[0] not in (one[0].lower(), one[0].upper())]


def phrasings() -> list[Asked]:
    rng = random.Random(77)
    specs = [draw(rng, unseen_name=True) for _ in range(DRAWS)]
    return [(phrase(spec, rng), spec.name if "name" in spec.asked else "") for spec in specs]


def put_together() -> list[Asked]:
    """Requests of sentences in which people tell of their kind, mostly with a name, and of wishes for sections."""
    rng = random.Random(9)
    pool = sorted({name for path in SETS[:2] for _, name in of_set(path) if name})
    pool += [" ".join(rng.sample(REAL_WORDS, rng.choice((1, 2, 2)))) for _ in range(len(pool) // 3)]
    told = json.loads((HERE / "clauses.json").read_text("utf-8"))
    wishes = [
        text for part in sorted(told) if part != "held_out" for each in told[part].values() for text in each
    ]
    return [_one(rng, pool, wishes) for _ in range(MADES)]


def _one(rng: random.Random, pool: list[str], wishes: list[str]) -> Asked:
    kind = rng.choice(list(kinds().values()))
    said = [rng.choice(kind.tells) for _ in range(rng.choice((0, 1, 1, 2, 2, 3)))]
    said += [rng.choice(wishes) for _ in range(rng.choice((0, 1, 1, 2)))]
    nouns = [noun for noun in kind.nouns if noun] or ["shop"]
    said = [text if text[-1] in ".!?" else text + "." for text in said]
    if rng.random() < 0.5:
        other = _filled(rng, rng.choice(OTHERS))
        said.insert(rng.randrange(len(said) + 1), other)
        if other.startswith(("{K}", "Website For")):
            said = [other]
    name = rng.choice(pool) if rng.random() < 0.75 or not said else ""
    text = _with_name(rng, said, name, rng.choice(pool)) if name else " ".join(said)
    noun = rng.choice(nouns)
    text = text.replace("{k}", noun).replace("{K}", noun.title())
    text = _filled(rng, text)
    return (text.lower(), name.lower()) if rng.random() < 0.4 else (text, name)


def _with_name(rng: random.Random, said: list[str], name: str, older: str) -> str:
    place = rng.choice(PLACES).replace("{o}", older).replace("{n}", name)
    chance = rng.random()
    if place == name + "." and chance < 0.15:
        return (
            name
            + _filled(rng, rng.choice(["\n", ". ", " - ", ", ", "\n\n", ", {t}\n", ", {t}. "]))
            + " ".join(said)
        )
    if place == name + "." and chance < 0.3:
        above = rng.choice(["\n", "\n\n", " ", "\n{p}\n", "\n{p} & {p}\n", "\nThanks, {p}\n"])
        return (
            " ".join(said)
            + _filled(rng, above)
            + name
            + _filled(rng, rng.choice(["", "", "\n{p}", "\n{t}", ", {t}"]))
        )
    if chance < 0.3:
        return " ".join(said).rstrip(".") + rng.choice([", ", " - "]) + place
    at = rng.choice([0, len(said), rng.randrange(len(said) + 1)])
    return " ".join([*said[:at], place, *said[at:]])


def _filled(rng: random.Random, text: str) -> str:
    for blank, fill in FILLERS.items():
        while blank in text:
            text = text.replace(blank, rng.choice(fill), 1)
    return text.strip() if text.strip() else text


SHORT = (
    "We are {n} and we do all of it",
    "our shop {n} sells all of it",
    "a {n} {k} website",
    "website for my {k} {n}, blue",
    "{n} is a {k}. Blue.",
    "{k} by {n}",
)
NAMELESS = (
    "a {k} with the tagline '{g}'",
    "My name is {p} and I run a {k}. Blue.",
    "{K} Website",
    "a {k} in {t}, dark green",
    "{k}",
)


def _bare(rng: random.Random, kind: str) -> Asked:
    """A request of few words, with a name of common words or none."""
    name = " ".join(rng.sample(REAL_WORDS, rng.choice((1, 2, 2)))) if rng.random() < 0.7 else ""
    text = rng.choice(SHORT if name else NAMELESS).replace("{n}", name)
    return _filled(rng, text.replace("{k}", kind).replace("{K}", kind.title())), name


@cache
def beside() -> list[tuple[Example, float]]:
    """What is learned from beside the sets, and how much each counts."""
    rng = random.Random(3)
    tells = [(tell, "") for kind in kinds().values() for tell in kind.tells]
    bare = [_bare(rng, kind) for kind in kinds_offered() for _ in range(3)]
    bare += [(f"website for my {kind} Luna, teal, with a gallery", "Luna") for kind in kinds_offered()]
    groups = ((rng.sample(tells, TELLS), TOLD), (phrasings(), DRAWN), (bare, PLAIN), (put_together(), MADE))
    return [(example(asked, least=2), weight) for group, weight in groups for asked in group]


def learned(asked: list[Asked]) -> dict[str, float]:
    """The weight of each sign."""
    groups = ((asked, 1.0), (small(asked), SMALL), (under(asked), UNDER))
    weighed = [(example(one), weight) for group, weight in groups for one in group]
    weighed = [(e, weight) for e, weight in weighed + beside() if e.nameless or any(e.right)]
    counts = Counter(sign for e, _ in weighed for signs in e.signs for sign in signs)
    column = {sign: i for i, sign in enumerate(sorted(sign for sign, n in counts.items() if n >= RARE))}
    weights = _fitted(weighed, column)
    return dict(zip(column, weights.tolist(), strict=True))


def _fitted(weighed: list[tuple[Example, float]], column: dict[str, int]) -> torch.Tensor:
    rows = [[column[s] for s in signs if s in column] for e, _ in weighed for signs in e.signs]
    of = torch.tensor([at for at, (e, _) in enumerate(weighed) for _ in e.signs])
    right = torch.tensor([float(ok) for e, _ in weighed for ok in e.right])
    nameless = torch.tensor([float(e.nameless) for e, _ in weighed])
    counts = torch.tensor([weight for _, weight in weighed])
    there, across = _sparse(rows, len(column))
    weights = torch.zeros(len(column))
    mean, square = torch.zeros_like(weights), torch.zeros_like(weights)

    def summed(each: torch.Tensor) -> torch.Tensor:
        return torch.zeros(len(weighed)).index_add_(0, of, each)

    for step in range(1, PASSES + 1):
        odds = (there @ weights).clamp(-40, 40).exp()
        share = odds / (summed(odds) + 1)[of]
        wanted = odds * right / (summed(odds * right) + nameless)[of]
        slope = across @ ((share - wanted) * counts[of]) + PENALTY * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        pace = 0.1 * (0.15 if step > 0.85 * PASSES else 0.5 if step > 0.6 * PASSES else 1)
        weights -= pace * mean / (1 - 0.9**step) / ((square / (1 - 0.999**step)).sqrt() + 1e-8)
    return weights


def _sparse(rows: list[list[int]], columns: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Which stretch has which sign, (stretches, signs), and the same turned over."""
    at = torch.tensor([row for row, signs in enumerate(rows) for _ in signs])
    which = torch.tensor([sign for signs in rows for sign in signs])
    there = torch.sparse_coo_tensor(
        torch.stack([at, which]), torch.ones(len(at)), (len(rows), columns)
    ).coalesce()
    return there.to_sparse_csr(), there.t().coalesce().to_sparse_csr()


def right(asked: list[Asked], weights: dict[str, float]) -> int:
    """How many names are read to the letter, where there is none none."""
    total = 0
    for one in asked:
        e = example(one)
        sums = [sum(weights.get(sign, 0.0) for sign in signs) for signs in e.signs]
        best = max(range(len(sums)), key=sums.__getitem__, default=-1)
        total += e.right[best] if sums and sums[best] > 0 else e.nameless
    return total


def written(weights: dict[str, float]) -> str:
    """The list as it is kept, the heaviest first."""
    found: dict[float, list[str]] = {}
    for sign, weight in sorted(weights.items()):
        found.setdefault(round(round(weight / STEP) * STEP, 2), []).append(sign)
    kept = sorted((weight for weight in found if abs(weight) >= LEAST), reverse=True)
    head = "# What signs of a name weigh (`naming`), tabs between. By `python -m tests.learn_names`."
    return "\n".join([head, *("\t".join([f"{weight:g}", *found[weight]]) for weight in kept)]) + "\n"


def folds(sets: list[list[Asked]]) -> None:
    for at in range(2, len(sets), 2):
        weights = learned([asked for each in sets[:at] + sets[at + 2 :] for asked in each])
        for path, held in zip(SETS[at : at + 2], sets[at : at + 2], strict=False):
            print(f"{path.name}: {right(held, weights)}/{len(held)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("more", nargs="*", type=Path, help="sets to learn from as well")
    parser.add_argument("--held", action="append", default=[], type=Path, help="a set to judge by")
    parser.add_argument("--folds", action="store_true")
    given = parser.parse_args()
    torch.set_num_threads(2)
    sets = [of_set(path) for path in [*SETS, *given.more]]
    if given.folds:
        folds(sets)
        return
    weights = learned([asked for each in sets for asked in each])
    names.LIST.write_text(written(weights), "utf-8")
    for path in given.held:
        held = of_set(path)
        print(f"{path.name}: {right(held, weights)}/{len(held)}")


if __name__ == "__main__":
    main()
