// What the still shows, as a picture. In the still's frame, as text, where nothing but our helper runs: an SVG that is drawn
// as an image runs nothing and loads nothing, and one from a `data:` address leaves the canvas readable (measured in
// Chromium; where a browser says no, there is no picture).

/**
 * @param {{width: number, height: number}} size  of the picture, in pixels
 * @returns {Promise<string>} a JPEG's `data:` address
 */
async function portrait({ width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing())}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  return canvas.toDataURL("image/jpeg", 0.82);
}

/** The page from its top, as wide and high as the frame. In there the root is ours, and the page's own `html` is a block. */
function drawing() {
  const NAME = /^[A-Za-z_][\w.-]*$/; // what XML takes without more ado
  const copy = document.documentElement.cloneNode(true);
  for (const element of copy.querySelectorAll("*")) {
    if (!NAME.test(element.localName)) element.remove();
    for (const attribute of [...element.attributes])
      if (!attribute.namespaceURI && !NAME.test(attribute.name)) element.removeAttributeNode(attribute);
    if (element.localName === "style") element.textContent = element.textContent.replace(/:root\b/g, "html");
  }
  const clear = (style) => style.backgroundImage === "none" && /^transparent$|, 0\)$/.test(style.backgroundColor);
  const [root, body] = [document.documentElement, document.body].map((element) => getComputedStyle(element));
  const { background } = clear(root) ? body : root;
  const rest = [...atRest().cssRules].map((rule) => rule.cssText).join(" ");
  const style = document.createElement("style");
  style.textContent = `${rest} body { min-height: 100vh }`;
  copy.append(style);
  const around = document.createElement("gdiff-page"); // the page's own rules are for others
  const ours = { all: "initial", display: "block", height: "100%", overflow: "hidden", "font-size": "16px", background };
  for (const [name, value] of Object.entries(ours)) around.style.setProperty(name, value, "important");
  around.append(copy);
  const page = new XMLSerializer().serializeToString(around).replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "");
  const size = `width="${innerWidth}" height="${innerHeight}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}><foreignObject ${size}>${page}</foreignObject></svg>`;
}

/** Both, to travel together. */
export const PORTRAIT = [portrait, drawing];
