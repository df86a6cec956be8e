"""Measurements of the engine. Each is a function; `measure` gathers them for one line of JSON."""

import copy
import random
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from statistics import median, quantiles
from time import perf_counter, thread_time
from typing import TYPE_CHECKING, Any

from gdiff_core.records import Commit, Edit, Frame, Message, Request, Settings

if TYPE_CHECKING:
    import torch

    from gdiff_core.diffusion.model import Model

PROMPT = "A page for a small bakery called Morning Crumb, warm colours, with opening hours."
TOLD = "page: amber cream sans plain even centred, button offer, about 1, offer 5, hours 3"
"""The same as the bundled model is told it."""
BLOCKS, STEPS = 2, 10
"""Of one timed run in the comparison."""
SIZES, LENGTH = (1_000, 9_000, 20_000, 37_000, 60_000), 256
"""Tokens, of the pages whose steps are timed, and of a canvas there."""
VOCABULARY, CACHE = 262_144, 2**25
"""Tokens of the 26B checkpoint; bytes up to which a tensor is taken to stay in a cache (an H100 has 50 MiB)."""
WORDS = re.compile(r"\w+|\s+|[^\w\s]")


def measure(model: "Model", *, pairs: int, pages: int) -> dict[str, Any]:
    """All figures of the engine on this machine, now."""
    info = model.info
    return {
        "model": info.name,
        "device": info.device,
        "dtype": info.dtype,
        "loop": loop_against_pipeline(model, pairs),
        "page": whole_pages(model, pages),
        "step": step_times(),
        "memory": {name: step_memory(model, parity=name == "scheduler") for name in ("scheduler", "fused")},
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

    words = TOLD if model.info.bundled else PROMPT
    requests = [Request(words, replace(model.defaults, seed=seed)) for seed in range(seeds)]
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


# --- what a step holds and moves ---


def step_memory(model: "Model", *, parity: bool) -> dict[str, float]:
    """GiB that the second step of a block holds at most, and moves, beside the weights.

    Counted over the tensors of every operation that torch runs: each operand is read once, each result written once,
    a view costs nothing. "moved" leaves out what stays in a cache, "through" does not. Where kernels are compiled, it
    counts the same operations before they are.

    A model of a small vocabulary is measured with the 26B checkpoint's, random weights, in bf16.
    """
    from gdiff_core.diffusion.denoise import denoise

    model = model if model.info.vocab_size >= VOCABULARY else _widened(model)
    settings = replace(model.defaults, steps=3, confidence=0.0, parity=parity)
    with _ledger(model) as ledger, closing(denoise(model, Request(PROMPT, settings))) as steps:
        next(steps)
        ledger.begin()
        next(steps)
    counted = {"held": ledger.most, "moved": ledger.moved, "through": ledger.through}
    return {name: round(count / 2**30, 3) for name, count in counted.items()}


def _widened(model: "Model") -> "Model":
    """One of the same class with random weights and the 26B checkpoint's vocabulary."""
    import torch

    config = copy.deepcopy(model.module.config)
    config.text_config.vocab_size = VOCABULARY
    module = type(model.module)(config).to(torch.bfloat16).eval()
    return replace(model, module=module, info=replace(model.info, vocab_size=VOCABULARY))


def _ledger(model: "Model") -> Any:
    """A context that keeps books of the bytes of the tensors that torch makes and moves."""
    import torch
    from torch.multiprocessing.reductions import StorageWeakRef
    from torch.utils._python_dispatch import TorchDispatchMode
    from torch.utils._pytree import tree_leaves

    aten = torch.ops.aten
    picks = {aten.gather, aten.index, aten.index_select, aten.embedding, aten.index_put_, aten.scatter_}
    blind = {aten.copy_, aten.fill_, aten.zero_, aten.index_put_, aten.scatter_}
    weights = {weight.untyped_storage().data_ptr() for weight in model.module.parameters()}

    def tensors(*values: Any) -> list["torch.Tensor"]:
        found = [leaf for leaf in tree_leaves(values) if isinstance(leaf, torch.Tensor)]
        return [leaf for leaf in found if leaf.untyped_storage().data_ptr() not in weights]

    class Ledger(TorchDispatchMode):
        def __init__(self) -> None:
            super().__init__()
            self._alive: dict[int, tuple[StorageWeakRef, int]] = {}
            self.begin()

        def begin(self) -> None:
            """Start to count; what is held stays on the books."""
            self.most = self.moved = self.through = 0

        def __torch_dispatch__(self, function, types, args=(), kwargs=None):
            made = function(*args, **(kwargs or {}))
            given = {tensor.untyped_storage()._cdata for tensor in tensors(args, kwargs)}
            fresh = {tensor.untyped_storage()._cdata for tensor in tensors(made)} - given
            if fresh or function._schema.is_mutable:  # else it is a view
                self._move(function.overloadpacket, args, kwargs, made)
            self._hold(tensors(made))
            return made

        def _move(self, operation, args, kwargs, made) -> None:
            # Of what an index picks from, as much is read as comes out; what is overwritten is not read.
            read = tensors(args[1:] if operation in picks | blind else args, kwargs)
            written = tensors(args[2:] if operation in picks & blind else made)
            if operation in picks - blind:
                read = [*read, *written]
            for tensor in (*read, *written) if "empty" not in str(operation) else ():
                size = tensor.numel() * tensor.element_size()
                self.through += size
                self.moved += size if tensor.untyped_storage().nbytes() > CACHE else 0

        def _hold(self, made: list["torch.Tensor"]) -> None:
            for tensor in made:
                storage = tensor.untyped_storage()
                self._alive[storage._cdata] = (StorageWeakRef(storage), storage.nbytes())
            self._alive = {key: held for key, held in self._alive.items() if not held[0].expired()}
            self.most = max(self.most, sum(size for _, size in self._alive.values()))

    return Ledger()


# --- what a step costs beside the network ---


def step_times(sizes: Sequence[int] = SIZES, steps: int | None = 40) -> list[dict[str, Any]]:
    """The program's own time for edits of pages of about so many tokens, in ms of this thread.

    Args:
        steps: of one edit; None: all of the page.

    Returns:
        A row a size, as of `page_times`.
    """
    return [page_times(*_section_page(size), steps) for size in sizes]


def page_times(
    old: str, new: str, steps: int | None = None, split: Callable[[str], list[str]] = WORDS.findall
) -> dict[str, Any]:
    """What the steps of an edit cost beside the network, whose place a perfect model takes.

    Args:
        split: cuts a text into tokens.

    Returns:
        In ms a step: "own" is all that is not torch's (what torch takes depends on the vocabulary, and here is on
        the CPU), "record" what the history takes. "exact" says whether `new` came out; None if it was cut short.
    """
    from gdiff_core.diffusion.tweak import tweak
    from gdiff_core.history.replay import Recorder

    model, taken, recording = _Perfect(old, new, split), 0, 0.0
    recorder, events = (
        Recorder(model.token_texts),
        tweak(model, Edit(old, "change it", Settings(steps=480, effort=1.0))),
    )
    start = thread_time()
    with _torch_clock() as clock, closing(events):
        for event in events:
            before = thread_time()
            recorder.add(event)
            recording += thread_time() - before
            taken += isinstance(event, Frame)
            if taken == steps:
                break
    own = thread_time() - start - recording - clock.seconds - clock.calls * _clock_cost()
    return {
        "tokens": len(model.tokenize(old)),
        "steps": taken,
        "exact": event.text == new if isinstance(event, Commit) else None,
        "own": round(1000 * own / taken, 3),
        "record": round(1000 * recording / taken, 3),
    }


def _torch_clock() -> Any:
    """A context that counts the seconds of this thread that calls of torch take."""
    from torch.overrides import TorchFunctionMode

    class Clock(TorchFunctionMode):
        seconds, calls = 0.0, 0

        def __torch_function__(self, function, types, args=(), kwargs=None):
            start = thread_time()
            try:
                return function(*args, **(kwargs or {}))
            finally:
                self.calls += 1
                self.seconds += thread_time() - start

    return Clock()


def _clock_cost(calls: int = 2000) -> float:
    """Seconds that counting one call takes."""
    import torch

    row, start = torch.zeros(1), thread_time()
    with _torch_clock() as clock:
        for _ in range(calls):
            torch.numel(row)
    return (thread_time() - start - clock.seconds) / calls


class _Perfect:
    """A model that always predicts the right next text, from the start of the page to its end."""

    def __init__(self, old: str, new: str, split: Callable[[str], list[str]]) -> None:
        import torch

        from gdiff_core.diffusion.model import ModelInfo

        self._split = split
        self._texts = ["", *dict.fromkeys([*split(old), *split(new)])]
        self._ids = {text: index for index, text in enumerate(self._texts)}
        self.info = ModelInfo("perfect", "", "cpu", "float32", 0, 0, len(self._texts), LENGTH, bundled=False)
        self.device, self.defaults, self.max_length = torch.device("cpu"), Settings(), 10**7
        self.end_tokens, self.ending = frozenset({0}), (0, 0)
        self.markup = {self._ids[text]: self._ids[text] for text in self._ids if set("<>{};") & set(text)}
        self.wanted = [*self.tokenize(new), *[0] * LENGTH]

    def encode(self, prompt: str, *history: Message) -> list[int]:
        return [0]

    def tokenize(self, text: str) -> list[int]:
        return [self._ids[token] for token in self._split(text)]

    def decode(self, ids: Iterable[int]) -> str:
        return "".join(map(self._texts.__getitem__, ids))

    def token_texts(self, ids: Iterable[int]) -> list[str]:
        return [self._texts[token] for token in ids]

    def context(self) -> "_PerfectContext":
        return _PerfectContext(self)


class _PerfectContext:
    def __init__(self, model: _Perfect) -> None:
        self._model, self._read = model, -1  # the prompt is one token

    def read(self, ids: Sequence[int]) -> None:
        self._read += len(ids)

    def predict(self, canvas: "torch.Tensor", conditioning: "torch.Tensor | None") -> "torch.Tensor":
        import torch

        tokens = torch.tensor([*self._model.wanted[self._read : self._read + LENGTH], *[0] * LENGTH][:LENGTH])
        logits = torch.zeros(1, LENGTH, self._model.info.vocab_size)
        return logits.scatter_(2, tokens[None, :, None], 25.0)


def _section_page(size: int) -> tuple[str, str]:
    """A page of about so many tokens of `WORDS`, sections of the same markup and other words, and what it becomes.

    A name in the title and in every fourth section is another one, a section comes and another goes.
    """
    rng = random.Random(size)
    words = ["".join(rng.choices("aeioulnrst", k=rng.randint(3, 9))) for _ in range(700)]

    def section(number: int) -> str:
        heading, *lines = (" ".join(rng.choices(words, k=count)) for count in (3, 8, 12, 5, 9))
        items = "".join(f'<li class="item"><a href="#s{number}">{line}</a></li>\n' for line in lines)
        return f'<section id="s{number}">\n<h2>{heading}</h2>\n<ul>\n{items}</ul>\n</section>\n'

    parts, length = [], 0
    while length < size:
        parts.append(section(len(parts)) + ("<p>By Morning Crumb</p>\n" if len(parts) % 4 == 0 else ""))
        length += len(WORDS.findall(parts[-1]))
    changed = [part.replace("Morning Crumb", "Zest") for part in parts]
    third = len(parts) // 3
    changed[third:third] = [section(len(parts))]
    del changed[2 * third]
    head, foot = "<!doctype html>\n<html>\n<title>{}</title>\n<body>\n", "</body>\n</html>"
    old, new = head.format("Morning Crumb") + "".join(parts), head.format("Zest") + "".join(changed)
    return old + foot, new + foot
