"""The page of setting up, the plan in words, and applying it."""

from functools import partial
from typing import Any

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from service import wording
from service.access import Action, Person, WholeSchool
from service.features.setup.view import setup_of
from service.shell.door import overview, require
from service.shell.works import begin
from service.works import Job, Next, Outcome, Part

setup = Blueprint("setup", __name__, template_folder="templates", url_prefix="/setup")


@setup.get("")
def page() -> str:
    """What setting up would set up: trackers, people, dates."""
    require(Action.CHANGE_SCHOOL, WholeSchool())
    return render_template("setup/setup.html", setup=setup_of(overview()))


@setup.post("/plan")
def plan() -> Response:
    """Say what applying would do to each tracker; changes nothing."""
    owner, titles = _owner(), _titles()
    job = Job(
        operation="plan",
        options={},
        title="The plan",
        back=url_for("setup.page"),
        tell=partial(_told_plan, titles=titles, address=url_for("setup.apply")),
    )
    return begin(job, owner)


@setup.post("/apply")
def apply() -> Response:
    """Make every tracker as it should be."""
    owner, titles = _owner(), _titles()
    job = Job(
        operation="apply",
        options={},
        title="Setting the trackers up",
        back=url_for("setup.page"),
        tell=partial(_told_apply, titles=titles),
    )
    return begin(job, owner)


def _owner() -> Person:
    return require(Action.CHANGE_SCHOOL, WholeSchool())


def _titles() -> dict[str, str]:
    return {one.public_id: one.title for one in overview().trackers}


def _parts(reports: Any, titles: dict[str, str]) -> tuple[Part, ...]:
    made = (
        Part(
            title=titles.get(one["tracker"], one["tracker"]),
            lines=(*one["steps"], *(f"cannot be done: {why}" for why in one["refused"])),
        )
        for one in reports
    )
    return tuple(part for part in made if part.lines)


def _told_plan(reports: Any, titles: dict[str, str], address: str) -> Outcome:
    parts = _parts(reports, titles)
    if not parts:
        return Outcome(answer="Nothing to do: every tracker is as it should be.")
    refused = sum(bool(one["refused"]) for one in reports)
    answer = f"{wording.counted(len(parts), 'tracker')} would change, as follows."
    if refused:
        answer += f" {wording.counted(refused, 'of them cannot', 'of them cannot')} be changed yet."
    return Outcome(answer=answer, parts=parts, next=Next(label="Apply this plan", address=address))


def _told_apply(reports: Any, titles: dict[str, str]) -> Outcome:
    parts = _parts(reports, titles)
    if not parts:
        return Outcome(answer="Nothing was to be done: every tracker is as it should be.")
    answer = f"{wording.counted(len(parts), 'tracker')} changed, each read back from Google."
    return Outcome(answer=answer, parts=parts)
