"""Real files of other kinds: what people typed is in the store, value by value, and no more."""

import shutil
from pathlib import Path

import pytest

from service.template_files import TemplateFiles
from tests.acceptance.real_files import REAL_FILES, RealFile, RealSchool
from tests.acceptance.star_schools import stored_entries
from tests.small_installation import END_OF_YEAR, Opened, keep_date, opened


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with stores and a service account's key, which take longer than a small school."""
    folder = tmp_path_factory.mktemp("empty") / "school"
    keep_date(folder, END_OF_YEAR)
    with opened(folder):
        return folder


def lives_through(school: Opened, real: RealSchool, folder: Path) -> None:
    """Roster, own template, trackers, typing, sync: the store is the file."""
    school.run("import_roster", path=real.bundle(folder.parent / "roster.zip"))
    files = TemplateFiles(school.installation.folder)
    own = files.new("own", "student_tracker_k3")
    own.write_text(real.template_text(), encoding="utf-8")
    tried = school.run("template_try", template="own")
    assert tried["problems"] == []
    school.run("template_use", template="own", agreed=tried["digest"])
    school.run("provision")
    real.type_all(school)
    entries = real.entries
    assert school.run("sync")["changes"] == len(entries)
    assert stored_entries(school) == entries
    figures = school.run("status")
    assert (figures["entries"], figures["cell_issues"]) == (len(entries), 0)
    assert figures["expected"] == figures["entries"] + figures["missing"]
    assert school.run("sync")["changes"] == 0
    assert school.run("holds") == []


@pytest.mark.slow
@pytest.mark.parametrize("file", REAL_FILES, ids=lambda file: file.name)
def test_a_cut_of_a_real_file_is_in_the_store_value_by_value(
    extra_data: Path, empty: Path, tmp_path: Path, file: RealFile
) -> None:
    real = file.cut(extra_data)
    assert real.entries
    with opened(Path(shutil.copytree(empty, tmp_path / "school"))) as school:
        lives_through(school, real, tmp_path / "school")


@pytest.mark.endurance
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("file", REAL_FILES, ids=lambda file: file.name)
def test_a_whole_real_file_is_in_the_store_value_by_value(
    extra_data: Path, empty: Path, tmp_path: Path, file: RealFile
) -> None:
    typed = 0
    for number, real in enumerate(file.schools(extra_data)):
        folder = Path(shutil.copytree(empty, tmp_path / f"{number}" / "school"))
        with opened(folder) as school:
            lives_through(school, real, folder)
        typed += len(real.entries)
    assert typed > 100
