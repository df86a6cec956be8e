"""`python -m gdiff_core tune`: a checkpoint learns from the history; what it learned is a folder to load."""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gdiff_core.errors import BadRequest, ModelError
from gdiff_core.history.store import Store
from gdiff_core.records import Edit
from gdiff_core.tune.lessons import Answered, chosen, collect, digest, encoded, split

if TYPE_CHECKING:
    from gdiff_core.diffusion.model import Model
    from gdiff_core.diffusion.tuning import Lesson, Tuning


def add(commands) -> None:
    """Add the command."""
    tune = commands.add_parser("tune", help="teach a checkpoint your own pages and changes")
    tune.add_argument(
        "--to",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="for what is learned; one begun there goes on",
    )
    tune.add_argument("--model", metavar="PATH", help="a folder or hub id ($GDIFF_MODEL_PATH, else bundled)")
    tune.add_argument(
        "--project", action="append", default=[], metavar="NAME", help="a project's name or id (all of yours)"
    )
    tune.add_argument("--minutes", type=float, default=30, metavar="N", help="of learning (30)")
    tune.add_argument(
        "--held-out", type=float, default=0.1, metavar="SHARE", help="not learned, to measure by (0.1)"
    )
    tune.add_argument("--rank", type=int, default=16, metavar="N", help="of the adapter (16)")
    tune.add_argument("--rate", type=float, default=2e-4, metavar="R", help="largest learning rate (2e-4)")
    tune.add_argument("--seed", type=int, default=0, metavar="N", help="of noise and order (0)")
    tune.add_argument("--json", action="store_true", help="end with one line of figures on stdout")
    tune.set_defaults(command=_tune)


def _tune(arguments: argparse.Namespace) -> int:
    _check(arguments)
    store = Store()
    found = collect(store, chosen(store, arguments.project))
    changes = sum(isinstance(page.asked, Edit) for page in found.pages)
    _say(
        f"{len(found.pages) - changes} pages and {changes} changes are worth learning.{_left(found.left_out)}"
    )
    learned, held_out, apart = split(found.pages, arguments.held_out, arguments.seed)
    _make(arguments.to)

    from gdiff_core.diffusion.adapter import base_of, fetched
    from gdiff_core.diffusion.checkpoint import fingerprint
    from gdiff_core.diffusion.model import BUNDLED, load
    from gdiff_core.diffusion.tuning import Tuning

    name = arguments.model or os.environ.get("GDIFF_MODEL_PATH") or str(BUNDLED)
    if base_of(name) != name:
        raise BadRequest(f"{name} is an adapter itself: tune the checkpoint under it, {base_of(name)}.")
    folder = fetched(name)
    model, left_out = load(folder), Counter[str]()
    sides = [list(_encoded(model, pages, left_out)) for pages in (learned, held_out)]
    card = {
        "checkpoint": str(Path(folder).resolve()) if Path(name).expanduser().exists() else name,
        "weights": fingerprint(folder),
        "pages": len(sides[0]),
        "held_out": len(sides[1]),
        "digest": digest(learned),
    }
    how = {key: getattr(arguments, key) for key in ("minutes", "rate", "rank", "seed")}
    tuning = Tuning(model, *sides, arguments.to, **how, card=card)
    of = "other projects" if apart else "the same project, so they resemble what is learned"
    what = f"{len(tuning.blocks):,} blocks of {len(sides[0])} pages and changes"
    _say(f"Learning {what}. Held out are {len(sides[1])}, of {of}.{_left(left_out)}")
    tuning.run()
    return _told(arguments, tuning)


def _encoded(model: "Model", pages: Sequence[Answered], left_out: Counter[str]) -> "Iterator[Lesson]":
    for page in pages:
        try:
            yield encoded(model, page)
        except BadRequest:
            left_out["for which the model has no room"] += 1


def _check(arguments: argparse.Namespace) -> None:
    for name in ("minutes", "rank", "rate"):
        if getattr(arguments, name) <= 0:
            raise BadRequest(f"The {name} is {getattr(arguments, name)}: use more than 0.")
    there = arguments.to
    if there.is_file() or (there / "config.json").exists():
        raise BadRequest(f"{there} is {'a file' if there.is_file() else 'a checkpoint'}: name a new folder.")


def _make(folder: Path) -> None:
    """Before the minutes that a model takes."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadRequest(f"The folder {folder} cannot be made ({error.strerror}): name another.") from error


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _left(left_out: Counter[str]) -> str:
    """What is left out, as a sentence."""
    told = ", ".join(f"{count} {why}" for why, count in left_out.items())
    return f" Left out: {told}." if told else ""


def _told(arguments: argparse.Namespace, tuning: "Tuning") -> int:
    """What came of it: the losses of what was held out."""
    before, after = tuning.before, tuning.best
    if arguments.json:
        losses = {"before": before._asdict(), "after": after and after._asdict()}
        print(json.dumps({"folder": str(arguments.to), "steps": tuning.step, **tuning.card, **losses}))
    if after is None:
        raise ModelError(
            f"What was held out did not become likelier in {tuning.step:,} steps, so nothing is kept for use: learn "
            f"for longer, at a smaller rate, or from more pages."
        )
    _say(
        f"Held out, nats a token: the decoder's {before.denoising:.3f} became {after.denoising:.3f}, the encoder's "
        f"{before.causal:.3f} became {after.causal:.3f}. To use it: GDIFF_MODEL_PATH={arguments.to} make run"
    )
    return 0
