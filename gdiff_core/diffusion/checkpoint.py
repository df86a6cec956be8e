"""What a checkpoint is, from the headers of its files, before a byte of weights is read.

    found = inspect(folder)     its size, class and form

What stands in a file's place, or makes it unfit, has a sentence of its own: nobody shall download 50 GB again because
one file is a pointer.
"""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from gdiff_core.errors import ModelError

KIND = "diffusion_gemma"
TEMPLATE, TOKENIZERS = "chat_template.jinja", frozenset({"tokenizer.json", "tokenizer.model"})
HEADER_BYTES = 100_000_000
"""safetensors' own bound of a header."""
_SAMPLES, _SAMPLE = 64, 4096
"""Of a file of weights, how many places are looked at to know it again, and bytes of each."""

BITS = {"F64": 64, "I64": 64, "U64": 64, "F32": 32, "I32": 32, "U32": 32, "F4": 4}
BITS |= dict.fromkeys(("F16", "BF16", "I16", "U16"), 16)
_METHODS = {
    "compressed-tensors": "compressed-tensors",
    "modelopt": "NVIDIA's ModelOpt",
    "fp8": "fine-grained FP8",
    "bitsandbytes": "bitsandbytes",
    "torchao": "torchao",
    "auto-round": "AutoRound",
    "awq": "AWQ",
    "gptq": "GPTQ",
}
_SERVED = ("compressed-tensors", "modelopt", "fp8")
"""Methods that vLLM's own documentation names for this model."""


@dataclass(frozen=True)
class Checkpoint:
    """What the headers of a checkpoint's files say."""

    source: str
    sizes: dict[str, int] = field(default_factory=dict)
    """Bytes by dtype, in safetensors' words."""
    parameters: int = 0
    vocab_size: int = 0
    canvas_length: int = 256
    has_vision: bool = False
    has_tokenizer: bool = False
    has_template: bool = False


def config_of(source: str, file: Path) -> dict[str, Any]:
    """A checkpoint's config.json, of this class and of a form that loads here.

    Raises:
        ModelError: it is unreadable, of another class, or quantised in a way that does not load.
    """
    try:
        config = json.loads(file.read_text(encoding="utf-8"))
        kind = config.get("model_type")
    except (OSError, ValueError, AttributeError) as error:
        raise ModelError(_no_config(source, file)) from error
    if kind != KIND:
        raise ModelError(f"{source} holds a model of type {kind!r}: a DiffusionGemma checkpoint is needed.")
    if method := _method(config):
        raise ModelError(_quantised(source, method))
    return config


def _no_config(source: str, file: Path) -> str:
    snapshots = sorted(file.parent.glob("snapshots/*/config.json"))
    if snapshots:
        return f"{source} is the hub cache's own folder of a model: give the checkpoint in it, {snapshots[-1].parent}."
    if list(file.parent.glob("*.gguf")):
        return (
            f"{source} holds GGUF files, which this program cannot load: give the checkpoint in safetensors, or let an "
            f"engine that reads GGUF serve it and set GDIFF_ENGINE to its address."
        )
    if file.exists() and (kind := _stand_in(file)):
        return f"{file} is {kind}."
    return f"{source} has no readable config.json: give the folder of a checkpoint."


def _method(config: dict[str, Any]) -> str:
    found = (
        config.get("quantization_config") or config.get("text_config", {}).get("quantization_config") or {}
    )
    return str(found.get("quant_method") or ("unknown" if found else ""))


def _quantised(source: str, method: str) -> str:
    name = _METHODS.get(method, method)
    runs = (
        f"vLLM runs it: `vllm serve {source}`, and set GDIFF_ENGINE to its address"
        if method in _SERVED
        else "let a server that reads this form run it, and set GDIFF_ENGINE to its address"
    )
    return (
        f"{source} is whole, but quantised by {name}, which transformers {version('transformers')} cannot load for "
        f"this class: {runs}, or give the bf16 checkpoint."
    )


def inspect(folder: str) -> Checkpoint:
    """What a folder holds, from the headers of its files.

    Raises:
        ModelError: it is no checkpoint of this class, or a file is missing, cut short or something else.
    """
    path = Path(folder)
    config = config_of(folder, path / "config.json")
    elements: Counter[str] = Counter()
    for file in _weights(folder, path):
        for tensor in _tensors(file):
            elements[tensor["dtype"]] += math.prod(tensor["shape"])
    names = {file.name for file in path.iterdir()}
    has_template = TEMPLATE in names or "chat_template" in _text(path / "tokenizer_config.json")
    return describe(folder, config, elements, names, has_template)


def fingerprint(folder: str) -> str:
    """What tells the weights of one checkpoint from those of another: SHA-256 of samples from all over their files.

    Raises:
        ModelError: as `inspect`.
    """
    digest = hashlib.sha256()
    for file in _weights(folder, Path(folder)):
        size = file.stat().st_size
        with file.open("rb") as opened:
            for place in range(0, size, max(_SAMPLE, size // _SAMPLES)):
                opened.seek(place)
                digest.update(opened.read(_SAMPLE))
    return digest.hexdigest()


def is_whole(folder: str) -> bool:
    """Whether config, tokenizer and every file of weights that the index names are there."""
    path = Path(folder)
    try:
        files = {file.name for file in path.iterdir()} | {file.name for file in _weights(folder, path)}
    except (OSError, ModelError):
        return False
    return "config.json" in files and not TOKENIZERS.isdisjoint(files)


def describe(
    source: str, config: dict[str, Any], elements: dict[str, int], files: Collection[str], has_template: bool
) -> Checkpoint:
    """A checkpoint by its config, its elements by dtype and the names of its files."""
    return Checkpoint(
        source,
        sizes={dtype: count * BITS.get(dtype, 8) // 8 for dtype, count in elements.items()},
        parameters=sum(elements.values()),
        vocab_size=config.get("text_config", {}).get("vocab_size", 0),
        canvas_length=config.get("canvas_length", 256),
        has_vision=bool(config.get("vision_config")),
        has_tokenizer=not TOKENIZERS.isdisjoint(files),
        has_template=has_template,
    )


def _text(file: Path) -> str:
    return file.read_text("utf-8", "replace") if file.exists() else ""


def _weights(source: str, folder: Path) -> list[Path]:
    """The files of weights; all that the index names have to be there."""
    index, single = folder / "model.safetensors.index.json", folder / "model.safetensors"
    if index.exists():
        try:
            names = sorted(set(json.loads(index.read_text("utf-8"))["weight_map"].values()))
        except (OSError, ValueError, KeyError, AttributeError) as error:
            kind = _stand_in(index) or "no readable index of weights: download this one file again"
            raise ModelError(f"{index} is {kind}.") from error
        missing = [name for name in names if not (folder / name).exists()]
        if missing:
            raise ModelError(
                f"{source} lacks {len(missing)} of {len(names)} files of weights, first {missing[0]}: download those; "
                f"`hf download` leaves alone what is there."
            )
        return [folder / name for name in names]
    if not single.exists():
        raise ModelError(
            f"{source} holds no weights (model.safetensors): the download is incomplete; `hf download` fetches what is "
            f"missing and leaves alone what is there."
        )
    return [single]


def _tensors(file: Path) -> list[dict[str, Any]]:
    """What the header of a file of weights says of each tensor: its dtype, its shape, its place."""
    try:
        with file.open("rb") as opened:
            length = int.from_bytes(opened.read(8), "little")
            header = json.loads(opened.read(length)) if length < HEADER_BYTES else {}
        found = [value for key, value in header.items() if key != "__metadata__"]
        whole = 8 + length + max(value["data_offsets"][1] for value in found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(_broken(file)) from error
    if (there := file.stat().st_size) < whole:
        raise ModelError(
            f"{file} is cut short, {gigabytes(there)} of {gigabytes(whole)} are there: download this one file again "
            f"(`hf download` leaves alone what is whole)."
        )
    return found


def _broken(file: Path) -> str:
    kind = _stand_in(file) or "no file of weights, or broken: download this one file again"
    return f"{file} is {kind}."


def _stand_in(file: Path) -> str:
    """What lies in the place of a file of a checkpoint; empty: nothing that is known."""
    with file.open("rb") as opened:
        start = opened.read(200).lstrip().lower()
    if start.startswith(b"version https://git-lfs"):
        return "a Git LFS pointer, not the file itself: run `git lfs pull` in its folder"
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        return (
            "a web page that was saved in its place, as of a login or an error: download this one file again"
        )
    return ""


def gigabytes(size: float) -> str:
    """Bytes in words, decimal as cards and disks are sold."""
    for unit, power in (("GB", 1e9), ("MB", 1e6)):
        if size >= power:
            return f"{size / power:.1f} {unit}"
    return f"{size / 1e3:.0f} kB"
