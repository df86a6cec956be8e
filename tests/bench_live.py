"""What watching costs: `python -m tests.bench_live` prints one JSON line. The real app, a toy, Chromium.

Times are seconds; a list holds the single trials.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.conftest import BROWSER_ARGS, ROOT, answering, chromium, free_port, running_app
from tests.test_chromium import ask, state

STEPS_OF_15_MS = ("--pace", "0", "--work", "0.015", "--blocks", "100000")
WATCHED = {
    "watched_toy": STEPS_OF_15_MS,
    "watched_toy_60fps": (*STEPS_OF_15_MS, "--fps", "60"),
    "watched_bundled": ("--endless",),
}
"""What `tests.toy_server` is told; pictures come as often as the app finds right, unless it says otherwise."""

WATCH = """grid => {
    window.paints = [];
    let before = "";
    const look = (now) => {
        if (grid.textContent !== before) window.paints.push(now);
        before = grid.textContent;
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""


@contextmanager
def toy(*options: str) -> Iterator[str]:
    """The address of the app over a toy."""
    port, log = free_port(), Path(tempfile.mkdtemp()) / "log"
    command = [sys.executable, "-m", "tests.toy_server", str(port), *options]
    environment = {**os.environ, "GDIFF_DATA": str(log.parent)}
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, env=environment)
    with answering(process, port, log) as address:
        yield address


def ready(browser: Browser) -> float:
    """From `streamlit run` to a screen whose model has loaded: the bundled one, where its weights are there."""
    began = time.monotonic()
    with running_app(Path(tempfile.mkdtemp())) as address:
        page = browser.new_page()
        page.goto(address)
        expect(page.get_by_role("button", name="Settings")).to_be_enabled(timeout=60_000)
        page.close()
        return time.monotonic() - began


def opened(browser: Browser, url: str) -> Page:
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.goto(url)
    page.get_by_role("heading", name="Describe a website").wait_for()
    page.locator(".view").wait_for(state="attached")
    page.wait_for_timeout(1000)
    return page


def first_frame(browser: Browser, url: str) -> float:
    """From Enter to the first painted canvas."""
    page = opened(browser, url)
    page.get_by_test_id("stChatInputTextArea").fill("A page for Kite")
    page.locator(".grid").evaluate(WATCH)
    page.evaluate("addEventListener('keydown', () => (window.entered = performance.now()), {capture: true})")
    page.keyboard.press("Enter")
    page.wait_for_function("window.paints.length > 0")
    seconds = page.evaluate("(window.paints[0] - window.entered) / 1000")
    page.context.close()
    return seconds


def painted_per_second(browser: Browser, url: str) -> float:
    """Different canvases painted a second over one whole run."""
    page = opened(browser, url)
    page.locator(".grid").evaluate(WATCH)
    ask(page, "A page for Kite")
    state(page, "done")
    paints = page.evaluate("window.paints")
    page.context.close()
    return (len(paints) - 1) / (paints[-1] - paints[0]) * 1000


def stop_latency(browser: Browser, url: str) -> float:
    """From a click on Stop to the screen that says stopped."""
    page = opened(browser, url)
    ask(page, "A page for Kite")
    state(page, "running")
    page.wait_for_timeout(700)
    seconds = page.evaluate(
        """() => new Promise(resolve => {
            const find = (root, what) => {
                for (const e of root.querySelectorAll("*")) {
                    if (e.matches(what)) return e;
                    const found = e.shadowRoot && find(e.shadowRoot, what);
                    if (found) return found;
                }
            };
            const view = find(document, ".view");
            const began = performance.now();
            const told = new MutationObserver(() => {
                if (view.dataset.state === "stopped") resolve((performance.now() - began) / 1000);
            });
            told.observe(view, {attributes: true});
            view.querySelector(".stop").click();
        })"""
    )
    page.context.close()
    return seconds


class Unattended:
    """A browser that nobody drives while it looks on: to tell a driver of every message costs a third more."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright, self._port = playwright, free_port()
        # Without a graphics card scrollbars cost a third of a picture more. Playwright hides them too.
        options = [
            "--headless",
            "--hide-scrollbars",
            "--disable-back-forward-cache",
            "--window-size=1366,855",
            *BROWSER_ARGS,
        ]
        options += [f"--remote-debugging-port={self._port}", f"--user-data-dir={tempfile.mkdtemp()}"]
        output = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([chromium(), *options, "about:blank"], **output)

    def open(self, url: str) -> str:
        """The id of a new tab."""
        return json.loads(self._ask("PUT", f"new?{quote(url, safe='')}"))["id"]

    def close(self, tab: str) -> None:
        self._ask("GET", f"close/{tab}")

    @contextmanager
    def driven(self, url: str) -> Iterator[Page]:
        """The tab that is there, driven for once."""
        self._ask("GET", "version")
        browser = self._playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{self._port}")
        yield next(page for page in browser.contexts[0].pages if page.url == url)
        browser.close()  # the connection only

    def _ask(self, method: str, what: str, seconds: float = 20) -> bytes:
        request = urllib.request.Request(f"http://127.0.0.1:{self._port}/json/{what}", method=method)
        end = time.monotonic() + seconds
        while True:
            try:
                with urllib.request.urlopen(request, timeout=5) as answer:
                    return answer.read()
            except OSError:  # it has only just been started
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)


@contextmanager
def running(playwright: Playwright, url: str) -> Iterator[tuple[Unattended, str]]:
    """A browser, and the address of a generation that was asked for in it and goes on."""
    browser = Unattended(playwright)
    try:
        with browser.driven("about:blank") as page:
            page.goto(url)
            expect(page.get_by_role("button", name="Settings")).to_be_enabled(timeout=60_000)
            page.locator(".view").wait_for(state="attached")
            ask(page, "A page for Kite, a coffee shop")
            state(page, "running")
            address = page.url
            page.goto("about:blank")
        yield browser, address
    finally:
        browser.process.terminate()
        browser.process.wait(20)


def watched_against_headless(
    playwright: Playwright, *options: str, pairs: int = 7, window: float = 3.0
) -> list[float]:
    """Steps a second with a browser watching, over steps a second without one: paired windows of one run."""
    trace, windows = Path(tempfile.mkdtemp()) / "trace", []
    with (
        toy(*options, "--trace", str(trace)) as url,
        running(playwright, url) as (browser, address),
    ):
        for index in range(pairs):
            tab = browser.open(address)
            windows.append(timed(window, settle=2.5))
            if index == pairs - 1:
                with browser.driven(address) as page:
                    state(page, "running")
                    expect(page.locator("[data-figure=step]")).to_contain_text(" of ")
            browser.close(tab)
            windows.append(timed(window, settle=0.5))
    steps = [float(line) for line in trace.read_text().split()]
    rates = [sum(a <= at < b for at in steps) / (b - a) for a, b in windows]
    return [watched / headless for watched, headless in zip(rates[::2], rates[1::2], strict=True)]


def timed(window: float, settle: float) -> tuple[float, float]:
    """Begin and end of a quiet time."""
    time.sleep(settle)
    began = time.time()
    time.sleep(window)
    return began, time.time()


def rounded(values: list[float]) -> dict:
    return {"median": round(statistics.median(values), 3), "trials": [round(value, 3) for value in values]}


def main() -> None:
    found: dict[str, dict] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=BROWSER_ARGS)
        found["ready"] = rounded([ready(browser) for _ in range(3)])
        with toy("--pace", str(1 / 60), "--fps", "60") as url:
            found["first_frame"] = rounded([first_frame(browser, url) for _ in range(5)])
            found["painted_per_second"] = rounded([painted_per_second(browser, url) for _ in range(5)])
            found["stop"] = rounded([stop_latency(browser, url) for _ in range(5)])
        browser.close()
        for name, options in WATCHED.items():
            found[name] = rounded(watched_against_headless(playwright, *options))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
