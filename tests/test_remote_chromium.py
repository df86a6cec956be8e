"""In Chromium: a server is chosen and tried, a page of it is watched, and it is lost and found again."""

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import free_port, serve, wait_ready
from tests.scripted_server import PAGE, Scripted, chunk, running, sse
from tests.test_chromium import ask, in_preview, state

pytestmark = pytest.mark.chromium

SOON = 30_000


@pytest.fixture
def tab(browser, tmp_path):
    """An app of its own, as all of it changes with the engine."""
    port, log = free_port(), tmp_path / "log"
    process = serve(port, log)
    wait_ready(f"http://127.0.0.1:{port}", process, log)
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"http://127.0.0.1:{port}")
    page.get_by_role("heading", name="Describe a website").wait_for()
    yield page
    context.close()
    process.terminate()
    process.wait(20)


def sidebar(page: Page):
    if (opener := page.get_by_test_id("stExpandSidebarButton")).is_visible():
        opener.click()
    return page.get_by_test_id("stSidebar")


def choose(page: Page, address: str) -> None:
    bar = sidebar(page)
    bar.get_by_text("million parameters").or_(bar.get_by_test_id("stAlert")).first.wait_for()
    bar.get_by_role("button", name="Another model").click()
    page.get_by_role("radio", name="Server").click()
    box = page.get_by_role("textbox", name="Address")
    box.fill(address)
    box.press("Enter")
    page.get_by_text("Any server that speaks the OpenAI protocol").wait_for()
    page.get_by_role("button", name="Use it").click()


def test_a_server_is_chosen_watched_lost_and_found(tab, tmp_path):
    port, scripted = free_port(), Scripted()
    pieces = [sse(chunk(PAGE[at : at + 20])) for at in range(0, len(PAGE), 20)]
    scripted.answers = [lambda: scripted.stream([*pieces, sse(chunk(finish="stop")), sse("[DONE]")])]

    choose(tab, f"http://127.0.0.1:{port}/v1")
    alert = sidebar(tab).get_by_test_id("stAlert")
    expect(alert).to_contain_text("cannot be reached: check that it runs", timeout=SOON)

    with running(scripted.app(), port):
        sidebar(tab).get_by_role("button", name="Load again").click()
        bar = sidebar(tab)
        expect(bar).to_contain_text("kite", timeout=SOON)
        expect(bar).to_contain_text(f"127.0.0.1:{port}", timeout=SOON)
        expect(bar).to_contain_text("It sends no drafts: text is shown as it comes.", timeout=SOON)
        tab.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
        scripted.answers = [lambda: scripted.stream([*pieces[:5], *[b": wait\n\n"] * 6000], pause=0.1)]
        ask(tab, "A page for Kite")
        state(tab, "running")
        expect(tab.locator(".undrafted")).to_be_visible(timeout=SOON)
        expect(tab.locator(".grid")).to_be_hidden(timeout=SOON)
        expect(tab.locator(".source")).to_contain_text("<title>Kite</title>", timeout=SOON)
        assert in_preview(tab, "document.title") == "Kite"
        tab.screenshot(path=tmp_path / "watched.png")

    state(tab, "failed")
    expect(tab.locator(".failure")).to_contain_text("was lost in the middle of its answer", timeout=SOON)
    expect(tab.locator(".source")).to_contain_text("<title>Kite</title>", timeout=SOON)
    tab.screenshot(path=tmp_path / "lost.png")

    scripted.answers = [lambda: scripted.stream([*pieces, sse(chunk(finish="stop")), sse("[DONE]")])]
    with running(scripted.app(), port):
        tab.get_by_role("button", name="Try again").click()
        state(tab, "done")
        assert in_preview(tab, "document.querySelector('h1').innerText") == "Kite"
        tab.screenshot(path=tmp_path / "found.png")
