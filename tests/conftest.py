"""One running app and one browser a session; every test gets a browser context of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BUNDLED = ROOT / "gdiff_core" / "nano" / "weights" / "config.json"
BROWSER_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
BROWSER_ARGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
READY_SECONDS = 120


def chromium() -> str:
    """Where the system has its Chromium."""
    found = [
        path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))
    ]
    if not found:
        pytest.fail("There is no Chromium: install the package chromium, then run the tests again.")
    return found[0]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(port: int, log: Path, **variables: str) -> subprocess.Popen:
    """Start the app with the bundled model; without weights a toy stands in, and the log says so."""
    app = ["streamlit", "run", "streamlit_app.py", "--server.headless", "true", "--server.port", str(port)]
    command = app if BUNDLED.exists() else ["tests.toy_server", str(port), "--pace", "0.05"]
    # To a file: a full pipe would block the server.
    with log.open("w") as output:
        environment = server_environment(log.parent) | variables
        return subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, stdout=output, stderr=output, env=environment
        )


def server_environment(data: Path) -> dict[str, str]:
    """That of an app over the bundled model, with its store in a folder of its own."""
    taken = ("GDIFF_MODEL_PATH", "GDIFF_PEOPLE")
    environment = {key: value for key, value in os.environ.items() if key not in taken}
    # The bundled model is done too soon to be watched, stopped or queued behind.
    return {"GDIFF_PACE": "0.4"} | environment | {"GDIFF_DATA": str(data)}


def wait_ready(url: str, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            return urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).close()
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The app did not start:\n{log.read_text()}")


@contextmanager
def running_app(folder: Path, **variables: str) -> Iterator[str]:
    """The address of an app of one's own, as long as it is needed."""
    log, port = folder / "log", free_port()
    with answering(serve(port, log, **variables), port, log) as address:
        yield address


@contextmanager
def answering(process: subprocess.Popen, port: int, log: Path) -> Iterator[str]:
    """The address of an app that was started, once it answers; it ends with the block."""
    try:
        wait_ready(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(autouse=True)
def one_person(monkeypatch) -> None:
    """No browser, no door: who uses AppTest is whoever everybody is."""
    monkeypatch.setenv("GDIFF_PEOPLE", "one")


@pytest.fixture(autouse=True)
def navigation(monkeypatch) -> None:
    """AppTest takes a folder `pages` for the old kind of app, and would run its files past streamlit_app.py."""
    manager = sys.modules.get("streamlit.runtime.pages_manager")
    if manager:
        usual = manager.PagesManager.__init__

        def start(self, *args: object, **options: object) -> None:
            usual(self, *args, **options)
            manager.PagesManager.uses_pages_directory = False

        monkeypatch.setattr(manager.PagesManager, "__init__", start)


@pytest.fixture(scope="session")
def server_folder(tmp_path_factory) -> Path:
    """Where the running app keeps its store."""
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="session")
def server(server_folder) -> Iterator[str]:
    """The address of the running app."""
    with running_app(server_folder) as address:
        yield address


@pytest.fixture(scope="session")
def quick_server(tmp_path_factory) -> Iterator[str]:
    """As `server`, but no pass is held up to be seen: for modules that only look at what comes of a run."""
    with running_app(tmp_path_factory.mktemp("quick"), GDIFF_PACE="0") as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    """Chromium from the system's packages, headless."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=BROWSER_ARGS)
        yield launched
        launched.close()


def further(page, screen: str) -> None:
    """Go to a screen that the bar has no room for."""
    from playwright.sync_api import Error

    link = page.get_by_role("link", name=screen, exact=True)
    for _ in range(3):  # a run that ends just then closes it
        page.locator(".st-key-top-bar").get_by_test_id("stPopoverButton").click()
        with suppress(Error):
            return link.click(timeout=10_000)
    pytest.fail(f"{screen} is not in the popover.")


@pytest.fixture
def open_tab(browser, server) -> Iterator[Callable]:
    """Opens the app in a context of its own, ready to type; fails if a console had errors."""
    errors, contexts = [], []

    def opened(address: str = server, **options):
        contexts.append(browser.new_context(viewport={"width": 1366, "height": 768}, **options))
        page = contexts[-1].new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        page.get_by_role("heading", name="Describe a website").wait_for()
        page.locator(".view").wait_for(state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not errors
