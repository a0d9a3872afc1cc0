"""What may stand where a score belongs, and what each thing means."""

import json
import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.speech import speech
from sheet_templates.code_words import concept_of
from sheet_templates.expectation import Measure, ValueKind
from sheet_templates.model import EdFiReason, ExcuseCode
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
        ("Ausente", "ABS"),
        ("aus.", "ABS"),
        ("Estuvo ausente", "ABS"),
        ("exento", "EX"),
        ("EXENCION", "EX"),
        ("No aplica", "NA"),
        ("se mudó", "MOVED"),
        ("se mudo", "MOVED"),
        ("retirada", "MOVED"),
        ("no quiso", "REF"),
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


@pytest.mark.parametrize("typed", ["baja", "falta", "tarde", "pendiente"])
def test_a_spanish_word_that_can_mean_another_thing_is_asked_about(typed: str) -> None:
    outcome = read(text(typed))
    assert isinstance(outcome, Doubt)
    assert outcome.rule == "text"


def test_a_template_gives_its_codes_words_of_its_own() -> None:
    trip = ExcuseCode(code="TRIP", meaning="on a trip", also=("excursión", "field day"))
    away = ExcuseCode(code="ABS", meaning="absent", also=("baja",))
    table = CodeTable.of((trip, away))
    assert [table.code_for(one) for one in ("Excursion", "FIELD DAY", "baja", "ausente")] == [
        "TRIP",
        "TRIP",
        "ABS",
        "ABS",
    ]
    both = CodeTable.of((trip, replace(away, also=("excursion",))))
    assert both.code_for("excursión") is None, "a word of two codes is none of either"


def test_a_spanish_template_is_known_by_what_its_codes_mean() -> None:
    ours = ExcuseCode(code="AUS", meaning="ausente")
    concept = concept_of(ours)
    assert concept is not None
    assert concept.ed_fi is EdFiReason.ABSENT
    assert CodeTable.of((ours,)).code_for("absent") == "AUS"


def test_a_level_of_the_column_is_no_code_even_where_all_schools_take_it_for_one() -> None:
    rubric = Measure(kind=ValueKind.CHOICE, title="the rubric", choices=("Alterna", "Gone"))
    assert read_entry(text("Gone"), rubric, TABLE) == Reading(text="Gone")
    assert read_entry(text("alterna"), rubric, TABLE) == Reading(
        text="Alterna", normalised_from="alterna"
    )


IN_SPANISH = [
    (
        text("512,5"),
        replace(SCALE, decimals=1),
        "en_US",
        (
            "«512,5» es 512.5 donde los decimales se escriben al revés, y aquí no es un puntaje. "
            "Si quiere decir 512.5, escriba 512.5."
        ),
    ),
    (
        text("ausnte"),
        SCALE,
        "en_US",
        "«ausnte» no es un puntaje ni un código. Si significa «absent», escriba ABS.",
    ),
    (
        text("5/3/2027"),
        Measure(kind=ValueKind.DATE, title="the day"),
        "en_US",
        "5/3/2027 puede significar 2027-05-03 o 2027-03-05. Escriba la forma correcta.",
    ),
    (
        text("x"),
        Measure(kind=ValueKind.YES_NO, title="seen"),
        "en_US",
        "x puede significar sí o no. Escriba la forma correcta.",
    ),
]


@pytest.mark.parametrize(("cell", "measure", "locale", "message"), IN_SPANISH)
def test_what_can_be_two_things_is_asked_about_in_spanish_too(
    cell: ReadCell, measure: Measure, locale: str, message: str
) -> None:
    doubt = read_entry(cell, measure, TABLE, locale)
    assert isinstance(doubt, Doubt)
    assert speech("es").tell(doubt.message) == message
    assert all(type(one) is str for one in doubt.readings), "readings are typed, not told"


@pytest.mark.parametrize(
    ("typed", "kind", "locale", "value"),
    [
        ("512,5", ValueKind.NUMBER, "es_ES", 512.5),
        ("24/5/2027", ValueKind.DATE, "es_MX", "2027-05-24"),
        ("5/3/2027", ValueKind.DATE, "es_MX", None),
        ("3 de mayo de 2027", ValueKind.DATE, "en_US", "2027-05-03"),
        ("3 ago 2026", ValueKind.DATE, "en_US", "2026-08-03"),
        ("Sept. 3, 2026", ValueKind.DATE, "es_MX", "2026-09-03"),
        ("May 3, 2027", ValueKind.DATE, "es_MX", "2027-05-03"),
        ("Sí", ValueKind.YES_NO, "en_US", "yes"),
        ("si", ValueKind.YES_NO, "en_US", "yes"),
        ("Falso", ValueKind.YES_NO, "en_US", "no"),
    ],
)
def test_the_spreadsheets_locale_says_how_numbers_and_days_are_written(
    typed: str, kind: ValueKind, locale: str, value: float | str | None
) -> None:
    measure = replace(SCALE, kind=kind, decimals=1)
    outcome = read_entry(text(typed), measure, TABLE, locale)
    if value is None:
        assert isinstance(outcome, Doubt)
        assert outcome.readings[0] == "2027-03-05", "the locale's own order comes first"
    else:
        assert isinstance(outcome, Reading)
        assert value in {outcome.number, outcome.text}
        assert outcome.normalised_from == typed


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
