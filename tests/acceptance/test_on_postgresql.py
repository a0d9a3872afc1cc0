"""The main job with its store on PostgreSQL: the same school, the same figures, the same end."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL

import pytest

from scripts.postgresql_server import PostgresqlServer
from service.doctor import examine
from sync.errors import StoreError
from sync.store.place import StoreUrl
from tests.acceptance.phases import Job, state_of
from tests.small_installation import Boundaries, Opened, opened

pytestmark = pytest.mark.slow

STORE = "TRACKSHEET_STORE_URL"
REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """A data folder without a store in it, and the database that has it."""

    folder: Path
    url: StoreUrl

    @contextmanager
    def open(self, boundaries: Boundaries | None = None) -> Iterator[Opened]:
        with self.environment(), opened(self.folder, boundaries) as school:
            yield school

    @contextmanager
    def environment(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv(STORE, self.url.text)
            yield


@pytest.fixture(scope="module")
def typed(
    job: Job,
    postgresql: PostgresqlServer,
    empty_store_on_postgresql: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[School]:
    """A school that was set up on PostgreSQL, in whose trackers people have typed."""
    folder = tmp_path_factory.mktemp("postgresql") / "school"
    shutil.copytree(job.before["import"], folder)
    (folder / "tracksheet.sqlite3").unlink()
    with postgresql.database(like=empty_store_on_postgresql) as url:
        there = School(folder=folder, url=url)
        for phase in ("import", "provision", "edit"):
            with there.open() as school:
                job.phases[phase](school)
                assert job.after[phase].differences(state_of(school)) == []
        assert not (folder / "tracksheet.sqlite3").exists()
        yield there


@pytest.fixture
def copied(typed: School, postgresql: PostgresqlServer, tmp_path: Path) -> Iterator[School]:
    folder = Path(shutil.copytree(typed.folder, tmp_path / "school"))
    with postgresql.database(like=typed.url.text.partition("?")[0].rpartition("/")[2]) as url:
        yield School(folder=folder, url=url)


@pytest.mark.parametrize("phase", ["sync", "night"])
def test_a_school_comes_to_the_same_figures_as_on_sqlite(
    job: Job, copied: School, phase: str
) -> None:
    with copied.open() as school:
        job.phases[phase](school)
        assert job.after[phase].differences(state_of(school)) == []
        replayed = school.run("replay")  # the log out of PostgreSQL, into a store on SQLite
        assert [one["is_whole"] for one in replayed] == [True, True]
        assert [one["differences"] for one in replayed] == [(), ()]


_DYING = """
import os, signal, sys
from pathlib import Path
from tests.small_installation import Boundaries, opened

class Dying(Boundaries):
    def cross(self, place):
        super().cross(place)
        if self.passed.count("before a commit") == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)

with opened(Path(sys.argv[1]), Dying()) as school:
    school.run("sync")
"""


def test_a_sync_that_was_killed_is_finished_by_the_next(job: Job, copied: School) -> None:
    """Within the transaction that stores the first tracker: the server takes all of it back."""
    with copied.environment():
        dying = subprocess.run(
            [sys.executable, "-c", _DYING, str(copied.folder), "4"], cwd=REPOSITORY, check=False
        )
    assert dying.returncode == -SIGKILL
    with copied.open() as school:
        job.phases["sync"](school)
        assert job.after["sync"].differences(state_of(school)) == []


class Stopping(Boundaries):
    """Stops the server before a commit."""

    def __init__(self, server: PostgresqlServer, before: int) -> None:
        super().__init__()
        self._server, self._before = server, before

    def cross(self, place: str) -> None:
        super().cross(place)
        if place == "before a commit" and self.passed.count(place) == self._before:
            self._server.process.stop()


def test_a_server_that_stops_is_told_and_when_it_is_back_the_work_goes_on(
    job: Job, copied: School, postgresql: PostgresqlServer
) -> None:
    if postgresql.process is None:
        pytest.skip("the server is somebody else's")
    with copied.open(Stopping(postgresql, 4)) as school:
        try:
            with pytest.raises(StoreError) as told:
                job.phases["sync"](school)
            assert told.value.reason == (
                f"{copied.url} cannot be reached; see that the server runs; "
                "what was under way is stored whole or not at all, so run it again."
            )
        finally:
            postgresql.process.start()
        job.phases["sync"](school)  # the same program, as a service that went on running
        assert job.after["sync"].differences(state_of(school)) == []


def test_the_doctor_says_how_the_database_stands(
    typed: School, postgresql: PostgresqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def line(url: StoreUrl) -> dict[str, str]:
        monkeypatch.setenv(STORE, url.text)
        (found,) = [one for one in examine(typed.folder)["checks"] if one["name"] == "store"]
        return {name: found[name] for name in ("state", "text", "remedy")}

    assert line(typed.url) == {
        "state": "ok",
        "text": "sound, and of this program's schema",
        "remedy": "",
    }
    nowhere = postgresql.named("nowhere")
    assert line(nowhere) == {
        "state": "problem",
        "text": f"{nowhere} is not there",
        "remedy": "make it: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0.",
    }
    monkeypatch.setenv(STORE, "mysql://tracksheet:h0rse@district/tracksheet")
    told = json.dumps(examine(typed.folder))
    assert f"{STORE}: This is no address of a PostgreSQL database" in told
    assert "h0rse" not in told
