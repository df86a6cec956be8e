"""What a server is, and what it can do: asked once, before it is used."""

import re
from dataclasses import dataclass
from typing import Any

from gdiff_core.engines.remote.faults import host_of
from gdiff_core.engines.remote.line import Line
from gdiff_core.errors import EngineError

_SEEDED = (0, 32)
"""The version of vLLM from which on an edit may start from the page on its canvas."""
_NUMBER = re.compile(r"(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class Found:
    """A server."""

    kind: str
    """"vLLM", "mlx-vlm" or "Unsloth Studio"; empty for any other."""
    version: str
    model: str
    models: tuple[str, ...]
    """All that it serves."""
    room: int
    """Tokens that prompt and answer may have together; 0 where it does not say."""

    @property
    def may_seed(self) -> bool:
        """Whether it is worth asking it for canvases."""
        number = _NUMBER.match(self.version)
        return self.kind == "vLLM" and bool(number) and tuple(map(int, number.groups())) >= _SEEDED

    @property
    def name(self) -> str:
        return f"{self.kind or 'OpenAI protocol'} {self.version}".strip()


def probe(line: Line, model: str = "") -> Found:
    """
    Args:
        model: the one to use; by default the server's own, of several the first that is a diffusion model.

    Raises:
        EngineError: it cannot be reached, or lists no models and none is named.
    """
    listed = _models(line, bool(model))
    names = tuple(name for each in listed if isinstance(name := each.get("id"), str))
    if not (
        chosen := model
        or next((name for name in names if "diffusion" in name.lower()), "")
        or next(iter(names), "")
    ):
        raise EngineError(
            f"The server {host_of(line.url)} serves no model: name one with GDIFF_ENGINE_MODEL."
        )
    if names and chosen not in names:
        shown = ", ".join(names[:5])
        raise EngineError(f"The server {host_of(line.url)} has no model {chosen!r}: it has {shown}.", 404)
    own = next((each for each in listed if each.get("id") == chosen), {})
    kind, version = _kind(line, own)
    room = own.get("max_model_len")
    return Found(kind, version, chosen, names, room if isinstance(room, int) else 0)


def _models(line: Line, named: bool) -> list[dict[str, Any]]:
    try:
        found = line.get("/models").get("data")
    except EngineError as error:
        if named and error.status in (404, 405, 501):  # it serves no list
            return []
        raise
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _kind(line: Line, model: dict[str, Any]) -> tuple[str, str]:
    if model.get("owned_by") == "unsloth":
        return "Unsloth Studio", ""
    if version := _quietly(line, "/version").get("version"):
        return "vLLM", str(version)
    return ("mlx-vlm", "") if "continuous_batching_enabled" in _quietly(line, "/health") else ("", "")


def _quietly(line: Line, path: str) -> dict[str, Any]:
    try:
        return line.get(f"{line.root}{path}")
    except EngineError:
        return {}
