"""A run that is broken off before or after any request or commit, then started again."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from sheet_templates.errors import TracksheetError
from tests.acceptance.phases import Job, each_step, state_of
from tests.small_installation import opened

PHASES = ("import", "provision", "edit", "sync")


def _some_steps(passed: Sequence[str], first: int) -> Sequence[int]:
    """So few that they are quick, of several kinds."""
    return each_step(passed, first)[::4]


def _everywhere(passed: Sequence[str], first: int) -> Sequence[int]:
    return range(first, len(passed), 2)


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("phase", "chosen"),
    [
        pytest.param("sync", _some_steps, id="sync-few"),
        *(
            pytest.param(phase, each_step, id=phase, marks=pytest.mark.slow)
            for phase in (*PHASES, "next sync", "night")
        ),
        *(
            pytest.param(phase, _everywhere, id=f"{phase}-all", marks=pytest.mark.endurance)
            for phase in (*PHASES, "next sync", "night")
        ),
    ],
)
def test_a_phase_broken_off_at_a_boundary_and_started_again_ends_undisturbed(
    job: Job,
    tmp_path: Path,
    phase: str,
    chosen: Callable[[Sequence[str], int], Sequence[int]],
) -> None:
    boundaries = job.boundaries(phase, tmp_path / "counted")
    begins_with = "sync" if phase == "night" else None
    first = len(job.boundaries(begins_with, tmp_path / "known")) if begins_with else 0
    wrong = {}
    for number in {*chosen(boundaries, first), len(boundaries) - 1}:
        differences = job.broken_off(phase, number, tmp_path / str(number))
        if differences:
            wrong[f"{number}: {boundaries[number]}"] = differences
    assert wrong == {}


def test_each_step_is_broken_off_once_whichever_tracker_it_is_for() -> None:
    """Reading and asking for permissions, of one tracker and of the next."""
    files = ("/v4/spreadsheets/" + letter * 44 for letter in "ab")
    requests = [f"GET {file}{more}" for file in files for more in ("", "/permissions")]
    passed = [f"{side} {each}" for each in requests for side in ("before", "after")]
    assert each_step(passed) == [0, 6, 4]
    assert each_step(passed, first=3) == [4, 6]


@pytest.mark.parametrize(
    ("phase", "requests", "commits"),
    [
        ("import", 0, 1),
        ("provision", 15, 13),
        ("edit", 23, 0),
        ("sync", 5, 6),
        ("next sync", 4, 5),
        ("night", 25, 26),
    ],
)
def test_the_boundaries_are_all_requests_and_commits_of_the_phase(
    job: Job, tmp_path: Path, phase: str, requests: int, commits: int
) -> None:
    """Guards the enumeration itself: a watcher that misses some would prove less than it says."""
    passed = Counter(place.split()[-1] for place in job.boundaries(phase, tmp_path / "counted"))
    assert passed.pop("commit", 0) == 2 * commits
    assert passed.total() == 2 * requests


@pytest.mark.slow
def test_a_job_broken_off_in_each_phase_in_turn_ends_as_an_undisturbed_one(
    job: Job, tmp_path: Path
) -> None:
    """Crashes on top of crashes: what one left half done is what the next one meets."""
    folder = job.folder("import", tmp_path / "job")
    for phase in PHASES:
        number = 0
        while job.crash(phase, number, folder):
            number += 5
    with opened(folder) as school:
        assert job.after["sync"].differences(state_of(school)) == []


LOST, REFUSED = {"drop": "after"}, {"status": 503}  # lost after it was applied


@pytest.mark.usefixtures("no_waits")
@pytest.mark.parametrize(
    ("fault", "phase", "requests"),
    [
        pytest.param(LOST, "provision", [8], id="drawing lost"),
        pytest.param(REFUSED, "sync", [3], id="reading refused"),
        pytest.param(LOST, "sync", range(5), marks=pytest.mark.slow, id="sync lost"),
        pytest.param(LOST, "provision", range(15), marks=pytest.mark.slow, id="provision lost"),
        # What was refused was not done, whichever request it was: some of each kind.
        pytest.param(REFUSED, "sync", range(0, 5, 2), marks=pytest.mark.slow, id="sync refused"),
        pytest.param(
            REFUSED, "provision", range(0, 15, 3), marks=pytest.mark.slow, id="provision refused"
        ),
    ],
)
def test_a_phase_with_one_request_disturbed_ends_undisturbed_at_most_a_start_later(
    job: Job, tmp_path: Path, phase: str, requests: Iterable[int], fault: dict[str, str | int]
) -> None:
    wrong = {}
    for number in requests:
        folder = job.folder(phase, tmp_path / str(number))
        with opened(folder) as school:
            school.app.faults.add({"label": phase, "after": number} | fault)
            with suppress(TracksheetError):
                job.phases[phase](school)
            assert school.app.faults.all() == [], "the fault has met its request"
        with opened(folder) as school:
            job.phases[phase](school)
            differences = job.after[phase].differences(state_of(school))
        if differences:
            wrong[number] = differences
    assert wrong == {}
