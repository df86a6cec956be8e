"""What watching costs: `python -m tests.bench_live` prints one JSON line. The real app, a toy, Chromium.

Times are seconds; a list holds the single trials.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import BROWSER_ARGS, ROOT, chromium, free_port, serve, wait_ready
from tests.test_chromium import ask, state

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
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output)
    try:
        wait_ready(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def ready(browser: Browser) -> float:
    """From `streamlit run` to a screen whose model has loaded: the bundled one, where its weights are there."""
    port, log = free_port(), Path(tempfile.mkdtemp()) / "log"
    began = time.monotonic()
    process = serve(port, log)
    try:
        wait_ready(f"http://127.0.0.1:{port}", process, log)
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}")
        expect(page.get_by_role("button", name="Settings")).to_be_enabled(timeout=60_000)
        page.close()
        return time.monotonic() - began
    finally:
        process.terminate()
        process.wait(20)


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


def watched_against_headless(
    browser: Browser, fps: float, pairs: int = 5, window: float = 3.0
) -> list[float]:
    """Steps a second with a browser watching, over steps a second without one; paired windows of one run."""
    trace = Path(tempfile.mkdtemp()) / "trace"
    with toy(
        "--pace", "0", "--work", "0.015", "--blocks", "1000", "--fps", str(fps), "--trace", str(trace)
    ) as url:
        page = opened(browser, url)
        ask(page, "A page for Kite")
        state(page, "running")
        address, windows = page.url, []
        for index in range(2 * pairs):
            page.goto("about:blank" if index % 2 else address)
            page.wait_for_timeout(1500)
            began = time.time()
            page.wait_for_timeout(window * 1000)
            windows.append((began, time.time()))
        page.context.close()
    steps = [float(line) for line in trace.read_text().split()]
    rates = [sum(a <= at < b for at in steps) / (b - a) for a, b in windows]
    return [watched / headless for watched, headless in zip(rates[::2], rates[1::2], strict=True)]


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
        for fps in (20, 60):
            found[f"watched_{fps}fps"] = rounded(watched_against_headless(browser, fps))
        browser.close()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
