"""Requests and Google's answers, case by case, from the tables in `cases/`."""

import re
from typing import Any

import pytest

from local_sheets.errors import GoogleError
from local_sheets.schema import fields_of
from tests.local_sheets.cases.cells import COLOURS, MERGING, NAMES, TEXTS
from tests.local_sheets.cases.kept import FILTERS, GROUPS, OBJECTS, SUPPORTED_NOT, TABS
from tests.local_sheets.cases.lines import LINES, SHIFTING, SORTING
from tests.local_sheets.cases.pasting import PASTING
from tests.local_sheets.cases.writing import BLOCK, Case, cells

CASES = [
    *(*SORTING, *LINES, *SHIFTING, *PASTING, *TEXTS, *MERGING, *NAMES, *COLOURS, *FILTERS),
    *(*GROUPS, *TABS, *OBJECTS, *SUPPORTED_NOT),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.about)
def test_case(make_desk: Any, case: Case) -> None:
    desk = make_desk(8, 5)
    desk.batch(cells("A1", BLOCK), *case.given)
    kind = next(iter(case.request))
    if isinstance(case.answer, str):
        with pytest.raises(GoogleError) as refused:
            desk.batch(case.request)
        prefix = f"Invalid requests[0].{kind}: "
        assert refused.value.message.startswith(prefix + case.answer)
        return
    replies = desk.batch(case.request)["replies"]
    assert replies[0].get(kind, {}) == case.answer
    for area, values in case.shows.items():
        assert desk.values(area, valueRenderOption="FORMULA").get("values") == values
    for fields, kept in case.keeps.items():
        assert desk.get(fields=f"sheets({fields})")["sheets"][0] == kept


def test_table_of_cases_is_as_long_as_promised() -> None:
    """With the cases of test_batch, test_metadata, test_values, test_protection beside it."""
    assert len(CASES) >= 150
    assert len({case.about + str(case.request) for case in CASES}) == len(CASES)
    assert {next(iter(case.request)) for case in CASES} <= set(fields_of("sheets", "Request"))
    assert all(re.match(r"\d+\.\d+ ", case.about) for case in CASES)
