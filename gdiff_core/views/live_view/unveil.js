// What a page hides until a script of its own shows it. These functions travel as text into the preview's frame (see
// `preview.js`): they may use each other and `weigh`, and nothing above.

/**
 * Shows, in this picture of the page only, what waits for a script that does not run here: by styles of its elements,
 * which nobody saves. What a pointer or a choice opens stays closed: menus, dialogs, the other slides.
 *
 * @param {boolean} whole  the page is finished: a curtain over it is lifted, too, and of a page of which hardly a word
 *   can be read what takes no room is shown
 * @returns {boolean} whether there was anything
 */
function unveil(whole) {
  const LOST = 40; // letters, below which a page that has many more is blank
  const opened = openedByReaders();
  let found = whole && liftCurtains() > 0;
  // What is inside of something hidden is looked at once that is seen.
  for (let turn = 0; turn < 3 && showFaint(opened) > 0; turn++) found = true;
  const read = whole ? document.body.innerText.trim().length : LOST;
  if (read < LOST && weigh(document.body) - read > 5 * LOST && showFolded() > 0) found = true;
  return found;
}

/** Everything that could be hidden; of a page of many thousand elements the first. */
function everything() {
  const MOST = 4000;
  return [document.documentElement, document.body, ...[...document.body.querySelectorAll("*")].slice(0, MOST)];
}

function restyle(element, styles) {
  for (const [name, value] of Object.entries(styles)) element.style.setProperty(name, value, "important");
}

/** Selectors of what a rule shows when a reader points, chooses or opens. */
function openedByReaders() {
  const ACT = /:(?:hover|focus|focus-within|focus-visible|active|checked|target|open|popover-open)(?![-\w])|\[open\]/g;
  const found = [];
  const look = (rules, around) => {
    for (const rule of rules) {
      const selector = rule.selectorText?.replaceAll("&", `:is(${around})`);
      if (selector?.match(ACT) && (rule.style?.opacity > 0 || rule.style?.visibility === "visible"))
        found.push(selector.replace(ACT, ":is(*)"));
      if (rule.cssRules?.length) look(rule.cssRules, selector ?? around);
    }
  };
  for (const sheet of document.styleSheets) look(sheet.cssRules, ":root");
  return (element) => found.some((selector) => matchesSafely(element, selector));
}

function matchesSafely(element, selector) {
  try {
    return element.matches(selector);
  } catch {
    return false;
  }
}

/** Shows what has its room and cannot be seen; returns how many elements. */
function showFaint(opened) {
  const FAINT = 0.05;
  const unseen = (element, style) =>
    style.opacity <= FAINT ||
    (style.visibility !== "visible" &&
      (element.parentElement === null || getComputedStyle(element.parentElement).visibility === "visible"));
  const floats = ({ position }) => position === "absolute" || position === "fixed";
  const said = (element) => weigh(element) > 0 || element.matches("img, svg, canvas, video, input, button");
  /** One of several in the same place, as slides are, is seen already. */
  const stacked = (element) =>
    [...(element.parentElement?.children ?? [])].some((other) => {
      if (other === element || other.localName !== element.localName) return false;
      const style = getComputedStyle(other);
      return floats(style) && !unseen(other, style);
    });
  let count = 0;
  for (const element of everything()) {
    const style = getComputedStyle(element);
    if (style.display === "none" || !unseen(element, style) || !said(element) || opened(element)) continue;
    const floating = floats(style);
    // What is closed lets the pointer through; what only waits does not care.
    const closed = style.visibility !== "visible" || style.pointerEvents === "none";
    if (floating && (closed || stacked(element))) continue;
    restyle(element, { opacity: "1", visibility: "visible" });
    if (!floating) restyle(element, { transform: "none", translate: "none", scale: "none", filter: "none", "clip-path": "none" });
    count += 1;
  }
  return count;
}

/** Takes away what covers the whole window and says next to nothing: it waits for the page to be loaded. */
function liftCurtains() {
  const WORDS = 60; // letters
  const covers = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return left <= 0 && top <= 0 && right >= innerWidth - 1 && bottom >= innerHeight - 1;
  };
  const paints = ({ backgroundColor, backgroundImage }) =>
    backgroundImage !== "none" || !/, 0(?:\.\d+)?\)$|\/ 0(?:\.\d+)?\)$|^transparent$/.test(backgroundColor);
  let count = 0;
  for (const element of everything()) {
    const style = getComputedStyle(element);
    if (style.position !== "fixed" || style.zIndex < 1 || style.visibility !== "visible") continue;
    if (style.opacity < 0.5 || !paints(style) || !covers(element) || weigh(element) > WORDS) continue;
    restyle(element, { display: "none" });
    count += 1;
  }
  return count;
}

/** Shows what takes no room. */
function showFolded() {
  const APART = "head, style, script, template, noscript, title, dialog, datalist, option, [popover]";
  let count = 0;
  for (const element of everything()) {
    if (getComputedStyle(element).display !== "none" || element.matches(APART) || weigh(element) < 1) continue;
    restyle(element, { display: "revert" });
    count += 1;
  }
  return count;
}

/** All of them, to travel together. */
export const UNVEIL = [unveil, everything, restyle, openedByReaders, matchesSafely, showFaint, liftCurtains, showFolded];
