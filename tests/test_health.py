"""What a server tells of itself: alive, ready, how busy; never what people write."""

import logging
from concurrent.futures import Future

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from gdiff_core.errors import ModelError
from gdiff_core.records import Request
from gdiff_core.serving import health
from tests.test_server import server  # noqa: F401 - a fixture


@pytest.fixture
def client(server) -> TestClient:  # noqa: F811
    return TestClient(Starlette(routes=health.routes(lambda: server.health, "/base")))


def finish(server, words: str) -> None:  # noqa: F811
    job = server.jobs.submit(Request(words), "ann", project="id")
    while not server.jobs.wait(job.id, timeout=0.05).over:
        pass


def value(client: TestClient, name: str) -> float:
    lines = client.get("/base/metrics").text.splitlines()
    return float(next(line.split()[-1] for line in lines if line.startswith(name)))


def test_a_well_server_says_so(server, client):  # noqa: F811
    server.engine.result(20)
    answer = client.get("/base/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"well": True, "model": "ready", "waiting": 0, "running": 0}


@pytest.mark.parametrize("spoil", ["model", "worker"])
def test_a_server_that_cannot_answer_is_not_well(server, client, spoil):  # noqa: F811
    server.engine.result(20)
    if spoil == "model":
        server.engine = Future()
        assert client.get("/base/healthz").json()["model"] == "loading"
        server.engine.set_exception(ModelError("no"))
    else:
        server.jobs.close()
    answer = client.get("/base/healthz")
    assert answer.status_code == 503 and not answer.json()["well"]


def test_what_runs_take_is_counted(server, client, caplog):  # noqa: F811
    caplog.set_level(logging.INFO, "gdiff_core.serving.health")
    finish(server, "a page for Secret Kite")
    finish(server, "a page for Secret Kite")
    assert value(client, 'gdiff_jobs_total{kind="build",state="done"}') == 2
    assert value(client, 'gdiff_run_seconds_count{kind="build"}') == 2
    assert value(client, "gdiff_wait_seconds_count") == 2
    assert value(client, "gdiff_model_ready") == 1
    assert value(client, "gdiff_passes_total") > value(client, "gdiff_blocks_total") > 0
    assert value(client, "gdiff_tokens_total") > 0
    assert value(client, "gdiff_jobs_waiting") == value(client, "gdiff_jobs_running") == 0
    assert "kind=build state=done" in caplog.text
    assert "Secret" not in caplog.text + client.get("/base/metrics").text


def test_a_queue_is_seen(server, client, monkeypatch):  # noqa: F811
    import threading

    may_go = threading.Event()

    def slow(request):
        may_go.wait(20)
        yield from ()

    monkeypatch.setattr(server.jobs, "_run", slow)
    jobs = [server.jobs.submit(Request("a page"), "ann", project="id") for _ in range(3)]
    server.jobs.wait(jobs[0].id, seen=0, timeout=5)
    assert (value(client, "gdiff_jobs_running"), value(client, "gdiff_jobs_waiting")) == (1, 2)
    server.jobs.stop(jobs[2].id)
    assert value(client, 'gdiff_jobs_total{kind="build",state="stopped"}') == 1
    may_go.set()
