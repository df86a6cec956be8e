"""Judge changes in words of pages that people changed by hand before.

    python -m tests.by_hand tests/hand_edits.json

A set holds `pages` and `edits`, each a change by hand in the source and one in words behind it, annotated by its writer
with what must be on the page then (`has`) and what must not (`gone`). What misses is printed, then a table.
"""

import argparse
import json
import time
from collections import Counter
from pathlib import Path

from gdiff_core.engines.local import load
from gdiff_core.errors import BadRequest, TweakRefused
from gdiff_core.records import Commit, Edit, Settings

SET = Path(__file__).with_name("hand_edits.json")


def changed_by_hand(page: str, edits: list[list[str]]) -> str:
    """The page as the person leaves it in the editor."""
    for old, new in edits:
        assert page.count(old) == 1, f"{old!r} stands there {page.count(old)} times"
        page = page.replace(old, new)
    return page


def wrong(entry: dict, page: str, new: str) -> list[str]:
    """What a fair reader finds wrong with the new page, in clauses."""
    then = entry["then"]
    found = [f"lacks {text!r}" for text in then.get("has", ()) if text not in new]
    found += [f"still has {text!r}" for text in then.get("gone", ()) if text in new]
    # A look that was asked for takes its line in place of the one by hand.
    theirs = then.get("gone", []) if then else ["--"]
    lines = [line.strip() for _, by in entry["edits"] for line in by.split("\n") if line.strip() in page]
    found += [
        f"lost by hand {line[:60]!r}"
        for line in lines
        if line not in new and not any(text in line for text in theirs)
    ]
    return [*found, "nothing changed"] if new == page else found


def judge(entry: dict, pages: list[str], engine) -> tuple[str, str]:
    """done, wrong, refused or declined; and why."""
    page = changed_by_hand(pages[entry["page"]], entry["edits"])
    try:
        new = [
            event for event in engine.run(Edit(page, entry["say"], Settings())) if isinstance(event, Commit)
        ][-1]
    except TweakRefused as refused:
        return "refused", str(refused)
    except BadRequest as declined:
        return "declined", str(declined)
    missed = wrong(entry, page, new.text)
    return ("wrong", "; ".join(missed)) if missed else ("done", "")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("set", type=Path, nargs="?", default=SET)
    found, engine = json.loads(parser.parse_args().set.read_text("utf-8")), load()
    table, took = Counter(), []
    for number, entry in enumerate(found["edits"]):
        start = time.perf_counter()
        outcome, why = judge(entry, found["pages"], engine)
        took.append(time.perf_counter() - start)
        table[outcome] += 1
        if why:
            print(f"{number} {outcome} [{entry['what']}] {entry['say']!r}: {why}", flush=True)
    print(dict(table), f"median {sorted(took)[len(took) // 2]:.1f} s, longest {max(took):.1f} s")


if __name__ == "__main__":
    main()
