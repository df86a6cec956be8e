// The preview pane: the page at three widths, and what can be done with it once it is there.

import { createPreview, NOTHING_LEAVES } from "./preview.js";

/** Where the reader was in each scene (a project): a pane goes on from where the last one ended. */
const left = (globalThis[Symbol.for("gdiff.scroll")] ??= new Map());

const ICONS = {
  pick: "M8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3M8 3.8a4.2 4.2 0 1 0 .01 0",
  scripts: "M5.5 4 2 8l3.5 4M10.5 4 14 8l-3.5 4",
  copy: "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z",
  download: "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
  tab: "M6.5 3h-4v10.5H13v-4M9 2.5h4.5V7M13 3 7.5 8.5",
  fullscreen: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
};

const tool = (name, label, extra = "") => `
  <button type="button" class="tool" data-tool="${name}" title="${label}" aria-label="${label}" ${extra}>
    <svg viewBox="0 0 16 16" aria-hidden="true"><path d="${ICONS[name]}"/></svg>
  </button>`;

const PANE = `
  <header>
    <h3>Preview</h3>
    <div class="widths" role="group" aria-label="Width of the preview">
      <button type="button" data-width="390" aria-pressed="false">Phone</button>
      <button type="button" data-width="820" aria-pressed="false">Tablet</button>
      <button type="button" data-width="1366" aria-pressed="true">Desktop</button>
    </div>
    <div class="tools">
      ${tool("pick", "Click an element to change only that", 'aria-pressed="false" hidden')}
      ${tool("scripts", "Run the page's scripts", 'role="switch" aria-checked="false"')}
      ${tool("copy", "Copy the source", "disabled")}
      ${tool("download", "Download the page as one file", "disabled")}
      ${tool("tab", "Open the page in a tab of its own", "disabled")}
      ${tool("fullscreen", "Show the preview on the whole screen")}
    </div>
  </header>
  <div class="stage"></div>
  <footer class="notes">
    <p class="tip" hidden>Double-click a text in the page to change it.</p>
    <p class="elsewhere" role="note" hidden></p>
    <p class="waits" role="note" hidden><span></span> <button type="button" class="run">Run its scripts</button></p>
    <p class="faults" role="note" hidden><span></span> <button type="button" class="mend" hidden>Mend this</button></p>
    <p class="old" role="note" hidden>It has no doctype: a browser lays it out by rules of old (quirks mode), preview and tab only nearly so. Lengths without a unit, colours without # and heights in per cent differ: download it to see them.</p>
  </footer>`;

/** Of what a page whose scripts run says of itself, the first that is kept. */
const HEARD = 200;
/** What to say of a page that is shown without its scripts and waits for them. */
export const WAITS = {
  veiled: "Parts of this page stay hidden until its scripts run. They are shown here all the same.",
  empty: "This page is made by its scripts, and they do not run here.",
};

/**
 * @param {HTMLElement} pane  an empty element
 * @param {{pick?: (picked: import("./preview.js").Picked) => void, retext?: (text: import("./preview.js").Retext) => void,
 *          mend?: (fault: string) => void, alone?: boolean}} told  with `pick`, elements can be picked; with `retext`,
 *   texts changed; with `mend`, what goes wrong in the page's scripts is offered to be mended; `alone`: in a tab of its own
 */
export function createPage(pane, can = {}) {
  pane.innerHTML = PANE;
  const find = (selector) => pane.querySelector(selector);
  const told = { seen, fault, closed, run: () => setScripts(true), retext: can.retext };
  const preview = createPreview(find(".stage"), told);
  const tools = Object.fromEntries([...pane.querySelectorAll("[data-tool]")].map((e) => [e.dataset.tool, e]));
  let page = null;
  let scripts = false; // a page may be anybody's: its scripts run when the reader says so
  let scene = null;
  let used = false;
  let mends = false;
  let waits = ""; // of `WAITS`, while the page's scripts do not run
  let [faults, asked, stores] = [[], new Set(), false]; // of the page's scripts, while they run

  offerWidths(pane, preview.setWidth);
  find(".tip").hidden = !can.retext;
  if (can.alone) {
    for (const part of [find(".widths"), tools.tab]) part.hidden = true;
    preview.setWidth(null);
  }

  function offer(found) {
    page = found;
    for (const name of ["copy", "download", "tab"]) tools[name].disabled = !page?.html;
    asked = new Set(page?.html ? fromElsewhere(page.html) : []);
    [faults, stores] = [[], false];
    note();
  }

  function show() {
    if (page?.html) preview.final(page.html, { scripts, at: page.at });
  }

  function seen(what) {
    waits = what.waits;
    find(".old").hidden = !what.quirks;
    note();
  }

  function fault(message) {
    if (faults.length < HEARD && !faults.includes(message)) faults.push(message);
    note();
  }

  function closed(what) {
    if (what === "storage") stores = true;
    else if (asked.size < HEARD) asked.add(what);
    note();
  }

  /** One line for each kind of thing that is otherwise here than in a browser. */
  function note() {
    const tell = (name, text) => {
      const line = find(`.${name}`);
      (line.querySelector("span") ?? line).textContent = text;
      line.hidden = !text;
    };
    const one = asked.size === 1;
    const things = one ? "1 thing of this page comes" : `${asked.size} things of this page come`;
    const loads = asked.size ? `${things} from elsewhere and ${one ? "is" : "are"} not loaded here.` : "";
    tell("elsewhere", `${loads}${stores ? " What it keeps in the browser is forgotten with the preview." : ""}`.trim());
    tell("waits", (!scripts && WAITS[waits]) || "");
    const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
    tell("faults", scripts && faults.length ? `Its scripts fail: ${faults[0]}${more}` : "");
    find(".mend").hidden = !mends;
  }

  function setScripts(on) {
    scripts = on;
    tools.scripts.setAttribute("aria-checked", String(scripts));
    offer(page);
    show();
  }

  function setPick(on) {
    tools.pick.setAttribute("aria-pressed", String(on));
    preview.setPick(on ? picked : null);
  }

  function picked(found) {
    if (found.done) setPick(false);
    if (found.done) tools.pick.focus();
    can.pick(found);
  }

  tools.pick.hidden = !can.pick;
  tools.pick.onclick = () => setPick(tools.pick.getAttribute("aria-pressed") !== "true");
  tools.scripts.onclick = () => setScripts(!scripts);
  find(".run").onclick = () => setScripts(true);
  find(".mend").onclick = () => can.mend(faults[0]);
  tools.copy.onclick = () => copy(page.html).then(() => flash(tools.copy));
  tools.download.onclick = () => download(page);
  tools.tab.onclick = () => openInTab(page, scripts);
  tools.fullscreen.onclick = () =>
    document.fullscreenElement ? document.exitFullscreen() : pane.requestFullscreen();

  const leave = () => scene && left.set(scene, preview.scroll);

  return {
    /** Begins anew, in a scene where the reader may have been before. */
    clear(wanted = null) {
      leave();
      if (used) preview.reset();
      used = false;
      scene = wanted;
      preview.scroll = left.get(scene) ?? { x: 0, y: 0 };
      offer(null);
    },
    draft(html) {
      used = true;
      preview.draft(html);
    },
    final(found) {
      used = true;
      if (found.html === page?.html) page = found;
      else offer(found);
      show();
    },
    setPick,
    setMends(on) {
      mends = Boolean(on && can.mend);
      note();
    },
    destroy() {
      leave();
      preview.destroy();
    },
  };
}

/** Lets the buttons of a pane choose the width, from the narrowest to the widest; at first by the screen's. */
export function offerWidths(pane, setWidth) {
  const buttons = [...pane.querySelectorAll("[data-width]")];
  const choose = (button) => {
    for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
    setWidth(Number(button.dataset.width));
  };
  for (const button of buttons) button.onclick = () => choose(button);
  choose(buttons.at(matchMedia("(width < 44rem)").matches ? 0 : -1));
}

/** The different addresses a page would load from: pictures, sheets, scripts, frames, media, fonts. */
function fromElsewhere(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const found = new Set();
  const add = (address) => /^(https?:)?\/\//i.test(address?.trim()) && found.add(address.trim());
  for (const e of parsed.querySelectorAll("[src]")) add(e.getAttribute("src"));
  for (const e of parsed.querySelectorAll("link[href]:not([rel=canonical])")) add(e.getAttribute("href"));
  for (const e of parsed.querySelectorAll("video[poster]")) add(e.getAttribute("poster"));
  for (const e of parsed.querySelectorAll("object[data]")) add(e.getAttribute("data"));
  for (const e of parsed.querySelectorAll("[srcset]"))
    for (const part of e.getAttribute("srcset").split(/,\s/)) add(part.trim().split(/\s/)[0]);
  const sheets = [...parsed.querySelectorAll("style")].map((e) => e.textContent);
  const styles = [...parsed.querySelectorAll("[style]")].map((e) => e.getAttribute("style"));
  const uses = /url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)/gi;
  for (const text of [...sheets, ...styles]) for (const [, a, b] of text.matchAll(uses)) add(a ?? b);
  return found;
}

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.body.appendChild(document.createElement("textarea")); // plain http, another host
  area.value = text;
  area.select();
  document.execCommand("copy");
  area.remove();
}

function flash(button) {
  button.classList.add("did");
  setTimeout(() => button.classList.remove("did"), 1200);
}

function blobUrl(html) {
  const url = URL.createObjectURL(new Blob([html], { type: "text/html;charset=utf-8" }));
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return url;
}

/** A page's title as its server has it, for pages that are being typed: mostly known where the first one ends. */
export function titleOf(html) {
  const parsed = (text) => new DOMParser().parseFromString(text, "text/html").title;
  return parsed(html.slice(0, html.search(/<\/title[\s/>]/i))) || parsed(html);
}

/** A title as a file may be called on any system: the rule of `history/archive.py`. */
export function fileName(title) {
  const words = (title || "").normalize("NFC").replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").toLowerCase().trim();
  const name = [...words.replaceAll(" ", "-")].slice(0, 60).join("").replace(/-$/, "") || "page";
  return /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/.test(name) ? `${name}-page` : name;
}

/** Gives a page away as one file, named after its title. */
export function download({ html, title }) {
  Object.assign(document.createElement("a"), { href: blobUrl(html), download: `${fileName(title)}.html` }).click();
}

/** Under this and a number a page lies in the browser's storage until its tab has taken it. */
export const HANDED = "gdiff-tab-";

/** Opens a page as it is now in a tab that outlives a reload. */
async function openInTab(page, scripts) {
  const url = new URL("tab", document.baseURI);
  const handed = { html: page.html, title: page.title, scripts, at: Date.now() };
  const there = await fetch(url, { method: "HEAD" }).then(({ headers }) => headers.has("gdiff-tab"), () => false);
  const key = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
  try {
    for (const old of Object.keys(localStorage)) if (old.startsWith(HANDED) && stale(old)) localStorage.removeItem(old);
    if (there) localStorage.setItem(HANDED + key, JSON.stringify(handed));
    url.hash = key;
  } catch {
    url.hash = ""; // no storage, or no room
  }
  if (!there || !url.hash) return openBlob(page, scripts);
  window.open(url, "_blank", "noopener");
}

/** Handed over to a tab that never came. */
const stale = (key) => Date.now() - JSON.parse(localStorage.getItem(key)).at > 60_000;

// A blob has the origin of who made it, so the tab holds only our wrapper: its policy closes the network to the
// page in the sandboxed frame too (a srcdoc document inherits it), and keeps that frame from going elsewhere.
function openBlob({ html, title }, scripts) {
  const wrapper = document.implementation.createHTMLDocument(title || "Page");
  const make = (parent, name, fields) => {
    const element = parent.appendChild(wrapper.createElement(name));
    for (const [field, value] of Object.entries(fields)) element.setAttribute(field, value);
    return element;
  };
  const policy = scripts ? `${NOTHING_LEAVES}; script-src 'unsafe-inline'` : NOTHING_LEAVES;
  make(wrapper.head, "meta", { "http-equiv": "Content-Security-Policy", content: policy });
  make(wrapper.head, "style", {}).textContent = "html, body, iframe { margin: 0; border: 0; width: 100%; height: 100%; display: block }";
  make(wrapper.body, "iframe", { sandbox: "allow-scripts", srcdoc: `<!doctype html><base href="about:srcdoc">${html.replace(/^\ufeff/, "")}` });
  const text = `<!doctype html>${wrapper.documentElement.outerHTML}`;
  // Not given back: a reload of that tab finds it as long as the app is open.
  window.open(URL.createObjectURL(new Blob([text], { type: "text/html;charset=utf-8" })), "_blank", "noopener");
}
