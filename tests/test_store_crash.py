"""`kill -9` at 200 random moments: what was confirmed is there, the store opens, and it verifies."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gdiff_core.history.store import RunInfo, Store, page_hash, version_id

FOLDERS, KILLS = 10, 20
"""Each folder starts empty, so that creation is hit too; its writers follow each other."""
MAX_SAVES = 3
"""A writer is killed at a random moment after so many saves at most: independent of how fast the machine is."""
MAX_DELAY = 0.02
"""Seconds; longer than a save or the opening of a store takes on an idle machine."""


Confirmed = dict[str, tuple[str | None, int]]
"""Parent and number of a page by the version's id."""


def html(number: int) -> str:
    return f"<!doctype html><html><title>{number}</title><p>{'word ' * 200}</p></html>"


def write_until_killed(folder: str, start: int) -> None:
    """Save page after page, each on top of the last; confirm one on stdout before the next starts."""
    store = Store(folder)
    with store._read() as db:
        db.execute("PRAGMA wal_autocheckpoint = 20")  # pages: checkpoints are hit as well
    project = store.projects()[0] if store.projects() else store.create("Crash")
    parent = project.newest
    for number in range(start, start + 1000):
        frames = os.urandom(random.choice([0, 100, 60_000]))
        saved = store.save(project.id, html(number), RunInfo("build"), parent=parent, frames=frames)
        os.write(1, f"saved {number} {parent or '-'} {saved.id}\n".encode())
        parent = saved.id
    os._exit(3)  # not reached: it was to be killed


def nurse() -> None:
    """For each line (folder, number): fork a writer, say its id, wait for its end, say that.

    A fork of a process that has imported the store starts at once; a new interpreter takes longer than it lives.
    """
    for line in sys.stdin:
        folder, start = line.rsplit(" ", 1)
        pid = os.fork()
        if pid == 0:
            try:
                write_until_killed(folder, int(start))
            finally:
                os._exit(4)
        os.write(1, f"born {pid}\n".encode())
        _, status = os.waitpid(pid, 0)
        os.write(1, f"dead {os.waitstatus_to_exitcode(status)}\n".encode())


@pytest.fixture
def nursery() -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-c", "from tests.test_store_crash import nurse; nurse()"]
    root, pipe = Path(__file__).parent.parent, subprocess.PIPE
    with subprocess.Popen(command, cwd=root, stdin=pipe, stdout=pipe, text=True, bufsize=1) as process:
        yield process
        process.stdin.close()


def crash(nursery: subprocess.Popen, folder: Path, start: int, saves: int, seconds: float) -> Confirmed:
    """Kill a writer so long after so many saves: the versions it confirmed, those after them too."""
    nursery.stdin.write(f"{folder} {start}\n")
    confirmed, writer = {}, None
    while True:
        # A first save may be reported before the birth.
        match nursery.stdout.readline().split():
            case ["born", pid]:
                writer = int(pid)
            case ["saved", number, parent, id]:
                confirmed[id] = (None if parent == "-" else parent, int(number))
            case ["dead", status]:
                assert int(status) == -signal.SIGKILL, "the writer ended before it was killed"
                return confirmed
        if writer and len(confirmed) >= saves:
            time.sleep(seconds)
            os.kill(writer, signal.SIGKILL)
            writer = None


def check(folder: Path, confirmed: Confirmed) -> int:
    """How many versions the store holds; it must hold the confirmed ones with their pages."""
    with closing(Store(folder)) as store:
        assert store.verify() == []
        trees = {v.id: v for project in store.projects() for v in store.tree(project.id)}
        for id, (parent, number) in confirmed.items():
            assert id == version_id(parent, page_hash(html(number)))
            assert trees[id].parent == parent
            assert store.html(trees[id].page) == html(number)
            assert store.frames(trees[id].run_id) is not None
        return len(trees)


def test_nothing_confirmed_is_lost(nursery, tmp_path: Path) -> None:
    chance, saves = random.Random(5), 0
    for name in map(str, range(FOLDERS)):
        confirmed, held = {}, 0
        for kill in range(KILLS):
            moment = chance.randint(0, MAX_SAVES), chance.uniform(0, MAX_DELAY)
            new = crash(nursery, tmp_path / name, 1000 * kill, *moment)
            confirmed |= new
            was, held = held, check(tmp_path / name, confirmed)
            # A save that was killed between its commit and its confirmation may be there.
            assert len(new) <= held - was <= len(new) + 1
        saves += held
    assert saves >= FOLDERS * KILLS
