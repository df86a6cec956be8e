"""What a checkpoint is told, how it thinks, and how it goes on: on toys, under both of Gemma's templates."""

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

import pytest
import torch

from gdiff_core.diffusion.denoise import denoise
from gdiff_core.diffusion.model import BUNDLED, Model, load, printable
from gdiff_core.diffusion.think import think
from gdiff_core.diffusion.tweak import tweak
from gdiff_core.document.extract import extract_page
from gdiff_core.engines import task
from gdiff_core.engines.local import Bundled, Local
from gdiff_core.errors import BadRequest
from gdiff_core.records import Commit, Edit, Frame, Message, Request, Settings
from tests import tiny

PAGE = (
    "<!doctype html>\n<html><head><title>Gemma</title></head><body>\n"
    "<p>It opens with <code><|channel>thought</code>; <|turn>user, <turn|> and <eos> too.</p>\n"
    "<p>What comes behind</p>\n</body></html>"
)
SHUT = "{% if not enable_thinking %}<|channel>thought\n<channel|>{% endif %}"
TEMPLATE = (
    "{% macro heard(text) %}{% set ns = namespace(kept='') %}{% for part in text.split('<channel|>') %}"
    "{% set ns.kept = ns.kept + part.split('<|channel>')[0] %}{% endfor %}{{ ns.kept | trim }}{% endmacro %}"
    "{{ bos_token }}{% for m in messages %}<|turn>{{ 'model' if m.role == 'assistant' else m.role }}\n"
    "{% if loop.first and enable_thinking %}THINK\n{% endif %}"
    "{{ heard(m.content) if m.role == 'assistant' else m.content | trim }}<turn|>\n{% endfor %}"
    "<|turn>model{{ '\n' }}"
)
"""As Gemma's for a conversation without tools: what looks like a thought is cut out of the model's turns."""
TEMPLATES = {"with an empty thought": TEMPLATE + SHUT, "without": TEMPLATE}
TURN, CLOSED = 3, 6
"""Ids of the toy's control tokens."""


def tokenizer(template: str):
    made = copy.deepcopy(tiny.tokenizer())
    made.chat_template = template
    return made


@pytest.fixture(params=TEMPLATES)
def template(request) -> str:
    return TEMPLATES[request.param]


@dataclass(frozen=True)
class Scripted(Model):
    """Writes this, bytes and the toy's control tokens, whatever it is asked."""

    script: tuple[int, ...] = ()

    @classmethod
    def of(cls, template: str, *script: bytes | int) -> "Scripted":
        own, ids = tiny.model(), []
        for piece in script:
            ids += [piece] if isinstance(piece, int) else own.tokenize(piece.decode())
        return cls(own.module, tokenizer(template), own.info, own.defaults, own.end_tokens, script=tuple(ids))

    def context(self) -> "ScriptedContext":
        return ScriptedContext(self)


class ScriptedContext:
    def __init__(self, model: Scripted) -> None:
        self.model, self.ids = model, []

    def read(self, ids) -> None:
        self.ids += ids

    def predict(self, canvas, conditioning) -> torch.Tensor:
        start = len(self.ids) - self.ids[::-1].index(TURN) + len("model\n")
        size = tiny.CANVAS_LENGTH
        wanted = [*self.model.script[len(self.ids) - start :], *[1] * size][:size]
        return tiny.sharp(wanted, self.model.info.vocab_size)


def heard(model: Model, request: Request) -> str:
    ids = model.encode(request.prompt, *request.history, thinking=bool(request.settings.thinking))
    return model.tokenizer.decode(ids)


# --- told ---


def test_the_page_arrives_whole_whatever_it_speaks_of(template: str) -> None:
    model = Scripted.of(template)
    edit = task.told(Edit(PAGE, "make it teal"))
    assert PAGE in heard(model, edit_as_request(edit))
    ids = model.encode("make it teal", *edit.history)
    own = 2 * ("<channel|>" in template[-len(SHUT) :])
    assert sum(token < len(tiny.SPECIAL) for token in ids) == 1 + 2 * 2 + 1 + own  # two turns, and one begun


def test_as_a_turn_of_the_models_it_would_not(template: str) -> None:
    history = (Message("user", "A page."), Message("assistant", PAGE))
    assert PAGE not in heard(Scripted.of(template), Request("x", history=history))


def edit_as_request(edit: Edit) -> Request:
    return Request(edit.instruction, edit.settings, edit.history)


def test_rules_and_page_come_first_and_the_wish_last(template: str) -> None:
    model = Scripted.of(template)
    start, end = PAGE.index("<p>What"), PAGE.index("</body")
    edit = Edit(PAGE, "make it teal", request="a page on Gemma", selection=(start, end), locks=((0, 15),))
    text = heard(model, edit_as_request(task.told(edit)))
    parts = (
        "<|turn>system",
        task.TASKS["part"],
        PAGE,
        "a page on Gemma",
        PAGE[start:end].strip(),
        "make it teal<",
    )
    places = [text.rindex(part) for part in parts]
    assert places == sorted(places)
    assert text.count("<|turn>user\n") == 1


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        (Request("a page"), "build"),
        (Edit(PAGE, "x"), "edit"),
        (Edit(PAGE, "x", locks=((0, 9),)), "edit"),
        (Edit(PAGE, "x", selection=(0, 9)), "part"),
        (Edit(PAGE, "x", selection=(0, 9), strength=1.0), "re-roll"),
    ],
)
def test_each_thing_a_person_does_has_a_task_of_its_own(request_, kind) -> None:
    assert task.kind_of(request_) == kind
    assert task.told(request_).history[0] == Message("system", task.TASKS[kind])
    mine = task.told(replace(request_, task="Write haiku."))
    assert mine.history[0] == Message("system", "Write haiku.")
    assert task.told(mine) == mine


def test_a_task_that_is_too_long_is_named() -> None:
    with pytest.raises(BadRequest, match="4,001 characters"):
        Request("x", task="y" * 4001)


def test_the_bundled_model_is_told_what_it_always_was() -> None:
    model = load(str(BUNDLED), device="cpu")
    history = (Message("user", "A web page."), Message("assistant", "<!doctype html>"))
    messages = [{"role": t.role, "content": t.text} for t in history] + [{"role": "user", "content": "x"}]
    plain = model.tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=False)
    assert model.encode("x", *history) == plain
    with pytest.raises(BadRequest, match="not taught to think"):
        Bundled(model).run(Request("A page for Kite", Settings(thinking=256)))
    with pytest.raises(BadRequest, match="in one go"):
        Bundled(model).run(Request("A page for Kite", begun="<!doctype html>"))


# --- thoughts ---


@pytest.mark.parametrize(
    "before", ["", "<|channel>thought\n<channel|>", "<|channel>thought\nTwo columns.\n<channel|>"]
)
def test_a_thought_is_split_off_and_what_a_page_says_of_one_is_not(before: str) -> None:
    page = extract_page(before + PAGE)
    assert (page.html, page.complete, page.note) == (PAGE, True, "")
    assert page.thought == ("Two columns." if "Two" in before else "")


def test_a_model_thinks_before_it_writes_and_the_page_has_its_own_budget(template: str) -> None:
    plan = b"thought\nA header, then <!doctype html> and a list. " * 2
    model = Scripted.of(template, 5, plan, CLOSED, PAGE.encode(), 4)
    settings = Settings(max_tokens=len(PAGE) + 32, thinking=256)
    events = [*Local(model).run(Request("a page", settings))]
    commits = [event for event in events if isinstance(event, Commit)]
    page = extract_page(commits[-1].text)
    assert (page.html, page.thought) == (PAGE, plan.decode().removeprefix("thought").strip())
    thinking = [event for event in events if isinstance(event, Frame) and event.thinking]
    assert thinking and not any(extract_page(event.text).html for event in thinking)
    numbers = [event.block for event in events]
    assert numbers == sorted(numbers) and [c.block for c in commits] == [*range(len(commits))]
    assert [c.finish for c in commits] == [None] * (len(commits) - 1) + ["eos"]
    assert [e.seconds for e in events] == sorted(e.seconds for e in events)


def test_a_thought_without_an_end_is_closed_at_its_budget(template: str) -> None:
    """Behind that comes the page: 'eats' would be one that has no room left."""
    rambling = b"thought\n" + b"and then, " * 99
    model = Scripted.of(template, 5, rambling)
    thinking = think(model, Request("a page", Settings(thinking=64)))
    events, thought = [], None
    while thought is None:
        try:
            events.append(next(thinking))
        except StopIteration as over:
            thought = over.value
    assert len(thought.tokens) == len("thought\n") + 1 + 64 + 1 and thought.tokens[-1] == CLOSED
    assert (thought.blocks, {event.finish for event in events if isinstance(event, Commit)}) == (2, {None})


def test_a_change_is_thought_over_and_its_texts_are_the_page_all_the_same(template: str) -> None:
    new = PAGE.replace("comes behind", "is to come")
    model = Scripted.of(template, 5, b"thought\nOnly a word.\n", CLOSED, new.encode(), 4)
    events = [*Local(model).run(Edit(PAGE, "say it in other words", Settings(thinking=64)))]
    assert events[-1].text == new
    assert {event.text for event in events if isinstance(event, Frame) and event.thinking} == {PAGE}


def test_a_model_that_knows_no_thoughts_says_so() -> None:
    with pytest.raises(BadRequest, match="cannot think"):
        model = Scripted.of(TEMPLATE)
        model.__dict__["channel"] = ((), ())
        next(think(model, Request("a page", Settings(thinking=64))))


def test_a_change_has_no_thought_in_front_of_it(template: str) -> None:
    """Where the template does not close the channel, the answer begins with a closed one: else it stood on the page."""
    model = Scripted.of(template)
    assert model.unthinking == (() if template.endswith(SHUT) else (5, *model.tokenize("thought\n"), CLOSED))
    new = PAGE.replace("comes behind", "is to come")
    script = Scripted.of(template, 5, b"thought\n", CLOSED, new.encode(), 4)
    start, end = PAGE.index("<p>It opens"), PAGE.index("<p>What")
    *_, last = Local(script).run(Edit(PAGE, "say it in other words", locks=((start, end),)))
    assert last.text == new


# --- budgets ---


def filling(text: bytes, seed: int = 0) -> tiny.LambdaModel:
    """Writes a text and its end, and behind that other bytes at every pass."""
    dice = random.Random(seed)

    def predict(block, step, canvas):
        return tiny.sharp(list(text + b"\0" + dice.randbytes(63))[:64], 256)

    return tiny.LambdaModel(predict, 64, 256)


def test_filler_behind_the_end_does_not_keep_a_block_going() -> None:
    *_, last = denoise(filling(b"<html>"), Request("x"))
    assert (last.text, last.steps, last.converged) == ("<html>", 2, True)


def test_filler_does_not_keep_an_edit_going() -> None:
    page = "<!doctype html><p>Slow</p>"
    *_, last = tweak(filling(page.encode()), Edit(page, "x", Settings(effort=1)))
    assert (last.text, last.steps, last.converged) == (page, 1, True)


def cut_off(page: str, blocks: int) -> Iterator[Frame | Commit]:
    return denoise(speller(page), Request("x", Settings(max_tokens=64 * blocks)))


def speller(page: str) -> tiny.LambdaModel:
    """Writes on what it has read of a page behind its prompt."""
    model = tiny.LambdaModel(None, 64, 256)

    def predict(block, step, canvas):
        answer = bytes(chain.from_iterable(model.read)).decode().removeprefix("x")
        return tiny.sharp(list(page[len(answer) :].encode()[:64].ljust(64, b"\0")), 256)

    model._predict = predict
    return model


def test_what_was_cut_off_goes_on_from_there_and_comes_out_the_same() -> None:
    page = "<!doctype html>\n<html>\n" + "<p>one line of many</p>\n" * 20 + "</html>"
    *_, cut = cut_off(page, 3)
    assert (cut.finish, cut.text) == ("length", page[:192])
    events = [*denoise(speller(page), Request("x", Settings(max_tokens=1024), begun=cut.text[:150]))]
    assert (events[-1].finish, events[-1].text) == ("eos", page)
    assert all(event.text.startswith(page[:150]) for event in events)
    assert sum(len(event.tokens) for event in events if isinstance(event, Commit)) == len(page) - 150


def test_a_critic_counts_the_lines_of_the_whole_page_when_it_goes_on() -> None:
    from gdiff_core.diffusion.revise import standard

    begun = "<!doctype html>\n<html>\n<body>\n<ul>\n"
    model = speller(begun + "<li>a\n</ol>\n</body>\n</html>")
    found = {
        event.why
        for event in denoise(model, Request("x", begun=begun), critics=standard(Settings()))
        if isinstance(event, Frame) and event.why
    }
    assert found and all(why.startswith("line 6") for why in found), found


def test_a_page_over_the_budget_is_declined_before_the_first_pass() -> None:
    page = f"<!doctype html><p>{'word ' * 14_000}</p>"
    model = tiny.LambdaModel(lambda *_: pytest.fail("a pass was taken"), 64, 256)
    model.max_length = 10**6
    with pytest.raises(BadRequest, match=r"70,\d+ tokens, and the budget of an answer ends at 65,536"):
        next(tweak(model, Edit(page, "make it teal")))
    model.max_length = 140_000
    with pytest.raises(BadRequest, match="has room for 70,000"):
        next(tweak(model, Edit(page, "make it teal")))


def test_printable_is_what_begun_texts_begin_with() -> None:
    *_, last = denoise(speller("<html>\nab</html>"), Request("x", begun="<html>\r\na"))
    assert last.text == printable("<html>\r\nab</html>")
