"""The reference, once: our loop and diffusers.DiffusionGemmaPipeline walk through the same canvases."""

from copy import deepcopy
from dataclasses import replace
from functools import cache

import pytest
import torch
from diffusers import (
    BlockRefinementScheduler,
    DiffusionGemmaPipeline,
    DiscreteDDIMScheduler,
    EntropyBoundScheduler,
)

from gdiff_core.diffusion import model as models
from gdiff_core.diffusion.denoise import denoise
from gdiff_core.diffusion.model import Model
from gdiff_core.records import Commit, Frame, Request, Settings
from tests import tiny

BLOCKS = 3
PROMPT = "page: amber cream sans plain even centred, button offer, about 1, offer 5, hours 3"


@cache
def load(name: str) -> Model:
    # Sharp and a little restless: the toy's blocks converge by themselves, after different numbers of steps.
    if name == "bundled":
        model = models.load(str(models.BUNDLED))
    else:
        module = tiny.module(sharpness=20.0, unrest=0.5)
        # In bf16 many logits tie: both sides must take the same of two equals.
        module = deepcopy(module).bfloat16() if name == "tiny in bf16" else module
        model = models.wrap(module, tiny.tokenizer(), name)
    # The pipeline knows one end token, we know several: run through all blocks on both sides.
    return replace(model, end_tokens=frozenset())


def settings_for(model: Model, scheduler: str) -> Settings:
    """Such that every block converges: a bundled model that doubts is asked coolly and stopped early."""
    bundled = model.info.bundled
    # The pipeline takes one temperature for the two schedulers that do not anneal their own.
    if scheduler == "entropy_bound":
        heat = {"t_max": 0.3, "t_min": 0.1} if bundled else {"t_max": 0.8, "t_min": 0.4}
    else:
        heat = {"t_max": 0.2, "t_min": 0.2} if bundled else {"t_max": 0.6, "t_min": 0.6}
    return Settings(
        seed=3,
        steps=48,
        max_tokens=BLOCKS * model.info.canvas_length,
        entropy_bound=20.0 if bundled else 1.0,
        confidence=(1.0 if bundled else 0.3) if scheduler == "entropy_bound" else (4.0 if bundled else 1.5),
        scheduler=scheduler,
        **heat,
    )


def reference(model: Model, settings: Settings) -> tuple[list[list[torch.Tensor]], torch.Tensor]:
    """The pipeline's canvases [C] after each step of each block, and the text it committed [blocks * C]."""
    scheduler = {
        "entropy_bound": EntropyBoundScheduler(settings.entropy_bound, settings.t_max, settings.t_min),
        "block_refinement": BlockRefinementScheduler(),
        "discrete_ddim": DiscreteDDIMScheduler(),
    }[settings.scheduler]
    blocks: list[list[torch.Tensor]] = []

    def keep(pipeline, step, index, tensors):
        if index == 0:
            blocks.append([])
        blocks[-1].append(tensors["canvas"][0].cpu().clone())
        return tensors

    pipeline = DiffusionGemmaPipeline(model.module, scheduler, model.tokenizer)
    pipeline.set_progress_bar_config(disable=True)
    output = pipeline(
        prompt=PROMPT,
        gen_length=settings.max_tokens,
        num_inference_steps=settings.steps,
        temperature=settings.t_max,
        eos_early_stop=False,
        stability_threshold=settings.stability,
        confidence_threshold=settings.confidence,
        generator=torch.Generator(model.device).manual_seed(settings.seed),
        output_type="seq",
        callback_on_step_end=keep,
    )
    return blocks, output.sequences[0].cpu()


@pytest.mark.parametrize("scheduler", ["entropy_bound", "block_refinement", "discrete_ddim"])
@pytest.mark.parametrize("name", ["tiny", "tiny in bf16", "bundled"])
def test_same_canvas_after_every_step(name: str, scheduler: str) -> None:
    model = load(name)
    settings = settings_for(model, scheduler)
    expected, committed = reference(model, settings)
    events = list(denoise(model, Request(PROMPT, settings)))
    commits = [event for event in events if isinstance(event, Commit)]

    assert [commit.converged for commit in commits] == [True] * BLOCKS
    assert [commit.steps for commit in commits] == [len(block) for block in expected]
    for frame in (event for event in events if isinstance(event, Frame)):
        assert list(frame.canvas) == expected[frame.block][frame.step - 1].tolist(), (frame.block, frame.step)
    assert [token for commit in commits for token in commit.tokens] == committed.tolist()


@pytest.mark.parametrize("scheduler", ["entropy_bound", "block_refinement", "discrete_ddim"])
def test_the_toy_ends_its_blocks_at_different_steps(scheduler: str) -> None:
    """Else the parity test would not see adaptive stopping."""
    model = load("tiny")
    events = denoise(model, Request(PROMPT, settings_for(model, scheduler)))
    steps = [event.steps for event in events if isinstance(event, Commit)]
    assert len(set(steps)) > 1 and max(steps) < 48
