"""A school's trackers as files with doors: how each should be, and whom the school knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sheet_templates.access_rules import AccessRules, roster_as_of
from sheet_templates.desired import DesiredTracker
from sheet_templates.school import Roster
from sheet_templates.subjects import Subject
from sync.domain.audit import Known
from sync.domain.scope import Scope
from sync.doorkeeping import Doorkeeping
from sync.store.engine import Store
from sync.store.trackers import Tracker, trackers


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What auditing and ending need; `desired` gives each tracker by public id, drawn anew.

    `subjects` say whose each of this year's trackers is, by public id. `roster` is as it was
    imported; `rules` as of today come beside it. `owners` are the document owners of the trackers
    that are open, by address in lower case.
    """

    store: Store
    scope: Scope
    doorkeeping: Doorkeeping
    drive_id: str
    roster: Roster
    rules: Callable[[], AccessRules]
    desired: Callable[[], dict[str, DesiredTracker]]
    subjects: Mapping[str, Subject]
    service_identity: str
    owners: frozenset[str]
    today: date
    now: Callable[[], datetime]

    def made(self) -> list[Tracker]:
        """The trackers that have a file."""
        with self.store.reading() as tx:
            return [one for one in trackers(tx, self.scope) if one.spreadsheet_id is not None]

    def known(self) -> Known:
        """Whom the school knows today, also those whose access has ended."""
        rules = self.rules()
        everybody = (*self.roster.staff, *roster_as_of(self.roster, rules).staff)
        return Known(
            names={one.email.lower(): one.name for one in everybody},
            owners=self.owners,
            service=self.service_identity.lower(),
            ended=rules.ended,
        )
