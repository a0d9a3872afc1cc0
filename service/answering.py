"""What people answer to a letter; each answer is carried out by an operation that there is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.answer_links import Answer, AnswerLinks, Asked
from service.left import Left, left_for
from service.overview import Overview
from sheet_templates.model import ExcuseCode
from sync.domain.completeness import JudgedEntry

MOVED_CODE = "MOVED"
SOURCE = "letter"
Run = Callable[[str, Mapping[str, Any], Callable[[str], None]], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An answer as the form gives it: children by sourcedId, for an excuse why, and by whom."""

    students: Sequence[str] = ()
    code: str = ""
    reason: str = ""
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Carries answers out; `links` reads what a letter's link stands for, `run` runs operations."""

    links: AnswerLinks
    run: Run

    def carry_out(self, overview: Overview, asked: Asked, given: Given) -> int:
        """Do what was answered; for how many children or trackers something was done.

        Only children of whom the person still owes something in the window count, so an answer
        that was given before is done once.
        """
        left = left_for(overview, asked.person)
        if asked.answer is Answer.TYPED:
            return self._sync(overview, left, asked)
        wanted = [one for one in children_asked(left, asked) if one in given.students]
        for student in wanted:
            self._tell(asked, student, given)
        return len(wanted)

    def _sync(self, overview: Overview, left: Left, asked: Asked) -> int:
        trackers = dict.fromkeys(overview.tracker_of[one] for one in _students(left, asked))
        for tracker in trackers:
            self.run("sync", {"tracker": tracker}, _say_nothing)
        return len(trackers)

    def _tell(self, asked: Asked, student: str, given: Given) -> None:
        if asked.answer is Answer.NOT_MINE:
            said = {"person": asked.person, "student": student}
            self.run("say_not_mine", said, _say_nothing)
            return
        excuse = {
            "student": student,
            "checkpoint": asked.window,
            "code": MOVED_CODE if asked.answer is Answer.MOVED else given.code,
            "reason": given.reason,
            "by": given.by,
            "source": SOURCE,
        }
        self.run("excuse_give", excuse, _say_nothing)


def answers_offered(codes: Sequence[ExcuseCode]) -> tuple[Answer, ...]:
    """The answers for which these codes have a word."""
    has_moved = any(one.code == MOVED_CODE for one in codes)
    return tuple(one for one in Answer if one is not Answer.MOVED or has_moved)


def children_asked(left: Left, asked: Asked) -> tuple[str, ...]:
    """The children of whom the person still owes a score in the window, by sourcedId."""
    entries = entries_asked(left, asked)
    return tuple(dict.fromkeys(one.expected.student for one in entries))


def entries_asked(left: Left, asked: Asked) -> tuple[JudgedEntry, ...]:
    """The scores that the person still owes in the window."""
    found = (one.entries for one in left.windows if one.window.key == asked.window)
    return tuple(entry for entries in found for entry in entries)


def _students(left: Left, asked: Asked) -> tuple[str, ...]:
    """The children whose trackers hold what was typed."""
    if asked.window is None:
        return tuple(one.support.student for one in left.notes)
    return children_asked(left, asked)


def _say_nothing(_: str) -> None:
    """Nobody watches."""
