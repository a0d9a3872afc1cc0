"""The list of runs and one run."""

from flask import Blueprint, abort, render_template

from service.access import Action, WholeSchool
from service.features.runs.view import changes_page, run_page, runs_of
from service.shell.door import overview, records, require
from service.shell.language import current_speech

runs = Blueprint("runs", __name__, template_folder="templates", url_prefix="/runs")

MOST = 60
"""How many runs the list shows: about two months of nights."""
_LARGEST = 2**31 - 1
"""No database numbers a run higher; what is larger is no run's address."""


@runs.get("")
def page() -> str:
    """Whether last night worked, and the nights before it."""
    require(Action.SEE_RUNS, WholeSchool())
    kept = records()
    told = runs_of(overview(), kept.runs(MOST), kept.now(), current_speech(), kept.trouble())
    return render_template("runs/runs.html", runs=told)


@runs.get(f"/<int(max={_LARGEST}):run_id>")
def one(run_id: int) -> str:
    """What one run did with each tracker."""
    require(Action.SEE_RUNS, WholeSchool())
    found = records().run(run_id)
    if found is None:
        abort(404)
    return render_template(
        "runs/run.html",
        page=run_page(overview(), *found, current_speech()),
        run_id=run_id,
    )


@runs.get(f"/<int(max={_LARGEST}):run_id>/<tracker>")
def changes(run_id: int, tracker: str) -> str:
    """What one run changed in one tracker, entry by entry."""
    require(Action.SEE_RUNS, WholeSchool())
    school, said, found = overview(), current_speech(), records().run(run_id)
    standing = next((one for one in school.trackers if one.public_id == tracker), None)
    if found is None or standing is None:
        abort(404)
    changed = records().changed_in_run(run_id, tracker)
    line = run_page(school, *found, said).line
    return render_template(
        "runs/changes.html",
        page=changes_page(school, line, standing, changed, said),
        tracker=tracker,
    )
