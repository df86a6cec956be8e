"""Many people at one server: `python -m tests.load` prints one JSON line. Sessions are browsers' (`tests.sessions`).

python -m tests.load                         20 sessions, 200 pages, the bundled model
python -m tests.load --toy                   the same over a toy, in two minutes
python -m tests.load --toy --kill 40         meanwhile threads are killed, and the server every 40 seconds or so
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Coroutine
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psutil

from gdiff_core.document.extract import extract_page
from gdiff_core.errors import GdiffError
from gdiff_core.history.store import Store
from tests.conftest import ROOT, free_port
from tests.sessions import BROKEN, Tab, Watched

FAMILIES = [
    a + b for a, b in itertools.product(("Tav", "Quor", "Zel", "Brim", "Osk"), ("rin", "maz", "dun", "fel"))
]
NUMBERS = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"]
WARM = 40
"""Jobs until what is kept of the last ones is full; memory counts from there."""
START_SECONDS = 120


class App:
    """The running app; it can be killed, and comes back at the same address with the same store."""

    def __init__(self, *options: str, **environment: str) -> None:
        self.folder, self.options, self._port = Path(tempfile.mkdtemp()), options, free_port()
        self._environment = environment
        self.url = f"http://127.0.0.1:{self._port}"
        self.started = 0
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.toy_server", str(self._port), *self.options]
        environment = {**os.environ, **self._environment, "GDIFF_DATA": str(self.folder)}
        environment.pop("GDIFF_PEOPLE", None)  # of the tests' own process
        with (self.folder / "log").open("a") as output:
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, env=environment)
        self.process, self.started = psutil.Process(self._process.pid), self.started + 1

    async def ready(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            with suppress(OSError):
                told = await asyncio.to_thread(urllib.request.urlopen, f"{self.url}/healthz", None, 5)
                if json.load(told)["model"] == "ready":
                    return
            await asyncio.sleep(0.3)
        raise TimeoutError(f"The app did not start: {(self.folder / 'log').read_text()[-2000:]}")

    def figure(self, name: str) -> float:
        """One of /metrics."""
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=20) as told:
            lines = told.read().decode().splitlines()
        return float(next(line.split()[-1] for line in lines if line.startswith(f"{name} ")))

    def kill(self) -> None:
        """As the system does when memory runs out."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(20)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)

    def memory(self) -> float:
        """KB that only this process has."""
        return self.process.memory_full_info().uss / 1024


@dataclass
class Seen:
    """What all sessions saw."""

    order: list[str] = field(default_factory=list)
    """Whose job ended, in turn."""
    ends: dict[str, int] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    """Sentences about what went wrong."""
    strangers: list[str] = field(default_factory=list)
    """Names that came to a session that did not ask for them."""
    pages: dict[tuple[str, str], str] = field(default_factory=dict)
    """By project and version, whose name is on it."""
    seconds: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    pictures: int = 0

    def count(self, end: str) -> None:
        self.ends[end] = self.ends.get(end, 0) + 1


Meanwhile = Callable[[App, Seen], Coroutine[None, None, None]]
"""What else happens to the app."""


async def person(app: App, family: str, jobs: int, seen: Seen) -> None:
    """Ask for one page after another until so many are there; whatever breaks, come back and ask again."""
    tab, done = Tab(app.url), 0
    await returned(app, tab)
    while done < jobs:
        name = f"{family} {NUMBERS[done % len(NUMBERS)]}"
        tab.start_anew()
        try:
            await tab.run()
            began = time.monotonic()
            job = await tab.ask(f"A page for a coffee shop called {name}")
            if job is None:
                seen.told += tab.told
                await recover(tab)
                continue
            watched = await tab.watch(job)
            look(watched, family, seen)
            while watched.lost and tab.where.get("job") == job:
                seen.count(f"again ({watched.lost})")
                await returned(
                    app, tab
                )  # at the place where it was; a server that does not know the job says so
                seen.told += tab.told
                watched = await tab.watch(job)
                look(watched, family, seen)
            if watched.lost:
                seen.count("lost")
                continue
            seen.seconds.append(time.monotonic() - began)
            await tab.run()
        except BROKEN:
            seen.count("broken")
            await returned(app, tab)
            seen.told += tab.told
            continue
        end = watched.states[-1]["state"]
        seen.count(end)
        if end == "done":
            seen.order.append(family)
            done += 1
            seen.memory.append(app.memory())
            if "version" in tab.where:
                seen.pages[tab.where["project"], tab.where["version"]] = name
        else:
            seen.told.append(watched.states[-1]["error"])
            await recover(tab)
    await tab.close()


async def returned(app: App, tab: Tab) -> None:
    """Connected again, as a browser does by itself."""
    while True:
        try:
            return await tab.open()
        except BROKEN:  # a time-out is an OSError
            await asyncio.sleep(0.5)


async def recover(tab: Tab) -> None:
    """No model: load it again, as the sidebar offers."""
    if "Load again" in tab.buttons:
        with suppress(*BROKEN):
            await tab.click("Load again")
        await asyncio.sleep(0.5)


def look(watched: Watched, family: str, seen: Seen) -> None:
    """Whether anybody else's name came along."""
    seen.pictures += watched.pictures
    text = "".join(watched.texts)
    seen.strangers += [name for name in FAMILIES if name != family and re.search(rf"\b{name}\b", text)]


async def deaths(app: App, _: Seen, every: float) -> None:
    chance = random.Random(5)
    while True:
        await asyncio.sleep(every * chance.uniform(0.5, 1.5))
        app.kill()
        app.start()


async def crowd(app: App, sessions: int, jobs: int, meanwhile: Meanwhile | None = None) -> tuple[Seen, float]:
    """So many sessions until each has so many pages; what they saw, and the seconds that it took."""
    seen = Seen()
    await app.ready()
    began = time.monotonic()
    other = asyncio.create_task(meanwhile(app, seen)) if meanwhile else None
    await asyncio.gather(*(person(app, family, jobs, seen) for family in FAMILIES[:sessions]))
    if other:
        other.cancel()
    return seen, time.monotonic() - began


def unfair(order: list[str], sessions: int) -> int:
    """Most jobs by which one session was ever ahead of another, as long as all had some to ask for."""
    counts, most, all_of_one = dict.fromkeys(order, 0), 0, max(map(order.count, order))
    for family in order:
        counts[family] += 1
        most = max(most, max(counts.values()) - min(counts.values()))
        if counts[family] == all_of_one:
            break
    assert len(counts) == sessions
    return most


def slope(memory: list[float], warm: int = WARM) -> float | None:
    """KB a job, by least squares."""
    found = memory[warm:]
    return statistics.linear_regression(range(len(found)), found).slope if len(found) > 2 else None


def lost_pages(folder: Path, pages: dict[tuple[str, str], str]) -> list[str]:
    """What the store has not as it was told to its person, and what is wrong with the store itself."""
    with closing(Store(folder)) as store:
        wrong = list(map(str, store.verify()))
        for (project, version), name in pages.items():
            try:
                page = extract_page(store.html(store.version(project, version).page))
                wrong += [] if name in page.title else [f"{name}: {page.title}"]
            except GdiffError as error:
                wrong.append(f"{name}: {error}")
    return wrong


def measured(app: App, sessions: int, jobs: int, meanwhile: Meanwhile | None = None) -> dict:
    """All of it as figures."""
    seen, seconds = asyncio.run(crowd(app, sessions, jobs, meanwhile))
    app.stop()
    per_job = slope(seen.memory) if not meanwhile else None
    return {
        "sessions": sessions,
        "jobs": len(seen.order),
        "ends": seen.ends,
        "seconds": round(seconds, 1),
        "ahead_at_most": unfair(seen.order, sessions),
        "cross_talk": len(seen.strangers),
        "pictures": seen.pictures,
        "seconds_a_job": {
            "median": round(statistics.median(seen.seconds), 1),
            "max": round(max(seen.seconds), 1),
        },
        "memory_mb": [round(value / 1024) for value in seen.memory[:: max(1, len(seen.memory) // 10)]],
        "kb_a_job": per_job and round(per_job, 1),
        "servers": app.started,
        "lost_pages": lost_pages(app.folder, seen.pages),
        "pages_checked": len(seen.pages),
        "told": {text: seen.told.count(text) for text in dict.fromkeys(seen.told)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=200, help="of all together")
    parser.add_argument("--toy", action="store_true", help="a model that takes no time")
    parser.add_argument(
        "--kill", type=float, default=0.0, metavar="SECONDS", help="between two deaths of the server"
    )
    options = parser.parse_args()
    model = ["--named", "--pace", "0.003", "--blocks", "3"] if options.toy else ["--real"]
    dies = ["--dies", "0.1"] if options.kill else []
    app = App(*model, *dies)
    meanwhile = partial(deaths, every=options.kill) if options.kill else None
    found = measured(app, options.sessions, options.jobs // options.sessions, meanwhile)
    print(json.dumps({"model": "toy" if options.toy else "bundled", **found}, ensure_ascii=False))


if __name__ == "__main__":
    main()
