// The canvas: one cell a position, made once; a frame touches only the cells that changed.

const ACCEPTED = 1;
const LOCKED = 2;
const HEADER = 8; // bytes: u16 block, step, n, reserved
const LEVELS = 6; // of certainty, from the entropy byte
const USUAL = 256; // positions of a canvas
const LONG = 5; // letters that a cell has room for in its usual size

const BLANK = { "\n": "↵", "\t": "⇥", " ": "·" };
const visible = (text) => text.replace(/[\n\t]|^ +$/g, (found) => BLANK[found] ?? "·".repeat(found.length));

/** @param {HTMLElement} host */
export function createCanvas(host) {
  const texts = new Map();
  let cells = [];
  let ids = [];
  let looks = [];

  // Long tokens are cut off; the whole of one is made only for who points at it.
  host.addEventListener("pointerover", ({ target }) => {
    const text = texts.get(ids[cells.indexOf(target)]);
    if (text) target.title = text;
  });

  function resize(n) {
    cells = Array.from({ length: n }, () => document.createElement("span"));
    for (const cell of cells) cell.append(""); // a text whose data changes costs less than a new one
    ids = new Array(n).fill(-1);
    looks = new Array(n).fill("");
    host.replaceChildren(...cells);
  }

  return {
    /** @param {[number, string][]} pairs */
    learn(pairs) {
      for (const [id, text] of pairs) texts.set(id, text);
    },
    /** @param {ArrayBuffer} buffer a frame as `render.frame_bytes` packs it */
    paint(buffer) {
      const [block, step, n] = new Uint16Array(buffer, 0, 3);
      const draft = new Uint32Array(buffer, HEADER, n);
      const flags = new Uint8Array(buffer, HEADER + 4 * n, n);
      const entropy = new Uint8Array(buffer, HEADER + 5 * n, n);
      if (cells.length !== n) resize(n);
      for (let i = 0; i < n; i++) {
        const text = texts.get(draft[i]) ?? "";
        const state = flags[i] & LOCKED ? "locked" : flags[i] & ACCEPTED ? "accepted" : "redrawn";
        const fresh = state === "accepted" && !looks[i].startsWith("accepted") ? " fresh" : "";
        const look = `${state}${fresh} e${Math.min(LEVELS - 1, (entropy[i] * LEVELS) >> 7)}${text.trim() ? "" : " blank"}${text.length > LONG ? " long" : ""}`;
        if (looks[i] !== look) cells[i].className = looks[i] = look;
        if (ids[i] !== draft[i]) {
          ids[i] = draft[i];
          cells[i].firstChild.data = visible(text);
        }
      }
      return { block, step };
    },
    /** Empty cells: the place is taken before the first frame comes. */
    clear() {
      resize(USUAL);
    },
  };
}
