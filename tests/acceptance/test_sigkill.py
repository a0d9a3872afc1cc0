"""The main job as real processes, killed with SIGKILL at random moments, then started again.

What is killed takes turns: the starter (its children must then end by themselves), everything at
once, the local server, the service.
"""

import os
import random
import secrets
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.phases import Job, State, state_of
from tests.acceptance.real_jobs import PATIENCE, finished, start
from tests.acceptance.star_schools import ScoresFile
from tests.school_bundles import write_bundle, write_scores
from tests.small_installation import opened

STARTER, SERVICE, SHEETS = "scripts.main_job", "service", "local_sheets"
USUAL_SECONDS = 4.0  # of a small job on an idle machine
VICTIMS = ({STARTER}, {STARTER, SERVICE, SHEETS}, {SHEETS}, {SERVICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class RealJob:
    """A command line for a two-class school, and how it ends when nothing disturbs it."""

    school: tuple[str, ...]
    report: dict[str, Any]
    state: State
    seconds: float

    def start(self, folder: Path) -> "subprocess.Popen[str]":
        return start(folder, *self.school)


@pytest.fixture(scope="module")
def real_job(tmp_path_factory: pytest.TempPathFactory) -> RealJob:
    folder = tmp_path_factory.mktemp("undisturbed")
    bundle = write_bundle(folder / "school.zip")
    scores = write_scores(folder / "scores.csv", bundle)
    school = ("--roster", str(bundle), "--scores", str(scores))
    began = time.monotonic()
    report = finished(start(folder / "data", *school))
    seconds = time.monotonic() - began
    with opened(folder / "data") as there:
        return RealJob(school=school, report=report, state=state_of(there), seconds=seconds)


@pytest.mark.slow
def test_a_job_killed_three_times_in_a_row_ends_like_one_that_was_not(
    job: Job, tmp_path: Path
) -> None:
    """Compared with a job that ran undisturbed in this process, which is quicker."""
    bundle = write_bundle(tmp_path / "school.zip")
    scores = write_scores(tmp_path / "scores.csv", bundle)
    school, folder = ("--roster", str(bundle), "--scores", str(scores)), tmp_path / "data"
    for victims in VICTIMS[:3]:
        _start_and_kill(school, USUAL_SECONDS, folder, victims)
    report = finished(start(folder, *school))
    assert report["school"]["by_grade"] == ScoresFile.read(scores).by_grade
    with opened(folder) as there:
        assert job.after["follow-up"].differences(state_of(there)) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "kill", [*range(4), *(pytest.param(n, marks=pytest.mark.endurance) for n in range(4, 40))]
)
def test_a_job_killed_at_a_random_moment_ends_like_one_that_was_not(
    real_job: RealJob, tmp_path: Path, kill: int
) -> None:
    folder = tmp_path / "data"
    _start_and_kill(real_job.school, real_job.seconds, folder, VICTIMS[kill % len(VICTIMS)])
    report = finished(real_job.start(folder))
    assert report["school"] == real_job.report["school"]
    assert report["run"]["entries_typed"] <= real_job.report["run"]["entries_typed"]
    with opened(folder) as there:
        assert real_job.state.differences(state_of(there)) == []


def _start_and_kill(
    school: tuple[str, ...], seconds: float, folder: Path, victims: set[str]
) -> None:
    """Start the job and kill the victims at a random moment of its usual time."""
    seed = secrets.randbelow(2**32)
    moment = random.Random(seed).uniform(0.2, seconds)
    print(f"seed {seed}: {victims} after {moment:.2f} s of {seconds:.2f} s")  # noqa: T201
    with start(folder, *school) as process:
        family = _kill_at(process, moment, victims)
        process.communicate(timeout=PATIENCE)
    _wait_until_gone(family)


@pytest.mark.slow
def test_the_report_of_an_undisturbed_job_is_that_of_its_scores(real_job: RealJob) -> None:
    scores = ScoresFile.read(Path(real_job.school[-1]))
    assert real_job.report["school"]["by_grade"] == scores.by_grade
    assert real_job.report["run"]["entries_typed"] == len(scores.entries)


def _kill_at(process: "subprocess.Popen[str]", moment: float, victims: set[str]) -> list[int]:
    """Kill the victims then, unless all has ended; the process ids of the whole family."""
    try:
        process.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        family = _family(process.pid)
        for pid, module in family.items():
            if module in victims:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        return list(family)
    return []


def _family(pid: int) -> dict[int, str]:
    """The modules that the process and its children run, by process id."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    modules = {pid: STARTER} | {int(child): _module(int(child)) for child in children}
    assert set(modules.values()) <= {STARTER, SERVICE, SHEETS}
    return modules


def _module(pid: int) -> str:
    """What a child runs; a child between fork and exec still looks like its parent."""
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    except FileNotFoundError:
        return STARTER
    return arguments[arguments.index("-m") + 1] if "-m" in arguments else STARTER


def _wait_until_gone(pids: list[int]) -> None:
    give_up_at = time.monotonic() + PATIENCE
    while alive := [pid for pid in pids if _is_alive(pid)]:
        assert time.monotonic() < give_up_at, f"still alive without their parent: {alive}"
        time.sleep(0.02)


def _is_alive(pid: int) -> bool:
    """Whether it still runs; one that ended and that nobody has waited for does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}
