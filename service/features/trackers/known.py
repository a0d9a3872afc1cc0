"""What the store knows of each tracker beside the roster: whom it holds, its owner, its version."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from service.owed import Own
from service.speech import teller
from sheet_templates.desired.brief import Tell, english
from sheet_templates.errors import TemplateError
from sheet_templates.model import TrackerTemplate
from sheet_templates.parsing import template_of_text
from sheet_templates.school import StaffMember
from sheet_templates.sentences import about, sentence
from sheet_templates.team import Leaver
from sync.domain.milestones_owed import Asked
from sync.domain.scope import Scope
from sync.store.engine import Tx
from sync.store.members import leavers, minted, shares
from sync.store.owners import owners
from sync.store.templates import (
    chosen_template,
    followed_versions,
    template_steps,
    template_versions,
)
from sync.store.trackers import Tracker, trackers


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTracker:
    """One tracker as the store has it; `template` is None for one older than kept versions.

    `unknown` says that the program does not know the template it follows, and what to do.
    `drawn_by` are the templates that it followed before, as long as the step to this one is not
    done. `asked` says since when it asks for milestones.
    """

    tracker: Tracker
    asked: Asked
    template: TrackerTemplate | None
    owner: StaffMember | None
    leavers: tuple[Leaver, ...]
    shared_with: frozenset[str]
    minted: Mapping[str, int]
    unknown: str | None = None
    drawn_by: tuple[TrackerTemplate, ...] = ()

    @property
    def tell(self) -> Tell:
        """What says a sentence in the tracker's language; in English where that is not known."""
        return teller(self.template.language) if self.template else english


def known_trackers(
    tx: Tx, scope: Scope, kept: "KeptVersions | None" = None
) -> dict[str, KnownTracker]:
    """Every tracker of the school, also of earlier years, by public id.

    `kept` are the versions of templates where they have been read already.
    """
    kept = kept or KeptVersions.of(tx, scope)
    left, opened, made = leavers(tx, scope), shares(tx, scope), minted(tx, scope)
    owner_of = owners(tx, scope)
    there = trackers(tx, scope)
    follows, unknown = kept.followed(there), kept.unknown(there)
    steps, asked = template_steps(tx, scope), kept.asked(there)
    return {
        one.public_id: KnownTracker(
            tracker=one,
            asked=asked[one.public_id],
            template=follows.get(one.public_id),
            owner=owner_of.get(one.id),
            leavers=left.get(one.id, ()),
            shared_with=opened.get(one.id, frozenset()),
            minted=made.get(one.id, {}),
            unknown=unknown.get(one.public_id),
            drawn_by=tuple(
                template
                for key, n in steps.get(one.id, ())
                if (template := kept.template(key, n)) is not None
            ),
        )
        for one in there
    }


def own_of_trackers(tx: Tx, scope: Scope, there: Iterable[Tracker]) -> dict[str, Own]:
    """What each of these has of its own, by public id."""
    there = list(there)
    kept, owner_of = KeptVersions.of(tx, scope), owners(tx, scope)
    followed, asked = kept.followed(there), kept.asked(there)
    return {
        one.public_id: Own(
            template=followed.get(one.public_id),
            owner=owner_of.get(one.id),
            asked=asked[one.public_id],
        )
        for one in there
    }


def unknown_templates(tx: Tx, scope: Scope, there: Iterable[Tracker]) -> dict[str, str]:
    """Why nothing may be read from these or written into them, by public id."""
    return KeptVersions.of(tx, scope).unknown(there)


@dataclass(frozen=True, slots=True)
class KeptVersions:
    """The versions of templates as the store has them, by key and number."""

    bodies: Mapping[tuple[str, int], str]
    added: Mapping[tuple[str, int], datetime]

    @classmethod
    def of(cls, tx: Tx, scope: Scope) -> "KeptVersions":
        """All that the school has had."""
        versions = template_versions(tx, scope)
        return cls(
            {(one.key, one.n): one.body for one in versions},
            {(one.key, one.n): one.added_at for one in versions},
        )

    def followed(self, there: Iterable[Tracker]) -> dict[str, TrackerTemplate]:
        """The template that each of these follows, by public id."""
        found = {
            one.public_id: self.template(one.template_key, one.template_version) for one in there
        }
        return {public_id: one for public_id, one in found.items() if one is not None}

    def asked(self, there: Iterable[Tracker]) -> dict[str, Asked]:
        """Since when each asks for the milestones that a version of its template has."""
        added_at: dict[str, dict[str, datetime]] = {}
        for (key, n), at in sorted(self.added.items(), key=lambda one: one[1]):
            template = self.template(key, n)
            for one in template.cadence.milestones if template else ():
                added_at.setdefault(key, {}).setdefault(one.key, at)
        return {
            one.public_id: Asked(
                made_at=one.intended_at, added_at=added_at.get(one.template_key, {})
            )
            for one in there
        }

    def template(self, key: str, n: int) -> TrackerTemplate | None:
        """The version, None where the store has none or the program cannot read it."""
        body = self.bodies.get((key, n))
        try:
            return None if body is None else template_of_text(body)
        except TemplateError:
            return None

    def unknown(self, there: Iterable[Tracker]) -> dict[str, str]:
        """Why nothing may be read from these or written into them, by public id.

        They follow a version that the store has lost, or that another version of the program kept.
        """
        found = {
            one.public_id: self.why_unknown(one.template_key, one.template_version) for one in there
        }
        return {
            public_id: about(
                public_id,
                sentence(
                    "%(why)s Until then nothing of it is read, and its entries stay.", why=why
                ),
            )
            for public_id, why in found.items()
            if why is not None
        }

    def why_unknown(self, key: str, n: int) -> str | None:
        """What is the matter with the version, and what to do; None where it can be read.

        A tracker of a time before versions were kept follows one of which nothing is known.
        """
        values: dict[str, str | int] = {"n": n, "template": key}
        if (key, n) not in self.bodies:
            if all(known != key for known, _ in self.bodies):
                return None
            return sentence(
                "it follows version %(n)s of the template %(template)s, which the store has lost. "
                "Restore the store from a backup that has it.",
                **values,
            )
        if self.template(key, n) is None:
            return sentence(
                "it follows version %(n)s of the template %(template)s, which a newer version of "
                "the program has kept. Update the program.",
                **values,
            )
        return None


def adopted_template(
    tx: Tx, scope: Scope, shipped: TrackerTemplate, kept: KeptVersions | None = None
) -> TrackerTemplate:
    """The template that new trackers get: the chosen one, as most trackers of the year follow it.

    A version that one tracker tries out is not everybody's. Where none was chosen, any that this
    year's trackers follow; `shipped` where there are no trackers, or none can be read. `kept`
    are the versions of templates where they have been read already.
    """
    kept = kept or KeptVersions.of(tx, scope)
    chosen = chosen_template(tx, scope)
    followed = [
        one for one in followed_versions(tx, scope) if chosen is None or one[0] == chosen[0]
    ]
    most = Counter(sorted(followed)).most_common()
    adopted = [version for version, _ in most] or ([chosen] if chosen else [])
    found = (kept.template(key, n) for key, n in adopted)
    return next((template for template in found if template is not None), shipped)
