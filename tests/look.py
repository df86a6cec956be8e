"""Look at generated pages in Chromium: contrast and overflow at three widths.

`python -m tests.look --pages 30` builds held-out requests with the bundled model and prints one JSON line.
"""

import argparse
import json

WIDTHS = (390, 820, 1366)

# WCAG 2.2, 1.4.3: 4.5 for text, 3 for large text (24 px, or 18.66 px in bold). A gradient counts as no ground.
_FAULTS = """() => {
  const rgba = (text) => text.match(/[\\d.]+/g).map(Number);
  const linear = (c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = rgba(getComputedStyle(e).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const faults = [];
  for (const element of document.body.querySelectorAll("*")) {
    const text = [...element.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join("").trim();
    if (!text || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const [low, high] = [light(rgba(style.color)), light(ground(element))].sort((a, b) => a - b);
    const size = parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < needed - 0.005) faults.push(`contrast ${ratio.toFixed(2)} of "${text.slice(0, 30)}"`);
  }
  const over = document.documentElement.scrollWidth - innerWidth;
  if (over > 0) faults.push(`${over} px wider than the window of ${innerWidth}`);
  return faults;
}"""


def faults(tab, html: str) -> list[str]:
    """What is wrong with the page in a Playwright tab at any of `WIDTHS`: too little contrast, horizontal overflow."""
    found = []
    tab.set_content(html)
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 800})
        found += [fault for fault in tab.evaluate(_FAULTS) if fault not in found]
    return found


def _built(count: int) -> list[str]:
    from dataclasses import replace

    from gdiff_core.diffusion.denoise import denoise
    from gdiff_core.diffusion.model import load
    from gdiff_core.document.extract import extract_page
    from gdiff_core.nano.evaluate import held_out
    from gdiff_core.records import Request

    model, pages = load(), []
    for seed, (text, _) in enumerate(held_out(count)):
        *_, last = denoise(model, Request(text, replace(model.defaults, seed=seed)))
        pages.append(extract_page(last.text).html)
    return pages


def main() -> None:
    """Command line."""
    from playwright.sync_api import sync_playwright

    from tests.conftest import BROWSER_ARGS, chromium

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pages", type=int, default=30)
    pages = _built(parser.parse_args().pages)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=BROWSER_ARGS)
        tab = browser.new_context(java_script_enabled=True).new_page()
        found = [faults(tab, html) for html in pages]
        browser.close()
    good = sum(not fault for fault in found) / len(found)
    print(json.dumps({"pages": len(found), "good": round(good, 3), "faults": [f for f in found if f]}))


if __name__ == "__main__":
    main()
