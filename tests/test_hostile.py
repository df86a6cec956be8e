"""Hostile pages, as drafts and as finished pages with and without their scripts: nothing gets out, nothing gets in.

Each attack has a listener of its own (TCP and UDP), so a failure names it. The controls show attacks to a naive frame:
a detector that cannot fire proves nothing. hostile/stage.py says what is not covered.
"""

import json
import re
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.hostile.pages import BOMBS, HANGS, PAGES, arm
from tests.hostile.stage import INVISIBLE, RUNS, SHIELD, SLOTS, Judge, Listeners, serve

pytestmark = pytest.mark.chromium
LONG = "<!doctype html><body>" + "".join(f"<p id=p{i}>line {i}</p>" for i in range(120))


@pytest.fixture(scope="module")
def app() -> str:
    return serve()


NEED_ALLOWLIST = {name for name in PAGES if name.startswith(("webrtc", "self-location", "form-"))}
"""Where there is no `Connection-Allowlist`, WebRTC gets out, and a refused navigation warms up a connection."""


@pytest.fixture(scope="module")
def verdicts(browser: Browser, app: str) -> Judge:
    """All attacks, judged; most of them without the help of `Connection-Allowlist`, which few browsers know."""
    judge = Judge(browser, app, Listeners(list(PAGES)))
    rest = PAGES.keys() - NEED_ALLOWLIST - BOMBS.keys()
    for path, group in [
        ("/policy-only", rest),
        ("/", NEED_ALLOWLIST),
        ("/", BOMBS),
    ]:  # bombs hold up their neighbours
        judge.close()
        judge.path = path
        names = [name for name in PAGES if name in group]
        for start in range(0, len(names), SLOTS):
            judge.try_all({name: PAGES[name] for name in names[start : start + SLOTS]})
    judge.close()
    return judge


@pytest.mark.parametrize("name", PAGES)
def test_attack_fails(verdicts: Judge, name: str) -> None:
    assert verdicts.offences[name] == []
    assert verdicts.listeners.hits[name] == []
    assert name not in verdicts.ran["draft"] | verdicts.ran["final"]
    assert (name in verdicts.drafted) is (name not in INVISIBLE)
    assert name in verdicts.ran["scripts"] or name not in RUNS


CONTROLS = {
    "script-inline": r"reached the app with secret=open-sesame|GET /loot\?secret=open-sesame",
    "frame-unsandboxed": r"a window opened|a dialog",
    "fetch": r"POST /f",
    "websocket": r"upgrade: websocket",
    "webrtc": r"TCP connection",
    "webrtc-fresh-realm": r"TCP connection",
    "self-location": r"GET /l",
    "open": r"a window opened",
    "dialogs": r"a dialog: dialogs",
    "link-download-itself": r"a download: x.exe",
    "top-location": r"the app is gone to|GET /t",
    "history": r"the app is gone to",
    "cookie-write": r"cookie is 'secret=changed'",
    "local-storage": r"stored is 'changed'",
    "message-pollution": r"polluted is 1",
    "window-name": r"name is 'window-name'",
    "broadcast": r"reached the app with broadcast",
    "frame-element": r"reached the app with \[object HTMLIFrameElement\]",
    "top-close": r"title is 'top-close'",  # the last, as it stops the others from loading
}


ALONE = {"top-location", "history", "frame-unsandboxed", "dialogs"}
"""Controls that take the app away from under the others, or are kept from harm by them."""


@pytest.fixture(scope="module")
def harm(browser: Browser, app: str) -> dict[str, list[str]]:
    """What each control achieved in a naive frame."""
    judge = Judge(browser, app, Listeners(list(CONTROLS)), path="/unprotected")
    together = {name: PAGES[name] for name in CONTROLS if name not in ALONE}
    common = dict.fromkeys(together, judge.perform(together, ("scripts",)))
    for name in ALONE:
        judge.close()
        common[name] = judge.perform({name: PAGES[name]}, ("scripts",))
    found = {name: common[name] + judge.offences[name] + judge.listeners.hits[name] for name in CONTROLS}
    for name in [
        name for name in CONTROLS if not _succeeded(name, found[name])
    ]:  # on a busy machine some are late
        judge.close()
        again = judge.perform({name: PAGES[name]}, ("scripts",))
        found[name] += again + judge.offences[name] + judge.listeners.hits[name]
    return found


def _succeeded(name: str, harm: list[str]) -> bool:
    return any(re.search(CONTROLS[name], line, re.IGNORECASE) for line in harm)


@pytest.mark.parametrize("name", CONTROLS)
def test_control_attack_succeeds(harm: dict[str, list[str]], name: str) -> None:
    assert _succeeded(name, harm[name]), harm[name]


ENDURE = """
async ([html, mode]) => {
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  let [last, gap] = [performance.now(), 0];
  const beat = setInterval(() => ([gap, last] = [Math.max(gap, performance.now() - last), performance.now()]), 20);
  show(0, JSON.parse(html), mode);
  await pause(mode === 'draft' ? 200 : 700);
  previews[0].reset();
  previews[0].draft("<h1>fresh</h1>");
  await pause(100);
  clearInterval(beat);
  return gap;
}
"""
"""Milliseconds for which the app did not answer. Asked within the app: such pages flood Playwright as well."""


@pytest.fixture(scope="module")
def patient(browser: Browser, app: str) -> Judge:
    return Judge(browser, app, Listeners(list(HANGS)))


@pytest.mark.parametrize("name", HANGS)
def test_hang_leaves_the_app_usable_and_reset_recovers(patient: Judge, name: str) -> None:
    page = patient.page = patient.page or patient.open()
    html = json.dumps(arm(name, HANGS[name], patient.listeners.ports[name]))
    for mode in ("draft", "scripts"):
        assert page.evaluate(ENDURE, [html, mode]) < 1000
        expect(page.locator("iframe").content_frame.get_by_text("fresh")).to_be_visible(timeout=5000)
    assert patient.look_over(page) == []
    assert patient.offences[name] == patient.listeners.hits[name] == []


def test_control_hang_freezes_an_unprotected_app(browser: Browser, app: str) -> None:
    judge = Judge(browser, app, Listeners(["loop-late"]), path="/unprotected")
    page = judge.open()
    judge.show(page, {"loop-late": HANGS["loop-late"]}, "scripts")
    assert any("does not answer" in line for line in judge.look_over(page))
    page.context.close()


@pytest.fixture(scope="module")
def tab(browser: Browser, app: str) -> Iterator[Page]:
    page = Judge(browser, app, Listeners([])).open()
    yield page
    page.context.close()


@pytest.fixture
def page(tab: Page) -> Page:
    """An app with one preview, which shows a long page as a draft."""
    tab.evaluate("html => { previews[0]?.destroy(); previews.length = 0; show(0, html, 'draft') }", LONG)
    expect(still(tab).get_by_text("line 119")).to_be_attached()
    return tab


def still(page: Page):
    return page.locator("iframe").first.content_frame


def live(page: Page):
    return page.locator("iframe[style*='z-index: 2']").content_frame


FEED = """
(drafts) => new Promise((done) => {
  const timer = setInterval(() => (drafts.length ? previews[0].draft(drafts.shift()) : done(clearInterval(timer))), 16);
})
"""


def where(frame) -> float:
    return frame.locator("html").evaluate("() => scrollY")


def test_scroll_survives_drafts_and_the_final_page(page: Page) -> None:
    still(page).locator("html").evaluate("() => scrollTo(0, 900)")
    page.wait_for_timeout(100)
    # Every fifth draft is too short to scroll that far, as drafts are while a block is noise.
    drafts = [LONG.replace("line", f"step {i}")[: 2800 if i % 5 == 3 else None] for i in range(50)]
    page.evaluate(FEED, drafts)
    expect(still(page).get_by_text("step 49 119")).to_be_attached()
    assert where(still(page)) == 900
    page.evaluate("html => previews[0].final(html, { scripts: true })", LONG)
    expect(live(page).get_by_text("line 119")).to_be_attached()
    assert where(live(page)) == 900
    live(page).locator("html").evaluate("() => scrollTo(0, 1200)")
    page.wait_for_timeout(200)
    page.evaluate("html => previews[0].final(html, { scripts: true })", LONG.replace("line", "verse"))
    expect(live(page).get_by_text("verse 119")).to_be_attached()
    assert where(live(page)) == 1200
    page.evaluate("html => previews[0].draft(html)", LONG.replace("line", "next"))
    expect(page.locator("iframe")).to_have_count(1)
    assert where(still(page)) == 1200


WATCH = """
() => {
  window.seen = { empty: 0, texts: new Set(), frames: 0 };
  const look = () => {
    seen.frames += 1;
    if (!document.body?.innerText.trim()) seen.empty += 1;
    seen.texts.add(document.body?.innerText);
    requestAnimationFrame(look);
  };
  look();
}
"""


def test_no_picture_is_blank_while_drafts_come(page: Page) -> None:
    still(page).locator("html").evaluate(WATCH)
    drafts = [
        LONG[:500] + f"<p>{i}" + ("<style>" if i % 3 == 0 else "") + LONG[500 : 600 + 60 * i]
        for i in range(80)
    ]
    page.evaluate(FEED, drafts)
    seen = still(page).locator("html").evaluate("() => ({ ...seen, texts: seen.texts.size })")
    assert seen["empty"] == 0
    assert seen["texts"] >= 8


@pytest.mark.parametrize(
    "html", ["", "  ", "<style>p { color", "<!-- noise", "<title>x", f"<body hidden>{LONG}", "<script>let x"]
)
def test_last_good_picture_stays(page: Page, html: str) -> None:
    for draft in (html, f"{html} "):  # the second one comes when patience with a poor draft is over
        page.evaluate("html => previews[0].draft(html)", draft)
        page.wait_for_timeout(800)
    expect(still(page).get_by_text("line 119")).to_be_visible()
    page.evaluate("() => previews[0].draft('<h1>better</h1>' + 'words '.repeat(400))")
    expect(still(page).get_by_text("better")).to_be_visible()


def test_a_smaller_picture_is_held_back_for_a_moment_only(page: Page) -> None:
    page.evaluate("() => previews[0].draft('<h1>less</h1>')")
    page.wait_for_timeout(300)
    expect(still(page).get_by_text("line 119")).to_be_attached()
    page.wait_for_timeout(500)
    page.evaluate("() => previews[0].draft('<h1>less still</h1>')")
    expect(still(page).get_by_text("less still")).to_be_visible()


def test_final_page_comes_without_a_white_flash(page: Page) -> None:
    dark = "<!doctype html><style>html { background: #010101 }</style>" + LONG
    page.evaluate("html => previews[0].draft(html)", dark)
    expect(still(page).locator("html")).to_have_css("background-color", "rgb(1, 1, 1)")
    clip = page.locator("iframe").first.bounding_box() | {
        "x": 100,
        "width": 60,
        "height": 30,
    }  # beside the text
    pictures = {page.screenshot(clip=clip)}
    for verse in range(2):
        page.evaluate("html => previews[0].final(html, { scripts: true })", f"{dark}<p>{verse}")
        pictures |= {page.screenshot(clip=clip) for _ in range(8)}
    expect(live(page).get_by_text("line 119")).to_be_attached()
    assert len(pictures) == 1


def test_width_is_laid_out_and_scaled_to_fit(page: Page) -> None:
    page.locator("#hosts > div").evaluate("e => Object.assign(e.style, { width: '600px', height: '400px' })")
    for px, layout, shown in [
        (1200, [1200, 800], [600, 400]),
        (390, [390, 400], [390, 400]),
        (None, [600, 400], [600, 400]),
    ]:
        page.evaluate("px => previews[0].setWidth(px)", px)
        expect(page.locator("iframe")).to_have_css("width", f"{layout[0]}px")
        assert still(page).locator("html").evaluate("() => [innerWidth, innerHeight]") == layout
        box = page.locator("iframe").bounding_box()
        assert [box["width"], box["height"]] == shown
    assert page.locator("iframe").get_attribute("title")


@pytest.mark.parametrize("scripts", [False, True])
def test_anchors_scroll_and_other_links_do_nothing(page: Page, scripts: bool) -> None:
    html = LONG.replace("<body>", "<body><a href='#p99'>in</a> <a href='https://example.invalid/'>out</a>")
    page.evaluate("([html, scripts]) => previews[0].final(html, { scripts })", [html, scripts])
    frame = live(page) if scripts else still(page)
    before = page.evaluate("history.length")
    frame.get_by_text("out").click()
    frame.get_by_text("in", exact=True).click()
    expect(frame.get_by_text("line 99")).to_be_in_viewport()
    assert page.evaluate("history.length") == before
    assert len(page.context.pages) == 1


def test_the_same_final_page_is_not_loaded_again(page: Page) -> None:
    for _ in range(2):
        page.evaluate("html => previews[0].final(html, { scripts: true })", LONG)
        live(page).locator("html").evaluate("() => { window.kept = (window.kept ?? 0) + 1 }")
    page.wait_for_timeout(300)
    assert live(page).locator("html").evaluate("() => kept") == 2


def test_what_the_scripts_of_a_page_may_do(page: Page) -> None:
    html = """<form onsubmit="this.innerHTML = 'Thanks'; return false"><button>Send</button></form>
      <script>localStorage.setItem("visits", 1); document.title = localStorage.getItem("visits")</script>"""
    page.evaluate("html => previews[0].final(html, { scripts: true })", html)
    live(page).get_by_role("button", name="Send").click()
    expect(live(page).get_by_text("Thanks")).to_be_visible()
    assert live(page).locator("html").evaluate("() => [document.title, document.referrer]") == ["1", ""]


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_motion_ends_where_less_is_asked_for(page: Page, motion: str) -> None:
    html = "<style>@keyframes a { to { opacity: 0.5 } } p { animation: a 1s infinite }</style><p>moves"
    page.emulate_media(reduced_motion=motion)
    page.evaluate("html => previews[0].final(html, { scripts: true })", html)
    count = live(page).locator("html").evaluate("() => document.getAnimations().length")
    page.emulate_media(reduced_motion="no-preference")
    assert count == (0 if motion == "reduce" else 1)


def test_a_page_that_leaves_falls_back_to_its_still_picture(page: Page) -> None:
    html = "<h1>seen</h1><script>setTimeout(() => location.reload(), 1500)</script>"
    page.evaluate("html => previews[0].final(html, { scripts: true })", html)
    expect(live(page).get_by_text("seen")).to_be_visible()
    expect(page.locator("iframe")).to_have_count(1)
    expect(still(page).get_by_text("seen")).to_be_visible()


def test_a_page_cannot_take_the_focus_from_somebody_typing(page: Page) -> None:
    page.click("#chat")
    page.evaluate("html => previews[0].final(html, { scripts: true })", arm("focus", PAGES["focus"], 1))
    page.wait_for_timeout(600)
    page.keyboard.type("a secret", delay=40)
    assert page.input_value("#chat") == "a secret"


def test_the_app_declares_the_same_shield(server: str) -> None:
    """The verdicts hold for the app only if it sends the headers under which they were reached."""
    with urllib.request.urlopen(server) as answer:
        assert {name: answer.headers[name] for name in SHIELD} == SHIELD


PICKS = "() => { picks = []; previews[0].setPick((picked) => picks.push(picked)) }"


def chosen(page: Page) -> list:
    return page.evaluate("picks.filter(({ done }) => done).map(({ path }) => path)")


@pytest.mark.parametrize("scripts", [False, True])
def test_an_element_is_picked_by_pointer_whatever_the_page_does(page: Page, scripts: bool) -> None:
    html = """<p id=a>one</p><form><input name=parentElement><p id=b>two</p></form>
      <script>for (const type of ["click", "pointermove", "mousedown"])
        addEventListener(type, (event) => (event.stopImmediatePropagation(), document.body.replaceChildren()), true)
      </script><a href='https://example.invalid/'>out</a>"""
    page.evaluate("([html, scripts]) => previews[0].final(html, { scripts })", [html, scripts])
    if scripts:
        expect(live(page).get_by_text("two")).to_be_visible()
    page.evaluate(PICKS)
    still(page).get_by_text("two").click()
    still(page).get_by_text("out").click()
    body = [["html", 1], ["body", 1]]
    assert chosen(page) == [[*body, ["form", 1], ["p", 1]], [*body, ["a", 1]]]
    assert len(page.context.pages) == 1
    page.evaluate("() => previews[0].setPick(null)")
    still(page).get_by_text("one").click(force=True)
    assert len(chosen(page)) == 2


def test_an_element_is_picked_by_keyboard(page: Page) -> None:
    page.evaluate(PICKS)
    expect(still(page).locator("body")).to_have_css("cursor", "crosshair")  # it has heard, in its own process
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "Enter", "Escape"):
        page.keyboard.press(key)
    page.wait_for_function("picks.filter(({ done }) => done).length === 2")
    assert chosen(page) == [[["html", 1], ["body", 1], ["p", 3]], None]


def test_the_picture_is_that_of_the_page_again_after_picking(page: Page) -> None:
    before = still(page).locator("html").evaluate("e => e.outerHTML")
    page.evaluate(PICKS)
    still(page).get_by_text("line 3", exact=True).hover()
    expect(still(page).get_by_text("line 3", exact=True)).to_have_css("outline-style", "solid")
    page.evaluate("() => previews[0].setPick(null)")
    expect(still(page).get_by_text("line 3", exact=True)).to_have_css("outline-style", "none")
    assert still(page).locator("html").evaluate("e => e.outerHTML") == before


FORGERY = (
    """<h1>seen</h1><script>
  const picked = { path: [["html", 1]], done: true };
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function () { post.call(this, { picked }); post.call(this, { painted: true }) };
  setInterval(() => (scrollBy(0, 1), scrollBy(0, -1), parent.postMessage({ picked }, "*")), 50);
</script>"""
    + LONG
)


def test_a_page_cannot_pick_for_the_reader(page: Page) -> None:
    page.evaluate("html => previews[0].final(html, { scripts: true })", FORGERY)
    expect(live(page).get_by_text("seen")).to_be_visible()
    page.evaluate(PICKS)
    page.wait_for_timeout(500)
    assert chosen(page) == []
    still(page).get_by_text("line 1", exact=True).click()
    assert len(chosen(page)) == 1


def test_a_page_with_scripts_keeps_its_scroll_and_state_while_something_is_picked(page: Page) -> None:
    page.evaluate("html => previews[0].final(html, { scripts: true })", LONG)
    live(page).locator("html").evaluate("() => { window.kept = 1; scrollTo(0, 700) }")
    page.wait_for_timeout(200)
    page.evaluate(PICKS)
    page.wait_for_timeout(200)
    assert where(still(page)) == 700
    page.evaluate("() => previews[0].setPick(null)")
    assert live(page).locator("html").evaluate("() => [kept, scrollY]") == [1, 700]


@pytest.mark.parametrize("path", ["null", "5", "[[1, 1]]", "[['p', 'x']]", "Array(600).fill(['p', 1])"])
def test_a_path_of_another_shape_is_taken_for_none(page: Page, path: str) -> None:
    """Even if the frame that only we run in were taken over."""
    page.evaluate(PICKS)
    page.evaluate("() => { picks = [] }")
    forge = f"""() => {{
        const real = MessagePort.prototype.postMessage;
        const picked = {{ path: {path}, done: true }};
        MessagePort.prototype.postMessage = function () {{ real.call(this, {{ picked }}) }};
    }}"""
    still(page).locator("html").evaluate(forge)
    still(page).get_by_text("line 1", exact=True).click()
    page.wait_for_timeout(100)
    assert set(map(str, chosen(page))) == {"None"}
