"""The edits of what covers areas of a tab: protections, validation, looks, colours."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sheet_templates.alignment import Alignment
from sheet_templates.desired.parts import DesiredTab
from sheet_templates.drawing import (
    Area,
    ConditionalFormat,
    Facet,
    FilterView,
    Protection,
    Validation,
)
from sheet_templates.edits import (
    AddColour,
    DrawEdit,
    DropColour,
    Paint,
    Protect,
    SetFilterView,
    Validate,
)
from sheet_templates.errors import DriftError
from sheet_templates.locked_out import is_locked
from sheet_templates.relocation import Relocation, relocation
from sheet_templates.rules import has_rule
from sheet_templates.sentences import Sentence, sentence
from sheet_templates.snapshot import ReadCell, SnapshotTab


def plan_areas(
    tab: DesiredTab,
    actual: SnapshotTab,
    where: Alignment,
    there: Relocation,
    facets: frozenset[Facet],
) -> Iterator[DrawEdit]:
    """The edits that put back what covers areas, each where its lines stand `there`.

    DriftError when the service has been locked out of a protection.
    """
    if Facet.PROTECTIONS in facets:
        yield from _protections(tab, actual, where, there)
    if Facet.VALIDATION in facets:
        yield from _validations(tab, actual, where, there)
    if Facet.FORMATS in facets:
        yield from _paint(tab, actual, where, there)
        yield from _colours(tab, actual, where, there)
        yield from _filter_views(tab, actual, where, there)


def _protections(
    tab: DesiredTab, actual: SnapshotTab, where: Alignment, there: Relocation
) -> Iterator[Protect]:
    """After an insert every place has moved, so what has a place is set anew."""
    held = {protection.protected_range_id: protection for protection in actual.protections}
    for wanted in map(there.protection, tab.protections):
        known = held.get(wanted.protected_range_id)
        if known is not None and is_locked(known):
            raise DriftError(_locked_out(known, actual))
        if where.shifts or known != wanted:
            yield Protect(protection=wanted, replaces=known is not None)


def _locked_out(known: Protection, actual: SnapshotTab) -> Sentence:
    # Google shows the editors of a protected range only to those who may edit it.
    return sentence(
        "The protection %(name)s of the tab %(tab)s no longer has the service among its editors. "
        "Add it there (Data, Protect sheets and ranges) or delete that protection, then run it "
        "again; nothing was written.",
        name=repr(known.description),
        tab=actual.title,
    )


def _validations(
    tab: DesiredTab, actual: SnapshotTab, where: Alignment, there: Relocation
) -> Iterator[Validate]:
    for wanted in (part for rule in tab.validations for part in there.validations(rule)):
        if where.shifts or not _is_over(wanted, actual):
            yield Validate(validation=wanted)


def _is_over(wanted: Validation, actual: SnapshotTab) -> bool:
    """Whether every cell of the rule's area has the rule."""
    area = wanted.area
    rows = range(area.first_row, actual.row_count if area.end_row is None else area.end_row)
    end = actual.column_count if area.end_column is None else area.end_column
    return all(
        has_rule(actual.cell(row, column).validation, wanted, row, column)
        for row in rows
        for column in range(area.first_column, end)
    )


def _paint(
    tab: DesiredTab, actual: SnapshotTab, where: Alignment, there: Relocation
) -> Iterator[Paint]:
    for wanted in tab.peoples_areas:
        for area in there.areas(wanted.area):
            if where.shifts or any(cell.look != wanted.look for cell in _cells_in(area, actual)):
                yield Paint(area=area, look=wanted.look)


def _cells_in(area: Area, actual: SnapshotTab) -> Iterator[ReadCell]:
    end_row = actual.row_count if area.end_row is None else area.end_row
    end_column = actual.column_count if area.end_column is None else area.end_column
    for row in range(area.first_row, end_row):
        for column in range(area.first_column, end_column):
            yield actual.cell(row, column)


def _colours(
    tab: DesiredTab, actual: SnapshotTab, where: Alignment, there: Relocation
) -> Iterator[DrawEdit]:
    """Conditional formats have no id: ours are known by content, and their order matters."""
    as_read = relocation(tab, actual.title, where.read_rows, where.read_columns)
    wanted = [part for colour in tab.conditional_formats for part in there.colours(colour)]
    places = [
        at
        for at, held in enumerate(actual.conditional_formats)
        if any(_is_ours(held, colour, as_read) for colour in tab.conditional_formats)
    ]
    if not where.shifts and [actual.conditional_formats[at] for at in places] == wanted:
        return
    for at in reversed(places):
        yield DropColour(sheet_id=tab.sheet_id, index=at)
    for at, colour in enumerate(wanted):
        yield AddColour(index=at, conditional_format=colour)


def _is_ours(held: ConditionalFormat, ours: ConditionalFormat, as_read: Relocation) -> bool:
    """Whether a rule is one of ours, also where a paste or an insert has given it another area.

    One of an earlier version of the template names other columns and is the same otherwise.
    """
    formulas = {ours.formula, as_read.colour_at(ours, held.area).formula}
    is_same = held.formula in formulas or _placeless(held.formula) == _placeless(ours.formula)
    return held.look == ours.look and (is_same or "#REF!" in held.formula)


def _placeless(formula: str) -> str:
    """A formula without the places that it names."""
    return re.sub(r"\$?[A-Z]{1,3}\$?\d+", "", formula)


def _filter_views(
    tab: DesiredTab, actual: SnapshotTab, where: Alignment, there: Relocation
) -> Iterator[SetFilterView]:
    held = {view.filter_view_id: view for view in actual.filter_views}
    for wanted in map(there.filter_view, tab.filter_views):
        known = held.get(wanted.filter_view_id)
        if where.inserts or known is None or _endless(known) != _endless(wanted):
            yield SetFilterView(view=wanted, replaces=known is not None)


def _endless(view: FilterView) -> FilterView:
    """Without the end of its rows, which grows with the tab."""
    return replace(view, area=replace(view.area, end_row=None))
