import json
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from gdiff_core.history.store import Right, RunInfo, Version
from gdiff_core.records import Commit, Edit, Frame, Job, Request
from gdiff_core.serving import live
from gdiff_core.serving.jobs import Jobs, Snapshot

ORIGIN = {"origin": "http://testserver"}
PAGE = "<!doctype html><html><title>Kite</title><h1>Kite</h1></html>"


def frame(step: int, draft: tuple[int, ...] = (1, 2), text: str = PAGE) -> Frame:
    n = len(draft)
    return Frame(0, step, draft, draft, (True,) * n, (False,) * n, (0.5,) * n, text, 0.0)


def commit(text: str = PAGE, block: int = 0) -> Commit:
    return Commit(block, (1, 2), 9, True, text, "eos", 1.0)


def texts(ids) -> list[str]:
    return [f"<{id}>" for id in ids]


class Script:
    """A generation that a test feeds item by item; `None` ends it."""

    def __init__(self) -> None:
        self._items: list = []
        self._more = threading.Semaphore(0)
        self.taken = 0

    def __call__(self, request: Request) -> Iterator[Frame | Commit]:
        while True:
            assert self._more.acquire(timeout=5)
            if (item := self._items.pop(0)) is None:
                return
            self.taken += 1
            yield item

    def feed(self, *items: Frame | Commit | None) -> None:
        self._items.extend(items)
        self._more.release(len(items))

    def wait_taken(self, n: int) -> None:
        end = time.monotonic() + 5
        while self.taken < n:
            assert time.monotonic() < end
            time.sleep(0.001)


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def jobs(script) -> Iterator[Jobs]:
    made = Jobs(script)
    yield made
    script.feed(None, None, None)
    made.close()


@pytest.fixture
def client(jobs) -> Iterator[TestClient]:
    async def plain(_) -> PlainTextResponse:
        return PlainTextResponse("hello")

    made = live.routes(lambda: jobs, lambda *_: lambda: Right.OWN, texts, lambda: 1000)
    app = Starlette(routes=[Route("/", plain), *made], middleware=[Middleware(live.Guard)])
    with TestClient(app) as client:
        yield client


def hear(socket) -> dict | bytes:
    message = socket.receive()
    if message["type"] == "websocket.close":
        raise WebSocketDisconnect(message["code"])
    return message["bytes"] if message.get("bytes") else json.loads(message["text"])


def hear_until(socket, type: str) -> list:
    """Messages up to the first of a type (or "canvas", the binary one); acknowledges every canvas."""
    heard = []
    while not heard or kind(heard[-1]) != type:
        heard.append(hear(socket))
        if kind(heard[-1]) == "canvas":
            socket.send_text("seen")
    return heard


def kind(message: dict | bytes) -> str:
    return "canvas" if isinstance(message, bytes) else message["type"]


def test_a_run_is_told_from_queue_to_page(client, jobs, script):
    job = jobs.submit(Request("a kite"), "ann")
    with client.websocket_connect(f"/live/{job.id}", headers=ORIGIN) as socket:
        script.feed(frame(1))
        heard = hear_until(socket, "canvas")
        script.feed(commit(), None)
        heard += hear_until(socket, "over")
        with pytest.raises(WebSocketDisconnect) as closed:
            hear(socket)
    assert closed.value.code == 1000
    by_kind = {kind(message): message for message in heard}
    assert by_kind["texts"]["texts"] == [[1, "<1>"], [2, "<2>"]]
    assert by_kind["draft"]["html"] == by_kind["over"]["html"] == PAGE
    assert "".join(text for _, text in by_kind["source"]["spans"]) == PAGE
    assert by_kind["source"]["blocks"] == [[2, 9, True, 1.0]]
    assert (by_kind["over"]["title"], by_kind["over"]["complete"]) == ("Kite", True)
    assert struct.unpack_from("<4H2I", by_kind["canvas"]) == (0, 1, 2, 0, 1, 2)
    assert by_kind["job"]["state"] == "done"


def test_texts_and_drafts_are_sent_once_a_connection(client, jobs, script):
    job = jobs.submit(Request("a kite"), "ann")
    with client.websocket_connect(f"/live/{job.id}", headers=ORIGIN) as socket:
        script.feed(frame(1, (1, 2)))
        hear_until(socket, "canvas")
        script.feed(frame(2, (2, 3)))
        heard = hear_until(socket, "canvas")
    assert [kind(message) for message in heard] == ["texts", "canvas"]
    assert heard[0]["texts"] == [[3, "<3>"]]


def test_a_silent_browser_gets_two_pictures_and_then_the_latest(client, jobs, script):
    job = jobs.submit(Request("a kite"), "ann")
    canvases = []
    with client.websocket_connect(f"/live/{job.id}", headers=ORIGIN) as socket:
        for step in (1, 2):
            script.feed(frame(step))
            while not canvases or canvases[-1] != step:
                if isinstance(message := hear(socket), bytes):
                    canvases.append(struct.unpack_from("<2H", message)[1])
        script.feed(*(frame(step) for step in range(3, 40)))
        script.wait_taken(39)
        time.sleep(0.05)  # many looks of the channel, none of which may send
        socket.send_text("seen")
        message = hear(socket)
        assert isinstance(message, bytes)
        canvases.append(struct.unpack_from("<2H", message)[1])
    assert canvases == [1, 2, 39]


def test_who_attaches_late_gets_the_whole_state(client, jobs, script):
    job = jobs.submit(Request("a kite"), "ann")
    script.feed(frame(1), commit(), None)
    while not jobs.look(job.id).over:
        jobs.wait(job.id, timeout=1)
    for _ in range(2):
        with client.websocket_connect(f"/live/{job.id}", headers=ORIGIN) as socket:
            heard = hear_until(socket, "over")
        assert [kind(message) for message in heard] == ["job", "source", "draft", "texts", "canvas", "over"]


def test_queue_position_is_told(client, jobs, script):
    jobs.submit(Request("a"), "ann")
    waiting = jobs.submit(Request("b"), "bob")
    with client.websocket_connect(f"/live/{waiting.id}", headers=ORIGIN) as socket:
        assert hear(socket)["position"] == 1
        script.feed(None)
        assert hear(socket)["state"] == "running"


def test_stop_by_the_channel(client, jobs, script):
    job = jobs.submit(Request("a"), "ann")
    with client.websocket_connect(f"/live/{job.id}", headers=ORIGIN) as socket:
        script.feed(frame(1))
        hear_until(socket, "canvas")
        socket.send_text("stop")
        while not (now := jobs.wait(job.id, timeout=0.01)).over:
            script.feed(frame(now.version))
        over = hear_until(socket, "over")
    assert jobs.look(job.id).job.state == "stopped"
    assert over[-1]["html"] == PAGE


def test_source_is_sent_from_where_it_changed():
    feed = live.Feed(texts)
    jobs = Jobs(lambda _: (item for item in ()))
    job = jobs.submit(Request("a"), "ann")
    snapshot = jobs.look(job.id)
    jobs.close()

    def source(*commits: Commit) -> dict:
        told = live.Snapshot(snapshot.job, 0, None, commits, 0.0)
        return [json.loads(message) for message in feed.news(told)][-1]

    first = source(commit("<p>one</p><p>tw"))
    second = source(commit("<p>one</p><p>tw"), commit("<p>one</p><p>two</p>", 1))
    assert first["keep"] == 0
    assert 0 < second["keep"] < len(first["spans"])
    joined = first["spans"][: second["keep"]] + second["spans"]
    assert "".join(text for _, text in joined) == "<p>one</p><p>two</p>"


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", None])
def test_another_origin_is_refused(client, jobs, origin):
    job = jobs.submit(Request("a"), "ann")
    headers = {} if origin is None else {"origin": origin}
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect(f"/live/{job.id}", headers=headers),
    ):
        pass
    assert refused.value.code == live.FORBIDDEN


def test_that_it_thinks_is_told_and_the_thought_is_no_source():
    feed = live.Feed(texts)
    plain = Frame(0, 1, (), (), (), (), (), "<html>", 0.1)
    thinking = replace(plain, text="<|channel>thought\nA list, in <html>", thinking=True)
    told = [
        [m for m in feed.picture(frame) if isinstance(m, str)] for frame in (plain, thinking, thinking, plain)
    ]
    kinds = [[json.loads(message)["type"] for message in messages] for messages in told]
    assert kinds == [["draft"], ["thinking"], [], ["thinking"]]
    thought = "<|channel>thought\nA list.<channel|>"
    commits = (
        Commit(0, (1,), 1, True, thought, None, 0.1),
        Commit(1, (1,), 1, True, f"{thought}<html>", "eos", 0.2),
    )
    job = Job("id", Request("x"), "running", 0, "")
    sources = []
    for count in (1, 2):
        told = feed.news(live.Snapshot(job, count, None, commits[:count], 1.0))
        sources += [json.loads(message) for message in told if '"source"' in message]
    assert ["".join(text for _, text in source["spans"]).strip() for source in sources] == ["", "<html>"]


def test_an_unknown_job_is_named_as_such(client):
    with (
        client.websocket_connect("/live/guessed", headers=ORIGIN) as socket,
        pytest.raises(WebSocketDisconnect) as no,
    ):
        hear(socket)
    assert no.value.code == live.UNKNOWN


def test_every_answer_carries_the_policy(client):
    assert (
        live.SHIELD.items()
        <= {name.title(): value for name, value in client.get("/").headers.items()}.items()
    )


def test_the_channel_lives_under_the_path_of_the_app(jobs):
    [route] = live.routes(lambda: jobs, lambda *_: lambda: Right.OWN, texts, lambda: 60, "/builder/")
    assert route.path == "/builder/live/{job}"


OLD = "<!doctype html>\n<html>\n<h1>Kite</h1>\n<p>one</p>\n</html>"
NEW = OLD.replace("Kite", "Kites")


def end_of(edit: Edit | Request, state: str, text: str = "", refused: str = "") -> dict[str, dict]:
    """What a browser is told when a job is over, by kind."""
    job = Job("id", edit, state, 0, "")
    commits = (Commit(0, (1,), 1, True, text, "eos", 1.0),) if text else ()
    told = live.Feed(texts).end(live.Snapshot(job, 1, None, commits, 1.0, refused))
    return {message["type"]: message for message in map(json.loads, told)}


def test_what_came_instead_of_a_page_and_besides_it_is_said():
    over = end_of(Request("x"), "done", "```html\n<section>x</section>\n```")["over"]
    assert over["html"] == "" and "begins with <section>" in over["note"]
    over = end_of(Request("x"), "done", f"{OLD}\n{NEW}")["over"]
    assert over["html"] == OLD and "more than one page" in over["note"]
    assert end_of(Request("x"), "done", OLD)["over"]["note"] == ""


def test_what_a_page_lacks_is_told_with_its_end():
    job = Job("id", Request("x"), "done", 0, "", unmet=("There is no map.",), unused=("groomers", "Lou"))
    told = next(live.Feed(texts).news(live.Snapshot(job, 1, None, (), 1.0)))
    found = json.loads(told)
    assert found["unmet"] == ["There is no map."] and found["unused"] == ["groomers", "Lou"]


def test_a_change_ends_with_its_lines_marked_and_counted():
    told = end_of(Edit(OLD, "more kites"), "done", NEW)
    assert "".join(text for _, text in told["source"]["spans"]) == NEW
    marked = "".join(text for kind, text in told["source"]["spans"] if kind.endswith("changed"))
    assert marked == "<h1>Kites</h1>\n"
    over = told["over"]
    assert (over["html"], over["changed"], over["outside"]) == (NEW, 1, None)


def test_of_a_page_of_megabytes_the_source_is_what_changed_and_some_around_it():
    old = f"<!doctype html>\n{'<p>one</p>' * 100_000}\n<p>two</p>\n{'<p>three</p>' * 100_000}\n</html>"
    told = end_of(Edit(old, "more"), "done", new := old.replace("two", "more"))
    spans = told["source"]["spans"]
    assert [kind for kind, _ in spans] == ["", "cut", "", "changed", "", "cut", ""]
    assert spans[1] == ["cut", " … 980,017 characters … "] and spans[3][1] == "<p>more</p>\n"
    assert sum(len(text) for _, text in spans) < 5 * live.STRETCH
    assert told["over"]["html"] == new


def test_a_section_that_went_is_named():
    old = OLD.replace("</html>", "<section><h2>Team</h2></section>\n</html>")
    assert end_of(Edit(old, "without the team"), "done", OLD)["over"]["gone"] == ["Team"]
    assert end_of(Edit(old, "more kites"), "done", old.replace("Kite", "Kites"))["over"]["gone"] == []


def test_changes_outside_the_selection_are_counted():
    start = OLD.index("<p>")
    edit = Edit(OLD, "more kites", selection=(start, start + len("<p>one</p>")))
    over = end_of(edit, "done", NEW)["over"]
    assert (over["changed"], over["outside"]) == (1, 1)


def test_after_a_refusal_the_page_stands_and_the_refused_one_can_be_seen():
    told = end_of(Edit(OLD, "more kites"), "failed", refused="<p>refused")
    assert told["over"]["html"] == OLD
    assert told["over"]["rejected"] == "<p>refused"
    assert "".join(text for _, text in told["source"]["spans"]) == OLD


def test_a_stopped_change_leaves_the_page_as_it_was():
    over = end_of(Edit(OLD, "more kites"), "stopped", NEW)["over"]
    assert (over["html"], over["rejected"], over["changed"]) == (OLD, NEW, None)


def test_a_version_is_told_without_a_job():
    version = Version("p", "v", "u", "hash", "Kites", 1, 1, False, RunInfo("hand"))
    job, source, over = map(json.loads, live.stored(version, NEW, OLD))
    assert (job["state"], job["prompt"]) == ("stored", "Edited by hand")
    assert "".join(text for _, text in source["spans"]) == NEW
    assert (over["html"], over["changed"]) == (NEW, 1)


def test_a_line_that_loses_deliveries_is_told_all_again(jobs, script):
    job = jobs.submit(Request("a kite"), "ann")
    script.feed(commit(), frame(1))
    script.wait_taken(2)
    while (snapshot := jobs.look(job.id)).frame is None:
        time.sleep(0.001)
    relay = live.Relay(texts)
    heard = [
        [kind(m if isinstance(m, bytes) else json.loads(m)) for m in relay.tell(snapshot)] for _ in range(21)
    ]
    everything = ["job", "source", "draft", "texts", "canvas"]
    assert heard[0] == heard[live.TIMES - 1] == heard[2 * live.TIMES] == everything
    assert heard[live.TIMES] == everything
    assert heard[live.TIMES + 1] == ["canvas"]


def test_half_a_surrogate_pair_breaks_no_message():
    version = Version("p", "v", None, "hash", "", 1, 1, False, RunInfo("import"))
    told = live.stored(version, "<html>\ud800</html>", None)
    assert [json.loads(message.encode())["type"] for message in told] == ["job", "source", "over"]


def test_where_a_server_sends_no_drafts_the_page_grows_by_what_is_committed():
    feed, job = live.Feed(texts), Job("j", Request("a page"), "running", 0, "")
    parts = tuple(Commit(n, (), 0, True, PAGE[:end], None, 1.0, counted=5) for n, end in enumerate((40, 55)))
    told = [
        json.loads(message) for n in (1, 2) for message in feed.news(Snapshot(job, n, None, parts[:n], 1.0))
    ]
    assert [message["html"] for message in told if message["type"] == "draft"] == [PAGE[:40], PAGE[:55]]
    sources = [message for message in told if message["type"] == "source"]
    assert [source["drafts"] for source in sources] == [False, False]
    assert [block[0] for block in sources[-1]["blocks"]] == [5, 5]
