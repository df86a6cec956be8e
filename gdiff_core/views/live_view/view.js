// The live view: wires the channel of one job to the canvas, the source and the preview.

import { createAnswer } from "./answer.js";
import { createCanvas } from "./canvas.js";
import { fromBase64, openChannel } from "./channel.js";
import { createPage } from "./page.js";
import { createProgress } from "./progress.js";
import { recallWishes } from "./recall.js";
import { createSource } from "./source.js";

const AGAIN = "Say it in other words, or with another variation (Settings).";
const AS_IT_WAS = "You stopped this change, so your page stays as it was.";
const ENDED = ["done", "stopped", "failed"];
const READ = ["done", "stored"]; // there is nothing to be seen of the canvas any more
const ORDINALS = ["Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh"];
const views = new WeakMap();

/**
 * Called by Streamlit with every change of `data`:
 *
 *   show      id of the job or version to be seen, or null
 *   ticket    lets this browser open the channel
 *   may       whether the person may work on it, and so stop it, ask again, keep what was refused
 *   scene     the project it is of: within one, the preview keeps its frames and its scroll
 *   way       "socket": open the channel of the job; "relay": its messages come with the data; "stored": a version
 *   messages  what the channel would have said: (string | {bytes})[]
 *   onward    what to tell of a page without an end, which may go on; empty: it may not
 *   mends     whether what goes wrong in the page's scripts can be mended in words
 *   wishes    what was asked for before, the newest first: string[]
 *   mode      "page", or "text": what comes is to be read
 */
export default function mount({ parentElement, data, setStateValue, setTriggerValue }) {
  if (!views.has(parentElement)) views.set(parentElement, createView(parentElement));
  const view = views.get(parentElement);
  view.ask = { setStateValue, setTriggerValue };
  view.wishes = data.wishes;
  view.page.setMends(data.mends);
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
  const page = createPage(find(".preview"), { mend: (fault) => view.ask.setTriggerValue("mend", fault) });
  const answer = createAnswer(find(".answer"));
  const progress = createProgress(section);
  const failure = find(".failure");
  const rejected = find(".rejected");
  const keep = find(".keep");
  const onward = find(".onward");
  const view = { ask: {}, wishes: [], page, show, destroy };
  const forget = recallWishes(() => view.wishes);
  let shown; // undefined until the first show
  let scene;
  let told; // the last of which the script heard that it is over
  let channel = null;
  let latest = null;
  let spans = []; // of the source, since the last that replaced all of it
  let kept; // the page that stands, while another one was refused

  // A hidden tab gets no animation frames; it must still acknowledge, or the end would never be sent.
  function soon(work) {
    let waiting = true;
    const once = () => waiting && ((waiting = false), work());
    requestAnimationFrame(once);
    setTimeout(once, 250);
  }

  function tell(text, calm = false) {
    failure.firstElementChild.textContent = text;
    failure.classList.toggle("calm", calm);
    failure.hidden = !text;
    rejected.hidden = keep.hidden = true;
  }

  function count({ changed, outside, gone }) {
    find(".count").textContent = changed === null ? "" : changes(changed, outside, gone);
    find(".compare").hidden = !changed;
  }

  /** Offers the refused page to be looked at; the one that stands is shown first. */
  function refuse(message) {
    kept = { ...message, spans };
    rejected.hidden = keep.hidden = !message.rejected;
    rejected.textContent = "Look at what it wrote";
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
      find(".what").textContent = READ.includes(message.state) ? "Source" : "Canvas";
      tell(message.error || message.unmet?.join(" "));
      progress.job(message);
    },
    texts: ({ texts }) => canvas.learn(texts),
    source({ keep, spans: found, blocks, drafts }) {
      section.dataset.drafts = drafts ?? true;
      spans = [...spans.slice(0, keep), ...found];
      source.splice(keep, found);
      if (blocks) progress.blocks(blocks);
    },
    attempt({ attempt, why }) {
      find(".count").textContent = attempt > 1 ? `${ORDINALS[attempt - 2] ?? `${attempt}th`} attempt: ${why}` : "";
    },
    thinking: ({ on }) => progress.thinking(on),
    draft: ({ html }) => page.draft(html),
    said: (message) => answer.say(message),
    told() {
      progress.told();
      hand();
    },
    over(message) {
      page.final(message);
      progress.over(message);
      source.rewind();
      count(message);
      if (message.rejected && section.dataset.state === "stopped") tell(AS_IT_WAS);
      refuse(message);
      if (message.note && section.dataset.state === "done") {
        if (message.html) tell(message.note, true);
        else tell(`${message.note} ${AGAIN}`);
      }
      hand();
    },
    unknown({ error }) {
      heard.job({ state: "failed", position: 0, error, seconds: 0, budget: 1, prompt: "" });
    },
  };

  /** Lets the script know, once, that the job is over. */
  function hand() {
    if (ENDED.includes(section.dataset.state) && told !== shown) view.ask.setTriggerValue("over", (told = shown));
  }

  function show({ mode, show: wanted, ticket, may, scene: place, way, messages, onward: more }) {
    section.dataset.mode = mode ?? "page";
    const fresh = wanted !== shown;
    section.dataset.may = may;
    if (fresh) start(wanted, ticket, place, way);
    if (!fresh && way === "stored") return; // told whole, and once
    for (const message of messages) {
      if (message.bytes) frame(fromBase64(message.bytes));
      else hear(JSON.parse(message));
    }
    if (more && failure.hidden) tell(more);
    if (more) failure.classList.add("calm"); // nothing is lost
    onward.hidden = !more;
  }

  function start(wanted, ticket, place, way) {
    channel?.close();
    [channel, latest, shown] = [null, null, wanted];
    if (place !== scene) page.clear(place);
    if (place !== scene) source.clear();
    scene = place;
    for (const part of [canvas, progress, answer]) part.clear();
    tell("");
    count({ changed: null });
    section.dataset.state = shown ? "queued" : "idle";
    section.dataset.drafts = true;
    if (way !== "socket") return;
    channel = openChannel(shown, ticket, {
      message: hear,
      frame,
      unreachable: () => view.ask.setStateValue("unreachable", true),
    });
  }

  function destroy() {
    forget();
    channel?.close();
    page.destroy();
    progress.clear();
  }

  find(".stop").onclick = () => {
    channel?.stop();
    view.ask.setTriggerValue("stop", shown);
  };
  keep.onclick = () => view.ask.setTriggerValue("keep", shown);
  onward.onclick = () => view.ask.setTriggerValue("onward", shown);
  find(".more").onclick = ({ currentTarget: button }) => {
    button.setAttribute("aria-expanded", !find(".figures").toggleAttribute("hidden"));
  };
  find(".compare").onclick = () => view.ask.setTriggerValue("compare", shown);
  rejected.onclick = () => {
    const looking = rejected.textContent === "Back to your page";
    rejected.textContent = looking ? "Look at what it wrote" : "Back to your page";
    page.final(looking ? kept : { html: kept.rejected, title: kept.title });
    source.splice(0, looking ? kept.spans : [["", kept.rejected]]);
    source.rewind();
  };
  find(".again").onclick = () => view.ask.setTriggerValue("again", shown);
  return view;
}

function changes(changed, outside, gone) {
  if (!changed) return "Nothing changed. Say it in other words, or let it change more freely";
  const lines = `${changed} ${changed === 1 ? "line" : "lines"} changed`;
  const where = outside === null ? "" : `, ${outside} outside the selection`;
  const more = gone.length > 3 ? ` and ${gone.length - 3} more` : "";
  return `${lines}${where}${gone.length ? `. Gone: ${gone.slice(0, 3).join(", ")}${more}` : ""}`;
}
