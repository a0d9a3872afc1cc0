"""Scores that another program has are taken over from its file, on the owner's word (M28)."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from service.features.score_lists import ScoreListError
from sync.errors import TrackerError
from tests.acceptance.star_schools import stored_entries
from tests.acceptance.test_bad_edits import OWNER, TEACHER, TRACKER, rows_of, type_at
from tests.small_installation import Opened

pytestmark = pytest.mark.slow

FALL = {"window": "fall", "metric": "reading"}


def planned(school: Opened, path: Path, **options: Any) -> dict[str, Any]:
    done: dict[str, Any] = school.run("score_list_plan", path=str(path), **FALL, **options)
    return done


def take(school: Opened, path: Path, by: str = OWNER, **options: Any) -> dict[str, Any]:
    """Plan it and say yes."""
    shown = planned(school, path, **options)
    agreed = {one["tracker"]: one["digest"] for one in shown["trackers"]}
    options = {"path": str(path), "by": by, "agreed": agreed, **FALL, **options}
    done: dict[str, Any] = school.run("score_list_take", **options)
    return done


def export(path: Path, scores: dict[str, str]) -> Path:
    """A file as a screening program makes it."""
    lines = [f"{student},Screener,{score}" for student, score in scores.items()]
    path.write_text("\n".join(["Student_ID,Test,RIT", *lines]) + "\n", encoding="utf-8")
    return path


def test_blanks_are_filled_and_what_people_typed_is_left_and_named(
    school: Opened, tmp_path: Path
) -> None:
    rows = rows_of(school)
    children = [row[4] for row in rows]
    names = [f"{row[5]}, {row[6]} · Flores · {row[4]}" for row in rows]
    type_at(school, TEACHER, "J10:J13", [""], ["511"], ["soon"], ["514"])
    school.run("sync")
    before = stored_entries(school)
    listed = dict(zip(children, ("601", "602", "603", "514"), strict=True))
    path = export(tmp_path / "rit.csv", listed | {"st-9-9": "498"})
    told = planned(school, path, score_column="rit")
    (one,) = told["trackers"]
    assert one["cells"] == [f"{names[0]}, Fall reading (J10): blank becomes 601"]
    assert sorted(one["left"]) == sorted(
        [
            f"{names[1]}, Fall reading: 511 stands there, the list says 602",
            f"{names[2]}, Fall reading: what stands there is in doubt; see to it first",
        ]
    )
    assert told["left_out"] == ["no tracker has st-9-9: left out"]
    assert stored_entries(school) == before
    with pytest.raises(TrackerError, match="is no document owner"):
        take(school, path, by=TEACHER, score_column="RIT")
    take(school, path, score_column="RIT")
    assert stored_entries(school) == before | {(children[0], "fall", "reading"): 601}
    assert [row[9] for row in rows_of(school)] == ["601", "511", "soon", "514"]
    again = planned(school, path, score_column="RIT")
    assert [one["cells"] for one in again["trackers"]] == [[]]


def test_the_list_replaces_what_was_typed_only_on_that_word_and_history_says_whose(
    school: Opened, tmp_path: Path
) -> None:
    before = stored_entries(school)
    child = next(row[4] for row in rows_of(school) if row[9])
    path = export(tmp_path / "rit.csv", {child: "602"})
    take(school, path, score_column="RIT")
    assert stored_entries(school) == before
    take(school, path, score_column="RIT", replace=True)
    assert stored_entries(school) == before | {(child, "fall", "reading"): 602}
    said = [
        (one["value"], one["by"])
        for one in school.run("history", student=child)
        if (one["checkpoint"], one["metric"]) == ("fall", "reading")
    ]
    assert said == [(before[child, "fall", "reading"], "not known"), (602, OWNER)]


def test_an_excel_file_does_as_well_and_nothing_moves_after_it_was_shown(
    school: Opened, tmp_path: Path
) -> None:
    child = rows_of(school)[0][4]
    type_at(school, TEACHER, "J10", [""])
    path = tmp_path / "rit.xlsx"
    pd.DataFrame({"student id": [child], "score": [601]}).to_excel(path, index=False)
    shown = planned(school, path)
    assert [len(one["cells"]) for one in shown["trackers"]] == [1]
    type_at(school, TEACHER, "J10", ["555"])
    agreed = {one["tracker"]: one["digest"] for one in shown["trackers"]}
    with pytest.raises(TrackerError, match="could be written") as refused:
        school.run("score_list_take", path=str(path), by=OWNER, agreed=agreed, **FALL)
    assert refused.value.problems == (
        (
            f"{TRACKER} is being edited at this moment, so nothing was written. Try again when "
            "nobody types in it."
        ),
    )
    assert rows_of(school)[0][9] == "555"


def test_all_that_is_wrong_with_a_file_is_told_at_once_and_nothing_is_written(
    school: Opened, tmp_path: Path
) -> None:
    before = rows_of(school)
    children = [row[4] for row in before]
    path = tmp_path / "scores.csv"
    lines = [f"{children[0]},9", f"{children[1]},5o2", f"{children[2]},500", f"{children[2]},501"]
    path.write_text("\n".join(["Student id,Score", *lines]), encoding="utf-8")
    with pytest.raises(ScoreListError) as refused:
        planned(school, path)
    assert (refused.value.reason, refused.value.problems) == (
        "scores.csv cannot be taken in; nothing was written.",
        (
            f"line 5: {children[2]} stands in line 4 already, with another score; keep one",
            (
                "line 2: 9 is outside Stanford Achievement Test scale score. Type a whole number "
                "from 200 to 900, or a code."
            ),
            'line 3: "5o2" has letters that look like digits. If 502 is meant, type 502.',
        ),
    )
    with pytest.raises(ScoreListError, match="it has Student id, Score"):
        planned(school, path, score_column="RIT")
    with pytest.raises(ScoreListError) as unknown:
        school.run("score_list_plan", path=str(path), window="autumn", metric="reading")
    assert (
        "no tracker has a column for the metric 'reading' in the window 'autumn'"
        in (unknown.value.problems[0])
    )
    assert rows_of(school) == before
