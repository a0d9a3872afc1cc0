"""Lists: what people choose from; hidden, and the document owner's."""

from collections.abc import Iterator

from sheet_templates import looks
from sheet_templates.desired.brief import Brief
from sheet_templates.desired.parts import DesiredColumn, DesiredRow, DesiredTab
from sheet_templates.drawing import Area, Cell
from sheet_templates.team import Place

TAB = "lists"

_COLUMNS = (("code", "Code", 90), ("meaning", "Meaning", 160), ("student", "Student", 260))


def lists_tab(brief: Brief) -> DesiredTab:
    """Choices: the excuse codes, and the children labelled so that two of one name differ."""
    sheet_id = brief.sheet_id(TAB)
    header = DesiredRow(
        key="header",
        cells={key: Cell(value=name, look=looks.HEADER) for key, name, _ in _COLUMNS},
    )
    codes = brief.template.excuse_codes
    rows = tuple(
        DesiredRow(key=f"line.{n}", cells=dict(_choices(brief, n)))
        for n in range(max(len(codes), len(brief.places)))
    )
    return DesiredTab(
        key=TAB,
        sheet_id=sheet_id,
        title="Lists",
        hidden=True,
        columns=tuple(DesiredColumn(key=key, width=width) for key, _, width in _COLUMNS),
        rows=(header, *rows),
        frozen_rows=1,
        protections=(
            brief.protect(TAB, "all", Area(sheet_id=sheet_id), "Choices: the document owner"),
        ),
    )


def _choices(brief: Brief, number: int) -> Iterator[tuple[str, Cell]]:
    codes = brief.template.excuse_codes
    if number < len(codes):
        yield "code", Cell(value=codes[number].code, look=looks.IDENTITY)
        yield "meaning", Cell(value=codes[number].meaning, look=looks.IDENTITY)
    if number < len(brief.places):
        present_first = sorted(brief.places, key=lambda place: place.left_on is not None)
        yield "student", Cell(value=student_label(present_first[number]), look=looks.IDENTITY)


def student_label(place: Place) -> str:
    """A child as people pick it from a list: "Morales, Ana · Ruiz · st-417"."""
    student = place.student
    parts = [f"{student.family_name}, {student.given_name}"]
    if place.teacher:
        parts.append(place.teacher.family_name)
    return " · ".join([*parts, student.sourced_id])
