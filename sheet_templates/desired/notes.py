"""Progress notes: one row a note; spare rows carry keys that were minted beforehand."""

from collections.abc import Iterator

from sheet_templates import looks
from sheet_templates.desired.brief import Brief
from sheet_templates.desired.parts import DesiredColumn, DesiredRow, DesiredTab, PeoplesArea
from sheet_templates.drawing import Area, Cell, Validation
from sheet_templates.identity import row_key

TAB = "notes"

_COLUMNS = (
    ("key", "Key", 90, looks.IDENTITY),
    ("date", "Date", 100, looks.NOTE_DATE),
    ("student", "Student", 230, looks.NOTE_TEXT),
    ("seen", "What was seen", 340, looks.NOTE_TEXT),
    ("strengths", "Strengths seen", 240, looks.NOTE_TEXT),
    ("next_step", "Next step", 240, looks.NOTE_TEXT),
    ("author", "Written by", 140, looks.NOTE_TEXT),
)


def notes_tab(brief: Brief) -> DesiredTab:
    """Progress notes: a header, and spare rows whose keys are minted beforehand."""
    sheet_id = brief.sheet_id(TAB)
    header = DesiredRow(
        key="header",
        cells={key: Cell(value=name, look=looks.HEADER) for key, name, _, _ in _COLUMNS},
    )
    count = max(brief.minted.get(TAB, 0), _spare_rows(brief))
    spare = tuple(_spare_note_row(brief, n) for n in range(count))
    return DesiredTab(
        key=TAB,
        sheet_id=sheet_id,
        title="Progress notes",
        columns=tuple(
            DesiredColumn(key=key, width=width, hidden=key == "key")
            for key, _, width, _ in _COLUMNS
        ),
        rows=(header, *spare),
        frozen_rows=1,
        is_keyed=True,
        spare_rows=_spare_rows(brief),
        peoples_areas=tuple(
            PeoplesArea(
                area=Area(
                    sheet_id=sheet_id,
                    first_row=1,
                    first_column=column,
                    end_column=column + 1,
                ),
                look=look,
            )
            for column, (key, _, _, look) in enumerate(_COLUMNS)
            if key != "key"
        ),
        protections=(
            brief.protect(
                TAB, "head", Area(sheet_id=sheet_id, end_row=1), "Headers: the document owner"
            ),
            brief.protect(
                TAB,
                "body",
                Area(sheet_id=sheet_id, first_row=1),
                "Progress notes: intervention staff",
                *(person.email for person in brief.team.intervention_staff),
            ),
        ),
        validations=tuple(_note_validations(brief, sheet_id)),
    )


def _spare_rows(brief: Brief) -> int:
    return next((tab.spare_rows for tab in brief.template.tabs if tab.key == TAB), 0)


def _spare_note_row(brief: Brief, number: int) -> DesiredRow:
    key = row_key(brief.tracker_id, TAB, str(number))
    return DesiredRow(key=key, cells={"key": Cell(value=key, look=looks.IDENTITY)})


def _note_validations(brief: Brief, sheet_id: int) -> Iterator[Validation]:
    keys = [key for key, _, _, _ in _COLUMNS]

    def area(column: str) -> Area:
        at = keys.index(column)
        return Area(sheet_id=sheet_id, first_row=1, first_column=at, end_column=at + 1)

    yield Validation(
        area=area("date"),
        condition="DATE_IS_VALID",
        operands=(),
        message="A date.",
    )
    if brief.places:
        yield Validation(
            area=area("student"),
            condition="ONE_OF_RANGE",
            operands=(f"=Lists!$C$2:$C${1 + len(brief.places)}",),
            message="Choose one of this grade's children.",
            shows_choices=True,
        )
