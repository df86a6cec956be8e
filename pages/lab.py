"""Lab: how fast and how good, how the loop compares, and how local its changes are."""

import streamlit as st

from gdiff_core.ui.locality import locality_lab
from gdiff_core.ui.messages import notices
from gdiff_core.ui.model import sidebar
from gdiff_core.ui.race import race_lab
from gdiff_core.ui.sweep import base_settings, settings_lab

PARTS = {"Settings": settings_lab, "Race": race_lab, "Small changes": locality_lab}

sidebar()
st.subheader("How fast, and how good")
part = st.segmented_control(
    "What",
    list(PARTS),
    default="Settings",
    key="lab-part",
    label_visibility="collapsed",
    persist_state="session",
)
notices()
if base := base_settings():
    PARTS[part or "Settings"](base)
else:
    st.info("The model is not there yet: the sidebar says how far it is.")
