"""Pictures on Build: what the box takes, where they stand, and what becomes of them. The model is a toy."""

from collections.abc import Iterator
from functools import partial

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from gdiff_core.diffusion import denoise, model, tweak
from gdiff_core.document.picture import still
from gdiff_core.engines import choice
from gdiff_core.history.store import Right
from gdiff_core.records import Edit, Settings
from gdiff_core.serving import server
from gdiff_core.ui import jobs, onward, pictures, shared
from gdiff_core.ui.place import Place
from tests import toy_edits, toy_server
from tests.test_app import ask, finished, job_of, open_app, press, results_of
from tests.test_pictures import frames, picture


class Seeing(toy_server.ToyModel):
    sight = object()


@pytest.fixture(autouse=True)
def fresh(monkeypatch, tmp_path) -> Iterator[None]:
    """A fresh server over a toy that is said to see, and an empty store."""
    monkeypatch.setenv("GDIFF_DATA", str(tmp_path))
    monkeypatch.setenv("GDIFF_MODEL_PATH", "/nowhere/seeing")
    monkeypatch.setattr(choice, "prepare", lambda *_: None)
    monkeypatch.setattr(model, "load", Seeing)
    monkeypatch.setattr(denoise, "denoise", partial(toy_server.denoise, pace=0))
    monkeypatch.setattr(tweak, "tweak", toy_edits.tweak)
    st.cache_resource.clear()
    yield
    shared.server().jobs.close()
    st.cache_resource.clear()


def show(app: AppTest, words: str, *files: bytes) -> AppTest:
    box = app.chat_input[0]
    for number, data in enumerate(files, 1):
        box.upload(f"shot{number}.png", data, "image/png")
    return box.set_value(words).run()


def images(app: AppTest) -> int:
    """How many pictures are on the screen."""
    return sum(len(found.proto.imgs) for found in app.get("image"))


def go_blind() -> None:
    shared.server().engine.result().model.sight = None


RED, BLUE = picture("red").data, picture("blue").data


def test_a_picture_goes_with_the_words_and_stands_beside_them():
    app = finished(show(open_app(), "Like this, for Kite", RED, BLUE))
    job = job_of(app)
    assert (job.words, len(job.request.pictures)) == ("Like this, for Kite", 2)
    assert [shown.soft for shown in job.request.pictures] == [280, 280]
    assert images(app) == 4  # above the canvas, and in the conversation
    assert (
        images(open_app(project=job.project, version=job.version)) == 4
    )  # in another session of the person's


def test_a_picture_without_words_has_a_sentence_for_a_new_page_and_for_a_change():
    app = finished(show(open_app(), "", RED))
    assert job_of(app).words == "Make a page like this."
    job = job_of(finished(show(app, " ", BLUE)))
    assert isinstance(job.request, Edit) and job.words == "Make this page look like the picture."
    assert len(job.request.pictures) == 1
    assert job.request.request == ""  # "a page like this" was said of the other one


def test_how_finely_a_picture_is_seen_is_set_as_in_the_playground():
    app = open_app()
    app.session_state["soft"] = 560
    assert job_of(show(app.run(), "", RED)).request.pictures[0].soft == 560


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([b"no picture"], "shot1.png is no picture that can be read here"),
        ([RED, frames()], "shot2.png is animated"),
        ([RED] * 5, "These words come with 5 pictures: show at most 4."),
    ],
    ids=["none", "animated", "too many"],
)
def test_what_cannot_be_shown_is_said_and_the_words_stay(files, said):
    app = show(open_app(), "Like this", *files)
    assert said in app.warning[0].value and pictures.ONCE_MORE in app.info[0].value
    assert app.chat_input[0].proto.value == "Like this"
    assert "job" not in app.query_params
    assert job_of(show(app, "Like this", RED)).words == "Like this"


def test_while_a_page_is_written_the_words_wait_and_it_is_said_that_the_picture_does_not(monkeypatch):
    monkeypatch.setattr(denoise, "denoise", partial(toy_server.denoise, pace=0.05))
    app = ask(open_app(), "A page for Kite")
    first = job_of(app)
    app = show(app, "Like this", RED)
    assert job_of(app).id == first.id
    assert "still being written" in app.warning[0].value and pictures.ONCE_MORE in app.info[0].value


def test_the_picture_goes_with_other_proposals():
    app = finished(show(open_app(), "Like this", RED))
    assert [len(job.request.pictures) for job in results_of(press(app, "Three more"))] == [1, 1, 1]


def test_the_picture_of_a_change_goes_with_another_proposal():
    app = finished(show(finished(ask(open_app(), "A page for Kite")), "Solstice to Kite", BLUE))
    job = job_of(finished(press(app, "Again")))
    assert isinstance(job.request, Edit) and job.request.pictures[0].data == still(BLUE)


def test_a_picture_that_is_gone_is_said_and_the_words_go_on_alone():
    job = job_of(finished(show(open_app(), "Like this", RED)))
    shared.server().pictures._kept.clear()  # as a restart does
    app = open_app(project=job.project, version=job.version)
    assert pictures.GONE in [found.value for found in app.caption] and not images(app)
    again = job_of(finished(press(app, "Again")))
    assert (again.words, again.request.pictures) == ("Like this", ())


def test_a_model_without_eyes_takes_no_files_says_why_and_is_asked_by_words_alone():
    app = finished(show(open_app(), "Like this", RED))
    go_blind()
    app = app.run()
    assert not app.chat_input[0].proto.accept_file
    assert any("cannot see pictures" in found.value for found in app.caption)
    app = finished(press(app, "Again"))
    assert job_of(app).request.pictures == ()


def test_the_box_of_the_bundled_model_takes_no_files_and_that_is_known_before_it_is_there(monkeypatch):
    monkeypatch.delenv("GDIFF_MODEL_PATH")
    monkeypatch.setattr(server.Server, "unable", lambda *_: "")  # as while it loads
    assert not open_app().chat_input[0].proto.accept_file


def test_a_page_without_an_end_goes_on_with_its_picture(monkeypatch):
    job, asked = job_of(finished(show(open_app(), "Like this", RED))), []
    store = shared.server().store
    place = Place(store.project(job.project), store.version(job.project, job.version), Right.OWN)
    for name, value in {"html": "<!doctype html>", "settings_now": Settings(), "with_task": ""}.items():
        monkeypatch.setattr(onward, name, lambda *_, value=value: value)
    monkeypatch.setattr(jobs, "submit", lambda request, *_: asked.append(request))
    onward.go_on_from(place)
    assert [shown.data for shown in asked[0].pictures] == [still(RED)] and asked[0].begun


def test_nothing_of_a_picture_is_in_the_file():
    job = job_of(finished(show(open_app(), "Like this", RED)))
    version = shared.server().store.version(job.project, job.version)
    assert version.run.with_pictures
    held = b"".join(file.read_bytes() for file in shared.server().store.place.parent.iterdir())
    assert b"Like this" in held and still(RED)[:64] not in held and b"\x89PNG" not in held
