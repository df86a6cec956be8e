"""Where a checkpoint comes from: a folder, the hub's cache, the hub; and why one cannot be had or loaded.

folder = fetch(name, report)
"""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import torch

from gdiff_core.diffusion.checkpoint import TEMPLATE, Checkpoint, config_of, describe, gigabytes, is_whole
from gdiff_core.diffusion.fit import SERVER, room
from gdiff_core.errors import ModelError

_KEPT = "Files that have arrived whole are kept."
FILES = ("*.json", "*.safetensors", "*.jinja", "tokenizer*")

Report = Callable[[str], None]
"""Told in a few words how far loading is; it may raise to end it."""


def locate(name: str) -> str | Checkpoint:
    """The folder of a checkpoint that is here, or what the hub says of one that is not.

    A folder is taken as it is, a hub id from the cache if it is whole there: that needs no network.

    Raises:
        ModelError: no such folder, or the hub has no checkpoint of this class for us; each with its own sentence.
    """
    folder = Path(name).expanduser()
    if folder.exists():
        return str(folder)
    if name.count("/") != 1 or name.startswith((".", "~", "/")):
        raise ModelError(f"There is no model folder {name}: check the path or GDIFF_MODEL_PATH.")
    from huggingface_hub import HfApi, hf_hub_download, snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError
    from huggingface_hub.utils import logging

    logging.set_verbosity_error()  # its retries are not for who waits for a page
    with suppress(LocalEntryNotFoundError):
        cached = snapshot_download(name, allow_patterns=FILES, local_files_only=True)
        if is_whole(cached):  # the hub's own client also returns what a broken download left
            return cached
    try:
        config = config_of(name, Path(hf_hub_download(name, "config.json")))
        told = HfApi().model_info(name, files_metadata=True)
    except ModelError:
        raise
    except Exception as error:  # httpx, the hub and the file system raise dozens of kinds
        raise ModelError(explain(name, error)) from error
    files = {file.rfilename: file.size or 0 for file in told.siblings or []}
    elements = told.safetensors.parameters if told.safetensors else {}
    return describe(name, config, elements, files, TEMPLATE in files)


def fetch(name: str, report: Report = lambda _: None) -> str:
    """The folder of a checkpoint, downloaded if it is not here.

    Raises:
        ModelError: as `locate`; or the disk has no room, or the download failed.
    """
    found = locate(name)
    if isinstance(found, str):
        return found
    from huggingface_hub import snapshot_download
    from huggingface_hub.constants import HF_HUB_CACHE

    size, free = sum(found.sizes.values()), room(HF_HUB_CACHE)
    if size > free:
        raise ModelError(
            f"{name} takes {gigabytes(size)}, and {HF_HUB_CACHE} has {gigabytes(free)} free: make room, "
            f"or set HF_HOME to a folder on another disk."
        )
    try:
        return snapshot_download(name, allow_patterns=FILES, tqdm_class=_progress(report))
    except Exception as error:  # as above
        raise ModelError(explain(name, error)) from error


def _progress(report: Report) -> Any:
    """A progress bar for the hub's downloads that speaks instead of painting."""
    from tqdm import tqdm

    class Spoken(tqdm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            kwargs.pop("name", None)
            super().__init__(*args, **{**kwargs, "disable": False, "file": open(os.devnull, "w")})  # noqa: SIM115

        def update(self, n: float | None = 1) -> bool | None:
            if self.unit == "B" and self.total:
                report(f"Downloading: {gigabytes(self.n + (n or 0))} of {gigabytes(self.total)}")
            return super().update(n)

    return Spoken


def explain(source: str, error: Exception) -> str:
    """Why a checkpoint cannot be had or loaded, and what to do, in a line."""
    for tell in (_refused, _unreachable, _of_the_machine):
        if told := next(filter(None, (tell(source, link) for link in _chain(error))), ""):
            return told
    reason = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
    return (
        f"{source} did not load ({reason}). Its files look whole: run `pip install -r requirements.txt`, and if that "
        f"changes nothing, please report this."
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__


def _refused(source: str, error: BaseException) -> str:
    from huggingface_hub import errors as hub

    if not isinstance(error, hub.HfHubHTTPError):
        return ""
    status = error.response.status_code
    if isinstance(error, hub.GatedRepoError) and status == 403:
        return f"The account of your HF_TOKEN has not accepted the licence of {source}: do so at its page on the hub."
    if isinstance(error, hub.GatedRepoError):
        return f"{source} asks for its licence: accept it at its page on the hub, and set HF_TOKEN to your token."
    if isinstance(error, hub.RepositoryNotFoundError):
        return f"The hub has no {source}, or it is private: check the name; for a private one set HF_TOKEN."
    if status == 401:
        return f"The hub does not take your HF_TOKEN for {source}: make a new one in your account's settings."
    if status == 403:
        return f"Your HF_TOKEN may not read {source}: give it the right to read this model."
    return f"The hub is busy ({status}): load {source} again in a few minutes. {_KEPT}"


def _unreachable(source: str, error: BaseException) -> str:
    from huggingface_hub.errors import LocalEntryNotFoundError, OfflineModeIsEnabled

    names = {kind.__name__ for kind in type(error).__mro__}  # httpx's and urllib3's own kinds
    away = names & {"TransportError", "ConnectionError", "TimeoutException", "TimeoutError"}
    if not away and not isinstance(error, OfflineModeIsEnabled | LocalEntryNotFoundError):
        return ""
    return (
        f"The hub cannot be reached, and {source} is not whole in its cache here: check the network (and "
        f"HF_HUB_OFFLINE), or give a folder. {_KEPT}"
    )


def _package(error: BaseException) -> str:
    """Which package is missing or too old."""
    line = str(error).strip().splitlines()[0] if str(error).strip() else ""
    name = (
        "accelerate" if "accelerate" in line.lower() else (getattr(error, "name", "") or "").partition(".")[0]
    )
    if not name:
        return f"A package is missing or too old ({line})"
    try:
        return f"The package {name} {version(name)} here is too old for this ({line})"
    except PackageNotFoundError:
        return f"The package {name} is missing"


def _of_the_machine(source: str, error: BaseException) -> str:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full: make room, or set HF_HOME to another one, and load {source} again. {_KEPT}"
    if isinstance(error, MemoryError | torch.OutOfMemoryError) or "can't allocate memory" in str(error):
        return f"The memory ran out as {source} was loaded: `python -m gdiff_core doctor` says what it takes. {SERVER}"
    if isinstance(error, ImportError) or "pip install" in str(
        error
    ):  # transformers' own way to miss accelerate
        return f"{_package(error)}: run `pip install -r requirements.txt`. {source} is whole."
    if isinstance(error, PermissionError):
        return f"{error.filename or source} may not be read or written here: check who owns it."
    return ""
