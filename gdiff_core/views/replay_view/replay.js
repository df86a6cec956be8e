// The player as a component of the Replay screen.

import { createPlayer } from "./player.js";

const players = new WeakMap();

/**
 * Called by Streamlit with every change of `data`: {id, run, prompt, final, may, mode, portray, gif}.
 *
 *   may        whether the person may branch
 *   mode       "text": there is no page
 *   portray    {number, steps, width, height}: draw the page at these steps, once for each number; or null
 *   gif        {number, name, data}: a file for the person, as base64, once for each number; or null
 */
export default function mount({ parentElement, data, setTriggerValue }) {
  if (!players.has(parentElement)) {
    const made = { id: null, branch: null, drawn: 0, given: 0 };
    made.player = createPlayer(parentElement, { branch: (step) => made.branch(step) });
    players.set(parentElement, made);
  }
  const made = players.get(parentElement);
  parentElement.querySelector(".branch").hidden = !data.may;
  made.branch = (step) => setTriggerValue("branch", step);
  if (made.id !== data.id) made.player.show(data);
  made.id = data.id;
  if (data.portray && data.portray.number > made.drawn) {
    const { number, steps, ...size } = data.portray;
    made.drawn = number;
    made.player.portray(steps, size).then((pictures) => setTriggerValue("portraits", { number, pictures }));
  }
  if (data.gif && data.gif.number > made.given) {
    made.given = data.gif.number;
    const href = `data:image/gif;base64,${data.gif.data}`;
    Object.assign(document.createElement("a"), { href, download: data.gif.name }).click();
  }
  return () => {
    players.delete(parentElement);
    made.player.destroy();
  };
}
