"""The model in the sidebar, while it loads too."""

import streamlit as st

from gdiff_core.engines.choice import Choice
from gdiff_core.errors import reason
from gdiff_core.records import ModelInfo
from gdiff_core.ui.messages import guarded, plain
from gdiff_core.ui.picker import picker
from gdiff_core.ui.shared import alone, server

FULL_MODEL = "google/diffusiongemma-26B-A4B-it"
LOADING_SECONDS = 0.5


def sidebar() -> None:
    """Which model answers, where it runs, what it can do."""
    with st.sidebar:
        st.subheader("Model")
        waiting = not server().engine.done()
        st.fragment(_model_state, run_every=LOADING_SECONDS if waiting else None)(waiting)
        picker()


def _model_state(waiting: bool) -> None:
    engine = server().engine
    if not engine.done():
        st.caption(plain(server().progress))
        if alone():
            st.button("Stop loading", icon=":material/stop:", on_click=server().stop_loading)
        if not waiting:
            st.rerun()  # to look again while it loads
    elif waiting:
        st.rerun()  # the settings can show the model's own defaults now
    elif error := engine.exception():
        st.error(plain(reason(error)))
        if st.button("Load again", on_click=server().load):
            st.rerun()
    else:
        if server().trouble:
            _trouble(*server().trouble)
        _describe(engine.result().info)


def _trouble(chosen: Choice, why: str) -> None:
    """Another model was wanted."""
    st.warning(plain(why))
    if alone() and st.button("Load again", on_click=guarded(server().load), args=(chosen,)):
        st.rerun()


def _describe(info: ModelInfo) -> None:
    place = "bundled with the program" if info.bundled else info.path
    st.markdown(f"**{plain(info.name)}**  \n:gray[{plain(place)}]")
    if info.abilities:
        st.markdown(plain(" ".join(info.abilities)))
        return
    st.markdown(
        f"{_amount(info.parameters)} parameters in {info.layers} layers, {info.dtype} on {info.device}. "
        f"It writes {info.canvas_length} tokens at once, from a vocabulary of {info.vocab_size:,}."
    )
    if info.bundled:
        st.caption(
            "It was trained from scratch for one thing: to set short pages for businesses, people, events and clubs. "
            "What they say is yours, or sample text; it knows the markup, and nothing else."
        )
        st.caption(f"For any website at all, start with `GDIFF_MODEL_PATH={FULL_MODEL}` on a GPU with 60 GB.")


def _amount(n: int) -> str:
    return f"{n / 1e9:.1f} billion" if n >= 1e9 else f"{n / 1e6:.1f} million"
