"""Which template the school's trackers follow: trying another one, and choosing it."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from service.bootstrap import Installation
from service.calendars import check_cadence
from service.features.trackers.apply import TrackerReport
from service.features.trackers.briefing import Briefing
from service.features.trackers.choosing import changes, in_the_way
from service.features.trackers.known import KnownTracker
from service.operations.operation import Operation, Options, Progress
from service.operations.templates import open_trackers
from service.operations.trackers import applying, rows
from service.template_files import TemplateFiles
from sheet_templates.errors import TemplateError
from sheet_templates.model import TrackerTemplate
from sheet_templates.parsing import template_text
from sheet_templates.sentences import sentence
from sync.errors import CalendarError
from sync.store.entries import current_entries
from sync.store.templates import choose_template, keep_template, kept_number, put_on_version


def _in_use(installation: Installation, *_: Any) -> Any:
    """The key of the template that new trackers get, and how many follow which key."""
    followed = Counter(one.tracker.template_key for one in open_trackers(installation, None))
    return {"template": installation.briefing().template.key, "followed": dict(followed)}


def _kept(installation: Installation, *_: Any) -> Any:
    """The template that new trackers get, as its text in JSON, and the number it is kept under."""
    template = installation.briefing().template
    with installation.store.reading() as tx:
        kept = kept_number(tx, installation.scope(), template)
    return {"template": template_text(template), "version": kept}


def _try(installation: Installation, options: Options, progress: Progress) -> Any:
    """What the template `template` would change, and what is in its way; changes nothing."""
    template = TemplateFiles(installation.folder).read(options["template"])
    briefing, made = installation.briefing(), open_trackers(installation, None)
    problems = obstacles(installation, template, made)
    reports: list[TrackerReport] = []
    if made and not problems:
        reports = applying(installation, progress).plan(None, template)
        problems = [line for one in reports for line in one.refused]
    counted = Counter(step for report in reports for step in report.sentences)
    return {
        "template": template.key,
        "digest": _digest(template),
        "changes": list(changes(made, template)),
        "counts": [{"step": step, "trackers": count} for step, count in counted.items()],
        "to_make": [] if made or problems else _to_make(briefing, template),
        "problems": problems,
    }


def _to_make(briefing: Briefing, template: TrackerTemplate) -> list[str]:
    return list(replace(briefing, template=template).tracker_ids().values())


def obstacles(
    installation: Installation, template: TrackerTemplate, made: Sequence[KnownTracker]
) -> list[str]:
    """Why these trackers cannot follow the template, each reason with its remedy."""
    scope, briefing = installation.scope(), installation.briefing()
    mine = {one.tracker.public_id for one in made}
    with installation.store.reading() as tx:
        entries = Counter(
            one.key.metric for one in current_entries(tx, scope) if one.tracker in mine
        )
    found = list(in_the_way(briefing, made, template, entries))
    try:
        check_cadence(briefing.calendar, [template.cadence])
    except CalendarError as error:
        found += error.problems
    return found


def _digest(template: TrackerTemplate) -> str:
    return hashlib.sha256(template_text(template).encode()).hexdigest()


def _use(installation: Installation, options: Options, progress: Progress) -> Any:
    """Have all trackers of this year, and new ones, follow the template `template`.

    `agreed` is the digest of what was looked at; TemplateError where the file says something else
    now, and where something is in the way.
    """
    template = TemplateFiles(installation.folder).read(options["template"])
    if _digest(template) != options["agreed"]:
        raise TemplateError(
            sentence(
                "%(template)s was changed since it was looked at; look again.",
                template=options["template"],
            )
        )
    made = open_trackers(installation, None)
    tried = _try(installation, options, progress)
    if tried["problems"]:
        raise TemplateError(
            sentence("%(template)s cannot be used now.", template=template.key), tried["problems"]
        )
    scope, now = installation.scope(), installation.clock.now()
    with installation.store.writing() as tx:
        n = keep_template(tx, scope, template, now)
        choose_template(tx, scope, template.key, n, now)
        for one in made:
            put_on_version(tx, one.tracker, template.key, n)
    reports = applying(installation, progress).apply(changed_only=True) if made else []
    return {"template": template.key, "version": n, "trackers": rows(reports)}


OPERATIONS = {
    "template_in_use": Operation(work=_in_use),
    "template_kept": Operation(work=_kept),
    "template_try": Operation(work=_try, needs_sheets=True),
    "template_use": Operation(work=_use, changes_store=True, needs_sheets=True),
}
