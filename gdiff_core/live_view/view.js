// The live view: wires the channel of one job to the canvas, the source and the preview.

import { createCanvas } from "./canvas.js";
import { openChannel } from "./channel.js";
import { createPage } from "./page.js";
import { createProgress } from "./progress.js";
import { createSource } from "./source.js";

const NO_PAGE = "There is no page in what the model wrote. Change the request or the seed, and send it again.";
const views = new WeakMap();

/** Called by Streamlit with every change of `data`: {job: string | null, messages: (string | {bytes})[]}. */
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

// Mounted before there is a job, so that modules and frames are there when the first one starts.
function createView(root) {
  const find = (selector) => root.querySelector(selector);
  const section = find(".view");
  const canvas = createCanvas(find(".grid"));
  const source = createSource(find(".source"));
  const page = createPage(find(".preview"));
  const progress = createProgress(find(".bar"), find(".spoken"));
  const failure = find(".failure");
  const view = { ask: {}, show, destroy };
  let job; // undefined until the first show
  let channel = null;
  let latest = null;

  // A hidden tab gets no animation frames; it must still acknowledge, or the end would never be sent.
  function soon(work) {
    let waiting = true;
    const once = () => waiting && ((waiting = false), work());
    requestAnimationFrame(once);
    setTimeout(once, 250);
  }

  function tell(text) {
    failure.textContent = text;
    failure.hidden = !text;
  }

  function frame(buffer) {
    const idle = latest === null;
    latest = buffer;
    if (!idle) return channel?.seen();
    soon(() => {
      if (latest) progress.frame(canvas.paint(latest));
      latest = null;
      channel?.seen();
    });
  }

  const hear = (message) => heard[message.type](message);
  const heard = {
    job(message) {
      section.dataset.state = message.state;
      tell(message.error);
      progress.job(message);
    },
    texts: ({ texts }) => canvas.learn(texts),
    source({ keep, spans, blocks }) {
      source.splice(keep, spans);
      progress.blocks(blocks);
    },
    draft: ({ html }) => page.draft(html),
    over(message) {
      page.final(message);
      progress.over(message);
      if (section.dataset.state === "done") source.rewind();
      if (!message.html && section.dataset.state === "done") tell(NO_PAGE);
    },
    unknown({ error }) {
      heard.job({ state: "failed", position: 0, error, seconds: 0, budget: 1, prompt: "" });
    },
  };

  function show({ job: wanted, messages }) {
    if (wanted !== job) start(wanted);
    for (const message of messages) {
      if (message.bytes) frame(fromBase64(message.bytes));
      else hear(JSON.parse(message));
    }
  }

  function start(wanted) {
    channel?.close();
    [job, latest] = [wanted, null];
    for (const part of [canvas, source, page, progress]) part.clear();
    section.dataset.state = job ? "queued" : "idle";
    if (!job) return;
    channel = openChannel(job, {
      message: hear,
      frame,
      unreachable: () => view.ask.setStateValue("unreachable", true),
    });
  }

  function destroy() {
    channel?.close();
    page.destroy();
    progress.clear();
  }

  find(".stop").onclick = () => {
    channel.stop();
    view.ask.setTriggerValue("stop", job);
  };
  find(".again").onclick = () => view.ask.setTriggerValue("again", job);
  return view;
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
}
