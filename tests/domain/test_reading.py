"""What may stand where a score belongs, and what each thing means."""

import json
import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheet_templates.expectation import Measure
from sheet_templates.model import ExcuseCode
from sheet_templates.snapshot import BLANK, ReadCell
from sync.domain.reading import (
    CodeTable,
    Doubt,
    Reading,
    kept_cells,
    plain,
    read_entry,
    verbatim,
)
from sync.domain.reading.codes import concept_of

LOWEST, HIGHEST = 200, 900
SCALE = Measure(title="the Stanford scale", lowest=LOWEST, highest=HIGHEST)
CODES = (
    ExcuseCode(code="ABS", meaning="absent"),
    ExcuseCode(code="EX", meaning="exempt"),
    ExcuseCode(code="NA", meaning="not applicable"),
    ExcuseCode(code="MOVED", meaning="moved away"),
    ExcuseCode(code="REF", meaning="refused"),
)
TABLE = CodeTable.of(CODES)
REMEDY = "Type a whole number from 200 to 900, or a code."
ANY_CODE = "Type a whole number from 200 to 900, or one of ABS, EX, NA, MOVED or REF."


def text(typed: str) -> ReadCell:
    value = {"stringValue": typed}
    return ReadCell(entered=value, effective=value, formatted=typed)


def number(value: float, shown: str = "", kind: str | None = None) -> ReadCell:
    held = {"numberValue": value}
    return ReadCell(entered=held, effective=held, formatted=shown, number_format=kind)


def read(cell: ReadCell) -> Reading | Doubt | None:
    return read_entry(cell, SCALE, TABLE)


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
        ("\uff15\uff11\uff12", 512),
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
    ("typed", "code"),
    [
        ("absent", "ABS"),
        ("Abs.", "ABS"),
        ("was  absent", "ABS"),
        ("Exempt ", "EX"),
        ("excused", "EX"),
        ("n/a", "NA"),
        ("N.A.", "NA"),
        ("Not applicable", "NA"),
        ("@moved", "MOVED"),
        ("withdrawn", "MOVED"),
        ("Refused", "REF"),
    ],
)
def test_a_code_in_peoples_own_spelling_is_taken_and_noted(typed: str, code: str) -> None:
    assert read(text(typed)) == Reading(code=code, normalised_from=typed)


def test_a_spelling_that_fits_two_codes_is_none_of_them() -> None:
    codes = CodeTable.of(
        (
            ExcuseCode(code="EXA", meaning="exempt from this test"),
            ExcuseCode(code="EX", meaning="exempt"),
            ExcuseCode(code="EXC", meaning="excused"),
        )
    )
    assert codes.code_for("exempt") == "EX", "a template's own meaning comes first"
    assert codes.code_for("waived") is None
    assert codes.code_for("exc") == "EXC"


def test_every_code_is_known_to_ed_fi_and_one_roster() -> None:
    concepts = {code.code: concept_of(code) for code in CODES}
    named = {code: (one.ed_fi.value, one.one_roster.value) for code, one in concepts.items() if one}
    assert named == {
        "ABS": ("Absent", "not submitted"),
        "EX": ("Parental waiver", "exempt"),
        "NA": ("Not appropriate (ARD decision)", "exempt"),
        "MOVED": ("Other", "exempt"),
        "REF": ("Refusal by student", "not submitted"),
    }
    assert concept_of(ExcuseCode(code="FIELD", meaning="on a field trip")) is None


@pytest.mark.parametrize(
    ("typed", "code", "remedy"),
    [
        ("moved awy", "MOVED", "If it means moved away, type MOVED."),
        ("REFF", "REF", "If it means refused, type REF."),
        ("absnt", "ABS", "If it means absent, type ABS."),
    ],
)
def test_a_text_near_a_code_is_a_doubt_that_suggests_it(typed: str, code: str, remedy: str) -> None:
    message = f'"{typed}" is neither a score nor a code. {remedy}'
    assert read(text(typed)) == Doubt(
        rule="text", raw=typed, message=message, readings=(code,), suggestion=code
    )


@pytest.mark.parametrize(
    "typed",
    [
        *("?", "85%", "5 12", "5e2", "0x200", "3-5", "=", "inf", "1/2", "@..."),
        *("5\u00b2", "\u2460", "\u0665\u0661\u0662", "512x"),
    ],
)
def test_text_that_is_neither_score_nor_code_is_a_doubt(typed: str) -> None:
    message = f'"{typed}" is neither a score nor a code. {ANY_CODE}'
    assert read(text(typed)) == Doubt(rule="text", raw=typed, message=message)


@pytest.mark.parametrize(
    ("typed", "rule", "message", "suggestion"),
    [
        (
            "512 (retest)",
            "two_facts",
            (
                '"512 (retest)" holds more than a score. If the score is 512, type 512 alone and '
                "write the rest as a progress note or a note on the cell."
            ),
            "512",
        ),
        (
            "512, 530",
            "two_facts",
            '"512, 530" holds more than one score: 512 and 530. Type the one that counts.',
            None,
        ),
        (
            "5O2",
            "letters",
            '"5O2" has letters that look like digits. If 502 is meant, type 502.',
            "502",
        ),
    ],
)
def test_a_score_among_other_things_is_asked_about(
    typed: str, rule: str, message: str, suggestion: str | None
) -> None:
    doubt = read(text(typed))
    assert isinstance(doubt, Doubt)
    assert (doubt.rule, doubt.message, doubt.suggestion) == (rule, message, suggestion)


@pytest.mark.parametrize(
    ("cell", "raw", "kind", "meant"),
    [
        (number(46305, "3/5/2026", "DATE"), "3/5/2026", "a date", None),
        (number(512.4, "5/26/1901 9:36", "DATE_TIME"), "5/26/1901 9:36", "a date", None),
        (number(512, "5/26/1901", "DATE"), "5/26/1901", "a date", "512"),
        (number(0.5, "12:00", "TIME"), "12:00", "a time", None),
        (number(0.85, "85%", "PERCENT"), "85%", "a percentage", None),
        (number(5.12, "512%", "PERCENT"), "512%", "a percentage", "512"),
        (number(512, "", "PERCENT"), "512", "a percentage", "512"),
        (number(512, "$512.00", "CURRENCY"), "$512.00", "an amount of money", "512"),
    ],
)
def test_a_number_that_sheets_understood_otherwise_is_a_doubt(
    cell: ReadCell, raw: str, kind: str, meant: str | None
) -> None:
    remedy = (
        f"If {meant} was meant, clear the cell's format and type {meant} again."
        if meant
        else "Clear the cell's format and type the score again."
    )
    message = f"{raw} was understood as {kind}, so the score that was meant is not known. {remedy}"
    assert read(cell) == Doubt(
        rule="format",
        raw=raw,
        message=message,
        readings=(meant,) if meant else (),
        suggestion=meant,
    )


def test_a_score_with_decimals_that_became_a_date_is_offered_back() -> None:
    rubric = Measure(title="the rubric", lowest=0, highest=4, decimals=1)
    doubt = read_entry(number(46145, "5/3/2026", "DATE"), rubric, TABLE)
    assert isinstance(doubt, Doubt)
    assert (doubt.readings, doubt.suggestion) == (("3.5",), "3.5")


@pytest.mark.parametrize(
    ("cell", "rule", "raw", "complaint"),
    [
        (text("0"), "out_of_range", "0", "is outside the Stanford scale."),
        (text("1,024"), "out_of_range", "1,024", "is outside the Stanford scale."),
        (text("512.5"), "not_whole", "512.5", "is not a whole number."),
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
    zero = " A score that is not there is left blank, never a zero." if raw == "0" else ""
    message = f"{raw.strip()} {complaint} {REMEDY}{zero}"
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
            "=A1+1 is a formula, which gives 512 now. If that is right, type 512.",
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
    doubt = read(cell)
    assert isinstance(doubt, Doubt)
    assert (doubt.rule, doubt.raw, doubt.message) == (rule, raw, message)


def test_a_template_without_codes_names_none() -> None:
    doubt = read_entry(text("ABS"), SCALE, CodeTable.of(()))
    assert doubt == Doubt(
        rule="text",
        raw="ABS",
        message=f'"ABS" is not a score. {REMEDY.replace(", or a code", "")}',
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


@given(cell=cells)
def test_a_plain_cell_is_kept_as_its_value_and_comes_back_whole(cell: ReadCell) -> None:
    value = plain(cell)
    if value is not None:
        assert kept_cells(json.dumps({"c": value}).encode()) == {"c": verbatim(cell)}


@pytest.mark.parametrize(
    ("entered", "shown", "value"),
    [
        ({"numberValue": 0}, "0", 0),
        ({"numberValue": 0.5}, "0.5", 0.5),
        ({"stringValue": "5"}, "5", "5"),
        ({"stringValue": ""}, "", None),
        ({"numberValue": 5}, "5.00", None),
        ({"boolValue": True}, "TRUE", None),
        ({"formulaValue": "=A1"}, "7", None),
    ],
)
def test_a_cell_is_plain_that_shows_what_was_typed(
    entered: dict[str, Any], shown: str, value: object
) -> None:
    cell = ReadCell(entered=entered, effective=entered, formatted=shown)
    assert plain(cell) == value
    assert plain(replace(cell, note="see me")) is None
    if value is not None:
        assert kept_cells(json.dumps({"c": value}).encode()) == {"c": verbatim(cell)}
