import pytest
import torch

from gdiff_core.diffusion.alignment import Alignment, Trail, aligned
from gdiff_core.diffusion.canvas import Canvas, Copy, between, keep, lock, noise


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


# --- the old page as the canvas ---

OLD = list(range(100, 164))  # no token twice


def noisy(generator: torch.Generator) -> Canvas:
    return noise(16, 50, generator)


def test_alignment_follows_insertions_deletions_moves_and_replacements() -> None:
    align = Alignment(OLD)
    assert align([]) == 0
    assert align(OLD[:20]) == 20
    assert align([*OLD[:10], 1, 2, 3, *OLD[10:20]]) == 20  # inserted
    assert align([*OLD[:10], *OLD[30:36]]) == 36  # deleted
    assert align([*OLD[40:50], *OLD[:8]]) == 8  # moved to the front
    assert align([*OLD[:10], 1, 2]) == 12  # a replacement, half written
    assert align([*OLD, 1, 2, 3]) == 64  # longer than ever


def test_of_repeated_lines_those_win_whose_surroundings_fit() -> None:
    row = [1, 2, 3, 4, 5, 6]
    old = [*OLD[:10], *row, *OLD[10:20], *row, *OLD[20:30]]
    align = Alignment(old)
    assert align([*OLD[:10], *row]) == 16
    assert align([7, 8, 9, *OLD[10:20], *row]) == 32
    assert align.count(row) == 2 and align.count(OLD[:10]) == 1 and align.count([9, 9, 9]) == 0


def test_text_takes_the_place_of_text_and_markup_is_where_it_goes_on() -> None:
    a, b, c, d = 1, 2, 3, 4  # tags; two-digit tokens are text
    old = [*range(10, 20), a, 20, 21, b, *range(30, 40), c, *range(40, 50)]
    align = Alignment(old, markup={tag: tag for tag in (a, b, c, d)})
    head = old[:11]
    assert align([*head, 90]) == 12  # the next one may stay
    assert align([*head, 90, 91, 92, 93]) == 13  # longer than it was: the tag stays where it is
    assert align([*head, 90, b]) == 14  # shorter: the tag came
    assert align([*head, 90, b, 30, 91]) == 16
    assert align([*head, 20, 21, d, 90, 91]) == 13  # a new element takes nobody's place
    assert Alignment(old)([*head, 90, 91, 92, 93]) == 15  # without signs every token takes one's place


def test_markup_of_a_kind_is_the_same_place_however_it_is_cut_into_tokens() -> None:
    first, link, end = 1, 2, 3  # the first link of a list comes in one token with what opens the list
    old = [*range(10, 20), first, 20, end, *range(30, 40)]
    markup = {first: first, link: first, end: end}
    assert Alignment(old, markup)([*old[:10], 5, 90, link]) == 11
    assert Alignment(old, markup)([*old[:10], 5, 90, link, 20, end]) == 13
    assert Alignment(old, {tag: tag for tag in markup})([*old[:10], 5, 90, link]) == 10


def test_markup_that_stands_once_is_found_behind_and_far_ahead() -> None:
    a, b, c = 1, 2, 3
    old = [*range(10, 20), a, *range(20, 90), b, *range(30, 40), c, 40, c, 41]
    align = Alignment(old, {a: a, b: b, c: c})
    assert align([*old[:10], b]) == old.index(b) + 1  # what stood between may be gone, or moved
    assert align([*old[:10], b, *range(30, 40), 9, a]) == 11  # and goes on here
    assert align([*old[:10], c]) == 10  # nobody knows which


def trail_of(old: list[int], length: int = 16) -> Trail:
    return Trail(Alignment(old), [], length, (0,))


def test_doubt_about_what_was_settled_loses_nothing_behind_it() -> None:
    old, sure, stays = list(range(10, 26)), [0.0] * 16, [0.0] * 16
    trail = trail_of(old)
    doubtful = [*stays[:9], 0.5, *stays[10:]]
    written = trail.step(old, [*old[:8], 90, 91, *old[10:]], sure, doubtful)
    assert written == (*old[:8], 90, *old[9:])
    doubtful = [*stays[:2], 0.5, *stays[3:]]
    assert trail.step(written, [*old[:2], 77, *old[3:8], 90, 91, *old[10:]], sure, doubtful) == (
        *old[:8], 90, 91, *old[10:],
    )  # fmt: skip


def test_behind_tokens_that_stand_the_old_text_is_laid_out_from_where_it_goes_on() -> None:
    old = list(range(10, 26))
    trail = trail_of(old)
    assert trail.resume([*old[:5], 90, 91, 92, *old[5:8]]) == (*old[:5], 90, 91, 92, *old[5:13])
    assert trail.settled == 11
    assert trail.resume([*old[:4], *old[8:12]]) == (*old[:4], *old[8:], 0, 0, 0, 0)


def test_a_guess_is_looked_at_twice() -> None:
    old, stays = list(range(10, 26)), [0.0] * 16
    draft, vague = [*old[:5], 90, *old[6:]], [2.0] * 16
    trail = trail_of(old)
    assert trail.step(old, draft, vague, stays) == tuple(old)
    assert trail.step(old, draft, vague, stays) == tuple(draft)
    assert trail_of(old).step(old, draft, [0.1] * 16, stays) == tuple(draft)


def test_what_changes_behind_another_change_is_surer_and_further_on_as_good_as_certain() -> None:
    old, stays = list(range(10, 26)), [0.0] * 16
    draft = [*old[:5], 90, 91, *old[7:12], 92, *old[13:]]
    first, both = (*old[:5], 90, *old[6:]), (*old[:5], 90, 91, *old[7:])
    for entropy, written in ((0.2, first), (0.05, both), (0.01, tuple(draft))):
        assert trail_of(old).step(old, draft, [entropy] * 16, stays) == written


def test_one_token_a_thousand_times_is_linear() -> None:
    align = Alignment([5] * 100_000)
    assert align([5] * 5000) == 5000


@pytest.mark.parametrize("strength", [0.0, 0.25, 0.5, 1.0])
def test_strength_is_the_share_of_noise(strength: float) -> None:
    canvas = keep(noise(1000, 50, torch.Generator().manual_seed(0)), [99] * 1000, strength, torch.Generator())
    assert (canvas.tokens != 99).sum() == 1000 * strength and not canvas.locked.any()


def test_at_strength_one_the_draws_are_those_of_noise() -> None:
    ours, reference = torch.Generator().manual_seed(3), torch.Generator().manual_seed(3)
    canvas = aligned(OLD, noisy, 1.0, 1)(1, OLD[:16], ours)
    assert torch.equal(canvas.tokens, noisy(reference).tokens)
    assert torch.equal(ours.get_state(), reference.get_state())


def test_a_block_starts_where_the_text_stands() -> None:
    source = aligned(OLD, noisy, 0.0)
    assert source(0, [], torch.Generator()).tokens[0].tolist() == OLD[:16]
    assert source(1, [*OLD[:8], 1, 2, *OLD[8:14]], torch.Generator()).tokens[0].tolist() == OLD[14:30]
    last = source(3, OLD[:60], torch.Generator().manual_seed(0)).tokens[0].tolist()
    assert last[:4] == OLD[60:] and all(token < 50 for token in last[4:])


CHANGED = [1, *OLD[1:]]


def test_the_rest_is_copied_after_a_change_and_a_block_without_one() -> None:
    source = aligned(OLD, noisy, 0.3, copy_after=1)
    assert isinstance(source(1, CHANGED[:16], torch.Generator()), Canvas)
    assert source(2, CHANGED[:32], torch.Generator()) == Copy(tuple(OLD[32:]))


@pytest.mark.parametrize(
    ("why", "old", "committed", "options"),
    [
        ("nothing has changed yet", OLD, OLD[:32], {}),
        ("never asked for", OLD, CHANGED[:32], {"copy_after": None}),
        ("two blocks are asked for", OLD, CHANGED[:32], {"copy_after": 2}),
        ("a new page", OLD, CHANGED[:32], {"strength": 1.0}),
        ("the block has a change", OLD, [*CHANGED[:20], 2, *OLD[21:32]], {}),
        ("what was replaced comes again", [*OLD, OLD[0]], CHANGED[:32], {}),
        ("it stands there twice", [*OLD[:32], 7, *OLD[16:32], 8], CHANGED[:32], {}),
        ("a long stretch was left out", list(range(300)), list(range(200, 240)), {}),
    ],
)
def test_in_doubt_the_next_block_is_denoised(why, old, committed, options) -> None:
    source = aligned(old, noisy, **{"strength": 0.3, "copy_after": 1, **options})
    assert isinstance(source(2, committed, torch.Generator()), Canvas), why


def test_between_locks_what_is_not_free_and_ends_with_it() -> None:
    source = between(OLD[:30], 20, noisy)
    first, second = (source(n, OLD[: 16 * n], torch.Generator()) for n in (0, 1))
    assert first.tokens[0].tolist() == OLD[:16] and not first.locked.any()
    assert second.tokens[0, :14].tolist() == OLD[16:30]
    assert second.locked[0].tolist() == [False] * 4 + [True] * 10 + [False] * 2
    assert source(2, OLD[:32], torch.Generator()) == Copy()
