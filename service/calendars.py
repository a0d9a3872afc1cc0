"""The school's calendar from a roster's year: the country's holidays taken out, windows tried."""

from service.features.roster.public_holidays import federal_holidays
from sheet_templates.model import CadenceRule
from sheet_templates.school import AcademicCalendar, SchoolYear
from sync.domain.academic_calendar import academic_calendar
from sync.domain.cadence import checkpoints


def school_calendar(year: SchoolYear, cadence: CadenceRule) -> AcademicCalendar:
    """The year's instructional days; CalendarError where a window of the cadence does not fit."""
    calendar = academic_calendar(year, federal_holidays(year.begins_on, year.ends_on))
    checkpoints(cadence, calendar)
    return calendar
