"""The fused update against diffusers' scheduler: the same draft, entropy and acceptance, the same chances."""

import math
from copy import deepcopy
from dataclasses import replace
from functools import cache, partial

import pytest
import torch
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from torch.distributions import Categorical

from gdiff_core import bench
from gdiff_core.diffusion import model as models
from gdiff_core.diffusion import update
from gdiff_core.diffusion.canvas import Canvas, lock, noise
from gdiff_core.diffusion.denoise import denoise
from gdiff_core.records import Commit, Frame, Request, Settings
from tests import tiny


@cache
def load(name: str) -> models.Model:
    if name == "bundled":
        return models.load(str(models.BUNDLED))
    module = tiny.module(sharpness=20.0, unrest=0.5)
    return models.wrap(deepcopy(module).bfloat16() if "bf16" in name else module, tiny.tokenizer(), name)


def reading(model: models.Model) -> models.Context:
    context = model.context()
    context.read(list(range(10, 80)))
    return context


def canvas_of(model: models.Model, seed: int, locks: bool) -> Canvas:
    length, dice = model.info.canvas_length, torch.Generator().manual_seed(seed)
    canvas = noise(length, model.info.vocab_size, dice)
    return lock(canvas, torch.full((1, length), 40), torch.arange(length)[None] % 3 == 0) if locks else canvas


@pytest.mark.parametrize("locks", [False, True])
@pytest.mark.parametrize("name", ["tiny", "tiny in bf16", "bundled"])
@torch.inference_mode()
def test_draft_entropy_and_acceptance_are_the_schedulers(name: str, locks: bool) -> None:
    model = load(name)
    context, size, accepted = reading(model), model.info.vocab_size, set()
    for seed, bounds in enumerate(((0.05, 20.0), (1.0,))):
        canvas = canvas_of(model, seed, locks)
        for bound in bounds:
            chosen = Settings(entropy_bound=bound)
            theirs = update._scheduled(context, canvas, chosen)
            ours = update._fused(context, canvas, chosen, size)
            told = None, None
            for index, tokens in enumerate((canvas.tokens, canvas_of(model, seed + 9, locks).tokens)):
                dice = torch.Generator().manual_seed(seed)
                wanted = theirs(index, tokens, told[0], dice)
                found = ours(index, tokens, told[1], dice)
                assert torch.equal(found.draft, wanted.draft)
                assert torch.equal(found.entropy, Categorical(logits=wanted.conditioning[0]).entropy())
                assert torch.equal(found.accepted, wanted.accepted)
                torch.testing.assert_close(found.stays, wanted.stays, atol=1e-6, rtol=0)
                told = wanted.conditioning, decoders_own(context, wanted.conditioning)
                torch.testing.assert_close(found.conditioning, told[1], atol=1e-3, rtol=1e-2)
                accepted.add(int(found.accepted.sum()))
    assert len(accepted) > 1


def decoders_own(context: models.Context, logits: torch.Tensor) -> torch.Tensor:
    """The soft embeddings that transformers' decoder makes of logits [1, C, V]."""
    seen = []
    hook = context._decoder.self_conditioning.register_forward_pre_hook(
        lambda _, given: seen.append(given[1])
    )
    context.predict(torch.zeros(logits.shape[:2], dtype=torch.long), logits)
    hook.remove()
    return seen[0]


@torch.inference_mode()
def test_what_is_settled_is_told_as_logits_would_tell_it() -> None:
    model = load("tiny")
    context, canvas = reading(model), canvas_of(model, 0, False)
    settled = torch.arange(tiny.CANVAS_LENGTH)[None] < 5
    logits = update._clamp(Canvas(canvas.tokens, settled))(torch.zeros(1, tiny.CANVAS_LENGTH, 263))
    told = models.Certain(canvas.tokens, 5)
    torch.testing.assert_close(context.signal(told), decoders_own(context, logits))
    wanted = context.predict(canvas.tokens, logits)
    torch.testing.assert_close(context.predict(canvas.tokens, told), wanted)
    rows = context.rows(canvas.tokens, told, torch.tensor([3, 30]))
    torch.testing.assert_close(torch.tanh(rows / context.cap) * context.cap, wanted[0, [3, 30]])


# --- draws ---


@pytest.mark.parametrize("size", [3, 512, 1300])
def test_tokens_are_drawn_with_their_probabilities(size: int) -> None:
    """Chi-square over 100,000 draws; at three deviations above its mean a right one fails once in some 300 seeds."""
    dice, count = torch.Generator().manual_seed(size), 100_000
    chances = (2 * torch.randn(1, size, generator=dice)).softmax(-1)
    rows = chances.expand(count // 50, size)
    draws = [update.draw(rows, torch.rand(len(rows), dtype=torch.float64, generator=dice)) for _ in range(50)]
    found = torch.bincount(torch.cat(draws), minlength=size)
    common = (chances[0] * count) > 5
    expected = chances[0, common] * count
    statistic = ((found[common] - expected) ** 2 / expected).sum().item()
    freedom = int(common.sum()) - 1
    assert statistic < freedom + 3 * math.sqrt(2 * freedom)
    rare = count * (1 - chances[0, common].sum().item())
    assert abs(found[~common].sum().item() - rare) <= 4 * math.sqrt(rare + 1)


@hypothesis_settings(max_examples=60, deadline=None)
@given(
    size=st.integers(1, 1500),
    share=st.floats(0, 1, exclude_max=True),
    few=st.integers(1, 4),
    seed=st.integers(0, 999),
)
def test_a_draw_is_where_the_sum_reaches_the_share_and_never_of_no_chance(
    size: int, share: float, few: int, seed: int
) -> None:
    dice = torch.Generator().manual_seed(seed)
    chances = torch.zeros(1, size)
    at = torch.randint(0, size, (few,), generator=dice)
    chances[0, at] = torch.rand(few, generator=dice) + 1e-3
    chances /= chances.sum()
    token = update.draw(chances, torch.tensor([share], dtype=torch.float64)).item()
    sums = chances[0].double().cumsum(0) / chances.double().sum()
    assert chances[0, token] > 0
    assert sums[token] >= share - 1e-6 and sums[token] - chances[0, token] <= share + 1e-6


def test_a_graph_can_be_made_of_all_of_it() -> None:
    """No branch that depends on a value: what TorchInductor compiles on CUDA is one piece."""
    compiled = torch.compile(update.reduce, fullgraph=True, dynamic=False, backend="aot_eager")
    dice = torch.Generator().manual_seed(0)
    logits = 8 * torch.randn(16, 700, generator=dice)
    asked = torch.randint(0, 700, (16,), generator=dice), torch.rand(16, dtype=torch.float64, generator=dice)
    with torch.inference_mode():
        for heat in (torch.tensor(0.8), torch.tensor(0.4)):
            one, other = logits.clone(), logits.clone()
            for found, wanted in zip(
                compiled(one, *asked, heat, 30.0), update.reduce(other, *asked, heat, 30.0), strict=True
            ):
                torch.testing.assert_close(found, wanted)
            torch.testing.assert_close(one, other)


# --- a whole run ---


def run(model: models.Model, **chosen) -> list[Frame | Commit]:
    events = denoise(model, Request("a bakery", Settings(max_tokens=64, steps=6, **chosen)))
    return [replace(event, seconds=0.0) for event in events]


def test_on_the_cpu_the_scheduler_is_the_default_and_the_fused_update_a_choice() -> None:
    model = load("tiny")
    assert run(model) == run(model, parity=True)
    fused = run(model, parity=False)
    assert fused == run(model, parity=False) != run(model)
    first, theirs = fused[0], run(model)[0]
    assert (first.draft, first.accepted) == (theirs.draft, theirs.accepted)
    assert first.entropy == pytest.approx(theirs.entropy, abs=1e-5)


def test_what_is_locked_stays_in_a_fused_run() -> None:
    model = load("tiny")
    for every in (1, 3):
        events = denoise(
            model,
            Request("x", Settings(max_tokens=32, steps=3, parity=False)),
            canvases=lambda *_, every=every: lock(
                noise(32, 263, torch.Generator().manual_seed(0)),
                torch.full((1, 32), 40),
                torch.arange(32)[None] % every == 0,
            ),
        )
        for frame in (event for event in events if isinstance(event, Frame)):
            assert set(frame.canvas[::every]) == set(frame.draft[::every]) == {40}
            assert set(frame.entropy[::every]) == {0.0} and all(frame.accepted[::every])


def test_a_reduction_that_cannot_be_compiled_is_done_without(monkeypatch, caplog) -> None:
    def fail(*_):
        raise RuntimeError("no compiler")

    monkeypatch.setattr(torch, "compile", lambda *_, **__: fail)
    reducer = update._reducer.__wrapped__("cuda")
    logits, before = torch.randn(2, 9), torch.tensor([1, 2])
    asked = partial(reducer, before=before, dice=torch.rand(2).double(), heat=torch.tensor(1.0), cap=None)
    for _ in range(2):
        assert torch.equal(asked(logits.clone())[0], logits.argmax(-1))
    assert caplog.text.count("not compiled here") == 1


def test_at_the_real_vocabulary_a_step_holds_and_moves_little(monkeypatch) -> None:
    """Of 32 positions, with a cache for eight of them; the aims are those of 256."""
    monkeypatch.setattr(bench, "CACHE", 2**23)
    wide = deepcopy(tiny.config())
    wide.text_config.vocab_size = 262_144
    module = type(tiny.module())(wide).bfloat16().eval()
    model = models.wrap(module, tiny.tokenizer(), "wide")
    share = tiny.CANVAS_LENGTH / 256
    theirs, ours = (bench.step_memory(model, parity=parity) for parity in (True, False))
    assert theirs["held"] > 1.6 * share and theirs["moved"] > 8 * share
    assert ours["held"] < 0.6 * share and ours["moved"] < 2 * share
