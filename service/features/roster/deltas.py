"""A delta bundle laid over the rows that are kept: the tables of the bulk bundle it stands for.

What comes out is read like any bulk bundle, so a delta cannot give another roster than the whole
school's export would. Source: 1EdTech OneRoster 1.1 and 1.2, CSV binding, bulk and delta.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from service.features.roster.checks import LEFT_OUT
from service.features.roster.delta_rows import MODIFIED, Delta, moment_said, read_delta
from service.features.roster.findings import KEPT, Findings, Place
from service.features.roster.layout import MANIFEST, FileLayout
from service.features.roster.manifest import Manifest, Said
from service.features.roster.tables import LINE, Table
from sheet_templates.sentences import sentence, several
from sync.domain.bundle_rows import BundleRows
from sync.errors import RosterError

_FALLS_WITH = {
    "enrollments": {"userSourcedId": "users", "classSourcedId": "classes"},
    "roles": {"userSourcedId": "users"},
}
"""By file, the columns whose person or class a kept row cannot outlive."""
Tables = Mapping[str, Table]


def fitting(kept: BundleRows | None, manifest: Manifest, bundle: str) -> BundleRows:
    """The rows under a delta; RosterError where there are none, or of another version."""
    if kept is None:
        raise RosterError(
            sentence(
                "%(bundle)s is a delta bundle: it says only what has changed, and "
                "there are no rows of an earlier bundle to lay it over (none came "
                "yet, a list came after it, or it came before such rows were kept). "
                "Import a bulk bundle of the whole school first; deltas fit from "
                "then on.",
                bundle=bundle,
            )
        )
    if kept.version != manifest.version:
        raise RosterError(
            sentence(
                "%(bundle)s is a delta bundle of OneRoster %(version)s, and the "
                "bundle before it was of %(before)s. Import a bulk bundle of "
                "OneRoster %(version)s first.",
                bundle=bundle,
                version=manifest.version,
                before=kept.version,
            )
        )
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laying:
    """One delta bundle being laid over the kept rows; `gone` are the deleted ids by file."""

    kept: BundleRows
    gone: Mapping[str, frozenset[str]]
    findings: Findings

    def merged(self, delta: Delta) -> Table:
        """The file of changes with the kept rows that it says nothing of."""
        table = delta.table
        rows = self._surviving(table.layout, frozenset(table.frame["sourcedId"]) | delta.gone)
        frame = pd.concat([table.frame, self._frame(table.layout, rows)], ignore_index=True)
        return replace(table, frame=frame)

    def untouched(self, layout: FileLayout) -> Table:
        """A file that did not come."""
        frame = self._frame(layout, self._surviving(layout, frozenset()))
        given = frozenset(column.name for column in layout.columns)
        return Table(layout=layout, frame=frame, given=given, unread=frozenset(), is_whole=True)

    def _surviving(self, layout: FileLayout, said: frozenset[str]) -> dict[str, Mapping[str, str]]:
        """The kept rows of which nothing is said, and whose person and class stay."""
        falls = _FALLS_WITH.get(layout.name, {})
        rows = {
            key: cells
            for key, cells in self.kept.rows.get(layout.name, {}).items()
            if key not in said
        }
        fallen = {
            key
            for key, cells in rows.items()
            if any(cells[column] in self.gone.get(file, ()) for column, file in falls.items())
        }
        if fallen:
            self.findings.notice(
                Place(layout.file),
                several(
                    "%(count)s kept row ends with its person or class, which is to be deleted",
                    "%(count)s kept rows end with their person or class, which is to be deleted",
                    len(fallen),
                ),
                sentence("nothing to do if that is right"),
            )
        return {key: cells for key, cells in rows.items() if key not in fallen}

    def _frame(self, layout: FileLayout, rows: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
        """Kept rows as a table has them, on lines that no file has."""
        names = [column.name for column in layout.columns]
        whole = ({"sourcedId": key, **cells} for key, cells in rows.items())
        cells = [[row.get(name, "") for name in names] for row in whole]
        frame = pd.DataFrame(cells, columns=names, dtype="str").astype("str")
        frame[LINE] = list(range(KEPT, KEPT + len(rows)))
        for line, key in enumerate(rows, KEPT):
            self.findings.name_kept(layout.file, line, key)
        return frame


def laid_over(
    kept: BundleRows, manifest: Manifest, tables: Tables, findings: Findings, now: datetime
) -> dict[str, Table]:
    """All tables as the bundle leaves them; `tables` are those that came in it.

    A file that came whole takes the place of the one before, one that did not come stays. What
    makes a delta doubtful (a row without status or time, a row older than the one that is here)
    is an error at its row; nothing of it is guessed.
    """
    deltas = {
        name: read_delta(table, kept.rows.get(name, {}), findings, now)
        for name, table in tables.items()
        if manifest.kinds[name] is Said.DELTA
    }
    gone = {name: delta.gone for name, delta in deltas.items()}
    laying = _Laying(kept=kept, gone=gone, findings=findings)
    made: dict[str, Table] = {}
    for layout in manifest.layouts:
        if layout.name in deltas:
            made[layout.name] = laying.merged(deltas[layout.name])
        elif layout.name in tables:
            made[layout.name] = tables[layout.name]
            _refuse_marked(tables[layout.name], findings)
        else:
            made[layout.name] = laying.untouched(layout)
    return made


def refuse_older(kept: BundleRows, tables: Tables, manifest: Manifest, bundle: str) -> None:
    """RosterError where all that a delta says was said before what is here already."""
    newest = max(
        (
            moment
            for name, table in tables.items()
            if manifest.kinds[name] is Said.DELTA
            for text in table.frame[MODIFIED]
            if (moment := moment_said(text)) is not None
        ),
        default=None,
    )
    if newest is not None and kept.as_of is not None and newest < kept.as_of:
        raise RosterError(
            sentence(
                "%(bundle)s is older than the roster: its newest change is of "
                "%(newest)s UTC, and the roster is as of %(as_of)s UTC. Import "
                "deltas in the order in which they were exported; where one was "
                "left out, import a bulk bundle.",
                bundle=bundle,
                newest=f"{newest:%Y-%m-%d %H:%M}",
                as_of=f"{kept.as_of:%Y-%m-%d %H:%M}",
            )
        )


def _refuse_marked(table: Table, findings: Findings) -> None:
    """A file that is called whole and has rows to be deleted is a delta by mistake."""
    marked = table.frame.loc[table.frame["status"].str.casefold().isin(LEFT_OUT), LINE]
    if len(marked):
        findings.error(
            table.place(int(marked.iloc[0]), "status"),
            sentence(
                "%(manifest)s calls the file bulk in a bundle of deltas, and rows "
                "are to be deleted",
                manifest=MANIFEST,
            ),
            sentence(
                "write file.%(layout)s,delta, or take these rows out", layout=table.layout.name
            ),
        )


def rows_to_keep(tables: Tables) -> dict[str, dict[str, dict[str, str]]]:
    """Of the checked tables what a roster is made of, and no cell besides.

    A phone number or a date of birth is not needed, so it is not kept.
    """
    return {name: _cells(table) for name, table in tables.items() if not table.layout.is_optional}


def _cells(table: Table) -> dict[str, dict[str, str]]:
    names = [
        one.name
        for one in table.layout.columns
        if (one.need.is_used or one.name == MODIFIED) and one.name not in {"sourcedId", "status"}
    ]
    frame = table.frame.sort_values("sourcedId", kind="stable")
    return {
        str(key): {name: str(cell) for name, cell in zip(names, cells, strict=True)}
        for key, *cells in frame[["sourcedId", *names]].itertuples(index=False, name=None)
    }
