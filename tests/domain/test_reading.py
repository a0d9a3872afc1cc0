"""What may stand where a score belongs, and what each thing means."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheet_templates.expectation import Measure
from sheet_templates.model import ExcuseCode
from sheet_templates.snapshot import BLANK, ReadCell
from sync.domain.reading import Doubt, Reading, read_score, verbatim

LOWEST, HIGHEST = 200, 900
SCALE = Measure(title="the Stanford scale", lowest=LOWEST, highest=HIGHEST)
CODES = (
    ExcuseCode(code="ABS", meaning="absent"),
    ExcuseCode(code="EX", meaning="exempt"),
    ExcuseCode(code="NA", meaning="not applicable"),
    ExcuseCode(code="MOVED", meaning="moved away"),
    ExcuseCode(code="REF", meaning="refused"),
)
REMEDY = "Type a whole number from 200 to 900, or a code."
ANY_CODE = "Type the score, or one of ABS, EX, NA, MOVED, REF."
FORMAT_REMEDY = (
    "so the score that was meant is not known. Clear the cell's format and type the score again."
)


def text(typed: str) -> ReadCell:
    value = {"stringValue": typed}
    return ReadCell(entered=value, effective=value, formatted=typed)


def number(value: float, shown: str = "", kind: str | None = None) -> ReadCell:
    held = {"numberValue": value}
    return ReadCell(entered=held, effective=held, formatted=shown, number_format=kind)


def read(cell: ReadCell) -> Reading | Doubt | None:
    return read_score(cell, SCALE, CODES)


@pytest.mark.parametrize("cell", [BLANK, text(""), ReadCell(note="a note alone")])
def test_a_blank_cell_says_nothing(cell: ReadCell) -> None:
    assert read(cell) is None


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (number(512), 512),
        (number(512.0, "512", "NUMBER"), 512),
        (number(200), 200),
        (number(900), 900),
        (number(512, "512", "SCIENTIFIC"), 512),
        (number(512, "512", "TEXT"), 512),
    ],
)
def test_a_number_on_the_scale_is_the_score(cell: ReadCell, value: float) -> None:
    assert read(cell) == Reading(number=value)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("512", 512),
        (" 512 ", 512),
        ("+512", 512),
        ("512.0", 512),
        ("0512", 512),
        ("\u00a0512", 512),
    ],
)
def test_a_number_typed_as_text_is_taken_and_noted(typed: str, value: float) -> None:
    assert read(text(typed)) == Reading(number=value, normalised_from=typed)


@pytest.mark.parametrize("code", [excuse.code for excuse in CODES])
def test_a_code_counts_in_any_case_and_with_spaces_around_it(code: str) -> None:
    assert read(text(code)) == Reading(code=code)
    for typed in (code.lower(), code.title(), f" {code}", f"{code}\n"):
        if typed != code:
            assert read(text(typed)) == Reading(code=code, normalised_from=typed)


@pytest.mark.parametrize(
    ("typed", "remedy"),
    [
        ("absent", "If it means absent, type ABS."),
        ("Exempt ", "If it means exempt, type EX."),
        ("moved awy", "If it means moved away, type MOVED."),
        ("REFF", "If it means ref, type REF."),
        ("n/a", "If it means na, type NA."),
        *(
            (typed, ANY_CODE)
            for typed in (
                *("?", "1,024", "85%", "$512", "5 12", "512.5", "5e2", "0x200", "3-5", "=", "inf"),
                *("5\u00b2", "\u2460", "\u0665\u0661\u0662", "\uff15\uff11\uff12", "512\u2003x"),
            )
        ),
    ],
)
def test_text_that_is_neither_score_nor_code_is_a_doubt(typed: str, remedy: str) -> None:
    message = f'"{typed}" is neither a score nor a code. {remedy}'
    assert read(text(typed)) == Doubt(rule="text", raw=typed, message=message)


@pytest.mark.parametrize(
    ("cell", "raw", "kind"),
    [
        (number(46305, "3/5/2026", "DATE"), "3/5/2026", "a date"),
        (number(512.4, "5/26/1901 9:36", "DATE_TIME"), "5/26/1901 9:36", "a date"),
        (number(0.5, "12:00", "TIME"), "12:00", "a time"),
        (number(0.85, "85%", "PERCENT"), "85%", "a percentage"),
        (number(512, "", "PERCENT"), "512", "a percentage"),
        (number(512, "$512.00", "CURRENCY"), "$512.00", "an amount of money"),
    ],
)
def test_a_number_that_sheets_understood_otherwise_is_a_doubt(
    cell: ReadCell, raw: str, kind: str
) -> None:
    message = f"{raw} was understood as {kind}, {FORMAT_REMEDY}"
    assert read(cell) == Doubt(rule="format", raw=raw, message=message)


@pytest.mark.parametrize(
    ("cell", "rule", "raw", "complaint"),
    [
        (text("0"), "out_of_range", "0", "is outside the Stanford scale."),
        (text(" 901"), "out_of_range", " 901", "is outside the Stanford scale."),
        (text("9" * 400), "out_of_range", "9" * 400, "is outside the Stanford scale."),
        (number(0), "out_of_range", "0", "is outside the Stanford scale."),
        (number(-512), "out_of_range", "-512", "is outside the Stanford scale."),
        (number(199), "out_of_range", "199", "is outside the Stanford scale."),
        (number(1024, "1,024"), "out_of_range", "1024", "is outside the Stanford scale."),
        (number(900.5), "out_of_range", "900.5", "is outside the Stanford scale."),
        (number(512.5), "not_whole", "512.5", "is not a whole number."),
        (number(512.5, "513"), "not_whole", "512.5", "is not a whole number."),
        (ReadCell(entered={"boolValue": True}), "boolean", "TRUE", "is not a score."),
        (ReadCell(entered={"boolValue": False}), "boolean", "FALSE", "is not a score."),
    ],
)
def test_what_is_no_score_of_the_scale_is_a_doubt(
    cell: ReadCell, rule: str, raw: str, complaint: str
) -> None:
    message = f"{raw.strip()} {complaint} {REMEDY}"
    assert read(cell) == Doubt(rule=rule, raw=raw, message=message)


@pytest.mark.parametrize(
    ("cell", "rule", "raw", "message"),
    [
        (
            text("   "),
            "spaces",
            "   ",
            "Only spaces stand there. Clear the cell, or type the score.",
        ),
        (
            ReadCell(entered={"formulaValue": "=A1+1"}, effective={"numberValue": 512}),
            "formula",
            "=A1+1",
            "=A1+1 is a formula. Type the score itself.",
        ),
        (
            ReadCell(entered={"stringValue": "#N/A"}, effective={"errorValue": {"type": "N_A"}}),
            "error",
            "#ERROR!",
            "#ERROR! is an error. Type the score again.",
        ),
    ],
)
def test_spaces_formulas_and_errors_are_doubts(
    cell: ReadCell, rule: str, raw: str, message: str
) -> None:
    assert read(cell) == Doubt(rule=rule, raw=raw, message=message)


def test_a_template_without_codes_names_none() -> None:
    doubt = read_score(text("ABS"), SCALE, ())
    assert doubt == Doubt(
        rule="text",
        raw="ABS",
        message=f'"ABS" is neither a score nor a code. {REMEDY.replace(", or a code", "")}',
    )


def _extended(value: Any) -> dict[str, Any]:
    kind = {bool: "boolValue", str: "stringValue"}.get(type(value), "numberValue")
    return {kind: value}


entered = st.one_of(
    st.just({}),
    st.text().map(_extended),
    st.text("0123456789.,+-eE%$ \u0665\u00b2\u2460\u00a0").map(_extended),
    st.floats(allow_nan=False, allow_infinity=False).map(_extended),
    st.integers(min_value=-1000, max_value=2000).map(_extended),
    st.booleans().map(_extended),
    st.text().map(lambda formula: {"formulaValue": "=" + formula}),
)
kinds = st.sampled_from(
    [None, "TEXT", "NUMBER", "PERCENT", "CURRENCY", "DATE", "TIME", "DATE_TIME", "SCIENTIFIC"]
)
cells = st.builds(
    ReadCell,
    entered=entered,
    effective=st.one_of(st.just({}), st.just({"errorValue": {"type": "REF"}})),
    formatted=st.text(),
    number_format=kinds,
    note=st.none() | st.text(min_size=1),
)


@given(cell=cells)
def test_reading_never_raises_and_a_score_is_always_on_the_scale(cell: ReadCell) -> None:
    outcome = read(cell)
    if isinstance(outcome, Reading):
        assert (outcome.number is None) != (outcome.code is None)
        if outcome.number is not None:
            assert LOWEST <= outcome.number <= HIGHEST
            assert math.floor(outcome.number) == outcome.number
            assert not cell.is_blank
    elif isinstance(outcome, Doubt):
        assert outcome.message.endswith(".")
        assert outcome.rule
    else:
        assert cell.is_blank


@given(cell=cells)
def test_everything_that_was_typed_is_kept_as_it_stands(cell: ReadCell) -> None:
    kept = verbatim(cell)
    assert kept.get("note") == cell.note
    assert kept.get("entered", {}) == ({} if cell.is_blank else cell.entered)
