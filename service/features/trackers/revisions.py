"""The versions of a school's template: adding one, and saying which one its trackers follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.features.trackers.known import KnownTracker
from sheet_templates.counting import some
from sheet_templates.errors import TemplateError
from sheet_templates.model import TrackerTemplate
from sheet_templates.parsing import template_of_text
from sheet_templates.revision import revision
from sheet_templates.sentences import sentence
from sync.domain.scope import Scope
from sync.store.engine import Tx
from sync.store.templates import TemplateVersion, keep_template, put_on_version, template_versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A version, what changes from the one before it in words, and which trackers follow it."""

    n: int
    key: str
    added_at: datetime
    changes: tuple[str, ...]
    trackers: tuple[str, ...]


def add_version(
    tx: Tx, scope: Scope, trackers: Sequence[KnownTracker], template: TrackerTemplate, at: datetime
) -> int:
    """Keep a version of the template that the school's trackers follow; its number.

    One that is kept already has its number. TemplateError for another template: its trackers
    would be other trackers.
    """
    keys = sorted({one.tracker.template_key for one in trackers})
    if keys and template.key not in keys:
        raise TemplateError(
            sentence(
                'This is a version of "%(template)s", but the trackers follow %(followed)s. Give '
                "it that key, or make trackers of another template.",
                template=template.key,
                followed=some(keys),
            )
        )
    return keep_template(tx, scope, template, at)


def steps(tx: Tx, scope: Scope, trackers: Sequence[KnownTracker]) -> list[Step]:
    """Every version of every template, oldest first."""
    versions = template_versions(tx, scope)
    before: dict[str, TemplateVersion] = {}
    found = []
    for one in versions:
        last = before.get(one.key)
        found.append(
            Step(
                n=one.n,
                key=one.key,
                added_at=one.added_at,
                changes=() if last is None else _changes(last, one),
                trackers=tuple(
                    known.tracker.public_id
                    for known in trackers
                    if (known.tracker.template_key, known.tracker.template_version)
                    == (one.key, one.n)
                ),
            )
        )
        before[one.key] = one
    return found


def _changes(before: TemplateVersion, after: TemplateVersion) -> tuple[str, ...]:
    return revision(template_of_text(before.body), template_of_text(after.body))


def version_of(tx: Tx, scope: Scope, key: str, n: int) -> TrackerTemplate:
    """The template in that version; TemplateError naming those there are."""
    versions = {one.n: one for one in template_versions(tx, scope) if one.key == key}
    if n not in versions:
        there = some([str(number) for number in versions]) or sentence("none yet")
        raise TemplateError(
            sentence(
                "%(template)s has no version %(n)s; there are %(versions)s.",
                template=key,
                n=n,
                versions=there,
            )
        )
    return template_of_text(versions[n].body)


def put_on(tx: Tx, scope: Scope, trackers: Sequence[KnownTracker], n: int) -> None:
    """Say that these trackers follow version `n` from now on; applying it is another step."""
    for key in {one.tracker.template_key for one in trackers}:
        version_of(tx, scope, key, n)
    for one in trackers:
        put_on_version(tx, one.tracker, one.tracker.template_key, n)
