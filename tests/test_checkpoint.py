"""What a checkpoint is, whether a machine holds it, and why one cannot be had: each fault is made for real."""

import errno
import json
import os
import shutil
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import torch

from gdiff_core import cli
from gdiff_core.diffusion import fit, hub, model
from gdiff_core.diffusion.checkpoint import Checkpoint, inspect
from gdiff_core.diffusion.fit import Card, Machine, limits, measure
from gdiff_core.errors import ModelError
from tests import tiny

GB = 10**9
FULL = Checkpoint("full", {"BF16": 51_640 * GB // 1000}, 25_820_000_000, 262_144, 256, True, True, True)
H100, RTX4090 = Card("H100", 84 * GB, 85 * GB, True), Card("RTX 4090", 25 * GB, 25 * GB, True)
T4 = Card("T4", 60 * GB, 60 * GB, False)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkpoint")
    tiny.save(folder)
    return folder


@pytest.fixture
def broken(checkpoint: Path, tmp_path: Path) -> Path:
    return shutil.copytree(checkpoint, tmp_path / "broken")


# --- what it is ---


def test_the_headers_say_what_the_loaded_model_is(checkpoint: Path) -> None:
    found, loaded = inspect(str(checkpoint)), model.load(str(checkpoint), device="cpu")
    tied = loaded.module.get_input_embeddings().weight.numel()  # may be saved twice
    assert loaded.info.parameters <= found.parameters <= 1.01 * loaded.info.parameters + tied
    assert (found.vocab_size, found.canvas_length) == (loaded.info.vocab_size, loaded.info.canvas_length)
    assert found.has_tokenizer and found.has_template and found.has_vision
    weights = checkpoint / "model.safetensors"
    assert 0.9 * weights.stat().st_size < sum(found.sizes.values()) < weights.stat().st_size


def cut(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])


def point(folder: Path) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 51650000000\n"
    (folder / "model.safetensors").write_text(pointer)


def save_a_login_page(folder: Path) -> None:
    (folder / "model.safetensors").write_text("\n<!DOCTYPE html><html><title>Log in</title></html>")


def save_a_login_page_as_config(folder: Path) -> None:
    (folder / "config.json").write_text("<html><title>Log in</title></html>")


def lose_a_shard(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "model-00001-of-00002.safetensors")
    places = {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": places}))


def cut_a_shard(folder: Path) -> None:
    """The second of two."""
    from safetensors.torch import load_file, save_file

    tensors, places = load_file(folder / "model.safetensors"), {}
    (folder / "model.safetensors").unlink()
    for number, names in enumerate((list(tensors)[::2], list(tensors)[1::2]), 1):
        file = f"model-{number:05}-of-00002.safetensors"
        save_file({name: tensors[name] for name in names}, folder / file, {"format": "pt"})
        places |= dict.fromkeys(names, file)
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": places}))
    shard = folder / "model-00002-of-00002.safetensors"
    shard.write_bytes(shard.read_bytes()[:-1000])


def lose_the_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def zero(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(bytes(1000))


def bring_gguf(folder: Path) -> None:
    (folder / "config.json").unlink()
    (folder / "model-Q4_K_M.gguf").write_bytes(b"GGUF")


def cache_root(folder: Path) -> None:
    inner = folder / "snapshots" / "abc"
    inner.mkdir(parents=True)
    (folder / "config.json").rename(inner / "config.json")


def quantise(method: str):
    def spoil(folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text())
        config["quantization_config"] = {"quant_method": method}
        (folder / "config.json").write_text(json.dumps(config))

    return spoil


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (cut, r"model.safetensors is cut short, \d.* of \d.* are there"),
        (point, "model.safetensors is a Git LFS pointer.*git lfs pull"),
        (save_a_login_page, "model.safetensors is a web page"),
        (save_a_login_page_as_config, "config.json is a web page"),
        (lose_a_shard, "lacks 1 of 2 files of weights, first model-00002-of-00002"),
        (cut_a_shard, r"model-00002-of-00002.safetensors is cut short.*download this one file again"),
        (lose_the_weights, "holds no weights"),
        (zero, "model.safetensors is no file of weights"),
        (bring_gguf, "holds GGUF files"),
        (cache_root, "cache's own folder.*snapshots/abc"),
        (quantise("compressed-tensors"), "is whole, but quantised by compressed-tensors.*vllm serve"),
        (quantise("modelopt"), "ModelOpt.*vllm serve"),
        (quantise("fp8"), "fine-grained FP8.*vllm serve"),
        (quantise("bitsandbytes"), "bitsandbytes.*GDIFF_ENGINE"),
        (quantise("torchao"), "torchao.*GDIFF_ENGINE"),
        (quantise("auto-round"), "AutoRound.*GDIFF_ENGINE"),
        (quantise("none-known"), "none-known.*GDIFF_ENGINE"),
    ],
)
def test_what_is_wrong_with_a_folder_is_said(broken: Path, spoil, reason: str) -> None:
    spoil(broken)
    with pytest.raises(ModelError, match=reason) as caught:
        model.load(str(broken), device="cpu")
    assert "\n" not in str(caught.value)


# --- whether it fits ---


@pytest.mark.parametrize(
    ("cards", "ram", "word", "device"),
    [
        ((H100,), 64, "fits", "cuda:0"),
        ((RTX4090, H100), 64, "fits", "cuda:1"),
        ((RTX4090,) * 3, 8, "fits over cards", "auto"),
        ((RTX4090,), 64, "would spill", "auto"),
        ((RTX4090,), 16, "cannot", "auto"),
        ((), 200, "fits", "cpu"),
        ((), 32, "cannot", "cpu"),
    ],
)
def test_where_the_full_model_goes(cards: tuple[Card, ...], ram: int, word: str, device: str) -> None:
    found = measure(FULL, Machine(cards, ram * GB, ram * GB, 100 * GB))
    assert (found.word, found.device) == (word, device)


def test_nothing_spills_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    here = Machine((RTX4090,), 64 * GB, 64 * GB, 100 * GB)
    shares = limits(here, measure(FULL, here))
    assert shares["cpu"] == 0 and 0 < shares[0] < RTX4090.free
    monkeypatch.setenv(fit.SPILL, "1")
    assert limits(here, measure(FULL, here))["cpu"] == here.ram
    assert limits(here, measure(FULL, Machine((H100,), GB, GB, GB))) is None


def test_a_card_without_bf16_is_named() -> None:
    assert "no bf16" in measure(FULL, Machine((T4,), GB, GB, GB)).says


@pytest.mark.parametrize(("cards", "ram"), [((RTX4090,), 64), ((), 0)])
def test_what_does_not_fit_is_not_loaded(checkpoint: Path, monkeypatch, cards, ram: int) -> None:
    """The full model's size on the tiny one's folder: it is refused before transformers reads a weight."""
    monkeypatch.setattr(model, "inspect", lambda _: FULL)
    monkeypatch.setattr(model, "machine", lambda: Machine(cards, ram * GB, ram * GB, GB))
    monkeypatch.setattr(model, "_load_module", lambda *_: pytest.fail("loaded"))
    with pytest.raises(ModelError, match="does not fit here"):
        model.load(str(checkpoint))


# --- the hub ---


class Hub(BaseHTTPRequestHandler):
    """Answers as the hub does where it refuses: a status, and its own header that says why."""

    status, code, message = 404, "RepoNotFound", ""

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.send_header("X-Error-Code", self.code)
        self.send_header("X-Error-Message", self.message)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET  # noqa: N815 - the name that http.server asks for

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def fake_hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[type[Hub]]:
    class Answers(Hub):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    address = f"http://127.0.0.1:{server.server_port}"
    for name in ("constants.ENDPOINT", "file_download.ENDPOINT", "hf_api.ENDPOINT"):
        monkeypatch.setattr(f"huggingface_hub.{name}", address, raising=False)
    template = address + "/{repo_id}/resolve/{revision}/{filename}"
    for name in ("constants", "file_download"):
        monkeypatch.setattr(f"huggingface_hub.{name}.HUGGINGFACE_CO_URL_TEMPLATE", template, raising=False)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    yield Answers
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "code", "message", "reason"),
    [
        (401, "GatedRepo", "", "asks for its licence.*set HF_TOKEN"),
        (403, "GatedRepo", "", "has not accepted the licence"),
        (404, "RepoNotFound", "", "The hub has no some/model, or it is private"),
        (401, "", "Invalid credentials in Authorization header", "does not take your HF_TOKEN"),
        (403, "", "", "may not read some/model"),
        (429, "", "", r"busy \(429\)"),
        (503, "", "", r"busy \(503\)"),
    ],
)
def test_each_refusal_of_the_hub_has_its_own_words(
    fake_hub, monkeypatch, status, code, message, reason
) -> None:
    fake_hub.status, fake_hub.code, fake_hub.message = status, code, message
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda _: None, raising=False)
    with pytest.raises(ModelError, match=reason):
        hub.fetch("some/model")


def test_a_hub_that_is_not_there(monkeypatch, fake_hub) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match=r"cannot be reached.*HF_HUB_OFFLINE"):
        hub.fetch("some/model")


COMMIT = "0123456789abcdef0123456789abcdef01234567"


def serve(folder: Path) -> type[Hub]:
    """A hub that has one model, some/model, as the hub's API and its file server tell of it."""
    files = {file.name: file.read_bytes() for file in folder.iterdir()}

    class Whole(Hub):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            name = path.rpartition("/")[2]
            if path.startswith("/api/models/some/model/tree/"):
                rows = [{"type": "file", "path": n, "size": len(d), "oid": n} for n, d in files.items()]
                self.answer(json.dumps(rows).encode())
            elif path.startswith("/api/models/some/model"):
                siblings = [{"rfilename": n, "size": len(d)} for n, d in files.items()]
                told = {"id": "some/model", "sha": COMMIT, "siblings": siblings}
                told["safetensors"] = {"parameters": {"F32": 1000}, "total": 1000}
                self.answer(json.dumps(told).encode())
            elif name in files:
                self.answer(files[name], name)
            else:
                self.send_error(404)

        do_HEAD = do_GET  # noqa: N815 - the name that http.server asks for

        def answer(self, data: bytes, etag: str = "") -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            if etag:
                self.send_header("ETag", f'"{etag}"')
                self.send_header("X-Repo-Commit", COMMIT)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(data)

    return Whole


def test_what_was_downloaded_loads_without_network(fake_hub, checkpoint: Path, monkeypatch) -> None:
    whole = serve(checkpoint)
    fake_hub.do_GET, fake_hub.do_HEAD, fake_hub.answer = whole.do_GET, whole.do_HEAD, whole.answer
    assert hub.locate("some/model").parameters == 1000
    told: list[str] = []
    folder = hub.fetch("some/model", told.append)
    assert any(line.startswith("Downloading: ") for line in told)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert hub.fetch("some/model") == folder
    loaded = model.load("some/model", device="cpu")
    assert (loaded.info.name, loaded.info.path) == ("model", "some/model")


def test_a_disk_without_room_is_seen_before_the_download(fake_hub, checkpoint: Path, monkeypatch) -> None:
    whole = serve(checkpoint)
    fake_hub.do_GET, fake_hub.do_HEAD, fake_hub.answer = whole.do_GET, whole.do_HEAD, whole.answer
    monkeypatch.setattr(hub, "room", lambda _: 3999)
    with pytest.raises(ModelError, match=r"takes 4 kB, and .* has 4 kB free: make room"):
        hub.fetch("some/model")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full"),
        (torch.OutOfMemoryError("CUDA out of memory"), "The memory ran out"),
        (MemoryError(), "The memory ran out"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried 1 byte"), "The memory ran out"),
        (
            ImportError("Using a device_map requires accelerate"),
            "The package accelerate 1.* is too old for this .*is whole",
        ),
        (PermissionError(errno.EACCES, "Permission denied", "/cache/blob"), "/cache/blob may not be read"),
        (RuntimeError("first line\nsecond"), r"did not load \(first line\)"),
    ],
)
def test_each_fault_of_the_machine_has_its_own_words(checkpoint: Path, monkeypatch, error, reason) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(model, "_load_module", fail)
    with pytest.raises(ModelError, match=reason) as caught:
        model.load(str(checkpoint), device="cpu")
    assert "\n" not in str(caught.value) and "download" not in str(caught.value)


# --- the doctor ---


def test_the_doctor_says_what_is_there(checkpoint: Path, capsys) -> None:
    assert cli.main(["doctor", "--model", str(checkpoint), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["verdict"] == "fits" and found["GPUs"] == "none" and "kB of F32" in found["weights"]
    assert cli.main(["doctor"]) == 0
    assert "verdict" in capsys.readouterr().out


def test_the_doctor_says_what_is_wrong(broken: Path, capsys) -> None:
    point(broken)
    assert cli.main(["doctor", "--model", str(broken), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["verdict"] == "cannot" and "git lfs pull" in found["says"]


# --- for real, in a process of its own ---


def told_by(*command: str, **environment: str) -> list[str]:
    """The lines that it prints."""
    run = subprocess.run(
        [sys.executable, *command],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )
    return run.stdout.strip().splitlines() or [run.stderr]


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint that takes some memory: 100 MB."""
    from transformers import DiffusionGemmaForBlockDiffusion

    folder, config = tmp_path_factory.mktemp("wide"), tiny.config()
    config.text_config.num_experts, config.text_config.moe_intermediate_size = 64, 2048
    DiffusionGemmaForBlockDiffusion(config).save_pretrained(folder)
    tiny.tokenizer().save_pretrained(folder)
    return folder


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of memory are Linux's")
def test_a_missing_package_and_too_little_memory_are_told(wide: Path) -> None:
    missing, memory = told_by("-m", "tests.faulty_load", "missing", str(wide))
    assert missing.startswith("The package accelerate is missing: run `pip install") and "is whole" in missing
    assert memory.startswith("The memory ran out as")


def test_an_old_package_is_named_and_the_hub_of_the_environment_asked(
    checkpoint: Path, tmp_path: Path, fake_hub
) -> None:
    """A transformers from before this class stands in front of ours."""
    from huggingface_hub import constants

    fake_hub.status, fake_hub.code = 403, "GatedRepo"
    (tmp_path / "transformers").mkdir()
    (tmp_path / "transformers" / "__init__.py").write_text('__version__ = "4.57.0"\n')
    facts = tmp_path / "transformers-4.57.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: transformers\nVersion: 4.57.0\n")
    hub_address = {"HF_ENDPOINT": constants.ENDPOINT, "HF_TOKEN": "hf_none", "HF_HUB_OFFLINE": "0"}
    gated, old = told_by(
        "-m", "tests.faulty_load", "old", str(checkpoint), PYTHONPATH=str(tmp_path), **hub_address
    )
    assert "has not accepted the licence of some/model" in gated
    assert "The package transformers 4.57.0 here is too old for this (cannot import name" in old


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is Linux's")
def test_a_disk_that_fills_up_during_the_download_is_told(
    fake_hub, checkpoint: Path, tmp_path: Path, monkeypatch
) -> None:
    """The system itself says that there is no space: the weights arrive at /dev/full."""
    whole = serve(checkpoint)
    fake_hub.do_GET, fake_hub.do_HEAD, fake_hub.answer = whole.do_GET, whole.do_HEAD, whole.answer
    blobs = tmp_path / "models--some--model" / "blobs"
    blobs.mkdir(parents=True)
    monkeypatch.setattr("huggingface_hub.file_download.uuid.uuid4", lambda: uuid.UUID(int=0))
    (blobs / "model.safetensors.00000000.incomplete").symlink_to("/dev/full")
    with pytest.raises(
        ModelError,
        match=r"The disk is full: make room, or set HF_HOME .* Files that have arrived whole are kept",
    ):
        hub.fetch("some/model")


def test_a_download_can_be_stopped(fake_hub, checkpoint: Path) -> None:
    class Stop(BaseException):
        pass

    whole = serve(checkpoint)
    fake_hub.do_GET, fake_hub.do_HEAD, fake_hub.answer = whole.do_GET, whole.do_HEAD, whole.answer

    def report(line: str) -> None:
        raise Stop

    with pytest.raises(Stop):
        hub.fetch("some/model", report)


def test_reading_the_weights_is_told_and_can_be_stopped(checkpoint: Path) -> None:
    class Stop(BaseException):
        pass

    told: list[str] = []

    def report(line: str) -> None:
        told.append(line)
        if line == "Reading the weights: 50 %":
            raise Stop

    with pytest.raises(Stop):
        model.load(str(checkpoint), device="cpu", report=report)
    assert told[:2] == [told[0], "Reading the weights: 0 %"] and len(told) > 3
