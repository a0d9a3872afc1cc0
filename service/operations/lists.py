"""What is known: the school's figures, its flags and entries."""

from typing import Any

from service.bootstrap import Installation
from service.operations.asked import asked_tracker
from service.operations.operation import Operation, Options, Progress
from service.report import entry_rows, flag_rows, school_report
from sync.errors import RosterError
from sync.store.flags import flags


def _status(installation: Installation, *_: Any) -> Any:
    """The school's figures."""
    return school_report(_overview(installation))


def _flags(installation: Installation, options: Options, _: Progress) -> Any:
    """What somebody has to act on."""
    with installation.store.reading() as tx:
        held = flags(tx, installation.scope())
    return flag_rows(_overview(installation), asked_tracker(installation, options), held)


def _entries(installation: Installation, options: Options, _: Progress) -> Any:
    """Everything that has been entered."""
    return entry_rows(_overview(installation), asked_tracker(installation, options))


def _overview(installation: Installation) -> Any:
    overview = installation.reader().overview()
    if overview is None:
        raise RosterError(
            f"{installation.folder.path} holds no school yet. Import one with `roster import ZIP`."
        )
    return overview


OPERATIONS = {
    "status": Operation(work=_status),
    "flags": Operation(work=_flags),
    "entries": Operation(work=_entries),
}
