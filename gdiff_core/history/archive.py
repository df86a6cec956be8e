"""A project as a .zip: `manifest.json`, every page once as `pages/<hash>.html`, recorded runs as `replays/<run>.gdr`.

An archive from elsewhere is not trusted: nothing of it is unpacked to disk, and everything is checked before
anything is changed. What `export_project` writes keeps the limits that `import_project` holds it to.
"""

import codecs
import hashlib
import json
import re
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from typing import IO

from gdiff_core.history import replay
from gdiff_core.history.store import MAX_PAGE_BYTES, History, Node, Project, RunInfo, Store, StoreError

FORMAT = 2
PLAIN = 1
"""Of an archive without recorded runs, which programs of before take, too."""
MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 64 * 2**20
MAX_TOTAL_BYTES = 2**30
MAX_REPLAY_BYTES = 32 * 2**20
MAX_REPLAYS_BYTES = 256 * 2**20
MAX_UNPACKED, MAX_HEADER = 64 * 2**20, 8 * 2**20
"""Of a recorded run: some 500 blocks of 48 steps; and of its texts in there, which Python makes much larger."""
MAX_RATIO = 100
"""Unpacked bytes for one packed byte. Web pages reach 5 to 20; a zip bomb needs a thousand."""
MAX_FILE_CHARS = 60
"""Of a file's name before its ending: 240 bytes at most."""

_DEVICE = re.compile("con|prn|aux|nul|com[0-9]|lpt[0-9]")
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PAGE = re.compile(r"pages/([0-9a-f]{64})\.html", re.ASCII)
_REPLAY = re.compile(r"replays/(0|[1-9][0-9]{0,6})\.gdr", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_STRAY = re.compile(r"(.*/)?(__MACOSX/.*|\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)", re.ASCII)
"""What systems put into a folder, or beside it when they zip it."""
_FOLDER = re.compile(r"(?!\.\.?/)[^/\\:]+/")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,
    OSError,
    ValueError,
    IndexError,
)
"""What zipfile raises for archives that are cut, damaged, encrypted or packed in another way."""


def export_project(store: Store, project: str, target: IO[bytes]) -> None:
    """Write an archive that `import_project` takes; of very many recorded runs the newest.

    Raises:
        StoreError: the project is unknown, damaged, or larger than an archive may be.
    """
    history, replays = store.history(project), _replays(store, project)
    with zipfile.ZipFile(target, "w") as archive:
        _write(archive, MANIFEST, _manifest(history, FORMAT if replays else PLAIN))
        for page in dict.fromkeys(node.page for node in history.versions):
            _write(archive, f"pages/{page}.html", store.html(page).encode("utf-8", "surrogatepass"))
        for number, frames in replays.items():
            _write(archive, f"replays/{number}.gdr", frames)
        with _refusing("exported"):
            _check_sizes(archive)


def import_project(store: Store, source: IO[bytes]) -> Project:
    """Add the project of an archive to the store, as a project of its own.

    One that was unpacked and zipped again is taken too: with a folder around it, and with what systems leave there.
    A recorded run that cannot be watched, or has no room beside those that are kept, is left out.

    Raises:
        StoreError: the archive is not whole, not sound, or not safe; the message says why. Nothing was changed.
    """
    with _refusing("imported"), zipfile.ZipFile(source) as archive:
        _check_names(archive, _tidy(archive))
        _check_sizes(archive)
        history = _history(archive)
        history.check()
        _check_pages(archive, history)
        return store.adopt(history, lambda page: _page(archive, page), _recordings(archive, history))


def decoded(data: bytes) -> str:
    """The text of a page from a file: by its byte order mark, as UTF-8, or as browsers read what says nothing.

    https://encoding.spec.whatwg.org/#decode and its fallback for the West, windows-1252.
    """
    marks = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
    encoding = next((name for mark, name in marks if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("windows-1252", "replace")


def file_name(text: str, usual: str = "page") -> str:
    """A text as a file may be called on any system, before its ending: letters, digits and hyphens.

    Those alone can be neither a path, a hidden file nor another direction of writing; `views/live_view/page.js` has the
    same rule. Windows has names that stand for devices, and most file systems take 255 bytes.
    """
    kept = (c if unicodedata.category(c)[0] in "LMN" else " " for c in unicodedata.normalize("NFC", text))
    name = "-".join("".join(kept).lower().split())[:MAX_FILE_CHARS].strip("-") or usual
    return f"{name}-{usual}" if _DEVICE.fullmatch(name) else name


@contextmanager
def _refusing(done: str) -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        raise StoreError(f"The project was not {done}, and nothing was changed. {error}") from error
    except _BROKEN as error:
        reason = f"It is not a whole .zip of ours ({error}). Export or download it again."
        raise StoreError(f"The project was not {done}, and nothing was changed. {reason}") from error


def _write(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    # What would look like a bomb is stored as it is.
    bomb = len(data) > MAX_RATIO * len(zlib.compress(data))
    archive.writestr(name, data, zipfile.ZIP_STORED if bomb else zipfile.ZIP_DEFLATED)


def _replays(store: Store, project: str) -> dict[int, bytes]:
    """Recorded runs by their number in the history, the newest first, as many as an archive may hold."""
    found: dict[int, bytes] = {}
    room = MAX_REPLAYS_BYTES
    for number, run in reversed(store.runs_recorded(project)):
        frames = store.frames(run)
        if frames and len(frames) <= min(room, MAX_REPLAY_BYTES) and replay.is_recording(frames):
            found[number] = frames
            room -= len(frames)
    return found


def _recordings(archive: zipfile.ZipFile, history: History) -> list[tuple[int, bytes]]:
    """Those that can be watched, the newest first, by their number in the history."""
    numbers = [int(match[1]) for name in archive.namelist() if (match := _REPLAY.fullmatch(name))]
    _check(all(number < len(history.runs) for number in numbers), "It holds a run that made no version.")
    found, room = [], MAX_REPLAYS_BYTES
    for number in sorted(numbers, reverse=True):
        frames = _read(archive, f"replays/{number}.gdr")
        room -= len(frames)
        with suppress(replay.ReplayError):
            replay.unpack(frames, MAX_UNPACKED, MAX_HEADER)
            if room >= 0:
                found.append((number, frames))
    return found


def _manifest(history: History, format: int) -> bytes:
    runs = [{"version": version, **asdict(run)} for version, run in history.runs]
    versions = [node._asdict() for node in history.versions]
    project = {"name": history.name, "origin": history.origin}
    return json.dumps({"format": format, "project": project, "versions": versions, "runs": runs}).encode()


def _tidy(archive: zipfile.ZipFile) -> int:
    """Leave out folders and what systems put there, and take off the one folder that all the rest may lie in.

    Returns:
        How many characters that took off each name.
    """
    archive.filelist = [
        e for e in archive.filelist if not e.is_dir() and not _STRAY.fullmatch(e.orig_filename)
    ]
    names = [entry.orig_filename for entry in archive.filelist]
    folder = next((match[0] for name in names if (match := _FOLDER.match(name))), "")
    off = len(folder) if f"{folder}{MANIFEST}" in names and all(n.startswith(folder) for n in names) else 0
    for entry in archive.filelist:
        entry.filename = entry.filename[off:]
    archive.NameToInfo = {entry.filename: entry for entry in archive.filelist}
    return off


def _check_names(archive: zipfile.ZipFile, off: int) -> None:
    names = [entry.orig_filename[off:] for entry in archive.infolist()]
    for name, count in Counter(names).items():
        _check(count == 1, f"It holds {name[:80]!r} {count} times.")
        _check(not _leads_out(name), f"The name {name[:80]!r} leads out of the archive.")
        ours = name == MANIFEST or _PAGE.fullmatch(name) or _REPLAY.fullmatch(name)
        _check(bool(ours), f"It holds {name[:80]!r}, which is not ours.")
    _check(MANIFEST in names, f"It has no {MANIFEST}: it is not a project of this program.")


def _leads_out(name: str) -> bool:
    """By the rules of any platform: rooted, on a drive, or through `..`."""
    parts = name.replace("\\", "/").split("/")
    return parts[0] == "" or ":" in parts[0] or ".." in parts


def _check_sizes(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    for entry in entries:
        recorded = _REPLAY.fullmatch(entry.filename)
        limit = MAX_REPLAY_BYTES if recorded else MAX_PAGE_BYTES
        limit = MAX_MANIFEST_BYTES if entry.filename == MANIFEST else limit
        _check(entry.file_size <= limit, f"{entry.filename!r} is larger than {limit / 2**20:g} MB.")
        _check(entry.compress_type in _PACKINGS, f"{entry.filename!r} is packed in a way that is not ours.")
        packed = MAX_RATIO * (entry.compress_size + 1)
        _check(
            entry.file_size <= packed, f"{entry.filename!r} unpacks to more than {MAX_RATIO} times its size."
        )
    total = sum(entry.file_size for entry in entries)
    _check(total <= MAX_TOTAL_BYTES, f"Its pages take more than {MAX_TOTAL_BYTES / 2**20:g} MB.")


def _history(archive: zipfile.ZipFile) -> History:
    """The manifest as it says it is; whether that can be true is for `History.check`."""
    try:
        manifest = json.loads(_read(archive, MANIFEST))
        _check(manifest["format"] <= FORMAT, "It comes from a newer version of this program: update first.")
        name, origin = manifest["project"]["name"], manifest["project"]["origin"]
        versions = tuple(_node(**entry) for entry in manifest["versions"])
        runs = tuple(_run(**entry) for entry in manifest["runs"])
        return History(str(name), origin and _hash(origin), versions, runs)
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError, UnicodeError, RecursionError) as error:
        raise StoreError(f"Its {MANIFEST} cannot be read ({error!r:.120}).") from error


def _node(id: str, parent: str | None, page: str) -> Node:
    return Node(_hash(id), parent and _hash(parent), _hash(page))


def _run(version: str, **run) -> tuple[str, RunInfo]:
    return _hash(version), RunInfo(**run)


def _hash(value: str) -> str:
    _check(bool(_HASH.fullmatch(value)), f"{value[:80]!r} is not a hash.")
    return value


def _check_pages(archive: zipfile.ZipFile, history: History) -> None:
    named = {node.page for node in history.versions}
    held = {match[1] for name in archive.namelist() if (match := _PAGE.fullmatch(name))}
    _check(named <= held, "A page of it is missing.")
    _check(held <= named, "It holds a page that belongs to no version.")
    for page in held:
        data = _read(archive, f"pages/{page}.html")
        _check(
            hashlib.sha256(data).hexdigest() == page,
            f"The page {page[:12]} is not the one that was exported.",
        )


def _page(archive: zipfile.ZipFile, page: str) -> str:
    return _read(archive, f"pages/{page}.html").decode("utf-8", "surrogatepass")


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as entry:
        # Never `read()`: it unpacks whatever is there before it cuts to the size the archive claims.
        return entry.read(archive.getinfo(name).file_size)


def _check(ok: bool, message: str) -> None:
    if not ok:
        raise StoreError(message)
