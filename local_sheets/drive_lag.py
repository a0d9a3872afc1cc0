"""The switch version_lag_seconds: what Drive says of a file stays behind the edits of its cells.

Google was seen to save edits in batches: version, modifiedTime and the change entry come later
than the edit (reported live). What is done through Drive itself shows at once.
"""

from datetime import datetime, timedelta

from local_sheets import clock
from local_sheets.drive_call import DriveCall
from local_sheets.drive_model import DriveFile

_AT_ONCE = ("files.", "permissions.", "spreadsheets.create")


def shown_state(call: DriveCall, file: DriveFile) -> tuple[int, str]:
    """The version and the modifiedTime that Drive shows now."""
    edge = _edge(call)
    if not edge or file.modified <= edge:
        return file.version, file.modified
    late, modified = 0, file.created
    for one in reversed(call.storage.revisions(file.id)):
        if one.at <= edge or one.kinds[0].startswith(_AT_ONCE):
            modified = one.at
            break
        late += 1
    return file.version - late, modified


def late_changes(call: DriveCall) -> dict[str, int]:
    """The files whose latest edit Drive does not know yet, with the numbers of their changes."""
    edge, files = _edge(call), call.shelf.files
    if not edge:
        return {}
    return {
        change.file_id: change.seq
        for change in call.shelf.changes.values()
        if change.at > edge
        and (file := files.get(change.file_id)) is not None
        and shown_state(call, file)[0] != file.version
    }


def _edge(call: DriveCall) -> str:
    """Edits after this moment are not known yet; empty without a lag."""
    lag = call.switches.version_lag_seconds
    if not lag:
        return ""
    return clock.rfc3339(datetime.fromisoformat(call.at) - timedelta(seconds=lag))
