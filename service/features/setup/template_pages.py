"""Which template the trackers follow: another one, the next version, one tracker first, undoing."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from service.access import Action, Person, WholeSchool
from service.features.setup.view import steps_of
from service.records import KeptVersion
from service.shell.door import overview, records, require, template_files
from service.shell.language import current_speech
from service.shell.works import begin
from service.speech import Speech
from service.works import Job, Next, Outcome, Part
from sheet_templates.sentences import sentence

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
    return render_template(
        "setup/template.html",
        school=school,
        found=list(template_files().all()),
        versions=_versions(),
        made=[one for one in school.trackers if one.is_made],
        every=EVERY,
        may_undo=records().has_step_to_undo(school.year_begins),
    )


@template_pages.post("/compare")
def compare() -> Response:
    """Say what another template would change, and what is in its way; changes nothing."""
    owner, name = _owner(), _name()
    tell = partial(_told_comparison, name=name, address=url_for("template.use"))
    title = sentence("What %(template)s would change", template=name)
    return _begin(owner, "template_try", {"template": name}, title, tell)


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
        sentence("Following %(template)s", template=name),
        partial(_told_following, titles=_titles()),
    )


@template_pages.post("/next")
def add() -> Response:
    """Keep the school's template file, as it is now, as the next version; nobody follows it yet."""
    return _begin(_owner(), "template_add", {}, sentence("Keeping the next version"), _told_version)


@template_pages.post("/preview")
def preview() -> Response:
    """Say what a version would do to one tracker, or to all; changes nothing."""
    owner, options = _owner(), _version_and_tracker()
    tell = partial(_told_preview, options=options, titles=_titles(), address=url_for(".follow"))
    title = sentence("What version %(version)s would do", version=options["version"])
    return _begin(owner, "template_preview", options, title, tell)


@template_pages.post("/follow")
def follow() -> Response:
    """Bring one tracker, or all, to a version."""
    owner, options = _owner(), _version_and_tracker()
    title = sentence("Following version %(version)s", version=options["version"])
    return _begin(
        owner, "template_apply", options, title, partial(_told_following, titles=_titles())
    )


@template_pages.post("/undo")
def undo() -> Response:
    """Undo the trackers' last step; what was typed is kept."""
    owner = _owner()
    _sure()
    return _begin(
        owner,
        "template_undo",
        {},
        sentence("Going back to the version before"),
        partial(_told_going_back, titles=_titles()),
    )


def _owner() -> Person:
    return require(Action.CHANGE_SCHOOL, WholeSchool())


def _sure() -> None:
    if request.form.get("sure") != "yes":
        abort(400, sentence("Tick that you are sure first. Nothing was changed."))


def _name() -> str:
    name = request.form.get("template", "")
    if name not in {one.name for one in template_files().all()}:
        abort(400, sentence("Choose one of the templates first. Nothing was changed."))
    return name


def _version_and_tracker() -> dict[str, Any]:
    """What the form names: a kept version, and a tracker unless all are meant."""
    asked, tracker = request.form.get("version", ""), request.form.get("tracker", "")
    version = next((one.n for one in _versions() if str(one.n) == asked), None)
    if version is None or tracker not in {EVERY, *_titles()}:
        abort(400, sentence("Choose a version and a tracker first. Nothing was changed."))
    options: dict[str, Any] = {"version": version}
    return options if tracker == EVERY else options | {"tracker": tracker}


def _versions() -> list[KeptVersion]:
    """The kept versions of the school's template, oldest first."""
    school = overview()
    kept = records().template_versions(school.year_begins)
    return [one for one in kept if one.key == school.template.key]


def _titles() -> dict[str, str]:
    return {one.public_id: one.title for one in overview().trackers}


def _begin(
    owner: Person,
    operation: str,
    options: dict[str, Any],
    title: str,
    tell: Callable[..., Outcome],
) -> Response:
    back = url_for("template.page")
    tell = partial(tell, said=current_speech())
    job = Job(operation=operation, options=options, title=title, back=back, tell=tell)
    return begin(job, owner)


def _told_comparison(told: Any, name: str, address: str, said: Speech) -> Outcome:
    parts = [
        Part(title=said.say("What stands in the way"), lines=said.told(told["problems"])),
        Part(title=said.say("What is different in the template"), lines=said.told(told["changes"])),
        Part(title=said.say("What would be done"), lines=_counted(told["counts"], said)),
        Part(title=said.say("Trackers to make"), lines=said.told(told["to_make"])),
    ]
    shown = tuple(part for part in parts if part.lines)
    if told["problems"]:
        answer = said.say("%(template)s cannot be used now.", template=name)
        return Outcome(answer=answer, parts=shown)
    answer = said.say("%(template)s can be used. Nothing was changed yet.", template=name)
    fields = (("template", name), ("agreed", told["digest"]))
    label = said.say("Have all trackers follow %(template)s", template=name)
    sure = said.say("Yes, in every tracker of this year")
    following = Next(label=label, address=address, fields=fields, sure=sure)
    return Outcome(answer=answer, parts=shown, next=following)


def _told_version(told: Any, said: Speech) -> Outcome:
    answer = said.say(
        "Version %(version)s is kept. No tracker follows it yet: try it on one first.",
        version=told["version"],
    )
    new = Part(title=said.say("What is new"), lines=said.told(told["changes"]))
    return Outcome(answer=answer, parts=(new,) if new.lines else ())


def _told_preview(
    told: Any, options: dict[str, Any], titles: dict[str, str], address: str, said: Speech
) -> Outcome:
    parts = (*steps_of(told["trackers"], titles, said), *_summed(told["counts"], options, said))
    if not parts:
        return Outcome(answer=said.say("Nothing would change."))
    fields = (
        ("version", str(options["version"])),
        ("tracker", options.get("tracker", EVERY)),
    )
    whom = titles.get(options.get("tracker", "")) or said.say("every tracker")
    label = said.say("Do this in %(trackers)s", trackers=whom)
    answer = said.say("This would be done. Nothing was changed yet.")
    return Outcome(
        answer=answer, parts=parts, next=Next(label=label, address=address, fields=fields)
    )


def _told_following(told: Any, titles: dict[str, str], said: Speech) -> Outcome:
    steps = steps_of(told["trackers"], titles, said)
    answer = said.several(
        "Version %(version)s is followed. %(count)s tracker changed, and read back from Google.",
        "Version %(version)s is followed. %(count)s trackers changed, each read back from Google.",
        len(steps),
        version=told["version"],
    )
    return Outcome(answer=answer, parts=steps)


def _told_going_back(told: Any, titles: dict[str, str], said: Speech) -> Outcome:
    lines = tuple(
        said.say(
            "%(tracker)s: version %(version)s of %(template)s is followed again",
            tracker=titles.get(one["tracker"], one["tracker"]),
            version=one["version"],
            template=one["template"],
        )
        for one in told["went_back"]
    )
    answer = said.several(
        "The last step of %(count)s tracker is undone, and read back from Google.",
        "The last step of %(count)s trackers is undone, each read back from Google.",
        len(lines),
    )
    back = Part(title=said.say("What is followed again"), lines=lines)
    return Outcome(answer=answer, parts=(back, *steps_of(told["trackers"], titles, said)))


def _summed(counts: Any, options: dict[str, Any], said: Speech) -> tuple[Part, ...]:
    """Each step once with how many trackers it is for, where all are meant."""
    if "tracker" in options or not counts:
        return ()
    return (Part(title=said.say("In all"), lines=_counted(counts, said)),)


def _counted(counts: Any, said: Speech) -> tuple[str, ...]:
    return tuple(
        said.several(
            "%(step)s (%(count)s tracker)",
            "%(step)s (%(count)s trackers)",
            one["trackers"],
            step=said.tell(one["step"]),
        )
        for one in counts
    )
