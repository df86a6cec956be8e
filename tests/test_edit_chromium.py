"""The Edit screen in Chromium, over the real `tweak` and a model that does as it is told (tests.obedient.py)."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ElementHandle, Error, Frame, Locator, Page, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from gdiff_core.history.store import RunInfo, Store, Version
from tests.conftest import ROOT, free_port, wait_ready
from tests.toy_server import PAGE

pytestmark = pytest.mark.chromium
expect.set_options(timeout=30_000)

ACE = 'iframe[title="streamlit_ace.streamlit_ace"]'
EDITOR = "document.querySelector('.ace_editor').env.editor"


@dataclass
class Server:
    url: str
    store: Store


@pytest.fixture(scope="module")
def editor_server(tmp_path_factory) -> Iterator[Server]:
    folder, port = tmp_path_factory.mktemp("editor"), free_port()
    command = [sys.executable, "-m", "tests.obedient", str(port)]
    with (folder / "log").open("w") as log:
        environment = os.environ | {"GDIFF_DATA": str(folder)}
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=environment)
    wait_ready(f"http://127.0.0.1:{port}", process, folder / "log")
    yield Server(f"http://127.0.0.1:{port}", Store(folder))
    process.terminate()
    process.wait(20)


class Screen:
    """The Edit screen as a person uses it."""

    def __init__(self, page: Page, server: Server, project: str) -> None:
        self.page, self.server, self.project = page, server, project
        page.goto(f"{server.url}/?project={project}")
        page.get_by_role("link", name="Edit").click()
        self.ready()

    # What is there.

    def ready(self) -> None:
        self.frame.locator(".ace_line").first.wait_for()
        expect(self.page.locator(".stage iframe").first).to_have_css("opacity", "1")

    @property
    def frame(self) -> Frame:
        return self.page.locator(ACE).element_handle().content_frame()

    @property
    def text(self) -> str:
        return self.frame.evaluate(f"{EDITOR}.getValue()")

    def newest(self) -> Version:
        return self.server.store.tree(self.project)[-1]

    def saved(self) -> str:
        return self.server.store.html(self.newest().page)

    def versions(self) -> int:
        return len(self.server.store.tree(self.project))

    @property
    def still(self) -> ElementHandle:
        return self.page.locator(".stage iframe").first.element_handle()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name).first

    # What a person does.

    def type_at(self, line: int, words: str) -> None:
        """At the end of a line, which counts from 1."""
        self.frame.evaluate(f"{EDITOR}.gotoLine({line}, 1e6)")
        self.frame.locator("textarea").focus()
        self.page.keyboard.type(words)

    def select(self, first: int, last: int) -> None:
        self.frame.locator("textarea").focus()
        rows = f"{{start: {{row: {first - 1}, column: 0}}, end: {{row: {last}, column: 0}}}}"
        self.frame.evaluate(f"{EDITOR}.selection.setRange({rows})")

    def ask(self, words: str) -> None:
        box = self.page.get_by_test_id("stChatInputTextArea")
        self.page.wait_for_timeout(100)  # the way from one box to the other
        self.until(lambda: box.fill(words) is None)  # Streamlit shows a stale one beside it for a moment
        self.page.keyboard.press("Enter")

    def until(self, true: Callable[[], bool], seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not self._tried(true):
            assert time.monotonic() < end, (
                self.page.url,
                self.page.locator("[role=alert]").all_inner_texts(),
            )
            self.page.wait_for_timeout(100)

    @staticmethod
    def _tried(true: Callable[[], bool]) -> bool:
        with suppress(Error, AttributeError):  # the editor is being replaced
            return true()
        return False

    def chip(self, name: str) -> Locator:
        return self.page.locator(".st-key-edit-locks").get_by_role("button", name=name)

    def click_in_preview(self, selector: str, number: int = 0, *, twice: bool = False) -> None:
        """Where it is seen: the frame may be scaled, of which Playwright knows nothing."""
        box = self.still.bounding_box()
        look = """([selector, number]) => {
            const { x, y, width, height } = document.querySelectorAll(selector)[number].getBoundingClientRect();
            return [x + width / 2, y + height / 2, innerWidth];
        }"""
        x, y, width = self.still.content_frame().evaluate(look, [selector, number])
        if twice:  # on the words, which stand on the left
            x = self.still.content_frame().evaluate(
                "s => document.querySelector(s).getBoundingClientRect().x + 40", selector
            )
        scale = box["width"] / width
        self.page.mouse.move(box["x"] + x * scale, box["y"] + y * scale)
        click = self.page.mouse.dblclick if twice else self.page.mouse.click
        click(box["x"] + x * scale, box["y"] + y * scale)


Open = Callable[..., Screen]


@pytest.fixture
def open_edit(browser: Browser, editor_server: Server) -> Iterator[Open]:
    """Opens the Edit screen on a new project with one page; fails if a console had errors."""
    errors, contexts = [], []

    def opened(html: str = PAGE, script: str = "", **options) -> Screen:
        project = editor_server.store.create("Kite")
        editor_server.store.save(project.id, html, RunInfo("build"))
        contexts.append(browser.new_context(viewport={"width": 1366, "height": 768}, **options))
        contexts[-1].add_init_script(script)
        page = contexts[-1].new_page()
        page.set_default_timeout(30_000)
        # Streamlit looks for its server below the screen's path first, and finds it above.
        heard = lambda message: message.type == "error" and "404" not in message.text  # noqa: E731
        page.on("console", lambda message: errors.append(message.text) if heard(message) else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return Screen(page, editor_server, project.id)

    yield opened
    for context in contexts:
        context.close()
    assert not errors


def test_what_is_typed_is_seen_at_once_and_saved_as_a_version(open_edit: Open) -> None:
    screen = open_edit()
    screen.type_at(19, " Closed on Sundays.")
    expect(
        screen.page.locator(".stage iframe").first.content_frame.get_by_text("Closed on Sundays")
    ).to_be_visible()
    screen.button("Save").click()
    screen.until(lambda: screen.versions() == 2)
    expect(screen.page.get_by_text("Not saved yet")).to_have_count(0)
    assert screen.saved() == PAGE.replace("day after.</p>", "day after.</p> Closed on Sundays.")
    assert screen.newest().run.kind == "hand"


def test_the_key_saves_what_was_typed_just_before(open_edit: Open) -> None:
    screen = open_edit()
    screen.type_at(19, " Now.")
    screen.page.keyboard.press("Control+S")
    expect(screen.page.get_by_text("Not saved yet")).to_have_count(0)
    screen.until(lambda: "</p> Now." in screen.saved())


def press(screen: Screen, target: Locator) -> None:
    """As a hand does it: what happens between down and up counts too."""
    box = target.bounding_box()
    screen.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    screen.page.mouse.down()
    screen.page.wait_for_timeout(90)
    screen.page.mouse.up()


@pytest.mark.parametrize("pause", [0, 150, 400])  # ms; streamlit-ace sends its text after 200
def test_the_first_click_after_typing_counts(open_edit: Open, pause: int) -> None:
    screen = open_edit()
    screen.type_at(19, " By hand.")
    screen.page.wait_for_timeout(pause)
    press(screen, screen.button("Save"))
    screen.until(lambda: screen.versions() == 2)
    screen.type_at(20, " Not yet.")
    screen.page.wait_for_timeout(pause)
    press(screen, screen.page.get_by_role("link", name="History"))
    screen.page.locator(ACE).wait_for(state="hidden")
    screen.page.wait_for_timeout(1500)  # nothing calls back
    assert urlsplit(screen.page.url).path == "/history"


def test_what_is_told_after_a_click_on_a_link_does_not_call_back(open_edit: Open) -> None:
    """A browser that has not heard yet where the click led to still names the screen that was left."""
    screen = open_edit()
    slow, held, asked = False, [], []

    def pass_on(line: WebSocketRoute) -> None:
        server = line.connect_to_server()
        server.on_message(lambda message: held.append((line, message)) if slow else line.send(message))
        line.on_message(lambda message: asked.append(BackMsg.FromString(message)) or server.send(message))

    screen.page.route_web_socket("**/_stcore/stream", pass_on)
    screen.page.reload()
    screen.ready()
    slow = True
    screen.page.get_by_role("link", name="History").click()
    screen.select(22, 23)  # the buttons name the lines
    screen.until(lambda: '"lines":[22,23]' in str(asked[-1]).replace("\\", ""))
    link, lines = (request.rerun_script for request in asked[-2:])
    assert link.page_script_hash != lines.page_script_hash and not link.widget_states.widgets
    for line, message in held:
        line.send(message)
    slow = False
    screen.page.locator(ACE).wait_for(state="hidden")
    screen.page.wait_for_timeout(1500)  # nothing calls back
    assert urlsplit(screen.page.url).path == "/history"


def test_of_a_line_of_hundreds_of_kilobytes_a_piece_is_shown_and_all_is_kept(open_edit: Open) -> None:
    page = PAGE.replace("</main>", f"{'word ' * 60_000}</main>")
    line = page[: page.index("word word")].count("\n") + 1
    screen = open_edit(page)
    screen.frame.evaluate(f"{EDITOR}.gotoLine({line}, 150000)")
    screen.frame.locator("textarea").focus()
    screen.page.keyboard.type("here")
    expect(screen.frame.locator(".ace_line", has_text="here")).to_be_visible()
    assert screen.frame.evaluate("document.querySelector('.ace_text-layer').textContent.length") < 20_000
    screen.button("Save").click()
    screen.until(lambda: screen.versions() == 2)
    at = page.index("word word") + 150_000
    assert screen.saved() == f"{page[:at]}here{page[at:]}"


def test_the_buttons_name_the_lines_that_are_selected(open_edit: Open) -> None:
    screen = open_edit()
    screen.select(22, 23)
    expect(screen.button("Change only lines 22–23")).to_be_visible()
    screen.select(24, 24)
    expect(screen.button("Change only line 24")).to_be_visible()


def test_a_hand_edit_is_still_there_after_a_tweak(open_edit: Open) -> None:
    screen = open_edit()
    screen.type_at(19, " By hand.")
    screen.ask("replace #b5533c with #005f73")
    screen.until(lambda: screen.versions() == 3)
    wanted = PAGE.replace("day after.</p>", "day after.</p> By hand.").replace("#b5533c", "#005f73")
    assert screen.saved() == wanted
    screen.until(lambda: screen.text == wanted)
    kinds = [version.run.kind for version in screen.server.store.tree(screen.project)]
    assert kinds == ["build", "hand", "tweak"]


def test_two_tweaks_are_undone_by_hand(open_edit: Open) -> None:
    screen = open_edit()
    screen.ask("replace #b5533c with #005f73")
    screen.until(lambda: screen.text == PAGE.replace("#b5533c", "#005f73"))
    screen.ask("replace Mondays with Tuesdays")
    screen.until(lambda: "Tuesdays" in screen.text)
    screen.frame.locator("textarea").focus()  # an editor tells its text when it is left
    screen.frame.evaluate(f"text => {EDITOR}.setValue(text, -1)", PAGE)
    screen.button("Save").click()
    screen.until(lambda: screen.saved() == PAGE and screen.versions() == 4)


def test_a_locked_hero_keeps_its_bytes_while_the_colour_changes(open_edit: Open) -> None:
    page = PAGE.replace("<p>Slow roasts", '<p style="color: #b5533c">Slow roasts')
    hero = page[page.index("<header>") : page.index("</header>") + 9]
    screen = open_edit(page)
    screen.chip("Header").click()
    screen.frame.locator(".gd-locked").first.wait_for()
    screen.ask("replace #b5533c with #005f73")
    screen.until(lambda: screen.versions() == 2)
    saved = screen.saved()
    assert hero in saved and saved.count("#b5533c") == 1 and saved.count("#005f73") == 2
    screen.until(lambda: screen.text == saved)
    expect(screen.chip("Header")).to_have_attribute("aria-pressed", "true")


def test_lines_can_be_locked_and_unlocked(open_edit: Open) -> None:
    screen = open_edit()
    screen.select(22, 23)
    screen.page.locator(".st-key-edit-tools").get_by_role("button", name="Lock").click()
    expect(screen.chip("Roasted on Mondays")).to_have_attribute("aria-pressed", "true")
    screen.ask("replace </p> with !</p>")
    screen.until(lambda: screen.versions() == 2)
    before, after = PAGE.splitlines(), screen.saved().splitlines()
    assert after[21:23] == before[21:23] and after[23] != before[23]


def test_an_element_is_clicked_and_rolled_anew(open_edit: Open) -> None:
    screen = open_edit()
    screen.button("Click an element").click()
    screen.click_in_preview("h2", 1)
    expect(screen.page.get_by_text("h2 “Three origins”")).to_be_visible()
    screen.button("Re-roll it").click()
    screen.until(lambda: screen.versions() == 2)
    assert screen.saved() == PAGE.replace("<h2>Three origins</h2>", "<H2>tHREE ORIGINS</H2>")


def test_of_equal_elements_the_one_that_was_clicked_changes(open_edit: Open) -> None:
    page = PAGE.replace("<footer>", "<ul><li>Same</li><li>Same</li><li>Same</li></ul>\n<footer>")
    screen = open_edit(page)
    screen.button("Click an element").click()
    screen.click_in_preview("li", 1)
    expect(screen.page.get_by_text("li “Same” (2 of 3)")).to_be_visible()
    screen.ask("replace Same with Lane")
    screen.until(lambda: screen.versions() == 2)
    assert "<li>Same</li><li>Lane</li><li>Same</li>" in screen.saved()


KEPT = "Object.keys(localStorage).some((key) => key.startsWith('gdiff-'))"
"""Whether the browser keeps unsaved text."""


def left_behind(open_edit: Open):
    """A screen that was reloaded while there was unsaved text."""
    screen = open_edit()
    screen.type_at(19, " Left behind.")
    screen.until(lambda: screen.page.evaluate(KEPT))
    screen.page.reload()
    screen.ready()
    return screen


def test_unsaved_text_is_offered_back_after_a_reload(open_edit: Open) -> None:
    screen = left_behind(open_edit)
    screen.button("Bring it back").click()
    screen.until(lambda: "Left behind." in screen.text)
    screen.button("Save").click()
    screen.until(lambda: "</p> Left behind." in screen.saved())
    screen.until(lambda: not screen.page.evaluate(KEPT))


def test_unsaved_text_that_is_not_wanted_goes(open_edit: Open) -> None:
    screen = left_behind(open_edit)
    screen.button("Throw it away").click()
    expect(screen.button("Throw it away")).to_be_hidden()
    screen.until(lambda: not screen.page.evaluate(KEPT))
    screen.page.reload()
    screen.ready()
    screen.page.wait_for_timeout(1000)
    expect(screen.button("Throw it away")).to_be_hidden()
    assert screen.text == PAGE


def test_unsaved_text_survives_a_change_of_screen(open_edit: Open) -> None:
    screen = open_edit()
    screen.type_at(19, " Not yet saved.")
    expect(screen.page.get_by_text("Not saved yet")).to_be_attached()
    press(screen, screen.page.get_by_role("link", name="History"))
    screen.page.locator(ACE).wait_for(state="hidden")
    screen.page.get_by_role("link", name="Edit").click()
    screen.ready()
    screen.until(lambda: "</p> Not yet saved." in screen.text)
    assert screen.versions() == 1


def undo_all(screen: Screen) -> str:
    screen.frame.locator("textarea").focus()
    for _ in range(9):
        screen.page.keyboard.press("Control+Z")
    return screen.text


NO_STORAGE = """for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, { get() { throw new DOMException("blocked", "SecurityError"); } });"""


def test_where_a_browser_keeps_nothing_all_goes_on_and_undo_ends_at_what_is_saved(open_edit: Open) -> None:
    screen = open_edit(script=NO_STORAGE)
    assert undo_all(screen) == PAGE
    screen.type_at(19, " First.")
    screen.button("Save").click()
    screen.until(lambda: screen.versions() == 2)
    expect(screen.page.get_by_text("Not saved yet")).to_have_count(0)
    screen.type_at(20, " Second.")
    assert undo_all(screen) == screen.saved() == PAGE.replace("day after.</p>", "day after.</p> First.")
    screen.ask("replace #b5533c with #005f73")
    screen.until(lambda: screen.versions() == 3 and "#005f73" in screen.text)
    screen.button("Undo").click()
    screen.until(lambda: "#b5533c" in screen.text)


def test_two_tabs_on_one_version_keep_two_unsaved_texts(open_edit: Open) -> None:
    screen = open_edit()
    other = Screen(screen.page.context.new_page(), screen.server, screen.project)
    screen.type_at(19, " Of one.")
    other.type_at(19, " Of the other.")
    kept = "Object.values(localStorage).filter((text) => text.includes(' Of ')).length"
    screen.until(lambda: screen.page.evaluate(kept) == 2)
    other.button("Save").click()
    screen.until(lambda: screen.versions() == 2)
    screen.until(lambda: screen.page.evaluate(kept) == 1)
    screen.page.goto(f"{screen.server.url}/edit?project={screen.project}&version={first(screen)}")
    screen.ready()
    screen.button("Bring it back").click()
    screen.until(lambda: "Of one." in screen.text)


def first(screen: Screen) -> str:
    return screen.server.store.tree(screen.project)[0].id


def scrolled(screen: Screen) -> float:
    return screen.page.locator(".stage iframe").first.element_handle().content_frame().evaluate("scrollY")


def test_the_preview_keeps_its_scroll_before_during_and_after_a_tweak(open_edit: Open) -> None:
    screen = open_edit()
    screen.still.content_frame().evaluate("scrollTo(0, 400)")
    screen.page.wait_for_timeout(300)
    screen.type_at(19, " By hand.")
    screen.page.wait_for_timeout(1500)
    assert scrolled(screen) == 400
    screen.ask("replace #b5533c with #005f73")
    screen.until(lambda: screen.versions() == 3 and "#005f73" in screen.text)
    screen.until(lambda: scrolled(screen) == 400)


def ask_for_three(screen: Screen, words: str) -> None:
    screen.button("1 result").click()
    three = screen.page.get_by_role("radio", name="3")
    three.or_(screen.page.get_by_role("button", name="3", exact=True)).click()
    expect(screen.button("3 results")).to_be_visible()
    screen.page.keyboard.press("Escape")
    screen.ask(words)


def test_one_of_several_results_is_kept(open_edit: Open) -> None:
    screen = open_edit()
    ask_for_three(screen, "shout")
    expect(screen.page.get_by_text("2 more came out the same")).to_be_visible(timeout=60_000)
    expect(screen.page.locator(".variant")).to_have_count(1)
    screen.page.get_by_role("button", name="Keep Result 1").click(timeout=60_000)
    screen.ready()
    screen.until(lambda: screen.text == PAGE.swapcase())
    assert "results" not in screen.page.url


def test_a_result_is_shown_where_it_changed(open_edit: Open) -> None:
    screen = open_edit(PAGE.replace("</footer>", f"</footer>{'<p>And so on.</p>' * 60}<p>The end.</p>"))
    ask_for_three(screen, "replace The end. with Good night.")
    screen.page.get_by_role("button", name="Keep Result 1").wait_for(timeout=60_000)
    card = screen.page.locator(".variant iframe").first.element_handle().content_frame()
    screen.until(lambda: card.evaluate("scrollY") > 500)
    expect(screen.page.locator(".variant").first).to_contain_text("1 line changed: ")


def test_a_change_that_changes_nothing_says_so_and_keeps_words_and_locks(open_edit: Open) -> None:
    screen = open_edit()
    screen.chip("Header").click()
    expect(screen.chip("Header")).to_have_attribute("aria-pressed", "true")
    screen.ask("replace Huila with Huila")
    expect(screen.page.get_by_text("Nothing changed, so there is no new version.")).to_be_visible()
    expect(screen.page.get_by_test_id("stChatInputTextArea").first).to_have_value("replace Huila with Huila")
    expect(screen.chip("Header")).to_have_attribute("aria-pressed", "true")
    assert screen.versions() == 1


def test_a_change_that_changes_nothing_leaves_lines_and_scroll_and_is_told_in_sight(open_edit: Open) -> None:
    lines = "<p>And so on.</p>\n" * 60
    screen = open_edit(PAGE.replace("</main>", f"{lines}</main>"))
    screen.page.set_viewport_size({"width": 390, "height": 844})
    screen.select(40, 41)
    screen.frame.evaluate(f"{EDITOR}.scrollToLine(40, true, false)")
    screen.still.content_frame().evaluate("scrollTo(0, 400)")
    screen.page.wait_for_timeout(500)
    seen = f"[{EDITOR}.getFirstVisibleRow(), {EDITOR}.selection.getRange().start.row]"
    before = screen.frame.evaluate(seen)
    assert before[0] > 20
    screen.page.get_by_test_id("stMain").evaluate("e => e.scrollTo(0, 1e6)")
    screen.ask("replace Huila with Huila")
    told = screen.page.locator(".st-key-told", has_text="Nothing changed, so there is no new version.")
    screen.until(lambda: screen.frame.evaluate(seen) == before and scrolled(screen) == 400)
    screen.page.get_by_test_id("stMain").evaluate("e => e.scrollTo(0, 1e6)")
    expect(told).to_be_in_viewport()
    assert screen.versions() == 1


def test_a_change_out_of_sight_is_brought_into_sight(open_edit: Open) -> None:
    screen = open_edit(PAGE.replace("</footer>", "</footer><p>The end.</p>"))
    screen.ask("replace The end. with Good night.")
    screen.until(lambda: screen.versions() == 2 and "Good night." in screen.text)
    screen.until(lambda: scrolled(screen) > 1000)
    row = screen.text[: screen.text.index("Good night.")].count("\n")
    screen.until(lambda: screen.frame.evaluate(f"{EDITOR}.isRowVisible({row})"))  # the same in the source


def test_a_project_that_is_called_as_its_page_goes_on_to_be(open_edit: Open) -> None:
    screen = open_edit()
    screen.server.store.rename(screen.project, "Solstice Coffee")
    screen.ask("replace Solstice with Equinox")
    screen.until(lambda: screen.versions() == 2)
    assert screen.server.store.project(screen.project).name == "Equinox Coffee"


def test_a_result_is_kept_when_the_browser_has_not_heard_yet_that_all_are_over(open_edit: Open) -> None:
    screen = open_edit(PAGE.replace("</body>", "<p>And so on.</p>\n" * 150 + "</body>"))  # not over at once
    slow, held = False, []

    def pass_on(line: WebSocketRoute) -> None:
        hear = lambda message: held.append((line, message)) if slow else line.send(message)  # noqa: E731
        line.connect_to_server().on_message(hear)

    def over(message: bytes) -> bool:
        said = ForwardMsg.FromString(message)
        whole = said.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
        return said.WhichOneof("type") == "script_finished" and whole

    screen.page.route_web_socket("**/_stcore/stream", pass_on)
    screen.page.reload()
    screen.ready()
    before = screen.text
    ask_for_three(screen, "shout")
    first, last = (screen.page.get_by_role("button", name=f"Keep Result {seed}") for seed in (1, 3))
    first.wait_for(timeout=60_000)
    slow = True
    screen.until(lambda: last.is_visible() or any(over(message) for _, message in held))
    first.click()
    slow = False
    for line, message in held:
        line.send(message)
    screen.ready()
    screen.until(lambda: screen.text == before.swapcase())


def test_the_scripts_of_a_page_run_only_when_the_reader_says_so(open_edit: Open) -> None:
    screen = open_edit(
        PAGE.replace("</body>", "<script>document.querySelector('h1').id = 'ran'</script></body>")
    )
    expect(screen.page.locator(".stage iframe")).to_have_count(1)
    switch = screen.page.get_by_role("switch", name="Run the page's scripts")
    switch.click()
    expect(screen.page.locator(".stage iframe")).to_have_count(2)
    ran = screen.page.locator(".stage iframe[style*='z-index: 2']").content_frame.locator("#ran")
    expect(ran).to_be_attached()
    switch.click()
    expect(screen.page.locator(".stage iframe")).to_have_count(1)


def test_it_fits_a_phone_and_the_keyboard_leaves_the_editor(open_edit: Open) -> None:
    screen = open_edit()
    screen.page.set_viewport_size({"width": 390, "height": 844})
    screen.page.wait_for_timeout(500)
    assert screen.page.evaluate("document.documentElement.scrollWidth") <= 390
    screen.frame.locator("textarea").focus()
    for key in ("Escape", "Tab"):
        screen.page.keyboard.press(key)
    assert screen.page.evaluate("document.activeElement.tagName") != "IFRAME"
    assert screen.text == PAGE


def test_what_a_page_asks_of_elsewhere_is_named(open_edit: Open) -> None:
    frame, sheet = (
        '<iframe src="https://a.test/map"></iframe>',
        '<link rel="stylesheet" href="//b.test/x.css">',
    )
    asked = frame + frame + sheet  # what the preview takes out before a policy has to refuse it
    screen = open_edit(PAGE.replace("</footer>", f"</footer>{asked}"))
    expect(screen.page.get_by_text("2 things of this page come from elsewhere")).to_be_visible()
    screen.frame.evaluate(f"text => {EDITOR}.setValue(text, -1)", PAGE)
    expect(screen.page.locator(".elsewhere")).to_be_hidden()


def test_a_text_is_changed_where_it_is_read_and_undone(open_edit: Open) -> None:
    page = PAGE.replace("Slow roasts from small", "Slow roasts &amp; teas from small")
    screen = open_edit(page)
    seen = screen.page.locator(".stage iframe").first.content_frame
    screen.click_in_preview("header p", twice=True)
    field = screen.page.get_by_role("textbox", name="Text of the page")
    expect(field).to_have_value("Slow roasts & teas from small farms, delivered the day after.")
    field.fill("Slow roasts & teas from <two> farms, delivered the day after.")
    field.press("Enter")
    expect(seen.get_by_text("from <two> farms")).to_be_visible()
    screen.until(lambda: screen.versions() == 2)
    assert screen.saved() == page.replace("small farms", "&lt;two&gt; farms")
    assert screen.newest().run.kind == "hand"
    screen.page.get_by_role("button", name="Undo").click()
    expect(seen.get_by_text("from small farms")).to_be_visible()
    assert screen.versions() == 2


def test_a_locked_text_is_not_changed_in_the_preview(open_edit: Open) -> None:
    screen = open_edit()
    screen.chip("Header").click()
    screen.frame.locator(".gd-locked").first.wait_for()
    screen.click_in_preview("h1", twice=True)
    field = screen.page.get_by_role("textbox", name="Text of the page")
    field.fill("Equinox Coffee")
    field.press("Enter")
    expect(screen.page.get_by_text("That is locked. Unlock it first")).to_be_visible()
    assert screen.text == PAGE and screen.versions() == 1


def test_the_colours_and_fonts_of_a_page_are_swatches(open_edit: Open) -> None:
    screen = open_edit()
    screen.page.get_by_role("button", name="Look").click()
    swatch = screen.page.get_by_test_id("stColorPicker").filter(has_text="Background of header and 1 more")
    swatch.get_by_test_id("stColorPickerBlock").click()
    screen.page.locator("input[id^='rc-editable-input']").first.fill("1D4ED8")
    screen.page.keyboard.press("Tab")
    screen.until(lambda: screen.versions() == 2)
    assert screen.saved() == PAGE.replace("#b5533c", "#1d4ed8")


def test_a_page_in_a_tab_of_its_own_is_a_snapshot_that_outlives_a_reload(open_edit: Open) -> None:
    screen = open_edit(PAGE.replace("<body>", '<body><script>document.title = "ran"</script>'))
    with screen.page.context.expect_page() as opened:
        screen.page.locator("[data-tool=tab]").click()
    tab = opened.value
    for _ in range(2):
        expect(tab.get_by_role("heading", name="A snapshot of")).to_be_visible()
        expect(tab.locator("iframe").first.content_frame.get_by_text("Three origins")).to_be_visible()
        tab.reload()
    assert screen.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('gdiff-tab'))") == []
    tab.locator("[data-tool=scripts]").click()
    expect(tab.locator("iframe[style*='z-index: 2']")).to_be_visible()


def test_of_a_page_without_doctype_preview_and_tab_say_what_differs(open_edit: Open) -> None:
    screen = open_edit(PAGE.replace("<!doctype html>\n", ""))
    said = "It has no doctype: a browser lays it out by rules of old (quirks mode)"
    expect(screen.page.get_by_text(said)).to_be_visible()
    with screen.page.context.expect_page() as opened:
        screen.page.locator("[data-tool=tab]").click()
    expect(opened.value.get_by_text(said)).to_be_visible()
    screen.frame.evaluate(f"text => {EDITOR}.setValue(text, -1)", PAGE)
    expect(screen.page.get_by_text(said)).to_be_hidden()


def test_what_fails_in_a_page_s_scripts_is_offered_to_be_mended(open_edit: Open) -> None:
    fails = "dispatchEvent(new ErrorEvent('error', { message: 'nothing is not defined' }))"
    screen = open_edit(PAGE.replace("</body>", f"<script>{fails}</script></body>"))
    screen.page.get_by_role("switch", name="Run the page's scripts").click()
    expect(screen.page.get_by_text("Its scripts fail: nothing is not defined")).to_be_visible()
    screen.page.get_by_role("button", name="Mend this").click()
    screen.until(lambda: screen.versions() == 2)
    assert "nothing is not defined" in screen.newest().run.prompt
