"""Putting back a change that waits for the document owner's word: how it is told, wherever."""

from typing import Any

from service.speech import Speech
from service.works import Next, Outcome, Part


def told_before(planned: Any, address: str, said: Speech) -> Outcome:
    """What would be written; `address` is where the yes to it goes, with its digest."""
    cells, homeless = said.told(planned["cells"]), said.told(planned["homeless"])
    parts = (
        Part(title=said.say("What would be written"), lines=cells),
        Part(title=said.say("What cannot be put back"), lines=homeless),
    )
    if not cells:
        answer = said.say(
            "No cell can be put back. In the spreadsheet, take File, Version history."
        )
        return Outcome(answer=answer, parts=tuple(part for part in parts if part.lines))
    return Outcome(
        answer=said.several(
            "%(count)s cell would be written. Nothing is written yet.",
            "%(count)s cells would be written. Nothing is written yet.",
            len(cells),
        ),
        parts=tuple(part for part in parts if part.lines),
        next=Next(
            label=said.say("Put the earlier scores back"),
            address=address,
            fields=(("agreed", planned["digest"]),),
        ),
    )


def told_put_back(done: Any, said: Speech) -> Outcome:
    """What was written."""
    cells = said.told(done["cells"])
    parts = (Part(title=said.say("Written into the spreadsheet"), lines=cells),)
    answer = said.several(
        "%(count)s cell put back, and read back since.",
        "%(count)s cells put back, and read back since.",
        len(cells),
    )
    return Outcome(answer=answer, parts=parts)


def told_accepted(done: Any, said: Speech) -> Outcome:
    """What the taken over change did."""
    answer = said.several(
        "Accepted. %(count)s entry changed.",
        "Accepted. %(count)s entries changed.",
        done["changes"],
    )
    return Outcome(answer=answer)
