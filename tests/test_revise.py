"""Critics and their budget: on drafts made by hand, in the loop, and on the real classes."""

import math
from collections.abc import Sequence

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gdiff_core.diffusion.canvas import Copy, noise
from gdiff_core.diffusion.denoise import denoise
from gdiff_core.diffusion.model import load
from gdiff_core.diffusion.revise import Budget, Draft, Objection, broken, brought, departed, doubts, standard
from gdiff_core.errors import BadRequest, TweakRefused
from gdiff_core.records import Commit, Frame, Request, Settings
from tests import tiny
from tests.tiny import LambdaModel, sharp


def draft(text: str, before: str = "", over: bool = True, context=None, **chosen) -> Draft:
    """One token a byte."""
    head, tokens = before.encode(), tuple(text.encode())
    return Draft(
        tuple(head),
        tokens,
        (0,) if over else (),
        over,
        chosen.pop("locked", (False,) * (len(tokens) + 1)),
        context,
        lambda ids: (head + bytes(ids)).decode(errors="replace"),
        **chosen,
    )


# --- HTML that breaks ---

HEAD = "<!doctype html>\n<title>Kite</title>\n"
SOUND = f"{HEAD}<h1>Kite</h1>\n<p>Up we go</p>\n</html>"
BROKEN = f"{HEAD}<h1>Kite</h1>\n<p>Up we</h2>\n</html>"


def stands(found: Draft) -> str:
    objection = broken(found)
    return found.text_of(found.tokens[: objection.stands - len(found.before)])


def test_a_sound_page_stands() -> None:
    assert broken(draft(SOUND)) is None


def test_the_text_stands_up_to_a_line_before_the_flaw_and_the_reason_is_said() -> None:
    assert stands(draft(BROKEN)) == HEAD
    assert broken(draft(BROKEN)).why.startswith("line 4: ")


def test_prose_before_the_page_stands_too() -> None:
    text = f"Here it is, 1 < 2:\n```html\n{BROKEN}\n```"
    assert stands(draft(text)) == f"Here it is, 1 < 2:\n```html\n{HEAD}"


def test_a_flaw_that_comes_back_is_cut_further_before_and_a_later_one_is_not() -> None:
    why = broken(draft(BROKEN)).why
    cuts = [stands(draft(BROKEN, past=(why,) * times)).count("\n") for times in range(3)]
    assert cuts == [2, 1, 0]  # one line before the fourth, two, four
    later = BROKEN.replace("</html>", "<p>x\n</h2>\n</html>").replace("we</h2>", "we</p>")
    assert stands(draft(later, past=(why,) * 3)).endswith("we</p>\n")


def test_what_the_end_of_a_block_cuts_off_is_no_flaw() -> None:
    ends = range(len(HEAD), len(SOUND))
    assert [end for end in ends if broken(draft(SOUND[:end], over=False))] == []


def test_a_page_that_ends_too_early_is_flawed() -> None:
    text = SOUND.replace("</html>", "")
    assert stands(draft(text)) == f"{HEAD}<h1>Kite</h1>\n"
    assert broken(draft(text, over=False)) is None


def test_flaws_of_the_blocks_before_are_left_alone() -> None:
    before = BROKEN.replace("</html>", "")
    assert broken(draft("</html>", before)) is None
    more = draft("<b>x\n</i></b>\n</html>", before)
    assert stands(more).endswith("</h2>\n")
    assert broken(more).stands >= len(more.before)


def test_what_no_tag_broke_and_what_is_no_page_is_left_alone() -> None:
    page = "<html>\n<title>A</title>\n<p>AT&T &co</p>\n</html>"  # no doctype, two loose ampersands
    assert broken(draft(page)) is None
    assert broken(draft("I cannot </b> do that.")) is None


# --- what the encoder doubts ---


class Reader:
    """A context that finds the text likely as far as it is this one, and would go on with it."""

    def __init__(self, text: bytes, sure: int = 0) -> None:
        self.text, self.sure, self.heard, self.before = text, sure, [], []

    def read(self, ids: Sequence[int]) -> None:
        self.before += ids

    def hear(self, ids: Sequence[int]):
        self.heard.append(bytes(ids))
        pairs = list(zip(ids, self.text, strict=False))
        nats = [0.1 if token == own else 9.0 for token, own in pairs]
        others = [0 if token == own else own for token, own in pairs]
        return nats, others, [2.0 if token == own else 0.1 for token, own in pairs]

    def foretell(self, ids: Sequence[int], most: int, sure: float) -> list[int]:
        return list(self.text[len(ids) : len(ids) + min(most, self.sure)])


def begins(objection: Objection, found: Draft) -> bytes:
    return bytes((*found.ids[: objection.stands], *objection.then))


def test_what_stands_before_a_doubt_stays_and_the_encoder_goes_on() -> None:
    for sure, wanted in ((0, b"bread from t"), (2, b"bread from the")):
        found = draft("bread from from here", context=Reader(b"bread from the oven.\0", sure))
        assert begins(doubts(4)(found), found) == wanted


def test_the_cost_is_what_is_doubted_in_nats() -> None:
    context = Reader(b"bread from the oven.\0")
    costs = [
        doubts(4)(draft(text, context=context)).cost
        for text in ("bread from the owen.", "bread,from,the owen.")
    ]
    assert costs == pytest.approx([9.0, 27.0])


def test_only_what_may_be_doubted_is() -> None:
    slip, context = "bread from from here", Reader(b"bread from the oven.\0")
    assert doubts(4, lambda ids: range(11))(draft(slip, context=context)) is None
    assert doubts(10)(draft(slip, context=context)) is None
    assert doubts(4)(draft(slip, context=context, locked=(True,) * 21)) is None
    assert doubts(4)(draft("", over=False, context=context)) is None


def test_places_are_those_of_the_answer() -> None:
    asked, context = [], Reader(b"bread")
    found = draft("beard", "<p>", over=False, context=context)
    assert doubts(4, lambda ids: asked.append(bytes(ids)) or [4])(found).stands == 4
    assert asked == [b"<p>beard"] and context.heard == [b"beard"]


def test_no_limit_no_proofreading() -> None:
    context = Reader(b"bread")
    assert doubts(0)(draft("beard", context=context)) is None and context.heard == []


@pytest.mark.parametrize(
    ("old", "new", "fresh"),
    [
        ("the same text", "the same text", ""),
        ("the same text", "the same long text", "long t"),
        ("leave this out of it", "leave out of it", "o"),
        ("the same text", "then same text", "n "),
        ("abcdefghijklmnop", "abcdefghXijYklmnop", "XijYk"),
    ],
    ids=["nothing", "inserted", "left out", "a letter", "what is left between two changes"],
)
def test_what_an_edit_brought_and_what_follows_on_it_may_be_doubted(old: str, new: str, fresh: str) -> None:
    assert "".join(new[i] for i in brought(old.encode(), new.encode())) == fresh


def test_other_words_begin_where_the_encoder_is_most_in_two_minds() -> None:
    reader = Reader(b"same words")
    reader.hear = lambda ids: ([0.1] * 10, list(b"XXXXXxXXXX"), [3.0, 2, 3, 3, 3, 1, 3, 3, 3, 3])
    words = tuple(b"same words")
    assert departed(reader, words, lambda own, other: True) == (5, tuple(b"x"))
    assert departed(reader, words, lambda own, other: other == ord("X")) == (1, tuple(b"X"))
    assert departed(reader, words, lambda own, other: False) is None


# --- the budget ---


def test_a_budget_is_counted_in_first_attempts() -> None:
    budget = Budget(3.0)
    budget.take(4, first=True)
    assert budget.left == 8
    budget.take(5, first=False)
    assert budget.left == 3
    budget.take(2, first=True)
    assert budget.left == 7
    budget.take(9, first=False)
    assert budget.left == 0


def test_an_effort_is_a_multiple_of_first_attempts() -> None:
    with pytest.raises(BadRequest, match="effort is 0"):
        Settings(effort=0)


# --- the loop ---

PAGE, SLIP = SOUND.encode(), BROKEN.encode()
LENGTH = len(PAGE) + 3


def writer(*texts: bytes, length: int = LENGTH, passes: int = 2) -> LambdaModel:
    """Writes these in turn, so many steps each, the last for ever; longer ones in blocks that all count."""
    counted = iter(range(10**6))

    def predict(block: int, step: int, canvas: torch.LongTensor) -> torch.Tensor:
        text = texts[min(next(counted) // passes, len(texts) - 1)]
        return sharp([*text, *[0] * (length - len(text))], 256)

    return LambdaModel(predict, length, 256)


def run(
    model: LambdaModel, *critics, canvases=None, budget: int = 0, **chosen
) -> tuple[list[Frame], list[Commit]]:
    request = Request("x", Settings(max_tokens=budget or model.info.canvas_length, **chosen))
    events = list(denoise(model, request, canvases=canvases, critics=critics))
    return [e for e in events if isinstance(e, Frame)], [e for e in events if isinstance(e, Commit)]


def test_a_block_is_taken_up_again_before_its_flaw_and_says_why() -> None:
    frames, (commit,) = run(writer(SLIP, PAGE), broken)
    assert commit.text == SOUND and commit.finish == "eos" and commit.converged
    assert [frame.step for frame in frames] == [1, 2, 3, 4] and commit.steps == 4
    assert [frame.attempt for frame in frames] == [1, 1, 2, 2]
    assert frames[0].why == "" and frames[2].why == broken(draft(BROKEN)).why
    assert not any(frames[1].locked) and sum(frames[2].locked) == len(HEAD)
    assert frames[2].draft[: len(HEAD)] == tuple(HEAD.encode())


def test_a_page_that_stays_broken_is_committed_as_it_is_when_the_budget_is_used_up() -> None:
    for effort, steps in ((3, 6), (2, 4), (1, 2)):
        frames, (commit,) = run(writer(SLIP), broken, effort=effort)
        assert commit.text == BROKEN and commit.steps == len(frames) == steps


def test_nobody_asked_nothing_is_taken_up_again() -> None:
    _, (commit,) = run(writer(SLIP, PAGE))
    assert commit.text == BROKEN and commit.steps == 2


def test_a_seed_is_a_run_attempts_included() -> None:
    first, again = (run(writer(SLIP, SLIP, PAGE), broken, seed=5)[0] for _ in range(2))
    assert [frame.canvas for frame in first] == [frame.canvas for frame in again] and len(first) == 6


def judged(**costs: float):
    """Objects to these texts, at these costs; `refused` are those of them that may not stand."""

    def judge(found: Draft) -> Objection | None:
        cost = costs.get(found.text)
        return cost and Objection(
            f"{found.text} is wrong", 0, cost=abs(cost), refusal="No." if cost < 0 else ""
        )

    return judge


def test_of_attempts_that_may_stand_the_best_is_committed() -> None:
    _, (commit,) = run(writer(b"fruit", b"broad", b"trout", length=8), judged(fruit=3, broad=1, trout=2))
    assert commit.text == "broad" and commit.finish == "eos"
    _, (commit,) = run(writer(b"first", b"other", length=8), judged(first=1, other=1))
    assert commit.text == "first"
    _, (commit,) = run(writer(b"fruit", b"broad", length=8), judged(fruit=9, broad=-1))
    assert commit.text == "fruit"


def test_where_no_attempt_may_stand_the_best_is_refused() -> None:
    with pytest.raises(TweakRefused, match="No") as caught:
        run(writer(b"fruit", b"broad", b"trout", length=8), judged(fruit=-3, broad=-1, trout=-2))
    assert caught.value.page == "broad"


class Speller(LambdaModel):
    """Writes the first answer, and each time that the whole is begun anew the next one."""

    def __init__(self, *answers: bytes, length: int = 4) -> None:
        super().__init__(None, length, 256)
        self.answers, self.begun = answers, -1

    def context(self) -> "SpellerContext":
        self.begun += 1
        return SpellerContext(self.answers[min(self.begun, len(self.answers) - 1)], self.info.canvas_length)


class SpellerContext:
    def __init__(self, answer: bytes, length: int) -> None:
        self.answer, self.length, self.read_so_far = answer, length, b""

    def read(self, ids: Sequence[int]) -> None:
        self.read_so_far += bytes(ids)

    def predict(self, canvas: torch.LongTensor, conditioning) -> torch.Tensor:
        at = len(self.read_so_far) - len(b"x")
        return sharp(list(self.answer[at : at + self.length].ljust(self.length, b"\0")), 256)


def over_only(**costs: float):
    judge = judged(**costs)
    return lambda found: judge(found) if found.over else None


def test_an_answer_is_begun_anew_where_its_first_block_does_not_stand() -> None:
    frames, commits = run(Speller(b"onetwo", b"onefor"), over_only(onetwo=-1), budget=12)
    assert commits[-1].text == "onefor" and commits[-1].finish == "eos"
    assert [frame.block for frame in frames] == [0, 0, 1, 1, 2, 2, 3, 3]
    assert [frame.attempt for frame in frames] == [1] * 4 + [2] * 4
    assert [commit.block for commit in commits] == [0, 2, 3]
    assert [commit.start for commit in commits] == [0, 0, 4]


def test_what_stands_of_the_blocks_before_is_not_written_again() -> None:
    def second(found: Draft) -> Objection | None:
        return Objection("no", 6) if found.over and found.text == "onetwofor" else None

    frames, commits = run(Speller(b"onetwofor", b"onetwolve"), second, budget=12)
    assert commits[-1].text == "onetwolve"
    assert [frame.start for frame in frames[-4:]] == [4, 4, 8, 8]
    assert frames[-4].locked == (True, True, False, False) and bytes(frames[-4].draft[:2]) == b"wo"


def test_an_answer_of_an_attempt_before_comes_back_if_it_was_better() -> None:
    answers = (b"firsts", b"second", b"thirds")
    frames, commits = run(Speller(*answers), over_only(firsts=1, second=2, thirds=3), budget=12)
    assert commits[-1].text == "firsts" and commits[-1].finish == "eos"
    assert [commit.steps for commit in commits[-2:]] == [0, 0]
    assert [commit.start for commit in commits[-2:]] == [0, 4]
    assert len(frames) <= 3 * 4


def test_what_is_copied_is_judged_too() -> None:
    def source(block, committed, generator):
        return Copy(tuple(b"efghij")) if committed else noise(4, 256, generator)

    asked = []
    _, commits = run(
        Speller(b"abcd"), lambda found: asked.append((found.text, found.over)), canvases=source, budget=12
    )
    assert asked == [("abcd", False), ("abcdefghij", True)]
    assert [(commit.text, commit.steps) for commit in commits] == [
        ("abcd", 2),
        ("abcdefgh", 0),
        ("abcdefghij", 0),
    ]


@settings(deadline=None)
@given(
    costs=st.dictionaries(st.sampled_from(["aa", "ab", "ba", "bb"]), st.integers(1, 9), max_size=4),
    answers=st.lists(st.sampled_from([b"aa", b"ab", b"ba", b"bb"]), min_size=1, max_size=6),
    effort=st.floats(1, 5),
)
def test_no_run_takes_more_passes_than_its_budget(costs, answers, effort) -> None:
    frames, commits = run(Speller(*answers, length=1), over_only(**costs), budget=3, effort=effort)
    first = sum(frame.attempt == 1 for frame in frames)
    assert len(frames) <= effort * first and commits[-1].finish
    assert commits[-1].text.encode() in answers


# --- the encoder in the loop ---

RIGHT, WRONG = b"our letters from the bank", b"our letters from from bank"


class Doubter(tiny.LambdaModel):
    """Writes the slip until the canvas holds what comes before it and the next right letter."""

    def __init__(self) -> None:
        def predict(block, step, canvas):
            text = RIGHT if bytes(canvas[0].tolist()).startswith(RIGHT[:18]) else WRONG
            return tiny.sharp(list(text.ljust(32, b"\0")), 256)

        super().__init__(predict, 32, 256)
        self.reader = Reader(RIGHT.ljust(32, b"\0"))

    def context(self):
        context = super().context()
        context.hear, context.foretell = self.reader.hear, self.reader.foretell
        return context


def test_a_block_is_written_again_behind_what_the_encoder_does_not_believe() -> None:
    model = Doubter()
    frames, (commit,) = run(model, *standard(Settings(doubt=4.0)))
    assert commit.text == RIGHT.decode() and commit.finish == "eos" and commit.converged
    assert [frame.step for frame in frames] == list(range(1, len(frames) + 1)) and commit.steps == len(frames)
    assert sum(frames[0].locked) == 0 and sum(frames[-1].locked) == 18
    assert frames[-1].canvas[:18] == tuple(RIGHT[:18])
    assert model.reader.heard == [WRONG + b"\0", RIGHT + b"\0"]  # the end is read over too


def test_who_does_not_ask_the_encoder_gets_the_slip() -> None:
    model = Doubter()
    _, (commit,) = run(model, *standard(Settings()))
    assert commit.text == WRONG.decode() and model.reader.heard == []


def test_a_doubt_is_a_number_of_nats() -> None:
    with pytest.raises(BadRequest, match="doubt is -1"):
        Settings(doubt=-1)


# --- the real classes ---


@pytest.fixture(scope="module")
def ids() -> tuple[list[int], list[int]]:
    return tiny.model().encode("a bakery"), tiny.model().tokenizer.encode("<h1>Bread</h1>")


def test_the_encoder_is_heard_as_one_long_reading_has_it(ids) -> None:
    before, answer = ids
    model = tiny.model()
    context = model.context()
    context.read(before)
    nats, others, dear = context.hear(answer)
    with torch.no_grad():
        rows = model.module.model.encoder(input_ids=torch.tensor([before + answer])).last_hidden_state
        cap = model.module.final_logit_softcapping
        logits = torch.tanh(model.module.lm_head(rows)[0] / cap) * cap
        wanted = -logits.log_softmax(-1)[len(before) - 1 : -1]
    at = range(len(answer))
    assert torch.allclose(torch.tensor(nats), wanted[at, answer], atol=1e-4)
    wanted[at, answer] = math.inf
    assert torch.allclose(torch.tensor(dear), wanted.min(-1).values, atol=1e-4)
    assert not any(other == own for other, own in zip(others, answer, strict=True))


def test_what_is_heard_is_not_read(ids) -> None:
    before, answer = ids
    context, deaf = tiny.model().context(), tiny.model().context()
    for each in (context, deaf):
        each.read(before)
    first = context.hear(answer)
    context.foretell(answer, 4, math.inf)
    assert context.hear(answer) == first
    canvas = torch.tensor([list(range(10, 10 + tiny.CANVAS_LENGTH))])
    with torch.inference_mode():
        assert torch.equal(context.predict(canvas, None), deaf.predict(canvas, None))


def test_the_encoder_goes_on_as_long_as_it_is_sure(ids) -> None:
    before, answer = ids
    context = tiny.model().context()
    context.read(before)
    foretold = context.foretell(answer, 3, math.inf)
    assert len(foretold) == 3 and context.foretell(answer, 3, 0.0) == []
    nats, _, dear = context.hear(answer + foretold)
    assert all(own <= other for own, other in zip(nats[-3:], dear[-3:], strict=True))


def test_the_bundled_model_asks_its_encoder_and_a_checkpoint_that_says_nothing_does_not() -> None:
    assert load().defaults.doubt > 0
    assert tiny.model().defaults.doubt == 0
