"""Train the bundled Sudoku model from scratch: `python -m gdiff_core.sudoku.train --minutes 56`.

A lesson is a puzzle on its canvas. The first time its free cells hold noise; what the model makes of them is, after
a step of the sampler, the next lesson, with the prediction as self-conditioning, until the puzzle is right or has had
its `VISITS`. So the weights learn one round of an argument, and the loop is what repeats it. The loss is the cross
entropy of the free cells, the same in every pass.

The weights begin with what every board shares: the embeddings tell row, column, box and digit, and three heads of each
layer look at the cell's row, column and box (`structure`). What follows from that, they learn.

Puzzles are a pool of thousands, made by seeded code and kept in the folder; row and column orders, digits, and what is
given beyond the fewest are drawn anew each time. Stops after the given minutes, saves as it goes, and resumes from its
checkpoint.
"""

import argparse
import copy
import json
import random
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor
from tqdm import tqdm
from transformers import DiffusionGemmaConfig, DiffusionGemmaForBlockDiffusion

from gdiff_core.diffusion.training import Training, muon
from gdiff_core.sudoku.board import full, thin
from gdiff_core.sudoku.rows import CAST, forward
from gdiff_core.sudoku.tokenizer import make_tokenizer
from gdiff_core.sudoku.vocabulary import BOS_ID, FIRST, SIZE

BATCH = 48
VISITS = 10  # passes that a puzzle has at most
POOL = 4  # batches at work
MEAN = 0.998  # of the weights that are saved, a step
HEATS = 0.5, 1.0  # temperatures of the predictions that come back
ASKED = 6  # cells of which all of the vocabulary is looked at
HEAD = 32
WEIGHTS = Path(__file__).parent / "weights"


# ---- model --------------------------------------------------------------------------------------------------


def new_model(hidden: int = 96, layers: int = 4) -> DiffusionGemmaForBlockDiffusion:
    """A DiffusionGemma of 0.65 M parameters: one dense expert a layer, no rotation, a token vision tower."""
    still = {"rope_type": "proportional", "partial_rotary_factor": 0.0, "rope_theta": 10_000.0}
    config = DiffusionGemmaConfig(
        text_config={
            "vocab_size": SIZE,
            "hidden_size": hidden,
            "intermediate_size": 2 * hidden,
            "moe_intermediate_size": 8,
            "num_experts": 1,
            "top_k_experts": 1,
            "num_hidden_layers": layers,
            "layer_types": ["sliding_attention"] * (layers - 1) + ["full_attention"],
            "sliding_window": 256,  # longer than any sequence
            "num_attention_heads": 4,
            "num_key_value_heads": 4,
            "head_dim": HEAD,
            "global_head_dim": HEAD,
            "rope_parameters": {"sliding_attention": still, "full_attention": still},
            "max_position_embeddings": 256,
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
        canvas_length=81,
    )
    model = DiffusionGemmaForBlockDiffusion(config)
    structure(model)
    return model


@torch.no_grad()
def structure(model: DiffusionGemmaForBlockDiffusion) -> None:
    """Begin with cells that know their row, column and box, and with heads that look along them.

    The first 27 numbers of an embedding say row, column and box (one of nine each), the next 18 the digit, given or
    free. A head's queries are one of the three codes, its keys the same beside a part of everything else.
    """
    decoder, hidden = model.model.decoder, model.config.text_config.hidden_size
    table = decoder.embed_tokens.weight.normal_(0, 0.1 * hidden**-0.5)
    cell, kind = torch.arange(81).repeat_interleave(18), torch.arange(18).repeat(81)
    rows = torch.arange(FIRST, SIZE)
    for at in (cell // 9, 9 + cell % 9, 18 + cell // 27 * 3 + cell % 9 // 3, 27 + kind):
        table[rows, at] += 0.5
    told = decoder.self_conditioning
    width = 45
    for projection in (told.gate_proj, told.up_proj):
        projection.weight[:width] *= 0.3
        projection.weight[:width, :width] += torch.eye(width)
    told.down_proj.weight[:width, :width] += 0.5 * torch.eye(width)
    for layer in decoder.layers:
        attention = layer.self_attn
        for norm in (attention.q_norm, attention.k_norm):
            norm.weight.fill_(HEAD**-0.25)
        query, key = (each.weight.view(-1, HEAD, hidden) for each in (attention.q_proj, attention.k_proj))
        for head in range(3):
            code = slice(9 * head, 9 * head + 9)
            query[head] = 0.02 * torch.randn(HEAD, hidden)
            query[head, :9, code] += torch.eye(9)
            key[head, :9] = 0
            key[head, :9, code] += 1.5 * torch.eye(9)
            key[head, 9:] = 0.1 * torch.randn(HEAD - 9, hidden)
            for norm in (attention.q_norm, attention.k_norm):
                norm.weight[:9] = 0.55
        given, free, digits = slice(27, 36), slice(36, 45), slice(9, 18)
        value = attention.v_proj if attention.v_proj is not None else attention.k_proj
        value, out = value.weight.view(-1, HEAD, hidden), attention.o_proj.weight.view(hidden, -1, HEAD)
        if attention.v_proj is not None:
            value.normal_(0, 0.05)
        out.normal_(0, 0.02)
        for head in range(3):
            value[head, digits] = 0.02 * torch.randn(9, hidden)
            value[head, digits, given] += torch.eye(9)
            if layer is not decoder.layers[0]:  # there a first canvas has nothing but noise in its free cells
                value[head, digits, free] += 0.5 * torch.eye(9)
            out[free, head, digits] -= 0.5 * torch.eye(9)
        for norm in (layer.post_attention_layernorm, layer.post_feedforward_layernorm):
            norm.weight.fill_((2 * len(decoder.layers)) ** -0.5)
        layer.post_attention_layernorm.weight[free] = 1.0


# ---- data ---------------------------------------------------------------------------------------------------


def make_family(seed: str) -> tuple[list[int], list[int]]:
    """A solved board, and for each cell when it can be taken away: 81 for one that must stay."""
    rng = random.Random(seed)
    board, when = full(rng), [81] * 81
    for turn, cell in enumerate(thin(board, 17, rng)):
        when[cell] = turn
    return list(board), when


def families(folder: Path, count: int) -> Tensor:
    """[N, 2, 81] families of puzzles, made once and kept."""
    path = folder / "families.pt"
    if path.exists():
        return torch.load(path, weights_only=True)
    made = [make_family(f"train {index}") for index in tqdm(range(count), desc="puzzles")]
    found = torch.tensor(made, dtype=torch.int8)
    torch.save(found, path)
    return found


def symmetries(count: int) -> tuple[Tensor, Tensor]:
    """Where each cell's content comes from [B, 81], and what each digit becomes [B, 10]."""

    def lines() -> Tensor:
        bands = torch.rand(count, 3).argsort(-1)[:, :, None] * 3
        return (bands + torch.rand(count, 3, 3).argsort(-1)).flatten(1)

    rows, columns = lines()[:, :, None], lines()[:, None, :]
    turned = torch.rand(count, 1, 1) < 0.5
    cells = torch.where(turned, 9 * columns + rows, 9 * rows + columns).flatten(1)
    digits = F.pad(torch.rand(count, 9).argsort(-1) + 1, (1, 0))
    return cells, digits


def draw_puzzles(kept: Tensor, count: int, fewest: int, most: int) -> tuple[Tensor, Tensor]:
    """Solved boards [B, 81] and what of them is given [B, 81], as many cells as drawn between the bounds."""
    boards, when = kept[torch.randint(len(kept), (count,))].long().unbind(1)
    cells, digits = symmetries(count)
    boards, when = (each.gather(1, cells) for each in (boards, when))
    boards = digits.gather(1, boards)
    # what is given beyond the fewest: what was taken last, or anything
    dice = torch.rand(count, 81)
    loose = torch.where(when < 81, 80 * dice, 81.0)
    rank = torch.where(torch.rand(count, 1) < 0.5, when + dice / 2, loose)
    order = rank.argsort(-1, descending=True).argsort(-1)
    givens = torch.randint(fewest, most + 1, (count, 1))
    return boards, (order < givens) | (when == 81)


class Lesson(NamedTuple):
    """Puzzles on their way through the sampler. B of them."""

    clean: Tensor  # [B, 81] tokens
    locked: Tensor  # [B, 81]
    noisy: Tensor  # [B, 81]
    signal: Tensor  # [B, 81, H]; zeros at first
    bound: Tensor  # [B, 1] nats a step
    seen: Tensor  # [B] passes so far


def draw_lesson(kept: Tensor, count: int, done: float, hidden: int) -> Lesson:
    """Fresh puzzles: easy ones in the first tenth of a training, then mostly those of 24 to 45 givens."""
    fewest, most = (40, 65) if done < 0.06 else (30, 55) if done < 0.15 else (24, 45)
    boards, locked = draw_puzzles(kept, count, fewest, most)
    at = FIRST + 18 * torch.arange(81)
    clean = at + boards - 1 + 9 * ~locked
    noisy = torch.where(locked, clean, at + 9 + torch.randint(9, (count, 81)))
    signal = torch.zeros(count, 81, hidden, dtype=CAST)
    bound = 0.1 * 40 ** torch.rand(count, 1)
    return Lesson(clean, locked, noisy, signal, bound, torch.zeros(count, dtype=torch.long))


# ---- a step -------------------------------------------------------------------------------------------------


def losses(model, lesson: Lesson, heat: Tensor, asked: Tensor) -> tuple[Tensor, ...]:
    """The loss, and what a step of the sampler makes of it: draft [B, 81], entropy [B, 81], signal [B, 81, H].

    Nearly all of a prediction is about the cell's own 18 tokens, so the rest of the vocabulary is looked at in a few
    cells only (`asked` [A]): -log p(token) = -log p(token | own) - log p(own).
    """
    canvas = forward(model, lesson.noisy, lesson.signal, BOS_ID)
    table = model.model.decoder.embed_tokens.weight
    table = table.to(canvas.dtype)
    own, cap, free = table[FIRST:].view(81, 18, -1), model.final_logit_softcapping, ~lesson.locked

    def capped(logits: Tensor) -> Tensor:
        return torch.tanh(logits.float() / cap) * cap

    logits = capped(torch.einsum("bch,ckh->bck", canvas, own))
    goal = (lesson.clean - FIRST) % 18
    nats = F.cross_entropy(logits.flatten(0, 1), goal.flatten(), reduction="none").view_as(free)
    leak = capped(canvas[:, asked] @ table.T).logsumexp(-1) - logits[:, asked].logsumexp(-1)
    leak = (leak * free[:, asked]).sum() / free[:, asked].sum()
    loss = (nats * free).sum() / free.sum() + leak
    with torch.no_grad():
        logs = (logits.detach() / heat).log_softmax(-1)
        probs = torch.where(free[..., None], logs.exp(), F.one_hot(goal, 18))
        entropy = -(probs * logs).sum(-1) * free
        draft = torch.where(free, FIRST + 18 * torch.arange(81) + logits.argmax(-1), lesson.clean)
        signal = torch.einsum("bck,ckh->bch", probs.to(own.dtype), own) * table.shape[1] ** 0.5
    return loss, leak.detach(), draft, entropy, signal


def stepped(lesson: Lesson, draft: Tensor, entropy: Tensor, signal: Tensor) -> Lesson:
    """After a step of the sampler: the surest of the draft stands, as much as the bound allows, the rest is noise."""
    surest, order = entropy.sort(-1)
    accepted = torch.zeros_like(lesson.locked).scatter(-1, order, surest.cumsum(-1) - surest <= lesson.bound)
    noisy = torch.where(accepted, draft, torch.randint_like(draft, SIZE))
    noisy = torch.where(lesson.locked, lesson.clean, noisy)
    return lesson._replace(noisy=noisy, signal=signal, seen=lesson.seen + 1)


class Trainer(Training):
    """Lessons of puzzles; `mean` is the moving mean of the weights, and what is kept for use."""

    STEP_SECONDS, SAVE_SECONDS = 10, 180

    def __init__(self, args: argparse.Namespace) -> None:
        torch.manual_seed(args.seed)
        self.args = args
        self.tokenizer, self.kept = make_tokenizer(), families(args.folder, args.families)
        self.model = new_model(args.hidden, args.layers)
        optimizers = muon(self.model, args.rate, ("vision", "router"))
        super().__init__(args.folder, args.minutes, args.rate, optimizers)
        self.mean = copy.deepcopy(self.model)
        self.losses = torch.compile(losses, dynamic=False) if args.compile else losses
        self.lessons: list[Lesson] = []

    def lesson(self) -> Lesson:
        """The lesson whose turn it is, puzzles that are done replaced by fresh ones."""
        hidden = self.model.config.text_config.hidden_size
        if len(self.lessons) < POOL:
            return draw_lesson(self.kept, BATCH, self.progress(), hidden)
        lesson = self.lessons.pop(0)
        right = (lesson.noisy == lesson.clean).all(-1)
        done = ((lesson.seen >= VISITS) | right).nonzero()[:, 0]
        if len(done):
            fresh = draw_lesson(self.kept, len(done), self.progress(), hidden)
            lesson = Lesson(*(old.index_copy(0, done, new) for old, new in zip(lesson, fresh, strict=True)))
        return lesson

    def next_step(self) -> dict[str, float]:
        """One update; returns its figures."""
        lesson = self.lesson()
        heat = torch.empty(BATCH, 1, 1).uniform_(*HEATS)
        asked = torch.randperm(81)[:ASKED]
        loss, leak, draft, entropy, signal = self.losses(self.model, lesson, heat, asked)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.lessons.append(stepped(lesson, draft, entropy, signal))
        self.update()
        self._average()
        free, good = ~lesson.locked, draft == lesson.clean
        first = lesson.seen == 0
        return {
            "loss": loss.item(), "leak": leak.item(), "norm": norm.item(),
            "right": (good & free).sum().item() / free.sum().item(), "exact": good.all(-1).float().mean().item(),
            "seen": lesson.seen.float().mean().item(),
            "fresh": int(first.sum()), "at once": int(good.all(-1)[first].sum()),
        }  # fmt: skip

    @torch.no_grad()
    def _average(self) -> None:
        """The mean looks back over a tenth of the steps so far, and at most over some 500."""
        pairs = zip(self.mean.parameters(), self.model.parameters(), strict=True)
        share = max(1 - MEAN, 10 / (10 + self.step))
        for mean, new in pairs:
            mean.lerp_(new, share)

    def learned(self) -> dict[str, torch.nn.Module]:
        return {"model": self.model, "mean": self.mean}

    def export(self) -> None:
        export(self.mean, self.tokenizer, self.folder / "weights")

    def reseed(self) -> None:
        torch.manual_seed(self.args.seed + self.step)


def export(model, tokenizer, folder: Path) -> None:
    """Write what `diffusion.model.load` reads: bf16 weights, tokenizer with chat template, generation defaults."""
    copy.deepcopy(model).to(torch.bfloat16).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    defaults = {
        "bos_token_id": 2, "pad_token_id": 0, "eos_token_id": 1,
        "max_new_tokens": 81, "max_denoising_steps": 64,
        "sampler_config": {"_cls_name": "EntropyBoundSamplerConfig", "entropy_bound": 2.0},
        "t_min": 0.9, "t_max": 1.0, "stability_threshold": 1, "confidence_threshold": 0.06,
    }  # fmt: skip
    (folder / "generation_config.json").write_text(json.dumps(defaults, indent=2) + "\n")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=float, default=56, help="training time, compilations aside")
    parser.add_argument(
        "--folder", type=Path, default=Path("runs/sudoku"), help="puzzles, checkpoint, log, weights"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=3e-3, help="largest learning rate")
    parser.add_argument("--hidden", type=int, default=96)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--families", type=int, default=2600, help="solved boards that all puzzles come from")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--compile", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    args.folder.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(args)
    trainer.resume()
    trainer.run()


if __name__ == "__main__":
    main()
