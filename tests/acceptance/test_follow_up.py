"""What the store knows goes into the spreadsheet by itself, and says there what duties say."""

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from local_sheets import clock
from local_sheets.formulas.evaluation import LOOK, with_looks
from local_sheets.workbook import Workbook
from scripts.quiet import say_nothing
from sheet_templates import looks
from sheet_templates.desired.students import FIRST_STUDENT_ROW
from sheet_templates.drawing import Look
from sheet_templates.google_json import look_of
from sheet_templates.snapshot import PLAN_FACETS, PLAN_FIELDS, SnapshotTab, parse_snapshot
from sync.domain.completeness import EntryState, key_of
from sync.domain.entries import EntryKey
from sync.errors import StoreError
from sync.store import schema
from sync.store.duties import held_duties
from sync.store.leases import take_lease
from tests.school_bundles import write_bundle
from tests.small_installation import Opened, keep_date, opened

pytestmark = pytest.mark.slow

OCTOBER = date(2026, 10, 6)  # the fall window is missing where nothing stands
TRACKER = "s-1.2026.01"
STATES = {
    looks.MISSING: EntryState.MISSING,
    looks.EXCUSED: EntryState.EXCUSED,
    looks.NOT_OWED: EntryState.NOT_OPEN,
    looks.OUT_OF_RANGE: EntryState.UNREADABLE,
}


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two classes of two children: one cell typed, one coded, one unreadable, all synced."""
    folder = tmp_path_factory.mktemp("follow") / "school"
    bundle = write_bundle(
        folder.with_name("roster.zip"), classes=2, students_per_class=2, grades=("01",)
    )
    keep_date(folder, OCTOBER)
    with opened(folder) as school:
        school.run("import_roster", path=str(bundle))
        school.run("provision")
        (sheet,) = school.spreadsheets().values()
        school.gateway().type_values(sheet, "Students!J10", [[500, "EX"], ["fine", None]])
        school.run("sync")
        school.run("follow_up")
    return folder


@contextmanager
def on(folder: Path, day: date, copy: Path | None = None) -> Iterator[Opened]:
    if copy is not None:
        shutil.copytree(folder, copy)
    keep_date(copy or folder, day)
    with opened(copy or folder) as school:
        yield school


def in_colour(school: Opened) -> dict[EntryKey, EntryState]:
    """How each score cell stands, as its colour says it."""
    (sheet,) = school.spreadsheets().values()
    workbook = school.app.storage.workbook(sheet)
    assert isinstance(workbook, Workbook)
    shown = with_looks(workbook, clock.Moment(today=school.installation.today()))
    coloured = next(one for one in shown.tabs if one.title == "Students")
    tab, found = read(school, "Students"), {}
    for row in range(FIRST_STUDENT_ROW, FIRST_STUDENT_ROW + 4):
        for column in range(9, 13):
            window, metric = text(tab, 0, column).split(".")
            key = EntryKey(student=text(tab, row, 4), checkpoint=window, metric=metric)
            look = look_of(coloured.cell(row, column).get(LOOK, {}))
            states = (state for one, state in STATES.items() if _alike(one, look))
            found[key] = next(states, EntryState.PRESENT)
    return found


def _alike(one: Look, other: Look) -> bool:
    return one.color == other.color


def on_pages(school: Opened) -> dict[EntryKey, EntryState]:
    overview = school.installation.reader().overview()
    assert overview is not None
    return {key_of(one.expected): one.state for one in overview.judged}


def read(school: Opened, title: str) -> SnapshotTab:
    (sheet,) = school.spreadsheets().values()
    raw = school.gateway(label="look").read(sheet, PLAN_FIELDS)
    return next(tab for tab in parse_snapshot(raw, PLAN_FACETS).tabs if tab.title == title)


def text(tab: SnapshotTab, row: int, column: int) -> str:
    return str(next(iter(tab.cell(row, column).effective.values()), ""))


def told(school: Opened) -> dict[str, str]:
    tab = read(school, "Start here")
    return {text(tab, row, 0): text(tab, row, 1) for row in range(tab.row_count)}


def sheet_requests(school: Opened) -> dict[str, int]:
    """The requests to Sheets by label; looking on, and the night's audit, are not counted."""
    found: dict[str, int] = {}
    for one in school.app.log.report()["entries"]:
        if one["api"].startswith("sheets") and one["label"] not in {"look", "access"}:
            found[f"{one['label']} {one['api']}"] = found.get(f"{one['label']} {one['api']}", 0) + 1
    return found


def counts(school: Opened) -> Mapping[str, Any]:
    """Excused and blank cells of the fall window, as the duties have them."""
    with school.installation.store.reading() as tx:
        held = held_duties(tx, school.installation.scope())
    fall = [one.counts for one in held if one.key.checkpoint == "fall"]
    return {
        "excused": sum(one.excused for one in fall),
        "blank": sum(one.blank for one in fall),
    }


def test_an_excuse_given_by_command_is_told_alike_by_colours_to_do_pages_and_duties(
    october: Path, tmp_path: Path
) -> None:
    with on(october, OCTOBER, tmp_path / "school") as school:
        assert told(school)["Fall so far"] == (
            "1 of 8 scores are in, 1 excused; 1 cannot be read; 5 are blank."
        )
        assert told(school)["Needs a look"] == "1 cell cannot be read as a score: J11."
        given = school.run("excuse_give", student="st-2-1", checkpoint="fall", code="na")
        for student in ("st-1-1", "st-1-2"):  # a score and what cannot be read outweigh the word
            school.run("excuse_give", student=student, metric="reading", code="ABS")
        school.turns.run_night(say_nothing)
        assert sheet_requests(school) == {"follow_up sheets_read": 2, "follow_up sheets_write": 1}
        assert in_colour(school) == on_pages(school)
        assert counts(school) == {"excused": 3, "blank": 3}
        tab = read(school, "Students")
        to_do = {text(tab, row, 4): text(tab, row, 8) for row in range(9, 13)}
        assert to_do["st-2-1"] == "complete"
        assert to_do["st-2-2"] == "2 missing"
        said = told(school)
        assert re.match(
            r"As of .* 20\d\d by this computer's clock, for a demo ", said["Last synced"]
        )
        assert "excused" in said["Fall so far"]
        school.run("excuse_withdraw", excuse=given["excuse"])
        school.run("follow_up")
        assert in_colour(school) == on_pages(school)
        assert in_colour(school)[EntryKey(student="st-2-1", checkpoint="fall", metric="math")] is (
            EntryState.MISSING
        )


def test_nothing_is_read_or_written_where_nothing_has_changed(
    october: Path, tmp_path: Path
) -> None:
    with on(october, OCTOBER, tmp_path / "school") as school:
        school.turns.run_night(say_nothing)
        school.run("sync")
        school.run("follow_up")
        assert sheet_requests(school) == {}
        assert school.run("sync", full=True)["changes"] == 0
        with school.installation.store.reading() as tx:
            versions = [one.to_seq for one in tx.execute(select(schema.row_version))]
        assert set(versions) == {None}, "a reply is stored just as the sync would have read it"
    with on(tmp_path / "school", date(2026, 10, 20)) as later:
        later.run("sync")
        later.run("follow_up")
        assert sheet_requests(later) == {}, "a day that changes nothing is no reason to write"


def test_a_window_is_unfolded_on_its_day_and_a_day_without_school_moves_it(
    october: Path, tmp_path: Path
) -> None:
    def folds(school: Opened) -> list[bool]:
        return [one.folded for one in read(school, "Students").groups]

    folder = tmp_path / "school"
    with on(october, date(2027, 4, 5), folder) as school:
        assert folds(school) == [False, True]
        headers = [text(read(school, "Students"), 8, at) for at in range(9, 13)]
        school.run("calendar_day", day="2027-04-12", type="weather day", title="Ice")
        school.turns.run_night(say_nothing)
        moved = [text(read(school, "Students"), 8, at) for at in range(9, 13)]
        assert headers[:2] == moved[:2]
        assert headers[2:] != moved[2:]
    with on(folder, date(2027, 4, 12)) as school:
        school.run("follow_up")
        assert folds(school) == [False, True]
    with on(folder, date(2027, 4, 13)) as school:
        assert school.run("follow_up")[0]["steps"] == [
            "bring the texts of Start here up to date",
            "unfold the columns of the window that has come on Students",
        ]
        assert folds(school) == [False, False]
        tab = read(school, "Students")
        fold = {
            "range": {
                "sheetId": tab.sheet_id,
                "dimension": "COLUMNS",
                "startIndex": tab.groups[0].first,
                "endIndex": tab.groups[0].end,
            },
            "depth": 1,
            "collapsed": True,
        }
        change = {"updateDimensionGroup": {"dimensionGroup": fold, "fields": "collapsed"}}
        (sheet,) = school.spreadsheets().values()
        school.gateway("t-1@school.example").draw(sheet, [change], "spreadsheetId")
        school.run("apply")
        assert folds(school) == [True, False], "how people fold is theirs"


def test_what_a_person_types_just_before_our_write_is_in_the_store_after_it(
    october: Path, tmp_path: Path
) -> None:
    with on(october, OCTOBER, tmp_path / "school") as school:
        school.run("excuse_give", student="st-2-1", checkpoint="fall", code="NA")
        (sheet,) = school.spreadsheets().values()
        school.gateway("t-2@school.example").type_values(sheet, "Students!J13", [[444]])
        school.run("follow_up")
        values = {(one["student"], one["metric"]): one["value"] for one in school.run("entries")}
        assert values["st-2-2", "reading"] == 444
        assert counts(school)["blank"] == 2
        assert told(school)["Fall so far"].startswith("2 of 8 scores are in, 3 excused;")
        assert sheet_requests(school)["follow_up sheets_write"] == 1, "written once, and right"


def kinds(school: Opened) -> list[str]:
    return sorted(one["kind"] for one in school.run("flags"))


def values(entries: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    return {(one["student"], one["checkpoint"], one["metric"], one["value"]) for one in entries}


def test_a_row_that_was_cut_and_pasted_stays_the_child_s_where_it_stands_now(
    october: Path, tmp_path: Path
) -> None:
    with on(october, OCTOBER, tmp_path / "school") as school:
        before, entries, flagged = read(school, "Students"), school.run("entries"), kinds(school)
        at = FIRST_STUDENT_ROW
        key, end = text(before, at, 0), before.row_count
        whole = {"sheetId": before.sheet_id, "startRowIndex": at, "endRowIndex": at + 1}
        below = {"sheetId": before.sheet_id, "rowIndex": end, "columnIndex": 0}
        cut: list[dict[str, Any]] = [
            {"appendDimension": {"sheetId": before.sheet_id, "dimension": "ROWS", "length": 1}},
            {"cutPaste": {"source": whole, "destination": below, "pasteType": "PASTE_NORMAL"}},
        ]
        (sheet,) = school.spreadsheets().values()
        school.gateway("ad-1@school.example").draw(sheet, cut, "spreadsheetId")
        school.run("sync")
        (applied,) = school.run("apply")
        assert "put back 1 hidden name of rows and columns of Students" in applied["steps"]
        school.run("sync")
        now = read(school, "Students")
        assert [row for row in range(now.row_count) if text(now, row, 0) == key] == [end]
        assert (now.row_key(at), now.row_key(end)) == (None, key), "its mark has followed"
        assert kinds(school) == flagged
        assert values(school.run("entries")) == values(entries)
        assert not any(one["steps"] for one in school.run("plan"))


def test_what_people_disturbed_is_in_the_store_before_our_write_puts_it_right(
    october: Path, tmp_path: Path
) -> None:
    with on(october, OCTOBER, tmp_path / "school") as school:
        school.run("excuse_give", student="st-2-1", checkpoint="fall", code="NA")
        (sheet,) = school.spreadsheets().values()
        spring = {"sheetId": read(school, "Students").sheet_id, "dimension": "COLUMNS"}
        taken_out = {"deleteDimension": {"range": spring | {"startIndex": 11, "endIndex": 12}}}
        school.gateway("ad-1@school.example").draw(sheet, [taken_out], "spreadsheetId")
        school.run("follow_up")
        assert text(read(school, "Students"), 0, 11) == "spring.reading", "it is there again"
        with school.installation.store.reading() as tx:
            (gone,) = tx.execute(
                select(schema.cell_issue.c.column_key, schema.cell_issue.c.to_seq).where(
                    schema.cell_issue.c.rule == "column_missing"
                )
            )
        assert gone.column_key == "spring.reading"
        assert gone.to_seq is not None


def test_a_tracker_in_which_somebody_never_stops_typing_is_written_to_at_last(
    october: Path, tmp_path: Path
) -> None:
    with on(october, OCTOBER, tmp_path / "school") as school:
        school.run("excuse_give", student="st-2-1", checkpoint="fall", code="NA")
        (sheet,) = school.spreadsheets().values()
        gateway, scores = school.gateway("t-2@school.example"), iter(range(441, 450))

        def type_on(_: str) -> None:
            gateway.type_values(sheet, "Students!J13", [[next(scores)]])

        type_on("before")
        school.turns.run("follow_up", {}, type_on)
        assert next(scores) == 446, "once before each of four rounds, and after the last"
        assert sheet_requests(school)["follow_up sheets_write"] == 1
        values = {(one["student"], one["metric"]): one["value"] for one in school.run("entries")}
        assert values["st-2-2", "reading"] == 444, "what was typed before the write is stored"
        assert "3 excused" in told(school)["Fall so far"]


def test_apply_waits_while_another_service_is_at_work(october: Path, tmp_path: Path) -> None:
    with on(october, OCTOBER, tmp_path / "school") as school:
        installation = school.installation
        name = f"school {installation.scope().school_id}"
        with installation.store.writing() as tx:
            take_lease(tx, name, "the other machine", installation.clock.now())
        with pytest.raises(StoreError, match="Another Tracksheet service works on this store: the"):
            school.run("apply")
        assert "provision sheets_write" not in sheet_requests(school)
