"""Masks in every spelling."""

from typing import Any

import pytest

from local_sheets.errors import GoogleError
from local_sheets.field_mask import check_mask, parse_mask

ANSWER = {"a": {"b": 1, "c": [{"d": 2, "e": 3}, {"e": 4}]}, "f": 5}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (None, ANSWER),
        ("*", ANSWER),
        ("f", {"f": 5}),
        ("a.b", {"a": {"b": 1}}),
        ("a/b,f", {"a": {"b": 1}, "f": 5}),
        ("a(b,c(d))", {"a": {"b": 1, "c": [{"d": 2}, {}]}}),
        ("a.c(e)", {"a": {"c": [{"e": 3}, {"e": 4}]}}),
        ("a.c.d,a.c.e", {"a": {"c": [{"d": 2, "e": 3}, {"e": 4}]}}),
        ("a.*", {"a": ANSWER["a"]}),
        ("a.b,a", {"a": ANSWER["a"]}),
        ("a, f", ANSWER),
        ("a(b),a(c/d)", {"a": {"b": 1, "c": [{"d": 2}, {}]}}),
    ],
)
def test_mask_keeps_what_it_names(text: str | None, wanted: Any) -> None:
    assert parse_mask(text).of(ANSWER) == wanted


@pytest.mark.parametrize("text", ["a(", "a)", "a..b", ",", "a,", "a b(", "ä"])
def test_unreadable_mask_is_refused(text: str) -> None:
    with pytest.raises(GoogleError):
        parse_mask(text)


def test_mask_that_names_nothing_of_the_answer_is_refused() -> None:
    with pytest.raises(GoogleError) as refused:
        check_mask(parse_mask("sheets.propertiez"), "sheets", "Spreadsheet")
    assert refused.value.details[0]["fieldViolations"][0]["field"] == "sheets.propertiez"


def test_mask_of_the_nightly_read_is_known() -> None:
    text = (
        "properties(title),sheets(properties,merges,protectedRanges,data(startRow,startColumn,"
        "rowData(values(userEnteredValue,effectiveFormat.numberFormat,note)),"
        "rowMetadata(developerMetadata(metadataKey,metadataValue))))"
    )
    check_mask(parse_mask(text), "sheets", "Spreadsheet")
