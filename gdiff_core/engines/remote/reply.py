"""What a server streams, event by event: text, thought, drafts, the end, and what it counted.

Events are read as plain JSON; what is not as it should be counts for nothing: no server is trusted to keep to a form.
"""

from dataclasses import dataclass
from typing import Any

from gdiff_core.records import Finish

_OPEN, _CLOSE = "<|channel>thought\n", "<channel|>"


@dataclass(frozen=True, slots=True)
class Step:
    """A draft after one denoising step, as Unsloth Studio's `diffusion_frame` events have it."""

    block: int
    step: int
    text: str


@dataclass(slots=True)
class Reply:
    """An answer as far as it has come."""

    thought: str = ""
    said: str = ""
    finish: Finish | None = None
    counted: int = 0
    """Tokens, as the server counts them."""
    step: Step | None = None
    """The draft that the last event brought, if it did."""

    def hear(self, event: object) -> None:
        """Take an event in."""
        found = _dict(event)
        choices = found.get("choices")
        choice = _dict(choices[0]) if isinstance(choices, list) and choices else {}
        delta = _dict(choice.get("delta"))
        self.thought += _text(delta.get("reasoning_content")) or _text(delta.get("reasoning"))
        self.said += _text(delta.get("content"))
        if finish := _text(choice.get("finish_reason")):
            self.finish = "length" if finish == "length" else "eos"
        self.counted = _count(_dict(found.get("usage")).get("completion_tokens")) or self.counted
        drawn = found.get("type") == "diffusion_frame"
        figures = _count(found.get("block")), _count(found.get("step"))
        self.step = Step(*figures, _text(found.get("text"))) if drawn else None

    @property
    def text(self) -> str:
        """All of it as a model of our own would write it: what it thought, and what it says."""
        if not self.thought:
            return self.said
        return f"{_OPEN}{self.thought}{_CLOSE if self.said or self.finish else ''}{self.said}"


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
