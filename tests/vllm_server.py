"""A server that answers as vLLM 0.32 does for a diffusion model: over the bundled one, a block a request, with the
canvas that it is told to start from, and its pinned positions.

Its checks and its words of refusal are those of `vllm/utils/diffusion.py` (0.32.0).
"""

import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import torch
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as Asked
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from gdiff_core.diffusion import denoise as loop
from gdiff_core.diffusion.canvas import Canvas
from gdiff_core.diffusion.model import Model
from gdiff_core.records import Commit, Message, Request, Settings


class Vllm:
    """One served model."""

    def __init__(
        self, model: Model, draws: torch.Generator, version: str = "0.32.0", seeded: bool = True
    ) -> None:
        """
        Args:
            draws: of its sampler, from one request to the next; a GPU has one, too.
            seeded: it takes canvases.
        """
        self.model, self.draws, self.version, self.seeded = model, draws, version, seeded
        self.asked: list[dict] = []
        """Requests for text that it took."""
        self.heard: list[tuple[str, dict]] = []
        """All that came, with its path."""
        self._turn = threading.Lock()

    def app(self) -> Starlette:
        posts = {
            "/tokenize": self._tokenize,
            "/detokenize": self._detokenize,
            "/v1/completions": self._complete,
            "/v1/chat/completions": self._chat,
        }
        routes = [Route(path, self._heard(path, answer), methods=["POST"]) for path, answer in posts.items()]
        served = {"id": "nano", "object": "model", "owned_by": "vllm", "max_model_len": self.model.max_length}
        models, version = {"object": "list", "data": [served]}, {"version": self.version}
        routes += [
            Route("/v1/models", lambda _: JSONResponse(models)),
            Route("/version", lambda _: JSONResponse(version)),
        ]
        return Starlette(routes=routes)

    def _heard(self, path: str, answer: Callable[[Asked], Awaitable[Response]]) -> Callable:
        async def hear(request: Asked) -> Response:
            self.heard.append((path, await request.json()))
            return await answer(request)

        return hear

    async def _tokenize(self, request: Asked) -> Response:
        body = await request.json()
        if "messages" in body:
            *before, last = (Message(turn["role"], _words(turn["content"])) for turn in body["messages"])
            ids = self.model.encode(last.text, *before)
        else:
            ids = self.model.tokenizer.encode(body["prompt"], add_special_tokens=body["add_special_tokens"])
        texts = self.model.tokenizer.convert_ids_to_tokens(ids) if body.get("return_token_strs") else None
        return JSONResponse({"count": len(ids), "max_model_len": 8192, "tokens": ids, "token_strs": texts})

    async def _detokenize(self, request: Asked) -> Response:
        return JSONResponse({"prompt": self.model.tokenizer.decode((await request.json())["tokens"])})

    async def _complete(self, request: Asked) -> Response:
        body = await request.json()
        told = body.get("vllm_xargs", {})
        if why := self._wrong(told):
            return JSONResponse({"error": {"message": why, "type": "BadRequestError", "code": 400}}, 400)
        self.asked.append(body)
        return JSONResponse(await run_in_threadpool(self._block, body, told))

    def _wrong(self, told: dict) -> str:
        info, seed, pins = (
            self.model.info,
            told.get("diffusion_seed_canvas"),
            told.get("diffusion_pinned", []),
        )
        if not self.seeded:
            return "vllm_xargs: extra fields not permitted"
        if seed is not None and not all(0 <= token < info.vocab_size for token in seed):
            return f"diffusion_seed_canvas ids must be in [0, {info.vocab_size})."
        if seed is not None and len(seed) != info.canvas_length:
            return f"diffusion_seed_canvas must hold exactly {info.canvas_length} ids, got {len(seed)}."
        if pins and not all(0 <= at < info.canvas_length for at in pins):
            return "diffusion_pinned positions must lie inside the canvas."
        return ""

    def _block(self, body: dict, told: dict) -> dict:
        canvas = torch.tensor([told["diffusion_seed_canvas"]])
        locked = torch.zeros_like(canvas, dtype=torch.bool)
        locked[0, told.get("diffusion_pinned", [])] = True
        settings = replace(self.model.defaults, steps=told["diffusion_max_steps"])
        with self._turn:
            tokens = block(self.model, body["prompt"], Canvas(canvas, locked), settings, self.draws)
        end = next((at for at, token in enumerate(tokens) if token in self.model.end_tokens), None)
        ids = tokens if end is None else tokens[: end + 1]
        finish = "length" if end is None else "stop"
        return {
            "choices": [
                {"index": 0, "text": self.model.decode(ids), "finish_reason": finish, "token_ids": ids}
            ]
        }

    async def _chat(self, request: Asked) -> Response:
        body = await request.json()
        self.asked.append(body)
        *before, last = (Message(turn["role"], _words(turn["content"])) for turn in body["messages"])
        settings = replace(self.model.defaults, max_tokens=body["max_tokens"], seed=body["seed"])
        wanted = Request(last.text, settings, tuple(before))
        events = await run_in_threadpool(lambda: list(loop.denoise(self.model, wanted)))

        async def told() -> AsyncIterator[str]:
            text = ""
            for event in events:
                if isinstance(event, Commit):
                    finish = event.finish and ("length" if event.finish == "length" else "stop")
                    delta = {"content": event.text[len(text) :]}
                    choice = {"index": 0, "delta": delta, "finish_reason": finish}
                    yield f"data: {json.dumps({'choices': [choice]})}\n\n"
                    text = event.text
            yield "data: [DONE]\n\n"

        return StreamingResponse(told(), media_type="text/event-stream")


@torch.inference_mode()
def _words(content: str | list[dict]) -> str:
    """What is said, without what is shown: these weights see nothing."""
    return content if isinstance(content, str) else content[-1]["text"]


def block(
    model: Model, ids: list[int], canvas: Canvas, settings: Settings, draws: torch.Generator
) -> list[int]:
    """One block by our loop's own steps, without an old text laid out between them: no server does that."""
    context = model.context()
    context.read(ids)
    canvas = replace(canvas, trail=None)
    size, ends = model.info.vocab_size, model.end_tokens
    *_, last = loop._denoise_block(context, canvas, settings, size, draws, settings.steps, ends)
    return list(last.draft)
