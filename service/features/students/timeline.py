"""What happened with a child, in order of time: scores, supports, notes, whatever else. Pure.

An event stands on the day that it tells of. What bears no day of its own (a score, a row without a
date) stands on the school day of the read that found it first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise

from service.child import ChildInTracker, ChildRecord
from service.contacts import how_in_words
from service.excuse_words import what_of
from service.features.students.scores import years_in_words
from service.overview import Overview
from service.score_words import score_in_words
from service.speech import Speech
from service.student_notes import ShownNote, cells_in_words, notes_among, signed
from sheet_templates.columns import ColumnKind
from sheet_templates.model import Audience, NotesRule, TrackerTemplate
from sheet_templates.team import grade_name
from sync.domain.authors import Certainty
from sync.domain.child_rows import ChildRow, child_rows
from sync.domain.contacts import Contact, contact_of
from sync.domain.excuses import Excuse
from sync.store.history import PastEntry

_NAMING = frozenset({ColumnKind.TEXT, ColumnKind.METRIC})
"""What a row is called by: the first cell of these kinds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, or that is written down for a day ahead; `kind` in a word."""

    on: date
    kind: str
    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The events of a month, the latest first."""

    title: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What every event is told with: the school as of today, the language.

    `template` is that of the tracker in which it stands, where that is known.
    """

    overview: Overview
    said: Speech
    template: TrackerTemplate | None = None

    def says(self, entry: PastEntry) -> str:
        """What stood in a cell."""
        return score_in_words(entry.says, entry.metric, self.template, self.said)


def events_of(telling: Telling, record: ChildRecord) -> list[Event]:
    """Every event of a child, the latest first, those ahead among them."""
    found = [
        *_excuses(telling, record.excuses),
        *(event for each in record.trackers for event in _in_tracker(telling, record, each)),
    ]
    return sorted(found, key=lambda one: one.on, reverse=True)


def by_month(events: Iterable[Event], said: Speech) -> tuple[Month, ...]:
    """Events that are in order of time, month by month."""
    months = groupby(events, key=lambda one: one.on.replace(day=1))
    return tuple(Month(title=said.month(month), events=tuple(some)) for month, some in months)


def _in_tracker(telling: Telling, record: ChildRecord, each: ChildInTracker) -> Iterator[Event]:
    yield from _places(telling, each)
    yield from _scores(telling, each)
    if each.template is None:
        return
    rule = each.template.cadence.notes
    rows = tuple(child_rows(each.template, each.versions, record.student))
    for note in notes_among(rows, rule, record.written):
        yield _note(telling, note)
    for row in rows:
        contact = contact_of(row)
        if contact is not None:
            yield _contact(telling, contact)
        elif rule is None or row.tab.key != rule.notes:
            yield from _row(telling, row, rule)


# Where the child was


def _places(telling: Telling, each: ChildInTracker) -> Iterator[Event]:
    """When the child came into a tracker and left it, as far as the roster has the days."""
    said, title = telling.said, _title(telling, each)
    if each.begins_on is not None:
        came = said.say("Came into %(tracker)s", tracker=title)
        yield Event(on=each.begins_on, kind=said.say("Roster"), title=came)
    if each.left_on is not None:
        left = said.say("Left %(tracker)s", tracker=title)
        yield Event(on=each.left_on, kind=said.say("Roster"), title=left)


def _title(telling: Telling, each: ChildInTracker) -> str:
    """Whose tracker it is and of which school year."""
    tracker, years = each.tracker, years_in_words(each.tracker.year_begins)
    framed = telling.overview.frame.trackers.get(tracker.public_id)
    if framed is not None:
        return f"{telling.said.tell(framed.subject.title)}, {years}"
    is_of_a_grade = each.template is not None and each.template.audience is Audience.TEAM
    if not is_of_a_grade:
        return years
    return f"{telling.said.tell(grade_name(tracker.grade))}, {years}"


# What was entered


def _scores(telling: Telling, each: ChildInTracker) -> Iterator[Event]:
    """What each read found new in a window, as one event."""
    found = sorted(_changes(telling, each), key=lambda one: one[:2])
    titles = {one.key: one.title for one in each.template.cadence.windows} if each.template else {}
    for (on, window), changes in groupby(found, key=lambda one: one[:2]):
        yield Event(
            on=on,
            kind=telling.said.say("Scores"),
            title=f"{titles.get(window, window)} {years_in_words(each.tracker.year_begins)}",
            lines=tuple(line for _, _, line in changes),
        )


def _changes(telling: Telling, each: ChildInTracker) -> Iterator[tuple[date, str, str]]:
    """The day, the window and the words of each change of an entry."""
    clock = telling.overview.kept.clock
    titles = {one.key: one.title for one in each.template.metrics} if each.template else {}
    telling = replace(telling, template=each.template)
    for (window, metric), some in groupby(each.past, key=lambda one: (one.checkpoint, one.metric)):
        versions, title = list(some), titles.get(metric, metric)
        yield clock.day(versions[0].from_at), window, _first(telling, title, versions[0])
        for before, after in pairwise(versions):
            if before.to_at is not None and before.to_at < after.from_at:
                yield clock.day(before.to_at), window, _cleared(telling, title, before)
                yield clock.day(after.from_at), window, _first(telling, title, after)
            else:
                yield clock.day(after.from_at), window, _became(telling, title, before, after)
        if versions[-1].to_at is not None:
            yield clock.day(versions[-1].to_at), window, _cleared(telling, title, versions[-1])


def _first(telling: Telling, metric: str, entry: PastEntry) -> str:
    text = f"{metric}: {telling.says(entry)}"
    return f"{text} ({by})" if (by := _by(telling, entry)) else text


def _became(telling: Telling, metric: str, before: PastEntry, after: PastEntry) -> str:
    text = telling.said.say(
        "%(metric)s: %(was)s became %(now)s",
        metric=metric,
        was=telling.says(before),
        now=telling.says(after),
    )
    return f"{text} ({by})" if (by := _by(telling, after)) else text


def _cleared(telling: Telling, metric: str, entry: PastEntry) -> str:
    was = telling.says(entry)
    return telling.said.say("%(metric)s: cleared, it said %(was)s", metric=metric, was=was)


def _by(telling: Telling, entry: PastEntry) -> str:
    """Who entered it, where that is proven; else nothing, for nobody is guessed."""
    if entry.certainty is not Certainty.PROVEN or entry.author is None:
        return ""
    who = telling.overview.with_address(entry.author)
    return telling.said.say("by %(name)s", name=who.name if who else entry.author)


def _excuses(telling: Telling, excuses: Iterable[Excuse]) -> Iterator[Event]:
    for one in excuses:
        overview, said = telling.overview, telling.said
        who = overview.staff.get(one.by)
        parts = (
            one.reason,
            who and said.say("given by %(name)s", name=who.name),
            one.until_day and said.say("through %(day)s", day=said.day(one.until_day)),
            one.withdrawn_at and said.say("withdrawn since"),
        )
        yield Event(
            on=one.from_day,
            kind=said.say("Excuse"),
            title=f"{what_of(overview, one.checkpoint, one.metric, said)}: {one.code}",
            lines=tuple(part for part in parts if part),
        )


# What was written down


def _note(telling: Telling, note: ShownNote) -> Event:
    said = telling.said
    label = said.say("Strengths:")
    strengths = f"{label} {note.strengths}" if note.strengths else ""
    others = cells_in_words(note.others, said)
    return Event(
        on=note.on,
        kind=said.say("Progress note"),
        title=note.support or said.say("No support named"),
        lines=tuple(filter(None, (note.seen, strengths, *others, signed(note, said)))),
    )


def _contact(telling: Telling, contact: Contact) -> Event:
    said, how = telling.said, how_in_words(contact, telling.said)
    label = said.say("Agreed:")
    author = contact.author
    lines = (
        contact.said,
        f"{label} {contact.agreed}" if contact.agreed else "",
        *cells_in_words(contact.others, said),
        author and said.say("By %(name)s, as the spreadsheet says.", name=author),
        "" if contact.is_dated else _undated(telling),
    )
    return Event(
        on=contact.on,
        kind=said.say("Contact with home"),
        title=": ".join(filter(None, (how[:1].upper() + how[1:], contact.with_whom))),
        lines=tuple(filter(None, lines)),
    )


def _row(telling: Telling, row: ChildRow, rule: NotesRule | None) -> Iterator[Event]:
    """A row as an event; a support that has ended is told of a second time, on its last day."""
    title, lines = _in_words(telling, row)
    yield Event(on=row.on, kind=row.tab.title, title=title, lines=lines)
    if rule is not None and row.tab.key == rule.supports:
        ends = next((says for column, says in row.says if column.key == "ends"), None)
        if isinstance(ends, date):
            ended = telling.said.say("%(support)s: last day", support=title or row.tab.title)
            yield Event(on=ends, kind=row.tab.title, title=ended)


def _in_words(telling: Telling, row: ChildRow) -> tuple[str, tuple[str, ...]]:
    """What its first text says, and the rest with the headers of the columns."""
    named = next((one for one in row.says if one[0].kind in _NAMING), None)
    title = str(named[1]) if named else ""
    rest = [one for one in row.says if named is None or one[0] is not named[0]]
    lines = [*cells_in_words(rest, telling.said), *(() if row.is_dated else (_undated(telling),))]
    return title, tuple(lines)


def _undated(telling: Telling) -> str:
    return telling.said.say("No date in the row: the day is that of the sync that first saw it.")
