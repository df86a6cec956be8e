"""The app behind nginx, with the very lines of docs/deploy.md: under a path, over TLS, whatever name it is asked by."""

import re
import shutil
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.conftest import ROOT, free_port, server_environment, wait_ready
from tests.test_chromium import LONG, ask, slow_down

pytestmark = pytest.mark.chromium

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
LOCATION = re.search(r"```nginx\n(.*?)```", (ROOT / "docs" / "deploy.md").read_text("utf-8"), re.S)[1]


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Iterator[int]:
    """The port of the app, served under /pages."""
    folder, port = tmp_path_factory.mktemp("app"), free_port()
    log = folder / "log"
    options = ["--server.headless", "true", "--server.port", str(port), "--server.baseUrlPath", "pages"]
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", *options],
            cwd=ROOT,
            stdout=output,
            stderr=output,
            env=server_environment(folder),
        )
    wait_ready(f"http://127.0.0.1:{port}/pages", process, log)
    yield port
    process.terminate()
    process.wait(20)


@pytest.fixture
def behind(app: int, tmp_path: Path) -> Iterator:
    """Starts nginx over TLS in front of the app, its location as documented or otherwise; gives the address."""
    if not NGINX:
        pytest.fail("There is no nginx: install the package nginx-light, then run the tests again.")
    started: list[subprocess.Popen] = []
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"],
            *["-subj", "/CN=localhost", "-keyout", key, "-out", certificate],
        ],
        check=True,
        capture_output=True,
    )

    def start(location: str = LOCATION) -> str:
        port = free_port()
        config = tmp_path / "nginx.conf"
        config.write_text(
            textwrap.dedent(f"""
                daemon off; pid {tmp_path}/pid; error_log {tmp_path}/errors;
                events {{}}
                http {{
                    access_log off;
                    client_body_temp_path {tmp_path}/body; proxy_temp_path {tmp_path}/proxy;
                    fastcgi_temp_path {tmp_path}/f; uwsgi_temp_path {tmp_path}/u; scgi_temp_path {tmp_path}/s;
                    server {{
                        listen 127.0.0.1:{port} ssl;
                        ssl_certificate {certificate}; ssl_certificate_key {key};
                        {location.replace("127.0.0.1:8501", f"127.0.0.1:{app}")}
                    }}
                }}""")
        )
        errors = str(tmp_path / "errors")
        started.append(subprocess.Popen([NGINX, "-p", str(tmp_path), "-e", errors, "-c", str(config)]))
        wait_open(port)
        return f"https://localhost:{port}/pages/"

    yield start
    for process in started:
        process.terminate()
        process.wait(10)


def wait_open(port: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    pytest.fail("nginx did not start")


def without(*names: str) -> str:
    return "".join(line for line in LOCATION.splitlines(True) if not any(name in line for name in names))


@pytest.mark.parametrize(
    ("location", "live"),
    [
        (LOCATION, True),
        (without(" Host "), True),  # asked by the upstream's name
        (LOCATION.replace("1h", "5s"), True),
        (LOCATION.replace("location", "location /pages/live/ { return 404; }\n    location"), False),
    ],
    ids=["as documented", "host rewritten", "short time-outs", "no second WebSocket"],
)
def test_the_canvas_moves_behind_a_proxy(browser, behind, location: str, live: bool) -> None:
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    sockets: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda _: sockets.append(socket.url)))
    page.goto(behind(location), wait_until="commit")
    page.locator(".view").wait_for(state="attached", timeout=60_000)
    slow_down(page, steps="16", heat="0.6")  # for some 14 seconds: longer than the short time-outs
    ask(page, LONG)
    pictures = set()
    while page.locator(".view").get_attribute("data-state") != "done":
        pictures.add(page.locator(".grid").inner_text())
        page.wait_for_timeout(50)
    assert len(pictures) > 3
    assert any("/pages/live/" in url for url in sockets) == live
    context.close()
