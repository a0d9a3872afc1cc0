"""Whatever a client sends, it gets Google's answer or Google's refusal, never a crash."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local_sheets import sheets_api as api
from local_sheets.errors import GoogleError
from local_sheets.kinds.table import KINDS
from local_sheets.schema import fields_of
from tests.local_sheets.made_up import TEXTS, messages

DEPTH = 6


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    name = draw(st.sampled_from(sorted(KINDS)))
    schema = fields_of("sheets", "Request")[name][1:]
    return {name: draw(messages("sheets", schema, DEPTH))}


def answered(desk: Any, request: dict[str, Any]) -> bool:
    before = desk.workbook
    try:
        desk.batch(request)
    except GoogleError as refused:
        error = refused
    else:
        return True
    assert error.code in {400, 404}
    assert desk.workbook is before
    return False


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.lists(requests(), min_size=1, max_size=4))
def test_any_batch_is_answered_or_refused(make_desk: Any, batch: list[dict[str, Any]]) -> None:
    desk = make_desk(6, 4)
    for request in batch:
        answered(desk, request)
    assert desk.get(includeGridData="true")["sheets"]


@pytest.mark.endurance
@settings(
    max_examples=10_000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.lists(requests(), min_size=1, max_size=6))
def test_thousands_of_batches_are_answered_or_refused(
    make_desk: Any, batch: list[dict[str, Any]]
) -> None:
    desk = make_desk(6, 4)
    for request in batch:
        answered(desk, request)
    assert desk.get(includeGridData="true")["sheets"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**40) | st.floats() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["values", "range", "majorDimension", "data", "requests", "dataFilters"]
            )
            | st.sampled_from(["valueInputOption", "dataFilter", "a1Range", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(JSON, TEXTS, st.sampled_from(["RAW", "USER_ENTERED", "X", ""]))
def test_any_body_of_a_values_method_is_answered_or_refused(
    make_desk: Any, make_query: Any, body: Any, a1: str, option: str
) -> None:
    desk = make_desk(6, 4)
    query = make_query(valueInputOption=option)
    for call in (
        lambda: api.values_update(desk.workbook, a1, query, body, desk.editor),
        lambda: api.values_batch_update(desk.workbook, query, body, desk.editor),
        lambda: api.values_batch_update_by_data_filter(desk.workbook, query, body, desk.editor),
        lambda: api.values_batch_clear(desk.workbook, query, body, desk.editor),
        lambda: api.metadata_search(desk.workbook, query, body, desk.editor),
        lambda: api.batch_update(desk.workbook, query, body, desk.editor),
    ):
        try:
            call()
        except GoogleError as refused:
            error: GoogleError = refused
            assert_refusal(error)


def assert_refusal(error: GoogleError) -> None:
    assert error.code == 400
    assert error.message
