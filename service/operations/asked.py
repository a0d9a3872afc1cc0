"""What an operation was asked about."""

from service.bootstrap import Installation
from service.operations.operation import Options
from sync.errors import TrackerError


def asked_tracker(installation: Installation, options: Options) -> str | None:
    """The tracker that was asked for, None for all; TrackerError when there is none of that id."""
    public_id: str | None = options.get("tracker")
    if public_id is None:
        return None
    known = sorted(installation.briefing().tracker_ids().values())
    if public_id not in known:
        raise TrackerError(f"There is no tracker {public_id!r}; there are {', '.join(known)}.")
    return public_id
