"""Python files of the project, read as syntax: what they import, by full module name."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("scripts", "service", "sync", "sheet_templates", "local_sheets")


def modules_under(*places: str) -> list[Path]:
    """Find the modules of folders and single files that exist, relative to the project."""
    paths = [ROOT / place for place in places]
    found = [path for path in paths if path.is_file()]
    found += [module for path in paths if path.is_dir() for module in path.rglob("*.py")]
    return sorted(path.relative_to(ROOT) for path in found)


def imported_names(source: str) -> Iterator[str]:
    """Name all that a module imports, also inside functions; a relative import is ours."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def top_level(name: str) -> str:
    return name.partition(".")[0]


def committed_files() -> list[Path]:
    """Name the files that git keeps; skips where this is no checkout."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [Path(name) for name in listing.stdout.split("\0") if (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    """Read a file of the project."""
    return (ROOT / path).read_bytes().decode("utf-8", errors="replace")
