"""A pass of the decoder, recorded once a block and replayed: as one CUDA graph, its 4,500 kernels are launched at once.

Within a block the KV cache stays as it is, so a graph over it runs the kernels of the pass that it was recorded from,
on the same memory: the frames are those without. transformers' own way is none, a static cache and one graph for all
blocks: its decoder (5.23.0) goes wrong as soon as the window of the sliding layers is full, as `append_to_cache` puts
the canvas at the layer's `cumulative_length`, which stops counting there (a test shows it).
"""

import logging
from collections.abc import Callable
from time import perf_counter

import torch

log = logging.getLogger(__name__)

Run = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
Record = Callable[[Run, torch.Tensor, torch.Tensor], Callable[[], torch.Tensor]]
"""(run, its two inputs) -> what runs it again on what these two tensors hold by then."""

PAYS = 8
"""Passes within which a recording must have saved the time that it took: a block takes up to 48."""


class Recorded:
    """A function of two tensors, recorded with the first that it is given."""

    def __init__(self, run: Run, record: Record, *inputs: torch.Tensor) -> None:
        self._inputs = [tensor.clone() for tensor in inputs]
        self._replay = record(run, *self._inputs)

    def __call__(self, *inputs: torch.Tensor) -> torch.Tensor:
        for own, given in zip(self._inputs, inputs, strict=True):
            own.copy_(given)
        return self._replay().clone()  # the next replay writes there again


def cuda_graph(run: Run, *inputs: torch.Tensor) -> Callable[[], torch.Tensor]:
    """Record on CUDA. Who calls has run it before: a first pass sets libraries up, which cannot be recorded."""
    graph = torch.cuda.CUDAGraph()
    # a recording that fails leaves this thread on its own stream, and the outer context leads back
    with (
        torch.cuda.stream(torch.cuda.current_stream()),
        torch.cuda.graph(graph, capture_error_mode="thread_local"),
    ):
        made = run(*inputs)

    def replay() -> torch.Tensor:
        graph.replay()
        return made

    return replay


@torch.inference_mode()
def tried(run: Run, *inputs: torch.Tensor) -> Record | None:
    """How to record such passes on CUDA; None where that fails, or does not pay."""
    try:
        plain = _seconds(run, *inputs)
        start = perf_counter()
        recorded = Recorded(run, cuda_graph, *inputs)
        cost, fast = perf_counter() - start, _seconds(recorded, *inputs)
    except Exception:  # an operation that waits for the GPU, memory, a driver: dozens of kinds
        log.warning(
            "Passes cannot be recorded as CUDA graphs here; they take a little longer.", exc_info=True
        )
        return None
    log.info("A pass: %.1f ms, recorded %.1f; to record it %.1f.", *(1000 * t for t in (plain, fast, cost)))
    return cuda_graph if cost < PAYS * (plain - fast) else None


def _seconds(run: Run, *inputs: torch.Tensor, times: int = 5) -> float:
    """Of a pass, after three of them."""
    for _ in range(3):
        run(*inputs)
    torch.cuda.synchronize()
    start = perf_counter()
    for _ in range(times):
        run(*inputs)
    torch.cuda.synchronize()
    return (perf_counter() - start) / times
