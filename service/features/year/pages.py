"""The year day by day, one day, and making a day what it has become: shown first, then done."""

from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from service import wording
from service.access import Action, Person, WholeSchool
from service.features.year.view import YearDay, day_of, kinds_for, year_of
from service.shell.door import overview, require
from service.shell.works import begin
from service.works import Job, Next, Outcome, Part

year = Blueprint("year", __name__, template_folder="templates", url_prefix="/setup/year")
LONGEST_TITLE = 80


@year.get("")
def page() -> str:
    """Every day of the year; each leads to its own page."""
    _owner()
    return render_template("year/year.html", year=year_of(overview()))


@year.get("/<day>")
def day(day: str) -> str:
    """One day: what it is, what falls on it, what it can be made."""
    _owner()
    shown = _day(day)
    before = overview().kept.calendar.on(shown.day)
    return render_template(
        "year/day.html", day=shown, kinds=kinds_for(before), now=before, longest=LONGEST_TITLE
    )


@year.post("/<day>/preview")
def preview(day: str) -> Response:
    """Say which dates the change would move; changes nothing."""
    owner, options = _owner(), _options(day)
    tell = partial(_told_preview, options=options, address=url_for("year.publish", day=day))
    title = f"{wording.long_day(_day(day).day)}: {options['type']}"
    return _begin(owner, options | {"only_preview": True}, title, tell)


@year.post("/<day>/publish")
def publish(day: str) -> Response:
    """Make the day so from now on; dates that are still ahead move, and say why."""
    owner, options = _owner(), _options(day)
    title = f"{wording.long_day(_day(day).day)} becomes: {options['type']}"
    return _begin(owner, options, title, _told_published)


def _owner() -> Person:
    return require(Action.CHANGE_SCHOOL, WholeSchool())


def _day(text: str) -> YearDay:
    """The day of that ISO date; 404 where the year has none."""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        abort(404)
    return day_of(overview(), asked) or abort(404)


def _options(day: str) -> dict[str, Any]:
    shown = _day(day)
    kind, title = request.form.get("type", ""), request.form.get("title", "").strip()
    known = kinds_for(overview().kept.calendar.on(shown.day))
    if kind not in {one.value for one in known} or len(title) > LONGEST_TITLE:
        abort(400, "Choose what the day is, and a name of at most 80 letters. Nothing was changed.")
    return {"day": shown.day.isoformat(), "type": kind, "title": title}


def _begin(owner: Person, options: dict[str, Any], title: str, tell: Any) -> Response:
    back = url_for("year.page")
    job = Job(operation="calendar_day", options=options, title=title, back=back, tell=tell)
    return begin(job, owner)


def _told_preview(told: Any, options: dict[str, Any], address: str) -> Outcome:
    fields = (("type", options["type"]), ("title", options["title"]))
    return Outcome(
        answer=f"{_moved_in_words(told, 'would move')} Nothing was changed yet.",
        parts=_parts(told),
        next=Next(label="Let it count", address=address, fields=fields),
    )


def _told_published(told: Any) -> Outcome:
    return Outcome(answer=f"It counts. {_moved_in_words(told, 'moved')}", parts=_parts(told))


def _moved_in_words(told: Any, moved: str) -> str:
    count = len(told["moved"])
    return f"{wording.counted(count, 'date')} {moved}." if count else f"No date {moved}."


def _parts(told: Any) -> tuple[Part, ...]:
    moved = tuple(
        f"{one['band']}, {one['what']}: {_said(one['was'])} becomes {_said(one['on'])}. "
        f"{one['why']}".strip()
        for one in told["moved"]
    )
    parts = (
        Part(title="Dates", lines=moved),
        Part(title="Worth knowing", lines=tuple(told["remarks"])),
    )
    return tuple(part for part in parts if part.lines)


def _said(day: str | None) -> str:
    return wording.long_day(date.fromisoformat(day)) if day else "none"
