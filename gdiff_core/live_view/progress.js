// The line of figures, the two buttons beside it, and what a screen reader is told.

const one = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const rate = (number) => (number < 10 ? one : whole).format(number);
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

const WORDS = { queued: "Waiting", running: "Writing", done: "Done", stopped: "Stopped", failed: "Failed" };

/**
 * @param {HTMLElement} bar
 * @param {HTMLElement} spoken a polite live region
 */
export function createProgress(bar, spoken) {
  const find = (selector) => bar.querySelector(selector);
  const figures = Object.fromEntries([...bar.querySelectorAll("[data-figure]")].map((e) => [e.dataset.figure, e]));
  const track = find(".track");
  let job, committed, current, anchor, timer;

  function clear() {
    clearInterval(timer);
    [job, committed, current] = [{ state: "idle" }, [], { block: 0, step: 0 }];
    for (const figure of Object.values(figures)) figure.textContent = "–";
    track.firstElementChild.style.transform = "scaleX(0)";
    find(".stop").hidden = find(".again").hidden = true;
  }

  const elapsed = () => job.seconds + (job.state === "running" ? (performance.now() - anchor) / 1000 : 0);
  const say = (text) => (spoken.textContent = text);

  function tick() {
    const forwards = sum(committed.map(([, steps]) => steps));
    const [tokens, seconds] = [sum(committed.map(([count]) => count)), committed.at(-1)?.[3]];
    const running = current.block >= committed.length ? current.step : 0;
    figures.elapsed.textContent = `${one.format(elapsed())} s`;
    figures.steps.textContent = whole.format(forwards + running);
    if (!committed.length) return;
    figures.forward.textContent = one.format(tokens / forwards);
    figures.rate.textContent = rate(tokens / seconds);
  }

  function job_(message) {
    job = message;
    anchor = performance.now();
    const waiting = message.state === "queued";
    const words = waiting ? `Waiting, ${message.position} ahead` : WORDS[message.state];
    find(".prompt").textContent = message.prompt;
    figures.state.textContent = words;
    find(".stop").hidden = !["queued", "running"].includes(message.state);
    find(".again").hidden = !["stopped", "failed"].includes(message.state);
    clearInterval(timer);
    if (message.state === "running") timer = setInterval(tick, 500); // frames tick too
    if (message.state !== "done") say(message.error ? `${words}. ${message.error}` : words);
    if (!waiting) tick();
  }

  clear();
  return {
    clear,
    job: job_,
    frame({ block, step }) {
      current = { block, step };
      figures.block.textContent = block + 1;
      figures.step.textContent = `${step} of ${job.budget}`;
      tick();
      track.firstElementChild.style.transform = `scaleX(${step / job.budget})`;
      track.setAttribute("aria-valuenow", step);
      track.setAttribute("aria-valuemax", job.budget);
    },
    /** @param {[number, number, boolean, number][]} blocks tokens, steps, converged, seconds since the start */
    blocks(blocks) {
      committed = blocks;
      tick();
      say(`Block ${blocks.length} committed after ${blocks.at(-1)[1]} steps`);
    },
    over({ title, complete }) {
      tick();
      if (job.state !== "done") return;
      if (!complete) figures.state.textContent = "Done, cut short";
      say(`Done: ${title || "a page without a title"}${complete ? "" : ", cut short"}`);
    },
  };
}
