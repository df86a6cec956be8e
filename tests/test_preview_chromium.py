"""The preview of pages that are honest: what waits for scripts, what is closed, what is said of it."""

import base64
import io
import json
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.hostile.stage import serve

pytestmark = pytest.mark.chromium

VEILED = """<!doctype html><html><head><style>
  .reveal { opacity: 0; transform: translateY(40px); transition: all 0.8s } .reveal.in { opacity: 1 }
  .hero { position: relative; height: 90px } h1 { position: absolute; top: 50%; opacity: 0 }
  #sub { position: absolute; visibility: hidden } #menu:hover #sub { visibility: visible }
  .card { position: relative } #over { position: absolute; opacity: 0 } .card { &:hover #over { opacity: 1 } }
  #modal { position: fixed; inset: 0; opacity: 0; pointer-events: none }
  .slide { position: absolute; opacity: 0 } .slide.on { opacity: 1 }
  #load { position: fixed; inset: 0; z-index: 9; background: #222 }
</style></head><body><div id="load">Loading</div><div id="menu">Menu<p id="sub">Sub</p></div>
<div class="hero"><h1>Hello</h1></div><section class="reveal"><h2>Our story</h2></section>
<div class="card">Card<p id="over">Hover</p></div><div id="modal">Modal</div>
<div><p class="slide on" id="first">1</p><p class="slide" id="second">2</p></div>
<script>document.querySelector(".reveal").classList.add("in")</script></body></html>"""
SEEN = "e => e.checkVisibility({ opacityProperty: true, visibilityProperty: true })"


@pytest.fixture(scope="module")
def stage(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(serve())
    page.wait_for_function("!!window.show")
    page.evaluate("show(0, '<!doctype html><p>first', 'final')")
    page.locator("#hosts > div").evaluate("e => Object.assign(e.style, { width: '600px', height: '400px' })")
    yield page
    page.close()


def show(page: Page, html: str, mode: str = "final") -> None:
    page.evaluate("([html, mode]) => { heard.length = 0; show(0, html, mode) }", [html, mode])
    page.wait_for_function("mode => mode === 'draft' || heard.length", arg=mode)
    if mode == "scripts":  # until it is raised, the page before it is in front
        page.wait_for_function(
            "html => [...document.querySelectorAll('iframe')]"
            ".some(({ style, srcdoc }) => style.zIndex === '2' && srcdoc.includes(html))",
            arg=re.search('<body id="[^"]+">', html)[0],
        )


def frame(page: Page, mode: str = "final"):
    front = "iframe[style*='z-index: 2']" if mode == "scripts" else "iframe"
    return page.locator(front).first.content_frame


def seen(page: Page, *selectors: str) -> list[bool]:
    return [frame(page).locator(selector).evaluate(SEEN) for selector in selectors]


def test_what_waits_for_scripts_is_shown_and_what_readers_open_stays_closed(stage: Page) -> None:
    show(stage, VEILED)
    assert seen(stage, "h1", "h2", "#first") == [True] * 3
    assert seen(stage, "#sub", "#over", "#modal", "#second", "#load") == [False] * 5
    assert stage.evaluate("heard") == [{"waits": "veiled", "quirks": False}]
    show(stage, VEILED[: VEILED.index("<script>")], "draft")  # as on the way there, and in a replay
    expect(frame(stage).locator("script")).to_have_count(0)
    assert seen(stage, "h1", "h2", "#sub", "#modal") == [True, True, False, False]


@pytest.mark.parametrize(
    ("html", "waits"),
    [
        ("<body><p>Words</p><script>1</script></body></html>", ""),
        ('<body><p style="opacity: 0">Words</p></body></html>', ""),  # no script would ever show it
        ("<body><div id=app></div><script>app.textContent = 1</script></body></html>", "empty"),
        (
            f"<body><main style='display: none'>{'Words ' * 60}</main><script>1</script></body></html>",
            "veiled",
        ),
    ],
)
def test_a_page_says_whether_it_waits_for_its_scripts(stage: Page, html: str, waits: str) -> None:
    show(stage, f"<!doctype html><html>{html}")
    assert stage.evaluate("heard[0].waits") == waits
    if "main" in html:
        assert seen(stage, "main") == [True]


def test_a_page_is_drawn_as_it_is_shown(stage: Page) -> None:
    """What waits for scripts, custom properties of `:root`, names that XML does not take; nothing from elsewhere."""
    html = """<!doctype html><html><head><style>:root { --fill: #c81e1e } body { margin: 0; background: #1e1ec8 }
      div { height: 200px; opacity: 0; background: var(--fill) } .big { height: 100vh }</style></head>
      <body><div @click="x" :on="y">&nbsp;\x0b\x01 words</div><x-y o:p="1"></x-y><img src="https://a.example/b.png">
      <p class="big"></p><script>1</script></body></html>"""
    drawn = stage.evaluate("html => previews[0].portrait(html, { width: 300, height: 200 })", html)
    picture = Image.open(io.BytesIO(base64.b64decode(drawn.partition(",")[2]))).convert("RGB")
    assert picture.size == (300, 200)
    for y, wanted in ((40, (200, 30, 30)), (180, (30, 30, 200))):
        assert all(abs(a - b) < 12 for a, b in zip(picture.getpixel((250, y)), wanted, strict=True)), (
            y,
            picture.getpixel((250, y)),
        )


ASKS = {
    "final": {
        "<a href='https://shop.example/menu'>go</a>": "leads to https://shop.example/menu",
        "<a href='about.html'>go</a>": "lies beside the page",
        "<a href='mailto:a@b.example'>go</a>": "opens “mailto:a@b.example”",
        "<form action='/send'><input><button>go</button></form>": "sent to “/send”",
        "<form><button>go</button></form>": "does not say where it is sent to",
        "<button onclick='alert(1)'>go</button>": "by the page's scripts, which do not run here",
    },
    "scripts": {
        "<button onclick='alert(`Hi \\u202e <b>there</b>`)'>go</button>": "The page says: “Hi <b>there</b>”",
        "<button onclick='this.title = confirm(`Sure?`)'>go</button>": "Here the answer is always OK",
        "<button onclick='this.title = prompt(`Name?`, `Ada`)'>go</button>": "it got what it proposed",
        "<button onclick='print()'>go</button>": "wants to be printed",
        "<button onclick='window.open(`https://a.example`)'>go</button>": "opens “https://a.example” beside itself",
        "<form action='/send'><input><button>go</button></form>": "sent to “/send”",
        "<button onclick='location.reload()'>go</button>": "That ended its scripts",
    },
}


@pytest.mark.parametrize(("mode", "html"), [(mode, html) for mode, all in ASKS.items() for html in all])
def test_what_a_preview_does_not_do_is_said_in_its_place(stage: Page, mode: str, html: str) -> None:
    show(stage, f'<!doctype html><html><body id="b{hash(html)}">{html}</body></html>', mode)
    frame(stage, mode).get_by_text("go").click()
    expect(stage.get_by_role("status")).to_contain_text(ASKS[mode][html])
    assert len(stage.context.pages) == 1


def test_storage_and_cookies_last_as_long_as_the_page_and_faults_are_heard(stage: Page) -> None:
    html = """<!doctype html><html><body id="stores"><p>seen</p><script>
      localStorage.count = 1; localStorage.setItem("name", "Ada"); document.cookie = "a=b; path=/";
      document.title = [localStorage.getItem("count"), localStorage.name, localStorage.length, document.cookie];
      fetch("https://api.example/x").catch(() => {});
      nothing.there();</script></body></html>"""
    show(stage, html, "scripts")
    expect(frame(stage, "scripts").locator("p")).to_be_visible()
    assert frame(stage, "scripts").locator("html").evaluate("() => document.title") == "1,Ada,2,a=b"
    heard = json.dumps(stage.evaluate("heard"))
    for words in ('"storage"', "nothing is not defined", "https://api.example/x"):
        assert words in heard


def test_a_page_without_doctype_is_laid_out_nearly_as_a_browser_does(stage: Page, browser: Browser) -> None:
    """A `srcdoc` document has no quirks mode; what a sheet can do of it is done."""
    html = "<html><body style='font-size: 30px'><table><td id=cell>cell</td></table></body></html>"
    show(stage, html)
    assert stage.evaluate("heard[0].quirks")
    there = browser.new_page()
    there.set_content(html)
    measure = "e => [document.compatMode, getComputedStyle(e).fontSize, e.getBoundingClientRect().height]"
    mode, *size = there.locator("#cell").evaluate(measure)
    there.close()
    assert mode == "BackCompat"
    assert frame(stage).locator("#cell").evaluate(measure) == ["CSS1Compat", *size]
    show(stage, f"<!doctype html>{html}")
    assert not stage.evaluate("heard[0].quirks")
    assert frame(stage).locator("#cell").evaluate("e => getComputedStyle(e).fontSize") == "30px"


NOT_SO = {  # what a sheet cannot do: a property, and the page of old that has it
    "width": "<style>#e { width: 120 }</style><div id=e>e</div>",
    "background-color": "<style>#e { background-color: c81e1e }</style><div id=e>e</div>",
    "height": "<div><div id=e style='height: 50%'>e</div></div>",
}


@pytest.mark.parametrize("name", NOT_SO)
def test_what_differs_without_a_doctype_is_what_the_pane_names(
    stage: Page, browser: Browser, name: str
) -> None:
    show(stage, NOT_SO[name])
    assert stage.evaluate("heard[0].quirks")
    there = browser.new_page()
    there.set_content(NOT_SO[name])
    look = f"e => [document.compatMode, getComputedStyle(e).getPropertyValue('{name}')]"
    (old, as_written), (new, as_shown) = (
        where.locator("#e").evaluate(look) for where in (there, frame(stage))
    )
    there.close()
    assert (old, new) == ("BackCompat", "CSS1Compat") and as_written != as_shown


FRAMED = """address => new Promise((done) => {
  addEventListener("securitypolicyviolation", ({ effectiveDirective }) => done(effectiveDirective), { once: true });
  document.body.append(Object.assign(document.createElement("iframe"), { src: address, sandbox: "" }));
})"""


@pytest.mark.parametrize("kind", ["data", "blob"])
def test_a_frame_that_could_be_in_quirks_mode_is_refused_by_the_app_s_policy(stage: Page, kind: str) -> None:
    """Only such a frame has a document that is parsed as a browser does; the policy is worth more."""
    make = "URL.createObjectURL(new Blob(['<p>old'], { type: 'text/html' }))"
    address = "data:text/html,<p>old" if kind == "data" else stage.evaluate(make)
    assert stage.evaluate(FRAMED, address) == "frame-src"
