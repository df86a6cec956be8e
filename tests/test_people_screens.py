"""The screens as each person sees them: what is not theirs is not there, and what they may not do cannot be clicked."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from gdiff_core.diffusion import denoise, model
from gdiff_core.history.replay import pack
from gdiff_core.history.store import Right, RunInfo
from gdiff_core.records import Edit
from gdiff_core.serving.people import NOBODY, REFUSALS, Person
from gdiff_core.ui import shared, sharing
from tests import toy_server
from tests.test_replay import toy_run

SECRET = "Midnight Kite"
PAGE = f"<!doctype html><html><title>{SECRET}</title><body><h1>{SECRET}</h1></body></html>"
SCREENS = ("build", "edit", "history", "replay")
ANN, BOB = Person("name:ann", "Ann"), Person("name:bob", "Bob")
Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def fresh(monkeypatch, tmp_path) -> Iterator[None]:
    monkeypatch.setenv("GDIFF_DATA", str(tmp_path))
    monkeypatch.setenv("GDIFF_PEOPLE", "")
    monkeypatch.setattr(model, "load", toy_server.ToyModel)
    monkeypatch.setattr(denoise, "denoise", partial(toy_server.denoise, pace=0.01))
    st.cache_resource.clear()
    yield
    shared.server().jobs.close()
    st.cache_resource.clear()


@pytest.fixture
def project() -> str:
    """Ann's, with a recorded run."""
    store = shared.server().store
    made = store.create(SECRET, owner=ANN.id)
    frames = pack(toy_run(1), toy_server.ToyModel().token_texts)
    store.save(made.id, PAGE, RunInfo("build", '{"prompt": "a kite"}'), frames=frames)
    return made.id


@pytest.fixture
def open_as(monkeypatch, project) -> Open:
    def opened(person: Person, screen: str = "build", **where: str) -> AppTest:
        shared.server().engine.exception(timeout=20)
        monkeypatch.setattr(shared.server().people, "sealed", lambda *_: person)
        app = AppTest.from_file("../streamlit_app.py", default_timeout=20)
        for name, value in ({"project": project} | where).items():
            app.query_params[name] = value
        app.switch_page(f"pages/{screen}.py")
        return app.run()

    return opened


def told(app: AppTest) -> str:
    """All that a browser is sent."""
    assert not app.exception
    return "".join(walk(app._tree))


def walk(node: object) -> Iterator[str]:
    yield str(getattr(node, "proto", ""))
    for child in getattr(node, "children", {}).values():
        yield from walk(child)


def buttons(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


@pytest.mark.parametrize("screen", SCREENS)
def test_a_stranger_is_told_why_and_nothing_else(open_as, screen):
    app = open_as(BOB, screen)
    assert SECRET not in told(app)
    assert [warning.value for warning in app.warning] == [REFUSALS[Right.NONE]]
    assert "project" not in app.query_params


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("right", [Right.LOOK, Right.WORK])
def test_a_guest_reads_whose_it_is_and_has_what_is_given(open_as, project, screen, right):
    store = shared.server().store
    store.welcome(store.share(project, right, ANN.name), BOB.id)
    app, work = open_as(BOB, screen), right is Right.WORK
    assert SECRET in told(app)
    assert f"Ann shares this with you, {sharing.WORDS[right]}." in [caption.value for caption in app.caption]
    assert ("Fork it to change it" in buttons(app)) != work
    if screen == "build":
        assert app.chat_input[0].disabled != work and ("Again" in buttons(app)) == work
    if screen == "edit":
        assert ("Save" in buttons(app)) == work and bool(app.chat_input) == work
    if screen == "history":
        assert app.text_input(key="name").disabled != work
        assert not {"Delete", "Make a link to look at", "Stop sharing"} & buttons(app)


def test_a_fork_of_what_is_shared_is_one_s_own(open_as, project):
    store = shared.server().store
    store.welcome(store.share(project, Right.LOOK, ANN.name), BOB.id)
    app = open_as(BOB)
    next(button for button in app.button if button.label == "Fork it to change it").click().run()
    assert store.project(app.query_params["project"]).owner == BOB.id
    assert not app.chat_input[0].disabled


def test_sharing_makes_links_and_takes_them_back(open_as, project):
    store = shared.server().store
    app = open_as(ANN, "history")
    next(button for button in app.button if button.label == "Make a link to work on").click().run()
    [token] = store.shares(project).values()
    assert app.code[0].value.endswith(f"/?share={token}")
    guest = open_as(BOB, project="", share=token)
    assert guest.query_params["project"] == project and "share" not in guest.query_params
    app = open_as(ANN, "history")
    assert "1 person came by a link." in told(app)
    next(button for button in app.button if button.label == "Stop sharing").click().run()
    assert store.shares(project) == {}
    guest = open_as(BOB, project="", share=token)
    assert "not valid any more" in guest.warning[0].value


def test_a_run_of_another_s_is_not_watched_by_its_address(open_as, project):
    job = shared.server().jobs.submit(Edit(PAGE, SECRET), ANN.id, project=project)
    app = open_as(BOB, job=job.id)
    assert SECRET not in told(app)
    assert app.warning[0].value == REFUSALS[Right.NONE]


def test_results_of_another_s_are_not_shown(open_as, project):
    job = shared.server().jobs.submit(Edit(PAGE, SECRET), ANN.id, project=project)
    assert SECRET not in told(open_as(BOB, "edit", results=job.id))


def test_nobody_sees_but_the_way_in(open_as, monkeypatch):
    monkeypatch.setattr(shared.server().people, "way", "provider")
    monkeypatch.setattr(type(st.user), "is_logged_in", False, raising=False)
    monkeypatch.setattr(st.secrets, "_secrets", {"auth": {"client_id": "x", "client_secret": "y"}})
    app = open_as(NOBODY)
    assert SECRET not in told(app) and app.title[0].value == "Sign in."
    assert buttons(app) == {"Sign in"}


def test_each_sees_their_own_projects(open_as):
    shared.server().store.create("Bob's", owner=BOB.id)
    app = open_as(BOB, "history", project="")
    assert SECRET not in told(app) and "Bob's" in told(app).replace("\\'", "'")
