"""How pages say days, numbers and grades: plain, exact, the same everywhere."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sheet_templates.dates import long_day, month

# Days are said as the spreadsheets say them.
__all__ = ["counted", "listed", "long_day", "moment", "month", "number", "percent"]


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A moment on the school's own clock: "02:14 on Monday 24 May 2027"."""
    local = at.astimezone(zone)
    return f"{local:%H:%M} on {long_day(local.date())}"


def number(count: int) -> str:
    """A count with its thousands set off: "1,682"."""
    return f"{count:,}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: "1 score", "12 scores"."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def percent(part: int, whole: int) -> str:
    """A share with its counts: "90 % (106 of 118)"; rounded down, so 100 % means all."""
    if whole == 0:
        return "none expected"
    return f"{part * 100 // whole} % ({number(part)} of {number(whole)})"


def listed(parts: list[str]) -> str:
    """Parts as a sentence says them: "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
