// A text of the page changed where it stands: a field of ours lies over it, since nothing is typed into the page's frame.

const LEAST = 160; // px wide

/** In the still's frame, as text: the words that were clicked twice, their place, and where they are to be seen. */
export function textAt({ clientX: x, clientY: y }) {
  const node = document.caretPositionFromPoint
    ? document.caretPositionFromPoint(x, y)?.offsetNode
    : document.caretRangeFromPoint?.(x, y)?.startContainer;
  if (node?.nodeType !== Node.TEXT_NODE || !node.data.trim()) return null;
  const range = document.createRange();
  range.selectNodeContents(node);
  const box = range.getBoundingClientRect();
  const near = 4; // px: the caret is also found for a click beside the words
  if (x < box.left - near || x > box.right + near || y < box.top - near || y > box.bottom + near) return null;
  let index = 0;
  for (let at = node; (at = at.previousSibling); ) index += at.nodeType === Node.TEXT_NODE;
  const { fontSize, fontWeight } = getComputedStyle(node.parentElement);
  const { left, top, width, height } = box;
  return {
    path: pathOf(node.parentElement),
    index,
    old: node.data.replace(/[ \t\n\f\r]+/g, " ").replace(/^ | $/g, ""),
    box: { left, top, width, height },
    font: { size: parseFloat(fontSize), weight: fontWeight },
  };
}

/**
 * @param {HTMLElement} stage
 * @param {{left: number, top: number, width: number, height: number}} box  of the words, in pixels of the stage
 * @param {{text: string, size: number, weight: string}} look
 * @param {(text: string | null) => void} done  null: left as it was
 * @returns {() => void} closes it, and keeps what was typed
 */
export function openField(stage, box, { text, size, weight }, done) {
  const field = document.createElement("textarea");
  field.value = text;
  field.setAttribute("aria-label", "Text of the page. Enter keeps it, Escape leaves it as it was.");
  const [room, height] = [stage.clientWidth, stage.clientHeight];
  const font = Math.max(13, Math.min(size, 40)); // px: a page that is scaled down is hard to read
  const width = Math.min(room - 8, Math.max(LEAST, (box.width * font) / size + 28));
  Object.assign(field.style, {
    position: "absolute",
    zIndex: "6",
    boxSizing: "border-box",
    left: `${Math.max(4, Math.min(box.left - 8, room - width - 4))}px`,
    top: `${Math.max(4, Math.min(box.top - 6, height - 48))}px`,
    width: `${width}px`,
    height: `${Math.max(1.3 * font + 14, Math.min((box.height * font) / size + 14, height / 2))}px`,
    fieldSizing: "content",
    maxWidth: `${room - 8}px`,
    margin: "0",
    padding: "4px 6px",
    border: "2px solid #0a7cff",
    borderRadius: "6px",
    background: "#fff",
    color: "#111",
    font: `${weight} ${font}px/1.3 system-ui, sans-serif`,
    resize: "both",
  });
  let open = true;
  const close = (value) => {
    if (!open) return;
    open = false;
    field.remove();
    done(value === text ? null : value);
  };
  const keep = () => close(field.value.replace(/\s*\n\s*/g, " ").trim());
  field.onkeydown = (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) event.preventDefault(), keep();
    if (event.key === "Escape") close(null);
    event.stopPropagation(); // no shortcut of the app's
  };
  field.onblur = keep;
  stage.append(field);
  field.focus({ preventScroll: true });
  field.select();
  return keep;
}
