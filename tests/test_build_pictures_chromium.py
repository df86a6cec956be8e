"""A picture as the request for a page or a change, in Chromium: on Build and Edit, over a tiny checkpoint that sees."""

import base64
from collections.abc import Iterator
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from tests.test_pictures import picture
from tests.test_playground_chromium import SOON, url  # noqa: F401 - the same app

pytestmark = pytest.mark.chromium

PASTE = """(box, [name, data]) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0)), held = new DataTransfer();
  held.items.add(new File([bytes], name, { type: "image/png" }));
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def tab(browser, url) -> Iterator[Page]:  # noqa: F811
    errors: list[str] = []
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.set_default_timeout(SOON)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(url)
    page.get_by_role("heading", name="Describe a website").wait_for()
    page.get_by_role("button", name="Settings").click()
    most = page.get_by_role("spinbutton", name="Longest page")
    most.fill("32")  # one block: what knows nothing finds no end
    most.press("Enter")
    page.keyboard.press("Escape")
    yield page
    context.close()
    assert not errors


def send(page: Page, name: str) -> None:
    """When the file has arrived."""
    page.get_by_test_id("stChatInput").get_by_text(name).wait_for()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    page.get_by_role("button", name="Send message").click()


def attach(page: Page, name: str, data: bytes) -> None:
    chosen = {"name": name, "mimeType": "image/png", "buffer": data}
    page.get_by_test_id("stChatInput").locator("input[type=file]").set_input_files(chosen)


def seen(page: Page, words: str) -> None:
    """A picture stands right above these words."""
    heading = page.locator(".view").get_by_text(words, exact=True)
    expect(heading).to_be_visible(timeout=SOON)
    shown = page.locator(".st-key-brief").get_by_role("img", name="Shown with these words")
    expect(shown).to_have_count(1)
    expect(shown).to_have_js_property("complete", True)
    assert 0 < shown.evaluate("image => image.naturalHeight") <= 90
    end = monotonic() + 10
    while monotonic() < end:  # what is still being laid out moves
        above, below = shown.bounding_box(), heading.bounding_box()
        if above["height"] > 0 and 0 <= below["y"] - above["y"] - above["height"] < 60:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"The picture {above} is not right above its words {below}.")


def test_a_picture_is_attached_seen_beside_the_words_and_a_file_that_is_none_is_named(tab):
    attach(tab, "cat.png", b"no picture")
    tab.get_by_test_id("stChatInputTextArea").fill("Like this")
    send(tab, "cat.png")
    expect(tab.get_by_text("cat.png is no picture that can be read here")).to_be_visible(timeout=SOON)
    expect(tab.get_by_test_id("stChatInputTextArea")).to_have_value("Like this")
    attach(tab, "red.png", picture("red", (900, 600)).data)
    send(tab, "red.png")
    seen(tab, "Like this")
    tab.reload()
    seen(tab, "Like this")


def test_a_picture_is_pasted_and_needs_no_words(tab):
    box = tab.get_by_test_id("stChatInputTextArea")
    box.evaluate(PASTE, ["image.png", base64.b64encode(picture("blue", (600, 1400)).data).decode()])
    send(tab, "image.png")
    seen(tab, "Make a page like this.")


def test_a_picture_goes_with_a_change_on_edit(tab):
    tab.get_by_role("link", name="Edit").click()
    tab.get_by_role("button", name="Start with an empty page").click()
    tab.get_by_placeholder("Say what to change").wait_for()
    attach(tab, "cat.png", b"no picture")
    tab.get_by_test_id("stChatInputTextArea").fill("The colours of this")
    send(tab, "cat.png")
    expect(tab.get_by_text("cat.png is no picture that can be read here")).to_be_visible(timeout=SOON)
    attach(tab, "red.png", picture("red", (900, 600)).data)
    send(tab, "red.png")
    shown = tab.get_by_role("img", name="Shown with these words")
    expect(shown).to_have_count(1)
    expect(tab.locator(".view").get_by_text("The colours of this", exact=True)).to_be_visible(timeout=SOON)
