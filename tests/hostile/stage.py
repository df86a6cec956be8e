"""The stage: an app that holds a secret, a listener for each attack, and a judge of what they achieve.

Not covered: timing side channels, what a page may learn about the machine (fonts, speed), Firefox and Safari. Where a
browser has no `Connection-Allowlist` (Chromium has it since 152), a page whose scripts run can reach a host by WebRTC,
and a navigation that is refused may still have opened a connection, without a byte sent. Chromium as it is run here
opens none for `preconnect` and `dns-prefetch`, even unprotected: that these fail is not shown.
"""

import json
import re
import selectors
import socket
import threading
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Error, Frame, Page

from gdiff_core.serving.live import SHIELD
from gdiff_core.views import assets
from tests.hostile.pages import PAGES, arm

MODULES = {file.name: file for file in Path(assets.FOLDER, "live_view").glob("*.js")}
"""Of the preview, and what it imports."""
SECRET = "open-sesame"
SENT = {"/": list(SHIELD), "/policy-only": ["Content-Security-Policy"], "/unprotected": []}
"""Headers by path: the whole shield, what of it every browser knows, and none, where naive frames show the pages."""
UNPROTECTED = """
export const createPreview = (host) => {
  const show = (html) => {
    host.replaceChildren(Object.assign(document.createElement("iframe"), { srcdoc: html, style: "width:100%" }));
  };
  return { draft: show, final: show };
};
"""
SLOTS = 25
APP = """<!doctype html><title>app</title>
<style>body{margin:0}#hosts{display:grid;grid-template-columns:repeat(6,200px)}#hosts>*{height:130px}</style>
<button id=work
 onclick="clicks++; lag = performance.now() - event.timeStamp">work</button><input id=chat><div id=hosts></div>
<script>
  clicks = 0; touched = [];
  canary = (name, value) => touched.push([name, value]);
  document.cookie = "secret=SECRET"; localStorage.secret = "SECRET";
  name = "app";
  new BroadcastChannel("app").onmessage = (event) => canary(event.data, "broadcast");
  indexedDB.open("app");
</script>
<script type=module>
  import { createPreview } from "MODULE";
  const previews = (window.previews = []);
  const hear = (what) => heard.push(what);
  const told = { seen: hear, fault: hear, closed: hear };
  window.heard = [];
  window.show = (slot, html, mode) => {
    const host = (hosts.children[slot] ?? hosts.appendChild(document.createElement("div")));
    const preview = (previews[slot] ??= createPreview(host, told));
    if (mode !== "draft") preview.final(html, { scripts: mode === "scripts" });
    if (mode === "final") preview.portrait(html, { width: 40, height: 30 }); // and as a picture
    if (mode !== "draft") return;
    preview.final("<p>-"); // a picture that any draft may replace
    preview.draft(html);
  };
</script>
"""
WAIT = {"draft": 0.1, "final": 0.1, "scripts": 0.8}
"""Seconds that an attack gets in each mode, once it is there."""
PATIENCE = 10
"""Seconds that it may take to get there."""
LOOK_AND_BITE = """
() => {
  const text = document.documentElement.innerText.trim();
  const click = new MouseEvent("click", { bubbles: true, cancelable: true, composed: true });
  if (text.includes("seen")) document.querySelector("#bait")?.dispatchEvent(click);
  return text;
}
"""
RUNS = {
    name
    for name, html in PAGES.items()
    if re.match(r"<p>seen(<input id=i>)?<script>RAN|.*onclick=.RAN", html) and not name.startswith("self-")
}
"""Attacks that must be heard to run where scripts may: else their failure shows nothing."""
INVISIBLE = {"frame-set"}
"""Attacks of which nothing is left to see: as a draft, such a page does not replace the picture before it."""


class Listeners:
    """TCP and UDP on a port for each name; every connection and datagram is a hit."""

    def __init__(self, names: list[str]) -> None:
        self.ports: dict[str, int] = {}
        self.hits: dict[str, list[str]] = defaultdict(list)
        self._selector = selectors.DefaultSelector()
        for name in names:
            self._open(name)
        threading.Thread(target=self._serve, daemon=True).start()

    def _open(self, name: str) -> None:
        tcp = socket.create_server(("127.0.0.1", 0))
        self.ports[name] = tcp.getsockname()[1]
        self._selector.register(tcp, selectors.EVENT_READ, (name, self._accept))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", self.ports[name]))
        self._selector.register(udp, selectors.EVENT_READ, (name, self._datagram))

    def _accept(self, name: str, server: socket.socket) -> None:
        connection, _ = server.accept()
        self.hits[name].append("TCP connection")
        self._selector.register(connection, selectors.EVENT_READ, (name, self._read))

    def _read(self, name: str, connection: socket.socket) -> None:
        self._selector.unregister(connection)
        with connection:
            data = connection.recv(4096)
        lines = data.decode("latin-1").splitlines()
        self.hits[name].append(lines[0] if lines else "closed")
        self.hits[name] += [line for line in lines if line.lower() == "upgrade: websocket"]

    def _datagram(self, name: str, server: socket.socket) -> None:
        server.recv(4096)
        self.hits[name].append("UDP datagram")

    def _serve(self) -> None:
        while True:
            for key, _ in self._selector.select():
                name, handle = key.data
                try:
                    handle(name, key.fileobj)
                except OSError as error:
                    self.hits[name].append(f"broken connection: {error}")


def serve() -> str:
    """Start the app, with the paths of `SENT`. Returns its address."""

    class App(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            module = "/naive.js" if self.path == "/unprotected" else "/preview.js"
            text = APP.replace("SECRET", SECRET).replace("MODULE", module)
            if self.path.endswith(".js"):
                module = MODULES.get(self.path[1:])
                text = module.read_text("utf-8") if module else UNPROTECTED
            self.send_response(200)
            kind = "text/javascript; charset=utf-8" if self.path.endswith(".js") else "text/html"
            self.send_header("Content-Type", kind)
            for header in SENT.get(self.path, ()):
                self.send_header(header, SHIELD[header])
            self.end_headers()
            with suppress(ConnectionError):  # an attack took the page away
                self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), App)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


@dataclass
class Judge:
    """Shows attacks in the previews of one app page and collects, by attack, what they achieved."""

    browser: Browser
    address: str
    listeners: Listeners
    path: str = "/"
    offences: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    ran: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Attacks whose script ran, by mode."""
    drafted: set[str] = field(default_factory=set)
    """Attacks that were seen as a draft."""
    page: Page | None = None
    stills: dict[int, Frame] = field(default_factory=dict)
    modes: dict[str, str] = field(default_factory=dict)
    """How each attack was shown last."""
    common: list[str] = field(default_factory=list)
    """Harm of the present batch that has no name on it."""

    def try_all(self, attacks: dict[str, str]) -> None:
        """Judge a batch, at most one attack a slot; harm without a name is found by judging each attack alone."""
        common = self.perform(attacks)
        if not common:
            return
        self.close()
        if len(attacks) == 1:
            self.offences[next(iter(attacks))] += common
        else:
            for name, html in attacks.items():
                self.try_all({name: html})

    def perform(self, attacks: dict[str, str], modes: tuple[str, ...] = tuple(WAIT)) -> list[str]:
        """Show a batch in each mode; returns the harm that has no name on it."""
        page = self.page = self.page or self.open()
        try:
            for mode in modes:
                self.show(page, attacks, mode)
                for slot, (name, html) in enumerate(attacks.items()):
                    self._probe(page, slot, name, "id=bait" in html)
        except Error as error:
            self.common.append(f"the app was lost: {error.message.splitlines()[0]}")
        self.common += self.look_over(page)
        common, self.common = self.common, []
        return common

    def open(self) -> Page:
        """A new page of the app, watched, with a page before it in its history."""
        page = self.browser.new_context().new_page()
        page.goto(f"{self.address}/before")
        page.goto(self.address + self.path)
        page.wait_for_function("!!window.show")
        page.context.on("page", lambda popup: self.common.append(f"a window opened: {popup.url}"))
        page.on("dialog", self._refuse)
        page.on("download", lambda download: self.common.append(f"a download: {download.suggested_filename}"))
        page.on("console", self._hear)
        return page

    def close(self) -> None:
        """Takes the app page away; the next batch gets a new one."""
        if self.page:
            self.page.context.close()
        self.page = None
        self.stills.clear()

    def show(self, page: Page, attacks: dict[str, str], mode: str) -> None:
        """Hands each attack to the preview of its slot."""
        armed = [arm(name, html, self.listeners.ports[name]) for name, html in attacks.items()]
        self.modes |= dict.fromkeys(attacks, mode)
        # As JSON: a lone surrogate would not survive the way to the browser.
        page.evaluate(
            "([pages, mode]) => JSON.parse(pages).forEach((html, slot) => show(slot, html, mode))",
            [json.dumps(armed), mode],
        )
        wanted = {
            name for name in RUNS & attacks.keys() if mode == "scripts" and "id=bait" not in attacks[name]
        }
        end = time.monotonic() + PATIENCE
        while not wanted <= self.ran[mode] and time.monotonic() < end:
            page.wait_for_timeout(50)
        page.wait_for_timeout(1000 * WAIT[mode])

    def _probe(self, page: Page, slot: int, name: str, bait: bool) -> None:
        mode = self.modes[name]
        if mode == "draft" and name not in INVISIBLE:
            self._probe_draft(page, slot, name)
        elif mode == "scripts" and bait:
            front = "iframe[style*='z-index: 2']" if self.path != "/unprotected" else "iframe"
            frame = page.locator(f"#hosts > :nth-child({slot + 1}) {front}").content_frame
            with suppress(Error):  # a bait may have gone with its page
                frame.locator("#bait").click(timeout=1500, force=True, no_wait_after=True)

    def _probe_draft(self, page: Page, slot: int, name: str) -> None:
        end = time.monotonic() + PATIENCE
        while name not in self.drafted and time.monotonic() < end:
            if slot not in self.stills or self.stills[slot].is_detached():
                self.stills[slot] = page.query_selector_all("#hosts > * > * > iframe:first-child")[
                    slot
                ].content_frame()
            # Asking the frame also makes sure that what its console said before has arrived.
            if "seen" in self.stills[slot].evaluate(LOOK_AND_BITE):
                self.drafted.add(name)
            else:
                page.wait_for_timeout(50)

    def _refuse(self, dialog: Dialog) -> None:
        self.common.append(f"a dialog: {dialog.message}")
        with suppress(Error):  # it may have gone with its page
            dialog.dismiss()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.text.startswith("ran "):
            name = message.text[4:]
            self.ran[self.modes.get(name, "")].add(name)

    def look_over(self, page: Page) -> list[str]:
        """What is wrong with the app itself."""
        if page.url != self.address + self.path:
            return [f"the app is gone to {page.url}"]
        try:
            page.click("#work", timeout=3000)
            state = page.evaluate(
                "() => ({ touched: touched.splice(0), cookie: document.cookie, stored: localStorage.secret, name,"
                " title: document.title, polluted: {}.polluted ?? null, full: !!document.fullscreenElement,"
                " clicks: clicks--, lag })"
            )
        except Error as error:
            return [f"the app does not answer: {error.message.splitlines()[0]}"]
        for name, value in state["touched"]:
            self.offences[name].append(f"reached the app with {value}")
        expected = {
            "clicks": 1,
            "cookie": f"secret={SECRET}",
            "stored": SECRET,
            "name": "app",
            "title": "app",
        }
        expected |= {"polluted": None, "full": False}
        wrong = [f"{key} is {state[key]!r}" for key, value in expected.items() if state[key] != value]
        return wrong + [f"the app took {state['lag']:.0f} ms to notice a click"] * (state["lag"] > 1000)
