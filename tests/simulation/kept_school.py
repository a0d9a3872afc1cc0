"""The same year lived through the real store: calendar, roster, reads, excuses, nightly rounds."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from service.duty_facts import DutyFacts
from service.features.reminders.digest import letters
from service.features.roster.public_holidays import named_holidays
from service.features.trackers.briefing import Briefing
from service.features.trackers.known import known_trackers, own_of_trackers
from service.reading import SchoolReader
from sheet_templates.identity import tracker_id
from sheet_templates.library import shipped_template
from sheet_templates.school import (
    Assignment,
    Enrollment,
    GradingPeriod,
    Role,
    Roster,
    School,
    SchoolClass,
    SchoolYear,
    StaffMember,
    Student,
)
from sync.domain.entries import CellIssue, Ending, EntryKey, EntryValue
from sync.domain.milestones_owed import MilestoneWord, Said
from sync.domain.moments import Moment
from sync.domain.places import CellPlaces
from sync.domain.school_calendar import (
    CalendarDay,
    DayType,
    proposed_calendar,
    with_day,
)
from sync.domain.scope import Scope
from sync.duty_round import DutyRound
from sync.store.calendars import calendar, publish
from sync.store.engine import Store, Tx, memory_store
from sync.store.entries import apply_entries
from sync.store.excuses import GivenExcuse, give_excuse
from sync.store.issues import replace_issues
from sync.store.milestones import keep_word
from sync.store.outbox import put
from sync.store.reads import store_read
from sync.store.school import roster, save_roster
from sync.store.trackers import Tracker, adopt_spreadsheet, intend, tracker
from tests.simulation.naive import GRACE
from tests.simulation.school_facts import FIRST, LAST, QUARTERS, Cell, Stay, Typed, Year

ZONE = "America/Chicago"
TEMPLATE = shipped_template()
assert TEMPLATE.cadence.grace_instructional_days == GRACE


def _key(cell: Cell) -> EntryKey:
    return EntryKey(student=cell.student, checkpoint=cell.window, metric=cell.subject)


def _value(typed: Typed) -> EntryValue:
    is_score = typed.what == "score"
    return EntryValue(
        number=float(typed.value) if is_score else None,
        code=None if is_score else typed.value,
        a1="I10",
    )


def _issue(cell: Cell, typed: Typed) -> CellIssue:
    return CellIssue(
        key=_key(cell),
        a1="I10",
        tab="students",
        row_key=cell.student,
        column_key=f"{cell.window}.{cell.subject}",
        rule="text",
        raw=typed.value,
        message="neither a score nor a code",
    )


@dataclass
class KeptSchool:
    """One school in a store of its own, day after day."""

    year: Year
    store: Store
    scope: Scope
    roster: Roster
    issues: dict[str, dict[Cell, CellIssue]] = field(default_factory=dict)
    entered: set[EntryKey] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._facts = cache(self._facts_now)

    def tracker_of(self, grade: str) -> str:
        """The public id of a grade's tracker."""
        return tracker_id(self.year.school, FIRST.year, grade)

    def live(self, today: date) -> None:
        """What people do on a day, and the round of the night after it."""
        moment = Moment(
            today=today,
            zone=ZoneInfo(ZONE),
            at=datetime.combine(today, time(8), UTC),
        )
        is_new = self._move(today, moment) | self._lose(today, moment) | self._pardon(today, moment)
        read = self._type(today, moment) | self._say(today, moment)
        if is_new:
            self._facts.cache_clear()
        rounds = DutyRound(
            store=self.store, scope=self.scope, moment=moment, owed=self._facts().owed
        )
        if is_new or today == FIRST:
            rounds.over_all()
        else:
            rounds.over(read)

    def morning(self, today: date) -> int:
        """The letters of a morning, put into the outbox; how many are new."""
        reader = SchoolReader(
            store=self.store,
            template=lambda *_: TEMPLATE,
            today=lambda: today,
            is_demo=True,
            places=lambda *_: CellPlaces(sheets_base="", trackers={}),
            own=own_of_trackers,
        )
        overview = reader.overview()
        assert overview is not None
        written = letters(overview, "https://tracksheet.school.example")
        with self.store.writing() as tx:
            at = datetime.combine(today, time(12), UTC)
            return put(tx, self.scope, written, at, held=False)

    def _facts_now(self) -> DutyFacts:
        with self.store.reading() as tx:
            return DutyFacts(
                Briefing(
                    roster=self.roster,
                    calendar=calendar(tx, self.scope),
                    template=TEMPLATE,
                    zone=ZONE,
                    known=known_trackers(tx, self.scope),
                )
            )

    def _move(self, today: date, moment: Moment) -> bool:
        moves = self.year.moves.get(today, ())
        if not moves:
            return False
        enrollments = list(self.roster.enrollments)
        for before, after in moves:
            if _enrollment(before) in enrollments:
                enrollments.remove(_enrollment(before))
            enrollments.append(_enrollment(after))
        moved = replace(self.roster, enrollments=tuple(enrollments))
        with self.store.writing() as tx:
            save_roster(tx, moved, (), zone=ZONE, sha256=str(today), at=moment.at)
            self.roster = roster(tx, self.scope)
        return True

    def _lose(self, today: date, moment: Moment) -> bool:
        lost = [day for day, entered in self.year.snow if entered == today]
        with self.store.writing() as tx:
            for day in lost:
                snow = CalendarDay(
                    day=day, kind=DayType.WEATHER, title="heavy snow", entered_on=today
                )
                after = with_day(calendar(tx, self.scope), snow)
                publish(tx, self.scope, after, why="snow", at=moment.at)
        return bool(lost)

    def _pardon(self, today: date, moment: Moment) -> bool:
        given = [one for one in self.year.pardons if one.given == today]
        if not given:
            return False
        with self.store.writing() as tx:
            for one in given:
                wanted = GivenExcuse(
                    student=one.cell.student,
                    checkpoint=one.cell.window,
                    metric=one.cell.subject,
                    code="EX",
                    reason="moved in",
                    by=self.year.owner,
                    source="page",
                    from_day=today,
                    until_day=one.until,
                )
                give_excuse(tx, self.scope, wanted, moment.at)
        return True

    def _say(self, today: date, moment: Moment) -> set[str]:
        """Keep what is said of milestones; the trackers that it was said in."""
        words = [one for one in self.year.words if one.day == today]
        if not words:
            return set()
        with self.store.writing() as tx:
            for one in words:
                stored = tracker(tx, self.scope, self.tracker_of(one.grade))
                assert stored is not None
                word = MilestoneWord(
                    milestone=one.milestone,
                    school_class=one.school_class,
                    person=self.year.owner,
                    said=Said(one.said),
                    note="",
                    by=self.year.owner,
                    source="page",
                    day=today,
                    at=moment.at,
                )
                keep_word(tx, self.scope, stored, word)
        return {self.tracker_of(one.grade) for one in words}

    def _type(self, today: date, moment: Moment) -> set[str]:
        """Store a read of every tracker that somebody typed into."""
        typed: dict[str, dict[Cell, Typed]] = {}
        if today not in self.year.typed:
            return set()
        for cell, what in self.year.typed.get(today, {}).items():
            typed.setdefault(self.year.grade_of[cell.student], {})[cell] = what
        with self.store.writing() as tx:
            for grade, cells in typed.items():
                self._read(tx, self.tracker_of(grade), cells, moment)
        return {self.tracker_of(grade) for grade in typed}

    def _read(self, tx: Tx, name: str, cells: dict[Cell, Typed], moment: Moment) -> None:
        stored = tracker(tx, self.scope, name)
        assert stored is not None
        seq = _read(tx, stored, moment)
        issues = self.issues.setdefault(name, {})
        for cell, what in cells.items():
            issues.pop(cell, None)
            if what.what == "unreadable":
                issues[cell] = _issue(cell, what)
        opened = {
            _key(cell): _value(what) for cell, what in cells.items() if what.what != "unreadable"
        }
        closed = {_key(cell) for cell in issues} & self.entered
        self.entered = (self.entered | opened.keys()) - closed
        apply_entries(
            tx,
            stored,
            seq,
            opened=opened,
            closed=dict.fromkeys(closed, Ending.DOUBTED),
            moved={},
        )
        replace_issues(tx, stored, seq, moment.at, list(issues.values()))


def _read(tx: Tx, stored: Tracker, moment: Moment) -> int:
    return store_read(
        tx,
        stored,
        run_id=None,
        dirty_seq_seen=stored.dirty_seq,
        at=moment.at,
        structure_sha="",
        rows=(),
    )


def _enrollment(stay: Stay) -> Enrollment:
    return Enrollment(
        student=stay.who,
        school_class=stay.school_class,
        begins_on=stay.begins,
        ends_on=stay.ends,
    )


def kept_school(year: Year) -> KeptSchool:
    """The school on the evening before its first day: imported, provisioned, nothing typed."""
    store = memory_store()
    imported = _roster(year)
    at = datetime.combine(FIRST, time(1), UTC)
    with store.writing() as tx:
        scope = save_roster(tx, imported, (), zone=ZONE, sha256="first", at=at)
        first = proposed_calendar(imported.school_year, named_holidays(FIRST, LAST), ZONE)
        publish(tx, scope, first, why="first", at=at)
        for grade in sorted(set(year.grade_of.values())):
            made = intend(
                tx,
                scope,
                public_id=tracker_id(year.school, FIRST.year, grade),
                grade=grade,
                template=TEMPLATE,
                nonce=f"{year.school} {grade}",
                changes_token=None,
                at=at,
            )
            adopt_spreadsheet(tx, made.id, f"file {made.public_id}", at)
        stored = roster(tx, scope)
    return KeptSchool(year, store, scope, stored)


def _roster(year: Year) -> Roster:
    def member(sourced_id: str, role: Role) -> StaffMember:
        return StaffMember(
            sourced_id=sourced_id,
            given_name="A",
            family_name=sourced_id,
            email=f"{sourced_id}@school.example",
            role=role,
        )

    return Roster(
        school=School(sourced_id=year.school, name=year.school),
        school_year=SchoolYear(
            sourced_id="ay-2026",
            title="2026-2027",
            begins_on=FIRST,
            ends_on=LAST,
            grading_periods=tuple(
                GradingPeriod(
                    sourced_id=f"q{at}", title=f"Quarter {at}", begins_on=begins, ends_on=ends
                )
                for at, (begins, ends) in enumerate(QUARTERS, 1)
            ),
        ),
        staff=(
            member(year.owner, Role.DOCUMENT_OWNER),
            *(member(one, Role.TEACHER) for one in year.teachers),
        ),
        students=tuple(
            Student(sourced_id=one, given_name="C", family_name=one, grade=grade)
            for one, grade in year.grade_of.items()
        ),
        classes=tuple(SchoolClass(sourced_id=one, title=one) for one in year.classes),
        enrollments=tuple(_enrollment(stay) for stay in year.stays),
        assignments=tuple(
            Assignment(
                staff_member=one.who,
                school_class=one.school_class,
                is_primary=True,
                begins_on=one.begins,
                ends_on=one.ends,
            )
            for one in year.teaching
        ),
    )
