import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.testing.v1 import AppTest

from gdiff_core import errors
from gdiff_core.diffusion import denoise, model, tweak
from gdiff_core.engines import choice
from gdiff_core.engines.task import TASKS
from gdiff_core.history.store import Store, StoreError
from gdiff_core.nano import answer, brief
from gdiff_core.records import Brief, Edit, Request, Settings
from gdiff_core.serving import server
from gdiff_core.ui import bar, jobs, place, shared, understanding, wishes
from gdiff_core.ui.strength import STRENGTHS
from tests import tiny, toy_edits, toy_server

APP = "streamlit_app.py"


@pytest.fixture(autouse=True)
def fresh(monkeypatch, tmp_path) -> Iterator[None]:
    """A fresh server over a toy that takes no time, and an empty store."""
    monkeypatch.setenv("GDIFF_DATA", str(tmp_path))
    monkeypatch.setattr(model, "load", toy_server.ToyModel)
    monkeypatch.setattr(denoise, "denoise", partial(toy_server.denoise, pace=0))
    monkeypatch.setattr(tweak, "tweak", toy_edits.tweak)
    st.cache_resource.clear()
    yield
    shared.server().jobs.close()
    st.cache_resource.clear()


def open_app(job: str = "", **where: str) -> AppTest:
    shared.server().engine.exception(timeout=20)  # loaded, or failed
    app = AppTest.from_file(f"../{APP}", default_timeout=20)
    for name, value in (where | ({"job": job} if job else {})).items():
        app.query_params[name] = value
    return app.run()


def ask(app: AppTest, prompt: str) -> AppTest:
    return app.chat_input[0].set_value(prompt).run()


def button(app: AppTest, label: str):
    return next(found for found in app.sidebar.button if found.label == label)


def job_of(app: AppTest):
    assert not app.exception
    id = app.query_params["job"]
    return shared.server().jobs.look(id if isinstance(id, str) else id[0]).job


def ended(app: AppTest) -> AppTest:
    """The app as it is when its job is over, and the script has not run since."""
    id, end = job_of(app).id, time.monotonic() + 20
    while not shared.server().jobs.look(id).over:
        assert time.monotonic() < end
        shared.server().jobs.wait(id, timeout=0.05)
    return app


def finished(app: AppTest) -> AppTest:
    """As `ended`, when the browser has run the script."""
    return ended(app).run()


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


def test_what_is_typed_as_a_page_ends_changes_that_page():
    app = ended(ask(open_app(), "A page for Kite"))
    first = job_of(app)
    app = ended(ask(app, "Solstice to Kite"))
    second = job_of(app)
    assert isinstance(second.request, Edit) and second.parent == first.version
    third = job_of(ended(ask(app, "Kite to Otter")))
    assert isinstance(third.request, Edit) and third.parent == second.version


def test_settings_reach_the_request():
    app = open_app()
    app.number_input(key="seed").set_value(7)
    app.number_input(key="t_max").set_value(0.9)
    app.selectbox(key="scheduler").set_value("discrete_ddim")
    settings = job_of(ask(app.run(), "A page for Kite")).request.settings
    assert (settings.seed, settings.t_max, settings.scheduler) == (7, 0.9, "discrete_ddim")


def test_a_setting_goes_back_to_what_is_usual_with_one_click():
    app = open_app()
    usual = app.number_input(key="steps").value
    assert not [button for button in app.button if button.label.startswith("Back to")]
    app.number_input(key="steps").set_value(usual + 5)
    app.selectbox(key="scheduler").set_value("discrete_ddim")
    app = app.run()
    assert app.button(key="usual-steps").label == f"Back to {usual}"
    app = app.button(key="usual-steps").click().run()
    app = app.button(key="usual-scheduler").click().run()
    assert app.number_input(key="steps").value == usual
    assert settings_of(app) == replace(toy_server.ToyModel.defaults, thinking=0)


def test_what_is_told_is_changed_for_what_it_is_meant_for_and_set_back():
    app = open_app()
    assert app.text_area(key="task-of-build").value == TASKS["build"]
    app = app.text_area(key="task-of-build").set_value("Write one page, in haiku.").run()
    app = finished(ask(app, "A page for Kite"))
    assert job_of(app).request.task == "Write one page, in haiku."
    assert job_of(ask(app, "Slow to Fast")).request.task == ""
    app = next(button for button in finished(app).button if button.label == "Set back").click().run()
    assert app.text_area(key="task-of-build").value == TASKS["build"]
    app = app.selectbox(key="task-kind").set_value("edit").run()
    app = app.text_area(key="task-of-edit").set_value("Change it, in haiku.").run()
    app = app.selectbox(key="task-kind").set_value("build").run()
    assert job_of(ask(app, "Fast to Slow")).request.task == "Change it, in haiku."


def test_thinking_is_a_switch_with_a_budget_of_its_own():
    app = open_app()
    assert app.number_input(key="thinking").disabled
    app = app.toggle(key="think").set_value(True).run()
    app.number_input(key="thinking").set_value(512)
    app = app.run()
    settings = settings_of(app)
    assert (settings.thinking, settings.max_tokens) == (512, toy_server.ToyModel.defaults.max_tokens)
    assert settings_of(app.toggle(key="think").set_value(False).run()).thinking == 0


def settings_of(app: AppTest) -> Settings:
    """Those of a request that is sent now."""
    return job_of(ask(app, "A page for Kite")).request.settings


def test_the_bundled_model_has_no_such_settings(monkeypatch):
    info = replace(toy_server.ToyModel.info, bundled=True)
    monkeypatch.setattr(toy_server.ToyModel, "info", info)
    app = open_app()
    keys = {widget.key for widget in (*app.toggle, *app.text_area)}
    assert app.number_input(key="seed") and not keys & {"think", "task-of-build"}


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
    def broken(path, **_):
        raise errors.ModelError("There is no model in /nowhere: set GDIFF_MODEL_PATH.")

    monkeypatch.setattr(model, "load", broken)
    app = ask(open_app(), "A page for Kite")
    assert "/nowhere" in app.warning[0].value
    assert "/nowhere" in app.sidebar.error[0].value
    assert box_holds(app) == "A page for Kite"
    monkeypatch.setattr(model, "load", toy_server.ToyModel)
    app = app.sidebar.button[0].click().run()
    assert job_of(ask(app, "A page for Kite")).request.prompt == "A page for Kite"


def test_a_checkpoint_is_looked_at_before_it_is_chosen(tmp_path):
    app = open_app()
    app.sidebar.segmented_control(key="engine").set_value("checkpoint").run()
    app.text_input(key="engine-checkpoint").set_value(str(tiny.save(tmp_path / "tiny"))).run()
    app = button(app, "Does it fit here?").click().run()
    assert app.sidebar.success[0].value.startswith("**Fits.** It takes")
    assert "vision tower: yes" in app.sidebar.markdown[-1].value
    app.text_input(key="engine-checkpoint").set_value(str(tmp_path)).run()
    app = button(app, "Does it fit here?").click().run()
    assert "has no readable config" in app.sidebar.warning[0].value


def test_loading_another_model_can_be_stopped_and_tried_again(monkeypatch):
    stopped = threading.Event()

    def endless(path, report=lambda _: None, **_):
        while True:
            try:
                report("Reading the weights: 40 %")
            except BaseException:
                stopped.set()
                raise
            time.sleep(0.001)

    app = open_app()
    monkeypatch.setattr(model, "load", endless)
    shared.server().load(choice.Choice("bundled"))
    while "40 %" not in shared.server().progress:
        time.sleep(0.001)
    app.run()
    assert "Reading the weights: 40 % …" in [caption.value for caption in app.sidebar.caption]
    button(app, "Stop loading").click().run()
    assert stopped.wait(20)
    app = open_app()
    assert app.sidebar.warning[0].value == "Loading was stopped. The model before is in service."
    monkeypatch.setattr(model, "load", toy_server.ToyModel)
    button(app, "Load again").click().run()
    assert not open_app().sidebar.warning


def test_the_sidebar_says_which_model_answers():
    shared.server().engine.result()
    text = " ".join(markdown.value for markdown in open_app().sidebar.markdown)
    assert "Toy" in text
    assert "float32 on cpu" in text


def test_the_first_request_makes_a_project_named_after_the_page():
    app = finished(ask(open_app(), "A page for Kite"))
    [project] = shared.store().projects()
    assert project.name == "Solstice Coffee"
    assert (app.query_params["project"], app.query_params["version"]) == (project.id, project.newest)
    version = shared.store().version(project.id, project.newest)
    assert (version.run.kind, version.run.prompt, version.run.model) == ("build", "A page for Kite", "Toy")
    assert version.replay
    assert shared.store().html(version.page) == toy_server.PAGE.strip()


def test_a_change_starts_from_the_page_as_it_stands_and_becomes_its_child():
    app = finished(ask(open_app(), "A page for Kite"))
    first = app.query_params["version"]
    app.select_slider(key="strength").set_value("Rework")
    app = ask(app.run(), "Slow roasts to Fast roasts")
    edit = job_of(app).request
    assert isinstance(edit, Edit)
    assert (edit.page, edit.instruction, edit.request, edit.strength) == (
        toy_server.PAGE.strip(),
        "Slow roasts to Fast roasts",
        "A page for Kite",
        STRENGTHS["Rework"][0],
    )
    app = finished(app)
    version = shared.store().version(app.query_params["project"], app.query_params["version"])
    assert (version.parent, version.run.kind, version.run.prompt) == (
        first,
        "tweak",
        "Slow roasts to Fast roasts",
    )
    assert shared.store().html(version.page) == toy_server.PAGE.strip().replace("Slow", "Fast")


def test_a_request_does_not_speak_of_a_page_that_was_changed_since():
    """Told what the page was asked for, a model changes it back: the name of before it was renamed."""
    app = finished(ask(open_app(), "A page for Kite"))
    app = finished(ask(app, "Slow roasts to Fast roasts"))
    assert job_of(app).request.request == "A page for Kite"
    assert job_of(ask(app, "Fast roasts to Good roasts")).request.request == ""


def test_a_page_kept_by_hand_is_shown_without_a_job_and_changed_from_there():
    app = finished(ask(open_app(), "A page for Kite"))
    project, parent = app.query_params["project"], app.query_params["version"]
    by_hand = shared.store().save(project, "<!doctype html><p>Slow", server.RunInfo("hand"), parent=parent)
    app = open_app(project=project, version=by_hand.id)
    assert not app.exception
    assert not app.title
    edit = job_of(ask(app, "Slow to Fast")).request
    assert (edit.page, edit.request) == ("<!doctype html><p>Slow", "")


def test_undo_looks_at_the_parent_and_the_conversation_at_any_step():
    app = finished(ask(open_app(), "A page for Kite"))
    first = app.query_params["version"]
    second = finished(ask(app, "Slow to Fast")).query_params["version"]
    undo = next(button for button in app.button if button.label == "Undo")
    app = undo.click().run()
    assert app.query_params["version"] == first
    assert "job" not in app.query_params
    assert next(button for button in app.button if button.label == "Undo").disabled
    redo = next(button for button in app.button if button.label == "Redo")
    assert redo.click().run().query_params["version"] == second != first


def test_a_change_sent_while_the_page_is_written_goes_back_into_the_box(monkeypatch):
    monkeypatch.setattr(denoise, "denoise", partial(toy_server.denoise, pace=0.2))
    app = ask(open_app(), "A page for Kite")
    running = job_of(app)
    app = ask(app, "Slow to Fast")
    assert "still being written" in app.warning[0].value
    assert box_holds(app) == "Slow to Fast"
    assert job_of(app).id == running.id
    shared.server().jobs.stop(running.id)


def test_a_new_page_begins_though_another_run_is_asked_for_meanwhile(monkeypatch):
    app = finished(ask(open_app(), "A page for Kite"))
    style, asked = bar.page_style, []

    def ask_again() -> None:
        style()
        context = get_script_run_ctx()
        if not asked:
            asked.append(context.script_requests.request_rerun(RerunData(context.query_string)))

    monkeypatch.setattr(bar, "page_style", ask_again)
    next(found for found in app.button if found.label == "New page").click().run()
    assert asked and app.title[0].value == "Describe a website."


def test_a_version_that_is_gone_gives_the_newest_and_a_project_that_is_gone_the_start():
    app = finished(ask(open_app(), "A page for Kite"))
    project = app.query_params["project"]
    app = open_app(project=project, version="gone")
    assert "not in the project" in app.warning[0].value
    assert not app.title
    app = open_app(project="gone")
    assert "not in the history" in app.warning[0].value
    assert app.title
    assert "project" not in app.query_params


def test_a_request_sent_while_the_model_loads_has_a_job_and_gets_the_models_settings(monkeypatch):
    may_load = threading.Event()

    def slowly(path, **_) -> toy_server.ToyModel:
        assert may_load.wait(20)
        return toy_server.ToyModel()

    monkeypatch.setattr(model, "load", slowly)
    app = ask(AppTest.from_file(f"../{APP}", default_timeout=20).run(), "A page for Kite")
    job = job_of(app)
    assert not job.version
    may_load.set()
    app = finished(app)
    version = shared.store().version(app.query_params["project"], app.query_params["version"])
    assert f'"steps": {toy_server.STEPS}' in version.run.settings
    assert Settings().steps != toy_server.STEPS


def test_without_a_store_pages_are_made_all_the_same_and_the_loss_is_told(monkeypatch):
    def broken(*_) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(server, "Store", type("Broken", (Store,), {"__init__": broken}))
    app = finished(ask(open_app(), "A page for Kite"))
    assert "The disk is full." in app.warning[0].value
    assert app.query_params["version"] == shared.store().projects()[0].newest


def test_a_page_that_cannot_be_saved_is_still_there(monkeypatch):
    def full(*_, **__) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(shared.server().store, "save", full)
    app = finished(ask(open_app(), "A page for Kite"))
    snapshot = shared.server().jobs.look(job_of(app).id)
    assert "The disk is full." in snapshot.job.error
    assert snapshot.text == toy_server.PAGE
    assert not app.exception


def test_a_stopped_change_leaves_the_version_as_it_was(monkeypatch):
    app = finished(ask(open_app(), "A page for Kite"))
    project, version = app.query_params["project"], app.query_params["version"]
    monkeypatch.setattr(tweak, "tweak", partial(toy_edits.tweak, pace=0.2))
    app = ask(app, "Slow to Fast")
    shared.server().jobs.stop(job_of(app).id)
    app = finished(app)
    assert app.query_params["version"] == version
    assert shared.store().project(project).versions == 1


@pytest.mark.parametrize(("blocks", "kept"), [(0, False), (1, True)])
def test_of_a_stopped_build_only_what_has_come_to_a_page_is_kept(monkeypatch, blocks, kept):
    stop = threading.Event()

    def run(model, request, **_):
        for item in toy_server.denoise(model, request):
            yield item
            if isinstance(item, denoise.Commit if blocks else denoise.Frame):
                assert stop.wait(20)

    monkeypatch.setattr(denoise, "denoise", run)
    app = ask(open_app(), "A page for Kite")
    id, end = job_of(app).id, time.monotonic() + 20
    while len((snapshot := shared.server().jobs.look(id)).commits) < blocks or snapshot.frame is None:
        assert time.monotonic() < end
        shared.server().jobs.wait(id, timeout=0.05)
    shared.server().jobs.stop(id)
    stop.set()
    app = finished(app)
    assert ("version" in app.query_params) is kept
    assert bool(place.recent(1)) is kept
    if kept:
        run = shared.store().version(app.query_params["project"], app.query_params["version"]).run
        assert run.committed == len(snapshot.commits[0].text)


def test_what_somebody_wrote_is_no_markdown_on_a_button():
    prompt = "A page ![](http://elsewhere/x.png) “for” :red[Kite]"
    app = finished(ask(open_app(), prompt))
    [label] = [button.label for button in app.button if "elsewhere" in button.label]
    assert "![" not in label
    assert label.replace("\\", "") == prompt


def press(app: AppTest, label: str) -> AppTest:
    return next(found for found in app.button if found.label == label).click().run()


def results_of(app: AppTest) -> list:
    """The jobs to choose from."""
    ids = "".join(app.query_params["results"]).split(",")
    return [shared.server().jobs.look(id).job for id in ids]


def test_three_more_come_beside_the_page_and_those_that_are_alike_are_told_of():
    app = finished(ask(open_app(), "A page for Kite"))
    first = job_of(app)
    app = press(app, "Three more")
    coming = results_of(app)
    assert [job.request.settings.seed for job in coming] == [1, 2, 3]
    assert {(job.words, job.project, job.parent) for job in coming} == {(first.words, first.project, None)}
    assert app.chat_input[0].disabled and any("Which one?" in found.value for found in app.markdown)
    end = time.monotonic() + 20
    while not all(shared.server().jobs.look(job.id).over for job in coming):
        assert time.monotonic() < end
        time.sleep(0.01)
    app = app.run()
    assert "No other proposal came" in app.info[0].value and "results" not in app.query_params
    assert job_of(app).id == first.id and not app.chat_input[0].disabled


def test_what_still_comes_is_found_by_a_reload_and_stopped_at_once(monkeypatch):
    app = finished(ask(open_app(), "A page for Kite"))
    first = job_of(app)
    monkeypatch.setattr(denoise, "denoise", partial(toy_server.denoise, pace=0.05))
    coming = results_of(press(app, "Three more"))
    where = {"project": first.project, "version": first.version, "results": ",".join(j.id for j in coming)}
    app = press(open_app(first.id, **where), "Stop")
    assert {shared.server().jobs.look(job.id).job.state for job in coming} == {"stopped"}
    assert "results" not in app.query_params and job_of(app).id == first.id
    assert shared.store().project(first.project).newest == first.version


def test_a_proposal_that_would_come_out_alike_is_not_asked_for(monkeypatch):
    app = finished(ask(open_app(), "A page for Kite"))
    monkeypatch.setattr(
        wishes, "brief_of", lambda asked: Brief("bakery", design=str(asked.settings.seed // 2))
    )
    seeds = [job.request.settings.seed for job in results_of(press(app, "Three more"))]
    assert seeds == [2, 4, 6]
    monkeypatch.setattr(wishes, "brief_of", lambda _: Brief("bakery"))
    app = press(press(app, "Back"), "Again")
    assert "There is no other page of these words" in app.warning[0].value


def test_a_chip_that_is_corrected_leaves_the_rest_open(monkeypatch):
    bundled = SimpleNamespace(understand=brief.read, settled=answer.settled)
    monkeypatch.setattr(understanding, "server", lambda: bundled)
    request = Request("a page for my bakery Two Moons", Settings(seed=2))
    shown = understanding.brief_of(request)
    asked = replace(request, brief=understanding._corrected(request, replace(shown, name="Three Moons")))
    corrected = understanding.brief_of(asked)
    assert replace(corrected, texts=()) == replace(shown, name="Three Moons", texts=())
    changed = {slot for slot, text in corrected.texts if (slot, text) not in shown.texts}
    assert changed == {"{~name~}"}
    assert understanding.brief_of(jobs.reseeded(asked, 1)).design != shown.design


def test_words_that_are_corrected_stay_and_the_rest_is_the_kinds(monkeypatch):
    bundled = SimpleNamespace(understand=brief.read, settled=answer.settled)
    monkeypatch.setattr(understanding, "server", lambda: bundled)
    request = Request("a page for my bakery Two Moons", Settings(seed=2))
    shown = understanding.brief_of(request)
    own = tuple((slot, "Bread at last" if slot == "{~tagline~}" else text) for slot, text in shown.texts)
    asked = replace(request, brief=understanding._corrected(request, replace(shown, texts=own)))
    assert asked.brief.texts == (("{~tagline~}", "Bread at last"),)
    for seed in (2, 3):
        again = replace(asked, settings=replace(asked.settings, seed=seed))
        assert dict(understanding.brief_of(again).texts)["{~tagline~}"] == "Bread at last"
