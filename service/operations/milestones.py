"""Milestones: how each stands, and what people say of them."""

from typing import Any

from service.bootstrap import Installation
from service.duty_facts import DutyFacts
from service.operations.asked import asked_tracker
from service.operations.duties import go_round, moment_of
from service.operations.operation import Operation, Options, Progress
from sheet_templates.sentences import sentence
from sheet_templates.team import document_owner
from sync.domain.milestones_owed import (
    LONGEST_NOTE,
    DueMilestone,
    MilestoneWord,
    OwedMilestone,
    Said,
    milestones_owed,
)
from sync.errors import MilestoneError
from sync.store.milestones import keep_word, words_of_school
from sync.store.school import roster
from sync.store.trackers import tracker


def _list(installation: Installation, options: Options, _: Progress) -> Any:
    """Every milestone of the year with who owes it, how it stands and the word that counts."""
    only = asked_tracker(installation, options)
    return [_row(one) for one in _all(installation) if only in {None, one.tracker}]


def _say(installation: Installation, options: Options, _: Progress) -> Any:
    """Keep what somebody says of a milestone, and bring the tracker's duties up to date."""
    _refuse_bad(options)
    owed = _owed(installation, options["milestone"])
    moment, scope = moment_of(installation), installation.scope()
    with installation.store.writing() as tx:
        stored = tracker(tx, scope, owed.tracker)
        assert stored is not None, "nothing is owed in a tracker that is not stored"
        word = MilestoneWord(
            milestone=owed.window.key,
            school_class=owed.due.school_class,
            person=owed.owed_by,
            said=Said(options["said"]),
            note=options.get("note") or "",
            by=options.get("by") or document_owner(roster(tx, scope)).sourced_id,
            source=options.get("source") or "command",
            day=moment.today,
            at=moment.at,
        )
        keep_word(tx, scope, stored, word)
    go_round(installation, [owed.tracker])
    return {"milestone": owed.public_id, "title": owed.window.title, "said": word.said.value}


def _refuse_bad(options: Options) -> None:
    problems: list[str] = []
    note = options.get("note") or ""
    if options["said"] not in set(Said):
        problems.append(
            sentence(
                "%(said)s is no word on a milestone; it is one of %(shown)s",
                said=str(options["said"]),
                shown=", ".join(Said),
            )
        )
    if options["said"] == Said.NOT_THIS_TIME and not note.strip():
        problems.append(sentence("Say in a few words why it is not done this time."))
    if len(note) > LONGEST_NOTE:
        problems.append(
            sentence(
                "The note has %(count)s characters; %(most)s is the most.",
                count=len(note),
                most=LONGEST_NOTE,
            )
        )
    if problems:
        raise MilestoneError(
            sentence("This cannot be said of a milestone; nothing was stored"), problems
        )


def _owed(installation: Installation, public_id: str) -> OwedMilestone:
    found = next((one for one in _all(installation) if one.public_id == public_id), None)
    if found is None:
        raise MilestoneError(
            sentence(
                'There is no milestone "%(public_id)s"; `tracksheet milestones list` has all.',
                public_id=public_id,
            )
        )
    return found


def _all(installation: Installation) -> list[OwedMilestone]:
    moment, scope, briefing = moment_of(installation), installation.scope(), installation.briefing()
    facts = DutyFacts(briefing)
    with installation.store.reading() as tx:
        words = words_of_school(tx, scope)
    said = {key: words.get(known.tracker.id, ()) for key, known in briefing.known.items()}
    return [
        one
        for public_id in sorted(briefing.tracker_ids().values())
        for one in milestones_owed(
            public_id,
            _due(facts, public_id),
            said.get(public_id, ()),
            moment.clock,
            moment.today,
        )
    ]


def _due(facts: DutyFacts, tracker: str) -> tuple[DueMilestone, ...]:
    return facts.owed(tracker).milestones


def _row(one: OwedMilestone) -> dict[str, Any]:
    word = one.word
    return {
        "milestone": one.public_id,
        "tracker": one.tracker,
        "key": one.window.key,
        "title": one.window.title,
        "class": one.due.school_class,
        "person": one.owed_by,
        "opens": one.window.opens_on.isoformat(),
        "due": one.window.due_on.isoformat(),
        "state": "complete" if one.state.value == "present" else one.state.value,
        "note": word.note if word else "",
        "by": word.by if word else None,
        "said_at": word.at.isoformat() if word else None,
    }


OPERATIONS = {
    "milestones": Operation(work=_list),
    "milestone_say": Operation(work=_say, changes_store=True),
}
