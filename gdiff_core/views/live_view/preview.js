/**
 * The preview of a generated page, which is untrusted from its first byte to its last.
 *
 * Two kinds of frame lie on top of each other, both sandboxed into an opaque origin, both without a network:
 *
 *   still   persistent; a nonce CSP lets nothing run but our helper, which morphs the document into each draft
 *   live    one per finished page whose scripts may run; loaded and painted behind the still, then raised
 *
 * An element is picked in the still only, where nothing but our helper runs: a page cannot pick for the reader.
 *
 * The still always holds the last good picture, so whatever a live page does to itself (navigate, blank, hang),
 * there is something sound to fall back to. Each frame talks over a private port, and what it says is taken for
 * hostile; messages to `window` are only counted, to be rid of a page that floods it.
 */

import { createAsides, oneLine } from "./asides.js";
import { PORTRAIT } from "./portrait.js";
import { openField, textAt } from "./retext.js";
import { UNVEIL } from "./unveil.js";

/** The policy of every page: it loads nothing, sends nothing, and runs only what is added as `script-src`. */
export const NOTHING_LEAVES =
  "default-src 'none'; img-src data: blob:; font-src data:; media-src data: blob:; " +
  "style-src 'unsafe-inline'; form-action 'none'";

/** With forms, so that a page's own submit handlers run; the policy sends none. */
const LIVE_SANDBOX = "allow-scripts allow-forms";
/** Messages a second that a page may send; a scrolling reader causes 60. */
const FLOOD = 240;
/** Times a still that was navigated away is opened again, per reset. */
const RESTORES = 3;
/** Milliseconds from raising a live page until its picture is surely on the screen. */
const SETTLED = 400;
/** Milliseconds that a picture of a page may take. */
const DRAWING = 5000;
/** Steps of a path to a picked element; as deep as a browser nests. */
const DEEPEST = 520;
/** Times a live page may take the focus unasked; once is a search box that means well. */
const THEFTS = 3;

/**
 * @param {Element} host  where the preview goes; it fills the host, which needs a size
 * @param {Told} told
 * @returns {{draft(html: string): void, final(html: string, options?: {scripts?: boolean}): void,
 *            setWidth(px: number | null): void, setPick(told: ((picked: Picked) => void) | null): void,
 *            scroll: {x: number, y: number}, reset(options?: {keepScroll?: boolean}): void, destroy(): void}}
 *
 * @typedef {{title?: string, seen?: (what: {waits: string, quirks: boolean}) => void, run?: () => void,
 *            fault?: (message: string) => void, closed?: (what: string) => void, retext?: (text: Retext) => void}} Told
 *   `seen`: of a finished page: whether it waits for its scripts ("veiled": it would be hidden, "empty": it would be
 *   nothing), and whether browsers lay it out by the rules of old; `run` runs its scripts; `fault`: what went wrong in
 *   them; `closed`: an address they asked for in vain, or "storage"; `retext`: a text that was clicked twice was changed, where scripts do not run
 * @typedef {{path: Path, index: number, old: string, new: string}} Retext  the element it is directly in, and which of
 *   that element's texts it is
 * @typedef {[tag: string, number: number][]} Path  from the root down, counted among siblings of that tag, from 1
 * @typedef {{path: Path | null, done: boolean}} Picked  under the pointer, or chosen (null: given up)
 */
export function createPreview(host, told = {}) {
  const stage = document.createElement("div");
  stage.style.cssText = "position:relative;overflow:hidden;width:100%;height:100%;isolation:isolate";
  host.append(stage);
  const asides = createAsides(stage, told.run);

  let still, live, rising; // frames: in service, raised, and loading behind
  let width = null; // CSS pixels of the page, or null for the host's
  let queued = null; // newest message that the still has not got yet
  let sent = null; // newest message that it did get
  let turn = 0;
  let restores = 0;
  let scroll = { x: 0, y: 0 };
  let focused = null; // where in the app the focus was last
  let used = { at: -Infinity, tab: false }; // when the app got its last key or click, and whether that was Tab
  let flood = { since: 0, count: 0 };
  let thefts = 0; // of the focus, by this live page
  let drawn = null; // who waits for a picture
  let writing = null; // ends what is written over the page, and keeps it
  let picking = null; // who is told what is picked, while picking

  function frame(srcdoc, depth, sandbox = "allow-scripts") {
    const element = document.createElement("iframe");
    element.title = told.title ?? "Preview of the page";
    element.setAttribute("sandbox", sandbox);
    element.referrerPolicy = "no-referrer";
    element.style.cssText =
      "position:absolute;top:0;border:0;color-scheme:light;transform-origin:0 0;z-index:" + depth;
    element.srcdoc = srcdoc;
    return element;
  }

  /** Puts the frame on the stage; `first` gets its port, `again` is called if it ever loads a second time. */
  function open(element, first, again) {
    let loads = 0;
    element.addEventListener("load", () => {
      loads += 1;
      if (loads > 1) return again();
      const { port1, port2 } = new MessageChannel();
      element.contentWindow.postMessage(null, "*", [port2]); // an opaque origin has no name to address
      first(port1);
    });
    stage.append(element);
    layout();
    return element;
  }

  function openStill() {
    const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))));
    const mine = { port: null, busy: false, told: false };
    still = mine;
    mine.frame = open(
      frame(head(`'nonce-${nonce}'`, script(STILL_HELPER, "runStill()", nonce)), 1),
      (port) => {
        mine.port = port;
        port.onmessage = ({ data }) => mine === still && heard(data);
        if (picking) port.postMessage({ pick: true });
        if (told.retext) port.postMessage({ texts: true });
        pump();
      },
      () => mine === still && restore(),
    );
    mine.frame.style.background = "#fff";
    mine.frame.style.opacity = "0"; // until it has a picture: no white pane in a dark theme
  }

  function restore() {
    if (restores++ >= RESTORES) return;
    still.frame.remove();
    queued ??= sent;
    openStill();
  }

  /** One message at a time: a slow frame gets the newest draft next, and nothing piles up. */
  function pump() {
    if (!still.port || still.busy || !queued) return;
    still.port.postMessage({ ...queued, scroll: live || !still.told ? scroll : null });
    still.told = true;
    still.busy = true;
    sent = queued;
    queued = null;
  }

  function heard(data) {
    if (data.scroll) {
      writing?.();
      if (!live || picking) scroll = point(data.scroll);
      return;
    }
    if ("picked" in data) return picked(data.picked);
    if (data.aside) return asides.tell(...aside(data));
    if (data.text) return write(data.text);
    if ("portrait" in data) return drawn?.(data.portrait);
    still.busy = false;
    if (data.shown === true) {
      if (data.seen && sent.turn === turn) told.seen?.({ waits: String(data.seen.waits), quirks: data.seen.quirks === true });
      still.frame.style.opacity = "1";
      if (sent.turn === turn && typeof data.html === "string") openLive(data.html, data.seen?.quirks === true);
      else if (sent.turn === turn) dropLive();
    }
    pump();
  }

  function setPick(told) {
    const started = told && !picking;
    picking = told;
    still.port?.postMessage({ pick: Boolean(told), scroll: live && started ? scroll : null });
    stack();
    if (started) still.frame.focus({ preventScroll: true });
  }

  /** The still lies above a live page while picking. */
  function stack() {
    still.frame.style.zIndex = picking ? "3" : "1";
    still.frame.inert = Boolean(live) && !picking;
    if (live) live.inert = Boolean(picking);
  }

  function picked({ path, done }) {
    picking?.({ path: isPath(path) ? path.map(([tag, n]) => [tag.slice(0, 64), n]) : null, done: done === true });
  }

  /** A field over a text of the still; what it says of the place is checked, as anybody's would be. */
  function write({ path, index, old, box, font }) {
    if (!isPath(path) || !Number.isInteger(index) || typeof old !== "string" || live || picking) return;
    const { left, width: wide } = still.frame.getBoundingClientRect();
    const scale = wide / still.frame.offsetWidth || 1;
    const [x, y, w, h] = [box.left, box.top, box.width, box.height].map((value) => (Number(value) || 0) * scale);
    const look = { text: old, size: (Number(font.size) || 16) * scale, weight: Number(font.weight) || 400 };
    const place = { left: left - stage.getBoundingClientRect().left + x, top: y, width: w, height: h };
    writing?.();
    writing = openField(stage, place, look, (text) => {
      writing = null;
      if (text !== null) told.retext({ path, index, old, new: text });
    });
  }

  function openLive(html, quirks) {
    rising?.remove();
    const helper = script(LIVE_HELPER, `runLive(${Number(scroll.x)}, ${Number(scroll.y)}, ${quirks})`);
    const mine = frame(head("'unsafe-inline'", helper) + html, 0, LIVE_SANDBOX);
    mine.inert = true;
    rising = open(
      mine,
      (port) => {
        port.onmessage = ({ data }) => {
          if (flooded() || data === null || typeof data !== "object") return;
          if (data.painted === true && mine === rising) raise();
          if (data.scroll && mine === live) scroll = point(data.scroll);
          if (mine === live || mine === rising) tried(data);
        };
      },
      () => {
        if (mine === live) asides.tell("left");
        if (mine === live) dropLive();
        else if (mine === rising) dropRising();
      },
    );
  }

  function tried(data) {
    if (data.aside) asides.tell(...aside(data));
    if (typeof data.fault === "string") told.fault?.(oneLine(data.fault, 300));
    if (typeof data.closed === "string") told.closed?.(oneLine(data.closed, 300));
  }

  function raise() {
    live?.remove();
    [live, rising] = [rising, null];
    thefts = 0;
    live.style.zIndex = "2";
    // Not at once: until its first picture is on the screen, the still must show through.
    setTimeout((raised) => (raised.style.background = "#fff"), SETTLED, live);
    stack();
  }

  function dropRising() {
    rising?.remove();
    rising = null;
  }

  function dropLive() {
    dropRising();
    live?.remove();
    live = null;
    stack();
  }

  function fromLive(source) {
    for (let at = source; at && at !== at.parent; at = at.parent)
      if (at === live?.contentWindow || at === rising?.contentWindow) return true;
    return false;
  }

  /** Counts what the live page sends, and drops the page when it is too much. */
  function flooded() {
    const now = performance.now();
    if (now - flood.since > 1000) flood = { since: now, count: 0 };
    if (++flood.count <= FLOOD) return false;
    dropLive();
    return true;
  }

  /** A page that takes the focus unasked would read what is typed: it loses the focus, in the end its scripts. */
  function guardFocus() {
    const active = host.getRootNode().activeElement;
    if (active === null || (active !== live && active !== rising)) return;
    const quiet = performance.now() - used.at; // ms; a click inside a frame is user activation, and no event here
    const clicked = navigator.userActivation?.isActive && quiet > 5000;
    const pointed = active.matches(":hover") && quiet > 1000;
    if (used.tab || clicked || pointed || matchMedia("(hover: none)").matches) return;
    thefts += 1;
    if (thefts >= THEFTS) dropLive();
    setTimeout(() => focused?.focus({ preventScroll: true })); // not at once: the frame has it still
  }

  function layout() {
    const [room, height] = [stage.clientWidth, stage.clientHeight];
    if (!room) return;
    const page = width ?? room;
    const scale = Math.min(1, room / page);
    for (const { style } of stage.querySelectorAll("iframe")) {
      style.left = `${(room - page * scale) / 2}px`;
      style.width = `${page}px`;
      style.height = `${height / scale}px`;
      style.transform = scale < 1 ? `scale(${scale})` : "";
    }
  }

  function give(html, final, scripts, at = null) {
    const latest = queued ?? sent;
    if (!html.trim()) return;
    if (latest?.html === html && latest.final === final && latest.scripts === scripts) return;
    asides.clear();
    queued = { html, final, scripts, at, turn: ++turn };
    pump();
  }

  function reset({ keepScroll = false } = {}) {
    stage.replaceChildren();
    writing = null;
    live = rising = queued = sent = null;
    restores = 0;
    if (!keepScroll) scroll = { x: 0, y: 0 };
    openStill();
    stack();
  }

  const resized = new ResizeObserver(layout);
  resized.observe(stage);
  const gone = new AbortController();
  const listen = (type, handle) => addEventListener(type, handle, { capture: true, signal: gone.signal });
  const use = (event) => (used = { at: performance.now(), tab: event.key === "Tab" });
  listen("keydown", use);
  listen("pointerdown", use);
  listen("focusin", (event) => (focused = event.composedPath()[0]));
  listen("blur", guardFocus);
  listen("message", (event) => fromLive(event.source) && flooded());
  openStill();

  return {
    /** Shows an unfinished page, nothing of which runs. As often as you like: the newest wins, once a frame. */
    draft: (html) => give(String(html), false, false),
    /**
     * Shows a finished page; `scripts` runs the page's own, `at` is a path that is brought into sight.
     * The same page again changes nothing.
     */
    final: (html, { scripts = false, at = null } = {}) => give(String(html), true, scripts === true, at),
    /**
     * Shows a finished page as `final` does, and draws it from its top.
     * @param {{width: number, height: number}} size  of the picture, in pixels
     * @returns {Promise<string | null>} a JPEG as a `data:` address; null where it cannot be had
     */
    portrait(html, size) {
      queued = { html: String(html), final: true, scripts: false, at: null, portrait: size, turn: ++turn };
      pump();
      return new Promise((done) => {
        const timer = setTimeout(() => drawn(null), DRAWING);
        drawn = (picture) => {
          clearTimeout(timer);
          done(/^data:image\/jpeg;base64,[\w+/=]+$/.test(picture) ? picture : null);
        };
      });
    },
    /** Lays the page out `px` CSS pixels wide, scaled down to fit; null is the host's own width. */
    setWidth(px) {
      width = px > 0 ? Number(px) : null;
      layout();
    },
    /** Has the reader pick an element, by pointer or arrow keys, until told null; a live page waits meanwhile. */
    setPick,
    /** Where the reader is, in CSS pixels of the page; may be set, before a page is given. */
    get scroll() {
      return { ...scroll };
    },
    set scroll(at) {
      scroll = point(at);
    },
    /** Starts over with new frames: for a new job, or when a page hangs. */
    reset,
    destroy() {
      resized.disconnect();
      gone.abort();
      stage.remove();
    },
  };
}

const STILL_HELPER = [
  ...[guardLinks, guardControls, clean, weigh, morph, tame, atRest, ofOld, settle, pathOf, picker, textAt, ...UNVEIL, ...PORTRAIT, runStill],
];
const LIVE_HELPER = [guardLinks, forgetful, speak, listenForFaults, atRest, ofOld, settle, runLive];

/** What stands before the page: the doctype, a base that leaks no address, the policy, the helper. */
function head(scripts, helper) {
  const policy = `${NOTHING_LEAVES}; base-uri 'none'; script-src ${scripts}`;
  return (
    '<!doctype html><base href="about:srcdoc">' +
    `<meta http-equiv="Content-Security-Policy" content="${policy}">${helper}`
  );
}

/** The functions below the next line travel as text: they may use each other, and nothing above. */
function script(functions, start, nonce = "") {
  return `<script nonce="${nonce}">(() => {"use strict";\n${functions.join("\n")}\n${start}})()</` + "script>";
}

const aside = ({ aside: found }) => (Array.isArray(found) ? [String(found[0]), found[1] ?? ""] : [""]);

function isPath(path) {
  const sound = (step) => Array.isArray(step) && typeof step[0] === "string" && Number.isInteger(step[1]);
  return Array.isArray(path) && path.length <= DEEPEST && path.every(sound);
}

function point({ x, y }) {
  const whole = (value) => (Number.isFinite(value) && value > 0 ? Math.min(Math.round(value), 1e7) : 0);
  return { x: whole(x), y: whole(y) };
}

// ---- inside the frames ---------------------------------------------------------------------------------------

/** Anchors scroll, without leaving entries in the app's history; every other link only says where it leads. */
function guardLinks(tell) {
  const hrefOf = (event) => {
    const link = event.composedPath().find((node) => node.localName === "a" || node.localName === "area");
    return (link?.getAttribute("href") ?? link?.getAttribute("xlink:href"))?.trim();
  };
  const stop = (event) => {
    const href = hrefOf(event);
    if (href === undefined || href.startsWith("#")) return;
    event.preventDefault();
    tell("link", href);
  };
  const jump = (event) => {
    const href = hrefOf(event);
    if (event.defaultPrevented || !href?.startsWith("#")) return; // the page may have its own idea of a jump
    event.preventDefault();
    location.replace(`about:srcdoc${href}`);
  };
  addEventListener("click", stop, true);
  addEventListener("auxclick", stop, true);
  addEventListener("click", jump);
}

/** What would be sent, or waits for scripts, says so where nothing runs; `waits` tells whether the page has scripts. */
function guardControls(tell, waits) {
  const CONTROL = "button, [role=button], input:is([type=submit], [type=button], [type=image])";
  const BY_ITSELF = "[popovertarget], [commandfor], [type=reset]";
  addEventListener("click", (event) => {
    const control = event.composedPath().find((node) => node instanceof Element && node.matches(CONTROL));
    if (!control || control.matches(BY_ITSELF) || control.closest("a[href]")) return;
    const form = control.closest("form");
    if (waits()) tell("script");
    else if (form && control.type !== "button") tell("form", form.getAttribute("action") ?? "");
  });
}

/**
 * Takes out what could load, embed or navigate, all of a tag, so that what stays is found by its number among siblings.
 * Template contents too: a real load may unfold them.
 */
function clean(root) {
  const outward = "base, link, iframe, frame, object, embed, applet, portal, fencedframe";
  for (const element of root.querySelectorAll(outward)) element.remove();
  for (const meta of root.querySelectorAll("meta[http-equiv]")) meta.removeAttribute("http-equiv");
  for (const template of root.querySelectorAll("template")) clean(template.content);
}

/** How much there is to see: characters of text, and 20 for each picture or control. */
function weigh(body) {
  if (!body) return 0;
  const length = (node) => node.textContent.replace(/\s+/g, " ").trim().length;
  let mass = length(body) + 20 * body.querySelectorAll("img, svg, canvas, video, input, button, hr").length;
  for (const unseen of body.querySelectorAll("style, noscript, title")) mass -= length(unseen);
  return Math.max(0, mass);
}

/** Makes `from` equal to `to`, keeping every node it can: no flash, and running animations go on. */
function morph(from, to) {
  for (const { namespaceURI, localName } of [...from.attributes])
    if (!to.hasAttributeNS(namespaceURI, localName)) from.removeAttributeNS(namespaceURI, localName);
  for (const attribute of to.attributes) // as nodes: the parser knows names that setAttribute refuses
    if (from.getAttributeNS(attribute.namespaceURI, attribute.localName) !== attribute.value)
      from.setAttributeNodeNS(attribute.cloneNode());
  let old = from.firstChild;
  if (old?.localName === "base") old = old.nextSibling; // ours: drafts have none left
  for (let node = to.firstChild, next; node; node = next) {
    next = node.nextSibling;
    const after = old?.nextSibling ?? null;
    const same = old?.nodeName === node.nodeName && old.namespaceURI === node.namespaceURI;
    if (!old) from.append(node);
    else if (!same) old.replaceWith(node);
    else if (node.nodeType === Node.ELEMENT_NODE) morph(old, node);
    else if (old.data !== node.data) old.data = node.data;
    old = after;
  }
  for (let after; old; old = after) {
    after = old.nextSibling;
    old.remove();
  }
}

/** Keeps fields from standing in for properties of their form or document (`<img name=body>` is `document.body`). */
function tame(root) {
  for (const element of root.querySelectorAll("form, img")) Element.prototype.removeAttribute.call(element, "name");
  for (const image of root.querySelectorAll("form img[id]")) if (image.id in HTMLFormElement.prototype) image.id = "";
  for (const field of root.querySelectorAll("input, button, select, textarea, output, fieldset"))
    field.setAttribute("form", "");
}

/** Animations stand at their end: no draft begins one anew, and nobody who wants less motion gets more. */
function atRest() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    "*, *::before, *::after { animation-duration: 0s !important; animation-delay: 0s !important;" +
      " animation-iteration-count: 1 !important; transition: none !important; scroll-behavior: auto !important }" +
      " html { overflow-anchor: none }",
  );
  return sheet;
}

/**
 * What browsers do with a page that has no doctype, as far as a sheet can: a `srcdoc` document is never in quirks mode
 * (https://html.spec.whatwg.org/multipage/parsing.html#the-initial-insertion-mode). In a layer, below the page's own.
 */
function ofOld() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    "@layer gdiff-old { html { min-height: 100% } body { min-height: calc(100vh - 16px) }" +
      " table { white-space: initial; line-height: initial; font: initial; font-family: inherit; text-align: initial }" +
      " form { margin-block-end: 1em } img[align=left i] { margin-right: 3px } img[align=right i] { margin-left: 3px } }",
  );
  return sheet;
}

/** Ends the animations that end, so that a picture the reader has already does not fade in again. */
function settle() {
  for (const animation of Document.prototype.getAnimations.call(document))
    if (Number.isFinite(animation.effect.getComputedTiming().endTime)) animation.finish();
}

function pathOf(element) {
  const steps = [];
  for (; element; element = element.parentElement) {
    let number = 1;
    for (let twin = element; (twin = twin.previousElementSibling); ) number += twin.localName === element.localName;
    steps.unshift([element.localName, number]);
  }
  return steps;
}

/**
 * Shows the element under the pointer and tells which one is chosen. Arrow keys walk the tree from there: up to what is
 * around it, down to what is in it, left and right to its neighbours; Enter chooses, Escape gives up.
 */
function picker(tell) {
  const CROSSHAIR = "* { cursor: crosshair !important }";
  const sheet = new CSSStyleSheet();
  let gone = null; // ends the listeners
  let at = null;

  function show(element, done = false) {
    at = element;
    const steps = pathOf(at);
    const chain = steps.map(([tag, n]) => `${CSS.escape(tag)}:nth-of-type(${n})`).join(" > ");
    sheet.replaceSync(
      `${CROSSHAIR} ${chain} { outline: 2px solid #0a7cff !important; outline-offset: -2px !important;` +
        " box-shadow: inset 0 0 0 100vmax #0a7cff22 !important }",
    );
    tell({ path: steps, done });
  }

  function walk(event) {
    const here = at?.isConnected ? at : document.body;
    const next = {
      ArrowUp: here.parentElement,
      ArrowDown: here.firstElementChild,
      ArrowLeft: here.previousElementSibling,
      ArrowRight: here.nextElementSibling,
    };
    if (event.key === "Escape") tell({ path: null, done: true });
    else if (event.key === "Enter") show(here, true);
    else if (event.key in next) show(next[event.key] ?? here);
    else return;
    event.preventDefault();
    at?.scrollIntoView({ block: "nearest" });
  }

  function start() {
    gone = new AbortController();
    at = null;
    sheet.replaceSync(CROSSHAIR);
    const listen = (type, handle) => addEventListener(type, handle, { capture: true, signal: gone.signal });
    const hold = (event) => (event.preventDefault(), event.stopImmediatePropagation());
    for (const type of ["pointerdown", "mousedown", "auxclick", "submit", "dragstart"]) listen(type, hold);
    listen("pointermove", ({ target }) => target instanceof Element && target !== at && show(target));
    listen("click", (event) => (hold(event), event.target instanceof Element && show(event.target, true)));
    listen("keydown", walk);
  }

  function stop() {
    gone?.abort();
    sheet.replaceSync("");
  }

  const set = (on) => {
    stop();
    if (on) start();
    else gone = null;
  };
  return { sheet, set, busy: () => gone !== null };
}

/** The still's helper: the only script that runs there. */
function runStill() {
  const PATIENCE = 700; // ms for which a draft that shows far less than the picture before is held back
  const rest = atRest();
  const old = ofOld();
  const pick = picker((picked) => port.postMessage({ picked }));
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const rootOf = Object.getOwnPropertyDescriptor(Document.prototype, "documentElement").get;
  let port;
  let good = { html: "", mass: 0 };
  let scripted = false; // the page has scripts, which do not run here
  let poorSince = null;
  let quirks = false; // what was parsed last has no doctype
  let wanted = { x: 0, y: 0 }; // where the reader is
  let put = { x: 0, y: 0 }; // where we could put them: less, while the page is shorter

  const here = () => ({ x: scrollX, y: scrollY });
  const differ = (a, b) => Math.abs(a.x - b.x) >= 1 || Math.abs(a.y - b.y) >= 1;

  function hold(mass) {
    if (mass > 0 && mass >= good.mass / 2) poorSince = null;
    else poorSince ??= performance.now();
    return mass === 0 || (poorSince !== null && performance.now() - poorSince < PATIENCE);
  }

  const ACTS = "script:not([type*=json i], [type=importmap], [type=speculationrules]), [onload], [onclick], [onsubmit]";

  function paint(root) {
    scripted = root.querySelector(ACTS) !== null;
    tame(root);
    for (const element of root.querySelectorAll("script")) element.remove();
    for (const element of [root, ...root.querySelectorAll("*")])
      for (const { name } of [...element.attributes])
        if (/^on|^autofocus$/i.test(name)) element.removeAttribute(name);
    morph(document.documentElement, root);
    if (differ(here(), wanted)) scrollTo({ left: wanted.x, top: wanted.y, behavior: "instant" });
    put = here();
  }

  function parse(html) {
    const text = html.replace(/^\ufeff/, ""); // as when it is read from a file
    const parsed = new DOMParser().parseFromString(text, "text/html");
    const root = rootOf.call(parsed);
    quirks = parsed.compatMode === "BackCompat";
    clean(root);
    return root;
  }

  /** Only to spare the console 60 reports a second: the policy stops handlers, and `paint` drops them. */
  const withoutHandlers = (tag) => tag.replace(/\son\w+\s*=/gi, " data-off=");
  const HIDES = /opacity|visibility/i;
  const seen = () => document.body.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  function draft(html) {
    const root = parse(html.replace(/<[a-z][^>]*>/gi, withoutHandlers));
    const mass = weigh(root.querySelector("body"));
    if (hold(mass)) return false;
    document.adoptedStyleSheets = [rest, ...(quirks ? [old] : []), pick.sheet];
    paint(root);
    if (HIDES.test(html)) unveil(false); // its script comes last
    if (!seen() && good.html) return paint(parse(good.html)), false;
    good = { html, mass };
    return true;
  }

  function final(html, scripts) {
    const root = parse(html);
    const whole = scripts ? root.outerHTML : null;
    good = { html, mass: weigh(root.querySelector("body")) };
    const sheets = [...(quirks ? [old] : []), pick.sheet];
    // At rest while it is looked at: what is on its way in is no more hidden than what is there.
    document.adoptedStyleSheets = [rest, ...sheets];
    paint(root);
    const unfinished = !/<\/html\s*>/i.test(html);
    const veiled = document.body !== null && (scripted || unfinished) && unveil(scripted);
    if (!calm.matches) document.adoptedStyleSheets = sheets;
    settle();
    return { whole, waits: scripted && veiled ? "veiled" : scripted && weigh(document.body) === 0 ? "empty" : "" };
  }

  function show(message) {
    const answer = { shown: false };
    try {
      wanted = message.scroll ?? wanted;
      if (message.final) {
        const { whole, waits } = final(message.html, message.scripts);
        answer.html = whole;
        answer.seen = { waits, quirks };
      }
      answer.shown = message.final || draft(message.html);
      if (message.final && message.at) reveal(message.at);
    } finally {
      port.postMessage(answer);
    }
    if (!message.portrait) return;
    const given = (picture) => port.postMessage({ portrait: picture });
    portrait(message.portrait).then(given, () => given(null));
  }

  /** Scrolls to an element that is out of sight, so that a change is seen. */
  function reveal(path) {
    const chain = path.map(([tag, n]) => `${CSS.escape(tag)}:nth-of-type(${n})`).join(" > ");
    const { top, bottom } = document.querySelector(chain)?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight };
    if (top < innerHeight && bottom > 0) return;
    const middle = scrollY + (top + bottom - innerHeight) / 2;
    scrollTo({ left: scrollX, top: bottom - top > innerHeight ? scrollY + top : middle, behavior: "instant" });
  }

  function rewrite(event) {
    const text = pick.busy() ? null : textAt(event);
    if (text) port.postMessage({ text });
  }

  function choose({ pick: on, scroll }) {
    if (scroll) scrollTo({ left: scroll.x, top: scroll.y, behavior: "instant" });
    pick.set(on);
  }

  addEventListener("scroll", () => {
    if (!port || !differ(here(), put)) return;
    wanted = put = here();
    port.postMessage({ scroll: wanted });
  });
  addEventListener("message", (event) => {
    if (event.source !== parent || port) return;
    [port] = event.ports;
    // One message is under way at a time, so a frame has one draft at most; a final need not wait for a frame.
    port.onmessage = ({ data }) => {
      if ("pick" in data) choose(data);
      else if (data.texts) addEventListener("dblclick", rewrite);
      else if (data.final) show(data);
      else requestAnimationFrame(() => show(data));
    };
  });
  const tell = (...aside) => pick.busy() || port?.postMessage({ aside });
  guardLinks(tell);
  guardControls(tell, () => scripted);
  document.currentScript.remove();
}

/** A storage that lasts as long as the page: an opaque origin has none, and scripts die of asking for it. */
function forgetful(used) {
  const items = new Map();
  const methods = {
    getItem: (key) => items.get(String(key)) ?? null,
    setItem: (key, value) => (used(), void items.set(String(key), String(value))),
    removeItem: (key) => void items.delete(String(key)),
    clear: () => items.clear(),
    key: (index) => [...items.keys()][index] ?? null,
    get length() {
      return items.size;
    },
  };
  return new Proxy(methods, {
    get: (own, key) => (key in own ? own[key] : items.get(key)),
    set: (own, key, value) => (own.setItem(key, value), true),
    has: (own, key) => key in own || items.has(key),
    deleteProperty: (own, key) => (items.delete(key), true),
    ownKeys: () => [...items.keys()],
    getOwnPropertyDescriptor: (own, key) =>
      items.has(key) ? { value: items.get(key), enumerable: true, configurable: true, writable: true } : undefined,
  });
}

/** What a sandboxed page may not ask a reader or a browser is told instead, and the page goes on. */
function speak(tell, used) {
  const define = (on, name, descriptor) => Object.defineProperty(on, name, { configurable: true, ...descriptor });
  const say = (name, act) => define(window, name, { writable: true, value: act });
  say("alert", (text = "") => tell("alert", String(text)));
  say("confirm", (text = "") => (tell("confirm", String(text)), true));
  say("prompt", (text = "", usual = null) => (tell("prompt", String(text)), usual));
  say("print", () => tell("print"));
  say("open", (to = "") => (tell("open", String(to)), null));
  for (const name of ["localStorage", "sessionStorage"]) define(window, name, { value: forgetful(used) });
  const jar = new Map();
  const put = (text) => {
    const [, name, value] = String(text).match(/^([^=;]*)=?([^;]*)/);
    used();
    jar.set(name.trim(), value.trim());
  };
  define(document, "cookie", { get: () => [...jar].map((pair) => pair.join("=")).join("; "), set: put });
  addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method === "dialog") return;
    event.preventDefault();
    tell("form", event.target.getAttribute("action") ?? "");
  });
}

/** What goes wrong in the page's scripts, and what they ask for in vain. */
function listenForFaults(post) {
  const MOST = 20; // a page that fails in each of its animation frames is not heard for ever
  let count = 0;
  const fault = (text) => count++ < MOST && post({ fault: String(text) });
  addEventListener("error", ({ message }) => message && fault(message));
  addEventListener("unhandledrejection", ({ reason }) => fault(reason));
  const usual = console.error;
  console.error = (...said) => {
    usual.apply(console, said);
    fault(said.join(" "));
  };
  addEventListener("securitypolicyviolation", ({ effectiveDirective: kind, blockedURI }) => {
    if (kind === "form-action") post({ aside: ["form", blockedURI] });
    else if (/^(connect|worker|child)-src$/.test(kind) && count++ < MOST) post({ closed: blockedURI });
  });
}

/** The live page's helper: it shares the realm with the page's scripts, so nobody relies on it. */
function runLive(x, y, quirks) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  document.adoptedStyleSheets = [...(calm ? [atRest()] : []), ...(quirks ? [ofOld()] : [])];
  const tick = requestAnimationFrame.bind(window);
  const later = setTimeout.bind(window);
  let port;
  let stores = false;
  const early = []; // said before there is a port
  const post = (message) => (port ? port.postMessage(message) : early.push(message));
  const tell = (...aside) => post({ aside });
  const used = () => !stores && ((stores = true), post({ closed: "storage" }));
  speak(tell, used);
  listenForFaults(post);
  addEventListener("message", (event) => {
    if (event.source !== parent || port) return;
    event.stopImmediatePropagation();
    [port] = event.ports;
    for (const message of early.splice(0)) post(message);
    scrollTo({ left: x, top: y, behavior: "instant" });
    settle();
    const painted = () => port.postMessage({ painted: true });
    tick(() => tick(painted));
    later(painted, 1000); // no animation frames in a hidden tab
    let told = false;
    addEventListener("scroll", () => {
      if (told) return;
      told = true;
      tick(() => {
        told = false;
        port.postMessage({ scroll: { x: scrollX, y: scrollY } });
      });
    });
  });
  guardLinks(tell);
  document.currentScript.remove();
}
