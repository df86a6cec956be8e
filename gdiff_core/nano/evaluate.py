"""Measure the bundled model: `python -m gdiff_core.nano.evaluate` prints one JSON line.

Requests and edits come from seeds that training never uses, names from words that it never sees. Every share is of
all requests; `asked_*` counts only those that ask for it; `text` says that the page is the one that was told, to the letter. `--handwritten FILE` measures the requests and edits of a file instead, which people wrote in their own words
(`tests/handwritten.json`).
"""

import argparse
import json
import random
import re
import statistics
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from gdiff_core.diffusion.model import Model, load
from gdiff_core.document.extract import extract_page
from gdiff_core.document.flaws import faults
from gdiff_core.errors import BadRequest, TweakRefused
from gdiff_core.nano.answer import build, change, unmet
from gdiff_core.nano.brief import FEW, read
from gdiff_core.nano.corpus import (
    CORNERS,
    FORTY,
    SECTIONS,
    SPACINGS,
    Spec,
    check,
    draw,
    page,
    phrase,
    text_of,
)
from gdiff_core.nano.designs import FILES, PLAIN, design_of, designs, dressed, undressed
from gdiff_core.nano.edits import Change, done, draw_edit, strangers, with_hours, with_tagline
from gdiff_core.nano.kinds import kinds
from gdiff_core.records import STRENGTH, Brief, Commit, Edit, Request

HELD_OUT_SEED = 1_000_000
WISHES = ("accent", "tone", "font", "sections")


def held_out(count: int) -> list[tuple[str, Spec]]:
    """`count` requests with unseen names, and what each wants."""
    rng = random.Random(HELD_OUT_SEED)
    specs = [draw(rng, unseen_name=True) for _ in range(count)]
    return [(phrase(spec, rng), spec) for spec in specs]


def held_out_edits(count: int) -> list[Change]:
    """`count` edits of pages with unseen names, half of them changed by hand before."""
    rng = random.Random(HELD_OUT_SEED + 1)
    return [draw_edit(rng, unseen_name=True) for _ in range(count)]


def handwritten(file: Path) -> tuple[list[tuple[str, Spec]], list[Change]]:
    """Requests with what each wants, and edits of the pages that the corpus has for these requests."""
    found = json.loads(file.read_text("utf-8"))
    requests = [(entry["say"], _spec(entry)) for entry in found["requests"]]
    return requests, [_change(entry, *requests[entry["page"]]) for entry in found["edits"]]


def _spec(entry: dict) -> Spec:
    kind = next(
        (kind for kind in FORTY if any(noun in entry["say"].lower() for noun in kinds()[kind].nouns)),
        "coffee shop",
    )
    usual = {"accent": "teal", "tone": "light", "font": "sans", "sections": ("about", "offer", "hours")}
    wished = {wish: entry.get(wish, value) for wish, value in usual.items()}
    wished["sections"] = tuple(wished["sections"])
    asked = frozenset(wish for wish in ("name", *WISHES) if wish in entry)
    return Spec(
        name=entry["name"], kind=kind, corners=next(iter(CORNERS)), spacing=next(iter(SPACINGS)), layout="centred",
        asked=asked, **wished,
    )  # fmt: skip


def _change(entry: dict, request: str, spec: Spec) -> Change:
    """The change that an entry describes: new choices of the page's spec, or new text in it."""
    sections, old = list(spec.sections), text_of(page(spec))
    if "drop" in entry:
        sections.remove(entry["drop"])
    section, place = entry.get("add") or entry.get("move") or ("", 0)
    if section:
        sections = [other for other in sections if other != section]
        sections.insert(place, section)
    assert set(sections) <= set(SECTIONS)
    new = text_of(page(replace(spec, sections=tuple(sections), **entry.get("spec", {}))))
    if "hour" in entry:
        new = with_hours(new, *entry["hour"])
    if "tagline" in entry:
        new = with_tagline(new, entry["tagline"])
    new = new.replace(*entry.get("swap", ("", "")))
    return Change("add" if "add" in entry else "by hand", request, old, entry["say"], new)


def parses(html: str) -> bool:
    """Whether the document breaks no rule of HTML."""
    return not faults(html)


def judge(spec: Spec, html: str, complete: bool) -> dict[str, bool]:
    """Every measure of one page."""
    found = check(spec, html)
    whole = complete and parses(html) and "<title>" in html and "<h1>" in html
    return {
        **found,
        "complete": whole,
        "name": found["title"] and found["heading"],
        "usable": whole and found["accent"] and found["tone"],
        **{f"asked_{wish}": found[wish] for wish in WISHES if wish in spec.asked},
    }


def share(flags: list[bool]) -> float:
    """The mean of `flags`, to three places."""
    return round(sum(flags) / max(1, len(flags)), 3)


def build_all(model: Model, requests: list[tuple[str, Spec]], show: int = 0, design: str = "") -> dict:
    """Build the requests with default settings and summarise; prints up to `show` pages that miss a wish.

    Args:
        design: of all pages; by default the seeds choose.
    """
    flags: dict[str, list[bool]] = {}
    steps, seconds = [], []
    for index, (text, spec) in enumerate(tqdm(requests, unit="page")):
        found = read(text)
        brief = replace(found, design=design) if isinstance(found, Brief) and design else None
        seed = index % len(FILES)  # the first round of the designs: what follows departs from their `usual`
        request = Request(text, replace(model.defaults, seed=seed), brief=brief)
        try:
            events = list(build(model, request))
        except BadRequest:  # it was not understood: a page that there is not meets nothing
            events = []
        made = extract_page(events[-1].text if events else "")
        flawless = parses(made.html) and "<h1>" in made.html
        verdict = judge(_as_usual(spec, made.html), undressed(made.html), made.complete and flawless)
        verdict |= {"understood": bool(events)}
        verdict |= {"text": bool(events) and verdict["complete"] and not unmet(request, events[-1].text)}
        for name, ok in verdict.items():
            flags.setdefault(name, []).append(ok)
        steps += [event.steps for event in events if isinstance(event, Commit)]
        seconds += [event.seconds for event in events[-1:]]
        if show and not (verdict["usable"] and verdict["name"] and verdict.get("asked_sections", True)):
            show -= 1
            print(f"--- {text}\n{verdict}\n{made.html}", file=sys.stderr)
    return {
        "requests": len(requests),
        **{name: share(values) for name, values in sorted(flags.items())},
        "steps_per_block": statistics.median(steps),
        "seconds_per_page": round(statistics.median(seconds), 2),
    }


def _as_usual(spec: Spec, html: str) -> Spec:
    """What a page should have where nobody asked for anything: what its design likes best, and the usual sections."""
    usual = design_of(html).usual.items()
    spec = replace(spec, **{wish: value for wish, value in usual if wish not in spec.asked})
    found = tuple(re.findall(r'<section id="([a-z]+)"', html))
    said = tuple(section for section in found if section in spec.sections)
    few = "sections" in spec.asked and len(spec.sections) <= FEW and said == spec.sections
    return replace(spec, sections=found) if few else spec  # the usual ones stand around one or two


def edit_all(model: Model, cases: list[Change], show: int = 0, design: str = PLAIN, **how: object) -> dict:
    """Carry out the edits and summarise; `how`: fields of `Edit`, such as the strength; `design`: of their pages. Prints up to `show` failures."""
    flags: dict[str, list[bool]] = {}
    lost = kept = refused = 0
    steps, seconds = [], []
    for index, case in enumerate(tqdm(cases, unit="edit")):
        commits, html = [], case.old
        try:
            for event in change(model, replace(_edit(model, case, index, design), **how)):
                commits += [event] if isinstance(event, Commit) else []
            html = undressed(commits[-1].text)
        except (TweakRefused, BadRequest):
            refused += 1
        ok = done(case, html)
        flags.setdefault(case.kind, []).append(ok)
        wrong, of = strangers(case, html)
        lost, kept = lost + wrong, kept + of
        steps += [commit.steps for commit in commits if commit.steps]
        seconds.append(commits[-1].seconds if commits else 0)
        if show and (not ok or wrong):
            show -= 1
            print(
                f"--- {case.kind}: {case.instruction}",
                *_differences(case.new, html),
                sep="\n",
                file=sys.stderr,
            )
    return {
        "edits": len(cases),
        "edits_done": share([ok for values in flags.values() for ok in values]),
        "edits_refused": refused,
        "lines_kept": round(1 - lost / max(1, kept), 4),
        "edit_steps_per_block": statistics.median(steps or [0]),
        "seconds_per_edit": round(statistics.median(seconds), 2),
        "done_by_kind": {kind: share(values) for kind, values in sorted(flags.items())},
    }


def _edit(model: Model, case: Change, seed: int, design: str) -> Edit:
    old, selection = dressed(case.old, designs()[design]), None
    if case.section:
        start = old.index(f'<section id="{case.section}"')
        selection = (start, old.index("</section>\n", start) + len("</section>\n"))
    settings = replace(model.defaults, seed=seed)
    strength = 1.0 if case.kind == "reroll" else STRENGTH  # as the button has it
    return Edit(old, case.instruction, settings, case.request, selection, strength=strength)


def _differences(wanted: str, got: str) -> Iterator[str]:
    missing, extra = set(wanted.splitlines()), set(got.splitlines())
    yield from (f"- {line}" for line in wanted.splitlines() if line not in extra)
    yield from (f"+ {line}" for line in got.splitlines() if line not in missing)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--handwritten", type=Path, help="measure the requests and edits of this file")
    parser.add_argument("--model", help="folder or hub id; the bundled weights by default")
    parser.add_argument(
        "--show", type=int, default=0, help="print this many results of each sort that miss a wish"
    )
    parser.add_argument(
        "--design", default="", choices=(PLAIN, *FILES), help="of all pages; else by seed, edits plain"
    )
    args = parser.parse_args()
    if args.handwritten:
        requests, cases = handwritten(args.handwritten)
    else:
        requests, cases = held_out(args.requests), held_out_edits(args.edits)
    model = load(args.model)
    figures = {"model": model.info.name}
    if requests:
        figures |= build_all(model, requests, args.show, args.design)
    if cases:
        figures |= edit_all(model, cases, args.show, args.design or PLAIN)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
