"""Taking the school's data out: entries, their history, notes, issues, results for a gradebook.

Every extract is written down: who took it, when, how many rows, with children's names or without.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.bootstrap import Installation
from service.list_columns import EXPORT
from service.operations.asked import asked_of_any_year
from service.operations.operation import Operation, Options, Progress
from service.results import gradebook, gradebook_columns
from sheet_templates.school import Roster, Student
from sheet_templates.sentences import sentence
from sync.domain.scope import Scope
from sync.store.engine import Tx
from sync.store.entries import current_entries
from sync.store.history import Access, accesses, log_access, past_entries, present_rows
from sync.store.issues import current_issues
from sync.store.school import roster, students_ever

Row = dict[str, Any]

_NAMES = ("family_name", "given_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is to be taken out: of which tracker, and whether children may be named.

    `students` are all whom a roster ever had: entries outlast their child's place in it.
    """

    scope: Scope
    people: Roster
    students: tuple[Student, ...]
    tracker: str | None
    names: bool

    def wants(self, tracker: str) -> bool:
        return self.tracker in {None, tracker}

    def child(self, sourced_id: str | None) -> Row:
        """The child's columns; names only where they may be there."""
        told: Row = {"student": sourced_id}
        if self.names:
            found = self._named.get(sourced_id or "")
            told["family_name"] = found.family_name if found else None
            told["given_name"] = found.given_name if found else None
        return told

    @property
    def _named(self) -> Mapping[str, Any]:
        return {one.sourced_id: one for one in self.students}

    def columns(self, table: str, shape: str) -> list[str]:
        """The columns of a table of that shape, in their order."""
        if shape.startswith("oneroster"):
            return gradebook_columns(table, shape[-3:])
        return [one for one in EXPORT[table] if self.names or one not in _NAMES]

    def words(self, text: str) -> str | None:
        """What somebody typed, which may hold a name: left out where names are."""
        return text if self.names else None


def _export(installation: Installation, options: Options, progress: Progress) -> Any:
    """All tables as rows, and the columns of each, for a table may have no rows.

    `without_names` leaves out names and free text; `by` is who takes it.
    """
    progress(sentence("gathering"))
    scope = installation.scope()
    with installation.store.writing() as tx:
        tracker = asked_of_any_year(tx, scope, options)
        asked = _Asked(
            scope=scope,
            people=roster(tx, scope),
            students=students_ever(tx, scope),
            tracker=tracker,
            names=not options.get("without_names"),
        )
        shape = options.get("shape", "csv")
        tables = _tables(installation, tx, asked, shape)
        count = sum(len(rows) for rows in tables.values())
        log_access(
            tx,
            scope,
            Access(
                at=installation.clock.now(),
                who=options.get("by") or "the operator of this machine",
                what=f"export {shape}",
                rows=count,
                has_names=asked.names,
                detail=tracker or "all trackers",
            ),
        )
    columns = {name: asked.columns(name, shape) for name in tables}
    return {"tables": tables, "columns": columns, "rows": count}


def _tables(
    installation: Installation, tx: Tx, asked: _Asked, shape: str
) -> Mapping[str, Sequence[Row]]:
    if shape.startswith("oneroster"):
        # Its line items are those of this year's classes: an earlier year's scores are in none.
        year = asked.people.school_year.begins_on.year
        entries = [e for e in current_entries(tx, asked.scope, year=year) if asked.wants(e.tracker)]
        briefing, clock = installation.briefing(), installation.school_clock()
        return gradebook(entries, asked.people, briefing, clock, shape[-3:])
    of_entries = {
        tab.key
        for expectation in installation.briefing().expectations().values()
        for tab in expectation.tabs
        if tab.entry_columns
    }
    return {
        "entries": _entries(tx, asked),
        "history": _history(tx, asked),
        "notes": _notes(tx, asked, of_entries),
        "issues": _issues(tx, asked),
    }


def _entries(tx: Tx, asked: _Asked) -> list[Row]:
    return [
        asked.child(one.key.student)
        | {
            "tracker": one.tracker,
            "checkpoint": one.key.checkpoint,
            "metric": one.key.metric,
            "value": one.value.number,
            "text": asked.words(one.value.text or "") or None,
            "code": one.value.code,
            "cell": one.value.a1,
            "seen_at": one.seen_at.isoformat(),
        }
        for one in current_entries(tx, asked.scope)
        if asked.wants(one.tracker)
    ]


def _history(tx: Tx, asked: _Asked) -> list[Row]:
    return [
        asked.child(one.student)
        | {
            "tracker": one.tracker,
            "checkpoint": one.checkpoint,
            "metric": one.metric,
            "value": one.number,
            "text": asked.words(one.text or "") or None,
            "code": one.code,
            "typed_as": asked.words(one.typed_as or "") or None,
            "cell": one.a1,
            "from": one.from_at.isoformat(),
            "to": one.to_at.isoformat() if one.to_at else None,
        }
        for one in past_entries(tx, asked.scope, tracker=asked.tracker)
    ]


def _notes(tx: Tx, asked: _Asked, of_entries: Collection[str]) -> list[Row]:
    """The rows of people's own records (progress notes and the like), cell by cell."""
    return [
        {
            "tracker": row.tracker,
            "tab": row.tab,
            "row": row.row_key,
            "column": column,
            "text": asked.words(_text(cell)),
        }
        for row in present_rows(tx, asked.scope)
        if asked.wants(row.tracker) and row.tab not in of_entries
        for column, cell in row.cells.items()
    ]


def _text(cell: object) -> str:
    """A verbatim cell in one text: what was typed."""
    if isinstance(cell, dict):
        return " ".join(str(part) for part in cell.values())
    return str(cell)


def _issues(tx: Tx, asked: _Asked) -> list[Row]:
    return [
        asked.child(one.issue.key.student if one.issue.key else None)
        | {
            "tracker": one.tracker,
            "tab": one.issue.tab,
            "cell": one.issue.a1,
            "rule": one.issue.rule,
            "text": asked.words(one.issue.raw),
            "message": asked.words(one.issue.message),
            "seen_at": one.seen_at.isoformat(),
        }
        for one in current_issues(tx, asked.scope)
        if asked.wants(one.tracker)
    ]


def _accesses(installation: Installation, *_: Any) -> Any:
    """Who took what out, and when, oldest first."""
    with installation.store.reading() as tx:
        found = accesses(tx, installation.scope())
    return [
        {
            "at": one.at.isoformat(),
            "who": one.who,
            "what": one.what,
            "rows": one.rows,
            "names": "with names" if one.has_names else "without names",
            "of": one.detail,
        }
        for one in found
    ]


OPERATIONS = {
    "export": Operation(work=_export, changes_store=True),
    "accesses": Operation(work=_accesses),
}
