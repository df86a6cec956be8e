"""Changes in words in Chromium, over a toy that does what it is told: what the program guarantees, model aside."""

import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import ROOT, free_port, server_environment, wait_ready
from tests.test_chromium import ask, in_preview, preview, state

pytestmark = pytest.mark.chromium

PAGE = "A page for Solstice Coffee"
SCROLLED = 300
# Notes every place that the frame is scrolled to, as often as it is painted; lost with the frame.
WATCH_SCROLL = """() => {
    const seen = window.seen = new Set();
    const look = () => { seen.add(Math.round(scrollY)); requestAnimationFrame(look); };
    look();
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[str]:
    """The app over the toy, with a store that outlives it."""
    folder, port = tmp_path_factory.mktemp("toy"), free_port()
    process = start(folder, port)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


def start(folder, port: int, pace: float = 0.02) -> subprocess.Popen:
    log = folder / "log"
    command = [sys.executable, "-m", "tests.toy_edits", str(port), "--pace", str(pace)]
    with log.open("w") as output:
        environment = server_environment(folder)
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, env=environment)
    wait_ready(f"http://127.0.0.1:{port}", process, log)
    return process


def where(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def done(page: Page, words: str) -> str:
    """Ask, and wait until the page is there and looked at; its version."""
    parent = where(page).get("version")
    ask(page, words)
    page.wait_for_function(
        "parent => ![parent, null].includes(new URL(location).searchParams.get('version'))", arg=parent
    )
    state(page, "done")
    return where(page)["version"]


def shows(page: Page, text: str) -> None:
    """The source holds the text, or soon does."""
    expect(page.locator(".source")).to_contain_text(text)


def looks_at(page: Page, version: str) -> None:
    page.wait_for_function(
        "version => new URL(location).searchParams.get('version') === version", arg=version
    )


def test_build_change_twice_and_undo(open_tab):
    page = open_tab()
    first = done(page, PAGE)
    second = done(page, "#b5533c to #225588")
    expect(page.locator(".count")).to_have_text("2 lines changed")
    assert page.locator(".source .lines").count() == 2
    third = done(page, "Slow roasts to Fast roasts")
    expect(page.locator(".source .lines")).to_contain_text("Fast roasts from small farms")
    assert len({first, second, third}) == 3
    page.get_by_role("button", name="Undo").click()
    looks_at(page, second)
    state(page, "stored")
    expect(page.locator(".prompt")).to_have_text("#b5533c to #225588")
    shows(page, "#225588")
    shows(page, "Slow roasts")
    assert in_preview(page, "document.querySelector('header p').innerText.includes('Slow roasts')")
    page.get_by_role("button", name="Undo").click()
    looks_at(page, first)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    shows(page, "#b5533c")


def test_a_section_that_went_is_named(open_tab):
    page = open_tab()
    done(page, PAGE)
    done(page, "<section><h2>Three to <hr><h2>Three")
    expect(page.locator(".count")).to_have_text("1 line changed. Gone: Three origins")


def test_the_preview_keeps_its_scroll_before_during_and_after_a_change(open_tab):
    page = open_tab()
    done(page, PAGE)
    in_preview(
        page, "document.documentElement.scrollHeight - innerHeight", until=lambda room: (room or 0) > SCROLLED
    )
    preview(page).evaluate(f"scrollTo(0, {SCROLLED})")
    preview(page).evaluate(WATCH_SCROLL)
    done(page, "Three origins to Four origins")  # in sight; what is not is brought there
    in_preview(page, "document.body.innerText.includes('Four origins')")
    page.get_by_role("button", name="Undo").click()
    in_preview(page, "document.body.innerText.includes('Three origins')")
    assert in_preview(page, "[...seen]") == [SCROLLED]


def test_a_reload_a_second_tab_and_the_other_screens_keep_the_place(open_tab):
    page = open_tab()
    first = done(page, PAGE)
    second = done(page, "Slow roasts to Fast roasts")
    place = where(page)
    page.reload()
    state(page, "done")
    assert where(page) == place
    page.get_by_role("link", name="History").click()
    page.wait_for_url("**/history?**")
    assert where(page) == place
    page.get_by_role("link", name="Build").click()
    page.wait_for_function("!location.pathname.includes('history')")
    state(page, "done")
    assert where(page) == place
    page.get_by_role("button", name="so far").click()
    page.get_by_role("button", name=PAGE).click()
    looks_at(page, first)
    other = page.context.new_page()
    other.goto(page.url)
    state(other, "stored")
    shows(other, "Slow roasts")
    assert second != first


def test_a_restarted_server_lands_on_the_same_version(open_tab, tmp_path):
    port = free_port()
    process = start(tmp_path, port)
    try:
        page = open_tab(f"http://127.0.0.1:{port}")
        done(page, PAGE)
        version = done(page, "Slow roasts to Fast roasts")
        address = page.url
        page.goto("about:blank")
        process.terminate()
        process.wait(20)
        process = start(tmp_path, port)
        page.goto(address)
        state(page, "stored")
        assert where(page)["version"] == version
        shows(page, "Fast roasts")
        expect(page.locator(".count")).to_have_text("1 line changed")
        page.goto("about:blank")  # else it misses its server, and says so
    finally:
        process.terminate()
        process.wait(20)


def test_two_tabs_that_change_the_same_page_make_two_children(open_tab):
    page = open_tab()
    first = done(page, PAGE)
    other = page.context.new_page()
    other.goto(page.url)
    state(other, "done")
    other.get_by_test_id("stChatInputTextArea").wait_for()
    ask(page, "Slow roasts to Fast roasts")
    ask(other, "Slow roasts to Good roasts")
    for tab, words in ((page, "Fast roasts"), (other, "Good roasts")):
        tab.wait_for_function(
            "parent => ![parent, null].includes(new URL(location).searchParams.get('version'))", arg=first
        )
        state(tab, "done")
        shows(tab, words)
    assert where(page)["version"] != where(other)["version"]
    for tab in (page, other):
        tab.get_by_role("button", name="Undo").click()
        looks_at(tab, first)


def test_a_refused_change_says_why_can_be_seen_and_leaves_the_page(open_tab):
    page = open_tab()
    version = done(page, PAGE)
    ask(page, "refuse")
    state(page, "failed")
    expect(page.locator(".failure p")).to_contain_text("yours stays as it was")
    in_preview(page, "document.body.innerText.includes('Slow roasts')")
    shows(page, "Slow roasts")
    page.get_by_role("button", name="Look at what it wrote").click()
    in_preview(page, "document.body.innerText.trim() === 'Refused'")
    shows(page, "Refused")
    page.get_by_role("button", name="Back to your page").click()
    in_preview(page, "document.body.innerText.includes('Slow roasts')")
    assert where(page)["version"] == version


def test_what_changed_is_one_click_away_side_by_side(open_tab):
    page = open_tab()
    done(page, PAGE)
    done(page, "Slow roasts to Fast roasts")
    page.get_by_role("button", name="Compare").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("del")).to_have_text("Slow")
    expect(dialog.locator("ins")).to_have_text("Fast")
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    state(page, "done")


def test_what_is_typed_while_the_page_is_written_stays_in_the_box(open_tab):
    page = open_tab()
    ask(page, PAGE)
    box = page.get_by_test_id("stChatInputTextArea")
    state(page, "running")
    box.fill("Slow roasts to Fast")
    state(page, "done")
    page.get_by_role("button", name="so far").wait_for()
    expect(box).to_have_value("Slow roasts to Fast")
    page.keyboard.type(" roasts")
    page.keyboard.press("Enter")
    page.locator(".source .lines").wait_for()
    shows(page, "Fast roasts")


def test_a_new_page_begins_with_nothing(open_tab):
    page = open_tab()
    done(page, PAGE)
    page.get_by_role("button", name="New page").click()
    page.get_by_role("heading", name="Describe a website").wait_for()
    page.wait_for_function("location.search === ''")
    state(page, "idle")
    assert done(page, PAGE)


def test_stop_works_where_only_streamlits_socket_passes_and_what_there_is_is_kept(open_tab, tmp_path):
    port = free_port()
    process = start(tmp_path, port, pace=0.12)
    try:
        page = open_tab()
        page.route_web_socket("**/live/*", lambda socket: socket.close(code=1011))
        page.goto(f"http://127.0.0.1:{port}")
        page.get_by_role("heading", name="Describe a website").wait_for()
        page.locator(".view").wait_for(state="attached")
        ask(page, PAGE)
        page.locator(".source span").first.wait_for()
        page.get_by_role("button", name="Stop").click()
        state(page, "stopped")
        page.wait_for_function("new URL(location).searchParams.has('version')")
        shows(page, "Solstice Coffee")
        page.goto("about:blank")
    finally:
        process.terminate()
        process.wait(20)


def test_a_refused_page_can_be_kept_all_the_same(open_tab):
    page = open_tab()
    first = done(page, PAGE)
    ask(page, "refuse")
    state(page, "failed")
    assert where(page)["version"] == first
    page.get_by_role("button", name="Keep it anyway").click()
    page.wait_for_function(
        "version => ![version, null].includes(new URL(location).searchParams.get('version'))", arg=first
    )
    shows(page, "Refused")
