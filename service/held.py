"""Putting back a change that waits for the document owner's word: how it is told, wherever."""

from typing import Any

from service import wording
from service.works import Next, Outcome, Part


def told_before(planned: Any, address: str) -> Outcome:
    """What would be written; `address` is where the yes to it goes, with its digest."""
    cells, homeless = tuple(planned["cells"]), tuple(planned["homeless"])
    parts = (
        Part(title="What would be written", lines=cells),
        Part(title="What cannot be put back", lines=homeless),
    )
    if not cells:
        answer = "No cell can be put back. In the spreadsheet, take File, Version history."
        return Outcome(answer=answer, parts=tuple(part for part in parts if part.lines))
    return Outcome(
        answer=f"{wording.counted(len(cells), 'cell')} would be written. Nothing is written yet.",
        parts=tuple(part for part in parts if part.lines),
        next=Next(
            label="Put the earlier scores back",
            address=address,
            fields=(("agreed", planned["digest"]),),
        ),
    )


def told_put_back(done: Any) -> Outcome:
    """What was written."""
    cells = wording.counted(len(done["cells"]), "cell")
    parts = (Part(title="Written into the spreadsheet", lines=tuple(done["cells"])),)
    return Outcome(answer=f"{cells} put back, and read back since.", parts=parts)


def told_accepted(done: Any) -> Outcome:
    """What the taken over change did."""
    changes = wording.counted(done["changes"], "entry", "entries")
    return Outcome(answer=f"Taken over. {changes} changed.")
