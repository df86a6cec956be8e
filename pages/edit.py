"""Edit: the source of the page beside its preview. Change it by hand, or have some of it changed in words."""

import secrets

import streamlit as st

from gdiff_core.document.hand import Desk
from gdiff_core.document.outline import outline
from gdiff_core.ui import jobs, messages, pictures
from gdiff_core.ui.comparison import changed
from gdiff_core.ui.conversation import changing
from gdiff_core.ui.desk import desk_of, desks, put_down, sync
from gdiff_core.ui.editing import send, show_job, tell_unchanged
from gdiff_core.ui.editor import editor, tools
from gdiff_core.ui.leftover import offer
from gdiff_core.ui.live_component import live_view
from gdiff_core.ui.locks import lock_chips
from gdiff_core.ui.model import sidebar
from gdiff_core.ui.place import Place, here, recent
from gdiff_core.ui.preview import preview
from gdiff_core.ui.projects import taking_in
from gdiff_core.ui.recent import MOST, offer_projects
from gdiff_core.ui.results import choosing, how_many, show_results
from gdiff_core.ui.scope import scope
from gdiff_core.ui.settings import settings
from gdiff_core.ui.sharing import shared_with_you
from gdiff_core.ui.waiting import waiting
from gdiff_core.views import assets

BLANK = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>My page</title>
<style>
body { margin: 2rem auto; max-width: 40rem; font-family: sans-serif }
</style>
</head>
<body>
<h1>My page</h1>
<p>Write here.</p>
</body>
</html>
"""


def notices(desk: Desk | None) -> None:
    """What there is to tell. One place for all of it: else the editor would move, and be made anew."""
    with st.container(key="notices"):
        if desk:
            offer(desk)
        messages.notices()
        if place:
            shared_with_you(place)


def show_desk(place: Place | None, desk: Desk) -> None:
    found = outline(desk.text)
    left, right = st.columns(2, gap="small")
    with left, st.container(key="edit-left"):
        different = changed(desk, place)
        tools(desk, found, different)
        lock_chips(desk)
        editor(desk, different)
        if desk.unsaved:
            st.container(key="unsaved").text("Not saved yet")
    with right:
        preview(desk, place, found)
    with st.bottom:
        if desk.selection:
            scope(desk, found)
        if place:
            changing(place, writing=False)
    with st.bottom, st.container(key="request-row", horizontal=True, vertical_alignment="bottom"):
        beside = pictures.beside_words()
        st.chat_input("Say what to change", key="instruction", on_submit=send, args=(desk,), **beside)
        if beside:
            pictures.room()
        how_many()
        settings()


def welcome() -> None:
    with st.container(key="welcome"):
        found = recent(MOST)
        st.title("Which page?" if found else "There is no page to edit yet.")
        offer_projects("Go on with a page of yours", found)
        st.page_link("pages/build.py", label="Describe a website", icon=":material/arrow_forward:")
        st.button(
            "Start with an empty page",
            type="tertiary",
            icon=":material/arrow_forward:",
            on_click=lambda: put_down(Desk(None, "", secrets.token_hex(4), BLANK)),
        )
        taking_in()


st.html(assets.FOLDER / "edit_view" / "screen.css")
sidebar()
place, snapshot = here(), jobs.current()
tell_unchanged(snapshot)
may_work = place is None or place.may_work
desk = (desk_of(place) if place and place.version else desks().get(None)) if may_work else None
if desk:
    sync(desk)
if not may_work:
    notices(None)
    live_view(snapshot, place)
elif place and choosing():
    show_results(place)
elif snapshot and snapshot.job.state != "done":
    notices(None)
    waiting(snapshot)
    show_job(snapshot, place)
elif desk:
    notices(desk)
    show_desk(place, desk)
else:
    notices(None)
    welcome()
