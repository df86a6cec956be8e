"""Every screen before axe-core: nothing serious, nothing critical."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import further

pytestmark = pytest.mark.chromium


@pytest.fixture
def server(quick_server: str) -> str:
    return quick_server


WISH = "Landing page for Bean There, a coffee shop, dark green, with a menu and opening hours"
SCREENS = {"Edit": ".ace_editor, iframe", "History": ".card, .view", "Replay": ".range"}
FURTHER = {
    "Playground": "h1",
    "Sudoku": ".sudoku input",
    "Lab": "textarea",
    "Rewrite": "text=Many texts, one instruction",
}
LOOKS = [("light", 1366), ("dark", 390)]
BAD = {"serious", "critical"}


def findings(page) -> list[str]:
    """Light and wide, dark and on a phone: the rule and its first element; frames are not looked into."""
    options = {"iframes": False, "resultTypes": ["violations"]}
    bad = []
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(400)  # the theme's colours come over
        expect(page.locator("[data-stale=true]")).to_have_count(0)  # pale until the script is through
        for found in Axe().run(page, options=options).response["violations"]:
            if found["impact"] in BAD:
                bad.append(f"{scheme} {width} {found['id']}: {found['nodes'][0]['html'][:200]}")
    return bad


def test_no_screen_has_a_serious_finding(open_tab):
    page = open_tab()
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("heading", name="Model").wait_for()
    assert not findings(page)
    page.set_viewport_size({"width": 1366, "height": 800})
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    assert not findings(page)
    page.get_by_test_id("stChatInputTextArea").first.fill(WISH)
    page.keyboard.press("Enter")
    expect(page.locator(".view")).to_have_attribute("data-state", "done", timeout=90_000)
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("Longest page").wait_for()
    assert not findings(page)
    page.keyboard.press("Escape")
    for screen, there in SCREENS.items():
        page.get_by_role("link", name=screen, exact=True).click()
        page.locator(there).first.wait_for()
        assert not findings(page), screen
    for screen, there in FURTHER.items():
        further(page, screen)
        page.locator(there).first.wait_for()
        assert not findings(page), screen
