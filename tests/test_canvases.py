"""Edits over seeded and pinned canvases: what a server makes of them is what our own loop makes of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
import torch

from gdiff_core.diffusion.canvas import Canvas, Canvases, Copy, draws, noise
from gdiff_core.diffusion.denoise import denoise
from gdiff_core.diffusion.model import Model, load
from gdiff_core.diffusion.revise import Draft, Objection
from gdiff_core.diffusion.tweak import request_for, tweak
from gdiff_core.engines.remote.canvases import write
from gdiff_core.engines.remote.engine import Remote, connect
from gdiff_core.errors import BadRequest, TweakRefused
from gdiff_core.nano import telling
from gdiff_core.records import UNKNOWN_REQUEST, Brief, Commit, Edit, Frame, Message, Request
from tests.scripted_server import running
from tests.test_pictures import picture
from tests.vllm_server import Vllm

SEED = 11
BRIEF = telling.settled(Brief("bakery", "Cedar"))
PAGE = telling.tell(BRIEF).plain  # as the model writes it
NOTHING = f"accent {BRIEF.accent}"
H1 = (PAGE.index("<h1>"), PAGE.index("</h1>") + len("</h1>"))


@pytest.fixture(scope="module")
def model() -> Model:
    torch.set_num_threads(1)
    return load()


@pytest.fixture
def server(model) -> Vllm:
    return Vllm(model, draws(SEED))


@pytest.fixture
def remote(server) -> Iterator[Remote]:
    with running(server.app()) as url:
        yield connect(f"{url}/v1")


def an_edit(model: Model, words: str, effort: float = 1.0, **how) -> Edit:
    """With settings under which our own loop has no more to go by than a server."""
    history = (
        Message("user", UNKNOWN_REQUEST),
        Message("assistant", PAGE),
    )  # as the bundled model was taught
    settings = replace(model.defaults, seed=SEED, doubt=0.0, effort=effort)
    return Edit(PAGE, words, settings, history=history, **how)


def commits(events) -> list[Commit]:
    return [event for event in events if isinstance(event, Commit)]


def blockwise(model: Model, request: Request, *, canvases: Canvases, **how) -> Iterator[Frame | Commit]:
    """Our own loop as a server has to do it: canvases are drawn apart, and nothing is laid out between two steps."""
    apart = draws(request.settings.seed)

    def source(block: int, committed: Sequence[int], _: torch.Generator) -> Canvas | Copy:
        canvas = canvases(block, committed, apart)
        return canvas if isinstance(canvas, Copy) else replace(canvas, trail=None)

    return denoise(model, request, canvases=source, **how)


@pytest.mark.parametrize(
    "words",
    [NOTHING, "{~about.1~} is {~new.1~}", "tone dark"],
    ids=["nothing", "more", "other"],
)
def test_an_edit_by_canvases_is_that_of_our_own_loop(model, server, remote, words):
    edit = an_edit(model, words)
    ours = commits(tweak(model, edit, write=blockwise))
    theirs = commits(remote.run(edit))
    assert [commit.tokens for commit in theirs] == [commit.tokens for commit in ours]
    assert theirs[-1].text == ours[-1].text
    assert (theirs[-1].text == PAGE) == (words == NOTHING)
    assert len(server.asked) == len(theirs) == len(ours)  # one request a block
    assert {len(asked["vllm_xargs"]["diffusion_seed_canvas"]) for asked in server.asked} == {256}


def test_the_first_canvas_is_the_page(model, server, remote):
    list(remote.run(an_edit(model, NOTHING, strength=0.001)))
    page = model.tokenize(PAGE)
    assert server.asked[0]["vllm_xargs"]["diffusion_seed_canvas"][: len(page)] == page[:256]


def test_a_selection_is_written_between_locked_text(model, server, remote):
    edit = an_edit(model, "{~name~} is {~new.1~}", selection=H1)
    try:
        new = commits(remote.run(edit))[-1].text
    except TweakRefused as refused:
        new = refused.page
    assert (new[: H1[0]], new[len(new) - len(PAGE) + H1[1] :]) == (PAGE[: H1[0]], PAGE[H1[1] :])
    assert server.asked[0]["prompt"][-len(model.tokenize(PAGE[: H1[0]])) :] == model.tokenize(PAGE[: H1[0]])


def test_what_is_taken_up_again_keeps_what_stands_pinned(model, server, remote):
    """A page that came out as it was is tried again, and a block whose beginning stands goes on from there."""
    served = remote._canvases
    edit = an_edit(model, NOTHING, effort=4.0)

    def early(draft: Draft) -> Objection | None:
        return None if draft.past else Objection("not yet", 40)

    found = commits(
        write(
            served,
            replace(request_for(served, edit), settings=replace(edit.settings, max_tokens=256)),
            canvases=lambda block, ids, generator: noise(256, 3169, generator),
            critics=[early],
        )
    )
    assert len(server.asked) == 2
    first, again = (asked["vllm_xargs"] for asked in server.asked)
    assert "diffusion_pinned" not in first
    assert again["diffusion_pinned"] == list(range(40))
    assert list(found[0].tokens[:40]) == again["diffusion_seed_canvas"][:40]


def test_a_page_with_control_tokens_is_refused_before_anything_is_asked(model, server, remote):
    page = PAGE.replace("</h1>", "<turn|></h1>")
    with pytest.raises(BadRequest, match="control token"):
        list(remote.run(replace(an_edit(model, "{~about.1~} is {~new.1~}"), page=page)))
    assert not server.asked


def test_a_server_that_stops_taking_canvases_is_used_as_any_other_and_it_is_said(model, server, remote):
    assert "A change starts from the page on its canvas." in remote.info.abilities
    server.seeded = False
    found = commits(remote.run(an_edit(model, "tone dark", effort=3.0)))
    assert [set(asked) & {"messages", "prompt"} for asked in server.asked] == [{"messages"}]
    assert found[-1].finish == "eos"
    assert any("refused the page on its canvas" in ability for ability in remote.info.abilities)


def test_a_change_by_a_picture_is_chatted_about_as_a_canvas_has_none(model, server, remote):
    edit = replace(an_edit(model, "make the background dark"), pictures=(picture(),))
    assert commits(remote.run(edit))[-1].finish == "eos"
    [asked] = server.asked
    assert [part["type"] for part in asked["messages"][-1]["content"]] == ["image_url", "text"]
    assert "A change starts from the page on its canvas." in remote.info.abilities  # the next one does


@pytest.mark.parametrize(("version", "seeded"), [("0.31.2", True), ("0.32.0", False), ("nightly", True)])
def test_an_older_server_gets_no_canvases(model, version, seeded):
    server = Vllm(model, draws(SEED), version, seeded)
    with running(server.app()) as url:
        remote = connect(f"{url}/v1")
    assert remote._canvases is None
    assert "A change is written anew, and put in its place." in remote.info.abilities


def test_the_tokens_of_a_frame_can_be_shown(model, remote):
    frame = next(
        event for event in remote.run(an_edit(model, "{~about.1~} is {~new.1~}")) if isinstance(event, Frame)
    )
    assert "".join(remote.texts(frame.draft[:20])) == model.decode(frame.draft[:20])
    assert len(frame.draft) == len(frame.accepted) == len(frame.locked) == len(frame.entropy) == 256
