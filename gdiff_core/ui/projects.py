"""Projects as a person handles them: chosen, renamed, deleted and brought back, taken out and in."""

import io
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import PurePath

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from gdiff_core.document.markup import first_tag
from gdiff_core.history import archive, tree
from gdiff_core.history.store import Project, Right, RunInfo, new_id
from gdiff_core.serving.server import project_of
from gdiff_core.ui.messages import guarded, plain, say, warn
from gdiff_core.ui.place import Place, go, leave
from gdiff_core.ui.shared import me, store


def switcher(place: Place) -> None:
    """The name of the project, the way to another one, and what can be done with all of it."""
    project = place.project
    names = labels(list({other.id: other for other in [*store().projects(), project]}.values()))
    st.session_state["project"] = project.id
    st.selectbox(
        "Project",
        list(names),
        format_func=names.get,
        key="project",
        label_visibility="collapsed",
        on_change=lambda: go(st.session_state["project"]),
    )
    with st.popover("Project", icon=":material/folder:"):
        st.text_input(
            "Name",
            project.name,
            key="name",
            max_chars=120,
            on_change=guarded(rename),
            args=(project,),
            disabled=not place.may_work,
        )
        st.download_button(
            "Export as .zip",
            partial(packed, project.id),
            f"{archive.file_name(project.name, 'project')}.zip",
            "application/zip",
            icon=":material/archive:",
            on_click="ignore",
            help="All versions, who made them and recorded runs, to be brought in again.",
        )
        if place.right is Right.OWN:
            st.button("Delete", icon=":material/delete:", on_click=guarded(delete), args=(project,))
        st.divider()
        taking_in()
        deleted()


def projects(found: Sequence[Project]) -> None:
    """All projects, where none is chosen."""
    with st.container(key="welcome"):
        st.title("Projects" if found else "Nothing here yet.")
        if not found:
            st.markdown("Describe a website on Build: every version of it will be kept here.")
        with st.container(gap="xsmall"):
            for project in found[:50]:
                about = f"{count(project)} · {tree.when(project.changed, st.context.timezone)}"
                about += " · shared with you" if project.owner != me().id else ""
                st.button(
                    f"{plain(project.name)}  :gray[{about}]",
                    key=project.id,
                    type="tertiary",
                    icon=":material/folder:",
                    on_click=go,
                    args=(project.id,),
                )
        st.space("small")
        taking_in()
        deleted()


def taking_in() -> None:
    label = "Bring in a page (.html) or a project (.zip)"
    st.file_uploader(label, ["zip", "html", "htm"], key="archive", on_change=guarded(take_in))
    st.text_area(
        "Or paste its source",
        key="pasted",
        height=68,
        placeholder="<!doctype html> …",
        on_change=guarded(take_in_pasted),
    )


def deleted() -> None:
    """Deleted projects that can still be brought back."""
    if gone := store().projects(deleted=True):
        st.markdown("Deleted")
    for project in gone[:8]:
        label = f"Bring back {plain(project.name)} ({count(project)})"
        st.button(
            label, key=f"back {project.id}", type="tertiary", on_click=guarded(bring_back), args=(project,)
        )


def labels(found: Sequence[Project]) -> dict[str, str]:
    """A label for each id; no two are the same, for Streamlit tells options apart by them."""
    usual = {project.id: f"{project.name}  ({count(project)})" for project in found}
    often = Counter(map(_seen, usual.values()))
    return {id: label if often[_seen(label)] == 1 else f"{label} · {id[:6]}" for id, label in usual.items()}


def _seen(label: str) -> str:
    """What labels that look alike have in common: without marks that are not seen, letters composed."""
    return "".join(c for c in unicodedata.normalize("NFC", label) if unicodedata.category(c) != "Cf")


def count(project: Project) -> str:
    return f"{project.versions:,} version{'s' * (project.versions != 1)}"


def fork(project: Project, version: str) -> None:
    made = store().fork(project.id, version, f"{project.name[:100]} (fork)")
    go(made.id, version)
    say(f"Forked: this is a project of its own now, called {made.name}.", partial(delete, made))


def delete(project: Project) -> None:
    store().delete(project.id)
    leave()
    say(
        f"{project.name} is deleted. It can be brought back for 30 days.",
        partial(bring_back, project),
    )


def bring_back(project: Project) -> None:
    store().undelete(project.id)
    go(project.id)


def rename(project: Project) -> None:
    store().rename(project.id, st.session_state["name"])


def take_in() -> None:
    """Import what was uploaded."""
    if upload := st.session_state["archive"]:
        page = PurePath(upload.name).suffix.lower() in (".html", ".htm")
        made = take_in_page(upload) if page else archive.import_project(store(), upload)
        go(made.id)
        recorded = len(store().runs_recorded(made.id))
        runs = f" and {recorded} recorded run{'s' * (recorded != 1)}" if recorded else ""
        say(f"Imported {made.name} with {count(made)}{runs}.", partial(delete, made))


def take_in_pasted() -> None:
    """Import what was pasted, if that is a page."""
    html = st.session_state["pasted"]
    if not html.strip():
        return None
    if not first_tag(html):
        return warn("That is no page: there is not one tag in it. Paste its source, from <!doctype html> on.")
    made = take_in_html(html, "Pasted page")
    st.session_state["pasted"] = ""
    go(made.id)
    say(f"Imported {made.name}.", partial(delete, made))
    return None


def take_in_page(upload: UploadedFile) -> Project:
    """A page of one's own as a project, called as it is, else as its file."""
    return take_in_html(archive.decoded(upload.getvalue()), PurePath(upload.name).stem)


def take_in_html(html: str, usual: str) -> Project:
    project = project_of(store(), new_id(), html, usual)
    store().save(project.id, html, RunInfo("import"))
    return store().project(project.id)


def packed(project: str) -> bytes:
    target = io.BytesIO()
    archive.export_project(store(), project, target)
    return target.getvalue()
