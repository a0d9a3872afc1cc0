"""Start here, Progress notes and Lists: the tabs around the grid."""

from collections.abc import Iterable, Iterator

from sheet_templates import looks
from sheet_templates.desired.brief import Brief, grade_name
from sheet_templates.desired.parts import DesiredColumn, DesiredRow, DesiredTab, PeoplesArea
from sheet_templates.drawing import Area, Cell, Look, Validation
from sheet_templates.identity import row_key
from sheet_templates.school import StaffMember
from sheet_templates.team import Place

START_TAB, NOTES_TAB, LISTS_TAB = "start", "notes", "lists"

_NOTE_COLUMNS = (
    ("key", "Key", 90, looks.IDENTITY),
    ("date", "Date", 100, looks.NOTE_DATE),
    ("student", "Student", 230, looks.NOTE_TEXT),
    ("seen", "What was seen", 340, looks.NOTE_TEXT),
    ("strengths", "Strengths seen", 240, looks.NOTE_TEXT),
    ("next_step", "Next step", 240, looks.NOTE_TEXT),
    ("author", "Written by", 140, looks.NOTE_TEXT),
)
_LISTS_COLUMNS = (("code", "Code", 90), ("meaning", "Meaning", 160), ("student", "Student", 260))


def start_tab(brief: Brief) -> DesiredTab:
    """What somebody new needs to know, in plain words; all of it is written for them."""
    sheet_id = brief.sheet_id(START_TAB)
    rows = (
        DesiredRow(
            key="title",
            cells={
                "label": Cell(
                    value=f"{grade_name(brief.grade)}: {brief.template.title}", look=looks.TITLE
                )
            },
        ),
        *(_explanation(n, *line) for n, line in enumerate(_explanations(brief))),
    )
    return DesiredTab(
        key=START_TAB,
        sheet_id=sheet_id,
        title="Start here",
        columns=(DesiredColumn(key="label", width=220), DesiredColumn(key="text", width=620)),
        rows=rows,
        is_keyed=True,
        protections=(
            brief.protect(START_TAB, "all", Area(sheet_id=sheet_id), "The document owner's page"),
        ),
    )


def _explanation(number: int, label: str, text: str, look: Look = looks.TEXT) -> DesiredRow:
    cells = {"label": Cell(value=label, look=looks.LABEL), "text": Cell(value=text, look=look)}
    return DesiredRow(key=f"line.{number}", cells=cells)


def _explanations(brief: Brief) -> Iterator[tuple[str, str] | tuple[str, str, Look]]:
    yield "Why we keep it", brief.template.purpose
    yield "School and year", f"{brief.school.name}, {brief.calendar.school_year.title}"
    yield "Document owner", f"{brief.team.document_owner.name} answers for its accuracy."
    yield "Scores", f"Entered by the teachers: {_names(brief.team.teachers)}."
    yield "Progress notes", f"Written by: {_names(brief.team.intervention_staff)}."
    for checkpoint in brief.checkpoints:
        yield (
            f"{checkpoint.title} window",
            (
                f"Open {checkpoint.opens_on} to {checkpoint.due_on}; "
                f"a blank counts as missing from {checkpoint.missing_from}."
            ),
        )
    yield "Data reviews", ", ".join(review.on.isoformat() for review in brief.reviews) + "."
    yield (
        "No score to give?",
        "Type a code: "
        + ", ".join(f"{excuse.code} ({excuse.meaning})" for excuse in brief.template.excuse_codes)
        + ". Never type a zero for a score that is not there.",
    )
    yield "Colours", "The window is open and the cell is blank.", looks.OPEN
    yield "", "Past the due date, still within the days of grace.", looks.LATE
    yield "", "Missing: past the days of grace.", looks.MISSING
    yield "", "Excused: a code stands there.", looks.EXCUSED
    yield "", "Outside the scale: please look again.", looks.OUT_OF_RANGE


def _names(people: Iterable[StaffMember]) -> str:
    return ", ".join(person.name for person in people) or "nobody yet"


def notes_tab(brief: Brief) -> DesiredTab:
    """Progress notes: a header, and spare rows whose keys are minted beforehand."""
    sheet_id = brief.sheet_id(NOTES_TAB)
    header = DesiredRow(
        key="header",
        cells={key: Cell(value=name, look=looks.HEADER) for key, name, _, _ in _NOTE_COLUMNS},
    )
    spare = tuple(_spare_note_row(brief, n) for n in range(brief.template.spare_note_rows))
    return DesiredTab(
        key=NOTES_TAB,
        sheet_id=sheet_id,
        title="Progress notes",
        columns=tuple(
            DesiredColumn(key=key, width=width, hidden=key == "key")
            for key, _, width, _ in _NOTE_COLUMNS
        ),
        rows=(header, *spare),
        frozen_rows=1,
        is_keyed=True,
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
            for column, (key, _, _, look) in enumerate(_NOTE_COLUMNS)
            if key != "key"
        ),
        protections=(
            brief.protect(
                NOTES_TAB, "head", Area(sheet_id=sheet_id, end_row=1), "Headers: the document owner"
            ),
            brief.protect(
                NOTES_TAB,
                "body",
                Area(sheet_id=sheet_id, first_row=1),
                "Progress notes: intervention staff",
                *(person.email for person in brief.team.intervention_staff),
            ),
        ),
        validations=tuple(_note_validations(brief, sheet_id)),
    )


def _spare_note_row(brief: Brief, number: int) -> DesiredRow:
    key = row_key(brief.tracker_id, NOTES_TAB, str(number))
    return DesiredRow(key=key, cells={"key": Cell(value=key, look=looks.IDENTITY)})


def _note_validations(brief: Brief, sheet_id: int) -> Iterator[Validation]:
    keys = [key for key, _, _, _ in _NOTE_COLUMNS]

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


def lists_tab(brief: Brief) -> DesiredTab:
    """Choices: the excuse codes, and the children labelled so that two of one name differ."""
    sheet_id = brief.sheet_id(LISTS_TAB)
    header = DesiredRow(
        key="header",
        cells={key: Cell(value=name, look=looks.HEADER) for key, name, _ in _LISTS_COLUMNS},
    )
    codes = brief.template.excuse_codes
    rows = tuple(
        DesiredRow(key=f"line.{n}", cells=dict(_choices(brief, n)))
        for n in range(max(len(codes), len(brief.places)))
    )
    return DesiredTab(
        key=LISTS_TAB,
        sheet_id=sheet_id,
        title="Lists",
        hidden=True,
        columns=tuple(DesiredColumn(key=key, width=width) for key, _, width in _LISTS_COLUMNS),
        rows=(header, *rows),
        frozen_rows=1,
        protections=(
            brief.protect(LISTS_TAB, "all", Area(sheet_id=sheet_id), "Choices: the document owner"),
        ),
    )


def _choices(brief: Brief, number: int) -> Iterator[tuple[str, Cell]]:
    codes = brief.template.excuse_codes
    if number < len(codes):
        yield "code", Cell(value=codes[number].code, look=looks.IDENTITY)
        yield "meaning", Cell(value=codes[number].meaning, look=looks.IDENTITY)
    if number < len(brief.places):
        yield "student", Cell(value=student_label(brief.places[number]), look=looks.IDENTITY)


def student_label(place: Place) -> str:
    """A child as people pick it from a list: "Morales, Ana · Ruiz · st-417"."""
    student = place.student
    parts = [f"{student.family_name}, {student.given_name}"]
    if place.teacher:
        parts.append(place.teacher.family_name)
    return " · ".join([*parts, student.sourced_id])
