"""Which engine answers: the bundled model, a checkpoint here, or a server; from the environment, or chosen."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from gdiff_core.engines import Engine
from gdiff_core.errors import BadRequest

Kind = Literal["bundled", "checkpoint", "server"]
AT_ONCE = 4
"""Jobs that a server works on side by side, unless `$GDIFF_ENGINE_JOBS` says otherwise."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An engine that is not there yet."""

    kind: Kind
    where: str = ""
    """A folder or a hub id; a server's address."""
    model: str = ""
    """Of a server, by name; empty: its own."""


def configured() -> Choice:
    """The one that the environment names: `$GDIFF_ENGINE`, else `$GDIFF_MODEL_PATH`, else the bundled model."""
    if url := os.environ.get("GDIFF_ENGINE", "").strip():
        return Choice("server", url, os.environ.get("GDIFF_ENGINE_MODEL", "").strip())
    if path := os.environ.get("GDIFF_MODEL_PATH", ""):
        return Choice("checkpoint", path)
    return Choice("bundled")


def load(choice: Choice, report: Callable[[str], None] = lambda _: None) -> Engine:
    """`report` is told in a few words how far it is.

    Raises:
        BadRequest: the address or a number in the environment cannot be used.
        EngineError: the server cannot be used.
        ModelError: the checkpoint cannot be loaded.
    """
    if choice.kind == "server":
        from gdiff_core.engines.remote.engine import connect

        return connect(choice.where, key_for(choice.where), choice.model, jobs())
    from gdiff_core.diffusion.model import BUNDLED
    from gdiff_core.engines import local

    return local.load(choice.where if choice.kind == "checkpoint" else str(BUNDLED), report)


def prepare(choice: Choice, report: Callable[[str], None] = lambda _: None) -> None:
    """What can be done, and go wrong, before an engine in service has to make room: download, and look.

    Raises:
        ModelError: the checkpoint cannot be had, or is none.
    """
    if choice.kind == "checkpoint":
        from gdiff_core.diffusion.adapter import fetched
        from gdiff_core.diffusion.checkpoint import inspect

        inspect(fetched(choice.where, report))


def release() -> None:
    """Give the memory of an engine that is gone back to the cards."""
    from gdiff_core.diffusion.fit import release

    release()


def cards() -> dict[str, tuple[int, int]]:
    """Bytes taken and bytes in all of each GPU; empty where there is none, and until a model is loaded here."""
    if "torch" not in sys.modules:
        return {}
    from gdiff_core.diffusion.fit import in_use

    return in_use()


def key_for(url: str) -> str:
    """The key in `$GDIFF_ENGINE_KEY`, for the server it belongs to: `$GDIFF_ENGINE`'s, and no other if that is set.

    Nor does it go over the open network unencrypted.
    """
    key, own = os.environ.get("GDIFF_ENGINE_KEY", "").strip(), os.environ.get("GDIFF_ENGINE", "").strip()
    safe = url.startswith("https://") or urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")
    return key if _origin(url) == _origin(own) or (not own and safe) else ""


def jobs() -> int:
    """`$GDIFF_ENGINE_JOBS`: how many jobs a server works on side by side."""
    told = os.environ.get("GDIFF_ENGINE_JOBS", "").strip() or str(AT_ONCE)
    if not told.isdecimal() or not 1 <= int(told) <= 64:
        raise BadRequest(f"GDIFF_ENGINE_JOBS is {told!r}: use a number from 1 to 64.")
    return int(told)


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.rpartition("@")[2]
