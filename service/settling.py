"""Saying a word on a milestone: what pages, cards and commands say is checked in one place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sheet_templates.sentences import Sentence, sentence
from sync.domain.milestones_owed import LONGEST_NOTE, MilestoneWord, OwedMilestone, Said
from sync.domain.scope import Scope
from sync.errors import MilestoneError
from sync.store.engine import Tx
from sync.store.milestones import keep_word
from sync.store.trackers import tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What a person (`by`, a sourcedId) says of a milestone on a school day, and which way."""

    said: Said
    note: str
    by: str
    source: str
    day: date


def settle(
    tx: Tx, scope: Scope, owed: OwedMilestone, saying: Saying, at: datetime
) -> MilestoneWord:
    """Store the word; MilestoneError names all that is wrong with it. Who may is asked before."""
    refuse_bad_word(saying.said, saying.note)
    stored = tracker(tx, scope, owed.tracker)
    assert stored is not None, "nothing is owed in a tracker that is not stored"
    word = MilestoneWord(
        milestone=owed.window.key,
        school_class=owed.due.school_class,
        person=owed.owed_by,
        said=saying.said,
        note=saying.note,
        by=saying.by,
        source=saying.source,
        day=saying.day,
        at=at,
    )
    keep_word(tx, scope, stored, word)
    return word


def refuse_bad_word(said: str, note: str) -> None:
    """MilestoneError unless this can be said of a milestone, with this note."""
    problems = list(_problems(said, note))
    if problems:
        raise MilestoneError(
            sentence("This cannot be said of a milestone; nothing was stored"), problems
        )


def _problems(said: str, note: str) -> Iterator[Sentence]:
    if said not in set(Said):
        yield sentence(
            "%(said)s is no word on a milestone; it is one of %(shown)s",
            said=said,
            shown=", ".join(Said),
        )
    if said == Said.NOT_THIS_TIME and not note.strip():
        yield sentence("Say in a few words why it is not done this time.")
    if len(note) > LONGEST_NOTE:
        yield sentence(
            "The note has %(count)s characters; %(most)s is the most.",
            count=len(note),
            most=LONGEST_NOTE,
        )
