"""States that wait for somebody's word: listing them, accepting one, putting one back."""

from typing import Any

from service.bootstrap import Installation
from service.operations.asked import asked_owner
from service.operations.duties import going_round
from service.operations.looking_back import told
from service.operations.operation import Operation, Options, Progress
from service.operations.syncing import sync_of, sync_one
from sheet_templates.sentences import Sentence, sentence
from sync.domain.holds import Verdict
from sync.errors import TrackerError
from sync.restore import BeforeHold, Restore
from sync.store.holds import StoredHold, decide_hold, hold, holds


def _holds(installation: Installation, options: Options, _: Progress) -> Any:
    """The states that wait; with `all` also those that were decided or are over."""
    with installation.store.reading() as tx:
        found = holds(tx, installation.scope(), only_open=not options.get("all"))
    return [_row(one) for one in found]


def _accept(installation: Installation, options: Options, progress: Progress) -> Any:
    """Say, as the document owner `by`, that the state `id` is right, and take it over at once."""
    who = asked_owner(installation, options["by"])
    found = open_hold(installation, options["id"])
    if not found.hold.can_be_accepted:
        raise TrackerError(
            sentence(
                "%(hold)s cannot be accepted. %(why)s", hold=found.public_id, why=found.hold.message
            )
        )
    with installation.store.writing() as tx:
        decide_hold(
            tx,
            installation.scope(),
            found.public_id,
            Verdict.ACCEPTED,
            who,
            installation.clock.now(),
        )
    return {"hold": found.public_id, **sync_one(installation, found.tracker, progress)}


def _put_back_plan(installation: Installation, options: Options, progress: Progress) -> Any:
    """What putting the held state `id` back would write; its tracker is synced, nothing written."""
    found = open_hold(installation, options["id"])
    restore, aim = Restore(sync=sync_of(installation, progress)), BeforeHold.of(found)
    with going_round(installation, {found.tracker}):
        planned = told(restore.plan(found.tracker, aim))
    return {"hold": found.public_id, **planned}


def _put_back(installation: Installation, options: Options, progress: Progress) -> Any:
    """Write back what `agreed` (a digest) stands for, as the document owner `by`."""
    who = asked_owner(installation, options["by"])
    found = open_hold(installation, options["id"])
    restore, aim = Restore(sync=sync_of(installation, progress)), BeforeHold.of(found)
    with going_round(installation, {found.tracker}):
        done = told(restore.carry_out(found.tracker, aim, who=who, agreed=options["agreed"]))
    return {"hold": found.public_id, **done}


def open_hold(installation: Installation, public_id: str) -> StoredHold:
    """The state of that id; TrackerError when there is none, or it does not wait any more."""
    with installation.store.reading() as tx:
        found = hold(tx, installation.scope(), public_id)
    if found is None:
        raise TrackerError(
            sentence(
                'Nothing is held under "%(public_id)s"; see `tracksheet hold list`.',
                public_id=public_id,
            )
        )
    if found.verdict is not Verdict.OPEN:
        raise TrackerError(_over(found))
    return found


_VERDICTS = {
    Verdict.ACCEPTED: sentence("accepted"),
    Verdict.PUT_BACK: sentence("put back"),
    Verdict.GONE: sentence("gone"),
    Verdict.REPLACED: sentence("replaced"),
}
"""What became of a state that does not wait any more, as people say it."""


def _over(found: StoredHold) -> Sentence:
    verdict = _VERDICTS[found.verdict]
    if not found.decided_by:
        return sentence(
            "%(hold)s does not wait any more: it is %(verdict)s.",
            hold=found.public_id,
            verdict=verdict,
        )
    return sentence(
        "%(hold)s does not wait any more: it is %(verdict)s, by %(who)s.",
        hold=found.public_id,
        verdict=verdict,
        who=found.decided_by,
    )


def _row(one: StoredHold) -> dict[str, Any]:
    return {
        "hold": one.public_id,
        "tracker": one.tracker,
        "tab": one.hold.tab,
        "scope": one.hold.scope or "tab",
        "rule": one.hold.rule,
        "entries": len(one.hold.changes),
        "since": one.seen_at.isoformat(),
        "verdict": one.verdict.value,
        "by": one.decided_by,
        "message": one.hold.message,
    }


OPERATIONS = {
    "holds": Operation(work=_holds),
    "accept_hold": Operation(work=_accept, changes_store=True, needs_sheets=True),
    "put_back_plan": Operation(work=_put_back_plan, changes_store=True, needs_sheets=True),
    "put_back": Operation(work=_put_back, changes_store=True, needs_sheets=True),
}
