"""Holders on tabs that Google tells apart by a number: bands, filter views, charts, slicers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from local_sheets.errors import invalid
from local_sheets.ids import fresh_id
from local_sheets.workbook import Tab, Workbook

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A kind of holder: the name under which tabs keep it, its id field, and what people say."""

    name: str
    id_field: str
    noun: str

    def every(self, workbook: Workbook) -> dict[int, tuple[Tab, Json]]:
        """All of them by their ids, with their tabs."""
        return {
            held[self.id_field]: (tab, held)
            for tab in workbook.tabs
            for held in tab.held(self.name)
        }

    def found(self, workbook: Workbook, number: int) -> tuple[Tab, Json]:
        """One by its id; 400 when there is none (expected wording)."""
        found = self.every(workbook).get(number)
        if found is None:
            raise invalid(f"No {self.noun} with id: {number}")
        return found

    def new_id(self, workbook: Workbook, wanted: int | None) -> int:
        """The wanted id, or a drawn one; 400 when it is taken."""
        taken = self.every(workbook)
        number = wanted or fresh_id(taken)
        if number in taken:
            raise invalid(f"A {self.noun} with id {number} already exists.")
        if number < 0:
            raise invalid(f"{self.id_field} must not be negative: {number}")
        return number

    def added(self, workbook: Workbook, tab: Tab, held: Json) -> Workbook:
        """The workbook with one more on a tab."""
        return workbook.with_tab(tab.with_held(self.name, (*tab.held(self.name), held)))

    def removed(self, workbook: Workbook, number: int) -> Workbook:
        """The workbook without one of them."""
        tab, gone = self.found(workbook, number)
        rest = tuple(held for held in tab.held(self.name) if held is not gone)
        return workbook.with_tab(tab.with_held(self.name, rest))

    def replaced(self, workbook: Workbook, number: int, held: Json, target: Tab) -> Workbook:
        """The workbook with another in place of one of them, maybe on another tab."""
        tab, old = self.found(workbook, number)
        if tab.sheet_id != target.sheet_id:
            return self.added(self.removed(workbook, number), target, held)
        listed: Sequence[Json] = tab.held(self.name)
        changed = tuple(held if one is old else one for one in listed)
        return workbook.with_tab(tab.with_held(self.name, changed))
