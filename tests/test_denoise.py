"""The loop, with predictions written by hand; and once more on the random tiny model."""

import math
from copy import deepcopy
from dataclasses import replace
from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gdiff_core.diffusion.canvas import Canvas, lock, noise
from gdiff_core.diffusion.denoise import denoise, summarize
from gdiff_core.diffusion.model import wrap
from gdiff_core.errors import BadRequest, ModelError
from gdiff_core.records import Commit, Frame, Request, Settings
from tests import tiny
from tests.tiny import LambdaModel, sharp

SCHEDULERS = ("entropy_bound", "block_refinement", "discrete_ddim")
A, B, END = [1, 2, 3], [3, 2, 1], 0


def model_of(*drafts: list[int], vocab: int = 4) -> LambdaModel:
    """Sure of the i-th draft at step i of every block, of the last one from then on."""
    return LambdaModel(lambda block, step, canvas: sharp(drafts[min(step, len(drafts)) - 1], vocab), 3, vocab)


def spelling(*blocks: bytes) -> LambdaModel:
    """Writes the bytes of each block, at once."""
    return LambdaModel(lambda block, step, canvas: sharp(list(blocks[block]), 256), len(blocks[0]), 256)


def run(model, canvases=None, **chosen) -> tuple[list[Frame], list[Commit]]:
    events = list(denoise(model, Request("x", Settings(**chosen)), canvases=canvases))
    return (
        [event for event in events if isinstance(event, Frame)],
        [event for event in events if isinstance(event, Commit)],
    )


# --- stopping ---


def test_a_block_ends_when_its_draft_stood_still() -> None:
    frames, commits = run(model_of(A, B, B), max_tokens=3)
    assert [list(frame.draft) for frame in frames] == [A, B, B]
    assert [frame.step for frame in frames] == [1, 2, 3]
    assert (commits[0].steps, commits[0].converged, list(commits[0].tokens)) == (3, True, B)


def test_stability_counts_the_steps_without_change() -> None:
    _, commits = run(model_of(A, A, B, B, B), max_tokens=3, stability=2)
    assert (commits[0].steps, commits[0].converged) == (5, True)


@pytest.mark.parametrize("scheduler", SCHEDULERS)
@pytest.mark.parametrize(
    ("logits", "says"),
    [
        (math.nan, "no numbers"),
        (math.inf, "no numbers"),
        (-math.inf, "no numbers"),
        (3.0, "as likely as any"),
    ],
)
def test_predictions_that_mean_nothing_end_the_run_with_the_reason(scheduler, logits, says) -> None:
    """In the second step, so that a good beginning does not hide it; where all is constant, in the first."""
    broken = LambdaModel(
        lambda _, step, __: sharp(A, 4) if step == 1 else torch.full((1, 3, 4), logits), 3, 4
    )
    with pytest.raises(ModelError, match=says):
        run(broken, max_tokens=3, scheduler=scheduler)


def test_one_broken_position_ends_the_run_and_a_locked_one_does_not() -> None:
    def predict(block, step, canvas):
        logits = sharp(A, 4)
        logits[0, 1] = math.nan
        return logits

    with pytest.raises(ModelError, match="no numbers"):
        run(LambdaModel(predict, 3, 4), max_tokens=3)
    where = torch.tensor([[False, True, False]])
    held = lambda *_: lock(noise(3, 4, torch.Generator()), torch.full((1, 3), 2), where)  # noqa: E731
    _, commits = run(LambdaModel(predict, 3, 4), held, max_tokens=3)
    assert commits[0].tokens == tuple(A)


@pytest.mark.parametrize("parity", [True, False])
@pytest.mark.parametrize(("weight", "says"), [(math.nan, "no numbers"), (0.0, "as likely as any")])
def test_a_checkpoint_of_such_weights_ends_its_run(weight: float, says: str, parity: bool) -> None:
    module = deepcopy(tiny.module())
    module.lm_head.weight = torch.nn.Parameter(torch.full_like(module.lm_head.weight, weight))
    with pytest.raises(ModelError, match=says):
        run(wrap(module, tiny.tokenizer(), "broken"), max_tokens=32, parity=parity)


def test_an_unsure_draft_does_not_end_its_block() -> None:
    unsure = LambdaModel(lambda *_: sharp(A, 4, logit=1.0), 3, 4)
    frames, commits = run(unsure, max_tokens=3, steps=5)
    assert (commits[0].steps, commits[0].converged) == (5, False)
    assert commits[0].tokens == frames[-1].draft == tuple(A)  # the draft is committed, never the noise
    assert frames[-1].canvas != frames[-1].draft


def test_entropy_and_acceptance_are_those_of_the_tempered_logits() -> None:
    """Position 0 is sure, 1 is even between two tokens, 2 knows nothing: computed by hand."""
    logits = torch.tensor([[[40.0, 0, 0, 0], [40.0, 40.0, 0, 0], [0.0, 0, 0, 0]]])
    model = LambdaModel(lambda *_: logits.clone(), 3, 4)
    frames, _ = run(model, max_tokens=3, steps=1, entropy_bound=math.log(2) - 0.01)
    assert frames[0].entropy == pytest.approx([0.0, math.log(2), math.log(4)], abs=1e-5)
    # Accepted while the entropy of the surer ones stays within the bound: 0 <= b, 0 <= b, ln 2 > b.
    assert frames[0].accepted == (True, True, False)
    frames, _ = run(model, max_tokens=3, steps=1, entropy_bound=math.log(2) + 0.01)
    assert frames[0].accepted == (True, True, True)


# --- blocks ---


def test_each_committed_block_is_prefilled_once() -> None:
    model = spelling(b"abc", b"def", b"ghi")
    _, commits = run(model, max_tokens=9)
    assert [commit.text for commit in commits] == ["abc", "abcdef", "abcdefghi"]
    assert [commit.finish for commit in commits] == [None, None, "length"]
    assert model.read == [list(b"x"), list(b"abc"), list(b"def")]  # the last one is not needed


@pytest.mark.parametrize(("budget", "blocks"), [(1, 1), (3, 1), (4, 2), (6, 2), (7, 3)])
def test_the_budget_is_whole_blocks(budget: int, blocks: int) -> None:
    _, commits = run(model_of(A), max_tokens=budget)
    assert len(commits) == blocks and commits[-1].finish == "length"


def test_the_end_of_turn_ends_the_run_and_is_not_text() -> None:
    model = spelling(b"abc", b"d\0e", b"xxx")
    frames, commits = run(model, max_tokens=9)
    assert [commit.tokens for commit in commits] == [tuple(b"abc"), tuple(b"d")]
    assert commits[-1].finish == "eos" and commits[-1].text == frames[-1].text == "abcd"
    assert frames[-1].draft == tuple(b"d\0e")  # a frame shows the whole canvas


def test_an_end_token_at_once_gives_an_empty_text() -> None:
    _, commits = run(spelling(b"\0ab"), max_tokens=9)
    assert (commits[0].tokens, commits[0].text, commits[0].finish) == ((), "", "eos")


def test_a_character_split_over_two_blocks_is_whole() -> None:
    frames, commits = run(spelling(b"ab\xc3", b"\xa9cd"), max_tokens=6)
    assert [commit.text for commit in commits] == ["ab\ufffd", "abécd"]
    assert frames[-1].text == "abécd"


def test_a_prompt_too_long_for_the_model_is_refused() -> None:
    model = model_of(A)
    model.max_length = 5
    _, commits = run(model, max_tokens=900)
    assert len(commits) == 1  # 1 token of prompt, room for one block of 3
    with pytest.raises(BadRequest, match="shorten it"):
        list(denoise(model, Request("long")))


# --- initial canvases and locked positions ---


def test_canvases_are_asked_once_before_each_block() -> None:
    asked = []

    def source(block, committed, generator) -> Canvas:
        asked.append((block, committed))
        return noise(3, 4, generator)

    run(model_of(A), canvases=source, max_tokens=9)
    assert asked == [(0, ()), (1, tuple(A)), (2, tuple(A + A))]


@settings(max_examples=30, deadline=None)
@given(data=st.data(), scheduler=st.sampled_from(SCHEDULERS), seed=st.integers(0, 2**63 - 1))
def test_locked_positions_never_change(data, scheduler: str, seed: int) -> None:
    length, vocab = 8, 11
    weather = torch.Generator().manual_seed(seed % 1000)
    model = LambdaModel(lambda *_: 60 * torch.rand(1, length, vocab, generator=weather) - 30, length, vocab)
    where = torch.tensor([data.draw(st.lists(st.booleans(), min_size=length, max_size=length))])
    tokens = torch.tensor([data.draw(st.lists(st.integers(1, vocab - 1), min_size=length, max_size=length))])

    def source(block, committed, generator) -> Canvas:
        return lock(noise(length, vocab, generator), tokens, where)

    frames, _ = run(model, source, max_tokens=16, steps=4, scheduler=scheduler, seed=seed)
    held = [i for i in range(length) if where[0, i]]
    for frame in frames:
        assert list(frame.locked) == where[0].tolist()
        for i in held:
            assert frame.canvas[i] == frame.draft[i] == tokens[0, i]
            assert frame.entropy[i] == 0.0 and frame.accepted[i]


@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_the_tiny_model_keeps_locked_positions_and_lets_the_others_go(scheduler: str) -> None:
    model, wanted = tiny.model(), torch.full((1, tiny.CANVAS_LENGTH), 40)
    where = torch.arange(tiny.CANVAS_LENGTH)[None] % 3 == 0

    def source(block, committed, generator) -> Canvas:
        return lock(noise(tiny.CANVAS_LENGTH, model.info.vocab_size, generator), wanted, where)

    frames, _ = run(model, source, max_tokens=tiny.CANVAS_LENGTH, steps=6, scheduler=scheduler)
    for frame in frames:
        assert set(frame.draft[::3]) == set(frame.canvas[::3]) == {40}
        assert set(frame.draft) != {40}


# --- the schedulers' own words ---


def test_block_refinement_keeps_what_it_committed_and_takes_all_in_time() -> None:
    frames, _ = run(tiny.model(), max_tokens=32, steps=5, scheduler="block_refinement")
    for earlier, later in pairwise(frames):
        assert all(b for a, b in zip(earlier.accepted, later.accepted, strict=True) if a)
    assert 0 < sum(frames[0].accepted) < 32 and all(frames[-1].accepted)


def test_discrete_ddim_shows_where_canvas_and_draft_agree() -> None:
    frames, _ = run(tiny.model(), max_tokens=32, steps=5, scheduler="discrete_ddim")
    for frame in frames:
        assert list(frame.accepted) == [a == b for a, b in zip(frame.canvas, frame.draft, strict=True)]


# --- seeds, cancelling, manners ---


def timeless(frames: list[Frame]) -> list[Frame]:
    return [replace(frame, seconds=0.0) for frame in frames]


@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_a_seed_is_a_run(scheduler: str) -> None:
    chosen = {"max_tokens": 64, "steps": 4, "scheduler": scheduler}
    first, _ = run(tiny.model(), seed=5, **chosen)
    torch.manual_seed(99)  # torch's own generator plays no part
    again, _ = run(tiny.model(), seed=5, **chosen)
    other, _ = run(tiny.model(), seed=6, **chosen)
    assert timeless(first) == timeless(again) and timeless(first) != timeless(other)


def test_closing_between_two_steps_stops_the_model() -> None:
    steps = []
    model = LambdaModel(lambda block, step, canvas: steps.append(step) or sharp(A, 4, logit=1.0), 3, 4)
    events = denoise(model, Request("x"))
    next(events), next(events)
    events.close()
    assert steps == [1, 2] and list(events) == []


def test_inference_mode_ends_where_the_consumer_begins() -> None:
    seen = [torch.is_inference_mode_enabled() for _ in denoise(model_of(A), Request("x"))]
    assert seen and not any(seen)


def test_frames_are_plain_values() -> None:
    (frame, *_), _ = run(tiny.model(), max_tokens=32, steps=1)
    kinds = {name: {type(v) for v in getattr(frame, name)} for name in ("canvas", "draft", "entropy")}
    assert kinds == {"canvas": {int}, "draft": {int}, "entropy": {float}}
    assert {type(v) for v in frame.accepted + frame.locked} == {bool}
    assert len(frame.canvas) == len(frame.draft) == len(frame.entropy) == 32
    assert all(0 <= nats <= math.log(263) + 1e-4 for nats in frame.entropy)


# --- the summary ---


def test_a_run_is_summarized() -> None:
    page = b"<html><title>Hi</title></html>\0\0"
    model, request = spelling(page), Request("x", Settings(seed=7))
    found = summarize(model, request, denoise(model, request))
    assert (found.model, found.seed, found.blocks, found.steps) == ("lambda", 7, 1, (2,))
    assert (found.tokens, found.finish, found.complete, found.title) == (30, "eos", True, "Hi")
    assert found.seconds > 0 and found.tokens_per_second == pytest.approx(30 / found.seconds)


def test_an_unfinished_run_has_no_summary() -> None:
    model, request = spelling(b"abc", b"def"), Request("x", Settings(max_tokens=6))
    events = list(denoise(model, request))
    with pytest.raises(ValueError, match="finished"):
        summarize(model, request, events[:-1])
