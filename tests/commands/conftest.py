"""A small school, finished once, and the ways to ask for things."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.commands import main
from service.embedded import Child, start_sheets
from service.folder import DataFolder, Ports
from tests.school_bundles import write_bundle, write_scores
from tests.small_installation import END_OF_YEAR, keep_date, opened

Command = Callable[..., Result]


@dataclass(frozen=True)
class Servers:
    """What runs for a folder."""

    sheets: Child
    service: Child


@contextmanager
def servers(folder: Path) -> Iterator[Servers]:
    """The local server and the service on a folder, as processes of their own."""
    data_folder = DataFolder(folder)
    data_folder.prepare()
    with start_sheets(data_folder.sheets, 0, data_folder.demo_date()) as sheets:
        port = int(sheets.wait_ready().rpartition(":")[2])
        data_folder.keep_ports(Ports(service=0, sheets=port))
        arguments = ["--data-dir", str(folder), "--port", "0", "--no-catch-up"]
        with Child("service", arguments) as service:
            service.wait_ready()
            yield Servers(sheets, service)


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_bundle(tmp_path_factory.mktemp("bundle") / "school.zip")


@pytest.fixture(scope="session")
def scores(bundle: Path) -> Path:
    return write_scores(bundle.with_name("scores.csv"), bundle)


@pytest.fixture(scope="session")
def finished(bundle: Path, scores: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school of two classes: set up, typed, synced. Only to be read, or copied."""
    folder = tmp_path_factory.mktemp("finished")
    set_up(folder, bundle, scores)
    return folder


def set_up(folder: Path, bundle: Path, scores: Path, *, with_records: bool = False) -> None:
    """What the main job does; the aides' supports and notes only if asked."""
    keep_date(folder, END_OF_YEAR)
    with opened(folder) as school:
        school.run("import_roster", path=str(bundle))
        school.run("provision")
        school.type_scores(bundle, scores)
        if with_records:
            school.write_records(bundle, END_OF_YEAR)
        school.run("sync")
        school.run("follow_up")
        school.installation.folder.keep_demo(
            {
                "today": END_OF_YEAR.isoformat(),
                "roster": str(bundle),
                "scores": str(scores),
                "is_typed": True,
            }
        )


@pytest.fixture
def school(finished: Path, tmp_path: Path) -> Path:
    """A copy of the finished school, to be changed."""
    return Path(shutil.copytree(finished, tmp_path / "school"))


@pytest.fixture
def tracksheet() -> Command:
    """The command `tracksheet`, in this process."""

    def run(folder: Path, *arguments: str) -> Result:
        return CliRunner().invoke(main, [*arguments, "--data-dir", str(folder)])

    return run
