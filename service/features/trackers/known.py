"""What the store knows of each tracker beside the roster: whom it holds, its owner, its version."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sheet_templates.model import TrackerTemplate
from sheet_templates.parsing import template_of_text
from sheet_templates.school import StaffMember
from sheet_templates.team import Leaver
from sync.domain.scope import Scope
from sync.store.engine import Tx
from sync.store.members import leavers, minted, shares
from sync.store.owners import owners
from sync.store.templates import chosen_template, followed_versions, template_versions
from sync.store.trackers import Tracker, trackers


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTracker:
    """One tracker as the store has it; `template` is None for one older than kept versions."""

    tracker: Tracker
    template: TrackerTemplate | None
    owner: StaffMember | None
    leavers: tuple[Leaver, ...]
    shared_with: frozenset[str]
    minted: Mapping[str, int]


def known_trackers(tx: Tx, scope: Scope) -> dict[str, KnownTracker]:
    """Every tracker of the school, also of earlier years, by public id."""
    left, opened, made = leavers(tx, scope), shares(tx, scope), minted(tx, scope)
    owner_of = owners(tx, scope)
    there = trackers(tx, scope)
    follows = followed_templates(tx, scope, there)
    return {
        one.public_id: KnownTracker(
            tracker=one,
            template=follows.get(one.public_id),
            owner=owner_of.get(one.id),
            leavers=left.get(one.id, ()),
            shared_with=opened.get(one.id, frozenset()),
            minted=made.get(one.id, {}),
        )
        for one in there
    }


def followed_templates(
    tx: Tx, scope: Scope, there: Iterable[Tracker]
) -> dict[str, TrackerTemplate]:
    """The template that each of these follows, by public id; none for one older than versions."""
    bodies = {(one.key, one.n): one.body for one in template_versions(tx, scope)}
    return {
        one.public_id: template_of_text(bodies[one.template_key, one.template_version])
        for one in there
        if (one.template_key, one.template_version) in bodies
    }


def adopted_template(tx: Tx, scope: Scope, shipped: TrackerTemplate) -> TrackerTemplate:
    """The template that new trackers get: the chosen one, as most trackers of the year follow it.

    A version that one tracker tries out is not everybody's. Where none was chosen, any that this
    year's trackers follow; `shipped` where there are no trackers.
    """
    chosen = chosen_template(tx, scope)
    followed = [
        one for one in followed_versions(tx, scope) if chosen is None or one[0] == chosen[0]
    ]
    bodies = {(one.key, one.n): one.body for one in template_versions(tx, scope)}
    most = Counter(sorted(followed)).most_common(1)
    adopted = most[0][0] if most else chosen
    body = bodies.get(adopted) if adopted else None
    return shipped if body is None else template_of_text(body)
