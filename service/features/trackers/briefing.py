"""What the store and the template say of each tracker: its brief, and what reading it expects."""

from dataclasses import dataclass

from sheet_templates.desired import Brief
from sheet_templates.expectation import Expectation, expectation_of
from sheet_templates.identity import tracker_id
from sheet_templates.model import TrackerTemplate
from sheet_templates.school import AcademicCalendar, Checkpoint, Roster
from sheet_templates.team import grades_of, places_of, team_of
from sync.domain.cadence import checkpoints_for, data_reviews


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """A school's trackers as its roster, its calendar and the template ask for them."""

    roster: Roster
    calendar: AcademicCalendar
    template: TrackerTemplate
    zone: str

    def tracker_ids(self) -> dict[str, str]:
        """The public id of each grade's tracker, kindergarten first."""
        school, year = self.roster.school.sourced_id, self.roster.school_year.begins_on.year
        return {grade: tracker_id(school, year, grade) for grade in grades_of(self.roster)}

    def brief(self, grade: str, service_identity: str) -> Brief:
        """What the grade's tracker is drawn from; CalendarError where no dates can be had."""
        return Brief(
            tracker_id=self.tracker_ids()[grade],
            grade=grade,
            school=self.roster.school,
            calendar=self.calendar,
            template=self.template,
            checkpoints=self._checkpoints(grade),
            reviews=data_reviews(self.calendar),
            team=team_of(self.roster, grade),
            places=places_of(self.roster, grade),
            service_identity=service_identity,
            time_zone=self.zone,
        )

    def expectations(self) -> dict[str, Expectation]:
        """What reading each tracker expects, by public id."""
        return {
            public_id: expectation_of(self.brief(grade, service_identity=""))
            for grade, public_id in self.tracker_ids().items()
        }

    def _checkpoints(self, grade: str) -> tuple[Checkpoint, ...]:
        return checkpoints_for(grade, self.template.cadence, self.calendar)
