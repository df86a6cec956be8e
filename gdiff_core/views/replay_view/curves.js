// The course of a run: mean entropy and accepted share by step, borders of blocks, self-corrections, where we are.

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 100;
const TICK = 22; // of the height, for the step with the most self-corrections

/**
 * @param {SVGElement} host  drawn in steps by per cent, stretched to its box
 * @param {(index: number) => void} seek
 */
export function createCurves(host, seek) {
  let [last, head] = [0, null];

  function draw(name, fields) {
    const element = document.createElementNS(SVG, name);
    for (const [field, value] of Object.entries(fields)) element.setAttribute(field, value);
    return host.appendChild(element);
  }

  const line = (x, y1, y2, kind) => draw("line", { x1: x, x2: x, y1, y2, class: kind });
  const points = (heights) => heights.map((height, index) => `${index},${HEIGHT * (1 - height)}`).join(" ");

  const at = ({ clientX }) => {
    const { left, width } = host.getBoundingClientRect();
    return Math.round(Math.max(0, Math.min(1, (clientX - left) / width)) * last);
  };
  host.addEventListener("pointerdown", (event) => {
    host.setPointerCapture(event.pointerId);
    seek(at(event));
  });
  host.addEventListener("pointermove", (event) => event.buttons && seek(at(event)));

  return {
    /** @param {{steps: object[], commits: object[]}} run */
    show({ steps, commits }) {
      last = Math.max(1, steps.length - 1);
      host.replaceChildren();
      host.setAttribute("viewBox", `0 0 ${last} ${HEIGHT}`);
      const most = Math.max(...steps.map((step) => step.nats), 1e-6);
      const busiest = Math.max(...steps.map((step) => step.corrected), 1);
      const shares = points(steps.map((step) => step.accepted));
      draw("polygon", { points: `0,${HEIGHT} ${shares} ${last},${HEIGHT}`, class: "share-area" });
      for (const { after, steps: used } of commits)
        if (used && after < steps.length) line(after - 0.5, 0, HEIGHT, "border");
      draw("polyline", { points: shares, class: "share" });
      draw("polyline", { points: points(steps.map((step) => step.nats / most)), class: "nats" });
      for (const { index, corrected } of steps)
        if (corrected) line(index, HEIGHT, HEIGHT - 6 - (TICK * corrected) / busiest, "correction");
      head = line(0, 0, HEIGHT, "head");
    },
    /** @param {number} index */
    move(index) {
      for (const end of ["x1", "x2"]) head?.setAttribute(end, index);
    },
  };
}
