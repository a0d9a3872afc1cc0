"""What the store and the template say of each tracker: its brief, and what reading it expects."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from service.features.trackers.known import KnownTracker
from sheet_templates.access_rules import NO_RULES, AccessRules
from sheet_templates.desired import Brief, Projections
from sheet_templates.expectation import Expectation, expectation_of
from sheet_templates.identity import tracker_id
from sheet_templates.model import TrackerTemplate
from sheet_templates.school import AcademicCalendar, Checkpoint, Roster
from sheet_templates.team import Team, grade_order, grades_of, places_of, team_of
from sync.domain.cadence import checkpoints_for, data_reviews
from sync.domain.school_calendar import SchoolCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """A school's trackers as its roster, its calendar and their templates ask for them.

    `template` is the one that new trackers get; `known` are the trackers that there are, by
    public id; `names` are those of everybody who ever was on the staff, by address. `projections`
    are what the service writes into each of them, by public id, as of `today`; without these the
    trackers are drawn for what stays the same from day to day.
    """

    roster: Roster
    calendar: SchoolCalendar
    template: TrackerTemplate
    zone: str
    known: Mapping[str, KnownTracker] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    rules: AccessRules = NO_RULES
    projections: Mapping[str, Projections] = field(default_factory=dict)
    today: date | None = None

    @property
    def year_begins(self) -> int:
        """The calendar year in which the school year begins, as trackers' ids name it."""
        return self.roster.school_year.begins_on.year

    def tracker_ids(self) -> dict[str, str]:
        """The public id of each grade's tracker, kindergarten first.

        A grade that has no children left keeps its tracker to the end of the year.
        """
        school = self.roster.school.sourced_id
        kept = (
            one.tracker.grade
            for one in self.known.values()
            if one.tracker.year_begins == self.year_begins
        )
        grades = sorted({*grades_of(self.roster), *kept}, key=grade_order)
        return {grade: tracker_id(school, self.year_begins, grade) for grade in grades}

    def brief(
        self, grade: str, service_identity: str, template: TrackerTemplate | None = None
    ) -> Brief:
        """What the grade's tracker is drawn from; CalendarError where no dates can be had.

        `template` is tried in place of the one that the tracker follows.
        """
        public_id = self.tracker_ids()[grade]
        known = self.known.get(public_id)
        drawn_by = template or self.template_of(public_id)
        return Brief(
            tracker_id=public_id,
            grade=grade,
            school=self.roster.school,
            calendar=self._year(grade),
            template=drawn_by,
            checkpoints=self._checkpoints(grade, drawn_by),
            reviews=data_reviews(self._year(grade), drawn_by.cadence.reviews),
            team=self._team(grade, known),
            places=places_of(self.roster, grade, known.leavers if known else ()),
            service_identity=service_identity,
            time_zone=self.zone,
            shared_with=known.shared_with if known else frozenset(),
            minted=known.minted if known else {},
            rules=self.rules,
            projections=self.projections.get(public_id, Projections()),
            today=self.today,
        )

    def template_of(self, public_id: str) -> TrackerTemplate:
        """The template that the tracker follows, or is going to."""
        known = self.known.get(public_id)
        return (known and known.template) or self.template

    def expectations(self) -> dict[str, Expectation]:
        """What reading each tracker expects, by public id."""
        return {
            public_id: expectation_of(self.brief(grade, service_identity=""))
            for grade, public_id in self.tracker_ids().items()
        }

    def _team(self, grade: str, known: KnownTracker | None) -> Team:
        """The grade's team under the document owner whom the tracker has."""
        team = team_of(self.roster, grade)
        return replace(team, document_owner=known.owner) if known and known.owner else team

    def _checkpoints(self, grade: str, template: TrackerTemplate) -> tuple[Checkpoint, ...]:
        return checkpoints_for(grade, template.cadence, self._year(grade))

    def _year(self, grade: str) -> AcademicCalendar:
        return self.calendar.for_grade(grade)
