"""The demo school at work: its teachers type the scores of a file, an aide writes notes.

Everything goes through the API as the person it belongs to; what was typed is remembered in the
data folder, so that a second start types nothing. Only this module opens the scores file.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from requests.adapters import BaseAdapter

from service.folder import DataFolder
from sheet_templates.a1 import a1
from sheet_templates.desired.lists import student_label
from sheet_templates.desired.records import NOTES_TAB
from sheet_templates.desired.students import TAB as STUDENTS_TAB
from sheet_templates.desired.students import score_column, student_row_key
from sheet_templates.errors import TracksheetError
from sheet_templates.identity import stable_id
from sheet_templates.model import TrackerTemplate
from sheet_templates.school import Role, Roster, StaffMember
from sheet_templates.snapshot import NIGHTLY_FACETS, NIGHTLY_FIELDS, SnapshotTab, parse_snapshot
from sheet_templates.team import class_teachers, document_owner, grade_name, places_of
from sync.google.account import GoogleAccount
from sync.google.gateway import Gateway

COLUMNS = ("student", "grade", "class", "window", "subject", "score")


class ScoresError(TracksheetError):
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


@dataclass(slots=True, kw_only=True)
class Typists:
    """The people of the demo at their spreadsheets.

    `spreadsheets` are the files by grade, `trackers` their public ids by grade; `transport`
    replaces the socket in tests.
    """

    folder: DataFolder
    account: GoogleAccount
    roster: Roster
    trackers: dict[str, str]
    spreadsheets: dict[str, str]
    progress: Callable[[str], None]
    transport: BaseAdapter | None = None

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
        self._write_notes()
        return typed

    def _type_class(
        self, person: StaffMember, grade: str, school_class: str, batch: list[Score]
    ) -> int:
        windows = sorted({score.checkpoint for score in batch})
        todo = [window for window in windows if not self._is_done(school_class, grade, window)]
        if not todo:
            return 0
        gateway = self._gateway(person)
        tab = self._tab(gateway, grade, STUDENTS_TAB)
        typed = 0
        for window in todo:
            typed += self._type_window(
                gateway, grade, tab, [score for score in batch if score.checkpoint == window]
            )
            self._remember(school_class, grade, window)
        return typed

    def _type_window(
        self, gateway: Gateway, grade: str, tab: SnapshotTab, batch: list[Score]
    ) -> int:
        """One request: the rectangle that holds the class's cells, nothing where nothing is due."""
        rows = {key: at for at in range(tab.row_count) if (key := tab.row_key(at))}
        cells: dict[tuple[int, int], str] = {}
        for score in batch:
            row = rows[student_row_key(self.trackers[grade], score.student)]
            column = tab.column_of(score_column(score.checkpoint, score.metric))
            if column is not None and tab.cell(row, column).is_blank:
                cells[row, column] = score.text
        if cells:
            gateway.type_values(self.spreadsheets[grade], *rectangle(tab.title, cells))
        return len(cells)

    def _write_notes(self) -> None:
        """An aide's first note in each tracker, in the first rows that are free."""
        aide = next((p for p in self.roster.staff if p.role is Role.INTERVENTION_STAFF), None)
        if aide is None:
            return
        for grade in self.trackers:
            if not self._is_done("notes", grade, "first"):
                self._write_note(aide, grade)
                self._remember("notes", grade, "first")

    def _write_note(self, aide: StaffMember, grade: str) -> None:
        gateway = self._gateway(aide)
        tab = self._tab(gateway, grade, NOTES_TAB)
        places = places_of(self.roster, grade)
        free = next(
            (row for row in range(1, tab.row_count) if _is_free(tab, row)),
            None,
        )
        if not places or free is None:
            return
        child = places[len(places) // 2]
        note = (
            self.roster.school_year.begins_on.isoformat(),
            student_label(child),
            f"Read the first passage of {grade_name(grade).lower()} aloud with me.",
            "Looks back in the text without being asked.",
            "The same passage again on Thursday.",
            aide.name,
        )
        if _stands(tab, note):
            return  # written by a run that was broken off before it could remember that
        cells = {(free, column): text for column, text in enumerate(note, start=1)}
        gateway.type_values(self.spreadsheets[grade], *rectangle(tab.title, cells))

    def _gateway(self, person: StaffMember) -> Gateway:
        return Gateway.of(
            self.account, subject=person.email, label="edit", transport=self.transport
        )

    def _tab(self, gateway: Gateway, grade: str, name: str) -> SnapshotTab:
        raw = gateway.read(self.spreadsheets[grade], NIGHTLY_FIELDS)
        tab = parse_snapshot(raw, NIGHTLY_FACETS).tab(stable_id(self.trackers[grade], "tab", name))
        if tab is None:
            raise ScoresError(f"{self.trackers[grade]} has no tab for {name}; nothing was typed.")
        return tab

    @property
    def _memory(self) -> Path:
        return self.folder.path / "demo_typed.json"

    def _done(self) -> list[list[str]]:
        if not self._memory.exists():
            return []
        done: list[list[str]] = json.loads(self._memory.read_text(encoding="utf-8"))
        return done

    def _is_done(self, *what: str) -> bool:
        return list(what) in self._done()

    def _remember(self, *what: str) -> None:
        self.folder.write_text(self._memory, json.dumps([*self._done(), list(what)]))


def _is_free(tab: SnapshotTab, row: int) -> bool:
    return all(tab.cell(row, column).is_blank for column in range(1, tab.column_count))


def _stands(tab: SnapshotTab, note: tuple[str, ...]) -> bool:
    """Whether the note is there already; its date may be shown in another way."""
    return any(
        tuple(tab.cell(row, column).formatted for column in range(2, len(note) + 1)) == note[1:]
        for row in range(1, tab.row_count)
    )


def rectangle(title: str, cells: dict[tuple[int, int], str]) -> tuple[str, list[list[Any]]]:
    """The range that holds all cells, and its values; None leaves a cell as it is."""
    first_row, end_row = min(row for row, _ in cells), max(row for row, _ in cells) + 1
    first, end = min(column for _, column in cells), max(column for _, column in cells) + 1
    values = [
        [cells.get((row, column)) for column in range(first, end)]
        for row in range(first_row, end_row)
    ]
    return f"'{title}'!{a1(first_row, first)}:{a1(end_row - 1, end - 1)}", values
