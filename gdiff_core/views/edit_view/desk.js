// The Edit screen's preview and its way into the editor: what is typed is seen at once, without the script's help.

import { annotate, linesOf, paint, send, settle, watchEditors } from "./ace.js";
import { createPage, titleOf } from "./page.js";
import { recallWishes } from "./recall.js";
import { forget, recall, stash } from "./stash.js";

const PAUSE = 600; // ms without a key until the page is laid out for good, its scripts and all
const STILL = 250; // ms without a move until the script hears which lines are selected
const desks = new WeakMap();
/** What was in sight of each scene's source, and what was selected: an editor goes on from where the last one ended. */
const left = new Map();

/**
 * Called by Streamlit with every change of `data`:
 *
 *   scene      the project: within one, the preview keeps its scroll
 *   id         the version that is edited: its unsaved text is kept under that name
 *   base       the page as it was saved
 *   text       what the editor began with, for a browser in which it cannot be reached; null where that is the base
 *   forget     ids whose unsaved text is not wanted any more, or keys that came with `found`
 *   locks      [first, last][]: lines from 0, half-open
 *   problems   [line, words][]: lines from 1
 *   at         path of what a change in words changed first, to be brought into sight; or null
 *   wishes     what was asked for before, the newest first: string[]
 *   mends      whether what goes wrong in the page's scripts can be mended in words
 *   wish       a line to bring into sight, from 0, and a number that grows with each wish; or null
 */
export default function mount({ parentElement, data, setStateValue, setTriggerValue }) {
  if (!desks.has(parentElement)) desks.set(parentElement, createDesk(parentElement));
  const desk = desks.get(parentElement);
  desk.ask = { setStateValue, setTriggerValue };
  desk.show(data);
  return () => {
    desks.delete(parentElement);
    desk.destroy();
  };
}

/** An editor knows one kind of line ending. */
const same = (a, b) => a.replace(/\r\n?/g, "\n") === b.replace(/\r\n?/g, "\n");

function createDesk(root) {
  const find = (selector) => root.querySelector(selector);
  const hint = find(".hint");
  const desk = { ask: {}, show, destroy };
  const page = createPage(find(".preview"), { pick: picked, retext, mend: (fault) => desk.ask.setTriggerValue("mend", fault) });
  let data = { id: null, scene: undefined };
  let editor = null;
  let frame = null;
  let touched = false; // by the person: what an editor begins with is no unsaved text
  let timer = 0;
  let still = 0;
  let lines = null;
  let wish = 0;

  const stops = [watchEditors(attach), recallWishes(() => data.wishes ?? [])];
  addEventListener("pagehide", keep);

  function attach(found, where) {
    [editor, frame, touched] = [found, where, false];
    settle(editor, frame, { colours: colours(), save, isSaved: (text) => same(text, data.base) });
    editor.session.on("change", () => changed(editor));
    editor.on("blur", flush);
    editor.selection.on("changeSelection", moved);
    editor.selection.on("changeCursor", moved);
    goOn();
    offer();
    decorate();
    settled();
  }

  function goOn() {
    const { scene } = data;
    const before = left.get(scene);
    if (before?.id === data.id && before.range) editor.selection.setRange(before.range);
    if (before) editor.session.setScrollTop(before.top);
    const note = (what) => left.set(scene, { top: 0, ...left.get(scene), id: data.id, ...what });
    editor.session.on("changeScrollTop", () => note({ top: editor.session.getScrollTop() }));
    editor.selection.on("changeSelection", () => note({ range: editor.selection.getRange() }));
  }

  function save() {
    desk.ask.setTriggerValue("save", editor.getValue());
  }

  function changed(where) {
    if (where !== editor) return;
    touched = true;
    page.draft(editor.getValue());
    clearTimeout(timer);
    timer = setTimeout(settled, PAUSE);
  }

  /** The text as it stands becomes the page, and is kept in the browser until it is saved. */
  function settled() {
    if (editor && !frame.isConnected) return;
    const html = editor ? editor.getValue() : data.text ?? data.base;
    page.final({ html, title: titleOf(html), at: same(html, data.base) ? data.at : null });
    keep();
  }

  function keep() {
    if (!editor || !frame.isConnected || !touched) return;
    const html = editor.getValue();
    if (same(html, data.base)) forget(data.id);
    else stash(data.id, html);
  }

  /** What the script must know before the click that took the focus away arrives there. */
  function flush() {
    if (!editor || !frame.isConnected) return;
    send(frame, editor.getValue());
    tellLines();
  }

  function moved() {
    clearTimeout(still);
    still = setTimeout(tellLines, STILL);
  }

  /** For the buttons that name them. Never later than the focus leaves: see `watchEditors`. */
  function tellLines() {
    clearTimeout(still);
    if (!editor || !frame.isConnected) return;
    const now = linesOf(editor);
    if (String(now) !== String(lines)) desk.ask.setStateValue("lines", (lines = now));
  }

  function picked({ path, done }) {
    hint.hidden = done || !path;
    hint.textContent = path ? path.map(([tag]) => tag).slice(2).join(" › ") || "the whole page" : "";
    if (done && path) desk.ask.setTriggerValue("pick", path);
  }

  /** The text along with it, as for a save. */
  function retext(text) {
    desk.ask.setTriggerValue("retext", { ...text, source: editor?.getValue() ?? null });
  }

  function offer() {
    const found = recall(data.id, (text) => same(text, editor.getValue()));
    if (found) desk.ask.setTriggerValue("found", found);
  }

  function decorate() {
    if (!editor) return;
    annotate(editor, data);
    paint(frame, colours());
    if (data.wish && data.wish[1] !== wish) {
      wish = data.wish[1];
      if (!editor.isRowFullyVisible(data.wish[0])) editor.scrollToLine(data.wish[0], true, false);
    }
  }

  function colours() {
    const style = getComputedStyle(find(".view"));
    const of = (name) => style.getPropertyValue(`--st-${name}`).trim();
    const tint = (name, share) => `color-mix(in srgb, ${of(name)} ${share}%, transparent)`;
    return {
      paper: of("background-color"),
      panel: of("secondary-background-color"),
      lock: tint("gray-color", 26),
      "lock-edge": of("gray-color"),
      choice: tint("primary-color", 22),
      change: tint("orange-color", 16),
    };
  }

  function show(next) {
    if (!frame?.isConnected) editor = null; // another one takes its place
    const moved = next.scene !== data.scene;
    const saved = next.base !== data.base;
    data = next;
    page.setMends(data.mends);
    if (saved && editor && same(editor.getValue(), data.base)) editor.session.getUndoManager().reset();
    if (moved) page.clear(data.scene);
    for (const id of data.forget) forget(id);
    decorate();
    if (moved || !editor) settled();
  }

  function destroy() {
    for (const stop of stops) stop();
    removeEventListener("pagehide", keep);
    clearTimeout(timer);
    clearTimeout(still);
    page.destroy();
  }

  return desk;
}
