"""A roster's change or a template's step that is broken off anywhere, and applied again."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.acceptance.changing_school import (
    LEFT,
    NEW_CHILD,
    NO_AIDE,
    OFF,
    TO_ANOTHER_CLASS,
    Year,
    import_changed,
    write_version,
)
from tests.acceptance.phases import State, each_step, state_of
from tests.small_installation import Boundaries, Crash, Opened, opened

Change = Callable[[Opened, Path], object]


def _roster(school: Opened, folder: Path) -> None:
    changes = {**NEW_CHILD, **LEFT, **TO_ANOTHER_CLASS, **NO_AIDE}
    import_changed(school, folder, changes)


def _step(school: Opened, folder: Path) -> None:
    path = write_version(folder, ('key = "math"', OFF))
    school.run("template_add", template=path)


CHANGES: dict[str, tuple[Change, Callable[[Opened], object]]] = {
    "roster": (_roster, lambda school: school.run("apply", tracker=None)),
    "template": (_step, lambda school: school.run("template_apply", version=2, tracker=None)),
}


def _each_step(passed: Sequence[str]) -> Sequence[int]:
    """From the first request for a spreadsheet on; what comes before is every command's."""
    return each_step(passed, next(n for n, place in enumerate(passed) if "/spreadsheets/" in place))


def _everywhere(passed: Sequence[str]) -> Sequence[int]:
    return range(len(passed))


@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param(_each_step, id="each step", marks=pytest.mark.slow),
        pytest.param(_everywhere, id="all", marks=pytest.mark.endurance),
    ],
)
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_broken_off_at_a_boundary_and_applied_again_ends_undisturbed(
    year: Year, tmp_path: Path, name: str, chosen: Callable[[Sequence[str]], Sequence[int]]
) -> None:
    prepare, work = CHANGES[name]
    before = year.copy(tmp_path / "before")
    with opened(before) as school:
        prepare(school, tmp_path)
    crossed = Boundaries()
    undisturbed = _done(before, tmp_path / "undisturbed", work, crossed)
    wrong = {}
    for number in chosen(crossed.passed):
        folder = Path(shutil.copytree(before, tmp_path / str(number)))
        with pytest.raises(Crash), opened(folder, Boundaries(number)) as school:
            work(school)
        with opened(folder) as school:
            work(school)
            differences = undisturbed.differences(state_of(school))
        if differences:
            wrong[f"{number}: {crossed.passed[number]}"] = differences
    assert wrong == {}


def _done(before: Path, copy: Path, work: Callable[[Opened], object], crossed: Boundaries) -> State:
    folder = Path(shutil.copytree(before, copy))
    with opened(folder, crossed) as school:
        crossed.passed.clear()
        work(school)
    with opened(folder) as school:
        return state_of(school)
