"""Python files of the project, read as syntax: what they import, by full module name."""

import ast
from collections.abc import Iterator
from pathlib import Path

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
