"""A LoRA beside a checkpoint: kept as a folder, which stands for a model wherever one is named.

    module = laid_over(module, "mine")     the checkpoint that "mine" was tuned on, with what it learned

The class ties encoder and decoder by their tensors, PEFT wraps modules. So PEFT wraps the decoder's, and the same
modules take the encoder's places: each tied tensor has one adapter, trained from both sides. Nothing is merged into a
tensor that two modules share, where a sum in bf16 would round away much of what was learned.
"""

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdiff_core.diffusion.checkpoint import fingerprint
from gdiff_core.diffusion.hub import Report, fetch
from gdiff_core.errors import ModelError

if TYPE_CHECKING:
    from peft import PeftModel

NEEDED = "peft==0.21.2"
"""As pip takes it: not among the requirements, as only who has an adapter needs it."""
CONFIG, WEIGHTS, CARD = "adapter_config.json", "adapter_model.safetensors", "tuning.json"
"""The first two are PEFT's own; the card says what was learned, and on which weights."""
LAYERS = r"model\.decoder\.layers\.\d+\.(self_attn\.[qkvo]_proj|mlp\.(gate|up|down)_proj)"
"""What is adapted: attention and the dense layers; neither experts nor their router."""


def base_of(name: str) -> str:
    """The checkpoint that an adapter's folder was tuned on; of any other name, the name.

    Raises:
        ModelError: the adapter does not say.
    """
    file = Path(name).expanduser() / CONFIG
    base = _read(file).get("base_model_name_or_path") if file.exists() else name
    if not base:
        raise ModelError(
            f"{file} does not say which checkpoint it is for: take the folder that `tune` wrote."
        )
    return base


def fetched(name: str, report: Report = lambda _: None) -> str:
    """As `hub.fetch`; of an adapter's folder, the folder of its checkpoint.

    Raises:
        ModelError: as `hub.fetch`; or the checkpoint is another one than the adapter was tuned on.
    """
    base = base_of(name)
    try:
        folder = fetch(base, report)
    except ModelError as error:
        if base == name:
            raise
        where = f'"base_model_name_or_path" in {Path(name) / CONFIG}'
        raise ModelError(
            f"{name} is an adapter over {base}. {error} If it lies elsewhere now, change {where}."
        ) from error
    if base != name and fingerprint(folder) != card_of(name).get("weights"):
        raise ModelError(
            f"{name} is an adapter for other weights than those of {base}: bring back the ones it was tuned on, "
            f"or tune these."
        )
    return folder


def card_of(name: str) -> dict[str, Any]:
    """What `tune` wrote down beside an adapter.

    Raises:
        ModelError: nothing is there.
    """
    file = Path(name).expanduser() / CARD
    if not file.exists():
        raise ModelError(
            f"{name} holds an adapter that `tune` did not write ({CARD} is missing), so nobody can tell which weights "
            f"it is for: tune one here, or give a whole checkpoint."
        )
    return _read(file)


def laid_over(module: Any, folder: str) -> Any:
    """The module with an adapter over it, in the module's own dtype.

    Raises:
        ModelError: PEFT is missing, or the adapter's files are broken.
    """
    from_pretrained = _peft().PeftModel.from_pretrained
    try:
        with _quiet():
            over = from_pretrained(module, str(Path(folder).expanduser()), autocast_adapter_dtype=False)
    except Exception as error:  # PEFT and safetensors raise many kinds
        reason = str(error).strip().splitlines()[0][:200]
        raise ModelError(
            f"The adapter {folder} cannot be read ({reason}): copy its files again, or tune anew."
        ) from error
    _share(over.get_base_model())
    return over.get_base_model()


def attached(module: Any, rank: int) -> "PeftModel":
    """A new adapter over a module, fp32 and of no effect yet; all else of the module is frozen.

    Raises:
        ModelError: PEFT is missing.
    """
    peft = _peft()
    with _quiet():
        over = peft.get_peft_model(
            module, peft.LoraConfig(r=rank, lora_alpha=2 * rank, target_modules=LAYERS)
        )
    _share(module)
    return over


def keep(over: "PeftModel", folder: Path, base: str) -> None:
    """Write an adapter in PEFT's own form, each shared tensor once, under the decoder's name."""
    from peft.utils import get_peft_model_state_dict
    from safetensors.torch import save_file

    state = get_peft_model_state_dict(over, save_embedding_layers=False)
    own = {name.replace(".encoder.language_model.", ".decoder."): tensor for name, tensor in state.items()}
    save_file(own, folder / f"{WEIGHTS}.tmp", metadata={"format": "pt"})
    (folder / f"{WEIGHTS}.tmp").replace(folder / WEIGHTS)
    config = over.peft_config["default"]
    config.base_model_name_or_path, config.inference_mode = base, True
    config.save_pretrained(str(folder))
    config.inference_mode = False


def _share(module: Any) -> None:
    """Put the decoder's wrapped modules into the encoder's places."""
    from peft.tuners.tuners_utils import BaseTunerLayer

    for theirs, ours in zip(
        module.model.encoder.language_model.layers, module.model.decoder.layers, strict=True
    ):
        for name, part in ours.named_modules():
            if isinstance(part, BaseTunerLayer):
                theirs.set_submodule(name, part)


def _peft() -> Any:
    try:
        with _quiet():
            import peft
    except ImportError as error:
        raise ModelError(
            f"An adapter needs a package that is not here: run `pip install {NEEDED}`."
        ) from error
    return peft


@contextmanager
def _quiet() -> Iterator[None]:
    """PEFT asks transformers by a name that is deprecated, and only warns of weights that are not there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        warnings.filterwarnings("error", ".*missing adapter keys")
        yield


def _read(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text("utf-8"))
        assert isinstance(found, dict)
    except (OSError, ValueError, AssertionError) as error:
        raise ModelError(f"{file} cannot be read: copy it again from where the adapter was tuned.") from error
    return found
