"""What is measured alone: in a process of its own, over a copy of a folder with trackers.

In one process with other cases, what those left in memory had a say in the figures: each search
for garbage looks through it, and whether one falls into the sync or into its floor is chance.
"""

import pickle
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from scripts.bench_world import Size, World, expected
from scripts.start_checks import ROOT
from service.bootstrap import open_installation

Given = ParamSpec("Given")
Result = TypeVar("Result")
_NOT_COPIED = ("spreadsheets.sqlite3*", "*-shm", "lock")  # the local server's own, and what locks


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What work took: seconds on the clock and of CPU, the largest memory of its process in MB."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A folder with trackers as it stood, for another process to open; the server is the same."""

    folder: Path
    url: str
    drive_id: str
    size: Size
    trackers: dict[str, str]

    @classmethod
    def of(cls, there: World, size: Size, folder: Path) -> "Copied":
        """A copy in `folder`, which is not there yet."""
        source = there.installation.folder.path
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns(*_NOT_COPIED))
        return cls(
            folder=folder,
            url=there.url,
            drive_id=there.drive_id,
            size=size,
            trackers=there.trackers,
        )

    @contextmanager
    def opened(self) -> Iterator[World]:
        """What was copied, as it stood."""
        with open_installation(self.folder, sheets_url=self.url) as installation:
            yield World(
                url=self.url,
                installation=installation,
                gateway=installation.gateway("bench"),
                drive_id=self.drive_id,
                expectation=expected(self.size),
                trackers=self.trackers,
            )


def alone(work: Callable[Given, Result], *given: Given.args, **by_name: Given.kwargs) -> Result:
    """What the work of a module gives in a process that does nothing else."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.bench_alone"],
        cwd=ROOT,
        input=pickle.dumps((work, given, by_name)),
        stdout=subprocess.PIPE,
        check=True,
    )
    return cast(Result, pickle.loads(done.stdout))  # noqa: S301 - of our own process


def cost_of(work: Callable[[], object], others: Callable[[], float] = lambda: 0.0) -> Cost:
    """What the work takes; `others` is the CPU of other processes that work for it."""
    began, busy = time.monotonic(), time.process_time() + others()
    work()
    wall, cpu = time.monotonic() - began, time.process_time() + others() - busy
    return Cost(wall=wall, cpu=cpu, peak=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _work() -> None:
    work, given, by_name = pickle.load(sys.stdin.buffer)  # noqa: S301 - of our own process
    sys.stdout.buffer.write(pickle.dumps(work(*given, **by_name)))


if __name__ == "__main__":
    _work()
