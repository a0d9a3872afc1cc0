"""What a tab's read changes of what is known: each place is compared once, and asked for often."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sheet_templates.expectation import EntryColumn
from sync.domain.entries import EntryKey, EntryValue
from sync.domain.holds import Hold
from sync.domain.judging.findings import Found
from sync.domain.known import Known

Content = tuple[float | None, str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A place whose value is another one now; None is blank or unreadable."""

    key: EntryKey
    before: Content | None
    after: Content | None
    is_blank: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """The places of a tab whose value changed, by column and by child.

    Empty where nothing was known of the tracker at all: what was never known cannot have moved,
    shrunk or been replaced. Places that `found` no longer speaks of are left out.
    """

    found: Found
    known: Known
    by_column: Mapping[tuple[str, str], list[Change]]
    by_student: Mapping[str, list[Change]]

    @classmethod
    def of(cls, found: Found, known: Known) -> "Differences":
        """Compare everything that was read with what is known or was said to come."""
        by_column: defaultdict[tuple[str, str], list[Change]] = defaultdict(list)
        by_student: defaultdict[str, list[Change]] = defaultdict(list)
        is_first = not known.entries and not known.confirmed
        for change in () if is_first else _changes(found, known):
            by_column[change.key.checkpoint, change.key.metric].append(change)
            by_student[change.key.student].append(change)
        return cls(found=found, known=known, by_column=by_column, by_student=by_student)

    def all(self) -> list[Change]:
        """Every change, by place."""
        changes = (one for some in self.by_student.values() for one in some)
        return sorted(self._read(changes), key=lambda one: one.key)

    def in_column(self, column: EntryColumn) -> list[Change]:
        """The changes in one column."""
        return self._read(self.by_column.get((column.checkpoint, column.metric), ()))

    def of_student(self, student: str) -> list[Change]:
        """The changes in one child's row."""
        return self._read(self.by_student.get(student, ()))

    def hold(
        self, line: tuple[str, str], rule: str, message: str, keys: Iterable[EntryKey]
    ) -> Hold:
        """The hold on these places of a line, which is the tab's key and the hold's scope."""
        tab, scope = line
        changes = {key: self.found.at(key) for key in keys}
        return Hold(tab=tab, scope=scope, rule=rule, message=message, changes=changes)

    def _read(self, changes: Iterable[Change]) -> list[Change]:
        return [one for one in changes if self.found.was_read(one.key)]


def content_of(value: EntryValue | None) -> Content | None:
    """What a value says; None for none."""
    return None if value is None else value.content


def _changes(found: Found, known: Known) -> Iterator[Change]:
    for key, now in found.values.items():
        held = known.expected(key)
        if held is None or (held is not now and held.content != now.content):
            yield Change(key=key, before=content_of(held), after=now.content, is_blank=False)
    for keys, is_blank in ((found.blank, True), (found.unreadable, False)):
        for key in keys:
            held = known.expected(key)
            if held is not None:
                yield Change(key=key, before=held.content, after=None, is_blank=is_blank)
