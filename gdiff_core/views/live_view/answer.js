// The pane of a text: what is said, its draft paler; what was thought before it lies folded.

const PANE = `
  <header><h3>Text</h3></header>
  <details class="thought" hidden><summary>Thought</summary><p></p></details>
  <p class="said" tabindex="0" role="region" aria-label="The text so far"><span></span><span class="draft"></span><span></span></p>`;

/** @param {HTMLElement} pane  an empty element */
export function createAnswer(pane) {
  pane.innerHTML = PANE;
  const said = pane.querySelector(".said");
  const [before, draft, behind] = said.children;
  const thought = pane.querySelector(".thought");
  const put = (element, text) => element.textContent === text || (element.textContent = text);
  let words = [];

  // Places count characters as Python does, not UTF-16 units.
  const slice = (start, end) => words.slice(start, end).join("");

  return {
    say({ text, thought: thinking, draft: [start, end] }) {
      const following = said.scrollHeight - said.scrollTop - said.clientHeight < 40;
      words = Array.from(text);
      put(before, slice(0, start));
      put(draft, slice(start, end));
      put(behind, slice(end));
      put(thought.lastElementChild, thinking);
      thought.hidden = !thinking;
      if (following && !behind.textContent) said.scrollTop = said.scrollHeight;
      else if (behind.textContent && start < end) said.scrollTop = Math.max(0, draft.offsetTop - said.offsetTop - said.clientHeight / 2);
    },
    clear() {
      this.say({ text: "", thought: "", draft: [0, 0] });
    },
  };
}
