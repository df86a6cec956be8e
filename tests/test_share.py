"""A run that is given away: a file that plays by itself and keeps its page locked in, and a picture."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from gdiff_core.history import share
from gdiff_core.history.replay import ReplayError, pack, unpack
from gdiff_core.records import Frame, Request
from gdiff_core.views import assets
from tests import toy_server
from tests.test_replay import toy_run

expect.set_options(timeout=30_000)

TEXTS = toy_server.ToyModel().token_texts
HOSTILE = """</script><script>document.title = "owned"</script><!doctype html><html><head><title>Hostile</title>
<meta http-equiv="refresh" content="0;url=https://example.com/"><base href="https://example.com/"></head>
<body onload="top.document.title='owned'"><h1>A page</h1><script>
for (const reach of [() => top.document.title = "owned", () => opener.document.title = "owned",
  () => top.location = "https://example.com/", () => fetch("https://example.com/"), () => open("https://example.com/")])
  try { reach() } catch {}
</script><img src="https://example.com/a.png" onerror="top.document.title='owned'">
<svg onload="top.document.title='owned'"></svg><link rel="stylesheet" href="https://example.com/a.css">
<iframe src="https://example.com/"></iframe></body></html>"""


def test_a_file_of_four_blocks_takes_less_than_a_megabyte() -> None:
    file = share.replay_file(pack(toy_run(4), TEXTS), "A page for Kite", toy_server.PAGE, "Kite & Co")
    assert len(file.encode()) < 2**20
    assert "<title>Kite &amp; Co</title>" in file


@pytest.mark.parametrize("text", ["</script>", "<!--", "<script>", "]]>", "{policy}", "\u2028", "\ud800"])
def test_no_text_of_the_run_can_end_the_data(text: str) -> None:
    plain = share.replay_file(pack(toy_run(1), TEXTS), "x", "x", "x")
    file = share.replay_file(pack(toy_run(1), TEXTS), text, text, text)
    for mark in ("</script", "<script", "<!--", "</title"):
        assert file.lower().count(mark) == plain.lower().count(mark)
    file.encode()


def test_what_is_damaged_is_not_given_away() -> None:
    data = pack(toy_run(1), TEXTS)[:-9]
    for make in (lambda: share.replay_file(data, "", ""), lambda: share.animation(data, "")):
        with pytest.raises(ReplayError, match="damaged"):
            make()


def test_a_script_of_several_modules_needs_nothing_but_itself() -> None:
    script = assets.bundle("replay_view/file.js", "modules.file.default();")
    assert not re.search(r"^\s*(import|export)\b", script, re.MULTILINE)
    assert script.endswith("modules.file.default();")


# The picture.


def test_the_picture_shows_the_run_evenly_and_loops() -> None:
    data = share.animation(pack(toy_run(3), TEXTS), "A page for Kite")
    picture = Image.open(io.BytesIO(data))
    assert (picture.format, picture.n_frames) == ("GIF", share.MAX_PICTURES)
    assert picture.info["loop"] == 0
    assert len(data) < 2**21
    assert picture.width < 1000
    assert picture.height < 1000


def test_a_picture_changes_where_the_canvas_does() -> None:
    def frame(step: int, token: int, accepted: bool) -> Frame:
        return Frame(
            0, step, (token,) * 32, (token,) * 32, (accepted,) * 32, (False,) * 32, (1.0,) * 32, "", 0.0
        )

    data = share.animation(pack([frame(1, 1, False), frame(2, 2, True)], TEXTS), "")
    picture = Image.open(io.BytesIO(data))
    cell = (share.MARGIN + 40, share.HEAD + 3)
    colours = []
    for index in range(picture.n_frames):
        picture.seek(index)
        colours.append(picture.convert("RGB").getpixel(cell))
    assert len(colours) == 2
    redrawn, accepted = colours
    assert redrawn[0] > redrawn[1] > redrawn[2]  # warm
    assert accepted[1] > accepted[0]  # green


@pytest.mark.parametrize("drawn", [b"no picture", b"", "small", "other"])
def test_the_page_is_beside_the_tokens_where_a_browser_drew_it(drawn: bytes | str) -> None:
    def jpeg(size: tuple[int, int], kind: str = "JPEG") -> bytes:
        target = io.BytesIO()
        Image.new("RGB", size, (200, 30, 30)).save(target, kind)
        return target.getvalue()

    run = pack(toy_run(1), TEXTS)
    count = len(share.steps_shown(unpack(run)))
    good = [None] * (count // 2) + [jpeg(share.PAGE)] + [None] * (count - count // 2 - 1)
    picture = Image.open(io.BytesIO(share.animation(run, "x", good)))
    plain = Image.open(io.BytesIO(share.animation(run, "x")))
    assert picture.width == plain.width + share.PAGE[0] + share.MARGIN
    spot = (plain.width + 50, share.HEAD + 50)
    assert min(picture.convert("RGB").getpixel(spot)) > 240
    picture.seek(picture.n_frames - 1)
    red, green, _ = picture.convert("RGB").getpixel(spot)
    assert red > 180 and green < 60
    bad = {"small": jpeg((10, 10)), "other": jpeg(share.PAGE, "PNG")}.get(drawn, drawn)
    left_out = Image.open(io.BytesIO(share.animation(run, "x", [*good[:-1], bad] if bad else [])))
    assert left_out.size == plain.size


def test_a_run_without_a_step_has_no_picture() -> None:
    with pytest.raises(ReplayError, match="no step"):
        share.animation(pack([], TEXTS), "")


# The file in a browser, from disk, with the network off.


@pytest.fixture
def open_file(browser, tmp_path: Path):
    contexts = []

    def opened(file: str) -> Page:
        path = tmp_path / "run.html"
        path.write_text(file, encoding="utf-8")
        contexts.append(browser.new_context(viewport={"width": 1366, "height": 800}, offline=True))
        page = contexts[-1].new_page()
        page.asked, page.wrong = [], []
        contexts[-1].on("request", lambda request: page.asked.append(request))
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


def preview(page: Page):
    return page.frame_locator(".stage iframe")


def let_out(requests: list) -> list[str]:
    """What the policy would have let through, had there been a network."""
    away = (request for request in requests if request.url.startswith("http"))
    return [f"{request.url}: {request.failure}" for request in away if request.failure != "csp"]


@pytest.mark.chromium
def test_from_disk_without_a_network_it_plays_to_the_end(open_file) -> None:
    page = open_file(share.replay_file(pack(toy_run(2), TEXTS), "A page <for> Kite", toy_server.PAGE))
    expect(page.locator(".prompt")).to_have_text("A page <for> Kite")
    expect(page.locator(".position")).to_have_text("Step 1 of 80")
    page.keyboard.press("End")
    expect(page.locator(".position")).to_have_text("Step 80 of 80")
    expect(preview(page).locator("h1")).to_have_text("Solstice Coffee")
    page.keyboard.press("Home")
    expect(page.locator(".position")).to_have_text("Step 1 of 80")
    page.locator(".speed").select_option("0.25")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.locator(".speed").select_option("4")
    expect(page.locator(".position")).to_have_text("Step 80 of 80", timeout=60_000)
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(preview(page).locator("h1")).to_have_text("Solstice Coffee")
    assert let_out(page.asked) == []
    assert page.wrong == []


@pytest.mark.chromium
def test_its_page_reaches_neither_its_opener_nor_the_network(open_file) -> None:
    def denoise():
        for event in toy_server.denoise(toy_server.ToyModel(), Request("x"), blocks=1):
            text = HOSTILE[: 40 * event.step] if isinstance(event, Frame) else HOSTILE
            yield type(event)(**{name: getattr(event, name) for name in event.__slots__} | {"text": text})

    page = open_file(share.replay_file(pack(list(denoise()), TEXTS), HOSTILE[:200], HOSTILE, "Kite"))
    expect(page.locator(".position")).to_have_text("Step 1 of 40")
    page.keyboard.press("End")
    expect(preview(page).locator("h1")).to_have_text("A page")
    for key in ("Home", "End", "ArrowLeft"):
        page.keyboard.press(key)
    expect(page.locator(".position")).to_have_text("Step 39 of 40")
    page.keyboard.press("End")
    expect(preview(page).locator("h1")).to_have_text("A page")
    assert page.title() == "Kite"
    assert page.url.startswith("file:")
    assert let_out(page.asked) == []
    for frame in page.frames[1:]:
        assert frame.evaluate("origin") == "null"
        blocked = "() => { try { return parent.document.title } catch (error) { return error.name } }"
        assert frame.evaluate(blocked) == "SecurityError"
        assert frame.evaluate("opener") is None
