"""Every text of a table through one instruction: side by side as the engine works, a row at a time into a CSV."""

import csv
import tempfile
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from typing import IO

from gdiff_core.bulk.table import Table
from gdiff_core.document.extract import without_thoughts
from gdiff_core.engines import Engine
from gdiff_core.errors import BadRequest, GdiffError, reason
from gdiff_core.records import Commit, Finish, Message, Request, Settings

Piece = Callable[[Engine], Iterator[None]]

BUDGET = 256
"""Tokens of an answer: one canvas."""
SEEN = 100
"""Rows that are kept for a screen; all of them are in the file."""
TASK = (
    "You are given one text, and rewrite it as you are told: {instruction}\n"
    "Answer with the new text alone: no introduction, no quotation marks, no comment. Keep its language unless you are "
    "told otherwise, and every fact, name and number."
)
CUT_OFF = "It was cut off at the budget: allow more tokens."
NOT_BUNDLED = (
    "The bundled model sets short web pages and knows nothing else, so it cannot rewrite texts. "
    "Load a checkpoint (GDIFF_MODEL_PATH) or connect a server (GDIFF_ENGINE), or choose one under “Another model” in "
    "the sidebar."
)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text before and after."""

    before: str
    after: str
    problem: str = ""
    """Why there is nothing after it, or what is wrong with it."""


def check(engine: Engine, instruction: str) -> None:
    """
    Raises:
        BadRequest: this engine cannot rewrite, or nothing is asked for.
    """
    if engine.info.bundled:
        raise BadRequest(NOT_BUNDLED)
    if not instruction.strip():
        raise BadRequest("The instruction is empty: say in a sentence how each text is to be rewritten.")
    _request("a text", instruction, engine.defaults)  # too long?


def settings_for(engine: Engine, budget: int = BUDGET, seed: int = 0) -> Settings:
    """As the model likes to denoise, within a small budget and without a thought."""
    return replace(engine.defaults, max_tokens=budget, thinking=0, seed=seed)


def _request(text: str, instruction: str, settings: Settings) -> Request:
    told = TASK.format(instruction=instruction.strip())
    Request(told, settings)  # as long as a person's words may be
    return Request(text, settings, history=(Message("system", told),))


def rewritten(
    engine: Engine, texts: Sequence[str], instruction: str, settings: Settings
) -> Iterator[Rewritten | None]:
    """The texts in their order, as many at once as the engine works on; None: nothing yet. What fails says why."""
    if hasattr(engine, "together"):
        try:
            yield from _in_batches(engine.together, texts, instruction, settings)
            return
        except GdiffError:  # one of them cannot be answered so: one by one the others can
            pass
    waiting, running = deque(texts), deque()
    try:
        while waiting or running:
            while waiting and len(running) < engine.jobs:
                running.append(_Run(engine, waiting.popleft(), instruction, settings))
            for run in running:
                if run.result is None:
                    run.step()
            yield None
            while running and running[0].result:
                yield running.popleft().result
    finally:
        for run in running:
            run.close()


class _Run:
    """One text on its way."""

    def __init__(self, engine: Engine, text: str, instruction: str, settings: Settings) -> None:
        self._text, self._last = text, None
        self.result: Rewritten | None = None if text.strip() else Rewritten(text, text)
        self._events = self._asked(engine, instruction, settings)

    def _asked(self, engine, instruction, settings) -> Generator[Commit | None, None, None]:
        yield from engine.run(_request(self._text, instruction, settings))

    def step(self) -> None:
        try:
            event = next(self._events, self)
        except GdiffError as error:
            self.result = Rewritten(self._text, "", reason(error))
            return
        if event is self:
            self.result = answered(self._text, self._last.text, self._last.finish)
        elif isinstance(event, Commit):
            self._last = event

    def close(self) -> None:
        self._events.close()


def answered(before: str, answer: str, finish: Finish | None) -> Rewritten:
    after = without_thoughts(answer).strip()
    if not after:
        return Rewritten(before, "", "The model answered without a word: try again, or another model.")
    return Rewritten(before, after, CUT_OFF if finish == "length" else "")


def _in_batches(together, texts, instruction, settings) -> Iterator[Rewritten | None]:
    """By one batched loop; what cannot be asked is left out of it."""
    found = [Rewritten(text, text) for text in texts]
    asked: dict[int, Request] = {}
    for index, text in enumerate(texts):
        try:
            if text.strip():
                asked[index] = _request(text, instruction, settings)
        except GdiffError as error:
            found[index] = Rewritten(text, "", reason(error))
    with closing(together(list(asked.values()))) as answers:
        for answer in answers:
            if answer is None:
                yield None
                continue
            for index, one in zip(asked, answer, strict=True):
                found[index] = answered(texts[index], one.text, one.finish)
    yield from found


class Rewriting:
    """A table on its way; its fields may be read from any thread."""

    def __init__(
        self,
        table: Table,
        instruction: str,
        settings: Settings,
        file: IO[str] | None = None,
        source: IO[bytes] | None = None,
    ) -> None:
        """
        Args:
            file: where the new table goes; by default a temporary file, which goes with this.
            source: a temporary file that the table is read from: it is to stay as long as this.
        """
        self._source = source
        self.table, self.instruction, self.settings = table, instruction, settings
        self.file = file or tempfile.NamedTemporaryFile(  # noqa: SIM115 - it lives as long as this
            "w+", encoding="utf-8-sig", newline="", prefix="gdiff-", suffix=".csv"
        )
        self._writer = csv.writer(self.file, delimiter=table.separator or ",")
        self._writer.writerow([*table.names, "rewritten", "problem"])
        self.seen: deque[Rewritten] = deque(maxlen=SEEN)
        self.done = self.problems = 0

    def pieces(self, size: int) -> Iterator[Piece]:
        """The rows in pieces, read as they are needed."""
        all_rows = self.table.rows()
        while rows := tuple(islice(all_rows, size)):

            def piece(engine: Engine, rows: tuple[list[str], ...] = rows) -> Iterator[None]:
                yield from self._rewrite(engine, rows)

            yield piece

    def _rewrite(self, engine: Engine, rows: Sequence[list[str]]) -> Iterator[None]:
        column, left = self.table.column, iter(rows)
        texts = [row[column] if column < len(row) else "" for row in rows]
        with closing(rewritten(engine, texts, self.instruction, self.settings)) as results:
            for result in results:
                if result is not None:
                    self._write(next(left), result)
                yield None

    def _write(self, row: Sequence[str], result: Rewritten) -> None:
        width = len(self.table.names)
        even = [*row[:width], *[""] * (width - len(row))]
        self._writer.writerow([*even, result.after, result.problem])
        self.file.flush()
        self.seen.append(Rewritten(result.before[:500], result.after[:500], result.problem))
        self.done, self.problems = self.done + 1, self.problems + bool(result.problem)

    def content(self) -> bytes:
        """The new table as far as it is."""
        with open(self.file.name, "rb") as file:
            return file.read()


def at_once(engine: Engine) -> int:
    """Texts of a piece: a few rounds of what the engine works on, so that pages come between soon."""
    return getattr(engine, "batch", None) or 2 * engine.jobs
