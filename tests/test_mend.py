"""Pages that break, written by hand, and what is kept of them."""

from gdiff_core.diffusion.canvas import noise
from gdiff_core.diffusion.denoise import denoise
from gdiff_core.diffusion.mend import Mender
from gdiff_core.records import Commit, Frame, Request, Settings
from tests.tiny import LambdaModel, sharp

HEAD = "<!doctype html>\n<title>Kite</title>\n"
SOUND = f"{HEAD}<h1>Kite</h1>\n<p>Up we go</p>\n</html>"
BROKEN = f"{HEAD}<h1>Kite</h1>\n<p>Up we</h2>\n</html>"


def test_a_sound_page_stays() -> None:
    assert Mender(4).cut(SOUND, over=True) is None


def test_the_text_stays_up_to_a_line_before_the_flaw() -> None:
    assert BROKEN[: Mender(4).cut(BROKEN, over=True)] == HEAD


def test_prose_before_the_page_stays_too() -> None:
    text = f"Here it is, 1 < 2:\n```html\n{BROKEN}\n```"
    assert text[: Mender(4).cut(text, over=True)] == f"Here it is, 1 < 2:\n```html\n{HEAD}"


def test_a_flaw_that_comes_back_is_cut_further_before_and_a_later_one_is_not() -> None:
    mender = Mender(4)
    lines = BROKEN.split("\n")
    cuts = [BROKEN[: mender.cut(BROKEN, over=True)].count("\n") for _ in range(3)]
    assert cuts == [len(lines) - 3, len(lines) - 4, 0]  # one line before the fourth of five, two, four
    later = BROKEN.replace("</html>", "<p>x\n</h2>\n</html>").replace("we</h2>", "we</p>")
    assert later[: mender.cut(later, over=True)].endswith("we</p>\n")


def test_it_ends() -> None:
    mender = Mender(2)
    found = [mender.cut(BROKEN, over=True) is None for _ in range(4)]
    assert found == [False, False, True, True]


def test_what_the_end_of_a_block_cuts_off_is_no_flaw() -> None:
    ends = range(len(HEAD), len(SOUND))
    assert [end for end in ends if Mender(4).cut(SOUND[:end], over=False) is not None] == []


def test_a_page_that_ends_too_early_is_flawed() -> None:
    text = SOUND.replace("</html>", "")
    assert text[: Mender(4).cut(text, over=True)] == f"{HEAD}<h1>Kite</h1>\n"
    assert Mender(4).cut(text, over=False) is None


def test_flaws_of_the_blocks_before_are_left_alone() -> None:
    mender = Mender(4)
    mender.commit(BROKEN.replace("</html>", ""))
    assert mender.cut(BROKEN, over=True) is None
    more = BROKEN.replace("</html>", "<b>x\n</i></b>\n</html>")
    assert more[: mender.cut(more, over=True)].endswith("</h2>\n")


def test_what_no_tag_broke_and_what_is_no_page_is_left_alone() -> None:
    page = "<html>\n<title>A</title>\n<p>AT&T &co</p>\n</html>"  # no doctype, two loose ampersands
    assert Mender(4).cut(page, over=True) is None
    assert Mender(4).cut("I cannot </b> do that.", over=True) is None


# --- in the loop ---

PAGE, SLIP = SOUND.encode(), BROKEN.encode()
LENGTH = len(PAGE) + 3


def learner(slips: int) -> LambdaModel:
    """Writes the broken page so many times, two steps each, then the sound one."""
    texts = [[*text, *[0] * (LENGTH - len(text))] for text in (SLIP, PAGE)]
    return LambdaModel(lambda block, step, canvas: sharp(texts[step > 2 * slips], 256), LENGTH, 256)


def run(model: LambdaModel, canvases=None, **chosen) -> tuple[list[Frame], Commit]:
    *frames, commit = denoise(model, Request("x", Settings(max_tokens=LENGTH, **chosen)), canvases=canvases)
    return frames, commit


def test_a_block_is_taken_up_again_before_its_flaw() -> None:
    frames, commit = run(learner(1))
    assert commit.text == SOUND and commit.finish == "eos" and commit.converged
    assert [frame.step for frame in frames] == [1, 2, 3, 4] and commit.steps == 4
    assert not any(frames[1].locked) and sum(frames[2].locked) == len(HEAD)
    assert frames[2].draft[: len(HEAD)] == tuple(HEAD.encode())


def test_a_page_that_stays_broken_is_committed_as_it_is() -> None:
    _, commit = run(learner(9), mends=3)
    assert commit.text == BROKEN and commit.steps == 8
    _, commit = run(learner(9), mends=0)
    assert commit.text == BROKEN and commit.steps == 2


def test_only_pages_from_noise_are_mended() -> None:
    _, commit = run(learner(1), canvases=lambda block, ids, generator: noise(LENGTH, 256, generator))
    assert commit.text == BROKEN


def test_a_seed_is_a_run_mends_included() -> None:
    (first, _), (again, _) = run(learner(2), seed=5), run(learner(2), seed=5)
    assert [frame.canvas for frame in first] == [frame.canvas for frame in again]
    assert [frame.step for frame in first] == list(range(1, 7))
