"""One run on a clock of its own."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from time import perf_counter

from gdiff_core.document.extract import extract_page
from gdiff_core.engines import Engine
from gdiff_core.errors import BadRequest, GdiffError, TweakRefused, reason
from gdiff_core.records import Commit, Edit, Finish, Frame, Request

Events = Iterator[Frame | Commit | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """A run as far as it is."""

    seconds: float = 0.0
    """That the run itself took; while it waits for its turn its clock stands."""
    seen: float | None = None
    """Seconds until the first text could be seen, be it a draft."""
    first: float | None = None
    """Seconds until the first token that stays."""
    passes: int = 0
    """0 where a server does not say."""
    tokens: int = 0
    """That stay."""
    text: str = ""
    finish: Finish | None = None
    over: bool = False
    failed: str = ""
    """Why there is no result, for a person."""

    @property
    def tokens_per_second(self) -> float:
        return self.tokens / self.seconds if self.seconds else 0.0


class Timed:
    """Takes a run one event at a time; `now` is replaced as a whole, so that other threads may look."""

    def __init__(self, engine: Engine, request: Request | Edit, left_to_right: bool = False) -> None:
        """
        Raises:
            BadRequest: the engine cannot write from left to right.
        """
        self._engine, self._request = engine, request
        self.now, self._drawn = Reading(), 0
        self._events = self._started(left_to_right)

    def _started(self, left_to_right: bool) -> Events:
        run = typist(self._engine).type_out if left_to_right else self._engine.run
        return iter(run(self._request))

    def step(self) -> bool:
        """Go on to the next event; False once the run is over."""
        start = perf_counter()
        try:
            event = next(self._events, self)
        except GdiffError as error:
            text = error.page if isinstance(error, TweakRefused) else self.now.text
            self._set(start, over=True, failed=reason(error), text=text)
            return False
        if event is self:
            self._set(start, over=True)
            return False
        self._set(start, **(self._told(event, start) if event else {}))
        return True

    def close(self) -> None:
        """Give the model free."""
        getattr(self._events, "close", lambda: None)()

    def _set(self, start: float, **more: object) -> None:
        self.now = replace(self.now, seconds=self.now.seconds + perf_counter() - start, **more)

    def _told(self, event: Frame | Commit, start: float) -> dict[str, object]:
        now, at = self.now, self.now.seconds + perf_counter() - start
        told = {"text": event.text, "seen": at if now.seen is None and event.text else now.seen}
        if isinstance(event, Frame):
            self._drawn += 1
            return told | {"passes": self._drawn}
        # What a server writes has no places, only counts.
        tokens = event.start + event.count if event.tokens else now.tokens + event.count
        passes = now.passes if self._drawn else now.passes + event.steps
        first = at if now.first is None and event.count else now.first
        return told | {"tokens": tokens, "passes": passes, "first": first, "finish": event.finish}


def typist(engine: Engine):
    """The engine, which writes from left to right, too.

    Raises:
        BadRequest: it does not.
    """
    if not hasattr(engine, "type_out"):
        raise BadRequest(
            "A server does not let its model write from left to right: load a checkpoint here for that."
        )
    return engine


@dataclass(frozen=True, slots=True)
class Result:
    """A run that is over, judged."""

    reading: Reading
    complete: bool
    unmet: tuple[str, ...]
    """Sentences: what its page lacks of what was asked, by the engine's own verdict."""

    @property
    def met(self) -> bool:
        return self.complete and not self.unmet


def judged(engine: Engine, request: Request, reading: Reading) -> Result:
    page = extract_page(reading.text)
    if reading.failed:
        return Result(reading, False, (reading.failed,))
    return Result(reading, page.complete, engine.unmet(request, reading.text, reading.finish or "length"))


def finished(
    engine: Engine, request: Request | Edit, left_to_right: bool = False
) -> Generator[None, None, Reading]:
    """Run it to its end: a generator of None, one an event, that returns the last `Reading`.

    Raises:
        BadRequest: the engine cannot write from left to right.
    """
    run = Timed(engine, request, left_to_right)
    try:
        while run.step():
            yield None
    finally:
        run.close()
    return run.now


def measured(engine: Engine, request: Request, left_to_right: bool = False) -> Generator[None, None, Result]:
    """As `finished`, and judged."""
    return judged(engine, request, (yield from finished(engine, request, left_to_right)))
