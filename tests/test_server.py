from collections.abc import Iterator

import pytest

from gdiff_core.diffusion import denoise, model, tweak
from gdiff_core.serving.server import Server
from tests import toy_edits, toy_server


@pytest.fixture
def server(monkeypatch, tmp_path) -> Iterator[Server]:
    monkeypatch.setenv("GDIFF_DATA", str(tmp_path))
    monkeypatch.setattr(model, "load", toy_server.ToyModel)
    monkeypatch.setattr(denoise, "denoise", toy_server.denoise)
    monkeypatch.setattr(tweak, "tweak", toy_edits.tweak)
    made = Server()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("title", "words", "name"),
    [
        ("Kite", "a page", "Kite"),
        ("", "a  page\nfor Kite", "a page for Kite"),
        ("\x07\u202e", "a page", "a page"),
        ("x" * 500, "a page", "x" * 120),
        ("", "\x07", "Untitled"),
    ],
)
def test_a_project_is_named_after_its_page_or_the_request_whatever_they_hold(server, title, words, name):
    made = server.project("id", f"<!doctype html><title>{title}</title>", words)
    assert (made.id, made.name) == ("id", name)
    assert server.project("id", "<!doctype html><title>Other</title>", "").name == name


def test_a_run_that_cannot_be_recorded_is_saved_without_its_frames(server, monkeypatch):
    from gdiff_core.history import replay
    from gdiff_core.records import Request

    def broken(*_) -> bytes:
        raise ValueError("no")

    monkeypatch.setattr(replay, "pack", broken)
    job = server.jobs.submit(Request("a page"), "ann", project="id")
    while not (snapshot := server.jobs.wait(job.id, timeout=0.05)).over:
        pass
    assert not server.store.version("id", snapshot.job.version).replay
