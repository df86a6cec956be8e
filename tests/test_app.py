from collections.abc import Iterator
from functools import partial

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from gdiff_core import denoise, errors, model, ui
from tests import toy_server

APP = "streamlit_app.py"


@pytest.fixture(autouse=True)
def engine(monkeypatch, tmp_path) -> Iterator[None]:
    """A fresh engine over a toy that takes no time, and an empty store."""
    monkeypatch.setenv("GDIFF_DATA", str(tmp_path))
    monkeypatch.setattr(model, "load", toy_server.ToyModel)
    monkeypatch.setattr(denoise, "denoise", partial(toy_server.denoise, pace=0))
    st.cache_resource.clear()
    yield
    ui.engine().jobs.close()
    st.cache_resource.clear()


def open_app(job: str = "") -> AppTest:
    ui.engine().model.exception(timeout=20)  # loaded, or failed
    app = AppTest.from_file(f"../{APP}", default_timeout=20)
    if job:
        app.query_params["job"] = job
    return app.run()


def ask(app: AppTest, prompt: str) -> AppTest:
    return app.chat_input[0].set_value(prompt).run()


def job_of(app: AppTest):
    assert not app.exception
    id = app.query_params["job"]
    return ui.engine().jobs.look(id if isinstance(id, str) else id[0]).job


def box_holds(app: AppTest) -> str:
    """What the script puts back into the chat box."""
    proto = app.chat_input[0].proto
    assert proto.set_value
    return proto.value


def test_an_empty_screen_invites_with_examples():
    app = open_app()
    assert not app.exception
    assert app.title[0].value == "Describe a website."
    assert len(app.main.button) >= 3
    assert "job" not in app.query_params


def test_an_example_is_sent_with_one_click():
    button = open_app().main.button[0]
    app = button.click().run()
    assert job_of(app).request.prompt == button.label
    assert not app.title


def test_a_typed_request_becomes_a_job_and_a_reload_finds_it():
    job = job_of(ask(open_app(), "A page for Kite"))
    assert job.request.prompt == "A page for Kite"
    assert job.request.settings == toy_server.ToyModel.defaults
    assert job_of(open_app(job.id)).id == job.id


def test_settings_reach_the_request():
    app = open_app()
    app.number_input(key="seed").set_value(7)
    app.number_input(key="t_max").set_value(0.9)
    app.selectbox(key="scheduler").set_value("discrete_ddim")
    settings = job_of(ask(app.run(), "A page for Kite")).request.settings
    assert (settings.seed, settings.t_max, settings.scheduler) == (7, 0.9, "discrete_ddim")


@pytest.mark.parametrize(
    ("prompt", "said"),
    [("   ", "The request is empty"), ("x" * 20_000, "20,000 characters"), ("\0\0", "empty")],
)
def test_a_request_that_cannot_be_used_is_explained_and_not_lost(prompt, said):
    app = ask(open_app(), prompt)
    assert said in app.warning[0].value
    assert box_holds(app) == prompt
    assert "job" not in app.query_params
    assert not app.exception


def test_settings_that_contradict_are_explained():
    app = open_app()
    app.number_input(key="t_min").set_value(2.0)
    app = ask(app.run(), "A page for Kite")
    assert "The temperatures are" in app.warning[0].value


def test_control_characters_are_left_out_and_told():
    app = ask(open_app(), "A page\0 for \x85Kite\x1b")
    assert job_of(app).request.prompt == "A page for Kite"
    assert "3 control characters" in app.warning[0].value


def test_other_scripts_pass_unchanged():
    prompt = "Сайт для 喫茶店 ☕ مقهى"
    assert job_of(ask(open_app(), prompt)).request.prompt == prompt


def test_a_forgotten_job_leads_back_to_the_start():
    app = open_app("gone")
    assert "not known here" in app.warning[0].value
    assert app.title
    assert "job" not in app.query_params


def test_a_broken_model_is_explained_and_can_be_loaded_again(monkeypatch):
    def broken():
        raise errors.ModelError("There is no model in /nowhere: set GDIFF_MODEL_PATH.")

    monkeypatch.setattr(model, "load", broken)
    app = ask(open_app(), "A page for Kite")
    assert "/nowhere" in app.warning[0].value
    assert "/nowhere" in app.sidebar.error[0].value
    assert box_holds(app) == "A page for Kite"
    monkeypatch.setattr(model, "load", toy_server.ToyModel)
    app = app.sidebar.button[0].click().run()
    assert job_of(ask(app, "A page for Kite")).request.prompt == "A page for Kite"


def test_the_sidebar_says_which_model_answers():
    ui.engine().model.result()
    text = " ".join(markdown.value for markdown in open_app().sidebar.markdown)
    assert "Toy" in text
    assert "float32 on cpu" in text
