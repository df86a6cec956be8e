"""A run of the script that gives way to another: what its callbacks do is done, the URL is as they left it, and the
screen is the one that was gone to last."""

from types import SimpleNamespace

import pytest
from streamlit.commands import execution_control
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.testing.v1 import AppTest

from gdiff_core.ui.reruns import keep_screen, keep_whole


@pytest.fixture(autouse=True)
def whole(monkeypatch) -> None:
    for owner, name in (
        (SafeSessionState, "on_script_will_rerun"),
        (ScriptRunner, "_maybe_handle_execution_control_request"),
        (AppSession, "request_rerun"),
        (ScriptRequests, "_request_rerun_locked"),
        (PagesManager, "set_script_intent"),
        (PagesManager, "get_initial_active_script"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))  # put back afterwards
    monkeypatch.setattr(PagesManager, "gone_to", "", raising=False)
    monkeypatch.setattr(AppSession, "request_rerun", ask)
    keep_whole()
    keep_screen()


def ask(session: SimpleNamespace, browser: ClientState) -> None:
    session.requests.request_rerun(RerunData(page_script_hash=browser.page_script_hash))


def click(screen: str) -> None:
    """On a link, just now, while the script runs."""
    context = get_script_run_ctx()
    page = next(page for page in context.pages_manager.get_pages().values() if page["page_name"] == screen)
    session = SimpleNamespace(_pages_manager=context.pages_manager, requests=context.script_requests)
    AppSession.request_rerun(session, ClientState(page_script_hash=page["page_script_hash"]))


def script() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx
    from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

    def send() -> None:
        get_script_run_ctx().script_requests.request_rerun(RerunData(query_string="page=1&job=2"))
        st.session_state["sent"] = st.session_state["words"]
        st.query_params["job"] = "2"

    st.chat_input("Words", key="words", on_submit=send)


def send(words: str) -> AppTest:
    app = AppTest.from_function(script)
    app.query_params["page"] = "1"
    return app.run().chat_input[0].set_value(words).run()


def test_a_callback_runs_to_its_end_though_another_run_is_asked_for():
    assert send("make it rose").session_state["sent"] == "make it rose"


def test_a_browser_that_has_not_heard_of_the_url_does_not_set_it_back():
    app = send("make it rose")
    assert app.query_params["job"] == "2"
    del app.query_params["job"]
    assert app.run().query_params["job"] == "2"
    app.run()  # now it has heard
    del app.query_params["job"]
    assert "job" not in app.run().query_params


def screens() -> None:
    import streamlit as st

    from tests.test_reruns import click

    def edit() -> None:
        if st.button("Look again"):
            click("History")
            st.rerun()
        if st.button("Begin anew") or st.button("Build"):
            st.switch_page(build)

    pages = [st.Page(edit, title="Edit"), st.Page(lambda: None, title="History", url_path="history")]
    build = st.Page(lambda: None, title="Build", url_path="build")
    screen = st.navigation([*pages, build])
    st.title(screen.title)
    screen.run()


@pytest.mark.parametrize(
    ("button", "screen"), [("Look again", "History"), ("Begin anew", "History"), ("Build", "Build")]
)
def test_a_click_on_a_link_counts_though_the_script_asks_for_another_run(monkeypatch, button, screen):
    def sleep(_: float) -> None:
        if button == "Begin anew":
            click("History")

    monkeypatch.setattr(execution_control, "time", SimpleNamespace(sleep=sleep))  # of `st.switch_page`
    app = AppTest.from_function(screens).run()
    assert app.title[0].value == "Edit"
    next(found for found in app.button if found.label == button).click().run()
    assert app.title[0].value == screen
