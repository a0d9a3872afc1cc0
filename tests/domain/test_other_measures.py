"""Percentages, days, choices, ticks and texts: what is taken for what, and what is asked about."""

from dataclasses import replace

import pytest

from sheet_templates.expectation import Measure, ValueKind
from sheet_templates.library import shipped_template
from sheet_templates.snapshot import ReadCell
from sync.domain.reading import CodeTable, Doubt, Reading, read_entry
from tests.domain.test_reading import number, text

CODES = CodeTable.of(shipped_template().excuse_codes)
WHOLE = Measure(kind=ValueKind.PERCENT, title="Percent correct", lowest=0, highest=100)
FINE = replace(WHOLE, decimals=1)
DAY = Measure(kind=ValueKind.DATE, title="Day of the test")
LEVEL = Measure(kind=ValueKind.CHOICE, title="Level", choices=("below", "meets", "above"))
LETTER = replace(LEVEL, choices=tuple("pqrstuvwxyz"))
TICK = Measure(kind=ValueKind.YES_NO, title="Read at home")
WORDS = Measure(kind=ValueKind.TEXT, title="Goal")
ON = ReadCell(entered={"boolValue": True})


@pytest.mark.parametrize(
    ("cell", "measure", "reading"),
    [
        (number(0), WHOLE, Reading(number=0)),
        (number(85), WHOLE, Reading(number=85)),
        (number(100), WHOLE, Reading(number=100)),
        (number(0.85), WHOLE, Reading(number=85, normalised_from="0.85")),
        (number(0.5), WHOLE, Reading(number=50, normalised_from="0.5")),
        (number(0.85, "85%", "PERCENT"), WHOLE, Reading(number=85, normalised_from="85%")),
        (number(0.855, "", "PERCENT"), FINE, Reading(number=85.5, normalised_from="85.5%")),
        (text("85 %"), WHOLE, Reading(number=85, normalised_from="85 %")),
        (text("85"), WHOLE, Reading(number=85, normalised_from="85")),
        (text("0.85"), WHOLE, Reading(number=85, normalised_from="0.85")),
        (number(46_000, "12/9/2025", "DATE"), DAY, Reading(text="2025-12-09")),
        (
            number(46_000.5, "12/9/2025 12:00", "DATE_TIME"),
            DAY,
            Reading(text="2025-12-09", normalised_from="12/9/2025 12:00"),
        ),
        (text("2025-12-09"), DAY, Reading(text="2025-12-09")),
        (text("meets"), LEVEL, Reading(text="meets")),
        (text(" MEETS "), LEVEL, Reading(text="meets", normalised_from=" MEETS ")),
        (ON, TICK, Reading(text="yes")),
        (ReadCell(entered={"boolValue": False}), TICK, Reading(text="no")),
        (text("no"), TICK, Reading(text="no")),
        (text("N"), TICK, Reading(text="no", normalised_from="N")),
        (text(" reads on"), WORDS, Reading(text="reads on", normalised_from=" reads on")),
        (text("reads on"), WORDS, Reading(text="reads on")),
        (ON, WORDS, Reading(text="TRUE")),
    ],
)
def test_what_is_plain_is_taken(cell: ReadCell, measure: Measure, reading: Reading) -> None:
    assert read_entry(cell, measure, CODES) == reading


SHARE = "a whole number from 0 to 100, with or without %"
ANY_CODE = "or one of ABS, EX, NA, MOVED or REF."
NO_CHOICE = '"often" is neither one of the choices nor a code.'


@pytest.mark.parametrize(
    ("cell", "measure", "message", "readings"),
    [
        (
            number(1),
            WHOLE,
            "1 can mean 100% or 1%. Type the one that is meant.",
            ("100%", "1%"),
        ),
        (
            number(0.5),
            FINE,
            "0.5 can mean 50% or 0.5%. Type the one that is meant.",
            ("50%", "0.5%"),
        ),
        (
            number(85, "8500%", "PERCENT"),
            WHOLE,
            "8500% is shown, and 85 stands behind it. If 85% is meant, type 85%.",
            ("85%", "8500%"),
        ),
        (
            number(0.855, "85.5%", "PERCENT"),
            WHOLE,
            f"85.5% is not a whole number. Type {SHARE}, or a code.",
            (),
        ),
        (number(120), WHOLE, f"120 is outside Percent correct. Type {SHARE}, or a code.", ()),
        (text("120%"), WHOLE, f"120% is outside Percent correct. Type {SHARE}, or a code.", ()),
        (
            text("many"),
            WHOLE,
            f'"many" is neither a percentage nor a code. Type {SHARE}, {ANY_CODE}',
            (),
        ),
        (ON, DAY, "TRUE is not a date. Type the date as 2027-05-24, or a code.", ()),
        (
            text("soon"),
            DAY,
            f'"soon" is neither a date nor a code. Type the date as 2027-05-24, {ANY_CODE}',
            (),
        ),
        (number(19_999), DAY, "19999 is not a date. Type the date as 2027-05-24, or a code.", ()),
        (number(80_000), DAY, "80000 is not a date. Type the date as 2027-05-24, or a code.", ()),
        (
            number(20_000),
            DAY,
            (
                "20000 is a number; as a date it would be 1954-10-03. If that is meant, type "
                "1954-10-03."
            ),
            ("1954-10-03",),
        ),
        (
            text("often"),
            LEVEL,
            f"{NO_CHOICE} Type one of below, meets, above, {ANY_CODE}",
            (),
        ),
        (
            text("often"),
            LETTER,
            f"{NO_CHOICE} Type one of the choices, {ANY_CODE}",
            (),
        ),
        (
            text("mets"),
            LEVEL,
            '"mets" is none of the choices. If it means meets, type meets.',
            ("meets",),
        ),
        (
            number(0),
            TICK,
            "0 can mean yes or no. Type the one that is meant.",
            ("yes", "no"),
        ),
        (
            text("perhaps"),
            TICK,
            f'"perhaps" is neither yes or no nor a code. Type yes or no, {ANY_CODE}',
            (),
        ),
    ],
)
def test_what_is_not_is_asked_about_with_all_it_can_mean(
    cell: ReadCell, measure: Measure, message: str, readings: tuple[str, ...]
) -> None:
    doubt = read_entry(cell, measure, CODES)
    assert isinstance(doubt, Doubt)
    assert (doubt.message, doubt.readings) == (message, readings)
    likely = "no" if measure is TICK and readings else next(iter(readings), None)
    assert doubt.suggestion == likely
