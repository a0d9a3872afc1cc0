"""Dates as a calendar file (RFC 5545) that any calendar program opens; no child's name in it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event

_ONE_DAY = timedelta(days=1)
_REFRESH = "PT6H"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedEvent:
    """One whole day: `key` names it for good in its school, `why` says why it was moved."""

    key: str
    on: date
    title: str
    why: str = ""


def calendar_file(name: str, school: str, events: Iterable[DatedEvent], at: datetime) -> bytes:
    """The events as a calendar of this name, written at a moment; `school` is a sourcedId."""
    from icalendar import Calendar, vText  # noqa: PLC0415 - a slow import

    calendar = Calendar()
    calendar.add("prodid", "-//Tracksheet//duties//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vText(_REFRESH), parameters={"VALUE": "DURATION"})
    for one in events:
        event = _event(school, one)
        event.add("dtstamp", at)
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _event(school: str, one: DatedEvent) -> "Event":
    from icalendar import Event  # noqa: PLC0415 - a slow import

    event = Event()
    digest = hashlib.sha256(f"{school} {one.key}".encode()).hexdigest()[:32]
    event.add("uid", f"{digest}@tracksheet")
    event.add("dtstart", one.on)
    event.add("dtend", one.on + _ONE_DAY)
    event.add("summary", one.title)
    event.add("transp", "TRANSPARENT")
    if one.why:
        event.add("description", one.why)
    return event
