"""Server and script in one file: `streamlit run streamlit_app.py` finds the app, sessions run the pages."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from gdiff_core.serving import health, live
from gdiff_core.ui.bar import page_style, top_bar
from gdiff_core.ui.person import sign_in
from gdiff_core.ui.place import carry
from gdiff_core.ui.reruns import keep_screen, keep_whole
from gdiff_core.ui.shared import me, middleware, routes, server
from gdiff_core.ui.sharing import come_by_link


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """The model loads while the first browser opens; generations end with the server."""
    sys.setswitchinterval(live.SWITCH_SECONDS)
    health.speak()
    server()
    yield
    server().close()


if get_script_run_ctx(suppress_warning=True) is None:
    PagesManager.uses_pages_directory = False  # else the first session of a server runs pages/ past this file
    keep_whole()
    keep_screen()
    app = st.App(__file__, routes=routes(), middleware=middleware(), lifespan=lifespan)
else:
    st.set_page_config(
        page_title="Gemma Diffusion", page_icon="💎", layout="wide", initial_sidebar_state="collapsed"
    )
    page_style()
    names = ("Build", "Edit", "History", "Replay", "Playground", "Sudoku", "Lab", "Rewrite")
    files = [(name, Path(__file__).parent / "pages" / f"{name.lower()}.py") for name in names]
    screens = [st.Page(file, title=name, default=name == "Build") for name, file in files if file.exists()]
    screen = st.navigation(screens, position="hidden")
    if me().id:
        come_by_link()
        carry(screen.title)
        top_bar(screens, screen)
        screen.run()
    else:
        sign_in()
