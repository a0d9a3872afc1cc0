"""A person's dates as a calendar: what is due and when reviews are; no child's name."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from service.access import Action, Person, WholeSchool, may
from service.ics import DatedEvent, calendar_file
from service.overview import Overview
from service.speech import Speech
from service.to_do import windows_of


def feed_of(overview: Overview, person: Person, said: Speech, at: datetime) -> bytes:
    """The calendar of a person as of the overview's day, written at a moment.

    Whoever sees whether reviews will stand has the dates of the whole school in it.
    """
    sees_all = may(person, Action.SEE_REVIEWS, WholeSchool()).allowed
    mine = person.sourced_id
    events = [
        *_windows(overview, None if sees_all else mine, said),
        *_notes(overview, mine, said),
        *_milestones(overview, mine, said),
        *(_of_the_school(overview, mine, said) if sees_all else ()),
        *_reviews(overview, said),
    ]
    school = f"{overview.kept.roster.school.sourced_id} {mine}"
    return calendar_file(said.say("Tracksheet: what is due"), school, events, at)


def _windows(overview: Overview, only: str | None, said: Speech) -> Iterator[DatedEvent]:
    """Those in which this person owes scores; all of the school without one."""
    judged = overview.judged if only is None else overview.judged_for(only)
    times = Counter[str]()
    for window, _ in windows_of(overview.frame, judged):
        of = f"{window.key} {window.opens_on:%Y}"
        times[of] += 1
        if times[of] > 1:  # grades with other dates for the same window
            of = f"{of} {times[of]}"
        title = said.say("%(window)s scores: the window opens", window=window.title)
        yield DatedEvent(key=f"{of} opens", on=window.opens_on, title=title)
        title = said.say("%(window)s scores are due", window=window.title)
        why = said.tell(window.why)
        yield DatedEvent(key=f"{of} due", on=window.due_on, title=title, why=why)


def _notes(overview: Overview, person: str, said: Speech) -> Iterator[DatedEvent]:
    for note in overview.notes_for(person):
        title = said.say("A progress note is due")
        yield DatedEvent(key=f"{note.support.key} note", on=note.window.due_on, title=title)


def _milestones(overview: Overview, person: str, said: Speech) -> Iterator[DatedEvent]:
    for one in overview.milestones_for(person):
        window = one.window
        title = said.say("%(milestone)s: can be done from today", milestone=window.title)
        yield DatedEvent(key=f"{one.public_id} opens", on=window.opens_on, title=title)
        title, why = said.say("%(milestone)s: due", milestone=window.title), said.tell(window.why)
        yield DatedEvent(key=f"{one.public_id} due", on=window.due_on, title=title, why=why)


def _of_the_school(overview: Overview, person: str, said: Speech) -> Iterator[DatedEvent]:
    """When the milestones of others are due."""
    own = {one.due.milestone for one in overview.milestones_for(person)}
    for one in overview.frame.milestones:
        if one not in own:
            window = one.window
            title, why = said.say("%(milestone)s is due", milestone=window.title), window.why
            key = f"milestone {window.key} {window.due_on}"
            yield DatedEvent(key=key, on=window.due_on, title=title, why=said.tell(why))


def _reviews(overview: Overview, said: Speech) -> Iterator[DatedEvent]:
    for review in overview.reviews:
        key, why = f"review {review.grading_period}", said.tell(review.why)
        yield DatedEvent(key=key, on=review.on, title=said.say("Data review"), why=why)
