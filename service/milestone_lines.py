"""Milestones as pages, letters and feeds tell of them: what, where, whose, until when. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from service.overview import Overview
from service.speech import Speech
from service.to_do import TO_DO, window_dates
from sheet_templates.model import Audience, MilestoneKind
from sheet_templates.school import Checkpoint
from sync.domain.completeness import EntryState
from sync.domain.milestones_owed import OwedMilestone


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneLine:
    """One milestone that one person owes.

    `where` is its tracker, and the class if it is of one; `dates` says its days as they stand to
    today.
    """

    public_id: str
    title: str
    what: str
    where: str
    person: str
    window: Checkpoint
    dates: str
    state: EntryState


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneGroup:
    """One milestone with the people who owe it, as those who answer for the data see it.

    `people` are the names of those who owe it, `waiting` of those of whom it is late or missing, in
    the order of trackers.
    """

    title: str
    what: str
    window: Checkpoint
    state: EntryState
    whole: int
    done: int
    people: tuple[str, ...]
    waiting: tuple[str, ...]


def milestone_lines(
    overview: Overview, owed: Iterable[OwedMilestone], said: Speech
) -> tuple[MilestoneLine, ...]:
    """The milestones in the order given."""
    return tuple(milestone_line(overview, one, said) for one in owed)


def milestone_line(overview: Overview, owed: OwedMilestone, said: Speech) -> MilestoneLine:
    """One milestone as of the overview's day."""
    rule, window = owed.due.milestone.rule, owed.window
    return MilestoneLine(
        public_id=owed.public_id,
        title=rule.title,
        what=rule.what,
        where=_where(overview, owed, said),
        person=overview.staff[owed.owed_by].name,
        window=window,
        dates=_dates(window, overview.today, said),
        state=owed.state,
    )


def milestone_groups(
    overview: Overview, owed: Iterable[OwedMilestone]
) -> tuple[MilestoneGroup, ...]:
    """Each milestone of these once, in order of time; those with other dates stand apart."""
    groups: dict[tuple[str, Checkpoint], list[OwedMilestone]] = {}
    for one in owed:
        groups.setdefault((one.due.milestone.rule.what, one.window), []).append(one)
    found = (_group(overview, what, window, some) for (what, window), some in groups.items())
    return tuple(sorted(found, key=lambda one: (one.window.due_on, one.title)))


def groups_to_do(overview: Overview) -> tuple[MilestoneGroup, ...]:
    """The milestones of the school of which something is left that can be done today."""
    groups = milestone_groups(overview, overview.milestones)
    return tuple(one for one in groups if one.state in TO_DO)


def is_contact(owed: OwedMilestone) -> bool:
    """Whether it is a word with families."""
    return owed.due.milestone.rule.kind is MilestoneKind.CAREGIVER_CONTACT


_WORST_FIRST = (
    EntryState.MISSING,
    EntryState.LATE,
    EntryState.OPEN,
    EntryState.NOT_OPEN,
    EntryState.PRESENT,
)


def _group(
    overview: Overview, what: str, window: Checkpoint, some: Iterable[OwedMilestone]
) -> MilestoneGroup:
    those = list(some)
    states = {one.state for one in those}
    waiting = (one.owed_by for one in those if one.state in {EntryState.LATE, EntryState.MISSING})
    return MilestoneGroup(
        title=window.title,
        what=what,
        window=window,
        state=next((one for one in _WORST_FIRST if one in states), EntryState.EXCUSED),
        whole=len(those),
        done=sum(one.state not in TO_DO | {EntryState.NOT_OPEN} for one in those),
        people=_names(overview, (one.owed_by for one in those)),
        waiting=_names(overview, waiting),
    )


def _names(overview: Overview, people: Iterable[str]) -> tuple[str, ...]:
    return tuple(overview.staff[one].name for one in dict.fromkeys(people))


def _dates(window: Checkpoint, today: date, said: Speech) -> str:
    if today <= window.due_on:
        return window_dates(window, today, said)
    dates = said.say("Was due %(due)s.", due=said.day(window.due_on))
    return f"{dates} {said.tell(window.why)}".strip()


def _where(overview: Overview, owed: OwedMilestone, said: Speech) -> str:
    framed = overview.frame.trackers[owed.tracker]
    title = said.tell(framed.subject.title)
    school_class = overview.classes.get(owed.due.school_class or "")
    if school_class is None or framed.subject.audience is Audience.CLASS:
        return title
    return f"{title}, {school_class.title}"
