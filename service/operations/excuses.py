"""Excuses given outside the cells, and what people decide about flags."""

from datetime import date
from typing import Any

from service.bootstrap import Installation
from service.excusing import give
from service.operations.duties import go_round, moment_of
from service.operations.operation import Operation, Options, Progress
from sheet_templates.team import document_owner
from sync.domain.excuses import Excuse
from sync.domain.flag_life import FlagState
from sync.store.excuses import GivenExcuse, excuses, withdraw_excuse
from sync.store.flags import Wish, flag_history, move_flag
from sync.store.people import say_not_mine
from sync.store.school import roster


def _give(installation: Installation, options: Options, _: Progress) -> Any:
    """Give an excuse for a child, and bring its duties up to date."""
    moment, scope = moment_of(installation), installation.scope()
    template = installation.briefing().template_for(options["student"])
    with installation.store.writing() as tx:
        owner = document_owner(roster(tx, scope)).sourced_id
        given = GivenExcuse(
            student=options["student"],
            checkpoint=options.get("checkpoint"),
            metric=options.get("metric"),
            code=options["code"],
            reason=options.get("reason") or "",
            by=options.get("by") or owner,
            source=options.get("source") or "command",
            from_day=_day(options.get("from_day")) or moment.today,
            until_day=_day(options.get("until_day")),
        )
        made = give(tx, scope, template, given, moment.at)
    go_round(installation)
    return _row(made)


def _withdraw(installation: Installation, options: Options, _: Progress) -> Any:
    """Take an excuse back, and bring the child's duties up to date."""
    moment = moment_of(installation)
    with installation.store.writing() as tx:
        withdrawn = withdraw_excuse(tx, installation.scope(), options["excuse"], moment.at)
    go_round(installation)
    return _row(withdrawn)


def _say_not_mine(installation: Installation, options: Options, _: Progress) -> Any:
    """Keep the word of `person` that `student` is not theirs; the document owner is told."""
    moment = moment_of(installation)
    with installation.store.writing() as tx:
        say_not_mine(tx, installation.scope(), options["person"], options["student"], moment.at)
    go_round(installation)
    return {"person": options["person"], "student": options["student"]}


def _list(installation: Installation, *_: Any) -> Any:
    """All excuses, also those withdrawn, in the order in which they were given."""
    with installation.store.reading() as tx:
        return [_row(one) for one in excuses(tx, installation.scope())]


def _move_flag(installation: Installation, options: Options, _: Progress) -> Any:
    """Acknowledge, excuse or reopen a flag."""
    moment, scope = moment_of(installation), installation.scope()
    with installation.store.writing() as tx:
        wish = Wish(
            to=FlagState(options["to"]),
            by=options.get("by") or document_owner(roster(tx, scope)).sourced_id,
            reason=options.get("reason") or "",
        )
        moved = move_flag(tx, scope, options["flag"], wish, moment)
    return {"flag": moved.public_id, "state": moved.state.value}


def _flag_history(installation: Installation, options: Options, _: Progress) -> Any:
    """Every step of a flag's life."""
    with installation.store.reading() as tx:
        steps = flag_history(tx, installation.scope(), options["flag"])
    return [
        {
            "day": step["day"].isoformat(),
            "at": step["at"].isoformat(),
            "was": step["was"].value if step["was"] else None,
            "state": step["state"].value,
            "by": step["by_person"],
            "reason": step["reason"],
        }
        for step in steps
    ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _row(one: Excuse) -> dict[str, Any]:
    return {
        "excuse": one.public_id,
        "student": one.student,
        "checkpoint": one.checkpoint,
        "metric": one.metric,
        "code": one.code,
        "reason": one.reason,
        "by": one.by,
        "source": one.source,
        "from": one.from_day.isoformat(),
        "until": one.until_day.isoformat() if one.until_day else None,
        "recorded_at": one.recorded_at.isoformat(),
        "withdrawn_at": one.withdrawn_at.isoformat() if one.withdrawn_at else None,
    }


OPERATIONS = {
    "excuse_give": Operation(work=_give, changes_store=True),
    "excuse_withdraw": Operation(work=_withdraw, changes_store=True),
    "excuses": Operation(work=_list),
    "say_not_mine": Operation(work=_say_not_mine, changes_store=True),
    "flag_move": Operation(work=_move_flag, changes_store=True),
    "flag_history": Operation(work=_flag_history),
}
