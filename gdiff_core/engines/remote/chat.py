"""A build or an edit over plain chat, as any server has it: text as it comes, drafts where there are any.

What is committed in a block, or comes token by token, is one `Commit` after another without token ids: a server keeps
those to itself. A page that is edited is put together by us (`splice`).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import perf_counter
from typing import Any

from gdiff_core.engines.remote import prompt
from gdiff_core.engines.remote.faults import CutShort, explain
from gdiff_core.engines.remote.line import Line
from gdiff_core.engines.remote.reply import Reply, Step
from gdiff_core.engines.remote.splice import Splice
from gdiff_core.errors import EngineError
from gdiff_core.records import Commit, Edit, Finish, Frame, Request, Settings, Turn

Events = Iterator[Frame | Commit | None]

PACE = 0.2
"""Seconds from one commit to the next, at least: a server may send one word at a time."""
_OPTIONAL = ("seed", "stream_options", "max_denoising_steps", "vllm_xargs", "chat_template_kwargs")
"""What a server may refuse to hear of; it is asked again without."""


class Chat:
    """The chat of one server."""

    def __init__(
        self, line: Line, model: str, extra: Callable[[Settings], dict[str, Any]] = lambda _: {}
    ) -> None:
        """
        Args:
            extra: what this kind of server is told beside the protocol's own fields.
        """
        self._line, self._model, self._extra = line, model, extra
        self._refused: set[str] = set()
        self.pieces = Pieces()

    def build(self, request: Request) -> Events:
        turns = prompt.of_request(request)
        for event in self._converse(turns, request.settings, lambda reply: reply.text):
            yield event and replace(event, text=request.begun + event.text)

    def reply(self, turn: Turn) -> Events:
        """Answer what was said, as it was said."""
        return self._converse(prompt.of_turn(turn), turn.settings, lambda reply: reply.text)

    def edit(self, edit: Edit) -> Events:
        """
        Raises:
            BadRequest: the edit cannot be carried out.
            TweakRefused: what came cannot take its place in the page.
        """
        splice = Splice(edit)
        turns = prompt.of_edit(edit, splice.locked)
        for event in self._converse(turns, edit.settings, splice.shown):
            over = isinstance(event, Commit) and event.finish
            yield replace(event, text=splice.page(event.text, event.finish)) if over else event

    def _converse(self, turns: prompt.Turns, settings: Settings, shown: Callable[[Reply], str]) -> Events:
        """
        Args:
            shown: what is to be seen of an answer on its way; of the last commit the text is the answer's own.
        """
        teller, lost = _Teller(self.pieces, shown), None
        reply = teller.reply
        try:
            for events in self._asked(self._body(turns, settings)):
                for event in events:
                    reply.hear(event)
                    if reply.step:
                        yield from teller.news()
                        yield teller.frame(reply.step)
                yield from [*(teller.news() if teller.due else ())] or [None]
        except EngineError as error:
            lost = error
        if not reply.finish:
            yield from teller.news()  # what had come is kept
            raise lost or explain(CutShort(), self._line.url)
        if reply.finish == "eos" and not reply.text.strip():
            raise EngineError("The server ended its answer without a word: try again, or another model.")
        yield teller.last()

    def _body(self, turns: prompt.Turns, settings: Settings) -> dict[str, Any]:
        return {
            "model": self._model,
            "messages": turns,
            "max_tokens": settings.max_tokens + settings.thinking,
            "seed": settings.seed % 2**31,  # some servers know no larger ones
            "stream": True,
            "stream_options": {"include_usage": True},
            **({"chat_template_kwargs": {"enable_thinking": True}} if settings.thinking else {}),
            **self._extra(settings),
        }

    def _asked(self, body: dict[str, Any]) -> Iterator[list[Any]]:
        """The stream that answers; asked for again without a field that the server refuses: nothing has come then."""
        while True:
            sent = {name: value for name, value in body.items() if name not in self._refused}
            try:
                yield from self._line.stream("/chat/completions", sent)
                return
            except EngineError as error:
                refused = [
                    name for name in _OPTIONAL if name in sent and re.search(rf"\b{name}\b", str(error))
                ]
                if error.status not in (400, 422) or not refused:
                    raise
                self._refused.update(refused)


class Pieces:
    """Numbers for words of drafts that come as text, so that a canvas can show them as it shows tokens."""

    _PIECE = re.compile(r"\s+|\w{1,8}|[^\w\s]{1,3}")

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._texts: list[str] = []

    def of(self, text: str) -> tuple[int, ...]:
        return tuple(map(self._id, self._PIECE.findall(text)))

    def text(self, id: int) -> str:
        return self._texts[id] if id < len(self._texts) else ""

    def _id(self, piece: str) -> int:
        if piece not in self._ids:
            self._ids[piece] = len(self._texts)
            self._texts.append(piece)
        return self._ids[piece]


class _Teller:
    """Tells an answer on its way as frames and commits."""

    def __init__(self, pieces: Pieces, shown: Callable[[Reply], str]) -> None:
        self.reply = Reply()
        self._pieces, self._shown, self._start = pieces, shown, perf_counter()
        self._block, self._told, self._counted, self._when = 0, "", 0, 0.0
        self._draft: tuple[int, ...] = ()

    @property
    def due(self) -> bool:
        """Whether what came is worth a commit by now."""
        return self._seconds() - self._when >= PACE

    def news(self) -> Iterator[Commit]:
        """What came since the last commit, if anything did."""
        if self.reply.text != self._told:
            yield self._commit(self._shown(self.reply), None)

    def last(self) -> Commit:
        """The end, with the answer's own text."""
        return self._commit(self.reply.text, self.reply.finish)

    def frame(self, step: Step) -> Frame:
        """A draft: what stayed from the one before is accepted, as nothing else is known."""
        draft, before = self._pieces.of(step.text), self._draft
        stays = tuple(i < len(before) and before[i] == id for i, id in enumerate(draft))
        nats, nothing = tuple(0.0 if same else 1.0 for same in stays), (False,) * len(draft)
        self._draft, text = draft, self.reply.text + step.text
        return Frame(
            self._block, max(1, step.step), draft, draft, stays, nothing, nats, text, self._seconds()
        )

    def _commit(self, text: str, finish: Finish | None) -> Commit:
        now, count, block = self._seconds(), self.reply.counted - self._counted, self._block
        self._block, self._told = block + 1, self.reply.text
        self._counted, self._when = self.reply.counted, now
        return Commit(block, (), 0, True, text, finish, now, counted=count)

    def _seconds(self) -> float:
        return perf_counter() - self._start
