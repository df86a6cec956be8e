"""In Chromium: settings are measured, two ways race, and many texts are rewritten by a server."""

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import free_port, further, serve, wait_ready
from tests.scripted_server import Scripted, refusal, running, whole

pytestmark = pytest.mark.chromium

LONG = 120_000


def fill(page: Page, name: str, text: str) -> None:
    box = page.get_by_role("textbox", name=name, exact=True)
    box.fill(text)
    box.blur()


def test_the_lab_measures_and_races_and_finds_what_it_measured(open_tab):
    page = open_tab()
    page.set_default_timeout(60_000)
    further(page, "Lab")
    fill(page, "Steps", "2, four")
    page.get_by_role("button", name="Measure").click()
    expect(page.get_by_test_id("stAlert")).to_contain_text("use numbers with commas")
    fill(page, "Steps", "1, 2")
    fill(page, "Entropy bound", "0.5")
    fill(page, "Requests, one a line", "A page for Kite, a bakery")
    page.get_by_role("button", name="Measure").click()
    page.get_by_role("button", name="Download the table").wait_for(timeout=LONG)
    expect(page.get_by_test_id("stVegaLiteChart")).to_be_visible()
    page.get_by_role("button", name="Stop").wait_for(state="detached", timeout=LONG)
    page.get_by_role("link", name="History").click()
    page.get_by_role("button", name="Download the table").wait_for(state="detached")
    further(page, "Lab")
    page.get_by_role("button", name="Download the table").wait_for()

    page.get_by_test_id("stMain").get_by_text("Race", exact=True).click()
    page.get_by_role("button", name="Start").click()
    lanes = page.locator(".lane")
    for lane in (lanes.nth(0), lanes.nth(1)):
        expect(lane.locator(".typed")).to_contain_text("<!doctype html>", timeout=LONG)
    expect(lanes.nth(1)).to_have_attribute("data-state", "running")
    page.get_by_role("button", name="Stop").wait_for(state="detached", timeout=LONG)
    expect(lanes.nth(0)).to_have_attribute("data-state", "over")
    expect(lanes.nth(0).locator(".typed")).to_contain_text("</html>")
    further(page, "Rewrite")
    expect(page.get_by_test_id("stMain")).to_contain_text("cannot rewrite texts")


@pytest.fixture
def loud(browser, tmp_path, monkeypatch):
    """An app over a server that says every text in capitals; one of them it refuses."""
    scripted, port, engine = Scripted(), free_port(), free_port()

    def answer():
        text = scripted.asked[-1]["messages"][-1]["content"]
        return refusal(400, "I refuse")() if text == "bad" else scripted.stream(whole(text.upper()))

    scripted.answers = [answer]
    monkeypatch.setenv("GDIFF_ENGINE", f"http://127.0.0.1:{engine}/v1")
    with running(scripted.app(), engine):
        process = serve(port, tmp_path / "log")
        wait_ready(f"http://127.0.0.1:{port}", process, tmp_path / "log")
        context = browser.new_context(viewport={"width": 1366, "height": 900})
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"http://127.0.0.1:{port}/rewrite")
        yield page
        context.close()
        process.terminate()
        process.wait(20)


def test_lines_are_rewritten_and_downloaded(loud, tmp_path):
    fill(loud, "One text a line", "warm bread\nbad\n\ncold milk")
    fill(loud, "What to do with each", "louder")
    loud.get_by_test_id("stBaseButton-primary").click()
    loud.get_by_text("1 of 3 with a problem").wait_for()
    loud.get_by_role("button", name="Stop").wait_for(state="detached")
    with loud.expect_download() as told:
        loud.get_by_role("button", name="Download the table").click()
    rows = told.value.path().read_text("utf-8-sig").splitlines()
    assert rows[1] == "warm bread,WARM BREAD," and rows[3] == "cold milk,COLD MILK,"
    assert rows[2].startswith("bad,,") and "refuse" in rows[2]
    file = tmp_path / "in.csv"
    file.write_bytes("no;wörter\n1;süß\n".encode("cp1252"))
    loud.get_by_test_id("stMain").get_by_text("Open a file", exact=True).click()
    loud.locator("input[type=file]").set_input_files(file)
    loud.get_by_text("1 texts, read as cp1252").wait_for()
