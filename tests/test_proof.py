"""What the encoder doubts is written again: on readers made by hand, in the loop, and on the real classes."""

import math

import pytest
import torch

from gdiff_core.diffusion.denoise import denoise
from gdiff_core.diffusion.model import Words, load
from gdiff_core.diffusion.proof import Proofreader, brought, continuations, departed, misquoted, quoted
from gdiff_core.errors import BadRequest
from gdiff_core.records import Commit, Frame, Request, Settings
from tests import tiny

# --- what may be doubted ---


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


LETTERS = frozenset(filter(lambda byte: chr(byte).isalnum(), range(128)))
WORDS = Words(LETTERS, LETTERS)
REQUEST = b"call it Two Moons, a cafe"
CONTINUED = continuations(REQUEST, WORDS)


def test_what_was_asked_for_in_these_words_may_not() -> None:
    page = b"<h1>Two Moons Bar</h1>"
    others = page.replace(b"Moons Bar", b"Moons,Bar")
    assert bytes(page[i] for i in sorted(quoted(page, others, CONTINUED, WORDS))) == b"Two Moons"
    assert quoted(b"ab", b"ab", continuations(b"ab", WORDS), WORDS) == set()


def test_nor_may_the_end_of_a_quote_where_the_encoder_would_say_its_last_syllable_again() -> None:
    page = b"<h1>Two Moons</h1>"
    end = page.index(b"</h1>")
    assert end in quoted(page, page.replace(b"</", b"ns"), CONTINUED, WORDS)  # "Moonsns"
    assert end not in quoted(page, page.replace(b"</", b", "), CONTINUED, WORDS)  # "Moons, "
    assert end not in quoted(page, page, CONTINUED, WORDS)
    assert max(quoted(b"a cafe", b"a cafe", CONTINUED, WORDS)) == 5


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<h1>Two Moons</h1>", {}),
        ("<h1>Two Moo</h1>", {11: "ns"}),
        ("<h1>Two Moods</h1>", {11: "ns"}),
        ("<h1>Two Moonsns</h1>", {13: ""}),
        ("<h1>Two Sons</h1>", {}),
        ("<h1>Twins</h1>", {}),
    ],
    ids=["to the letter", "broken off", "gone wrong", "gone on", "another word", "by chance"],
)
def test_a_quote_goes_to_the_end_of_the_word_and_no_further(page: str, found: dict[int, str]) -> None:
    rests = misquoted(page.encode(), CONTINUED, WORDS)
    assert {place: bytes(rest).decode() for place, rest in rests.items()} == found


def test_where_the_request_has_both_both_are_quotes() -> None:
    both = continuations(b"a cafe or two cafes", WORDS)
    assert misquoted(b"a cafe.", both, WORDS) == {}
    assert misquoted(b"a cafes.", both, WORDS) == {}


# --- a block ---


class Reader:
    """A context that finds the text likely as far as it is this one, and would go on with it."""

    def __init__(self, text: bytes, instead: int = 0, sure: int = 0) -> None:
        self.text, self.instead, self.sure, self.heard, self.before = text, instead, sure, [], []

    def read(self, ids) -> None:
        self.before += ids

    def hear(self, ids):
        self.heard.append(bytes(ids))
        pairs = list(zip(ids, self.text, strict=False))
        nats = [0.1 if token == own else 9.0 for token, own in pairs]
        others = [self.instead if token == own else own for token, own in pairs]
        return nats, others, [2.0 if token == own else 0.1 for token, own in pairs]

    def foretell(self, ids, most, sure, barred=()) -> list[int]:
        self.barred = barred
        return list(self.text[len(ids) : len(ids) + min(most, self.sure)])


def everywhere(tokens: bytes):
    return range(len(tokens))


def test_what_stands_before_a_doubt_stays_and_the_encoder_goes_on() -> None:
    draft = tuple(b"bread from from here")
    reader = Reader(b"bread from the oven.")
    assert Proofreader(4)(reader, draft, everywhere(draft)) == tuple(b"bread from t")
    assert Proofreader(4)(Reader(reader.text, sure=2), draft, everywhere(draft)) == tuple(b"bread from the")


def test_only_what_may_be_doubted_is() -> None:
    draft = tuple(b"bread from from here")
    assert Proofreader(4)(Reader(b"bread from the oven."), draft, range(11)) is None
    assert Proofreader(10)(Reader(b"bread from the oven."), draft, everywhere(draft)) is None


def test_a_misquote_is_doubted_though_the_encoder_half_believes_it() -> None:
    reader = Reader(b"<h1>Two Moons</h1>".ljust(LENGTH), sure=1)
    likely = reader.hear
    reader.hear = lambda ids: ([nats / 10 for nats in likely(ids)[0]], *likely(ids)[1:])
    drafts = b"<h1>Two Moods</h1>", b"<h1>Two Moonsns</h1>", b"<h1>Six Moons</h1>"
    found = [Proofreader(4, REQUEST, WORDS)(reader, tuple(draft), everywhere(draft)) for draft in drafts]
    assert found == [tuple(b"<h1>Two Moons<"), tuple(b"<h1>Two Moons<"), None]
    assert reader.barred == LETTERS
    reader.hear = lambda ids: ([0.05] * len(ids), *likely(ids)[1:])
    assert Proofreader(4, REQUEST, WORDS)(reader, tuple(drafts[0]), everywhere(drafts[0])) is None


def test_no_limit_no_proofreading() -> None:
    reader = Reader(b"bread")
    assert Proofreader(0)(reader, tuple(b"beard"), everywhere(b"beard")) is None
    assert reader.heard == []


def test_of_attempts_that_are_equally_wrong_the_first_stands() -> None:
    proofreader, reader = Proofreader(4), Reader(b"bread")
    drafts = [tuple(b"first"), *[tuple(b"other")] * 20]
    found = [proofreader(reader, draft, everywhere(draft)) for draft in drafts]
    last = next(i for i, stands in enumerate(found) if stands == drafts[0])
    assert 2 < last < 12 and set(found[:last]) == {tuple(b"b")}
    assert found[last + 1 :] == [None] * (20 - last)  # and is not read again


def test_what_the_encoder_minds_least_stands() -> None:
    proofreader, reader = Proofreader(4), Reader(b"bread")
    drafts = [tuple(word) for word in (b"fruit", b"broad", b"trout")]
    found = [proofreader(reader, draft, everywhere(draft), over=draft == drafts[-1]) for draft in drafts]
    assert found == [tuple(b"b"), tuple(b"bre"), drafts[1]]
    assert Proofreader(4)(reader, drafts[0], everywhere(drafts[0]), over=True) is None  # it is the only one


def test_who_gets_nowhere_is_not_asked_again() -> None:
    proofreader, reader = Proofreader(4), Reader(b"bread")
    assert proofreader(reader, tuple(b"first"), everywhere(b"first")) == tuple(b"b")
    assert proofreader(reader, tuple(b"other"), everywhere(b"other"), over=True) == tuple(b"first")
    assert proofreader(reader, tuple(b"other"), everywhere(b"other")) is None


def test_other_words_begin_where_the_encoder_is_most_in_two_minds() -> None:
    reader = Reader(b"same words", instead=ord("x"))
    reader.hear = lambda ids: ([0.1] * 10, list(b"XXXXXxXXXX"), [3.0, 2, 3, 3, 3, 1, 3, 3, 3, 3])
    words = tuple(b"same words")
    assert departed(reader, [1, 2], words, lambda own, other: True) == tuple(b"same x")
    assert departed(reader, [], words, lambda own, other: other == ord("X")) == tuple(b"sX")
    assert departed(reader, [], words, lambda own, other: False) is None
    assert reader.before == [1, 2]


# --- the loop ---

RIGHT, SLIP = b"our letters from the bank", b"our letters from from bank"
LENGTH = 32


class Doubter(tiny.LambdaModel):
    """Writes the slip until the canvas holds what comes before it and the next right letter."""

    def __init__(self) -> None:
        def predict(block, step, canvas):
            text = RIGHT if bytes(canvas[0].tolist()).startswith(RIGHT[:18]) else SLIP
            return tiny.sharp(list(text.ljust(LENGTH, b"\0")), 256)

        super().__init__(predict, LENGTH, 256)
        self.reader = Reader(RIGHT.ljust(LENGTH, b"\0"))

    def context(self):
        context = super().context()
        context.hear, context.foretell = self.reader.hear, self.reader.foretell
        return context


def run(**chosen) -> tuple[list[Frame], Commit, Doubter]:
    model = Doubter()
    *frames, commit = denoise(model, Request("x", Settings(max_tokens=LENGTH, **chosen)))
    return frames, commit, model


def test_a_block_is_written_again_behind_what_the_encoder_does_not_believe() -> None:
    frames, commit, model = run(doubt=4.0)
    assert commit.text == RIGHT.decode() and commit.finish == "eos" and commit.converged
    assert [frame.step for frame in frames] == list(range(1, len(frames) + 1)) and commit.steps == len(frames)
    assert sum(frames[0].locked) == 0 and sum(frames[-1].locked) == 18
    assert frames[-1].canvas[:18] == tuple(RIGHT[:18])
    assert model.reader.heard == [SLIP + b"\0", RIGHT + b"\0"]  # the end is read over too


def test_who_does_not_ask_the_encoder_gets_the_slip() -> None:
    _, commit, model = run()
    assert commit.text == SLIP.decode() and model.reader.heard == []


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
    _, others, _ = context.hear([*answer, foretold[0]])
    assert context.foretell(answer, 3, 0.0, barred={foretold[0]}) == others[-1:]


def test_a_word_begins_and_ends_with_a_letter_or_a_digit() -> None:
    model = tiny.model()
    texts = model.token_texts(range(model.info.vocab_size))
    assert {texts[token] for token in model.words.begin} >= {"a", "Z", "7"}
    assert not {texts[token] for token in model.words.end} & {" ", "<", ""}


def test_the_bundled_model_asks_its_encoder_and_a_checkpoint_that_says_nothing_does_not() -> None:
    assert load().defaults.doubt > 0
    assert tiny.model().defaults.doubt == 0
