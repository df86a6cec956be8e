"""How long the server's event loop is held while a large page is edited and watched: `python -m tests.bench_loop`
prints one JSON line; with `--usual`, at the interpreter's own switch interval. A perfect model over a page of 37,000
tokens, one browser that sees every picture.

"held" is the CPU time of the loop's thread in one callback: sends, and whatever else no thread does. "late" is how
much later than asked a timer of one millisecond woke up, as far as this process computed in that time: it waits for the
interpreter's lock.
"""

import asyncio
import gc
import json
import subprocess
import sys
import threading
import time
from asyncio import events
from collections.abc import Iterable, Iterator
from itertools import islice
from statistics import quantiles

import uvicorn
from starlette.applications import Starlette

from gdiff_core.bench import WORDS, _Perfect, _section_page
from gdiff_core.diffusion.tweak import tweak
from gdiff_core.records import Commit, Edit, Frame, Settings
from gdiff_core.serving.jobs import Jobs
from gdiff_core.serving.live import SWITCH_SECONDS, routes
from tests.conftest import free_port

TOKENS, FPS, NETWORK = 37_000, 60.0, 0.012
"""Of the page; pictures a second; seconds that the network of a step takes on a GPU."""
CLIENT = """
import sys
from websockets.sync.client import connect
with connect(sys.argv[1], origin=sys.argv[2], max_size=None) as socket:
    for message in socket:
        if isinstance(message, bytes):
            socket.send("seen")
"""


class Watch:
    """Times every callback of the loop that it is started in."""

    def __init__(self) -> None:
        self.held: list[tuple[float, str]] = []
        self.late: list[float] = []

    def time_callbacks(self) -> None:
        run = events.Handle._run

        def timed(handle: events.Handle) -> None:
            what, start = repr(handle)[:300], time.thread_time()
            run(handle)
            self.held.append((time.thread_time() - start, what))

        events.Handle._run = timed

    async def beat(self) -> None:
        while True:
            start, computed = time.perf_counter(), time.process_time()
            await asyncio.sleep(0.001)
            late = min(time.perf_counter() - start - 0.001, time.process_time() - computed)
            self.late.append(late)


def main() -> None:
    old, new = _section_page(TOKENS)
    model, watch, port = _Perfect(old, new, WORDS.findall), Watch(), free_port()

    def run(edit: Edit) -> Iterator[Frame | Commit]:
        for event in tweak(model, edit):
            time.sleep(NETWORK)
            yield event

    for _ in islice(run(Edit(old, "change it")), 3):  # lazy imports
        pass
    gc.collect()
    gc.freeze()  # as the server does when its model is loaded
    jobs = Jobs(run)
    if "--usual" not in sys.argv:
        sys.setswitchinterval(SWITCH_SECONDS)

    async def serve() -> None:
        watch.time_callbacks()
        beat = asyncio.create_task(watch.beat())
        app = Starlette(routes=routes(lambda: jobs, lambda *_: lambda: 3, model.token_texts, lambda: FPS))
        await uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", loop="asyncio")).serve()
        beat.cancel()

    threading.Thread(target=asyncio.run, args=(serve(),), daemon=True).start()
    time.sleep(1)
    job = jobs.submit(Edit(old, "change it", Settings(steps=480, effort=1.0)), "bench")
    url = f"127.0.0.1:{port}"
    asked = [sys.executable, "-c", CLIENT, f"ws://{url}/live/{job.id}", f"http://{url}"]
    watch.held.clear()
    watch.late.clear()
    subprocess.run(asked, check=True, timeout=500)
    snapshot = jobs.look(job.id)
    held = sorted(watch.held, reverse=True)
    print([(round(1000 * s, 1), what) for s, what in held[:6]], file=sys.stderr)
    said = {
        "state": snapshot.job.state,
        "characters": len(old),
        "blocks": len(snapshot.commits),
        "seconds": round(snapshot.seconds, 1),
        "held_ms": {"longest": _ms(held[0][0]), "p99.9": _ms(quantiles([s for s, _ in held], n=1000)[-1])},
        "held_over_5_ms": _share(seconds for seconds, _ in held),
        "late_ms": {"longest": _ms(max(watch.late)), "p99": _ms(quantiles(watch.late, n=100)[-1])},
        "late_over_5_ms": _share(watch.late),
    }
    print(json.dumps(said))


def _share(seconds: Iterable[float]) -> str:
    some = [*seconds]
    return f"{sum(each > 0.005 for each in some)} of {len(some)}"


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 2)


if __name__ == "__main__":
    main()
