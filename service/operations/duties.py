"""Duties: bringing them up to date, and telling how they stand or stood."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from service.bootstrap import Installation
from service.duty_facts import DutyFacts
from service.operations.asked import asked_tracker
from service.operations.operation import Operation, Options, Progress
from sheet_templates.errors import TracksheetError
from sync.clock import ahead
from sync.domain.duties import DutyCounts, DutyKey, DutyState
from sync.domain.moments import Moment
from sync.duty_round import DutyRound, RoundReport
from sync.store.duties import duties_on, held_duties, kept_since


class DayError(TracksheetError):
    """A day of which nothing can be told."""


def moment_of(installation: Installation) -> Moment:
    """Now, by the school's day and zone and the real clock."""
    zone = installation.zone()
    return Moment(
        today=installation.clock.today(zone),
        zone=ZoneInfo(zone),
        at=installation.clock.now(),
        ahead=ahead(installation.clock, zone),
    )


def go_round(installation: Installation, read: Collection[str] | None = None) -> RoundReport:
    """Bring duties and flags up to date: of all trackers, or of those read and those due."""
    round_ = DutyRound(
        store=installation.store,
        scope=installation.scope(),
        moment=moment_of(installation),
        owed=DutyFacts(installation.briefing()).owed,
    )
    return round_.over_all() if read is None else round_.over(read)


@contextmanager
def going_round(installation: Installation, read: Collection[str]) -> Iterator[None]:
    """Afterwards bring duties and flags up to date with what was read, also where it failed."""
    try:
        yield
    finally:
        go_round(installation, read)


def _duties(installation: Installation, options: Options, _: Progress) -> Any:
    """How every duty stands, or stood at the end of the school day `on`."""
    tracker = asked_tracker(installation, options)
    today = installation.clock.today(installation.zone())
    day = date.fromisoformat(options["on"]) if options.get("on") else None
    rows = _now(installation) if day is None else _then(installation, day, today)
    return [row for row in rows if tracker in {None, row["tracker"]}]


def _now(installation: Installation) -> list[dict[str, Any]]:
    scope = installation.scope()
    with installation.store.reading() as tx:
        held = held_duties(tx, scope)
    return [
        _row(one.key, one.state, one.window.due_on, one.since, one.counts, one.window.why)
        for one in held
        if one.state is not DutyState.NOT_OWED
    ]


def _then(installation: Installation, day: date, today: date) -> list[dict[str, Any]]:
    scope = installation.scope()
    with installation.store.reading() as tx:
        first = kept_since(tx, scope)
        if first is None or day < first:
            raise DayError(
                "Duties are kept "
                + (f"since {first}; of {day} nothing is known." if first else "from the next sync.")
            )
        if day > today:
            raise DayError(
                f"{day} is still to come; `tracksheet calendar show` has the dates of the year."
            )
        found = duties_on(tx, scope, day)
    return [
        _row(one.key, one.state, one.due_on, one.since, one.counts, one.reason)
        for one in found
        if one.state is not DutyState.NOT_OWED
    ]


def _row(
    key: DutyKey, state: DutyState, due: date, since: date, counts: DutyCounts, why: str
) -> dict[str, Any]:
    return {
        "tracker": key.tracker,
        "class": key.school_class,
        "person": key.person,
        "checkpoint": key.checkpoint,
        "state": state.value,
        "due": due.isoformat(),
        "since": since.isoformat(),
        "expected": counts.expected,
        "entries": counts.entries,
        "excused": counts.excused,
        "cell_issues": counts.cell_issues,
        "blank": counts.blank,
        "why": why,
        "what": key.column_group,
    }


def _go_round(installation: Installation, *_: Any) -> Any:
    """Bring all duties and flags up to date."""
    return {"changes": len(go_round(installation).changes)}


OPERATIONS = {
    "duty_round": Operation(work=_go_round, changes_store=True),
    "duties": Operation(work=_duties),
}
