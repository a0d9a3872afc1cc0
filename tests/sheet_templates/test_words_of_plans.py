"""What a plan would do to the rows of children, as the owner reads it before saying yes."""

from collections.abc import Callable

from sheet_templates.a1 import a1
from sheet_templates.wording import Words, sentences
from tests.sheet_templates.living import OWNER, LivingTracker


def said(tracker: LivingTracker, *typed_over: tuple[str, ...]) -> list[str]:
    """What is planned once the owner typed into these columns, child by child."""
    tab = tracker.tab("students")
    for row, columns in enumerate(typed_over, start=9):
        for column in columns:
            at = tab.column_of(column)
            assert at is not None
            tracker.type(OWNER, f"Students!{a1(row, at)}", ["typed over"])
    return list(sentences(tracker.desired, tracker.plan(), tracker.read(), Words()))


def test_what_somebody_typed_over_is_told_by_kind_and_child(
    draw: Callable[[], LivingTracker],
) -> None:
    typed_over = (("family_name", "to_do"), ("to_do", "spring.math.growth"), ("fall.math.excused",))
    assert said(draw(), *typed_over) == [
        "write the name of Ada Ellis as the roster has it",
        "put back the formulas of Ben Flores",
        "bring up to date what is known elsewhere of Cora Gray, such as excuses",
    ]
    assert said(draw(), ("teacher",), ("to_do",), ("owed_until",)) == [
        "let Cora Gray owe scores up to Friday 28 May 2027",
        "put back the formulas of Ben Flores",
        "put right what the roster says of Ada Ellis",
    ]
