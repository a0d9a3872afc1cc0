"""All dates of one tracker in order of time: updates, reviews, checks, contacts, milestones. Pure.

One generated list, so that a team sees tracking and intervening together; as a calendar file it
names no child and no adult.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from service.ics import DatedEvent, calendar_file
from service.milestone_lines import is_contact, milestone_groups
from service.overview import Overview, TrackerStanding
from service.speech import Speech
from sheet_templates.school import AcademicCalendar
from sheet_templates.sentences import sentence
from sync.domain.cadence import data_reviews


class Touch(Enum):
    """What kind of date it is; the value is the word that people read."""

    UPDATE = sentence("update")
    REVIEW = sentence("data review")
    CHECK = sentence("check of supports")
    CONTACT = sentence("word with families")
    MILESTONE = sentence("milestone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Touchpoint:
    """One date: what kind it is of, what happens, who does it, and why the date was moved.

    `key` names it for good among those of its tracker.
    """

    on: date
    touch: Touch
    what: str
    people: str
    why: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The whole list; `ahead` is where in it the dates from today on begin."""

    points: tuple[Touchpoint, ...]
    ahead: int


def timeline_of(overview: Overview, standing: TrackerStanding, said: Speech) -> Timeline:
    """The dates of a tracker's whole year; of progress notes the next one on each support."""
    found = [
        *_updates(overview, standing, said),
        *_reviews(_year(overview, standing), standing, said),
        *_checks(overview, standing, said),
        *_milestones(overview, standing, said),
    ]
    order = list(Touch)
    points = tuple(sorted(found, key=lambda one: (one.on, order.index(one.touch), one.what)))
    return Timeline(points=points, ahead=sum(one.on < overview.today for one in points))


def next_of(timeline: Timeline, said: Speech) -> str:
    """What comes next, in a sentence."""
    ahead = timeline.points[timeline.ahead :]
    if not ahead:
        return said.say("No date is left in this school year.")
    first = [one.what for one in ahead if one.on == ahead[0].on]
    return said.say(
        "Next, on %(day)s: %(what)s.", day=said.day(ahead[0].on), what=said.listed(first)
    )


def timeline_file(
    overview: Overview, standing: TrackerStanding, said: Speech, at: datetime
) -> bytes:
    """The same as a calendar file, written at a moment; nobody is named in it."""
    school, tracker = overview.kept.roster.school.sourced_id, standing.public_id
    events = (
        DatedEvent(
            key=f"{tracker} {one.key}",
            on=one.on,
            title=one.what,
            why=one.why,
        )
        for one in timeline_of(overview, standing, said).points
    )
    name = said.say("Tracker of %(title)s", title=said.tell(standing.title))
    return calendar_file(name, school, events, at)


def _year(overview: Overview, standing: TrackerStanding) -> AcademicCalendar:
    return overview.kept.calendar.for_grade(standing.subject.grades[0])


def _updates(overview: Overview, standing: TrackerStanding, said: Speech) -> Iterator[Touchpoint]:
    owing: dict[str, dict[str, None]] = {}
    for one in overview.judged_in[standing.public_id]:
        owing.setdefault(one.checkpoint.key, {})[one.expected.owed_by] = None
    for window in standing.framed.owed.checkpoints:
        names = [overview.staff[one].name for one in owing.get(window.key, ())]
        opens = said.say("%(window)s opens", window=window.title)
        due = said.say("%(window)s is due", window=window.title)
        for key, on, what, why in (
            ("opens", window.opens_on, opens, ""),
            ("due", window.due_on, due, said.tell(window.why)),
        ):
            yield Touchpoint(
                on=on,
                touch=Touch.UPDATE,
                what=what,
                people=said.listed(names),
                why=why,
                key=f"{window.key} {key}",
            )


def _reviews(
    year: AcademicCalendar, standing: TrackerStanding, said: Speech
) -> Iterator[Touchpoint]:
    titles = {one.sourced_id: one.title for one in year.school_year.grading_periods}
    team = said.listed([one.name for one in standing.team.everyone])
    for one in data_reviews(year, standing.framed.template.cadence.reviews):
        yield Touchpoint(
            on=one.on,
            touch=Touch.REVIEW,
            what=said.say("%(period)s review", period=titles[one.grading_period]),
            people=team,
            why=said.tell(one.why),
            key=f"review {one.grading_period} {one.on}",
        )


def _checks(overview: Overview, standing: TrackerStanding, said: Speech) -> Iterator[Touchpoint]:
    """The progress notes that are awaited next, counted by the day and by who owes them."""
    children = standing.subject.students
    counts = Counter(
        (one.window.due_on, one.owed_by)
        for one in overview.notes
        if one.support.student in children
    )
    for (day, person), count in counts.items():
        yield Touchpoint(
            on=day,
            touch=Touch.CHECK,
            what=said.several(
                "%(count)s progress note is due", "%(count)s progress notes are due", count
            ),
            people=overview.staff[person].name,
            why="",
            key=f"notes {day} {person}",
        )


def _milestones(
    overview: Overview, standing: TrackerStanding, said: Speech
) -> Iterator[Touchpoint]:
    owed = overview.milestones_in(standing.public_id)
    contacts = {one.window for one in owed if is_contact(one)}
    for one in milestone_groups(overview, owed):
        window = one.window
        touch = Touch.CONTACT if window in contacts else Touch.MILESTONE
        opens = said.say("%(milestone)s: can be done from today", milestone=one.title)
        due = said.say("%(milestone)s is due", milestone=one.title)
        for key, on, what, why in (
            ("opens", window.opens_on, opens, ""),
            ("due", window.due_on, due, said.tell(window.why)),
        ):
            yield Touchpoint(
                on=on,
                touch=touch,
                what=what,
                people=said.listed(one.people),
                why=why,
                key=f"milestone {window.key} {key}",
            )
