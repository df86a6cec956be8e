"""Is the server well, and how busy is it: `/healthz` for whoever restarts it, `/metrics` for Prometheus.

Neither tells a word of what people write; nor does the log: words of ours and `name=value`, a line an event.
"""

import logging
from collections.abc import Callable, Iterator
from typing import Literal

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from gdiff_core.records import Commit, Edit, Frame, Infill, Puzzle, Request, Turn
from gdiff_core.serving.jobs import Jobs, Snapshot, Work

log = logging.getLogger(__name__)

ModelState = Literal["loading", "ready", "failed"]
_KINDS = {Request: "build", Edit: "tweak", Turn: "turn", Infill: "infill", Puzzle: "puzzle", Work: "work"}
SECONDS = (0.5, 1, 2, 5, 10, 20, 60, 120, 300, 600)
"""Upper ends of the buckets of waits and runs."""


Cards = Callable[[], dict[str, tuple[int, int]]]
"""Bytes taken and bytes in all of each GPU."""


class _CardMemory(Collector):
    """Asked when the figures are; says nothing where there is no card."""

    def __init__(self, cards: Cards) -> None:
        self._cards = cards

    def collect(self) -> Iterator[GaugeMetricFamily]:
        taken = GaugeMetricFamily(
            "gdiff_gpu_memory_used_bytes", "Taken on a card, by all programs", labels=["card"]
        )
        total = GaugeMetricFamily("gdiff_gpu_memory_bytes", "Memory of a card", labels=["card"])
        found = self._cards()
        for card, (used, size) in found.items():
            taken.add_metric([card], used)
            total.add_metric([card], size)
        if found:
            yield from (taken, total)


class Health:
    """Figures of one server since it started, in a registry of its own."""

    def __init__(
        self, jobs: Callable[[], Jobs], model: Callable[[], ModelState], cards: Cards = dict
    ) -> None:
        self._queue, self._model = jobs, model
        self._registry = CollectorRegistry()
        counts = {"registry": self._registry}
        Gauge("gdiff_jobs_waiting", "Runs in the queue", **counts).set_function(lambda: jobs().waiting())
        Gauge("gdiff_jobs_running", "Runs at work", **counts).set_function(lambda: jobs().running())
        Gauge("gdiff_model_ready", "1 once the model is loaded", **counts).set_function(
            lambda: model() == "ready"
        )
        self._jobs = Counter("gdiff_jobs", "Runs that are over", ("kind", "state"), **counts)
        self._wait = Histogram(
            "gdiff_wait_seconds", "From the request to its start", buckets=SECONDS, **counts
        )
        self._run = Histogram("gdiff_run_seconds", "From start to end", ("kind",), buckets=SECONDS, **counts)
        self._passes = Counter("gdiff_passes", "Predictions of a block", **counts)
        self._blocks = Counter("gdiff_blocks", "Blocks committed", **counts)
        self._tokens = Counter("gdiff_tokens", "Tokens committed", **counts)
        self._refused = Counter("gdiff_refusals", "What was not done", ("reason",), **counts)
        self._registry.register(_CardMemory(cards))

    def saw(self, event: Frame | Commit | None) -> None:
        """Count a step or a block, as it happens; None is nothing."""
        if isinstance(event, Frame):
            self._passes.inc()
        if isinstance(event, Commit):
            self._blocks.inc()
            self._tokens.inc(event.count)

    def ended(self, snapshot: Snapshot, waited: float) -> None:
        """Count a run that is over, and log it. `waited` is in seconds."""
        job = snapshot.job
        kind = _KINDS[type(job.request)]
        self._jobs.labels(kind, job.state).inc()
        self._wait.observe(waited)
        self._run.labels(kind).observe(snapshot.seconds)
        if job.state == "failed":
            self._refused.labels("page" if snapshot.refused else "request").inc()
        log.info(
            "run=%s kind=%s state=%s waited=%.2f seconds=%.2f blocks=%d met=%s",
            *(job.id, kind, job.state, waited, snapshot.seconds, len(snapshot.commits), not job.unmet),
        )

    def turned_away(self) -> None:
        """Count a request that is one more than the limits allow."""
        self._refused.labels("limit").inc()
        log.info("refused=limit")

    def told(self) -> dict[str, bool | int | str]:
        """Whether the server can answer, and what it is at."""
        jobs, model = self._queue(), self._model()
        well = jobs.is_alive() and model != "failed"
        return {"well": well, "model": model, "waiting": jobs.waiting(), "running": jobs.running()}

    def text(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self._registry)


def speak() -> None:
    """Have what this program logs seen: `time=… level=… …`, on standard error."""
    handler, ours = logging.StreamHandler(), logging.getLogger("gdiff_core")
    handler.setFormatter(
        logging.Formatter("time=%(asctime)s level=%(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")
    )
    ours.handlers, ours.propagate = [handler], False
    ours.setLevel(logging.INFO)


def routes(health: Callable[[], Health], base: str = "") -> list[BaseRoute]:
    """`/healthz` and `/metrics` under the path that the app is served at."""

    def healthz(_: HttpRequest) -> Response:
        told = health().told()
        return JSONResponse(told, 200 if told["well"] else 503)

    def metrics(_: HttpRequest) -> Response:
        return Response(health().text(), media_type=CONTENT_TYPE_LATEST)

    return [Route(f"{base.rstrip('/')}/healthz", healthz), Route(f"{base.rstrip('/')}/metrics", metrics)]
