"""A conversation: a turn is answered as it is said, told honestly, and nothing of it is saved."""

import json
from dataclasses import replace

import pytest

from gdiff_core.diffusion.denoise import denoise
from gdiff_core.document.extract import parted
from gdiff_core.engines import local
from gdiff_core.engines.remote.prompt import of_turn
from gdiff_core.errors import BadRequest
from gdiff_core.records import Commit, Frame, Infill, Job, Message, Settings, Trial, Turn
from gdiff_core.serving import live
from gdiff_core.serving.answers import Answer, Latest
from gdiff_core.serving.jobs import Snapshot
from gdiff_core.ui.outcome import outcome, tally, why
from gdiff_core.ui.texts import prose
from tests import tiny

QUICK = Settings(steps=2, max_tokens=32)
SYSTEM = Message("system", "Be brief.")


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        (lambda: Turn(" \n"), "write a message"),
        (lambda: Turn("x" * 50_000), "The message has 50,000 characters: shorten it to 20,000"),
        (
            lambda: Turn("Hi", history=(Message("system", "x" * 50_000),)),
            "The system prompt has 50,000 characters",
        ),
    ],
)
def test_what_cannot_be_said_is_told(turn, words):
    with pytest.raises(BadRequest, match=words):
        turn()


def test_long_answers_before_it_are_no_fault_of_the_person():
    assert Turn("Hi", history=(Message("user", "a"), Message("assistant", "x" * 50_000)))


def test_a_conversation_without_room_for_an_answer_is_told():
    turn = Turn("Hi", QUICK, (Message("assistant", "x" * 3000),))
    with pytest.raises(BadRequest, match="has room for 2,048"):
        next(local.Local(tiny.model()).run(turn))


def test_it_is_answered_by_the_loop_as_it_is_said_behind_the_turns_before():
    model = tiny.model()
    turn = Turn("And then?", QUICK, (SYSTEM, Message("user", "Hi"), Message("assistant", "Hello")))
    events = [*local.Local(model).run(turn)]
    same = [*denoise(model, turn, opening=model.unthinking)]
    assert [event.text for event in events] == [event.text for event in same]
    prompt = model.decode(model.encode(turn.prompt, *turn.history))
    assert prompt.index("Be brief.") < prompt.index("Hello") < prompt.index("And then?")


def test_a_thought_comes_first_and_is_told_apart():
    thinking = replace(QUICK, thinking=32)
    events = [*local.Local(tiny.model()).run(Turn("Hi", thinking))]
    assert events[0].thinking
    assert not events[-2].thinking
    assert events[-1].text.startswith("<|channel>thought\n")
    thought, words = parted(events[-1].text)
    assert events[-1].text.endswith(words)
    assert thought == events[-1].text[len("<|channel>thought\n") :].partition("<channel|>")[0].strip()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hello", ("", "Hello")),
        ("<|channel>thought\nWell<channel|>Hello", ("Well", "Hello")),
        ("<|channel>thought\nWell", ("Well", "")),
        ("<think>Well</think>Hello", ("Well", "Hello")),
    ],
)
def test_what_was_thought_and_what_is_said(text, found):
    assert parted(text) == found


def test_a_server_gets_the_turns_as_they_are():
    told = of_turn(Turn("And then?", history=(SYSTEM, Message("user", "Hi"), Message("assistant", "Hello"))))
    assert [turn["role"] for turn in told] == ["system", "user", "assistant", "user"]
    assert told[-1]["content"] == "And then?"


def commit(steps: int = 5, converged: bool = True, finish="eos", tokens=(1, 2)) -> Commit:
    return Commit(0, tokens, steps, converged, "Hello", finish, 1.0)


@pytest.mark.parametrize(
    ("commits", "words", "state", "told"),
    [
        (
            [commit()],
            "Hello",
            "done",
            "It ended by itself. 5 passes over 1 block, which converged; 2 tokens. 1.0 s.",
        ),
        ([commit(converged=False)], "Hello", "done", "not converged: the step cap ended it"),
        (
            [commit(finish=None), commit(converged=False)],
            "Hello",
            "done",
            "10 passes over 2 blocks, 1 of them ended by",
        ),
        ([commit(finish="length")], "Hello", "done", "cut off at the token budget"),
        ([commit(tokens=())], " ", "done", "It is empty"),
        ([], "Hel", "stopped", "You stopped it here"),
        ([], "Hel", "failed", "It broke off here"),
        (
            [Commit(0, (), 0, True, "Hello", "eos", 1.0, counted=7)],
            "Hello",
            "done",
            "It ended by itself. 7 tokens.",
        ),
    ],
)
def test_what_came_out_is_told_honestly(commits, words, state, told):
    assert told in outcome(commits, words, state, 1.0)


def trial(length: int, nats: float, whole: bool = True) -> Trial:
    return Trial(length, "x", nats, 0.1, 3, True, whole)


@pytest.mark.parametrize(
    ("tried", "told"),
    [
        ([trial(3, 2.0)], "3 tokens, the only length tried"),
        ([trial(1, 2.0), trial(2, 3.0)], "1 token: 2.7 times as likely as the next best length (2)"),
        ([trial(1, 90.0), trial(2, 3.0)], "2 tokens: over 1,000 times as likely"),
        ([trial(1, 2.0), trial(2, 2.0)], "1 token: as likely as"),
        ([trial(1, 2.0, whole=False), trial(2, 3.0, whole=False)], "so this is a guess"),
    ],
)
def test_which_length_won_and_why(tried, told):
    assert told in why(tried)


def test_holes_that_are_left_are_counted():
    asked = Infill("a [...] b ___ c", lengths=(1, 2))
    assert (
        tally(asked, [commit()], 1.0) == "1 of 2 holes are left. 5 passes for 1 hole, 2 lengths each. 1.0 s."
    )


def test_nothing_of_an_answer_is_loaded_from_elsewhere():
    assert prose("![a](http://evil.example/a.png)") == r"\![a](http://evil.example/a.png)"
    assert prose("costs $5 and $6, :red[x]") == r"costs \$5 and \$6, \:red[x]"
    assert prose("**bold** [link](x)") == "**bold** [link](x)"


def test_answers_are_kept_within_bounds_the_newest_longest():
    kept = Latest(lambda answer: len(answer.recording), most=3, most_bytes=100)
    for number in range(5):
        kept.keep(str(number), Answer(Job(str(number), Turn("Hi"), "done", 0, ""), "x", (), 1.0, b"." * 40))
    assert [kept.find(str(number)) is not None for number in range(5)] == [False, False, False, True, True]


def told_of(asked, text: str, *commits: Commit, state="running") -> list[dict]:
    frame = Frame(len(commits), 1, (), (), (), (), (), text, 0.1)
    feed = live.Feed(lambda ids: ["x"] * len(ids))
    snapshot = Snapshot(Job("id", asked, state, 0, ""), 1, frame, commits, 0.1)
    messages = [*feed.news(snapshot), *feed.picture(frame), *(feed.end(snapshot) if state == "done" else ())]
    return [json.loads(message) for message in messages if isinstance(message, str)]


def test_a_browser_is_told_the_words_what_of_them_is_draft_and_the_thought_apart():
    settled = replace(commit(finish=None), text="<think>Well</think>Hel")
    said = next(m for m in told_of(Turn("Hi"), "<think>Well</think>Hello", settled) if m["type"] == "said")
    assert said == {"type": "said", "text": "Hello", "thought": "Well", "draft": [3, 5]}


def test_a_browser_is_told_which_stretch_fills_the_hole():
    said = next(m for m in told_of(Infill("a [...] c"), "a bee c") if m["type"] == "said")
    assert said["text"][slice(*said["draft"])] == "bee"


def test_the_end_of_a_text_is_no_page():
    kinds = [message["type"] for message in told_of(Turn("Hi"), "<!doctype html><p>x", state="done")]
    assert "over" not in kinds
    assert "draft" not in kinds
    assert kinds[-1] == "told"
