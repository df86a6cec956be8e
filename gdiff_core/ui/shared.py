"""What all sessions share: the one server of this process, and its store."""

import streamlit as st
from starlette.routing import BaseRoute

from gdiff_core.history.store import Store
from gdiff_core.serving import health, live, tab
from gdiff_core.serving.server import Server


@st.cache_resource(show_spinner=False)
def server() -> Server:
    """What this server keeps, once for all sessions."""
    st.secrets.load_if_toml_exists()  # a key that is kept there becomes a variable of the environment
    return Server()


def store() -> Store:
    """The one store of this server."""
    return server().store


def routes() -> list[BaseRoute]:
    """What the server answers beside Streamlit's own paths: live channels, `/tab`, `/healthz` and `/metrics`."""
    base = f"/{st.get_option('server.baseUrlPath').strip('/')}"
    channel = live.routes(
        lambda: server().jobs, lambda ids: server().texts(ids), lambda: server().fps(), base
    )
    return [*channel, *tab.routes(base), *health.routes(lambda: server().health, base)]
