"""What typed texts become and how they show."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_sheets.entry_parsing import MAX_CHARACTERS, TOO_LONG, Typing, entry_of, typed
from local_sheets.errors import GoogleError
from local_sheets.number_formats import shown_number
from local_sheets.rendering import formatter

TODAY = date(2026, 11, 22)
RAW = Typing(user_entered=False, locale="en_US", today=TODAY)


@pytest.mark.parametrize(
    ("text", "value", "kind", "shown"),
    [
        ("007", {"numberValue": 7}, None, "7"),
        ("12", {"numberValue": 12}, None, "12"),
        ("-3.5", {"numberValue": -3.5}, None, "-3.5"),
        (".5", {"numberValue": 0.5}, None, "0.5"),
        ("0.12", {"numberValue": 0.12}, None, "0.12"),
        ("+5", {"numberValue": 5}, None, "5"),
        ("TRUE", {"boolValue": True}, None, "TRUE"),
        ("true", {"boolValue": True}, None, "TRUE"),
        ("'0123", {"stringValue": "0123"}, "TEXT", "0123"),
        ("2026-09-05", {"numberValue": 46270}, "DATE", "2026-09-05"),
        ("2020-01-01", {"numberValue": 43831}, "DATE", "2020-01-01"),
        ("2026-12-25", {"numberValue": 46381}, "DATE", "2026-12-25"),
        ("1-2", {"numberValue": 46024}, "DATE", "1-2"),
        ("1/2/2026", {"numberValue": 46024}, "DATE", "1/2/2026"),
        ("$100.15", {"numberValue": 100.15}, "CURRENCY", "$100.15"),
        ("-$1,000", {"numberValue": -1000}, "CURRENCY", "-$1,000"),
        ("50%", {"numberValue": 0.5}, "PERCENT", "50%"),
        ("1,234.5", {"numberValue": 1234.5}, "NUMBER", "1,234.5"),
        ("9:30 AM", {"numberValue": 9.5 / 24}, "TIME", "9:30 AM"),
        ("13:45", {"numberValue": 13.75 / 24}, "TIME", "13:45"),
        ("2026-09-05 13:45", {"numberValue": 46270 + 13.75 / 24}, "DATE_TIME", "2026-09-05 13:45"),
        ("plain text", {"stringValue": "plain text"}, None, "plain text"),
        (" padded ", {"stringValue": " padded "}, None, " padded "),
        ("1.2.2026", {"stringValue": "1.2.2026"}, None, "1.2.2026"),
        ("13/13/2026", {"stringValue": "13/13/2026"}, None, "13/13/2026"),
        ("12,34", {"stringValue": "12,34"}, None, "12,34"),
        ("-", {"stringValue": "-"}, None, "-"),
        ("%", {"stringValue": "%"}, None, "%"),
        ("1e999", {"stringValue": "1e999"}, None, "1e999"),
        ("=", {"stringValue": "="}, None, "="),
        ("=1+2", {"formulaValue": "=1+2"}, None, None),
        ("+A1", {"formulaValue": "=+A1"}, None, None),
    ],
)
def test_typed_text_in_en_us(text: str, value: Any, kind: str | None, shown: str | None) -> None:
    entry = typed(text, "en_US", TODAY)
    assert entry.value == value
    assert (entry.number_format or {}).get("type") == kind
    cell = {
        "userEnteredValue": entry.value,
        "userEnteredFormat": {"numberFormat": entry.number_format} if kind else {},
    }
    assert formatter("en_US")(cell) == shown


@pytest.mark.parametrize(
    ("text", "locale", "number"),
    [
        ("1/2/2026", "en_GB", 46054),
        ("1.2.2026", "de_DE", 46054),
        ("1,5", "de_DE", 1.5),
        ("1.234,5", "de_DE", 1234.5),
        ("£3", "en_GB", 3),
    ],
)
def test_typed_text_follows_the_locale(text: str, locale: str, number: float) -> None:
    assert typed(text, locale, TODAY).value == {"numberValue": number}


@given(st.text(min_size=1).filter(lambda text: "\x00" not in text))
def test_raw_keeps_every_text(text: str) -> None:
    assert entry_of(text, RAW).value == {"stringValue": text}


@given(st.text(min_size=1))
def test_any_text_can_be_typed(text: str) -> None:
    entry = typed(text, "en_US", TODAY)
    assert entry.value is not None


@pytest.mark.parametrize("value", [7, 7.5, True, False])
def test_json_values_are_stored_as_they_are(value: Any) -> None:
    typing = Typing(user_entered=True, locale="en_US", today=TODAY)
    assert list((entry_of(value, typing).value or {}).values()) == [value]


def test_a_cell_holds_fifty_thousand_characters() -> None:
    assert entry_of("x" * MAX_CHARACTERS, RAW).value is not None
    with pytest.raises(GoogleError) as refused:
        entry_of("x" * (MAX_CHARACTERS + 1), RAW)
    assert refused.value.message == TOO_LONG


@pytest.mark.parametrize(
    ("number", "kind", "pattern", "shown"),
    [
        (1234567.891, "NUMBER", "#,##0.00", "1,234,567.89"),
        (0.005, "NUMBER", "0.00", "0.01"),
        (-5, "NUMBER", '0;"minus "0', "minus 5"),
        (0, "NUMBER", '0;-0;"none"', "none"),
        (7, "NUMBER", "000", "007"),
        (0.256, "PERCENT", "0%", "26%"),
        (46270, "DATE", "d mmm yyyy", "5 Sep 2026"),
        (46270, "DATE", "dddd", "Saturday"),
        (46270, "DATE", None, "9/5/2026"),
        (46270.5, "DATE_TIME", 'yyyy-mm-dd"T"hh:mm:ss', "2026-09-05T12:00:00"),
        (1500, "SCIENTIFIC", "0.00E+00", "1.50E+03"),
        (1 / 3, None, None, "0.3333333333"),
        (1e20, None, None, "1E+20"),
    ],
)
def test_numbers_show_by_their_format(
    number: float, kind: str | None, pattern: str | None, shown: str
) -> None:
    shape = {"type": kind} | ({"pattern": pattern} if pattern else {}) if kind else None
    assert shown_number(number, shape, "en_US") == shown
