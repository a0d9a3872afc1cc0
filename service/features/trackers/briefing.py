"""What the store and the template say of each tracker: its brief, and what reading it expects."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from service.features.trackers.known import KnownTracker
from service.speech import teller
from sheet_templates.access_rules import NO_RULES, AccessRules
from sheet_templates.desired import Brief, Projections
from sheet_templates.expectation import Expectation, expectation_of
from sheet_templates.identity import tracker_id
from sheet_templates.model import Audience, TrackerTemplate
from sheet_templates.school import AcademicCalendar, Checkpoint, Role, Roster
from sheet_templates.sentences import about, sentence
from sheet_templates.subjects import (
    Subject,
    places_in,
    subject_keys,
    subject_of,
    team_for,
    with_leavers,
)
from sheet_templates.team import Place, Team
from sync.domain.cadence import checkpoints_of, data_reviews
from sync.domain.milestones import milestones_of
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
        """The public id of each tracker, by what it is of: a grade, a class, a caseload.

        What has no children left keeps its tracker to the end of the year.
        """
        school = self.roster.school.sourced_id
        keys = dict.fromkeys(subject_keys(self.roster, self.template.audience))
        kept = {
            one.tracker.grade: None
            for one in self.known.values()
            if one.tracker.year_begins == self.year_begins
        }
        return {key: tracker_id(school, self.year_begins, key) for key in keys | kept}

    def subject(self, key: str) -> Subject:
        """Whose tracker it is, with the children that the roster has in it."""
        public_id = tracker_id(self.roster.school.sourced_id, self.year_begins, key)
        known = self.known.get(public_id)
        found = subject_of(self.roster, self.template_of(public_id).audience, key)
        return with_leavers(found, known.leavers if known else ())

    def places(self, key: str) -> tuple[Place, ...]:
        """The rows of the tracker's present children."""
        return places_in(self.roster, self.subject(key))

    def brief(
        self, key: str, service_identity: str, template: TrackerTemplate | None = None
    ) -> Brief:
        """What the tracker of a grade or class is drawn from; CalendarError for a lack of dates.

        `template` is tried in place of the one that the tracker follows.
        """
        public_id = self.tracker_ids()[key]
        known = self.known.get(public_id)
        drawn_by = template or self.template_of(public_id)
        subject = self.subject(key)
        return Brief(
            tracker_id=public_id,
            grade=subject.grade,
            subject=subject.title,
            school=self.roster.school,
            calendar=self.year(subject),
            template=drawn_by,
            checkpoints=self.windows(subject, drawn_by),
            reviews=data_reviews(self.year(subject), drawn_by.cadence.reviews),
            milestones=tuple(
                one.window for one in milestones_of(subject.grades, drawn_by.cadence, self.calendar)
            ),
            team=self._team(subject, known),
            places=places_in(self.roster, subject, known.leavers if known else ()),
            service_identity=service_identity,
            time_zone=self.zone,
            shared_with=known.shared_with if known else frozenset(),
            minted=known.minted if known else {},
            rules=rules_for(self.rules, subject),
            projections=self.projections.get(public_id, Projections()),
            today=self.today,
            before=_before(known, drawn_by) if known else (),
            tell=teller(drawn_by.language),
        )

    def template_of(self, public_id: str) -> TrackerTemplate:
        """The template that the tracker follows, or is going to."""
        known = self.known.get(public_id)
        return (known and known.template) or self.template

    def template_for(self, student: str) -> TrackerTemplate:
        """The same for the tracker of a child; the school's for a child of none."""
        of_child = (
            public_id
            for key, public_id in self.tracker_ids().items()
            if student in self.subject(key).students
        )
        return self.template_of(next(of_child, ""))

    def expectations(self) -> dict[str, Expectation]:
        """What reading each tracker expects, by public id; none for one that is `unknown`."""
        unknown = self.unknown()
        return {
            public_id: expectation_of(self.brief(key, service_identity=""))
            for key, public_id in self.tracker_ids().items()
            if public_id not in unknown
        }

    def unknown(self) -> dict[str, str]:
        """Why some of this year's trackers can be neither read nor written, by public id.

        Beside one whose template the program does not know no new tracker is made: it might
        follow that one.
        """
        ids = self.tracker_ids().values()
        found = {
            public_id: known.unknown
            for public_id in ids
            if (known := self.known.get(public_id)) and known.unknown
        }
        if found:
            new = (public_id for public_id in ids if public_id not in self.known)
            why = sentence("it is not made as long as others follow a template that is not known.")
            found |= {public_id: about(public_id, why) for public_id in new}
        return found

    def _team(self, subject: Subject, known: KnownTracker | None) -> Team:
        """The subject's team under the document owner whom the tracker has."""
        team = team_for(self.roster, subject)
        return replace(team, document_owner=known.owner) if known and known.owner else team

    def windows(self, subject: Subject, template: TrackerTemplate) -> tuple[Checkpoint, ...]:
        """The windows of the subject's grades; CalendarError where their dates differ."""
        return checkpoints_of(subject.grades, template.cadence, self.calendar)

    def year(self, subject: Subject) -> AcademicCalendar:
        """The school year as the subject's first grade has it."""
        if subject.grades:
            return self.calendar.for_grade(subject.grades[0])
        return self.calendar.for_band(self.calendar.bands[0])


def _before(known: KnownTracker, template: TrackerTemplate) -> tuple[TrackerTemplate, ...]:
    """The templates by which the tracker's spreadsheet may be drawn yet, other than this one."""
    follows = () if known.template is None else (known.template,)
    return tuple(one for one in (*follows, *known.drawn_by) if one != template)


def rules_for(rules: AccessRules, subject: Subject) -> AccessRules:
    """The rules of access to a subject's tracker.

    A group of a grade's teachers reads no class's file: most of its members do not teach it. No
    group reads a caseload's file.
    """
    if subject.audience is Audience.TEAM:
        return rules
    if subject.audience is Audience.CASELOAD:
        return replace(rules, groups=())
    groups = tuple(one for one in rules.groups if one.role is not Role.TEACHER)
    return replace(rules, groups=groups)
