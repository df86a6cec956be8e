"""A training run in a folder: two optimizers, a clock, a log, a checkpoint to go on from. What is taught is its own."""

import json
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

import torch
from tqdm import tqdm


class Training(ABC):
    """Muon for matrices, AdamW for the rest; `mean` is the moving mean of the weights, and what is kept for use."""

    STEP_SECONDS: ClassVar[float] = 20
    """The most that a step counts: a compilation does not use up the lessons."""
    SAVE_SECONDS: ClassVar[float] = 300
    UNUSED: ClassVar[tuple[str, ...]] = ("vision",)
    """In names of parameters that nothing trains."""
    tokenizer: object
    mean: torch.nn.Module

    def __init__(self, folder: Path, minutes: float, model: torch.nn.Module, rate: float) -> None:
        self.folder, self.minutes, self.model = folder, minutes, model
        self.step, self.spent = 0, 0.0
        named = dict(model.named_parameters())
        used = [name for name in named if not any(part in name for part in self.UNUSED)]
        matrices = [named[name] for name in used if named[name].ndim == 2 and "embed" not in name]
        others = [named[name] for name in used if not (named[name].ndim == 2 and "embed" not in name)]
        self.optimizers = [
            torch.optim.Muon(matrices, lr=rate, weight_decay=0.02, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.98), weight_decay=0.0),
        ]

    @abstractmethod
    def next_step(self) -> dict[str, float]:
        """One update; its figures."""

    @abstractmethod
    def export(self, folder: Path) -> None:
        """Write the weights for use (bf16)."""

    @abstractmethod
    def reseed(self) -> None:
        """Draw otherwise from this step on: it is gone on from a checkpoint."""

    def progress(self) -> float:
        """Share of the time budget that is spent, 0 to 1."""
        return min(1.0, self.spent / (60 * self.minutes))

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
        self.export(self.folder / "weights")
        state = {
            "model": self.model.state_dict(), "mean": self.mean.state_dict(), "step": self.step, "spent": self.spent,
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
        }  # fmt: skip
        torch.save(state, self.folder / "checkpoint.tmp")
        (self.folder / "checkpoint.tmp").replace(self.folder / "checkpoint.pt")

    def resume(self) -> None:
        """Go on from the checkpoint, if there is one."""
        path = self.folder / "checkpoint.pt"
        if not path.exists():
            return
        state = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.mean.load_state_dict(state["mean"])
        self.step, self.spent = state["step"], state["spent"]
        self.reseed()
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
