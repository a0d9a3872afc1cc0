"""What a week holds that is told on its first school day: data reviews and milestones. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from service.milestone_lines import MilestoneGroup, groups_to_do
from service.overview import Overview
from service.speech import Speech
from service.standing import ReviewStanding, reviews_ahead


def first_of_week(today: date, days: Iterable[date]) -> date:
    """The first of these school days (in order of time) in today's week."""
    monday = _monday(today)
    return next(day for day in days if day >= monday)


def reviews_of_week(overview: Overview) -> Iterable[ReviewStanding]:
    """The reviews of this week that are still ahead."""
    return reviews_ahead(overview, until=_sunday(overview.today))


def milestones_of_week(overview: Overview) -> tuple[MilestoneGroup, ...]:
    """The milestones that are late, or due by the end of this week, and not yet all done."""
    sunday = _sunday(overview.today)
    return tuple(one for one in groups_to_do(overview) if one.window.due_on <= sunday)


def are_worth_a_letter(groups: Iterable[MilestoneGroup], today: date, days: Sequence[date]) -> bool:
    """Whether one is due this week, or fell due since the school week before began.

    One that is late for longer stands in a letter that comes anyway, and asks for none by itself.
    """
    monday = _monday(today)
    before = max((day for day in days if day < monday), default=monday)
    return any(one.window.due_on >= _monday(before) for one in groups)


def subject_of_week(reviews: Sequence[ReviewStanding], said: Speech) -> str:
    """What a letter about the week is called: after its review, if it has one."""
    if reviews:
        return said.say("This week's data review")
    return said.say("Milestones late or due this week")


def milestone_of_week(today: date, one: MilestoneGroup, said: Speech) -> str:
    """How far a milestone has come, in counts as the page has them; nobody is named."""
    values = {
        "title": one.title,
        "day": said.day(one.window.due_on),
        "counts": said.counts(one.done, one.whole),
    }
    if today > one.window.due_on:
        return said.say("%(title)s, was due %(day)s: %(counts)s done", **values)
    return said.say("%(title)s, due %(day)s: %(counts)s done", **values)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _sunday(day: date) -> date:
    return _monday(day) + timedelta(days=6)
