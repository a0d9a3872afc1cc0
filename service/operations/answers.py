"""Carrying out what somebody answered to a letter."""

from collections.abc import Iterable, Iterator
from typing import Any

from service.answer_links import Answer, Asked
from service.answering import MOVED_CODE, children_asked
from service.bootstrap import Installation
from service.excusing import give
from service.left import left_for
from service.operations.duties import go_round
from service.operations.operation import Operation, Options, Progress
from service.operations.syncing import sync_one
from service.overview import Overview
from sheet_templates.sentences import sentence
from sync.errors import RosterError
from sync.store.engine import Tx
from sync.store.excuses import GivenExcuse
from sync.store.people import say_not_mine

SOURCE = "letter"


def _answer(installation: Installation, options: Options, progress: Progress) -> Any:
    """Do what `by` answered for `person`; for how many children or trackers something was done.

    `answer` and `window` are what the letter's link stands for; `students`, `code` and `reason`
    what was said in the form. Only children of whom the person still owes something now count: an
    answer that comes twice is carried out once, and all of it or, after any error, nothing.
    """
    asked = Asked(
        person=options["person"], window=options["window"], answer=Answer(options["answer"])
    )
    overview = installation.reader().overview()
    if overview is None:
        raise RosterError(sentence("There is no school here yet."))
    children = children_asked(left_for(overview, asked.person), asked)
    if asked.answer is Answer.TYPED:
        return {"count": _read(installation, overview, children, progress)}
    wanted = [one for one in children if one in options["students"]]
    if wanted:
        with installation.store.writing() as tx:
            _keep(installation, tx, asked, wanted, options)
        go_round(installation)
    return {"count": len(wanted)}


def _read(
    installation: Installation, overview: Overview, children: Iterable[str], progress: Progress
) -> int:
    """Read the trackers that hold what was typed; how many."""
    trackers = dict.fromkeys(overview.tracker_of[one] for one in children)
    for tracker in trackers:
        sync_one(installation, tracker, progress)
    return len(trackers)


def _keep(
    installation: Installation, tx: Tx, asked: Asked, wanted: Iterable[str], options: Options
) -> None:
    scope, at = installation.scope(), installation.clock.now()
    if asked.answer is Answer.NOT_MINE:
        for student in wanted:
            say_not_mine(tx, scope, asked.person, student, at)
        return
    briefing = installation.briefing()
    for given in _excuses(installation, asked, wanted, options):
        give(tx, scope, briefing.template_for(given.student), given, at)


def _excuses(
    installation: Installation, asked: Asked, wanted: Iterable[str], options: Options
) -> Iterator[GivenExcuse]:
    for student in wanted:
        yield GivenExcuse(
            student=student,
            checkpoint=asked.window,
            metric=None,
            code=MOVED_CODE if asked.answer is Answer.MOVED else options["code"],
            reason=options["reason"],
            by=options["by"],
            source=SOURCE,
            from_day=installation.today(),
            until_day=None,
        )


OPERATIONS = {"answer": Operation(work=_answer, changes_store=True, needs_sheets=True)}
