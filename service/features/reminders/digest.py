"""Who is told what today, as letters. Pure: an overview in, letters out.

Each letter belongs to a day on which somebody is to be told (`sync.domain.touchpoints`). The day is
part of its occasion, so a morning that was missed is made up for, and no morning tells twice. No
child's name stands in a subject.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from service import wording
from service.features.reminders.writing import ToOwner, ToPerson, WindowPart, written
from service.overview import Overview
from service.standing import reviews_ahead
from service.to_do import TO_DO, children_to_do, window_dates, windows_of
from sheet_templates.school import Checkpoint, StaffMember
from sync.domain.completeness import EntryState, JudgedEntry, grouped
from sync.domain.touchpoints import last_escalation, last_touch
from sync.store.outbox import Letter

MOST_CHILDREN = 40
"""How many children of a window a letter lists; the page of duties lists them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Occasion:
    """What a morning is about: the school as of today, its instructional days in order of time.

    `pages_url` is where the pages are, without a slash at its end.
    """

    overview: Overview
    days: tuple[date, ...]
    pages_url: str


def letters(overview: Overview, pages_url: str) -> list[Letter]:
    """All letters of this morning; none on a day without school."""
    taught = sorted(one.day for one in overview.kept.calendar.days if one.kind.is_taught)
    if overview.today not in taught:
        return []
    occasion = _Occasion(overview=overview, days=tuple(taught), pages_url=pages_url)
    found = (_to_person(occasion, member) for member in overview.staff.values())
    owner = _to_owner(occasion)
    return [letter for letter in (*found, owner) if letter is not None]


def _to_person(occasion: _Occasion, member: StaffMember) -> Letter | None:
    """What this person still owes; None when nothing, or when they have been told of it."""
    overview = occasion.overview
    left = [one for one in overview.judged_for(member.sourced_id) if one.state in TO_DO]
    windows = windows_of(overview, left)
    touched = [last_touch(window, occasion.days, overview.today) for window, _ in windows]
    days = [day for day in touched if day is not None]
    if not days:
        return None
    return Letter(
        dedupe_key=f"to do {max(days)} {member.sourced_id}",
        person=member.sourced_id,
        recipient=member.email,
        subject=_subject(overview, windows),
        **written(
            ToPerson(
                name=member.given_name,
                school=overview.kept.roster.school.name,
                answer=_answer(left),
                windows=tuple(_part(overview, window, entries) for window, entries in windows),
                codes=overview.template.excuse_codes,
                link=f"{occasion.pages_url}/duties",
            )
        ),
    )


def _subject(overview: Overview, windows: Sequence[tuple[Checkpoint, list[JudgedEntry]]]) -> str:
    """How many scores, of which windows, until when; nobody's name."""
    total = sum(len(entries) for _, entries in windows)
    parts = [
        f"{window.title.lower()} {'was due' if overview.today > window.due_on else 'due'} "
        f"{wording.long_day(window.due_on)}"
        for window, _ in windows
    ]
    return f"{wording.counted(total, 'score')} to enter: {wording.listed(parts)}"


def _answer(left: Sequence[JudgedEntry]) -> str:
    states = (
        (EntryState.MISSING, "missing"),
        (EntryState.UNREADABLE, "unreadable"),
        (EntryState.LATE, "late"),
        (EntryState.OPEN, "open"),
    )
    counts = [(sum(one.state is state for one in left), word) for state, word in states]
    parts = [f"{wording.number(count)} {word}" for count, word in counts if count]
    verb = "is" if len(left) == 1 else "are"
    return f"{wording.counted(len(left), 'score')} {verb} left to enter: {wording.listed(parts)}."


def _part(overview: Overview, window: Checkpoint, entries: list[JudgedEntry]) -> WindowPart:
    children = children_to_do(overview, entries)
    return WindowPart(
        title=window.title,
        dates=" ".join(filter(None, (window_dates(window, overview.today), window.why))),
        children=children[:MOST_CHILDREN],
        more=max(0, len(children) - MOST_CHILDREN),
    )


def _to_owner(occasion: _Occasion) -> Letter | None:
    """What is missing past the days of grace, by class, and on Mondays whether reviews stand."""
    overview = occasion.overview
    missing = [one for one in overview.opened if one.state is EntryState.MISSING]
    touched = [
        last_escalation(window, occasion.days, overview.today)
        for window, _ in windows_of(overview, missing)
    ]
    reviews = tuple(_review_lines(occasion))
    days = [day for day in touched if day is not None]
    if reviews:
        days.append(_first_of_week(occasion))
    if not days:
        return None
    owner = overview.document_owner
    return Letter(
        dedupe_key=f"school {max(days)} {owner.sourced_id}",
        person=owner.sourced_id,
        recipient=owner.email,
        subject=_owner_subject(missing),
        **written(
            ToOwner(
                name=owner.given_name,
                school=overview.kept.roster.school.name,
                reviews=reviews,
                classes=tuple(_class_lines(overview, missing)),
                unreadable=len(overview.kept.issues),
                link=f"{occasion.pages_url}/desk",
            )
        ),
    )


def _owner_subject(missing: Sequence[JudgedEntry]) -> str:
    if not missing:
        return "This week's data review"
    return f"{wording.counted(len(missing), 'score')} missing past the days of grace"


def _first_of_week(occasion: _Occasion) -> date:
    today = occasion.overview.today
    monday = today - timedelta(days=today.weekday())
    return next(day for day in occasion.days if day >= monday)


def _review_lines(occasion: _Occasion) -> Iterator[str]:
    """A sentence for each review of this week: it will stand, or what is lacking."""
    overview = occasion.overview
    sunday = overview.today + timedelta(days=6 - overview.today.weekday())
    for review in reviews_ahead(overview, until=sunday):
        yield review.sentence


def _class_lines(overview: Overview, missing: Sequence[JudgedEntry]) -> Iterator[str]:
    """One line a class, as the roster lists them, with whoever owes it: that is where to ask."""
    groups = grouped(missing, lambda one: (one.expected.school_class, one.expected.owed_by))
    for (school_class, owed_by), entries in sorted(
        groups.items(), key=lambda group: (group[0][0] or "", group[0][1])
    ):
        title = overview.classes[school_class].title if school_class else "Without a class"
        yield (
            f"{title} ({overview.staff[owed_by].name}): "
            f"{wording.counted(len(entries), 'score')} missing"
        )
