"""Build: describe a website and watch it being denoised; then say what to change."""

import streamlit as st

from gdiff_core.ui import asking, jobs, pictures
from gdiff_core.ui.comparison import compare_parent
from gdiff_core.ui.conversation import changing, shown
from gdiff_core.ui.desk import is_unsaved
from gdiff_core.ui.live_component import live_view
from gdiff_core.ui.messages import notices, plain, warn
from gdiff_core.ui.model import sidebar
from gdiff_core.ui.place import catch_up, go, here, recent
from gdiff_core.ui.results import choosing, show_results
from gdiff_core.ui.settings import settings
from gdiff_core.ui.sharing import shared_with_you
from gdiff_core.ui.understanding import is_outside, kinds_of_pages, show_outside, understood
from gdiff_core.ui.waiting import waiting

EXAMPLES = (
    "Landing page for Bean There, a coffee shop, dark green, with a menu and opening hours",
    "Our wedding: Anna & Tom, elegant, with the day, a map and an answer form",
    "Website for Salt & Stone, a bakery, cream and brown, serif, with prices, reviews and a map",
    "My portfolio as an illustrator, Mira Lindqvist, playful, with a gallery and a contact form",
)
LIKE_THIS = "Make a page like this."
"""Said by a picture without words, of no page; of one: `pictures.RESTYLE`."""
RECENT = 3


def send() -> None:
    """Send what was typed; a request that cannot be used goes back into the box."""
    catch_up()
    now, job = here(), jobs.current()
    say, alone = (asking.change, pictures.RESTYLE) if now and now.version else (asking.ask, LIKE_THIS)
    pictures.send("request", _wait if job and not job.over else say, alone)


def _wait(*_: object) -> bool:
    warn("The page is still being written. Stop it, or wait for its end, then send this.")
    return False


def welcome() -> None:
    with st.container(key="welcome"):
        st.title("Describe a website.")
        st.markdown(
            "A diffusion model writes it before your eyes: 256 tokens at once, from noise to a finished page."
        )
        st.space("small")
        for example in EXAMPLES:
            arrow = ":material/arrow_forward:"
            st.button(example, type="tertiary", icon=arrow, on_click=asking.ask, args=(example,))
        if not is_outside():
            st.space("xsmall")
            kinds_of_pages()
        if projects := recent(RECENT):
            st.space("xsmall")
            st.caption("Or go on with a page of yours")
        for project in projects:
            st.button(
                plain(project.name),
                key=f"recent-{project.id}",
                type="tertiary",
                icon=":material/draft:",
                on_click=go,
                args=(project.id,),
            )


sidebar()
place, snapshot = here(), jobs.current()
page, may_work = place is not None and place.version is not None, place is None or place.may_work
several = page and choosing()
writing = snapshot is not None and not snapshot.over
with st.bottom, st.container(key="before-request"):  # there from the start: what is typed below it stays
    if page and not several:
        changing(place, writing)
with st.bottom, st.container(key="request-row", horizontal=True, vertical_alignment="bottom"):
    describe = "Describe a website, or show one" if pictures.sees() else "Describe a website"
    asked = "Say what to change" if page else describe
    asked = "Choose a page first" if several else asked
    st.chat_input(
        asked if may_work else "You may look at this page",
        key="request",
        on_submit=send,
        disabled=several or not may_work,
        **pictures.beside_words(),
    )
    pictures.room()
    settings()
with st.container(
    key="warnings"
):  # the same: what is below keeps its place in the page, and with it its scroll
    notices()
    if place:
        shared_with_you(place)
    if page and is_unsaved(place.version):
        st.info(
            "Your text on Edit is not saved yet, so it is not on this page. Save it there before you change more."
        )
    waiting(snapshot)
with st.container(key="brief"):
    if may_work and not several:
        understood(snapshot)
    show_outside(snapshot)
    if not several:
        shown(snapshot, place)
if several:
    show_results(place)
else:
    live_view(snapshot, place)
if page and st.session_state.pop("compare", False):
    compare_parent(place)
if snapshot is None and not page:
    welcome()
