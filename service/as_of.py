"""Of when the figures on a page are. Pure."""

from collections.abc import Collection

from service.overview import Overview, TrackerStanding
from service.speech import Speech


def as_of(
    overview: Overview, said: Speech, trackers: Collection[TrackerStanding] | None = None
) -> str:
    """The oldest of the last reads of these, or of all: nothing is of an earlier state."""
    asked = overview.trackers if trackers is None else trackers
    read = [one.last_read_at for one in asked if one.last_read_at is not None]
    unread = len(asked) - len(read)
    if not read:
        return said.say("No tracker was read yet, so everything counts as blank.")
    oldest = said.moment(min(read), overview.kept.clock)
    if len(read) == 1:
        told = said.say("As of the last read, at %(moment)s.", moment=oldest)
    else:
        told = said.say("As of the last reads; the oldest is of %(moment)s.", moment=oldest)
    if not unread:
        return told
    never = said.several(
        "%(count)s tracker was never read.", "%(count)s trackers were never read.", unread
    )
    return f"{told} {never}"
