"""Archives that are ours go round; all others are refused with a reason and leave the store as it was."""

import io
import json
import struct
import tracemalloc
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdiff_core.history import archive as module
from gdiff_core.history import replay
from gdiff_core.history.archive import MANIFEST, decoded, export_project, file_name, import_project
from gdiff_core.history.store import RunInfo, Store, StoreError, page_hash, version_id
from gdiff_core.records import Request, Settings
from tests import toy_server

PAGES = ("<html><title>One</title>", "<html><title>Two</title>", "\ud800 é")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(tmp_path)) as opened:
        yield opened


def filled(store: Store) -> str:
    """A project with two branches, a restore and a version that was made twice."""
    project = store.create("Tea house").id
    asked = RunInfo.of("build", Request("A tea house", Settings(seed=7)), "nano", seconds=1.5)
    root = store.save(project, PAGES[0], asked, frames=b"film")
    left = store.save(project, PAGES[1], RunInfo("hand"), parent=root.id)
    store.save(project, PAGES[2], RunInfo("tweak"), parent=root.id)
    store.restore(project, left.id)
    store.save(project, PAGES[1], RunInfo("hand"), parent=root.id)
    return project


def exported(store: Store, project: str) -> bytes:
    target = io.BytesIO()
    export_project(store, project, target)
    return target.getvalue()


def entries(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", packing) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def all_of(store: Store) -> list:
    return [(project, store.history(project.id)) for project in store.projects()]


NAMES = {
    "Tea / House": "tea-house",
    "../../etc/passwd": "etc-passwd",
    "C:\\Users\\x": "c-users-x",
    "...hidden. . ": "hidden",
    "CON": "con-page",
    "Lpt1": "lpt1-page",
    "Café é": "café-é",
    "कॉफ़ी": "कॉफ़ी",
    "👩‍🍳🥐": "page",
    "a\u202egnp.exe": "a-gnp-exe",
    "\u200fשלום": "שלום",
    "ж" * 250: "ж" * 60,
    "": "page",
    "-": "page",
    "half \ud83d": "half",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_called_as_any_system_allows(name: str) -> None:
    found = file_name(name)
    assert found == unicodedata.normalize("NFC", NAMES[name]) and len(found.encode()) <= 240
    assert file_name(found) == found


@pytest.mark.parametrize("name", [name for name in NAMES if name.strip() and len(name) < 120])
def test_a_project_of_any_name_is_called_the_same_after_export_and_import(store: Store, name: str) -> None:
    project = store.create(name)
    store.save(project.id, PAGES[0], RunInfo("hand"))
    again = import_project(store, io.BytesIO(exported(store, project.id)))
    assert again.name == project.name and again.id != project.id
    assert not {"\u202e", "\ud83d"} & {*again.name}


@pytest.mark.parametrize("name", ["", " ", "\u200f", "\u202e\u200b", "\ud83d"])
def test_a_name_that_nobody_could_see_is_refused(store: Store, name: str) -> None:
    with pytest.raises(StoreError, match="no name"):
        store.create(name)


def test_a_project_goes_round(store: Store) -> None:
    project = filled(store)
    data = exported(store, project)
    again = import_project(store, io.BytesIO(data))
    assert again.id != project
    assert store.history(again.id) == store.history(project)
    assert exported(store, again.id) and entries(exported(store, again.id)) == entries(data)
    assert [store.html(v.page) for v in store.tree(again.id)] == [*PAGES, PAGES[1]]
    assert store.verify() == []


@pytest.fixture(scope="module")
def film() -> bytes:
    """A run that can be watched."""
    texts = toy_server.ToyModel().token_texts
    return replay.pack(toy_server.denoise(toy_server.ToyModel(), Request("A page"), blocks=1), texts)


def test_recorded_runs_go_along_and_come_back(store: Store, film: bytes) -> None:
    project = filled(store)
    (top,) = [v for v in store.tree(project) if v.run.kind == "restore"]
    store.save(project, PAGES[2], RunInfo("tweak"), parent=top.id, frames=film)
    data = exported(store, project)
    assert [name for name in entries(data) if "replays" in name] == ["replays/5.gdr"]  # "film" is none
    elsewhere = Store.in_memory()
    again = import_project(elsewhere, io.BytesIO(data))
    ((number, run),) = elsewhere.runs_recorded(again.id)
    assert (number, elsewhere.frames(run)) == (5, film)
    assert entries(exported(elsewhere, again.id)) == entries(data)


def test_a_recorded_run_that_is_none_or_has_no_room_is_left_out(store: Store, film: bytes) -> None:
    project = filled(store)
    files = entries(exported(store, project)) | {
        "replays/0.gdr": film,
        "replays/1.gdr": b"GDR\1" + film[4:-9],
    }
    again = import_project(store, io.BytesIO(zipped(files)))
    assert [number for number, _ in store.runs_recorded(again.id)] == [0]
    store.set_replay_limit(store.replay_bytes() + 10)
    kept = store.replay_bytes()
    again = import_project(store, io.BytesIO(zipped(files)))
    assert store.runs_recorded(again.id) == []
    assert store.replay_bytes() == kept  # what was there is not thrown out for it


def test_it_goes_to_another_store_and_a_fork_too(store: Store) -> None:
    version = store.tree(filled(store))[1]
    forked = store.fork(version.project, version.id, "Fork")
    store.save(forked.id, "more", RunInfo("hand"), parent=version.id)
    elsewhere = Store.in_memory()
    again = import_project(elsewhere, io.BytesIO(exported(store, forked.id)))
    assert (again.name, again.origin, again.versions) == ("Fork", version.id, 2)
    assert elsewhere.history(again.id) == store.history(forked.id)
    assert elsewhere.verify() == []


@pytest.mark.parametrize("folder", ["", "Tea house/", "Tee-Häuser (1)/"])
def test_one_that_was_unpacked_and_zipped_again_comes_in(store: Store, folder: str) -> None:
    project = filled(store)
    files = entries(exported(store, project))
    again = {f"{folder}{name}": data for name, data in files.items()}
    stray = {
        f"{folder}pages/": b"",
        f"{folder}.DS_Store": b"x",
        f"__MACOSX/{folder}._{MANIFEST}": b"x",
        f"{folder}pages/Thumbs.db": b"x",
    }
    came = import_project(store, io.BytesIO(zipped(again | stray)))
    assert store.history(came.id) == store.history(project)


def test_an_archive_holds_every_page_once(store: Store) -> None:
    files = entries(exported(store, filled(store)))
    pages = {f"pages/{page_hash(page)}.html": page.encode("utf-8", "surrogatepass") for page in PAGES}
    assert files.pop(MANIFEST) and files == pages


def test_a_page_that_packs_like_a_bomb_goes_round(store: Store) -> None:
    project = store.create("Long").id
    store.save(project, "a" * 2_000_000, RunInfo("hand"))
    again = import_project(store, io.BytesIO(exported(store, project)))
    assert store.history(again.id) == store.history(project)


def test_an_empty_project_goes_round(store: Store) -> None:
    again = import_project(store, io.BytesIO(exported(store, store.create("Empty").id)))
    assert (again.name, again.versions) == ("Empty", 0)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.text(max_size=4)), max_size=10))
def test_any_tree_goes_round(steps: list[tuple[int, str]]) -> None:
    store = Store.in_memory()
    project, ids = store.create("Any").id, [None]
    for parent, page in steps:
        ids.append(store.save(project, page, RunInfo("hand"), parent=ids[parent % len(ids)]).id)
    again = import_project(store, io.BytesIO(exported(store, project)))
    assert store.history(again.id) == store.history(project)


def test_a_project_too_large_for_an_archive_is_named(store: Store, monkeypatch) -> None:
    project = filled(store)
    monkeypatch.setattr(module, "MAX_TOTAL_BYTES", 100)
    with pytest.raises(StoreError, match=r"not exported.*more than"):
        exported(store, project)


# What is refused. Each of these gets the files of a good archive and gives back the bytes of a bad one.

Files = dict[str, bytes]
FIRST = f"pages/{page_hash(PAGES[0])}.html"


def added(name: str, data: bytes = b"x") -> Callable[[Files], bytes]:
    return lambda files: zipped(files | {name: data})


def edited(change: Callable[[dict], object]) -> Callable[[Files], bytes]:
    """The manifest after a change to what it says."""

    def bad(files: Files) -> bytes:
        manifest = json.loads(files[MANIFEST])
        change(manifest)
        return zipped(files | {MANIFEST: json.dumps(manifest).encode()})

    return bad


def manifest_of(text: bytes) -> Callable[[Files], bytes]:
    return lambda files: zipped(files | {MANIFEST: text})


def doubled(files: Files) -> bytes:
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w") as archive:
        warnings.simplefilter("ignore")
        for name, data in [*files.items(), (FIRST, b"other")]:
            archive.writestr(name, data)
    return target.getvalue()


def cycle(manifest: dict) -> None:
    """The first two versions name each other as parents."""
    first, second = manifest["versions"][:2]
    first["parent"] = second["id"]


def upside_down(manifest: dict) -> None:
    manifest["versions"].reverse()


def orphan(manifest: dict) -> None:
    version = manifest["versions"][1]
    version["parent"] = "0" * 64
    version["id"] = version_id("0" * 64, version["page"])


def encrypted(files: Files) -> bytes:
    """Every entry says that it needs a password."""
    data = bytearray(zipped(files))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 1)
    return bytes(data)


def lying(files: Files) -> bytes:
    """A page of 200 MB that claims to have 1,000 bytes."""
    data = bytearray(zipped(files | {FIRST: bytes(200_000_000)}))
    size = struct.pack("<I", 200_000_000)
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = struct.pack("<I", 1000)
    return bytes(data)


def first_run(**fields) -> Callable[[dict], None]:
    return lambda manifest: manifest["runs"][0].update(fields)


BAD: dict[str, tuple[Callable[[Files], bytes], str]] = {
    "no zip": (lambda files: b"This is a letter.", "not a whole .zip"),
    "nothing": (lambda files: b"", "not a whole .zip"),
    "cut in the middle": (lambda files: zipped(files)[:-300], "not a whole .zip"),
    "cut at its start": (lambda files: zipped(files)[100:], "not a whole .zip"),
    "no manifest": (lambda files: zipped({FIRST: files[FIRST]}), "no manifest.json"),
    "bomb, one page": (added(FIRST, b"\0" * 5_000_000), "unpacks to more than 100 times"),
    "bomb, large page": (added(FIRST, bytes(range(256)) * 40_000), "larger than 8 MB"),
    "bomb, lying about its size": (lying, "not a whole .zip|is not the one"),
    "bomb, in the manifest": (manifest_of(b"[" * 5_000_000), "unpacks to more than 100 times"),
    "deep manifest": (lambda files: zipped(files | {MANIFEST: b"[" * 50_000}, zipfile.ZIP_STORED), "cannot be read"),
    "packed in another way": (lambda files: zipped(files, zipfile.ZIP_LZMA), "packed in a way"),
    "encrypted": (encrypted, "encrypted"),
    "path traversal": (added("../../evil.html"), "leads out"),
    "path traversal inside": (added("pages/../../evil.html"), "leads out"),
    "path traversal, backslashes": (added("pages\\..\\..\\evil.html"), "leads out"),
    "absolute name": (added("/etc/passwd"), "leads out"),
    "name on a drive": (added("C:\\evil.html"), "leads out"),
    "a file that is not ours": (added("readme.txt"), "not ours"),
    "a page under no hash": (added("pages/index.html"), "not ours"),
    "a name twice": (doubled, "2 times"),
    "a page of no version": (added(f"pages/{page_hash('other')}.html", b"other"), "belongs to no version"),
    "a page missing": (lambda files: zipped({k: v for k, v in files.items() if k != FIRST}), "is missing"),
    "another page under the hash": (added(FIRST, b"other"), "is not the one"),
    "a wrong id": (edited(lambda m: m["versions"][-1].update(id="0" * 64)), "is wrong"),
    "an id that is none": (edited(lambda m: m["versions"][0].update(id="x")), "is not a hash"),
    "a cycle": (edited(cycle), "cycle"),
    "children before parents": (edited(upside_down), "before its parent"),
    "a parent missing": (edited(orphan), "parent of version .* is missing"),
    "a version twice": (edited(lambda m: m["versions"].append(m["versions"][0])), "twice"),
    "no runs": (edited(lambda m: m.update(runs=[])), "no run"),
    "a run of another kind": (edited(first_run(kind="x")), "not readable"),
    "a run with a field more": (edited(first_run(colour="red")), "cannot be read"),
    "a run with a huge seed": (edited(first_run(seed=10**30)), "not readable"),
    "a run at no time": (edited(first_run(at=float("nan"))), "not readable"),
    "a run with half a character": (edited(first_run(model="\ud800")), "not readable"),
    "an origin missing": (edited(lambda m: m["project"].update(origin="0" * 64)), "forked from"),
    "no name": (edited(lambda m: m["project"].update(name="")), "no name"),
    "a newer format": (edited(lambda m: m.update(format=3)), "newer version"),
    "no versions": (edited(lambda m: m.pop("versions")), "cannot be read"),
    "no JSON": (manifest_of(b"{"), "cannot be read"),
    "no text": (manifest_of(b"\xff\xfe\x00"), "cannot be read"),
    "a list": (manifest_of(b"[]"), "cannot be read"),
    "a recorded run of no version": (added("replays/99.gdr", b"GDR"), "made no version"),
    "a recorded run under no number": (added("replays/00.gdr", b"GDR"), "not ours"),
    "bomb, recorded run": (added("replays/0.gdr", b"GDR" + b"\0" * 5_000_000), "unpacks to more than 100 times"),
    "numbers for names": (edited(lambda m: m["versions"][0].update(page=5)), "cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_it_is_refused_and_nothing_changes(store: Store, kind: str) -> None:
    make, reason = BAD[kind]
    good = entries(exported(store, filled(store)))
    before = all_of(store)
    with pytest.raises(StoreError, match=reason) as refusal:
        import_project(store, io.BytesIO(make(good)))
    assert "The project was not imported, and nothing was changed." in str(refusal.value)
    assert len(str(refusal.value)) < 400
    assert all_of(store) == before
    assert store.verify() == []


def test_a_lie_about_the_size_takes_no_memory(store: Store) -> None:
    """The 200 MB behind the claimed 1,000 bytes are never unpacked."""
    data = lying(entries(exported(store, filled(store))))
    tracemalloc.start()
    try:
        with pytest.raises(StoreError):
            import_project(store, io.BytesIO(data))
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_too_many_pages_together_are_refused(store: Store, monkeypatch) -> None:
    data = exported(store, filled(store))
    monkeypatch.setattr(module, "MAX_TOTAL_BYTES", 100)
    with pytest.raises(StoreError, match="more than"):
        import_project(store, io.BytesIO(data))


@pytest.fixture(scope="module")
def sample() -> tuple[Store, bytes]:
    store = Store.in_memory()
    return store, exported(store, filled(store))


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_damage_anywhere_is_refused_or_harmless(sample, data) -> None:
    store, archive = sample
    at = data.draw(st.integers(0, len(archive) - 1))
    if data.draw(st.booleans()):
        damaged = archive[:at]
    else:
        damaged = archive[:at] + bytes([data.draw(st.integers(0, 255))]) + archive[at + 1 :]
    original = store.projects()[-1]
    before = len(store.projects())
    try:
        again = import_project(store, io.BytesIO(damaged))
    except StoreError:
        assert len(store.projects()) == before
    else:  # such as a byte of a date
        assert store.history(again.id) == store.history(original.id)
        store.delete(again.id)


def test_a_page_from_a_file_is_read_as_a_browser_does():
    assert decoded("é".encode()) == decoded("é".encode("utf-8-sig")) == "é"
    assert decoded("é".encode("utf-16")) == decoded("é".encode("windows-1252")) == "é"
