// Several results of one change, side by side; each grows while it is written, and one may be kept.

import { createPreview } from "./preview.js";

const WIDTH = 1366; // CSS pixels a page is laid out at, scaled down to its card
const PHONE = 390; // the same in a card too narrow for that
const NARROW = 240; // CSS pixels of such a card
const PATIENCE = 5000; // milliseconds to wait for what takes the focus
const WAITING = { queued: "Waits for its turn", running: "Is being written" };
const walls = new WeakMap();

/**
 * Called by Streamlit with every change of `data`:
 *
 *   results    {id, state, html, name, note, why, at}[]: `html` as far as it is written, `why` it came to nothing,
 *              `at` the path of the first change
 *   home       selector of what the focus goes to once one is kept; without one the wall leaves the focus alone
 *   small      pictures to choose a page by, not to judge it
 *   verb       of the button, if another than "Keep this one"
 */
export default function mount({ parentElement, data, setTriggerValue }) {
  if (!walls.has(parentElement)) {
    walls.set(parentElement, createWall(parentElement));
    if (data.home) takeFocus(() => parentElement.querySelector(".view"));
  }
  const wall = walls.get(parentElement);
  wall.keep = (id) => {
    setTriggerValue("keep", id);
    if (data.home) takeFocus(() => seen(data.home));
  };
  parentElement.querySelector(".variants").classList.toggle("small", Boolean(data.small));
  wall.show(data.results, data.verb);
  return () => {
    walls.delete(parentElement);
    wall.destroy();
  };
}

/** Streamlit has some buttons twice, one of them hidden. */
const seen = (selector) => [...document.querySelectorAll(selector)].find((found) => found.checkVisibility());

/** A button that is clicked and then gone leaves the focus nowhere: it goes to what has come instead. */
async function takeFocus(find) {
  for (const end = performance.now() + PATIENCE; performance.now() < end; ) {
    await new Promise(requestAnimationFrame);
    const found = document.activeElement === document.body && find();
    if (found) return found.focus({ preventScroll: true });
  }
}

function createWall(root) {
  const [host, spoken] = [".variants", ".spoken"].map((part) => root.querySelector(part));
  const cards = new Map();
  const wall = { keep() {}, show, destroy };

  function show(results, verb = "Keep this one") {
    for (const result of results) {
      if (!cards.has(result.id)) cards.set(result.id, createCard(host, () => wall.keep(result.id)));
      cards.get(result.id).show(result, verb);
    }
    const ended = results.filter(({ state }) => !(state in WAITING)).length;
    const told = `${ended} of ${results.length} are there`;
    if (told !== spoken.textContent) spoken.textContent = told;
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
  const fit = () => preview?.setWidth(shot.clientWidth < NARROW && !host.matches(".small") ? PHONE : WIDTH);
  const resized = new ResizeObserver(fit);
  resized.observe(shot);

  function picture(html, over, at) {
    words.hidden = true;
    preview ??= createPreview(shot, { title: `Preview of ${name.textContent}` });
    fit();
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
      resized.disconnect();
      preview?.destroy();
      figure.remove();
    },
  };
}
