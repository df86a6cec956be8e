// Earlier wishes by the arrow keys, as in a shell: up in the empty box, then further up, or down again.

const BOX = '[data-testid="stChatInputTextArea"]';
const setValue = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set; // React hides its own

/**
 * @param {() => string[]} wishes  the newest first
 * @returns {() => void} ends it
 */
export function recallWishes(wishes) {
  const listen = (event) => {
    const { target: box, key } = event;
    const step = { ArrowUp: 1, ArrowDown: -1 }[key];
    if (!step || !box.matches?.(BOX) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const known = ["", ...wishes()];
    const at = known.indexOf(box.value); // what a person has begun to write stays
    const next = at < 0 ? undefined : known[at + step];
    if (next === undefined) return;
    event.preventDefault();
    setValue.call(box, next);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.setSelectionRange(next.length, next.length);
  };
  document.addEventListener("keydown", listen, true);
  return () => document.removeEventListener("keydown", listen, true);
}
