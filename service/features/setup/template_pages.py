"""Which template the trackers follow: another one, the next version, one tracker first, undoing."""

from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from service import wording
from service.access import Action, Person, WholeSchool
from service.shell.door import overview, records, require, template_files
from service.shell.works import begin
from service.works import Job, Next, Outcome, Part

template_pages = Blueprint(
    "template", __name__, template_folder="templates", url_prefix="/setup/template"
)
EVERY = "every"
"""What stands for all trackers in the choice of one."""


@template_pages.get("")
def page() -> str:
    """The template in use, its versions and who follows them, and the others there are."""
    _owner()
    school = overview()
    versions = records().template_versions(school.year_begins)
    return render_template(
        "setup/template.html",
        school=school,
        found=list(template_files().all()),
        versions=[one for one in versions if one.key == school.template.key],
        made=[one for one in school.trackers if one.is_made],
        every=EVERY,
    )


@template_pages.post("/compare")
def compare() -> Response:
    """Say what another template would change, and what is in its way; changes nothing."""
    owner, name = _owner(), _name()
    tell = partial(_told_comparison, name=name, address=url_for("template.use"))
    return _begin(owner, "template_try", {"template": name}, f"What {name} would change", tell)


@template_pages.post("/use")
def use() -> Response:
    """Have all trackers follow a template, as it was looked at."""
    owner, name = _owner(), _name()
    _sure()
    options = {"template": name, "agreed": request.form.get("agreed", "")}
    return _begin(
        owner,
        "template_use",
        options,
        f"Following {name}",
        partial(_told_following, titles=_titles()),
    )


@template_pages.post("/next")
def add() -> Response:
    """Keep the school's template file, as it is now, as the next version; nobody follows it yet."""
    return _begin(_owner(), "template_add", {}, "Keeping the next version", _told_version)


@template_pages.post("/preview")
def preview() -> Response:
    """Say what a version would do to one tracker, or to all; changes nothing."""
    owner, options = _owner(), _version_and_tracker()
    tell = partial(_told_preview, options=options, titles=_titles(), address=url_for(".follow"))
    title = f"What version {options['version']} would do"
    return _begin(owner, "template_preview", options, title, tell)


@template_pages.post("/follow")
def follow() -> Response:
    """Bring one tracker, or all, to a version."""
    owner, options = _owner(), _version_and_tracker()
    title = f"Following version {options['version']}"
    return _begin(
        owner, "template_apply", options, title, partial(_told_following, titles=_titles())
    )


@template_pages.post("/undo")
def undo() -> Response:
    """Bring all trackers back to the version before; what was typed is kept."""
    owner = _owner()
    _sure()
    return _begin(
        owner,
        "template_undo",
        {},
        "Going back to the version before",
        partial(_told_following, titles=_titles()),
    )


def _owner() -> Person:
    return require(Action.CHANGE_SCHOOL, WholeSchool())


def _sure() -> None:
    if request.form.get("sure") != "yes":
        abort(400, "Tick that you are sure first. Nothing was changed.")


def _name() -> str:
    name = request.form.get("template", "")
    if name not in {one.name for one in template_files().all()}:
        abort(400, "Choose one of the templates first. Nothing was changed.")
    return name


def _version_and_tracker() -> dict[str, Any]:
    """What the form names: a version, and a tracker unless all are meant."""
    version, tracker = request.form.get("version", ""), request.form.get("tracker", "")
    if not version.isdecimal() or tracker not in {EVERY, *_titles()}:
        abort(400, "Choose a version and a tracker first. Nothing was changed.")
    options = {"version": int(version)}
    return options if tracker == EVERY else options | {"tracker": tracker}


def _titles() -> dict[str, str]:
    return {one.public_id: one.title for one in overview().trackers}


def _begin(
    owner: Person, operation: str, options: dict[str, Any], title: str, tell: Any
) -> Response:
    back = url_for("template.page")
    job = Job(operation=operation, options=options, title=title, back=back, tell=tell)
    return begin(job, owner)


def _told_comparison(told: Any, name: str, address: str) -> Outcome:
    parts = [
        Part(title="What stands in the way", lines=tuple(told["problems"])),
        Part(title="What is other in the template", lines=tuple(told["changes"])),
        Part(title="What would be done", lines=_counted(told["counts"])),
        Part(title="Trackers to make", lines=tuple(told["to_make"])),
    ]
    shown = tuple(part for part in parts if part.lines)
    if told["problems"]:
        return Outcome(answer=f"{name} cannot be used now.", parts=shown)
    answer = f"{name} can be used. Nothing was changed yet."
    fields = (("template", name), ("agreed", told["digest"]))
    label, sure = f"Have all trackers follow {name}", "Yes, in every tracker of this year"
    following = Next(label=label, address=address, fields=fields, sure=sure)
    return Outcome(answer=answer, parts=shown, next=following)


def _told_version(told: Any) -> Outcome:
    changes = tuple(told["changes"])
    answer = f"Version {told['version']} is kept. No tracker follows it yet: try it on one first."
    return Outcome(
        answer=answer, parts=(Part(title="What is new", lines=changes),) if changes else ()
    )


def _told_preview(
    told: Any, options: dict[str, Any], titles: dict[str, str], address: str
) -> Outcome:
    parts = (*_reports(told["trackers"], titles), *_summed(told["counts"], options))
    if not parts:
        return Outcome(answer="Nothing would change.")
    fields = (
        ("version", str(options["version"])),
        ("tracker", options.get("tracker", EVERY)),
    )
    whom = titles.get(options.get("tracker", ""), "every tracker")
    label = f"Do this in {whom}"
    answer = "This would be done. Nothing was changed yet."
    return Outcome(
        answer=answer, parts=parts, next=Next(label=label, address=address, fields=fields)
    )


def _told_following(told: Any, titles: dict[str, str]) -> Outcome:
    steps = _reports(told["trackers"], titles)
    count = wording.counted(len(steps), "tracker")
    answer = f"Version {told['version']} is followed. {count} changed, each read back from Google."
    return Outcome(answer=answer, parts=steps)


def _reports(reports: Any, titles: dict[str, str]) -> tuple[Part, ...]:
    made = (
        Part(
            title=titles.get(one["tracker"], one["tracker"]),
            lines=(*one["steps"], *(f"cannot be done: {why}" for why in one["refused"])),
        )
        for one in reports
    )
    return tuple(part for part in made if part.lines)


def _summed(counts: Any, options: dict[str, Any]) -> tuple[Part, ...]:
    """Each step once with how many trackers it is for, where all are meant."""
    if "tracker" in options or not counts:
        return ()
    return (Part(title="In all", lines=_counted(counts)),)


def _counted(counts: Any) -> tuple[str, ...]:
    return tuple(f"{one['step']} ({wording.counted(one['trackers'], 'tracker')})" for one in counts)
