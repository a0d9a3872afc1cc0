"""What the commands print: the same figures in every shape, with a running service or without."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from service.bootstrap import open_installation
from service.report import school_report
from tests.commands.conftest import Command, servers

ENTRY = ["student", "tracker", "checkpoint", "metric", "value", "code", "cell", "seen_at"]
FLAG = [
    "kind", "tracker", "student", "checkpoint", "metric", "person", "due", "since", "cell",
    "flag", "state", "why",
]  # fmt: skip


@pytest.fixture(
    scope="module",
    params=["in this process", pytest.param("through the service", marks=pytest.mark.slow)],
)
def folder(request: pytest.FixtureRequest, finished: Path) -> Iterator[Path]:
    if request.param == "in this process":
        yield finished
    else:
        with servers(finished):
            yield finished


def listed(tracksheet: Command, folder: Path, *arguments: str) -> list[dict[str, Any]]:
    """The rows of a command's JSON."""
    result = tracksheet(folder, *arguments, "--format", "json")
    assert result.exit_code == 0, result.stderr
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


def test_status_is_the_school_of_the_report(tracksheet: Command, folder: Path) -> None:
    with open_installation(folder) as installation:
        overview = installation.reader().overview()
        assert overview is not None
        report = school_report(overview)
    result = tracksheet(folder, "status", "--format", "json")
    assert json.loads(result.stdout) == report
    assert report["expected"] == report["entries"] + report["missing"]
    assert report["missing"] > 0


@pytest.mark.parametrize(("name", "fields"), [("entries", ENTRY), ("flags", FLAG)])
def test_lists_have_exactly_their_fields(
    tracksheet: Command, folder: Path, name: str, fields: list[str]
) -> None:
    rows = listed(tracksheet, folder, name)
    assert rows
    assert {tuple(row) for row in rows} == {tuple(fields)}
    first_line = tracksheet(folder, name, "--format", "csv").stdout.splitlines()[0]
    assert first_line == ",".join(fields)


@pytest.mark.parametrize("name", ["entries", "flags"])
def test_csv_reads_back_to_what_json_says(tracksheet: Command, folder: Path, name: str) -> None:
    text = tracksheet(folder, name, "--format", "csv").stdout
    as_text = [
        {key: "" if value is None else str(value) for key, value in row.items()}
        for row in listed(tracksheet, folder, name)
    ]
    assert list(csv.DictReader(io.StringIO(text))) == as_text


@pytest.mark.parametrize("name", ["entries", "flags"])
def test_the_table_has_a_line_for_each_row(tracksheet: Command, folder: Path, name: str) -> None:
    lines = tracksheet(folder, name).stdout.splitlines()
    rows = listed(tracksheet, folder, name)
    assert len(lines) == 1 + len(rows)
    assert lines[0].split() == list(rows[0])
    assert all(row["student"] in line for row, line in zip(rows, lines[1:], strict=True))


@pytest.mark.parametrize("shape", ["table", "csv"])
def test_status_has_a_line_for_the_school_and_one_for_each_grade(
    tracksheet: Command, folder: Path, shape: str
) -> None:
    text = io.StringIO(tracksheet(folder, "status", "--format", shape).stdout)
    table = pd.read_csv(text, sep=r"\s+" if shape == "table" else ",", dtype=str)
    figures = tracksheet(folder, "status", "--format", "json")
    grades = json.loads(figures.stdout)["by_grade"]
    assert list(table["grade"]) == ["all", *grades]
    assert table["grade"].notna().all()


def test_one_tracker_can_be_asked_for(tracksheet: Command, folder: Path) -> None:
    all_entries = listed(tracksheet, folder, "entries")
    some = listed(tracksheet, folder, "entries", "--tracker", "s-1.2026.01")
    assert some == [row for row in all_entries if row["tracker"] == "s-1.2026.01"]
    assert 0 < len(some) < len(all_entries)


@pytest.mark.parametrize("name", ["entries", "flags", "sync"])
def test_an_unknown_tracker_is_named_with_those_there_are(
    tracksheet: Command, folder: Path, name: str
) -> None:
    result = tracksheet(folder, name, "--tracker", "s-1.2026.12")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        'There is no tracker "s-1.2026.12"; there are s-1.2026.01, s-1.2026.KG.\n'
    )


def test_entries_are_the_scores_that_were_typed(
    tracksheet: Command, folder: Path, scores: Path
) -> None:
    with scores.open(encoding="utf-8") as file:
        typed = {
            (row["student"], row["window"], row["subject"]): float(row["score"])
            for row in csv.DictReader(file)
            if row["score"]
        }
    stored = {
        (row["student"], row["checkpoint"], row["metric"]): row["value"]
        for row in listed(tracksheet, folder, "entries")
    }
    assert stored == typed


@pytest.mark.slow
def test_nothing_of_progress_is_said_where_nobody_watches(
    tracksheet: Command, folder: Path
) -> None:
    results = [tracksheet(folder, "sync") for _ in range(2)]
    assert [(result.exit_code, result.stderr) for result in results] == [(0, "")] * 2
    nothing = "Read 0 trackers; 0 entries changed.\n"
    assert results[0].stdout in {  # the trackers follow up once, in whichever way it was asked
        nothing,
        nothing + "2 trackers brought up to date with what is known.\n",
    }
    assert results[1].stdout == nothing


def test_an_empty_list_says_so(tracksheet: Command, bundle: Path, tmp_path: Path) -> None:
    assert tracksheet(tmp_path, "roster", "import", str(bundle)).exit_code == 0
    assert tracksheet(tmp_path, "entries").stdout == "nothing\n"
    assert listed(tracksheet, tmp_path, "entries") == []
    assert tracksheet(tmp_path, "entries", "--format", "csv").stdout.strip() == ",".join(ENTRY)
