"""What the add-on is made of: its settings, the school, and what it can have done."""

import base64
import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from service.addon_settings import AddOnSettings
from service.features.addon.keys import KeyRing
from service.notes import Notes
from service.overview import Overview
from service.people import People
from service.settling import Saying
from service.works import Works
from sync.domain.excuses import Excuse
from sync.domain.flag_life import HeldFlag
from sync.domain.milestones_owed import OwedMilestone
from sync.store.audit import StoredFinding
from sync.store.excuses import GivenExcuse
from sync.store.holds import StoredHold


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOn:
    """The add-on of one installation.

    `overview` gives the school as of now, None while there is none; `excuse` stores an excuse
    and gives it, `settle` stores what is said of a milestone; `findings` are those of the audit
    that stand open, `holds` the changes that wait for the document owner's word, `problems` what
    people say of a tracker's columns; `works` carries out what goes on when the panel is left;
    `notes` are the school's, `people` keeps what people choose. `secret` makes the names under
    which children travel through Google.
    """

    settings: AddOnSettings
    keys: KeyRing
    overview: Callable[[], Overview | None]
    excuse: Callable[[GivenExcuse], Excuse]
    settle: Callable[[OwedMilestone, Saying], object]
    findings: Callable[[], Sequence[StoredFinding]]
    holds: Callable[[], Sequence[StoredHold]]
    problems: Callable[[str], Sequence[HeldFlag]]
    works: Works
    notes: Notes
    people: People
    secret: bytes = field(repr=False)

    def handle(self, student: str) -> str:
        """What a child is called in a card's parameters: it tells nothing, and lasts."""
        digest = hmac.digest(self.secret, b"student\0" + student.encode(), "sha256")
        return base64.b32encode(digest)[:16].decode().lower()

    def student(self, handle: str, students: Iterable[str]) -> str | None:
        """The child among `students` with this handle."""
        return next((one for one in students if self.handle(one) == handle), None)
