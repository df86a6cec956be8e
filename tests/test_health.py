"""What a server tells of itself: alive, ready, how busy; never what people write."""

import logging
import re
from concurrent.futures import Future

import pytest
from prometheus_client import generate_latest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from gdiff_core.errors import BadRequest, ModelError
from gdiff_core.records import Request
from gdiff_core.serving import health
from gdiff_core.serving.limits import Limits
from tests.conftest import ROOT
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


def test_memory_of_cards_is_told_where_there_are_any(server, client):  # noqa: F811
    assert "gpu" not in client.get("/base/metrics").text
    told = health.Health(lambda: server.jobs, lambda: "ready", lambda: {"0": (5 * 10**9, 8 * 10**9)})
    lines = generate_latest(told._registry).decode().splitlines()
    assert 'gdiff_gpu_memory_used_bytes{card="0"} 5e+09' in lines
    assert 'gdiff_gpu_memory_bytes{card="0"} 8e+09' in lines


def test_what_the_limits_refuse_is_counted(server, client, monkeypatch):  # noqa: F811
    monkeypatch.setattr(server.jobs, "_limits", Limits(rate=1))
    server.jobs.submit(Request("a page"), "ann", project="id")
    with pytest.raises(BadRequest):
        server.jobs.submit(Request("a page"), "ann", project="id")
    assert value(client, 'gdiff_refusals_total{reason="limit"}') == 1


def test_the_log_has_a_line_an_event_and_no_word_of_a_person(server, capsys, monkeypatch):  # noqa: F811
    ours = logging.getLogger("gdiff_core")
    before = ours.handlers, ours.propagate, ours.level

    def broken(request):
        raise ValueError(f"cannot read {request.prompt}")
        yield

    health.speak()
    finish(server, "a page for Secret Kite")
    monkeypatch.setattr(server.jobs, "_run", broken)
    finish(server, "a page for Secret Kite")
    (ours.handlers, ours.propagate), level = before[:2], before[2]
    ours.setLevel(level)
    lines = [line for line in capsys.readouterr().err.splitlines() if "run=" in line]
    shape = r"time=\S+ level=(INFO|ERROR)( \w+=\S+)+"
    assert len(lines) == 3 and all(re.fullmatch(shape, line) for line in lines), lines
    assert "ValueError" in lines[1] and "state=failed" in lines[2]
    assert not any("Secret" in line for line in lines)


def test_every_figure_and_setting_is_documented(client):
    told = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    names = set(re.findall(r"^# TYPE (gdiff_\w+) \w+$", client.get("/base/metrics").text, re.M))
    names = {name for name in names if not name.endswith("_created")} | {"gdiff_gpu_memory_used_bytes"}
    assert {name for name in names if name not in told} == set()
    limits = set(re.findall(r"GDIFF_\w+", (ROOT / "gdiff_core" / "serving" / "limits.py").read_text("utf-8")))
    assert limits and {name for name in limits if name not in told} == set()
