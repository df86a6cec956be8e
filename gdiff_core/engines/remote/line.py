"""The line to a server: requests and streams of the `openai` client, on one asynchronous thread of this process.

Whoever waits for a stream hears of it several times a second, also while nothing comes, so that it can be stopped;
closing it closes the request, and the server stops working on it.
"""

import asyncio
import queue
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import aclosing
from functools import cache
from typing import Any, TypeVar

from gdiff_core.engines.remote.faults import NotTheProtocol, Stalled, explain
from gdiff_core.errors import EngineError

T = TypeVar("T")

TICK = 0.2
"""Seconds without news, at most."""
CONNECT, STALL = 5.0, 120.0
"""Seconds for a connection, and between two pieces of an answer: a queue in front of a large model takes its time."""
RETRIES = 3
"""Of what is safe to ask again, as nothing of the answer has come: with backoff, or when the server says (`openai`)."""


class Line:
    """To one server; every error comes as an `EngineError` with a sentence for a person."""

    def __init__(self, url: str, key: str = "", *, stall: float = STALL, retries: int = RETRIES) -> None:
        """
        Args:
            url: the address of its protocol, such as "http://127.0.0.1:8000/v1".
            key: sent to it, and never shown, logged or stored.
            stall: seconds between two pieces of an answer, at most.
            retries: how often a request may be sent again.
        """
        from openai import AsyncOpenAI, Timeout

        self.url, self._key, self._stall = url.rstrip("/"), key, stall
        timeout = Timeout(stall, connect=CONNECT)
        self._client = AsyncOpenAI(
            base_url=self.url, api_key=key or "none", timeout=timeout, max_retries=retries
        )

    @property
    def root(self) -> str:
        """The address of what the server keeps beside the protocol."""
        return self.url.removesuffix("/v1")

    def get(self, path: str) -> dict[str, Any]:
        """The JSON at a path of the protocol, or at a whole address."""
        return self._ask(self._client.get(path, cast_to=object))

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The JSON that answers another one."""
        return self._ask(self._client.post(path, body=body, cast_to=object))

    def posts(self, path: str, bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """As `post`, several side by side."""

        async def all_of_them() -> list[object]:
            room = asyncio.Semaphore(16)

            async def one(body: dict[str, Any]) -> object:
                async with room:
                    return await self._client.post(path, body=body, cast_to=object)

            return await asyncio.gather(*map(one, bodies))

        return [_as_json(found) for found in self._wait(all_of_them())]

    def answer(self, path: str, body: dict[str, Any]) -> Iterator[dict[str, Any] | None]:
        """As `post`, for an answer that takes its time: None several times a second, then the answer."""

        async def once() -> AsyncIterator[dict[str, Any]]:
            try:
                yield _as_json(await self._client.post(path, body=body, cast_to=object))
            except Exception as error:
                raise self._fault(error) from error

        for found in _pumped(once()):
            yield found[0] if found else None

    def stream(self, path: str, body: dict[str, Any]) -> Iterator[list[Any]]:
        """The events of an answer that is streamed: each time all that came since, which may be nothing."""
        yield from _pumped(self._events(path, body))

    async def _events(self, path: str, body: dict[str, Any]) -> AsyncIterator[Any]:
        from openai import AsyncStream

        begun = False
        try:
            stream = await self._client.post(
                path, body=body, cast_to=object, stream=True, stream_cls=AsyncStream[object]
            )
            async with stream:
                if "text/event-stream" not in (kind := stream.response.headers.get("content-type", "")):
                    raise NotTheProtocol(kind)
                events = aiter(stream)
                while (event := await self._next(events)) is not _END:
                    begun = True
                    yield event
        except Exception as error:
            raise self._fault(error, begun) from error

    async def _next(self, events: AsyncIterator[object]) -> object:
        """The next event; what only keeps the line open counts for nothing."""
        try:
            async with asyncio.timeout(self._stall):
                return await anext(events, _END)
        except TimeoutError as error:
            raise Stalled(self._stall) from error

    def _ask(self, call: Coroutine[Any, Any, object]) -> dict[str, Any]:
        try:
            return _as_json(self._wait(call))
        except NotTheProtocol as error:
            raise self._fault(error) from error

    def _wait(self, call: Coroutine[Any, Any, T]) -> T:
        task = asyncio.run_coroutine_threadsafe(call, _loop())
        try:
            return task.result()
        except Exception as error:
            raise self._fault(error) from error
        finally:
            task.cancel()

    def _fault(self, error: Exception, begun: bool = False) -> EngineError:
        return explain(error, self.url, self._key, begun)


_END = object()


class _Broken:
    """Ends a stream with an error, or with None."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def _pumped(items: AsyncIterator[T]) -> Iterator[list[T]]:
    """What an asynchronous iterator gives, on this thread: each time all that came since."""
    arrived: queue.SimpleQueue[T | _Broken] = queue.SimpleQueue()

    async def feed() -> None:
        end = _Broken()
        try:
            async with aclosing(items):
                async for item in items:
                    arrived.put(item)
        except Exception as error:
            end = _Broken(error)
        finally:
            arrived.put(end)

    task = asyncio.run_coroutine_threadsafe(feed(), _loop())
    try:
        while True:
            found = _all_of(arrived)
            over = found.pop() if found and isinstance(found[-1], _Broken) else None
            if found or not over:
                yield found
            if over and over.error:
                raise over.error
            if over:
                return
    finally:
        task.cancel()


def _all_of(arrived: queue.SimpleQueue) -> list:
    """All there is, after a while."""
    found = []
    try:
        found.append(arrived.get(timeout=TICK))
        while True:
            found.append(arrived.get_nowait())
    except queue.Empty:
        return found


def _as_json(found: object) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise NotTheProtocol(type(found).__name__)
    return found


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """Of all lines of this process; it ends with it."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="gdiff-line", daemon=True).start()
    return loop
