"""School years and calendars for property tests: any dates, always of a usable shape."""

from datetime import date, timedelta

from hypothesis import strategies as st

from sheet_templates.school import AcademicCalendar, GradingPeriod, SchoolYear
from sync.domain.academic_calendar import academic_calendar

FIRST_DAY = date(2026, 8, 1)
LAST_DAY = date(2027, 6, 30)


def school_year(*periods: GradingPeriod) -> SchoolYear:
    """Make a school year that begins and ends with its grading periods."""
    return SchoolYear(
        sourced_id="ay-2026",
        title="2026-2027",
        begins_on=periods[0].begins_on,
        ends_on=periods[-1].ends_on,
        grading_periods=periods,
    )


def days_of_year() -> st.SearchStrategy[date]:
    """Any day of a school year, and some around it."""
    return st.dates(FIRST_DAY - timedelta(days=20), LAST_DAY + timedelta(days=20))


@st.composite
def calendars(draw: st.DrawFn) -> AcademicCalendar:
    """Calendars of one to six grading periods of one to ten weeks, with gaps of up to 20 days."""
    shape = st.tuples(st.integers(0, 20), st.integers(7, 70))
    begins_on = FIRST_DAY
    periods = []
    for number, (gap, length) in enumerate(draw(st.lists(shape, min_size=1, max_size=6)), 1):
        begins_on += timedelta(days=gap)
        ends_on = begins_on + timedelta(days=length - 1)
        periods.append(
            GradingPeriod(
                sourced_id=f"p{number}",
                title=f"Period {number}",
                begins_on=begins_on,
                ends_on=ends_on,
            )
        )
        begins_on = ends_on + timedelta(days=1)
    return academic_calendar(school_year(*periods), frozenset())
