"""A small school, a tracker and rows, as the tests of the store tell their stories with."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sheet_templates.model import (
    Audience,
    CadenceRule,
    TrackerTemplate,
)
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
from sync.domain.entries import CellIssue, EntryKey, EntryValue, VerbatimRow
from sync.domain.scope import Scope
from sync.store.engine import Store, Tx
from sync.store.reads import store_read
from sync.store.school import save_roster
from sync.store.trackers import Tracker, adopt_spreadsheet, intend, tracker

MONDAY = datetime(2026, 9, 14, 3, 0, tzinfo=UTC)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=days) for days in (1, 2, 3))

TEMPLATE = TrackerTemplate(
    key="screening",
    version=1,
    title="Screening",
    purpose="See who needs help",
    audience=Audience.TEAM,
    metrics=(),
    scales=(),
    cadence=CadenceRule(windows=(), grace_instructional_days=5),
    excuse_codes=(),
)

YEAR = SchoolYear(
    sourced_id="y-2026",
    title="2026/27",
    begins_on=date(2026, 8, 3),
    ends_on=date(2027, 5, 28),
    grading_periods=(
        GradingPeriod(
            sourced_id="q1", title="Q1", begins_on=date(2026, 8, 3), ends_on=date(2026, 12, 18)
        ),
        GradingPeriod(
            sourced_id="q2", title="Q2", begins_on=date(2027, 1, 4), ends_on=date(2027, 5, 28)
        ),
    ),
)
DAYS = (date(2026, 8, 3), date(2026, 8, 4), date(2027, 1, 4))


def staff_member(sourced_id: str, family_name: str, role: Role = Role.TEACHER) -> StaffMember:
    return StaffMember(
        sourced_id=sourced_id,
        given_name="Ana",
        family_name=family_name,
        email=f"{family_name.lower()}@maple.example",
        role=role,
    )


def student(sourced_id: str, grade: str = "02") -> Student:
    return Student(sourced_id=sourced_id, given_name="Child", family_name=sourced_id, grade=grade)


def enrolled(student_id: str, school_class: str, ends_on: date | None = None) -> Enrollment:
    return Enrollment(
        student=student_id, school_class=school_class, begins_on=None, ends_on=ends_on
    )


MAPLE = Roster(
    school=School(sourced_id="s-1", name="Maple"),
    school_year=YEAR,
    staff=(
        staff_member("t-10", "Ruiz"),
        staff_member("t-2", "Badru", Role.DOCUMENT_OWNER),
        staff_member("t-3", "Cole", Role.INTERVENTION_STAFF),
    ),
    students=(student("c-10"), student("c-2"), student("c-3", "KG")),
    classes=(
        SchoolClass(sourced_id="k-1", title="Room 1"),
        SchoolClass(sourced_id="k-2", title="Room 2"),
    ),
    enrollments=(enrolled("c-3", "k-1"), enrolled("c-2", "k-2"), enrolled("c-10", "k-2")),
    assignments=(
        Assignment(
            staff_member="t-10",
            school_class="k-2",
            is_primary=True,
            begins_on=date(2026, 8, 3),
            ends_on=None,
        ),
    ),
)


def without_student(roster: Roster, sourced_id: str) -> Roster:
    return replace(
        roster,
        students=tuple(one for one in roster.students if one.sourced_id != sourced_id),
        enrollments=tuple(one for one in roster.enrollments if one.student != sourced_id),
    )


def save(tx: Tx, roster: Roster = MAPLE, *, sha256: str = "aa", at: datetime = MONDAY) -> Scope:
    return save_roster(tx, roster, DAYS, zone="America/Chicago", sha256=sha256, at=at)


def make_tracker(tx: Tx, scope: Scope, public_id: str = "s-1.2026.02") -> Tracker:
    """An adopted tracker that nobody has read yet."""
    made = intend(
        tx,
        scope,
        public_id=public_id,
        grade="02",
        template=TEMPLATE,
        nonce=f"nonce {public_id}",
        changes_token="7",
        at=MONDAY,
    )
    adopt_spreadsheet(tx, made.id, f"file {public_id}", MONDAY)
    return fresh(tx, scope, public_id)


def fresh(tx: Tx, scope: Scope, public_id: str = "s-1.2026.02") -> Tracker:
    found = tracker(tx, scope, public_id)
    assert found is not None
    return found


def set_up(store: Store) -> tuple[Scope, Tracker]:
    """Maple with one tracker."""
    with store.writing() as tx:
        scope = save(tx)
        return scope, make_tracker(tx, scope)


def row(row_key: str, cells: bytes, position: int = 1, tab: str = "students") -> VerbatimRow:
    return VerbatimRow(tab=tab, row_key=row_key, position=position, cells=cells)


def read(tx: Tx, tracker: Tracker, at: datetime = MONDAY, rows: Iterable[VerbatimRow] = ()) -> int:
    """A read that saw every change that Drive had told of."""
    return store_read(
        tx,
        tracker,
        run_id=None,
        dirty_seq_seen=tracker.dirty_seq,
        at=at,
        structure_sha="structure",
        rows=list(rows),
    )


READING = EntryKey(student="c-2", checkpoint="fall", metric="reading")
MATH = EntryKey(student="c-2", checkpoint="fall", metric="math")


def number(value: float, a1: str = "H12") -> EntryValue:
    return EntryValue(number=value, code=None, a1=a1)


def issue(
    raw: str,
    a1: str = "H12",
    keys: tuple[str | None, str | None] = ("c-2", "fall.reading"),
    key: EntryKey | None = READING,
) -> CellIssue:
    return CellIssue(
        key=key,
        a1=a1,
        tab="students",
        row_key=keys[0],
        column_key=keys[1],
        rule="not a number",
        raw=raw,
        message=f"{raw} in {a1} is no number",
    )


def contents(rows: Mapping[str, bytes]) -> list[VerbatimRow]:
    """Rows of the tab in this order, below one header row."""
    return [
        row(row_key, cells, position)
        for position, (row_key, cells) in enumerate(rows.items(), start=1)
    ]
