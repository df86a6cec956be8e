"""The Edit screen without a browser: what cannot be used is explained, and the text is never lost."""

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from gdiff_core.diffusion import model
from gdiff_core.document.hand import Desk
from gdiff_core.history.store import RunInfo
from gdiff_core.serving.jobs import Snapshot
from gdiff_core.ui import shared
from gdiff_core.ui.messages import plain
from tests.obedient import Obedient
from tests.toy_server import PAGE


@pytest.fixture(autouse=True)
def engine(monkeypatch, tmp_path) -> Iterator[None]:
    """A fresh engine over a model that does as it is told, and a fresh store."""
    monkeypatch.setattr(model, "load", Obedient)
    monkeypatch.setenv("GDIFF_DATA", str(tmp_path))
    st.cache_resource.clear()
    shared.server().engine.exception(timeout=20)
    yield
    shared.server().jobs.close()
    st.cache_resource.clear()


def open_edit(html: str = PAGE) -> AppTest:
    """The screen on a new project with one page, or on none where that is empty."""
    app = AppTest.from_file("../streamlit_app.py", default_timeout=20)
    if html:
        project = shared.store().create("Kite")
        shared.store().save(project.id, html, RunInfo("build"))
        app.query_params["project"] = project.id
    app.run()
    return app.switch_page("pages/edit.py").run()


def desk(app: AppTest) -> Desk:
    return list(app.session_state["desks"].values())[-1]


def type_all(app: AppTest, text: str) -> AppTest:
    """As streamlit-ace does when the whole text was replaced."""
    app.session_state[desk(app).key] = text
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    button = next(button for button in app.button if button.label.startswith(label))
    return button.click().run()


def ask(app: AppTest, words: str) -> AppTest:
    return app.chat_input[0].set_value(words).run()


def saved(app: AppTest) -> list[str]:
    """All pages of the project, in order."""
    versions = shared.store().tree(project(app))
    return [shared.store().html(version.page) for version in versions]


def project(app: AppTest) -> str:
    assert not app.exception
    return "".join(app.query_params["project"])


def job_of(app: AppTest) -> Snapshot:
    """The job that the screen looks at, once it is over."""
    id, found = "".join(app.query_params["job"]), None
    while found is None or not found.over:
        found = shared.server().jobs.wait(id, found.version if found else -1, timeout=20)
    return found


def test_without_a_page_the_screen_says_where_to_begin() -> None:
    app = open_edit("")
    assert "no page to edit" in app.title[0].value
    app = press(app, "Start with an empty page")
    app = press(app, "Save")
    assert saved(app) == [desk(app).text] and "<h1>" in desk(app).text
    assert [version.run.kind for version in shared.store().tree(project(app))] == ["hand"]


def test_saving_makes_a_version_and_keeps_the_editor() -> None:
    app = open_edit()
    key = desk(app).key
    app = type_all(app, PAGE.replace("Solstice", "Equinox"))
    assert desk(app).unsaved
    app = press(app, "Save")
    assert saved(app) == [PAGE, PAGE.replace("Solstice", "Equinox")]
    assert desk(app).key == key and not desk(app).unsaved


def test_unsaved_text_survives_a_change_of_screen() -> None:
    app = open_edit()
    typed = PAGE.replace("Solstice", "Equinox")
    app = type_all(app, typed)
    app = app.switch_page("pages/history.py").run()
    app = app.switch_page("pages/edit.py").run()
    assert desk(app).text == typed and desk(app).unsaved


def test_an_instruction_starts_from_what_is_typed_and_saves_it_first() -> None:
    app = type_all(open_edit(), PAGE.replace("Solstice", "Equinox"))
    app = ask(app, "replace Mondays with Tuesdays")
    assert job_of(app).job.state == "done"
    typed = PAGE.replace("Solstice", "Equinox")
    assert saved(app) == [PAGE, typed, typed.replace("Mondays", "Tuesdays")]


def test_locks_come_along_to_the_version_that_a_tweak_made() -> None:
    app = open_edit()
    app.button_group(key="locks").set_value(["Header"]).run()
    hero = desk(app).text[slice(*desk(app).locks[0])]
    app = ask(app, "replace #b5533c with #0ff")
    assert job_of(app).job.state == "done"
    app.run()
    assert [desk(app).text[slice(*span)] for span in desk(app).locks] == [hero]
    assert app.button_group(key="locks").value == ["Header"]


def test_a_part_of_a_larger_lock_can_be_unlocked() -> None:
    app = open_edit()
    start, end = PAGE.index("<body>"), PAGE.index("</body>")
    desk(app).locks = ((start, end),)
    app.run()
    assert "Header" in app.button_group(key="locks").value
    chosen = [name for name in app.button_group(key="locks").value if name != "Header"]
    app.button_group(key="locks").set_value(chosen).run()
    header = (PAGE.index("<header>"), PAGE.index("</header>") + len("</header>"))
    assert desk(app).locks == ((start, header[0]), (header[1], end))


def test_of_thousands_of_parts_some_have_a_chip_and_the_rest_their_lines() -> None:
    parts = [f"<section><h2>Part {number}</h2></section>\n" for number in range(2000)]
    app = open_edit(f"<!doctype html>\n<title>Parts</title>\n{''.join(parts)}")
    assert len(app.button_group(key="locks").options) == 40
    assert "and 1,960 more by their lines" in [caption.value for caption in app.caption]
    start = desk(app).text.index(parts[1500])
    desk(app).locks = ((start, start + len(parts[1500])),)
    app.run()
    assert app.button_group(key="locks").value == ["Line 1503"]


def test_problems_are_named_and_do_not_block_saving() -> None:
    app = type_all(open_edit(), PAGE.replace("</h1>", "</h2>"))
    assert any("Line 18" in button.label for button in app.button)
    app = press(app, "Save")
    assert saved(app)[-1] == PAGE.replace("</h1>", "</h2>")


@pytest.mark.parametrize(
    ("html", "words", "said"),
    [
        (PAGE, "   ", "The instruction is empty"),
        (PAGE, "x" * 9000, "9,000 characters"),
        ("Only some words", "make it green", "The page is not HTML"),
    ],
)
def test_an_instruction_that_cannot_be_used_is_explained_and_not_lost(
    html: str, words: str, said: str
) -> None:
    app = open_edit()
    app = type_all(app, html) if html != PAGE else app
    app = ask(app, words)
    assert said in app.warning[0].value
    assert app.chat_input[0].proto.value == words
    assert desk(app).text == html and saved(app) == [PAGE]
    assert "job" not in app.query_params


def test_a_lock_over_everything_is_explained() -> None:
    app = open_edit()
    desk(app).locks = ((0, len(PAGE)),)
    app = ask(app, "make it green")
    assert "all of it is locked" in app.warning[0].value
    assert saved(app) == [PAGE] == [desk(app).text]


def test_a_selection_across_half_a_tag_is_explained() -> None:
    app = open_edit()
    start = PAGE.index("<header>") + 3
    desk(app).selection = (start, start + 40)
    app = ask(app, "make it green")
    assert plain("The selection cuts the tag '<header>'") in app.warning[0].value
    assert saved(app) == [PAGE] and desk(app).selection == (start, start + 40)


def test_a_page_too_long_for_the_model_is_saved_and_explained(monkeypatch) -> None:
    monkeypatch.setattr(Obedient, "max_length", 4096)
    long = PAGE.replace("</main>", "<section><p>More and more.</p></section>\n" * 7500 + "</main>")
    assert len(long) > 300_000
    app = type_all(open_edit(), long)
    app = ask(app, "make it green")
    assert "select a smaller part of it, shorten the page" in job_of(app).job.error
    app = press(app.run(), "Back to the editor")
    assert saved(app) == [PAGE, long] and desk(app).text == long
    assert app.chat_input[0].proto.value == "make it green"


def test_a_part_of_a_page_too_long_for_the_model_is_changed(monkeypatch) -> None:
    monkeypatch.setattr(Obedient, "max_length", 65_536)
    rows = [f"<section><p>Number {number}, aha.</p></section>\n" for number in range(20_000)]
    app = open_edit(page := PAGE.replace("</main>", f"{''.join(rows)}</main>"))
    start = page.index(rows[9_999])
    desk(app).selection = (start, start + len(rows[9_999]))
    app = ask(app, "replace aha with oh")
    assert job_of(app).job.state == "done"
    assert saved(app) == [page, page.replace(rows[9_999], rows[9_999].replace("aha", "oh"))]


def test_control_characters_and_mixed_line_endings_stay_where_they_were() -> None:
    odd = (
        PAGE.replace("\n<main>", "\r\n<main>")
        .replace("</main>\n", "</main>\r")
        .replace("origins", "ori\0gins")
    )
    app = open_edit(odd)
    shown = odd.replace("\r\n", "\n").replace("\r", "\n")
    app = type_all(app, shown)
    assert not desk(app).unsaved
    app = type_all(app, shown.replace("Solstice", "Equinox"))
    app = press(app, "Save")
    assert saved(app)[-1] == odd.replace("Solstice", "Equinox")
    app = ask(app, "replace Mondays with Tuesdays")
    assert job_of(app).job.state == "done"
    assert saved(app)[-1] == odd.replace("Solstice", "Equinox").replace("Mondays", "Tuesdays")


def test_a_result_that_breaks_the_page_is_refused_with_the_reason() -> None:
    app = open_edit()
    start = PAGE.index("<h2>Three")
    desk(app).selection = (start, start + len("<h2>Three origins</h2>"))
    app = ask(app, "replace </h2> with </h3>")
    over = job_of(app)
    assert over.job.state == "failed" and "does not fit" in over.job.error
    app = press(app.run(), "Try another variation")
    again = job_of(app)
    assert again.job.request.settings.seed == over.job.request.settings.seed + 1
    assert saved(app) == [PAGE] == [desk(app).text]


def test_several_results_come_from_adjacent_seeds_and_one_is_kept() -> None:
    app = open_edit()
    app.button_group(key="results").set_value(3).run()
    app = ask(app, "replace Mondays with Tuesdays")
    ids = "".join(app.query_params["results"]).split(",")
    seeds = [shared.server().jobs.look(id).job.request.settings.seed for id in ids]
    assert seeds == [seeds[0], seeds[0] + 1, seeds[0] + 2]
    app = press(app, "Keep none")
    assert "results" not in app.query_params
    assert desk(app).text == PAGE


def test_build_says_that_text_on_edit_is_not_saved():
    app = type_all(open_edit(), PAGE.replace("Solstice", "Equinox"))
    build = app.switch_page("pages/build.py").run()
    assert "not saved yet" in build.info[0].value
    press(build.switch_page("pages/edit.py").run(), "Save")
    assert "Equinox" in saved(app)[-1]
    assert not app.switch_page("pages/build.py").run().info
