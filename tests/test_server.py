import os
import sqlite3
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from gdiff_core.diffusion import denoise, model, tweak
from gdiff_core.engines import choice, local
from gdiff_core.engines.choice import Choice
from gdiff_core.errors import ModelError
from gdiff_core.history.store import Right, Store, StoreBusyError
from gdiff_core.serving.people import HERE, Person
from gdiff_core.serving.server import Server, project_of
from tests import tiny, toy_edits, toy_server


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
    shelf = server.shelf(HERE)
    made = project_of(shelf, "id", f"<!doctype html><title>{title}</title>", words)
    assert (made.id, made.name) == ("id", name)
    assert project_of(shelf, "id", "<!doctype html><title>Other</title>", "").name == name


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


def test_a_page_that_ends_on_a_full_disk_is_in_hand_and_the_next_is_stored(server, monkeypatch):
    open_file = Store._open

    def full(store: Store) -> sqlite3.Connection:
        db = open_file(store)
        db.execute("PRAGMA max_page_count = 1")  # as many as it has
        return db

    with monkeypatch.context() as while_full:
        while_full.setattr(Store, "_open", full)
        server.store.close()
        snapshot = ended(server)
    assert "not saved" in snapshot.job.error and "is full. Free some space" in snapshot.job.error
    assert "</html>" in snapshot.text and not snapshot.job.version
    server.store.close()
    assert ended(server).job.version


def test_a_new_project_is_whose_run_made_it(server):
    assert server.store.project(ended(server).job.project).owner == "ann"


def test_a_run_of_a_guest_who_has_no_right_any_more_is_not_saved(server):
    from gdiff_core.records import Request

    project = server.store.create("Kite", owner="ann").id
    server.store.welcome(server.store.share(project, Right.WORK, "Ann"), "eve")
    job = server.runs(Person("eve")).submit(Request("a page"), project=project)
    server.store.unshare(project)
    while not (snapshot := server.jobs.wait(job.id, timeout=0.05)).over:
        pass
    assert "not shared with you" in snapshot.job.error and server.store.project(project).versions == 0


@pytest.mark.parametrize("kind", ["a file", "below a file"])
def test_a_data_folder_that_is_a_file_leaves_pages_in_memory(kind, server, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("a letter")
    monkeypatch.setenv("GDIFF_DATA", str(tmp_path / ("file" if kind == "a file" else "file/below")))
    made = Server()
    assert "Set GDIFF_DATA" in made.warning and ended(made).job.version
    made.close()
    assert (tmp_path / "file").read_text() == "a letter"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
@pytest.mark.parametrize(("mode", "words"), [(0o555, "is read-only"), (0o700, "cannot be opened")])
def test_a_data_folder_of_somebody_else_leaves_pages_in_memory(mode, words, server, monkeypatch):
    from tests.test_store import unprivileged

    with tempfile.TemporaryDirectory() as folder:
        Store(folder).close()
        Path(folder).chmod(mode)
        monkeypatch.setenv("GDIFF_DATA", folder)
        with unprivileged():
            made = Server()
        assert words in made.warning and "kept in memory" in made.warning and ended(made).job.version
        made.close()


def test_a_turn_is_kept_in_memory_with_its_steps_and_nothing_is_saved(server):
    from gdiff_core.history import replay
    from gdiff_core.records import Turn

    job = server.jobs.submit(Turn("Hi"), "ann")
    while not (snapshot := server.jobs.wait(job.id, timeout=0.05)).over:
        pass
    answer = server.answers.find(job.id)
    assert (snapshot.job.state, snapshot.job.version, server.store.projects()) == ("done", "", [])
    assert answer.text == snapshot.text
    assert len(replay.unpack(answer.recording).steps) == sum(commit.steps for commit in answer.commits)


# --- loading ---


class Choices:
    """Checkpoints that load as a test says, by name; notes which were loaded."""

    def __init__(self, monkeypatch) -> None:
        self.faults: dict[str, BaseException] = {}
        self.loads: list[str] = []
        self.held: set[str] = set()
        """Names that go on loading until they are let go, or stopped."""
        monkeypatch.setattr(choice, "prepare", self.prepare)
        monkeypatch.setattr(choice, "load", self.load)

    def prepare(self, chosen: Choice, report) -> None:
        if chosen.where.startswith("absent"):
            raise ModelError("The hub has no such model.")

    def load(self, chosen: Choice, report=lambda _: None):
        report("Reading the weights")
        while chosen.where in self.held:
            report("Reading the weights")
            time.sleep(0.001)
        self.loads.append(chosen.where)
        if error := self.faults.get(chosen.where):
            raise error
        engine = local.Local(toy_server.ToyModel())
        engine.info = replace(engine.info, name=chosen.where)
        return engine


@pytest.fixture
def choices(monkeypatch, tmp_path) -> Choices:
    monkeypatch.setenv("GDIFF_DATA", str(tmp_path))
    monkeypatch.setenv("GDIFF_MODEL_PATH", "first")
    monkeypatch.setattr(denoise, "denoise", partial(toy_server.denoise, blocks=1))
    return Choices(monkeypatch)


def in_service(server: Server) -> str:
    return server.engine.result(20).info.name


@pytest.mark.parametrize(
    ("where", "error", "loads"),
    [
        ("absent", None, ["first"]),
        ("broken", ModelError("It is cut short."), ["first", "broken", "first"]),
        ("fatal", SystemExit("killed"), ["first", "fatal", "first"]),
    ],
)
def test_a_failed_load_leaves_the_model_before_in_service(choices, where, error, loads):
    server = Server()
    assert in_service(server) == "first"
    choices.faults[where] = error
    server.load(Choice("checkpoint", where))
    assert in_service(server) == "first" and server.choice.where == "first"
    assert choices.loads == loads
    assert server.trouble[0].where == where and server.trouble[1].endswith("The model before is in service.")
    assert ended(server).job.state == "done"
    server.load(Choice("checkpoint", "second"))
    assert (in_service(server), server.trouble, server.choice.where) == ("second", None, "second")
    server.close()


@pytest.mark.parametrize("error", [ModelError("It is cut short."), SystemExit("killed")])
def test_a_first_load_that_fails_is_told_and_can_be_tried_again(choices, error):
    choices.faults["first"] = error
    server = Server()
    assert str(error) in str(server.engine.exception(20)) and server.model_state() == "failed"
    assert ended(server).job.state == "failed"
    choices.faults.clear()
    server.load()
    assert in_service(server) == "first"
    server.close()


def test_loading_can_be_stopped(choices):
    server = Server()
    in_service(server)
    choices.held.add("endless")
    server.load(Choice("checkpoint", "endless"))
    while "weights" not in server.progress:
        time.sleep(0.001)
    server.stop_loading()
    assert in_service(server) == "first"
    assert server.trouble[1] == "Loading was stopped. The model before is in service."
    server.close()


def test_who_chooses_while_another_loads_gets_the_last(choices):
    choices.held.add("first")
    server = Server()
    first = server.engine
    server.load(Choice("checkpoint", "second"))
    assert "stopped" in str(first.exception(20))
    assert in_service(server) == "second" and choices.loads == ["second"]
    server.close()


def freed(weights: weakref.ref) -> bool:
    """Soon after the other one is in service."""
    end = time.monotonic() + 20
    while weights() is not None and time.monotonic() < end:
        time.sleep(0.01)
    return weights() is None


def test_a_checkpoint_that_is_switched_away_from_is_freed(monkeypatch, tmp_path):
    folders = [str(tiny.save(tmp_path / name)) for name in ("one", "two")]
    monkeypatch.setenv("GDIFF_DATA", str(tmp_path))
    monkeypatch.setenv("GDIFF_MODEL_PATH", folders[0])
    server = Server()
    weights = weakref.ref(next(server.engine.result(60).model.module.parameters()))
    server.load(Choice("checkpoint", folders[1]))
    assert in_service(server) == "two" and freed(weights)
    weights = weakref.ref(next(server.engine.result().model.module.parameters()))
    server.load(Choice("bundled"))
    assert in_service(server) == "nano" and freed(weights)
    server.close()
