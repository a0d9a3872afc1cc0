"""What the demo's aides write beside the scores: two supports in each tracker, and what followed.

All of it is invented, as its people are. The days lie before the demo's date, so that of the next
progress notes one is due in a few days and one is late.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from scripts.demo_desk import Desk
from sheet_templates.desired.lists import student_label
from sheet_templates.desired.records import NOTES_TAB
from sheet_templates.school import Role, Roster
from sheet_templates.snapshot import SnapshotTab
from sheet_templates.team import places_of
from sync.google.gateway import Gateway

SUPPORTS_TAB, CONTACTS_TAB = "supports", "contacts"
Row = dict[str, str]
"""What a row says, by the keys of its columns."""


Story = dict[str, tuple[Row, ...]]
"""What happened with one child whom an aide helps: the rows to be, by tab."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aides:
    """The aides of the demo at their tabs on the day `today`."""

    desk: Desk
    roster: Roster
    today: date
    progress: Callable[[str], None]

    def write_all(self) -> None:
        """Each aide one child's story into each tracker, where it does not stand yet."""
        aides = [one for one in self.roster.staff if one.role is Role.INTERVENTION_STAFF]
        for number, (name, telling) in enumerate(_TELLINGS.items()):
            todo = [
                one for one in self.desk.trackers if not self.desk.is_done("records", one, name)
            ]
            if aides and todo:
                aide = aides[number % len(aides)]
                self.progress(f"{aide.name} writes supports and notes")
                gateway = self.desk.gateway(aide)
                for grade in todo:
                    self._write(gateway, grade, number, partial(telling, aide.name))
                    self.desk.remember("records", grade, name)

    def _write(
        self, gateway: Gateway, grade: str, number: int, telling: Callable[[str, "_Days"], Story]
    ) -> None:
        """One read, and one request for each tab; nothing where there are too few children."""
        places = places_of(self.roster, grade)
        if len(places) < len(_TELLINGS):
            return
        child = places[len(places) * (number + 1) // (len(_TELLINGS) + 1)]
        days = _Days(self.today, self.roster.school_year.begins_on)
        rows = telling(student_label(child), days)
        tabs = self.desk.tabs(gateway, grade, *rows)
        for tab, wanted in zip(tabs, rows.values(), strict=True):
            if cells := _cells(tab, wanted):
                self.desk.type_cells(gateway, grade, tab, cells)


@dataclass(frozen=True, slots=True)
class _Days:
    today: date
    begins_on: date

    def before(self, days: int) -> str:
        """So many days ago, though not before the school year began."""
        return max(self.today - timedelta(days=days), self.begins_on).isoformat()


def _in_a_small_group(aide: str, child: str, days: _Days) -> Story:
    what = "Repeated reading"
    support = {
        "type": what,
        "setting": "small group",
        "tier": "2",
        "goal": "Reads a page of the class book without stopping.",
        "starts": days.before(42),
        "who": aide,
        "minutes": "20",
        "times_a_week": "3",
        "status": "active",
    }
    first = {
        "date": days.before(25),
        "seen": "Read the first passage aloud with me, a word at a time.",
        "strengths": "Looks back in the text without being asked.",
        "next_step": "The same passage again on Thursday.",
    }
    second = {
        "date": days.before(11),
        "seen": "Read half a page before the first stop.",
        "strengths": "Puts a wrong word right alone.",
        "next_step": "A passage from the class book.",
    }
    call = {
        "date": days.before(12),
        "how": "call",
        "with_whom": "mother",
        "said": "Reads aloud to a small brother at home, and likes it.",
        "agreed": "A book of the class library goes home on Fridays.",
    }
    named = {"student": child, "author": aide}
    return {
        SUPPORTS_TAB: (support | {"student": child},),
        NOTES_TAB: tuple(note | named | {"support": what} for note in (first, second)),
        CONTACTS_TAB: (call | named,),
    }


def _one_to_one(aide: str, child: str, days: _Days) -> Story:
    what = "Number stories"
    support = {
        "student": child,
        "type": what,
        "setting": "one to one",
        "tier": "3",
        "goal": "Draws a story before it is worked out.",
        "starts": days.before(28),
        "who": aide,
        "minutes": "15",
        "times_a_week": "4",
        "weeks": "1",
        "status": "active",
    }
    note = {
        "date": days.before(10),
        "student": child,
        "support": what,
        "seen": "Worked three stories out with counters, one of them from a drawing.",
        "strengths": "Says in words of one's own what is asked.",
        "next_step": "Two stories without counters.",
        "author": aide,
    }
    return {SUPPORTS_TAB: (support,), NOTES_TAB: (note,)}


_TELLINGS = {"small group": _in_a_small_group, "one to one": _one_to_one}


def _cells(tab: SnapshotTab, wanted: tuple[Row, ...]) -> dict[tuple[int, int], str]:
    """Cells of the first rows that are free, for those that do not stand there yet.

    A run that was broken off may have written them before it could remember that.
    """
    new = [row for row in wanted if not _stands(tab, row)]
    free = (at for at in range(1, tab.row_count) if _is_free(tab, at))
    return {
        (at, column): text
        for at, row in zip(free, new, strict=False)
        for key, text in row.items()
        if (column := tab.column_of(key)) is not None
    }


def _is_free(tab: SnapshotTab, row: int) -> bool:
    return all(tab.cell(row, column).is_blank for column in range(1, tab.column_count))


_SHOWN_OTHERWISE = frozenset({"date", "starts"})  # than they were typed


def _stands(tab: SnapshotTab, wanted: Row) -> bool:
    said = {
        column: text
        for key, text in wanted.items()
        if key not in _SHOWN_OTHERWISE and (column := tab.column_of(key)) is not None
    }
    return any(
        all(tab.cell(row, column).formatted == text for column, text in said.items())
        for row in range(1, tab.row_count)
    )
