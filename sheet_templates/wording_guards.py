"""What a plan puts back of what guards a tab and how it looks, in sentences."""

from collections.abc import Iterator
from datetime import date

from sheet_templates.counting import some
from sheet_templates.drawing import RETIRED_MARK, VIEW_MARK, Protection
from sheet_templates.edits import (
    AddColour,
    AddGroup,
    AddMark,
    DropColour,
    FoldGroup,
    Paint,
    Protect,
    SetFilterView,
    Validate,
    WriteBlock,
)
from sheet_templates.plan_retired import retired_columns
from sheet_templates.sentences import Sentence, listed, sentence, several
from sheet_templates.tab_change import TabChange, made_lines, turned


def protection_sentences(change: TabChange) -> Iterator[str]:
    """Who may type where: what is put back, given and taken."""
    held = {one.protected_range_id: one for one in change.actual.protections}
    on = change.tab.title
    lost = []
    retired = frozenset(retired_columns(change.tab, change.actual))
    for edit in change.of_kind(Protect):
        if retired and edit.protection.protected_range_id not in _own_protections(change):
            continue  # it goes with hiding the column
        before = held.get(edit.protection.protected_range_id)
        part = _part(edit.protection)
        if before is None:
            lost.append(part)
            continue
        given = change.names(edit.protection.editors - before.editors)
        taken = change.names(before.editors - edit.protection.editors)
        if given:
            names = some(given)
            yield sentence("give %(names)s the %(part)s on %(tab)s", names=names, part=part, tab=on)
        if taken:
            names = some(taken)
            yield sentence(
                "take the %(part)s on %(tab)s from %(names)s", part=part, tab=on, names=names
            )
        if not (given or taken or change.where.shifts):
            yield sentence(
                "put the protection of the %(part)s on %(tab)s back where it belongs",
                part=part,
                tab=on,
            )
    if lost:
        yield _put_back(listed(lost), on, change.seen_on)


def _put_back(parts: str, tab: str, seen_on: date | None) -> Sentence:
    if seen_on is None:
        return sentence("put back the protection of the %(parts)s on %(tab)s", parts=parts, tab=tab)
    return sentence(
        "put back the protection of the %(parts)s on %(tab)s, last seen on %(day)s",
        parts=parts,
        tab=tab,
        day=seen_on,
    )


def _own_protections(change: TabChange) -> set[int]:
    return {one.protected_range_id for one in change.tab.protections}


def _part(protection: Protection) -> str:
    said = protection.description.partition(":")[0]
    return _PARTS.get(said, said[:1].lower() + said[1:])


_PARTS = {
    "Headers": sentence("headers"),
    "Scores": sentence("scores"),
    "Scores of one class": sentence("scores of one class"),
    "Below the last class": sentence("rows below the last class"),
    "What formulas compute from": sentence("cells that formulas compute from"),
    "Choices": sentence("choices"),
    "The document owner's page": sentence("document owner's page"),
}
"""What protections guard, by how their description begins; others by that word."""


def _rows_of(edit: WriteBlock) -> range:
    return range(edit.row, edit.row + len(edit.rows))


def look_sentences(change: TabChange) -> Iterator[str]:
    """Rules for what may be typed, colours, filter views, folds, and how cells look."""
    on, shifts = change.tab.title, change.where.shifts
    rules = [] if shifts else change.of_kind(Validate)
    lost = [edit for edit in rules if _lost(change, edit)]
    if lost:
        yield sentence("put back the rules for what may be typed on %(tab)s", tab=on)
    elif rules:
        yield sentence("bring the choices on %(tab)s up to date", tab=on)
    if change.of_kind(AddColour, DropColour) and not shifts:
        yield sentence("put back the colours of %(tab)s", tab=on)
    views = [edit.view.title for edit in change.of_kind(SetFilterView)]
    if views and not shifts:
        yield several(
            "put back the filter view %(titles)s on %(tab)s",
            "put back the filter views %(titles)s on %(tab)s",
            len(views),
            titles=some(views),
            tab=on,
        )
    yield from _groups(change)
    yield from _cells_and_marks(change)


def _cells_and_marks(change: TabChange) -> Iterator[str]:
    on, shifts = change.tab.title, change.where.shifts
    blocks = [edit for edit in change.of_kind(WriteBlock) if not edit.with_values]
    blocks = [] if change.of_kind(WriteBlock) != blocks and not change.tab.is_keyed else blocks
    greyed = {change.where.rows[row.key] for row in turned(change)}
    blocks = [edit for edit in blocks if not greyed.issuperset(_rows_of(edit))]
    if (change.of_kind(Paint) and not shifts) or blocks:
        yield sentence("put back how cells of %(tab)s look", tab=on)
    made = made_lines(change)
    marks = [
        edit
        for edit in change.of_kind(AddMark)
        if edit.mark.value not in made and edit.mark.key not in {RETIRED_MARK, VIEW_MARK}
    ]
    if marks:
        yield several(
            "put back %(count)s hidden name of rows and columns of %(tab)s",
            "put back %(count)s hidden names of rows and columns of %(tab)s",
            len(marks),
            tab=on,
        )


def _groups(change: TabChange) -> Iterator[str]:
    on = change.tab.title
    if change.of_kind(AddGroup) and not change.where.shifts:
        yield sentence("let the columns of each window on %(tab)s fold again", tab=on)
    if change.of_kind(FoldGroup):
        yield sentence("unfold the columns of the window that has come on %(tab)s", tab=on)


def _lost(change: TabChange, edit: Validate) -> bool:
    """Whether the first cell of a rule's area has no rule of that kind."""
    area = edit.validation.area
    held = change.actual.cell(area.first_row, area.first_column).validation
    return held is None or held.condition != edit.validation.condition
