from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from sheet_templates.school import Enrollment, School
from sync.errors import RosterError
from sync.store import schema
from sync.store.engine import Store
from sync.store.entries import apply_entries, current_entries
from sync.store.school import calendar, roster, school
from tests.store.builders import (
    DAYS,
    MAPLE,
    READING,
    TUESDAY,
    WEDNESDAY,
    YEAR,
    enrolled,
    make_tracker,
    number,
    read,
    save,
    student,
    without_student,
)
from tests.store.looking_back import roster_sha


def test_an_empty_folder_has_no_school(store: Store) -> None:
    with store.reading() as tx:
        assert school(tx) is None


def test_a_roster_is_read_back_as_it_was_saved(store: Store) -> None:
    with store.writing() as tx:
        scope = save(tx)
    with store.reading() as tx:
        there = school(tx)
        assert there is not None
        assert (there.sourced_id, there.name, there.zone) == ("s-1", "Maple", "America/Chicago")
        assert there.scope == scope
        assert roster(tx, scope) == MAPLE
        assert calendar(tx, scope).school_year == YEAR
        assert calendar(tx, scope).instructional_days == DAYS
        assert roster_sha(tx, scope) == "aa"


def test_two_equal_enrollments_are_both_kept(store: Store) -> None:
    doubled = replace(MAPLE, enrollments=(*MAPLE.enrollments, MAPLE.enrollments[0]))
    with store.writing() as tx:
        scope = save(tx, doubled)
        save(tx, doubled, at=TUESDAY)
        assert roster(tx, scope) == doubled
        assert len(tx.execute(select(schema.enrollment)).all()) == 4


def test_importing_the_same_roster_again_changes_no_row(store: Store) -> None:
    tables = (schema.student, schema.staff_member, schema.enrollment, schema.assignment)
    with store.writing() as tx:
        scope = save(tx)
        before = [tx.execute(select(table)).all() for table in tables]
        assert save(tx, at=TUESDAY) == scope
        assert [tx.execute(select(table)).all() for table in tables] == before


def test_a_child_who_left_is_marked_gone_and_keeps_its_entries(store: Store) -> None:
    with store.writing() as tx:
        scope = save(tx)
        tracker = make_tracker(tx, scope)
        seq = read(tx, tracker)
        apply_entries(tx, tracker, seq, opened={READING: number(512)}, closed={}, moved={})
        without = without_student(MAPLE, "c-2")
        save(tx, without, sha256="bb", at=TUESDAY)
        assert roster(tx, scope) == without
        assert [one.key.student for one in current_entries(tx, scope)] == ["c-2"]
        left = select(schema.student.c.sourced_id, schema.student.c.gone_at).where(
            schema.student.c.gone_at.is_not(None)
        )
        assert tx.execute(left).all() == [("c-2", TUESDAY)]
        assert tx.scalars(select(schema.enrollment.c.gone_at)).all().count(TUESDAY) == 1
        assert roster_sha(tx, scope) == "bb"


def test_a_child_who_was_gone_twice_keeps_the_first_day_of_it(store: Store) -> None:
    with store.writing() as tx:
        save(tx)
        without = without_student(MAPLE, "c-2")
        save(tx, without, at=TUESDAY)
        save(tx, without, at=WEDNESDAY)
        gone = select(schema.student.c.gone_at).where(schema.student.c.sourced_id == "c-2")
        assert tx.scalar(gone) == TUESDAY


def test_a_child_who_comes_back_is_the_same_child(store: Store) -> None:
    child = select(schema.student.c.id).where(schema.student.c.sourced_id == "c-2")
    with store.writing() as tx:
        scope = save(tx)
        before = tx.scalar(child)
        save(tx, without_student(MAPLE, "c-2"), at=TUESDAY)
        save(tx, at=WEDNESDAY)
        assert tx.scalar(child) == before
        assert roster(tx, scope) == MAPLE


def test_a_changed_name_and_grade_are_taken_over(store: Store) -> None:
    renamed = replace(student("c-2", "03"), family_name="Other")
    changed = replace(MAPLE, students=(MAPLE.students[0], renamed, MAPLE.students[2]))
    with store.writing() as tx:
        scope = save(tx)
        save(tx, changed, at=TUESDAY)
        assert roster(tx, scope) == changed


def test_an_enrollment_that_is_ended_replaces_the_open_one(store: Store) -> None:
    last_day = date(2026, 10, 2)
    moved: tuple[Enrollment, ...] = (
        enrolled("c-3", "k-1"),
        enrolled("c-2", "k-2", last_day),
        enrolled("c-2", "k-1"),
        enrolled("c-10", "k-2"),
    )
    with store.writing() as tx:
        scope = save(tx)
        save(tx, replace(MAPLE, enrollments=moved), at=TUESDAY)
        assert roster(tx, scope).enrollments == moved
        assert len(tx.execute(select(schema.enrollment)).all()) == 5


def test_a_new_year_becomes_the_current_one_and_the_old_stays(store: Store) -> None:
    next_year = replace(
        YEAR,
        sourced_id="y-2027",
        begins_on=YEAR.begins_on + timedelta(days=365),
        ends_on=YEAR.ends_on + timedelta(days=365),
        grading_periods=(),
    )
    with store.writing() as tx:
        scope = save(tx)
        save(tx, replace(MAPLE, school_year=next_year), at=TUESDAY)
        assert roster(tx, scope).school_year == next_year
        years = select(schema.school_year.c.sourced_id).order_by(schema.school_year.c.sourced_id)
        assert tx.scalars(years).all() == ["y-2026", "y-2027"]


def test_another_school_is_refused_and_nothing_is_written(store: Store) -> None:
    oak = replace(MAPLE, school=School(sourced_id="s-2", name="Oak"), students=())
    with store.writing() as tx:
        scope = save(tx)
    with pytest.raises(RosterError) as refused, store.writing() as tx:
        save(tx, oak)
    assert refused.value.reason == (
        "This folder holds the school Maple (s-1); the roster is of Oak (s-2). "
        "Choose another data folder for it."
    )
    with store.reading() as tx:
        assert roster(tx, scope) == MAPLE
