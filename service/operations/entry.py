"""Scores that a person enters on a page, written into the trackers in that person's name."""

from collections.abc import Mapping
from typing import Any

from service.bootstrap import Installation
from service.operations.duties import go_round
from service.operations.looking_back import told
from service.operations.operation import Operation, Options, Progress
from service.operations.syncing import sync_of
from sheet_templates.access_rules import roster_as_of
from sheet_templates.sentences import sentence
from sync.domain.entries import EntryKey
from sync.domain.score_list import ListedScore, read_list
from sync.errors import RosterError, TrackerError
from sync.restore import AsShown, Restore
from sync.store.access import access_rules
from sync.store.school import roster


def _enter(installation: Installation, options: Options, progress: Progress) -> Any:
    """Write `scores` (text by student) for `window` and `metric`, in the name of `by`.

    `shown` (text by student) is what `by` saw standing there; whatever is something else by now
    stays. One tracker's failure is its own: TrackerError, when all have been tried, with each.
    """
    who = _name(installation, options["by"])
    sync = sync_of(installation, progress)
    window, metric, scores = options["window"], options["metric"], options["scores"]
    listed = read_list(
        sync.expectations.values(),
        window,
        metric,
        [
            ListedScore(line=line, student=student, text=text)
            for line, (student, text) in enumerate(scores.items(), start=1)
        ],
    )
    if listed.problems or listed.strangers:
        strangers = [sentence("no tracker has %(one)s", one=one) for one in listed.strangers]
        raise TrackerError(sentence("Nothing was written."), [*listed.problems, *strangers])
    shown = _keyed(options["shown"], window, metric)
    done, failed = [], []
    for name, values in sorted(listed.values.items()):
        progress(sentence("writing scores into %(tracker)s", tracker=name))
        aim = AsShown(
            moment=sync.clock.now(),
            expectation=sync.expectations[name],
            values=values,
            shown={key: shown.get(key, "blank") for key in values},
        )
        try:
            restore = Restore(sync=sync)
            agreed = restore.plan(name, aim).digest
            done.append(told(restore.carry_out(name, aim, who=who, agreed=agreed)))
        except TrackerError as error:
            failed += [error.reason, *error.problems]
    go_round(installation, listed.values)
    if failed:
        raise TrackerError(sentence("Not all scores could be written."), failed)
    return {"trackers": done}


def _keyed(texts: Mapping[str, str], window: str, metric: str) -> dict[EntryKey, str]:
    return {
        EntryKey(student=student, checkpoint=window, metric=metric): text
        for student, text in texts.items()
    }


def _name(installation: Installation, sourced_id: str) -> str:
    """The name of a staff member, or of a stand-in today; RosterError for none of that id."""
    scope = installation.scope()
    with installation.store.reading() as tx:
        rules = access_rules(tx, scope, installation.today())
        people = roster_as_of(roster(tx, scope), rules)
    found = next((one for one in people.staff if one.sourced_id == sourced_id), None)
    if found is None:
        raise RosterError(
            sentence(
                'The roster has no staff member "%(sourced_id)s"; nothing was written.',
                sourced_id=sourced_id,
            )
        )
    return found.name


OPERATIONS = {
    "enter_scores": Operation(work=_enter, changes_store=True, needs_sheets=True),
}
