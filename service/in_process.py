"""Carrying operations out in this process, on a folder without a running service."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.bootstrap import open_installation
from service.embedded import start_sheets
from service.folder import DataFolder
from service.operations import OPERATIONS
from service.operations.operation import Operation, Options, Progress
from service.settings import read_settings
from service.store_place import has_store
from service.turns import Turns
from sheet_templates.sentences import sentence
from sync.errors import RosterError


@dataclass(frozen=True, slots=True)
class InThisProcess:
    """A folder without a running service; the local server is started where it is needed."""

    path: Path

    def run(self, name: str, options: Options, progress: Progress) -> Any:
        """Open the folder, do it, close the folder; only an import makes a folder."""
        folder = DataFolder(self.path)
        operation = OPERATIONS[name]
        if not operation.makes_folder and not has_store(folder):
            raise RosterError(
                sentence(
                    "%(path)s holds no school yet. Import one with `roster import ZIP`.",
                    path=str(self.path),
                )
            )
        folder.prepare()
        if not (operation.changes_store or operation.needs_sheets):
            return self._run(name, options, progress, None)
        with folder.lock(), _sheets_if_needed(folder, operation) as url:
            return self._run(name, options, progress, url)

    def _run(self, name: str, options: Options, progress: Progress, url: str | None) -> Any:
        with open_installation(self.path, sheets_url=url) as installation:
            return Turns(installation).run(name, options, progress)


@contextmanager
def _sheets_if_needed(folder: DataFolder, operation: Operation) -> Iterator[str | None]:
    """The address of a local server of our own, on any free port, while the operation lasts."""
    if not operation.needs_sheets or not read_settings().is_embedded:
        yield None
        return
    with start_sheets(folder.sheets, 0, folder.demo_date()) as child:
        yield child.wait_ready()
