"""Flags that somebody can act on: what raises one, and how it lives until it is gone.

A flag is raised by a condition (a duty is late, a tracker is shared outside) and ends with it, all
by itself. In between a person may acknowledge it, or excuse it with a reason, which is the honest
way out when nothing can or need be done: an excused flag stays quiet while its condition lasts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sync.domain.entries import CellIssue
from sync.errors import FlagError


class FlagState(StrEnum):
    """Where a flag is in its life."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    EXCUSED = "excused"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOfFlag:
    """A kind of flag: the word for it, what to do, and the honest way out without doing it."""

    key: str
    title: str
    remedy: str
    way_out: str


_EXCUSE_SCORES = (
    "Type a code (ABS, EX, NA, MOVED, REF) for each child, or give an excuse with a reason: "
    "`tracksheet excuses give`."
)
DUTY_LATE = KindOfFlag(
    key="duty late",
    title="Late scores",
    remedy="Type the scores that are blank.",
    way_out=_EXCUSE_SCORES,
)
DUTY_MISSING = KindOfFlag(
    key="duty missing",
    title="Missing scores",
    remedy="Type the scores that are blank.",
    way_out=_EXCUSE_SCORES,
)
_EXCUSE_NOTES = (
    "Set the support to paused or ended if that is so, or give an excuse for the child with a "
    "reason: `tracksheet excuses give`."
)
NOTE_LATE = KindOfFlag(
    key="note late",
    title="Late progress notes",
    remedy="Write what was seen, in a row of the tab of progress notes.",
    way_out=_EXCUSE_NOTES,
)
NOTE_MISSING = KindOfFlag(
    key="note missing",
    title="Missing progress notes",
    remedy="Write what was seen, in a row of the tab of progress notes.",
    way_out=_EXCUSE_NOTES,
)
_ANSWER_MILESTONES = (
    "Say on the page of the milestone that it is not this time, with a reason: "
    "`tracksheet milestones say`."
)
MILESTONE_LATE = KindOfFlag(
    key="milestone late",
    title="Late milestones",
    remedy="Do what the milestone says, and say that it is done.",
    way_out=_ANSWER_MILESTONES,
)
MILESTONE_MISSING = KindOfFlag(
    key="milestone missing",
    title="Missing milestones",
    remedy="Do what the milestone says, and say that it is done.",
    way_out=_ANSWER_MILESTONES,
)
CELL_UNREADABLE = KindOfFlag(
    key="cell unreadable",
    title="A cell that cannot be read",
    remedy="Type what the message says, or clear the cell.",
    way_out="Excuse the flag with a reason; what was typed is kept as it is.",
)
NOT_THEIRS = KindOfFlag(
    key="not theirs",
    title="A student who is somebody else's",
    remedy="Put the class right in the student information system; the next roster brings it.",
    way_out="Excuse the flag with a reason if the roster is right; whoever said it is told nothing "
    "more about the student.",
)
COLUMN_PROBLEM = KindOfFlag(
    key="column problem",
    title="A column that is a problem",
    remedy="Talk to whoever said it, and change the template if the column should be otherwise.",
    way_out="Excuse the flag with your answer, so that everybody reads why the column stays.",
)
STATE_HELD = KindOfFlag(
    key="state held",
    title="A change that waits for a word",
    remedy=(
        "Look at the spreadsheet. If it is right, accept it: `tracksheet hold accept`; else undo "
        "it there (File, Version history)."
    ),
    way_out="Excuse the flag with a reason; the earlier state stays until somebody decides.",
)
NOT_SYNCED = KindOfFlag(
    key="not synced",
    title="A tracker that is not read",
    remedy="Do what its line says; the next sync reads it again, and ends the flag.",
    way_out="Excuse the flag with a reason, such as a tracker that is out of use.",
)


SHARED_WRONGLY = KindOfFlag(
    key="shared wrongly",
    title="A tracker that others can reach",
    remedy="Look at what the audit says, and repair it: `tracksheet audit --all --repair`.",
    way_out="Excuse the flag with a reason, such as somebody who is meant to have it.",
)
UNPROTECTED = KindOfFlag(
    key="unprotected",
    title="A tracker whose cells are open",
    remedy="Put the protection back: `tracksheet audit --all --repair`.",
    way_out="Excuse the flag with a reason; the audit goes on telling of it.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that holds now and needs a person: of which kind, about what, since which day.

    `subject` names the thing in a way that stays the same from night to night. `person` is the
    sourcedId of who can act; None for the document owner. `words` say it in one sentence, and
    name no child.
    """

    kind: KindOfFlag
    subject: str
    tracker: str | None
    person: str | None
    since: date
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFlag:
    """A flag as the store holds it, while its condition lasts."""

    public_id: str
    kind: str
    subject: str
    tracker: str | None
    person: str | None
    words: str
    state: FlagState
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What conditions make of the flags: new ones, those that say something else, those gone."""

    opened: tuple[Condition, ...]
    changed: Mapping[str, Condition]
    resolved: tuple[HeldFlag, ...]


def reconcile(conditions: Iterable[Condition], held: Iterable[HeldFlag]) -> Reconciled:
    """Compare what holds now with the flags of the same kinds: one flag a kind and subject."""
    now = {(one.kind.key, one.subject): one for one in conditions}
    there = {(one.kind, one.subject): one for one in held}
    return Reconciled(
        opened=tuple(one for key, one in now.items() if key not in there),
        changed={
            there[key].public_id: one
            for key, one in now.items()
            if key in there and _says(one) != _says(there[key])
        },
        resolved=tuple(one for key, one in there.items() if key not in now),
    )


def moved(flag: HeldFlag, to: FlagState, reason: str) -> FlagState:
    """The state that a person puts a flag in; FlagError where that is not to be had.

    A person acknowledges, or excuses with a reason, or opens it again. Only the end of its
    condition resolves a flag.
    """
    if to is FlagState.RESOLVED:
        raise FlagError(
            "A flag resolves itself when its condition ends; excuse it with a reason instead."
        )
    if to is FlagState.EXCUSED and not reason.strip():
        raise FlagError(f"Say why flag {flag.public_id} is excused; the reason is kept with it.")
    if to is flag.state:
        raise FlagError(f"Flag {flag.public_id} is {to.value} already.")
    return to


def issue_subject(tracker: str, issue: CellIssue) -> str:
    """What names a cell issue where flags are raised.

    Its place by keys, as far as it has any; else what is typed in its line, else its cell.
    """
    keys = [key for key in (issue.row_key, issue.column_key) if key is not None]
    at = ".".join(keys) or issue.line or issue.a1
    return f"{tracker}.{issue.tab}.{at}.{issue.rule}"


def _says(one: Condition | HeldFlag) -> tuple[str | None, str | None, str]:
    return one.tracker, one.person, one.words
