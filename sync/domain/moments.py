"""Moments: of a round (the school's day, zone, real time), as people read them and name them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sync.errors import TrackerError


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolClock:
    """The clock that people read: the school's own, and in a demo that of the demo's day.

    What is stored is stamped with the real time. `ahead` is how far the demo's day lies from the
    real one: what happened a minute ago, or yesterday, did so in the demo's time too.
    """

    zone: ZoneInfo
    ahead: timedelta = timedelta()

    def local(self, at: datetime) -> datetime:
        """What the clock on the wall said at this moment (aware)."""
        return at.astimezone(self.zone) + self.ahead

    def day(self, at: datetime) -> date:
        """The day that it was."""
        return self.local(at).date()

    def begins(self, day: date) -> datetime:
        """The moment at which it becomes this day.

        In UTC: to compare moments across time zones takes ten times as long.
        """
        return (datetime.combine(day, time.min, self.zone) - self.ahead).astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When something is judged: `today` is what rules go by, `at` is what is stamped (aware).

    `ahead` is that of the clock that people read.
    """

    today: date
    zone: ZoneInfo
    at: datetime
    ahead: timedelta = timedelta()

    @property
    def clock(self) -> SchoolClock:
        """The clock that people read."""
        return SchoolClock(zone=self.zone, ahead=self.ahead)

    def starts(self, day: date) -> datetime:
        """The moment at which a school day begins, also where the clocks jump at midnight."""
        return datetime.combine(day, time.min, self.zone)


def named_moment(text: str, zone: ZoneInfo) -> datetime:
    """The moment that a person named, in UTC; a day means its end in the school's zone.

    A time without its distance from UTC is the zone's. TrackerError for what is no moment, and for
    a time that comes twice or never in that night: which one is meant is asked, not guessed.
    """
    try:
        if len(text) == len("2026-11-03"):
            next_day = date.fromisoformat(text) + timedelta(days=1)
            midnight = datetime.combine(next_day, time.min, zone)
            return midnight.astimezone(UTC) - timedelta(microseconds=1)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise TrackerError(
            f"{text!r} is no date. Write it as 2026-11-03, or a moment as 2026-11-03T14:30."
        ) from error
    if moment.tzinfo is None:
        _refuse_two_readings(text, moment, zone)
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC)


def _refuse_two_readings(text: str, moment: datetime, zone: ZoneInfo) -> None:
    """TrackerError for a time of the hour that clocks put back go through twice, or skip."""
    first, second = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return
    comes_twice = first.astimezone(UTC) < second.astimezone(UTC)
    why = (
        "comes twice: the clocks go back that night"
        if comes_twice
        else "never comes: the clocks go forward that night"
    )
    either = (first, second) if comes_twice else (second, first)
    meant = [one.astimezone(UTC).astimezone(zone).isoformat(timespec="minutes") for one in either]
    raise TrackerError(f"{text} {why}. Write {meant[0]} or {meant[1]}.")
