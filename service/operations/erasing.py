"""Erasing children for good, on the operator's word."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from service.bootstrap import Installation
from service.operations.duties import go_round
from service.operations.looking_back import asked_student
from service.operations.operation import Operation, Options, Progress
from sync.erase import Erase, ErasePlan
from sync.errors import RosterError
from sync.store.leaving import Whereabouts, whereabouts

_OPERATOR = "the operator of this machine"


def _erase_plan(installation: Installation, options: Options, progress: Progress) -> Any:
    """What erasing `student` (sourcedId, or a name), or all `left_before` a day, would do."""
    those = _asked(installation, options)
    if not those:
        return {"children": []}
    erase = _erase(installation, progress)
    plan = erase.plan([one.student.sourced_id for one in those])
    return _told(plan) | {"children": [_child(one) for one in those]}


def _carry_out(installation: Installation, options: Options, progress: Progress) -> Any:
    """Erase the children `agreed` (sourcedIds), who were asked for and shown a moment ago."""
    those = _asked(installation, options)
    ids = [one.student.sourced_id for one in those]
    if sorted(ids) != sorted(options["agreed"]):
        raise RosterError(
            "Other children are meant than a moment ago, so nothing was erased. Look again."
        )
    erase = _erase(installation, progress)
    done = erase.carry_out(ids, who=options.get("by") or _OPERATOR)
    go_round(installation)
    return _told(done)


def _sweep(installation: Installation, _: Options, progress: Progress) -> Any:
    """Overwrite what an erasure that was broken off left in the store's file."""
    return {"is_swept": _erase(installation, progress).sweep()}


def _erase(installation: Installation, progress: Progress) -> Erase:
    return Erase(
        store=installation.store,
        gateway=installation.gateway("erase"),
        sheets_base=installation.sheets_url,
        scope=installation.scope(),
        now=installation.clock.now,
        progress=progress,
    )


def _asked(installation: Installation, options: Options) -> list[Whereabouts]:
    """The children that were asked for; RosterError for one that is enrolled."""
    with installation.store.reading() as tx:
        known = whereabouts(
            tx, installation.scope(), installation.school_clock(), installation.today()
        )
    if options.get("left_before") is not None:
        return _left_before(known, _asked_day(installation, options["left_before"]))
    child = asked_student([one.student for one in known], options["student"])
    (found,) = (one for one in known if one.student == child)
    if found.is_enrolled:
        raise RosterError(
            f"{child.given_name} {child.family_name} ({child.sourced_id}) is enrolled, so the "
            "next roster would bring back what is erased. End the enrollment in the student "
            "information system, import the roster, then erase."
        )
    return [found]


def _left_before(known: Sequence[Whereabouts], day: date) -> list[Whereabouts]:
    return [one for one in known if one.left_on is not None and one.left_on < day]


def _asked_day(installation: Installation, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise RosterError(f"{text!r} is no date; write it as 2024-07-01.") from error
    if day > installation.today():
        raise RosterError(f"{day} has not come yet, so nobody can be said to have left before it.")
    return day


def _child(one: Whereabouts) -> dict[str, Any]:
    return {
        "id": one.student.sourced_id,
        "name": f"{one.student.given_name} {one.student.family_name}",
        "left_on": one.left_on.isoformat() if one.left_on else None,
        "is_listed": one.is_listed,
    }


def _told(plan: ErasePlan) -> dict[str, Any]:
    return {
        "counts": dict(plan.erasure.rows),
        "trackers": list(plan.erasure.trackers),
        "rows": list(plan.rows),
        "by_hand": list(plan.by_hand),
        "mentions": list(plan.mentions),
        "out_of_reach": list(plan.out_of_reach),
        "is_swept": plan.is_swept,
    }


OPERATIONS = {
    "erase_plan": Operation(work=_erase_plan, changes_store=True, needs_sheets=True),
    "erase": Operation(work=_carry_out, changes_store=True, needs_sheets=True),
    "erase_sweep": Operation(work=_sweep, changes_store=True),
}
