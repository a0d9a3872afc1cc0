"""What an operation was asked about."""

from service.bootstrap import Installation
from service.operations.operation import Options
from sheet_templates.school import Role
from sheet_templates.sentences import sentence
from sync.domain.scope import Scope
from sync.errors import TrackerError
from sync.store.engine import Tx
from sync.store.school import roster
from sync.store.trackers import trackers


def asked_tracker(installation: Installation, options: Options) -> str | None:
    """The tracker that was asked for, None for all; TrackerError when there is none of that id."""
    public_id: str | None = options.get("tracker")
    if public_id is None:
        return None
    known = sorted(installation.briefing().tracker_ids().values())
    if public_id not in known:
        raise _unknown(public_id, known)
    return public_id


def asked_of_any_year(tx: Tx, scope: Scope, options: Options) -> str | None:
    """The same, also for a tracker of a school year that is over."""
    public_id: str | None = options.get("tracker")
    known = sorted(one.public_id for one in trackers(tx, scope))
    if public_id is None or public_id in known:
        return public_id
    raise _unknown(public_id, known)


def asked_owner(installation: Installation, email: str) -> str:
    """The document owner with this address; TrackerError for anybody else."""
    with installation.store.reading() as tx:
        staff = roster(tx, installation.scope()).staff
    owners = [one.email for one in staff if one.role is Role.DOCUMENT_OWNER]
    if email.casefold() not in {owner.casefold() for owner in owners}:
        raise TrackerError(
            sentence(
                "%(email)s is no document owner of this school, and only they may do this; there "
                "is %(owners)s.",
                email=email,
                owners=", ".join(owners) or sentence("nobody"),
            )
        )
    return email


def _unknown(public_id: str, known: list[str]) -> TrackerError:
    return TrackerError(
        sentence(
            'There is no tracker "%(public_id)s"; there are %(known)s.',
            public_id=public_id,
            known=", ".join(known),
        )
    )
