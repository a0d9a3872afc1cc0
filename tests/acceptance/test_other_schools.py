"""Other schools of Project STAR: whatever grades there are, the figures are the school's own."""

from pathlib import Path

import pytest

from tests.acceptance.star_schools import finish, stored_entries
from tests.other_schools import make_school
from tests.small_installation import opened

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("number", "grades"),
    [
        pytest.param("6", ["KG"], marks=pytest.mark.slow),
        pytest.param("37", ["KG", "01"], marks=pytest.mark.slow),
        pytest.param("77", ["01", "02", "03"], marks=pytest.mark.slow),
    ],
)
def test_another_school_has_figures_and_values_of_its_own(
    extra_data: Path, tmp_path: Path, number: str, grades: list[str]
) -> None:
    bundle, scores = make_school(extra_data, number, tmp_path)
    done = finish(tmp_path / "data", bundle, scores)
    expected, there = len(done.scores.rows), len(done.scores.entries)
    assert list(done.status["by_grade"]) == grades
    assert done.status == {
        "trackers": len(grades),
        "students": done.scores.students,
        "people": 3 + len({row["teacher"] for row in done.scores.rows}),
        "expected": expected,
        "entries": there,
        "excused": 0,
        "missing": expected - there,
        "cell_issues": 0,
        "by_grade": done.scores.by_grade,
    }
    assert done.typed == done.synced["changes"] == there
    with opened(done.folder) as school:
        assert stored_entries(school) == done.scores.entries
