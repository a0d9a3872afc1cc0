import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from service.features.roster.roster_import import RosterImport
from service.overview import Overview
from service.report import entry_rows, flag_rows, school_report
from sync.store.engine import memory_store
from tests.pages import small_school


@pytest.fixture(scope="module")
def overview(bundle: RosterImport) -> Iterator[Overview]:
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        found = small_school.reader_of(store).overview()
        assert found is not None
        yield found


def test_the_report_counts_the_whole_year(overview: Overview) -> None:
    assert school_report(overview) == {
        "trackers": 2,
        "students": 12,
        "people": 6,
        "expected": 32,
        "entries": 13,
        "excused": 1,
        "missing": 17,
        "cell_issues": 1,
        "by_grade": {
            "KG": {"expected": 16, "entries": 13, "missing": 1},
            "01": {"expected": 16, "entries": 0, "missing": 16},
        },
    }


def test_windows_to_come_are_expected_but_not_missing(bundle: RosterImport) -> None:
    with closing(memory_store()) as store:
        small_school.import_roster(store, bundle)
        overview = small_school.reader_of(store, date(2026, 8, 18)).overview()
        assert overview is not None
        report = school_report(overview)
    assert (report["trackers"], report["people"]) == (0, 0)
    assert (report["expected"], report["missing"]) == (32, 0)


def test_every_entry_has_its_value_or_code_and_the_link_to_its_cell(overview: Overview) -> None:
    rows = entry_rows(overview)
    assert len(rows) == 14
    assert [row["code"] for row in rows if row["code"]] == ["ABS"]
    assert {row["value"] for row in rows} == {450, None}
    assert rows[0]["cell"] == (
        "http://127.0.0.1:8765/spreadsheets/d/file-KG/edit?gid=71&range=J10#gid=71&range=J10"
    )
    assert rows[0]["seen_at"] == "2027-05-24T07:14:00+00:00"


def test_flags_name_kind_child_person_and_days(overview: Overview) -> None:
    rows = flag_rows(overview, "s-1.2026.KG")
    assert [(row["kind"], row["student"], row["person"]) for row in rows] == [
        ("missing", "st-1-1", "t-1"),
        ("unreadable", "st-1-3", "t-1"),
    ]
    assert (rows[0]["due"], rows[0]["since"]) == ("2027-05-07", "2027-05-17")
    assert rows[1]["since"] == "2027-05-24"
    assert len(flag_rows(overview)) == 18


def test_rows_can_be_asked_for_by_tracker(overview: Overview) -> None:
    assert entry_rows(overview, "s-1.2026.01") == []
    assert len(flag_rows(overview, "s-1.2026.01")) == 16


def test_lists_and_figures_can_be_written_as_json(overview: Overview) -> None:
    values = [school_report(overview), *entry_rows(overview), *flag_rows(overview)]
    assert json.loads(json.dumps(values)) == values
