"""The running app in Chromium: what a person does, and what must be seen while it happens."""

import re
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, Page, expect

from tests.conftest import ROOT

pytestmark = pytest.mark.chromium

NAME = "Bean There"
REQUEST = f"Landing page for {NAME}, a coffee shop, dark green, with a menu and opening hours"
LONG = f"Website for {NAME}, a coffee shop, with about, menu, prices, reviews, faq, team, hours, contact and a map"
WHOLE_PAGE_MS = 60_000

# Counts different pictures of an element, looked at once a painted frame.
WATCH = """element => {
    const seen = window.seen = new Set();
    const look = () => { seen.add(element.innerHTML); requestAnimationFrame(look); };
    look();
}"""


def write(page: Page, request: str = REQUEST) -> None:
    page.get_by_test_id("stChatInputTextArea").focus()
    page.keyboard.type(request)


def ask(page: Page, request: str = REQUEST) -> None:
    write(page, request)
    page.keyboard.press("Enter")


def state(page: Page, wanted: str, timeout: float = WHOLE_PAGE_MS) -> None:
    expect(page.locator(".view")).to_have_attribute("data-state", wanted, timeout=timeout)


# Clicks Stop as soon as there is committed source: from outside, a fast run could be over first.
STOP_AT_COMMIT = """view => new Promise(done => {
    const source = view.querySelector(".source");
    const stop = () => source.childElementCount && done(view.querySelector(".stop").click());
    new MutationObserver(stop).observe(source, {childList: true});
    stop();
})"""


def committed(page: Page) -> None:
    """Wait for the first block to become source."""
    page.locator(".source span").first.wait_for(timeout=WHOLE_PAGE_MS)


def preview(page: Page):
    """The frame on top of the preview."""
    depth = "frames => frames.map(f => Number(f.style.zIndex))"
    frames = page.locator(".stage iframe")
    depths = frames.evaluate_all(depth)
    return frames.nth(depths.index(max(depths))).element_handle().content_frame()


def in_preview(page: Page, script: str, until=bool, seconds: float = 10):
    """The first result of a script in the topmost frame that satisfies `until`."""
    end = time.monotonic() + seconds
    while True:
        try:
            result = preview(page).evaluate(script)
        except Error:  # the frame was just replaced
            result = None
        if until(result):
            return result
        assert time.monotonic() < end, f"{script} gave {result!r}"
        page.wait_for_timeout(50)


def slow_down(page: Page, steps: str = "400", bound: str = "0", heat: str = "5") -> None:
    """Settings with which no run ends before a reload does, or with which it is seen running."""
    page.get_by_role("button", name="Settings").click()
    page.get_by_text("Sampler").click()
    for label, value in (
        ("Steps", steps),
        ("Entropy bound", bound),
        ("First temperature", heat),
        ("Last temperature", heat),
    ):
        box = page.get_by_role("spinbutton", name=label, exact=True)
        box.fill(value)
        box.press("Enter")
    page.keyboard.press("Escape")


def test_a_typed_request_becomes_a_page_and_both_panes_move(open_tab):
    page = open_tab()
    page.locator(".grid").evaluate(WATCH)
    ask(page, LONG)
    page.locator(".grid .redrawn").first.wait_for()
    still = preview(page)
    still.evaluate(f"({WATCH})(document.documentElement)")
    state(page, "done")
    assert len(page.evaluate("[...window.seen]")) >= 5
    assert still.evaluate("window.seen.size") >= 4
    assert in_preview(page, "document.title") == NAME
    heading = "[...document.querySelectorAll('h1')].find(e => e.checkVisibility())?.innerText.trim()"
    assert in_preview(page, heading) == NAME
    source = page.locator(".source").inner_text()
    assert "</html>" in source


def test_scrolling_survives_every_update(open_tab):
    page = open_tab()
    page.set_viewport_size({"width": 1366, "height": 500})
    page.get_by_role("button", name="Phone").click(force=True) if page.locator(
        ".layout"
    ).is_visible() else None
    ask(page)
    page.get_by_role("button", name="Phone").click()
    room = "document.documentElement.scrollHeight - innerHeight"
    in_preview(page, room, until=lambda found: found and found > 60, seconds=60)
    preview(page).evaluate("scrollTo(0, 50)")
    state(page, "done")
    page.wait_for_timeout(1000)
    assert in_preview(page, "scrollY", until=lambda y: y is not None) == 50


def test_stop_keeps_a_usable_partial_page_and_frees_the_model(open_tab):
    page, other = open_tab(), open_tab()
    slow_down(page, steps="8")  # its first block is there after three attempts of so many passes
    slow_down(other)
    write(other)
    ask(page, LONG)
    state(page, "running")
    other.keyboard.press("Enter")
    state(other, "queued")
    page.locator(".view").evaluate(STOP_AT_COMMIT)
    clicked = time.monotonic()
    state(page, "stopped")
    state(other, "running")
    assert time.monotonic() - clicked < 5
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert "<html" in download.value.path().read_text()
    other.locator(".stop").click()  # beside it, the offer to stop the run ahead may still stand
    state(other, "stopped")


def test_a_reload_finds_the_running_job(open_tab):
    page = open_tab()
    slow_down(page)
    ask(page)
    page.locator(".grid .redrawn").first.wait_for()
    address = page.url
    page.reload()
    state(page, "running")
    expect(page.locator(".prompt")).to_have_text(REQUEST)
    assert page.url == address
    page.get_by_role("button", name="Stop").click()
    state(page, "stopped")
    page.reload()
    state(page, "stopped")


def test_two_tabs_take_turns(open_tab):
    first, second = open_tab(), open_tab()
    slow_down(first)
    slow_down(second)
    write(second)
    ask(first)
    state(first, "running")
    second.keyboard.press("Enter")
    state(second, "queued")
    expect(second.locator("[data-figure=state]")).to_have_text(re.compile("^Waiting, 1 ahead"))
    first.locator(".stop").click()
    state(second, "running")
    state(first, "stopped")
    second.locator(".stop").click()
    state(second, "stopped")


def test_the_page_can_be_copied_downloaded_and_opened_without_the_origin_of_the_app(open_tab):
    page = open_tab(permissions=["clipboard-read", "clipboard-write"])
    ask(page)
    state(page, "done")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    html = download.value.path().read_text()
    assert html.lower().startswith(("<!doctype html", "<html"))
    page.get_by_role("button", name="Copy").click()
    page.wait_for_timeout(200)
    assert page.evaluate("navigator.clipboard.readText()") == html
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Open the page").click()
    frame = opened.value.locator("iframe").element_handle().content_frame()
    frame.locator("h1, h2").first.wait_for()
    assert frame.evaluate("origin") == "null"
    assert opened.value.evaluate("opener") is None


def test_where_only_streamlits_socket_passes_the_view_still_moves(open_tab):
    page = open_tab()
    page.route_web_socket("**/live/*", lambda socket: socket.close(code=1011))
    slow_down(page, steps="48", bound="0.01", heat="0.6")
    ask(page, LONG)
    state(page, "running")
    page.locator(".grid .accepted").first.wait_for()
    state(page, "done")
    assert "</html>" in page.locator(".source").inner_text()


def test_it_fits_a_phone_and_the_keyboard_reaches_stop(open_tab):
    page = open_tab()
    slow_down(page)
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page)
    state(page, "running")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = page.locator(".view *").evaluate_all(
        "all => all.filter(e => e.getBoundingClientRect().right > 391).length"
    )
    assert wide == 0
    stop = page.get_by_role("button", name="Stop")
    stop.focus()
    page.keyboard.press("Enter")
    state(page, "stopped")
    expect(page.get_by_role("status").last).to_have_text("Stopped")


def test_a_port_in_use_is_told(server):
    port = urlsplit(server).port
    options = ["--server.headless", "true", "--server.port", str(port)]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert f"Port {port} is not available" in done.stdout + done.stderr
