"""What Streamlit's next run would lose of the one before it: callbacks, the URL, and the screen that was gone to.

A run ends where it next calls Streamlit once another is asked for, also within a callback, or before its callbacks
have begun: the words that were just sent were gone. And a browser that asks for a run before it has heard of the URL
that a callback set says the old one: the job that the callback began was out of sight. So it is with the screen, which
a browser hears of in the answer to a click on a link: what is asked for until then names the one that was left.
"""

import threading
from collections.abc import Callable

import streamlit as st
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.runtime.state.safe_session_state import SafeSessionState

_thread = threading.local()


def keep_whole() -> None:
    """Have callbacks run, and to their end, whatever is asked for meanwhile; the URL is as they left it.

    With `runner.fastReruns` off, so that two runs of a session are never at work side by side.
    """
    begin, yields = (
        SafeSessionState.on_script_will_rerun,
        ScriptRunner._maybe_handle_execution_control_request,
    )

    def begins(state: SafeSessionState, *args: object, **options: object) -> None:
        _thread.in_callbacks = True
        try:
            _keep_url(lambda: begin(state, *args, **options))
        finally:
            _thread.in_callbacks = False

    def may_end(runner: ScriptRunner) -> None:
        if not getattr(_thread, "in_callbacks", False):
            yields(runner)

    SafeSessionState.on_script_will_rerun = begins
    ScriptRunner._maybe_handle_execution_control_request = may_end


def _keep_url(callbacks: Callable[[], None]) -> None:
    """A browser that says an URL from before what the callbacks of an earlier run set has not heard of that yet."""
    wanted, before = st.session_state.get("url", (None, ()))
    came = st.query_params.to_dict()
    moved_back = getattr(get_script_run_ctx(), "is_history_navigation", False)
    if came in before and came != wanted and not moved_back:
        st.query_params.from_dict(wanted)
        came = wanted
    else:
        before = ()
    callbacks()
    now = st.query_params.to_dict()
    if now != came:
        st.session_state["url"] = now, (*before, came)
    elif not before:
        st.session_state.pop("url", None)


def keep_screen() -> None:
    """Have a person on the screen that they went to last, by a link or by `st.switch_page`.

    Streamlit runs the screen that the newest request names. But an editor's text may be told after a click on a link,
    a fragment's timer end, the script call `st.rerun`: they name the screen that was left, and would call the person
    back to it. So those two say which screen runs, and no other request does.
    """
    ask, add = AppSession.request_rerun, ScriptRequests._request_rerun_locked
    PagesManager.gone_to = ""  # a session has one of its own

    def asks(session: AppSession, browser: ClientState | None) -> None:
        # A click on a link alone brings no widget's value: the bar has none that is kept.
        if browser and not browser.fragment_id and not browser.widget_states.widgets:
            session._pages_manager.gone_to = browser.page_script_hash
        ask(session, browser)

    def adds(requests: ScriptRequests, data: RerunData) -> bool:
        script = get_script_run_ctx(suppress_warning=True)  # none where it is the browser that asks
        if script and script.pages_manager.gone_to in ("", script.page_script_hash):  # no click came first
            script.pages_manager.gone_to = data.page_script_hash
        return add(requests, data)

    def for_all(take: Callable) -> Callable:
        return lambda pages, named, *rest: take(pages, pages.gone_to or named, *rest)

    AppSession.request_rerun, ScriptRequests._request_rerun_locked = asks, adds
    for name in ("set_script_intent", "get_initial_active_script"):  # a run is told its screen by both
        setattr(PagesManager, name, for_all(getattr(PagesManager, name)))
