"""The demo school at work: its teachers type the scores of a file. Only this module opens it."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scripts.demo_desk import DemoError, Desk
from sheet_templates.desired.students import TAB as STUDENTS_TAB
from sheet_templates.desired.students import score_column, student_row_key
from sheet_templates.model import TrackerTemplate
from sheet_templates.school import Roster, StaffMember
from sheet_templates.snapshot import SnapshotTab
from sheet_templates.team import class_teachers, document_owner
from sync.google.gateway import Gateway

COLUMNS = ("student", "grade", "class", "window", "subject", "score")


class ScoresError(DemoError):
    """The scores file cannot be typed; nothing was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One score as it stands in the file; blank ones are left out."""

    student: str
    grade: str
    school_class: str
    checkpoint: str
    metric: str
    text: str


def read_scores(path: Path, roster: Roster, template: TrackerTemplate) -> list[Score]:
    """The scores in a CSV, columns found by name; ScoresError with every row that is wrong."""
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except pd.errors.EmptyDataError as error:
        raise ScoresError(
            f"The scores file {path} is empty; its columns are {', '.join(COLUMNS)}."
        ) from error
    except (OSError, ValueError) as error:
        raise ScoresError(f"The scores file {path} cannot be read: {error}") from error
    absent = [column for column in COLUMNS if column not in table.columns]
    if absent:
        raise ScoresError(f"The scores file {path} lacks the columns {', '.join(absent)}.")
    if table.empty:
        raise ScoresError(f"The scores file {path} holds no scores, only its header.")
    known = _Known.of(roster, template)
    lines = list(enumerate(table[list(COLUMNS)].itertuples(index=False, name=None), start=2))
    problems = [
        f"{path.name}, row {number}: {problem}"
        for number, line in lines
        for problem in known.problems(*line)
    ]
    times = Counter((line[0], line[3], line[4]) for _, line in lines)
    problems += [
        f"{path.name}: {' '.join(which)} stands {count} times; keep one"
        for which, count in times.items()
        if count > 1
    ]
    if problems:
        raise ScoresError(f"The scores file {path} does not fit the roster.", problems)
    return [Score(**dict(zip(_FIELDS, line, strict=True))) for _, line in lines if line[-1]]


_FIELDS = ("student", "grade", "school_class", "checkpoint", "metric", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the roster and the template know, to hold the file's rows against."""

    grades: dict[str, str]
    classes: frozenset[str]
    checkpoints: dict[str, frozenset[str]]  # each with the grades that have none
    metrics: frozenset[str]

    @classmethod
    def of(cls, roster: Roster, template: TrackerTemplate) -> "_Known":
        return cls(
            grades={student.sourced_id: student.grade for student in roster.students},
            classes=frozenset(c.sourced_id for c in roster.classes),
            checkpoints={one.key: one.not_for_grades for one in template.cadence.windows},
            metrics=frozenset(metric.key for metric in template.metrics),
        )

    def problems(
        self, student: str, _grade: str, school_class: str, window: str, subject: str, score: str
    ) -> Iterable[str]:
        if student not in self.grades:
            yield f"the student {student!r} is not on the roster; correct or remove the row"
        if school_class not in self.classes:
            yield f"the class {school_class!r} is not on the roster; correct or remove the row"
        if window not in self.checkpoints:
            yield f"the window {window!r} is none of {', '.join(sorted(self.checkpoints))}"
        elif score and self.grades.get(student) in self.checkpoints[window]:
            yield f"grade {self.grades[student]} has no {window} window; clear the score"
        if subject not in self.metrics:
            yield f"the subject {subject!r} is none of {', '.join(sorted(self.metrics))}"
        if score and not score.isdigit():
            yield f"the score {score!r} is not a whole number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typists:
    """The teachers of the demo at their spreadsheets."""

    desk: Desk
    roster: Roster
    progress: Callable[[str], None]

    def type_all(self, scores: list[Score]) -> int:
        """Type what has not been typed yet; how many scores that were."""
        teachers = class_teachers(self.roster)
        owner = document_owner(self.roster)
        grades = {student.sourced_id: student.grade for student in self.roster.students}
        batches: dict[tuple[str, str], list[Score]] = {}
        for score in scores:
            batches.setdefault((score.school_class, grades[score.student]), []).append(score)
        typed = 0
        for number, ((school_class, grade), batch) in enumerate(sorted(batches.items()), start=1):
            self.progress(f"typing {school_class} ({number} of {len(batches)} classes)")
            person = teachers.get(school_class, owner)
            typed += self._type_class(person, grade, school_class, batch)
        return typed

    def _type_class(
        self, person: StaffMember, grade: str, school_class: str, batch: list[Score]
    ) -> int:
        windows = sorted({score.checkpoint for score in batch})
        todo = [window for window in windows if not self.desk.is_done(school_class, grade, window)]
        if not todo:
            return 0
        gateway = self.desk.gateway(person)
        (tab,) = self.desk.tabs(gateway, grade, STUDENTS_TAB)
        typed = 0
        for window in todo:
            typed += self._type_window(
                gateway, grade, tab, [score for score in batch if score.checkpoint == window]
            )
            self.desk.remember(school_class, grade, window)
        return typed

    def _type_window(
        self, gateway: Gateway, grade: str, tab: SnapshotTab, batch: list[Score]
    ) -> int:
        """One request: the rectangle that holds the class's cells, nothing where nothing is due."""
        rows = {key: at for at in range(tab.row_count) if (key := tab.row_key(at))}
        cells: dict[tuple[int, int], str] = {}
        for score in batch:
            row = rows[student_row_key(self.desk.trackers[grade], score.student)]
            column = tab.column_of(score_column(score.checkpoint, score.metric))
            if column is not None and tab.cell(row, column).is_blank:
                cells[row, column] = score.text
        if cells:
            self.desk.type_cells(gateway, grade, tab, cells)
        return len(cells)
