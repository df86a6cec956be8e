"""mlx-vlm's own server over the bundled weights, in the environment that `make test` makes for it."""

import json
import os
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file

from tests.conftest import BUNDLED, ROOT

MLX = ROOT / ".venv" / "mlx" / "bin" / "python"
READY_SECONDS = 120
_CONTENT = "message['content'] | trim"
_ANY_CONTENT = (
    "(message['content'] if message['content'] is string else message['content'][0]['text']) | trim"
)


def require_mlx() -> None:
    """Skip where the platform has no wheel, as `make test` has found out."""
    if MLX.exists():
        return
    if (ROOT / ".venv" / ".mlx").exists():
        pytest.skip("mlx-vlm has no wheel for this machine")
    pytest.fail("There is no mlx-vlm: `make test` installs it into an environment of its own.")


def weights(folder: Path) -> Path:
    """The bundled model as mlx-vlm takes it: in fp32, and with a template that knows a message in parts."""
    folder.mkdir()
    for file in BUNDLED.parent.iterdir():
        if file.suffix in (".json", ".jinja"):
            shutil.copy(file, folder)
    tensors = {
        name: tensor.float() for name, tensor in load_file(BUNDLED.with_name("model.safetensors")).items()
    }
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    config = folder / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"dtype": "float32"}))
    template = folder / "chat_template.jinja"
    template.write_text(template.read_text().replace(_CONTENT, _ANY_CONTENT))
    return folder


def serve(folder: Path, port: int, log: Path) -> subprocess.Popen:
    """Start it, and wait until it answers."""
    command = [MLX, "-m", "mlx_vlm.server", "--model", folder, "--host", "127.0.0.1", "--port", str(port)]
    with log.open("a") as output:
        process = subprocess.Popen(
            [*map(str, command)],
            cwd=folder,
            stdout=output,
            stderr=output,
            env=os.environ | {"HF_HUB_OFFLINE": "1"},
        )
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1).close()
            return process
        except OSError:
            time.sleep(0.1)
    process.kill()
    pytest.fail(f"mlx-vlm did not start:\n{log.read_text()}")
