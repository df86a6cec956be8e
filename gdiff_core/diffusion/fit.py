"""Whether this machine holds a checkpoint, and where it best goes.

measure(inspect(folder), machine())     "fits", "fits over cards", "would spill" or "cannot", and what to do
"""

import math
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import torch

from gdiff_core.diffusion.checkpoint import Checkpoint, gigabytes

SPILL = "GDIFF_SPILL"
"""Environment: 1 lets weights that the cards do not hold lie in the computer's memory, slowly."""
PCI_BYTES_A_SECOND = 20e9
"""What a PCI Express 4.0 x16 slot gives in practice."""
SERVER = "Free memory, or let a server run the model and set GDIFF_ENGINE to its address."


class Card(NamedTuple):
    """A GPU; sizes in bytes."""

    name: str
    free: int
    total: int
    bf16: bool
    """It has bf16 arithmetic of its own."""


@dataclass(frozen=True)
class Machine:
    """What there is to load into; sizes in bytes."""

    cards: tuple[Card, ...]
    ram: int
    """Free for programs."""
    ram_total: int
    disk: int
    """Free where the hub's cache lies."""


Word = Literal["fits", "fits over cards", "would spill", "cannot"]


@dataclass(frozen=True)
class Fit:
    """Whether a machine holds a checkpoint."""

    word: Word
    device: str
    """As `model.load` takes it."""
    dtype: str
    step: int
    """Bytes that a step needs beside the weights."""
    says: str
    """A sentence or two for a person."""


def machine() -> Machine:
    """This machine."""
    import psutil
    from huggingface_hub.constants import HF_HUB_CACHE

    cards = []
    for index in range(torch.cuda.device_count()):
        free, total = torch.cuda.mem_get_info(index)
        major, _ = torch.cuda.get_device_capability(index)
        cards.append(Card(torch.cuda.get_device_name(index), free, total, major >= 8))
    memory = psutil.virtual_memory()
    free = min(memory.available, _cgroup_left())
    return Machine(tuple(cards), int(free), memory.total, room(HF_HUB_CACHE))


def _cgroup_left() -> float:
    """Bytes that a container may still take (cgroup v2); without a limit infinite."""
    try:
        most, now = (Path(f"/sys/fs/cgroup/memory.{name}").read_text().strip() for name in ("max", "current"))
        return math.inf if most == "max" else max(0, int(most) - int(now))
    except (OSError, ValueError):
        return math.inf


def in_use() -> dict[str, tuple[int, int]]:
    """Bytes taken on each card, by this program and by others, and bytes that it has; empty without CUDA."""
    found = {}
    for index in range(torch.cuda.device_count()):
        free, total = torch.cuda.mem_get_info(index)
        found[str(index)] = total - free, total
    return found


def release() -> None:
    """Give memory that nothing uses any more back to the cards; nothing without CUDA."""
    torch.cuda.empty_cache()


def room(path: str) -> int:
    """Bytes free on the disk where a folder is, or will be."""
    there = Path(path).absolute()
    return shutil.disk_usage(next(folder for folder in (there, *there.parents) if folder.exists())).free


def measure(checkpoint: Checkpoint, here: Machine, dtype: str | None = None) -> Fit:
    """Whether a machine holds a checkpoint, and where it best goes.

    Beside the weights a step takes about eight copies of its logits in fp32 (LOG.md, memory of a step).
    """
    dtype = dtype or ("bfloat16" if here.cards else best_dtype("cpu"))
    step = 8 * checkpoint.canvas_length * checkpoint.vocab_size * 4
    weights = checkpoint.parameters * getattr(torch, dtype).itemsize
    word, device, says = _where(weights, step, here)
    return Fit(word, device, dtype, step, f"It takes {gigabytes(weights + step)}{says}")


def _where(weights: int, step: int, here: Machine) -> tuple[Word, str, str]:
    """(word, device, the rest of the sentence) of so many bytes of weights, and of a step beside them."""
    ram, cards, need = gigabytes(here.ram), here.cards, weights + step
    if not cards:
        if need <= here.ram:
            return "fits", "cpu", f" of {ram} of memory, on the CPU."
        return "cannot", "cpu", f", and {ram} of memory are free; there is no GPU. {SERVER}"
    old = "" if all(card.bf16 for card in cards) else " A card here has no bf16 of its own: it will be slow."
    best = max(range(len(cards)), key=lambda index: cards[index].free)
    free = gigabytes(sum(card.free for card in cards))
    if need <= cards[best].free:
        return "fits", f"cuda:{best}", f" of {gigabytes(cards[best].free)} free on {cards[best].name}.{old}"
    spilled = weights - sum(max(0, card.free - step) for card in cards)
    if spilled <= 0:
        return "fits over cards", "auto", f", over {len(cards)} cards with {free} free.{old}"
    if spilled > here.ram:
        return "cannot", "auto", f"; the cards have {free} free and the computer {ram}. {SERVER}"
    says = (
        f": {gigabytes(spilled)} of it would lie in the computer's memory and cross to the card at every pass, about "
        f"{spilled / PCI_BYTES_A_SECOND:.1f} s each. Set {SPILL}=1 if you want that. {SERVER}"
    )
    return "would spill", "auto", says


def best_dtype(device: str) -> str:
    """bf16 where matrix products in it are fast: on accelerators and on CPUs with AMX."""
    if device != "cpu":
        return "bfloat16"
    return "bfloat16" if torch.cpu.get_capabilities().get("amx_bf16") else "float32"


def limits(here: Machine, fit: Fit) -> dict[int | str, int] | None:
    """Bytes that weights may take on each card, as accelerate's `max_memory` has it; None where one device has all.

    Without `GDIFF_SPILL` the computer's memory has no share, so that nothing spills unasked.
    """
    if fit.device != "auto":
        return None
    shares: dict[int | str, int] = {i: max(0, card.free - fit.step) for i, card in enumerate(here.cards)}
    return shares | {"cpu": here.ram if may_spill() else 0}


def may_spill() -> bool:
    """Whether the person asked for weights in the computer's memory."""
    return os.environ.get(SPILL, "") not in ("", "0")
