"""Extracts as files: a folder of CSV, one Excel workbook, a OneRoster bundle."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.harmless import harmless
from sheet_templates.errors import TracksheetError

if TYPE_CHECKING:
    import pandas as pd

Tables = Mapping[str, Sequence[Mapping[str, Any]]]
Columns = Mapping[str, list[str]]
SHAPES = ("csv", "excel", "oneroster-1.1", "oneroster-1.2")


class ExtractError(TracksheetError):
    """An extract cannot be written; names the place and the remedy."""


def write_extract(tables: Tables, columns: Columns, shape: str, target: Path) -> list[Path]:
    """Write the tables in one of SHAPES and give the files; what is there is not overwritten.

    `columns` are those of each table, in order: its header, also where there are no rows.
    CSV makes the folder `target`; Excel and OneRoster make one file of that name. Text that a
    spreadsheet would take for a formula gets an apostrophe before it, in every shape.
    """
    import pandas as pd  # noqa: PLC0415 - half a second of imports

    if target.exists():
        raise ExtractError(f"{target} is there already, and an extract overwrites nothing.")
    frames = {
        name: pd.DataFrame(list(rows), columns=columns[name], dtype=object)
        for name, rows in tables.items()
    }
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if shape == "csv":
            return _folder(frames, target)
        content = _workbook(frames) if shape == "excel" else _bundle(frames)
        _write_whole(target, content)
    except OSError as error:
        raise ExtractError(
            f"{target} cannot be written ({error.strerror}); choose another place."
        ) from error
    return [target]


def _folder(frames: Mapping[str, pd.DataFrame], target: Path) -> list[Path]:
    target.mkdir()
    files = []
    for name, frame in frames.items():
        file = target / f"{name}.csv"
        _write_whole(file, frame.map(harmless).to_csv(index=False).encode())
        files.append(file)
    return files


def _workbook(frames: Mapping[str, pd.DataFrame]) -> bytes:
    import pandas as pd  # noqa: PLC0415 - half a second of imports

    content = io.BytesIO()
    with pd.ExcelWriter(content, engine="openpyxl") as writer:
        for name, frame in frames.items():
            frame.map(harmless).to_excel(writer, sheet_name=name, index=False)
    return content.getvalue()


def _bundle(frames: Mapping[str, pd.DataFrame]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, frame in frames.items():
            bundle.writestr(f"{name}.csv", frame.map(harmless).to_csv(index=False))
    return content.getvalue()


def _write_whole(file: Path, content: bytes) -> None:
    """The file with all its content, or none; readable by this account only."""
    part = file.with_name(f"{file.name}.part")
    part.touch(mode=0o600)
    part.write_bytes(content)
    part.replace(file)
