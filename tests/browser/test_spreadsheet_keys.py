"""Keys and clipboard of the browser spreadsheet; the API is compared."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.grid_page import Book, GridPage, area, opened
from tests.local_sheets.wire.cast import TEO
from tests.local_sheets.wire.process import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def grid(browser: Browser, running: Running) -> Iterator[GridPage]:
    """Teo's page on a block of numbers, with sums beside it."""
    book = Book.make(running, TEO, rows=40, columns=10)
    rows = [[row * 10 + column for column in range(1, 4)] for row in range(1, 6)]
    book.type("B2", [[*row, f"=SUM(B{at}:D{at})"] for at, row in enumerate(rows, 2)])
    with opened(browser, book, "Teo Teacher") as page:
        yield page


def test_enter_tab_and_arrows_keep_what_was_typed_and_go_on(grid: GridPage) -> None:
    grid.cell("G2").click()
    for text, key, chosen in [
        ("a", "Tab", "H2"),
        ("b", "Tab", "I2"),
        ("c", "Enter", "G3"),  # back to where the row began
        ("d", "ArrowDown", "G4"),
        ("e", "ArrowRight", "H4"),
        ("f", "Shift+Tab", "G4"),
        ("g", "Shift+Enter", "G3"),
    ]:
        grid.write(text)
        grid.press(key)
        assert grid.chosen() == chosen, text
    grid.saved()
    assert grid.book.values("G2:I4") == [["a", "b", "c"], ["d"], ["g", "f"]]


def test_escape_f2_and_delete(grid: GridPage) -> None:
    grid.cell("B2").click()
    grid.write("99")
    grid.press("Escape")
    assert grid.text("B2") == "11"
    grid.press("F2")
    grid.write("5")
    grid.press("Enter")
    grid.saved()
    assert grid.book.values("B2") == [["115"]]
    grid.go("B2:C3")
    grid.press("Delete")
    grid.saved()
    assert grid.book.values("B2:E3") == [["", "", "13", "13"], ["", "", "23", "23"]]
    expect(grid.cell("E2")).to_have_text("13")
    grid.press("Control+z")
    grid.saved()
    assert grid.book.values("B2:E3") == [["115", "12", "13", "140"], ["21", "22", "23", "66"]]


def test_jumps_and_ends(grid: GridPage) -> None:
    grid.cell("B2").click()
    for key, chosen in [
        ("Control+ArrowDown", "B6"),
        ("Control+ArrowRight", "E6"),
        ("Control+ArrowDown", "E40"),
        ("Home", "A40"),
        ("End", "E40"),
        ("Control+Home", "A1"),
        ("Control+End", "E6"),
        ("Control+Shift+ArrowUp", "E2:E6"),
        ("Control+a", "1:40"),
    ]:
        grid.press(key)
        assert grid.chosen().replace("A:J", "1:40") == chosen, key


def test_a_range_goes_round_with_enter_and_tab(grid: GridPage) -> None:
    grid.go("G2:H3")
    for text in "abcd":
        grid.write(text)
        grid.press("Tab")
    grid.saved()
    assert grid.book.values("G2:H3") == [["a", "b"], ["c", "d"]]
    assert grid.chosen() == "G2:H3"
    for text in "efgh":
        grid.write(text)
        grid.press("Enter")
    grid.saved()
    assert grid.book.values("G2:H3") == [["e", "g"], ["f", "h"]]


def test_a_copied_range_is_on_the_clipboard_and_pastes_with_its_formulas(grid: GridPage) -> None:
    grid.go("B2:E3")
    grid.press("Control+c")
    assert grid.copied() == "11\t12\t13\t36\n21\t22\t23\t66"
    grid.go("B9")
    grid.press("Control+v")
    grid.saved()
    assert grid.book.formulas("B9:E10") == [
        [11, 12, 13, "=SUM(B9:D9)"],
        [21, 22, 23, "=SUM(B10:D10)"],
    ]
    grid.press("Control+z")
    grid.saved()
    assert grid.book.values("B9:E10") == []


def test_cut_moves_and_undo_brings_it_back(grid: GridPage) -> None:
    grid.go("B2:B3")
    grid.press("Control+x")
    grid.go("G5")
    grid.press("Control+v")
    grid.saved()
    assert grid.book.column("G5:G6") == ["11", "21"]
    assert grid.book.values("B2:C2") == [["", "12"]]
    expect(grid.cell("B2")).to_have_text("")
    grid.press("Control+z")
    grid.saved()
    assert grid.book.values("G5:G6") == []
    assert grid.book.column("B2:B3") == ["11", "21"]


def test_values_only_and_text_over_a_range(grid: GridPage) -> None:
    grid.go("E2")
    grid.press("Control+c")
    grid.go("G2")
    grid.press("Control+Shift+v")
    grid.saved()
    assert grid.book.formulas("G2") == [[36]]
    grid.copy("x")
    grid.go("H2:I3")
    grid.press("Control+v")
    grid.saved()
    assert grid.book.values("H2:I3") == [["x", "x"], ["x", "x"]]


def test_fill_down_and_fill_right(grid: GridPage) -> None:
    grid.go("F2")
    grid.write("=E2*2")
    grid.press("Enter")
    grid.go("F2:F6")
    grid.press("Control+d")
    grid.saved()
    assert [row[0] for row in grid.book.formulas("F2:F6")] == [f"=E{row}*2" for row in range(2, 7)]
    grid.go("B2:C2")
    grid.press("Control+r")
    grid.saved()
    assert grid.book.values("B2:C2") == [["11", "11"]]


def test_the_fill_handle_copies_downwards(grid: GridPage) -> None:
    grid.go("B2:C2")
    grid.page.locator("#handle").hover()
    grid.page.mouse.down()
    grid.cell("C4").hover()
    grid.page.mouse.up()
    grid.saved()
    assert grid.book.values("B2:C5") == [["11", "12"]] * 3 + [["41", "42"]]


def test_the_fill_handle_goes_on_with_numbers_and_days(grid: GridPage) -> None:
    grid.book.type("F2", [[1, "9/15/2026", "=E2+1", "a", 0.1], [3, "", "=E3+1", "b", 0.2]])
    expect(grid.cell("J3")).to_have_text("0.2")

    def pull(chosen: str, corner: str) -> None:
        grid.go(chosen)
        grid.page.locator("#handle").hover()
        grid.page.mouse.down()
        grid.cell(corner).hover()
        grid.page.mouse.up()
        grid.saved()

    pull("F2:F3", "F6")
    pull("G2", "G6")
    pull("H2:J3", "J6")
    assert grid.book.values("F4:G6") == [["5", "9/17/2026"], ["7", "9/18/2026"], ["9", "9/19/2026"]]
    assert grid.book.formulas("H4:J6") == [
        ["=E4+1", "a", 0.3],
        ["=E5+1", "b", 0.4],
        ["=E6+1", "a", 0.5],
    ]
    grid.press("Control+z")
    grid.saved()
    assert grid.book.values("H4:J6") == []


def test_undo_leaves_what_somebody_else_changed_since(grid: GridPage) -> None:
    grid.go("G2")
    grid.write("mine")
    grid.press("Tab")
    grid.write("too")
    grid.press("Enter")
    grid.saved()
    grid.book.type("G2", [["theirs"]])
    expect(grid.cell("G2")).to_have_text("theirs")
    grid.press("Control+z", "Control+z")
    grid.saved()
    expect(grid.warning()).to_contain_text("1 cell was changed by somebody else since")
    assert grid.book.values("G2:H2") == [["theirs"]]


def test_undo_and_redo_of_many_steps_come_to_the_same(grid: GridPage) -> None:
    before = grid.book.formulas("A1:J40")
    grid.go("G2")
    for text in ("1", "2", "3"):
        grid.write(text)
        grid.press("Enter")
    grid.go("G2:G4")
    grid.press("Control+b")
    grid.press("Delete")
    grid.go("G2")
    grid.write("50%")
    grid.press("Enter")
    grid.saved()
    after = grid.book.formulas("A1:J40")
    for _ in range(6):
        grid.press("Control+z")
    grid.saved()
    assert grid.book.formulas("A1:J40") == before
    for _ in range(6):
        grid.press("Control+y")
    grid.saved()
    assert grid.book.formulas("A1:J40") == after
    assert grid.book.values("G2") == [["50%"]]


def test_find_goes_from_hit_to_hit(grid: GridPage) -> None:
    grid.press("Control+f")
    grid.page.get_by_role("searchbox").fill("2")
    expect(grid.page.locator("#found")).to_have_text("8 cells")
    grid.press("Enter", "Enter")
    expect(grid.page.locator("#found")).to_have_text("2 of 8")
    assert grid.chosen() == "B3"
    grid.press("Escape")
    expect(grid.page.locator("#field")).to_be_focused()


def test_errors_look_as_in_google_and_say_why(grid: GridPage) -> None:
    grid.go("G2")
    for formula in ("=1/0", "=NOSUCH(1)", '=VLOOKUP("x",B2:C6,2,FALSE)', "=G2+1"):
        grid.write(formula)
        grid.press("Enter")
    grid.saved()
    assert [grid.text(f"G{row}") for row in range(2, 6)] == ["#DIV/0!", "#NAME?", "#N/A", "#DIV/0!"]
    grid.go("G2")
    expect(grid.page.locator("#note")).to_contain_text("zero")
    grid.cell("B2").click()
    grid.write("100")
    grid.press("Enter")
    expect(grid.cell("E2")).to_have_text("125")


def test_the_formula_bar_edits_the_cell(grid: GridPage) -> None:
    grid.go("E2")
    bar = grid.page.get_by_label("Formula bar")
    expect(bar).to_have_value("=SUM(B2:D2)")
    bar.click()
    bar.fill("=SUM(B2:C2)")
    bar.press("Enter")
    grid.saved()
    assert grid.book.formulas("E2") == [["=SUM(B2:C2)"]]
    assert grid.text("E2") == "23"
    assert grid.chosen() == "E3"


def test_lines_in_a_cell_and_texts_that_look_like_numbers(grid: GridPage) -> None:
    grid.go("G2")
    grid.write("one")
    grid.press("Alt+Enter")
    grid.write("two")
    grid.press("Enter")
    grid.write("'0012")
    grid.press("Enter")
    grid.saved()
    assert grid.book.values("G2:G3") == [["one\ntwo"], ["0012"]]
    grid.go("G3")
    grid.press("F2", "Enter")  # opened and kept: nothing changes
    grid.saved()
    assert grid.book.formulas("G3") == [["0012"]]


def test_edits_wait_while_the_server_does_not_answer(grid: GridPage) -> None:
    control = (grid.book.running.folder / "local.json").read_text()
    assert "control_token" in control
    grid.page.context.set_offline(True)
    grid.go("G2")
    for text in ("1", "2", "3"):
        grid.write(text)
        grid.press("Enter")
    expect(grid.page.locator("#saved")).to_contain_text("not saved yet")
    assert [grid.text(f"G{row}") for row in (2, 3, 4)] == ["1", "2", "3"]
    grid.page.context.set_offline(False)
    grid.saved()
    assert grid.book.column("G2:G4") == ["1", "2", "3"]
    grid.problems.clear()  # the lost connection was the point


def test_a_strict_list_refuses_what_is_not_in_it(grid: GridPage) -> None:
    listed = [{"userEnteredValue": text} for text in ("ABS", "EX", "MOVED")]
    condition = {"type": "ONE_OF_LIST", "values": listed}
    rule = {"condition": condition, "strict": True, "showCustomUi": True}
    grid.book.batch({"setDataValidation": {"range": area(1, 9, 6, 7), "rule": rule}})
    expect(grid.cell("G2").locator(".arrow")).to_be_visible()
    grid.cell("G2").click()
    grid.write("nonsense")
    grid.press("Enter")
    expect(grid.warning()).to_contain_text("violates the data validation rules")
    grid.press("Escape")
    grid.press("Alt+ArrowDown", "ArrowDown", "Enter")
    grid.saved()
    assert grid.book.values("G2") == [["ABS"]]
    grid.cell("G3").locator(".arrow").click()
    grid.page.get_by_role("option", name="MOVED").click()
    grid.saved()
    assert grid.book.values("G2:G3") == [["ABS"], ["MOVED"]]


def test_a_checkbox_changes_by_click_and_space(grid: GridPage) -> None:
    rule = {"condition": {"type": "BOOLEAN"}, "strict": True}
    grid.book.batch({"setDataValidation": {"range": area(1, 4, 6, 7), "rule": rule}})
    grid.cell("G2").locator(".box").click()
    grid.press("ArrowDown", "Space")
    grid.saved()
    assert grid.book.column("G2:G3") == ["TRUE", "TRUE"]
    expect(grid.cell("G3").get_by_role("img", name="checked", exact=True)).to_be_visible()
    grid.go("G2:G3")
    grid.press("Space")
    grid.saved()
    assert grid.book.column("G2:G3") == ["FALSE", "FALSE"]
