import sqlite3
import threading
from collections.abc import Iterator

import pytest

from gdiff_core.diffusion import denoise, model, tweak
from gdiff_core.history.store import Store, StoreBusyError
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


def ended(server: Server):
    from gdiff_core.records import Request

    return over(server, server.jobs.submit(Request("a page"), "ann", project="id").id)


def over(server: Server, id: str):
    while not (snapshot := server.jobs.wait(id, timeout=0.05)).over:
        pass
    return snapshot


def held(server: Server, tries: int, monkeypatch) -> None:
    """Another program lets go of the file while the page is to be saved for the so-manieth time."""
    save, left = server._save, [tries]
    other = sqlite3.connect(server.store.place, isolation_level=None, check_same_thread=False)
    monkeypatch.setattr(server.store, "_patience", 0.02)
    server.store.close()
    other.execute("BEGIN IMMEDIATE")

    def one_try(outcome):
        left[0] -= 1
        if not left[0]:
            other.execute("ROLLBACK")
        return save(outcome)

    monkeypatch.setattr(server, "_save", one_try)


def test_a_page_that_ends_while_another_program_holds_the_file_is_stored_in_the_end(server, monkeypatch):
    held(server, 5, monkeypatch)
    job = ended(server).job
    assert job.version and not job.error and server.store.version("id", job.version).title


def test_the_queue_goes_on_while_a_page_waits_for_its_file(server, monkeypatch):
    from gdiff_core.records import Request

    save, free = server._save, threading.Event()

    def busy(outcome) -> str:
        if outcome.job.project == "one" and not free.wait(0.02):
            raise StoreBusyError("held")
        return save(outcome)

    monkeypatch.setattr(server, "_save", busy)
    monkeypatch.setattr("gdiff_core.serving.server.MOST_TRIES", 10**6)
    first, second = (server.jobs.submit(Request("a page"), "ann", project=name) for name in ("one", "two"))
    assert over(server, second.id).job.version
    assert not server.jobs.look(first.id).over
    free.set()
    assert over(server, first.id).job.version


def test_a_file_that_is_locked_when_the_server_starts_is_used_all_the_same(server, monkeypatch):
    other = sqlite3.connect(server.store.place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(Store.__init__, "__kwdefaults__", {"patience": 0.02})
    made = Server()
    other.execute("ROLLBACK")
    assert not made.warning and made.store.place == server.store.place
    made.close()


def test_a_page_that_never_can_be_stored_is_in_hand_with_the_reason(server, monkeypatch):
    held(server, 99, monkeypatch)
    snapshot = ended(server)
    assert not snapshot.job.version and "Another program is holding" in snapshot.job.error
    assert "</html>" in snapshot.text


@pytest.mark.parametrize("kind", ["a file", "below a file"])
def test_a_data_folder_that_is_a_file_leaves_pages_in_memory(kind, server, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("a letter")
    monkeypatch.setenv("GDIFF_DATA", str(tmp_path / ("file" if kind == "a file" else "file/below")))
    made = Server()
    assert "Set GDIFF_DATA" in made.warning and ended(made).job.version
    made.close()
    assert (tmp_path / "file").read_text() == "a letter"
