"""A calendar file (.ics, RFC 5545) of a school or district: its days off, as events."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from service.features.calendars.found import Found, SpanOfDays
from service.features.calendars.words import day_type_of
from sync.domain.school_calendar import SchoolCalendar
from sync.errors import CalendarError

LARGEST_FILE = 20_000_000
"""Bytes; a district's calendar of many years has some 100,000."""
_LONGEST_NOTICE = 12


def read_ics(path: Path, calendar: SchoolCalendar) -> Found:
    """The days of which the file's events speak, within the school year.

    An event counts by its categories, else by its title; what speaks of no kind of day is told.
    CalendarError where the file cannot be read.
    """
    parsed = _parsed(path)
    zone = ZoneInfo(calendar.zone)
    spans: list[SpanOfDays] = []
    others: list[str] = []
    for event in _events(path, parsed, calendar):
        title = str(event.get("SUMMARY", "")).strip() or "an event without a title"
        kind = next(filter(None, map(day_type_of, (*_categories(event), title))), None)
        if kind is None:
            others.append(title)
            continue
        begins_on, ends_on = _days(event, zone)
        spans.append(SpanOfDays(begins_on=begins_on, ends_on=ends_on, kind=kind, title=title))
    spans.sort(key=lambda one: (one.begins_on, one.ends_on, one.title))
    return Found(spans=tuple(spans), notices=tuple(_told(others)))


def _parsed(path: Path) -> icalendar.Calendar:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise CalendarError(f"{path} is larger than any calendar; export one school year.")
        return icalendar.Calendar.from_ical(path.read_bytes())
    except OSError as error:
        raise CalendarError(f"{path} cannot be read: {error.strerror}; check the path.") from error
    except (ValueError, IndexError) as error:
        raise CalendarError(
            f"{path} is no calendar file (.ics) that can be read ({error}); export it again."
        ) from error


def _events(path: Path, parsed: icalendar.Calendar, calendar: SchoolCalendar) -> Iterator[Any]:
    """The events of the school year, those that come again each time that they do."""
    after = calendar.ends_on + timedelta(days=1)
    try:
        yield from recurring_ical_events.of(parsed).between(calendar.begins_on, after)
    except ValueError as error:
        raise CalendarError(
            f"{path} has an event whose dates cannot be read ({error}); correct or remove it."
        ) from error


def _categories(event: Any) -> list[str]:
    given = event.get("CATEGORIES", [])
    lists = given if isinstance(given, list) else [given]
    return [str(name) for one in lists for name in getattr(one, "cats", [one])]


def _days(event: Any, zone: ZoneInfo) -> tuple[date, date]:
    """The first and last day; a file gives the day after the last, or a time on it."""
    begins, ends = event["DTSTART"].dt, event["DTEND"].dt if "DTEND" in event else None
    first = _day(begins, zone)
    if ends is None:
        return first, first
    if not isinstance(ends, datetime):
        return first, max(first, ends - timedelta(days=1))
    return first, max(first, _day(ends - timedelta(microseconds=1), zone))


def _day(moment: date, zone: ZoneInfo) -> date:
    if not isinstance(moment, datetime):
        return moment
    return (moment if moment.tzinfo is None else moment.astimezone(zone)).date()


def _told(others: list[str]) -> Iterator[str]:
    if others:
        named = sorted(set(others))
        shown = ", ".join(named[:_LONGEST_NOTICE])
        rest = len(named) - _LONGEST_NOTICE
        more = f" and {rest} more" if rest > 0 else ""
        yield (
            f"{len(others)} events speak of no kind of school day and were left out: {shown}{more}"
        )
