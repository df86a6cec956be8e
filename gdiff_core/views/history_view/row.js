// One version in the list: its place in the tree, a thumbnail, who made it, what changed.

import { createPreview } from "./preview.js";

const SVG = "http://www.w3.org/2000/svg";
const LANE = 12; // px
const HEIGHT = 84;
const MIDDLE = HEIGHT / 2;
const LAYOUT = 1280; // px that a thumbnail's page is laid out for

/** @param {{id: string, html: string | null}} row  @param {() => void} choose */
export function createRow(row, choose) {
  const element = document.createElement("li");
  element.dataset.id = row.id;
  const make = (parent, name, kind) => Object.assign(parent.appendChild(document.createElement(name)), { className: kind });
  const rail = element.appendChild(document.createElementNS(SVG, "svg"));
  rail.setAttribute("aria-hidden", "true");
  const button = make(element, "button", "row");
  button.type = "button";
  button.onclick = choose;
  const thumb = make(button, "span", "thumb");
  thumb.inert = true;
  thumb.setAttribute("aria-hidden", "true");
  const words = make(button, "span", "words");
  const [title, prompt, facts] = ["title", "asked", "facts"].map((kind) => make(words, "span", kind));
  let preview = null;

  function drawRail({ lane, through, joins, root }, lanes) {
    rail.replaceChildren();
    const x = (at) => LANE * at + LANE / 2 + 3;
    const draw = (name, fields) => {
      const made = rail.appendChild(document.createElementNS(SVG, name));
      for (const [field, value] of Object.entries(fields)) made.setAttribute(field, value);
    };
    const width = x(lanes - 1) + LANE / 2 + 5;
    for (const [field, value] of Object.entries({ width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` })) rail.setAttribute(field, value);
    for (const at of through) draw("path", { d: `M${x(at)} 0V${HEIGHT}` });
    for (const at of joins) draw("path", { d: at === lane ? `M${x(at)} 0V${MIDDLE}` : `M${x(at)} 0C${x(at)} ${MIDDLE} ${x(lane)} 8 ${x(lane)} ${MIDDLE}` });
    if (!root) draw("path", { d: `M${x(lane)} ${MIDDLE}V${HEIGHT}` });
    draw("circle", { cx: x(lane), cy: MIDDLE, r: 4 });
  }

  return {
    element,
    update(row, { chosen, other, lanes }) {
      drawRail(row.rail, lanes);
      title.textContent = row.title || "Untitled page";
      if (row.newest) make(title, "span", "newest").textContent = "newest";
      prompt.textContent = row.words;
      facts.textContent = row.facts;
      element.dataset.kind = row.kind;
      element.classList.toggle("chosen", chosen);
      element.classList.toggle("other", other);
      button.setAttribute("aria-current", String(chosen));
      button.title = row.words;
    },
    /** The thumbnail, once it is in sight. */
    draw() {
      if (preview || !row.html) return;
      preview = createPreview(thumb);
      preview.setWidth(LAYOUT);
      preview.final(row.html, { scripts: false });
    },
    destroy() {
      preview?.destroy();
      element.remove();
    },
  };
}
