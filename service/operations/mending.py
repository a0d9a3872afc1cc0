"""Doubtful cells: writing their likely readings into the spreadsheet, on the owner's yes."""

from typing import Any

from service.bootstrap import Installation
from service.operations.asked import asked_owner
from service.operations.duties import going_round
from service.operations.operation import Operation, Options, Progress
from service.operations.syncing import sync_of
from sheet_templates.sentences import sentence
from sync.mend import mend


def _mend(installation: Installation, options: Options, progress: Progress) -> Any:
    """Write what the ids `issues` stand for into `tracker`, as the document owner `by`."""
    who, tracker = asked_owner(installation, options["by"]), options["tracker"]
    progress(sentence("comparing with %(tracker)s as it is now", tracker=tracker))
    with going_round(installation, {tracker}):
        done = mend(sync_of(installation, progress), tracker, options["issues"], who=who)
    return {"tracker": tracker, "written": list(done.written), "left": list(done.left)}


OPERATIONS = {
    "mend": Operation(work=_mend, changes_store=True, needs_sheets=True),
}
"""What can be done about cells that cannot be read."""
