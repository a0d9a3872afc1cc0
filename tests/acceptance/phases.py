"""The main job on a two-class school, phase by phase, and what is there after each undisturbed."""

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from sync.store.comparison import natural_state
from tests.acceptance.sheets_state import counts, sheets_state
from tests.school_bundles import write_bundle, write_scores
from tests.small_installation import END_OF_YEAR, Boundaries, Crash, Opened, keep_date, opened

Phase = Callable[[Opened], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a run must lead to: the store's content and everything in the spreadsheets."""

    store: dict[str, list[dict[str, Any]]]
    sheets: list[dict[str, Any]]

    def differences(self, other: "State") -> list[str]:
        """Where the other state differs, in short."""
        tables = [f"table {name}" for name, rows in self.store.items() if rows != other.store[name]]
        mine, theirs = counts(self.sheets), counts(other.sheets)
        counted = [
            f"{name}: {mine[name]} and {theirs[name]}"
            for name in mine
            if mine[name] != theirs[name]
        ]
        content = ["the spreadsheets' content"] if self.sheets != other.sheets else []
        return [*tables, *(counted or content)]


def state_of(school: Opened) -> State:
    """The state of an open installation."""
    return State(store=natural_state(school.installation.store), sheets=sheets_state(school))


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """The main job's phases in order, and folders in which a school stands before each.

    `end` is the folder in which the whole job was done.
    """

    phases: Mapping[str, Phase]
    before: Mapping[str, Path]
    after: Mapping[str, State]
    end: Path

    def folder(self, phase: str, copy: Path) -> Path:
        """A fresh folder in which only this phase and those after it are left to do."""
        shutil.copytree(self.before[phase], copy)
        return copy

    def boundaries(self, phase: str, copy: Path) -> list[str]:
        """What the phase passes when nothing disturbs it."""
        crossed = Boundaries()
        with opened(self.folder(phase, copy), crossed) as school:
            crossed.passed.clear()
            self.phases[phase](school)
        return crossed.passed

    def broken_off(self, phase: str, crash_at: int, copy: Path) -> list[str]:
        """Break the phase off there, drop everything, start it again: how it then differs."""
        assert self.crash(phase, crash_at, self.folder(phase, copy)), "no such boundary"
        with opened(copy) as school:
            self.phases[phase](school)
            return self.after[phase].differences(state_of(school))

    def crash(self, phase: str, crash_at: int, folder: Path) -> bool:
        """Do the phase up to that boundary; False when it came to its end before that."""
        try:
            with opened(folder, Boundaries(crash_at)) as school:
                self.phases[phase](school)
        except Crash:
            return True
        return False


_OF_ONE_FILE = re.compile(r"(?<=/)[\w-]{20,}|/values/.*")
"""What tells the requests for one spreadsheet from those for another."""


def each_step(passed: Sequence[str], first: int = 0) -> list[int]:
    """Boundaries that show each step of a phase once, from number `first` on.

    What lies after one request or commit lies before the next: the first of the two will do. A
    step is a request or commit after another. Where one comes again, as with the next tracker,
    the first time and the last are taken by turns.
    """
    before = [_OF_ONE_FILE.sub("", place) for place in passed[::2]]
    again: dict[tuple[str, str], list[int]] = {}
    for place, step in enumerate(pairwise(["", *before])):
        if 2 * place >= first:
            again.setdefault(step, []).append(2 * place)
    return [numbers[-(turn % 2)] for turn, numbers in enumerate(again.values())]


def _type(school: Opened, bundle: Path, scores: Path) -> int:
    typed = school.type_scores(bundle, scores)
    school.write_records(bundle, END_OF_YEAR)
    return typed


def undisturbed_job(folder: Path) -> Job:
    """Do the job once from an empty folder, keeping a copy of the folder before each phase."""
    bundle = write_bundle(folder / "school.zip")
    scores = write_scores(folder / "scores.csv", bundle)
    phases: dict[str, Phase] = {
        "import": lambda school: school.run("import_roster", path=str(bundle)),
        "provision": lambda school: school.run("provision"),
        "edit": lambda school: _type(school, bundle, scores),
        "sync": lambda school: school.run("sync"),
    }
    work = folder / "work"
    keep_date(work, END_OF_YEAR)
    with opened(work):
        pass  # makes the stores and the service account's key, which takes long
    before, after = {}, {}
    for name, phase in phases.items():
        before[name] = Path(shutil.copytree(work, folder / f"before-{name}"))
        after[name] = _done(work, phase)
    end = Path(shutil.copytree(work, folder / "end"))
    followed = Path(shutil.copytree(work, folder / "followed"))
    after["follow-up"] = _done(followed, lambda school: school.run("follow_up"))
    with opened(work) as school:
        _change_scores(school)
    before["next sync"] = Path(shutil.copytree(work, folder / "before-next-sync"))
    after["next sync"] = _done(work, phases["sync"])
    phases["next sync"] = phases["sync"]
    phases["night"] = lambda school: school.turns.run_night(print)
    before["night"] = before["sync"]
    at_night = Path(shutil.copytree(before["night"], folder / "night"))
    after["night"] = _done(at_night, phases["night"])
    return Job(phases=phases, before=before, after=after, end=end)


def _done(folder: Path, phase: Phase) -> State:
    with opened(folder) as school:
        phase(school)
        return state_of(school)


def _change_scores(school: Opened) -> None:
    """A teacher corrects a score, clears one, types a code and a word, fills two blanks."""
    gateway = school.gateway("t-2@school.example")
    place, rows = "Students!J10:M11", [["611", "", "ABS", "612"], ["ill", "613", "614", "615"]]
    gateway.type_values(school.spreadsheets()["01"], place, rows)
