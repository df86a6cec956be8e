"""What all sessions share: the one server of this process; and what of it the person who sits there may use."""

import secrets

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from streamlit import runtime

from gdiff_core.serving import health, live, tab
from gdiff_core.serving.door import HEADER, Door
from gdiff_core.serving.people import HERE, NOBODY, Person, Runs, Shelf
from gdiff_core.serving.server import Server

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@st.cache_resource(show_spinner=False)
def server() -> Server:
    """What this server keeps, once for all sessions."""
    # A key that is kept there becomes a variable of the environment.
    return Server(is_open, provider=st.secrets.load_if_toml_exists() and "auth" in st.secrets)


def is_open(session: str) -> bool:
    """Whether a browser session is connected; True where there is no server, as in tests."""
    return not runtime.exists() or runtime.get_instance().is_active_session(session)


def me() -> Person:
    """Who sits there: nobody, where a provider signs people in and has not yet."""
    people = server().people
    if people.way == "one":
        return HERE
    if people.way == "provider":
        return people.of_provider(st.user.to_dict()) if st.user.is_logged_in else NOBODY
    if person := people.sealed(st.context.headers.get(HEADER, ""), HEADER):
        st.session_state["person"] = (
            person  # a run may go on while its browser is gone, and says no headers then
        )
        return person
    # The browser keeps no cookie, so it is somebody as long as this session lasts.
    return st.session_state.setdefault("person", Person(f"session:{secrets.token_urlsafe(24)}"))


def alone() -> bool:
    """Whether a person sits at the machine of an app that nothing else reaches by itself."""
    return me().here and st.get_option("server.address") in LOOPBACK


def are_others() -> bool:
    """Whether anybody else can come in as somebody else."""
    return not alone() and server().people.way != "one"


def store() -> Shelf:
    """The store as the person who sits there may use it."""
    return server().shelf(me())


def runs() -> Runs:
    """The queue as the person who sits there may use it."""
    return server().runs(me())


def routes() -> list[BaseRoute]:
    """What the server answers beside Streamlit's own paths: live channels, `/tab`, `/healthz` and `/metrics`."""
    channel = live.routes(
        lambda: server().jobs,
        lambda ticket, job: server().right(ticket, job),
        lambda ids: server().texts(ids),
        lambda: server().fps(),
        base(),
    )
    return [*channel, *tab.routes(base()), *health.routes(lambda: server().health, base())]


def middleware() -> list[Middleware]:
    """What stands before all that the server answers."""
    # The door first: from its page a redirect leads in.
    return [
        Middleware(Door, people=lambda: server().people, base=base()),
        Middleware(live.Guard, redirects=lambda: server().people.way == "provider"),
    ]


def base() -> str:
    """The path that the app is served under."""
    return f"/{st.get_option('server.baseUrlPath').strip('/')}"
