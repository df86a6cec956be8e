"""Edit: the source of the page beside its preview. Change it by hand, or have some of it changed in words."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import streamlit as st
from streamlit_ace import st_ace

from gdiff_core import ui
from gdiff_core.document.diff import changed_text, char_span, locality, split_lines
from gdiff_core.document.hand import Desk
from gdiff_core.document.outline import Element, Outline, outline, path_of
from gdiff_core.errors import GdiffError, JobError
from gdiff_core.records import Edit, Span
from gdiff_core.serving.jobs import Snapshot
from gdiff_core.serving.server import final_page
from gdiff_core.views import assets

MODULES = (
    "live_view/preview.js",
    "live_view/page.js",
    "edit_view/stash.js",
    "edit_view/ace.js",
)
SHEETS = ("live_view/view.css", "edit_view/edit.css")
THEMES = {"light": "tomorrow", "dark": "tomorrow_night"}
MOST_DESKS = 16
MOST_RESULTS = 4
GROW_SECONDS = 0.5
WHOLE = "Whole page"
NEW = "new"
"""Stands for the id of a page that was never saved."""
RE_ROLL = "Rewrite this."
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


class Changed(NamedTuple):
    """Two texts to be compared."""

    before: str
    after: str


def component(name: str):
    """The preview ("desk") or the results to choose from ("variants")."""
    return ui.component(name, f"edit_view/{name}.html", SHEETS, (*MODULES, f"edit_view/{name}.js"))


def desk_of(place: ui.Place) -> Desk:
    """The desk of the version that is looked at; locks come along from the version it was made from."""
    version = place.version
    if version.id in ui.desks():
        return ui.desks()[version.id]
    page = ui.html(place)
    desk = Desk(version.id, page, secrets.token_hex(4), page)
    if before := ui.desks().get(version.parent):
        desk.text, desk.locks = before.text, before.locks
        desk.put(page)
        if different := changed_text(before.base, page):
            look_at(desk.lines(different[0])[0])
    return put_down(desk)


def put_down(desk: Desk) -> Desk:
    ui.desks()[desk.version] = desk
    for old in list(ui.desks())[:-MOST_DESKS]:
        del ui.desks()[old]
    return desk


def sync(desk: Desk) -> None:
    """What is in the editor now, before anything is done with it. In a callback it is there already."""
    typed = st.session_state.get(desk.key)
    if isinstance(typed, str):
        desk.type(typed)


def replace_text(desk: Desk, text: str) -> None:
    """Put another text into the editor, which is a new one then."""
    desk.put(text)
    desk.key = secrets.token_hex(4)


# What a person does; all callbacks.


def save(desk: Desk) -> bool:
    """Keep the text as a version; True when it is kept, or was already."""
    sync(desk)
    if not desk.unsaved and desk.version:
        return True
    version = ui.keep(desk.text, "hand", parent=desk.version)
    if version is None:
        return False
    ui.desks().pop(desk.version, None)
    forget(desk)
    desk.version, desk.base = version.id, desk.text
    put_down(desk)
    return True


def forget(desk: Desk) -> None:
    """Unsaved text of this version that the browser keeps is not wanted any more."""
    st.session_state.setdefault("forget", []).append(desk.version or NEW)


def save_typed(desk: Desk) -> None:
    """By key, in the editor: the text comes along, for its own way here is longer."""
    st.session_state[desk.key] = st.session_state["desk"]["save"]
    save(desk)


def lock_lines(desk: Desk) -> None:
    sync(desk)
    if desk.text:
        desk.toggle(char_span(desk.text, *lines_now(desk)))


def lock_parts(desk: Desk) -> None:
    """The chips say which parts are locked."""
    sync(desk)
    chosen = st.session_state["locks"]
    clicked = [span for name, span in parts(desk).items() if (name in chosen) != desk.locked(span)]
    for span in clicked:
        desk.toggle(span)


def choose_lines(desk: Desk) -> None:
    sync(desk)
    if desk.text:
        desk.selection = char_span(desk.text, *lines_now(desk))


def choose_element(desk: Desk) -> None:
    """An element was clicked in the preview."""
    sync(desk)
    path = path_of(st.session_state["desk"]["pick"])
    found = outline(desk.text).find(path) if path else None
    part = found is not None and found.tag not in ("html", "body")
    desk.selection = found.span if part else None
    if not part:
        ui.warn("That is the whole page: say below what to change, or click a smaller part.")
    else:
        look_at(desk.lines(found.span)[0])


def choose_wider(desk: Desk, around: dict[str, Span | None]) -> None:
    desk.selection = around.get(st.session_state["around"] or WHOLE)


def look_at(line: int) -> None:
    """Bring a line into sight; counts from 0."""
    number = st.session_state.get("wish", (0, 0))[1]
    st.session_state["wish"] = (line, number + 1)


def lines_now(desk: Desk) -> tuple[int, int]:
    """The lines selected in the editor, from 1; the cursor's when there is no selection."""
    found = st.session_state.get("desk", {}).get("lines") or (1, 1)
    last = max(1, len(split_lines(desk.text)))
    first, end = (min(max(1, int(line)), last) for line in found)
    return min(first, end), max(first, end)


def send(desk: Desk) -> None:
    """Ask for the change that was typed; what cannot be used goes back into the box."""
    words = st.session_state["instruction"]
    if not change(desk, words):
        st.session_state["instruction"] = words


def change(desk: Desk, words: str, *, seed: int | None = None, strength: float | None = None) -> bool:
    """Save the text as it stands and queue a change of it; False, with a warning, when that cannot be done."""
    from gdiff_core.diffusion.tweak import plan  # brings torch, which the screen need not wait for

    sync(desk)
    now, (text, _) = ui.place(), ui.readable(words)
    try:
        settings = ui.settings_now()
        settings = settings if seed is None else replace(settings, seed=seed)
        asked = "" if desk.unsaved else ui.request_of(now)
        share = ui.strength() if strength is None else strength
        edit = Edit(desk.text, text, settings, asked, desk.selection, desk.locks, share)
        plan(edit)
    except GdiffError as error:
        ui.warn(str(error))
        return False
    return save(desk) and submit(edit, st.session_state.get("results") or 1)


def submit(edit: Edit, results: int) -> bool:
    """Queue an edit, or several that differ by their seed."""
    if results == 1:
        return ui.tweak(edit)
    now, jobs = ui.place(), []
    try:
        for number in range(results):
            one = ui.reseeded(edit, number)
            job = ui.server().jobs.submit(one, ui.owner(), project=now.project.id, parent=now.version.id)
            jobs.append(job.id)
    except GdiffError as error:
        ui.warn(str(error))
    if jobs:
        st.query_params["results"] = ",".join(jobs)
    return bool(jobs)


def re_roll(desk: Desk) -> None:
    change(desk, RE_ROLL, seed=secrets.randbelow(2**31), strength=1.0)


# The screen.


def parts(desk: Desk) -> dict[str, Span]:
    """What a chip can lock: the page's sections, and locked lines that are none."""
    found = {section.name: section.span for section in outline(desk.text).sections}
    covered = list(found.values())
    for span in desk.locks:
        if not any(span[0] <= a and b <= span[1] for a, b in covered):
            first, last = desk.lines(span)
            found[f"Lines {first + 1}–{last}" if last > first + 1 else f"Line {first + 1}"] = span
    return found


def tools(desk: Desk, found: Outline, changed: Changed) -> None:
    first, last = lines_now(desk)
    which = f"lines {first}–{last}" if last > first else f"line {first}"
    locked = desk.locked(char_span(desk.text, first, last)) if desk.text else False
    with st.container(key="edit-tools", horizontal=True, vertical_alignment="center"):
        st.button(
            "Save",
            icon=":material/save:",
            type="primary" if desk.unsaved else "secondary",
            disabled=not desk.unsaved,
            on_click=save,
            args=(desk,),
            help="Ctrl+S in the editor. Every save is a version; History keeps them all.",
        )
        st.button(
            f"Change only {which}",
            icon=":material/select_all:",
            type="tertiary",
            on_click=choose_lines,
            args=(desk,),
            help="Select lines in the editor first; then say below what to do with them.",
        )
        st.button(
            f"{'Unlock' if locked else 'Lock'} {which}",
            icon=":material/lock_open:" if locked else ":material/lock:",
            type="tertiary",
            on_click=lock_lines,
            args=(desk,),
            help="Select lines in the editor first. What is locked stays as it is, to the byte.",
        )
        st.space("stretch")
        differences(changed)
        problems(found)


def differences(changed: Changed) -> None:
    """How many lines differ; both texts side by side are a click away."""
    count = locality(changed.before, changed.after).changed
    icon, help = ":material/difference:", "See both side by side"
    if count and st.button(lines_changed(count), icon=icon, type="tertiary", help=help):
        ui.compare(changed.before, changed.after)


def lines_changed(count: int) -> str:
    return f"{count} {'line' if count == 1 else 'lines'} changed"


def problems(found: Outline) -> None:
    """Where browsers or visitors stumble; it can be saved all the same."""
    count = len(found.problems)
    if not count:
        return
    with st.popover(str(count), icon=":material/warning:", type="tertiary", help="Problems in the source"):
        st.markdown("Browsers or visitors stumble here. You can save all the same.")
        for number, problem in enumerate(found.problems):
            st.button(
                f"Line {problem.line}: {problem.message}",
                key=f"problem-{number}",
                type="tertiary",
                on_click=look_at,
                args=(problem.line - 1,),
            )


def lock_chips(desk: Desk) -> None:
    found = parts(desk)
    st.session_state["locks"] = [name for name, span in found.items() if desk.locked(span)]
    with st.container(key="edit-locks", horizontal=True, vertical_alignment="center"):
        st.caption(
            "Lock",
            width="content",
            help="What is locked stays as it is, to the byte, whatever the model writes.",
        )
        st.pills(
            "Locked parts",
            list(found),
            selection_mode="multi",
            key="locks",
            on_change=lock_parts,
            args=(desk,),
            label_visibility="collapsed",
        )


def editor(desk: Desk, changed: Changed) -> None:
    """The source, with changed, locked and chosen text marked."""
    marks = [marker(desk, "gd-changed", span) for span in changed_text(*changed)]
    marks += [marker(desk, "gd-locked", span) for span in desk.locks]
    marks += [marker(desk, "gd-chosen", desk.selection)] if desk.selection else []
    with st.container(key="editor"):
        st_ace(
            desk.text,
            placeholder="The page's source",
            language="html",
            theme=THEMES[st.context.theme.type or "light"],
            height=560,
            font_size=13,
            tab_size=2,
            wrap=True,
            auto_update=True,
            markers=marks,
            key=desk.key,
        )


def marker(desk: Desk, name: str, span: Span) -> dict[str, int | str]:
    """For Ace, which counts rows and columns from 0."""
    (first, start), (last, end) = map(desk.position, span)
    whole = start == end == 0 and last > first
    rows = {"startRow": first, "startCol": start, "endRow": last - whole, "endCol": 1 if whole else end}
    return rows | {"className": name, "type": "fullLine" if whole else "text"}


def preview(desk: Desk, place: ui.Place | None, found: Outline) -> None:
    kept = {other.version or NEW for other in ui.desks().values() if other.unsaved}
    component("desk")(
        key="desk",
        data={
            "scene": place.project.id if place else None,
            "id": desk.version or NEW,
            "base": desk.base,
            "text": desk.text,
            "forget": [id for id in st.session_state.get("forget", []) if id not in kept],
            "locks": [desk.lines(span) for span in desk.locks],
            "problems": found.problems,
            "wish": st.session_state.get("wish"),
        },
        on_lines_change=lambda: None,
        on_pick_change=partial(choose_element, desk),
        on_save_change=partial(save_typed, desk),
        on_found_change=lambda: None,
    )


def scope(desk: Desk, found: Outline) -> None:
    """What may change: a part of the page, the parts around it, or all of it."""
    around = {WHOLE: None, **breadcrumbs(desk, found)}
    chosen = next(name for name, span in around.items() if span == desk.selection)
    with st.container(key="edit-scope", horizontal=True, vertical_alignment="center"):
        st.caption("Change only", width="content")
        st.session_state["around"] = chosen
        st.pills(
            "Part of the page that may change",
            list(around),
            key="around",
            on_change=choose_wider,
            args=(desk, around),
            label_visibility="collapsed",
        )
        st.space("stretch")
        st.button("Re-roll it", icon=":material/casino:", on_click=re_roll, args=(desk,))


def breadcrumbs(desk: Desk, found: Outline) -> dict[str, Span]:
    """The selection's names and those of what is around it, the widest first."""
    smallest = found.covering(desk.selection)
    chain = [e for e in found.around(smallest.path) if e.tag not in ("html", "body")] if smallest else []
    names = {name_of(element, found): element.span for element in chain[-4:]}
    if desk.selection not in names.values():
        first, last = desk.lines(desk.selection)
        names[f"Lines {first + 1}–{last}"] = desk.selection
    return names


def name_of(element: Element, found: Outline) -> str:
    section = next((s.name for s in found.sections if s.span == element.span), None)
    return f"{element.tag} {section}" if section else found.label(element)


def notices(desk: Desk | None) -> None:
    """What there is to tell. One place for all of it: else the editor would move, and be made anew."""
    with st.container(key="notices"):
        if desk:
            offer(desk)
        if message := ui.warning():
            st.warning(message)


def offer(desk: Desk) -> None:
    """Unsaved text of an earlier visit, which the browser kept."""
    left = st.session_state.get("desk", {}).get("found")
    if left:
        st.session_state["left"] = (desk.version, left["text"])
    version, text = st.session_state.get("left", (None, ""))
    if not text or version != desk.version or text == desk.text:
        return
    with st.container(key="edit-offer", horizontal=True, vertical_alignment="center"):
        st.markdown(":material/history: There is unsaved text from your last visit.")
        st.button("Bring it back", type="primary", on_click=bring_back, args=(desk, text))
        st.button("Throw it away", type="tertiary", on_click=throw_away, args=(desk,))


def bring_back(desk: Desk, text: str) -> None:
    replace_text(desk, text)
    st.session_state.pop("left", None)


def throw_away(desk: Desk) -> None:
    st.session_state.pop("left", None)
    forget(desk)


def show_desk(place: ui.Place | None, desk: Desk) -> None:
    found = outline(desk.text)
    left, right = st.columns(2, gap="small")
    with left, st.container(key="edit-left"):
        different = changed(desk, place)
        tools(desk, found, different)
        lock_chips(desk)
        editor(desk, different)
    with right:
        preview(desk, place, found)
    with st.bottom:
        if desk.selection:
            scope(desk, found)
        if place:
            ui.changing(place, writing=False)
    with st.bottom, st.container(key="request-row", horizontal=True, vertical_alignment="bottom"):
        st.chat_input("Say what to change", key="instruction", on_submit=send, args=(desk,))
        how_many()
        ui.settings()


def how_many() -> None:
    """How many results to choose from."""
    results = st.session_state.get("results") or 1
    with st.popover(f"{results} {'result' if results == 1 else 'results'}", icon=":material/grid_view:"):
        st.segmented_control("Results", range(1, MOST_RESULTS + 1), default=1, key="results", required=True)
        st.caption("The same change from several seeds, to choose one of them.")


def changed(desk: Desk, place: ui.Place | None) -> Changed:
    """Unsaved text beside what was saved, else a version beside the one it was made from."""
    before = ui.parent_html(place) if place and not desk.unsaved else None
    return Changed(desk.base if before is None else before, desk.text)


def show_job(snapshot: Snapshot, place: ui.Place | None) -> None:
    """The page while it changes, in the places of editor and preview; after a failure, until the person goes on."""
    if snapshot.over and place and place.version:
        with st.container(key="edit-tools", horizontal=True, vertical_alignment="center"):
            st.button(
                "Back to the editor", icon=":material/arrow_back:", on_click=back, args=(snapshot, place)
            )
            st.button("Try another seed", icon=":material/casino:", on_click=reseed, args=(snapshot,))
            st.markdown("Your page is as it was.")
    ui.live_view(snapshot, place)


def back(snapshot: Snapshot, place: ui.Place) -> None:
    """To the editor; what was asked goes back into the box."""
    ui.go(place.project.id, place.version.id)
    if snapshot.job.words != RE_ROLL:
        st.session_state["instruction"] = snapshot.job.words


def reseed(snapshot: Snapshot) -> None:
    job = snapshot.job
    ui.submit(ui.reseeded(job.request, 1), job.project, job.parent)


# Several results of one change.


def show_results(ids: list[str]) -> None:
    """Watch them grow; when all are over, one may be kept."""
    found = [snapshot for id in ids if (snapshot := look(id))]
    if not found:
        drop_results()
        ui.warn("These results are not known here any more. What was finished is in History.")
        st.rerun()
    with st.container(key="edit-tools", horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{len(found)} results** of “{found[0].job.words}”")
        st.space("stretch")
        st.button("Keep none", icon=":material/close:", type="tertiary", on_click=drop_results, args=(ids,))
    waiting = not all(snapshot.over for snapshot in found)
    # A fragment still when all are over: a click that comes before the browser hears of that is meant for it.
    wall = st.fragment(grow, run_every=GROW_SECONDS if waiting else None)
    wall([snapshot.job.id for snapshot in found], waiting)


def grow(ids: list[str], waiting: bool) -> None:
    found = [snapshot for id in ids if (snapshot := look(id))]
    if "results" not in st.query_params or (waiting and all(snapshot.over for snapshot in found)):
        st.rerun()
    component("variants")(
        key="variants", data={"results": list(map(result, found))}, on_keep_change=lambda: keep(found)
    )


def result(snapshot: Snapshot) -> dict[str, str]:
    job = snapshot.job
    html = final_page(job.request, snapshot.text)
    note = ""
    if job.state == "done":
        note = lines_changed(locality(job.request.page, html, job.request.selection).changed)
    name = f"Seed {job.request.settings.seed}"
    return {"id": job.id, "state": job.state, "html": html, "name": name, "note": note, "why": job.error}


def keep(found: list[Snapshot]) -> None:
    """Go on from a result; the others stay in the history."""
    chosen = st.session_state["variants"]["keep"]
    for snapshot in found:
        if snapshot.job.id == chosen and snapshot.job.version:
            drop_results()
            ui.go(snapshot.job.project, snapshot.job.version)


def drop_results(ids: Sequence[str] = ()) -> None:
    """Back to the editor; what is not finished is stopped."""
    st.query_params.pop("results", None)
    for id in ids:
        with suppress(JobError):
            ui.server().jobs.stop(id)


def look(id: str) -> Snapshot | None:
    try:
        return ui.server().jobs.look(id)
    except JobError:
        return None


def welcome() -> None:
    with st.container(key="welcome"):
        st.title("There is no page to edit yet.")
        st.page_link("pages/build.py", label="Describe a website", icon=":material/arrow_forward:")
        st.button(
            "Start with an empty page",
            type="tertiary",
            icon=":material/arrow_forward:",
            on_click=lambda: put_down(Desk(None, "", secrets.token_hex(4), BLANK)),
        )


st.html(assets.FOLDER / "edit_view" / "screen.css")
ui.sidebar()
place, snapshot = ui.place(), ui.current()
changing = snapshot is not None and snapshot.job.state != "done"
desk = desk_of(place) if place and place.version else ui.desks().get(None)
if desk:
    sync(desk)
if place and "results" in st.query_params:
    show_results(st.query_params["results"].split(","))
elif changing:
    notices(None)
    show_job(snapshot, place)
elif desk:
    notices(desk)
    show_desk(place, desk)
else:
    notices(None)
    welcome()
