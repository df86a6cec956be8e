"""What all sessions share: the one server of this process, and its store."""

import streamlit as st
from starlette.routing import BaseRoute
from streamlit import runtime

from gdiff_core.history.store import Store
from gdiff_core.serving import health, live
from gdiff_core.serving.server import Server


@st.cache_resource(show_spinner=False)
def server() -> Server:
    """What this server keeps, once for all sessions."""
    st.secrets.load_if_toml_exists()  # a key that is kept there becomes a variable of the environment
    return Server(is_open)


def is_open(session: str) -> bool:
    """Whether a browser session is connected; True where there is no server, as in tests."""
    return not runtime.exists() or runtime.get_instance().is_active_session(session)


def store() -> Store:
    """The one store of this server."""
    return server().store


def routes() -> list[BaseRoute]:
    """What the server answers beside Streamlit's own paths: live channels, `/healthz` and `/metrics`."""
    base = f"/{st.get_option('server.baseUrlPath').strip('/')}"
    channel = live.routes(
        lambda: server().jobs, lambda ids: server().texts(ids), lambda: server().fps(), base
    )
    return [*channel, *health.routes(lambda: server().health, base)]
