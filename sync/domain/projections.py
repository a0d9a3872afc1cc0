"""What the service writes into a tracker, from the same facts that duties are made of.

Nothing here depends on when somebody looked. Counts are those of the duties as last kept, and "as
of" is the day of the newest entry, never the day of a run: so a night in which nothing happened
gives the same projections, and nothing is written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sheet_templates.counting import counted, some
from sheet_templates.dates import long_day
from sheet_templates.desired.brief import Projections
from sheet_templates.desired.columns import score_column
from sheet_templates.school import Checkpoint
from sync.domain.completeness import key_of
from sync.domain.duties import DutyCounts, HeldDuty
from sync.domain.entries import CellIssue, Weight
from sync.domain.excuses import Excuses
from sync.domain.expected import ExpectedEntry

_NEVER = "Nothing has been typed yet that could be collected."
_NIGHTLY = "The spreadsheet is looked at every night; this day moves when something has changed."
_BY_THE_MACHINE = " by this computer's clock, for a demo has a date of its own"
_UNCOUNTED = "Counted with the first sync."


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerFacts:
    """What the store holds of one tracker; `newest` is the day of the latest change of an entry.

    `issues` are those that somebody has to see to. `is_demo`: the day is not one of the school's,
    which has a date of its own.
    """

    duties: Sequence[HeldDuty] = ()
    issues: Sequence[CellIssue] = ()
    newest: date | None = None
    is_demo: bool = False


def projections_of(
    expected: Sequence[ExpectedEntry],
    checkpoints: Sequence[Checkpoint],
    facts: TrackerFacts,
    excuses: Excuses,
    today: date,
) -> Projections:
    """The status lines of the first tab, and the excuses given elsewhere, as of `today`.

    An excuse stands only where an entry is expected, as in the duties.
    """
    return Projections(
        excuses={
            (key.student, score_column(key.checkpoint, key.metric)): latest.code
            for key in map(key_of, expected)
            for latest in excuses.words_for(key, today)[:1]
        },
        status=tuple(_status(checkpoints, facts, today)),
    )


def _status(
    checkpoints: Sequence[Checkpoint], facts: TrackerFacts, today: date
) -> Iterator[tuple[str, str]]:
    """As many lines on each day, so that those below keep their places."""
    yield "Last synced", _as_of(facts)
    for point in checkpoints:
        if point.opens_on > today:
            text = f"Opens on {long_day(point.opens_on)}."
        elif facts.duties:
            text = _complete(_counts(facts.duties, point.key))
        else:
            text = _UNCOUNTED
        yield f"{point.title} so far", text
    yield "Needs a look", _attention(facts.issues)


def _as_of(facts: TrackerFacts) -> str:
    """A fact that stays as it is, so in a demo, whose date moves as it is told, it says whose."""
    if facts.newest is None:
        return _NEVER
    clock = _BY_THE_MACHINE if facts.is_demo else ""
    return f"As of {long_day(facts.newest)}{clock}. {_NIGHTLY}"


def _counts(duties: Sequence[HeldDuty], window: str) -> DutyCounts:
    """The counts of a window over all who owe something of it."""
    counts = [one.counts for one in duties if one.key.checkpoint == window]
    return DutyCounts(
        expected=sum(one.expected for one in counts),
        entries=sum(one.entries for one in counts),
        excused=sum(one.excused for one in counts),
        cell_issues=sum(one.cell_issues for one in counts),
    )


def _complete(counts: DutyCounts) -> str:
    """How complete a window is, always with both counts; a blank's state follows from its dates."""
    if not counts.expected:
        return "Nothing is owed."
    excused = f", {counts.excused:,} excused" if counts.excused else ""
    if not (counts.blank or counts.cell_issues):
        return f"Complete: {counts.entries:,} of {counted(counts.expected, 'score')} in{excused}."
    parts = [f"{counts.entries:,} of {counted(counts.expected, 'score')} are in{excused}"]
    if counts.cell_issues:
        parts.append(f"{counts.cell_issues:,} cannot be read")
    if counts.blank:
        parts.append(f"{counts.blank:,} {'is' if counts.blank == 1 else 'are'} blank")
    return f"{'; '.join(parts)}."


def _attention(issues: Sequence[CellIssue]) -> str:
    """What cannot be taken as it stands, by cell; names no child."""
    places = {issue.a1 for issue in issues if issue.key is not None}
    cells = sorted(places, key=lambda a1: (len(a1), a1))
    others = sum(issue.key is None for issue in issues)
    waiting = sum(issue.weight is Weight.STOPPED for issue in issues)
    said = []
    if cells:
        said.append(f"{counted(len(cells), 'cell')} cannot be read as a score: {some(cells)}.")
    if others - waiting > 0:
        lines = counted(others - waiting, "other place")
        said.append(f"{lines} cannot be taken as typed: see the pages.")
    if waiting:
        changes = counted(waiting, "change")
        said.append(f"{changes} wait{'s' if waiting == 1 else ''} for the document owner's word.")
    return " ".join(said) or "Nothing."
