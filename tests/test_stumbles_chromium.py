"""What people stumbled over on the screens, as they meet it: by mouse and keyboard, in Chromium."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.chromium

WISH = "Landing page for Bean There, a coffee shop, dark green"

# The share of a button's points at which a click reaches it; its corners are round.
REACH = """button => {
    const { left, top, right, bottom } = button.getBoundingClientRect();
    let [hit, all] = [0, 0];
    for (let x = left + 2; x < right; x += 3)
        for (let y = top + 2; y < bottom; y += 3)
            (all += 1), (hit += button.contains(document.elementFromPoint(x, y)));
    return hit / all;
}"""


@pytest.mark.parametrize("width", [390, 820, 1366, 1920])
def test_the_buttons_at_the_top_are_not_covered(open_tab, width):
    page = open_tab()
    page.set_viewport_size({"width": width, "height": 768})
    for name in ("stExpandSidebarButton", "stMainMenuButton"):
        assert page.get_by_test_id(name).evaluate(REACH) > 0.9
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("heading", name="Model").wait_for()
    page.wait_for_timeout(500)  # it slides in
    back = page.get_by_test_id("stSidebarCollapseButton").get_by_role("button")
    assert back.evaluate(REACH) > 0.9
    back.click()
    page.get_by_test_id("stExpandSidebarButton").wait_for()


def test_the_closed_sidebar_is_no_stop_for_the_keyboard(open_tab):
    page = open_tab()
    page.get_by_test_id("stExpandSidebarButton").wait_for()
    page.evaluate("document.activeElement.blur()")
    stops = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        stops.add(page.evaluate("document.activeElement.dataset.testid"))
    assert "stMainMenuButton" in stops
    assert "stSidebarContent" not in stops


def ask(page, words):
    page.get_by_test_id("stChatInputTextArea").first.fill(words)
    page.keyboard.press("Enter")


def done(page):
    expect(page.locator(".view")).to_have_attribute("data-state", "done", timeout=90_000)


def test_again_is_one_click_and_earlier_wishes_are_at_the_arrow_keys(open_tab):
    page = open_tab()
    ask(page, WISH)
    done(page)
    page.get_by_role("button", name="1 step so far").wait_for()
    first = page.url
    page.get_by_role("button", name="Again").first.click()
    expect(page).not_to_have_url(first)
    done(page)
    box = page.get_by_test_id("stChatInputTextArea").first
    box.focus()
    page.keyboard.press("ArrowUp")
    expect(box).to_have_value(WISH)
    page.keyboard.press("ArrowDown")
    expect(box).to_have_value("")
    page.keyboard.type("My own")
    page.keyboard.press("ArrowUp")
    expect(box).to_have_value("My own")
