"""A person's dates as a calendar (RFC 5545): what is due and when reviews are; no child's name."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import icalendar

from service.access import Action, Person, WholeSchool, may
from service.overview import Overview
from service.speech import Speech
from service.to_do import windows_of

_ONE_DAY = timedelta(days=1)
_REFRESH = "PT6H"


def feed_of(overview: Overview, person: Person, said: Speech, at: datetime) -> bytes:
    """The calendar of a person as of the overview's day, written at a moment.

    Whoever sees whether reviews will stand has the windows of the whole school in it.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Tracksheet//duties//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", said.say("Tracksheet: what is due"))
    calendar.add("refresh-interval", icalendar.vText(_REFRESH), parameters={"VALUE": "DURATION"})
    for key, day, title, why in _dates(overview, person, said):
        event = _event(overview, f"{person.sourced_id} {key}", day, title, why)
        event.add("dtstamp", at)
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _dates(
    overview: Overview, person: Person, said: Speech
) -> Iterator[tuple[str, date, str, str]]:
    """The key, the day, the title and the reason of each date."""
    sees_all = may(person, Action.SEE_REVIEWS, WholeSchool()).allowed
    judged = overview.judged if sees_all else overview.judged_for(person.sourced_id)
    times = Counter[str]()
    for window, _ in windows_of(overview.frame, judged):
        of = f"{window.key} {window.opens_on:%Y}"
        times[of] += 1
        if times[of] > 1:  # grades with other dates for the same window
            of = f"{of} {times[of]}"
        title = said.say("%(window)s scores: the window opens", window=window.title)
        yield f"{of} opens", window.opens_on, title, ""
        title = said.say("%(window)s scores are due", window=window.title)
        yield f"{of} due", window.due_on, title, said.tell(window.why)
    for note in overview.notes_for(person.sourced_id):
        title = said.say("A progress note is due")
        yield f"{note.support.key} note", note.window.due_on, title, ""
    for review in overview.reviews:
        title = said.say("Data review")
        yield f"review {review.grading_period}", review.on, title, said.tell(review.why)


def _event(overview: Overview, key: str, day: date, title: str, why: str) -> icalendar.Event:
    event = icalendar.Event()
    school = overview.kept.roster.school.sourced_id
    digest = hashlib.sha256(f"{school} {key}".encode()).hexdigest()[:32]
    event.add("uid", f"{digest}@tracksheet")
    event.add("dtstart", day)
    event.add("dtend", day + _ONE_DAY)
    event.add("summary", title)
    event.add("transp", "TRANSPARENT")
    if why:
        event.add("description", why)
    return event
