"""A tracker on the local server, read as the sync reads it, and what the judgement makes of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sheet_templates.expectation import Expectation
from sheet_templates.snapshot import NIGHTLY_FACETS, NIGHTLY_FIELDS, Snapshot, parse_snapshot
from sync.domain.decide import Decision, decide
from sync.domain.known import Known
from sync.domain.reading import kept_cells
from sync.domain.rules import RULES
from sync.store.inputs import LastRead
from sync.store.packing import pack_read, row_names
from tests.domain.taken_over import taken_over
from tests.sheet_templates.living import OWNER, TEACHER, LivingTracker

Judge = Callable[[Expectation, Snapshot, Known], Decision]
FIRST_ROW, FIRST_COLUMN = 9, 9  # the first child and the first score as they are drawn, from 0


@dataclass(slots=True, kw_only=True)
class Watched:
    """One tracker, what is known of it from one sync to the next, and what each of them read."""

    tracker: LivingTracker
    expectation: Expectation
    judge: Judge = decide
    known: Known = field(default_factory=Known)
    last: LastRead | None = None
    reads: list[Snapshot] = field(default_factory=list)

    @property
    def sheet_id(self) -> int:
        """The Students tab."""
        return self.tracker.sheet_id("students")

    def snapshot(self) -> Snapshot:
        """The spreadsheet under the mask of the nightly read."""
        raw = self.tracker.server.service.read(self.tracker.spreadsheet_id, NIGHTLY_FIELDS)
        return parse_snapshot(raw, NIGHTLY_FACETS)

    def sync(self) -> Decision:
        """Read, judge, and remember what was taken over."""
        return self.take_over(self.snapshot())

    def take_over(self, snapshot: Snapshot) -> Decision:
        """Judge what was read, and remember what was taken over.

        Rows that say what they said are left out of the comparison once: it makes no difference.
        """
        self.reads.append(snapshot)
        decision = self.judge(self.expectation, snapshot, self.known)
        read = pack_read(self.expectation, snapshot)
        same = {} if self.last is None else self.last.same_rows(snapshot, read)
        assert decision == self.judge(self.expectation, snapshot, replace(self.known, same=same))
        self.last = None
        if not decision.holds:
            names = row_names(read.snapshot.names)
            self.last = LastRead(rules=RULES, is_newest=True, digests=read.digests, rows=names)
        self.known = taken_over(self.known, decision)
        return decision

    def type(self, place: str, *rows: list[Any], person: str = TEACHER) -> None:
        """Type as a person does, into the Students tab."""
        self.tracker.type(person, f"Students!{place}", *rows)

    def edit(self, *requests: dict[str, Any], person: str = OWNER) -> None:
        """One batch of a person."""
        self.tracker.edit(person, requests)

    def values(self) -> dict[tuple[str, str], Any]:
        """What is known, as plain values: by student and column."""
        return {
            (key.student, f"{key.checkpoint}.{key.metric}"): (
                value.number if value.code is None else value.code
            )
            for key, value in self.known.entries.items()
        }


def told(decision: Decision) -> list[tuple[str, str]]:
    """Rules and whole messages of everything that is said."""
    return [(one.rule, one.message) for one in decision.issues]


def kept_texts(decision: Decision) -> list[str]:
    """Everything that is kept verbatim, in the store or aside, as JSON texts."""
    rows = [*decision.rows, *(row for hold in decision.holds for row in hold.rows)]
    return [
        json.dumps(cell["entered"], sort_keys=True)
        for row in rows
        for cell in kept_cells(row.cells).values()
        if "entered" in cell
    ]
