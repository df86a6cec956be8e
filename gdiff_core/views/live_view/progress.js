// How far it is, in one line and in figures; the two buttons beside it, and what a screen reader is told.

const one = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const rate = (number) => (number < 10 ? one : whole).format(number);
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

const PACE = 200; // ms between two looks at the figures: nobody reads faster, and each lays the bar out anew
const put = (element, text) => element.textContent === text || (element.textContent = text);

const around = (seconds) => (seconds < 90 ? `${Math.max(5, 5 * Math.round(seconds / 5))} s` : `${Math.round(seconds / 60)} min`);

/** @param {{position: number, own: number, expects: number}} message of a job that waits; seconds, 0 for unknown */
function line({ position, own, expects }) {
  const mine = !own ? "" : own === position ? (own === 1 ? ", yours" : ", all yours") : `, ${own} yours`;
  return `Waiting, ${position} ahead${mine}${expects ? `, about ${around(expects)}` : ""}`;
}

const WORDS = { queued: "Waiting", running: "Writing", done: "Done", stopped: "Stopped", failed: "Failed", stored: "Saved" };

/**
 * @param {HTMLElement} view that has the bar, the figures and `.spoken`, a polite live region
 */
export function createProgress(view) {
  const find = (selector) => view.querySelector(selector);
  const figures = Object.fromEntries([...view.querySelectorAll("[data-figure]")].map((e) => [e.dataset.figure, e]));
  const spoken = find(".spoken");
  const track = find(".track");
  let job, committed, current, anchor, timer, ticked, thinking;

  function clear() {
    clearInterval(timer);
    [job, committed, current, thinking] = [{ state: "idle" }, [], { block: 0, step: 0 }, false];
    for (const figure of Object.values(figures)) figure.textContent = "–";
    figures.line.textContent = "";
    track.firstElementChild.style.transform = "scaleX(0)";
    find(".stop").hidden = find(".again").hidden = true;
  }

  const elapsed = () => job.seconds + (job.state === "running" ? (performance.now() - anchor) / 1000 : 0);
  const say = (text) => (spoken.textContent = text);
  const unmet = () => job.state === "done" && job.unmet?.length > 0;
  const unused = () => job.state === "done" && job.unused?.length > 0; // which words, the brief above says
  const end = () => (unmet() ? "Not all as asked" : unused() ? "Written, not all used" : WORDS[job.state]);

  function tick() {
    const forwards = sum(committed.map(([, steps]) => steps));
    const [tokens, seconds] = [sum(committed.map(([count]) => count)), committed.at(-1)?.[3]];
    const running = current.block >= committed.length ? current.step : 0;
    ticked = performance.now();
    put(figures.steps, whole.format(forwards + running));
    if (current.step) where(current);
    put(figures.line, far(forwards + running));
    if (!committed.length) return;
    if (!current.step) put(figures.block, String(committed.length));
    if (forwards) put(figures.forward, one.format(tokens / forwards));
    if (tokens) put(figures.rate, rate(tokens / seconds));
  }

  /** What one who only watches wants to know. */
  function far(steps) {
    const many = steps === 1 ? "1 step" : `${whole.format(steps)} steps`;
    const taken = job.state === "running" && current.step ? `step ${figures.step.textContent}` : many;
    return [...(steps ? [taken] : []), `${one.format(elapsed())} s`].map((part) => ` · ${part}`).join("");
  }

  function where({ block, step }) {
    if (job.state === "running") put(figures.state, thinking ? "Thinking" : WORDS.running);
    put(figures.block, String(block + 1));
    const most = Math.max(step, job.budget); // a block that is taken up again may take more
    put(figures.step, step > job.budget ? `${step}` : `${step} of ${job.budget}`);
    track.firstElementChild.style.transform = `scaleX(${step / most})`;
    track.setAttribute("aria-valuenow", step);
    track.setAttribute("aria-valuemax", most);
  }

  function job_(message) {
    job = message;
    anchor = performance.now();
    const waiting = message.state === "queued";
    const starting = message.state === "running" && !current.step && !committed.length;
    const words = waiting ? line(message) : starting ? "Starting" : end();
    find(".prompt").textContent = message.prompt;
    figures.state.textContent = words;
    find(".stop").hidden = !["queued", "running"].includes(message.state);
    find(".again").hidden = !["stopped", "failed"].includes(message.state) && !unmet();
    clearInterval(timer);
    if (message.state === "running") timer = setInterval(tick, 500); // frames tick too
    if (message.state !== "done") say(message.error ? `${words}. ${message.error}` : words);
    if (!waiting) tick();
  }

  clear();
  return {
    clear,
    job: job_,
    thinking(on) {
      thinking = on;
      say(on ? "Thinking first" : "Writing");
    },
    /** @param {{block: number, step: number}} now */
    frame(now) {
      const first = !current.step;
      current = now;
      if (first || performance.now() - ticked >= PACE) tick();
    },
    /** @param {[number, number, boolean, number][]} blocks tokens, steps, converged, seconds since the start */
    blocks(blocks) {
      committed = blocks;
      if (job.state === "running") put(figures.state, WORDS.running);
      tick();
      const steps = blocks.at(-1)[1];
      if (steps) say(`Block ${blocks.length} committed after ${steps} steps`);
    },
    /** The end of a text, which is read elsewhere. */
    told() {
      tick();
      if (job.state === "done") say(WORDS.done);
    },
    over({ title, complete }) {
      tick();
      if (job.state !== "done") return;
      if (!complete) figures.state.textContent = "Done, cut short";
      const left = unused() ? `Not used: ${job.unused.join(", ")}.` : "";
      if (unmet()) return say(`Not all as asked. ${job.unmet.join(" ")} ${left}`);
      const named = `${title || "a page without a title"}${complete ? "" : ", cut short"}`;
      say(left ? `Written: ${named}. ${left}` : `Done: ${named}`);
    },
  };
}
