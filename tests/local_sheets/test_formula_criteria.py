"""COUNTIFS of our own: it says what the engine says, in a time that grows with the row."""

from datetime import date
from typing import Any

import formualizer
import pytest

from local_sheets.formulas.criteria import count_ifs, min_ifs

VALUES = [
    None, "", 0, 1, 5, 5.5, -2, 10, 0.5, "5", "abs", "ABS", "-", "a*b", "x?", " ", "inf",
    True, False, "TRUE", date(2026, 11, 22),
]  # fmt: skip
CRITERIA = [
    "", "=", "<>", "5", "=5", ">=5", "<5", "<>5", ">=a", "<=abs", ">a", "abs", "ABS", "=abs",
    "<>abs", "a*", "?", "*", "<>*", "~*", "a~*b", "-", "<>-", "TRUE", "<>TRUE", "=TRUE", "50%",
    "1e1", ".5", "inf", "-2", "<=-2", ">", "2026-11-22", ">=2026-11-22", "11/22/2026", "46348",
    ">46347", "2026-02-30",
]  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> dict[tuple[str, int], Any]:
    """What the engine's own COUNTIFS says of each value, cell by cell."""
    book = formualizer.Workbook()
    book.add_sheet("S")
    book.set_values_batch("S", 1, 1, [[value] for value in VALUES])
    for column, criterion in enumerate(CRITERIA, start=2):
        for row in range(1, len(VALUES) + 1):
            book.set_formula("S", row, column, f'=COUNTIFS(A{row}:A{row},"{criterion}")')
    book.evaluate_all()
    return {
        (criterion, at): book.get_value("S", at + 1, column)
        for column, criterion in enumerate(CRITERIA, start=2)
        for at in range(len(VALUES))
    }


@pytest.mark.parametrize("criterion", CRITERIA)
def test_a_criterion_is_met_by_what_the_engine_says_it_is(
    engine: dict[tuple[str, int], Any], criterion: str
) -> None:
    ours = {at: count_ifs([[value]], criterion) for at, value in enumerate(VALUES)}
    assert ours == {at: engine[criterion, at] for at in range(len(VALUES))}


def test_criteria_are_met_side_by_side() -> None:
    scores, codes = [[1.0, None, 5.0, 7.0]], [["", "", "ABS", ""]]
    assert count_ifs(scores, ">=1", codes, "") == 2
    assert min_ifs(scores, scores, ">1", codes, "") == 7
    assert min_ifs(scores, scores, ">9") == 0


@pytest.mark.parametrize(
    "arguments", [([[1.0]], ">0", [[1.0, 2.0]], ">0"), ([[1.0]], ">0", [[1.0]])]
)
def test_ranges_that_do_not_fit_together_are_refused(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError, match=r"sizes|criterion"):
        count_ifs(*arguments)
