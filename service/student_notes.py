"""What is known of a child's supports and notes, and of whom somebody writes notes. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from service.access import Action, NotesIn, Person, WholeSchool, may
from service.overview import Overview, TrackerStanding
from service.speech import ENGLISH, Speech
from service.to_do import TO_DO
from sheet_templates.columns import Column, TabKind, TabRule
from sheet_templates.desired.records import NOTES_TAB
from sheet_templates.model import NotesRule
from sheet_templates.school import Role
from sync.domain.child_rows import ChildRow, child_rows
from sync.domain.notes_owed import OwedNote, giver_of
from sync.domain.progress_notes import NoteSays, ProgressNote
from sync.domain.supports import Support, supports_in


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNote:
    """A note as people read it.

    `others` are the cells of its row besides: a measure, the next step, what a school has added.
    `author` is as the row says it; `is_proven` says that the author wrote it in a page or card and
    so is known, `was_changed` that somebody has changed it in the spreadsheet since. `written` is
    what is stored of a proven one.
    """

    on: date
    support: str
    seen: str
    strengths: str
    author: str
    is_proven: bool
    was_changed: bool
    others: tuple[tuple[Column, str | date], ...] = ()
    written: ProgressNote | None = None

    def may_be_said_anew_by(self, person: Person) -> bool:
        """Whether it is still this person's to say anew: their own words stand there."""
        by = self.written.by if self.written else None
        return by == person.sourced_id and not self.was_changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The children who get the same support from the same person; children by name."""

    what: str
    giver: str
    students: tuple[str, ...]


def notes_tab(overview: Overview, tracker: str) -> TabRule | None:
    """The tab that takes notes from pages and cards; None where the tracker has no such tab."""
    template = overview.template_in(tracker)
    rule = template.cadence.notes
    tabs = (tab for tab in template.tabs if rule and tab.key == rule.notes)
    found = next((tab for tab in tabs if tab.off is None), None)
    has_words = found and any(column.key == "seen" for column in found.drawn_columns)
    return found if has_words else None


def notes_of_tracker(overview: Overview, tracker: str) -> NotesIn:
    """The notes of a tracker, as access asks about them."""
    tab, typed = notes_tab(overview, tracker), _typed_notes(overview, tracker)
    return NotesIn(
        tracker=tracker,
        writers=frozenset(tab.edited_by if tab else ()),
        typed_into=typed.title if typed else "",
    )


def notes_link(overview: Overview, person: Person, tracker: str) -> str | None:
    """The tab of the spreadsheet with notes, for those who may type there."""
    tab = _typed_notes(overview, tracker)
    if tab is None or person.role not in {*tab.edited_by, Role.DOCUMENT_OWNER}:
        return None
    return overview.kept.places.tab_link(tracker, tab.key)


def _typed_notes(overview: Overview, tracker: str) -> TabRule | None:
    """The tab into which people type notes; by its key where no rule names one."""
    template = overview.template_in(tracker)
    rule = template.cadence.notes
    key = rule.notes if rule else NOTES_TAB
    return next((tab for tab in template.tabs_of(TabKind.RECORDS) if tab.key == key), None)


def writable(overview: Overview, person: Person) -> tuple[str, ...]:
    """The students on whom the person writes progress notes, by sourcedId."""
    trackers = {
        one.public_id
        for one in overview.trackers
        if may(person, Action.WRITE_NOTE, notes_of_tracker(overview, one.public_id)).allowed
    }
    return tuple(one for one, tracker in overview.tracker_of.items() if tracker in trackers)


def writes_notes(overview: Overview, person: Person) -> bool:
    """Whether the person writes progress notes in some tracker."""
    asked = (notes_of_tracker(overview, one.public_id) for one in overview.trackers)
    return any(may(person, Action.WRITE_NOTE, one).allowed for one in asked)


def why_not(overview: Overview, person: Person, said: Speech = ENGLISH) -> str:
    """Why somebody writes no progress notes at all; that of their own tracker goes first."""
    trackers = [one.public_id for one in overview.trackers]
    for one in sorted(trackers, key=lambda public_id: public_id not in person.trackers):
        decision = may(person, Action.WRITE_NOTE, notes_of_tracker(overview, one))
        if not decision.allowed:
            return said.tell(decision.why)
    return said.say("There is no tracker yet whose notes you could write.")


def own_groups(overview: Overview, person: Person) -> tuple[Group, ...]:
    """The person's groups, without students on whom they may not write."""
    allowed = frozenset(writable(overview, person))
    kept = (
        replace(one, students=tuple(student for student in one.students if student in allowed))
        for one in groups_of(overview, person)
    )
    return tuple(one for one in kept if one.students)


def due_notes(overview: Overview, person: Person) -> tuple[OwedNote, ...]:
    """The notes that the person owes by now and may write, the first due first.

    Those of whom they stand in for are among them.
    """
    allowed = frozenset(writable(overview, person))
    names = overview.student_names
    owed = [
        one
        for whose in (person.sourced_id, *sorted(person.stands_in_for))
        for one in overview.notes_for(whose)
        if one.state in TO_DO and one.support.student in allowed
    ]
    return tuple(sorted(owed, key=lambda one: (one.window.due_on, names[one.support.student])))


def named_like(overview: Overview, students: Iterable[str], words: str) -> tuple[str, ...]:
    """Those of the students whose name or id has all the words, by name; none for no words."""
    asked, names = set(words.casefold().split()), overview.student_names
    found = [
        one
        for one in students
        if asked and all(word in f"{names[one]} {one}".casefold() for word in asked)
    ]
    return tuple(sorted(found, key=lambda one: names[one]))


def signed(note: ShownNote, said: Speech = ENGLISH) -> str:
    """Who wrote a note, and whose word that is."""
    if not note.is_proven and not note.author:
        return said.say("By nobody named.")
    if not note.is_proven:
        return said.say("By %(name)s, as the spreadsheet says.", name=note.author)
    if note.was_changed:
        return said.say("Written by %(name)s. Changed in the spreadsheet since.", name=note.author)
    if note.written is not None and note.written.earlier:
        return said.say("Written by %(name)s, who has changed it since.", name=note.author)
    return said.say("Written by %(name)s.", name=note.author)


def last_notes(
    overview: Overview, student: str, written: Sequence[ProgressNote]
) -> tuple[ShownNote, ...]:
    """The notes on a child, the latest first; `written` are those from pages and cards, likewise.

    Of one day those come first of which it is known when they were written.
    """
    tracker = overview.tracker_of.get(student)
    if tracker is None:
        return ()
    template, versions = overview.template_in(tracker), overview.kept.records.get(tracker, ())
    return notes_among(child_rows(template, versions, student), template.cadence.notes, written)


def notes_among(
    rows: Iterable[ChildRow], rule: NotesRule | None, written: Sequence[ProgressNote]
) -> tuple[ShownNote, ...]:
    """The notes among the rows about a child in one tracker; as `last_notes`."""
    proven = {one.row_key: one for one in written}
    order = {one.row_key: at for at, one in enumerate(reversed(written), start=1)}
    mine = [one for one in rows if rule is not None and one.tab.key == rule.notes]
    mine.sort(key=lambda one: (one.on, order.get(one.key, 0)), reverse=True)
    return tuple(shown for one in mine if (shown := _shown(one, proven.get(one.key))))


def cells_in_words(cells: Iterable[tuple[Column, str | date]], said: Speech) -> Iterator[str]:
    """Cells of a row with the headers of their columns."""
    for column, says in cells:
        yield f"{column.header}: {said.day(says) if isinstance(says, date) else says}"


def supports_of(overview: Overview, student: str) -> tuple[Support, ...]:
    """The supports that a child gets today, by what they are."""
    tracker = overview.tracker_of.get(student)
    if tracker is None:
        return ()
    mine = (one for one in _active(overview, tracker) if one.student == student)
    return tuple(sorted(mine, key=lambda one: one.what.casefold()))


def groups_of(overview: Overview, person: Person) -> tuple[Group, ...]:
    """Whom this person supports, or somebody for whom they stand in, by support.

    The document owner sees everybody's.
    """
    sees_all = may(person, Action.SEE_SCHOOL, WholeSchool()).allowed
    givers = {person.sourced_id, *person.stands_in_for}
    found: dict[tuple[str, str], tuple[str, dict[str, None]]] = {}
    for standing in overview.trackers:
        for support in _active(overview, standing.public_id):
            giver = _giver(standing, support)
            if (sees_all or giver in givers) and support.student in overview.tracker_of:
                key = (support.what.casefold(), giver)
                found.setdefault(key, (support.what, {}))[1][support.student] = None
    groups = (
        Group(what=what, giver=giver, students=tuple(students))
        for (_, giver), (what, students) in found.items()
    )
    return tuple(sorted(groups, key=lambda one: (one.what.casefold(), one.giver)))


def _active(overview: Overview, tracker: str) -> Iterator[Support]:
    rule = overview.template_in(tracker).cadence.notes
    if rule is None:
        return
    for support in supports_in(overview.kept.records.get(tracker, ()), rule):
        if support.is_active_on(overview.today):
            yield support


def _giver(standing: TrackerStanding, support: Support) -> str:
    facts = standing.framed.owed.notes
    assert facts is not None, "there are supports by the rule only"
    return giver_of(facts, support.who)


_WORDS = ("support", "seen", "strengths", "author")


def _shown(row: ChildRow, proven: ProgressNote | None) -> ShownNote | None:
    """A row as people read it; None for one of a withdrawn note that is still to be emptied.

    A row that says what its author said before follows, so what is said now is shown.
    """
    words = {column.key: str(says) for column, says in row.says if column.key in _WORDS}
    support, seen, strengths, author = (words.get(one, "") for one in _WORDS)
    there = NoteSays(noted_on=row.on, support=support, seen=seen, strengths=strengths)
    is_ours = proven is not None and there in {*proven.earlier, proven.says}
    if proven is not None and proven.is_withdrawn:
        if is_ours:
            return None
        proven = None
    says = proven.says if proven is not None and is_ours else there
    return ShownNote(
        on=says.noted_on,
        support=says.support,
        seen=says.seen,
        strengths=says.strengths,
        author=proven.author if proven else author,
        others=tuple(one for one in row.says if one[0].key not in _WORDS),
        is_proven=proven is not None,
        was_changed=proven is not None and not is_ours,
        written=proven,
    )
