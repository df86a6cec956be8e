"""The real app and the real `tweak` over a model that does as it is told: `python -m tests.obedient PORT`.

It takes one byte for a token. Told "replace OLD with NEW" it does so all over the page; told anything else it swaps the
case of every letter. What may not change is held by the program, not by the model.
"""

import re
import sys
import time

import torch

from gdiff_core.diffusion.alignment import NO_MARKUP
from gdiff_core.diffusion.model import ModelInfo, printable
from gdiff_core.engines import task
from gdiff_core.records import Message, Settings
from tests import tiny, toy_server

LENGTH = 64


class Obedient:
    """Predicts with certainty what was asked for."""

    info = ModelInfo("Obedient", "tests", "cpu", "float32", 0, 0, 256, LENGTH, bundled=False)
    device = torch.device("cpu")
    defaults = Settings(steps=8, max_tokens=4096)
    end_tokens = frozenset({0})
    ending = (0, 0)
    markup = NO_MARKUP
    unthinking = ()
    sight = None
    channel = (), ()
    max_length = 10**7
    pace = 0.0
    """Seconds a step."""

    def __init__(self, path: str | None = None, **_: object) -> None: ...

    def encode(self, prompt: str, *history: Message) -> list[int]:
        told = [turn.text.removeprefix(task.PAGE) for turn in history if turn.text.startswith(task.PAGE)]
        words, page = (prompt, told[0]) if told else ("replace a with a", toy_server.PAGE)
        return [*f"{words}\n{printable(page)}".encode(), 0]

    def tokenize(self, text: str) -> list[int]:
        return list(printable(text).encode())

    def decode(self, ids) -> str:
        return bytes(ids).decode(errors="replace")

    def token_texts(self, ids) -> list[str]:
        return [self.decode([token]) for token in ids]

    def context(self) -> "Context":
        return Context(self.pace)


class Context:
    def __init__(self, pace: float) -> None:
        self.text, self.pace = b"", pace

    def read(self, ids) -> None:
        self.text += bytes(ids)

    def predict(self, canvas, conditioning) -> torch.Tensor:
        time.sleep(self.pace)
        asked, _, answer = self.text.decode(errors="replace").partition("\0")
        words, _, page = asked.partition("\n")
        wanted = rest(words, page, answer).encode()[:LENGTH].ljust(LENGTH, b"\0")
        return tiny.sharp(list(wanted), 256)


def rest(words: str, page: str, answer: str) -> str:
    """What the model means to write after `answer`, some of which may be as it was."""
    found = re.fullmatch(r"replace (.+) with (.+)", words)
    if not found:
        return page[len(answer) :].swapcase()
    old, new = found.groups()
    at = i = 0
    while i < len(answer):
        done = page.startswith(old, at) and new.startswith(answer[i : i + len(new)])
        at, i = (at + len(old), i + len(new)) if done else (at + 1, i + 1)
    begun = new[len(new) - (i - len(answer)) :] if i > len(answer) else ""
    return begun + page[at:].replace(old, new)


def main() -> None:
    import gdiff_core.diffusion.model

    gdiff_core.diffusion.model.load = Obedient
    Obedient.pace = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0

    from streamlit.web.cli import main as streamlit

    streamlit(["run", "streamlit_app.py", "--server.headless", "true", "--server.port", sys.argv[1]])


if __name__ == "__main__":
    main()
