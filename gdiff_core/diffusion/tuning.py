"""A checkpoint tuned on lessons: an adapter (`adapter`) learns to denoise their answers.

1. The encoder reads the prompt and the blocks before, clean, as at use; no gradient goes there, so that a step takes as
   much memory for a long page as for a short one.
2. The encoder reads the block: the causal loss, nats of each next token.
3. Each token of the block is replaced with probability t ~ U(0.001, 1) by one of all tokens. In half of the steps the
   decoder is told its own prediction, at the temperature that the sampler has there.
4. Half of the canvases of a change begin as at use: with the old text, behind so many tokens that are settled
   (`alignment.Trail`), of which the decoder is told that they are certain. Behind a change that shifts the rest what is
   kept shall stay where it is: only once that change is settled does the alignment tell what stands where.
5. Flat cross-entropy over the block, filler behind the end included.

The recipe is that of NVIDIA's NeMo AutoModel for this class (docs.nvidia.com, "Fine-Tuning DiffusionGemma"), but for 1
and 4.
There is no gradient checkpointing: of one block there is little to save, and what writes the KV cache may not run twice
(transformers 5.23 leaves the encoder out of it, too).
"""

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from rapidfuzz.distance import Indel

from gdiff_core.diffusion import adapter
from gdiff_core.diffusion.alignment import Alignment, Trail
from gdiff_core.diffusion.model import PREFILL, Certain, Context, Model, aside, fresh_cache
from gdiff_core.diffusion.training import Training
from gdiff_core.errors import BadRequest, ModelError

NOISE = 0.001, 1.0
BLOCKS = 4
"""Of a step, one after another."""
PROBES = 32
"""Blocks by which what was held out is measured, each at its own share of noise; at least."""
MOST_PROBES = 128
MAX_NORM = 1.0
REJOINING = 6
"""Tokens behind a change that are to be learned where they will stand: they tell where the old text goes on."""


class Lesson(NamedTuple):
    """An answer and what comes before it, in tokens."""

    prompt: tuple[int, ...]
    answer: tuple[int, ...]
    """With the token that ends the turn."""
    extent: int
    """Its first tokens, that are to be learned: what stands behind a part of a page is only there to be seen."""
    old: tuple[int, ...] = ()
    """Of a change, what stood in the answer's place: at use the canvases begin with it."""


class Block(NamedTuple):
    """A canvas of a lesson."""

    lesson: Lesson
    start: int
    """In the answer."""

    def said(self, length: int) -> tuple[int, ...]:
        """What of the answer stands on the canvas of so many tokens."""
        return self.lesson.answer[self.start : self.start + length]


class Loss(NamedTuple):
    """Nats a token."""

    denoising: float
    causal: float

    @property
    def both(self) -> float:
        return self.denoising + self.causal


def blocks_of(model: Model, lessons: Sequence[Lesson]) -> list[Block]:
    """The canvases of lessons, as far as the model has room for them."""
    length = model.info.canvas_length
    return [
        Block(lesson, start)
        for lesson in lessons
        for start in range(0, lesson.extent, length)
        if len(lesson.prompt) + start + length <= model.max_length
    ]


def draw_settled(model: Model, block: Block, rng: random.Random) -> int | None:
    """How many tokens are settled on a canvas that begins with the old text: none in half of them, else any number.

    None: it begins under noise, as half of those of a change do, and all of a page.
    """
    if not block.lesson.old or rng.random() < 0.5:
        return None
    return 0 if rng.random() < 0.5 else rng.randint(1, len(block.said(model.info.canvas_length)))


def laid_out(model: Model, block: Block, settled: int) -> tuple[tuple[int, ...], int]:
    """The canvas of a change, C tokens, when so many of them are settled: the old text behind those.

    With it, up to where it shall become the answer; what is behind shall stay until what is before is settled.
    """
    lesson, length = block.lesson, model.info.canvas_length
    align, committed = Alignment(lesson.old, model.markup), lesson.answer[: block.start]
    said = block.said(length)[:settled]
    canvas = Trail(align, committed, length, model.ending).resume(said)
    shift = align(committed, said) - settled - block.start
    for code in Indel.opcodes(lesson.old, lesson.answer):
        kept = max(code.dest_start, block.start + settled)
        if code.tag == "equal" and kept < code.dest_end and code.src_start - code.dest_start != shift:
            return canvas, min(kept - block.start + REJOINING, length)
    return canvas, length


def losses(
    model: Model,
    block: Block,
    t: float,
    told: bool,
    draws: torch.Generator,
    settled: int | None = None,
) -> Iterator[torch.Tensor]:
    """The denoising loss of a block, then the causal one: in turn, so that one graph at a time takes memory.

    Args:
        t: share of noise; the sampler is as hot as it is there.
        told: whether the decoder is told its own prediction.
        draws: on the CPU.
        settled: tokens of the answer on a canvas that begins with the old text; None: it begins under noise.
    """
    module, length, lesson = model.module, model.info.canvas_length, block.lesson
    said = block.said(length)
    clean = torch.tensor([[*said, *model.ending[1:] * (length - len(said))]])
    if settled is None:
        noise = torch.randint(model.info.vocab_size, clean.shape, generator=draws)
        canvas, wanted = torch.where(torch.rand(clean.shape, generator=draws) < t, noise, clean), clean
    else:
        laid, known = laid_out(model, block, settled)
        canvas = torch.tensor([laid])
        wanted = torch.cat((clean[:, :known], canvas[:, known:]), dim=1)
    clean, canvas, wanted = (tokens.to(model.device) for tokens in (clean, canvas, wanted))
    cache = _read(module, [*lesson.prompt, *lesson.answer[: block.start]])
    context, before = Context(module, cache=cache), Certain(canvas, settled) if settled else None
    if told:
        with torch.no_grad():
            before = context.predict(canvas, before)
        before /= model.defaults.t_min + (model.defaults.t_max - model.defaults.t_min) * t
    logits = context.predict(canvas, before)
    yield F.cross_entropy(logits[0], wanted[0])
    del logits, before
    if len(said) > 1:
        rows = module.model.encoder(input_ids=clean[:, : len(said) - 1], past_key_values=aside(cache))
        logits, cap = module.lm_head(rows.last_hidden_state)[0].float(), module.final_logit_softcapping
        yield F.cross_entropy(torch.tanh(logits / cap) * cap, clean[0, 1 : len(said)])


@torch.no_grad()
def _read(module: Any, ids: Sequence[int]) -> Any:
    """A KV cache that has read the token ids, in the pieces of `Context.read`."""
    cache = fresh_cache(module)
    for piece in torch.tensor([ids], device=module.device).split(PREFILL, dim=1):
        module.model.encoder(input_ids=piece, past_key_values=cache)
    return cache


class Tuning(Training):
    """Lessons for an adapter, in its own folder. What did best on what was held out is what is kept for use."""

    def __init__(
        self,
        model: Model,
        lessons: Sequence[Lesson],
        held_out: Sequence[Lesson],
        folder: Path,
        *,
        minutes: float,
        rate: float,
        rank: int,
        seed: int,
        card: dict[str, Any],
    ) -> None:
        """
        Args:
            folder: where a tuning was begun, it goes on.
            rate: the largest learning rate.
            card: what is to be told of the lessons; one that goes on has to have the same.

        Raises:
            BadRequest: no block has room in the model, or the folder holds a tuning of other lessons.
            ModelError: PEFT is missing.
        """
        self.model, self.seed, self.card = model, seed, card | {"rank": rank, "seed": seed}
        self.blocks, held = blocks_of(model, lessons), blocks_of(model, held_out)
        if not self.blocks or not held:
            raise BadRequest(
                f"None of these pages has room in this model, which takes {model.max_length:,} tokens with what comes "
                f"before a page: choose shorter ones, or another model."
            )
        if len(set(getattr(model.module, "hf_device_map", {}).values())) > 1:
            raise ModelError(
                "Tuning takes one card that holds the whole checkpoint: here it lies over several."
            )
        self.probes = _probes(held)
        self.over = adapter.attached(model.module, rank)
        self.weights = torch.nn.ParameterList(w for w in self.over.parameters() if w.requires_grad)
        optimizer = torch.optim.AdamW(self.weights, lr=rate, betas=(0.9, 0.98), weight_decay=0.0)
        super().__init__(folder, minutes, rate, [optimizer])
        self.reseed()
        begun = self._begun()
        self.resume()
        self.before = Loss(**begun["before"]) if begun else self.measure(self.over.disable_adapter())
        self.best = Loss(**begun["after"]) if "after" in begun else None
        self._write_card()

    def _begun(self) -> dict[str, Any]:
        """The card of a tuning that goes on here; empty if none does."""
        if not (self.folder / "checkpoint.pt").exists():
            return {}
        found = adapter.card_of(str(self.folder))
        if any(found.get(key) != value for key, value in self.card.items()):
            raise BadRequest(
                f"{self.folder} holds a tuning of other pages, of another model or with other settings: name another "
                f"folder, or delete this one."
            )
        return found

    def learned(self) -> dict[str, torch.nn.Module]:
        return {"adapter": self.weights}

    def reseed(self) -> None:
        self.rng = random.Random(self.seed + self.step)
        self.draws = torch.Generator().manual_seed(self.seed + self.step)

    def next_step(self) -> dict[str, float]:
        sums = [0.0, 0.0]
        self.reseed()  # at each step: one that goes on from a save draws as if it had not been away
        for block in self._next_blocks():
            t, told = self.rng.uniform(*NOISE), self.rng.random() < 0.5
            settled = draw_settled(self.model, block, self.rng)
            for i, loss in enumerate(losses(self.model, block, t, told, self.draws, settled)):
                (loss / BLOCKS).backward()
                sums[i] += loss.item() / BLOCKS
        norm = torch.nn.utils.clip_grad_norm_(self.weights.parameters(), MAX_NORM)
        self.update()
        return Loss(*sums)._asdict() | {"norm": norm.item()}

    def _next_blocks(self) -> Iterator[Block]:
        """Of this step: all blocks come again and again, each time in another order."""
        for number in range(self.step * BLOCKS, (self.step + 1) * BLOCKS):
            turn, place = divmod(number, len(self.blocks))
            yield random.Random(f"{self.seed} {turn}").sample(self.blocks, len(self.blocks))[place]

    def run(self) -> None:
        """
        Raises:
            ModelError: the memory ran out.
        """
        try:
            super().run()
        except torch.OutOfMemoryError as error:
            raise ModelError(
                "The memory ran out: tuning takes the weights, and beside them what docs/tune.md counts. Free some, or "
                "take a smaller rank. What was saved before is kept."
            ) from error

    @torch.no_grad()
    def measure(self, how: AbstractContextManager | None = None) -> Loss:
        """The losses of what was held out, with the same canvases each time: of changes both sorts."""
        draws, sums, counts = torch.Generator().manual_seed(0), [0.0, 0.0], [0, 0]
        rng = random.Random(0)
        with how or nullcontext():
            for number, block in enumerate(self.probes):
                t = NOISE[0] + (NOISE[1] - NOISE[0]) * (number + 0.5) / len(self.probes)
                told, settled = number % 2 == 1, draw_settled(self.model, block, rng)
                for i, loss in enumerate(losses(self.model, block, t, told, draws, settled)):
                    sums[i] += loss.item()
                    counts[i] += 1
        return Loss(*(total / max(1, count) for total, count in zip(sums, counts, strict=True)))

    def export(self) -> None:
        """Keep the adapter if nothing before did as well on what was held out."""
        now = self.measure()
        if now.both < (self.best or self.before).both:
            self.best = now
            adapter.keep(self.over, self.folder, self.card["checkpoint"])
            self._write_card()

    def _write_card(self) -> None:
        told = {"before": self.before._asdict()}
        told |= {"after": self.best._asdict()} if self.best else {}
        (self.folder / adapter.CARD).write_text(json.dumps(self.card | told, indent=2) + "\n", "utf-8")


def _probes(blocks: Sequence[Block]) -> list[Block]:
    """Blocks evenly from all that there are, in a mixed order that stays; few come several times."""
    count = max(PROBES, min(MOST_PROBES, len(blocks)))
    return random.Random(0).sample([blocks[i * len(blocks) // count] for i in range(count)], count)
