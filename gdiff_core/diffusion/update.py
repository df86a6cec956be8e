"""What a step makes of a prediction: the update of a diffusers scheduler, or the same, fused.

A scheduler takes the logits as a whole, and again and again: seven tensors of C x V, and each of them crosses the
memory several times. Fused, the logits stay as the head wrote them (in the model's dtype, the rows that may change
alone), a few rows at a time are reduced to what is asked of them, and their probabilities take their place; what the
next step is told of them is C x H. Draft, entropy and acceptance are the scheduler's, bit for bit where nothing is
compiled; a token is drawn with its probabilities, by one number a row.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import torch

from gdiff_core.diffusion.canvas import Canvas
from gdiff_core.diffusion.model import Certain, Context
from gdiff_core.errors import ModelError
from gdiff_core.records import Settings

# Far below every logit (they are soft-capped at 30), and finite so that no entropy becomes NaN.
_NEVER = -1e4
_ROWS, _COMPILED_ROWS = 8, 64
"""Reduced at once: few enough that what lies between stays in a cache (8 MiB a tensor at 262,144 tokens); compiled,
when little lies between, enough for all of a GPU. A compiled graph has one shape, so rows are filled up to it."""
_GROUP = 512
"""Tokens whose probabilities are summed before a draw looks for one of them."""

NOT_FINITE = (
    "The model's predictions are no numbers (NaN or infinite): its weights are damaged, or too large for the number "
    "format. Download the checkpoint again, or load another one."
)

log = logging.getLogger(__name__)

Conditioning = torch.Tensor | Certain | None
"""What the model is told of the step before: logits [1, C, V], or soft embeddings [1, C, H] of a fused update."""


@dataclass(frozen=True, slots=True)
class Update:
    """What became of a prediction. C canvas positions."""

    canvas: torch.LongTensor
    """[1, C]"""
    accepted: torch.BoolTensor
    """[1, C]"""
    draft: torch.LongTensor
    """[C] the most likely tokens."""
    entropy: torch.Tensor
    """[C] nats, of the distribution the candidates were drawn from."""
    stays: torch.Tensor
    """[C] probability of the token that was predicted from."""
    conditioning: torch.Tensor
    """Of the same distribution, for the next step."""


Step = Callable[[int, torch.LongTensor, Conditioning, torch.Generator], Update]
"""(index from 0, canvas [1, C], conditioning, generator) -> update: a pass of the model and what is made of it."""


def stepping(context: Context, canvas: Canvas, settings: Settings, vocab_size: int) -> Step:
    """How the steps of a block that begins with `canvas` are taken.

    Fused on CUDA, unless the settings want the scheduler; the two schedulers that keep books are diffusers' always, and
    Apple's MPS has no fp64 to draw by.
    """
    device = canvas.tokens.device.type
    scheduled = device != "cuda" if settings.parity is None else settings.parity
    if scheduled or settings.scheduler != "entropy_bound" or device == "mps":
        return _scheduled(context, canvas, settings)
    return _fused(context, canvas, settings, vocab_size)


# --- diffusers ---

_Scheduler = Callable[
    [torch.Tensor, int, torch.LongTensor, torch.Generator], tuple[torch.Tensor, torch.Tensor, torch.Tensor]
]
"""(logits [1, C, V], index, canvas [1, C], generator) -> canvas, accepted [1, C], logits it drew from [1, C, V]."""


def _scheduled(context: Context, canvas: Canvas, settings: Settings) -> Step:
    makers = {
        "entropy_bound": _entropy_bound,
        "block_refinement": _block_refinement,
        "discrete_ddim": _discrete_ddim,
    }
    clamp, update = _clamp(canvas), makers[settings.scheduler](settings, canvas.tokens)

    def step(index, tokens, conditioning, generator):
        predicted = clamp(context.predict(tokens, conditioning))
        try:
            after, accepted, logits = update(predicted, index, tokens, generator)
        except (RuntimeError, ValueError) as error:  # as the draw of a token refuses them
            if torch.isfinite(predicted).all():
                raise
            raise ModelError(NOT_FINITE) from error
        logs = torch.log_softmax(logits[0].float(), dim=-1)
        entropy = -torch.linalg.vecdot(logs.exp(), logs)
        draft = logits[0].max(-1).indices  # the first of equals, as argmax, in a third of its time
        stays = logs.gather(-1, tokens[0, :, None])[:, 0].exp()
        return Update(after, accepted, draft, entropy, stays, logits)

    return step


def _clamp(canvas: Canvas) -> Callable[[torch.Tensor], torch.Tensor]:
    """Force logits [1, C, V], in place, to the canvas's token wherever it is locked."""
    rows = canvas.locked[0].nonzero()[:, 0]
    tokens = canvas.tokens[0, rows]

    def clamp(logits: torch.Tensor) -> torch.Tensor:
        logits[0, rows] = _NEVER
        logits[0, rows, tokens] = 0.0
        return logits

    return clamp if len(rows) else lambda logits: logits


def _entropy_bound(settings: Settings, tokens: torch.LongTensor) -> _Scheduler:
    from diffusers.schedulers.scheduling_entropy_bound import EntropyBoundScheduler

    scheduler = EntropyBoundScheduler(settings.entropy_bound, settings.t_max, settings.t_min)
    scheduler.set_timesteps(settings.steps, tokens.device)

    def update(logits, index, canvas, generator):
        found = scheduler.step(logits, index, canvas, generator=generator)
        return found.prev_sample, found.accepted_index, found.pred_logits

    return update


def _block_refinement(settings: Settings, tokens: torch.LongTensor) -> _Scheduler:
    from diffusers.schedulers.scheduling_block_refinement import BlockRefinementScheduler

    scheduler = BlockRefinementScheduler()
    scheduler.set_timesteps(settings.steps, tokens.device, block_length=tokens.shape[1])
    committed = torch.zeros_like(tokens, dtype=torch.bool)

    def update(logits, index, canvas, generator):
        heat = _temperature(settings, index)
        found = scheduler.step(logits, index, canvas, temperature=heat, generator=generator)
        committed.logical_or_(found.transfer_index)
        return found.prev_sample, committed, found.pred_logits

    return update


def _discrete_ddim(settings: Settings, tokens: torch.LongTensor) -> _Scheduler:
    from diffusers.schedulers.scheduling_discrete_ddim import DiscreteDDIMScheduler

    scheduler = DiscreteDDIMScheduler()
    scheduler.set_timesteps(settings.steps, tokens.device)

    def update(logits, index, canvas, generator):
        heat = _temperature(settings, index)
        found = scheduler.step(logits, index, canvas, temperature=heat, generator=generator)
        return found.prev_sample, found.prev_sample == found.pred_logits.max(-1).indices, found.pred_logits

    return update


def _temperature(settings: Settings, index: int) -> float:
    """Linear from `t_max` at the first step towards `t_min`, as EntropyBoundScheduler does by itself."""
    left = (settings.steps - index) / settings.steps
    return settings.t_min + (settings.t_max - settings.t_min) * left


# --- fused ---


def _fused(context: Context, canvas: Canvas, settings: Settings, vocab_size: int) -> Step:
    """EntropyBoundScheduler's step: what is locked takes no part, as it is certain and adds no entropy."""
    free = (~canvas.locked[0]).nonzero()[:, 0]
    device = free.device

    def step(index, tokens, conditioning, generator):
        logits = context.rows(tokens, conditioning, _filled(free))
        heat = torch.tensor(_temperature(settings, index), device=device)
        # a finer grain than fp32's, or the rarest of 262,144 tokens could not be told apart
        dice = torch.rand(len(free), dtype=torch.float64, device=device, generator=generator)
        found = _reduced(logits, tokens[0, free], dice, heat, context.cap)
        draft, drawn = canvas.tokens[0].clone(), canvas.tokens[0].clone()
        entropy = torch.zeros(draft.shape, device=device)
        stays = (tokens == canvas.tokens)[0].float()
        draft[free], entropy[free], stays[free], drawn[free] = found
        accepted = _accepted(entropy, settings.entropy_bound)[None]
        random = torch.randint(0, vocab_size, tokens.shape, device=device, generator=generator)
        after = torch.where(accepted, drawn[None], random)
        signal = context.embed(canvas.tokens)
        signal[0, free] = context.blend(logits[: len(free)])
        return Update(after, accepted, draft, entropy, stays, signal)

    return step


def _accepted(entropy: torch.Tensor, bound: float) -> torch.BoolTensor:
    """[C] the surest, as long as the entropy of those before each is within the bound (arXiv:2505.24857)."""
    ordered, order = entropy.sort()
    return torch.zeros_like(order, dtype=torch.bool).scatter(0, order, ordered.cumsum(0) - ordered <= bound)


def _filled(rows: torch.LongTensor) -> torch.LongTensor:
    """Rows, and where graphs are compiled the first ones' position again up to a whole number of chunks."""
    missing = -len(rows) % _COMPILED_ROWS if rows.is_cuda else 0
    return torch.nn.functional.pad(rows, (0, missing))


def _reduced(
    logits: torch.Tensor,
    before: torch.LongTensor,
    dice: torch.Tensor,
    heat: torch.Tensor,
    cap: float | None,
) -> tuple[torch.Tensor, ...]:
    """`reduce` over chunks of the rows; R of them are asked for, more may have been filled up."""
    count, size = len(before), _COMPILED_ROWS if logits.is_cuda else _ROWS
    missing = len(logits) - count
    before, dice = (torch.nn.functional.pad(each, (0, missing)) for each in (before, dice))
    reduce_chunk = _reducer(logits.device.type)
    chunks = zip(*(each.split(size) for each in (logits, before, dice)), strict=True)
    found = [reduce_chunk(*chunk, heat, cap) for chunk in chunks]
    return tuple(torch.cat(each)[:count] for each in zip(*found, strict=True))


def reduce(
    logits: torch.Tensor, before: torch.LongTensor, dice: torch.Tensor, heat: torch.Tensor, cap: float | None
) -> tuple[torch.Tensor, ...]:
    """All that a step asks of some rows of logits; their probabilities take the logits' place.

    Args:
        logits: [R, V], as the head wrote them, before the soft cap.
        before: [R] the tokens that were predicted from.
        dice: [R] in [0, 1), fp64.
        heat: a number, the temperature.
        cap: of the logits; None: they have none.

    Returns:
        [R] each: draft, entropy, probability of `before`, and a token drawn.
    """
    scaled = logits.float()
    if cap:
        scaled = torch.tanh(scaled / cap) * cap
    scaled = scaled / heat
    draft = scaled.max(-1).indices
    # to the bit as torch.distributions.Categorical has it
    scaled = scaled - scaled.logsumexp(-1, keepdim=True)
    chances = scaled.softmax(-1)
    entropy = -(scaled * chances).sum(-1)
    stays = chances.gather(-1, before[:, None])[:, 0]
    drawn = draw(chances, dice)
    logits.copy_(chances)
    return draft, entropy, stays, drawn


def draw(chances: torch.Tensor, dice: torch.Tensor) -> torch.LongTensor:
    """[R] the first token up to which the probabilities [R, V] come to more than the share `dice` [R] of them all.

    They are read once, to be summed in groups; the second look is at one group a row.
    """
    size = chances.shape[-1]
    even = torch.nn.functional.pad(chances, (0, -size % _GROUP)) if size % _GROUP else chances
    groups = even.unflatten(-1, (-1, _GROUP))
    group, rest = _within(groups.sum(-1).double(), dice)
    member, _ = _within(groups[torch.arange(len(group), device=group.device), group].double(), rest)
    return group * _GROUP + member


def _within(masses: torch.Tensor, share: torch.Tensor) -> tuple[torch.LongTensor, torch.Tensor]:
    """Where in masses [R, N] a share [R] of all is reached, never at a mass of 0, and which share of that one's own."""
    sums = masses.cumsum(-1)
    # a little less than 1, or the product could be rounded up to all there is
    wanted = share.clamp(max=1 - 2**-50)[:, None] * sums[:, -1:]
    at = (sums <= wanted).sum(-1, keepdim=True)
    own, end = masses.gather(-1, at), sums.gather(-1, at)
    return at[:, 0], ((wanted - end + own) / own).clamp(min=0)[:, 0]


@cache
def _reducer(device: str) -> Callable[..., tuple[torch.Tensor, ...]]:
    """`reduce`; on CUDA TorchInductor makes kernels of it that write no copy of the logits between."""
    if device != "cuda":
        return reduce
    ways = [torch.compile(reduce, fullgraph=True, dynamic=False), reduce]

    def first_way_that_works(*args, **named):
        try:
            return ways[0](*args, **named)
        except Exception:  # no Triton, no C compiler, a driver too old: dozens of kinds
            if len(ways) == 1:
                raise
            del ways[0]
            log.warning("The step is not compiled here, and takes a little longer.", exc_info=True)
            return reduce(*args, **named)

    return first_way_that_works
