"""A training run in a folder: a clock, a log, a checkpoint to go on from. What is taught is its own."""

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from math import cos, pi
from pathlib import Path
from typing import ClassVar

import torch
from tqdm import tqdm

WARM_UP = 60
"""Steps."""


class Training(ABC):
    """Something learned in a time budget; a later call with the same folder goes on."""

    STEP_SECONDS: ClassVar[float] = 20
    """The most that a step counts: a compilation does not use up the lessons."""
    SAVE_SECONDS: ClassVar[float] = 300

    def __init__(
        self, folder: Path, minutes: float, rate: float, optimizers: Sequence[torch.optim.Optimizer]
    ) -> None:
        self.folder, self.minutes, self.rate, self.optimizers = folder, minutes, rate, optimizers
        self.step, self.spent = 0, 0.0

    @abstractmethod
    def learned(self) -> dict[str, torch.nn.Module]:
        """What a checkpoint holds, by name."""

    @abstractmethod
    def next_step(self) -> dict[str, float]:
        """One update; its figures."""

    @abstractmethod
    def export(self) -> None:
        """Write the weights for use."""

    @abstractmethod
    def reseed(self) -> None:
        """Draw otherwise from this step on: it is gone on from a checkpoint."""

    def progress(self) -> float:
        """Share of the time budget that is spent, 0 to 1."""
        return min(1.0, self.spent / (60 * self.minutes))

    def update(self) -> None:
        """Step by the gradients at hand, and forget them; the rate rises, then falls with the cosine of `progress`."""
        rate = self.rate * min(1, (self.step + 1) / WARM_UP) * (0.02 + 0.49 * (1 + cos(pi * self.progress())))
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
            optimizer.zero_grad()

    def run(self) -> None:
        """Train until the time is spent; figures go to the bar and to `log.jsonl`, a checkpoint now and then."""
        bar, saved = tqdm(initial=self.step, unit="step"), time.monotonic()
        with (self.folder / "log.jsonl").open("a") as log:
            while self.progress() < 1:
                start = time.monotonic()
                figures = self.next_step()
                self.step += 1
                self.spent += min(time.monotonic() - start, self.STEP_SECONDS)
                bar.update()
                bar.set_postfix({key: str(value)[:6] for key, value in figures.items()}, refresh=False)
                log.write(json.dumps(figures | {"step": self.step, "spent": round(self.spent, 1)}) + "\n")
                log.flush()
                if time.monotonic() - saved > self.SAVE_SECONDS:
                    self.save()
                    saved = time.monotonic()
        self.save()

    def save(self) -> None:
        """Weights for use, and everything needed to resume."""
        self.export()
        state = {name: part.state_dict() for name, part in self.learned().items()}
        state |= {"step": self.step, "spent": self.spent}
        state["optimizers"] = [optimizer.state_dict() for optimizer in self.optimizers]
        torch.save(state, self.folder / "checkpoint.tmp")
        (self.folder / "checkpoint.tmp").replace(self.folder / "checkpoint.pt")

    def resume(self) -> None:
        """Go on from the checkpoint, if there is one."""
        path = self.folder / "checkpoint.pt"
        if not path.exists():
            return
        state = torch.load(path, weights_only=True)
        for name, part in self.learned().items():
            part.load_state_dict(state[name])
        self.step, self.spent = state["step"], state["spent"]
        self.reseed()
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)


def muon(model: torch.nn.Module, rate: float, unused: Sequence[str]) -> list[torch.optim.Optimizer]:
    """Muon for matrices, AdamW for the rest; what has one of `unused` in its name is left alone."""
    named = dict(model.named_parameters())
    used = [name for name in named if not any(part in name for part in unused)]
    matrices = [named[name] for name in used if named[name].ndim == 2 and "embed" not in name]
    others = [named[name] for name in used if not (named[name].ndim == 2 and "embed" not in name)]
    return [
        torch.optim.Muon(matrices, lr=rate, weight_decay=0.02, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.98), weight_decay=0.0),
    ]
