"""A desired tracker as text that a person can review.

`python -m tests.sheet_templates.rendering` writes the golden file anew, for a change that is meant.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from sheet_templates.desired import DesiredTab, DesiredTracker
from sheet_templates.drawing import Area, Look
from tests.sheet_templates.living import briefing, desired_of

GOLDEN = Path(__file__).parents[1] / "golden" / "grade_1_of_a_small_school.txt"


def rendered(tracker: DesiredTracker) -> str:
    """The whole tracker."""
    return "\n".join(_lines(tracker)) + "\n"


def _lines(tracker: DesiredTracker) -> Iterator[str]:
    yield f"{tracker.title} [{tracker.tracker_id}, {tracker.locale}, {tracker.time_zone}]"
    for permission in tracker.permissions:
        yield f"shared: {permission.email} as {permission.role}"
    for tab in tracker.tabs:
        yield ""
        yield from _tab(tab)
        count = sum(mark.sheet_id == tab.sheet_id for mark in tracker.marks)
        yield f"  marks: {count}"


def _tab(tab: DesiredTab) -> Iterator[str]:
    hidden = ", hidden" if tab.hidden else ""
    yield f"# {tab.title}{hidden}, frozen {tab.frozen_rows} rows, {tab.frozen_columns} columns"
    columns = (f"{c.key} {c.width}{' hidden' if c.hidden else ''}" for c in tab.columns)
    yield f"  columns: {'; '.join(columns)}"
    for row in tab.rows:
        yield f"  row {row.key}{' hidden' if row.hidden else ''}"
        for column, cell in row.cells.items():
            note = f" note: {cell.note}" if cell.note else ""
            yield f"    {column} = {cell.value!r}{_look(cell.look)}{note}"
    for people in tab.peoples_areas:
        yield f"  people type in {_area(people.area)}{_look(people.look)}"
    for protection in tab.protections:
        editors = ", ".join(sorted(protection.editors))
        yield f"  protected {_area(protection.area)} {protection.description!r}: {editors}"
    for rule in tab.validations:
        operands = " ".join(rule.operands)
        yield f"  validated {_area(rule.area)} {rule.condition} {operands} {rule.message!r}"
    for colour in tab.conditional_formats:
        yield f"  coloured {_area(colour.area)} {colour.formula}{_look(colour.look)}"


def _look(look: Look) -> str:
    said = [
        f"{name}={value}"
        for name in look.__dataclass_fields__
        if (value := getattr(look, name)) not in {None, False}
    ]
    return f" ({', '.join(said)})" if said else ""


def _area(area: Area) -> str:
    """Rows and columns counted from 1, both ends included, as people count them."""
    rows = f"rows {area.first_row + 1}..{area.end_row or ''}"
    return f"{rows} columns {area.first_column + 1}..{area.end_column or ''}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        text = rendered(desired_of(briefing(Path(folder), students_per_class=3)))
    GOLDEN.write_text(text, encoding="utf-8")
