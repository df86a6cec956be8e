"""Train the bundled model from scratch: `python -m gdiff_core.nano.train --minutes 100`.

A step sums two losses over the shared weights:

1. causal, on the encoder rows: the next token of the page, and of the conversation an edit starts from, which teaches the
   language early;
2. denoising, on the canvas rows: the clean token of every position.

Tokens that the request decides (colours, sections) weigh `corpus.REQUEST_WEIGHT` times in both. The lessons
are all sorts of canvases of `LESSONS`: the first one of a page, the second one, those of an edited page that start from the old
page, and those further down in it; what the texts say is no matter, as all are slots (`slots`, `slot_edits`).

Canvases start under noise (`corrupt`). What the model makes of one is, after a step of the sampler, its next
lesson (`Pool`): so it learns to mend what it gets wrong itself, for no pass beyond those that train, and what it finds hard
comes back until it is right. Stops after the given minutes, saves as it goes, and resumes from its
checkpoint. Uses a GPU if there is one.
"""

import argparse
import copy
import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F
from rapidfuzz.distance import Indel
from torch import Tensor
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import (
    AutoTokenizer,
    DiffusionGemmaConfig,
    DiffusionGemmaForBlockDiffusion,
    PreTrainedTokenizerFast,
)

from gdiff_core.diffusion.alignment import Alignment, Trail
from gdiff_core.diffusion.model import markup_tokens
from gdiff_core.diffusion.training import Training, muon
from gdiff_core.nano.corpus import CSS, Piece, text_of
from gdiff_core.nano.joint import CAST, joint_forward, logits_of, prefix_masks, rotary_table, soft_embeddings
from gdiff_core.nano.slot_edits import draw_change, draw_frame
from gdiff_core.nano.slots import frame, order
from gdiff_core.nano.vocabulary import SIZE, TURN_END, train_tokenizer, with_slots

CANVAS = 256
FILLER = 0.05  # weight of the positions behind the end of a page
CHANGED = 12.0  # weight of the tokens that an edit brings
DECIDING = 15.0, 3  # weight of those that tell where it starts and what it is, and how many
REJOINING = 8.0, 6  # weight of the tokens behind a change, and how many: they tell where the old page goes on
SHIFTED = 0.5  # weight of the tokens behind a change that shifts them
NEXT = 3  # tokens in which the weight of a change halves: those that come next are settled first
FAR = 0.1  # least share of it
KEPT = 0.15  # share of its weight that a token has where the canvas is right
TRUST = 10.0  # times that where an edit's canvas is: else the model changes whatever it was perhaps asked to change
VISITS = 4, 2  # lessons that a new page has at most, and an edited one
MEAN = 0.998  # of the weights that are saved, a step: they are a mean over some 500, as single steps do worse
DOUBT = 4.0  # nats: the encoder foretells what is right with less, and what is wrong mostly with more
POOL = 6  # batches of each shape at work: a page does not come back at once
WEIGHTS = Path(__file__).parent / "weights"


class Shape(NamedTuple):
    """A sort of lesson, and the fixed sizes of its batches, so that each is compiled once."""

    lesson: str
    batch: int
    encoded: int
    """Encoder rows: what comes before the canvas, and as much of the page as fits."""
    prefix: int
    """Most encoder rows that a canvas may read."""
    canvas: int
    copies: int
    """Canvases a page, each under its own noise: they share the encoder rows, which are most of a long lesson."""
    heard: int
    """Encoder rows a page whose next token is asked for, drawn by chance."""

    @property
    def edits(self) -> bool:
        return self.lesson in ("small", "lean", "edit", "later")


FIRST = Shape("first", batch=24, encoded=56, prefix=56, canvas=CANVAS, copies=1, heard=0)
SECOND = Shape("second", batch=10, encoded=336, prefix=336, canvas=CANVAS, copies=2, heard=80)
SMALL = Shape("small", batch=16, encoded=300, prefix=184, canvas=136, copies=2, heard=64)
LEAN = Shape("lean", batch=13, encoded=240, prefix=240, canvas=176, copies=2, heard=64)
EDIT = Shape("edit", batch=10, encoded=320, prefix=320, canvas=CANVAS, copies=2, heard=96)
LATER = Shape("later", batch=6, encoded=720, prefix=720, canvas=CANVAS, copies=2, heard=160)
LESSONS = {
    FIRST: 0.42,
    SECOND: 0.02,
    SMALL: 0.1,
    LEAN: 0.14,
    EDIT: 0.25,
    LATER: 0.07,
}
"""How often each comes."""


class Example(NamedTuple):
    """One canvas of one page, and all that comes before it."""

    prefix: list[int]
    """The conversation."""
    page: list[int]
    weights: list[float]
    at: int = 0
    """Where in the page the canvas starts."""
    old: "Old | None" = None
    """For an edit."""


class Old(NamedTuple):
    """The page that an edit starts from."""

    align: Alignment
    places: list[int]
    """Where each token of the new page stands in it; -1 for new ones."""

    def canvas(
        self, example: Example, border: int, length: int, ending: tuple[int, ...]
    ) -> tuple[list[int], list[int], list[float]]:
        """The canvas as a tweak has it when so many of its tokens are settled, what it shall become, and what each
        position is worth: of a long change the next tokens most.

        Behind a change that shifts the rest what is kept shall stay where it is: only once that change is settled
        does the alignment tell what stands where. What else is to change there is not asked for yet.
        """
        at, new, worth = example.at, example.page, example.weights[example.at :]
        trail = Trail(self.align, new[: at + border], length - border, ending)
        start = [*new[at : at + border], *trail.start]
        place = trail.place - border
        shift = (
            i
            for i in range(border, min(length, len(worth)))
            if self.places[at + i] >= 0 and self.places[at + i] - i != place
        )
        known = min(next(shift, length) + REJOINING[1], length)
        clean = [*new[at:], *ending[-1:] * length][:known] + start[known:]
        kept = {*self.places, len(self.align.old)}
        shifted = [SHIFTED * (min(place + i, len(self.align.old)) in kept) for i in range(known, length)]
        worth, nth = [*worth, *[FILLER] * length][:known], 0
        for i in range(known):
            nth = nth + 1 if start[i] != clean[i] else 0
            worth[i] *= max(FAR, 0.5 ** (max(0, nth - 1) / NEXT))
        return start, clean, worth + shifted


class Batch(NamedTuple):
    """Tokens of a step, B pages with K canvases each. Lengths differ; what is padded has weight 0."""

    tokens: Tensor  # [B, E] prompt and page, clean
    starts: Tensor  # [B] where the canvases start among the encoder rows
    heard: Tensor  # [B, H] encoder rows whose next token is asked for
    causal_weights: Tensor  # [B, H] of predicting it
    clean: Tensor  # [B, K, C] the page again, filled to the end of its last canvas
    noisy: Tensor  # [B, K, C]
    settled: Tensor  # [B, K] positions, from the left, that an edit has settled; 0 before its first step
    worth: Tensor  # [B, K, C] how much each position counts where it is noise
    weights: Tensor  # [B, K, C] and with the noise at hand

    def to(self, device: str) -> "Batch":
        return Batch(*(tensor.to(device) for tensor in self))

    @property
    def asked(self) -> Tensor:
        """[B, K, C] what the request decides and the noise hides."""
        return (self.worth > 1) & (self.noisy != self.clean)


# ---- model --------------------------------------------------------------------------------------------------


def new_model(hidden: int = 256, layers: int = 6) -> DiffusionGemmaForBlockDiffusion:
    """A DiffusionGemma of about 9 M parameters: one dense expert a layer, full attention, a token vision tower."""
    config = DiffusionGemmaConfig(
        text_config={
            "vocab_size": SIZE,
            "hidden_size": hidden,
            "intermediate_size": 4 * hidden,
            "moe_intermediate_size": hidden,
            "num_experts": 1,
            "top_k_experts": 1,
            "num_hidden_layers": layers,
            "layer_types": ["sliding_attention"] * (layers - 1) + ["full_attention"],
            "sliding_window": 8192,  # longer than any sequence: the window of a long run must not close unseen
            "num_attention_heads": hidden // 64,
            "num_key_value_heads": hidden // 64,
            "head_dim": 64,
            "global_head_dim": 64,
            "max_position_embeddings": 8192,
            "eos_token_id": 1,
        },
        vision_config={
            "hidden_size": 16,
            "intermediate_size": 16,
            "num_hidden_layers": 1,
            "num_attention_heads": 1,
            "num_key_value_heads": 1,
            "head_dim": 16,
            "position_embedding_size": 16,
        },
        canvas_length=CANVAS,
        doubt_threshold=DOUBT,
    )
    model = DiffusionGemmaForBlockDiffusion(config)
    calm(model)
    return model


@torch.no_grad()
def calm(model: DiffusionGemmaForBlockDiffusion) -> None:
    """Start with flat attention (queries and keys are normed and not scaled) and small steps of the residual."""
    decoder = model.model.decoder
    decoder.embed_tokens.weight.normal_(0, model.config.text_config.hidden_size**-0.5)
    for layer in decoder.layers:
        layer.self_attn.q_norm.weight.fill_(layer.self_attn.head_dim**-0.25)
        layer.self_attn.k_norm.weight.fill_(layer.self_attn.head_dim**-0.25)
        for norm in (layer.post_attention_layernorm, layer.post_feedforward_layernorm):
            norm.weight.fill_((2 * len(decoder.layers)) ** -0.5)


@torch.no_grad()
def grow(model: DiffusionGemmaForBlockDiffusion, state: dict[str, Tensor]) -> None:
    """Load the weights of a model that may be narrower in its feed-forward layers, or have fewer tokens.

    New neurons have no say yet; new tokens start as the mean of the others, each with a difference of its own.
    """
    for name, tensor in model.state_dict().items():
        if tensor.shape != (old := state[name]).shape:
            rows, columns = old.shape
            if columns == tensor.shape[1]:
                tensor.copy_(old.mean(0) + old.std(0) * torch.randn_like(tensor))
            tensor[:, columns:] = 0
            tensor[:rows, :columns] = old
        else:
            tensor.copy_(old)


# ---- data ---------------------------------------------------------------------------------------------------


def encode_page(tokenizer: PreTrainedTokenizerFast, pieces: list[Piece]) -> tuple[list[int], list[float]]:
    """Token ids of a page and the weight of each: the largest of the pieces it touches. Ends with the end of turn."""
    encoded = tokenizer(text_of(pieces), return_offsets_mapping=True)
    marks = [piece.weight for piece in pieces for _ in piece.text]
    weights = [max(marks[start:end], default=1.0) for start, end in encoded.offset_mapping]
    return [*encoded.input_ids, tokenizer.convert_tokens_to_ids(TURN_END)], [*weights, 1.0]


def encode_turns(tokenizer: PreTrainedTokenizerFast, *turns: str) -> list[int]:
    """Token ids of a conversation, the user's turn first, up to where the model's next one starts."""
    roles = ("user", "assistant")
    messages = [{"role": roles[index % 2], "content": turn} for index, turn in enumerate(turns)]
    rendered = tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
    return tokenizer(rendered, add_special_tokens=False).input_ids


def page_example(tokenizer: PreTrainedTokenizerFast, rng: random.Random, lesson: str) -> Example:
    """A canvas of a new page: the first one, or what is behind it."""
    while True:
        spec = draw_frame(rng)
        found = Example(encode_turns(tokenizer, order(spec)), *encode_page(tokenizer, frame(spec)))
        if lesson == "first":
            return found
        if len(found.page) > CANVAS + 4:
            return found._replace(at=CANVAS)


_LEFT_OUT = {"lean": re.escape(CSS), "small": r"(?s)<style>.*</style>\n"}


def edit_example(tokenizer: PreTrainedTokenizerFast, rng: random.Random, lesson: str) -> Example:
    """A canvas of an edited page.

    "lean": without the style sheet that all pages share, so that what an edit hangs on is a larger share of the
    tokens; "small": without any style. "later": the second canvas, or one from a line on, as a selection has it.
    """
    change = draw_change(rng)
    if left_out := _LEFT_OUT.get(lesson):
        old, new = (re.sub(left_out, "", text) for text in (change.old, change.new))
        change = replace(change, old=old, new=new)
    later, line = lesson == "later", 0
    prefix = encode_turns(tokenizer, change.request, change.old, change.instruction)
    if later and rng.random() < 0.6:
        line = rng.choice([match.end() for match in re.finditer("\n", change.new)][:-1])
    before, new = (
        tokenizer.encode(part, add_special_tokens=False) for part in (change.new[:line], change.new[line:])
    )
    new = [*before, *new]
    at = len(before) or (CANVAS if later and len(new) > CANVAS else 0)
    old = tokenizer.encode(change.old, add_special_tokens=False)
    weights, places = _compare(old, new)
    page = [*new, tokenizer.convert_tokens_to_ids(TURN_END)]
    seeded = Old(Alignment(old, markup_tokens(tokenizer)), [*places, -1])
    return Example(prefix, page, [*weights, 1.0], at, seeded)


def _compare(old: list[int], new: list[int]) -> tuple[list[float], list[int]]:
    """Weights of the new tokens, and where each stands in the old page, -1 for none."""
    weights, places = [CHANGED] * len(new), [-1] * len(new)
    kept, fresh = DECIDING[1] + 1, True  # equal tokens before, and whether nothing was brought since
    for code in Indel.opcodes(old, new):
        count, here = code.dest_end - code.dest_start, slice(code.dest_start, code.dest_end)
        deciding = min(count, DECIDING[1]) * (kept > DECIDING[1])
        if code.tag == "equal":
            behind = min(count, REJOINING[1]) if code.src_start or code.dest_start else 0
            weights[here] = [REJOINING[0]] * behind + [1.0] * (count - behind)
            places[here] = range(code.src_start, code.src_end)
            if behind and fresh:  # something was taken away here
                weights[here] = [DECIDING[0]] * deciding + weights[here][deciding:]
            kept, fresh = count + DECIDING[1] * (code.src_start == 0), True
        elif code.tag == "insert":
            weights[here] = [DECIDING[0]] * deciding + [CHANGED] * (count - deciding)
            fresh = False
    return weights, places


def draw_border(worth: list[float], rng: random.Random) -> int:
    """How much of an edit's canvas is settled: nothing, up to about a change, or up to anywhere."""
    changes = [place for place, weight in enumerate(worth) if weight > 1]
    roll = rng.random()
    if roll < 0.35:
        return 0
    if roll < 0.75 and changes:
        return min(rng.choice(changes) + rng.randint(0, 2), len(worth))
    return rng.randint(0, len(worth))


def corrupt(
    clean: Tensor, weights: Tensor, old: Tensor, settled: Tensor, vocab: int, late: float
) -> tuple[Tensor, Tensor]:
    """Noisy canvases [B, C] and how much each position counts [B, C]; each canvas in one of five ways.

    1. Pure noise.
    2. A clean beginning and noise behind it, as sampling goes: what depends on an open choice is settled from
       left to right, so the first positions behind the border count most.
    3. A gap of noise in a clean canvas, as a selection has it.
    4. Noise of level t anywhere; in a third of them all that the request decides is noise too, else the canvas
       gives it away. Many well-posed lessons a page: the way to begin with, as 1 and 2 are the way to end (`late`,
       0 to 1, is how far the training has come).
    5. Where there is an old page (`old` [B, C], else -1): that page, behind `settled` [B] tokens of the new
       one and under noise, as a tweak has it.
    """
    batch, length = clean.shape
    way, level, coin = torch.rand(batch, 1), torch.rand(batch, 1), torch.rand(batch, 1)
    pure, border, gap = 0.04 + 0.12 * late, 0.16 + 0.24 * late, 0.1
    is_pure, is_border, is_gap = way < pure, (way >= pure) & (way < pure + border), way > 1 - gap
    written = (weights > FILLER).sum(-1, keepdim=True)  # the rest is filler
    behind = torch.arange(length) - level * written  # tokens behind the border
    dice = torch.rand(batch, length)
    noisy_here = (dice < level) | ((weights > 1) & (coin < 0.33))
    noisy_here = torch.where(is_gap, (behind >= 0) & (behind < 96 * coin), noisy_here)
    noisy_here = torch.where(is_border, (behind >= 0) | (dice < 0.03), noisy_here) | is_pure
    focus = torch.where(is_border, 0.5 + 12 * torch.exp(-behind.clamp(min=0) / 6), 1.0)
    noise = torch.randint_like(clean, vocab)
    noisy = torch.where(noisy_here, noise, clean)
    edited = old[:, :1] >= 0
    loud = level * torch.where(coin < 0.6, 0.0, torch.where(coin < 0.85, 0.1, 0.5))
    page = torch.where(dice < torch.where(torch.arange(length) < settled[:, None], 0.01, loud), noise, old)
    trust = torch.where(page == clean, TRUST / weights.clamp(min=1), 1.0)  # what is settled is no news
    noisy, focus = torch.where(edited, page, noisy), torch.where(edited, trust, focus)
    return noisy, _weigh(clean, noisy, weights * focus)


def _weigh(clean: Tensor, noisy: Tensor, worth: Tensor) -> Tensor:
    return torch.where(noisy != clean, worth, KEPT * worth)


def draw_batch(tokenizer: PreTrainedTokenizerFast, shape: Shape, rng: random.Random, late: float) -> Batch:
    """Fresh examples that fit `shape`."""
    make = edit_example if shape.edits else page_example
    examples: list[Example] = []
    while len(examples) < shape.batch:
        found = make(tokenizer, rng, shape.lesson)
        if len(found.prefix) + found.at <= shape.prefix:
            examples.append(found)
    return pack(examples, shape, tokenizer.eos_token_id, rng, late)


def pack(examples: list[Example], shape: Shape, eos: int, rng: random.Random, late: float) -> Batch:
    """The examples as tensors, the canvases under noise."""
    tokens = torch.zeros(shape.batch, shape.encoded, dtype=torch.long)
    causal = torch.zeros(shape.batch, shape.encoded)
    clean = torch.full((shape.batch, shape.copies, shape.canvas), eos)
    worth = torch.full((shape.batch, shape.copies, shape.canvas), FILLER)
    old = torch.full((shape.batch, shape.copies, shape.canvas), -1)
    settled = torch.zeros(shape.batch, shape.copies, dtype=torch.long)
    for row, example in enumerate(examples):
        start, canvas = len(example.prefix), slice(example.at, example.at + shape.canvas)
        _lay(tokens[row], [*example.prefix, *example.page])
        if example.old:
            causal[row, :start] = 1.0
        _lay(causal[row, start:], example.weights)
        for sibling in range(shape.copies):
            written, weights = example.page[canvas], example.weights[canvas]
            if example.old and rng.random() < 0.8:
                border = draw_border(weights, rng)
                ending = (example.page[-1], eos)
                seeded, written, weights = example.old.canvas(example, border, shape.canvas, ending)
                old[row, sibling], settled[row, sibling] = torch.tensor(seeded), border
            _lay(clean[row, sibling], written)
            _lay(worth[row, sibling], weights)
    starts = torch.tensor([len(example.prefix) + example.at for example in examples])
    heard = (torch.rand(causal.shape) * (causal > 0))[:, 1:].topk(shape.heard).indices
    flat = (tensor.flatten(0, 1) for tensor in (clean, worth, old, settled))
    noisy, weights = (tensor.view(clean.shape) for tensor in corrupt(*flat, SIZE, late))
    return Batch(tokens, starts, heard, causal.gather(1, heard + 1), clean, noisy, settled, worth, weights)


def _lay(row: Tensor, values: list) -> None:
    """Put as many `values` as fit at the start of a row."""
    count = min(len(row), len(values))
    row[:count] = torch.tensor(values[:count], dtype=row.dtype)


# ---- a step -------------------------------------------------------------------------------------------------


class Reading(NamedTuple):
    """What a sampler's step makes of a prediction."""

    signal: Tensor  # [B, K, C, H] self-conditioning
    draft: Tensor  # [B, K, C]
    entropy: Tensor  # [B, K, C] nats


def weighted_loss(logits: Tensor, target: Tensor, weights: Tensor, total: Tensor) -> Tensor:
    """Cross entropy in nats, summed with `weights`, over `total`."""
    loss = F.cross_entropy(logits.flatten(0, -2), target.flatten(), reduction="none")
    return (loss * weights.flatten()).sum() / total


def losses(
    model, batch: Batch, signal: Tensor, rotary: dict, masks: list[Tensor], temperature: Tensor
) -> tuple[Tensor, Tensor, Tensor, Reading]:
    """Causal loss, denoising loss, the share of right request tokens, and what the sampler makes of it."""
    encoded, canvas = joint_forward(
        model, batch.tokens, batch.noisy.flatten(1), signal.flatten(1, 2), rotary, masks
    )
    causal = torch.zeros((), device=encoded.device)
    if batch.heard.shape[1]:
        heard = batch.heard[..., None].expand(-1, -1, encoded.shape[-1])
        next_tokens = batch.tokens.gather(1, batch.heard + 1)
        heard_logits, weights = logits_of(model, encoded.gather(1, heard)), batch.causal_weights
        causal = weighted_loss(heard_logits, next_tokens, weights, weights.sum().clamp(min=1))
    logits = logits_of(model, canvas).view(*batch.clean.shape, -1)
    # A canvas of noise has fifty times the wrong tokens of one that lacks a price: it shall not count fifty times.
    scale = _weigh(batch.clean, batch.noisy, batch.worth).sum(-1, keepdim=True).sqrt()
    denoising = weighted_loss(logits, batch.clean, batch.weights / scale, scale.sum())
    asked, reading = batch.asked, read(model, logits.detach(), temperature)
    right = ((reading.draft == batch.clean) * asked).sum() / asked.sum().clamp(min=1)
    return causal, denoising, right, reading


@torch.no_grad()
def read(model, logits: Tensor, temperature: Tensor) -> Reading:
    """Self-conditioning, draft and entropy of logits [B, K, C, V] at a temperature [B, K, 1, 1]."""
    heated = logits / temperature
    probs = heated.softmax(-1)
    entropy = heated.logsumexp(-1) - (probs * heated).sum(-1)
    return Reading(soft_embeddings(model, probs), logits.max(-1).indices, entropy)


@torch.no_grad()
def certain(model, noisy: Tensor, settled: Tensor) -> Tensor:
    """Self-conditioning [B, K, C, H] that is sure of the first `settled` [B, K] tokens of the canvases [B, K, C].

    It knows nothing of the rest, as `denoise` has it when a change moved the text. Zeros where nothing is settled.
    """
    table = model.model.decoder.embed_tokens.weight
    sure = torch.arange(noisy.shape[-1], device=noisy.device) < settled[..., None]
    signal = torch.where(sure[..., None], F.embedding(noisy, table), table.mean(0))
    signal *= (settled > 0)[..., None, None] * model.config.text_config.hidden_size**0.5
    return signal.to(CAST)


def stepped(batch: Batch, reading: Reading, bound: Tensor) -> Batch:
    """The canvases after a step of the sampler: the surest of the draft stands, as much as `bound` [B, K, 1] nats allow."""
    surest, order = reading.entropy.sort(-1)
    accepted = torch.zeros_like(batch.noisy, dtype=torch.bool).scatter(
        -1, order, surest.cumsum(-1) - surest <= bound
    )
    noisy = torch.where(accepted, reading.draft, torch.randint_like(reading.draft, SIZE))
    return batch._replace(noisy=noisy, weights=_weigh(batch.clean, noisy, batch.worth))


class Lesson(NamedTuple):
    """Canvases on their way through the sampler."""

    batch: Batch
    signal: Tensor  # [B, K, C, H] `certain` before the first step
    bound: Tensor  # [B, K, 1] nats a step
    left: Tensor  # [B] lessons that a page still has


class Pool:
    """Lessons of one shape. Each page stays for some `VISITS`, or until all its drafts are right.

    A new page's canvases go on as the sampler leaves them. Those of an edit stay as they were drawn, since a tweak's
    do not turn to noise either; only the self-conditioning comes to them.
    """

    def __init__(
        self,
        draw_batch: Callable[[int], Batch],
        shape: Shape,
        signal_of: Callable[[Batch], Tensor],
        device: str,
    ) -> None:
        self._draw, self._shape, self._signal_of, self._device = draw_batch, shape, signal_of, device
        self._lessons: list[Lesson] = []
        self._next = 0

    def take(self) -> Lesson:
        """The lesson whose turn it is, pages that are done replaced by fresh ones."""
        if len(self._lessons) < POOL:
            self._lessons.append(self._fresh(self._shape.batch))
            self._next = len(self._lessons) - 1
            return self._lessons[-1]
        self._next = (self._next + 1) % POOL
        lesson = self._lessons[self._next]
        done = (lesson.left <= 0).nonzero()[:, 0]
        if len(done):
            fresh = self._fresh(len(done))
            batch = Batch(*map(partial(_put, done), lesson.batch, fresh.batch))
            lesson = Lesson(batch, *map(partial(_put, done), lesson[1:], fresh[1:]))
        return lesson

    def give_back(self, lesson: Lesson, reading: Reading) -> None:
        """Move the lesson on by a step of the sampler."""
        wrong = (reading.draft != lesson.batch.clean) & (lesson.batch.worth > FILLER)
        left = (lesson.left - 1) * wrong.flatten(1).any(-1)
        batch = lesson.batch if self._shape.edits else stepped(lesson.batch, reading, lesson.bound)
        self._lessons[self._next] = Lesson(batch, reading.signal, lesson.bound, left)

    def _fresh(self, count: int) -> Lesson:
        batch = self._draw(count).to(self._device)
        bound = 0.1 * 40 ** torch.rand(*batch.noisy.shape[:2], 1, device=self._device)
        left = torch.randint(1, VISITS[self._shape.edits] + 1, (count,), device=self._device)
        return Lesson(batch, self._signal_of(batch), bound, left)


def _put(rows: Tensor, old: Tensor, new: Tensor) -> Tensor:
    """`old` with `new` in the rows."""
    return old.index_copy(0, rows, new)


def positions_of(batch: Batch) -> Tensor:
    """Positions [B, E + K * C]: every canvas goes over the same places as the page."""
    encoded = torch.arange(batch.tokens.shape[1], device=batch.tokens.device).expand_as(batch.tokens)
    canvas = torch.arange(batch.clean.shape[2], device=encoded.device).repeat(batch.clean.shape[1])
    return torch.cat((encoded, batch.starts[:, None] + canvas), 1)


class Trainer(Training):
    """Lessons of pages and edits; `mean` is the moving mean of the weights, and what is kept for use."""

    def __init__(self, args: argparse.Namespace) -> None:
        torch.manual_seed(args.seed)
        self.rng = random.Random(args.seed)
        self.args = args
        kept = args.start or args.folder / "weights"
        found = (kept / "tokenizer.json").exists()
        self.tokenizer = with_slots(AutoTokenizer.from_pretrained(kept)) if found else train_tokenizer()
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model = new_model().to(self.device)
        optimizers = muon(self.model, args.rate, ("vision", "router.proj", "router.scale"))
        super().__init__(args.folder, args.minutes, args.rate, optimizers)
        if args.start:
            grow(self.model, DiffusionGemmaForBlockDiffusion.from_pretrained(args.start).state_dict())
        self.mean = AveragedModel(self.model, multi_avg_fn=get_ema_multi_avg_fn(MEAN))
        self.losses = torch.compile(losses, dynamic=False)
        self.pools = {shape: self._pool(shape) for shape in LESSONS}

    def _pool(self, shape: Shape) -> Pool:
        def fresh(count: int) -> Batch:
            late = 1.0 if self.args.start else self.progress()
            return draw_batch(self.tokenizer, shape._replace(batch=count), self.rng, late)

        def signal(batch: Batch) -> Tensor:
            return certain(self.model, batch.noisy, batch.settled)

        return Pool(fresh, shape, signal, self.device)

    def train_step(self, shape: Shape) -> dict[str, float]:
        """One update; returns its figures."""
        pool = self.pools[shape]
        lesson = pool.take()
        batch, copies = lesson.batch, shape.copies
        rotary = rotary_table(self.model, positions_of(batch))
        masks = prefix_masks(batch.starts, shape.prefix, shape.canvas, shape.canvas) * copies
        temperature = torch.empty(*batch.noisy.shape[:2], 1, 1, device=self.device).uniform_(0.4, 0.8)
        causal, denoising, right, reading = self.losses(
            self.model, batch, lesson.signal, rotary, masks, temperature
        )
        (self.args.causal * causal + denoising).backward()
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        pool.give_back(lesson, reading)
        self.update()
        self.mean.update_parameters(self.model)
        return {
            "lesson": shape.lesson, "causal": causal.item(), "denoising": denoising.item(),
            "right": right.item(), "norm": norm.item(), "left": lesson.left.float().mean().item(),
        }  # fmt: skip

    def next_step(self) -> dict[str, float]:
        return self.train_step(self.rng.choices(list(LESSONS), LESSONS.values())[0])

    def learned(self) -> dict[str, torch.nn.Module]:
        return {"model": self.model, "mean": self.mean}

    def export(self) -> None:
        export(self.mean.module, self.tokenizer, self.folder / "weights")

    def reseed(self) -> None:
        self.rng.seed(self.step)


def export(model, tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    """Write what `model.load` reads: bf16 weights, tokenizer with chat template, generation defaults."""
    copy.deepcopy(model).to(torch.bfloat16).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    defaults = {
        "bos_token_id": 2, "pad_token_id": 0, "eos_token_id": [1, 3],
        "max_new_tokens": 1024, "max_denoising_steps": 48,
        "sampler_config": {"_cls_name": "EntropyBoundSamplerConfig", "entropy_bound": 0.5},
        "t_min": 0.3, "t_max": 0.6, "stability_threshold": 1, "confidence_threshold": 0.005,
    }  # fmt: skip
    (folder / "generation_config.json").write_text(json.dumps(defaults, indent=2) + "\n")
    config = json.loads((folder / "config.json").read_text())
    text = config["text_config"]
    # transformers leaves out what layers of both kinds share; mlx-vlm takes the 26B's figures then.
    text |= {"global_head_dim": text["head_dim"], "num_global_key_value_heads": text["num_key_value_heads"]}
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=float, default=100, help="training time, compilations aside")
    parser.add_argument("--folder", type=Path, default=Path("runs/nano"), help="checkpoint, log and weights")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=3e-3, help="largest learning rate")
    parser.add_argument("--causal", type=float, default=0.7, help="weight of the causal loss")
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    args.folder.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(args)
    trainer.resume()
    trainer.run()


if __name__ == "__main__":
    main()
