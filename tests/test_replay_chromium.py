"""The Replay screen in Chromium, and the player's reading of a recorded run against Python's."""

import base64
import io
import json
import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from gdiff_core.history import share
from gdiff_core.history.replay import pack, unpack
from gdiff_core.history.store import RunInfo, Store, Version
from gdiff_core.records import Commit, Frame, Request
from gdiff_core.views import assets
from tests import toy_server
from tests.test_replay import PIECES, commit, pieces, toy_run

pytestmark = pytest.mark.chromium
expect.set_options(timeout=30_000)

TEXTS = toy_server.ToyModel().token_texts


def any_run(seed: int) -> list[Frame | Commit]:
    """Letters beyond the first plane, texts that the tokens do not say, blocks that end early."""
    draw, events, before = random.Random(seed), [], "🌊 "
    for block in range(3):
        for step in range(1, draw.randint(2, 9)):
            draft = tuple(draw.randrange(len(PIECES)) for _ in range(12))
            said = "".join(pieces(draft)).replace("\ufffd", draw.choice(["\ufffd", "ü"]))
            accepted = tuple(draw.random() < 0.6 for _ in draft)
            nats = tuple(draw.uniform(0, 5) for _ in draft)
            text = before + said[: draw.randint(0, 40)] + draw.choice(["", " après 🌍"])
            events.append(Frame(block, step, draft, draft, accepted, (False,) * 12, nats, text, step / 3))
        before += draw.choice(["<html>", "🏔 é", ""])
        events.append(commit(block, draft, before, step))
    return events


READ = """async ([script, data]) => {
    const url = URL.createObjectURL(new Blob([script], {type: "text/javascript"}));
    const { steps, commits, texts } = await (await import(url)).readRun(data);
    return {
        texts: steps.map(step => step.parts().join("")), pages: steps.map(step => step.page()),
        drafts: steps.map(step => [...step.draft].map(token => texts[token][1])),
        flags: steps.map(step => [...step.flags]), entropy: steps.map(step => [...step.entropy]),
        figures: steps.map(({block, step, nats, accepted, seconds, corrected}) =>
            [block, step, nats, accepted, seconds, corrected]),
        commits: commits.map(({block, after, text}) => [block, after, text]),
    };
}"""


@pytest.mark.parametrize("seed", range(4))
def test_the_player_reads_what_python_reads(browser, seed: int) -> None:
    data = pack(any_run(seed), pieces)
    page = browser.new_page()
    found = page.evaluate(READ, [assets.text("replay_view/record.js"), base64.b64encode(data).decode()])
    page.close()
    run = unpack(data)
    assert found["texts"] == [run.text(i) for i in range(len(run.steps))]
    assert found["pages"] == [run.page(i) for i in range(len(run.steps))]
    assert found["drafts"] == [[run.tokens[id] for id in step.draft] for step in run.steps]
    assert found["flags"] == [list(step.flags) for step in run.steps]
    assert found["entropy"] == [list(step.entropy) for step in run.steps]
    assert found["figures"] == [
        [s.block, s.step, s.nats, s.accepted, s.seconds, s.corrected] for s in run.steps
    ]
    assert found["commits"] == [[c.block, c.after, c.text] for c in run.commits]


# The screen.


def saved_run(folder: Path, events: list[Frame | Commit]) -> Version:
    with closing(Store(folder)) as store:
        run = RunInfo.of("build", Request("A page for Kite"), "toy")
        frames = pack(events, TEXTS)
        return store.save(store.create("Kite").id, toy_server.PAGE, run, frames=frames)


def with_corrections() -> list[Frame | Commit]:
    """The toy's run at a pace of 10 steps a second, in which two tokens of step 9 were accepted before as others."""
    wrong = toy_server.VOCABULARY.index("Solst")
    events = []
    for event in toy_run(1):
        if isinstance(event, Frame):
            fields = {name: getattr(event, name) for name in event.__slots__} | {"seconds": event.step / 10}
            if event.step < 9:
                fields["draft"] = (wrong, wrong, *event.draft[2:])
                fields["accepted"] = (True, True, *event.accepted[2:])
            event = Frame(**fields)
        events.append(event)
    return events


@pytest.fixture
def open_replay(open_tab, server, server_folder) -> Callable[[], tuple[Page, Version]]:
    """Opens the Replay screen of a new run."""

    def opened() -> tuple[Page, Version]:
        page, version = open_tab(), saved_run(server_folder, with_corrections())
        page.goto(f"{server}/?project={version.project}")
        page.get_by_role("link", name="Replay").click()
        expect(page.locator(".position")).to_have_text("Step 40 of 40", timeout=60_000)
        return page, version

    return opened


def position(page: Page, step: int) -> None:
    expect(page.locator(".position")).to_have_text(f"Step {step} of 40")


def heading(page: Page):
    return page.locator(".player .stage").frame_locator("iframe").locator("h1")


def test_canvas_preview_and_figures_move_together(open_replay):
    page, _ = open_replay()
    expect(heading(page)).to_have_text("Solstice Coffee")
    cells = page.locator(".player .grid span")
    expect(cells).to_have_count(256)
    last = cells.all_inner_texts()
    page.keyboard.press("Home")
    position(page, 1)
    expect(heading(page)).to_have_count(0)
    assert sum(a != b for a, b in zip(last, cells.all_inner_texts(), strict=True)) > 100
    expect(page.locator("[data-figure=accepted]")).not_to_have_text("100%")
    page.locator(".range").fill("39")
    position(page, 40)
    expect(heading(page)).to_have_text("Solstice Coffee")
    assert cells.all_inner_texts() == last


def test_history_leads_to_the_replay_and_a_new_page_out_of_it(open_replay):
    page, version = open_replay()
    page.get_by_role("link", name="History").click()
    page.get_by_role("button", name="Replay", exact=True).click()
    expect(page.locator(".range")).to_be_visible()
    assert "/replay?" in page.url and version.id in page.url
    page.get_by_role("button", name="New page").click()
    expect(page.get_by_role("heading", name="Describe a website")).to_be_visible()
    page.wait_for_timeout(500)  # nothing calls back
    assert urlsplit(page.url)[2:] == ("/", "", "")


def test_the_keyboard_steps_plays_and_pauses(open_replay):
    page, _ = open_replay()
    for key, step in (("ArrowLeft", 39), ("Shift+ArrowLeft", 29), ("ArrowRight", 30), ("Home", 1)):
        page.keyboard.press(key)
        position(page, step)
    page.locator(".speed").select_option("0.25")
    page.locator(".player .text").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.locator(".speed").select_option("4")
    page.get_by_role("button", name="Play").click()
    position(page, 40)
    page.get_by_role("button", name="Play").click()  # from the beginning again
    expect(page.locator(".position")).not_to_have_text("Step 40 of 40")
    position(page, 40)


def test_self_corrections_are_counted_marked_and_found(open_replay):
    page, _ = open_replay()
    expect(page.locator("[data-figure=corrections]")).to_have_text("2 of 2")
    expect(page.locator(".curves .correction")).to_have_count(1)
    page.get_by_role("button", name="Next self-correction").click()
    position(page, 9)
    marked = page.locator(".player .grid .corrected.now")
    expect(marked).to_have_count(2)
    marked.first.hover()
    (now,) = TEXTS([with_corrections()[8].draft[0]])
    words = f'step 9: "Solst" had been accepted, changed to {json.dumps(now)}'
    expect(marked.first).to_have_attribute("title", words)
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".player .grid .corrected")).to_have_count(0)
    page.keyboard.press("End")
    expect(page.locator(".player .grid .corrected")).to_have_count(2)
    expect(marked).to_have_count(0)


def test_a_step_becomes_a_version(open_replay, server_folder):
    page, version = open_replay()
    page.keyboard.press("Shift+ArrowLeft")
    position(page, 30)
    page.get_by_role("button", name="Branch from here").click()
    expect(page.get_by_text("Step 30 is a version now")).to_be_visible()
    position(page, 30)
    with closing(Store(server_folder)) as store:
        (_, branch) = store.tree(version.project)
        assert branch.parent == version.id
        assert branch.run.kind == "branch"
        assert store.html(branch.page) == unpack(store.frames(version.run_id)).page(29)
    assert f"version={branch.id}" in page.url
    page.keyboard.press("Home")
    page.get_by_role("button", name="Branch from here").click()
    expect(page.get_by_text("There is no page yet at this step")).to_be_visible()


def test_history_leads_to_the_replay_of_a_version(open_replay):
    page, _ = open_replay()
    page.get_by_role("link", name="History").click()
    expect(page.locator(".rows li")).to_have_count(1)
    page.get_by_role("button", name="Replay").click()
    position(page, 40)


def test_the_run_is_downloaded_as_a_file_a_picture_and_a_page(open_replay):
    page, _ = open_replay()
    page.get_by_role("button", name="Share").click()
    for label, ending, start in (
        ("Replay as one file", ".html", b"<!doctype html>"),
        ("Animated picture", ".gif", b"GIF89a"),
        ("The page", ".page.html", toy_server.PAGE.encode()),
    ):
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        assert download.value.suggested_filename == f"solstice-coffee{ending}"
        data = download.value.path().read_bytes()
        assert data.startswith(start)
        if ending == ".gif":  # with the page beside the tokens: nothing at first, then its red header
            picture = Image.open(io.BytesIO(data))
            assert picture.width > share.PAGE[0] + share.COLUMNS * share.CELL[0]
            spot = (picture.width - share.MARGIN - 20, share.HEAD + 12)
            seen = []
            for index in (0, picture.n_frames - 1):
                picture.seek(index)
                seen.append(picture.convert("RGB").getpixel(spot))
            assert min(seen[0]) > 240
            assert all(abs(a - b) < 12 for a, b in zip(seen[1], (181, 83, 60), strict=True))


def test_it_fits_a_phone(open_replay):
    page, _ = open_replay()
    page.set_viewport_size({"width": 390, "height": 844})
    position(page, 40)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = "all => all.filter(e => e.getBoundingClientRect().right > 391).map(e => e.className)"
    assert page.locator(".player .pane > *, .controls > *").evaluate_all(wide) == []
