"""A run to give away: as one HTML file that plays it without a server or a network, and as an animated picture.

The file holds our code and the run as data. Nothing of the run is markup in it: the data is JSON in which no `<`
is left, our code writes it as text, and the page lies in the preview's sandboxed frame, where none of its
scripts run. The file's own policy lets nothing load from anywhere.
"""

import base64
import html
import io
import json
from bisect import bisect_left
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING

from gdiff_core.history.replay import CORRECTED, Replay, ReplayError, unpack
from gdiff_core.views import assets
from gdiff_core.views.render import ACCEPTED, LOCKED

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

POLICY = (
    "default-src 'none'; img-src data: blob:; font-src data:; media-src data: blob:; "
    "style-src 'unsafe-inline'; script-src 'unsafe-inline'; form-action 'none'"
)
"""Of the file, and of the frames in it, which inherit it. No `base-uri`: the frames set one, so as to leak no path."""

_FILE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
{css}
</style>
</head>
<body>
{player}
<p class="colophon">A page written by a diffusion language model, 256 tokens at once. Space plays and pauses, the
arrow keys go step by step. This file needs no network.</p>
<script id="run" type="application/json">{data}</script>
<script type="module">
{script}
</script>
</body>
</html>
"""


def replay_file(frames: bytes, prompt: str, page: str, title: str = "") -> str:
    """One self-contained HTML file that plays a run and ends with its page.

    Args:
        frames: the run as `replay.pack` made it.
        page: the finished page, shown at the end.

    Raises:
        ReplayError: the frames are damaged.
    """
    unpack(frames)  # else the file would show its reader an error
    data = {"run": base64.b64encode(frames).decode(), "prompt": prompt, "final": page}
    sheets = ("live_view/view.css", "replay_view/player.css", "replay_view/file.css")
    return _FILE.format(
        policy=POLICY,
        title=html.escape(title or "A page being written").encode("ascii", "xmlcharrefreplace").decode(),
        css="\n".join(map(assets.text, sheets)),
        player=assets.text("replay_view/player.html"),
        data=json.dumps(data).replace("<", "\\u003c"),
        script=assets.bundle("replay_view/file.js", "modules.file.default();"),
    )


# The picture.

COLUMNS = 16
CELL = (46, 18)  # px
PAGE = (400, 288)  # px
MARGIN, HEAD, FOOT = 14, 44, 46  # px
MAX_PICTURES = 64
PICTURE_MS, LAST_MS = 120, 3000
COLOURS, PAGE_COLOURS = 48, 192
PAPER, PANEL, INK, SOFT = (251, 250, 247), (244, 242, 236), (29, 28, 25), (125, 120, 108)
ACCENT, WARM, MEND = (15, 118, 110), (217, 114, 46), (109, 40, 217)
FONTS = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "Arial.ttf", "arial.ttf", "Helvetica.ttc")
LEVELS = 8  # of entropy, up to 2 nats

Colour = tuple[int, int, int]


def steps_shown(run: Replay) -> list[int]:
    """Those of its steps that its picture shows: `MAX_PICTURES` at most, evenly."""
    last, count = len(run.steps) - 1, min(MAX_PICTURES, len(run.steps))
    return [round(i * last / max(1, count - 1)) for i in range(count)]


def animation(frames: bytes, prompt: str, pages: Sequence[bytes | None] = ()) -> bytes:
    """The run as an animated GIF: its canvas, the prompt above, the course below, the page beside them.

    At most `MAX_PICTURES` of its steps, so that a long run takes no longer to watch.

    Args:
        pages: for each of `steps_shown` a JPEG of `PAGE` pixels, which a browser has to draw; None where the page looks
            as before. Without any, and where one is no such picture, the page is left out.

    Raises:
        ReplayError: the frames are damaged, or there is no step to show.
    """
    run = unpack(frames)
    if not run.steps:
        raise ReplayError("This run took no step, so there is nothing to see. Share the page instead.")
    chosen = steps_shown(run)
    count, shown = len(chosen), _pages(pages, len(chosen))
    painter = _Painter(run, prompt, beside=bool(shown))
    pictures = [painter.paint(index, shown[i] if shown else None) for i, index in enumerate(chosen)]
    palette = _palette(pictures[-1] if shown else pictures[count // 2], bool(shown))
    first, *rest = (picture.quantize(palette=palette, dither=0) for picture in pictures)
    target, durations = io.BytesIO(), [PICTURE_MS] * (count - 1) + [LAST_MS]
    first.save(target, "GIF", save_all=True, append_images=rest, duration=durations, loop=0)
    return target.getvalue()


def _pages(pages: Sequence[bytes | None], count: int) -> list["Image"]:
    """The page at each step; none if anything is wrong with any: they come from a browser."""
    from PIL import Image, UnidentifiedImageError

    shown: list[Image.Image] = []
    if len(pages) != count or not any(pages):
        return []
    before = Image.new("RGB", PAGE, (255, 255, 255))
    for page in pages:
        if page:
            try:
                with Image.open(io.BytesIO(page), formats=("JPEG",)) as opened:
                    if opened.size != PAGE:
                        return []
                    before = opened.convert("RGB")
            except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
                return []
        shown.append(before)
    return shown


def _palette(picture: "Image", beside: bool) -> "Image":
    return picture.quantize(PAGE_COLOURS if beside else COLOURS)


class _Painter:
    """Draws the steps of a run. A cell that looks as it did is not drawn again."""

    def __init__(self, run: Replay, prompt: str, beside: bool = False) -> None:
        from PIL import Image, ImageDraw

        self._run = run
        self._font = _font(11)
        self._tiles: dict[tuple[int, int, int], Image.Image] = {}
        rows = -(-max(len(step.draft) for step in run.steps) // COLUMNS)
        height = max(rows * CELL[1], PAGE[1]) if beside else rows * CELL[1]
        self._bottom, self._width = HEAD + height, COLUMNS * CELL[0] + 2 * MARGIN
        width = self._width + (PAGE[0] + MARGIN if beside else 0)
        self._picture = Image.new("RGB", (width, self._bottom + FOOT), PAPER)
        self._draw = ImageDraw.Draw(self._picture)
        heading = _font(15)
        self._draw.text((MARGIN, 14), _fitting(prompt, heading, width - 2 * MARGIN, " …"), INK, heading)
        self._corrections = [0]
        for step in run.steps:
            self._corrections.append(self._corrections[-1] + step.corrected)

    def paint(self, index: int, page: "Image | None" = None) -> "Image":
        step = self._run.steps[index]
        looks = zip(
            step.draft, step.flags, (min(LEVELS - 1, e * LEVELS // 128) for e in step.entropy), strict=True
        )
        for position, look in enumerate(looks):
            row, column = divmod(position, COLUMNS)
            self._picture.paste(self._tile(look), (MARGIN + column * CELL[0], HEAD + row * CELL[1]))
        if page:
            self._picture.paste(page, (self._width, HEAD))
            self._draw.rectangle(
                (self._width, HEAD, self._width + PAGE[0] - 1, HEAD + PAGE[1] - 1), None, SOFT
            )
        self._draw.rectangle((0, self._bottom, *self._picture.size), PAPER)
        self._course(index)
        words = (
            f"block {step.block + 1}, step {step.step}", f"mean entropy {step.nats:.2f} nats",
            f"{step.accepted:.0%} accepted", f"{self._corrections[index + 1]} self-corrections",
        )  # fmt: skip
        self._draw.text((MARGIN, self._bottom + 29), "     ".join(words), SOFT, self._font)
        return self._picture.copy()

    def _tile(self, look: tuple[int, int, int]) -> "Image":
        """A token: green once accepted, else the warmer the less sure the model is."""
        from PIL import Image, ImageDraw

        if look in self._tiles:
            return self._tiles[look]
        (token, flag, level), (width, height) = look, CELL
        doubt = level / (LEVELS - 1)
        colour, strength = (ACCENT, 0.28 - 0.2 * doubt) if flag & ACCEPTED else (WARM, 0.06 + 0.5 * doubt)
        fill = _mix(PANEL, colour, strength)
        tile = self._tiles[look] = Image.new("RGB", CELL, PAPER)
        draw = ImageDraw.Draw(tile)
        edge = SOFT if flag & LOCKED else MEND if flag & CORRECTED else None
        draw.rectangle((0, 0, width - 3, height - 3), fill, edge)
        text = self._run.tokens[token]
        shown = (text if text.strip() else text.replace(" ", "·")).replace("\n", "↵")
        shown = _fitting(shown, self._font, width - 7)
        draw.text((3, 2), shown, _mix(INK, fill, 0.65 * doubt), self._font)
        return tile

    def _course(self, index: int) -> None:
        """Accepted share and mean entropy so far, and the borders of all blocks."""
        steps, (left, right) = self._run.steps, (MARGIN, self._picture.width - MARGIN)
        top, bottom = self._bottom + 10, self._bottom + 26
        most, span = max(1e-6, *(step.nats for step in steps)), max(1, len(steps) - 1)

        def at(i: int, height: float) -> tuple[float, float]:
            return left + (right - left) * i / span, bottom - (bottom - top) * height

        self._draw.line((left, bottom, right, bottom), _mix(PAPER, INK, 0.15))
        for i, (one, other) in enumerate(pairwise(steps)):
            if one.block != other.block:
                self._draw.line((*at(i + 0.5, 0), *at(i + 0.5, 1)), _mix(PAPER, INK, 0.3))
        so_far = steps[: index + 1]
        for colour, heights in (
            (ACCENT, [s.accepted for s in so_far]),
            (WARM, [s.nats / most for s in so_far]),
        ):
            points = [at(i, height) for i, height in enumerate(heights)]
            self._draw.line([points[0], *points], colour, 2)


def _font(size: int) -> "FreeTypeFont":
    """Of the system, for letters beyond ASCII; else Pillow's own."""
    from PIL import ImageFont

    for name in FONTS:
        with suppress(OSError):
            return ImageFont.truetype(name, size)
    return ImageFont.load_default(size)


def _fitting(text: str, font: "FreeTypeFont", width: int, more: str = "") -> str:
    """As much of the first line as fits."""
    line = text.split("\n", 1)[0][:200]
    if line == text and font.getlength(line) <= width:
        return line
    size = bisect_left(range(1, len(line) + 1), True, key=lambda n: font.getlength(line[:n] + more) > width)
    return line[:size] + more


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
