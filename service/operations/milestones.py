"""Milestones: how each stands, and what people say of them."""

from typing import Any

from service.bootstrap import Installation
from service.duty_facts import DutyFacts
from service.operations.asked import asked_tracker
from service.operations.duties import go_round, moment_of
from service.operations.operation import Operation, Options, Progress
from service.settling import Saying, refuse_bad_word, settle
from sheet_templates.sentences import sentence
from sheet_templates.team import document_owner
from sync.domain.milestones_owed import (
    DueMilestone,
    OwedMilestone,
    Said,
    milestones_owed,
)
from sync.errors import MilestoneError
from sync.store.milestones import words_of_school
from sync.store.school import roster


def _list(installation: Installation, options: Options, _: Progress) -> Any:
    """Every milestone of the year with who owes it, how it stands and the word that counts."""
    only = asked_tracker(installation, options)
    return [_row(one) for one in _all(installation) if only in {None, one.tracker}]


def _say(installation: Installation, options: Options, _: Progress) -> Any:
    """Keep what somebody says of a milestone, and bring the tracker's duties up to date."""
    refuse_bad_word(options["said"], options.get("note") or "")
    owed = _owed(installation, options["milestone"])
    moment, scope = moment_of(installation), installation.scope()
    with installation.store.writing() as tx:
        saying = Saying(
            said=Said(options["said"]),
            note=options.get("note") or "",
            by=options.get("by") or document_owner(roster(tx, scope)).sourced_id,
            source=options.get("source") or "command",
            day=moment.today,
        )
        word = settle(tx, scope, owed, saying, moment.at)
    go_round(installation, [owed.tracker])
    return {"milestone": owed.public_id, "title": owed.window.title, "said": word.said.value}


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
