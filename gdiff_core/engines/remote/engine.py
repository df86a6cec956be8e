"""A server that speaks the OpenAI protocol, as an engine."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from gdiff_core.document.fold import folded
from gdiff_core.engines import Ability, task
from gdiff_core.engines.general import General
from gdiff_core.engines.remote import canvases
from gdiff_core.engines.remote.chat import Chat
from gdiff_core.engines.remote.faults import host_of
from gdiff_core.engines.remote.line import Line
from gdiff_core.engines.remote.probe import Found, probe
from gdiff_core.errors import BadRequest
from gdiff_core.records import (
    Asked,
    Commit,
    Edit,
    Frame,
    Infill,
    ModelInfo,
    Request,
    Settings,
    Turn,
)

BUDGET = 4096
"""Tokens of a page, at most: a server's models write longer ones than ours."""
_NO_HOLES = (
    "Filling holes needs a model on this machine: a server tells neither how sure it is of a token nor how likely a "
    "text is, so nobody could say which length fits. Choose the bundled model or a checkpoint in the sidebar."
)
_UNKNOWN = 131_072
"""Room of a server that does not say."""


class Remote(General):
    """A model that others keep, as an engine (`engines.Engine`)."""

    def __init__(self, line: Line, found: Found, jobs: int = 4) -> None:
        self._line, self._found, self.jobs = line, found, jobs
        self.defaults = Settings(max_tokens=BUDGET)
        self._chat = Chat(line, found.model, self._extra)
        room = found.room or _UNKNOWN
        self._canvases = (
            canvases.find(line, found.model, _info(line, found), room) if found.may_seed else None
        )
        self._fell_back = ""
        self.info = replace(_info(line, found), abilities=self._abilities())

    def run(self, request: Asked) -> Iterator[Frame | Commit | None]:
        if isinstance(request, Turn):
            return self._chat.reply(request)
        if isinstance(request, Infill):
            raise BadRequest(_NO_HOLES)
        task.check(request)
        if not isinstance(request, Edit):
            return self._chat.build(request)
        return folded(self._change, request)

    def _change(self, edit: Edit) -> Iterator[Frame | Commit | None]:
        # A block's prompt is token ids, and none of them is a picture.
        if edit.pictures or not self._canvases:
            yield from self._chat.edit(edit)
            return
        try:
            yield from self._canvases.edit(edit)
        except canvases.Refused as error:
            self._canvases, self._fell_back = None, str(error)
            self.info = replace(self.info, abilities=self._abilities())
            yield from self._chat.edit(edit)

    def unable(self, what: Ability) -> str:
        return _NO_HOLES if what == "infill" else ""

    def example(self) -> str:
        return ""

    def texts(self, ids: Sequence[int]) -> list[str]:
        if self._canvases:
            return self._canvases.token_texts(ids)
        return [self._chat.pieces.text(token) for token in ids]

    def warm_up(self) -> None:
        """One short request: whoever chose the server hears now that it does not work.

        Raises:
            EngineError: it does not.
        """
        settings = replace(self.defaults, max_tokens=1, steps=1)
        for _ in self._chat.build(Request("Say OK.", settings)):
            pass

    def _extra(self, settings: Settings) -> dict[str, Any]:
        """What this kind of server is told of the settings that were changed."""
        if settings.steps == self.defaults.steps:
            return {}
        if self._found.kind == "mlx-vlm":
            return {"max_denoising_steps": settings.steps}
        return {"vllm_xargs": {"diffusion_max_steps": settings.steps}} if self._found.may_seed else {}

    def _abilities(self) -> tuple[str, ...]:
        drafts = (
            "It sends every draft."
            if self._found.kind == "Unsloth Studio"
            else "It sends no drafts: text is shown as it comes."
        )
        edits = (
            "A change starts from the page on its canvas."
            if self._canvases
            else "A change is written anew, and put in its place."
        )
        refused = f"It refused the page on its canvas. {self._fell_back}" if self._fell_back else ""
        return tuple(filter(None, (f"{self._found.name}, {self.jobs} at once.", drafts, edits, refused)))


def _info(line: Line, found: Found) -> ModelInfo:
    return ModelInfo(
        name=found.model.rstrip("/").rpartition("/")[2] or found.model,
        path=host_of(line.url),
        device="server",
        dtype="",
        parameters=0,
        layers=0,
        vocab_size=0,
        canvas_length=0,
        bundled=False,
    )


def connect(url: str, key: str = "", model: str = "", jobs: int = 4) -> Remote:
    """Find out what a server is.

    Raises:
        BadRequest: that is no address.
        EngineError: it cannot be reached, or does not speak the protocol.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadRequest(f"{url!r} is no address of a server: use one such as http://127.0.0.1:8000/v1.")
    line = Line(url, key)
    return Remote(line, probe(line, model), jobs)
