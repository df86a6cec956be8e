"""Train the bundled model from scratch: `python -m gdiff_core.nano.train --minutes 100`.

A step draws fresh pages, corrupts their canvases and sums two losses over the shared weights:

1. causal, on the encoder rows: the next token of the page, which teaches the language early;
2. denoising, on the canvas rows: the clean token of every position, from uniform noise of level t.

Tokens that the request decides (names, colours, sections) weigh `corpus.REQUEST_WEIGHT` times in both. The
lessons start with short pages (only what the request decides) and go on with whole ones. Stops after the given
minutes, saves as it goes, and resumes from its checkpoint.
"""

import argparse
import copy
import json
import math
import random
import time
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor
from tqdm import tqdm
from transformers import (
    AutoTokenizer,
    DiffusionGemmaConfig,
    DiffusionGemmaForBlockDiffusion,
    PreTrainedTokenizerFast,
)

from gdiff_core.nano.corpus import Piece, draw, page, phrase, short_page, text_of
from gdiff_core.nano.joint import joint_forward, logits_of, prefix_masks, rotary_table, soft_embeddings
from gdiff_core.nano.vocabulary import SIZE, TURN_END, train_tokenizer

CANVAS = 256
FILLER = 0.05  # weight of the positions behind the end of a page
PROMPT = 64  # the longest request, in tokens, chat template included
WEIGHTS = Path(__file__).parent / "weights"


class Shape(NamedTuple):
    """The fixed sizes of a batch, so that each is compiled once."""

    batch: int
    encoded: int
    canvas: int
    block: int


SHORT = Shape(batch=40, encoded=144, canvas=96, block=96)
SINGLE = Shape(batch=14, encoded=320, canvas=256, block=CANVAS)
WHOLE = Shape(batch=8, encoded=448, canvas=512, block=CANVAS)


class Batch(NamedTuple):
    """Tokens of a step. Lengths differ from page to page; what is padded has weight 0."""

    tokens: Tensor  # [B, E] prompt and page, clean
    prompt_lengths: Tensor  # [B]
    causal_weights: Tensor  # [B, E] of predicting tokens[:, i]
    clean: Tensor  # [B, C] the page again, filled to the end of its last canvas
    noisy: Tensor  # [B, C]
    weights: Tensor  # [B, C]
    asked: Tensor  # [B, C] what the request decides and the noise hides


# ---- model --------------------------------------------------------------------------------------------------


def new_model(hidden: int = 256, layers: int = 6) -> DiffusionGemmaForBlockDiffusion:
    """A DiffusionGemma of about 6 M parameters: one dense expert a layer, full attention, a token vision tower."""
    config = DiffusionGemmaConfig(
        text_config={
            "vocab_size": SIZE,
            "hidden_size": hidden,
            "intermediate_size": 2 * hidden,
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


# ---- data ---------------------------------------------------------------------------------------------------


def encode_page(tokenizer: PreTrainedTokenizerFast, pieces: list[Piece]) -> tuple[list[int], list[float]]:
    """Token ids of a page and the weight of each: the largest of the pieces it touches. Ends with the end of turn."""
    encoded = tokenizer(text_of(pieces), return_offsets_mapping=True)
    marks = [piece.weight for piece in pieces for _ in piece.text]
    weights = [max(marks[start:end], default=1.0) for start, end in encoded.offset_mapping]
    return [*encoded.input_ids, tokenizer.convert_tokens_to_ids(TURN_END)], [*weights, 1.0]


def encode_request(tokenizer: PreTrainedTokenizerFast, text: str) -> list[int]:
    """Token ids of a request in the chat template, up to where the page starts."""
    rendered = tokenizer.apply_chat_template(
        [{"role": "user", "content": text}], add_generation_prompt=True, tokenize=False
    )
    return tokenizer(rendered, add_special_tokens=False).input_ids


def corrupt(clean: Tensor, weights: Tensor, block: int, vocab: int) -> tuple[Tensor, Tensor]:
    """Noisy canvases [B, C] and how much each position counts [B, C]; each block in one of three ways.

    Some are pure noise. Some have a clean beginning and noise behind it, as sampling goes: what depends on an
    open choice is settled from left to right, so the first positions behind the border count most. Most have noise
    of level t anywhere; in a third of them all that the request decides is noise too, else the canvas gives it away.
    """
    batch, length = clean.shape
    spread = (batch, length // block, block)
    way, level = torch.rand(batch, length // block, 1), torch.rand(batch, length // block, 1)
    pure, anywhere = way < 0.15, way > 0.45
    written = (weights > FILLER).view(spread).sum(-1, keepdim=True)  # of each block, the rest is filler
    behind = torch.arange(block) - torch.where(pure, 0.0, level * written)  # tokens behind the border
    asked = (weights > 1).view(spread) & (torch.rand_like(level) < 0.33)
    scattered = (torch.rand(spread) < level) | asked
    noise_here = torch.where(anywhere, scattered, (behind >= 0) | (torch.rand(spread) < 0.03))
    focus = torch.where(anywhere, 1.0, 0.5 + 12 * torch.exp(-behind.clamp(min=0) / 6))
    noisy = torch.where(noise_here.view_as(clean), torch.randint_like(clean, vocab), clean)
    return noisy, torch.where(noisy != clean, weights * focus.view_as(weights), 0.15 * weights)


def draw_batch(tokenizer: PreTrainedTokenizerFast, shape: Shape, rng: random.Random, kinds: int) -> Batch:
    """Fresh requests and pages that fit `shape`, of the first `kinds` of business."""
    tokens = torch.zeros(shape.batch, shape.encoded, dtype=torch.long)
    causal = torch.zeros(shape.batch, shape.encoded)
    clean = torch.full((shape.batch, shape.canvas), tokenizer.eos_token_id)
    weights = torch.full((shape.batch, shape.canvas), FILLER)
    starts = []
    while len(starts) < shape.batch:
        spec = draw(rng, kinds=kinds)
        prompt = encode_request(tokenizer, phrase(spec, rng))
        ids, weight = encode_page(tokenizer, page(spec) if shape.block == CANVAS else short_page(spec))
        if len(prompt) > PROMPT or len(prompt) + len(ids) > shape.encoded or len(ids) > shape.canvas:
            continue
        row, start, end = len(starts), len(prompt), len(prompt) + len(ids)
        tokens[row, :end] = torch.tensor(prompt + ids)
        causal[row, start:end] = torch.tensor(weight)
        clean[row, : len(ids)] = torch.tensor(ids)
        weights[row, : len(ids)] = torch.tensor(weight)
        starts.append(start)
    asked = weights > 1
    noisy, weights = corrupt(clean, weights, shape.block, SIZE)
    return Batch(tokens, torch.tensor(starts), causal, clean, noisy, weights, asked & (noisy != clean))


# ---- a step -------------------------------------------------------------------------------------------------


def weighted_loss(logits: Tensor, target: Tensor, weights: Tensor) -> Tensor:
    """Mean cross entropy in nats a unit of weight."""
    loss = F.cross_entropy(logits.flatten(0, -2), target.flatten(), reduction="none")
    return (loss * weights.flatten()).sum() / weights.sum()


def losses(
    model, batch: Batch, signal: Tensor | None, rotary: dict, masks: list[Tensor]
) -> tuple[Tensor, ...]:
    """Causal loss, denoising loss, and the share of right request tokens on both paths."""
    encoded, canvas = joint_forward(model, batch.tokens, batch.noisy, signal, rotary, masks)
    next_logits = logits_of(model, encoded[:, :-1])
    causal = weighted_loss(next_logits, batch.tokens[:, 1:], batch.causal_weights[:, 1:])
    logits = logits_of(model, canvas)
    denoising = weighted_loss(logits, batch.clean, batch.weights)
    right = ((logits.argmax(-1) == batch.clean) * batch.asked).sum() / batch.asked.sum()
    asked = (batch.causal_weights[:, 1:] > 1).float()
    right_next = ((next_logits.argmax(-1) == batch.tokens[:, 1:]) * asked).sum() / asked.sum()
    return causal, denoising, right_next, right


def predict(model, batch: Batch, rotary: dict, masks: list[Tensor], temperature: Tensor) -> Tensor:
    """The self-conditioning signal that a first pass gives, at the sampler's temperature."""
    _, canvas = joint_forward(model, batch.tokens, batch.noisy, None, rotary, masks)
    return soft_embeddings(model, logits_of(model, canvas) / temperature)


def positions_of(batch: Batch) -> Tensor:
    """Positions [B, E + C]: the canvas goes over the same places as the page."""
    encoded = torch.arange(batch.tokens.shape[1]).expand_as(batch.tokens)
    return torch.cat((encoded, batch.prompt_lengths[:, None] + torch.arange(batch.clean.shape[1])), 1)


class Trainer:
    """The two optimizers (Muon for matrices, AdamW for the rest), the clock and the checkpoint."""

    def __init__(self, args: argparse.Namespace) -> None:
        torch.manual_seed(args.seed)
        self.rng = random.Random(args.seed)
        self.args, self.folder, rate = args, args.folder, args.rate
        kept = args.start or args.folder / "weights"
        found = (kept / "tokenizer.json").exists()
        self.tokenizer = AutoTokenizer.from_pretrained(kept) if found else train_tokenizer()
        self.model = new_model()
        if args.start:
            self.model.load_state_dict(
                DiffusionGemmaForBlockDiffusion.from_pretrained(args.start).state_dict()
            )
        self.step, self.spent = 0, 0.0
        named = dict(self.model.named_parameters())
        used = [
            name
            for name in named
            if "vision" not in name and "router.proj" not in name and "router.scale" not in name
        ]
        matrices = [named[name] for name in used if named[name].ndim == 2 and "embed" not in name]
        others = [named[name] for name in used if not (named[name].ndim == 2 and "embed" not in name)]
        self.optimizers = [
            torch.optim.Muon(matrices, lr=rate, weight_decay=0.02, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.98), weight_decay=0.0),
        ]
        self.losses = torch.compile(losses, dynamic=False)
        self.predict = torch.compile(predict, dynamic=False)

    def progress(self) -> float:
        """Share of the time budget that is spent, 0 to 1."""
        return min(1.0, self.spent / (60 * self.args.minutes))

    def shape(self) -> Shape:
        """Short pages in the first quarter, then one in sixteen; pages of one canvas when going on."""
        if self.args.start:
            return SINGLE
        return SHORT if self.progress() < 0.25 or self.rng.random() < 1 / 16 else WHOLE

    def train_step(self) -> dict[str, float]:
        """One update; returns its figures."""
        shape = self.shape()
        batch = draw_batch(self.tokenizer, shape, self.rng, self.args.kinds)
        rotary = rotary_table(self.model, positions_of(batch))
        masks = prefix_masks(batch.prompt_lengths, PROMPT, shape.canvas, shape.block)
        if self.rng.random() < 0.5:
            with torch.no_grad():
                signal = self.predict(self.model, batch, rotary, masks, torch.empty(()).uniform_(0.4, 1.0))
        else:
            signal = torch.zeros(
                *batch.noisy.shape, self.model.config.text_config.hidden_size, dtype=torch.bfloat16
            )
        causal, denoising, right_next, right = self.losses(self.model, batch, signal, rotary, masks)
        (self.args.causal * causal + denoising).backward()
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self._update()
        return {
            "canvas": shape.canvas, "causal": causal.item(), "denoising": denoising.item(),
            "causal_right": right_next.item(), "right": right.item(), "norm": norm.item(),
        }  # fmt: skip

    def _update(self) -> None:
        done = self.progress()
        rate = (
            self.args.rate
            * min(1, (self.step + 1) / 60)
            * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
        )
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
            optimizer.zero_grad()

    def run(self) -> None:
        """Train until the time is spent; figures go to the bar and to `log.jsonl`, a checkpoint every 5 minutes."""
        bar, saved = tqdm(initial=self.step, unit="step"), time.monotonic()
        with (self.folder / "log.jsonl").open("a") as log:
            while self.progress() < 1:
                start = time.monotonic()
                figures = self.train_step()
                self.step += 1
                self.spent += min(time.monotonic() - start, 20)  # a compilation does not use up the lessons
                bar.update()
                bar.set_postfix({key: f"{value:.3f}" for key, value in figures.items()})
                figures |= {"step": self.step, "spent": round(self.spent, 1)}
                log.write(json.dumps(figures) + "\n")
                log.flush()
                if time.monotonic() - saved > 300:
                    self.save()
                    saved = time.monotonic()
        self.save()

    def save(self) -> None:
        """Weights for use (bf16), and everything needed to resume."""
        export(self.model, self.tokenizer, self.folder / "weights")
        state = {
            "model": self.model.state_dict(), "step": self.step, "spent": self.spent,
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
        self.step, self.spent = state["step"], state["spent"]
        self.rng.seed(self.step)
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)


def export(model, tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    """Write what `model.load` reads: bf16 weights, tokenizer with chat template, generation defaults."""
    copy.deepcopy(model).to(torch.bfloat16).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    defaults = {
        "bos_token_id": 2, "pad_token_id": 0, "eos_token_id": [1, 3],
        "max_new_tokens": 1024, "max_denoising_steps": 48,
        "sampler_config": {"_cls_name": "EntropyBoundSamplerConfig", "entropy_bound": 0.1},
        "t_min": 0.4, "t_max": 0.8, "stability_threshold": 1, "confidence_threshold": 0.005,
    }  # fmt: skip
    (folder / "generation_config.json").write_text(json.dumps(defaults, indent=2) + "\n")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=float, default=100, help="training time, compilations aside")
    parser.add_argument("--folder", type=Path, default=Path("runs/nano"), help="checkpoint, log and weights")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=3e-3, help="largest learning rate")
    parser.add_argument("--causal", type=float, default=0.7, help="weight of the causal loss")
    parser.add_argument("--kinds", type=int, default=40, help="kinds of business, the first of the list")
    parser.add_argument("--start", type=Path, help="weights to go on from, with pages of one canvas")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    args.folder.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(args)
    trainer.resume()
    trainer.run()


if __name__ == "__main__":
    main()
