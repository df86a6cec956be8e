"""The Sudoku screen: a board typed and pasted, refused and solved, in Chromium."""

import re

import pytest
from playwright.sync_api import expect

from gdiff_core.sudoku.board import conflicts, parse
from tests.conftest import further
from tests.test_sudoku import KNOWN

pytestmark = pytest.mark.chromium
expect.set_options(timeout=60_000)

PASTE = """(field, text) => {
    const data = new DataTransfer();
    data.setData("text", text);
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_a_board_is_pasted_corrected_and_filled_while_it_denoises(open_tab):
    page = open_tab()
    further(page, "Sudoku")
    fields, givens = page.locator(".sudoku input"), page.locator(".sudoku .cell .given")
    expect(givens).to_have_count(36)
    fields.first.evaluate(PASTE, KNOWN[:80])
    expect(page.get_by_text("this one has 80")).to_be_visible()
    fields.first.evaluate(PASTE, KNOWN)
    expect(givens).to_have_count(30)
    fields.nth(2).press("5")
    wrong = len(conflicts(parse(KNOWN[:2] + "5" + KNOWN[3:])))
    expect(page.locator(".sudoku .cell .wrong")).to_have_count(wrong)  # at once, before anybody asks
    page.get_by_role("button", name="Solve").click()
    expect(page.get_by_text("Row 1 has two 5s")).to_be_visible()
    fields.nth(2).press("Space")
    expect(page.locator(".sudoku .cell .wrong")).to_have_count(0)
    page.get_by_role("button", name="Solve").click()
    verdict = page.locator(".sudoku .verdict")
    expect(verdict).to_have_text(re.compile(r"Solved in \d+ pass(es)?$"))
    shown = fields.evaluate_all("fields => fields.map(field => field.value).join('')")
    assert re.fullmatch("[1-9]{81}", shown)
    assert all(given in (".", digit) for given, digit in zip(KNOWN, shown, strict=True))
    expect(givens).to_have_count(30)
    page.get_by_role("button", name="Start over").click()
    expect(givens).to_have_count(30)
    expect(verdict).to_have_text("")
