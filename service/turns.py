"""Carrying operations out one after the other: what writes waits for its turn."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from service.bootstrap import Installation
from service.operations import OPERATIONS
from service.operations.access import access_night
from service.operations.operation import Options, Progress
from service.operations.syncing import is_overdue, nightly
from sheet_templates.errors import TracksheetError


class UnknownOperationError(TracksheetError):
    """Nothing of that name can be asked for."""


@dataclass(frozen=True, slots=True)
class Turns:
    """The operations of one installation within one program."""

    installation: Installation
    _turn: Lock = field(default_factory=Lock)
    _nights: list[None] = field(default_factory=list)  # those at work, or waiting for their turn

    def run(self, name: str, options: Options, progress: Progress) -> Any:
        """Carry the operation out; reading ones at once, writing ones when it is their turn."""
        operation = OPERATIONS.get(name)
        if operation is None:
            known = ", ".join(sorted(OPERATIONS))
            raise UnknownOperationError(f"There is no operation {name!r}; there are {known}.")
        if not operation.changes_store:
            return operation.work(self.installation, options, progress)
        with self._turn:
            return operation.work(self.installation, options, progress)

    def run_unless_night(self, name: str, options: Options, progress: Progress) -> Any:
        """The same for an operation that changes the store; None, undone, where a night is on."""
        if self._nights:
            return None
        with self._turn:
            if self._nights:  # it came while we waited: let it have the turn
                return None
            return OPERATIONS[name].work(self.installation, options, progress)

    def run_night(self, progress: Progress) -> Any:
        """Tonight's sync, then who can reach the trackers, in their turns."""
        return self._night(progress)

    def run_missed_night(self, progress: Progress) -> Any:
        """A sync, in its turn, if the last one lies too far back; None if not, or if one is on."""
        if self._nights or not is_overdue(self.installation):
            return None
        return self._night(progress)

    def _night(self, progress: Progress) -> Any:
        self._nights.append(None)
        try:
            return self._sync_and_access(progress)
        finally:
            self._nights.pop()

    def _sync_and_access(self, progress: Progress) -> Any:
        """A sync that fails keeps nobody in whose access is over."""
        try:
            with self._turn:
                done = nightly(self.installation, progress)
        finally:
            with self._turn:
                access = access_night(self.installation, progress)
        return {**done, "access": access}
