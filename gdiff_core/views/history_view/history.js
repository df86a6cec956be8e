// The History screen: the tree of versions with thumbnails, one version large, two side by side.

import { download, offerWidths, WAITS } from "./page.js";
import { createPreview } from "./preview.js";
import { createRow } from "./row.js";

const views = new WeakMap();
const BLANK = "<!doctype html><title></title>";
const HINT = "Choose another version in the list to compare with.";

/** Called by Streamlit with every change of `data`; `pages/history.py` says what is in it. */
export default function mount({ parentElement, data, setTriggerValue }) {
  if (!views.has(parentElement)) views.set(parentElement, createHistory(parentElement));
  const view = views.get(parentElement);
  view.tell = (action, id) => setTriggerValue("do", { action, id });
  view.show(data);
  return () => {
    views.delete(parentElement);
    view.destroy();
  };
}

function createHistory(root) {
  const find = (selector) => root.querySelector(selector);
  const [list, sides, changes, detail] = [".rows", ".sides", ".changes", ".detail"].map(find);
  const figures = [...sides.children];
  const previews = figures.map((figure) => createPreview(figure.querySelector(".stage"), { seen: (what) => note(figure, what) }));
  const rows = new Map(); // by version
  const view = { tell: null, show, destroy };
  let shown = null;

  // Thumbnails are drawn once they come into sight.
  const watcher = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) rows.get(target.dataset.id)?.draw();
  }, { root: list, rootMargin: "200px" });

  function note(figure, { waits }) {
    const words = figure.querySelector(".note");
    words.textContent = WAITS[waits] ?? "";
    words.hidden = !words.textContent;
  }

  function show(data) {
    shown = data;
    find(".count").textContent = data.count;
    find(".history").classList.toggle("paged", data.paged);
    showRows(data);
    showVersion(data);
    showChanges(data.compare);
  }

  function showRows(data) {
    const wanted = new Set(data.rows.map((row) => row.id));
    const lanes = 1 + Math.max(...data.rows.flatMap(({ rail }) => [rail.lane, ...rail.through, ...rail.joins]), 0);
    for (const [id, row] of rows)
      if (!wanted.has(id)) {
        row.destroy();
        rows.delete(id);
      }
    for (const [place, row] of data.rows.entries()) {
      if (!rows.has(row.id)) {
        rows.set(row.id, createRow(row, () => choose(row.id)));
        watcher.observe(rows.get(row.id).element);
      }
      const made = rows.get(row.id);
      made.update(row, { lanes, chosen: row.id === data.version?.id, other: row.id === data.compare?.other });
      // Only what is not in place moves: a frame that is moved loads again.
      if (list.children[place] !== made.element) list.insertBefore(made.element, list.children[place] ?? null);
    }
  }

  function choose(id) {
    view.tell(shown.comparing ? "with" : "choose", id);
  }

  function showVersion({ version, compare, comparing, may }) {
    detail.hidden = !version;
    if (!version) return;
    find(".name").textContent = version.title || "Untitled page";
    find(".made").textContent = comparing && !compare ? HINT : version.made;
    for (const button of root.querySelectorAll("[data-do]")) {
      if (button.dataset.do === "replay") button.hidden = !version.replay;
      if (button.dataset.do === "restore") button.disabled = version.newest || !may;
      if (button.dataset.do === "compare") button.setAttribute("aria-pressed", String(comparing));
    }
    figures[1].hidden = !compare;
    for (const [i, side] of (compare?.sides ?? [version]).entries()) {
      figures[i].querySelector("figcaption").textContent = compare ? `${["Before", "After"][i]}: ${side.caption}` : "";
      previews[i].final(side.html || BLANK, { scripts: false });
    }
  }

  function showChanges(compare) {
    changes.hidden = !compare;
    if (!compare) return;
    find(".sum").textContent = compare.sum;
    find(".table").innerHTML = compare.table; // from `compare.table`, where all that pages hold is text
  }

  for (const button of root.querySelectorAll("[data-do]"))
    button.onclick = () =>
      button.dataset.do === "download" ? download(shown.version) : view.tell(button.dataset.do, shown.version.id);
  offerWidths(root, (width) => previews.forEach((preview) => preview.setWidth(width)));
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = event.target.closest("li");
    if (!step || !row) return;
    (step > 0 ? row.nextElementSibling : row.previousElementSibling)?.querySelector("button").focus();
    event.preventDefault();
  });

  function destroy() {
    watcher.disconnect();
    for (const part of [...previews, ...rows.values()]) part.destroy();
  }

  return view;
}
