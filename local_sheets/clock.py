"""The only place that asks the clock.

Stamps of what really happened (modified times, tokens, revisions) use `now`. A demo's date
replaces only `today`: the year of a date typed without one, TODAY() and NOW().
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What spreadsheets take for now: a demo's day (`now` is None), else the machine's clock."""

    today: date
    now: datetime | None = None

    def local(self, zone: str) -> datetime:
        """Date and time in a spreadsheet's zone, without the zone; a demo's day stands at noon."""
        if self.now is None:
            return datetime.combine(self.today, time(12))
        try:
            return self.now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        except (ZoneInfoNotFoundError, ValueError):
            return self.now.astimezone(UTC).replace(tzinfo=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today(fixed: date | None) -> date:
    """The date that the spreadsheets believe in: the demo's date, else the machine's own."""
    if fixed is not None:
        return fixed
    return datetime.now().astimezone().date()


def rfc3339(moment: datetime) -> str:
    """A moment as Drive writes it: UTC, milliseconds, Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
