"""What a tracker is drawn for: everything that the tabs need to know, gathered once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sheet_templates.access_rules import NO_RULES, AccessRules
from sheet_templates.drawing import Area, Protection, Value
from sheet_templates.identity import stable_id
from sheet_templates.model import TrackerTemplate
from sheet_templates.roles import Role
from sheet_templates.school import (
    AcademicCalendar,
    Checkpoint,
    DataReview,
    School,
    StaffMember,
)
from sheet_templates.team import Place, Team, grade_name

Tell = Callable[[str], str]


def english(text: str) -> str:
    """What is said in English, as it is."""
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenNote:
    """A progress note that was written elsewhere, for the row of `tab` with the key `row_key`.

    `student` is a sourcedId, `author` the name of whoever wrote it. `was_seen` says that the row
    was read in the spreadsheet. `earlier` is what its author said before, as day, support, what was
    seen and strengths: a row that still says one of these follows the author. The row of a note
    that is withdrawn is not made, and one that still says what was written is emptied.
    """

    tab: str
    row_key: str
    student: str
    noted_on: date
    support: str
    seen: str
    strengths: str
    author: str
    was_seen: bool
    earlier: tuple[tuple[date, str, str, str], ...] = ()
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Projections:
    """What the service knows and writes into a tracker, as of a read.

    `values` are those of service columns of the Students tab, by student and column key; `excuses`
    the codes given by mail, card or page, by student and score column; `status` the lines of the
    first tab, each a label and a text; `notes` those written in a page or card, the newest first.
    """

    values: Mapping[tuple[str, str], Value] = field(default_factory=dict)
    excuses: Mapping[tuple[str, str], str] = field(default_factory=dict)
    status: tuple[tuple[str, str], ...] = ()
    notes: tuple[WrittenNote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One tracker's inputs; `service_identity` is the e-mail address that writes for us.

    `today` is the day as of which it is drawn: what changes with it is which windows are still
    folded and who has left. None folds nothing and greys nobody by the day.

    `subject` says whose tracker it is where that is not a grade: a class, a caseload. `shared_with`
    are the addresses that the file was ever opened to; `minted` says for how many rows of a tab
    that people add to keys were made, where that is more than the template's. `before` are the
    templates by which the spreadsheet may still be drawn, the latest first. `tell` says a sentence
    in the template's language. `milestones` are when those of the template are awaited, by key.
    """

    tracker_id: str
    grade: str
    school: School
    calendar: AcademicCalendar
    template: TrackerTemplate
    checkpoints: tuple[Checkpoint, ...]  # those of this grade
    reviews: tuple[DataReview, ...]
    team: Team
    places: tuple[Place, ...]
    service_identity: str
    time_zone: str
    shared_with: frozenset[str] = frozenset()
    minted: Mapping[str, int] = field(default_factory=dict)
    rules: AccessRules = NO_RULES
    subject: str = ""
    projections: Projections = field(default_factory=Projections)
    today: date | None = None
    before: tuple[TrackerTemplate, ...] = ()
    tell: Tell = english
    milestones: tuple[Checkpoint, ...] = ()

    @property
    def in_view(self) -> str | None:
        """The key of the latest window that has begun, before all of them the first.

        None without a day, and without windows.
        """
        if self.today is None or not self.checkpoints:
            return None
        return max(
            (point for point in self.checkpoints if not self.is_ahead(point)),
            key=lambda point: point.opens_on,
            default=min(self.checkpoints, key=lambda point: point.opens_on),
        ).key

    def is_ahead(self, point: Checkpoint) -> bool:
        """Whether a window is still to come, as of the brief's day."""
        return self.today is not None and self.today < point.opens_on

    @property
    def title_subject(self) -> str:
        """Whose tracker it is, as people say it."""
        return self.subject or grade_name(self.grade)

    @property
    def grades(self) -> tuple[str, ...]:
        """The grades of its students."""
        if self.grade:
            return (self.grade,)
        return tuple(sorted({place.student.grade for place in self.places}))

    @property
    def keepers(self) -> frozenset[str]:
        """Who may edit what is not for everybody: the document owner and the service.

        The service must be in every list: Google refuses a list without the caller.
        """
        return frozenset({self.service_identity, self.team.document_owner.email})

    def sheet_id(self, tab: str) -> int:
        """The tab's id, chosen by us."""
        return stable_id(self.tracker_id, "tab", tab)

    def protect(self, tab: str, part: str, area: Area, description: str, *more: str) -> Protection:
        """A protection of a part of a tab for the keepers and `more` e-mail addresses."""
        return Protection(
            protected_range_id=stable_id(self.tracker_id, "protection", tab, part),
            description=description,
            area=area,
            editors=self.keepers | frozenset(more),
        )

    def people_of(self, roles: Iterable[Role]) -> tuple[StaffMember, ...]:
        """The people of the tracker with these roles, beside the document owner."""
        wanted = set(roles)
        return tuple(
            person
            for role, people in (
                (Role.TEACHER, self.team.teachers),
                (Role.INTERVENTION_STAFF, self.team.intervention_staff),
            )
            if role in wanted
            for person in people
        )
