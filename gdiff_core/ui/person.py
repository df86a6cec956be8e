"""Who sits there, as they see it themselves: the way in where a provider signs people in, and the way out."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from gdiff_core.serving.door import SIGN_OUT
from gdiff_core.ui.messages import plain
from gdiff_core.ui.shared import base, me, server

BROWSER = (
    "You see what was made in this browser, and nobody else does. Clear its cookies, and the way to these pages is "
    "gone: export what you want to keep."
)
SESSION = (
    "Your browser keeps no cookies here, so the way to these pages is gone once you close this tab: export what you "
    "want to keep."
)


def sign_in() -> None:
    """The way in, by each provider that is configured."""
    with st.container(key="welcome"):
        st.title("Sign in.")
        st.markdown("Your pages are yours alone, until you share one.")
        for provider in _providers() or [""]:
            label = f"Sign in with {plain(provider)}" if provider else "Sign in"
            st.button(label, type="primary", on_click=st.login, args=(provider,) if provider else ())
        if "share" in st.query_params:
            st.caption("Then open the link that you were sent once more.")


def _providers() -> list[str]:
    """Names of providers, where there are several (`[auth.NAME]` of the secrets)."""
    auth = st.secrets["auth"]
    return [name for name, part in auth.items() if isinstance(part, Mapping) and "client_id" in part]


def whoami() -> None:
    """Who the program takes a person for; nothing at the machine itself, where there is but one."""
    person, way = me(), server().people.way
    if person.here:
        return
    with st.popover(plain(person.name) or "This browser", icon=":material/person:", type="tertiary"):
        if way == "browser":
            st.markdown(BROWSER if person.id.startswith("browser:") else SESSION)
            return
        st.markdown("Your pages are kept under this name.")
        if way == "provider":
            st.button("Sign out", on_click=st.logout)
        else:
            st.html(f'<a href="{escape(base().rstrip("/") + SIGN_OUT)}" target="_self">Sign out</a>')
