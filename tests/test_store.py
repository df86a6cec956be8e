"""`python -m tests.test_store` prints the figures of a project with 10,000 versions as one JSON line."""

import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gdiff_core.history import store as module
from gdiff_core.history.store import (
    FILE,
    MAX_PAGE_BYTES,
    History,
    Node,
    RunInfo,
    Store,
    StoreError,
    page_hash,
    version_id,
)
from gdiff_core.records import Brief, Request, Settings

HAND = RunInfo("hand")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(tmp_path)) as opened:
        yield opened


def saved(store: Store, *pages: str) -> list:
    """A project whose versions are a chain of these pages."""
    project, chain = store.create("Chain"), []
    for page in pages:
        parent = chain[-1].id if chain else None
        chain.append(store.save(project.id, page, HAND, parent=parent))
    return chain


class Histories(RuleBasedStateMachine):
    """The store against dictionaries, over random histories."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store(self.folder.name)
        self.names: dict[str, str] = {}
        self.trees: dict[str, dict[str, tuple[str | None, str]]] = {}
        self.newest: dict[str, str] = {}
        self.deleted: dict[str, None] = {}

    def teardown(self) -> None:
        assert self.store.verify() == []
        self.store.close()
        self.folder.cleanup()

    def pick(self, data, things):
        # In order of making: the ids of projects are random, and hypothesis replays what it drew.
        return data.draw(st.sampled_from(list(things)))

    def note(self, version, parent: str | None, page: str) -> None:
        assert (version.parent, version.page) == (parent, page_hash(page))
        assert version.id == version_id(parent, page_hash(page))
        self.trees[version.project][version.id] = (parent, page)
        self.newest[version.project] = version.id

    def some_version(self, data) -> tuple[str, str]:
        project = self.pick(data, self.newest)
        return project, self.pick(data, self.trees[project])

    @rule(name=st.text("ab é", min_size=1).filter(str.strip))
    def create(self, name: str) -> None:
        project = self.store.create(name)
        self.names[project.id], self.trees[project.id] = " ".join(name.split()), {}

    @precondition(lambda self: self.trees)
    @rule(data=st.data(), page=st.text("ab\n\ud800", max_size=3))
    def save(self, data, page: str) -> None:
        project = self.pick(data, self.trees)
        parent = data.draw(st.sampled_from([None, *self.trees[project]]))
        self.note(self.store.save(project, page, HAND, parent=parent, frames=b"f"), parent, page)

    @precondition(lambda self: self.newest)
    @rule(data=st.data(), on_newest=st.booleans())
    def restore(self, data, on_newest: bool) -> None:
        project, version = self.some_version(data)
        parent = None if on_newest else self.pick(data, self.trees[project])
        page = self.trees[project][version][1]
        top = parent or self.newest[project]
        self.note(self.store.restore(project, version, parent=parent), top, page)

    @precondition(lambda self: self.newest)
    @rule(data=st.data())
    def fork(self, data) -> None:
        project, version = self.some_version(data)
        forked = self.store.fork(project, version, "fork")
        assert (forked.origin, forked.newest) == (version, version)
        self.names[forked.id], self.newest[forked.id] = "fork", version
        self.trees[forked.id] = {version: self.trees[project][version]}

    @precondition(lambda self: self.trees)
    @rule(data=st.data(), name=st.sampled_from(["new", "other"]))
    def rename(self, data, name: str) -> None:
        project = self.pick(data, self.names)
        self.store.rename(project, name)
        self.names[project] = name

    @precondition(lambda self: self.trees)
    @rule(data=st.data())
    def delete(self, data) -> None:
        project = self.pick(data, self.trees)
        self.store.delete(project)
        self.deleted[project] = None

    @precondition(lambda self: self.deleted)
    @rule(data=st.data())
    def undelete(self, data) -> None:
        project = self.pick(data, self.deleted)
        self.store.undelete(project)
        del self.deleted[project]

    @precondition(lambda self: self.deleted)
    @rule()
    def purge(self) -> None:
        assert self.store.purge(age=60) == 0
        assert self.store.purge(age=0) == len(self.deleted)
        for project in self.deleted:
            for known in (self.names, self.trees, self.newest):
                known.pop(project, None)
        self.deleted.clear()

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = Store(self.folder.name)
        assert self.store.verify() == []

    @invariant()
    def the_store_holds_what_was_saved(self) -> None:
        listed = self.store.projects() + self.store.projects(deleted=True)
        assert {project.id: project.name for project in listed} == self.names
        assert {project.id for project in listed if project.deleted} == set(self.deleted)
        for project in listed:
            tree = self.store.tree(project.id)
            assert project.newest == self.newest.get(project.id)
            assert project.versions == len(tree)
            assert {v.id: (v.parent, self.store.html(v.page)) for v in tree} == self.trees[project.id]


Histories.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestHistories = Histories.TestCase


def test_what_made_a_version_stands_beside_it(store: Store) -> None:
    project = store.create("  Tea\n house\x00 ")
    asked = RunInfo.of("build", Request("A tea house", Settings(seed=7)), "nano", seconds=1.5)
    version = store.save(project.id, "<html><title>Tea &amp; so</title>", asked, frames=b"film")
    assert (project.name, version.title, version.size) == ("Tea house", "Tea & so", 33)
    assert (version.run, version.run.prompt, version.run.seed) == (asked, "A tea house", 7)
    assert json.loads(version.run.settings)["steps"] == 48
    assert json.loads(version.run.timings) == {"seconds": 1.5}
    assert (version.replay, store.frames(version.run_id)) == (True, b"film")
    assert store.version(project.id, version.id) == version == store.tree(project.id)[0]


def test_the_same_page_on_the_same_parent_is_one_version_with_two_runs(store: Store) -> None:
    (first,) = saved(store, "page")
    again = store.save(first.project, "page", RunInfo("import"))
    assert (again.id, again.run.kind) == (first.id, "import")
    assert [run.kind for _, run in store.history(first.project).runs] == ["hand", "import"]
    assert len(store.tree(first.project)) == 1


def test_one_that_is_taken_is_the_newest_with_its_words_and_frames(store: Store) -> None:
    project = store.create("Kite").id
    brief = Brief("bakery", "Kite", hours=(("Sunday", "closed"),))
    asked = RunInfo.of("build", Request("a kite shop", Settings(seed=3), brief=brief))
    first = store.save(project, "<p>1</p>", asked, frames=b"frames")
    store.save(project, "<p>2</p>", asked)
    taken = store.take(project, first.id)
    assert store.project(project).newest == first.id and store.project(project).versions == 2
    assert (taken.run, taken.replay) == (first.run, True) and taken.run.brief == brief
    assert store.frames(taken.run_id) == b"frames" and len(store.recorded(project)) == 1
    assert store.take(project, first.id).run_id == taken.run_id
    assert not store.verify()


def test_equal_pages_share_storage(store: Store, tmp_path: Path) -> None:
    first, _, third = saved(store, "page", "other", "page")
    store.fork(first.project, third.id, "Fork")
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        assert db.execute("SELECT count(*) FROM page").fetchone() == (2,)
    store.delete(first.project)
    store.purge(age=0)
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        assert db.execute("SELECT hash FROM page").fetchall() == [(page_hash("page"),)]


def test_a_deleted_project_still_takes_a_save_under_way(store: Store) -> None:
    first, second = saved(store, "one", "two")
    store.delete(first.project)
    late = store.save(first.project, "three", HAND, parent=second.id)
    assert store.projects() == []
    store.undelete(first.project)
    assert store.project(first.project).newest == late.id


def test_frames_go_when_the_limit_is_reached_the_oldest_first(store: Store) -> None:
    project = store.create("Films").id
    frames = [os.urandom(1000) for _ in range(5)]
    versions = [store.save(project, str(i), HAND, frames=data) for i, data in enumerate(frames)]
    store.set_replay_limit(2500)
    assert store.replay_limit() == 2500
    assert [store.frames(v.run_id) for v in versions] == [None, None, None, *frames[3:]]
    newest = store.save(project, "5", HAND, frames=frames[0])
    assert [v.replay for v in store.tree(project)] == [False] * 4 + [True] * 2
    assert store.frames(newest.run_id) == frames[0]
    assert store.verify() == []


def test_parts_of_a_tree_are_read_without_the_rest(store: Store) -> None:
    first, second, third = saved(store, "one", "two", "three")
    assert [node.id for node in store.shape(first.project)] == [first.id, second.id, third.id]
    assert [node.parent for node in store.shape(first.project)] == [None, first.id, second.id]
    assert store.versions(first.project, [third.id, "gone", first.id]) == [third, first]
    assert store.versions(first.project, []) == []


def test_recorded_runs_are_listed_the_newest_first(store: Store) -> None:
    project = store.create("Films").id
    made = [store.save(project, str(i), HAND, frames=b"f" * i or None) for i in range(3)]
    found = store.recorded(project)
    assert [(run.id, run.version) for run in found] == [(v.run_id, v.id) for v in made[:0:-1]]
    assert found[0].run == HAND
    assert store.replay_bytes() > 0
    store.set_replay_limit(0)
    assert (store.recorded(project), store.replay_bytes()) == ([], 0)


def test_a_store_in_memory_does_the_same() -> None:
    store = Store.in_memory()
    first, second = saved(store, "one", "two")
    forked = store.fork(first.project, second.id, "Fork")
    store.restore(forked.id, second.id)
    assert len(store.tree(forked.id)) == 2
    assert store.verify() == []


def test_a_save_is_on_disk_when_it_returns(store: Store) -> None:
    with store._read() as db:
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_where_the_file_lies(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("GDIFF_DATA", str(tmp_path / "a" / "b"))
    with closing(Store()) as opened:
        assert opened.place == tmp_path / "a" / "b" / FILE
    monkeypatch.delenv("GDIFF_DATA")
    monkeypatch.setattr(module.platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "user"))
    with closing(Store()) as opened:
        assert opened.place == tmp_path / "user" / FILE


# Many writers.


def test_threads_share_a_store(store: Store) -> None:
    (root,) = saved(store, "root")
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda i: store.save(root.project, str(i), HAND, parent=root.id), range(30)))
    assert {v.id for v in made} < {v.id for v in store.tree(root.project)}
    assert store.verify() == []


WRITER = """
import sys
from gdiff_core.history.store import RunInfo, Store
folder, project, parent, me = sys.argv[1:]
store = Store(folder)
print("ready", flush=True)
sys.stdin.readline()
for i in range(20):
    store.save(project, f"{me} {i}", RunInfo("hand"), parent=parent)
"""


def test_two_processes_saving_at_once_make_two_children(store: Store) -> None:
    (root,) = saved(store, "root")
    command = [sys.executable, "-c", WRITER, str(store.place.parent), root.project, root.id]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    writers = [subprocess.Popen([*command, name], **pipes) for name in ("a", "b")]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    children = [v for v in store.tree(root.project) if v.parent == root.id]
    assert {store.html(v.page) for v in children} == {f"{name} {i}" for name in "ab" for i in range(20)}
    assert store.verify() == []


# What is wrong is found.


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ("UPDATE page SET html = x'00'", "does not have its hash"),
        ("UPDATE version SET parent = NULL WHERE parent IS NOT NULL", "is wrong"),
        ("UPDATE version SET page = (SELECT min(page) FROM version)", "is wrong"),
        ("DELETE FROM version WHERE parent IS NULL", "is missing"),
        ("DELETE FROM run", "has no run"),
        ("UPDATE run SET request = 'x'", "is not readable"),
        ("UPDATE project SET origin = 'x'", "forked from is missing"),
        ("DELETE FROM page", "belongs to no page"),
    ],
)
def test_verify_finds(store: Store, change: str, finding: str) -> None:
    saved(store, "one", "two")
    assert store.verify() == []
    with closing(sqlite3.connect(store.place)) as db, db:  # foreign keys are off here
        db.execute(change)
    assert any(finding in line for line in store.verify())


def test_a_damaged_page_is_not_shown_and_heals_when_saved_again(store: Store) -> None:
    (version,) = saved(store, "page")
    with closing(sqlite3.connect(store.place)) as db, db:
        db.execute("UPDATE page SET html = x'00'")
    with pytest.raises(StoreError, match="damaged"):
        store.html(version.page)
    saved(store, "page")
    assert store.html(version.page) == "page"
    assert store.verify() == []


NODE = Node(version_id(None, page_hash("p")), None, page_hash("p"))


@pytest.mark.parametrize(
    ("history", "reason"),
    [
        (History("x", None, (NODE, NODE), ((NODE.id, HAND),)), "twice"),
        (History("x", None, (NODE,), ()), "has no run"),
        (History("x", None, (NODE,), ((NODE.id, HAND), ("other", HAND))), "has no version"),
        (History("x", None, (NODE,), ((NODE.id, replace(HAND, seed=-1)),)), "not readable"),
        (History("x", None, (NODE,), ((NODE.id, replace(HAND, at=float("nan"))),)), "not readable"),
        (History("x", None, (NODE,), ((NODE.id, replace(HAND, kind="other")),)), "not readable"),
        (History("x", "other", (NODE,), ((NODE.id, HAND),)), "forked from is missing"),
        (History("", None, (NODE,), ((NODE.id, HAND),)), "no name"),
        (History("x", None, (NODE._replace(page="0"),), ((NODE.id, HAND),)), "is wrong"),
    ],
)
def test_a_wrong_history_is_not_adopted(store: Store, history: History, reason: str) -> None:
    with pytest.raises(StoreError, match=reason):
        store.adopt(history, lambda _: "p")
    assert store.projects() == []


def test_a_history_with_another_page_is_not_adopted(store: Store) -> None:
    with pytest.raises(StoreError, match="another hash"):
        store.adopt(History("x", None, (NODE,), ((NODE.id, HAND),)), lambda _: "q")
    assert store.projects() == []


# What cannot be done is said.


def test_what_is_not_there_is_named(store: Store) -> None:
    (version,) = saved(store, "page")
    other = store.create("Other").id
    for call in (
        lambda: store.project("x"),
        lambda: store.tree("x"),
        lambda: store.rename("x", "name"),
        lambda: store.delete("x"),
        lambda: store.save("x", "page", HAND),
        lambda: store.version(version.project, "x"),
        lambda: store.save(other, "page", HAND, parent=version.id),
        lambda: store.restore(other, version.id),
        lambda: store.restore(version.project, version.id, parent="x"),
        lambda: store.fork(other, version.id, "Fork"),
        lambda: store.html("x"),
    ):
        with pytest.raises(StoreError, match="not in the"):
            call()
    assert store.frames(99) is None
    assert len(store.tree(version.project)) == 1


@pytest.mark.parametrize("name", ["", " \n", "\x00", "x" * 121])
def test_a_name_is_a_line(store: Store, name: str) -> None:
    with pytest.raises(StoreError, match="name"):
        store.create(name)


def test_a_page_has_a_size(store: Store) -> None:
    project = store.create("x").id
    with pytest.raises(StoreError, match="smaller than 8 MB"):
        store.save(project, "x" * (MAX_PAGE_BYTES + 1), HAND)
    with pytest.raises(StoreError, match="not JSON"):
        store.save(project, "x", RunInfo("hand", request="x"))


def test_a_full_disk(store: Store) -> None:
    (root,) = saved(store, "root")
    with store._read() as db:
        db.execute(f"PRAGMA max_page_count = {db.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(StoreError, match=r"disk of .* is full"):
        store.save(root.project, "page", HAND, frames=os.urandom(100_000))
    with store._read() as db:
        db.execute("PRAGMA max_page_count = 1000000")
    assert [v.id for v in store.tree(root.project)] == [root.id]
    assert store.save(root.project, "page", HAND, parent=root.id).parent == root.id


def test_a_disk_that_fails(store: Store) -> None:
    """A write beyond the file size limit of the process fails as a broken disk does."""
    (root,) = saved(store, "root")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(StoreError, match=r"disk of .* (failed|is full)"):
            store.save(root.project, "page", HAND, frames=os.urandom(200_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [v.id for v in store.tree(root.project)] == [root.id]
    assert store.save(root.project, "page", HAND, parent=root.id).parent == root.id
    assert store.verify() == []


@contextmanager
def unprivileged() -> Iterator[None]:
    """Permissions mean nothing to root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def readonly() -> Iterator[Path]:
    """A folder that holds a store with one page, and that nobody may write to."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with closing(Store(folder)) as opened:
            saved(opened, "page")
        (folder / FILE).chmod(0o444)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


def test_a_read_only_folder(readonly: Path) -> None:
    with unprivileged(), pytest.raises(StoreError, match="GDIFF_DATA"):
        Store(readonly)


def test_a_read_only_file_still_shows_its_pages(readonly: Path) -> None:
    readonly.chmod(0o777)
    with unprivileged(), closing(Store(readonly)) as opened:
        (project,) = opened.projects()
        assert opened.html(opened.tree(project.id)[0].page) == "page"
        with pytest.raises(StoreError, match="read-only"):
            opened.save(project.id, "other", HAND)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("closed", [".", FILE, f"{FILE}-wal"])
def test_what_is_somebody_else_s(readonly: Path, closed: str) -> None:
    for name in (f"{FILE}-wal", f"{FILE}-shm"):
        (readonly / name).touch(0o666)
    for path in (readonly, *readonly.iterdir()):
        path.chmod(0o777)
    (readonly / closed).chmod(0o700)
    with unprivileged(), pytest.raises(StoreError, match="its folder, its -wal, or set GDIFF_DATA"):
        Store(readonly)


def test_a_folder_in_the_file_s_place(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(tmp_path)


def test_a_wal_of_something_else_is_passed_over(store: Store) -> None:
    (page,) = saved(store, "page")
    store.close()
    (store.place.parent / f"{FILE}-wal").write_bytes(os.urandom(50_000))
    assert store.html(page.page) == "page" and store.verify() == []


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be made"):
        Store(tmp_path / "file" / "folder")


def test_a_locked_file(store: Store, tmp_path: Path) -> None:
    (root,) = saved(store, "root")
    with closing(Store(tmp_path, patience=0.05)) as hasty:
        with store._write(), pytest.raises(StoreError, match="Another program"):
            hasty.save(root.project, "page", HAND)
        assert hasty.save(root.project, "page", HAND).title == ""


def test_a_file_of_a_newer_program(tmp_path: Path) -> None:
    Store(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="newer version"):
        Store(tmp_path)


def test_a_file_that_is_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"This is a letter. " * 1000)
    with pytest.raises(StoreError, match="damaged"):
        Store(tmp_path)


def test_a_file_with_a_hole(store: Store) -> None:
    project = store.create("x").id
    for i in range(40):
        store.save(project, os.urandom(3000).hex(), RunInfo("hand", json.dumps({"prompt": str(i)})))
    store.close()
    data = bytearray(store.place.read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    store.place.write_bytes(data)
    with pytest.raises(StoreError, match="damaged"), closing(Store(store.place.parent)) as opened:
        opened.tree(project)


# Migrations.


def test_a_migration_happens_once_and_keeps_everything(store: Store, monkeypatch) -> None:
    (version,) = saved(store, "page")
    store.close()
    more = (*module.MIGRATIONS, ("CREATE TABLE more (x)", "INSERT INTO more VALUES (1)"))
    monkeypatch.setattr(module, "MIGRATIONS", more)
    for _ in range(2):
        with closing(Store(store.place.parent)) as opened, opened._read() as db:
            assert db.execute("SELECT x FROM more").fetchall() == [(1,)]
    assert store.html(version.page) == "page"


def test_a_migration_that_fails_changes_nothing(store: Store, monkeypatch) -> None:
    saved(store, "page")
    store.close()
    monkeypatch.setattr(module, "MIGRATIONS", (*module.MIGRATIONS, ("CREATE TABLE more (x)", "NONSENSE")))
    with pytest.raises(StoreError):
        Store(store.place.parent)
    monkeypatch.undo()
    with closing(Store(store.place.parent)) as opened:
        assert len(opened.projects()) == 1
        assert opened.verify() == []


# Benchmark.

BODY = "<p>" + "word " * 800 + "</p>"


def grown(versions: int) -> tuple[History, dict[str, str]]:
    """A chain of pages of 4 KB that differ in a line, with a build's run each."""
    run = RunInfo.of("build", Request("A page about words"), "nano", seconds=8.0)
    nodes, pages, parent = [], {}, None
    for i in range(versions):
        html = f"<!doctype html><html><title>Page {i}</title>{BODY}<p>{i}</p></html>"
        page = page_hash(html)
        nodes.append(Node(version_id(parent, page), parent, page))
        pages[page], parent = html, nodes[-1].id
    return History("Long", None, tuple(nodes), tuple((node.id, run) for node in nodes)), pages


def timed(call) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def bench(versions: int = 10_000, saves: int = 200) -> dict:
    """Seconds to open, list and verify a project of so many versions; milliseconds of saves on top of it."""
    with tempfile.TemporaryDirectory() as folder, closing(Store(folder)) as store:
        history, pages = grown(versions)
        figures = {"versions": versions, "adopt_s": timed(lambda: store.adopt(history, pages.__getitem__))}
        project = store.projects()[0].id
        store.close()
        figures["open_and_list_s"] = statistics.median(
            timed(lambda: opened_tree(folder, project)) for _ in range(5)
        )
        run, films = history.runs[0][1], [os.urandom(100_000) for _ in range(saves)]
        top = [history.versions[-1].id]

        def save(i: int) -> None:
            html = f"<!doctype html><html><title>Save {i}</title>{BODY}</html>"
            top.append(store.save(project, html, run, parent=top[-1], frames=films[i]).id)

        taken = [1000 * timed(lambda i=i: save(i)) for i in range(saves)]
        figures["save_ms"], figures["save_p95_ms"] = (
            statistics.median(taken),
            statistics.quantiles(taken, n=20)[-1],
        )
        figures["verify_s"] = timed(store.verify)
        return {name: round(value, 3) for name, value in figures.items()}


def opened_tree(folder: str, project: str) -> None:
    with closing(Store(folder)) as store:
        store.projects()
        store.tree(project)


if __name__ == "__main__":
    print(json.dumps(bench()))
