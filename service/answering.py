"""What people can answer to a letter, and whom an answer is about. Pure."""

from collections.abc import Sequence

from service.answer_links import Answer, Asked
from service.left import Left
from sheet_templates.model import ExcuseCode
from sync.domain.completeness import JudgedEntry

MOVED_CODE = "MOVED"


def answers_offered(codes: Sequence[ExcuseCode]) -> tuple[Answer, ...]:
    """The answers for which these codes have a word."""
    has_moved = any(one.code == MOVED_CODE for one in codes)
    return tuple(one for one in Answer if one is not Answer.MOVED or has_moved)


def children_asked(left: Left, asked: Asked) -> tuple[str, ...]:
    """The children of whom the person still owes a score in the window, by sourcedId.

    Of whom a note, where the answer is about notes.
    """
    if asked.window is None:
        return tuple(dict.fromkeys(one.support.student for one in left.notes))
    return tuple(dict.fromkeys(one.expected.student for one in _entries_asked(left, asked)))


def _entries_asked(left: Left, asked: Asked) -> tuple[JudgedEntry, ...]:
    """The scores that the person still owes in the window."""
    found = (one.entries for one in left.windows if one.window.key == asked.window)
    return tuple(entry for entries in found for entry in entries)
