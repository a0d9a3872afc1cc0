"""Make docs/local-sheets.md from local_sheets' own tables: methods, kinds, functions, limits."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from re import sub
from sys import modules

from local_sheets.assumptions import ASSUMPTIONS
from local_sheets.defaults import MAX_CELLS, MAX_COLUMNS
from local_sheets.drive_routes import drive_routes
from local_sheets.entry_parsing import MAX_CHARACTERS
from local_sheets.formulas.names import GOOGLE, unsupported_functions
from local_sheets.kinds.table import KINDS
from local_sheets.metadata import MAX_CHARACTERS as METADATA_CHARACTERS
from local_sheets.schema import fields_of, methods
from local_sheets.sheets_routes import sheets_routes
from local_sheets.switch_settings import FILE_NAME
from local_sheets.switches import switch_notes
from local_sheets.wire import LARGEST_BODY
from scripts.start_checks import ROOT

TARGET = ROOT / "docs" / "local-sheets.md"
INTRODUCTION = Path(__file__).with_name("local_sheets_page.md")


def page() -> str:
    """The whole page."""
    parts = [
        INTRODUCTION.read_text(encoding="utf-8").rstrip(),
        *_methods(),
        *_kinds(),
        *_functions(),
        *_switches(),
        *_assumptions(),
        *_limits(),
    ]
    return "\n\n".join(parts) + "\n"


def is_served(name: str) -> bool:
    """Whether the server carries a method of Google's out."""
    verb, path = methods()[name]["http"].split(" ", 1)
    place = sub(r"\{\w+\}", "x", path)
    for route in (*sheets_routes(), *drive_routes()):
        found = route.path.fullmatch(place) if route.method == verb else None
        if found:
            taken = set(found.groupdict().values()) <= {"x"}  # a fixed word is no file's id
            return taken and route.built and bool(route.scopes)
    return False


def _methods() -> Iterator[str]:
    served = [name for name in methods() if is_served(name)]
    yield "## Methods"
    rows = [(f"`{name}`", f"`{methods()[name]['http']}`") for name in served]
    yield _table(("method", "request"), rows)
    rest = [name for name in methods() if name not in served]
    yield "Not served: " + ", ".join(f"`{name}`" for name in rest) + "."


def _kinds() -> Iterator[str]:
    by_module: dict[str, list[str]] = defaultdict(list)
    for name, kind in KINDS.items():
        about = (modules[kind.apply.__module__].__doc__ or "").partition("\n")[0].strip()
        by_module[about].append(f"`{name}`")
    yield "## Kinds of batchUpdate request"
    yield _table(("what", "kinds"), [(what, ", ".join(names)) for what, names in by_module.items()])
    rest = sorted(set(fields_of("sheets", "Request")) - set(KINDS))
    yield "Refused as not supported: " + ", ".join(f"`{name}`" for name in rest) + "."


def _functions() -> Iterator[str]:
    lacking = unsupported_functions()
    yield "## Functions of formulas"
    yield (
        f"Formulas are computed with {len(GOOGLE) - len(lacking)} of the {len(GOOGLE)} functions "
        "of Google's list. The others keep their text and show `#NAME?`:"
    )
    yield ", ".join(f"`{name}`" for name in lacking) + "."


def _switches() -> Iterator[str]:
    yield "## Switches"
    yield (
        f"Set them in `{FILE_NAME}` in the data folder, or with `--switch name=value`: the "
        "assumptions about Google that nobody has proved, and what is off by default."
    )
    rows = [
        (f"`{note.name}`", f"`{str(note.default).lower()}`", note.meaning, note.source)
        for note in switch_notes()
    ]
    yield _table(("switch", "default", "meaning", "source"), rows)


def _assumptions() -> Iterator[str]:
    yield "## What nobody has proved"
    yield (
        "Each open question about Google, and what answers it here: a switch where a program could "
        "tell the difference, else what the server does and why that is enough."
    )
    rows = [
        (one.question, ", ".join(f"`{name}`" for name in one.switches) or one.answer)
        for one in ASSUMPTIONS
    ]
    yield _table(("question", "answered by"), rows)


def _limits() -> Iterator[str]:
    yield "## Limits"
    rows = [
        ("cells of a spreadsheet", f"{MAX_CELLS:,}"),
        ("columns of a tab", f"{MAX_COLUMNS:,}"),
        ("characters of a cell", f"{MAX_CHARACTERS:,}"),
        (
            "characters of developer metadata, of each tab and of the spreadsheet",
            f"{METADATA_CHARACTERS:,}",
        ),
        ("bytes of a request", f"{LARGEST_BODY:,}"),
    ]
    yield _table(("what", "most"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
    print(f"wrote {TARGET}")
