"""Calendars from files: what is taken, what is told, and what is refused."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from service.features.calendars.found import laid_over
from service.features.calendars.ics import read_ics
from service.features.calendars.tables import read_table
from service.features.calendars.words import day_type_of
from sheet_templates.school import GradingPeriod, SchoolYear
from sync.domain.school_calendar import DayType, proposed_calendar
from sync.errors import CalendarError
from tests.school_bundles import write_bundle
from tests.small_installation import Opened, keep_date, opened

YEAR = SchoolYear(
    sourced_id="ay-2026",
    title="2026-2027",
    begins_on=date(2026, 8, 17),
    ends_on=date(2027, 5, 28),
    grading_periods=(
        GradingPeriod(
            sourced_id="q1", title="Q1", begins_on=date(2026, 8, 17), ends_on=date(2026, 12, 18)
        ),
        GradingPeriod(
            sourced_id="q2", title="Q2", begins_on=date(2027, 1, 5), ends_on=date(2027, 5, 28)
        ),
    ),
)
CALENDAR = proposed_calendar(YEAR, [(date(2026, 9, 7), "Labor Day")], "America/Chicago")
TODAY = date(2027, 2, 9)
WINDOWS = frozenset({"fall", "spring"})
ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//district//EN
{events}END:VCALENDAR
"""
EVENT = """BEGIN:VEVENT
UID:{uid}
DTSTAMP:20260701T000000Z
{lines}
END:VEVENT
"""


def ics(path: Path, *events: str) -> Path:
    body = "".join(EVENT.format(uid=at, lines=lines) for at, lines in enumerate(events))
    path.write_text(ICS.format(events=body).replace("\n", "\r\n"), encoding="utf-8")
    return path


def taken(path: Path) -> tuple[dict[date, DayType], tuple[str, ...]]:
    """The days that the file changes, and what was told."""
    laid = laid_over(CALENDAR, read_ics(path, CALENDAR), TODAY)
    before = {one.day: one.kind for one in CALENDAR.days}
    changed = {one.day: one.kind for one in laid.calendar.days if before.get(one.day) != one.kind}
    return changed, laid.notices


def test_a_break_is_its_weekdays_and_the_day_after_its_last_is_none(tmp_path: Path) -> None:
    path = ics(
        tmp_path / "c.ics",
        "SUMMARY:Thanksgiving Break\nDTSTART;VALUE=DATE:20261125\nDTEND;VALUE=DATE:20261130",
    )
    assert taken(path)[0] == {date(2026, 11, day): DayType.HOLIDAY for day in (25, 26, 27)}


def test_events_count_by_category_else_by_title_and_the_rest_is_told(tmp_path: Path) -> None:
    path = ics(
        tmp_path / "c.ics",
        "SUMMARY:Buildings closed\nCATEGORIES:Teacher Work Day\nDTSTART;VALUE=DATE:20261012",
        "SUMMARY:Snow day\nDTSTART;VALUE=DATE:20270208",
        "SUMMARY:Early dismissal\nDTSTART:20270210T180000Z\nDTEND:20270210T200000Z",
        "SUMMARY:Board meeting\nDTSTART:20270211T010000Z",
        "SUMMARY:Winter Break begins\nDTSTART;VALUE=DATE:20261218",
        "SUMMARY:Summer vacation\nDTSTART;VALUE=DATE:20260701",
    )
    days, notices = taken(path)
    assert days == {
        date(2026, 10, 12): DayType.TEACHER_ONLY,
        date(2027, 2, 8): DayType.WEATHER,
        date(2027, 2, 10): DayType.LATE_ARRIVAL,
    }
    assert notices == (
        (
            "2 events speak of no kind of school day and were left out: Board meeting, "
            "Winter Break begins"
        ),
    )


def test_an_event_that_comes_again_counts_each_time(tmp_path: Path) -> None:
    path = ics(
        tmp_path / "c.ics",
        "SUMMARY:Late start\nDTSTART;VALUE=DATE:20260902\nRRULE:FREQ=WEEKLY;COUNT=4",
    )
    assert taken(path)[0] == {date(2026, 9, day): DayType.LATE_ARRIVAL for day in (2, 9, 16, 23)}


def test_a_time_at_night_is_a_day_on_the_schools_own_clock(tmp_path: Path) -> None:
    path = ics(
        tmp_path / "c.ics",
        "SUMMARY:Delayed opening\nDTSTART:20270302T050000Z\nDTEND:20270302T060000Z",
    )
    assert list(taken(path)[0]) == [date(2027, 3, 1)]


def test_a_lost_day_that_was_no_day_of_school_is_told(tmp_path: Path) -> None:
    path = ics(tmp_path / "c.ics", "SUMMARY:Snow day\nDTSTART;VALUE=DATE:20260907")
    assert taken(path)[1] == (
        (
            "Monday 7 September 2026 (weather day, Snow day) was no day of school before; "
            "is it right?"
        ),
    )


@pytest.mark.parametrize("content", [b"", b"no calendar", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"])
def test_a_file_that_is_no_calendar_is_refused_with_its_name(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "c.ics"
    path.write_bytes(content)
    with pytest.raises(CalendarError, match=r"c\.ics"):
        read_ics(path, CALENDAR)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Snow make-up day", DayType.MAKE_UP),
        ("PD Day", DayType.TEACHER_ONLY),
        ("No School for Students", DayType.NON_INSTRUCTIONAL),
        ("Martin Luther King Jr. Day", DayType.HOLIDAY),
        ("Early dismissal before the break", DayType.LATE_ARRIVAL),
        ("Last day before Thanksgiving", None),
        ("Science fair", None),
    ],
)
def test_days_are_known_by_what_people_call_them(text: str, kind: DayType | None) -> None:
    assert day_type_of(text) is kind


TABLE = """from,until,type,title,grades
2026-11-25,2026-11-27,holiday,Thanksgiving,
2027-02-08,,weather day,heavy snow,
2026-08-17,2026-11-20,grading period,Trimester 1,
2026-11-30,2027-05-28,grading period,Trimester 2,
2026-08-17,2026-09-25,grading period,Six weeks 1,06 07 08
2026-09-28,2027-05-28,grading period,Six weeks 2,06 07 08
2026-09-01,2026-09-30,assessment window,fall,06 07 08
"""


def test_a_table_gives_days_periods_for_each_band_and_windows(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(TABLE, encoding="utf-8")
    laid = laid_over(CALENDAR, read_table(path, CALENDAR, WINDOWS), TODAY).calendar
    assert Counter(one.kind for one in laid.days if one.kind is not DayType.INSTRUCTIONAL) == {
        DayType.HOLIDAY: 4,
        DayType.WEATHER: 1,
    }
    known = laid.on(date(2027, 2, 8))
    assert known is not None
    assert known.entered_on == TODAY
    assert [one.title for one in laid.bands] == ["All other grades", "Grades 06, 07, 08"]
    assert len(laid.for_grade("02").school_year.grading_periods) == 2
    (window,) = laid.for_grade("07").windows
    assert (window.checkpoint, window.due_on) == ("fall", date(2026, 9, 30))
    assert date(2026, 12, 28) in laid.for_grade("02").instructional_days  # within Trimester 2 now


def test_all_problems_of_a_table_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(
        "From,Until,Type,Title,Grades\n"
        "8 Feb,,weather day,,\n"
        "2027-02-09,2027-02-08,holiday,,\n"
        "2027-02-10,,dress-up day,,\n"
        "2027-02-11,,holiday,,06\n"
        "2027-02-12,,assessment window,winter,\n",
        encoding="utf-8",
    )
    with pytest.raises(CalendarError) as refused:
        read_table(path, CALENDAR, WINDOWS)
    assert [problem.partition(":")[0] for problem in refused.value.problems] == [
        f"line {line}" for line in (2, 3, 4, 5, 6)
    ]


def test_a_table_without_its_columns_says_which(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("day,what\n2027-02-08,snow\n", encoding="utf-8")
    with pytest.raises(CalendarError) as refused:
        read_table(path, CALENDAR, WINDOWS)
    assert refused.value.problems == (
        (
            "line 1: has no column from and no column type; the columns are from, until, type, "
            "title, grades"
        ),
    )


@pytest.fixture
def school(tmp_path: Path) -> Iterator[Opened]:
    keep_date(tmp_path / "school", date(2027, 4, 20))
    with opened(tmp_path / "school") as made:
        bundle = write_bundle(tmp_path / "school.zip")
        made.run("import_roster", path=str(bundle))
        yield made


def due(shown: dict[str, list[dict[str, str]]], what: str = "Spring is due") -> dict[str, str]:
    return next(one for one in shown["dates"] if one["what"] == what)


def test_a_draft_counts_for_nothing_until_it_is_published(school: Opened, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("from,type,title\n2027-04-21,emergency day,water main\n", encoding="utf-8")
    shown = school.run("calendar_import", path=str(path))
    assert due(shown)["on"] == "2027-05-10"
    assert due(school.run("calendar_show"))["on"] == "2027-05-07"
    assert due(school.run("calendar_preview"))["on"] == "2027-05-10"
    assert school.run("calendar_publish")["published"] == 2
    counts = school.run("calendar_show")
    assert due(counts) == {
        "band": "All grades",
        "what": "Spring is due",
        "on": "2027-05-10",
        "why": "Moved from Fri 7 May: no school on Wed 21 Apr (emergency day, water main).",
    }
    assert [one["n"] for one in counts["versions"]] == [1, 2]
    assert all(one["published_at"] for one in counts["versions"])


def test_a_snow_day_counts_at_once_and_is_in_the_draft_too(school: Opened, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("from,type,title\n2027-05-14,teacher only day,PD\n", encoding="utf-8")
    school.run("calendar_import", path=str(path))
    done = school.run("calendar_day", day="2027-04-20", type="weather day", title="ice")
    assert {one["what"]: (one["was"], one["on"]) for one in done["moved"]} == {
        "Spring is due": ("2027-05-07", "2027-05-10"),
        "Spring: blank is missing": ("2027-05-17", "2027-05-18"),
        "After the spring scores: can be done": ("2027-05-10", "2027-05-11"),
        "After the spring scores is due": ("2027-05-14", "2027-05-17"),
    }
    assert due(school.run("calendar_publish"))["on"] == "2027-05-10"


def test_a_day_that_is_only_previewed_changes_nothing(school: Opened) -> None:
    before = school.run("calendar_show")
    shown = school.run(
        "calendar_day", day="2027-04-20", type="weather day", title="ice", only_preview=True
    )
    assert shown["moved"]
    assert shown["published"] is None
    assert school.run("calendar_show") == before


def test_a_day_counts_only_as_long_as_it_does_what_its_preview_said(school: Opened) -> None:
    asked = {"day": "2027-04-21", "type": "weather day", "title": "ice"}
    shown = school.run("calendar_day", **asked, only_preview=True)
    school.run("calendar_day", day="2027-04-20", type="weather day", title="snow")
    before = school.run("calendar_show")
    with pytest.raises(CalendarError, match="look again at what the day would move"):
        school.run("calendar_day", **asked, agreed=shown["digest"])
    assert school.run("calendar_show") == before
    again = school.run("calendar_day", **asked, only_preview=True)
    done = school.run("calendar_day", **asked, agreed=again["digest"])
    assert done["moved"] == again["moved"]
    assert due(school.run("calendar_show"))["on"] == "2027-05-11"


def test_publishing_without_a_draft_says_how_to_make_one(school: Opened) -> None:
    with pytest.raises(CalendarError, match="calendar import FILE"):
        school.run("calendar_publish")


def test_a_roster_that_moves_the_year_leaves_a_draft_and_says_so(
    school: Opened, tmp_path: Path
) -> None:
    later = {("academicSessions", "ay-2026-q4"): {"startDate": "2027-03-29"}}
    bundle = write_bundle(tmp_path / "again.zip", changes=later)
    notices = school.run("import_roster", path=str(bundle))["notices"]
    assert any("its dates wait as a draft" in one for one in notices)
    assert len(school.run("calendar_show")["versions"]) == 2
    assert due(school.run("calendar_show"), "Spring opens")["on"] == "2027-04-12"
    assert due(school.run("calendar_preview"), "Spring opens")["on"] == "2027-04-19"


def test_the_next_school_year_begins_with_a_calendar_of_its_own(
    school: Opened, tmp_path: Path
) -> None:
    year = {
        ("academicSessions", "ay-2026"): None,
        ("academicSessions", "ay-2027"): {
            "title": "2027-2028", "type": "schoolYear", "startDate": "2027-08-16",
            "endDate": "2028-05-26", "schoolYear": "2028", "status": "active",
        },
    }  # fmt: skip
    quarters = {
        ("academicSessions", f"ay-2026-q{number}"): {
            "startDate": begins, "endDate": ends, "parentSourcedId": "ay-2027",
        }
        for number, begins, ends in (
            (1, "2027-08-16", "2027-10-15"),
            (2, "2027-10-18", "2027-12-17"),
            (3, "2028-01-04", "2028-03-10"),
            (4, "2028-03-20", "2028-05-26"),
        )
    }  # fmt: skip
    classes = {("classes", f"cl-{number}"): {"termSourcedIds": "ay-2027"} for number in (1, 2)}
    courses = {
        ("courses", f"c-{grade}"): {"schoolYearSourcedId": "ay-2027"} for grade in ("KG", "01")
    }
    bundle = write_bundle(tmp_path / "next.zip", changes={**year, **quarters, **classes, **courses})
    school.run("import_roster", path=str(bundle))
    shown = school.run("calendar_show")
    assert [one["n"] for one in shown["versions"]] == [1]
    assert due(shown)["on"] == "2028-05-05"
