"""Passes that are recorded. On the CPU a tape does it: the same operations again, whatever Python would do."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from functools import partial

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map
from transformers import DynamicCache, StaticCache

from gdiff_core.diffusion import model as models
from gdiff_core.diffusion import recorded
from gdiff_core.diffusion.denoise import denoise
from gdiff_core.diffusion.model import Model
from gdiff_core.records import Commit, Frame, Request, Settings
from tests import tiny

PROMPT = "A page for a small bakery called Morning Crumb, warm colours, opening hours, a map."


class Tape(TorchDispatchMode):
    """Operations in order, to be run again on what their inputs hold by then."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple] = []

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        made = function(*args, **(kwargs or {}))
        self.calls.append((function, args, kwargs or {}, made))
        return made

    def play(self, last: torch.Tensor) -> torch.Tensor:
        """What `last`, made when it was recorded, comes to now."""
        now: dict[int, torch.Tensor] = {}

        def current(leaf):
            return now.get(id(leaf), leaf)

        for function, args, kwargs, made in self.calls:
            again = function(*tree_map(current, args), **tree_map(current, kwargs))
            now |= {id(old): new for old, new in zip(tree_leaves(made), tree_leaves(again), strict=True)}
        return now[id(last)]


class Recorder:
    """As `cuda_graph`, on the CPU."""

    def __init__(self) -> None:
        self.recordings = self.replays = 0

    def __call__(self, run: recorded.Run, *inputs: torch.Tensor) -> Callable[[], torch.Tensor]:
        with Tape() as tape:
            made = run(*inputs)
        self.recordings += 1

        def replay() -> torch.Tensor:
            self.replays += 1
            return tape.play(made)

        return replay


def model_of(**chosen) -> Model:
    module = tiny.module(sharpness=20.0, unrest=0.5)
    return replace(models.wrap(module, tiny.tokenizer(), "tiny"), end_tokens=frozenset(), **chosen)


def run(model: Model, **chosen) -> list[Frame | Commit]:
    settings = Settings(max_tokens=4 * tiny.CANVAS_LENGTH, steps=12, parity=False, confidence=0.3, **chosen)
    return [replace(event, seconds=0.0) for event in denoise(model, Request(PROMPT, settings))]


@pytest.mark.parametrize("seed", [0, 1])
def test_frames_are_those_without(seed: int) -> None:
    """Over four blocks, the first of them behind a prompt that is longer than the sliding window."""
    recorder = Recorder()
    plain, fast = run(model_of(), seed=seed), run(model_of(record=recorder), seed=seed)
    assert fast == plain
    steps = [event.steps for event in plain if isinstance(event, Commit)]
    assert len(model_of().encode(PROMPT)) > 64 and len(steps) == 4
    # The first step knows no prediction before it, and the two after it are not recorded yet.
    assert recorder.replays == sum(max(0, count - 3) for count in steps) > 0
    assert recorder.recordings == sum(count > 3 for count in steps)


def test_what_cannot_be_recorded_is_run() -> None:
    def fail(*_):
        raise RuntimeError("out of memory")

    assert run(model_of(record=fail)) == run(model_of())


def test_without_a_gpu_nothing_is_tried() -> None:
    recorder = Recorder()
    model = model_of(record=recorder)
    assert model.tried() is model and recorder.recordings == 0


@pytest.mark.parametrize(
    ("plain", "fast", "cost", "pays"), [(23, 12, 60, True), (23, 12, 90, False), (9, 9, 1, False)]
)
def test_a_recording_must_pay(monkeypatch, plain: float, fast: float, cost: float, pays: bool) -> None:
    """Milliseconds, of a clock that only passes move."""
    clock = {"now": 0.0}

    def passes(took: float) -> torch.Tensor:
        clock["now"] += took
        return torch.zeros(1)

    def record(*_):
        passes(cost)
        return partial(passes, fast)

    monkeypatch.setattr(recorded, "perf_counter", lambda: clock["now"])
    monkeypatch.setattr(recorded, "cuda_graph", record)
    monkeypatch.setattr(torch.cuda, "synchronize", lambda: None)
    found = recorded.tried(lambda _: passes(plain), torch.zeros(1))
    assert found is (record if pays else None)


def test_a_trial_that_fails_is_told_to_the_log(monkeypatch, caplog) -> None:
    def fail(*_):
        raise RuntimeError("operation not permitted when stream is capturing")

    monkeypatch.setattr(recorded, "cuda_graph", fail)
    monkeypatch.setattr(torch.cuda, "synchronize", lambda: None)
    assert recorded.tried(lambda canvas: canvas, torch.zeros(1)) is None
    assert "cannot be recorded" in caplog.text


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_frames_on_a_gpu_are_those_without() -> None:
    module = deepcopy(tiny.module(sharpness=20.0, unrest=0.5)).bfloat16().cuda()
    model = replace(models.wrap(module, tiny.tokenizer(), "tiny"), end_tokens=frozenset())
    assert run(replace(model, record=recorded.cuda_graph)) == run(model)


# --- why not a static cache ---


@pytest.mark.parametrize(("length", "agrees"), [(20, True), (63, True), (64, False), (150, False)])
def test_transformers_static_cache_goes_wrong_when_the_sliding_window_is_full(
    length: int, agrees: bool
) -> None:
    """Prepared as DiffusionGemmaPipeline does. When this fails, one graph could serve all blocks."""
    module = tiny.module(sharpness=20.0, unrest=0.5)
    config, size = module.config.get_text_config(decoder=True), tiny.CANVAS_LENGTH
    dice = torch.Generator().manual_seed(1)
    ids, canvas = (torch.randint(7, 263, (1, count), generator=dice) for count in (length, size))
    growing, fixed = DynamicCache(config=config), StaticCache(config=config, max_cache_len=256)
    with torch.inference_mode():
        for cache in (growing, fixed):
            module.model.encoder(
                input_ids=ids, past_key_values=cache, position_ids=torch.arange(length)[None]
            )
        mask = module.model.decoder.create_diffusion_decoder_attention_mask(
            module.config,
            torch.empty(1, size, 0),
            fixed,
            torch.ones(1, length + size, dtype=torch.bool),
        )
        wanted = module(decoder_input_ids=canvas, past_key_values=growing).logits
        found = module(
            decoder_input_ids=canvas,
            past_key_values=fixed,
            decoder_attention_mask=mask,
            decoder_position_ids=torch.arange(length, length + size)[None],
        ).logits
    assert torch.allclose(found, wanted, atol=1e-3) is agrees
