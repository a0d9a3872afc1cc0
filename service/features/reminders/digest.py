"""Who is told what today, as letters. Pure: an overview in, letters out.

Each letter belongs to a day on which somebody is to be told (`sync.domain.touchpoints`). The day is
part of its occasion, so a morning that was missed is made up for, and no morning tells twice. No
child's name stands in a subject.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from service.answer_links import Answer, AnswerLinks, Asked
from service.answering import answers_offered
from service.features.reminders.week import (
    are_worth_a_letter,
    first_of_week,
    milestone_of_week,
    milestones_of_week,
    reviews_of_week,
    subject_of_week,
)
from service.features.reminders.writing import (
    NotesPart,
    ReviewPart,
    ToLeader,
    ToOwner,
    ToPerson,
    WindowPart,
    written,
)
from service.left import Left, LeftInWindow, left_for
from service.milestone_lines import MilestoneLine, milestone_groups, milestone_lines
from service.overview import Overview
from service.own_views import OwnView, own_views
from service.speech import Speech, speech
from service.standing import ReviewStanding
from service.to_do import children_to_do, notes_to_do, window_dates, windows_of
from sheet_templates.school import Leader, StaffMember
from sync.domain.completeness import EntryState, JudgedEntry, grouped
from sync.domain.milestones_owed import OwedMilestone
from sync.domain.telling_people import LettersWanted
from sync.domain.touchpoints import last_escalation, last_touch
from sync.store.outbox import Letter

MOST_CHILDREN = 40
"""How many children of a window a letter lists; the page of duties lists them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Occasion:
    """What a morning is about: the school as of today, its instructional days in order of time.

    `pages_url` is where the pages are, without a slash at its end; cells are shown in their `view`.
    """

    overview: Overview
    days: tuple[date, ...]
    pages_url: str
    links: AnswerLinks | None
    view: OwnView


def letters(overview: Overview, pages_url: str, links: AnswerLinks | None = None) -> list[Letter]:
    """All letters of this morning; none on a day without school.

    `links` are those with which people answer; a letter without them has none.
    """
    taught = sorted(one.day for one in overview.kept.calendar.days if one.kind.is_taught)
    if overview.today not in taught:
        return []
    occasion = _Occasion(
        overview=overview,
        days=tuple(taught),
        pages_url=pages_url,
        links=links,
        view=own_views(overview),
    )
    found = (_to_person(occasion, member) for member in overview.staff.values())
    owner = _to_owner(occasion)
    leaders = (_to_leader(occasion, leader) for leader in overview.leaders.values())
    return [letter for letter in (*found, owner, *leaders) if letter is not None]


def _to_person(occasion: _Occasion, member: StaffMember) -> Letter | None:
    """What this person still owes; None when nothing, or when they have been told of it."""
    overview = occasion.overview
    left = left_for(overview, member.sourced_id)
    touched = [last_touch(window, occasion.days, overview.today) for window in left.awaited]
    day = _told_on(occasion, member.sourced_id, [day for day in touched if day is not None])
    if day is None:
        return None
    said = speech(overview.choice_of(member.sourced_id).language)
    return Letter(
        dedupe_key=f"to do {day} {member.sourced_id}",
        person=member.sourced_id,
        recipient=member.email,
        subject=left.subject(said),
        **written(
            ToPerson(
                name=member.given_name,
                school=overview.kept.roster.school.name,
                answer=left.answer(said),
                windows=tuple(_part(occasion, left, one, said) for one in left.windows),
                notes=_notes_part(occasion, left),
                milestones=tuple(_milestones(occasion, left, said)),
                codes=overview.codes_for(left.children),
                link=f"{occasion.pages_url}/duties",
                choices=f"{occasion.pages_url}/me",
            ),
            said,
        ),
    )


def _told_on(occasion: _Occasion, person: str, days: Sequence[date]) -> date | None:
    """The day of which a letter tells, as this person wants to be told; None for no letter.

    Who wants a letter a week is told on the first school day of a week of all that came since.
    """
    overview = occasion.overview
    wanted = overview.choice_of(person).letters
    if not days or wanted is LettersWanted.NEVER:
        return None
    return (
        first_of_week(overview.today, occasion.days)
        if wanted is LettersWanted.WEEKLY
        else max(days)
    )


def _part(occasion: _Occasion, left: Left, one: LeftInWindow, said: Speech) -> WindowPart:
    overview = occasion.overview
    children = children_to_do(overview.frame, overview.kept.places, one.entries, view=occasion.view)
    return WindowPart(
        title=one.window.title,
        dates=window_dates(one.window, overview.today, said),
        children=children[:MOST_CHILDREN],
        more=max(0, len(children) - MOST_CHILDREN),
        answers=_answers(occasion, left.person, one),
    )


def _answers(occasion: _Occasion, person: str, left: LeftInWindow) -> Mapping[str, str]:
    """The address of each answer to a window, by the answer's name."""
    if occasion.links is None:
        return {}
    codes = occasion.overview.codes_for(one.expected.student for one in left.entries)
    return {
        one.name: occasion.links.link(Asked(person=person, window=left.window.key, answer=one))
        for one in answers_offered(codes)
    }


def _notes_part(occasion: _Occasion, left: Left) -> NotesPart | None:
    if not left.notes:
        return None
    typed = Asked(person=left.person, window=None, answer=Answer.TYPED)
    return NotesPart(
        notes=notes_to_do(occasion.overview, left.notes)[:MOST_CHILDREN],
        more=max(0, len(left.notes) - MOST_CHILDREN),
        typed=occasion.links.link(typed) if occasion.links else None,
    )


def _milestones(
    occasion: _Occasion, left: Left, said: Speech
) -> Iterator[tuple[MilestoneLine, str]]:
    """Each milestone with the page that asks whether it is done."""
    for one in milestone_lines(occasion.overview, left.milestones[:MOST_CHILDREN], said):
        yield one, f"{occasion.pages_url}/milestones/{one.public_id}"


def _to_owner(occasion: _Occasion) -> Letter | None:
    """What is missing past the days of grace, by class, and on Mondays whether reviews stand."""
    overview, owner = occasion.overview, occasion.overview.document_owner
    missing = [one for one in overview.opened if one.state is EntryState.MISSING]
    undone = [one for one in overview.milestones if one.state is EntryState.MISSING]
    windows = dict.fromkeys(window for window, _ in windows_of(overview.frame, missing))
    windows |= dict.fromkeys(one.window for one in undone)
    touched = [last_escalation(window, occasion.days, overview.today) for window in windows]
    said = speech(overview.choice_of(owner.sourced_id).language)
    reviews = tuple(one.in_words(said) for one in reviews_of_week(overview))
    days = [day for day in touched if day is not None]
    if reviews:
        days.append(first_of_week(overview.today, occasion.days))
    day = _told_on(occasion, owner.sourced_id, days)
    if day is None:
        return None
    return Letter(
        dedupe_key=f"school {day} {owner.sourced_id}",
        person=owner.sourced_id,
        recipient=owner.email,
        subject=_owner_subject(missing, undone, said),
        **written(
            ToOwner(
                name=owner.given_name,
                school=overview.kept.roster.school.name,
                reviews=reviews,
                classes=tuple(_class_lines(overview, missing, said)),
                milestones=tuple(_milestone_lines(overview, undone, said)),
                unreadable=len(overview.kept.issues),
                link=f"{occasion.pages_url}/desk",
                choices=f"{occasion.pages_url}/me",
            ),
            said,
        ),
    )


def _to_leader(occasion: _Occasion, leader: Leader) -> Letter | None:
    """Whether the week's data review will stand or what it lacks, and the milestones of the week.

    Nothing in a week that has neither.
    """
    overview, days = occasion.overview, occasion.days
    reviews = tuple(reviews_of_week(overview))
    undone = milestones_of_week(overview)
    if not reviews and not are_worth_a_letter(undone, overview.today, days):
        return None
    day = _told_on(occasion, leader.sourced_id, [first_of_week(overview.today, days)])
    if day is None:
        return None
    said = speech(overview.choice_of(leader.sourced_id).language)
    return Letter(
        dedupe_key=f"reviews {day} {leader.sourced_id}",
        person=leader.sourced_id,
        recipient=leader.email,
        subject=subject_of_week(reviews, said),
        **written(
            ToLeader(
                title=subject_of_week(reviews, said),
                name=leader.given_name,
                school=overview.kept.roster.school.name,
                reviews=tuple(
                    ReviewPart(
                        sentence=one.in_words(said), lacking=tuple(_lacking(overview, one, said))
                    )
                    for one in reviews
                ),
                milestones=tuple(milestone_of_week(overview.today, one, said) for one in undone),
                link=f"{occasion.pages_url}/reviews",
                choices=f"{occasion.pages_url}/me",
            ),
            said,
        ),
    )


def _lacking(overview: Overview, review: ReviewStanding, said: Speech) -> Iterator[str]:
    """One line a class, in the order of the pages; nobody is named."""
    for due in review.due_in.values():
        groups = grouped(due.blank, lambda one: _class_of(overview, one, said))
        for title, entries in sorted(groups.items()):
            yield said.several(
                "%(title)s: %(count)s score",
                "%(title)s: %(count)s scores",
                len(entries),
                title=title,
            )


def _class_of(overview: Overview, one: JudgedEntry, said: Speech) -> str:
    known = overview.classes.get(one.expected.school_class or "")
    return known.title if known else said.say("Without a class")


def _milestone_lines(
    overview: Overview, undone: Sequence[OwedMilestone], said: Speech
) -> Iterator[str]:
    """One line a milestone, in order of time, with those of whom it is missing."""
    for one in milestone_groups(overview, undone):
        yield f"{one.title}: {said.listed(one.waiting)}"


def _owner_subject(
    missing: Sequence[JudgedEntry], undone: Sequence[OwedMilestone], said: Speech
) -> str:
    if undone and not missing:
        return said.several(
            "%(count)s milestone missing past the days of grace",
            "%(count)s milestones missing past the days of grace",
            len(undone),
        )
    if not missing:
        return said.say("This week's data review")
    return said.several(
        "%(count)s score missing past the days of grace",
        "%(count)s scores missing past the days of grace",
        len(missing),
    )


def _class_lines(overview: Overview, missing: Sequence[JudgedEntry], said: Speech) -> Iterator[str]:
    """One line a class, in the order of the pages, with whoever owes it: that is where to ask."""
    trackers = {tracker: at for at, tracker in enumerate(overview.frame.trackers)}

    def line(one: JudgedEntry) -> tuple[int, str, str]:
        at = trackers[overview.tracker_with(one)]
        return at, _class_of(overview, one, said), one.expected.owed_by

    for (_, title, owed_by), entries in sorted(grouped(missing, line).items()):
        yield said.several(
            "%(title)s (%(name)s): %(count)s score missing",
            "%(title)s (%(name)s): %(count)s scores missing",
            len(entries),
            title=title,
            name=overview.staff[owed_by].name,
        )
