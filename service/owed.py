"""What is owed in one tracker: the one place where it is worked out, for pages and duties alike."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from service.milestone_facts import due_in
from service.note_facts import notes_facts
from sheet_templates.model import Audience, ExcuseCode, TrackerTemplate, WindowRule
from sheet_templates.school import Checkpoint, Roster, StaffMember
from sheet_templates.subjects import Subject
from sheet_templates.team import document_owner
from sync.domain.cadence import checkpoints_for
from sync.domain.caseloads import owed_on_caseloads
from sync.domain.expected import ExpectedEntry, expected_entries
from sync.domain.milestones_owed import Asked
from sync.domain.school_calendar import SchoolCalendar
from sync.duty_round import Owed


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What a tracker has of its own: the template that it follows, its document owner.

    None where it has none, and so the school's. `asked` says since when it asks for milestones,
    None where it was not made yet.
    """

    template: TrackerTemplate | None = None
    owner: StaffMember | None = None
    asked: Asked | None = None

    def owner_in(self, roster: Roster) -> StaffMember:
        """Who answers for the tracker: its owner, as long as this person is on the staff."""
        if self.owner is not None:
            for one in roster.staff:
                if one.sourced_id == self.owner.sourced_id:
                    return one
        return document_owner(roster)


def owed_in(
    roster: Roster,
    subject: Subject,
    calendar: SchoolCalendar,
    template: TrackerTemplate,
    own: Own,
) -> Owed:
    """What is owed in a tracker by the template that it follows, under its own document owner.

    CalendarError from the template's cadence.
    """
    owner = own.owner_in(roster)
    windows = {
        grade: checkpoints_for(grade, template.cadence, calendar.for_grade(grade))
        for grade in subject.grades
    }
    first = next(iter(subject.grades), None)
    year = calendar.for_grade(first) if first else calendar.for_band(calendar.bands[0])
    return Owed(
        expected=tuple(_expected(roster, subject, template, windows, owner)),
        checkpoints=_together(windows, template.cadence.windows),
        notes=notes_facts(roster, subject, template, year, owner),
        milestones=due_in(roster, subject, calendar, template, own.asked, owner),
    )


def excuse_codes_of(
    templates: Iterable[TrackerTemplate],
) -> tuple[ExcuseCode, ...]:
    """The codes that stand for a score in the trackers of all of these templates, as the first has.

    What is said once for children of several trackers must hold in each of them.
    """
    first, *others = templates
    known = [{one.code for one in each.excuse_codes} for each in others]
    return tuple(one for one in first.excuse_codes if all(one.code in each for each in known))


def _expected(
    roster: Roster,
    subject: Subject,
    template: TrackerTemplate,
    windows: Mapping[str, tuple[Checkpoint, ...]],
    owner: StaffMember,
) -> Iterator[ExpectedEntry]:
    for grade, points in windows.items():
        expected = expected_entries(
            roster, grade, template.metrics, points, owner.sourced_id, subject.students
        )
        if subject.audience is Audience.CASELOAD:
            yield from owed_on_caseloads(roster, expected, points, owner.sourced_id)
        else:
            yield from expected


def _together(
    windows: Mapping[str, tuple[Checkpoint, ...]], order: Iterable[WindowRule]
) -> tuple[Checkpoint, ...]:
    """Every window that one of the grades has, in the template's order.

    A file whose grades have other dates for a window is not drawn: a column has one due date.
    """
    found: dict[str, Checkpoint] = {}
    for points in windows.values():
        for point in points:
            found.setdefault(point.key, point)
    return tuple(found[one.key] for one in order if one.key in found)
