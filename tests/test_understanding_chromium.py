"""In anybody's words: what the bundled model understood is shown, can be corrected, and what it cannot do is said."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.test_chromium import ask, in_preview, state

pytestmark = pytest.mark.chromium


@pytest.fixture
def server(quick_server: str) -> str:
    return quick_server


def chip(page: Page, name: str):
    return page.locator(".st-key-understood").get_by_role("button", name=name, exact=True)


def test_a_request_outside_is_declined_with_the_ways_on(open_tab) -> None:
    page = open_tab()
    ask(page, "build me a tip calculator")
    panel = page.locator(".st-key-outside")
    expect(panel.get_by_role("status")).to_contain_text("businesses, people", timeout=30_000)
    expect(panel.get_by_role("button", name="bakery")).to_be_visible()
    expect(panel).to_contain_text("diffusiongemma")
    assert page.locator(".view").get_attribute("data-state") in (
        "idle",
        "failed",
    )  # the latter while it loaded
    panel.get_by_role("button", name="bakery").press("Enter")
    state(page, "done")
    expect(chip(page, "bakery")).to_be_visible()
    expect(panel).to_have_count(0)


def test_what_is_half_understood_is_written_and_says_what_was_not_used(open_tab) -> None:
    page = open_tab()
    ask(page, "website for my plumbing business Hidden Leaf Plumbing. blue please, with a masonry lightbox")
    state(page, "done")
    understood = page.locator(".st-key-understood")
    expect(understood).to_contain_text("Not used:")
    expect(understood).to_contain_text("lightbox")
    expect(page.locator("[data-figure=state]")).to_have_text("Written, not all used")
    expect(page.locator(".spoken")).to_contain_text(
        "Written: Hidden Leaf Plumbing. Not used: masonry lightbox"
    )
    expect(chip(page, "plumber")).to_be_visible()
    assert in_preview(page, "document.querySelector('h1').textContent") == "Hidden Leaf Plumbing"


def test_a_chip_is_corrected_by_keyboard_and_the_page_written_again(open_tab) -> None:
    page = open_tab()
    ask(page, "a page for my bakery Two Moons")
    state(page, "done")
    chip(page, "Two Moons").press("Enter")
    box = page.get_by_label("Name, to the letter")
    box.fill("Трі Місяці & Co")
    box.press("Enter")
    page.keyboard.press("Escape")
    again = page.get_by_role("button", name="Write it again")
    again.focus()
    again.press("Enter")
    page.wait_for_function("document.querySelector('.st-key-understood')?.textContent.includes('Трі Місяці')")
    state(page, "done")
    page.wait_for_timeout(300)
    assert in_preview(page, "document.querySelector('h1').textContent") == "Трі Місяці & Co"


def test_a_kind_that_comes_near_is_a_click_away(open_tab) -> None:
    page = open_tab()
    ask(page, "gigs every friday and cocktails, The Low Note, with opening hours")
    state(page, "done")
    expect(chip(page, "musician")).to_be_visible()
    page.get_by_role("button", name="pub?").press("Enter")
    expect(chip(page, "pub")).to_be_visible(timeout=30_000)
    state(page, "done")
    expect(page.locator(".st-key-near")).to_have_count(0)
    assert in_preview(page, "document.querySelector('h1').textContent") == "The Low Note"


def a_bakery(open_tab) -> tuple[Page, Locator]:
    """A page that is done, and the box for what to change."""
    page = open_tab()
    ask(page, "a page for my bakery Two Moons")
    state(page, "done")
    box = page.get_by_placeholder("Say what to change")
    box.wait_for()
    return page, box


@pytest.mark.parametrize(("words", "says"), [("translate to Spanish", "English"), ("thank you, lovely!", "")])
def test_a_change_that_is_none_takes_no_pass_and_says_why(open_tab, words: str, says: str) -> None:
    page, box = a_bakery(open_tab)
    before = page.url
    box.fill(words)
    box.press("Enter")
    told = page.locator(".st-key-warnings").get_by_role(
        "alert" if says else "status"
    )  # an answer is no warning
    expect(told).to_contain_text(says)
    assert page.url == before and page.locator(".view").get_attribute("data-state") == "done"
    expect(box).to_have_value(words if says else "")  # what was declined can be said otherwise


def test_which_of_two_readings_is_meant_is_asked_back(open_tab) -> None:
    page, box = a_bakery(open_tab)
    before, about = page.url, "document.querySelector('#about p').textContent"
    old = in_preview(page, about)
    box.fill("the bread part reads like a tax form, something livelier")
    box.press("Enter")
    told = page.locator(".st-key-warnings").get_by_role("alert")
    expect(told).to_contain_text("Which of these is meant?")
    assert page.url == before
    page.get_by_role("button", name="“Our bread” gets other words").press("Enter")
    page.wait_for_function("from => location.href !== from", arg=before, timeout=30_000)
    state(page, "done")
    in_preview(page, about, until=lambda now: now and now != old)
    expect(page.get_by_placeholder("Say what to change")).to_have_value("")


def test_what_is_understood_fits_a_phone(open_tab) -> None:
    page = open_tab()
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, "website for my plumbing business Hidden Leaf Plumbing. blue please")
    state(page, "done")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    chip(page, "plumber").click()
    expect(page.get_by_text("Kind of page")).to_be_visible()


def test_the_words_of_the_page_stand_on_a_chip(open_tab) -> None:
    page = open_tab()
    ask(page, "our wedding: Anna & Tom")
    state(page, "done")
    chip(page, "Words").press("Enter")
    expect(page.get_by_test_id("stDataFrame")).to_contain_text("Our story")


def test_another_design_is_a_chip_away(open_tab) -> None:
    page = open_tab()
    ask(page, "an elegant page for my bakery Two Moons with breads and reviews")
    state(page, "done")
    assert in_preview(page, "document.documentElement.className") == "elegant"
    expect(page.locator(".st-key-understood")).to_contain_text(
        "Sample text: prices, reviews, opening hours, address"
    )
    chip(page, "Elegant design").press("Enter")
    page.get_by_role("radio", name="Modern").press("Enter")
    page.keyboard.press("Escape")
    again = page.get_by_role("button", name="Write it again")
    again.focus()
    again.press("Enter")
    page.wait_for_function(
        "document.querySelector('.st-key-understood')?.textContent.includes('Modern design')"
    )
    state(page, "done")
    in_preview(page, "document.documentElement.className", until=lambda name: name == "modern", seconds=60)
    assert "#15171c" in in_preview(
        page, "getComputedStyle(document.documentElement).getPropertyValue('--bg')"
    )
