"""The Playground in Chromium: a conversation and holes over a tiny checkpoint; what the bundled model says."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests import tiny
from tests.conftest import ROOT, free_port, further, server_environment, wait_ready
from tests.test_pictures import picture

pytestmark = pytest.mark.chromium

SOON = 60_000


@pytest.fixture(scope="module")
def url(tmp_path_factory) -> Iterator[str]:
    """The address of an app over a checkpoint that sees, knows nothing, and so may be asked anything."""
    folder, port = tmp_path_factory.mktemp("tiny"), free_port()
    log, command = folder / "log", ["streamlit", "run", "streamlit_app.py", "--server.headless", "true"]
    environment = server_environment(folder) | {
        "GDIFF_MODEL_PATH": str(tiny.save(folder / "checkpoint", tiny.seeing()))
    }
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command, "--server.port", str(port)],
            cwd=ROOT, stdout=output, stderr=output, env=environment,
        )  # fmt: skip
    wait_ready(f"http://127.0.0.1:{port}", process, log)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


@pytest.fixture
def tab(browser, url) -> Iterator[Page]:
    errors: list[str] = []
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    page = context.new_page()
    page.set_default_timeout(SOON)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(url)
    further(page, "Playground")
    yield page
    context.close()
    assert not errors


def say(page: Page, words: str) -> None:
    box = page.get_by_test_id("stChatInputTextArea")
    expect(box).to_be_enabled()
    box.fill(words)
    box.press("Enter")


def briefly(page: Page) -> None:
    """One block an answer: what knows nothing finds no end."""
    page.get_by_role("button", name="Settings").click()
    most = page.get_by_role("spinbutton", name="max_new_tokens")
    most.fill("32")
    most.press("Enter")
    page.keyboard.press("Escape")


def answers(page: Page, count: int) -> None:
    expect(page.get_by_role("button", name="Watch it again")).to_have_count(count, timeout=SOON)


def test_a_conversation_is_watched_told_kept_over_a_reload_and_watched_again(tab):
    briefly(tab)
    say(tab, "Hello, *you*")
    tab.locator(".view[data-mode=text] .grid .redrawn").first.wait_for()
    expect(tab.locator(".answer .draft")).not_to_be_empty()
    answers(tab, 1)
    expect(tab.get_by_text("passes over 1 block")).to_be_visible()
    say(tab, "And then?")
    answers(tab, 2)
    tab.reload()
    answers(tab, 2)
    expect(tab.get_by_text("Hello, *you*")).to_be_visible()
    tab.get_by_role("button", name="Watch it again").first.click()
    slider = tab.get_by_role("slider", name="Step of the run")
    slider.press("Home")
    expect(tab.locator(".player .position")).to_contain_text("Step 1 of ")
    expect(tab.locator(".player .preview")).to_be_hidden()
    tab.get_by_role("link", name="History").click()
    expect(tab.get_by_text("Which project?").or_(tab.get_by_text("Nothing here yet")).first).to_be_visible()
    further(tab, "Playground")
    tab.get_by_role("button", name="New conversation").click()
    expect(tab.get_by_role("heading", name="Say something")).to_be_visible()


def test_a_picture_is_shown_with_its_words_and_what_is_none_is_named(tab):
    def show(name: str, data: bytes, words: str) -> None:
        expect(tab.get_by_test_id("stChatInputTextArea")).to_be_enabled()
        chosen = {"name": name, "mimeType": "image/png", "buffer": data}
        tab.get_by_test_id("stChatInput").locator("input[type=file]").set_input_files(chosen)
        tab.get_by_test_id("stChatInput").get_by_text(name).wait_for()
        tab.get_by_test_id("stChatInputTextArea").fill(words)
        expect(tab.get_by_role("progressbar")).to_have_count(0)
        tab.get_by_role("button", name="Send message").click()

    briefly(tab)
    show("cat.png", b"no picture", "What is this?")
    expect(tab.get_by_text("cat.png is no picture that can be read here")).to_be_visible(timeout=SOON)
    show("red.png", picture("red").data, "And this?")
    answers(tab, 1)
    expect(tab.get_by_test_id("stChatMessage").first.get_by_role("img")).to_be_visible()


def test_too_long_a_system_prompt_is_named_and_the_message_stays_in_the_box(tab):
    tab.get_by_role("button", name="System prompt").click()
    prompt = tab.get_by_label("What the model is told before the conversation")
    prompt.fill("x" * 50_000)
    prompt.press("Control+Enter")
    tab.keyboard.press("Escape")
    say(tab, "Hi")
    expect(tab.get_by_text("The system prompt has 50,000 characters")).to_be_visible()
    expect(tab.get_by_test_id("stChatInputTextArea")).to_have_value("Hi")


def test_holes_are_filled_and_every_length_is_told(tab):
    tab.get_by_text("Fill holes", exact=True).click()
    box = tab.get_by_label("Text with holes")
    box.fill("whole")
    tab.get_by_role("button", name="Fill", exact=True).click()
    expect(tab.get_by_text("There is no hole in the text")).to_be_visible()
    box.fill("The [...] fox jumps over the dog.")
    most = tab.get_by_role("spinbutton", name="Longest hole, in tokens")
    most.fill("3")
    most.press("Enter")
    tab.get_by_role("button", name="Fill", exact=True).click()
    expect(tab.locator(".filled mark")).to_be_visible(timeout=SOON)
    filled = tab.locator(".filled").inner_text()
    assert filled.startswith("The ")
    assert filled.endswith(" fox jumps over the dog.")
    expect(tab.get_by_text("passes for 1 hole, 3 lengths each")).to_be_visible()
    expect(tab.get_by_text("All 3 lengths")).to_be_visible()


def test_the_bundled_model_says_that_it_cannot_chat_and_shows_its_raw_output_if_asked(open_tab):
    page = open_tab()
    further(page, "Playground")
    expect(page.get_by_role("heading", name="This model cannot chat")).to_be_visible(timeout=SOON)
    expect(page.get_by_test_id("stChatInputTextArea")).to_have_count(0)
    page.get_by_role("button", name="Try anyway").click()
    say(page, "Hello")
    page.locator(".view[data-mode=text][data-state=running]").wait_for()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("You stopped it").first).to_be_visible(timeout=SOON)
