"""Schools of Project STAR at work in one process, and what their scores files say of them."""

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.small_installation import END_OF_YEAR, Opened, keep_date, opened

Entries = dict[tuple[str, str, str], float]
"""Scores by student, checkpoint and metric."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoresFile:
    """A scores file, read here and by nothing of ours: what everything else is held against."""

    rows: tuple[dict[str, str], ...]

    @classmethod
    def read(cls, path: Path) -> "ScoresFile":
        with path.open(newline="", encoding="utf-8") as lines:
            return cls(rows=tuple(csv.DictReader(lines)))

    @property
    def entries(self) -> Entries:
        """Every score that is there."""
        return {
            (row["student"], row["window"], row["subject"]): float(row["score"])
            for row in self.rows
            if row["score"]
        }

    @property
    def by_grade(self) -> dict[str, dict[str, int]]:
        """Expected, present and missing scores, as `status` lists them."""
        expected = Counter(row["grade"] for row in self.rows)
        there = Counter(row["grade"] for row in self.rows if row["score"])
        return {
            grade: {
                "expected": count,
                "entries": there[grade],
                "missing": count - there[grade],
            }
            for grade, count in expected.items()
        }

    @property
    def students(self) -> int:
        """How many children have a row."""
        return len({row["student"] for row in self.rows})

    @property
    def teachers(self) -> set[str]:
        """Those who have a score to type."""
        return {row["teacher"] for row in self.rows if row["score"]}

    def missing(self, window: str) -> int:
        """How many scores of a window are not there."""
        return sum(not row["score"] for row in self.rows if row["window"] == window)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A folder in which the main job came to its end, its answers, and all its requests."""

    folder: Path
    scores: ScoresFile
    typed: int
    synced: dict[str, Any]
    status: dict[str, Any]
    requests: list[dict[str, Any]]

    @contextmanager
    def opened(self, copy: Path) -> Iterator[Opened]:
        """The school in a copy, where a test may do as it likes."""
        shutil.copytree(self.folder, copy)
        with opened(copy) as school:
            yield school


def finish(folder: Path, bundle: Path, scores: Path) -> Finished:
    """The whole main job in a new folder; the scores file is deleted once it is typed."""
    typed_from = folder.with_name(f"{folder.name}-scores.csv")
    shutil.copy(scores, typed_from)
    keep_date(folder, END_OF_YEAR)
    with opened(folder) as school:
        school.run("import_roster", path=str(bundle))
        school.run("provision")
        typed = school.type_scores(bundle, typed_from)
        typed_from.unlink()
        school.write_records(bundle, END_OF_YEAR)
        synced = school.run("sync")
        school.run("follow_up")
        return Finished(
            folder=folder,
            scores=ScoresFile.read(scores),
            typed=typed,
            synced=synced,
            status=school.run("status"),
            requests=school.app.log.report()["entries"],
        )


def stored_entries(school: Opened) -> Entries:
    """Every score in the store; a code in its place would be seen as None."""
    return {
        (row["student"], row["checkpoint"], row["metric"]): row["value"]
        for row in school.run("entries")
    }


def counted(requests: list[dict[str, Any]], label: str) -> dict[str, int]:
    """The requests of a phase by API."""
    return dict(Counter(one["api"] for one in requests if one["label"] == label))
