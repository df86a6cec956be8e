"""History: every version of a project as a tree; look, compare, restore, fork, take out and bring in."""

import io
import json
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from gdiff_core import ui
from gdiff_core.document.compare import table
from gdiff_core.errors import GdiffError
from gdiff_core.history import archive, tree
from gdiff_core.history.store import Project, Version
from gdiff_core.serving.live import WORDS

MODULES = ("live_view/preview.js", "live_view/page.js", "history_view/row.js", "history_view/history.js")
SHEETS = ("live_view/view.css", "live_view/compare.css", "history_view/history.css")
ROWS = 20
"""Versions on one leaf of the list."""
MAX_THUMB_BYTES = 300_000
"""Larger pages have no thumbnail: twenty of them are sent with every leaf."""
MAX_DIFF_BYTES = 1_000_000


def say(text: str, undo: Callable[[], object] | None = None) -> None:
    """Tell what was done in the next run, with a way back if there is one."""
    st.session_state["said"] = (text, undo)


def guarded(act: Callable[..., None]) -> Callable[..., None]:
    """A callback whose errors are shown instead of raised."""

    def acted(*args: object) -> None:
        try:
            act(*args)
        except GdiffError as error:
            ui.warn(str(error))

    return acted


# What can be done with a version.


def restore(project: Project, version: str) -> None:
    made = ui.store().restore(project.id, version)
    ui.go(project.id, made.id)
    say(
        "Restored: the page is on top again, as a new version.",
        partial(restore_back, project, project.newest),
    )


def restore_back(project: Project, version: str) -> None:
    ui.go(project.id, ui.store().restore(project.id, version).id)
    say("Undone: what had been on top is there again.")


def fork(project: Project, version: str) -> None:
    made = ui.store().fork(project.id, version, f"{project.name[:100]} (fork)")
    ui.go(made.id, version)
    say(f"Forked: this is a project of its own now, called {ui.plain(made.name)}.", partial(delete, made))


def compare(project: Project, version: str) -> None:
    """Start comparing, with the parent at first, or stop it."""
    key = f"compare-{project.id}"
    if key in st.session_state:
        del st.session_state[key]
    else:
        st.session_state[key] = ui.store().version(project.id, version).parent or ""


def act(project: Project) -> None:
    """What a click in the component asks for. A callback."""
    asked = st.session_state["history"]["do"]
    if not asked:
        return
    action, version = asked["action"], asked["id"]
    if action == "with":
        st.session_state[f"compare-{project.id}"] = version
    elif action in ("choose", "replay"):
        ui.go(project.id, version)
        st.session_state["to replay"] = action == "replay"
    else:
        {"restore": restore, "fork": fork, "compare": compare}[action](project, version)


# What the component is told.


@st.cache_data(show_spinner=False, max_entries=4096)
def lines(old: str | None, new: str) -> tuple[int, int]:
    """Lines that came and went between two pages by their hashes."""
    store = ui.store()
    return tree.count_lines(store.html(old) if old else "", store.html(new))


def changed(version: Version, parent: Version | None) -> str:
    if max(version.size, parent.size if parent else 0) > MAX_DIFF_BYTES:
        return "large page"
    came, went = lines(parent and parent.page, version.page)
    return f"+{came} −{went}" if parent else f"{came} line{'s' * (came != 1)}"


def words(version: Version) -> str:
    """What was asked for; empty where nothing was."""
    asked = json.loads(version.run.request)
    if version.run.kind == "branch":
        return f"From step {asked.get('step', '?')} of: {version.run.prompt}"
    return version.run.prompt


def row(version: Version, rail: tree.Rail, parent: Version | None, project: Project) -> dict:
    when = tree.when(version.run.at, st.context.timezone)
    facts = [changed(version, parent), when, WORDS[version.run.kind]]
    return {
        "id": version.id,
        "title": version.title,
        "words": words(version),
        "facts": " · ".join(facts),
        "newest": version.id == project.newest,
        "kind": version.run.kind,
        "rail": rail._asdict(),
        "html": ui.store().html(version.page) if version.size <= MAX_THUMB_BYTES else None,
    }


def leaf(project: Project, number: int) -> list[dict]:
    """The rows of one leaf of the list, from 0; the newest version first."""
    nodes = ui.store().shape(project.id)
    start, stop = number * ROWS, min(len(nodes), (number + 1) * ROWS)
    chosen = nodes[::-1][start:stop]
    parents = [node.parent for node in chosen if node.parent]
    known = {v.id: v for v in ui.store().versions(project.id, [*{*parents, *(node.id for node in chosen)}])}
    rails = tree.rails(nodes, start, stop)
    return [
        row(known[node.id], rail, known.get(node.parent), project)
        for node, rail in zip(chosen, rails, strict=True)
    ]


def large(version: Version, project: Project) -> dict:
    """A version as it is shown large."""
    made = f"{WORDS[version.run.kind]}, {tree.when(version.run.at, st.context.timezone)}"
    asked = version.run.prompt and f": {version.run.prompt}"
    return {
        "id": version.id,
        "title": version.title,
        "made": made + (asked or ""),
        "caption": f"{made} · {version.id[:8]}",
        "replay": version.replay,
        "newest": version.id == project.newest,
        "html": ui.store().html(version.page),
    }


def comparison(project: Project, version: Version) -> dict | None:
    """The version and the one it is compared with, the older one first; None while that is not chosen."""
    found = ui.store().versions(project.id, [st.session_state.get(f"compare-{project.id}", "")])
    if not found or found[0].id == version.id:
        return None
    pair = sorted((version, found[0]), key=lambda one: one.run_id)
    told = {"other": found[0].id, "sides": [large(one, project) for one in pair], "table": ""}
    if max(one.size for one in pair) > MAX_DIFF_BYTES:
        return told | {"sum": "The pages are too large to compare line by line."}
    came, went = lines(pair[0].page, pair[1].page)
    old, new = (side["html"] for side in told["sides"])
    return told | {"sum": f"{came} lines came, {went} went.", "table": table(old, new)}


def show(project: Project, version: Version | None) -> None:
    leaves = max(1, -(-project.versions // ROWS))
    key = f"leaf-{project.id}"
    number = min(st.session_state.get(key, 1), leaves)
    ui.component("history", "history_view/history.html", SHEETS, MODULES)(
        key="history",
        data={
            "count": f"{project.versions:,}, the newest first",
            "paged": leaves > 1,
            "rows": leaf(project, number - 1),
            "version": version and large(version, project),
            "compare": version and comparison(project, version),
            "comparing": f"compare-{project.id}" in st.session_state,
        },
        on_do_change=partial(guarded(act), project),
    )
    if leaves > 1:
        st.pagination(leaves, default=number, key=key)


# Projects.


def delete(project: Project) -> None:
    ui.store().delete(project.id)
    ui.leave()
    say(
        f"{ui.plain(project.name)} is deleted. It can be brought back for 30 days.",
        partial(bring_back, project),
    )


def bring_back(project: Project) -> None:
    ui.store().undelete(project.id)
    ui.go(project.id)


def rename(project: Project) -> None:
    ui.store().rename(project.id, st.session_state["name"])


def take_in() -> None:
    """Import what was uploaded."""
    if upload := st.session_state["archive"]:
        made = archive.import_project(ui.store(), upload)
        ui.go(made.id)
        say(f"Imported {ui.plain(made.name)} with {made.versions:,} versions.", partial(delete, made))


def packed(project: str) -> bytes:
    target = io.BytesIO()
    archive.export_project(ui.store(), project, target)
    return target.getvalue()


def count(project: Project) -> str:
    return f"{project.versions:,} version{'s' * (project.versions != 1)}"


def labels(found: Sequence[Project]) -> dict[str, str]:
    """A label for each id; no two are the same, for Streamlit tells options apart by them."""
    usual = {project.id: f"{project.name}  ({count(project)})" for project in found}
    often = Counter(usual.values())
    return {id: label if often[label] == 1 else f"{label} · {id[:6]}" for id, label in usual.items()}


def switcher(project: Project) -> None:
    """The name of the project, the way to another one, and what can be done with all of it."""
    names = labels(list({other.id: other for other in [*ui.store().projects(), project]}.values()))
    st.session_state["project"] = project.id
    with st.container(key="project-row", horizontal=True, vertical_alignment="center"):
        st.selectbox(
            "Project",
            list(names),
            format_func=names.get,
            key="project",
            label_visibility="collapsed",
            on_change=lambda: ui.go(st.session_state["project"]),
        )
        with st.popover("Project", icon=":material/folder:"):
            st.text_input(
                "Name", project.name, key="name", max_chars=120, on_change=guarded(rename), args=(project,)
            )
            st.download_button(
                "Export as .zip",
                partial(packed, project.id),
                f"{project.name}.zip",
                "application/zip",
                icon=":material/archive:",
                on_click="ignore",
                help="All versions and who made them, to be imported again. Recorded runs stay here.",
            )
            st.button("Delete", icon=":material/delete:", on_click=guarded(delete), args=(project,))
            st.divider()
            taking_in()
            deleted()


def taking_in() -> None:
    st.file_uploader("Import a project (.zip)", "zip", key="archive", on_change=guarded(take_in))


def deleted() -> None:
    """Deleted projects that can still be brought back."""
    if gone := ui.store().projects(deleted=True):
        st.markdown("Deleted")
    for project in gone[:8]:
        label = f"Bring back {ui.plain(project.name)} ({count(project)})"
        st.button(
            label, key=f"back {project.id}", type="tertiary", on_click=guarded(bring_back), args=(project,)
        )


def projects(found: Sequence[Project]) -> None:
    """All projects, where none is chosen."""
    with st.container(key="welcome"):
        st.title("Projects" if found else "Nothing here yet.")
        if not found:
            st.markdown("Describe a website on Build: every version of it will be kept here.")
        with st.container(gap="xsmall"):
            for project in found[:50]:
                about = f"{count(project)} · {tree.when(project.changed, st.context.timezone)}"
                st.button(
                    f"{ui.plain(project.name)}  :gray[{about}]",
                    key=project.id,
                    type="tertiary",
                    icon=":material/folder:",
                    on_click=ui.go,
                    args=(project.id,),
                )
        st.space("small")
        taking_in()
        deleted()


def told() -> None:
    """What was done, and the way back."""
    if message := ui.warning():
        st.warning(message)
    if said := st.session_state.pop("said", None):
        text, undo = said
        with st.container(key="said", horizontal=True, vertical_alignment="center"):
            st.success(text)
            if undo:
                st.button("Undo", icon=":material/undo:", on_click=guarded(undo))


if st.session_state.pop("to replay", False):
    st.switch_page("pages/replay.py")
try:
    place = ui.place()
    if place:
        switcher(place.project)
        told()
        show(place.project, place.version)
    else:
        told()
        projects(ui.store().projects())
except GdiffError as error:
    st.error(str(error))
