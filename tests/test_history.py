"""History and Replay without a browser: the rows of the tree, what can be done with a project, which run is shown."""

import base64
import io
import json
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

import pytest
import streamlit
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from gdiff_core.diffusion import denoise, model
from gdiff_core.history import archive, tree
from gdiff_core.history.replay import pack, unpack
from gdiff_core.history.store import Node, RunInfo, Store
from gdiff_core.ui import shared
from gdiff_core.ui.messages import plain
from gdiff_core.ui.projects import labels
from tests import toy_server
from tests.test_replay import toy_run

HAND = RunInfo("hand")
PAGE = "<!doctype html><html><title>{0}</title><body><h1>{0}</h1></body></html>"


@st.composite
def forests(draw) -> list[Node]:
    """Versions in order of saving; some have a parent that is elsewhere."""
    nodes = []
    for number in range(draw(st.integers(0, 12))):
        parent = draw(st.sampled_from([None, "elsewhere", *(node.id for node in nodes)]))
        nodes.append(Node(str(number), parent, ""))
    return nodes


@settings(deadline=None)
@given(forests())
def test_rails_lead_from_every_version_to_its_parent(nodes: list[Node]) -> None:
    wide = pytest.MonkeyPatch()
    wide.setattr(tree, "MAX_LANES", 99)
    rows = tree.rails(nodes, 0, len(nodes))
    wide.undo()
    newest_first = nodes[::-1]
    known = {node.id for node in nodes}
    assert len(rows) == len(nodes)
    for at, (node, rail) in enumerate(zip(newest_first, rows, strict=True)):
        assert rail.lane not in rail.through
        assert rail.root == (node.parent not in known)
        below = (other for other in range(at + 1, len(rows)) if rail.lane in rows[other].joins)
        if not rail.root:
            end = next(below)
            assert newest_first[end].id == node.parent
            assert all(rail.lane in row.through for row in rows[at + 1 : end])
    for above, row in pairwise(rows):
        assert {*above.through, *([] if above.root else [above.lane])} == {*row.through, *row.joins}


@given(forests(), st.integers(0, 12), st.integers(0, 12))
def test_rails_of_some_rows_are_those_of_all(nodes: list[Node], start: int, stop: int) -> None:
    assert tree.rails(nodes, start, stop) == tree.rails(nodes, 0, len(nodes))[start:stop]


def test_many_branches_take_no_more_room_than_a_few() -> None:
    star = [Node("root", None, ""), *(Node(str(i), "root", "") for i in range(5000))]
    rows = tree.rails(star, 4990, 5001)
    assert max(max((row.lane, *row.through, *row.joins)) for row in rows) == tree.MAX_LANES - 1
    assert rows[-1].root


def test_lines_that_came_and_went() -> None:
    assert tree.count_lines("a\nb\nc\n", "a\nx\ny\nc\n") == (2, 1)
    assert tree.count_lines("", "a\nb\n") == (2, 0)
    assert tree.count_lines("same", "same") == (0, 0)


def test_a_moment_is_told_as_shortly_as_it_can_be() -> None:
    now = 1_700_000_000.0  # Tuesday, 14 November 2023, 22:13:20 UTC
    assert tree.when(now - 60, "UTC", now) == "22:12"
    assert tree.when(now - 60, "Europe/Berlin", now) == "23:12"
    assert tree.when(now - 86_400, "UTC", now) == "13 Nov, 22:13"
    assert tree.when(now - 366 * 86_400, "UTC", now) == "13 Nov 2022"
    assert tree.when(now - 60, "No/Where", now) == tree.when(now - 60, None, now)


# The screen.


@pytest.fixture
def store(monkeypatch, tmp_path) -> Iterator[Store]:
    """The store of a fresh engine over a toy model."""
    monkeypatch.setenv("GDIFF_DATA", str(tmp_path))
    monkeypatch.setattr(model, "load", toy_server.ToyModel)
    monkeypatch.setattr(denoise, "denoise", partial(toy_server.denoise, pace=0))
    streamlit.cache_resource.clear()
    streamlit.cache_data.clear()
    yield shared.store()
    shared.server().jobs.close()
    streamlit.cache_resource.clear()


def chain(store: Store, *titles: str) -> list:
    project, versions = store.create("Chain"), []
    for title in titles:
        parent = versions[-1].id if versions else None
        versions.append(store.save(project.id, PAGE.format(title), HAND, parent=parent))
    return versions


def open_history(project: str = "", version: str = "") -> AppTest:
    shared.server().engine.exception(timeout=20)
    app = AppTest.from_file("../streamlit_app.py", default_timeout=30)
    if project:
        app.query_params["project"] = project
    if version:
        app.query_params["version"] = version
    app.run()
    return app.switch_page("pages/history.py").run()


def open_replay(project: str, **parameters: str) -> AppTest:
    app = open_history(project)
    app.query_params |= parameters
    return app.switch_page("pages/replay.py").run()


def told(app: AppTest) -> dict:
    """What the component of the screen was told."""
    assert not app.exception
    (component,) = app.get("bidi_component")
    return json.loads(component.proto.json or component.proto.mixed.json)


def button(app: AppTest, label: str):
    (found,) = (button for button in app.button if button.label.startswith(label))
    return found


def test_the_newest_version_stands_first_and_is_shown(store: Store) -> None:
    versions = chain(store, "one", "two", "three")
    data = told(open_history(versions[0].project))
    assert [row["title"] for row in data["rows"]] == ["three", "two", "one"]
    assert [row["facts"].split(" · ")[0] for row in data["rows"]] == ["+1 −1", "+1 −1", "1 line"]
    assert [row["newest"] for row in data["rows"]] == [True, False, False]
    assert data["version"]["html"] == PAGE.format("three")
    assert data["version"]["newest"]
    assert data["compare"] is None


def test_the_version_of_the_url_is_shown(store: Store) -> None:
    versions = chain(store, "one", "two", "three")
    data = told(open_history(versions[0].project, versions[1].id))
    assert data["version"]["id"] == versions[1].id
    assert not data["version"]["newest"]


def test_only_one_leaf_of_many_versions_is_sent(store: Store) -> None:
    versions = chain(store, *map(str, range(45)))
    data = told(open_history(versions[0].project))
    assert len(data["rows"]) == 20
    assert data["paged"]
    assert data["count"].startswith("45,")


def test_a_deleted_project_can_be_brought_back_at_once_and_later(store: Store) -> None:
    project = chain(store, "one")[0].project
    app = button(open_history(project), "Delete").click().run()
    assert store.projects() == []
    assert "project" not in app.query_params
    app = button(app, "Undo").click().run()
    assert [found.id for found in store.projects()] == [project]
    assert told(app)["version"]["title"] == "one"
    button(app, "Delete").click().run()
    app = button(open_history(), "Bring back").click().run()
    assert [found.id for found in store.projects()] == [project]


def test_a_project_is_renamed_and_a_name_of_nothing_is_refused(store: Store) -> None:
    project = chain(store, "one")[0].project
    app = open_history(project)
    app.text_input(key="name").set_value("Better").run()
    assert store.project(project).name == "Better"
    app.text_input(key="name").set_value("  ").run()
    assert store.project(project).name == "Better"
    assert "no name" in app.warning[0].value


def test_what_was_exported_is_imported_and_nonsense_changes_nothing(store: Store) -> None:
    project = chain(store, "one", "two")[0].project
    target = io.BytesIO()
    archive.export_project(store, project, target)
    app = open_history()
    app.file_uploader[0].set_value([("p.zip", target.getvalue(), "application/zip")]).run()
    assert len(store.projects()) == 2
    assert [row["title"] for row in told(app)["rows"]] == ["two", "one"]
    app = open_history()
    app.file_uploader[0].set_value([("p.zip", target.getvalue()[:-30], "application/zip")]).run()
    assert len(store.projects()) == 2
    assert "nothing was changed" in app.warning[0].value


def test_a_name_is_text_whatever_it_looks_like(store: Store) -> None:
    name = "*Salt* & $5 :smile: [Stone](x) é"
    store.create(name)
    (label,) = (b.label for b in open_history().button if b.label.endswith("]") and "version" in b.label)
    assert label.startswith(plain(name)) and r"\[Stone\]" in label


def test_projects_of_one_name_are_told_apart(store: Store) -> None:
    first, second = chain(store, "one")[0].project, chain(store, "two")[0].project
    app = open_history(second)
    assert len(set(app.selectbox(key="project").options)) == 2
    assert told(app.selectbox(key="project").set_value(first).run())["version"]["title"] == "one"


def test_names_that_only_look_alike_are_told_apart(store: Store) -> None:
    made = [store.create(name) for name in ("Caf\u00e9", "Cafe\u0301", "Caf\u00e9\u200f", "Tea")]
    shown = labels(store.projects())
    assert [shown[one.id].endswith(one.id[:6]) for one in made] == [True, True, True, False]


def test_odd_pages_are_shown_too(store: Store) -> None:
    project = store.create("Odd").id
    assert told(open_history(project))["version"] is None
    pages = ("", "<html>\ud800 \x00", "<html>" + "x" * 400_000)
    for page in pages:
        store.save(project, page, HAND)
        data = told(open_history(project))
        assert data["version"]["html"] == page
    assert [row["html"] for row in data["rows"]] == [
        None,
        pages[1],
        pages[0],
    ]  # the last is too large for a thumbnail


def test_without_a_project_all_of_them_are_listed(store: Store) -> None:
    assert open_history().title[0].value == "Nothing here yet."
    project = chain(store, "one")[0].project
    app = open_history()
    assert app.title[0].value == "Projects"
    app = button(app, "Chain").click().run()
    assert told(app)["version"]["title"] == "one"
    assert project in app.query_params["project"]


# The Replay screen.


def runs(store: Store, count: int) -> list:
    """Runs of one project, each recorded."""
    project, data = store.create("Films"), pack(toy_run(1), toy_server.ToyModel().token_texts)
    asked = [RunInfo("build", json.dumps({"prompt": f"Page {i}"})) for i in range(count)]
    return [store.save(project.id, PAGE.format(run.prompt), run, frames=data) for run in asked]


def test_the_newest_run_of_the_version_is_replayed_and_another_can_be_chosen(store: Store) -> None:
    first, second, third = runs(store, 3)
    assert told(open_replay(first.project))["id"] == third.run_id
    assert told(open_replay(first.project, version=second.id))["id"] == second.run_id
    app = open_replay(first.project, version=second.id, run=str(first.run_id))
    data = told(app)
    assert data["id"] == first.run_id
    assert data["final"] == PAGE.format("Page 0")
    assert unpack(base64.b64decode(data["run"])).steps
    app.selectbox(key="replay-run").set_value(str(third.run_id)).run()
    assert told(app)["id"] == third.run_id


def test_a_version_made_by_hand_has_no_run_and_the_screen_says_so(store: Store) -> None:
    app = open_replay(chain(store, "one")[0].project)
    assert not app.exception
    assert "edited by hand" in app.markdown[-1].value
    assert not app.get("bidi_component")


def test_a_lower_limit_removes_the_oldest_recordings_at_once(store: Store) -> None:
    versions = runs(store, 3)
    app = open_replay(versions[0].project)
    app.number_input(key="replay-limit").set_value(0).run()
    assert store.replay_limit() == 0
    assert store.recorded(versions[0].project) == []
    assert len(store.tree(versions[0].project)) == 3
    assert "No run" in app.markdown[-1].value


def test_a_damaged_recording_is_told_and_the_page_is_safe(store: Store) -> None:
    project = store.create("Films").id
    store.save(project, PAGE.format("Kite"), HAND, frames=b"GDR\x01 not a run")
    app = open_replay(project)
    assert "damaged" in app.error[0].value
    assert told(open_history(project))["version"]["html"] == PAGE.format("Kite")
