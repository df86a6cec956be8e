"""`python -m tests.bench_history`: how long History takes to open with 10,000 versions, as one JSON line."""

import argparse
import json
import random
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

from playwright.sync_api import sync_playwright

from gdiff_core.history.store import RunInfo, Store
from tests.conftest import BROWSER_ARGS, chromium, free_port, serve, wait_ready
from tests.toy_server import PAGE


def fill(folder: Path, count: int) -> tuple[str, list[float]]:
    """A project with some branches; its id, and the seconds that each save took."""
    draw, ids, took = random.Random(1), [], []
    with closing(Store(folder)) as store:
        project = store.create("Many versions").id
        for number in range(count):
            parent = draw.choice(ids[-20:]) if draw.random() < 0.2 and ids else ids[-1] if ids else None
            run = RunInfo(draw.choice(["hand", "tweak"]), json.dumps({"prompt": f"Change number {number}"}))
            html = PAGE.replace("Open from seven", f"Open from {number}")
            began = time.perf_counter()
            ids.append(store.save(project, html, run, parent=parent).id)
            took.append(time.perf_counter() - began)
    return project, took


def open_history(url: str, project: str, times: int) -> tuple[list[float], list[float]]:
    """Seconds from the click to the list, and to the page shown large."""
    listed, shown = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=BROWSER_ARGS)
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        for _ in range(times):
            page.goto(f"{url}/?project={project}")
            page.locator(".stage iframe").first.wait_for()
            page.wait_for_timeout(2000)  # the screen before is at rest
            began = time.perf_counter()
            page.get_by_role("link", name="History").click()
            page.locator(".rows li").nth(19).wait_for()
            listed.append(time.perf_counter() - began)
            page.frame_locator(".sides figure:first-child iframe").locator("h1").wait_for()
            shown.append(time.perf_counter() - began)
        browser.close()
    return listed, shown


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--versions", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project, saves = fill(Path(folder), options.versions)
        log, port = Path(folder) / "log", free_port()
        process = serve(port, log)
        try:
            wait_ready(f"http://127.0.0.1:{port}", process, log)
            listed, shown = open_history(f"http://127.0.0.1:{port}", project, options.times)
        finally:
            process.terminate()
            process.wait(20)
    figures = {
        "versions": options.versions,
        "save_ms": round(1000 * statistics.median(saves), 2),
        "save_ms_99": round(1000 * statistics.quantiles(saves, n=100)[-1], 2),
        "list_s": [round(seconds, 2) for seconds in sorted(listed)],
        "page_s": [round(seconds, 2) for seconds in sorted(shown)],
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
