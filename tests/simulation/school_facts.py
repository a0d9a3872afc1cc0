"""What happens in a school during one year, as plain facts: nothing here is judged.

The roster and every score, and every score that was never entered, are those of Project STAR. When
a score is typed, which cells are excused or mistyped first, who moves and when it snows is drawn
from a seed.
"""

import csv
import io
import random
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

FIRST, LAST = date(2026, 8, 17), date(2027, 5, 28)
QUARTERS = (
    (FIRST, date(2026, 10, 16)),
    (date(2026, 10, 19), date(2026, 12, 18)),
    (date(2027, 1, 5), date(2027, 3, 12)),
    (date(2027, 3, 22), LAST),
)
JANUARY = date(2027, 1, 5)
MILESTONES = {
    "start": FIRST,
    "after-fall": date(2026, 9, 28),
    "families": date(2026, 10, 19),
    "after-spring": date(2027, 5, 10),
    "end": date(2027, 5, 14),
}
"""About when people turn to each milestone of the year."""


class Cell(NamedTuple):
    """A place for a score."""

    student: str
    window: str
    subject: str


class Stay(NamedTuple):
    """A child in a class, or a teacher with one; both days are included."""

    who: str
    school_class: str
    begins: date
    ends: date


class Typed(NamedTuple):
    """What somebody put into a cell: a score, a code, or a word that is neither."""

    what: str  # score, code, unreadable
    value: str


class Pardon(NamedTuple):
    """An excuse given outside the cell, from a day through another (for good without)."""

    given: date
    cell: Cell
    until: date | None


class Word(NamedTuple):
    """What somebody says of a milestone on a day; of a class's, or of the whole grade's."""

    day: date
    grade: str
    school_class: str | None
    milestone: str
    said: str  # done, not this time, taken back


@dataclass(slots=True)
class Year:
    """One school's year."""

    school: str
    owner: str
    grade_of: dict[str, str]
    classes: list[str]
    teachers: list[str]
    stays: list[Stay]
    teaching: list[Stay]
    moves: dict[date, list[tuple[Stay, Stay]]] = field(default_factory=dict)
    typed: dict[date, dict[Cell, Typed]] = field(default_factory=dict)
    pardons: list[Pardon] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    snow: list[tuple[date, date]] = field(default_factory=list)  # the day, and when it was entered


def years_of(bundle: Path, scores: Path, seed: int) -> Iterator[Year]:
    """A year for every school of a bundle."""
    tables = _tables(bundle)
    blank, given = _scores(scores)
    for org in tables["orgs"]:
        if org["type"] == "school":
            chance = random.Random(f"{seed} {org['sourcedId']}")
            year = _lived(_empty(tables, org["sourcedId"]), given, blank, chance)
            year.words = _words(year, random.Random(f"words {seed} {org['sourcedId']}"))
            yield year


def _tables(bundle: Path) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(bundle) as packed:
        return {
            name: list(csv.DictReader(io.StringIO(packed.read(f"{name}.csv").decode())))
            for name in ("orgs", "users", "classes", "enrollments")
        }


def _scores(scores: Path) -> tuple[set[Cell], dict[Cell, str]]:
    blank: set[Cell] = set()
    given: dict[Cell, str] = {}
    with scores.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            cell = Cell(row["student"], row["window"], row["subject"])
            if row["score"]:
                given[cell] = row["score"]
            else:
                blank.add(cell)
    return blank, given


def _empty(tables: dict[str, list[dict[str, str]]], school: str) -> Year:
    people = [one for one in tables["users"] if one["orgSourcedIds"] == school]
    ties = [one for one in tables["enrollments"] if one["schoolSourcedId"] == school]
    by_role: defaultdict[str, list[str]] = defaultdict(list)
    for one in people:
        by_role[one["role"]].append(one["sourcedId"])

    def stays(role: str) -> list[Stay]:
        return [
            Stay(
                one["userSourcedId"],
                one["classSourcedId"],
                date.fromisoformat(one["beginDate"]),
                date.fromisoformat(one["endDate"]),
            )
            for one in ties
            if one["role"] == role
        ]

    return Year(
        school=school,
        owner=by_role["administrator"][0],
        grade_of={one["sourcedId"]: one["grades"] for one in people if one["role"] == "student"},
        classes=[one["sourcedId"] for one in tables["classes"] if one["schoolSourcedId"] == school],
        teachers=by_role["teacher"],
        stays=stays("student"),
        teaching=stays("teacher"),
    )


def _lived(year: Year, given: dict[Cell, str], blank: set[Cell], chance: random.Random) -> Year:
    year.snow = [
        (date(2026, 9, 16), date(2026, 9, 16)),
        (date(2027, 2, 8), date(2027, 2, 9)),
        (date(2027, 4, 28), date(2027, 4, 27)),
        (date(2027, 5, 3), date(2027, 5, 10)),  # told after the due date had passed
    ]
    _let_people_move(year, chance)
    for cell, score in given.items():
        if cell.student in year.grade_of:
            _type(year, cell, score, chance)
    for cell in sorted(blank):
        if cell.student in year.grade_of and chance.random() < 0.1:
            day = _some_day(cell.window, chance, 40)
            until = day + timedelta(days=chance.randint(3, 30)) if chance.random() < 0.5 else None
            year.pardons.append(Pardon(day, cell, until))
    return year


def _words(year: Year, chance: random.Random) -> list[Word]:
    """Most milestones are done some time, some not this time; some words are taken back."""
    found = []
    for grade in sorted(set(year.grade_of.values())):
        slots: list[tuple[str | None, str]] = [(None, key) for key in MILESTONES]
        slots += [(one, "families") for one in sorted(year.classes)]
        for school_class, key in slots:
            luck = chance.random()
            if luck > 0.8:
                continue
            said = "done" if luck < 0.6 else "not this time"
            day = MILESTONES[key] + timedelta(days=chance.randint(-3, 25))
            found.append(Word(min(day, LAST), grade, school_class, key, said))
            if luck < 0.1:
                day = min(day + timedelta(days=chance.randint(1, 30)), LAST)
                found.append(Word(day, grade, school_class, key, "taken back"))
    return sorted(found, key=lambda one: one.day)


def _let_people_move(year: Year, chance: random.Random) -> None:
    """Some children change their class or leave, some came only in January; a teacher changes."""
    for at, stay in enumerate(year.stays):
        luck = chance.random()
        if luck < 0.02:
            year.stays[at] = stay._replace(begins=JANUARY)
        elif luck < 0.06:
            day = FIRST + timedelta(days=chance.randint(10, 270))
            ended = stay._replace(ends=day)
            same = [one for one in year.classes if one != stay.school_class]
            there = chance.choice(same) if same and luck < 0.04 else stay.school_class
            begun = Stay(stay.who, there, day + timedelta(days=1), LAST)
            year.moves.setdefault(day, []).append((stay, ended))
            if luck < 0.04:
                year.moves[day].append((begun, begun))
    first = year.teaching[0]
    other = chance.choice(year.teachers)
    year.teaching[0] = first._replace(ends=date(2026, 12, 18))
    year.teaching.append(Stay(other, first.school_class, JANUARY, LAST))


def _some_day(window: str, chance: random.Random, most: int) -> date:
    opens = date(2026, 8, 31) if window == "fall" else date(2027, 4, 12)
    return min(opens + timedelta(days=chance.randint(-3, most)), LAST)


def _type(year: Year, cell: Cell, score: str, chance: random.Random) -> None:
    day = _some_day(cell.window, chance, 33)
    luck = chance.random()
    if luck < 0.02:
        year.typed.setdefault(day, {})[cell] = Typed("unreadable", f"{score}?")
        day = min(day + timedelta(days=chance.randint(1, 25)), LAST)
    elif luck < 0.04:
        year.typed.setdefault(day, {})[cell] = Typed("code", "ABS")
        if luck < 0.03:
            return
        day = min(day + timedelta(days=chance.randint(1, 25)), LAST)
    year.typed.setdefault(day, {})[cell] = Typed("score", score)
