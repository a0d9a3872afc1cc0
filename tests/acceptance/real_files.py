"""Files of real schools besides STAR's, as trackers of their own templates: how each is read.

A file's rows become entries of pupils, who sit in groups, each with a teacher; its measures or
sessions become windows, one after the other through the year.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from scripts.demo_desk import rectangle
from sheet_templates.desired.students import TAB, score_column, student_row_key
from sheet_templates.identity import stable_id
from sheet_templates.snapshot import NIGHTLY_FACETS, NIGHTLY_FIELDS, parse_snapshot
from tests.acceptance.star_schools import Entries
from tests.school_bundles import FIRST_DAY, LAST_DAY, Cells, write_bundle
from tests.small_installation import Opened

_MOST_PUPILS = 5
HERE = Path(__file__).parent / "real_input"
Row = Mapping[str, str]
Texts = dict[tuple[str, str, str], str]
"""What stands in a file, by child, window and metric; blank where it was never entered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RealFile:
    """A file and what its columns mean; `cells` gives window, metric and text of one row.

    The cut of it that is tried every time has few groups of few pupils, and `windows_of_cut`.
    """

    name: str
    template: str
    school: Callable[[Row], str] = lambda _: "all"
    group: Callable[[Row], str]
    pupil: Callable[[Row], str]
    grade: Callable[[Row], str] = lambda _: "05"
    cells: Callable[[Row], Sequence[tuple[str, str, str]]]
    windows_of_cut: int = 6

    def schools(self, folder: Path) -> Iterator["RealSchool"]:
        """Every school of the file, whole."""
        with (folder / self.name).open(newline="", encoding="utf-8") as lines:
            rows = sorted(csv.DictReader(lines), key=self._place)
        for _, those in groupby(rows, key=self.school):
            yield RealSchool(file=self, rows=tuple(those))

    def cut(self, folder: Path) -> "RealSchool":
        """A few pupils of the first two groups of its first school."""
        first = next(self.schools(folder))
        chosen = [(key, pupils[:_MOST_PUPILS]) for key, pupils in first.classes.items()][:2]
        places = {(*key, pupil) for key, pupils in chosen for pupil in pupils}
        return RealSchool(
            file=self,
            rows=tuple(row for row in first.rows if self.who(row) in places),
            most_windows=self.windows_of_cut,
        )

    def who(self, row: Row) -> tuple[str, str, str]:
        """Grade, group and pupil of a row."""
        return self.grade(row), self.group(row), self.pupil(row)

    def _place(self, row: Row) -> tuple[str, ...]:
        return self.school(row), *self.who(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class RealSchool:
    """The rows of one school of a file: its groups as classes, its pupils as their children."""

    file: RealFile
    rows: Sequence[Row]
    most_windows: int | None = None

    @property
    def classes(self) -> dict[tuple[str, str], list[str]]:
        """The pupils of each group, by grade and name, in order."""
        found: dict[tuple[str, str], list[str]] = {}
        for grade, group, pupil in dict.fromkeys(self.file.who(row) for row in self.rows):
            found.setdefault((grade, group), []).append(pupil)
        return found

    @property
    def children(self) -> dict[tuple[str, str, str], tuple[str, int]]:
        """Each pupil's child on the roster, and the number of its class."""
        return {
            (grade, group, pupil): (f"st-{number}-{place}", number)
            for number, ((grade, group), pupils) in enumerate(self.classes.items(), start=1)
            for place, pupil in enumerate(pupils, start=1)
        }

    @property
    def texts(self) -> Texts:
        """All cells that the file speaks of."""
        file, children, windows = self.file, self.children, {*self.windows}
        return {
            (children[file.who(row)][0], window, metric): text
            for row in self.rows
            for window, metric, text in file.cells(row)
            if window in windows
        }

    @property
    def entries(self) -> Entries:
        """Every value that is there."""
        return {place: float(text) for place, text in self.texts.items() if text}

    @property
    def windows(self) -> tuple[str, ...]:
        """The measures or sessions, in order of their numbers."""
        found = {window for row in self.rows for window, _, _ in self.file.cells(row)}
        return tuple(sorted(found, key=_number)[: self.most_windows])

    def template_text(self) -> str:
        """The tracker's template, with a window for each of the file's measures."""
        head = (HERE / self.file.template).read_text(encoding="utf-8")
        tabs = (HERE / "tabs.toml").read_text(encoding="utf-8")
        first, last = date.fromisoformat(FIRST_DAY), date.fromisoformat(LAST_DAY)
        each = ((last - first) - timedelta(days=14)) // len(self.windows)
        windows = [
            f'\n[[cadence.windows]]\nkey = "{key}"\ntitle = "{key.upper()}"\n'
            f"opens = {_day(number * each)}\ndue = {_day((number + 1) * each)}\n"
            for number, key in enumerate(self.windows)
        ]
        return "".join([head, tabs, *windows])

    def bundle(self, path: Path) -> str:
        """A roster of the school; the pupils' names are invented."""
        classes = list(self.classes.items())
        size = max(len(pupils) for _, pupils in classes)
        nobody: dict[tuple[str, str], Cells | None] = {
            (table, f"{mark}st-{number}-{place}"): None
            for number, (_, pupils) in enumerate(classes, start=1)
            for place in range(len(pupils) + 1, size + 1)
            for table, mark in (("users", ""), ("enrollments", "e-"), ("demographics", ""))
        }
        grades = [grade for (grade, _), _ in classes]
        count = len(classes)
        return str(
            write_bundle(
                path, classes=count, students_per_class=size, grades=grades, changes=nobody
            )
        )

    def type_all(self, school: Opened) -> None:
        """Every teacher types the cells of the own children; what is blank stays untouched."""
        grade_of = {child: key[0] for key, (child, _) in self.children.items()}
        class_of = dict(self.children.values())
        by_class: dict[tuple[str, int], Texts] = {}
        for place, text in self.texts.items():
            texts = by_class.setdefault((grade_of[place[0]], class_of[place[0]]), {})
            if text:
                texts[place] = text
        files = {one["grade"]: one for one in school.run("trackers")}
        for (grade, number), texts in by_class.items():
            if texts:
                _type(school, files[grade], f"t-{number}@school.example", texts)


def _type(school: Opened, file: Mapping[str, str], teacher: str, texts: Texts) -> None:
    """One block of cells, as it is typed: a text for each score, nothing in between."""
    gateway = school.gateway(teacher)
    raw = gateway.read(file["spreadsheet_id"], NIGHTLY_FIELDS)
    tab = parse_snapshot(raw, NIGHTLY_FACETS).tab(stable_id(file["tracker"], "tab", TAB))
    assert tab is not None
    rows = {tab.row_key(at): at for at in range(tab.row_count)}
    cells: dict[tuple[int, int], str] = {}
    for (child, window, metric), text in texts.items():
        column = tab.column_of(score_column(window, metric))
        assert column is not None, f"no column for {window} {metric}"
        cells[rows[student_row_key(file["tracker"], child)], column] = text
    gateway.type_values(file["spreadsheet_id"], *rectangle(tab.title, cells))


def _day(after: timedelta) -> str:
    return f'{{ grading_period = 1, edge = "start", days = {after.days} }}'


def _number(window: str) -> int:
    return int(window.lstrip("abcdefghijklmnopqrstuvwxyz") or 0)


_GRADES = {"K": "KG", "1": "01", "2": "02", "3": "03"}

REAL_FILES = (
    RealFile(
        name="oral_reading_fluency.csv",
        template="oral_reading.toml",
        group=lambda _: "readers",
        pupil=lambda row: row["student"],
        cells=lambda row: [(f"s{row['session']}", "fluency", row["words_correct_per_minute"])],
    ),
    RealFile(
        name="tier3_math_progress.csv",
        template="tier3_math.toml",
        group=lambda row: row["group"],
        pupil=lambda row: row["student"],
        cells=lambda row: [(f"s{row['session']}", "aim_check", row["temi_aim_check"])],
    ),
    RealFile(
        name="star_attendance.csv",
        template="attendance.toml",
        school=lambda row: row["school_id"],
        group=lambda row: row["teacher_id"],
        pupil=lambda row: row["star_id"],
        grade=lambda row: _GRADES[row["grade"]],
        cells=lambda row: [
            ("year", metric, row[column])
            for metric, column in (
                ("present", "days_present"),
                ("absent", "days_absent"),
                ("listening", "listening"),
                ("word_skills", "word_skills"),
            )
        ],
    ),
    RealFile(
        name="egsingle_math_growth.csv",
        template="growth.toml",
        school=lambda row: row["school_id"],
        group=lambda row: row["school_id"],
        pupil=lambda row: row["student_id"],
        cells=lambda row: [(f"y{float(row['year']) + 3.5:g}", "math", row["math_logit"])],
    ),
    RealFile(
        name="uci_grading_periods.csv",
        template="grading_periods.toml",
        school=lambda row: row["school_id"],
        group=lambda row: f"{row['subject']} {row['student_id'][-1]}",
        pupil=lambda row: row["student_id"],
        cells=lambda row: [
            (f"p{row['grading_period']}", "grade", row["grade_0_20"]),
            *([("p3", "absences", row["absences_year"])] if row["grading_period"] == "3" else []),
        ],
    ),
    RealFile(
        name="daily_behaviour_ratings.csv",
        template="behaviour.toml",
        group=lambda row: row["class_id"],
        pupil=lambda row: row["student"],
        cells=lambda row: [
            (f"d{row['day']}", "engaged", row["academic_engagement_0_5"]),
            (f"d{row['day']}", "disruptive", row["disruptive_behavior_0_5"]),
        ],
        windows_of_cut=4,
    ),
)
