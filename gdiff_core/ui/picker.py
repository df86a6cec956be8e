"""Which engine answers: the bundled model, a checkpoint here, a server there; what is chosen is tried at once."""

import streamlit as st

from gdiff_core.engines.choice import Choice, Kind, key_for
from gdiff_core.ui.messages import guarded, plain
from gdiff_core.ui.shared import alone, server

KINDS: dict[Kind, str] = {"bundled": "Bundled", "checkpoint": "Checkpoint", "server": "Server"}


def picker() -> None:
    """A popover to choose another engine; only where nobody else can reach this app, as all of it would change."""
    if not alone():
        return
    now = server().choice
    with st.popover("Another model", icon=":material/swap_horiz:"):
        kind = st.segmented_control(
            "Where it is",
            list(KINDS),
            default=now.kind,
            format_func=KINDS.__getitem__,
            required=True,
            key="engine",
        )
        chosen = _asked(kind, now)
        busy = server().jobs.busy
        st.button(
            "Use it",
            type="primary",
            disabled=busy or (kind != "bundled" and not chosen.where),
            help="A page is being written: stop it, or wait for its end." if busy else None,
            on_click=guarded(server().load),
            args=(chosen,),
        )


def _looked_at(name: str) -> None:
    """What a checkpoint is, what this machine has, and whether the one holds the other."""
    from gdiff_core.diffusion.doctor import look

    with st.spinner("Looking at its headers …"):
        found = look(name)
    tell = st.success if found.loads else st.warning
    tell(f"**{found.verdict.capitalize()}.** {plain(found.says)}")
    st.markdown("\n".join(f"- {what}: {plain(value)}" for what, value in found.rows))


def _asked(kind: Kind, now: Choice) -> Choice:
    where = now.where if kind == now.kind else ""
    if kind == "checkpoint":
        chosen = Choice(kind, st.text_input("Folder or hub id", where, key="engine-checkpoint").strip())
        if st.button("Does it fit here?", disabled=not chosen.where):
            _looked_at(chosen.where)
        return chosen
    if kind == "server":
        url = st.text_input(
            "Address", where, placeholder="http://127.0.0.1:8000/v1", key="engine-address"
        ).strip()
        model = st.text_input(
            "Model", now.model if kind == now.kind else "", placeholder="its own", key="engine-model"
        )
        key = "The key in GDIFF_ENGINE_KEY goes with it." if url and key_for(url) else "No key goes with it."
        st.caption(
            f"Any server that speaks the OpenAI protocol: vLLM, mlx-vlm, Unsloth Studio and others. {key}"
        )
        return Choice(kind, url, model.strip())
    return Choice(kind)
