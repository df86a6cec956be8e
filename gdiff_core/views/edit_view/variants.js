// Several results of one change, side by side; each grows while it is written, and one may be kept.

import { createPreview } from "./preview.js";

const WIDTH = 1366; // CSS pixels a page is laid out at, scaled down to its card
const WAITING = { queued: "Waits for its turn", running: "Is being written" };
const walls = new WeakMap();

/**
 * Called by Streamlit with every change of `data`:
 *
 *   results    {id, state, html, name, note, why, at}[]: `html` as far as it is written, `why` it came to nothing,
 *              `at` the path of the first change
 *   small      pictures to choose a page by, not to judge it
 *   verb       of the button, if another than "Keep this one"
 */
export default function mount({ parentElement, data, setTriggerValue }) {
  if (!walls.has(parentElement)) walls.set(parentElement, createWall(parentElement));
  const wall = walls.get(parentElement);
  wall.keep = (id) => setTriggerValue("keep", id);
  parentElement.querySelector(".variants").classList.toggle("small", Boolean(data.small));
  wall.show(data.results, data.verb);
  return () => {
    walls.delete(parentElement);
    wall.destroy();
  };
}

function createWall(root) {
  const host = root.querySelector(".variants");
  const cards = new Map();
  const wall = { keep() {}, show, destroy };

  function show(results, verb = "Keep this one") {
    for (const result of results) {
      if (!cards.has(result.id)) cards.set(result.id, createCard(host, () => wall.keep(result.id)));
      cards.get(result.id).show(result, verb);
    }
    for (const [id, card] of cards) {
      if (results.some((result) => result.id === id)) continue;
      card.destroy();
      cards.delete(id);
    }
  }

  function destroy() {
    for (const card of cards.values()) card.destroy();
  }

  return wall;
}

function createCard(host, keep) {
  const figure = host.appendChild(document.createElement("figure"));
  figure.className = "variant";
  figure.innerHTML =
    '<div class="shot"><p></p></div>' +
    '<figcaption><b></b><span></span><button type="button" class="keep">Keep this one</button></figcaption>';
  const [shot, words, name, note, button] = ["div", "p", "b", "span", "button"].map((e) => figure.querySelector(e));
  button.onclick = keep;
  let preview = null;

  function picture(html, over, at) {
    words.hidden = true;
    preview ??= createPreview(shot);
    preview.setWidth(WIDTH);
    if (over) preview.final(html, { at });
    else preview.draft(html);
  }

  return {
    show({ state, html, at, ...about }, verb) {
      name.textContent = about.name;
      note.textContent = about.note;
      note.title = about.note;
      words.textContent = about.why || WAITING[state] || "";
      words.setAttribute("role", about.why ? "alert" : "note");
      button.hidden = state !== "done";
      button.textContent = verb;
      button.setAttribute("aria-label", `${verb.split(" ")[0]} ${about.name}`);
      if (html && !about.why) picture(html, state === "done", at);
    },
    destroy() {
      preview?.destroy();
      figure.remove();
    },
  };
}
