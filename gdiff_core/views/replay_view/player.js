// The player of a recorded run: canvas and preview move together, by hand or by the clock.

import { createCanvas } from "./canvas.js";
import { createPreview } from "./preview.js";
import { createCurves } from "./curves.js";
import { CORRECTED, readRun } from "./record.js";

const SHORTEST = 1 / 60; // seconds that a step is shown for, at least and at most: nobody waits for a slow model
const LONGEST = 0.5;
const NOTHING = "<!doctype html><title></title>"; // before there is a page
const two = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const share = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 0 });

/**
 * @param {ParentNode} root  holds what `player.html` says
 * @param {{branch?: (step: number) => void}} [can]
 */
export function createPlayer(root, { branch } = {}) {
  const find = (selector) => root.querySelector(selector);
  const [section, range, play] = [".player", ".range", ".play"].map(find);
  const [speed, next, failure] = [".speed", ".next", ".failure"].map(find);
  const figures = Object.fromEntries([...root.querySelectorAll("[data-figure]")].map((e) => [e.dataset.figure, e]));
  const text = [...root.querySelectorAll(".text span")];
  const grid = find(".grid");
  const canvas = createCanvas(grid);
  const preview = createPreview(find(".stage"));
  const curves = createCurves(find(".curves"), seek);
  const gone = new AbortController();
  let run = { steps: [], commits: [] };
  let times = []; // seconds at which each step comes up at speed 1
  let [now, clock, timer, final, marked] = [0, 0, 0, "", []];

  const playing = () => timer !== 0;
  const end = () => run.steps.length - 1;

  /**
   * @param {{run: string, prompt: string, final?: string, opening?: boolean}} data  `run` packed, as base64;
   *   `opening`: at the beginning, not at the page that came of it
   */
  async function show(data) {
    pause();
    section.dataset.state = "loading";
    section.dataset.mode = data.mode ?? "page";
    find(".prompt").textContent = data.prompt;
    try {
      run = await readRun(data.run);
    } catch (error) {
      return fail(`The run cannot be shown here. ${error.message}`);
    }
    if (!run.steps.length) return fail("This run took no step: all of it was copied.");
    failure.hidden = true;
    final = data.final ?? "";
    times = run.steps.map(({ seconds }, i) => Math.min(LONGEST, Math.max(SHORTEST, seconds - run.steps[i - 1]?.seconds || 0)));
    for (let i = 1; i < times.length; i++) times[i] += times[i - 1];
    canvas.clear();
    canvas.learn(run.texts);
    curves.show(run);
    range.max = end();
    next.disabled = !run.steps[end()].corrections;
    section.dataset.state = "ready";
    seek(data.opening ? 0 : end());
  }

  function fail(message) {
    section.dataset.state = "failed";
    failure.textContent = message;
    failure.hidden = false;
  }

  function paint(index) {
    const step = run.steps[(now = index)];
    for (const cell of marked) cell.classList.remove("corrected", "now");
    canvas.paint(step.buffer);
    mark(step);
    const parts = step.parts();
    for (const [i, part] of parts.entries()) if (text[i].textContent !== part) text[i].textContent = part;
    follow(text[1]);
    curves.move(index);
    range.value = index;
    tell(step);
  }

  /** Cells that lost an accepted token in this block: for good, and strongly in the step that changed them. */
  function mark(step) {
    const seen = new Set();
    for (let at = step; at; at = at.before)
      at.flags.forEach((flag, i) => flag & CORRECTED && seen.add(i));
    marked = [...seen].map((i) => grid.children[i]);
    for (const i of seen) grid.children[i].classList.add("corrected");
    step.flags.forEach((flag, i) => flag & CORRECTED && grid.children[i].classList.add("now"));
  }

  function tell(step) {
    const whole = run.steps[end()];
    figures.block.textContent = `${step.block + 1} of ${whole.block + 1}`;
    figures.step.textContent = step.step;
    figures.time.textContent = `${two.format(step.seconds)} s`;
    figures.nats.textContent = `${two.format(step.nats)} nats`;
    figures.accepted.textContent = share.format(step.accepted);
    figures.corrections.textContent = `${step.corrections} of ${whole.corrections}`;
    const words = `Step ${step.index + 1} of ${run.steps.length}`;
    find(".position").textContent = words;
    range.setAttribute("aria-valuetext", `${words}, block ${step.block + 1}`);
  }

  /** Keeps the draft in sight, without moving anything but its own box. */
  function follow(draft) {
    const box = draft.parentElement;
    const top = draft.offsetTop - box.offsetTop;
    box.scrollTop = Math.max(0, Math.min(top - 8, top + draft.offsetHeight - box.clientHeight / 2));
  }

  /** As it was: nothing held back. The end of the run shows the page that was kept. */
  function settle() {
    const page = run.steps[now].page();
    preview.final((now === end() && final) || page || NOTHING);
  }

  function seek(index) {
    pause();
    paint(Math.max(0, Math.min(end(), index)));
    settle();
  }

  function pause() {
    cancelAnimationFrame(timer);
    timer = 0;
    play.setAttribute("aria-label", "Play");
    section.classList.remove("playing");
  }

  function toggle() {
    if (playing()) return seek(now);
    if (now === end()) seek(0);
    clock = times[now];
    play.setAttribute("aria-label", "Pause");
    section.classList.add("playing");
    let before = performance.now();
    const tick = (at) => {
      clock += (Math.min(250, Math.max(0, at - before)) / 1000) * Number(speed.value);
      before = at;
      let index = now;
      while (index < end() && times[index + 1] <= clock) index++;
      if (index === end()) return seek(index);
      if (index !== now) {
        paint(index);
        preview.draft(run.steps[index].page());
      }
      timer = requestAnimationFrame(tick);
    };
    timer = requestAnimationFrame(tick);
  }

  function nextCorrection() {
    const found = run.steps.findIndex((step) => step.index > now && step.corrected);
    seek(found >= 0 ? found : run.steps.findIndex((step) => step.corrected));
  }

  function press(event) {
    const target = event.composedPath()[0];
    if (section.dataset.state !== "ready" || event.altKey || event.ctrlKey || event.metaKey) return;
    if (target !== range && target.closest?.("input, textarea, select, [contenteditable]")) return;
    const far = event.shiftKey ? 10 : 1;
    const moves = { ArrowLeft: now - far, ArrowRight: now + far, Home: 0, End: end() };
    if (event.key in moves) seek(moves[event.key]);
    else if (event.key === " " && !target.closest?.("button, a")) toggle();
    else return;
    event.preventDefault();
  }

  /** What a cell that was corrected had been, for who points at it. */
  function explain({ target }) {
    const i = [...grid.children].indexOf(target);
    if (i < 0 || !target.classList.contains("corrected")) return;
    const lines = [];
    for (let at = run.steps[now]; at; at = at.before)
      if (at.flags[i] & CORRECTED) {
        const [was, is] = [at.before.draft[i], at.draft[i]].map((token) => JSON.stringify(run.texts[token][1]));
        lines.unshift(`step ${at.step}: ${was} had been accepted, changed to ${is}`);
      }
    target.title = lines.join("\n");
  }

  function choose(name, value) {
    section.dataset[name] = value;
    for (const button of root.querySelectorAll(`[data-set-${name}]`))
      button.setAttribute("aria-pressed", String(button.getAttribute(`data-set-${name}`) === value));
  }

  for (const button of root.querySelectorAll("[data-set-tint]"))
    button.onclick = () => choose("tint", button.dataset.setTint);
  for (const button of root.querySelectorAll("[data-set-width]"))
    button.onclick = () => {
      choose("width", button.dataset.setWidth);
      preview.setWidth(Number(button.dataset.setWidth));
    };
  root.querySelector(`[data-set-width="${matchMedia("(width < 44rem)").matches ? 390 : 1366}"]`).click();
  choose("tint", "entropy");
  play.onclick = toggle;
  next.onclick = nextCorrection;
  find(".back").onclick = () => seek(now - 1);
  find(".forth").onclick = () => seek(now + 1);
  find(".branch").hidden = !branch;
  find(".branch").onclick = () => branch(now);
  range.oninput = () => seek(Number(range.value));
  grid.addEventListener("pointerover", explain);
  addEventListener("keydown", press, { signal: gone.signal });

  /**
   * Draws the page as it stood at some steps, in a frame of its own that nobody sees.
   * @param {number[]} indices  @param {{width: number, height: number}} size  of a picture, in pixels
   * @returns {Promise<(string | null)[]>} `data:` addresses; null: as the one before it, or nothing
   */
  async function portray(indices, size) {
    const host = section.appendChild(document.createElement("div"));
    const page = 1366; // CSS pixels that the page is laid out for
    host.inert = true;
    host.style.cssText = `position:fixed;left:-9999px;top:0;width:${page}px;height:${(page * size.height) / size.width}px`;
    const stage = createPreview(host);
    const pictures = [];
    let last = "";
    for (const index of indices) {
      const html = (index === end() && final) || run.steps[index].page();
      pictures.push(html && html !== last ? await stage.portrait(html, size) : null);
      last = html || last;
      find(".position").textContent = `Drawing ${pictures.length} of ${indices.length}`;
    }
    stage.destroy();
    host.remove();
    tell(run.steps[now]);
    return pictures;
  }

  return {
    show,
    portray,
    destroy() {
      pause();
      gone.abort();
      preview.destroy();
    },
  };
}
