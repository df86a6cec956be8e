"""A server that speaks the OpenAI protocol as an engine: builds, edits, faults, and several jobs at once."""

import re
import ssl
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from gdiff_core.document.extract import extract_page
from gdiff_core.engines import choice
from gdiff_core.engines.remote import faults
from gdiff_core.engines.remote.chat import Chat
from gdiff_core.engines.remote.engine import Remote, connect
from gdiff_core.engines.remote.line import Line
from gdiff_core.engines.remote.probe import probe
from gdiff_core.errors import BadRequest, EngineError, TweakRefused
from gdiff_core.records import Commit, Edit, Frame, Infill, Message, Request, Settings, Turn
from gdiff_core.serving.jobs import Jobs, Outcome
from tests.conftest import free_port
from tests.scripted_server import PAGE, Scripted, chunk, html, refusal, running, sse, whole
from tests.test_jobs import until

KEY = "sk-very-secret"


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    made = Scripted()
    with running(made.app()) as url:
        made.url = f"{url}/v1"
        yield made


def engine(scripted: Scripted, *, stall: float = 5.0, retries: int = 0, key: str = KEY) -> Remote:
    line = Line(scripted.url, key, stall=stall, retries=retries)
    return Remote(line, probe(line))


def commits(events) -> list[Commit]:
    return [event for event in events if isinstance(event, Commit)]


def answers(scripted: Scripted, text: str, finish: str = "stop") -> None:
    scripted.answers = [lambda: scripted.stream([sse(chunk(text)), sse(chunk(finish=finish)), sse("[DONE]")])]


# --- builds ---


def test_a_page_comes_as_it_is_written(scripted):
    scripted.answers = [lambda: scripted.stream(whole(), pause=0.03)]
    found = commits(engine(scripted).run(Request("a page", Settings(seed=7), (Message("user", "hello"),))))
    assert len(found) >= 2
    assert [commit.block for commit in found] == list(range(len(found)))
    assert all(after.text.startswith(before.text) for before, after in pairwise(found))
    assert (found[-1].text, found[-1].finish, sum(commit.count for commit in found)) == (PAGE, "eos", 77)
    asked = scripted.asked[-1]
    assert asked["messages"] == [{"role": "user", "content": "hello\n\na page"}]
    assert (asked["model"], asked["seed"], asked["stream"]) == ("org/kite", 7, True)
    assert scripted.headers[-1]["authorization"] == f"Bearer {KEY}"


def test_the_budget_ends_a_page(scripted):
    answers(scripted, PAGE[:60], "length")
    remote = engine(scripted)
    [last] = commits(remote.run(Request("a page")))
    assert last.finish == "length"
    assert (
        remote.unmet(Request("a page"), last.text, "length")[0]
        == "The page was cut off at the budget: go on, and it is written from there."
    )


@pytest.mark.parametrize(
    "events",
    [
        [
            chunk(delta={"reasoning_content": "Let me"}),
            chunk(delta={"reasoning_content": " see."}),
            chunk(PAGE),
        ],
        [chunk(delta={"reasoning": "Let me see."}), chunk(PAGE)],
        [chunk("<think>Let me see.</think>\n" + PAGE)],
        [chunk("<|channel>thought\nLet me see.<channel|>" + PAGE)],
        [chunk("<|channel>thought\nLet me see.<channel|>```html\n" + PAGE + "```\n")],
    ],
    ids=["reasoning_content", "reasoning", "think", "channel", "channel and fence"],
)
def test_the_thought_is_no_part_of_the_page(scripted, events):
    scripted.answers = [lambda: scripted.stream([sse(event) for event in [*events, chunk(finish="stop")]])]
    page = extract_page(commits(engine(scripted).run(Request("a page")))[-1].text)
    assert (page.html, page.thought, page.complete) == (PAGE.strip(), "Let me see.", True)


def test_drafts_are_frames_where_a_server_sends_them(scripted):
    scripted.models["data"][0]["owned_by"] = "unsloth"
    drafts = ["<html> noise noise", "<html> <p>noise"]
    frames = [
        chunk() | {"type": "diffusion_frame", "block": 0, "step": n + 1, "total": 48, "text": text}
        for n, text in enumerate(drafts)
    ]
    scripted.answers = [lambda: scripted.stream([*map(sse, frames), *whole()])]
    remote = engine(scripted)
    events = list(remote.run(Request("a page")))
    seen = [event for event in events if isinstance(event, Frame)]
    assert [frame.text for frame in seen] == drafts
    assert ["".join(remote.texts(frame.draft)) for frame in seen] == drafts
    assert (
        "".join(remote.texts([id for id, kept in zip(seen[1].draft, seen[1].accepted, strict=True) if kept]))
        == "<html> "
    )
    assert commits(events)[-1].text == PAGE
    assert "It sends every draft." in remote.info.abilities


def test_a_server_that_refuses_a_field_is_asked_without_it(scripted):
    usual = scripted.answers[0]
    scripted.answers = [refusal(400, "Unrecognized request argument supplied: seed"), usual]
    remote = engine(scripted)
    assert commits(remote.run(Request("a page")))[-1].text == PAGE
    assert commits(remote.run(Request("a page")))[-1].text == PAGE
    assert ["seed" in asked for asked in scripted.asked] == [True, False, False]


# --- edits ---

SELECTED = "<h1>Kite</h1>"
AT = (PAGE.index(SELECTED), PAGE.index(SELECTED) + len(SELECTED))


def changed(scripted: Scripted, answer: str, finish: str = "stop", page: str = PAGE, **how) -> str:
    answers(scripted, answer, finish)
    return commits(engine(scripted).run(Edit(page, "say Dragon", **how)))[-1].text


@pytest.mark.parametrize(
    "answer",
    [
        "<h1>Dragon</h1>",
        "```html\n<h1>Dragon</h1>\n```",
        "<think>A heading.</think>\nHere it is:\n\n~~~\n<h1>Dragon</h1>\n~~~\nAnything else?",
        "Here is the part: <h1>Dragon</h1> I hope you like it.",
        PAGE.replace("Kite</h1>", "Dragon</h1>"),
        "Sure!\n```html\n" + PAGE.replace("Kite</h1>", "Dragon</h1>").replace("Up.", "Down.") + "```",
    ],
    ids=["bare", "fenced", "thought and prose", "in prose", "whole page", "whole page that changes more"],
)
def test_a_selection_is_put_in_its_place_whatever_stands_around_it(scripted, answer):
    assert changed(scripted, answer, selection=AT) == PAGE.replace("Kite</h1>", "Dragon</h1>")
    assert SELECTED in scripted.asked[-1]["messages"][-1]["content"]
    [turn] = scripted.asked[-1]["messages"]
    assert turn["role"] == "user" and turn["content"].index(PAGE) < turn["content"].index("This is to change")


def test_words_in_a_selection_are_words(scripted):
    at = PAGE.index("Up.")
    assert changed(scripted, "Down we go.", selection=(at, at + 3)) == PAGE.replace("Up.", "Down we go.")


def test_a_whole_page_keeps_its_bytes_where_nothing_changed(scripted):
    page = PAGE.replace("\n", "\r\n").replace("Up.", "Up\x07.")
    assert changed(scripted, PAGE.replace("Kite</h1>", "Dragon</h1>"), page=page) == page.replace(
        "Kite</h1>", "Dragon</h1>"
    )


def test_locks_hold_to_the_byte_though_the_server_changes_them(scripted):
    lock = (PAGE.index("<p>"), PAGE.index("</p>"))
    answer = PAGE.replace("Kite", "Dragon").replace("<p>Up.", "<p>Up!")
    assert changed(scripted, answer, locks=(lock,)) == PAGE.replace("Kite", "Dragon")


@pytest.mark.parametrize(
    ("answer", "how", "said"),
    [
        (
            PAGE.replace("<p>Up.</p>\n", ""),
            {"locks": ((PAGE.index("<p>"), PAGE.index("</body>")),)},
            "left out or moved",
        ),
        ("I cannot do that.", {}, "without a page"),
        ("```html\n<div><h1>Dragon</h1>\n```", {"selection": AT}, "does not fit"),
        (PAGE[:80], {}, "did not finish"),
        ("<h1>Kite</h1>", {"selection": AT}, None),
    ],
    ids=["lost lock", "no page", "open element", "half a page", "the same"],
)
def test_what_does_not_fit_is_refused_and_the_page_stays(scripted, answer, how, said):
    if said is None:
        assert changed(scripted, answer, **how) == PAGE
        return
    with pytest.raises(TweakRefused, match=said):
        changed(scripted, answer, **how)


def test_a_part_that_the_budget_cut_off_is_refused(scripted):
    with pytest.raises(TweakRefused, match="token budget"):
        changed(scripted, "<h1>Dra", "length", selection=AT)


def test_an_edit_that_cannot_be_carried_out_is_not_asked_for(scripted):
    with pytest.raises(BadRequest, match="cuts the tag"):
        changed(scripted, PAGE, selection=(AT[0] + 1, AT[1]))
    assert not scripted.asked


# --- faults ---


def fails(scripted: Scripted, answer, **how) -> tuple[str, str]:
    """What is said, and what had come."""
    scripted.answers = [answer]
    text = ""
    with pytest.raises(EngineError) as caught:
        for event in engine(scripted, **how).run(Request("a page")):
            text = event.text if event else text
    assert KEY not in str(caught.value)
    return str(caught.value), text


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (refusal(401, f"Bad key {KEY}"), "does not take the key"),
        (refusal(403), "does not allow this"),
        (refusal(404, "The model `m` does not exist."), "the model's name. It says: The model `m` does not exist."),
        (refusal(400, "prompt is too long"), "It says: prompt is too long"),
        (refusal(429, headers={"Retry-After": "7"}), "try again in 7 seconds"),
        (refusal(429), "try again in a while"),
        (refusal(500, "CUDA out of memory"), "failed \\(500\\).*CUDA out of memory"),
        (html(502), "failed \\(502\\)"),
        (html(), "not in the OpenAI protocol"),
        (refusal(418, f"key {KEY}"), "It says: key …"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_to_do(scripted, answer, said):
    sentence, _ = fails(scripted, answer)
    assert re.search(said, sentence), sentence
    assert "<" not in sentence


def test_without_a_key_one_is_asked_for(scripted):
    assert "set GDIFF_ENGINE_KEY" in fails(scripted, refusal(401), key="")[0]


def half(scripted: Scripted, *last: bytes, **how) -> Callable:
    return lambda: scripted.stream([sse(chunk(PAGE[:60])), *last], **how)


@pytest.mark.parametrize(
    ("end", "how", "said"),
    [
        ((), {"cut": True}, "lost in the middle"),
        ((), {}, "lost in the middle"),
        ((sse("[DONE]"),), {}, "lost in the middle"),
        ((b"data: {broken\n\n",), {}, "not in the OpenAI protocol"),
        ((sse({"error": {"message": "engine died"}}),), {}, "broke off: It says: engine died"),
        ((sse(chunk("x")), sse(chunk("y"))), {"pause": 3.0}, "sent nothing for too long"),
        ((b": still here\n\n",) * 100, {"pause": 0.1}, "sent nothing for too long"),
    ],
    ids=["cut", "ended early", "ended without a finish", "malformed", "error event", "stalled", "kept open"],
)  # fmt: skip
def test_what_had_come_of_a_broken_stream_is_kept(scripted, end, how, said):
    sentence, text = fails(scripted, half(scripted, *end, **how), stall=0.8)
    assert said in sentence
    assert text == PAGE[:60]


@pytest.mark.parametrize(
    "event",
    ["3", "null", "[]", '"x"', '{"choices": 3}', '{"choices": [null]}', '{"choices": [{"delta": []}]}',
     '{"choices": [{"delta": {"content": 7}, "finish_reason": 9}], "usage": [1]}', "{}"],
)  # fmt: skip
def test_events_of_another_form_count_for_nothing(scripted, event):
    scripted.answers = [lambda: scripted.stream([sse(event), *whole()])]
    assert commits(engine(scripted).run(Request("a page")))[-1].text == PAGE


def test_what_is_safe_is_asked_again(scripted):
    scripted.answers = [refusal(503), refusal(429, headers={"Retry-After": "0.1"}), scripted.answers[0]]
    assert commits(engine(scripted, retries=3).run(Request("a page")))[-1].text == PAGE
    assert len(scripted.asked) == 3


def test_a_stream_that_broke_off_is_not_asked_again(scripted):
    fails(scripted, half(scripted, cut=True), retries=3)
    assert len(scripted.asked) == 1


def test_nobody_there_is_said_at_once():
    began = time.monotonic()
    with pytest.raises(EngineError, match="cannot be reached: check that it runs"):
        connect(f"http://127.0.0.1:{free_port()}/v1")
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("url", ["", "host:8000", "file:///etc/passwd", "http://"])
def test_what_is_no_address_is_said(url):
    with pytest.raises(BadRequest, match="no address of a server"):
        connect(url)


def test_a_certificate_that_is_not_trusted_is_said():
    import openai

    error = openai.APIConnectionError(request=None)
    error.__cause__ = ssl.SSLCertVerificationError("self-signed certificate")
    assert "certificate of kite.example is not trusted" in str(
        faults.explain(error, "https://kite.example/v1")
    )


def test_a_name_and_a_password_in_an_address_are_not_shown():
    assert faults.host_of("https://ann:secret@kite.example:8000/v1") == "kite.example:8000"


def test_the_model_is_the_servers_own_or_the_one_that_is_named(scripted):
    line = Line(scripted.url, retries=0)
    assert probe(line).model == "org/kite"
    with pytest.raises(EngineError, match="no model 'other': it has org/kite"):
        probe(line, "other")
    scripted.models = {"data": [{"id": "a"}, {"id": "b/diffusiongemma"}]}
    assert probe(line).model == "b/diffusiongemma"
    scripted.models = {"data": []}
    with pytest.raises(EngineError, match="serves no model"):
        probe(line)
    scripted.models = html(404)()
    assert probe(line, "mine").model == "mine"


# --- jobs ---


def job_of(jobs: Jobs, owner: str = "ann"):
    return jobs.submit(Request("a page"), owner, project="p")


def test_stop_closes_the_request_within_a_second(scripted):
    scripted.answers = [lambda: scripted.stream([sse(chunk(PAGE[:60])), *[b": wait\n\n"] * 600], pause=0.05)]
    jobs = Jobs(engine(scripted, stall=60).run)
    job = job_of(jobs)
    while not until(jobs, job.id, "running").commits:
        time.sleep(0.01)
    assert scripted.open == 1
    began = time.monotonic()
    jobs.stop(job.id)
    snapshot = until(jobs, job.id, "stopped")
    while scripted.open:
        assert time.monotonic() - began < 1
        time.sleep(0.01)
    assert time.monotonic() - began < 1
    assert (snapshot.text, scripted.dropped) == (PAGE[:60], 1)
    jobs.close()


def test_what_a_lost_server_had_written_is_saved_and_said(scripted):
    scripted.answers = [half(scripted, cut=True)]
    outcomes: list[Outcome] = []
    jobs = Jobs(engine(scripted).run, lambda outcome: outcomes.append(outcome) or "v1")
    snapshot = until(jobs, job_of(jobs).id, "failed")
    jobs.close()
    assert "lost in the middle" in snapshot.job.error
    assert (snapshot.job.version, snapshot.text) == ("v1", PAGE[:60])
    assert [(outcome.job.state, outcome.text) for outcome in outcomes] == [("failed", PAGE[:60])]


def test_several_jobs_run_side_by_side_and_owners_take_turns(scripted):
    scripted.answers = [lambda: scripted.stream([sse(chunk(PAGE[:60])), *[b": wait\n\n"] * 600], pause=0.05)]
    jobs = Jobs(engine(scripted, stall=60).run, width=lambda: 3)
    ann = [job_of(jobs) for _ in range(5)]
    while scripted.open < 3:
        time.sleep(0.01)
    bob = [job_of(jobs, "bob") for _ in range(2)]
    assert [jobs.look(job.id).job.state for job in ann] == ["running"] * 3 + ["queued"] * 2
    assert [jobs.look(job.id).job.position for job in [bob[0], ann[3], bob[1], ann[4]]] == [1, 2, 3, 4]
    time.sleep(0.3)
    assert scripted.open == 3
    jobs.stop(ann[0].id)
    jobs.stop(ann[1].id)
    until(jobs, bob[0].id, "running")
    until(jobs, ann[3].id, "running")
    jobs.close()
    assert {jobs.look(job.id).job.state for job in [*ann, *bob]} == {"stopped"}


def test_jobs_at_once_are_told_by_the_environment(monkeypatch):
    monkeypatch.setenv("GDIFF_ENGINE_JOBS", "7")
    assert choice.jobs() == 7
    monkeypatch.setenv("GDIFF_ENGINE_JOBS", "many")
    with pytest.raises(BadRequest, match="use a number from 1 to 64"):
        choice.jobs()


@pytest.mark.parametrize(
    ("own", "asked", "goes"),
    [
        ("https://kite.example/v1", "https://kite.example/v1", True),
        ("https://kite.example/v1", "https://other.example/v1", False),
        ("", "https://kite.example/v1", True),
        ("", "http://kite.example/v1", False),
        ("", "http://127.0.0.1:8000/v1", True),
        ("http://kite.example/v1", "http://kite.example/v1", True),
    ],
)
def test_the_key_goes_to_the_server_that_it_belongs_to(monkeypatch, own, asked, goes):
    monkeypatch.setenv("GDIFF_ENGINE", own)
    monkeypatch.setenv("GDIFF_ENGINE_KEY", KEY)
    assert choice.key_for(asked) == (KEY if goes else "")


def test_a_chat_that_ends_without_a_word_says_so(scripted):
    scripted.answers = [lambda: scripted.stream([sse(chunk(finish="stop"))])]
    with pytest.raises(EngineError, match="without a word"):
        list(Chat(Line(scripted.url, retries=0), "m").build(Request("a page")))


def test_a_conversation_goes_to_the_server_as_it_is_and_holes_are_declined(scripted):
    remote = engine(scripted)
    before = (Message("system", "Be brief."), Message("user", "Hi"), Message("assistant", "Hello"))
    *_, last = remote.run(Turn("And then?", history=before))
    assert (last.text, last.finish) == (PAGE, "eos")
    assert [turn["role"] for turn in scripted.asked[-1]["messages"]] == [
        "system",
        "user",
        "assistant",
        "user",
    ]
    assert remote.unable("chat") == remote.unable("pictures") == ""
    with pytest.raises(BadRequest, match="needs a model on this machine"):
        remote.run(Infill("a [...] b"))
    assert "needs a model on this machine" in remote.unable("infill")
