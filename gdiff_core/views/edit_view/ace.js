// A way into streamlit-ace's editor, which lies in a frame of our own origin. The package sends its text to the script
// after a pause and shows markers; selection, gutter, saving by key and text that was never sent are reached from here.

const FRAME = 'iframe[title="streamlit_ace.streamlit_ace"]';
const LOOK = 100; // ms between looks for an editor that is still loading
let said; // by the editor, last
const LEAST = 400; // characters of a stretch that is folded
const STRETCH = /(?<=[,:=("'])(?:[\w+/-]|%[\dA-Fa-f]{2}){400,}={0,2}/g;
const LONGEST = 20_000; // characters of a line that is shown whole
const [PIECE, SEEN] = [8_000, 60]; // characters of the pieces of a longer one, and of their beginnings, which stay in sight
const GROUP = 12; // pieces that are folded together: Ace's time for a key grows with what is shown, times the folds
const SENT = { isStreamlitMessage: true, type: "streamlit:setComponentValue", dataType: "json" };

/** Marker and gutter classes, in the frame's own document; colours come from the app's theme. */
const STYLE = `
  body { margin: 0; overflow: hidden; background: none }
  #root > div, .ace_editor { height: 100vh !important }
  .ace_editor { background: var(--gd-paper) !important }
  .ace_editor .ace_gutter { background: var(--gd-panel) !important }
  .ace_editor .ace_placeholder { transform: none; font-family: inherit; opacity: 0.5 }
  .ace_editor .ace_fold { display: inline; margin: 0; vertical-align: baseline; border: 0; color: inherit;
    background: var(--gd-panel) !important; box-shadow: inset 0 0 0 1px var(--gd-lock-edge) }
  .gd-locked, .gd-chosen, .gd-changed { position: absolute; pointer-events: none }
  .gd-locked { background: repeating-linear-gradient(-45deg, var(--gd-lock) 0 3px, transparent 3px 9px) }
  .gd-chosen { background: var(--gd-choice) }
  .gd-changed { background: var(--gd-change) }
  .ace_gutter-cell.gd-lock { box-shadow: inset 3px 0 var(--gd-lock-edge) }
`;

/**
 * Finds the editor, now and whenever the script puts another one in its place.
 *
 * What an editor says twice the script hears once. Its own pause may end after a click on a link, and a run that is
 * asked for then is in the way of that click's.
 *
 * @param {(editor: object, frame: HTMLIFrameElement) => void} found
 * @returns {() => void} ends the search
 */
export function watchEditors(found) {
  let known = null;
  const timer = setInterval(() => {
    if (known?.isConnected) return;
    const frame = document.querySelector(FRAME);
    const editor = frame?.contentDocument?.querySelector(".ace_editor")?.env?.editor;
    if (!editor) return;
    [known, said] = [frame, undefined];
    found(editor, frame);
  }, LOOK);
  const once = (event) => {
    if (event.data?.type !== SENT.type || event.source !== known?.contentWindow) return;
    if (event.data.value === said) event.stopImmediatePropagation();
    said = event.data.value;
  };
  addEventListener("message", once, true); // before Streamlit's own
  return () => {
    clearInterval(timer);
    removeEventListener("message", once, true);
  };
}

/** Hands the text to streamlit-ace's own channel at once; its pause after typing would come after a click. */
export function send(frame, value) {
  if (value === said) return;
  const inside = frame.contentWindow; // the message must come from there, or Streamlit does not know whose it is
  new inside.Function("message", 'parent.postMessage(message, "*")')({ ...SENT, value });
}

/** Whole lines of the selection, from 1, both included; without one the line of the cursor. */
export function linesOf(editor) {
  const { start, end } = editor.getSelectionRange();
  const open = end.row > start.row && end.column === 0; // the last line is not in it
  return [start.row + 1, end.row + (open ? 0 : 1)];
}

/** Our style, and what the package cannot set: problems that its own checker does not overwrite, keys, a way out. */
export function settle(editor, frame, { colours, save, isSaved }) {
  const { document } = frame.contentWindow;
  const style = document.head.appendChild(document.createElement("style"));
  style.textContent = STYLE;
  paint(frame, colours);
  editor.session.setUseWorker(false);
  editor.setOptions({ enableLiveAutocompletion: false, fixedWidthGutter: true });
  editor.renderer.setScrollMargin(6, 6);
  frame.contentWindow.addEventListener("resize", () => editor.resize());
  editor.resize();
  editor.textInput.getElement().setAttribute("aria-label", "Source of the page. Escape, then Tab, leaves the editor.");
  editor.commands.addCommand({ name: "save", bindKey: { win: "Ctrl-S", mac: "Cmd-S" }, exec: save });
  editor.session.getUndoManager().reset(); // the first text was put in, too
  const undo = (editor) => isSaved(editor.getValue()) || editor.undo(); // no way back past what was saved
  editor.commands.addCommand({ ...editor.commands.byName.undo, exec: undo });
  foldLong(editor);
  for (const bar of document.querySelectorAll(".ace_scrollbar")) bar.tabIndex = -1;
  letTabOut(document);
}

/** What is thousands of rows is laid out with every key, so it is folded; a click, or a search, opens a piece of it. */
function foldLong({ session, selection }) {
  const Range = selection.getRange().constructor;
  for (const [row, line] of session.doc.getAllLines().entries())
    for (const [from, to] of line.length < LEAST ? [] : folds(line))
      session.addFold(` … ${(to - from).toLocaleString("en")} characters … `, new Range(row, from, row, to));
  session.setUseWrapMode(true); // not before: see `ui/editor.py`
}

/** Where a line is folded: pictures, by the rule of document/fold.py; a long one in pieces, at tags or between words. */
function folds(line) {
  const pictures = [...line.matchAll(STRETCH)].map(({ 0: { length }, index }) => [index, index + length]);
  if (pictures.reduce((left, [from, to]) => left - (to - from), line.length) <= LONGEST) return pictures;
  const pieces = [];
  let at = 0;
  for (const [from, to] of [...pictures, [line.length]]) {
    while (from - at > PIECE) {
      const ends = ["<", " "].map((sign) => line.lastIndexOf(sign, at + PIECE));
      const end = ends.find((end) => end > at + PIECE / 2) ?? at + PIECE;
      pieces.push([at + SEEN, end]);
      at = end;
    }
    at = to;
  }
  const groups = [];
  for (let i = 0; pieces.length > GROUP && i < pieces.length; i += GROUP)
    groups.push([pieces[i][0], pieces.slice(i, i + GROUP).at(-1)[1]]);
  return [...pictures, ...pieces, ...groups]; // those around others last
}

/** Tab indents; after Escape it moves on, so that the keyboard is not caught (WCAG 2.1.2). */
function letTabOut(document) {
  let out = false;
  const listen = (event) => {
    if (event.key === "Tab" && out) event.stopImmediatePropagation(); // before Ace; the browser does the rest
    else if (event.key !== "Shift") out = event.key === "Escape";
  };
  document.addEventListener("keydown", listen, true);
  document.addEventListener("focusin", () => (out = false));
}

export function paint(frame, colours) {
  const root = frame.contentDocument.documentElement;
  for (const [name, value] of Object.entries(colours)) root.style.setProperty(`--gd-${name}`, value);
}

/** Locked lines in the gutter, problems as signs there. @param {[number, number][]} locks  from 0, half-open */
export function annotate(editor, { locks, problems }) {
  const { session } = editor;
  for (const row of session.gdLocked ?? []) session.removeGutterDecoration(row, "gd-lock");
  session.gdLocked = locks.flatMap(([first, last]) => Array.from({ length: last - first }, (_, i) => first + i));
  for (const row of session.gdLocked) session.addGutterDecoration(row, "gd-lock");
  session.setAnnotations(problems.map(([line, text]) => ({ row: line - 1, column: 0, text, type: "warning" })));
}
