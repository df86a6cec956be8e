"""Who may do what: every way in, tried as owner, as guest to look or to work, as a stranger and as nobody.

`ENTRIES` is the table of docs/deploy.md, and each of its rows is tried; a test holds that the two say the same.
"""

import io
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request as HttpRequest
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from gdiff_core.errors import BadRequest, JobError
from gdiff_core.history import archive
from gdiff_core.history.store import FILE, LOCAL, MIGRATIONS, Right, RunInfo, Store, StoreError
from gdiff_core.records import Edit, Job, Request
from gdiff_core.serving import health, live
from gdiff_core.serving.door import COOKIE, FORWARDED, HEADER, MOST_TRIES, TOO_OFTEN, WRONG, Door
from gdiff_core.serving.jobs import Jobs
from gdiff_core.serving.people import (
    HERE,
    NEEDS,
    NOBODY,
    REFUSALS,
    TICKET_SECONDS,
    NotYours,
    People,
    Person,
    Runs,
    Shelf,
)
from tests.conftest import ROOT
from tests.test_live import ORIGIN, PAGE, Script, texts

PEOPLE = {
    "owner": Person("name:ann", "Ann"),
    "shared to work": Person("name:eve", "Eve"),
    "shared to look": Person("name:bob", "Bob"),
    "stranger": Person("name:mallory", "Mallory"),
    "nobody": NOBODY,
}
RIGHTS = dict(zip(PEOPLE, (Right.OWN, Right.WORK, Right.LOOK, Right.NONE, Right.NONE), strict=True))
KNOWN = tuple(name for name in PEOPLE if name != "nobody")
REFUSED = (NotYours, JobError, WebSocketDisconnect)


@dataclass
class World:
    """Ann's project, with a page, a recorded run, another run that waits, and both kinds of guests."""

    store: Store
    jobs: Jobs
    client: TestClient
    people: People
    project: str = ""
    version: str = ""
    page: str = ""
    run: int = 0
    job: Job = field(init=False)
    first: Job = field(init=False)
    """Ann's too, of a project that is still to be made."""
    link: str = ""

    def shelf(self, person: Person) -> Shelf:
        return Shelf(self.store, person)

    def runs(self, person: Person) -> Runs:
        return Runs(self.jobs, self.store, person)

    def socket(self, person: Person, job: Job):
        ticket = self.people.ticket(person, job.id)
        return self.client.websocket_connect(f"/live/{job.id}?ticket={ticket}", headers=ORIGIN)

    def state(self) -> object:
        """All that somebody without a right could have changed."""
        shared = [
            (p, self.store.shares(p.id))
            for deleted in (False, True)
            for p in self.store.projects(deleted=deleted)
        ]
        return (
            shared,
            self.store.history(self.project),
            self.store.replay_limit(),
            self.jobs.look(self.job.id).job,
        )


@pytest.fixture
def world() -> Iterator[World]:
    store, script = Store.in_memory(), Script()
    jobs, people = Jobs(script), People(store, "password", "open")
    runs = lambda ticket, job: lambda: Runs(jobs, store, people.holder(ticket, job)).right(job)  # noqa: E731
    routes = live.routes(lambda: jobs, runs, texts, lambda: 1000)
    with TestClient(Starlette(routes=routes)) as client:
        made = World(store, jobs, client, people)
        ann = PEOPLE["owner"]
        made.project = store.create("Kite", owner=ann.id).id
        version = store.save(made.project, PAGE, RunInfo("build"), frames=b"frames")
        made.version, made.page, made.run = version.id, version.page, version.run_id
        at_work = jobs.submit(Request("z"), "somebody else")  # so that the others wait, and stop at once
        while jobs.look(at_work.id).job.state != "running":
            pass
        made.job = jobs.submit(Edit(PAGE, "x"), ann.id, project=made.project, parent=version.id)
        made.first = jobs.submit(Request("y"), ann.id, project="still to be made")
        for name in ("shared to work", "shared to look"):
            made.link = store.share(made.project, RIGHTS[name], ann.name)
            store.welcome(made.link, PEOPLE[name].id)
        yield made
    script.feed(None, None, None, None)
    jobs.close()


def watch(world: World, person: Person, job: Job | None = None) -> None:
    with world.socket(person, job or world.job) as socket:
        message = socket.receive()
        if message["type"] == "websocket.close":
            raise WebSocketDisconnect(message["code"])
        assert '"type":"job"' in message["text"]


def stop_by_socket(world: World, person: Person) -> None:
    """The word is heard from whoever may watch, and heeded from whoever may work."""
    with world.socket(person, world.first) as socket:
        if socket.receive()["type"] == "websocket.close":
            raise WebSocketDisconnect(live.FORBIDDEN)
        socket.send_text("stop")
        while '"stopped"' not in socket.receive()["text"]:
            pass


def read(world: World, shelf: Shelf) -> None:
    """Every question about a project, in one go."""
    found = [
        shelf.project(world.project).name,
        shelf.version(world.project, world.version).title,
        *(v.title for v in shelf.versions(world.project, [world.version])),
        *(v.title for v in shelf.tree(world.project)),
    ]
    assert set(found) == {"Kite"} and len(shelf.shape(world.project)) == 1
    assert shelf.shared_by(world.project) == "Ann" and world.project in [p.id for p in shelf.projects()]


def replay(world: World, shelf: Shelf) -> None:
    assert [one.id for one in shelf.recorded(world.project)] == [world.run]
    assert shelf.frames(world.run) == b"frames"


def export(world: World, shelf: Shelf) -> None:
    archive.export_project(shelf, world.project, io.BytesIO())


def save(world: World, shelf: Shelf) -> None:
    shelf.save(world.project, PAGE + " ", RunInfo("hand"), parent=world.version)


Try = Callable[[World, Shelf, Runs, Person], object]
ENTRIES: tuple[tuple[str, Right | tuple[str, ...], tuple[Try, ...]], ...] = (
    ("open a project, its versions and pages; compare", Right.LOOK,
     (lambda w, s, r, p: read(w, s), lambda w, s, r, p: s.html(w.page))),
    ("replay its runs", Right.LOOK, (lambda w, s, r, p: replay(w, s),)),
    ("export it, download its pages", Right.LOOK, (lambda w, s, r, p: export(w, s),)),
    ("fork it", Right.LOOK, (lambda w, s, r, p: s.fork(w.project, w.version, "Mine"),)),
    ("watch a run of it: on a screen, at `/live/…`", Right.LOOK,
     (lambda w, s, r, p: r.look(w.job.id), lambda w, s, r, p: watch(w, p))),
    ("change it in words", Right.WORK, (lambda w, s, r, p: r.submit(Request("x"), project=w.project),)),
    ("change it by hand, branch, restore, rename", Right.WORK,
     (lambda w, s, r, p: save(w, s), lambda w, s, r, p: s.restore(w.project, w.version),
      lambda w, s, r, p: s.rename(w.project, "Ours"))),
    ("stop a run of it", Right.WORK, (lambda w, s, r, p: r.stop(w.job.id),)),
    ("delete it, bring it back", Right.OWN,
     (lambda w, s, r, p: s.delete(w.project), lambda w, s, r, p: s.undelete(w.project))),
    ("share it, see who came, stop sharing", Right.OWN,
     (lambda w, s, r, p: s.share(w.project, Right.WORK, "X"), lambda w, s, r, p: s.shares(w.project),
      lambda w, s, r, p: s.guests(w.project), lambda w, s, r, p: s.unshare(w.project))),
    ("watch and stop the first run of a project, until that is kept", ("owner",),
     (lambda w, s, r, p: r.look(w.first.id), lambda w, s, r, p: watch(w, p, w.first),
      lambda w, s, r, p: stop_by_socket(w, p), lambda w, s, r, p: r.stop(w.first.id))),
    ("make a project, bring one in, open a link that was given", KNOWN,
     (lambda w, s, r, p: s.create("New"), lambda w, s, r, p: s.adopt(w.store.history(w.project), lambda _: PAGE),
      lambda w, s, r, p: r.submit(Request("x"), project="new"), lambda w, s, r, p: s.welcome(w.link))),
    ("change what concerns all: the model, the room for recordings", (),
     (lambda w, s, r, p: s.set_replay_limit(1), lambda w, s, r, p: s.replay_limit(),
      lambda w, s, r, p: s.replay_bytes())),
)  # fmt: skip
ALWAYS = "`/healthz`, `/metrics`"


def may(name: str, need: Right | tuple[str, ...]) -> bool:
    return RIGHTS[name] >= need if isinstance(need, Right) else name in need


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize(("words", "need", "tries"), ENTRIES, ids=[words for words, *_ in ENTRIES])
def test_every_way_in(
    world: World, name: str, words: str, need: Right | tuple[str, ...], tries: tuple[Try, ...]
):
    person, before = PEOPLE[name], world.state()
    for attempt in tries:
        given = (world, world.shelf(person), world.runs(person), person)
        if may(name, need):
            attempt(*given)
        else:
            with pytest.raises(REFUSED):
                attempt(*given)
            assert world.state() == before


def test_the_table_of_the_docs_says_the_same():
    def row(words: str, marks: list[bool]) -> str:
        return f"| {words} | {' | '.join('yes' if mark else 'no' for mark in marks)} |"

    head = f"| | {' | '.join(PEOPLE)} |\n| --- |{' --- |' * len(PEOPLE)}"
    rows = [row(words, [may(name, need) for name in PEOPLE]) for words, need, _ in ENTRIES]
    table = "\n".join((head, *rows, row(ALWAYS, [True] * len(PEOPLE))))
    assert table in (ROOT / "docs" / "deploy.md").read_text("utf-8"), f"it should be:\n\n{table}"


OWN_BUSINESS = {"in_memory", "close", "purge", "verify", "right", "secret"}
"""Of the store: what the server asks, and no screen."""


def test_there_is_no_other_way_to_the_store():
    public = {name for name in vars(Store) if not name.startswith("_")}
    assert public == set(NEEDS) | {name for name in vars(Shelf) if not name.startswith("_")} | OWN_BUSINESS
    with pytest.raises(AttributeError):
        Shelf(Store.in_memory(), HERE).purge()


SCREENS = [*(ROOT / "gdiff_core" / "ui").glob("*.py"), *(ROOT / "pages").glob("*.py")]


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: path.name)
def test_no_screen_goes_past_the_rules(path: Path):
    taken = re.findall(r"server\(\)\.(?:store|jobs)\b(?!\.busy)", path.read_text("utf-8"))
    assert path.name == "shared.py" or not taken


def test_what_there_was_before_is_the_local_person_s(tmp_path):
    db = sqlite3.connect(tmp_path / FILE)
    for statement in MIGRATIONS[0]:
        db.execute(statement)
    db.execute("INSERT INTO project VALUES ('kite', 'Kite', NULL, 0, NULL)")
    db.execute("PRAGMA user_version = 1")
    db.commit()
    store = Store(tmp_path)
    assert [project.owner for project in Shelf(store, HERE).projects()] == [LOCAL]
    assert Shelf(store, PEOPLE["stranger"]).projects() == [] and len(store.secret()) == 32
    assert Store(tmp_path).secret() == store.secret()


def test_what_is_shared_no_more_is_a_stranger_s_again(world):
    eve = world.shelf(PEOPLE["shared to work"])
    read(world, eve)
    world.store.unshare(world.project)
    for attempt in (read, replay, export, save):
        with pytest.raises(NotYours, match="not shared with you"):
            attempt(world, eve)
    assert eve.projects() == []
    with pytest.raises(StoreError, match="not valid any more"):
        eve.welcome(world.link)
    assert world.store.share(world.project, Right.LOOK, "Ann") != world.link


def test_a_guest_does_not_see_what_its_owner_deleted(world):
    world.shelf(PEOPLE["owner"]).delete(world.project)
    with pytest.raises(NotYours):
        world.shelf(PEOPLE["shared to work"]).project(world.project)
    assert world.shelf(PEOPLE["shared to work"]).projects(deleted=True) == []


def test_who_is_watching_when_it_is_unshared_sees_no_more(world, monkeypatch):
    monkeypatch.setattr(live, "RIGHT_SECONDS", 0.01)
    with world.socket(PEOPLE["shared to look"], world.job) as socket:
        assert '"type":"job"' in socket.receive()["text"]
        world.store.unshare(world.project)
        assert socket.receive()["code"] == live.FORBIDDEN


def test_a_guest_to_look_cannot_stop_by_the_channel(world):
    with world.socket(PEOPLE["shared to look"], world.job) as socket:
        socket.receive()
        socket.send_text("stop")
        watch(world, PEOPLE["owner"])  # the word has been heard by now
    assert world.jobs.look(world.job.id).job.state != "stopped"


@pytest.mark.parametrize("kind", ["none", "forged", "of another run", "of another server", "too old"])
def test_a_ticket_that_is_none(world, kind, monkeypatch):
    ann = PEOPLE["owner"]
    ticket = {
        "none": "",
        "forged": world.people.ticket(PEOPLE["stranger"], world.job.id).replace("M", "N"),
        "of another run": world.people.ticket(ann, world.first.id),
        "of another server": People(Store.in_memory(), "password", "open").ticket(ann, world.job.id),
        "too old": world.people.ticket(ann, world.job.id),
    }[kind]
    if kind == "too old":
        now = world.people._sealer("").make_signer().get_timestamp() + int(TICKET_SECONDS) + 1
        monkeypatch.setattr("itsdangerous.timed.TimestampSigner.get_timestamp", lambda _: now)
    with world.client.websocket_connect(f"/live/{world.job.id}?ticket={ticket}", headers=ORIGIN) as socket:
        assert socket.receive()["code"] == live.FORBIDDEN


def test_others_wishes_are_not_told_as_one_s_own(world):
    queued = world.jobs.submit(Edit(PAGE, "z"), PEOPLE["owner"].id, project=world.project)
    assert [job.words for job in world.runs(PEOPLE["owner"]).ahead(queued.id)] == ["x", "y"]
    assert world.runs(PEOPLE["shared to work"]).ahead(queued.id) == []


# The door.


async def who(request: HttpRequest) -> PlainTextResponse:
    told = request.app.state.people.sealed(request.headers.get(HEADER, ""), HEADER)
    return PlainTextResponse("nobody" if told is None else f"{told.id} {told.name}".strip())


def door(way: str, base: str = "", host: str = "pages.example", peer: str = "127.0.0.1") -> TestClient:
    people = People(Store.in_memory(), way, "two moons" if way == "password" else "")
    routes = [
        Route(f"{base}/{path}", who, methods=["GET", "POST"]) for path in ("", "healthz", "metrics", "else")
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Door, people=lambda: people, base=base or "/")])
    app.state.people = people
    return TestClient(
        app,
        f"http://{host}",
        client=(peer, 1),
        headers={"accept": "text/html", **SAME},
        follow_redirects=False,
    )


SAME = {"sec-fetch-site": "same-origin"}


def sign_in(
    client: TestClient, name: str = "Ann", password: str = "two moons", path: str = "/", **headers: str
):
    return client.post(path, data={"name": name, "password": password}, headers=SAME | headers)


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501"])
def test_who_sits_at_the_machine_has_what_there_was(host):
    answer = door("browser", host=host).get("/")
    assert (answer.text, "set-cookie" in answer.headers) == (LOCAL, False)


@pytest.mark.parametrize("header", [*FORWARDED, "origin", "host"])
def test_nobody_comes_through_a_proxy_as_if_at_the_machine(header):
    headers = {header: "http://pages.example" if header == "origin" else "pages.example"}
    assert door("browser", host="localhost").get("/", headers=headers).text.startswith("browser:")


def test_another_machine_is_not_this_one_whatever_it_says():
    assert door("browser", host="localhost", peer="10.0.0.7").get("/").text.startswith("browser:")


def test_a_browser_is_the_same_person_until_its_cookie_goes():
    client = door("browser")
    first = client.get("/")
    assert {"HttpOnly", "SameSite=lax"} <= set(first.headers["set-cookie"].split("; "))
    assert client.get("/else", headers={"accept": "*/*"}).text == client.get("/").text == first.text
    client.cookies.clear()
    assert client.get("/").text not in (first.text, "nobody")


@pytest.mark.parametrize("way", ["browser", "password"])
def test_who_says_to_be_somebody_is_not_believed(way):
    client = door(way)
    forged = People(Store.in_memory(), way, "two moons").seal(HERE, f"cookie {way}")
    client.cookies.set(COOKIE, forged)
    for value in (forged, LOCAL, client.app.state.people.seal(HERE, HEADER)):
        assert LOCAL not in client.get("/", headers={HEADER: value}).text


def test_without_the_password_there_is_nothing_but_the_way_in():
    client = door("password")
    assert "Password" in client.get("/").text and "nobody" not in client.get("/").text
    assert client.get("/else", headers={"accept": "*/*"}).status_code == 403
    assert [client.get(path).text for path in ("/healthz", "/metrics")] == ["nobody", "nobody"]
    with pytest.raises(Exception), client.websocket_connect("/_stcore/stream"):  # noqa: B017 - however it is told
        pass
    assert WRONG in sign_in(client, password="two suns").text.replace("&#x27;", "'")
    assert "Say your name" in sign_in(client, "\u200b ").text
    assert sign_in(client, **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.get("/").text != "name:ann Ann"


def test_with_the_password_one_is_who_one_says_where_one_wanted_to_go():
    client = door("password", base="/pages")
    inside = sign_in(client, " Ann  Lee ", path="/pages/?share=x%2Fy")
    assert (inside.status_code, inside.headers["location"]) == (303, "/pages/?share=x%2Fy")
    assert "Path=/pages/" in inside.headers["set-cookie"]
    assert client.get("/pages/").text == "name:ann lee Ann Lee"
    assert (
        sign_in(door("password"), path="http://pages.example//evil.example/").headers["location"]
        == "/evil.example/"
    )
    assert "signed out" in client.get("/pages/sign-out").text
    assert "Password" in client.get("/pages/").text


def test_another_password_signs_all_out():
    client = door("password")
    sign_in(client)
    client.app.state.people._password = "three moons"
    assert "Password" in client.get("/").text


def test_a_cookie_over_tls_is_for_tls_alone():
    assert "Secure" in door("browser").get("/", headers={"x-forwarded-proto": "https"}).headers["set-cookie"]


def test_passwords_cannot_be_tried_forever(monkeypatch):
    async def at_once(_: float) -> None:
        pass

    monkeypatch.setattr("asyncio.sleep", at_once)
    client = door("password")
    told = [sign_in(client, password=str(n)).status_code for n in range(MOST_TRIES + 1)]
    assert told == [403] * MOST_TRIES + [429]
    assert TOO_OFTEN in sign_in(client).text


def test_health_and_figures_are_open_and_tell_nothing():
    jobs = Jobs(lambda _: iter(()))
    routes = health.routes(lambda: health.Health(lambda: jobs, lambda: "ready"))
    people = People(Store.in_memory(), "password", "two moons")
    client = TestClient(Starlette(routes=routes, middleware=[Middleware(Door, people=lambda: people)]))
    assert [client.get(path).status_code for path in ("/healthz", "/metrics")] == [200, 200]
    jobs.close()


# Who is who.


def test_a_provider_s_people_are_told_apart_by_issuer_and_subject():
    people = People(Store.in_memory(), "provider", owner="ann@shop.example")
    ann = {"iss": "https://a", "sub": "1", "name": "Ann", "email": "ann@shop.example"}
    ids = [people.of_provider(claims).id for claims in (ann, ann | {"sub": "2"}, ann | {"iss": "https://b"})]
    assert len({*ids}) == 3 and LOCAL not in ids
    assert people.of_provider(ann | {"email_verified": True}).id == LOCAL
    assert people.of_provider(ann).name == "Ann" and people.of_provider({"email": "x"}) == NOBODY


@pytest.mark.parametrize(
    ("environment", "provider", "way"),
    [
        ({}, False, "browser"),
        ({"GDIFF_PEOPLE": "one"}, False, "one"),
        ({"GDIFF_PASSWORD": "x", "GDIFF_PEOPLE": "one"}, False, "password"),
        ({"GDIFF_PASSWORD": "x"}, True, "provider"),
    ],
)
def test_how_people_are_told_apart(monkeypatch, environment, provider, way):
    for name in ("GDIFF_PEOPLE", "GDIFF_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert People.by_environment(Store.in_memory(), provider).way == way


def test_a_way_that_is_none_is_named(monkeypatch):
    monkeypatch.setenv("GDIFF_PEOPLE", "many")
    with pytest.raises(BadRequest, match="GDIFF_PEOPLE is 'many'"):
        People.by_environment(Store.in_memory(), False)


def test_every_refusal_says_what_to_do():
    assert set(REFUSALS) == {Right.NONE, Right.LOOK, Right.WORK}
