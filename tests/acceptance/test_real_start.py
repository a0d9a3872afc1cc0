"""The demo school by the real command, with real processes: the first start and those after it."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.real_jobs import ROOT, finished, start
from tests.acceptance.star_schools import ScoresFile

SCORES = ScoresFile.read(ROOT / "scripts" / "demo_data" / "star_school7_scores.csv")
FIGURES = {
    "trackers": 4,
    "students": 483,
    "people": 29,
    "expected": 1682,
    "entries": 1493,
    "excused": 0,
    "missing": 189,
    "cell_issues": 0,
}


@pytest.mark.slow
def test_the_first_start_sets_the_school_up_and_later_ones_find_it_as_it_was(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    first = finished(start(folder))
    assert first["school"] == FIGURES | {"by_grade": SCORES.by_grade}
    assert (first["run"]["entries_typed"], first["run"]["changes"]) == (1493, 1493)
    assert first["run"]["requests"]["provision"]["sheets_write"] == 4
    assert first["run"]["requests"]["sync"]["sheets_read"] == 4
    assert first["today"] == "2027-05-24"

    second = finished(start(folder))
    assert second["school"] == first["school"]
    _did_nothing(second)

    in_autumn = finished(start(folder, "--today", "2026-10-05"))
    assert in_autumn["school"]["missing"] == SCORES.missing("fall")
    assert in_autumn["school"]["entries"] == FIGURES["entries"]
    _typed_and_changed_nothing(in_autumn)
    _wrote_once(in_autumn, trackers=4)

    back = finished(start(folder, "--today", "2027-05-24"))
    assert back["school"] == first["school"]
    _typed_and_changed_nothing(back)


def _typed_and_changed_nothing(report: dict[str, Any]) -> None:
    run = report["run"]
    assert (run["entries_typed"], run["changes"]) == (0, 0)
    assert set(run["requests"]["edit"].values()) == {0}


def _wrote_once(report: dict[str, Any], trackers: int) -> None:
    """Trackers that follow the date do so in one place, and are not read again for it."""
    requests = report["run"]["requests"]
    for phase in ("provision", "sync"):
        assert (requests[phase]["sheets_read"], requests[phase]["sheets_write"]) == (0, 0)
    asked = requests["follow_up"]["sheets_read"] + requests["follow_up"]["sheets_write"]
    assert asked == 3 * trackers, "a read, values by their rows' marks, and a reply with all"


def _did_nothing(report: dict[str, Any]) -> None:
    _typed_and_changed_nothing(report)
    run = report["run"]
    for phase, counts in run["requests"].items():
        assert (phase, counts["sheets_read"], counts["sheets_write"]) == (phase, 0, 0)
