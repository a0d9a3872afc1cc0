"""What reading expects follows from the same brief as the drawing, and agrees with it."""

from service.features.trackers.briefing import Briefing
from sheet_templates.desired import desired_tracker
from sheet_templates.expectation import Measure, expectation_of

GRADE = "01"


def test_every_expected_line_is_drawn_and_every_tab_is_expected(school: Briefing) -> None:
    brief = school.brief(GRADE, "service@school.example")
    drawn = {tab.sheet_id: tab for tab in desired_tracker(brief).tabs}
    expected = expectation_of(brief)
    assert {tab.sheet_id for tab in expected.tabs} | expected.service_tabs == set(drawn)
    for tab in expected.tabs:
        there = drawn[tab.sheet_id]
        columns = {column.key for column in there.columns}
        assert {column.key for column in tab.entry_columns} | tab.service_columns <= columns
        witnesses = {column for texts in tab.witnesses.values() for column in texts}
        assert {tab.key_column, *witnesses} <= tab.service_columns
        assert tab.service_rows <= {row.key for row in there.rows[: tab.first_row]}
        assert tab.key_row is None or tab.key_row in tab.service_rows
        assert tab.rows.keys() <= {row.key for row in there.rows[tab.first_row :]}
        assert tab.rows.keys() == tab.row_titles.keys()


def test_it_names_each_child_and_each_score_in_peoples_words(school: Briefing) -> None:
    expected = {tab.key: tab for tab in expectation_of(school.brief(GRADE, "")).tabs}
    students, notes = expected["students"], expected["notes"]
    assert sorted(students.rows.values()) == sorted(
        one.sourced_id for one in school.roster.students if one.grade == GRADE
    )
    first, *_ = students.entry_columns
    assert (first.key, first.checkpoint, first.metric) == ("fall.reading", "fall", "reading")
    assert (first.title, first.header) == ("Fall reading", "Fall reading\ndue Fri 25 Sep")
    key = next(key for key, student in students.rows.items() if student == "st-2-1")
    assert students.row_titles[key].endswith("st-2-1")
    assert students.witnesses[key]["student_id"] == "st-2-1"
    assert first.measure == Measure(
        title="Stanford Achievement Test scale score", lowest=200, highest=900
    )
    assert (notes.rows, notes.entry_columns) == ({}, ())
