"""The versions of the school's template: keeping one, trying one, following one."""

from collections import Counter
from typing import Any

from service.bootstrap import Installation
from service.features.trackers.apply import TrackerReport
from service.features.trackers.known import KnownTracker
from service.features.trackers.revisions import add_version, put_on, steps, version_of
from service.operations.asked import asked_tracker
from service.operations.operation import Operation, Options, Progress
from service.operations.trackers import applying, rows
from service.template_files import TemplateFiles
from sheet_templates.sentences import sentence
from sync.errors import TrackerError


def _versions(installation: Installation, *_: Any) -> Any:
    """Every version with what it changes and who follows it."""
    scope, trackers = installation.scope(), open_trackers(installation, None)
    with installation.store.reading() as tx:
        return [
            {
                "version": step.n,
                "template": step.key,
                "added_at": step.added_at.isoformat(),
                "changes": list(step.changes),
                "trackers": list(step.trackers),
            }
            for step in steps(tx, scope, trackers)
        ]


def _add(installation: Installation, options: Options, _: Progress) -> Any:
    """Keep the template `template`, a name or a file, as the next version.

    Without one, the file that has the key of the trackers' template: the school's own, or the
    shipped one.
    """
    files, scope = TemplateFiles(installation.folder), installation.scope()
    name = options.get("template")
    key = installation.briefing().template.key
    template = files.of_key(key) if name is None else files.read(name)
    trackers = open_trackers(installation, None)
    with installation.store.writing() as tx:
        n = add_version(tx, scope, trackers, template, installation.clock.now())
        kept = {(one.key, one.n): one.changes for one in steps(tx, scope, trackers)}
    return {"version": n, "changes": list(kept[template.key, n])}


def _preview(installation: Installation, options: Options, progress: Progress) -> Any:
    """What version `version` would do to the tracker `tracker`, or to each, and how often."""
    asked = asked_tracker(installation, options)
    reports: list[TrackerReport] = []
    for known in made_trackers(installation, asked):
        with installation.store.reading() as tx:
            key = known.tracker.template_key
            template = version_of(tx, installation.scope(), key, options["version"])
        reports += applying(installation, progress).plan(known.tracker.public_id, template)
    counted = Counter(step for report in reports for step in report.sentences)
    return {
        "trackers": rows(reports),
        "counts": [{"step": step, "trackers": count} for step, count in counted.items()],
    }


def _follow(installation: Installation, options: Options, progress: Progress) -> Any:
    """Bring the tracker `tracker`, or each, to version `version`, a newer or an older one."""
    asked = asked_tracker(installation, options)
    made, n = made_trackers(installation, asked), options["version"]
    with installation.store.writing() as tx:
        put_on(tx, installation.scope(), made, n)
    reports = applying(installation, progress).apply(asked, changed_only=True)
    return {"version": n, "trackers": rows(reports)}


def open_trackers(installation: Installation, asked: str | None) -> list[KnownTracker]:
    """This year's trackers, or the one asked for; those of earlier years keep their template."""
    briefing = installation.briefing()
    return [
        one
        for one in briefing.known.values()
        if one.tracker.year_begins == briefing.year_begins
        and asked in {None, one.tracker.public_id}
    ]


def made_trackers(installation: Installation, asked: str | None) -> list[KnownTracker]:
    """The same; TrackerError where there is none."""
    found = open_trackers(installation, asked)
    if not found:
        raise TrackerError(sentence("There is no tracker yet; apply makes them."))
    return found


OPERATIONS = {
    "template_versions": Operation(work=_versions),
    "template_add": Operation(work=_add, changes_store=True),
    "template_preview": Operation(work=_preview, needs_sheets=True),
    "template_apply": Operation(work=_follow, changes_store=True, needs_sheets=True),
}
