"""Where things stand in the spreadsheets, as of the last read, and the links that lead there."""

from collections.abc import Mapping
from dataclasses import dataclass

from sheet_templates.a1 import a1
from sheet_templates.desired.students import TAB as STUDENTS_TAB
from sync.domain.entries import EntryKey


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerPlaces:
    """One spreadsheet: its tabs, the row of each student, the column of each score.

    Rows and columns count from 0. `gids` are Google's sheetIds by tab key; `columns` are by
    checkpoint and metric.
    """

    spreadsheet_id: str
    gids: Mapping[str, int]
    rows: Mapping[str, int]
    columns: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPlaces:
    """The places of all trackers of a school, by public id, and where their links lead.

    `sheets_base` has no slash at its end: https://docs.google.com, or the local server's address.
    """

    sheets_base: str
    trackers: Mapping[str, TrackerPlaces]

    def only(self, tracker: str) -> "CellPlaces":
        """Those of one tracker: what is worked out of them stands while another one is sorted."""
        there = self.trackers.get(tracker)
        return CellPlaces(
            sheets_base=self.sheets_base, trackers={} if there is None else {tracker: there}
        )

    def entry_link(self, tracker: str, key: EntryKey, view: int | None = None) -> str | None:
        """The cell where a score belongs; None where the last read did not find its place.

        With `view` the tab is opened in this filter view.
        """
        places = self.trackers.get(tracker)
        if places is None:
            return None
        row, column = places.rows.get(key.student), places.columns.get((key.checkpoint, key.metric))
        if row is None or column is None:
            return None
        return self.cell_link(tracker, STUDENTS_TAB, a1(row, column), view)

    def cell_link(self, tracker: str, tab: str, cell: str, view: int | None = None) -> str | None:
        """A cell of a tab by its A1 name; None where tracker or tab were never read."""
        places = self.trackers.get(tracker)
        gid = places.gids.get(tab) if places else None
        if places is None or gid is None:
            return None
        return range_link(self._address(places), gid, cell, view)

    def tab_link(self, tracker: str, tab: str) -> str | None:
        """A tab; None where tracker or tab were never read."""
        places = self.trackers.get(tracker)
        gid = places.gids.get(tab) if places else None
        if places is None or gid is None:
            return None
        return f"{self._address(places)}?gid={gid}#gid={gid}"

    def spreadsheet_link(self, spreadsheet_id: str) -> str:
        """A spreadsheet as a whole, also one of an earlier year."""
        return f"{self.sheets_base}/spreadsheets/d/{spreadsheet_id}/edit"

    def _address(self, places: TrackerPlaces) -> str:
        return self.spreadsheet_link(places.spreadsheet_id)


def range_link(address: str, gid: int, cells: str, view: int | None = None) -> str:
    """Cells of a tab, by their A1 name, in the spreadsheet at that address."""
    place = f"gid={gid}" if view is None else f"gid={gid}&fvid={view}"
    return f"{address}?{place}&range={cells}#{place}&range={cells}"
