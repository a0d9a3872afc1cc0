"""Start here: what somebody new to the tracker needs to know, in plain words."""

from collections.abc import Iterable, Iterator

from sheet_templates import looks
from sheet_templates.dates import long_day
from sheet_templates.desired.brief import Brief, grade_name
from sheet_templates.desired.parts import DesiredColumn, DesiredRow, DesiredTab
from sheet_templates.drawing import Area, Cell, Look
from sheet_templates.school import StaffMember

TAB = "start"


def start_tab(brief: Brief) -> DesiredTab:
    """What somebody new needs to know, in plain words; all of it is written for them."""
    sheet_id = brief.sheet_id(TAB)
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
        key=TAB,
        sheet_id=sheet_id,
        title="Start here",
        columns=(DesiredColumn(key="label", width=220), DesiredColumn(key="text", width=620)),
        rows=rows,
        is_keyed=True,
        protections=(
            brief.protect(TAB, "all", Area(sheet_id=sheet_id), "The document owner's page"),
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
                f"Open from {long_day(checkpoint.opens_on)} to {long_day(checkpoint.due_on)}; "
                f"a blank counts as missing from {long_day(checkpoint.missing_from)}."
                f"{_because(checkpoint.why)}"
            ),
        )
    reviews = "; ".join(long_day(review.on) for review in brief.reviews)
    reasons = "".join(_because(review.why) for review in brief.reviews)
    yield "Data reviews", f"{reviews}.{reasons}"
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


def _because(why: str) -> str:
    """Why a date is another than was planned, as one more sentence."""
    return f" {why}" if why else ""


def _names(people: Iterable[StaffMember]) -> str:
    return ", ".join(person.name for person in people) or "nobody yet"
