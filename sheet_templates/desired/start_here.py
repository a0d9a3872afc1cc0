"""Start here: what somebody new to the tracker needs to know, in plain words.

Notes on headers cannot be opened on a tablet, so what they say stands here too.
"""

from collections.abc import Iterable, Iterator

from sheet_templates import looks
from sheet_templates.columns import CellStatus, TabKind
from sheet_templates.dates import long_day
from sheet_templates.desired.brief import Brief
from sheet_templates.desired.parts import DesiredColumn, DesiredRow, DesiredTab
from sheet_templates.desired.states import look_of
from sheet_templates.drawing import Area, Cell, Look
from sheet_templates.measures import Lens, Metric, plain
from sheet_templates.roles import Role
from sheet_templates.school import StaffMember

TAB = "start"
Line = tuple[str, str, str] | tuple[str, str, str, Look]  # what it is about, label, text, look

_STEP = 48  # lines; more than any template that people can still read

_LEGEND = (
    (CellStatus.OPEN, "The window is open and the cell is blank."),
    (CellStatus.LATE, "Past the due date, still within the days of grace."),
    (CellStatus.MISSING, "Missing: past the days of grace."),
    (CellStatus.EXCUSED, "Excused: a code stands there, or was given elsewhere."),
    (CellStatus.OUT_OF_RANGE, "Cannot be read as a score: please look again."),
    (CellStatus.BELOW_THE_CUT, "Below the cut score."),
    (CellStatus.NOT_OWED, "Nothing is owed here, or not yet."),
)


def start_tab(brief: Brief) -> DesiredTab:
    """What somebody new needs to know; all of it is written for them."""
    sheet_id = brief.sheet_id(TAB)
    template = brief.template
    title = Cell(value=f"{brief.title_subject}: {template.title}", look=looks.TITLE)
    return DesiredTab(
        key=TAB,
        sheet_id=sheet_id,
        title=next((tab.title for tab in template.tabs_of(TabKind.START)), "Start here"),
        columns=(DesiredColumn(key="label", width=220), DesiredColumn(key="text", width=620)),
        rows=(
            DesiredRow(key="title", cells={"label": title}),
            *_rows(list(_lines(brief))),
        ),
        is_keyed=True,
        protections=(
            brief.protect(TAB, "all", Area(sheet_id=sheet_id), "The document owner's page"),
        ),
    )


def _rows(lines: list[Line]) -> Iterator[DesiredRow]:
    """The lines by their place, then blank ones: a line that is no longer said leaves no trace."""
    for number in range(-(-max(len(lines), 1) // _STEP) * _STEP):
        _, label, text, *look = lines[number] if number < len(lines) else ("", "", "")
        cells = {
            "label": Cell(value=label, look=looks.LABEL),
            "text": Cell(value=text, look=look[0] if look else looks.TEXT),
        }
        yield DesiredRow(key=f"line.{number}", cells=cells)


def _lines(brief: Brief) -> Iterator[Line]:
    yield "purpose", "Why we keep it", brief.template.purpose
    yield "school", "School and year", f"{brief.school.name}, {brief.calendar.school_year.title}"
    for number, (label, text) in enumerate(brief.projections.status):
        yield f"status.{number}", label, text
    yield from _people(brief)
    yield from _windows(brief)
    for metric in brief.template.drawn_metrics:
        yield f"metric.{metric.key}", metric.title, _about(brief, metric)
    yield (
        "codes",
        "No score to give?",
        (
            "Type a code: "
            + ", ".join(f"{one.code} ({one.meaning})" for one in brief.template.excuse_codes)
            + ". Never type a zero for a score that is not there."
        ),
    )
    yield from _tabs(brief)
    yield from _legend(brief)


def _people(brief: Brief) -> Iterator[Line]:
    """One line per role: who may read everything, and what each may edit."""
    owner = brief.team.document_owner.name
    yield "owner", "Document owner", f"{owner} answers for its accuracy and may edit everything."
    for role, people in (
        (Role.TEACHER, brief.team.teachers),
        (Role.INTERVENTION_STAFF, brief.team.intervention_staff),
    ):
        label = f"{role.value[:1].upper()}{role.value[1:]}"
        label = label if role is Role.INTERVENTION_STAFF else f"{label}s"
        yield f"role.{role.name.lower()}", label, f"{_names(people)}. {_may_edit(brief, role)}"
    yield (
        "readers",
        "Who may read",
        "Everybody named here reads everything in this file: hiding hides nothing.",
    )


def _may_edit(brief: Brief, role: Role) -> str:
    scores = [m.title.lower() for m in brief.template.drawn_metrics if role in m.edited_by]
    columns = [
        f'"{column.header}"'
        for column in brief.template.students.drawn_columns
        if role in column.edited_by
    ]
    tabs = [tab.title for tab in brief.template.tabs_of(TabKind.RECORDS) if role in tab.edited_by]
    parts = []
    if scores:
        parts.append(f"the scores of {_listed(scores)}")
    parts += columns
    if tabs:
        parts.append(f"the tab{'s' if len(tabs) > 1 else ''} {_listed(tabs)}")
    return f"May edit {_listed(parts)}." if parts else "May edit the free columns."


def _listed(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _windows(brief: Brief) -> Iterator[Line]:
    for point in brief.checkpoints:
        yield (
            f"window.{point.key}",
            f"{point.title} window",
            (
                f"Open from {long_day(point.opens_on)} to {long_day(point.due_on)}; "
                f"a blank counts as missing from {long_day(point.missing_from)}."
                f"{_because(point.why)}"
            ),
        )
    reviews = "; ".join(long_day(review.on) for review in brief.reviews)
    reasons = "".join(_because(review.why) for review in brief.reviews)
    yield "reviews", "Data reviews", f"{reviews}.{reasons}"


def _because(why: str) -> str:
    """Why a date is another than was planned, as one more sentence."""
    return f" {why}" if why else ""


def _about(brief: Brief, metric: Metric) -> str:
    scale = brief.template.scale_of(metric)
    said = [f"{metric.instrument or scale.title}: {scale.in_words}."]
    if metric.is_primary:
        said += ["The primary metric.", metric.why]
    else:
        said += ["Supports the primary metric.", metric.supports]
    if not metric.is_expected:
        said.append("Entered where it applies; a blank is never missing.")
    return " ".join(part for part in (*said, _judged(brief, metric)) if part)


def _judged(brief: Brief, metric: Metric) -> str:
    if metric.lens is Lens.GROWTH:
        windows = {point.key: point.title.lower() for point in brief.checkpoints}
        base = windows.get(metric.baseline or "")
        return f"Judged by growth since {base}." if base else "Judged by growth."
    return f"Judged by proficiency: {metric.mastery} {_cuts(brief, metric)}".rstrip() + "."


def _cuts(brief: Brief, metric: Metric) -> str:
    """From which score on a student is proficient, window by window; nothing for words."""
    found = {
        point.title.lower(): plain(cut)
        for point in brief.checkpoints
        for grade in brief.grades[:1]
        if (cut := metric.cut_of(grade, point.key)) is not None
    }
    if not found or len(brief.grades) > 1:
        return ""
    if len(set(found.values())) == 1:
        return f"from {next(iter(found.values()))} on"
    return "from " + ", ".join(f"{cut} in {window}" for window, cut in found.items()) + " on"


def _tabs(brief: Brief) -> Iterator[Line]:
    for tab in brief.template.tabs:
        if tab.help and tab.off is None:
            yield f"tab.{tab.key}", tab.title, tab.help
    for column in brief.template.students.drawn_columns:
        if column.help and column.roster is None:
            yield f"column.{column.key}", f"Column {column.header}", column.help
    count = brief.template.students.free_columns
    if count:
        yield (
            "free",
            "My columns",
            (
                f"The last {count} columns of {brief.template.students.title} are the team's own: "
                "name them and use them as you like. They are not collected."
            ),
        )


def _legend(brief: Brief) -> Iterator[Line]:
    for number, (status, text) in enumerate(_LEGEND):
        label = "" if number else "Colours"
        yield f"colour.{status.name.lower()}", label, text, look_of(status, brief.template)


def _names(people: Iterable[StaffMember]) -> str:
    return ", ".join(person.name for person in people) or "nobody yet"
