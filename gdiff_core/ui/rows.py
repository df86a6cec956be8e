"""Versions as the component of History is told of them: as rows of the tree, large, and two compared."""

import json

import streamlit as st

from gdiff_core.document.compare import table
from gdiff_core.history import tree
from gdiff_core.history.store import Project, Version
from gdiff_core.serving.live import WORDS
from gdiff_core.ui.shared import store

ROWS = 20
"""Versions on one leaf of the list."""
MAX_THUMB_BYTES = 300_000
"""Larger pages have no thumbnail: twenty of them are sent with every leaf."""
MAX_DIFF_BYTES = 1_000_000


def leaf(project: Project, number: int) -> list[dict]:
    """The rows of one leaf of the list, from 0; the newest version first."""
    nodes = store().shape(project.id)
    start, stop = number * ROWS, min(len(nodes), (number + 1) * ROWS)
    chosen = nodes[::-1][start:stop]
    parents = [node.parent for node in chosen if node.parent]
    known = {v.id: v for v in store().versions(project.id, [*{*parents, *(node.id for node in chosen)}])}
    rails = tree.rails(nodes, start, stop)
    return [
        row(known[node.id], rail, known.get(node.parent), project)
        for node, rail in zip(chosen, rails, strict=True)
    ]


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
        "html": store().html(version.page) if version.size <= MAX_THUMB_BYTES else None,
    }


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
        "html": store().html(version.page),
    }


def comparison(project: Project, version: Version) -> dict | None:
    """The version and the one it is compared with, the older one first; None while that is not chosen."""
    found = store().versions(project.id, [st.session_state.get(f"compare-{project.id}", "")])
    if not found or found[0].id == version.id:
        return None
    pair = sorted((version, found[0]), key=lambda one: one.run_id)
    told = {"other": found[0].id, "sides": [large(one, project) for one in pair], "table": ""}
    if max(one.size for one in pair) > MAX_DIFF_BYTES:
        return told | {"sum": "The pages are too large to compare line by line."}
    came, went = lines(pair[0].page, pair[1].page)
    old, new = (side["html"] for side in told["sides"])
    return told | {"sum": f"{came} lines came, {went} went.", "table": table(old, new)}


@st.cache_data(show_spinner=False, max_entries=4096)
def lines(old: str | None, new: str) -> tuple[int, int]:
    """Lines that came and went between two pages by their hashes."""
    html = store().html
    return tree.count_lines(html(old) if old else "", html(new))
