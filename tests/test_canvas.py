import pytest
import torch

from gdiff_core.canvas import Canvas, lock, noise


def test_noise_covers_the_vocabulary_and_locks_nothing() -> None:
    canvas = noise(1000, 7, torch.Generator().manual_seed(0))
    assert set(canvas.tokens[0].tolist()) == set(range(7))
    assert canvas.tokens.shape == (1, 1000) and not canvas.locked.any()


def test_noise_is_one_draw_of_the_generator() -> None:
    ours, reference = torch.Generator().manual_seed(3), torch.Generator().manual_seed(3)
    canvas = noise(32, 263, ours)
    assert torch.equal(canvas.tokens, torch.randint(0, 263, (1, 32), generator=reference))
    assert torch.equal(ours.get_state(), reference.get_state())


def test_lock_puts_tokens_in_place_and_adds_up() -> None:
    canvas = Canvas(torch.tensor([[1, 2, 3, 4]]), torch.tensor([[True, False, False, False]]))
    locked = lock(canvas, torch.tensor([[9, 9, 9, 9]]), torch.tensor([[False, False, True, False]]))
    assert locked.tokens.tolist() == [[1, 2, 9, 4]]
    assert locked.locked.tolist() == [[True, False, True, False]]


@pytest.mark.parametrize(
    ("tokens", "locked"),
    [
        (torch.zeros(1, 3, dtype=torch.long), torch.zeros(1, 2, dtype=torch.bool)),
        (torch.zeros(3, dtype=torch.long), torch.zeros(3, dtype=torch.bool)),
        (torch.zeros(1, 3), torch.zeros(1, 3, dtype=torch.bool)),
        (torch.zeros(1, 3, dtype=torch.long), torch.zeros(1, 3)),
    ],
)
def test_a_canvas_of_another_form_is_a_mistake(tokens, locked) -> None:
    with pytest.raises(AssertionError):
        Canvas(tokens, locked)
