"""What a checkpoint is told, and how a page goes on, in Chromium over the real loop and tests.obedient.py."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from gdiff_core.engines.task import TASKS
from gdiff_core.history.store import Store, Version
from gdiff_core.ui.onward import STOPPED
from tests.conftest import ROOT, free_port, wait_ready
from tests.toy_server import PAGE

pytestmark = pytest.mark.chromium
expect.set_options(timeout=30_000)

BUDGET = 1024
"""Tokens, each a byte: the page needs two of these."""
WIDTHS = 1366, 390


@pytest.fixture(scope="module")
def obedient(tmp_path_factory) -> Iterator[tuple[str, Store]]:
    """The address of an app whose model writes PAGE, and its store."""
    folder, port = tmp_path_factory.mktemp("told"), free_port()
    command = [sys.executable, "-m", "tests.obedient", str(port), "0.03"]
    with (folder / "log").open("w") as log:
        environment = os.environ | {"GDIFF_DATA": str(folder)}
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=environment)
    wait_ready(f"http://127.0.0.1:{port}", process, folder / "log")
    yield f"http://127.0.0.1:{port}", Store(folder)
    process.terminate()
    process.wait(20)


@pytest.fixture
def opened(browser: Browser, obedient) -> Iterator[Callable[[int], Page]]:
    """Opens the app in a window of some width, with the settings open; fails if its console had errors."""
    errors, contexts = [], []

    def opens(width: int) -> Page:
        contexts.append(browser.new_context(viewport={"width": width, "height": 844}))
        page = contexts[-1].new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(obedient[0])
        page.get_by_role("heading", name="Describe a website").wait_for()
        expect(page.get_by_role("button", name="Settings")).to_be_enabled()
        page.get_by_role("button", name="Settings").click()
        return page

    yield opens
    for context in contexts:
        context.close()
    assert not errors


def budget(page: Page, tokens: int) -> None:
    field = page.get_by_label("Longest page")
    field.fill(str(tokens))
    field.press("Enter")
    page.keyboard.press("Escape")


def ask(page: Page, words: str) -> None:
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(words)
    box.press("Enter")


def state(page: Page, wanted: str) -> None:
    page.locator(f'.view[data-state="{wanted}"]').wait_for()


def newest(store: Store) -> Version:
    project = max(store.projects(), key=lambda project: project.created)
    return store.version(project.id, project.newest)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_task_is_read_changed_and_set_back(opened, width: int) -> None:
    page = opened(width)
    page.get_by_text("What the model is told").click()
    text = page.get_by_label("For a new page")
    expect(text).to_have_value(TASKS["build"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    text.fill("Write one page, in haiku.")
    text.press("Control+Enter")
    back = page.get_by_role("button", name="Set back")
    back.click()
    expect(text).to_have_value(TASKS["build"])
    expect(back).to_have_count(0)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_cut_off_at_the_budget_goes_on_with_a_click(opened, obedient, width: int) -> None:
    page = opened(width)
    budget(page, BUDGET)
    ask(page, "A page for Solstice")
    state(page, "done")
    expect(page.locator(".failure p")).to_contain_text("cut off at the budget")
    cut = newest(obedient[1])
    assert obedient[1].html(cut.page) == PAGE[:BUDGET]
    page.get_by_role("button", name="Go on").click()
    page.locator('[data-figure="state"]', has_text=re.compile("^Done$")).wait_for()
    expect(page.locator(".onward")).to_be_hidden()
    whole = newest(obedient[1])
    assert (whole.parent, whole.run.prompt, whole.run.went_on) == (cut.id, "A page for Solstice", True)
    assert obedient[1].html(whole.page) == PAGE.strip()


def test_a_page_goes_on_after_stop_and_from_history(opened, obedient) -> None:
    page = opened(1366)
    page.keyboard.press("Escape")
    ask(page, "A page for Solstice, stopped")
    page.locator(".source span").first.wait_for()
    page.get_by_role("button", name="Stop").click()
    state(page, "stopped")
    expect(page.locator(".failure p")).to_have_text(STOPPED)
    cut = newest(obedient[1])
    page.get_by_role("button", name="Go on").click()
    state(page, "done")
    whole = newest(obedient[1])
    assert (whole.parent, obedient[1].html(whole.page)) == (cut.id, PAGE.strip())
    page.goto(f"{obedient[0]}/?project={cut.project}&version={cut.id}")
    state(page, "stored")
    expect(page.locator(".failure p")).to_contain_text("has no end")
    page.get_by_role("button", name="Go on").click()
    state(page, "done")
    assert newest(obedient[1]).parent == cut.id
