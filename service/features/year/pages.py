"""The year day by day, one day, and making a day what it has become: shown first, then done."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from service.access import Action, Person, WholeSchool
from service.features.year.view import YearDay, day_of, kinds_for, year_of
from service.shell.door import overview, require
from service.shell.language import current_speech
from service.shell.works import begin
from service.speech import Speech
from service.works import Job, Next, Outcome, Part
from sheet_templates.sentences import sentence
from sync.domain.school_calendar import DAY_WORDS, DayType

year = Blueprint("year", __name__, template_folder="templates", url_prefix="/setup/year")
LONGEST_TITLE = 80


@year.get("")
def page() -> str:
    """Every day of the year; each leads to its own page."""
    _owner()
    return render_template("year/year.html", year=year_of(overview(), current_speech()))


@year.get("/<day>")
def day(day: str) -> str:
    """One day: what it is, what falls on it, what it can be made."""
    _owner()
    shown = _day(day)
    before = overview().kept.calendar.on(shown.day)
    return render_template(
        "year/day.html",
        day=shown,
        kinds=[(kind, current_speech().tell(DAY_WORDS[kind])) for kind in kinds_for(before)],
        now=before,
        longest=LONGEST_TITLE,
    )


@year.post("/<day>/preview")
def preview(day: str) -> Response:
    """Say which dates the change would move; changes nothing."""
    owner, options = _owner(), _options(day)
    tell = partial(_told_preview, options=options, address=url_for("year.publish", day=day))
    title = sentence("%(day)s: %(kind)s", day=_day(day).day, kind=_kind(options))
    return _begin(owner, options | {"only_preview": True}, title, tell)


@year.post("/<day>/publish")
def publish(day: str) -> Response:
    """Make the day so from now on; dates that are still ahead move, and say why."""
    owner, options = _owner(), _options(day)
    title = sentence("%(day)s becomes: %(kind)s", day=_day(day).day, kind=_kind(options))
    options["agreed"] = request.form.get("agreed", "")
    return _begin(owner, options, title, _told_published)


def _owner() -> Person:
    return require(Action.CHANGE_SCHOOL, WholeSchool())


def _day(text: str) -> YearDay:
    """The day of that ISO date; 404 where the year has none."""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        abort(404)
    return day_of(overview(), asked, current_speech()) or abort(404)


def _options(day: str) -> dict[str, Any]:
    shown = _day(day)
    kind, title = request.form.get("type", ""), request.form.get("title", "").strip()
    known = kinds_for(overview().kept.calendar.on(shown.day))
    if kind not in {one.value for one in known} or len(title) > LONGEST_TITLE:
        abort(
            400,
            sentence(
                "Choose what the day is, and a name of at most 80 letters. Nothing was changed."
            ),
        )
    return {"day": shown.day.isoformat(), "type": kind, "title": title}


def _kind(options: dict[str, Any]) -> str:
    return DAY_WORDS[DayType(options["type"])]


def _begin(
    owner: Person, options: dict[str, Any], title: str, tell: Callable[..., Outcome]
) -> Response:
    back, tell = url_for("year.page"), partial(tell, said=current_speech())
    job = Job(operation="calendar_day", options=options, title=title, back=back, tell=tell)
    return begin(job, owner)


def _told_preview(told: Any, options: dict[str, Any], address: str, said: Speech) -> Outcome:
    fields = (("type", options["type"]), ("title", options["title"]), ("agreed", told["digest"]))
    count = len(told["moved"])
    moves = said.several("%(count)s date would move.", "%(count)s dates would move.", count)
    if not count:
        moves = said.say("No date would move.")
    still = said.say("Nothing was changed yet.")
    return Outcome(
        answer=f"{moves} {still}",
        parts=_parts(told, said),
        next=Next(label=said.say("Change the calendar"), address=address, fields=fields),
    )


def _told_published(told: Any, said: Speech) -> Outcome:
    count = len(told["moved"])
    answer = said.several(
        "The calendar is changed. %(count)s date moved.",
        "The calendar is changed. %(count)s dates moved.",
        count,
    )
    if not count:
        answer = said.say("The calendar is changed. No date moved.")
    return Outcome(answer=answer, parts=_parts(told, said))


def _parts(told: Any, said: Speech) -> tuple[Part, ...]:
    parts = (
        Part(title=said.say("Dates"), lines=tuple(_moved(one, said) for one in told["moved"])),
        Part(title=said.say("Worth knowing"), lines=said.told(told["remarks"])),
    )
    return tuple(part for part in parts if part.lines)


def _moved(one: Any, said: Speech) -> str:
    moved = said.say(
        "%(band)s, %(what)s: %(was)s becomes %(on)s.",
        band=one["band"],
        what=said.tell(one["what"]),
        was=_on(one["was"], said),
        on=_on(one["on"], said),
    )
    return f"{moved} {said.tell(one['why'])}".strip()


def _on(day: str | None, said: Speech) -> str:
    return said.day(date.fromisoformat(day)) if day else said.say("none")
