"""A new roster under trackers that there are: who left them, and who answers for them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from service.features.trackers.known import KnownTracker
from sheet_templates.counting import some
from sheet_templates.model import Audience
from sheet_templates.school import Roster, StaffMember
from sheet_templates.sentences import sentence, several
from sheet_templates.subjects import places_in, subject_of
from sync.errors import RosterError, TrackerError
from sync.store.engine import Tx
from sync.store.members import keep_members
from sync.store.owners import hand_over


def note_members(
    tx: Tx, trackers: Iterable[KnownTracker], roster: Roster, year_begins: int, on: date
) -> None:
    """Write down who is no longer in a tracker of this year, as of the day `on`."""
    for known in trackers:
        if known.tracker.year_begins == year_begins:
            audience = known.template.audience if known.template else Audience.TEAM
            subject = subject_of(roster, audience, known.tracker.grade)
            keep_members(tx, known.tracker, places_in(roster, subject), on)


def keep_owned(
    tx: Tx, trackers: Sequence[KnownTracker], roster: Roster, successor: str | None, at: datetime
) -> None:
    """See to it that whoever owns an open tracker is in the roster.

    Trackers of an owner who is not go to the `successor`, an address in the roster. RosterError
    without one: the roster must not be stored then.
    """
    staff = {person.sourced_id for person in roster.staff}
    orphans = [
        one
        for one in trackers
        if one.tracker.closed_at is None and one.owner and one.owner.sourced_id not in staff
    ]
    if orphans and successor is None:
        raise RosterError(
            sentence(
                "This roster lacks the document owner of trackers; nothing was "
                "imported. Name somebody in it who takes over: roster import ZIP "
                "--hand-over-to EMAIL. Somebody who is in the present roster too "
                "can do so before: owner hand-over --all EMAIL."
            ),
            list(_owned(orphans)),
        )
    if successor is not None:
        give(tx, orphans, roster, successor, at)


def give(
    tx: Tx, trackers: Iterable[KnownTracker], roster: Roster, email: str, at: datetime
) -> StaffMember:
    """Hand the trackers over to the person with this address; TrackerError for a stranger."""
    found = [person for person in roster.staff if person.email == email.casefold()]
    if not found:
        raise TrackerError(
            sentence(
                "%(email)s is nobody's address in the roster; a document owner must be in it.",
                email=email,
            )
        )
    for known in trackers:
        hand_over(tx, known.tracker, found[0].sourced_id, at)
    return found[0]


def _owned(trackers: Iterable[KnownTracker]) -> Iterable[str]:
    of_owner: dict[StaffMember, list[str]] = {}
    for one in trackers:
        if one.owner is not None:
            of_owner.setdefault(one.owner, []).append(one.tracker.public_id)
    for owner, ids in of_owner.items():
        yield several(
            "%(name)s (%(email)s) owns %(count)s tracker: %(trackers)s.",
            "%(name)s (%(email)s) owns %(count)s trackers: %(trackers)s.",
            len(ids),
            name=owner.name,
            email=owner.email,
            trackers=some(ids),
        )
