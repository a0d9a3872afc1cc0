"""The one "now" of the product, and the demo's date.

`now` is the real time: stamps, tokens and the key of a night come from it. `today` is what rules,
colours and pages go by: the demo's date where there is one, else the real day in the school's
zone. People read all moments on one clock (`sync.domain.moments.SchoolClock`): in a demo the real
ones are moved by `ahead`, so that what happened just now happened on the demo's day.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The real time, aware, in UTC."""
        ...

    def today(self, zone: str) -> date:
        """The day that rules go by in the school's zone."""
        ...

    def night(self, zone: str) -> date:
        """The real day in the school's zone: the key of a night, whatever the demo's date."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemClock:
    """The machine's clock, with the demo's date over it where there is one."""

    demo_date: date | None = None

    def now(self) -> datetime:
        """The real time, aware, in UTC."""
        return datetime.now(UTC)

    def today(self, zone: str) -> date:
        """The demo's date, else the real day in the school's zone."""
        return self.demo_date or self.night(zone)

    def night(self, zone: str) -> date:
        """The real day in the school's zone."""
        return self.now().astimezone(ZoneInfo(zone)).date()


def ahead(clock: Clock, zone: str) -> timedelta:
    """How far the demo's day lies from the real one; nothing where there is no demo."""
    return clock.today(zone) - clock.night(zone)
