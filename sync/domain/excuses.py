"""Excuses that are given outside the cell: why a score is not owed.

A code in the cell is one way to say it; a page, a mail or a card is another, for whoever cannot
or need not open the spreadsheet. Nothing is lost: every word is kept, and a score that is typed
outweighs all of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sync.domain.entries import EntryKey

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Excuse:
    """An excuse given outside the cell, by a person (`by`, a sourcedId) at a moment.

    It is for one child: all windows without `checkpoint`, all metrics without `metric`. It counts
    from `from_day` through `until_day`; without that for good. `source` is the way it came.
    """

    public_id: str
    student: str
    checkpoint: str | None
    metric: str | None
    code: str
    reason: str
    by: str
    source: str
    from_day: date
    until_day: date | None
    recorded_at: datetime
    withdrawn_at: datetime | None = None

    def is_for(self, key: EntryKey) -> bool:
        """Whether it speaks of this entry."""
        return (
            self.student == key.student
            and self.checkpoint in {None, key.checkpoint}
            and self.metric in {None, key.metric}
        )

    def counts_on(self, day: date) -> bool:
        """Whether it holds on a school day: not withdrawn, begun and not ended."""
        if self.withdrawn_at is not None or day < self.from_day:
            return False
        return self.until_day is None or day <= self.until_day


@dataclass(frozen=True, slots=True)
class Excuses:
    """All excuses given outside the cells, by child."""

    by_student: Mapping[str, tuple[Excuse, ...]]

    def words_for(self, key: EntryKey, day: date) -> tuple[Excuse, ...]:
        """The excuses that hold for an entry on a day, the latest first."""
        holding = (
            one
            for one in self.by_student.get(key.student, ())
            if one.is_for(key) and one.counts_on(day)
        )
        return tuple(sorted(holding, key=lambda one: (one.recorded_at, one.public_id))[::-1])

    def excused(self, keys: Iterable[EntryKey], day: date) -> frozenset[EntryKey]:
        """Those of the entries that somebody excused outside the cell."""
        if not self.by_student:
            return frozenset()
        return frozenset(key for key in keys if self.words_for(key, day))

    def turns_after(self, day: date) -> dict[str, date]:
        """For each child the next day on which one of its excuses begins or no longer counts."""
        turns: dict[str, date] = {}
        for student, some in self.by_student.items():
            days = [
                turn
                for one in some
                for turn in (one.from_day, one.until_day + _ONE_DAY if one.until_day else None)
                if turn is not None and turn > day
            ]
            if days:
                turns[student] = min(days)
        return turns


def excuses_of(excuses: Iterable[Excuse]) -> Excuses:
    """The excuses, ready to be asked."""
    by_student: dict[str, tuple[Excuse, ...]] = {}
    for one in excuses:
        by_student[one.student] = (*by_student.get(one.student, ()), one)
    return Excuses(by_student)
