"""A child's page: how it is doing, what comes next, and what has been tried. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from service.child import ChildRecord
from service.contacts import last_in_words
from service.features.students.goals import Goals, goals_of
from service.features.students.scores import Scores, scores_of
from service.features.students.timeline import Event, Month, Telling, by_month, events_of
from service.overview import Overview
from service.speech import Speech
from service.student_notes import supports_of
from service.to_do import TO_DO
from sync.domain.completeness import EntryState, JudgedEntry, key_of
from sync.domain.contacts import contacts_on, contacts_tab, last_reached
from sync.domain.supports import Support

_AHEAD = TO_DO | {EntryState.NOT_OPEN}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildPage:
    """The whole page; `where` is the child's tracker, class and teacher, as far as there are.

    `ahead` is what comes next, the first first; `months` what has been, the latest first. `row` is
    the link to the child's row, None where the last read did not find it. `home` says when the
    family was last reached, in this or an earlier year; empty where no tracker keeps that.
    """

    student: str
    name: str
    where: str
    answer: str
    scores: Scores
    supports: tuple[Support, ...]
    goals: Goals
    ahead: tuple[Event, ...]
    months: tuple[Month, ...]
    row: str | None
    home: str


def child_page(overview: Overview, record: ChildRecord, said: Speech) -> ChildPage:
    """The page of a child of the school, as of the overview's day."""
    student = record.student
    everybody = overview.judged_in[overview.tracker_of[student]]
    judged = [one for one in everybody if one.expected.student == student]
    scores = scores_of(overview, record, judged, said)
    supports = supports_of(overview, student)
    goals = goals_of(overview, record, said)
    told = events_of(Telling(overview=overview, said=said), record)
    ahead = [*_ahead(overview, student, judged, said), *_later(overview, told)]
    return ChildPage(
        student=student,
        name=overview.student_names[student],
        where=", ".join(_where(overview, student, judged, said)),
        answer=" ".join(_answer(scores, supports, goals, judged, said)),
        scores=scores,
        supports=supports,
        goals=goals,
        ahead=tuple(sorted(ahead, key=lambda one: one.on)),
        months=by_month([one for one in told if one.on <= overview.today], said),
        row=overview.entry_link(key_of(judged[0].expected)) if judged else None,
        home=_home(overview, record, said),
    )


def _home(overview: Overview, record: ChildRecord, said: Speech) -> str:
    kept = [
        (each.template, each.versions)
        for each in record.trackers
        if each.template is not None and contacts_tab(each.template) is not None
    ]
    found = (one for kept_in in kept for one in contacts_on(*kept_in, record.student))
    return last_in_words(last_reached(found, overview.today), said) if kept else ""


def _where(
    overview: Overview, student: str, judged: Sequence[JudgedEntry], said: Speech
) -> Iterator[str]:
    tracker = overview.frame.trackers[overview.tracker_of[student]]
    yield said.tell(tracker.subject.title)
    for one in judged[-1:]:
        school_class = overview.classes.get(one.expected.school_class or "")
        if school_class is not None and school_class.title != tracker.subject.title:
            yield school_class.title
        yield overview.staff[one.expected.owed_by].name


def _answer(
    scores: Scores,
    supports: Sequence[Support],
    goals: Goals,
    judged: Sequence[JudgedEntry],
    said: Speech,
) -> Iterator[str]:
    """How the child is doing, in sentences: latest scores, supports, goals, holes."""
    yield from _latest(scores, said) or [said.say("No score is there yet.")]
    if supports:
        yield said.several("%(count)s support goes on.", "%(count)s supports go on.", len(supports))
    if goals.answer:
        yield goals.answer
    wanting = sum(one.state in TO_DO for one in judged)
    if wanting:
        yield said.several("%(count)s score is wanted.", "%(count)s scores are wanted.", wanting)


def _latest(scores: Scores, said: Speech) -> list[str]:
    sentences: list[str] = []
    for row in scores.rows:
        there = [
            (column, score)
            for column, score in zip(scores.columns, row.scores, strict=True)
            if score is not None and score.says
        ]
        for column, score in there[-1:]:
            sentence = said.say(
                "%(metric)s: %(score)s in %(window)s.",
                metric=row.metric,
                score=score.says,
                window=column.window.lower(),
            )
            sentences.append(f"{sentence} {row.trend}".strip())
    return sentences


def _ahead(
    overview: Overview, student: str, judged: Sequence[JudgedEntry], said: Speech
) -> Iterator[Event]:
    """The scores and notes that are owed, and the next data review."""
    wanted = [one for one in judged if one.state in _AHEAD]
    for point, some in groupby(wanted, key=lambda one: one.checkpoint):
        metrics = said.listed([overview.metric_title(one.expected.metric) for one in some])
        if point.due_on >= overview.today:
            title = said.say("%(window)s scores are due", window=point.title)
        else:
            title = said.say("%(window)s scores were due", window=point.title)
        lines = tuple(filter(None, (metrics, point.why)))
        yield Event(on=point.due_on, kind=said.say("Scores"), title=title, lines=lines)
    for one in overview.notes:
        if one.support.student == student:
            title = said.say("A progress note is due")
            yield Event(
                on=one.window.due_on,
                kind=said.say("Progress note"),
                title=title,
                lines=(one.support.what,) if one.support.what else (),
            )
    for review in overview.reviews:
        if review.on >= overview.today:
            lines = (review.why,) if review.why else ()
            kind = said.say("Review")
            yield Event(on=review.on, kind=kind, title=said.say("Data review"), lines=lines)
            return


def _later(overview: Overview, told: Sequence[Event]) -> Iterator[Event]:
    """What people have written down for a day to come."""
    return (one for one in told if one.on > overview.today)
