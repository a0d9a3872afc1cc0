"""Start here: what somebody new to the tracker needs to know, in plain words.

Notes on headers cannot be opened on a tablet, so what they say stands here too.
"""

from collections.abc import Iterable, Iterator

from sheet_templates import looks
from sheet_templates.columns import CellStatus, TabKind
from sheet_templates.desired.brief import Brief
from sheet_templates.desired.parts import DesiredColumn, DesiredRow, DesiredTab
from sheet_templates.desired.states import look_of
from sheet_templates.drawing import Area, Cell, Look
from sheet_templates.measures import Lens, Metric, plain
from sheet_templates.roles import Role
from sheet_templates.school import StaffMember
from sheet_templates.sentences import (
    Sentence,
    about,
    day_alone,
    listed,
    made_of,
    sentence,
    several,
    together,
)

TAB = "start"
Line = tuple[str, str, str] | tuple[str, str, str, Look]  # what it is about, label, text, look

_STEP = 48  # lines; more than any template that people can still read

_LEGEND = (
    (CellStatus.OPEN, sentence("The window is open and the cell is blank.")),
    (CellStatus.LATE, sentence("Past the due date, still within the days of grace.")),
    (CellStatus.MISSING, sentence("Missing: past the days of grace.")),
    (CellStatus.EXCUSED, sentence("Excused: a code stands there, or was given elsewhere.")),
    (CellStatus.OUT_OF_RANGE, sentence("Cannot be read as a score: please look again.")),
    (CellStatus.BELOW_THE_CUT, sentence("Below the cut score.")),
    (CellStatus.NOT_OWED, sentence("Nothing is owed here, or not yet.")),
)


def start_tab(brief: Brief) -> DesiredTab:
    """What somebody new needs to know; all of it is written for them."""
    sheet_id = brief.sheet_id(TAB)
    template = brief.template
    title = Cell(value=about(brief.title_subject, template.title), look=looks.TITLE)
    return DesiredTab(
        key=TAB,
        sheet_id=sheet_id,
        title=next((tab.title for tab in template.tabs_of(TabKind.START)), sentence("Start here")),
        columns=(DesiredColumn(key="label", width=220), DesiredColumn(key="text", width=620)),
        rows=(
            DesiredRow(key="title", cells={"label": title}),
            *_rows(list(_lines(brief))),
        ),
        is_keyed=True,
        protections=(
            brief.protect(
                TAB, "all", Area(sheet_id=sheet_id), sentence("The document owner's page")
            ),
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
    yield "purpose", sentence("Why we keep it"), brief.template.purpose
    yield (
        "school",
        sentence("School and year"),
        f"{brief.school.name}, {brief.calendar.school_year.title}",
    )
    for number, (label, text) in enumerate(brief.projections.status):
        yield f"status.{number}", label, text
    yield from _people(brief)
    yield from _windows(brief)
    yield from _milestones(brief)
    for metric in brief.template.drawn_metrics:
        yield f"metric.{metric.key}", metric.title, _about(brief, metric)
    yield (
        "codes",
        sentence("No score to give?"),
        sentence(
            "Type a code: %(codes)s. Never type a zero for a score that is not there.",
            codes=", ".join(f"{one.code} ({one.meaning})" for one in brief.template.excuse_codes),
        ),
    )
    yield from _tabs(brief)
    yield from _legend(brief)


_ROLES = {
    Role.TEACHER: sentence("Teachers"),
    Role.INTERVENTION_STAFF: sentence("Intervention staff"),
}


def _people(brief: Brief) -> Iterator[Line]:
    """One line per role: who may read everything, and what each may edit."""
    yield (
        "owner",
        sentence("Document owner"),
        sentence(
            "%(name)s answers for its accuracy and may edit everything.",
            name=brief.team.document_owner.name,
        ),
    )
    for role, people in (
        (Role.TEACHER, brief.team.teachers),
        (Role.INTERVENTION_STAFF, brief.team.intervention_staff),
    ):
        said = together([_names(people), _may_edit(brief, role)], between=". ")
        yield f"role.{role.name.lower()}", _ROLES[role], said
    yield (
        "readers",
        sentence("Who may read"),
        sentence("Everybody named here reads everything in this file: hiding hides nothing."),
    )


def _may_edit(brief: Brief, role: Role) -> Sentence:
    scores = [m.title.lower() for m in brief.template.drawn_metrics if role in m.edited_by]
    columns = [
        f'"{column.header}"'
        for column in brief.template.students.drawn_columns
        if role in column.edited_by
    ]
    tabs = [tab.title for tab in brief.template.tabs_of(TabKind.RECORDS) if role in tab.edited_by]
    parts: list[str] = []
    if scores:
        parts.append(sentence("the scores of %(metrics)s", metrics=listed(scores)))
    parts += columns
    if len(tabs) == 1:
        parts.append(sentence("the tab %(tabs)s", tabs=listed(tabs)))
    elif tabs:
        parts.append(sentence("the tabs %(tabs)s", tabs=listed(tabs)))
    if not parts:
        return sentence("May edit the free columns.")
    return sentence("May edit %(parts)s.", parts=listed(parts))


def _windows(brief: Brief) -> Iterator[Line]:
    for point in brief.checkpoints:
        dates = sentence(
            "Open from %(opens)s to %(due)s; a blank counts as missing from %(missing)s.",
            opens=point.opens_on,
            due=point.due_on,
            missing=point.missing_from,
        )
        label = sentence("%(window)s window", window=point.title)
        yield f"window.{point.key}", label, together([dates, *filter(None, [point.why])])
    days = made_of(
        "%(days)s.",
        "",
        {"days": together([day_alone(one.on) for one in brief.reviews], between="; ")},
    )
    reasons = [one.why for one in brief.reviews if one.why]
    said = together([days, *reasons])
    yield "reviews", sentence("Data reviews"), said


_OWED_BY = {
    Role.DOCUMENT_OWNER: sentence("By the document owner."),
    Role.TEACHER: sentence("By the teacher of each class."),
    Role.INTERVENTION_STAFF: sentence("By each of the intervention staff."),
}


def _milestones(brief: Brief) -> Iterator[Line]:
    """What is to be done with the data, by whom and when."""
    rules = {rule.key: rule for rule in brief.template.cadence.milestones}
    for point in brief.milestones:
        rule = rules[point.key]
        dates = sentence("From %(opens)s to %(due)s.", opens=point.opens_on, due=point.due_on)
        said = [rule.what, _OWED_BY[rule.who], dates, point.why]
        yield f"milestone.{point.key}", point.title, together([one for one in said if one])


def _about(brief: Brief, metric: Metric) -> Sentence:
    scale = brief.template.scale_of(metric)
    said: list[str] = [
        sentence(
            "%(test)s: %(values)s.", test=metric.instrument or scale.title, values=scale.in_words
        )
    ]
    if metric.is_primary:
        said += [sentence("The primary metric."), metric.why]
    else:
        said += [sentence("Supports the primary metric."), metric.supports]
    if not metric.is_expected:
        said.append(sentence("Entered where it applies; a blank is never missing."))
    return together([part for part in (*said, _judged(brief, metric)) if part])


def _judged(brief: Brief, metric: Metric) -> Sentence:
    if metric.lens is Lens.GROWTH:
        windows = {point.key: point.title.lower() for point in brief.checkpoints}
        base = windows.get(metric.baseline or "")
        if base:
            return sentence("Judged by growth since %(window)s.", window=base)
        return sentence("Judged by growth.")
    cuts = _cuts(brief, metric)
    if cuts is None:
        return sentence("Judged by proficiency: %(level)s.", level=metric.mastery or "")
    return sentence(
        "Judged by proficiency: %(level)s from %(cuts)s on.",
        level=metric.mastery or "",
        cuts=cuts,
    )


def _cuts(brief: Brief, metric: Metric) -> str | None:
    """From which score on a student is proficient, window by window; None for words."""
    found = {
        point.title.lower(): plain(cut)
        for point in brief.checkpoints
        for grade in brief.grades[:1]
        if (cut := metric.cut_of(grade, point.key)) is not None
    }
    if not found or len(brief.grades) > 1:
        return None
    if len(set(found.values())) == 1:
        return next(iter(found.values()))
    each = [
        sentence("%(cut)s in %(window)s", cut=cut, window=window) for window, cut in found.items()
    ]
    return together(each, between=", ")


def _tabs(brief: Brief) -> Iterator[Line]:
    for tab in brief.template.tabs:
        if tab.help and tab.off is None:
            yield f"tab.{tab.key}", tab.title, tab.help
    for column in brief.template.students.drawn_columns:
        if column.help and column.roster is None:
            yield (
                f"column.{column.key}",
                sentence("Column %(column)s", column=column.header),
                column.help,
            )
    count = brief.template.students.free_columns
    if count:
        yield (
            "free",
            sentence("My columns"),
            several(
                "The last column of %(tab)s is the team's own: name it and use it as you like. It "
                "is not collected.",
                "The last %(count)s columns of %(tab)s are the team's own: name them and use them "
                "as you like. They are not collected.",
                count,
                tab=brief.template.students.title,
            ),
        )


def _legend(brief: Brief) -> Iterator[Line]:
    for number, (status, text) in enumerate(_LEGEND):
        label = "" if number else sentence("Colours")
        yield f"colour.{status.name.lower()}", label, text, look_of(status, brief.template)


def _names(people: Iterable[StaffMember]) -> str:
    return ", ".join(person.name for person in people) or sentence("nobody yet")
