"""Looking back: what a child's entries were, and putting a tracker back as it was."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from service.bootstrap import Installation
from service.operations.asked import asked_owner
from service.operations.duties import going_round
from service.operations.operation import Operation, Options, Progress
from service.operations.syncing import sync_of
from sheet_templates.school import Student
from sheet_templates.sentences import sentence
from sync.domain.moments import named_moment
from sync.errors import RosterError, TrackerError
from sync.replay import replay
from sync.restore import AsOf, Restore, RestorePlan
from sync.store.entries import as_of
from sync.store.history import past_entries
from sync.store.school import students_ever


def _history(installation: Installation, options: Options, _: Progress) -> Any:
    """All versions of the entries of the child `student` (sourcedId, or a name), oldest first."""
    scope = installation.scope()
    with installation.store.reading() as tx:
        child = asked_student(students_ever(tx, scope), options["student"])
        found = past_entries(tx, scope, student=child.sourced_id)
    return [
        {
            "student": child.sourced_id,
            "tracker": one.tracker,
            "checkpoint": one.checkpoint,
            "metric": one.metric,
            "value": one.number if one.text is None else one.text,
            "code": one.code,
            "typed_as": one.typed_as,
            "cell": one.a1,
            "from": one.from_at.isoformat(),
            "to": one.to_at.isoformat() if one.to_at else None,
            "run": one.run_id,
            "by": one.author or one.certainty.value,
        }
        for one in found
    ]


def _entries_as_of(installation: Installation, options: Options, _: Progress) -> Any:
    """What was known to stand in the trackers at the moment `as_of`."""
    moment = asked_moment(installation, options["as_of"])
    with installation.store.reading() as tx:
        found = as_of(tx, installation.scope(), moment)
    return [
        {
            "student": one.key.student,
            "tracker": one.tracker,
            "checkpoint": one.key.checkpoint,
            "metric": one.key.metric,
            "value": one.value.number if one.value.text is None else one.value.text,
            "code": one.value.code,
            "cell": one.value.a1,
            "seen_at": one.seen_at.isoformat(),
        }
        for one in found
        if options.get("tracker") in {None, one.tracker}
    ]


def _replay(installation: Installation, options: Options, progress: Progress) -> Any:
    """The log of all trackers, or of `tracker`, played into an empty store and compared."""
    asked = options.get("tracker")
    done = []
    for one in replay(installation.store, installation.scope(), asked):
        progress(sentence("replayed %(tracker)s", tracker=one.tracker))
        begun = one.begun_at and one.begun_at.isoformat()
        done.append(asdict(one) | {"begun_at": begun})
    if asked is not None and not done:
        raise TrackerError(f"There is no tracker {asked!r} that was ever read; see `status`.")
    return done


def _restore_plan(installation: Installation, options: Options, progress: Progress) -> Any:
    """What putting the tracker back would write; the tracker is synced, nothing is written."""
    aim, tracker = AsOf(moment=asked_moment(installation, options["as_of"])), options["tracker"]
    restore = Restore(sync=sync_of(installation, progress))
    with going_round(installation, {tracker}):
        return told(restore.plan(tracker, aim))


def _restore(installation: Installation, options: Options, progress: Progress) -> Any:
    """Write back what `agreed` (a digest) stands for, as the document owner `by`."""
    who = asked_owner(installation, options["by"])
    aim, tracker = AsOf(moment=asked_moment(installation, options["as_of"])), options["tracker"]
    restore = Restore(sync=sync_of(installation, progress))
    with going_round(installation, {tracker}):
        return told(restore.carry_out(tracker, aim, who=who, agreed=options["agreed"]))


def told(planned: RestorePlan) -> dict[str, Any]:
    """What would be written or was, for whoever asked."""
    return {
        "tracker": planned.tracker.public_id,
        "cells": planned.sentences,
        "homeless": list(planned.content.homeless),
        "left": list(planned.left),
        "digest": planned.digest,
    }


def asked_moment(installation: Installation, text: str) -> datetime:
    """The moment a person named, in the school's zone; TrackerError where it cannot be told."""
    return named_moment(text, ZoneInfo(installation.zone()))


def asked_student(students: Iterable[Student], text: str) -> Student:
    """The child of that sourcedId or name; RosterError names those that it may be."""
    everybody = list(students)
    wanted = text.casefold().split()
    exact = [one for one in everybody if one.sourced_id == text]
    found = exact or [one for one in everybody if _is_named(one, wanted)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise RosterError(f"No child that a roster ever had is called {text!r} or has that id.")
    raise RosterError(
        f"{len(found)} children may be meant by {text!r}. Name one by its id.",
        [f"{one.sourced_id}: {one.given_name} {one.family_name}" for one in found],
    )


def _is_named(student: Student, wanted: list[str]) -> bool:
    parts = f"{student.given_name} {student.family_name}".casefold().split()
    return bool(wanted) and all(word in parts for word in wanted)


OPERATIONS = {
    "history": Operation(work=_history),
    "replay": Operation(work=_replay),
    "entries_as_of": Operation(work=_entries_as_of),
    "restore_plan": Operation(work=_restore_plan, changes_store=True, needs_sheets=True),
    "restore": Operation(work=_restore, changes_store=True, needs_sheets=True),
}
