"""What the service writes into a tracker, from the same facts that duties are made of.

Nothing here depends on when somebody looked. Counts are those of the duties as last kept, and "as
of" is the day of the newest entry, never the day of a run: so a night in which nothing happened
gives the same projections, and nothing is written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sheet_templates.counting import some
from sheet_templates.desired.brief import Projections
from sheet_templates.desired.columns import score_column
from sheet_templates.school import Checkpoint
from sheet_templates.sentences import made_of, sentence, several, together
from sync.domain.completeness import key_of
from sync.domain.duties import DutyCounts, HeldDuty
from sync.domain.entries import CellIssue, Weight
from sync.domain.excuses import Excuses
from sync.domain.expected import ExpectedEntry

_NEVER = sentence("Nothing has been typed yet that could be collected.")
_NIGHTLY = sentence(
    "The spreadsheet is looked at every night; this day moves when something has changed."
)
_UNCOUNTED = sentence("Counted with the first sync.")


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
    yield sentence("Last synced"), _as_of(facts)
    text: str
    for point in checkpoints:
        if point.opens_on > today:
            text = sentence("Opens on %(day)s.", day=point.opens_on)
        elif facts.duties:
            text = _complete(_counts(facts.duties, point.key))
        else:
            text = _UNCOUNTED
        yield sentence("%(window)s so far", window=point.title), text
    yield sentence("Needs a look"), _attention(facts.issues)


def _as_of(facts: TrackerFacts) -> str:
    """A fact that stays as it is, so in a demo, whose date moves as it is told, it says whose."""
    if facts.newest is None:
        return _NEVER
    if facts.is_demo:
        said = sentence(
            "As of %(day)s by this computer's clock, for a demo has a date of its own.",
            day=facts.newest,
        )
    else:
        said = sentence("As of %(day)s.", day=facts.newest)
    return together([said, _NIGHTLY])


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
        return sentence("Nothing is owed.")
    values = {"entries": f"{counts.entries:,}"}
    excused = [sentence("%(count)s excused", count=f"{counts.excused:,}")] if counts.excused else []
    if not (counts.blank or counts.cell_issues):
        done = several(
            "Complete: %(entries)s of %(count)s score in",
            "Complete: %(entries)s of %(count)s scores in",
            counts.expected,
            **values,
        )
        return _ended(together([done, *excused], between=", "))
    filled = several(
        "%(entries)s of %(count)s score are in",
        "%(entries)s of %(count)s scores are in",
        counts.expected,
        **values,
    )
    parts = [together([filled, *excused], between=", ")]
    if counts.cell_issues:
        unread = several("%(count)s cannot be read", "%(count)s cannot be read", counts.cell_issues)
        parts.append(unread)
    if counts.blank:
        parts.append(several("%(count)s is blank", "%(count)s are blank", counts.blank))
    return _ended(together(parts, between="; "))


def _ended(said: str) -> str:
    return made_of("%(said)s.", "", {"said": said})


def _attention(issues: Sequence[CellIssue]) -> str:
    """What cannot be taken as it stands, by cell; names no child."""
    places = {issue.a1 for issue in issues if issue.key is not None}
    cells = sorted(places, key=lambda a1: (len(a1), a1))
    others = sum(issue.key is None for issue in issues)
    waiting = sum(issue.weight is Weight.STOPPED for issue in issues)
    said = []
    if cells:
        unread = several(
            "%(count)s cell cannot be read as a score: %(cells)s.",
            "%(count)s cells cannot be read as a score: %(cells)s.",
            len(cells),
            cells=some(cells),
        )
        said.append(unread)
    if others - waiting > 0:
        elsewhere = several(
            "%(count)s other place cannot be taken as typed: see the pages.",
            "%(count)s other places cannot be taken as typed: see the pages.",
            others - waiting,
        )
        said.append(elsewhere)
    if waiting:
        held = several(
            "%(count)s change waits for the document owner's word.",
            "%(count)s changes wait for the document owner's word.",
            waiting,
        )
        said.append(held)
    return together(said) if said else sentence("Nothing.")
