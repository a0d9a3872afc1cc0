"""What the document owner's desk says, made from an overview; no framework in here."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import repeat

from service.answers import awaited, broken_off, school_answer
from service.as_of import as_of
from service.features.desk.classes import GradeClasses, HeatCell, classes_of
from service.milestone_lines import MilestoneGroup, groups_to_do
from service.note_lines import GiverLine, giver_lines
from service.overview import Overview, TrackerStanding
from service.speech import ENGLISH, Speech
from service.to_do import window_dates
from sheet_templates.model import Audience
from sheet_templates.school import Checkpoint
from sheet_templates.sentences import sentence
from sync.domain.completeness import Completeness, total
from sync.domain.entries import EntryKey
from sync.store.issues import StoredIssue
from sync.store.run_trouble import RunTrouble


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeLine:
    """One tracker: its counts over opened windows, and when it was last read."""

    standing: TrackerStanding
    counts: Completeness
    last_read: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowLine:
    """One window of the year in a sentence: its days, and how far it has come."""

    window: Checkpoint
    dates: str
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueLine:
    """A cell that cannot be read: where it is, what stands there, what to do."""

    place: str
    link: str | None
    raw: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The whole page, top to bottom."""

    answer: str
    as_of: str
    details: tuple[str, ...]
    counts: Completeness
    windows: tuple[WindowLine, ...]
    checkpoints: tuple[Checkpoint, ...]
    kind: str
    kinds: str
    grades: tuple[GradeLine, ...]
    classes: tuple[GradeClasses, ...]
    issues: tuple[IssueLine, ...]
    milestones: tuple[MilestoneGroup, ...]
    notes: tuple[GiverLine, ...]

    @property
    def wanted(self) -> int:
        """How many scores are wanted in all classes."""
        return sum(line.needed for grade in self.classes for line in grade.classes)


_KINDS = {
    Audience.TEAM: (sentence("Grade"), sentence("Grades")),
    Audience.CLASS: (sentence("Class"), sentence("Classes")),
    Audience.CASELOAD: (sentence("Caseload"), sentence("Caseloads")),
}


def desk_of(overview: Overview, trouble: RunTrouble | None = None, said: Speech = ENGLISH) -> Desk:
    """The desk as of the overview's day; `trouble` kept the last run from coming to its end."""
    classes = tuple(classes_of(overview, said))
    grades = tuple(map(_grade, repeat(overview), overview.trackers, classes, repeat(said)))
    counts = total(one.counts for one in grades)
    kind, kinds = said.told(_KINDS[overview.template.audience])
    return Desk(
        answer=school_answer(overview, counts, said),
        as_of=as_of(overview, said),
        details=(
            *([broken_off(trouble, said)] if trouble else []),
            *_details(overview, counts, grades, said),
        ),
        counts=counts,
        windows=tuple(_windows(overview, classes, said)),
        checkpoints=overview.checkpoints,
        kind=kind,
        kinds=kinds,
        grades=grades,
        classes=classes,
        issues=tuple(_issue(overview, one, said) for one in overview.kept.issues),
        milestones=groups_to_do(overview),
        notes=giver_lines(overview, overview.notes),
    )


def _details(
    overview: Overview, counts: Completeness, grades: Iterable[GradeLine], said: Speech
) -> Iterable[str]:
    """The sentences after the first: where it is missing, which cells and files are unreadable."""
    if counts.missing:
        parts = [
            said.say(
                "%(count)s in %(where)s",
                count=said.number(one.counts.missing),
                where=_named(overview, said.tell(one.standing.title)),
            )
            for one in grades
            if one.counts.missing
        ]
        yield said.say("That is %(parts)s.", parts=said.listed(parts))
    if counts.missing and (counts.late or counts.open):
        yield awaited(counts, said)
    if overview.kept.issues:
        yield said.several(
            "%(count)s cell cannot be read; what to type instead stands below.",
            "%(count)s cells cannot be read; what to type instead stands below.",
            len(overview.kept.issues),
        )
    yield from _reading(overview, said)


def _inside(title: str) -> str:
    return title[:1].lower() + title[1:]


def _named(overview: Overview, title: str) -> str:
    """A tracker inside a sentence; a class's title is a name."""
    return _inside(title) if overview.template.audience is Audience.TEAM else title


def _reading(overview: Overview, said: Speech) -> Iterable[str]:
    unmade = [one.title for one in overview.trackers if not one.is_made]
    if unmade:
        yield said.say(
            "No spreadsheet yet for %(trackers)s: setting up makes it.",
            trackers=said.listed(unmade),
        )
    unread = [one.title for one in overview.trackers if one.is_made and not one.last_read_at]
    if unread:
        yield said.say(
            "Not read yet: %(trackers)s. It is read tonight, or at once from its own page.",
            trackers=said.listed(unread),
        )
    failed = defaultdict[str, list[str]](list)
    for one in overview.trackers:
        if one.stored is not None and one.stored.why_failed is not None:
            failed[said.tell(one.stored.why_failed)].append(one.title)
    for why, titles in failed.items():
        yield said.say(
            "The last sync did not read %(trackers)s: %(why)s",
            trackers=said.listed(titles),
            why=why,
        )


def _windows(
    overview: Overview, classes: Iterable[GradeClasses], said: Speech
) -> Iterable[WindowLine]:
    """Those in which something is expected."""
    found: dict[Checkpoint, list[Completeness]] = {}
    for cell in _cells(classes):
        if cell.counts is not None:
            found.setdefault(cell.window, []).append(cell.counts)
    for point in overview.checkpoints:
        if point not in found:
            continue
        counts = total(found[point])
        share = said.percent(counts.done, counts.expected)
        done = said.say("%(share)s complete.", share=share)
        if overview.today < point.opens_on:
            done = said.several(
                "%(count)s score expected.", "%(count)s scores expected.", counts.expected
            )
        dates = _inside(window_dates(point, overview.today, said))
        yield WindowLine(window=point, dates=dates, done=done)


def _cells(classes: Iterable[GradeClasses]) -> Iterable[HeatCell]:
    return (cell for grade in classes for line in grade.classes for cell in line.cells)


def _grade(
    overview: Overview, standing: TrackerStanding, classes: GradeClasses, said: Speech
) -> GradeLine:
    at = standing.last_read_at
    opened = (
        cell.counts
        for cell in _cells([classes])
        if cell.counts is not None and cell.window.opens_on <= overview.today
    )
    return GradeLine(
        standing=standing,
        counts=total(opened),
        last_read=said.moment(at, overview.kept.clock) if at else None,
    )


def _issue(overview: Overview, stored: StoredIssue, said: Speech) -> IssueLine:
    issue = stored.issue
    titles = {one.public_id: one.title for one in overview.trackers}
    tracker = titles.get(stored.tracker, stored.tracker)
    place = said.say("%(tracker)s, cell %(cell)s", tracker=tracker, cell=issue.a1)
    if issue.key is not None:
        name = overview.student_names.get(issue.key.student, issue.key.student)
        place = f"{name}: {_what(overview, issue.key)} ({place})"
    return IssueLine(
        place=place,
        link=overview.kept.places.cell_link(stored.tracker, issue.tab, issue.a1),
        raw=issue.raw,
        message=said.tell(issue.message),
    )


def _what(overview: Overview, key: EntryKey) -> str:
    windows = {point.key: point.title for point in overview.checkpoints}
    window = windows.get(key.checkpoint, key.checkpoint)
    return f"{window} {overview.metric_title(key.metric)}"
