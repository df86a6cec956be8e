"""The History screen in Chromium: look, compare, restore, fork; a hostile page stays in its frame."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gdiff_core.history.store import RunInfo, Store, Version

pytestmark = pytest.mark.chromium
expect.set_options(timeout=30_000)

PAGE = "<!doctype html><html><title>{0}</title><body><h1>{0}</h1><p>Open daily</p></body></html>"


def chain(folder: Path, *pages: str) -> list[Version]:
    """A project of the running app, each page on top of the one before."""
    with closing(Store(folder)) as store:
        project, versions = store.create("Chain"), []
        for page in pages:
            parent = versions[-1].id if versions else None
            versions.append(store.save(project.id, page, RunInfo("hand"), parent=parent))
        return versions


@pytest.fixture
def open_history(open_tab, server, server_folder) -> Callable[..., tuple[Page, list[Version]]]:
    """Opens the History screen of a new project with these pages, the last one on top."""

    def opened(*pages: str) -> tuple[Page, list[Version]]:
        page, versions = open_tab(), chain(server_folder, *pages)
        page.goto(f"{server}/?project={versions[0].project}")
        page.get_by_role("link", name="History").click()
        expect(page.locator(".rows li")).to_have_count(min(20, len(pages)), timeout=60_000)
        return page, versions

    return opened


def titles(page: Page):
    return page.locator(".rows .title")


def large(page: Page, side: int = 0):
    """The heading in a large preview."""
    return page.locator(".sides figure").nth(side).frame_locator("iframe").locator("h1")


def test_a_version_is_chosen_and_a_reload_still_shows_it(open_history):
    page, versions = open_history(*map(PAGE.format, ("One", "Two", "Three")))
    expect(titles(page)).to_have_text(["Threenewest", "Two", "One"])
    expect(large(page)).to_have_text("Three")
    expect(page.locator(".thumb").first.frame_locator("iframe").locator("h1")).to_have_text("Three")
    page.locator(".rows button").nth(2).click()
    expect(large(page)).to_have_text("One")
    assert f"version={versions[0].id}" in page.url
    page.goto(page.url.replace("/history", "/"))  # of which a reload asks for files that are not there
    page.get_by_role("link", name="History").click()
    expect(large(page)).to_have_text("One")
    expect(page.locator(".rows .chosen .title")).to_have_text("One")


def test_restoring_puts_a_version_on_top_and_can_be_undone(open_history, server_folder):
    page, versions = open_history(*map(PAGE.format, ("One", "Two")))
    expect(page.get_by_role("button", name="Restore")).to_be_disabled()
    page.locator(".rows button").nth(1).click()
    expect(large(page)).to_have_text("One")
    page.get_by_role("button", name="Restore").click()
    expect(titles(page)).to_have_text(["Onenewest", "Two", "One"])
    page.get_by_role("button", name="Undo").click()
    expect(titles(page)).to_have_text(["Twonewest", "One", "Two", "One"])
    with closing(Store(server_folder)) as store:
        assert [v.title for v in store.tree(versions[0].project)] == ["One", "Two", "One", "Two"]
        assert store.verify() == []


def test_two_versions_side_by_side_and_the_lines_that_changed(open_history):
    page, _ = open_history(*map(PAGE.format, ("One", "Two", "Three")))
    page.get_by_role("button", name="Compare").click()
    expect(large(page, 0)).to_have_text("Two")
    expect(large(page, 1)).to_have_text("Three")
    page.locator(".rows button").nth(2).click()
    expect(large(page, 0)).to_have_text("One")
    expect(page.locator(".changes .lost del").first).to_have_text("One")
    expect(page.locator(".changes .came ins").first).to_have_text("Three")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".changes")).to_be_hidden()


def test_a_fork_is_a_project_of_its_own(open_history, server_folder):
    page, versions = open_history(*map(PAGE.format, ("One", "Two")))
    page.locator(".rows button").nth(1).click()
    expect(large(page)).to_have_text("One")
    page.get_by_role("button", name="Fork").click()
    expect(titles(page)).to_have_text(["Onenewest"])
    assert versions[0].project not in page.url
    with closing(Store(server_folder)) as store:
        assert len(store.tree(versions[0].project)) == 2


def test_the_list_is_walked_with_the_keyboard_leaf_by_leaf(open_history):
    page, _ = open_history(*(PAGE.format(f"Number {i}") for i in range(25)))
    first = page.locator(".rows button").first
    first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(large(page)).to_have_text("Number 23")
    page.get_by_role("button", name="Go to page 2").or_(page.get_by_label("Page 2")).first.click()
    expect(titles(page)).to_have_count(5)
    expect(titles(page).last).to_have_text("Number 0")


HOSTILE = """<!doctype html><html><title></title><script>alert(1)</script><body onload="parent.document.title='owned'">
<h1>Still a page</h1><img src=x onerror="top.document.title='owned'"><svg onload="top.document.title='owned'">"""


def test_nothing_of_a_hostile_page_runs_or_leaves(open_tab, server, server_folder):
    version, _ = chain(server_folder, HOSTILE, HOSTILE + "<img src=y onerror='document.title=1'>")
    page, asked = open_tab().context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server}/?project={version.project}")
    page.get_by_role("link", name="History").click()
    expect(large(page)).to_have_text("Still a page")
    expect(page.locator(".thumb").first.frame_locator("iframe").locator("h1")).to_have_text("Still a page")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".changes ins").first).to_be_visible()
    assert page.locator(".changes :is(img, svg, script, iframe, link, [onload], [onerror])").count() == 0
    assert page.title() == "Gemma Diffusion"
    assert not [url for url in asked if not url.startswith((server, "blob:", "data:", "about:"))]
    sandboxes = page.locator(".history iframe").evaluate_all("all => all.map(e => e.getAttribute('sandbox'))")
    assert set(sandboxes) == {"allow-scripts"}


def test_it_fits_a_phone(open_history):
    page, _ = open_history(*map(PAGE.format, ("One", "Two")))
    page.set_viewport_size({"width": 390, "height": 844})
    expect(large(page)).to_have_text("Two")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = "all => all.filter(e => e.getBoundingClientRect().right > 391).map(e => e.className)"
    assert page.locator(".history .pane > *").evaluate_all(wide) == []
