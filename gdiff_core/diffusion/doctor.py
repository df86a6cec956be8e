"""What a checkpoint is, what this machine has, and whether the one holds the other, as a table for a person.

    look("google/diffusiongemma-26B-A4B-it").rows

Nothing is loaded, and of a hub id nothing but its headers is downloaded.
"""

import os
from typing import NamedTuple

from gdiff_core.diffusion.adapter import base_of
from gdiff_core.diffusion.checkpoint import Checkpoint, gigabytes, inspect
from gdiff_core.diffusion.fit import Machine, machine, may_spill, measure
from gdiff_core.diffusion.hub import locate
from gdiff_core.diffusion.model import BUNDLED
from gdiff_core.errors import ModelError


class Findings(NamedTuple):
    """Rows of (what, value), a verdict in a word or two, a sentence or two, and whether `model.load` would load it."""

    rows: tuple[tuple[str, str], ...]
    verdict: str
    says: str
    loads: bool


def look(path: str | None = None) -> Findings:
    """Look at a folder or hub id; by default `$GDIFF_MODEL_PATH`, else the bundled model. Raises nothing of its own."""
    name = path or os.environ.get("GDIFF_MODEL_PATH") or str(BUNDLED)
    here = machine()
    try:
        found = locate(base := base_of(name))
        checkpoint = found if isinstance(found, Checkpoint) else inspect(found)
    except ModelError as error:
        return Findings((("model", name), *_of(here)), "cannot", str(error), False)
    fit = measure(checkpoint, here)
    loads = fit.word != "cannot" and (fit.word != "would spill" or may_spill())
    over = (("adapter over", base),) if base != name else ()
    return Findings((("model", name), *over, *_about(checkpoint), *_of(here)), fit.word, fit.says, loads)


def _about(checkpoint: Checkpoint) -> tuple[tuple[str, str], ...]:
    sizes = ", ".join(f"{gigabytes(size)} of {dtype}" for dtype, size in checkpoint.sizes.items())
    there = {True: "yes", False: "no"}
    return (
        ("parameters", f"{checkpoint.parameters:,}"),
        ("weights", sizes),
        ("vocabulary", f"{checkpoint.vocab_size:,} tokens, canvas of {checkpoint.canvas_length}"),
        ("vision tower", there[checkpoint.has_vision]),
        ("tokenizer, chat template", f"{there[checkpoint.has_tokenizer]}, {there[checkpoint.has_template]}"),
    )


def _of(here: Machine) -> tuple[tuple[str, str], ...]:
    cards = "; ".join(
        f"{card.name}, {gigabytes(card.free)} of {gigabytes(card.total)} free" for card in here.cards
    )
    return (
        ("GPUs", cards or "none"),
        ("memory", f"{gigabytes(here.ram)} of {gigabytes(here.ram_total)} free"),
        ("disk", f"{gigabytes(here.disk)} free where downloads go"),
    )
