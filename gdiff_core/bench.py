"""Measurements of the engine. Each is a function; `measure` gathers them for one line of JSON."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING, Any

from gdiff_core.records import Request, Settings

if TYPE_CHECKING:
    from gdiff_core.diffusion.model import Model

PROMPT = "A page for a small bakery called Morning Crumb, warm colours, with opening hours."
BLOCKS, STEPS = 2, 10
"""Of one timed run in the comparison."""


def measure(model: "Model", *, pairs: int, pages: int) -> dict[str, Any]:
    """All figures of the engine on this machine, now."""
    info = model.info
    return {
        "model": info.name,
        "device": info.device,
        "dtype": info.dtype,
        "loop": loop_against_pipeline(model, pairs),
        "page": whole_pages(model, pages),
    }


def loop_against_pipeline(model: "Model", pairs: int) -> dict[str, Any]:
    """Our loop against `diffusers.DiffusionGemmaPipeline`: the same steps, paired, the order alternating.

    No block may end early (confidence 0) and no turn may end, so both sides take `BLOCKS * STEPS` steps.
    """
    request = Request(PROMPT, _endless(model))
    model = replace(model, end_tokens=frozenset())
    runs = (_our_run(model, request), _pipeline_run(model, request))
    for run in runs:  # allocations, lazy imports
        run(0)
    seconds = [_timed_pair(runs, seed) for seed in range(pairs)]
    steps = BLOCKS * STEPS
    return {
        "steps": steps,
        "ratio": _spread([ours / theirs for ours, theirs in seconds]),
        "steps_per_second": _spread([steps / ours for ours, _ in seconds]),
        "pipeline_steps_per_second": _spread([steps / theirs for _, theirs in seconds]),
    }


def whole_pages(model: "Model", seeds: int) -> dict[str, Any]:
    """Request to finished page with the model's own settings, one run a seed."""
    from gdiff_core.diffusion.denoise import denoise, summarize

    requests = [Request(PROMPT, replace(model.defaults, seed=seed)) for seed in range(seeds)]
    runs = [summarize(model, request, denoise(model, request)) for request in requests]
    return {
        "seconds": _spread([run.seconds for run in runs]),
        "steps": _spread([float(sum(run.steps)) for run in runs]),
        "tokens_per_second": _spread([run.tokens_per_second for run in runs]),
        "complete": sum(run.complete for run in runs),
        "of": seeds,
    }


def _endless(model: "Model") -> Settings:
    length = BLOCKS * model.info.canvas_length
    return replace(model.defaults, steps=STEPS, max_tokens=length, confidence=0.0)


def _our_run(model: "Model", request: Request) -> Callable[[int], None]:
    from gdiff_core.diffusion.denoise import denoise

    def run(seed: int) -> None:
        seeded = replace(request, settings=replace(request.settings, seed=seed))
        for _ in denoise(model, seeded):
            pass

    return run


def _pipeline_run(model: "Model", request: Request) -> Callable[[int], None]:
    import torch
    from diffusers import DiffusionGemmaPipeline, EntropyBoundScheduler

    settings = request.settings
    scheduler = EntropyBoundScheduler(settings.entropy_bound, settings.t_max, settings.t_min)
    pipeline = DiffusionGemmaPipeline(model.module, scheduler, model.tokenizer)
    pipeline.set_progress_bar_config(disable=True)

    def run(seed: int) -> None:
        pipeline(
            prompt=request.prompt,
            gen_length=settings.max_tokens,
            num_inference_steps=settings.steps,
            eos_early_stop=False,
            stability_threshold=settings.stability,
            confidence_threshold=settings.confidence,
            generator=torch.Generator(model.device).manual_seed(seed),
            output_type="seq",
        )

    return run


def _timed_pair(runs: Sequence[Callable[[int], None]], seed: int) -> list[float]:
    """Seconds of each run, in the order given; every other time the last one goes first."""
    seconds = {}
    for run in runs if seed % 2 == 0 else reversed(runs):
        start = perf_counter()
        run(seed)
        seconds[run] = perf_counter() - start
    return [seconds[run] for run in runs]


def _spread(values: list[float]) -> dict[str, float]:
    """Median and quartiles, four digits."""
    low, _, high = quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
    return {"median": round(median(values), 4), "q1": round(low, 4), "q3": round(high, 4), "n": len(values)}
