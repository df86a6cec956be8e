"""What people stumbled over on the screens, as they meet it: by mouse and keyboard, in Chromium."""

import pytest
from playwright.sync_api import expect

from tests.test_axe_chromium import findings
from tests.test_chromium import slow_down

pytestmark = pytest.mark.chromium
expect.set_options(timeout=30_000)


@pytest.fixture
def server(quick_server: str) -> str:
    return quick_server


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


def test_three_proposals_come_side_by_side_and_one_is_taken_by_keyboard(open_tab):
    page = open_tab()
    ask(page, WISH)
    done(page)
    page.get_by_role("button", name="Three more").press("Enter")
    kept = page.get_by_role("button", name="Keep", exact=False)
    expect(kept).to_have_count(4, timeout=90_000)
    titles = page.locator(".variant iframe").evaluate_all("frames => frames.map(frame => frame.title)")
    assert len({*titles}) == 4 and "Preview of Your page" in titles
    assert not findings(page)
    design = page.locator(".variant b").nth(2).inner_text()
    page.get_by_role("button", name=f"Keep {design}").press("Enter")
    expect(page.get_by_role("button", name="Three more")).to_be_focused()
    done(page)
    expect(page.get_by_role("button", name=f"{design} design")).to_be_visible()
    page.get_by_role("link", name="History", exact=True).click()
    expect(page.get_by_text("4, the newest first")).to_be_visible()
    expect(page.locator("[aria-current=true]").get_by_text("newest")).to_be_visible()


def test_a_run_of_ones_own_that_is_ahead_can_be_stopped(open_tab):
    page = open_tab()
    slow_down(page)
    ask(page, WISH)
    expect(page.locator(".view")).to_have_attribute("data-state", "running", timeout=60_000)
    page.get_by_role("button", name="New page").first.click()
    page.get_by_role("heading", name="Describe a website").wait_for()
    ask(page, "Website for Luna, a yoga studio")
    expect(page.get_by_text("This waits for a run of yours that you left")).to_be_visible()
    expect(page.locator("[data-figure=state]")).to_contain_text("Waiting, 1 ahead, yours")
    page.get_by_role("button", name="Stop that one").first.click()
    expect(page.locator(".view")).to_have_attribute("data-state", "running", timeout=60_000)
    expect(page.get_by_text("This waits for a run of yours that you left")).to_have_count(0)
    page.locator(".stop").click()


def test_edit_and_replay_offer_what_there_is(open_tab):
    page = open_tab()
    ask(page, WISH)
    done(page)
    page.get_by_role("button", name="New page").first.click()
    page.get_by_role("heading", name="Describe a website").wait_for()
    for screen in ("Edit", "Replay"):
        page.get_by_role("link", name=screen).click()
        card = page.get_by_role("button", name="Open Bean There").first
        expect(card).to_be_visible()
    card.click()
    expect(page.locator(".range")).to_be_visible()
    assert "project=" in page.url


def test_what_is_so_already_is_answered_on_edit_too_and_the_words_are_at_the_arrow_key(open_tab):
    page = open_tab()
    ask(page, WISH)
    done(page)
    page.get_by_role("link", name="Edit").click()
    page.locator('iframe[title="streamlit_ace.streamlit_ace"]').wait_for()
    page.wait_for_timeout(1000)  # the way from one box to the other
    ask(page, "Rename it to Bean There")
    expect(page.get_by_text("The name is “Bean There” already. Nothing was changed.")).to_be_visible()
    expect(page.get_by_role("button", name="1 step so far")).to_be_visible()
    box = page.get_by_test_id("stChatInputTextArea").first
    box.press("ArrowUp")
    expect(box).to_have_value("Rename it to Bean There")


def test_what_a_button_is_for_does_not_lie_in_the_way_of_the_links(open_tab):
    page = open_tab()
    page.get_by_role("link", name="Edit").click()
    page.get_by_role("button", name="Start with an empty page").click()
    page.get_by_role("button", name="Save").first.hover()
    page.get_by_text("Ctrl+S in the editor").wait_for()
    page.get_by_role("link", name="History").click(timeout=5_000)
    page.wait_for_url("**/history*")


def test_settings_are_few_and_figures_come_when_asked_for(open_tab):
    page = open_tab()
    ask(page, WISH)
    done(page)
    figures, pane, canvas = (page.locator(part) for part in (".figures", ".pane.preview", ".pane.canvas"))
    expect(figures).to_be_hidden()
    page.get_by_role("button", name="Figures").click()
    expect(figures).to_be_visible()
    page.get_by_role("button", name="Settings").click()
    expect(page.get_by_label("Longest page")).to_be_visible()
    expect(page.get_by_label("Scheduler")).to_be_hidden()
    page.get_by_text("Sampler").click()
    expect(page.get_by_label("Scheduler")).to_be_visible()
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(figures).to_be_visible()
    assert canvas.bounding_box()["y"] > pane.bounding_box()["y"]


def test_a_page_of_ones_own_is_brought_in(open_tab):
    page = open_tab()
    page.get_by_role("link", name="Edit").click()
    html = "<!doctype html>\n<title>Café Nord</title>\n<h1>Café Nord</h1>\n"
    file = {"name": "nord.html", "mimeType": "text/html", "buffer": html.encode()}
    page.locator("input[type=file]").set_input_files(file)
    editor = page.frame_locator('iframe[title="streamlit_ace.streamlit_ace"]')
    expect(editor.get_by_text("Café Nord").first).to_be_visible()
    page.get_by_role("link", name="History").click()
    expect(page.get_by_text("Imported").first).to_be_visible()


def test_a_page_of_ones_own_is_pasted(open_tab):
    page = open_tab()
    page.get_by_role("link", name="Edit").click()
    box = page.get_by_label("Or paste its source")
    box.fill("No page at all")
    box.press("Control+Enter")
    expect(page.get_by_text("That is no page: there is not one tag in it.")).to_be_visible()
    box.fill("<!doctype html>\n<title>Café Nord</title>\n<h1>Café Nord</h1>\n")
    box.press("Control+Enter")
    editor = page.frame_locator('iframe[title="streamlit_ace.streamlit_ace"]')
    expect(editor.get_by_text("Café Nord").first).to_be_visible()
