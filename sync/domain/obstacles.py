"""Why a tracker cannot be read although it exists, in the words of its document owner."""

from enum import StrEnum

from sheet_templates.sentences import Sentence, about, sentence


class Obstacle(StrEnum):
    """What stands between us and a tracker; its entries stay as they were meanwhile."""

    TRASHED = "trashed"
    GONE = "gone"
    UNSHARED = "unshared"
    MOVED = "moved"
    NOT_A_SPREADSHEET = "not a spreadsheet"
    TOO_LARGE = "too large"


_WORDS = {
    Obstacle.TRASHED: sentence(
        "its spreadsheet lies in the trash of the shared drive. Put it back from there (right "
        "click, Restore)"
    ),
    Obstacle.GONE: sentence(
        "its spreadsheet is no longer there for the service account: it was deleted for good, or "
        "moved where the account sees nothing. Look for it in Drive and move it back into the "
        "shared drive; an administrator can restore a file for 25 days after it was deleted"
    ),
    Obstacle.UNSHARED: sentence(
        "the service account may no longer read its spreadsheet. Make the account a content "
        "manager of the shared drive again"
    ),
    Obstacle.MOVED: sentence(
        "its spreadsheet was moved out of the shared drive. Move it back: outside, protections "
        "and sharing are no longer looked after"
    ),
    Obstacle.NOT_A_SPREADSHEET: sentence(
        "its file is no Google spreadsheet any more (an Excel file, perhaps). Put back the "
        "version from before (Manage versions), or take the changes over into the spreadsheet"
    ),
    Obstacle.TOO_LARGE: sentence(
        "its spreadsheet is too large to be read in one go. Delete rows and columns that stand "
        "empty below and beside the data, and tabs that are not needed"
    ),
}


def obstacle_message(public_id: str, obstacle: Obstacle) -> Sentence:
    """The whole sentence for the run's ledger and the owner."""
    what = sentence("%(what)s. Until then its entries stay as they were.", what=_WORDS[obstacle])
    return about(public_id, what)


READ_AGAIN = sentence("The run before could not read it.")
"""Beside the outcome of a tracker that was read again after a failure."""


def healed_message(public_id: str) -> Sentence:
    """The sentence about a tracker that was read again after a run that could not."""
    return about(
        public_id, sentence("it can be read again, and was; what was typed meanwhile is in.")
    )


def copy_message(public_id: str, file_id: str) -> Sentence:
    """The sentence about a file that somebody made as a copy of a tracker."""
    return about(
        public_id,
        sentence(
            "somebody made a copy of its spreadsheet (%(address)s). Nothing that is typed there "
            "is counted: type it in the tracker, and delete the copy.",
            address=f"https://docs.google.com/spreadsheets/d/{file_id}",
        ),
    )
