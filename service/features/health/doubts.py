"""Cells that cannot be read, those that are alike together: twenty of a kind are one decision."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from service import wording
from service.overview import Overview, TrackerStanding
from sync.domain.entries import CellIssue
from sync.domain.mending import can_be_mended, issue_id
from sync.store.issues import StoredIssue

_KINDS = {
    "boolean": "A tick or TRUE/FALSE stands where something else belongs",
    "choice": "A word stands there that is none of the choices",
    "date_number": "A number stands where a date belongs",
    "date_order": "A date can be read two ways",
    "decimal_mark": "Decimals are written the other way",
    "error": "A formula gives an error",
    "format": "The cell's format made something else of the score",
    "formula": "A formula stands where a score belongs",
    "letters": "Letters look like digits",
    "merged": "Cells are merged",
    "not_whole": "A score has decimals where whole numbers are asked for",
    "out_of_range": "A score lies outside the scale",
    "percent_format": "A percentage is ten or a hundred times too large or small",
    "spaces": "Only spaces stand there",
    "text": "A word stands there that is neither a score nor a code",
    "two_facts": "A cell holds more than a score",
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
    overview: Overview, standing: TrackerStanding, held: Collection[tuple[str, str]] = ()
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
            title=_title(rule, issues),
            cells=tuple(_cell(overview, one, names) for one in issues),
        )
        for (tab, rule), issues in groups.items()
    ]
    return tuple(sorted(made, key=lambda one: (-len(one.cells), one.title)))


def chosen(doubts: Iterable[Doubts], asked: Sequence[str]) -> tuple[str, ...]:
    """Those of the ids asked for that the page offers at this moment."""
    offered = {cell.id for one in doubts for cell in one.cells if cell.id is not None}
    return tuple(one for one in asked if one in offered)


def _title(rule: str, issues: Sequence[StoredIssue]) -> str:
    return _KINDS.get(rule) or issues[0].issue.message.partition(". ")[0].rstrip(".")


def _cell(overview: Overview, stored: StoredIssue, names: Mapping[str, str]) -> DoubtfulCell:
    issue = stored.issue
    student = issue.key.student if issue.key else None
    return DoubtfulCell(
        id=issue_id(issue) if can_be_mended(issue) else None,
        student=student,
        who=names.get(student, student) if student else "No child's own cell",
        place=_place(overview, issue),
        link=overview.kept.places.cell_link(stored.tracker, issue.tab, issue.a1),
        since=wording.long_day(stored.seen_at.astimezone(overview.kept.zone).date()),
        raw=issue.raw,
        suggestion=issue.suggestion,
        message=issue.message,
    )


def _place(overview: Overview, issue: CellIssue) -> str:
    if issue.key is None:
        return issue.a1
    windows = {point.key: point.title for point in overview.checkpoints}
    window = windows.get(issue.key.checkpoint, issue.key.checkpoint)
    return f"{window} {overview.metric_title(issue.key.metric)}, {issue.a1}"
