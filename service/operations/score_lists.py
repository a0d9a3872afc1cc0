"""Scores of another program's list: what they would change, and writing them on the owner's yes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from service.bootstrap import Installation
from service.features.score_lists import SCORE, STUDENT, ScoreListError, read_scores
from service.operations.asked import asked_owner
from service.operations.duties import go_round, going_round
from service.operations.looking_back import told
from service.operations.operation import Operation, Options, Progress
from service.operations.syncing import sync_of
from sheet_templates.sentences import sentence
from sync.domain.score_list import ReadList, read_list, strangers_sentence
from sync.errors import TrackerError
from sync.nightly import Sync
from sync.restore import FromList, Restore


def _plan(installation: Installation, options: Options, progress: Progress) -> Any:
    """What the list `path` would write for `window` and `metric`; its trackers are synced."""
    sync = sync_of(installation, progress)
    listed = _listed(sync, options)
    restore = Restore(sync=sync)
    with going_round(installation, listed.values):
        planned = [told(restore.plan(name, aim)) for name, aim in _aims(sync, listed, options)]
    return {"trackers": planned, "left_out": _left_out(listed)}


def _take(installation: Installation, options: Options, progress: Progress) -> Any:
    """Write what `agreed` (digests by tracker) stands for, as the document owner `by`.

    One tracker's failure is its own: TrackerError, when all have been tried, with every one.
    """
    who = asked_owner(installation, options["by"])
    sync = sync_of(installation, progress)
    restore, listed = Restore(sync=sync), _listed(sync, options)
    done, failed = [], []
    for name, aim in _aims(sync, listed, options):
        progress(sentence("writing scores into %(tracker)s", tracker=name))
        agreed = options["agreed"].get(name, "")
        try:
            done.append(told(restore.carry_out(name, aim, who=who, agreed=agreed)))
        except TrackerError as error:
            failed += [error.reason, *error.problems]
    go_round(installation, listed.values)
    if failed:
        raise TrackerError("Not all scores of the list could be written.", failed)
    return {"trackers": done, "left_out": _left_out(listed)}


def _listed(sync: Sync, options: Options) -> ReadList:
    """The list as the trackers understand it; ScoreListError with all that is wrong with it."""
    path = Path(options["path"])
    scores = read_scores(
        path, options.get("student_column") or STUDENT, options.get("score_column") or SCORE
    )
    listed = read_list(sync.expectations.values(), options["window"], options["metric"], scores)
    problems = list(listed.problems)
    if not (problems or listed.values):
        problems = ["it has no score of a student of these trackers"]
    if problems:
        raise ScoreListError(f"{path.name} cannot be taken in; nothing was written.", problems)
    return listed


def _aims(sync: Sync, listed: ReadList, options: Options) -> Iterator[tuple[str, FromList]]:
    for name, values in sorted(listed.values.items()):
        yield (
            name,
            FromList(
                moment=sync.clock.now(),
                expectation=sync.expectation(name),
                values=values,
                replaces=bool(options.get("replace")),
            ),
        )


def _left_out(listed: ReadList) -> list[str]:
    return [strangers_sentence(listed.strangers)] if listed.strangers else []


OPERATIONS = {
    "score_list_plan": Operation(work=_plan, changes_store=True, needs_sheets=True),
    "score_list_take": Operation(work=_take, changes_store=True, needs_sheets=True),
}
