"""Several short answers denoised side by side: one pass predicts a canvas of each."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import torch

from gdiff_core.diffusion.canvas import noise
from gdiff_core.diffusion.denoise import StableAndConfident, _cut, _read, encoded
from gdiff_core.diffusion.model import Model
from gdiff_core.diffusion.update import stepping
from gdiff_core.errors import BadRequest
from gdiff_core.records import Finish, Request


class Answer(NamedTuple):
    """What came of a request."""

    text: str
    finish: Finish
    steps: int


@torch.inference_mode()
def together(model: Model, requests: Sequence[Request]) -> Iterator[list[Answer] | None]:
    """Answer requests within one canvas each: None after every pass, and at last all of the answers.

    Each has its own draws and its own end, so an answer is that of `denoise` with no critic. The schedulers are
    diffusers' (`Settings.parity`).

    Raises:
        BadRequest: a budget is more than a canvas, or a prompt leaves no room for one.
    """
    if not requests:
        yield []
        return
    length, size = model.info.canvas_length, model.info.vocab_size
    prompts = [encoded(model, request) for request in requests]
    longest = max(map(len, prompts))
    if longest + length > model.max_length:
        raise BadRequest(f"A text takes {longest:,} tokens, more than this model has room for: shorten it.")
    if any(request.settings.max_tokens > length for request in requests):
        raise BadRequest(f"Side by side an answer has one canvas: allow at most {length} tokens.")
    contexts = model.contexts(prompts)
    rows = [_Row(model, request, length, size) for request in requests]
    told = None
    while any(not row.over for row in rows):
        predicted = contexts.predict(torch.cat([row.tokens for row in rows]), told)
        for row, logits in zip(rows, predicted.split(1), strict=True):
            if not row.over:
                row.step(logits)
        told = torch.cat([row.told for row in rows])
        yield None
    yield [row.answer(model) for row in rows]


class _Row:
    """One canvas of the batch. It is its own context: the prediction was made for all at once."""

    def __init__(self, model: Model, request: Request, length: int, size: int) -> None:
        settings = replace(request.settings, parity=True)
        self._generator = torch.Generator(model.device).manual_seed(settings.seed)
        canvas = noise(length, size, self._generator)
        self._take, self._most = stepping(self, canvas, settings, size), settings.steps
        self._stop, self._locked = StableAndConfident(settings, model.end_tokens), canvas.locked
        self.tokens, self.told, self.over = canvas.tokens, None, False
        self._steps, self._draft, self._logits = 0, (), None

    def predict(self, canvas: torch.LongTensor, conditioning: torch.Tensor | None) -> torch.Tensor:
        return self._logits

    def step(self, logits: torch.Tensor) -> None:
        self._logits = logits.clone()
        result = self._take(self._steps, self.tokens, self.told, self._generator)
        self._steps += 1
        reading = _read(self._steps, result.canvas, self._locked, result, self._stop)
        self.tokens, self.told, self._draft = result.canvas, result.conditioning, reading.draft
        self.over = reading.converged or self._steps == self._most

    def answer(self, model: Model) -> Answer:
        tokens = _cut(self._draft, model.end_tokens)
        return Answer(
            model.decode(tokens), "eos" if len(tokens) < len(self._draft) else "length", self._steps
        )
