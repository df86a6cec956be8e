"""What stands around every screen: our style, and the bar on top."""

from functools import partial

import streamlit as st
from streamlit.navigation.page import Page

from gdiff_core.ui.messages import plain
from gdiff_core.ui.person import whoami
from gdiff_core.ui.place import leave, where
from gdiff_core.ui.shared import server
from gdiff_core.views import assets

MAIN = 4
"""Screens that are seen at once; a phone has room for no more."""


def page_style() -> None:
    """Our own style sheet over Streamlit's."""
    st.html(assets.FOLDER / "live_view" / "app.css")


def top_bar(screens: list[Page], here: Page) -> None:
    """The way to the other screens, which keeps the place; and out of it, to a new page."""
    with st.container(key="top-bar", horizontal=True, vertical_alignment="center"):
        for screen in screens[:MAIN]:
            st.page_link(screen, query_params=where())
        if further := screens[MAIN:]:
            name = here.title if here in further else "More"
            # Of another key it is another popover, which is closed on the screen that was chosen in it.
            key = f"{'here' if here in further else 'more'}-{here.title}"
            with st.container(key=key, width="content"), st.popover(name, type="tertiary"):
                for screen in further:
                    st.page_link(screen, query_params=where())
        st.space("stretch")
        if where():
            # By callbacks: a run that another one ends here would not come to see the click.
            begin = leave if here is screens[0] else partial(begin_anew, screens[0])
            st.button("New page", icon=":material/add:", type="tertiary", on_click=begin)
        whoami()
    if server().warning:
        st.warning(plain(server().warning))


def begin_anew(first: Page) -> None:
    leave()
    st.switch_page(first)
