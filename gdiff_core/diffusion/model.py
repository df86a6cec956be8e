"""The one place that loads a model; the only import of transformers (late: it takes seconds)."""

import copy
import ctypes
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Self

import torch

from gdiff_core.diffusion.adapter import base_of, fetched, laid_over
from gdiff_core.diffusion.checkpoint import gigabytes, inspect
from gdiff_core.diffusion.fit import best_dtype, limits, machine, may_spill, measure
from gdiff_core.diffusion.hub import Report, explain
from gdiff_core.diffusion.recorded import Record, Recorded, tried
from gdiff_core.diffusion.sight import Seen, Sight
from gdiff_core.errors import BadRequest, ModelError
from gdiff_core.records import Message, ModelInfo, Picture, Settings, joined

BUNDLED = Path(__file__).parents[1] / "nano" / "weights"
"""The model that comes with the program."""

log = logging.getLogger(__name__)

_MARKUP, _TAG = set("<>{};"), re.compile(r"<[^<>]*>\s*")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Unicode's control characters (Cc) but tab and LF, and surrogates (Cs): both sets are fixed for ever."""
PREFILL = 1024
"""Tokens that are read at once."""
_RECORD_AT = 3
"""Of a block's passes that know the one before, the first that is recorded: short blocks have ended by then."""
_LOGITS = 2**24
"""Logits of what is heard that are weighed at once: 64 MiB of fp32."""
_CHANNEL_TOKENS = ("<|channel>", "<channel|>")
_THOUGHT = "thought\n"
"""The channel's name."""
CHECKPOINT_TOKENS = 8192
"""The budget of a checkpoint: real pages have 1,000 to 40,000 tokens."""
BUNDLED_EDIT_STEPS = 16
"""Enough for the bundled model's pages."""


@dataclass(frozen=True, slots=True)
class Certain:
    """A prediction that is sure of the first `count` of `tokens` [1, C], and knows nothing of the rest.

    It tells the model what is settled: from the canvas alone it doubts what stands right before a gap.
    """

    tokens: torch.LongTensor
    count: int


def fresh_cache(module: Any) -> Any:
    """transformers' KV cache of a module that has read nothing."""
    from transformers import DynamicCache

    return DynamicCache(config=module.config.get_text_config(decoder=True))


def aside(cache: Any) -> Any:
    """A cache that goes on from what was read: a layer of a DynamicCache puts new tensors in place of its own."""
    other = copy.copy(cache)
    other.layers = [copy.copy(layer) for layer in cache.layers]
    return other


class Context:
    """What the model has read so far: transformers' KV cache, and the predictions that follow from it.

    Of a prediction the decoder makes soft embeddings: probabilities [C, V] times embeddings [V, H]. It takes the
    logits and does so itself, or is given them (`embed`, `blend`), and then no V-wide tensor lives from step to step.
    """

    def __init__(self, module: Any, record: Record | None = None, cache: Any = None) -> None:
        """`cache`: a KV cache that has read something by itself, as one must to be trained through."""
        self._module, self._decoder = module, module.model.decoder
        self._record, self._recorded, self._passes = record, None, 0
        self._cache = fresh_cache(module) if cache is None else cache
        self._last: torch.Tensor
        """[1, 1, H] the encoder's last row, from which the next token follows."""

    # --- the encoder ---

    @torch.inference_mode()
    def read(self, ids: Sequence[int], seen: Seen | None = None) -> None:
        """Prefill: encode the token ids that follow what was read before.

        Args:
            seen: the pictures whose soft tokens are among them.
        """
        self._recorded, self._passes = None, 0
        if seen:
            end = seen.end(ids)
            self._look(ids[:end], seen)
            ids = ids[end:]
        for rows in self._encode(ids, self._cache):
            self._last = rows[:, -1:].clone()

    def _look(self, ids: Sequence[int], seen: Seen) -> None:
        """Encode up to the end of a picture, in one go: where the model wants it, its tokens see each other both ways.

        The mask is made here: the encoder's own `forward` makes one and does not use it (transformers 5.23).
        """
        encoder, device = self._module.model.encoder, self._module.device
        tokens = torch.tensor([ids], device=device)
        embeds = encoder.get_input_embeddings()(tokens)
        kinds = (tokens == seen.token).long()
        masks = encoder.create_masks_for_generate(encoder.config, embeds, None, self._cache, None, kinds)
        encoder(
            input_ids=tokens,
            pixel_values=seen.pixels.to(device, self._module.dtype),
            image_position_ids=seen.positions.to(device),
            attention_mask=masks,
            past_key_values=self._cache,
        )

    @torch.inference_mode()
    def hear(self, ids: Sequence[int]) -> tuple[list[float], list[int], list[float]]:
        """What the encoder makes of the token ids that follow: nats that each costs, the likeliest other token in its
        place, and the nats of that.

        They are not read by this.
        """
        last, heard = self._last, ([], [], [])
        places = torch.tensor(ids, device=last.device).split(PREFILL)
        for rows, here in zip(self._encode(ids, aside(self._cache)), places, strict=True):
            before, last = torch.cat((last, rows[:, :-1]), dim=1), rows[:, -1:]
            size = max(1, _LOGITS // self._module.lm_head.out_features)
            for some, tokens in zip(before.split(size, dim=1), here.split(size), strict=True):
                for told, more in zip(heard, self._weigh(some, tokens[:, None]), strict=True):
                    told += more.tolist()
        return heard

    def _weigh(self, rows: torch.Tensor, tokens: torch.LongTensor) -> tuple[torch.Tensor, ...]:
        """[R] each: nats of the tokens [R, 1] that follow on rows [1, R, H], the likeliest others, and their nats."""
        nats = -self._logits(rows).log_softmax(-1)
        own = nats.gather(-1, tokens)[:, 0]
        others = nats.scatter_(-1, tokens, torch.inf).min(-1)
        return own, others.indices, others.values

    @torch.inference_mode()
    def foretell(self, ids: Sequence[int], most: int, sure: float) -> list[int]:
        """What the encoder would write behind the token ids: at most so many tokens of less than `sure` nats.

        They are not read by this.
        """
        cache, found, more = aside(self._cache), list(ids), list(ids)
        while len(found) < len(ids) + most:
            *_, rows = self._encode(more, cache)
            chance, token = self._logits(rows[:, -1:]).log_softmax(-1)[0].max(-1)
            if -chance.item() > sure:
                break
            more = [int(token)]
            found += more
        return found[len(ids) :]

    def fork(self) -> Self:
        """Another that goes on from what was read, and leaves this one as it is."""
        other = copy.copy(self)
        other._cache, other._recorded, other._passes = aside(self._cache), None, 0
        return other

    @torch.inference_mode()
    def likeliest(self) -> int:
        """The token that the encoder would write behind what was read."""
        return int(self._logits(self._last)[0].argmax())

    def _encode(self, ids: Sequence[int], cache: Any) -> Iterator[torch.Tensor]:
        """Rows [1, at most `PREFILL`, H], piece by piece: in one go, masks and scores grow with the square."""
        for start in range(0, len(ids), PREFILL):
            piece = torch.tensor([ids[start : start + PREFILL]], device=self._module.device)
            yield self._module.model.encoder(input_ids=piece, past_key_values=cache).last_hidden_state

    def _logits(self, rows: torch.Tensor) -> torch.Tensor:
        """[R, V] of the encoder's rows [1, R, H]."""
        return torch.tanh(self._module.lm_head(rows)[0].float() / self.cap) * self.cap

    # --- the decoder ---

    def predict(self, canvas: torch.LongTensor, conditioning: torch.Tensor | Certain | None) -> torch.Tensor:
        """Logits [1, C, V] (fp32, the caller's own) of a canvas [1, C].

        `conditioning` is the prediction of the step before, [1, C, V], or what is left of it where an edit has moved
        the text; None at a block's first step.
        """
        if isinstance(conditioning, Certain):
            with self._told(self.signal(conditioning)):
                return self._module(decoder_input_ids=canvas, past_key_values=self._cache).logits
        return self._module(
            decoder_input_ids=canvas, past_key_values=self._cache, self_conditioning_logits=conditioning
        ).logits

    def rows(
        self, canvas: torch.LongTensor, signal: torch.Tensor | Certain | None, where: torch.LongTensor
    ) -> torch.Tensor:
        """Logits [R, V] of the positions `where` [R] of a canvas [1, C], as the head writes them: in the model's dtype,
        before the soft cap.

        `signal` are the soft embeddings [1, C, H] of the step before, or what stands for them.
        """
        rows = self._passed(canvas, self.signal(signal))[0]
        return self._module.lm_head(rows[where.to(rows.device)]).to(canvas.device)

    def _passed(self, canvas: torch.LongTensor, signal: torch.Tensor | None) -> torch.Tensor:
        """[1, C, H]; a block that goes on is recorded."""
        if self._record is None or signal is None:
            return self._run(canvas, signal)
        self._passes += 1
        if self._passes < _RECORD_AT:
            return self._run(canvas, signal)
        try:
            self._recorded = self._recorded or Recorded(self._run, self._record, canvas, signal)
        except RuntimeError:  # a long page may leave too little memory
            log.warning("This block's passes cannot be recorded; they take a little longer.", exc_info=True)
            self._record = None
            return self._run(canvas, signal)
        return self._recorded(canvas, signal)

    def _run(self, canvas: torch.LongTensor, signal: torch.Tensor | None) -> torch.Tensor:
        with self._told(signal):
            return self._module.model(decoder_input_ids=canvas, past_key_values=self._cache).last_hidden_state

    def tried(self) -> Record | None:
        """How passes are recorded where a trial shows that it pays: on one CUDA device."""
        canvas = torch.zeros(
            1, self._module.config.canvas_length, dtype=torch.long, device=self._module.device
        )
        with torch.inference_mode():
            return tried(self._run, canvas, self.embed(canvas))

    @property
    def cap(self) -> float:
        """Of the logits: c tanh(x / c)."""
        return self._module.final_logit_softcapping

    def embed(self, tokens: torch.LongTensor) -> torch.Tensor:
        """Soft embeddings [1, C, H] of a prediction that is sure of tokens [1, C]."""
        return self._decoder.embed_tokens(tokens)

    def blend(self, probabilities: torch.Tensor) -> torch.Tensor:
        """Soft embeddings [R, H] of probabilities [R, V] in the model's dtype."""
        embeddings = self._decoder.embed_tokens
        mixed = probabilities.to(embeddings.weight.device) @ embeddings.weight
        return (mixed * embeddings.embed_scale.to(mixed.dtype)).to(probabilities.device)

    def signal(self, told: torch.Tensor | Certain | None) -> torch.Tensor | None:
        """Soft embeddings [1, C, H]; those that are, as they are."""
        if not isinstance(told, Certain):
            return told
        settled = torch.arange(told.tokens.shape[1], device=told.tokens.device) < told.count
        return torch.where(settled[:, None], self.embed(told.tokens), self._unknown)

    @cached_property
    def _unknown(self) -> torch.Tensor:
        """[1, H] soft embeddings of a prediction that knows nothing."""
        weight = self._decoder.embed_tokens.weight
        return self.blend(weight.new_zeros(1, weight.shape[0]).softmax(-1)).to(self._module.device)

    @contextmanager
    def _told(self, signal: torch.Tensor | None) -> Iterator[None]:
        """Meanwhile the decoder takes this for its soft embeddings, which it has no argument for."""
        if signal is None:
            yield
            return
        hook = self._decoder.self_conditioning.register_forward_pre_hook(lambda _, given: (given[0], signal))
        try:
            yield
        finally:
            hook.remove()


class Contexts:
    """Several prompts read side by side, and predictions for a canvas of each.

    Shorter ones are padded on the left: what is padded is hidden, and positions count from the first token, so each
    row is as by itself up to rounding.
    """

    @torch.inference_mode()
    def __init__(self, module: Any, prompts: Sequence[Sequence[int]], filler: int) -> None:
        longest, device = max(map(len, prompts)), module.device
        padded = [[filler] * (longest - len(prompt)) + [*prompt] for prompt in prompts]
        shown = [[False] * (longest - len(prompt)) + [True] * len(prompt) for prompt in prompts]
        self._module, self._mask = module, torch.tensor(shown, device=device)
        self._lengths = self._mask.sum(-1, keepdim=True)
        self._cache = fresh_cache(module)
        module.model.encoder(
            input_ids=torch.tensor(padded, device=device),
            attention_mask=self._mask,
            position_ids=(self._mask.cumsum(-1) - 1).clamp(min=0),
            past_key_values=self._cache,
        )

    def predict(self, canvases: torch.LongTensor, conditioning: torch.Tensor | None) -> torch.Tensor:
        """Logits [B, C, V] of canvases [B, C]; `conditioning` is the prediction of the step before, [B, C, V]."""
        length = canvases.shape[1]
        return self._module(
            decoder_input_ids=canvases,
            past_key_values=self._cache,
            self_conditioning_logits=conditioning,
            decoder_attention_mask=torch.nn.functional.pad(self._mask, (0, length), value=True),
            decoder_position_ids=self._lengths + torch.arange(length, device=canvases.device),
        ).logits


@dataclass(frozen=True)
class Model:
    """A loaded DiffusionGemma with its tokenizer."""

    module: Any
    """transformers' DiffusionGemmaForBlockDiffusion, in evaluation mode."""
    tokenizer: Any
    info: ModelInfo
    defaults: Settings
    end_tokens: frozenset[int]
    """Any of these ends the turn."""
    sight: Sight | None = None
    """How it is shown pictures; None: it cannot see."""
    record: Record | None = None
    """How passes of the decoder are recorded (`recorded`); None: they are not."""

    @property
    def device(self) -> torch.device:
        return self.module.device

    @property
    def max_length(self) -> int:
        """Tokens that prompt and answer may have together."""
        return self.module.config.get_text_config(decoder=True).max_position_embeddings

    def context(self) -> Context:
        """A fresh context that has read nothing."""
        return Context(self.module, self.record)

    def contexts(self, prompts: Sequence[Sequence[int]]) -> Contexts:
        """Fresh contexts that have read a prompt each, to be asked side by side."""
        return Contexts(self.module, prompts, self.ending[1])

    def tried(self) -> Self:
        """The same, its passes recorded where that pays: on one CUDA device."""
        devices = {weight.device for weight in self.module.parameters()}
        if len(devices) > 1 or self.device.type != "cuda":
            return self
        context = self.context()
        context.read(self.encode("warm up"))
        return replace(self, record=context.tried())

    def see(self, pictures: tuple[Picture, ...]) -> Seen:
        """
        Raises:
            BadRequest: the model cannot see, or not such a picture.
        """
        if not self.sight:
            raise BadRequest(f"The model {self.info.name} cannot see pictures: leave them out.")
        return self.sight.look(pictures)

    def encode(
        self, prompt: str, *history: Message, thinking: bool = False, pictures: tuple[Picture, ...] = ()
    ) -> list[int]:
        """Token ids of the turns before and the prompt in the chat template, ending where the model's turn begins.

        Control tokens written in any of them (such as `<turn|>`) are encoded as the plain text they are;
        control characters are dropped. Gemma's templates leave out what looks like a thought of the *assistant's*: a
        text that must arrive whole belongs into another turn.

        Args:
            thinking: what templates call `enable_thinking`.
            pictures: shown with the prompt.

        Raises:
            BadRequest: a text holds what the tokenizer can only read as a control token.
        """
        turns = joined([*history, Message("user", prompt, pictures)])
        shown = tuple(picture for turn in turns for picture in turn.pictures)
        counts = self.see(shown).counts if shown else ()
        messages = [{"role": turn.role, "content": _content(turn)} for turn in turns]
        try:
            ids = self.tokenizer.apply_chat_template(
                messages,
                add_generation_prompt=True,
                return_dict=False,
                sanitize_control_tokens=True,
                enable_thinking=thinking,
            )
        except ValueError as error:
            raise BadRequest(
                f"The request holds a control token of the model: leave it out ({error})."
            ) from error
        return self.sight.placed(ids, counts) if shown else ids

    def tokenize(self, text: str) -> list[int]:
        """Token ids of a part of an answer: `printable` text, no template, no control token.

        Raises:
            BadRequest: the text holds what the tokenizer can only read as a control token.
        """
        ids = self.tokenizer.encode(printable(text), add_special_tokens=False, split_special_tokens=True)
        if control := set(ids) & (self._silent | self.end_tokens):
            names = ", ".join(self.tokenizer.convert_ids_to_tokens(sorted(control)))
            raise BadRequest(f"The page holds a control token of the model: leave it out ({names}).")
        return ids

    def decode(self, ids: Iterable[int]) -> str:
        """The text of token ids. Control tokens vanish, save those that mark a thought channel."""
        return self.tokenizer.decode([token for token in ids if token not in self._silent])

    @cached_property
    def ending(self) -> tuple[int, int]:
        """What stands behind the end of an answer: the end of the turn once, then the end of text as a filler."""
        eos = self.tokenizer.eos_token_id
        return max(self.end_tokens - {eos}, default=eos), eos

    @cached_property
    def channel(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """What opens a thought, and the one token that closes it; both are empty where the tokenizer knows none."""
        start, end = self.tokenizer.convert_tokens_to_ids(list(_CHANNEL_TOKENS))
        if {start, end} & {None, self.tokenizer.unk_token_id}:
            return (), ()
        return (start, *self.tokenizer.encode(_THOUGHT, add_special_tokens=False)), (end,)

    @cached_property
    def unthinking(self) -> tuple[int, ...]:
        """Tokens of a thought that is over before it began: an answer behind them has none of its own.

        Empty where no thought is known of, or where the template itself says so at the end of its prompt.
        """
        opened, closed = self.channel
        said = closed and self.encode("A page.")[-1:] == [*closed]
        return () if said else (*opened, *closed)

    @property
    def markup(self) -> Mapping[int, int]:
        """Tokens with a sign of HTML's or CSS's own, by kind (`markup_tokens`)."""
        return markup_tokens(self.tokenizer)

    def token_texts(self, ids: Iterable[int]) -> list[str]:
        """The text of each token by itself, for display. Part of a character shows as U+FFFD."""
        return self.tokenizer.batch_decode([[token] for token in ids])

    @cached_property
    def _silent(self) -> frozenset[int]:
        channel = self.tokenizer.convert_tokens_to_ids(list(_CHANNEL_TOKENS))
        return (frozenset(self.tokenizer.all_special_ids) | self.end_tokens) - frozenset(channel)


def load(
    path: str | None = None,
    *,
    device: str | None = None,
    dtype: str | None = None,
    report: Report = lambda _: None,
) -> Model:
    """Load a DiffusionGemma checkpoint: 26B or bundled, the same call.

    Args:
        path: a folder or a hub id, or the folder of an adapter (`adapter`), which is laid over its checkpoint; by
            default `$GDIFF_MODEL_PATH`, else the bundled model.
        device: such as "cpu" or "cuda:1"; by default the card that holds it, else all there are, else the CPU.
        dtype: such as "bfloat16"; by default what is fast on the device.
        report: told how far it is, in a few words.

    Raises:
        ModelError: it cannot be had, is broken or of another class, or this machine does not hold it (`checkpoint`).
    """
    name = path or os.environ.get("GDIFF_MODEL_PATH") or str(BUNDLED)
    folder = fetched(name, report)
    found, here = inspect(folder), machine()
    shares = None
    if device is None:
        fit = measure(found, here, dtype)
        if fit.word == "cannot" or (fit.word == "would spill" and not may_spill()):
            raise ModelError(f"{name} does not fit here. {fit.says}")
        device, shares = "mps" if torch.backends.mps.is_available() else fit.device, limits(here, fit)
    _leave_a_core()
    if device == "cpu":
        _keep_freed_memory()
    report(f"Reading {gigabytes(sum(found.sizes.values()))} of weights")
    try:
        tokenizer = _load_tokenizer(folder, found.has_tokenizer)
        with _spoken(report):
            module = _load_module(folder, device, dtype or best_dtype(device), shares)
        module = laid_over(module, name) if base_of(name) != name else module
    except ModelError:
        raise
    except Exception as error:  # transformers and safetensors raise dozens of kinds
        raise ModelError(explain(name, error)) from error
    report("Warming up")
    return wrap(module, tokenizer, name).tried()


def wrap(module: Any, tokenizer: Any, source: str) -> Model:
    """Make a `Model` of a module and its tokenizer; `source` is where they came from."""
    text_config = module.config.get_text_config(decoder=True)
    bundled = Path(source).resolve() == BUNDLED.resolve()
    info = ModelInfo(
        name="nano" if bundled else Path(source).name,
        path=source,
        device=str(module.device),
        dtype=str(module.dtype).removeprefix("torch."),
        parameters=module.num_parameters(),
        layers=text_config.num_hidden_layers,
        vocab_size=text_config.vocab_size,
        canvas_length=module.config.canvas_length,
        bundled=bundled,
    )
    generation = module.generation_config
    ends = _end_tokens(generation, tokenizer)
    sight = None if bundled else _sight(module.config, tokenizer, base_of(source))
    return Model(module.eval(), tokenizer, info, _defaults(module, bundled), ends, sight)


def _sight(config: Any, tokenizer: Any, source: str) -> Sight | None:
    """How the model is shown pictures: it has a tower, and its tokenizer the three tokens that a picture needs."""
    from transformers.models.gemma4.image_processing_pil_gemma4 import Gemma4ImageProcessorPil

    tokens = [getattr(config, f"{name}_token_id", None) for name in ("boi", "image", "eoi")]
    known = all(token is not None and token < len(tokenizer) for token in tokens)
    if not config.vision_config or not known:
        return None
    try:
        return Sight(Gemma4ImageProcessorPil.from_pretrained(source), *tokens)
    except (
        OSError,
        ValueError,
    ):  # no file of its own says how: the class's own numbers are the published ones
        return Sight(Gemma4ImageProcessorPil(), *tokens)


def _leave_a_core() -> None:
    """For the screen: threads that wait for a core held by a browser cost far more than one thread fewer."""
    torch.set_num_threads(max(1, min(torch.get_num_threads(), (os.cpu_count() or 2) - 1)))


def _keep_freed_memory() -> None:
    """Let the next step have what a step frees: from the kernel it comes by page faults, a sixth of the time.

    glibc's numbers and bounds (mallopt(3)); other libraries do not have this one and need not.
    """
    trim_threshold, mmap_threshold = -1, -3
    with suppress(AttributeError, OSError, TypeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(mmap_threshold, 2**25)
        libc.mallopt(trim_threshold, 2**28)


def _load_tokenizer(source: str, has_tokenizer: bool) -> Any:
    from transformers import AutoTokenizer

    if not has_tokenizer:
        raise ModelError(
            f"{source} has no tokenizer (tokenizer.json): fetch that file; `hf download` leaves alone what is there."
        )
    tokenizer = AutoTokenizer.from_pretrained(source)
    # Without its files transformers makes an empty tokenizer and says nothing.
    if tokenizer.decode(tokenizer.encode("<html>", add_special_tokens=False)) != "<html>":
        raise ModelError(
            f"The tokenizer of {source} cannot spell <html>: fetch its files again (tokenizer*), nothing else."
        )
    if not tokenizer.chat_template:
        raise ModelError(
            f"The tokenizer of {source} has no chat template: use an instruction-tuned checkpoint."
        )
    return tokenizer


@contextmanager
def _spoken(report: Report) -> Iterator[None]:
    """Meanwhile transformers' progress bars speak instead of painting, and `report` may raise to end the loading."""
    from transformers.utils import logging

    def bar(factory: Callable[..., Any], given: tuple[Any, ...], named: dict[str, Any]) -> Any:
        items = given[0] if given else ()
        if named.get("desc") != "Loading weights":
            return factory(*given, **named)
        return _reported(list(items), report)

    before = logging.set_tqdm_hook(bar)
    try:
        yield
    finally:
        logging.set_tqdm_hook(before)


def _reported(items: Sequence[Any], report: Report) -> Iterator[Any]:
    for number, item in enumerate(items):
        report(f"Reading the weights: {100 * number // len(items)} %")
        yield item


def _load_module(source: str, device: str, dtype: str, shares: dict[int | str, int] | None) -> Any:
    from transformers import DiffusionGemmaForBlockDiffusion
    from transformers.utils import logging

    logging.disable_progress_bar()
    logging.set_verbosity_error()  # what is wrong with a checkpoint, we say in one line
    module, report = DiffusionGemmaForBlockDiffusion.from_pretrained(
        source,
        dtype=getattr(torch, dtype),
        # accelerate places a checkpoint on an accelerator piece by piece, never twice in memory
        device_map=None if device == "cpu" else device,
        max_memory=shares,
        output_loading_info=True,
    )
    if missing := sorted(report["missing_keys"]):
        raise ModelError(
            f"The checkpoint {source} lacks {len(missing)} weights, first {missing[0]}: "
            f"download or train it again."
        )
    return module


def _defaults(module: Any, bundled: bool) -> Settings:
    """Settings from a DiffusionGemmaGenerationConfig, and one from the model's own; ours where they are silent.

    The 26B checkpoint's `max_new_tokens` is one canvas, less than any page: our budget is the least.
    """
    own = {"edit_steps": BUNDLED_EDIT_STEPS} if bundled else {"max_tokens": CHECKPOINT_TOKENS}
    ours, generation = Settings(**own), module.generation_config
    found = {
        "steps": generation.max_denoising_steps,
        "entropy_bound": getattr(generation.sampler_config, "entropy_bound", None),
        "t_max": generation.t_max,
        "t_min": generation.t_min,
        "max_tokens": max(generation.max_new_tokens or 0, ours.max_tokens),
        "stability": generation.stability_threshold,
        "confidence": generation.confidence_threshold,
        # ours, as the encoder need not have been trained to foretell
        "doubt": getattr(module.config, "doubt_threshold", None),
    }
    return replace(ours, **{name: value for name, value in found.items() if value is not None})


def _end_tokens(generation: Any, tokenizer: Any) -> frozenset[int]:
    found = generation.eos_token_id
    listed = found if isinstance(found, list) else [found, tokenizer.eos_token_id]
    return frozenset(token for token in listed if token is not None)


@cache
def markup_tokens(tokenizer: Any) -> dict[int, int]:
    """Ids of the tokens that hold one of `<>{};`, each with the first of its kind: behind those the same may follow."""
    ids = sorted(index for token, index in tokenizer.get_vocab().items() if _MARKUP & set(token))
    first: dict[str, int] = {}
    return {index: first.setdefault(_tail(tokenizer.decode([index])), index) for index in ids}


def _tail(text: str) -> str:
    """The end of a run of whole tags that decides what may follow: from the last tag that says more than its
    name, or else from the first that opens an element. All of another text."""
    tags = list(_TAG.finditer(text))
    if not text or "".join(tag[0] for tag in tags) != text:
        return text
    telling = [tag for tag in tags if "=" in tag[0]][-1:] or [tag for tag in tags if tag[0][1] != "/"] or tags
    return text[telling[0].start() :]


def _content(turn: Message) -> str | list[dict[str, str]]:
    """A turn as chat templates take it."""
    text = printable(turn.text)
    return (
        [*({"type": "image"} for _ in turn.pictures), {"type": "text", "text": text}]
        if turn.pictures
        else text
    )


def printable(text: str) -> str:
    """What a model sees of a text: without control characters (NUL, escape ...) and lone surrogates, which no
    tokenizer takes; every line ends with LF."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("", text)
