"""What import-linter cannot say: which parts of the standard library a module may touch."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOMS, ROOT, imported_names, modules_under, top_level

# Judgements are functions of values: nothing here may look at the world or at a clock.
PURE = ("sheet_templates", "sync/domain", "service/access.py")
IMPURE_LIBRARY = {
    "asyncio", "glob", "http", "io", "logging", "multiprocessing", "os", "pathlib", "random",
    "secrets", "shutil", "socket", "sqlite3", "subprocess", "sys", "tempfile", "threading",
    "time", "urllib",
}  # fmt: skip
# Templates come in from files and as mappings: reading and validating them is the loaders' work.
LOADERS = {Path("sheet_templates/library.py"), Path("sheet_templates/parsing.py")}
# What these libraries do is a function of values too: how people of a locale write dates and
# numbers; one text for each different cell of a reply; bytes of JSON to values and back.
PURE_LIBRARIES = {
    Path("sync/domain/reading/habits.py"): "babel",
    Path("sheet_templates/snapshot.py"): "orjson",
    Path("sheet_templates/nightly.py"): "msgspec",
    Path("sync/domain/reading/verbatim.py"): "orjson",
}
# They run before anything is installed.
DOORS = ("environment.py", "start.py", "test.py", "tracksheet.py")


def foreign_imports(path: Path) -> set[str]:
    names = set(imported_names((ROOT / path).read_text()))
    return {name for name in names if top_level(name) not in (*sys.stdlib_module_names, *ROOMS)}


@pytest.mark.parametrize("path", modules_under(*PURE), ids=str)
def test_pure_modules_do_not_look_at_the_world(path: Path) -> None:
    names = {top_level(name) for name in imported_names((ROOT / path).read_text())}
    assert path in LOADERS or not names & IMPURE_LIBRARY


@pytest.mark.parametrize("path", modules_under(*PURE), ids=str)
def test_pure_modules_use_no_library_but_the_standard_one(path: Path) -> None:
    foreign = {top_level(name) for name in foreign_imports(path)}
    assert path in LOADERS or foreign <= {PURE_LIBRARIES.get(path)}


def test_purity_is_checked_on_something() -> None:
    assert len(modules_under(*PURE)) > len(LOADERS)


@pytest.mark.parametrize("door", DOORS)
def test_doors_import_the_standard_library_only(door: str) -> None:
    path = Path("scripts") / door
    own = {name for name in imported_names((ROOT / path).read_text()) if top_level(name) in ROOMS}
    assert foreign_imports(path) == set()
    assert own <= {"scripts.environment"}


@pytest.mark.parametrize("door", DOORS)
def test_doors_can_be_read_by_a_python_that_is_too_old(door: str) -> None:
    # Otherwise a person with Python 3.8 sees a SyntaxError in place of the line that helps.
    ast.parse((ROOT / "scripts" / door).read_text(), feature_version=(3, 7))


@pytest.mark.parametrize("room", ROOMS)
def test_importing_a_room_does_nothing(room: str) -> None:
    program = (
        f"import sys; import {room}; sys.exit(bool(sys.modules.keys() & {{'flask', 'gspread'}}))"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


@pytest.mark.parametrize(
    ("started", "rarely_needed"),
    [
        ("service.commands", {"flask", "gspread", "pandas", "pydantic", "sqlalchemy"}),
        pytest.param(
            "service.server",
            {"authlib", "icalendar", "openpyxl", "pandas", "recurring_ical_events"},
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_start_leaves_out_what_only_some_of_its_work_needs(
    started: str, rarely_needed: set[str]
) -> None:
    program = f"import sys, {started}; print(sorted(sys.modules.keys() & {rarely_needed}))"
    command = [sys.executable, "-c", program]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert told.stdout == "[]\n"
