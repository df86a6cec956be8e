// The race of the lab: the same page written two ways, each lane with its source, its page and its figures.

import { createPreview } from "./preview.js";

const views = new WeakMap();

/**
 * Called by Streamlit with every change of `data`:
 *
 *   race   id of the race
 *   lanes  of both ways: {text, html, figures, share, over}
 */
export default function mount({ parentElement, data }) {
  if (!views.has(parentElement)) views.set(parentElement, createRace(parentElement));
  const view = views.get(parentElement);
  view.show(data);
  return () => {
    views.delete(parentElement);
    view.destroy();
  };
}

function createRace(root) {
  const lanes = [...root.querySelectorAll(".lane")].map(createLane);
  let race;
  return {
    show(data) {
      if (race !== undefined && race !== data.race) for (const lane of lanes) lane.reset();
      race = data.race;
      data.lanes.forEach((lane, i) => lanes[i].show(lane));
    },
    destroy() {
      for (const lane of lanes) lane.destroy();
    },
  };
}

function createLane(element) {
  const find = (selector) => element.querySelector(selector);
  const [figures, bar, typed] = [".figures", "progress", ".typed"].map(find);
  const preview = createPreview(find(".stage"));
  preview.setWidth(900);
  return {
    show({ text, html, figures: told, share, over }) {
      figures.textContent = told;
      bar.value = share;
      element.dataset.state = over ? "over" : "running";
      if (typed.textContent !== text) {
        typed.textContent = text;
        typed.scrollTop = typed.scrollHeight;
      }
      if (over) preview.final(html);
      else preview.draft(html);
    },
    reset: () => preview.reset(),
    destroy: () => preview.destroy(),
  };
}
