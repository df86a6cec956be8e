"""Rewrite: many short texts through one instruction, before and after as a table."""

import streamlit as st

from gdiff_core.bulk.rewrite import NOT_BUNDLED
from gdiff_core.ui.messages import notices, plain
from gdiff_core.ui.model import sidebar
from gdiff_core.ui.rewriting import texts_to_rewrite
from gdiff_core.ui.shared import server

sidebar()
st.subheader("Many texts, one instruction")
notices()
engine = server().engine
if not engine.done() or engine.exception():
    st.info("The model is not there yet: the sidebar says how far it is.")
elif engine.result().info.bundled:
    st.info(plain(NOT_BUNDLED))
    st.caption("With one that can, you paste lines or open a CSV here, and each text comes back rewritten.")
else:
    texts_to_rewrite(engine.result())
