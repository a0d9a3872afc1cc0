"""Lists of scores that other programs make, as CSV or Excel: read, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from sheet_templates.errors import TracksheetError
from sync.domain.score_list import ListedScore

if TYPE_CHECKING:
    import pandas as pd

STUDENT, SCORE = "student id", "score"
"""The columns of a list whose columns nobody named."""


class ScoreListError(TracksheetError):
    """The list cannot be taken in; nothing was written."""


def read_scores(
    path: Path, student_column: str = STUDENT, score_column: str = SCORE
) -> tuple[ListedScore, ...]:
    """The lines of a CSV or Excel list in which a student is named; every cell as its text.

    Columns are found by their header, whatever its case; ScoreListError where one is not there.
    """
    table = _table(path)
    headers = {_folded(str(name)): name for name in table.columns}
    absent = [name for name in (student_column, score_column) if _folded(name) not in headers]
    if absent:
        raise ScoreListError(
            f"{path.name} has no column {' and no column '.join(map(repr, absent))}. Name its "
            f"columns with --student-column and --score-column; it has {_listed(table.columns)}."
        )
    students, scores = (
        table[headers[_folded(name)]].str.strip() for name in (student_column, score_column)
    )
    return tuple(
        ListedScore(line=line, student=student, text=score)
        for line, (student, score) in enumerate(zip(students, scores, strict=True), start=2)
        if student
    )


def _table(path: Path) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - half a second of imports

    try:
        if path.suffix.lower() in {".xlsx", ".xlsm"}:
            return pd.read_excel(path, dtype=str, keep_default_na=False)
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except pd.errors.EmptyDataError as error:
        raise ScoreListError(f"{path.name} is empty; it needs a header line.") from error
    except (OSError, ValueError, KeyError) as error:
        raise ScoreListError(
            f"{path.name} cannot be read as a CSV (UTF-8) or Excel list: {error}"
        ) from error


def _folded(header: str) -> str:
    return " ".join(header.replace("_", " ").split()).casefold()


def _listed(headers: Iterable[object]) -> str:
    return ", ".join(str(name) for name in headers) or "none"
