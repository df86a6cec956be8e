"""Build: describe a website and watch it being denoised."""

import streamlit as st

from gdiff_core import ui

EXAMPLES = (
    "Landing page for Bean There, a coffee shop, dark green, with a menu and opening hours",
    "I run a bike repair shop called Two Wheels. Something warm and simple, please",
    "Website for Salt & Stone, a bakery, cream and brown, serif, with prices, reviews and a map",
    "Homepage for Luna, a yoga studio, light purple, airy, with the team and a contact form",
)


def ask_typed() -> None:
    """Send what was typed; a request that cannot be used goes back into the box."""
    prompt = st.session_state["request"]
    if not ui.ask(prompt):
        st.session_state["request"] = prompt


def welcome() -> None:
    with st.container(key="welcome"):
        st.title("Describe a website.")
        st.markdown(
            "A diffusion model writes it before your eyes: 256 tokens at once, from noise to a finished page."
        )
        st.space("small")
        for example in EXAMPLES:
            arrow = ":material/arrow_forward:"
            st.button(example, type="tertiary", icon=arrow, on_click=ui.ask, args=(example,))


ui.sidebar()
with st.bottom, st.container(key="request-row", horizontal=True, vertical_alignment="bottom"):
    st.chat_input("Describe a website", key="request", on_submit=ask_typed)
    ui.settings()
snapshot = ui.current()
if message := ui.warning():
    st.warning(message)
ui.live_view(snapshot)
if snapshot is None:
    welcome()
