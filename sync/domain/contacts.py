"""Contacts with a child's family, as the tab of contacts tells of them. Pure.

A tab of records is that tab by its key, and by saying how a family was reached; a school's own tab
of that name that holds something else stays a tab like any other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sheet_templates.columns import Column, ColumnKind, TabKind, TabRule
from sheet_templates.model import TrackerTemplate
from sync.domain.child_rows import ChildRow, child_rows
from sync.domain.record_rows import RecordVersion

CONTACTS_TAB = "contacts"
NOT_REACHED = frozenset({"not reached", "sin respuesta"})
"""What the column of how says of a try, in the languages that a template may be in."""
_WORDS = ("how", "with_whom", "said", "agreed", "author")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A row of the tab, as it stands now; `on` and `is_dated` as in `ChildRow`.

    All is as people typed it, "" for a blank. `others` are the cells of columns that a school has
    added, and a date that cannot be read.
    """

    on: date
    is_dated: bool
    how: str
    with_whom: str
    said: str
    agreed: str
    author: str
    others: tuple[tuple[Column, str | date], ...] = ()

    @property
    def was_reached(self) -> bool:
        """Whether somebody of the family was; a try is kept, and is no contact."""
        return self.how.casefold() not in NOT_REACHED


def contacts_tab(template: TrackerTemplate) -> TabRule | None:
    """The tab that holds contacts, where this template has one that is on."""
    return next((one for one in template.tabs_of(TabKind.RECORDS) if _holds_contacts(one)), None)


def contacts_on(
    template: TrackerTemplate, versions: Sequence[RecordVersion], student: str
) -> tuple[Contact, ...]:
    """The contacts with the family of a student (sourcedId), in the order of their rows."""
    rows = child_rows(template, versions, student)
    return tuple(found for row in rows if (found := contact_of(row)) is not None)


def contact_of(row: ChildRow) -> Contact | None:
    """The contact that a row tells of; None for a row of another tab."""
    if not _holds_contacts(row.tab):
        return None
    words = {column.key: str(says) for column, says in row.says if column.key in _WORDS}
    return Contact(
        on=row.on,
        is_dated=row.is_dated,
        how=words.get("how", ""),
        with_whom=words.get("with_whom", ""),
        said=words.get("said", ""),
        agreed=words.get("agreed", ""),
        author=words.get("author", ""),
        others=tuple(one for one in row.says if one[0].key not in _WORDS),
    )


def last_reached(contacts: Iterable[Contact], today: date) -> Contact | None:
    """The latest contact up to today in which the family was reached; a plan is none yet."""
    there = (one for one in contacts if one.was_reached and one.on <= today)
    return max(there, key=lambda one: one.on, default=None)


def _holds_contacts(tab: TabRule) -> bool:
    there = {one.key for one in tab.drawn_columns}
    naming = {one.kind for one in tab.drawn_columns}
    return tab.key == CONTACTS_TAB and "how" in there and ColumnKind.STUDENT in naming
