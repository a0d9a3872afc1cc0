"""Undoing a step of the trackers from one version of a template, or one template, to another."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from service.bootstrap import Installation
from service.features.trackers.known import KnownTracker
from service.features.trackers.revisions import version_of
from service.operations.asked import asked_tracker
from service.operations.operation import Operation, Options, Progress
from service.operations.template_choice import obstacles
from service.operations.templates import made_trackers, open_trackers
from service.operations.trackers import applying, rows
from sheet_templates.errors import TemplateError
from sheet_templates.sentences import sentence
from sync.store.templates import (
    PastVersion,
    choose_template,
    chosen_template,
    last_pasts,
    put_back,
)

Version = tuple[str, int]


def _undo(installation: Installation, options: Options, progress: Progress) -> Any:
    """Undo the last step of the tracker `tracker`, or of all: each follows what it did before.

    TemplateError where no step is known, and where something is in the way of another template.
    """
    asked = asked_tracker(installation, options)
    made, scope = made_trackers(installation, asked), installation.scope()
    with installation.store.reading() as tx:
        pasts = last_pasts(tx, scope)
    back = going_back(made, pasts)
    if not back:
        raise TemplateError(
            sentence(
                "No step to another template or version is known here that could be undone. Choose "
                "the version to follow."
            )
        )
    _refuse_what_is_in_the_way(installation, back, pasts)
    with installation.store.writing() as tx:
        for one in back:
            put_back(tx, one.tracker, pasts[one.tracker.id])
    _choose_as_followed(installation)
    reports = applying(installation, progress).apply(asked, changed_only=True)
    went = [
        {
            "tracker": one.tracker.public_id,
            "template": pasts[one.tracker.id].key,
            "version": pasts[one.tracker.id].n,
        }
        for one in back
    ]
    return {"went_back": went, "trackers": rows(reports)}


def going_back(
    made: Sequence[KnownTracker], pasts: Mapping[int, PastVersion]
) -> list[KnownTracker]:
    """Those whose last step is to be undone: all that follow what the latest step led to.

    So what was tried on one tracker and then followed by all is undone in all of them.
    """
    stepped = [one for one in made if one.tracker.id in pasts]
    if not stepped:
        return []
    latest = max(stepped, key=lambda one: pasts[one.tracker.id].place)
    return [one for one in stepped if _followed(one) == _followed(latest)]


def _followed(known: KnownTracker) -> Version:
    return known.tracker.template_key, known.tracker.template_version


def _refuse_what_is_in_the_way(
    installation: Installation, back: Sequence[KnownTracker], pasts: Mapping[int, PastVersion]
) -> None:
    """Hold another template against what was typed since, as when it is chosen."""
    wanted: dict[Version, list[KnownTracker]] = {}
    for one in back:
        past = pasts[one.tracker.id]
        if past.key != one.tracker.template_key:
            wanted.setdefault((past.key, past.n), []).append(one)
    for (key, n), trackers in wanted.items():
        with installation.store.reading() as tx:
            template = version_of(tx, installation.scope(), key, n)
        problems = obstacles(installation, template, trackers)
        if problems:
            raise TemplateError(
                sentence("%(template)s cannot be followed again now.", template=key), problems
            )


def _choose_as_followed(installation: Installation) -> None:
    """Have new trackers get what the others follow, where none follows what was chosen."""
    followed = Counter(map(_followed, open_trackers(installation, None)))
    (key, n), _ = max(followed.items(), key=lambda one: (one[1], one[0]))
    scope = installation.scope()
    with installation.store.writing() as tx:
        chosen = chosen_template(tx, scope)
        if chosen is not None and chosen[0] not in {one for one, _ in followed}:
            choose_template(tx, scope, key, n, installation.clock.now())


OPERATIONS = {
    "template_undo": Operation(work=_undo, changes_store=True, needs_sheets=True),
}
