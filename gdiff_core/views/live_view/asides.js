// What a page would do that its preview does not, said in the page's place for a while.

const SHOWN = 9000; // ms
const LONGEST = 160; // characters of what a page says

/** By what was tried; `what` is the page's own text, on one line. */
const WORDS = {
  link: leads,
  open: (what) => `The page opens ${what ? `“${what}”` : "a window"} beside itself. The preview stays here.`,
  form: (what) =>
    what && what !== "#"
      ? `On the page itself this form is sent to “${what}”. Nothing is sent from here.`
      : "This form does not say where it is sent to, so nothing would come of it. Nothing is sent from here.",
  script: () => "This works by the page's scripts, which do not run here.",
  alert: (what) => `The page says: “${what}”`,
  confirm: (what) => `The page asks: “${what}” Here the answer is always OK.`,
  prompt: (what) => `The page asks: “${what}” Here nobody can answer, so it got what it proposed.`,
  print: () => "The page wants to be printed. Download it, or open it in a tab of its own, and print it there.",
  left: () => "The page loaded itself anew or went elsewhere. That ended its scripts: below it stands as it is written.",
};

function leads(what) {
  if (!what) return "This link loads the page anew. The preview shows it already.";
  if (/^(https?:)?\/\//i.test(what)) return `On the page itself this link leads to ${what}. The preview stays here.`;
  const [, scheme] = what.match(/^([a-z][a-z\d+.-]*):/i) ?? [];
  if (scheme?.toLowerCase() === "javascript") return WORDS.script();
  if (scheme) return `On the page itself this link opens “${what}”. The preview stays here.`;
  return `This link leads to “${what}”, which lies beside the page where that is published, and is not here.`;
}

/** A page's text as one line that can neither turn nor break what is around it. */
export function oneLine(text, most = LONGEST) {
  const line = String(text).slice(0, 4 * most).replace(/[\p{Cc}\p{Cf}\p{Cs}\s]+/gu, " ").trim();
  return line.length > most ? `${line.slice(0, most)}…` : line;
}

/**
 * @param {HTMLElement} stage
 * @param {(() => void) | undefined} run  runs the page's scripts, where a reader may have that
 */
export function createAsides(stage, run) {
  const box = document.createElement("div");
  box.setAttribute("role", "status");
  box.style.cssText =
    "position:absolute;z-index:5;inset:auto 0 0;display:flex;flex-wrap:wrap;justify-content:center;align-items:center;" +
    "gap:4px 12px;width:fit-content;max-width:calc(100% - 24px);box-sizing:border-box;margin:0 auto 12px;" +
    "border-radius:8px;background:#1d1c19;color:#fff;font:13px/1.4 system-ui,sans-serif;overflow-wrap:anywhere";
  const words = box.appendChild(document.createElement("span"));
  const button = box.appendChild(document.createElement("button"));
  button.type = "button";
  button.textContent = "Run its scripts";
  button.style.cssText = "min-height:28px;border:1px solid #fff8;border-radius:6px;background:none;color:#fff;font:inherit;cursor:pointer";
  button.onclick = () => (say(""), run());
  let timer = 0;

  function say(text, offer = false) {
    clearTimeout(timer);
    words.textContent = text;
    box.style.padding = text ? "8px 14px" : "0";
    button.hidden = !offer;
    button.style.display = offer ? "" : "none";
    if (text) timer = setTimeout(say, SHOWN, "");
  }

  say("");
  return {
    /** @param {string} kind  of `WORDS`; anything else is nothing @param {unknown} what */
    tell(kind, what = "") {
      if (!Object.hasOwn(WORDS, kind)) return;
      if (!box.isConnected) stage.append(box);
      const text = WORDS[kind](oneLine(what));
      say(text, Boolean(run) && text === WORDS.script());
    },
    clear: () => words.textContent && say(""),
  };
}
