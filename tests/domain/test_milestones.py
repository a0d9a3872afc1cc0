"""Milestones: their dates in a calendar, who owes them, what people say of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sheet_templates.model import (
    CadenceRule,
    DayRule,
    MilestoneKind,
    MilestoneRule,
    PeriodEdge,
    WindowRule,
)
from sheet_templates.roles import Role
from sheet_templates.school import (
    AcademicCalendar,
    AssessmentWindow,
    Assignment,
    Enrollment,
    GradingPeriod,
    LostDay,
    SchoolYear,
)
from sync.domain.academic_calendar import academic_calendar
from sync.domain.completeness import EntryState
from sync.domain.duties import DutyState, HeldDuty, changes_of
from sync.domain.milestones import Milestone, milestones, milestones_for
from sync.domain.milestones_owed import (
    Asked,
    DueMilestone,
    MilestoneWord,
    OwedMilestone,
    Said,
    TrackerPeople,
    due_milestones,
    milestone_duties,
    milestones_owed,
)
from sync.domain.moments import SchoolClock
from sync.errors import CalendarError

FIRST, LAST = date(2026, 8, 17), date(2027, 5, 28)  # a Monday, a Friday
CLOCK = SchoolClock(zone=ZoneInfo("America/Chicago"))
MADE = datetime(2026, 8, 1, 12, tzinfo=UTC)


def day(edge: PeriodEdge, days: int, period: int = 1) -> DayRule:
    return DayRule(grading_period=period, edge=edge, days=days)


START, END = PeriodEdge.START, PeriodEdge.END
FALL = WindowRule(key="fall", title="Fall", opens=day(START, 14), due=day(START, 39))
BEGIN = MilestoneRule(
    key="begin",
    title="Start",
    kind=MilestoneKind.START_OF_YEAR,
    who=Role.DOCUMENT_OWNER,
    what="Read last year's results.",
    opens=day(START, 0),
    due=day(START, 11),
)
AFTER = MilestoneRule(
    key="after",
    title="After fall",
    kind=MilestoneKind.AFTER_ASSESSMENT,
    who=Role.TEACHER,
    what="Say who needs support.",
    after="fall",
    days=5,
)
FINISH = replace(
    BEGIN,
    key="finish",
    kind=MilestoneKind.END_OF_YEAR,
    opens=day(END, -14),
    due=day(END, 0),
)
RULE = CadenceRule(windows=(FALL,), grace_instructional_days=3, milestones=(BEGIN, AFTER, FINISH))


def calendar(*lost: LostDay) -> AcademicCalendar:
    period = GradingPeriod(sourced_id="q1", title="Year", begins_on=FIRST, ends_on=LAST)
    year = SchoolYear(
        sourced_id="y", title="2026-27", begins_on=FIRST, ends_on=LAST, grading_periods=(period,)
    )
    planned = academic_calendar(year, frozenset({date(2026, 9, 7)}))
    gone = {one.day for one in lost}
    days = tuple(one for one in planned.instructional_days if one not in gone)
    return replace(planned, instructional_days=days, lost_days=lost)


def snow(on: date, known: date | None = None) -> LostDay:
    return LostDay(day=on, reason="snow", entered_on=known or on)


def dates(of: AcademicCalendar, rule: CadenceRule = RULE) -> dict[str, tuple[date, date, date]]:
    return {
        one.window.key: (one.window.opens_on, one.window.due_on, one.window.missing_from)
        for one in milestones(rule, of)
    }


def test_each_kind_has_its_days() -> None:
    # Fall is due on Friday, September 25; grace is three school days.
    assert dates(calendar()) == {
        "begin": (FIRST, date(2026, 8, 28), date(2026, 9, 3)),
        "after": (date(2026, 9, 28), date(2026, 10, 2), date(2026, 10, 8)),
        "finish": (date(2027, 5, 14), LAST, LAST + timedelta(days=1)),
    }


def test_one_that_follows_a_window_moves_with_it() -> None:
    (before, after) = (
        {one.window.key: one.window for one in milestones(RULE, of)}["after"]
        for of in (calendar(), calendar(snow(date(2026, 9, 23))))
    )
    assert (after.opens_on, after.due_on) == (date(2026, 9, 29), date(2026, 10, 5))
    assert before.why == ""
    assert "Moved from Fri 2 Oct: no school on Wed 23 Sep (snow)." in after.why


def test_a_day_lost_between_the_window_and_the_milestone_moves_the_milestone_alone() -> None:
    moved = dates(calendar(snow(date(2026, 9, 30))))["after"]
    assert moved[:2] == (date(2026, 9, 28), date(2026, 10, 5))


def test_a_day_that_is_entered_late_moves_nothing_that_has_passed() -> None:
    told_late = snow(date(2026, 9, 30), known=date(2026, 10, 20))
    assert dates(calendar(told_late))["after"][1] == date(2026, 10, 2)


def test_fixed_dates_of_a_window_move_what_follows_it() -> None:
    fixed = AssessmentWindow(
        checkpoint="fall", opens_on=date(2026, 10, 5), due_on=date(2026, 10, 9)
    )
    dated = dates(replace(calendar(), windows=(fixed,)))
    assert dated["after"][:2] == (date(2026, 10, 12), date(2026, 10, 16))


def test_a_year_that_ends_without_school_has_its_last_milestone_before() -> None:
    whole = calendar()
    shorter = replace(whole, instructional_days=whole.instructional_days[:-3])
    assert dates(shorter)["finish"][1] == date(2027, 5, 25)


@pytest.mark.parametrize("lost", [date(2027, 3, 1), LAST])
def test_no_lost_day_pushes_the_last_one_out_of_the_year(lost: date) -> None:
    days = calendar(snow(lost))
    window = milestones(RULE, days)[2].window
    assert window.due_on == days.instructional_days[-1]
    assert bool(window.why) is (lost == LAST)


def test_all_that_does_not_fit_the_year_is_said_at_once() -> None:
    wrong = (
        replace(BEGIN, opens=day(START, 20), due=day(START, 11)),
        replace(AFTER, days=400),
        replace(FINISH, due=day(END, 0, period=3)),
    )
    with pytest.raises(CalendarError) as refused:
        milestones(replace(RULE, milestones=wrong), calendar())
    assert [problem.split(":")[0] for problem in refused.value.problems] == [
        "milestone begin",
        "milestone after",
        "milestone finish",
    ]
    assert "is due on 2026-08-28, before it opens on 2026-09-06" in refused.value.problems[0]


def test_a_window_without_days_is_told_as_a_window_and_not_here() -> None:
    nowhere = replace(FALL, due=day(START, 0, period=5))
    broken = replace(RULE, windows=(nowhere,))
    assert "after" not in dates(calendar(), broken)


def test_a_grade_has_none_after_a_window_that_it_does_not_have() -> None:
    rule = replace(
        RULE,
        windows=(replace(FALL, not_for_grades=frozenset({"KG"})),),
        milestones=(replace(BEGIN, not_for_grades=frozenset({"01"})), AFTER),
    )
    days = calendar()
    assert [one.window.key for one in milestones_for("KG", rule, days)] == ["begin"]
    assert [one.window.key for one in milestones_for("01", rule, days)] == ["after"]


# ---- who owes ----------------------------------------------------------------------------------

PEOPLE = TrackerPeople(
    owner="ad-1",
    helpers=("ai-1", "ai-2"),
    grade_of={"c-1": "01", "c-2": "01", "c-3": "01"},
    enrollments=tuple(
        Enrollment(student=child, school_class=school_class, begins_on=None, ends_on=None)
        for child, school_class in (("c-1", "k-1"), ("c-2", "k-2"))
    ),
    assignments=(
        Assignment(
            staff_member="t-1",
            school_class="k-1",
            is_primary=True,
            begins_on=None,
            ends_on=date(2026, 10, 1),
        ),
        Assignment(
            staff_member="t-9",
            school_class="k-1",
            is_primary=True,
            begins_on=date(2026, 10, 2),
            ends_on=None,
        ),
    ),
)


def due(
    rule: MilestoneRule,
    people: TrackerPeople = PEOPLE,
    asked: Asked | None = None,
) -> tuple[DueMilestone, ...]:
    dated: Iterable[Milestone] = milestones(replace(RULE, milestones=(rule,)), calendar())
    return due_milestones({"01": dated}, people, asked or Asked(made_at=MADE, added_at={}))


def owing(those: Iterable[DueMilestone]) -> list[tuple[str | None, str]]:
    return [(one.school_class, one.owed_by) for one in those]


@pytest.mark.parametrize(
    ("rule", "people", "expected"),
    [
        (BEGIN, PEOPLE, [(None, "ad-1")]),
        # k-1 has another teacher on the due date; k-2 has none, and one child has no class
        (AFTER, PEOPLE, [(None, "ad-1"), ("k-1", "t-9"), ("k-2", "ad-1")]),
        (AFTER, replace(PEOPLE, school_class="k-1"), [("k-1", "t-9")]),
        (AFTER, replace(PEOPLE, specialist="ai-2"), [(None, "ai-2")]),
        (
            replace(BEGIN, who=Role.INTERVENTION_STAFF),
            PEOPLE,
            [(None, "ai-1"), (None, "ai-2")],
        ),
        (
            replace(BEGIN, who=Role.INTERVENTION_STAFF),
            replace(PEOPLE, helpers=()),
            [(None, "ad-1")],
        ),
        (BEGIN, replace(PEOPLE, grade_of={}), []),
    ],
)
def test_who_owes_it(
    rule: MilestoneRule, people: TrackerPeople, expected: list[tuple[str | None, str]]
) -> None:
    assert owing(due(rule, people)) == expected


def test_nobody_owes_what_was_due_before_it_was_asked() -> None:
    in_october = datetime(2026, 10, 10, 12, tzinfo=UTC)
    today = date(2026, 11, 2)

    def keys(asked: Asked) -> list[str]:
        dated = milestones(RULE, calendar())
        those = due_milestones({"01": dated}, PEOPLE, asked)
        owed = milestones_owed("t", those, (), CLOCK, today)
        return list(dict.fromkeys(one.window.key for one in owed))

    assert keys(Asked(made_at=MADE, added_at={})) == ["begin", "after", "finish"]
    assert keys(Asked(made_at=in_october, added_at={})) == ["finish"]
    assert keys(Asked(made_at=MADE, added_at={"begin": in_october})) == ["after", "finish"]


# ---- what is said ------------------------------------------------------------------------------


def word(said: Said, of: DueMilestone, *, person: str = "", n: int = 0) -> MilestoneWord:
    return MilestoneWord(
        milestone=of.window.key,
        school_class=of.school_class,
        person=person or of.owed_by,
        said=said,
        note="",
        by="ad-1",
        source="page",
        day=date(2026, 8, 20),
        at=datetime(2026, 8, 20, 12, n, tzinfo=UTC),
    )


def owed(of: DueMilestone, today: date, *words: MilestoneWord) -> OwedMilestone:
    (found,) = milestones_owed("t", (of,), words, CLOCK, today)
    return found


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 8, 16), DutyState.NOT_OPEN),
        (date(2026, 8, 17), DutyState.OPEN),
        (date(2026, 8, 29), DutyState.LATE),
        (date(2026, 9, 3), DutyState.MISSING),
    ],
)
def test_until_somebody_says_so_time_decides(today: date, state: DutyState) -> None:
    (begin,) = due(BEGIN)
    (duty,) = milestone_duties([owed(begin, today)], today)
    assert duty.state is state
    boundaries = [date(2026, 8, 17), date(2026, 8, 29), date(2026, 9, 3)]
    assert duty.next_on == next((one for one in boundaries if one > today), None)


def test_the_latest_word_counts_and_all_are_kept() -> None:
    (begin,) = due(BEGIN)
    today = date(2026, 9, 8)
    said = (Said.DONE, Said.TAKEN_BACK, Said.NOT_THIS_TIME)
    words = tuple(word(one, begin, n=n) for n, one in enumerate(said))
    states = [owed(begin, today, *words[: n + 1]).state for n in range(3)]
    assert states == [EntryState.PRESENT, EntryState.MISSING, EntryState.EXCUSED]
    assert owed(begin, today, *words).words == words
    assert owed(begin, today, *words[:2]).word is None
    (duty,) = milestone_duties([owed(begin, today, *words)], today)
    assert (duty.state, duty.next_on) == (DutyState.EXCUSED, None)


def test_a_word_stays_where_another_person_comes_to_owe_the_same() -> None:
    (mine,) = due(AFTER, replace(PEOPLE, school_class="k-1"))
    today = date(2026, 10, 20)
    assert owed(mine, today, word(Said.DONE, mine, person="t-1")).state is EntryState.PRESENT
    ai_1, _ = due(replace(BEGIN, who=Role.INTERVENTION_STAFF))
    assert owed(ai_1, today, word(Said.DONE, ai_1, person="ai-2")).state is EntryState.MISSING


def test_each_change_says_why() -> None:
    (begin,) = due(BEGIN)
    first, later = date(2026, 8, 17), date(2026, 9, 8)
    (was,) = milestone_duties([owed(begin, first)], first)
    (created,) = changes_of(None, was, first)
    assert (
        created.reason == "A milestone of the template, on the school's calendar: due Fri 28 Aug."
    )
    held = HeldDuty(key=was.key, window=was.window, counts=was.counts, state=was.state, since=first)
    (now,) = milestone_duties([owed(begin, later, word(Said.DONE, begin))], later)
    (done,) = changes_of(held, now, later)
    assert (done.state, done.reason) == (DutyState.COMPLETE, "Somebody said that it is done.")
    (gone,) = changes_of(held, None, later)
    assert gone.reason.startswith("Not owed any more")
