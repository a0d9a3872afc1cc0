"""In which order a tracker's children stand, under whom, and which cut holds for them."""

from dataclasses import replace
from datetime import date

from sheet_templates.library import shipped_template
from sheet_templates.measures import Cut
from sheet_templates.school import Assignment, Enrollment
from sheet_templates.team import Leaver, Place, places_of
from tests.store.builders import MAPLE, student

BEGUN, MOVED, LEFT = date(2026, 8, 3), date(2026, 11, 2), date(2026, 12, 1)


def told(place: Place) -> tuple[str, str | None, str | None]:
    """The child, its class, and whose that class is."""
    held, teacher = place.enrollment, place.teacher
    school_class = held.school_class if held else None
    return place.student.sourced_id, school_class, teacher.sourced_id if teacher else None


def in_class(child: str, school_class: str, begins_on: date) -> Enrollment:
    return Enrollment(student=child, school_class=school_class, begins_on=begins_on, ends_on=None)


def test_who_left_stands_under_the_class_that_they_were_in() -> None:
    left = Leaver(student=student("c-1"), school_class="k-2", begins_on=BEGUN, left_on=LEFT)
    never_in_one = replace(left, student=student("c-0"), school_class=None)
    places = places_of(MAPLE, "02", (never_in_one, left))
    assert [told(place) for place in places] == [
        ("c-1", "k-2", "t-10"),
        ("c-10", "k-2", "t-10"),
        ("c-2", "k-2", "t-10"),
        ("c-0", None, None),
    ]
    spans = [(place.begins_on, place.ends_on, place.left_on) for place in places]
    assert spans[0] == (BEGUN, LEFT, LEFT)
    assert spans[1] == (None, None, None)


def test_a_child_that_moved_stands_in_its_new_class_from_its_first_day_on() -> None:
    one = Assignment(
        staff_member="t-3", school_class="k-1", is_primary=False, begins_on=None, ends_on=None
    )
    roster = replace(
        MAPLE,
        assignments=(*MAPLE.assignments, one),
        enrollments=(in_class("c-2", "k-1", MOVED), in_class("c-2", "k-2", BEGUN)),
    )
    moved, without = places_of(roster, "02")
    assert [told(moved), told(without)] == [("c-2", "k-1", "t-3"), ("c-10", None, None)]
    assert (moved.begins_on, moved.ends_on) == (BEGUN, None)


def test_of_many_cuts_those_of_the_grade_and_the_window_hold_lowest_first() -> None:
    metric = next(one for one in shipped_template("student_tracker_k3").metrics if one.is_primary)
    high, low = Cut(level="high", at_least=9), Cut(level="low", at_least=1)
    cuts = (
        high,
        low,
        replace(low, at_least=2, grades=("02",)),
        replace(low, at_least=3, windows=("baseline",)),
        replace(low, at_least=4, grades=("02",), windows=("winter",)),
    )
    ruled = replace(metric, cuts=cuts, mastery="low")
    asked = [("KG", "winter"), ("KG", "baseline"), ("02", "winter"), ("02", "baseline")]
    assert [[cut.at_least for cut in ruled.cuts_of(*one)] for one in asked] == [
        [1, 9],
        [1, 3, 9],
        [1, 2, 4, 9],
        [1, 2, 3, 9],
    ]
    assert ruled.cut_of("02", "winter") == 1
    assert replace(ruled, mastery="never").cut_of("02", "winter") is None
