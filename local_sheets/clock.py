"""The only place that asks the clock.

Stamps of what really happened (modified times, tokens, revisions) use `now`. A demo's date
replaces only `today`: the year of a date typed without one, and later TODAY().
"""

from datetime import UTC, date, datetime


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
