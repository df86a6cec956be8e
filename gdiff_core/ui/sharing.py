"""A project shared by link: given, taken back, come by; and what a guest is told of it."""

from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from gdiff_core.errors import GdiffError
from gdiff_core.history.store import Project, Right
from gdiff_core.ui.messages import guarded, plain, say, warn
from gdiff_core.ui.place import Place, go
from gdiff_core.ui.projects import fork
from gdiff_core.ui.shared import base, me, store

WORDS = {Right.LOOK: "to look at", Right.WORK: "to work on"}
HELP = {
    Right.LOOK: "They see every version, watch and replay runs, and can fork it. Nothing of yours changes.",
    Right.WORK: "They change it as you do, in words and by hand. They cannot delete it, nor share it.",
}


def come_by_link() -> None:
    """Whoever opens a link is a guest from now on, and looks at the project."""
    token = st.query_params.get("share")
    if not token:
        return
    del st.query_params["share"]
    try:
        go(store().welcome(token))
    except GdiffError as error:
        warn(str(error))


def sharing(project: Project) -> None:
    """The links of a project of one's own, and the way to take them back."""
    with st.popover("Share", icon=":material/link:"):
        tokens = store().shares(project.id)
        for right, words in WORDS.items():
            if right in tokens:
                st.caption(f"A link {words}", help=HELP[right])
                st.code(_link(tokens[right]), language=None, wrap_lines=True)
            else:
                label = f"Make a link {words}"
                st.button(label, help=HELP[right], on_click=guarded(_share), args=(project, right))
        if tokens:
            count = store().guests(project.id)
            came = f"{count} {'person' if count == 1 else 'people'} came by a link. " if count else ""
            st.caption(f"{came}Once you stop, the links lead nowhere and nobody else sees this project.")
            st.button("Stop sharing", icon=":material/link_off:", on_click=guarded(_stop), args=(project,))


def _share(project: Project, right: Right) -> None:
    store().share(project.id, right, me().name)


def _stop(project: Project) -> None:
    store().unshare(project.id)
    say("It is not shared any more. Only you see it now.")


def _link(token: str) -> str:
    here = urlsplit(st.context.url or "")
    return urlunsplit((here.scheme, here.netloc, f"{base().rstrip('/')}/", f"share={token}", ""))


def shared_with_you(place: Place) -> None:
    """Whose project a guest looks at, and what may be done with it."""
    if place.right is Right.OWN:
        return
    whose = plain(store().shared_by(place.project.id)) or "Somebody"
    with st.container(key="guest", horizontal=True, vertical_alignment="center"):
        st.caption(f"{whose} shares this with you, {WORDS[place.right]}.", width="content")
        if not place.may_work and place.version:
            st.button(
                "Fork it to change it",
                icon=":material/call_split:",
                type="tertiary",
                help="A copy that is yours; this one stays as it is.",
                on_click=guarded(fork),
                args=(place.project, place.version.id),
            )
