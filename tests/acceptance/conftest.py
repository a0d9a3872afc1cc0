"""The undisturbed job that broken-off ones are compared with, and clients that do not wait."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.google.client import open_client
from tests.acceptance.changing_school import Year, lived_year
from tests.acceptance.phases import Job, undisturbed_job
from tests.small_installation import Opened, opened


@pytest.fixture(scope="session")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    return undisturbed_job(tmp_path_factory.mktemp("undisturbed"))


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return lived_year(tmp_path_factory.mktemp("year"))


@pytest.fixture
def school(job: Job, tmp_path: Path) -> Iterator[Opened]:
    """Give the school at the end of that job, in a copy where a test may do as it likes."""
    with opened(Path(shutil.copytree(job.end, tmp_path / "school"))) as copy:
        yield copy


@pytest.fixture
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let clients try again at once: ours (its default was bound long ago) and google-auth."""
    defaults = open_client.__kwdefaults__

    def at_once(_: float) -> None:
        return

    assert defaults is not None
    assert "sleep" in defaults
    monkeypatch.setitem(defaults, "sleep", at_once)
    monkeypatch.setattr(time, "sleep", at_once)
