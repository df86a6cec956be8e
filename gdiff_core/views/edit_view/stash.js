// Unsaved text, kept in the browser: it outlives a reload, a crash and the server, and nobody else sees it.

const PREFIX = "gdiff-unsaved-";
const MOST = 8; // versions whose unsaved text is kept; the oldest goes first

/** @returns {{text: string, at: number} | null}  `at` in ms since 1970 */
export function recall(id) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + id));
  } catch {
    return null;
  }
}

export function forget(id) {
  localStorage.removeItem(PREFIX + id);
}

/** Kept if there is room for it; the text is in the editor all the same. */
export function stash(id, text) {
  try {
    localStorage.setItem(PREFIX + id, JSON.stringify({ text, at: Date.now() }));
    for (const key of stashed().slice(MOST)) localStorage.removeItem(key);
  } catch (error) {
    console.info("Unsaved text is not kept in this browser:", error.name);
  }
}

/** Keys, the newest first. */
function stashed() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  const at = (key) => recall(key.slice(PREFIX.length))?.at ?? 0;
  return keys.sort((a, b) => at(b) - at(a));
}
