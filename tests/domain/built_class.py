"""A tracker of any size as a nightly read gives it, from a plain table of scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sheet_templates.desired.students import FACT_ROWS, TAB, student_row_key
from sheet_templates.expectation import EntryColumn, Expectation, ExpectedTab, Measure
from sheet_templates.identity import stable_id
from sheet_templates.snapshot import Snapshot
from sync.domain.decide import Decision, decide
from sync.domain.entries import EntryKey, EntryValue
from sync.domain.known import Known
from tests.domain.built_tab import EXPECTED, STANFORD, TRACKER, Row, built_tab_of
from tests.domain.taken_over import taken_over

Scores = Mapping[str, Sequence[Any]]
"""Each child's scores, in the order of the columns, by child."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltClass:
    """Children in the order of their rows, and columns as "checkpoint.metric"."""

    scores: Scores
    columns: tuple[str, ...] = ("fall.reading", "fall.math", "spring.reading", "spring.math")
    measures: Mapping[str, Measure] = field(default_factory=dict)

    @property
    def expectation(self) -> Expectation:
        """What is expected of it."""
        tab = ExpectedTab(
            key=TAB,
            sheet_id=stable_id(TRACKER, "tab", TAB),
            title="Students",
            first_row=len(FACT_ROWS) + 1,
            key_column="key",
            rows={student_row_key(TRACKER, child): child for child in self.scores},
            row_titles={student_row_key(TRACKER, child): child for child in self.scores},
            entry_columns=tuple(
                EntryColumn(
                    key=column,
                    checkpoint=column.split(".")[0],
                    metric=column.split(".")[1],
                    title=column.replace(".", " ").capitalize(),
                    measure=self.measures.get(column, STANFORD),
                )
                for column in self.columns
            ),
            service_rows=EXPECTED.tabs[0].service_rows,
        )
        return replace(EXPECTED, tabs=(tab, EXPECTED.tabs[1]))

    def snapshot(
        self, scores: Scores | None = None, order: Sequence[str] | None = None
    ) -> Snapshot:
        """The tracker as read: with these scores, its rows in this order."""
        held = {**self.scores, **(scores or {})}
        rows = tuple(
            Row(mark=key, values=(key, *held[child]))
            for child in order or held
            for key in (student_row_key(TRACKER, child),)
        )
        return built_tab_of(rows, ("key", *self.columns))

    def known(self) -> Known:
        """What a read of the class as it is leaves behind."""
        return taken_over(Known(), decide(self.expectation, self.snapshot(), Known()))

    def then(
        self, scores: Scores, known: Known | None = None, order: Sequence[str] | None = None
    ) -> Decision:
        """What a read decides in which these children's scores are others."""
        return decide(self.expectation, self.snapshot(scores, order), known or self.known())


def key(child: str, column: str) -> EntryKey:
    """The entry of a child in a column."""
    checkpoint, metric = column.split(".")
    return EntryKey(student=child, checkpoint=checkpoint, metric=metric)


def numbers(values: Mapping[EntryKey, EntryValue]) -> dict[EntryKey, float | None]:
    """The numbers alone."""
    return {one: value.number for one, value in values.items()}
