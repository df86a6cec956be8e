"""Server and script in one file: `streamlit run streamlit_app.py` finds the app, sessions run the pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.scriptrunner import get_script_run_ctx

from gdiff_core import live, ui


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """The model loads while the first browser opens; generations end with the server."""
    ui.engine()
    yield
    ui.engine().jobs.close()


if get_script_run_ctx(suppress_warning=True) is None:
    app = st.App(__file__, routes=ui.routes(), middleware=[Middleware(live.Guard)], lifespan=lifespan)
else:
    sidebar = "collapsed" if "job" in st.query_params else "auto"
    st.set_page_config(
        page_title="Gemma Diffusion", page_icon="💎", layout="wide", initial_sidebar_state=sidebar
    )
    ui.page_style()
    st.navigation([st.Page("pages/build.py", title="Build", default=True)]).run()
