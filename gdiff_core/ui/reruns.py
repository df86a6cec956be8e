"""What Streamlit's next run would lose of the one before it: callbacks, and the URL.

A run ends where it next calls Streamlit once another is asked for, also within a callback, or before its callbacks
have begun: the words that were just sent were gone. And a browser that asks for a run before it has heard of the URL
that a callback set says the old one: the job that the callback began was out of sight.
"""

import threading
from collections.abc import Callable

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
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
