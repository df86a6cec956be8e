// The player as a component of the Replay screen.

import { createPlayer } from "./player.js";

const players = new WeakMap();

/** Called by Streamlit with every change of `data`: {id, run, prompt, final, may, mode}: `may` branch; of mode "text" there is no page. */
export default function mount({ parentElement, data, setTriggerValue }) {
  if (!players.has(parentElement)) {
    const made = { id: null, branch: null };
    made.player = createPlayer(parentElement, { branch: (step) => made.branch(step) });
    players.set(parentElement, made);
  }
  const made = players.get(parentElement);
  parentElement.querySelector(".branch").hidden = !data.may;
  made.branch = (step) => setTriggerValue("branch", step);
  if (made.id !== data.id) made.player.show(data);
  made.id = data.id;
  return () => {
    players.delete(parentElement);
    made.player.destroy();
  };
}
