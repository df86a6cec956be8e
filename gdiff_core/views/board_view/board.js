// A Sudoku: 81 fields to type in, and the same filled by a job's frames while the model denoises.

import { fromBase64, openChannel } from "./channel.js";

const HEADER = 8; // bytes of a frame: u16 block, step, n, reserved
const LOCKED = 2;
const LEVELS = 6; // of certainty, from the entropy byte
const CELLS = [...Array(81).keys()];
const UNITS = [...Array(9).keys()].flatMap((i) => [
  CELLS.filter((c) => Math.floor(c / 9) === i),
  CELLS.filter((c) => c % 9 === i),
  CELLS.filter((c) => 3 * Math.floor(c / 27) + Math.floor((c % 9) / 3) === i),
]);
const MOVES = { ArrowUp: -9, ArrowDown: 9, ArrowLeft: -1, ArrowRight: 1 };
const WORDS = { queued: "Waiting", running: "Solving", stopped: "Stopped", failed: "Failed" };
const OVER = ["done", "stopped", "failed"];
const views = new WeakMap();

/**
 * Called by Streamlit with every change of `data`:
 *
 *   puzzle    81 characters, a dot for a free cell
 *   turn      another number each time the puzzle is another one
 *   show      id of the job that solves it, or null
 *   ticket    lets this browser watch it
 *   way       "socket": open the channel of the job; "relay": its messages come with the data
 *   messages  what the channel would have said: (string | {bytes})[]
 */
export default function mount({ parentElement, data, setStateValue, setTriggerValue }) {
  if (!views.has(parentElement)) views.set(parentElement, createView(parentElement));
  const view = views.get(parentElement);
  view.ask = { setStateValue, setTriggerValue };
  view.show(data);
  return () => {
    views.delete(parentElement);
    view.destroy();
  };
}

/** Cells whose digit stands twice in a unit. */
function conflicts(digits) {
  const twice = (unit, cell) => unit.some((other) => other !== cell && digits[other] === digits[cell]);
  return new Set(UNITS.flatMap((unit) => unit.filter((cell) => digits[cell] && twice(unit, cell))));
}

function createView(root) {
  const find = (selector) => root.querySelector(selector);
  const section = find(".sudoku");
  const view = { ask: {}, show, destroy };
  const fields = CELLS.map(field);
  let [shown, turn, channel, latest, told] = [null, null, null, null, null];
  let job = {};
  let passes = 0;

  for (let row = 0; row < 9; row++) {
    const line = document.createElement("div");
    line.setAttribute("role", "row");
    line.append(...fields.slice(9 * row, 9 * row + 9).map((f) => f.parentElement));
    find(".board").append(line);
  }

  function field(cell) {
    const box = document.createElement("div");
    const input = document.createElement("input");
    box.className = "cell";
    box.setAttribute("role", "gridcell");
    Object.assign(input, { inputMode: "numeric", autocomplete: "off", tabIndex: cell ? -1 : 0 });
    input.setAttribute("aria-label", `Row ${Math.floor(cell / 9) + 1}, column ${(cell % 9) + 1}`);
    input.onfocus = () => input.select();
    input.oninput = () => typed(cell);
    input.onkeydown = (event) => pressed(event, cell);
    input.onpaste = (event) => pasted(event);
    box.append(input);
    return input;
  }

  // --- typing ---

  const text = () => fields.map((f) => f.value || ".").join("");
  const changed = () => view.ask.setStateValue("typed", [turn, text()]);

  function typed(cell) {
    fields[cell].value = fields[cell].value.replace(/[^1-9]/g, "").slice(-1);
    given();
    changed();
  }

  function pressed(event, cell) {
    if (event.key in MOVES) {
      const next = cell + MOVES[event.key];
      event.preventDefault();
      if (next < 0 || next > 80) return;
      fields[cell].tabIndex = -1;
      fields[next].tabIndex = 0;
      fields[next].focus();
    } else if ([" ", "0", "."].includes(event.key) && !fields[cell].readOnly) {
      event.preventDefault();
      fields[cell].value = "";
      typed(cell);
    }
  }

  function pasted(event) {
    const found = event.clipboardData.getData("text");
    if (found.trim().length < 2 || event.target.readOnly) return;
    event.preventDefault();
    view.ask.setTriggerValue("pasted", found);
  }

  // --- painting ---

  function paint(digits, looks, wrong) {
    for (const cell of CELLS) {
      const look = `${looks[cell]}${wrong.has(cell) ? " wrong" : ""}`;
      const value = digits[cell] ? String(digits[cell]) : "";
      if (fields[cell].className !== look) fields[cell].className = look;
      if (fields[cell].value !== value) fields[cell].value = value;
    }
  }

  function given() {
    const digits = fields.map((f) => Number(f.value));
    paint(digits, digits.map((digit) => (digit ? "given" : "free")), conflicts(digits));
    const count = digits.filter(Boolean).length;
    find(".figures").textContent = count ? `${count} givens` : "";
  }

  function lay(puzzle) {
    for (const cell of CELLS) fields[cell].value = puzzle[cell] === "." ? "" : puzzle[cell];
    given();
  }

  function frame(buffer) {
    const idle = latest === null;
    latest = buffer;
    if (!idle) return channel?.seen();
    soon(() => {
      const n = new Uint16Array(latest, 0, 3)[2];
      const digits = new Uint32Array(latest, HEADER, n);
      const flags = new Uint8Array(latest, HEADER + 4 * n, n);
      const entropy = new Uint8Array(latest, HEADER + 5 * n, n);
      const level = (cell) => Math.min(LEVELS - 1, Math.ceil((entropy[cell] * LEVELS) / 140));
      const looks = CELLS.map((cell) => (flags[cell] & LOCKED ? "given" : `free e${level(cell)}`));
      passes = new Uint16Array(latest, 0, 3)[1];
      const wrong = conflicts(digits);
      paint(digits, looks, wrong);
      const broken = wrong.size ? `, ${wrong.size} in conflict` : "";
      find(".figures").textContent = `pass ${passes}${broken}`;
      tell();
      latest = null;
      channel?.seen();
    });
  }

  // A hidden tab gets no animation frames; it must still acknowledge, or the end would never be sent.
  function soon(work) {
    let waiting = true;
    const once = () => waiting && ((waiting = false), latest && work());
    requestAnimationFrame(once);
    setTimeout(once, 250);
  }

  // --- the job ---

  function tell() {
    const solved = job.state === "done" && !job.unmet?.length;
    const count = `${passes} ${passes === 1 ? "pass" : "passes"}`;
    const end = solved ? `Solved in ${count}` : `Not solved in ${count}. ${job.unmet?.join(" ")}`;
    const words = job.error || (job.state === "done" ? end : (WORDS[job.state] ?? ""));
    if (find(".verdict").textContent !== words) find(".verdict").textContent = words;
    section.dataset.state = solved ? "solved" : (job.state ?? "idle");
    find(".stop").hidden = !["queued", "running"].includes(job.state);
  }

  const hear = (message) => heard[message.type]?.(message);
  const heard = {
    job(message) {
      job = message;
      if (job.state !== "done") tell(); // the last frame comes first: it says in how many passes
    },
    over() {
      tell();
      if (OVER.includes(job.state) && told !== shown) view.ask.setTriggerValue("over", (told = shown));
    },
    unknown({ error }) {
      job = { state: "failed", error };
      tell();
    },
  };

  function show({ puzzle, turn: now, show: wanted, ticket, way, messages }) {
    if (now !== turn || (wanted !== shown && !wanted)) lay(puzzle);
    turn = now;
    if (wanted !== shown) start(wanted, ticket, way, puzzle);
    for (const message of messages) {
      if (message.bytes) frame(fromBase64(message.bytes));
      else hear(JSON.parse(message));
    }
  }

  function start(wanted, ticket, way, puzzle) {
    channel?.close();
    [channel, latest, shown, passes] = [null, null, wanted, 0];
    job = wanted ? { state: "queued" } : {};
    for (const input of fields) input.readOnly = Boolean(wanted);
    if (wanted) lay(puzzle);
    tell();
    if (!wanted || way !== "socket") return;
    channel = openChannel(wanted, ticket, {
      message: hear,
      frame,
      unreachable: () => view.ask.setStateValue("unreachable", true),
    });
  }

  function destroy() {
    channel?.close();
  }

  find(".stop").onclick = () => {
    channel?.stop();
    view.ask.setTriggerValue("stop", shown);
  };
  return view;
}
