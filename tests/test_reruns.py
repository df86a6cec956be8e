"""A run of the script that gives way to another: what its callbacks do is done, and the URL is as they left it."""

import pytest
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.testing.v1 import AppTest

from gdiff_core.ui.reruns import keep_whole


@pytest.fixture(autouse=True)
def whole(monkeypatch) -> None:
    for owner, name in (
        (SafeSessionState, "on_script_will_rerun"),
        (ScriptRunner, "_maybe_handle_execution_control_request"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))  # put back afterwards
    keep_whole()


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
