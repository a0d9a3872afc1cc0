"""What is said of a row or column without a key goes along with it, and is never another's."""

from collections.abc import Callable, Sequence

import pytest

from sheet_templates.desired.students import FIRST_STUDENT_ROW
from sync.domain.decide import decide
from sync.domain.entries import Weight
from sync.domain.flag_life import issue_subject
from sync.domain.known import Known
from tests.domain.built_class import BuiltClass
from tests.domain.built_tab import CHILDREN as NAMED
from tests.domain.built_tab import EXPECTED, BuiltTab, Row, child_row

CHILDREN = tuple(child_row(child, 500, 510) for child in NAMED)
BELOW = f"{FIRST_STUDENT_ROW + 1 + len(CHILDREN)}"
GUEST = Row(mark=None, values=(None, "a guest", 444, None))
OTHER = Row(mark=None, values=(None, "somebody", 333, None))
Rows = Sequence[Row]


def subjects(rows: Rows) -> dict[str, str]:
    """What names each doubt on a row, by the place where it stands."""
    decision = decide(EXPECTED, BuiltTab(rows=tuple(rows)).snapshot(), Known())
    found = {one.a1: issue_subject("t", one) for one in decision.doubts}
    assert len(set(found.values())) == len(found), "each has a name of its own"
    return found


@pytest.mark.parametrize(
    "moved",
    [
        lambda guest: (*CHILDREN, OTHER, guest),  # a row inserted above
        lambda guest: (guest, *CHILDREN, OTHER),  # moved to the top
        lambda guest: (guest, *reversed(CHILDREN)),  # sorted
    ],
)
def test_a_row_of_nobodys_keeps_its_name_wherever_it_stands(
    moved: Callable[[Row], Rows],
) -> None:
    ((at, name),) = subjects([*CHILDREN, GUEST]).items()
    assert at == f"{BELOW}:{BELOW}"
    assert name in subjects(moved(GUEST)).values()


def test_another_row_in_the_same_place_has_another_name() -> None:
    (guest,) = subjects([*CHILDREN, GUEST]).values()
    (other,) = subjects([*CHILDREN, OTHER]).values()
    assert guest != other
    typed_on = Row(mark=None, values=(None, "a guest", 445, None))
    assert subjects([*CHILDREN, typed_on])[f"{BELOW}:{BELOW}"] != guest


def test_rows_that_say_the_same_have_a_name_each() -> None:
    twice = subjects([*CHILDREN, GUEST, GUEST])
    assert len(twice) == 2
    assert subjects([*CHILDREN, GUEST])[f"{BELOW}:{BELOW}"] == twice[f"{BELOW}:{BELOW}"]
    doubled = [CHILDREN[0], *CHILDREN]
    assert len(subjects(doubled)) == 2


def test_each_row_and_column_that_waits_has_a_flag_of_its_own() -> None:
    """Two columns, each replaced in one go."""
    scores = {f"c{n:02}": (400 + 5 * n, 402 + 5 * n) for n in range(40)}
    built = BuiltClass(scores=scores, columns=("fall.reading", "fall.math"))
    decision = built.then({f"c{n:02}": (700 + n, 750 + n) for n in range(12)})
    waiting = [one for one in decision.doubts if one.weight is Weight.STOPPED]
    assert [issue_subject("t", one) for one in waiting] == [
        "t.students.fall.reading.replaced",
        "t.students.fall.math.replaced",
    ]
