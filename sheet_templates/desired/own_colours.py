"""The colours that a school's own template asks for, after the seven of every tracker."""

from collections.abc import Iterator, Sequence

from sheet_templates.a1 import column_letters
from sheet_templates.desired.brief import Brief
from sheet_templates.drawing import Area, ConditionalFormat, Look


def own_colours(
    brief: Brief, tab: str, keys: Sequence[str], first_row: int
) -> Iterator[ConditionalFormat]:
    """The rules of a tab whose columns are drawn; `keys` are its columns from left to right."""
    for rule in brief.template.colour_rules:
        if rule.tab == tab and rule.column in keys:
            at = keys.index(rule.column)
            formula = rule.when
            for number, key in enumerate(keys):
                formula = formula.replace(f"{{{key}}}", f"${column_letters(number)}{first_row + 1}")
            yield ConditionalFormat(
                area=Area(
                    sheet_id=brief.sheet_id(tab),
                    first_row=first_row,
                    first_column=at,
                    end_column=at + 1,
                ),
                formula=formula if formula.startswith("=") else f"={formula}",
                look=Look(
                    background=rule.background,
                    color=rule.text,
                    bold=rule.bold,
                    italic=rule.italic,
                ),
            )
