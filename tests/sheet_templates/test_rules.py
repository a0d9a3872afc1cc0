"""When a formula in a cell is the rule that was set over its area."""

import pytest

from sheet_templates.drawing import Area, Validation
from sheet_templates.rules import has_rule, shifted

AREA = Area(sheet_id=1, first_row=9, end_row=40, first_column=8, end_column=12)
SET = '=OR(AND(ISNUMBER(I10),I10>=I$5),ISNUMBER(SEARCH("| i10",$C10)))'


def rule(formula: str) -> Validation:
    return Validation(area=AREA, condition="CUSTOM_FORMULA", operands=(formula,))


@pytest.mark.parametrize(
    ("held", "same"),
    [
        (SET, True),
        ('=or( and(isnumber(I10), I10>=I$5), isnumber(search("| i10",$C10)))', True),
        ('=OR(AND(ISNUMBER(K12),K12>=K$5),ISNUMBER(SEARCH("| i10",$C12)))', True),
        ('=OR(AND(ISNUMBER(K12),K12>=K$6),ISNUMBER(SEARCH("| i10",$C12)))', False),
        ('=OR(AND(ISNUMBER(I10),I10>=I$5),ISNUMBER(SEARCH("| I10",$C10)))', False),
        ("=TRUE", False),
    ],
)
def test_a_rule_reads_as_it_was_set_or_as_it_stands_in_the_cell(*, held: str, same: bool) -> None:
    assert has_rule(rule(held), rule(SET), 11, 10) is same


def test_a_cell_without_a_rule_or_with_one_of_another_kind_has_it_not() -> None:
    assert not has_rule(None, rule(SET), 9, 8)
    choices = Validation(area=AREA, condition="ONE_OF_LIST", operands=(SET,))
    assert not has_rule(choices, rule(SET), 9, 8)


def test_columns_go_on_after_z() -> None:
    assert shifted("=Z1+$Z$1+AZ9", 1, 1) == "=AA2+$Z$1+BA10"
