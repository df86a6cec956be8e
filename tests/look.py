"""Look at pages in Chromium.

`python -m tests.look` has the bundled model write the contact sheets under `tests/screenshots/`.
`python -m tests.look --pages 60` looks for too little contrast and for overflow at three widths: one JSON line a
design.
"""

import argparse
import io
import json
from pathlib import Path

from PIL import Image

KINDS = (
    "Otter & Pine, a coffee shop, teal, with the menu, about, a gallery and opening hours",
    "Our wedding: Anna & Tom, rose, with our story, the day, a map and an answer form",
    "Hartley & Daughters, plumbers, orange, with services, reviews and a phone button",
    "My portfolio as an illustrator, Mira Lindqvist, purple, with a gallery, about and a contact form",
    "Harbour Hares, a running club, navy, with training times, the team and an faq",
    "Thalassa, a Greek restaurant, blue, with the menu, reviews, hours and a map",
    "Lantern House, a charity, green, with about, how to help, the team and a newsletter",
    "Bright Smile, a dentist, cyan, with treatments, the team, an faq and a newsletter",
)
"""Of pages for the contact sheets."""
WIDTHS = (390, 820, 1366)

# WCAG 2.2, 1.4.3: 4.5 for text, 3 for large text (24 px, or 18.66 px in bold). A gradient counts as no ground.
_FAULTS = """() => {
  const rgba = (text) => text.match(/[\\d.]+/g).map((n, i) => (text.startsWith("color(srgb") && i < 3 ? 255 * n : +n));
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


def _expected(count: int, design: str) -> list[str]:
    """What briefs of all sorts of kinds come to in a design, as the critic knows it."""
    import random

    from gdiff_core.nano.answer import settled
    from gdiff_core.nano.brief import kinds
    from gdiff_core.nano.corpus import ACCENTS, LAYOUTS, SECTIONS, TONES, draw_name
    from gdiff_core.nano.designs import designs, dressed
    from gdiff_core.nano.telling import tell
    from gdiff_core.records import Brief

    rng = random.Random(24)

    def page() -> str:
        tables = {"accent": ACCENTS, "tone": TONES, "layout": LAYOUTS}
        looks = {wish: rng.choice(list(table)) for wish, table in tables.items()}
        sections = tuple(rng.sample(list(SECTIONS), rng.randint(3, 8)))
        brief = Brief(rng.choice(kinds()), draw_name(rng), sections=sections, design=design, **looks)
        return dressed(tell(settled(brief, rng.randrange(100))).page, designs()[design])

    return [page() for _ in range(count)]


def _written(requests: list[tuple[str, str]]) -> list[str]:
    """Pages by the bundled model, each request in its design."""
    from dataclasses import replace

    from gdiff_core.document.extract import extract_page
    from gdiff_core.engines.local import load
    from gdiff_core.records import Request

    engine, pages = load(), []
    for words, design in requests:
        brief = replace(engine.understand(words), design=design)
        *_, last = engine.run(Request(words, engine.defaults, brief=brief))
        pages.append(extract_page(last.text).html)
    return pages


def sheets(tab) -> None:
    """The contact sheets under `tests/screenshots/`, one a width: eight kinds, each design."""
    from gdiff_core.nano.designs import FILES

    asked = [
        (f"page for {words}", FILES[(i + row) % len(FILES)])
        for row in range(3)
        for i, words in enumerate(KINDS)
    ]
    pages = _written(asked)
    for row, width in enumerate(WIDTHS):
        shots = [_shot(tab, html, width, 1.6) for html in pages[row * len(KINDS) :][: len(KINDS)]]
        _sheet(shots, 4, 380, f"designs-{width}.jpg")
    same = _written([(f"page for {KINDS[0]}", design) for design in FILES])
    _sheet([_shot(tab, html, 1366, 0.64) for html in same], 3, 520, "designs.jpg")


def _shot(tab, html: str, width: int, tall: float) -> Image.Image:
    tab.set_viewport_size({"width": width, "height": round(width * tall)})
    tab.set_content(html)
    return Image.open(io.BytesIO(tab.screenshot()))


def _sheet(shots: list[Image.Image], columns: int, width: int, name: str) -> None:
    small = [shot.convert("RGB").resize((width, round(shot.height * width / shot.width))) for shot in shots]
    rows, height, gap = -(-len(small) // columns), small[0].height, 14
    sheet = Image.new("RGB", (columns * (width + gap) + gap, rows * (height + gap) + gap), "#c9ccd1")
    for at, shot in enumerate(small):
        sheet.paste(shot, (gap + at % columns * (width + gap), gap + at // columns * (height + gap)))
    sheet.save(Path(__file__).parent / "screenshots" / name, quality=82, optimize=True)


def main() -> None:
    """Command line."""
    from playwright.sync_api import sync_playwright

    from gdiff_core.nano.designs import FILES
    from tests.conftest import BROWSER_ARGS, chromium

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--pages", type=int, default=0, help="look for faults on so many pages of each design"
    )
    parser.add_argument("--designs", nargs="*", default=FILES)
    arguments = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=BROWSER_ARGS)
        tab = browser.new_context(java_script_enabled=True).new_page()
        if not arguments.pages:
            sheets(tab)
        for design in arguments.designs if arguments.pages else ():
            found = [faults(tab, html) for html in _expected(arguments.pages, design)]
            good = sum(not fault for fault in found) / len(found)
            figures = {"design": design, "pages": len(found), "good": round(good, 3)}
            print(json.dumps(figures | {"faults": [f for f in found if f]}), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
