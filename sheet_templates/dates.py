"""Days as people read them, in spreadsheets and on pages, whatever the machine's locale."""

from datetime import date

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def long_day(day: date) -> str:
    """A day with its weekday: "Monday 24 May 2027"."""
    return f"{_DAYS[day.weekday()]} {day.day} {month(day)} {day.year}"


def short_day(day: date) -> str:
    """A day within the school year: "Mon 24 May"."""
    return f"{_DAYS[day.weekday()][:3]} {day.day} {month(day)[:3]}"


def month(day: date) -> str:
    """The month of a day in full."""
    return _MONTHS[day.month - 1]
