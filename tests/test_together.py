"""Answers side by side are those of one by one, whatever their prompts' lengths."""

import pytest

from gdiff_core.diffusion.denoise import denoise
from gdiff_core.diffusion.together import together
from gdiff_core.errors import BadRequest
from gdiff_core.records import Commit, Request, Settings
from tests import tiny

TEXTS = ("short", "a text that is a good deal longer than the first one was", "x" * 90, "one more")


def one_by_one(model, request) -> tuple[str, str, int]:
    [commit] = [event for event in denoise(model, request) if isinstance(event, Commit)]
    return commit.text, commit.finish, commit.steps


@pytest.mark.parametrize(("seed", "unrest"), [(0, 1.0), (1, 2.0), (2, 0.3)])
def test_side_by_side_is_one_by_one(seed, unrest):
    model = tiny.model(seed=seed, sharpness=6.0, unrest=unrest)
    settings = Settings(steps=12, max_tokens=tiny.CANVAS_LENGTH, seed=seed, confidence=0.5)
    requests = [Request(text, settings) for text in TEXTS]
    *passes, answers = together(model, requests)
    assert passes and not any(passes)
    assert [tuple(answer) for answer in answers] == [one_by_one(model, request) for request in requests]
    assert unrest < 1 or len({answer.text for answer in answers}) == len(TEXTS)


def test_nothing_and_too_much():
    model = tiny.model()
    assert list(together(model, [])) == [[]]
    with pytest.raises(BadRequest, match="one canvas"):
        list(together(model, [Request("a", Settings(max_tokens=100))]))
    with pytest.raises(BadRequest, match="more than this model has room for"):
        list(together(model, [Request("x" * 2100, Settings(max_tokens=8))]))
