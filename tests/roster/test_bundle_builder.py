"""The small schools that other tests are built on are what they say."""

import csv
from pathlib import Path

from service.features.roster.oneroster import read_bundle
from tests.school_bundles import write_bundle, write_scores


def test_a_small_school_is_read_without_a_notice(tmp_path: Path) -> None:
    read = read_bundle(write_bundle(tmp_path / "school.zip"))
    assert read.notices == ()
    assert [one.sourced_id for one in read.roster.classes] == ["cl-1", "cl-2"]
    assert [one.grade for one in read.roster.students] == ["KG"] * 4 + ["01"] * 4
    assert [one.sourced_id for one in read.roster.staff] == ["ad-1", "ai-1", "ai-2", "t-1", "t-2"]


def test_a_school_with_kindergarten_only_is_read(tmp_path: Path) -> None:
    roster = read_bundle(write_bundle(tmp_path / "k.zip", classes=1, grades=("KG",))).roster
    assert {one.grade for one in roster.students} == {"KG"}


def test_scores_follow_the_bundle_and_take_changes(tmp_path: Path) -> None:
    bundle = write_bundle(tmp_path / "school.zip")
    path = write_scores(
        tmp_path / "scores.csv",
        bundle,
        changes={
            ("st-1-1", "spring", "math"): {"score": "555"},
            ("st-1-1", "spring", "reading"): None,
            ("st-none", "fall", "math"): {"score": "500"},
        },
    )
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 4 * 2 + 4 * 4
    assert rows[0]["score"] == "555"
    assert [row["student"] for row in rows].count("st-1-1") == 1
    assert rows[-1] == {
        "student": "st-none",
        "school": "",
        "grade": "",
        "class": "",
        "teacher": "",
        "window": "fall",
        "subject": "math",
        "score": "500",
    }
    assert sum(not row["score"] for row in rows) == 4
