"""The page of setting up, the plan in words, and applying it."""

from functools import partial
from typing import Any

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from service.access import Action, Person, WholeSchool
from service.features.setup.view import setup_of, steps_of
from service.shell.door import overview, records, require
from service.shell.language import current_speech
from service.shell.works import begin
from service.speech import Speech
from service.works import Job, Next, Outcome
from sheet_templates.sentences import sentence

setup = Blueprint("setup", __name__, template_folder="templates", url_prefix="/setup")


@setup.get("")
def page() -> str:
    """What setting up would set up: trackers, people, dates."""
    require(Action.CHANGE_SCHOOL, WholeSchool())
    school = overview()
    earlier = records().earlier(school.year_begins)
    return render_template("setup/setup.html", setup=setup_of(school, current_speech(), earlier))


@setup.post("/plan")
def plan() -> Response:
    """Say what applying would do to each tracker; changes nothing."""
    owner, titles = _owner(), _titles()
    job = Job(
        operation="plan",
        options={},
        title=sentence("The plan"),
        back=url_for("setup.page"),
        tell=partial(
            _told_plan, titles=titles, address=url_for("setup.apply"), said=current_speech()
        ),
    )
    return begin(job, owner)


@setup.post("/apply")
def apply() -> Response:
    """Make every tracker as it should be."""
    owner, titles = _owner(), _titles()
    job = Job(
        operation="apply",
        options={},
        title=sentence("Setting the trackers up"),
        back=url_for("setup.page"),
        tell=partial(_told_apply, titles=titles, said=current_speech()),
    )
    return begin(job, owner)


def _owner() -> Person:
    return require(Action.CHANGE_SCHOOL, WholeSchool())


def _titles() -> dict[str, str]:
    return {one.public_id: one.title for one in overview().trackers}


def _told_plan(reports: Any, titles: dict[str, str], address: str, said: Speech) -> Outcome:
    parts = steps_of(reports, titles, said)
    if not parts:
        return Outcome(answer=said.say("Nothing to do: every tracker is as it should be."))
    answer = said.several(
        "%(count)s tracker would change, as follows.",
        "%(count)s trackers would change, as follows.",
        len(parts),
    )
    refused = sum(bool(one["refused"]) for one in reports)
    if refused:
        more = said.several(
            "%(count)s of them cannot be changed yet.",
            "%(count)s of them cannot be changed yet.",
            refused,
        )
        answer = f"{answer} {more}"
    following = Next(label=said.say("Apply this plan"), address=address)
    return Outcome(answer=answer, parts=parts, next=following)


def _told_apply(reports: Any, titles: dict[str, str], said: Speech) -> Outcome:
    parts = steps_of(reports, titles, said)
    if not parts:
        return Outcome(answer=said.say("Nothing was to be done: every tracker is as it should be."))
    answer = said.several(
        "%(count)s tracker changed, and read back from Google.",
        "%(count)s trackers changed, each read back from Google.",
        len(parts),
    )
    return Outcome(answer=answer, parts=parts)
