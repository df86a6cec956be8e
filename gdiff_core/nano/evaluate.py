"""Measure the bundled model: `python -m gdiff_core.nano.evaluate` prints one JSON line.

Requests come from seeds that training never uses, names from words that it never sees. Every share is of all
requests; `asked_*` counts only those that ask for it.
"""

import argparse
import json
import random
import statistics
import sys
from dataclasses import replace

import html5lib
from tqdm import tqdm

from gdiff_core.denoise import denoise, summarize
from gdiff_core.model import load
from gdiff_core.nano.copy import KINDS
from gdiff_core.nano.corpus import Spec, check, draw, phrase
from gdiff_core.page import extract_page
from gdiff_core.records import Commit, Request

HELD_OUT_SEED = 1_000_000


def held_out(count: int, kinds: int = len(KINDS)) -> list[tuple[str, Spec]]:
    """`count` requests with unseen names, of the first `kinds` of business, and what each wants."""
    rng = random.Random(HELD_OUT_SEED)
    specs = [draw(rng, unseen_name=True, kinds=kinds) for _ in range(count)]
    return [(phrase(spec, rng), spec) for spec in specs]


def parses(html: str) -> bool:
    """Whether html5lib accepts the document in strict mode."""
    try:
        html5lib.HTMLParser(strict=True).parse(html)
    except Exception:
        return False
    return True


def judge(spec: Spec, html: str, complete: bool) -> dict[str, bool]:
    """Every measure of one page."""
    found = check(spec, html)
    whole = complete and parses(html) and "<title>" in html and "<h1>" in html
    asked = {
        f"asked_{wish}": found[wish] for wish in ("accent", "tone", "font", "sections") if wish in spec.asked
    }
    name = found["title"] and found["heading"]
    return {
        **found,
        "complete": whole,
        "name": name,
        "usable": whole and found["accent"] and found["tone"],
        **asked,
    }


def share(flags: list[bool]) -> float:
    """The mean of `flags`, to three places."""
    return round(sum(flags) / max(1, len(flags)), 3)


def evaluate(model, count: int, kinds: int, show: int = 0) -> dict:
    """Build `count` held-out requests with default settings and summarise; prints up to `show` failed pages."""
    flags: dict[str, list[bool]] = {}
    steps, seconds = [], []
    for index, (text, spec) in enumerate(tqdm(held_out(count, kinds))):
        request = Request(text, replace(model.defaults, seed=index))
        events = list(denoise(model, request))
        run = summarize(model, request, events)
        last = [event for event in events if isinstance(event, Commit)][-1]
        page = extract_page(last.text)
        verdict = judge(spec, page.html, page.complete)
        for name, ok in verdict.items():
            flags.setdefault(name, []).append(ok)
        steps += run.steps
        seconds.append(run.seconds)
        if show and not (verdict["usable"] and verdict["name"]):
            show -= 1
            print(f"--- {text}\n{verdict}\n{page.html}", file=sys.stderr)
    return {
        "model": model.info.name,
        "requests": count,
        "kinds": kinds,
        **{name: share(values) for name, values in sorted(flags.items())},
        "steps_per_block": statistics.median(steps),
        "seconds_per_page": round(statistics.median(seconds), 2),
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument(
        "--kinds", type=int, default=len(KINDS), help="kinds of business, the first of the list"
    )
    parser.add_argument("--model", help="folder or hub id; the bundled weights by default")
    parser.add_argument("--show", type=int, default=0, help="print this many pages that miss a wish")
    args = parser.parse_args()
    print(json.dumps(evaluate(load(args.model), args.requests, args.kinds, args.show)))


if __name__ == "__main__":
    main()
