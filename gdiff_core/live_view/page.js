// The preview pane: the page at three widths, and what can be done with it once it is there.

import { createPreview } from "./preview.js";

/** @param {HTMLElement} pane */
export function createPage(pane) {
  const preview = createPreview(pane.querySelector(".stage"));
  const widths = [...pane.querySelectorAll("[data-width]")];
  const tools = Object.fromEntries([...pane.querySelectorAll("[data-tool]")].map((e) => [e.dataset.tool, e]));
  let page = null;
  let used = false;

  function setWidth(button) {
    for (const other of widths) other.setAttribute("aria-pressed", String(other === button));
    preview.setWidth(Number(button.dataset.width));
  }
  for (const button of widths) button.onclick = () => setWidth(button);
  const narrow = matchMedia("(width < 44rem)").matches;
  setWidth(widths.at(narrow ? 0 : -1));

  function offer(found) {
    page = found;
    for (const name of ["copy", "download", "tab"]) tools[name].disabled = !page?.html;
  }

  tools.copy.onclick = () => copy(page.html).then(() => flash(tools.copy));
  tools.download.onclick = () => download(page);
  tools.tab.onclick = () => openInTab(page);
  tools.fullscreen.onclick = () =>
    document.fullscreenElement ? document.exitFullscreen() : pane.requestFullscreen();

  return {
    clear() {
      if (used) preview.reset();
      used = false;
      offer(null);
    },
    draft(html) {
      used = true;
      preview.draft(html);
    },
    final(found) {
      used = true;
      if (found.html) preview.final(found.html, { scripts: true });
      offer(found);
    },
    destroy: () => preview.destroy(),
  };
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

function download({ html, title }) {
  const name = (title || "page").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  Object.assign(document.createElement("a"), { href: blobUrl(html), download: `${name || "page"}.html` }).click();
}

// A blob has the origin of who made it, so the tab holds only our wrapper: its policy closes the network to the
// page in the sandboxed frame too (a srcdoc document inherits it), and keeps that frame from going elsewhere.
const SEALED =
  "default-src 'none'; img-src data: blob:; font-src data:; media-src data: blob:; style-src 'unsafe-inline'; " +
  "script-src 'unsafe-inline'; form-action 'none'";

function openInTab({ html, title }) {
  const wrapper = document.implementation.createHTMLDocument(title || "Page");
  const make = (parent, name, fields) => {
    const element = parent.appendChild(wrapper.createElement(name));
    for (const [field, value] of Object.entries(fields)) element.setAttribute(field, value);
    return element;
  };
  make(wrapper.head, "meta", { "http-equiv": "Content-Security-Policy", content: SEALED });
  make(wrapper.head, "style", {}).textContent = "html, body, iframe { margin: 0; border: 0; width: 100%; height: 100%; display: block }";
  make(wrapper.body, "iframe", { sandbox: "allow-scripts", srcdoc: `<!doctype html><base href="about:srcdoc">${html}` });
  window.open(blobUrl(`<!doctype html>${wrapper.documentElement.outerHTML}`), "_blank", "noopener");
}
