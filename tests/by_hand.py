"""Judge changes in words of pages that people changed by hand before.

    python -m tests.by_hand tests/hand_edits.json           as the program serves them
    python -m tests.by_hand tests/hand_edits.json --read    only what is understood, without a pass

A set holds `pages` and `edits`, each a change by hand in the source and one in words behind it, annotated by its writer
with what must be on the page then (`has`) and what must not (`gone`). What misses is printed, then a table.
"""

import argparse
import json
import time
from collections import Counter
from pathlib import Path

from gdiff_core.document.diff import locality
from gdiff_core.engines.local import load
from gdiff_core.errors import BadRequest, TweakRefused
from gdiff_core.records import Commit, Declined, Edit, Settings, Wish

ROOM = 200
"""Lines of a page that may change where only its looks are meant: none of its body."""


def changed_by_hand(page: str, edits: list[list[str]]) -> str:
    """The page as the person leaves it in the editor."""
    for old, new in edits:
        assert page.count(old) == 1, f"{old!r} stands there {page.count(old)} times"
        page = page.replace(old, new)
    return page


def body_of(page: str) -> str:
    return page.partition("<body")[2]


def wrong(entry: dict, page: str, new: str) -> list[str]:
    """What a fair reader finds wrong with the new page, in clauses."""
    then = entry["then"]
    found = [f"lacks {text!r}" for text in then.get("has", ()) if text not in new]
    found += [f"still has {text!r}" for text in then.get("gone", ()) if text in new]
    gone = [text for text in then.get("gone", ()) if text]
    lines = [line.strip() for _, by in entry["edits"] for line in by.split("\n") if line.strip()]
    lost = [
        line for line in lines if line in page and line not in new and not any(text in line for text in gone)
    ]
    found += [f"lost by hand {text[:60]!r}" for text in lost]
    return [*found, "nothing changed"] if new == page else found


def _read_as(found: tuple[Wish, ...] | Declined) -> str:
    if isinstance(found, Declined):
        return f"declined: {found.why}"
    return f"read as {[(wish.kind, wish.section, wish.value) for wish in found]}"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("set", type=Path)
    parser.add_argument("--read", action="store_true", help="only what is understood")
    given = parser.parse_args(arguments)
    found, engine, table, took = json.loads(given.set.read_text("utf-8")), load(), Counter(), []
    for number, entry in enumerate(found["edits"]):
        page = changed_by_hand(found["pages"][entry["page"]], entry["edits"])
        edit, start, new = Edit(page, entry["say"], Settings()), time.perf_counter(), page
        try:
            if given.read:
                said = _read_as(engine.understand_change(edit.instruction, page))
            else:
                new = [event for event in engine.run(edit) if isinstance(event, Commit)][-1].text
                missed = wrong(entry, page, new)
                said = f"done, but {'; '.join(missed)}" if missed else "done"
        except TweakRefused as refused:
            said = f"refused: {refused}"
        except BadRequest as declined:
            said = f"declined: {declined}"
        took.append(time.perf_counter() - start)
        table[
            said.partition(":")[0].partition(" as ")[0].partition(", but")[0]
            + (", wrong" if ", but" in said else "")
        ] += 1
        if said != "done":
            print(f"{number} [{entry['what']}] {entry['say']!r}: {said}", flush=True)
        if not given.read and new != page:
            changes = locality(page, new, None)
            print(f"    {number} {took[-1]:.1f} s, {changes.changed} lines", flush=True)
    print(dict(table), f"median {sorted(took)[len(took) // 2]:.1f} s, longest {max(took):.1f} s")


if __name__ == "__main__":
    main()
