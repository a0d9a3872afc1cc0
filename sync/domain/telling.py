"""What a read would change, in people's words; stores nothing and decides nothing."""

from collections.abc import Iterator, Mapping

from sheet_templates.expectation import Expectation
from sheet_templates.sentences import sentence
from sync.domain.decide import Decision
from sync.domain.entries import EntryKey, EntryValue


def tell(
    decision: Decision, known: Mapping[EntryKey, EntryValue], expectation: Expectation
) -> list[str]:
    """A sentence for each entry that would change, and for each cell that cannot be read."""
    says = Names(expectation)
    return [
        *(f"{says.place(key)}: {_from_to(known, key, value)}" for key, value in _sorted(decision)),
        *(f"{says.place(key)}: cleared (was {shown(known[key])})" for key in decision.closed),
        *(f"waits for somebody's word: {hold.message}" for hold in decision.holds),
        *(f"{issue.a1}: {issue.message}" for issue in decision.doubts),
        *decision.errors,
    ]


class Names:
    """Children and columns as people call them, from what reading a tracker expects."""

    def __init__(self, expectation: Expectation) -> None:
        self._students = {
            student: tab.row_titles.get(key, student)
            for tab in expectation.tabs
            for key, student in tab.rows.items()
        }
        self._columns = {
            (column.checkpoint, column.metric): column.title
            for tab in expectation.tabs
            for column in tab.entry_columns
        }

    def place(self, key: EntryKey) -> str:
        """Whose entry it is, and which."""
        column = self._columns.get((key.checkpoint, key.metric))
        student = self._students.get(key.student, key.student)
        return f"{student}, {column or f'{key.checkpoint} {key.metric}'}"


def shown(value: EntryValue | None) -> str:
    """An entry's value as people read it."""
    return sentence("blank") if value is None else value.as_typed


def _sorted(decision: Decision) -> Iterator[tuple[EntryKey, EntryValue]]:
    yield from sorted(decision.opened.items())


def _from_to(known: Mapping[EntryKey, EntryValue], key: EntryKey, value: EntryValue) -> str:
    before = known.get(key)
    if before is None:
        return f"new, {shown(value)} ({value.a1})"
    return f"{shown(before)} becomes {shown(value)} ({value.a1})"
