"""Toys: a random tiny DiffusionGemma of the real classes, and a model whose predictions a test writes."""

import copy
from collections.abc import Callable
from functools import cache
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import DiffusionGemmaConfig, DiffusionGemmaForBlockDiffusion, PreTrainedTokenizerFast
from transformers.models.diffusion_gemma.generation_diffusion_gemma import DiffusionGemmaGenerationConfig

from gdiff_core.diffusion.model import Model, ModelInfo, printable, wrap
from gdiff_core.records import Message, Settings

# Toys are too small to share: a second thread only waits for the first, ten times longer on a busy machine.
torch.set_num_threads(1)

SPECIAL = ("<pad>", "<eos>", "<bos>", "<|turn>", "<turn|>", "<|channel>", "<channel|>")
CANVAS_LENGTH = 32
TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}<|turn>{{ m['role'] }}\n{{ m['content'] }}<turn|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|turn>model\n{% endif %}"
)


@cache
def tokenizer() -> PreTrainedTokenizerFast:
    """Byte-level, without merges: 7 control tokens, then one token a byte."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    backend = Tokenizer(models.BPE({token: i for i, token in enumerate([*SPECIAL, *alphabet])}, []))
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    backend.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(
        tokenizer_object=backend,
        pad_token="<pad>",
        eos_token="<eos>",
        bos_token="<bos>",
        additional_special_tokens=list(SPECIAL[3:]),
        chat_template=TEMPLATE,
        clean_up_tokenization_spaces=False,
    )


def config() -> DiffusionGemmaConfig:
    text = {
        "vocab_size": len(tokenizer()),
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "head_dim": 16,
        "global_head_dim": 16,
        "num_experts": 2,
        "top_k_experts": 1,
        "moe_intermediate_size": 32,
        "sliding_window": 64,
        "max_position_embeddings": 2048,
        "layer_types": ["sliding_attention", "full_attention"],
    }
    vision = {
        "hidden_size": 16,
        "intermediate_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 1,
        "num_key_value_heads": 1,
        "head_dim": 16,
        "position_embedding_size": 4,
    }
    return DiffusionGemmaConfig(text_config=text, vision_config=vision, canvas_length=CANVAS_LENGTH)


@cache
def module(seed: int = 0, sharpness: float = 1.0, unrest: float = 1.0) -> DiffusionGemmaForBlockDiffusion:
    """Random weights. `sharpness` scales the head, `unrest` the layers: how much a canvas moves in a step."""
    torch.manual_seed(seed)
    made = DiffusionGemmaForBlockDiffusion(config()).eval()
    with torch.no_grad():
        made.lm_head.weight = torch.nn.Parameter(made.lm_head.weight * sharpness)
        for layer in made.model.decoder.layers:
            for norm in (layer.post_attention_layernorm, layer.post_feedforward_layernorm):
                norm.weight *= unrest
    made.generation_config = DiffusionGemmaGenerationConfig(eos_token_id=[1, 4], pad_token_id=0)
    return made


def model(**knobs: float) -> Model:
    return wrap(module(**knobs), tokenizer(), "tiny")


def save(folder: Path, made: Model | None = None) -> Path:
    """Write the tiny checkpoint, or another one, as a folder that `load` takes."""
    (made.module if made else module()).save_pretrained(folder)
    (made.tokenizer if made else tokenizer()).save_pretrained(folder)
    return folder


class LambdaModel:
    """A model whose logits a test gives: `predict(block, step, canvas) -> [1, C, V]`; one token a byte."""

    def __init__(
        self, predict: Callable[[int, int, torch.LongTensor], torch.Tensor], length: int, vocab: int
    ):
        self._predict = predict
        self.info = ModelInfo("lambda", "lambda", "cpu", "float32", 0, 0, vocab, length, bundled=False)
        self.device = torch.device("cpu")
        self.defaults = Settings()
        self.end_tokens = frozenset({0})
        self.ending = (0, 0)
        self.markup = {}
        self.unthinking = ()
        self.max_length = 4096
        self.read: list[list[int]] = []
        """Every prefill, in order."""

    def encode(self, prompt: str, *history: Message) -> list[int]:
        return list(prompt.encode())

    def tokenize(self, text: str) -> list[int]:
        return list(printable(text).encode())

    def decode(self, ids) -> str:
        return bytes(ids).decode(errors="replace")

    def token_texts(self, ids) -> list[str]:
        return [self.decode([token]) for token in ids]

    def context(self) -> "LambdaContext":
        return LambdaContext(self._predict, self.read)


class LambdaContext:
    def __init__(self, predict, reads) -> None:
        self._predict, self._reads, self._step = predict, reads, 0

    def read(self, ids) -> None:
        self._reads.append(list(ids))
        self._step = 0

    def predict(self, canvas, conditioning) -> torch.Tensor:
        self._step += 1
        return self._predict(len(self._reads) - 1, self._step, canvas)


def sharp(tokens: list[int], vocab: int, logit: float = 25.0) -> torch.Tensor:
    """Logits [1, C, V] that are all but certain of the given tokens."""
    return logit * torch.nn.functional.one_hot(torch.tensor([tokens]), vocab).float()


# --- one that sees ---

EYES = ("<|image|>", "<|image>", "<image|>")
"""What stands for a soft token, opens a picture and closes it: Gemma 4's own."""
SEEING_TEMPLATE = TEMPLATE.replace(
    "{{ m['content'] }}",
    "{% if m['content'] is string %}{{ m['content'] }}{% else %}{% for part in m['content'] %}"
    "{% if part['type'] == 'image' %}<|image|>{% else %}{{ part['text'] }}{% endif %}{% endfor %}{% endif %}",
)


@cache
def seeing(bidirectional: str | None = "vision") -> Model:
    """A tiny checkpoint of the true class with a real vision tower, shrunk, and a tokenizer that knows pictures."""
    known = copy.deepcopy(tokenizer())
    known.add_special_tokens({"additional_special_tokens": [*SPECIAL[3:], *EYES]})
    known.chat_template = SEEING_TEMPLATE
    made = config()
    made.text_config.vocab_size = len(known)
    made.text_config.use_bidirectional_attention = bidirectional
    made.vision_config.position_embedding_size = 128
    made.image_token_id, made.boi_token_id, made.eoi_token_id = known.convert_tokens_to_ids(list(EYES))
    torch.manual_seed(0)
    whole = DiffusionGemmaForBlockDiffusion(made).eval()
    whole.generation_config = DiffusionGemmaGenerationConfig(eos_token_id=[1, 4], pad_token_id=0)
    return wrap(whole, known, "/nowhere/seeing")
