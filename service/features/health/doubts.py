"""Cells that cannot be read, those that are alike together: twenty of a kind are one decision."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from service.overview import Overview, TrackerStanding
from service.speech import Speech
from sheet_templates.sentences import sentence
from sync.domain.entries import CellIssue
from sync.domain.mending import can_be_mended, issue_id
from sync.store.issues import StoredIssue

_KINDS = {
    "boolean": sentence("A tick or TRUE/FALSE stands where something else belongs"),
    "choice": sentence("A word stands there that is none of the choices"),
    "date_number": sentence("A number stands where a date belongs"),
    "date_order": sentence("A date can be read two ways"),
    "decimal_mark": sentence("Decimals are written the other way"),
    "error": sentence("A formula gives an error"),
    "format": sentence("The cell's format made something else of the score"),
    "formula": sentence("A formula stands where a score belongs"),
    "letters": sentence("Letters look like digits"),
    "merged": sentence("Cells are merged"),
    "not_whole": sentence("A score has decimals where whole numbers are asked for"),
    "out_of_range": sentence("A score lies outside the scale"),
    "percent_format": sentence("A percentage is ten or a hundred times too large or small"),
    "spaces": sentence("Only spaces stand there"),
    "text": sentence("A word stands there that is neither a score nor a code"),
    "two_facts": sentence("A cell holds more than a score"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtfulCell:
    """One cell: whose, where, since when, what stands there, what would mend it.

    `id` is what a yes is bound to, None where the reading cannot be written from here.
    `student` is the child whose history can be opened.
    """

    id: str | None
    student: str | None
    who: str
    place: str
    link: str | None
    since: str
    raw: str
    suggestion: str | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """Cells that are alike; `anchor` names them inside the page."""

    anchor: str
    title: str
    cells: tuple[DoubtfulCell, ...]

    @property
    def mendable(self) -> int:
        """How many of them have a reading that can be written on a yes."""
        return sum(one.id is not None for one in self.cells)

    @property
    def message(self) -> str | None:
        """What is to be done, where it is the same for all."""
        said = {one.message for one in self.cells}
        return said.pop() if len(said) == 1 else None


def doubts_of(
    overview: Overview,
    standing: TrackerStanding,
    said: Speech,
    held: Collection[tuple[str, str]] = (),
) -> tuple[Doubts, ...]:
    """The tracker's doubtful cells by kind, the largest group first.

    What is `held`, by tab and rule, is told elsewhere.
    """
    mine = [
        one
        for one in overview.kept.issues
        if one.tracker == standing.public_id and (one.issue.tab, one.issue.rule) not in held
    ]
    groups: dict[tuple[str, str], list[StoredIssue]] = {}
    for one in mine:
        groups.setdefault((one.issue.tab, one.issue.rule), []).append(one)
    names = overview.student_names
    made = [
        Doubts(
            anchor=f"doubt-{tab}-{rule}".replace("_", "-"),
            title=said.tell(_title(rule, issues)),
            cells=tuple(_cell(overview, one, names, said) for one in issues),
        )
        for (tab, rule), issues in groups.items()
    ]
    return tuple(sorted(made, key=lambda one: (-len(one.cells), one.title)))


def chosen(doubts: Iterable[Doubts], asked: Sequence[str]) -> tuple[str, ...]:
    """Those of the ids asked for that the page offers at this moment."""
    offered = {cell.id for one in doubts for cell in one.cells if cell.id is not None}
    return tuple(one for one in asked if one in offered)


def _title(rule: str, issues: Sequence[StoredIssue]) -> str:
    return _KINDS.get(rule) or issues[0].issue.message


def _cell(
    overview: Overview, stored: StoredIssue, names: Mapping[str, str], said: Speech
) -> DoubtfulCell:
    issue = stored.issue
    student = issue.key.student if issue.key else None
    return DoubtfulCell(
        id=issue_id(issue) if can_be_mended(issue) else None,
        student=student,
        who=names.get(student, student) if student else said.say("No child's own cell"),
        place=_place(overview, issue),
        link=overview.kept.places.cell_link(stored.tracker, issue.tab, issue.a1),
        since=said.day(overview.kept.clock.day(stored.seen_at)),
        raw=issue.raw,
        suggestion=issue.suggestion,
        message=said.tell(issue.message),
    )


def _place(overview: Overview, issue: CellIssue) -> str:
    if issue.key is None:
        return issue.a1
    windows = {point.key: point.title for point in overview.checkpoints}
    window = windows.get(issue.key.checkpoint, issue.key.checkpoint)
    return f"{window} {overview.metric_title(issue.key.metric)}, {issue.a1}"
