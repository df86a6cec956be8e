"""Two people with one password, each in a browser of their own: what is whose, until a link is given and taken back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from gdiff_core.serving.door import COOKIE, WRONG
from gdiff_core.serving.live import FORBIDDEN, NOT_ALLOWED
from tests.conftest import running_app
from tests.test_chromium import ask, slow_down, state

pytestmark = pytest.mark.chromium
expect.set_options(timeout=30_000)

PASSWORD = "two moons"
NOT_YOURS = "This project is not yours"
ASKED = "A page for Two Moons, a bakery, cream"
SOCKET = """job => new Promise(done => {
  const socket = new WebSocket(`ws://${location.host}/live/${job}`);
  let heard = 0;
  socket.onmessage = () => heard++;
  socket.onclose = ({ code }) => done([code, heard]);
})"""


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    with running_app(tmp_path_factory.mktemp("people"), GDIFF_PASSWORD=PASSWORD) as address:
        yield address


def sign_in(browser, address: str, name: str) -> Page:
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.set_default_timeout(30_000)
    page.goto(address)
    for password in ("two suns", PASSWORD):
        page.get_by_label("Your name").fill(name)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        if password != PASSWORD:
            expect(page.get_by_role("alert")).to_have_text(WRONG)
    page.locator(".view").wait_for(state="attached", timeout=60_000)
    return page


def refused(page: Page, url: str) -> None:
    """Nothing of the page is there, and why."""
    page.goto(url)
    expect(page.get_by_text(NOT_YOURS)).to_be_visible()
    expect(page.get_by_text("Two Moons")).to_have_count(0)
    assert page.locator(".view").get_attribute("data-state") == "idle"
    assert "project=" not in page.url and "job=" not in page.url


def test_a_page_is_its_maker_s_until_it_is_shared_and_again_once_it_is_not(browser, address):
    ann, bob = sign_in(browser, address, "Ann"), sign_in(browser, address, "Bob")
    [cookie] = [one for one in ann.context.cookies() if one["name"] == COOKIE]
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"
    slow_down(ann, steps="16", heat="0.6")
    ask(ann, ASKED)
    ann.wait_for_url("**job=*")
    first_run = ann.url
    refused(bob, first_run)  # the project is still to be made
    job = first_run.split("job=")[1]
    assert bob.evaluate(SOCKET, job) == [FORBIDDEN, 0]
    state(ann, "done")
    refused(bob, first_run)
    ann.wait_for_url("**version=*")
    refused(bob, ann.url.split("&job")[0])

    ann.get_by_role("link", name="History").click()
    ann.get_by_role("button", name="Share").click()
    ann.get_by_role("button", name="Make a link to look at").click()
    link = ann.get_by_test_id("stCode").inner_text().strip()
    bob.goto(link)
    expect(bob.get_by_text("Ann shares this with you, to look at.")).to_be_visible()
    expect(bob.locator(".preview").frame_locator("iframe").first.locator("h1")).to_contain_text("Two Moons")
    expect(bob.get_by_placeholder("You may look at this page")).to_be_disabled()

    long = ann.context.new_page()  # so that the next run waits as long as need be
    long.goto(address)
    slow_down(long)
    ask(long)
    state(long, "running")
    ann.get_by_role("link", name="Build").click()
    ann.get_by_placeholder("Say what to change").wait_for()
    state(ann, "done")
    expect(ann.get_by_test_id("stStatusWidget")).to_have_count(
        0
    )  # words that are sent within a rerun are lost
    ask(ann, "make it rose")
    ann.wait_for_function("job => !location.href.includes(job)", arg=job)
    bob.goto(ann.url)
    state(bob, "queued")
    expect(bob.locator(".prompt")).to_have_text("make it rose")
    expect(bob.locator(".stop")).to_be_hidden()
    ann.get_by_role("link", name="History").click()
    ann.get_by_role("button", name="Share").click()
    ann.get_by_role("button", name="Stop sharing").click()
    expect(bob.locator(".failure")).to_contain_text(NOT_ALLOWED)
    refused(bob, link.split("?")[0] + "?" + first_run.split("?")[1])
    bob.goto(link)
    expect(bob.get_by_text("This link is not valid any more")).to_be_visible()
    bob.get_by_role("button", name="Bob").click()
    bob.get_by_role("link", name="Sign out").click()
    expect(bob.get_by_label("Password")).to_be_visible()
    for page in (ann, bob):
        page.context.close()
