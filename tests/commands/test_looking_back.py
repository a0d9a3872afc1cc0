"""Looking ahead and back: dry runs, history, as of, restoring, extracts."""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from service.features.extracts.files import ExtractError, write_extract
from service.list_columns import EXPORT
from sheet_templates.errors import TracksheetError
from sheet_templates.library import shipped_text
from sync.store.comparison import natural_state
from sync.store.history import restorations
from sync.store.templates import put_on_version
from tests.commands.conftest import Command, servers
from tests.small_installation import Opened, opened

pytestmark = pytest.mark.slow

KG, FIRST = "s-1.2026.KG", "s-1.2026.01"
OWNER, TEACHER = "ad-1@school.example", "t-2@school.example"


@pytest.fixture
def at_work(school: Path) -> Iterator[Opened]:
    with opened(school) as everything:
        yield everything


def type_scores(school: Opened, place: str, scores: list[list[str]]) -> None:
    gateway = school.gateway(TEACHER)
    gateway.type_values(school.spreadsheets()["01"], f"Students!{place}", scores)


def cell(school: Opened, place: str) -> object:
    sheet = school.spreadsheets()["01"]
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{sheet}/values/Students!{place}"
    answer = school.gateway(TEACHER).http.request(
        "get", url, params={"valueRenderOption": "UNFORMATTED_VALUE"}
    )
    return answer.json().get("values", [[""]])[0][0]


def a_changed_row(school: Opened) -> tuple[str, dict[str, object], dict[str, object]]:
    """Three cells changed and synced; the moment before, and what stood and stands there."""
    places = ("J10", "K10", "L10")
    before = {place: cell(school, place) for place in places}
    moment = school.installation.clock.now().isoformat()
    type_scores(school, "J10:L10", [["611", "", "ABS"]])
    school.run("sync")
    return moment, before, {place: cell(school, place) for place in places}


# ---- dry run ---------------------------------------------------------------------------------


def test_a_dry_run_says_in_words_what_would_change_and_stores_nothing(at_work: Opened) -> None:
    before = natural_state(at_work.installation.store)
    was = cell(at_work, "J10")
    type_scores(at_work, "J10:L10", [["611", "", "late"]])
    (told,) = at_work.run("sync_preview")
    assert told["tracker"] == FIRST
    assert told["failure"] is None
    said = "\n".join(told["changes"])
    assert f"{was:g} becomes 611 (J10)" in said
    assert ": cleared (was " in said
    assert "L10: " in said
    assert natural_state(at_work.installation.store) == before
    done = at_work.run("sync")
    assert done["changes"] == 3
    assert at_work.run("sync_preview") == []


def test_a_full_dry_run_looks_at_every_tracker(at_work: Opened) -> None:
    told = at_work.run("sync_preview", full=True)
    assert [(one["tracker"], one["changes"]) for one in told] == [(FIRST, []), ("s-1.2026.KG", [])]


def test_a_full_sync_reads_every_tracker(at_work: Opened) -> None:
    assert at_work.run("sync", full=True)["trackers_read"] == 2


# ---- history and as of -------------------------------------------------------------------------


def test_the_history_of_a_child_has_every_version_in_order(at_work: Opened) -> None:
    moment, before, _ = a_changed_row(at_work)
    rows = at_work.run("entries", tracker=FIRST)
    child = next(row["student"] for row in rows if row["value"] == 611)
    versions = [row for row in at_work.run("history", student=child) if row["cell"] == "J10"]
    assert [row["value"] for row in versions] == [before["J10"], 611]
    assert versions[0]["to"] == versions[1]["from"]
    assert versions[1]["to"] is None
    then = at_work.run("entries_as_of", as_of=moment, tracker=FIRST)
    assert {row["value"] for row in then if row["cell"] == "J10"} == {before["J10"]}


def test_a_child_is_asked_for_by_name_too_and_never_guessed(at_work: Opened) -> None:
    with pytest.raises(TracksheetError, match="No child"):
        at_work.run("history", student="Nobody Here")
    children = _roster(at_work)
    words = Counter(one.family_name for one in children) + Counter(o.given_name for o in children)
    shared = next(word for word, count in words.items() if count > 1)
    with pytest.raises(TracksheetError, match="Name one by its id") as asked:
        at_work.run("history", student=shared)
    assert len(asked.value.problems) > 1
    one = children[0]
    named = at_work.run("history", student=f"{one.family_name} {one.given_name}")
    assert {row["student"] for row in named} == {one.sourced_id}


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "2026-11-3"])
def test_what_is_no_date_is_refused(at_work: Opened, text: str) -> None:
    with pytest.raises(TracksheetError, match="is no date"):
        at_work.run("entries_as_of", as_of=text)


# ---- restoring -----------------------------------------------------------------------------------


def test_a_restore_writes_what_was_there_and_remembers_who_asked_for_it(at_work: Opened) -> None:
    moment, before, after = a_changed_row(at_work)
    rows = at_work.run("entries", tracker=FIRST)
    child = next(row["student"] for row in rows if row["value"] == 611)
    plan = at_work.run("restore_plan", tracker=FIRST, as_of=moment)
    assert len(plan["cells"]) == 3
    assert {place: cell(at_work, place) for place in before} == after, "a plan writes nothing"
    agreed = {"tracker": FIRST, "as_of": moment, "by": OWNER, "agreed": plan["digest"]}
    at_work.run("restore", **agreed)
    assert {place: cell(at_work, place) for place in before} == before
    assert at_work.run("restore_plan", tracker=FIRST, as_of=moment)["cells"] == []
    with at_work.installation.store.reading() as tx:
        ((tracker, who, ended, cells),) = restorations(tx, at_work.installation.scope())
    assert (tracker, who) == (FIRST, OWNER)
    assert ended is not None
    assert {place for place, _, _ in cells} == set(before)
    versions = [row for row in at_work.run("history", student=child) if row["cell"] == "J10"]
    assert [row["by"] for row in versions] == ["not known", "not known", OWNER]
    assert at_work.run("sync")["trackers_read"] == 0, "our own write is not read again"


def test_a_row_that_moves_between_yes_and_write_is_still_found(at_work: Opened) -> None:
    moment, before, _ = a_changed_row(at_work)
    plan = at_work.run("restore_plan", tracker=FIRST, as_of=moment)
    sheet = at_work.spreadsheets()["01"]
    raw = at_work.gateway().read(sheet, "sheets.properties(sheetId,title)")
    tab = next(
        one["properties"]["sheetId"]
        for one in raw["sheets"]
        if one["properties"]["title"] == "Students"
    )
    rows = {"sheetId": tab, "dimension": "ROWS", "startIndex": 7, "endIndex": 8}
    at_work.gateway().draw(sheet, [{"insertDimension": {"range": rows}}], "spreadsheetId")
    with pytest.raises(TracksheetError, match="has changed since this was shown"):
        at_work.run("restore", tracker=FIRST, as_of=moment, by=OWNER, agreed=plan["digest"])
    plan = at_work.run("restore_plan", tracker=FIRST, as_of=moment)
    at_work.run("restore", tracker=FIRST, as_of=moment, by=OWNER, agreed=plan["digest"])
    assert cell(at_work, "J11") == before["J10"]


def test_what_was_typed_after_the_plan_is_not_written_over(at_work: Opened) -> None:
    moment, _, _ = a_changed_row(at_work)
    plan = at_work.run("restore_plan", tracker=FIRST, as_of=moment)
    type_scores(at_work, "J10", [["777"]])
    with pytest.raises(TracksheetError, match="is being edited at this moment"):
        at_work.run("restore", tracker=FIRST, as_of=moment, by=OWNER, agreed=plan["digest"])
    assert cell(at_work, "J10") == 777


def test_only_a_document_owner_has_entries_put_back(at_work: Opened) -> None:
    with pytest.raises(TracksheetError, match="is no document owner"):
        at_work.run("restore", tracker=FIRST, as_of="2026-09-01", by=TEACHER, agreed="")


def test_the_commands_ask_before_they_write(
    school: Path, tracksheet: Command, tmp_path: Path
) -> None:
    listed = tmp_path / "rit.csv"
    listed.write_text("Student id,RIT\nst-2-1,601\nst-2-2,602\n", encoding="utf-8")
    where = ("--window", "fall", "--metric", "reading", "--score-column", "rit", "--replace")
    take_in = ("scores", "import", str(listed), *where, "--by", OWNER)
    with servers(school):
        done = tracksheet(school, "restore", FIRST, "--as-of", "2030-01-01", "--by", OWNER)
        asked = tracksheet(school, *take_in)
        taken = tracksheet(school, *take_in, "--yes")
        again = tracksheet(school, *take_in, "--yes")
    assert done.exit_code == 0, done.stderr
    assert done.stdout == "Nothing to put back.\n"
    assert (asked.exit_code, "Write 2 scores? [y/N]" in asked.stdout) == (1, True)
    assert f"Wrote 2 scores for {OWNER}.\n" in taken.stdout
    assert again.stdout.endswith("Nothing to write.\n")


# ---- extracts ---------------------------------------------------------------------------------


def test_an_extract_as_csv_names_children_and_neutralises_formulas(
    school: Path, tracksheet: Command, tmp_path: Path
) -> None:
    with opened(school) as at_work:
        type_scores(at_work, "J10", [["'=HYPERLINK(1)"]])
        at_work.run("sync")
        children = {one.sourced_id: one for one in _roster(at_work)}
    done = tracksheet(school, "export", str(tmp_path / "out"))
    assert done.exit_code == 0, done.stderr
    entries = _csv((tmp_path / "out" / "entries.csv").read_text())
    assert len(entries) > 5
    for row in entries:
        assert row["family_name"] == children[row["student"]].family_name
    issues = _csv((tmp_path / "out" / "issues.csv").read_text())
    assert "'=HYPERLINK(1)" in {row["text"] for row in issues}
    with opened(school) as at_work:
        tables = at_work.run("export")["tables"]
    assert all(list(row) == EXPORT[name] for name, rows in tables.items() for row in rows)


@pytest.mark.parametrize("shape", ["csv", "excel", "oneroster-1.2"])
def test_a_table_without_rows_has_its_header(tmp_path: Path, shape: str) -> None:
    place = tmp_path / "out.xlsx"  # openpyxl reads no file of another name
    (file,) = write_extract({"issues": []}, {"issues": EXPORT["issues"]}, shape, place)
    if shape == "excel":
        rows = openpyxl.load_workbook(file)["issues"].iter_rows(values_only=True)
        assert [list(row) for row in rows] == [EXPORT["issues"]]
    elif shape == "csv":
        assert file.read_text() == ",".join(EXPORT["issues"]) + "\n"
    else:
        with zipfile.ZipFile(file) as bundle:
            assert bundle.read("issues.csv").decode() == ",".join(EXPORT["issues"]) + "\n"


def test_an_extract_without_names_has_no_name_and_no_free_text(
    school: Path, tracksheet: Command, tmp_path: Path
) -> None:
    with opened(school) as at_work:
        children = _roster(at_work)
    done = tracksheet(school, "export", str(tmp_path / "out"), "--without-names")
    assert done.exit_code == 0, done.stderr
    for file in (tmp_path / "out").iterdir():
        columns = [one for one in EXPORT[file.stem] if one not in {"family_name", "given_name"}]
        assert _header(file.read_text()) == columns
        assert not any(
            f"{one.given_name} {one.family_name}" in file.read_text() for one in children
        )


def test_every_extract_is_written_down(school: Path, tracksheet: Command, tmp_path: Path) -> None:
    book = tmp_path / "all.xlsx"
    done = tracksheet(school, "export", str(book), "--as", "excel", "--by", OWNER)
    assert done.exit_code == 0, done.stderr
    assert openpyxl.load_workbook(book).sheetnames == ["entries", "history", "notes", "issues"]
    tracksheet(school, "export", str(tmp_path / "plain"), "--without-names", "--tracker", FIRST)
    logged = _csv(tracksheet(school, "accesses", "--format", "csv").stdout)
    assert [(row["who"], row["what"], row["names"], row["of"]) for row in logged] == [
        (OWNER, "export excel", "with names", "all trackers"),
        ("the operator of this machine", "export csv", "without names", FIRST),
    ]
    assert all(int(row["rows"]) > 0 for row in logged)


def put_on_a_version_of_its_own(school: Opened, file: Path, tracker: str) -> None:
    """Have a tracker follow a version that calls its reading otherwise; it is not drawn anew."""
    text = shipped_text("student_tracker_k3")
    file.write_text(text.replace('title = "Reading"', 'title = "Reading total"', 1), "utf-8")
    n = school.run("template_add", template=str(file))["version"]
    known = school.installation.briefing().known[tracker]
    with school.installation.store.writing() as tx:
        put_on_version(tx, known.tracker, known.tracker.template_key, n)


def item_of(result: dict[str, str], items: dict[str, dict[str, str]]) -> dict[str, str]:
    return items[result["lineItemSourcedId"]]


def of_tracker(
    results: list[dict[str, str]], entries: list[dict[str, str]], tracker: str
) -> list[dict[str, str]]:
    mine = {one["student"] for one in entries if one["tracker"] == tracker}
    return [row for row in results if row["studentSourcedId"] in mine]


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_results_go_to_a_gradebook_as_one_roster(
    school: Path, tracksheet: Command, tmp_path: Path, version: str
) -> None:
    with opened(school) as at_work:
        type_scores(at_work, "K10", [["ABS"]])
        at_work.run("sync")
        entries = at_work.run("entries")
        put_on_a_version_of_its_own(at_work, tmp_path / "ours.toml", FIRST)
    bundle = tmp_path / "grades.zip"
    done = tracksheet(school, "export", str(bundle), "--as", f"oneroster-{version}")
    assert done.exit_code == 0, done.stderr
    with zipfile.ZipFile(bundle) as opened_zip:
        tables = {name: _csv(opened_zip.read(name).decode()) for name in opened_zip.namelist()}
    said = {row["propertyName"]: row["value"] for row in tables["manifest.csv"]}
    assert said["oneroster.version"] == version
    assert {name for name, value in said.items() if value == "bulk"} == {
        "file.categories", "file.lineItems", "file.results",
    }  # fmt: skip
    items = {row["sourcedId"]: row for row in tables["lineItems.csv"]}
    results = tables["results.csv"]
    assert len(results) == len(entries)
    assert len({row["sourcedId"] for row in results}) == len(results)
    for row in results:
        item = items[row["lineItemSourcedId"]]
        assert item["assignDate"] <= item["dueDate"]
        assert item["gradingPeriodSourcedId"]
        assert bool(row["score"]) == (row["scoreStatus"] == "fully graded")
    assert [row["comment"] for row in results if row["comment"]] == ["ABS"]
    assert {item_of(row, items)["title"] for row in of_tracker(results, entries, FIRST)} == {
        "Fall Reading total", "Fall Mathematics", "Spring Reading total", "Spring Mathematics",
    }  # fmt: skip
    assert {item_of(row, items)["title"] for row in of_tracker(results, entries, KG)} == {
        "Spring Reading", "Spring Mathematics",
    }  # fmt: skip
    assert ("schoolSourcedId" in items[next(iter(items))]) == (version == "1.2")


def test_an_extract_overwrites_nothing(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    with pytest.raises(ExtractError, match="overwrites nothing"):
        write_extract({"entries": []}, {"entries": ["student"]}, "csv", there)


def _csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _header(text: str) -> list[str]:
    return text.splitlines()[0].split(",")


def _roster(school: Opened) -> tuple:  # type: ignore[type-arg]
    return school.installation.briefing().roster.students
