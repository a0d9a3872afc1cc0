"""The moment of a round: the school's day, its zone, and the real time."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When something is judged: `today` is what rules go by, `at` is what is stamped (aware)."""

    today: date
    zone: ZoneInfo
    at: datetime

    def starts(self, day: date) -> datetime:
        """The moment at which a school day begins, also where the clocks jump at midnight."""
        return datetime.combine(day, time.min, self.zone)
