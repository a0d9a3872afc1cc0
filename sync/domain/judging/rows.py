"""Which row is whose: mark, key cell and names must agree, else it is a stated issue.

A mark (row metadata) stays with its row through inserts, moves and sorts of whole rows; the key
cell and the names stay with the cells through sorts of parts and pastes. Where they say different
things nothing is guessed: no value of such a row reaches any child. One case settles itself: rows
sorted whole while their marks stayed behind; see `settled`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

from sheet_templates.expectation import ExpectedTab
from sheet_templates.sentences import sentence, together
from sheet_templates.snapshot import SnapshotTab
from sync.domain.entries import CellIssue, Weight
from sync.domain.judging.findings import line_issue, peoples_rows, whole_row
from sync.domain.judging.settled import Claim, Memory, settled
from sync.domain.judging.witnesses import Witnesses


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDoubt:
    """A row that may belong to more than one child, or to none; `claimed` are the keys it names."""

    row: int  # from 0
    rule: str
    message: str
    claimed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowIdentity:
    """The rows that are certain, by key, those that are not, and what is worth knowing."""

    rows: dict[str, int]
    doubts: tuple[RowDoubt, ...] = ()
    notes: tuple[CellIssue, ...] = ()

    @property
    def claimed(self) -> frozenset[str]:
        """The keys that rows in doubt name."""
        return frozenset[str]().union(*(doubt.claimed for doubt in self.doubts))

    @property
    def nobodys(self) -> frozenset[int]:
        """The rows that belong to no child, or to nobody knows which."""
        return frozenset(doubt.row for doubt in self.doubts)

    @property
    def doubtful(self) -> frozenset[int]:
        """The rows in doubt that name a child."""
        return frozenset(doubt.row for doubt in self.doubts if doubt.claimed)

    def issues(self, wanted: ExpectedTab) -> Iterator[CellIssue]:
        """The doubts, and the children whose row is nowhere."""
        for doubt in self.doubts:
            yield line_issue(wanted.key, whole_row(doubt.row), doubt.rule, doubt.message)
        claimed = self.claimed
        for key in wanted.rows:
            if key not in self.rows and key not in claimed:
                title = wanted.rows[key]  # no names: what is said here goes out by mail, too
                message = sentence(
                    "The row of %(title)s is gone. Undo its removal (File, Version history); "
                    "its entries stay as they were.",
                    title=title,
                )
                yield line_issue(wanted.key, "1:1", "row_missing", message, row_key=key)


def identify_rows(
    tab: SnapshotTab, wanted: ExpectedTab, key_column: int, memory: Memory
) -> RowIdentity:
    """Each known key's row; rows with other marks (headers, facts) are neither.

    A row without a mark counts by its key cell if no other row claims that key. A key claimed by
    two rows belongs to neither, unless all but one of them are blank, or one has it by mark and
    key cell.
    """
    witnesses = Witnesses.of(tab, wanted)
    claims, parted = _claims(tab, wanted, key_column, witnesses)
    certain, doubts = _without_doubled(tab, claims)
    sorted_whole = settled(parted, certain, memory)
    apart = [claim for claim in parted if claim.row not in sorted_whole.values()]
    contested = _contested(tab, key_column, certain, apart)
    doubts += [_parted(claim) for claim in apart]
    doubts += [_named_twice(certain.pop(key), key) for key in contested]
    rows, notes = dict[str, int](), list[CellIssue]()
    for key, row in (certain | sorted_whole).items():
        other = witnesses.names_another(row, key)
        if other is not None:
            doubts.append(_renamed(row, key, other, wanted))
        else:
            rows[key] = row
            notes += witnesses.note(row, key)
    if sorted_whole:
        notes.append(_sorted_note(wanted, sorted_whole))
    above = list(_above_headers(tab, wanted))
    notes += [_above_note(wanted, row) for row in above]
    taken = {*rows.values(), *above, *(doubt.row for doubt in doubts)}
    doubts += _nobodys(tab, wanted, taken, witnesses, rows)
    return RowIdentity(
        rows=rows, doubts=tuple(sorted(doubts, key=lambda one: one.row)), notes=tuple(notes)
    )


def _claims(
    tab: SnapshotTab, wanted: ExpectedTab, key_column: int, witnesses: Witnesses
) -> tuple[list[tuple[int, str]], list[Claim]]:
    """Rows with one key, and rows whose mark and key cell differ."""
    certain: list[tuple[int, str]] = []
    parted: list[Claim] = []
    for row in range(tab.row_count):
        mark = tab.row_key(row)
        text = tab.cell(row, key_column).entered.get("stringValue", "")
        key = text if mark is None else mark
        if key not in wanted.rows:
            continue
        overwritten = text not in wanted.rows and witnesses.names(row, key)
        if text in {"", key} or overwritten:
            certain.append((row, key))
        else:
            parted.append(Claim(row=row, mark=key, text=text if text in wanted.rows else None))
    return certain, parted


def _without_doubled(
    tab: SnapshotTab, claims: Iterable[tuple[int, str]]
) -> tuple[dict[str, int], list[RowDoubt]]:
    listed = list(claims)
    times = Counter(key for _, key in listed)
    if all(count == 1 for count in times.values()):
        return {key: row for row, key in listed}, []
    filled = [
        (row, key) for row, key in listed if times[key] == 1 or not _is_blank(tab, row)
    ] or listed
    left = Counter(key for _, key in filled)
    kept = [*filled, *((row, key) for row, key in listed if key not in left)]
    left = Counter(key for _, key in kept)
    doubts = [_doubled(row, key) for row, key in kept if left[key] > 1]
    return {key: row for row, key in kept if left[key] == 1}, doubts


def _is_blank(tab: SnapshotTab, row: int) -> bool:
    return row >= len(tab.cells) or all(cell.is_blank for cell in tab.cells[row])


def _contested(
    tab: SnapshotTab, key_column: int, certain: Mapping[str, int], apart: Iterable[Claim]
) -> list[str]:
    """The keys that a row has by its mark or its key cell alone, and a row sorted apart has too."""
    claimed = frozenset[str]().union(*(claim.keys for claim in apart))
    return [
        key
        for key, row in certain.items()
        if key in claimed
        and (tab.row_key(row), tab.cell(row, key_column).entered.get("stringValue")) != (key, key)
    ]


def _above_headers(tab: SnapshotTab, wanted: ExpectedTab) -> Iterator[int]:
    """Rows that people put above the headers, as titles and explanations; none with a score."""
    if not wanted.rows:
        return
    columns = [at for one in wanted.entry_columns if (at := tab.column_of(one.key)) is not None]
    lines = range(len(tab.rows))
    header = next((row for row in lines if tab.row_key(row) == wanted.header_row), 0)
    for row in takewhile(lambda row: row < header, peoples_rows(tab, wanted)):
        is_told = tab.row_key(row) is None and not _is_blank(tab, row)
        if is_told and all(tab.cell(row, at).is_blank for at in columns):
            yield row


def _above_note(wanted: ExpectedTab, row: int) -> CellIssue:
    message = sentence(
        "Row %(row)s stands above the headers: a row of your own, kept as it is and not read.",
        row=row + 1,
    )
    return line_issue(wanted.key, whole_row(row), "row_above", message, weight=Weight.NOTED)


def _nobodys(
    tab: SnapshotTab,
    wanted: ExpectedTab,
    taken: set[int],
    witnesses: Witnesses,
    rows: Mapping[str, int],
) -> Iterator[RowDoubt]:
    """Rows that people added in which names or scores stand."""
    columns = [tab.column_of(column.key) for column in wanted.entry_columns]
    telling = [*witnesses.columns.values(), *(at for at in columns if at is not None)]
    for row in peoples_rows(tab, wanted) if wanted.rows else ():
        mark = tab.row_key(row)
        if row in taken or mark in wanted.rows:
            continue
        if all(tab.cell(row, column).is_blank for column in telling):
            continue
        child = witnesses.named_by(row)
        if child is not None:
            yield _again(row, wanted.rows[child], rows.get(child))
        else:
            yield _unknown(row)


def _parted(claim: Claim) -> RowDoubt:
    message = sentence(
        "Row %(row)s was sorted or pasted apart: its hidden key names another child. Undo "
        "that (File, Version history), or ask the document owner to repair the tracker.",
        row=claim.row + 1,
    )
    return RowDoubt(row=claim.row, rule="row_parted", message=message, claimed=claim.keys)


def _named_twice(row: int, key: str) -> RowDoubt:
    message = sentence(
        "Row %(row)s was sorted or pasted apart: the key of its child stands in another row, "
        "too. Undo that (File, Version history), or ask the document owner to repair the "
        "tracker.",
        row=row + 1,
    )
    return RowDoubt(row=row, rule="row_parted", message=message, claimed=frozenset({key}))


def _doubled(row: int, key: str) -> RowDoubt:
    message = sentence(
        "Row %(row)s carries the key of a child that stands in another row too. Remove the "
        "copy; nothing of either row is counted until then.",
        row=row + 1,
    )
    return RowDoubt(row=row, rule="row_doubled", message=message, claimed=frozenset({key}))


def _renamed(row: int, key: str, other: str, wanted: ExpectedTab) -> RowDoubt:
    mine, theirs = wanted.rows[key], wanted.rows[other]
    message = sentence(
        "Row %(row)s belongs to %(mine)s, but its names are those of %(theirs)s: names were "
        "sorted or pasted apart from their row. Undo that (File, Version history); nothing "
        "of the row is counted until then.",
        row=row + 1,
        mine=mine,
        theirs=theirs,
    )
    return RowDoubt(row=row, rule="row_renamed", message=message, claimed=frozenset({key, other}))


def _again(row: int, title: str, at: int | None) -> RowDoubt:
    named = sentence("Row %(row)s names %(title)s.", row=row + 1, title=title)
    if at is not None:
        named = sentence(
            "Row %(row)s names %(title)s, who stands in row %(other)s already.",
            row=row + 1,
            title=title,
            other=at + 1,
        )
    remedy = sentence(
        "Type the scores in the child's own row and remove this one; nothing of it is counted."
    )
    return RowDoubt(row=row, rule="row_again", message=together([named, remedy]))


def _unknown(row: int) -> RowDoubt:
    message = sentence(
        "Row %(row)s belongs to no child of this tracker, so nothing of it is counted. A "
        "child that is new comes with the roster; ask the document owner.",
        row=row + 1,
    )
    return RowDoubt(row=row, rule="row_unknown", message=message)


def _sorted_note(wanted: ExpectedTab, rows: Mapping[str, int]) -> CellIssue:
    first, last = min(rows.values()) + 1, max(rows.values()) + 1
    message = sentence(
        "Rows %(first)s to %(last)s were sorted, and each child's scores went along. They "
        "are read by the hidden key in each row.",
        first=first,
        last=last,
    )
    return line_issue(wanted.key, f"{first}:{last}", "rows_sorted", message, weight=Weight.NOTED)
