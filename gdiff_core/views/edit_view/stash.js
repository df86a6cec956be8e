// Unsaved text, kept in the browser: it outlives a reload, a crash and the server, and nobody else sees it. Each load of
// the app keeps its own, so that two tabs do not write over each other. Where a browser keeps nothing, all else goes on.

const PREFIX = "gdiff-unsaved-";
const MOST = 12; // texts that are kept; the oldest goes first
const LOAD = (globalThis[Symbol.for("gdiff.load")] ??= Math.random().toString(36).slice(2));

/** Where this load of the app keeps its unsaved text of a version. */
const own = (id) => `${PREFIX}${id}-${LOAD}`;

/**
 * The newest text of a version that is not known yet, of whichever load.
 *
 * @param {(text: string) => boolean} known
 * @returns {{text: string, at: number, key: string} | undefined}  `at` in ms since 1970
 */
export function recall(id, known) {
  const texts = stashed().filter(({ key }) => key === PREFIX + id || key.startsWith(`${PREFIX}${id}-`));
  return texts.find(({ text }) => typeof text === "string" && !known(text));
}

/** @param {string} id  of a version, for what this load keeps of it; or the key of a text that was recalled */
export function forget(id) {
  tried(() => localStorage.removeItem(id.startsWith(PREFIX) ? id : own(id)));
}

/** Kept if there is room for it; the text is in the editor all the same. */
export function stash(id, text) {
  tried(() => {
    localStorage.setItem(own(id), JSON.stringify({ text, at: Date.now() }));
    for (const { key } of stashed().slice(MOST)) localStorage.removeItem(key);
  });
}

/** The newest first. */
function stashed() {
  const read = (key) => tried(() => ({ ...JSON.parse(localStorage.getItem(key)), key }));
  const keys = tried(() => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) ?? [];
  return keys.map((key) => read(key) ?? { key, at: 0 }).sort((a, b) => b.at - a.at);
}

function tried(act) {
  try {
    return act();
  } catch (error) {
    console.info("Unsaved text is not kept in this browser:", error.name);
    return undefined;
  }
}
