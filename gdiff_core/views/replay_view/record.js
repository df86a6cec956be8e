// A recorded run, from the bytes that `gdiff_core/replay.py` packs; their layout is written down there.

const FORMAT = 1;
const HEADER = 8; // bytes of a frame as `render.frame_bytes` packs it, before its rows
export const CORRECTED = 8;
const CHANGED = 16;

/**
 * @param {string} base64
 * @returns {Promise<{steps: object[], commits: object[], texts: [number, string][]}>}
 */
export async function readRun(base64) {
  const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  if (String.fromCharCode(...data.subarray(0, 3)) !== "GDR") throw new Error("This is not a recorded run.");
  if (data[3] !== FORMAT) throw new Error("This run was recorded by a newer version of the program.");
  const unpacked = new Blob([data.subarray(4)]).stream().pipeThrough(new DecompressionStream("deflate"));
  const body = new Uint8Array(await new Response(unpacked).arrayBuffer());
  const length = new DataView(body.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(body.subarray(4, 4 + length)));
  const steps = readSteps(header, body.subarray(4 + length));
  return { steps, commits: readTexts(header, steps), texts: [...header.texts.entries()] };
}

function readSteps({ steps: columns, blocks }, planes) {
  const total = columns.n.reduce((sum, n) => sum + n, 0);
  const tokens = planes.subarray(2 * total);
  const third = tokens.length / 3;
  const firsts = new Set(blocks.reduce((found, [count]) => [...found, found.at(-1) + count], [0]));
  const steps = [];
  let [at, arrived, corrections] = [0, 0, 0];
  for (const [index, n] of columns.n.entries()) {
    const buffer = new ArrayBuffer(HEADER + 6 * n);
    const draft = new Uint32Array(buffer, HEADER, n);
    const flags = new Uint8Array(buffer, HEADER + 4 * n, n);
    const entropy = new Uint8Array(buffer, HEADER + 5 * n, n);
    new Uint16Array(buffer, 0, 3).set([columns.block[index], columns.step[index], n]);
    const before = firsts.has(index) ? null : steps.at(-1);
    let corrected = 0;
    for (let i = 0; i < n; i++, at++) {
      const cell = planes[at];
      flags[i] = (cell & ~CHANGED) ^ (before?.flags[i] ?? 0);
      entropy[i] = planes[total + at] + (before?.entropy[i] ?? 0);
      corrected += flags[i] & CORRECTED ? 1 : 0;
      if (!(cell & CHANGED)) draft[i] = before.draft[i];
      else draft[i] = tokens[arrived] | (tokens[third + arrived] << 8) | (tokens[2 * third + arrived++] << 16);
    }
    corrections += corrected;
    const figures = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[index]]));
    steps.push({ ...figures, index, buffer, draft, flags, entropy, corrected, corrections, before });
  }
  return steps;
}

const apply = (text, patches) => {
  let [made, at] = ["", 0];
  for (const [start, end, put] of patches) {
    made += text.slice(at, start) + put;
    at = end;
  }
  return made + text.slice(at);
};

/** Gives each step its text, in three parts; returns the commits with theirs. */
function readTexts({ texts, patches, blocks, commits }, steps) {
  const waiting = [...commits];
  const committed = [];
  let [last, at] = ["", 0];
  for (const [count, outline, split] of [...blocks, [0, [], 0]]) {
    while (waiting.length && waiting[0][1] <= at) {
      const [block, after, tokens, used, converged, finish, seconds, changes] = waiting.shift();
      last = apply(last, changes);
      committed.push({ block, after, tokens, steps: used, converged, finish, seconds, text: last });
    }
    const around = apply(last, outline);
    const [head, tail] = [around.slice(0, split), around.slice(split)];
    for (const step of steps.slice(at, at + count)) {
      const middle = () => apply(Array.from(step.draft, (token) => texts[token]).join(""), patches[step.index]);
      step.parts = () => [head, middle(), tail];
      step.page = () => step.parts().join("").slice(step.start, step.end);
    }
    at += count;
    if (count) last = steps[at - 1].parts().join("");
  }
  return committed;
}
