"""The history of every page, in one SQLite file: trees of versions that only grow and can prove themselves.

    project ──< version >── page       a version is (parent, page); equal pages are kept once
       │          └──< run ── replay   what made it, and its frames: beside the version, outside its id
       └──< share ──< guest            the links it is shared by, and who came by them

A version's id is the hash of its parent's id and its page, as in a Merkle tree: no ancestor can change without
changing every id after it. Whoever saves names the parent, so two writers at once make two children. A save
that returned is on disk (WAL with `synchronous=FULL`, https://www.sqlite.org/pragma.html#pragma_synchronous).
"""

import hashlib
import json
import os
import queue
import secrets
import sqlite3
import time
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict, astuple, dataclass, field, fields
from enum import IntEnum
from pathlib import Path
from typing import Literal, NamedTuple, Self, get_args

import platformdirs

from gdiff_core.document.extract import extract_page
from gdiff_core.errors import GdiffError
from gdiff_core.records import STRENGTH, Brief, Edit, Request

Kind = Literal["build", "tweak", "hand", "restore", "import", "branch"]


class Right(IntEnum):
    """What somebody may do with a project; each holds those before it. `serving/people.py` has the rules."""

    NONE = 0
    LOOK = 1
    WORK = 2
    OWN = 3


FILE = "history.db"
LOCAL = "local"
"""The person at the machine, and so the owner of all that was made before there were others."""
MAX_NAME_CHARS = 120
MAX_PAGE_BYTES = 8 * 2**20
REPLAY_BYTES = 256 * 2**20
"""Default of the replay limit: some 900 runs of ten blocks."""
KEEP_DELETED = 30 * 86_400.0
"""Seconds that a deleted project can be brought back."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE setting (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT",
        """CREATE TABLE project (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, origin TEXT, created REAL NOT NULL, deleted REAL) STRICT""",
        """CREATE TABLE page (
            hash TEXT PRIMARY KEY, title TEXT NOT NULL, size INTEGER NOT NULL, html BLOB NOT NULL) STRICT""",
        """CREATE TABLE version (
            number INTEGER PRIMARY KEY, project TEXT NOT NULL REFERENCES project ON DELETE CASCADE,
            id TEXT NOT NULL, parent TEXT, page TEXT NOT NULL REFERENCES page, UNIQUE (project, id)) STRICT""",
        """CREATE TABLE run (
            id INTEGER PRIMARY KEY, project TEXT NOT NULL, version TEXT NOT NULL, kind TEXT NOT NULL,
            request TEXT NOT NULL, settings TEXT NOT NULL, seed INTEGER, model TEXT NOT NULL,
            timings TEXT NOT NULL, at REAL NOT NULL,
            FOREIGN KEY (project, version) REFERENCES version (project, id) ON DELETE CASCADE) STRICT""",
        """CREATE TABLE replay (
            run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
            size INTEGER NOT NULL, frames BLOB NOT NULL) STRICT""",
        "CREATE INDEX version_page ON version (page)",
        "CREATE INDEX run_version ON run (project, version)",
        "CREATE INDEX run_project ON run (project)",
    ),
    (
        f"ALTER TABLE project ADD COLUMN owner TEXT NOT NULL DEFAULT '{LOCAL}'",
        """CREATE TABLE share (
            token TEXT PRIMARY KEY, project TEXT NOT NULL REFERENCES project ON DELETE CASCADE,
            access INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE (project, access)) STRICT""",
        """CREATE TABLE guest (
            person TEXT NOT NULL, token TEXT NOT NULL REFERENCES share ON DELETE CASCADE,
            PRIMARY KEY (person, token)) STRICT, WITHOUT ROWID""",
        "CREATE TABLE secret (one INTEGER PRIMARY KEY CHECK (one = 1), value BLOB NOT NULL) STRICT",
        "CREATE INDEX project_owner ON project (owner)",
        "CREATE INDEX guest_token ON guest (token)",
    ),
)
"""Migration n brings a file from `user_version` n to n + 1. Released ones never change."""

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX #9): a name stands among other words."""
_ELSEWHERE = "or set GDIFF_DATA to another folder"
REASONS = {
    sqlite3.SQLITE_FULL: "The disk of {place} is full. Free some space and save again.",
    sqlite3.SQLITE_IOERR: "The disk of {place} failed. Check it and its free space, then try again.",
    sqlite3.SQLITE_READONLY: f"{{place}} is read-only. Make it, its folder and its -wal writable, {_ELSEWHERE}.",
    sqlite3.SQLITE_BUSY: "Another program is holding {place}. Close it, or wait a moment, and try again.",
    sqlite3.SQLITE_CANTOPEN: f"{{place}} cannot be opened. Check who may use it, its folder, its -wal, {_ELSEWHERE}.",
    sqlite3.SQLITE_CORRUPT: "{place} is damaged. Move it away, do not delete it, and start the program again.",
}
REASONS[sqlite3.SQLITE_NOTADB] = REASONS[sqlite3.SQLITE_CORRUPT]
REASONS[sqlite3.SQLITE_LOCKED] = REASONS[sqlite3.SQLITE_BUSY]
REASONS[sqlite3.SQLITE_PERM] = REASONS[sqlite3.SQLITE_CANTOPEN]
UNKNOWN = (
    "{place} cannot be used ({error}). Start the program again; if that does not help, move the file away."
)
"""What a failure means and what to do, by SQLite's primary result code (https://www.sqlite.org/rescode.html)."""


class StoreError(GdiffError):
    """The history cannot be read or written; the message says why and what to do."""


class StoreBusyError(StoreError):
    """Another program holds the file: what failed may do later."""


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What made a version. The JSON texts are objects, kept as they came."""

    kind: Kind
    request: str = "{}"
    """JSON of the request, without its settings."""
    settings: str = "{}"
    seed: int | None = None
    model: str = ""
    timings: str = "{}"
    """JSON: seconds and counts by name."""
    at: float = field(default_factory=time.time)
    """Seconds since 1970, UTC."""

    @classmethod
    def of(cls, kind: Kind, request: Request | Edit, model: str = "", **timings: float) -> Self:
        asked = asdict(request)
        settings = asked.pop("settings")
        asked["pictures"] = len(asked["pictures"])  # that there were some; they are kept nowhere
        if isinstance(request, Edit):
            del asked["page"]  # the parent version has it
            asked["prompt"] = asked.pop("instruction")
        else:
            asked["begun"] = len(asked["begun"])  # as above
        texts = [json.dumps(value) for value in (asked, settings, timings)]
        return cls(kind, texts[0], texts[1], settings["seed"], model, texts[2])

    @property
    def prompt(self) -> str:
        """What was asked for; empty where nobody asked, as in a hand edit."""
        return str(json.loads(self.request).get("prompt", ""))

    @property
    def with_pictures(self) -> bool:
        """Whether pictures were shown with what was asked for."""
        return bool(json.loads(self.request).get("pictures"))

    @property
    def brief(self) -> Brief | None:
        """What was asked for as a person had corrected it; None where nobody did, or it cannot be read."""
        told = json.loads(self.request).get("brief")
        try:
            return Brief(**{name: _frozen(value) for name, value in told.items()}) if told else None
        except (AttributeError, TypeError):  # an archive may say anything
            return None

    def edit(self, page: str) -> Edit:
        """The change that a person asked for, of the page before it; with default settings.

        Raises:
            BadRequest: no model would be asked for it.
        """
        told = json.loads(self.request)
        return Edit(
            page,
            self.prompt,
            request=told.get("request", ""),
            selection=_frozen(told.get("selection")) or None,
            locks=_frozen(told.get("locks", [])),
            strength=told.get("strength", STRENGTH),
            task=told.get("task", ""),
            meant=told.get("meant", ""),
        )

    @property
    def committed(self) -> int | None:
        """Characters of a page that were permanent when its run was stopped; None of any other page."""
        return json.loads(self.timings).get("committed")

    @property
    def went_on(self) -> bool:
        """Whether it goes on with a page that was cut off."""
        return bool(json.loads(self.request).get("begun"))


@dataclass(frozen=True, slots=True)
class Version:
    """A page and where it came from."""

    project: str
    id: str
    parent: str | None
    """None for a first version; outside the project for the first version of a fork."""
    page: str
    """Hash of the page; `Store.html` has its text."""
    title: str
    size: int
    """UTF-8 bytes of the page."""
    run_id: int
    replay: bool
    """The frames of the run are still kept: `Store.frames(run_id)`."""
    run: RunInfo
    """The latest run that made it: the same page on the same parent is the same version."""


@dataclass(frozen=True, slots=True)
class Project:
    id: str
    name: str
    origin: str | None
    """The version it was forked from, which is its first one."""
    created: float
    deleted: float | None
    """When it was deleted; it can be brought back until it is purged."""
    versions: int
    newest: str | None
    """The version saved last."""
    changed: float
    owner: str = LOCAL
    """Id of a person."""


class Node(NamedTuple):
    """A version as its tree needs it."""

    id: str
    parent: str | None
    page: str


class Recording(NamedTuple):
    """A run that can be watched again."""

    id: int
    """`Store.frames(id)` has its frames."""
    version: str
    """What it made."""
    run: RunInfo


@dataclass(frozen=True, slots=True)
class History:
    """All of a project but its pages and frames; what an archive carries."""

    name: str
    origin: str | None
    versions: tuple[Node, ...]
    """In order of saving, so that a parent stands before its children."""
    runs: tuple[tuple[str, RunInfo], ...]
    """With the version each one made, in order."""

    def check(self) -> None:
        """
        Raises:
            StoreError: the versions form no tree, an id is not the hash it should be, or a run is unusable.
        """
        ids, seen = {node.id for node in self.versions}, set()
        for node in self.versions:
            short = node.id[:12]
            _check(node.id not in seen, f"Version {short} is there twice.")
            if node.parent is not None and node.parent not in seen and node.id != self.origin:
                _check(node.parent in ids, f"The parent of version {short} is missing.")
                _check(
                    False, f"Version {short} comes before its parent: the versions form a cycle, or no tree."
                )
            _check(node.id == version_id(node.parent, node.page), f"The id of version {short} is wrong.")
            seen.add(node.id)
        _check(self.origin is None or self.origin in seen, "The version it was forked from is missing.")
        _check({id for id, _ in self.runs} == seen, "A version has no run, or a run has no version.")
        for id, run in self.runs:
            _check(_usable(run), f"A run of version {id[:12]} is not readable.")


def new_id() -> str:
    """For a project that is still to be made."""
    return secrets.token_hex(8)


def page_hash(html: str) -> str:
    return hashlib.sha256(_encode(html)).hexdigest()


def version_id(parent: str | None, page: str) -> str:
    """The identity of a version: SHA-256 over its parent's id (empty for none) and the hash of its page."""
    return hashlib.sha256(f"{parent or ''}:{page}".encode()).hexdigest()


class Store:
    """The history, for any number of threads and processes at once.

    Every method raises StoreError when the file cannot be used, or does not hold what was named; nothing is
    changed then.
    """

    def __init__(self, folder: Path | str | None = None, *, patience: float = 10.0) -> None:
        """
        Args:
            folder: where the file lies; default `$GDIFF_DATA`, else the user's data folder of the platform.
            patience: seconds to wait for another writer.
        """
        default = os.environ.get("GDIFF_DATA") or platformdirs.user_data_dir(
            "gemma-diffusion", appauthor=False
        )
        self.place = Path(folder or default).expanduser() / FILE
        try:
            self.place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = f"The folder {self.place.parent} cannot be made ({error.strerror})."
            raise StoreError(f"{reason} Set GDIFF_DATA to a folder that you may write to.") from error
        self._start(str(self.place), patience)

    @classmethod
    def in_memory(cls) -> Self:
        """A store that lasts as long as the process, for work to go on where no file can be had."""
        store = cls.__new__(cls)
        store.place = None
        store._start(":memory:", 0.0)
        return store

    def _start(self, target: str, patience: float) -> None:
        self._target, self._patience = target, patience
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        with _explained(target):
            self._idle.put(self._open())

    def close(self) -> None:
        """Close what is open; a later call opens it again."""
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()

    # Projects.

    def create(self, name: str, id: str | None = None, *, owner: str = LOCAL) -> Project:
        """A project without versions; names need not differ. `id` is one of `new_id`, by default a fresh one."""
        with self._write() as db:
            return _project(db, _add_project(db, name, owner, id=id))

    def project(self, id: str) -> Project:
        with self._read() as db:
            return _project(db, id)

    def projects(self, *, deleted: bool = False, person: str | None = None) -> list[Project]:
        """All that are (not) deleted, the last changed first; of a person, the own ones and those shared with them."""
        query, given = (f"{_PROJECTS} WHERE {_RIGHT} > 0", (person, person)) if person else (_PROJECTS, ())
        with self._read() as db:
            found = [Project(*row) for row in db.execute(query, given)]
        chosen = (project for project in found if (project.deleted is not None) == deleted)
        return sorted(chosen, key=lambda project: project.changed, reverse=True)

    def rename(self, id: str, name: str) -> None:
        self._change(id, "name", _clean_name(name))

    def delete(self, id: str) -> None:
        """Hide a project. `undelete` brings it back until `purge`; a save under way still reaches it."""
        self._change(id, "deleted", time.time())

    def undelete(self, id: str) -> None:
        self._change(id, "deleted", None)

    def purge(self, age: float = KEEP_DELETED) -> int:
        """Remove for good what was deleted more than `age` seconds ago; how many projects that were."""
        with self._write() as db:
            gone = db.execute("DELETE FROM project WHERE deleted <= ?", (time.time() - age,)).rowcount
            db.execute("DELETE FROM page WHERE hash NOT IN (SELECT page FROM version)")
            return gone

    def fork(self, project: str, version: str, name: str, *, owner: str = LOCAL) -> Project:
        """A new project that goes on from a version; it stands by itself when the old one is purged."""
        source = self.version(project, version)
        html = self.html(source.page)
        node = Node(source.id, source.parent, source.page)
        history = History(name, source.id, (node,), ((source.id, source.run),))
        return self.adopt(history, lambda _: html, owner=owner)

    # People: who may do what, by rows; what follows from it is not the store's.

    def right(self, person: str, *, project: str = "", page: str = "", run: int = 0) -> Right | None:
        """What somebody may do with a project, or with those that a page or a run is in; None where there is none."""
        of_page, of_run = (f"SELECT project FROM {table} WHERE {key} = ?" for table, key in _INSIDE)
        query = f"SELECT max({_RIGHT}) FROM project p WHERE p.id = ? OR p.id IN ({of_page} UNION {of_run})"
        with self._read() as db:
            found = db.execute(query, (person, person, project, page, run)).fetchone()[0]
        return None if found is None else Right(found)

    def share(self, project: str, right: Right, name: str) -> str:
        """The token of a link to look or to work, the same until `unshare`; `name` says whose project it is."""
        _check(right in (Right.LOOK, Right.WORK), "A project can be shared to look at or to work on.")
        row = (secrets.token_urlsafe(16), project, right, name)
        with self._write() as db:
            _project(db, project)
            db.execute("INSERT OR IGNORE INTO share VALUES (?, ?, ?, ?)", row)
            return _shares(db, project)[right]

    def unshare(self, project: str) -> None:
        """Its links lead nowhere now, and who came by them has no right any more."""
        with self._write() as db:
            db.execute("DELETE FROM share WHERE project = ?", (project,))

    def shares(self, project: str) -> dict[Right, str]:
        """The tokens of a project's links."""
        with self._read() as db:
            return _shares(db, project)

    def guests(self, project: str) -> int:
        """How many people came by the links of a project."""
        query = "SELECT count(DISTINCT person) FROM guest JOIN share USING (token) WHERE project = ?"
        with self._read() as db:
            return db.execute(query, (project,)).fetchone()[0]

    def shared_by(self, project: str) -> str:
        """The name of whoever shares a project; empty where nobody does, or has none."""
        with self._read() as db:
            row = db.execute("SELECT name FROM share WHERE project = ?", (project,)).fetchone()
        return row[0] if row else ""

    def welcome(self, token: str, person: str) -> str:
        """Who comes by a link is a guest from now on; the project's id."""
        query = (
            "SELECT p.id FROM share s JOIN project p ON p.id = s.project WHERE token = ? AND deleted IS NULL"
        )
        with self._write() as db:
            row = db.execute(query, (token,)).fetchone()
            _check(row is not None, "This link is not valid any more. Ask whoever sent it for a new one.")
            db.execute("INSERT OR IGNORE INTO guest VALUES (?, ?)", (person, token))
            return row[0]

    def secret(self) -> bytes:
        """32 random bytes that stay the same, to sign with."""
        with self._read() as db:  # once it is there, another writer holds nobody up
            if row := db.execute("SELECT value FROM secret").fetchone():
                return row[0]
        with self._write() as db:
            db.execute("INSERT OR IGNORE INTO secret VALUES (1, ?)", (secrets.token_bytes(32),))
            return db.execute("SELECT value FROM secret").fetchone()[0]

    # Versions.

    def save(
        self, project: str, html: str, run: RunInfo, *, parent: str | None = None, frames: bytes | None = None
    ) -> Version:
        """Add a version, its run and the run's frames, or none of them.

        Args:
            parent: the version that was worked on; None starts a tree of its own.
            frames: whatever replays the run; kept as long as the replay limit allows.
        """
        _check(_usable(run), "What made this version cannot be kept: its request or settings are not JSON.")
        page, packed = _pack(html), None if frames is None else zlib.compress(frames)
        with self._write() as db:
            _project(db, project)
            if parent is not None:
                _version(db, project, parent)
            id = _add_version(db, project, parent, _add_page(db, page))
            run_id = _add_run(db, project, id, run)
            if packed is not None:
                db.execute("INSERT INTO replay VALUES (?, ?, ?)", (run_id, len(packed), packed))
                _prune(db)
            return _version(db, project, id)

    def restore(self, project: str, version: str, *, parent: str | None = None) -> Version:
        """Put an old page on top of `parent`, by default of the newest version: a version more, none less."""
        with self._write() as db:
            old = _version(db, project, version)
            top = _version(db, project, parent or _project(db, project).newest)
            id = _add_version(db, project, top.id, old.page)
            _add_run(db, project, id, RunInfo("restore", json.dumps({"restored": version})))
            return _version(db, project, id)

    def take(self, project: str, version: str) -> Version:
        """Make a version the newest: what made it once more, with its frames."""
        with self._write() as db:
            old = _version(db, project, version)
            if _project(db, project).newest != version:
                run_id = _add_run(db, project, version, old.run)
                db.execute("UPDATE replay SET run = ? WHERE run = ?", (run_id, old.run_id))
            return _version(db, project, version)

    def version(self, project: str, id: str) -> Version:
        with self._read() as db:
            return _version(db, project, id)

    def tree(self, project: str) -> list[Version]:
        """All versions in order of saving: a parent stands before its children."""
        with self._read() as db:
            _project(db, project)
            return [_version_of(row) for row in db.execute(f"{_VERSIONS} ORDER BY v.number", (project,))]

    def shape(self, project: str) -> list[Node]:
        """The tree without what made it, in order of saving: for a project of any size."""
        with self._read() as db:
            return _nodes(db, project)

    def versions(self, project: str, ids: Sequence[str]) -> list[Version]:
        """Some versions of a project, in the order of `ids`; what is not there is left out."""
        marks = ", ".join("?" * len(ids))
        with self._read() as db:
            rows = db.execute(f"{_VERSIONS} AND v.id IN ({marks})", (project, *ids))
            found = {version.id: version for version in map(_version_of, rows)}
        return [found[id] for id in ids if id in found]

    def html(self, page: str) -> str:
        """The text of a page by its hash, checked against it."""
        with self._read() as db:
            row = db.execute("SELECT html FROM page WHERE hash = ?", (page,)).fetchone()
        _check(row is not None, "This page is not in the history any more.")
        _check(_is_page(page, row[0]), f"The page {page[:12]} is damaged. Take it from an export.")
        return _decode(zlib.decompress(row[0]))

    # Replays.

    def frames(self, run_id: int) -> bytes | None:
        """The frames of a run as they were saved; None when there are none (any more)."""
        with self._read() as db:
            row = db.execute("SELECT frames FROM replay WHERE run = ?", (run_id,)).fetchone()
        return row and zlib.decompress(row[0])

    def recorded(self, project: str) -> list[Recording]:
        """The runs of a project whose frames are kept, the newest first."""
        query = f"SELECT r.id, r.version, {_RUN} FROM run r JOIN replay f ON f.run = r.id WHERE r.project = ?"
        with self._read() as db:
            rows = db.execute(f"{query} ORDER BY r.id DESC", (project,)).fetchall()
        return [Recording(id, version, RunInfo(*run)) for id, version, *run in rows]

    def runs_recorded(self, project: str) -> list[tuple[int, int]]:
        """The recorded runs of a project: each one's number, from 0, in `History.runs`, and its id."""
        query = (
            "SELECT r.id, f.run IS NOT NULL FROM run r LEFT JOIN replay f ON f.run = r.id WHERE r.project = ?"
        )
        with self._read() as db:
            rows = db.execute(f"{query} ORDER BY r.id", (project,)).fetchall()
        return [(number, id) for number, (id, kept) in enumerate(rows) if kept]

    def replay_bytes(self) -> int:
        """Bytes that all frames together take."""
        with self._read() as db:
            return _replay_bytes(db)

    def replay_limit(self) -> int:
        """Bytes that all frames together may take."""
        with self._read() as db:
            return _replay_limit(db)

    def set_replay_limit(self, size: int) -> None:
        """The frames of the oldest runs go first, at once."""
        _check(0 <= size < 2**63, f"The limit is {size}: use 0 bytes or more.")
        with self._write() as db:
            db.execute("INSERT OR REPLACE INTO setting VALUES ('replay_limit', ?)", (size,))
            _prune(db)

    # Whole projects, and the whole store.

    def history(self, project: str) -> History:
        with self._read() as db:
            return _history(db, project)

    def adopt(
        self,
        history: History,
        html: Callable[[str], str],
        replays: Iterable[tuple[int, bytes]] = (),
        *,
        owner: str = LOCAL,
    ) -> Project:
        """Make a new project of a history, or nothing at all.

        Args:
            html: gives the text of a page by its hash.
            replays: recorded runs, each with its number in `history.runs`, as far as there is room for them: those
                that are kept already stay.
        """
        history.check()
        with self._write() as db:
            project = _add_project(db, history.name, owner, history.origin)
            for hash in dict.fromkeys(node.page for node in history.versions):
                page = _pack(html(hash))
                _check(page.hash == hash, f"The page {hash[:12]} has another hash.")
                _add_page(db, page)
            for node in history.versions:
                _add_version(db, project, node.parent, node.page)
            runs = [_add_run(db, project, version, run) for version, run in history.runs]
            room = _replay_limit(db) - _replay_bytes(db)
            for number, frames in replays:
                packed = zlib.compress(frames)
                if len(packed) <= room:
                    db.execute("INSERT INTO replay VALUES (?, ?, ?)", (runs[number], len(packed), packed))
                    room -= len(packed)
            return _project(db, project)

    def verify(self) -> list[str]:
        """Derive every hash and id anew, check the file itself, and say in words what is wrong; [] if nothing is."""
        with self._read() as db:
            return [*_wrong_file(db), *_wrong_pages(db), *_wrong_trees(db)]

    # Connections: as many as there are calls at once, used again; one and the same for a store in memory.

    def _open(self) -> sqlite3.Connection:
        # Autocommit, so that a transaction begins where it is written; a connection moves between threads.
        db = sqlite3.connect(
            self._target, timeout=self._patience, isolation_level=None, check_same_thread=False
        )
        # fullfsync: on macOS a plain fsync leaves data in the drive's cache.
        for pragma in ("foreign_keys = ON", "synchronous = FULL", "fullfsync = ON", "journal_mode = WAL"):
            db.execute(f"PRAGMA {pragma}")
        _migrate(db, self._target)
        return db

    @contextmanager
    def _transaction(self, mode: str) -> Iterator[sqlite3.Connection]:
        with _explained(self._target):
            try:
                db = self._idle.get(block=self.place is None)
            except queue.Empty:
                db = self._open()
            try:
                with db:  # commits, or rolls back after an exception
                    db.execute(f"BEGIN {mode}")
                    yield db
            finally:
                self._idle.put(db)

    def _read(self) -> AbstractContextManager[sqlite3.Connection]:
        return self._transaction("DEFERRED")

    def _write(self) -> AbstractContextManager[sqlite3.Connection]:
        # At once: a reader that turns writer would fail when another wrote in between.
        return self._transaction("IMMEDIATE")

    def _change(self, project: str, column: str, value: str | float | None) -> None:
        with self._write() as db:
            _project(db, project)
            db.execute(f"UPDATE project SET {column} = ? WHERE id = ?", (value, project))


# Below: the caller's transaction.

_RUN = ", ".join(column.name for column in fields(RunInfo))
_PROJECTS = """
    SELECT p.id, p.name, p.origin, p.created, p.deleted,
        (SELECT count(*) FROM version WHERE project = p.id), r.version, max(p.created, coalesce(r.at, 0)), p.owner
    FROM project p LEFT JOIN run r ON r.id = (SELECT max(id) FROM run WHERE project = p.id)"""
_RIGHT = f"""iif(p.owner = ?, {Right.OWN:d}, iif(p.deleted IS NULL, coalesce((
    SELECT max(access) FROM share JOIN guest USING (token) WHERE project = p.id AND person = ?), 0), 0))"""
"""A person's right to the project `p`."""
_INSIDE = (("version", "page"), ("run", "id"))
_VERSIONS = f"""
    SELECT v.project, v.id, v.parent, v.page, p.title, p.size, r.id, f.run IS NOT NULL, {_RUN.replace("at", "r.at")}
    FROM version v JOIN page p ON p.hash = v.page
    JOIN run r ON r.id = (SELECT max(id) FROM run WHERE project = v.project AND version = v.id)
    LEFT JOIN replay f ON f.run = r.id WHERE v.project = ?"""


def _migrate(db: sqlite3.Connection, place: str) -> None:
    """Bring the schema up to date, one transaction a migration."""
    while (number := _user_version(db)) < len(MIGRATIONS):
        with db:
            db.execute("BEGIN IMMEDIATE")
            if _user_version(db) == number:  # else another process was first
                for statement in MIGRATIONS[number]:
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {number + 1}")
    newer = f"{place} comes from a newer version of this program. Update the program, {_ELSEWHERE}."
    _check(number == len(MIGRATIONS), newer)


def _user_version(db: sqlite3.Connection) -> int:
    return db.execute("PRAGMA user_version").fetchone()[0]


def _project(db: sqlite3.Connection, id: str) -> Project:
    row = db.execute(f"{_PROJECTS} WHERE p.id = ?", (id,)).fetchone()
    _check(row is not None, "This project is not in the history any more. Open another, or start a new one.")
    return Project(*row)


def _version(db: sqlite3.Connection, project: str, id: str | None) -> Version:
    row = db.execute(f"{_VERSIONS} AND v.id = ?", (project, id)).fetchone()
    _check(row is not None, "This version is not in the project. Open the project's history and choose one.")
    return _version_of(row)


def _version_of(row: tuple) -> Version:
    return Version(*row[:7], bool(row[7]), RunInfo(*row[8:]))


def _shares(db: sqlite3.Connection, project: str) -> dict[Right, str]:
    rows = db.execute("SELECT access, token FROM share WHERE project = ?", (project,))
    return {Right(access): token for access, token in rows}


def _add_project(
    db: sqlite3.Connection, name: str, owner: str, origin: str | None = None, id: str | None = None
) -> str:
    id = id or new_id()
    row = (id, _clean_name(name), origin, time.time(), None, owner)
    db.execute("INSERT INTO project VALUES (?, ?, ?, ?, ?, ?)", row)
    return id


def _add_page(db: sqlite3.Connection, page: "_Packed") -> str:
    # A copy that was damaged on disk heals.
    heal = "ON CONFLICT (hash) DO UPDATE SET html = excluded.html"
    db.execute(f"INSERT INTO page VALUES (?, ?, ?, ?) {heal}", page)
    return page.hash


def _add_version(db: sqlite3.Connection, project: str, parent: str | None, page: str) -> str:
    id = version_id(parent, page)
    row = (project, id, parent, page)
    db.execute("INSERT OR IGNORE INTO version (project, id, parent, page) VALUES (?, ?, ?, ?)", row)
    return id


def _add_run(db: sqlite3.Connection, project: str, version: str, run: RunInfo) -> int:
    row = (project, version, *astuple(run))
    marks = ", ".join("?" * len(row))
    return db.execute(f"INSERT INTO run (project, version, {_RUN}) VALUES ({marks})", row).lastrowid


def _replay_limit(db: sqlite3.Connection) -> int:
    row = db.execute("SELECT value FROM setting WHERE name = 'replay_limit'").fetchone()
    return row[0] if row else REPLAY_BYTES


def _replay_bytes(db: sqlite3.Connection) -> int:
    return db.execute("SELECT coalesce(sum(size), 0) FROM replay").fetchone()[0]


def _prune(db: sqlite3.Connection) -> None:
    newest = "SELECT run, sum(size) OVER (ORDER BY run DESC) AS total FROM replay"
    limit = (_replay_limit(db),)
    db.execute(f"DELETE FROM replay WHERE run IN (SELECT run FROM ({newest}) WHERE total > ?)", limit)


def _history(db: sqlite3.Connection, project: str) -> History:
    own = _project(db, project)
    runs = db.execute(f"SELECT version, {_RUN} FROM run WHERE project = ? ORDER BY id", (project,))
    made = tuple((version, RunInfo(*run)) for version, *run in runs)
    return History(own.name, own.origin, tuple(_nodes(db, project)), made)


def _nodes(db: sqlite3.Connection, project: str) -> list[Node]:
    rows = db.execute("SELECT id, parent, page FROM version WHERE project = ? ORDER BY number", (project,))
    return list(map(Node._make, rows))


def _wrong_file(db: sqlite3.Connection) -> Iterator[str]:
    found = [row[0] for row in db.execute("PRAGMA integrity_check")]
    yield from (f"The file: {line}" for line in found if line != "ok")
    for table, _, owner, _ in db.execute("PRAGMA foreign_key_check"):
        yield f"A row of {table} belongs to no {owner}."


def _wrong_pages(db: sqlite3.Connection) -> Iterator[str]:
    for hash, html in db.execute("SELECT hash, html FROM page"):
        if not _is_page(hash, html):
            yield f"The page {hash[:12]} does not have its hash."


def _wrong_trees(db: sqlite3.Connection) -> Iterator[str]:
    for (project,) in db.execute("SELECT id FROM project").fetchall():
        try:
            _history(db, project).check()
        except StoreError as error:
            yield f"The project {project}: {error}"


# Below: values.


class _Packed(NamedTuple):
    """A row of the table `page`."""

    hash: str
    title: str
    size: int
    html: bytes


def _pack(html: str) -> _Packed:
    data = _encode(html)
    megabytes, limit = len(data) / 2**20, MAX_PAGE_BYTES // 2**20
    _check(len(data) <= MAX_PAGE_BYTES, f"The page has {megabytes:.1f} MB: make it smaller than {limit} MB.")
    return _Packed(page_hash(html), _printable(extract_page(html).title), len(data), zlib.compress(data))


def _is_page(hash: str, packed: bytes) -> bool:
    with suppress(zlib.error):
        return hashlib.sha256(zlib.decompress(packed)).hexdigest() == hash
    return False


def _encode(html: str) -> bytes:
    # A hand-edited page may hold half of a surrogate pair: kept as it is.
    return html.encode("utf-8", "surrogatepass")


def _decode(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


def _printable(text: str) -> str:
    """One line, without control characters, halves of surrogate pairs, and what turns the text around it."""
    return "".join(
        char
        for char in " ".join(text.split())
        if unicodedata.category(char) not in ("Cc", "Cs") and char not in _TURNING
    ).strip()


def _clean_name(name: str) -> str:
    clean = _printable(name)
    seen = any(unicodedata.category(char)[0] not in "CZ" for char in clean)
    _check(seen, "The project has no name: give it one.")
    _check(len(clean) <= MAX_NAME_CHARS, f"The name is too long: shorten it to {MAX_NAME_CHARS} characters.")
    return clean


def _frozen(value: object) -> object:
    """As it was before it was JSON: no record holds lists."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _usable(run: RunInfo) -> bool:
    texts = (run.request, run.settings, run.timings)
    try:
        "".join((*texts, run.model)).encode()
        return (
            run.kind in get_args(Kind)
            and all(isinstance(json.loads(text), dict) for text in texts)
            and (run.seed is None or (isinstance(run.seed, int) and 0 <= run.seed < 2**63))
            and 0 <= run.at < 2**40
        )
    except (TypeError, ValueError, RecursionError):
        return False


def _check(ok: bool, message: str) -> None:
    if not ok:
        raise StoreError(message)


@contextmanager
def _explained(place: str) -> Iterator[None]:
    """Say what a failure of the file means and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        kind = StoreBusyError if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) else StoreError
        raise kind(REASONS.get(code, UNKNOWN).format(place=place, error=error)) from error
