"""A server that speaks the OpenAI protocol and does as a test tells it, faults included."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.conftest import free_port

PAGE = """<!doctype html>
<html>
<head><title>Kite</title></head>
<body>
<h1>Kite</h1>
<p>Up.</p>
</body>
</html>
"""


def chunk(text: str = "", finish: str | None = None, **more: Any) -> dict[str, Any]:
    delta = {"role": "assistant", **({"content": text} if text else {})} | more.pop("delta", {})
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {
        "id": "x",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "m",
        "choices": [choice],
        **more,
    }


def sse(event: object) -> bytes:
    return f"data: {event if isinstance(event, str) else json.dumps(event)}\n\n".encode()


def whole(page: str = PAGE, size: int = 12) -> list[bytes]:
    """The events that stream a page, a few characters each."""
    pieces = [page[at : at + size] for at in range(0, len(page), size)]
    usage = {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 77, "total_tokens": 86}}
    return [*(sse(chunk(piece)) for piece in pieces), sse(chunk(finish="stop")), sse(usage), sse("[DONE]")]


class Scripted:
    """Answers from a list: each a response, or events to be streamed with a pause between; the last again and again."""

    def __init__(self) -> None:
        self.models: Any = {"object": "list", "data": [{"id": "org/kite", "object": "model"}]}
        self.answers: list[Callable[[], Response]] = [lambda: self.stream(whole())]
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.open = 0
        """Streams that are being sent."""
        self.dropped = 0
        """Streams that whoever asked has closed."""
        self.url = ""
        self.extra: list[Route] = []

    def stream(
        self, events: list[bytes], pause: float = 0.0, cut: bool = False, kind: str = "text/event-stream"
    ) -> Response:
        """
        Args:
            cut: the connection breaks where the events end.
        """

        async def send() -> AsyncIterator[bytes]:
            self.open += 1
            done = False
            try:
                for event in events:
                    yield event
                    await asyncio.sleep(pause)
                if cut:
                    raise ConnectionAbortedError
                done = True
            finally:
                self.open -= 1
                self.dropped += not done

        return StreamingResponse(send(), media_type=kind)

    def app(self) -> Starlette:
        async def models(_: Request) -> Response:
            return self.models if isinstance(self.models, Response) else JSONResponse(self.models)

        async def chat(request: Request) -> Response:
            self.headers.append(dict(request.headers))
            self.asked.append(await request.json())
            return (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])()

        routes = [Route("/v1/models", models), Route("/v1/chat/completions", chat, methods=["POST"])]
        return Starlette(routes=[*self.extra, *routes])


def refusal(
    status: int, message: str = "no", headers: dict[str, str] | None = None
) -> Callable[[], Response]:
    body = {"error": {"message": message, "type": "x", "code": status}}
    return lambda: JSONResponse(body, status, headers)


def html(status: int = 200) -> Callable[[], Response]:
    return lambda: PlainTextResponse("<!doctype html><h1>Please log in</h1>", status, media_type="text/html")


@contextmanager
def running(app: Any, port: int = 0) -> Iterator[str]:
    """Serve an ASGI app on this machine, in a thread."""
    port = port or free_port()
    config = uvicorn.Config(app, port=port, log_level="critical", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 10
    while not server.started:
        assert time.monotonic() < end and thread.is_alive()
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join(10)
