"""The names in a row as a third witness of whose it is, beside its mark and its key cell."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sheet_templates.expectation import ExpectedTab
from sheet_templates.sentences import sentence
from sheet_templates.snapshot import SnapshotTab
from sync.domain.entries import CellIssue, Weight
from sync.domain.judging.findings import line_issue, whole_row


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnesses:
    """The identity columns of a tab as read; `columns` are those that are there, by key."""

    tab: SnapshotTab
    wanted: ExpectedTab
    columns: Mapping[str, int]
    owners: Mapping[tuple[str, str], frozenset[str]]

    @classmethod
    def of(cls, tab: SnapshotTab, wanted: ExpectedTab) -> "Witnesses":
        """The witnesses of a tab; none where the template has no identity columns."""
        named = dict.fromkeys(column for texts in wanted.witnesses.values() for column in texts)
        placed = {column: tab.column_of(column) for column in named}
        owners: dict[tuple[str, str], set[str]] = {}
        for key, texts in wanted.witnesses.items():
            for column, text in texts.items():
                owners.setdefault((column, text), set()).add(key)
        return cls(
            tab=tab,
            wanted=wanted,
            columns={column: at for column, at in placed.items() if at is not None},
            owners={place: frozenset(keys) for place, keys in owners.items()},
        )

    def names(self, row: int, key: str) -> bool:
        """Whether the names in a row are this child's, all of them."""
        mine = self.wanted.witnesses.get(key, {})
        return bool(self.columns) and self._texts(row) == {c: mine[c] for c in self.columns}

    def names_another(self, row: int, key: str) -> str | None:
        """The other child whose names stand in the row at least as much as its own child's."""
        texts = {column: text for column, text in self._texts(row).items() if text}
        if not texts or self.names(row, key):
            return None
        named = self._named(texts)
        best = max(named, key=lambda one: (named[one], one != key), default=None)
        return None if best == key else best

    def named_by(self, row: int) -> str | None:
        """The one child that the names in a row fit best; None where they fit none or several."""
        best = self._named(self._texts(row)).most_common(2)
        if not best or (len(best) > 1 and best[0][1] == best[1][1]):
            return None
        return best[0][0]

    def note(self, row: int, key: str) -> Iterator[CellIssue]:
        """What to say where a name was changed: the roster's stands, the row stays the child's."""
        mine = self.wanted.witnesses.get(key, {})
        for column, text in self._texts(row).items():
            if text and text != mine.get(column):
                message = sentence(
                    '"%(text)s" stands in row %(row)s where the roster has "%(column)s". The '
                    "row is read as before; names are changed in the roster.",
                    text=text,
                    row=row + 1,
                    column=mine.get(column) or "",
                )
                yield line_issue(
                    self.wanted.key,
                    whole_row(row),
                    "name_changed",
                    message,
                    column_key=column,
                    row_key=key,
                    raw=text,
                    weight=Weight.NOTED,
                )

    def _named(self, texts: Mapping[str, str]) -> Counter[str]:
        """How many of these texts are each child's."""
        return Counter(
            key for place in texts.items() for key in self.owners.get(place, frozenset())
        )

    def _texts(self, row: int) -> dict[str, str]:
        return {
            column: self.tab.cell(row, at).formatted
            or str(self.tab.cell(row, at).entered.get("stringValue", ""))
            for column, at in self.columns.items()
        }
