"""A child's goals: what each wants, how it stands, and why another row is not compared. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.child import ChildInTracker, ChildRecord
from service.features.students.aimline import Picture, picture_of
from service.goals import standings, year_scores
from service.overview import Overview
from service.speech import Speech
from sheet_templates.measures import plain
from sheet_templates.model import TrackerTemplate
from sync.domain.goals import STATE_WORDS, Goal, GoalState, Standing, UnclearGoal
from sync.domain.supports import Spell, spells_in


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGoal:
    """A goal that is compared with scores, in words and as a picture."""

    metric: str
    wants: str
    stands: str
    picture: Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Goals:
    """A child's goals; `unclear` says of each other row why it is compared with nothing.

    `answer` is a sentence for the top of the page, empty where there is nothing to say.
    """

    shown: tuple[ShownGoal, ...] = ()
    unclear: tuple[str, ...] = ()
    answer: str = ""


def goals_of(overview: Overview, record: ChildRecord, said: Speech) -> Goals:
    """The child's goals in its tracker of this school year."""
    tracker = overview.tracker_of[record.student]
    each = next((one for one in record.trackers if one.tracker.public_id == tracker), None)
    if each is None or each.template is None:
        return Goals()
    template = each.template
    due = {one.key: one.due_on for one in overview.frame.trackers[tracker].owed.checkpoints}
    scores = year_scores(each.past, due, overview.kept.clock)
    clear, unclear = standings(template, each.versions, scores)
    mine = [one for one in clear if one.goal.student == record.student]
    spells = _spells(each, template, record.student)
    return Goals(
        shown=tuple(
            ShownGoal(
                metric=_title(template, one.goal),
                wants=_wants(one.goal, said),
                stands=_stands(one, said),
                picture=picture_of(
                    one.goal, scores.get((one.goal.student, one.goal.metric), ()), spells, said
                ),
            )
            for one in mine
        ),
        unclear=tuple(_why(one, said) for one in unclear if one.student == record.student),
        answer=_answer(mine, said),
    )


def _spells(each: ChildInTracker, template: TrackerTemplate, student: str) -> list[Spell]:
    rule = template.cadence.notes
    found = spells_in(each.versions, rule) if rule is not None else ()
    return [one for one in found if one.student == student]


def _title(template: TrackerTemplate, goal: Goal) -> str:
    return next(one.title for one in template.metrics if one.key == goal.metric)


def _wants(goal: Goal, said: Speech) -> str:
    return said.say(
        "From %(start)s to %(target)s by %(day)s.",
        start=plain(goal.start),
        target=plain(goal.target),
        day=said.day(goal.by_when),
    )


def _stands(one: Standing, said: Speech) -> str:
    if one.latest is None or one.aim is None:
        return said.say(
            "No score has come since it was set on %(day)s.", day=said.day(one.goal.since)
        )
    state = said.tell(STATE_WORDS[one.state])
    return said.say(
        "%(state)s: %(score)s on %(day)s, where the line is at %(aim)s.",
        state=state[:1].upper() + state[1:],
        score=plain(one.latest.number),
        day=said.day(one.latest.on),
        aim=plain(round(one.aim, 1)),
    )


def _why(one: UnclearGoal, said: Speech) -> str:
    problems = said.listed([said.tell(problem) for problem in one.problems])
    if not one.metric:
        return said.say("A goal is compared with no score: %(problems)s.", problems=problems)
    return said.say(
        "The goal for %(metric)s is compared with no score: %(problems)s.",
        metric=one.metric,
        problems=problems,
    )


def _answer(standings: Sequence[Standing], said: Speech) -> str:
    off = sum(one.state is GoalState.OFF_TRACK for one in standings)
    if not off:
        return ""
    return said.several("%(count)s goal is not on track.", "%(count)s goals are not on track.", off)
