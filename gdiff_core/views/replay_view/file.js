// The player as a file of its own.

import { createPlayer } from "./player.js";

export default function start() {
  createPlayer(document).show({ ...JSON.parse(document.getElementById("run").textContent), opening: true });
}
