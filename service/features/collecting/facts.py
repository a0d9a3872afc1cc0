"""What the service itself knows beside a statement; it answers none. Pure."""

from collections.abc import Iterator
from datetime import datetime

from service.overview import Overview
from service.speech import Speech
from service.standing import next_review


def facts_of(overview: Overview, looked_at: datetime | None, said: Speech) -> dict[str, str]:
    """A sentence for some of the statements, by key; `looked_at` is the oldest look at rights."""
    return dict(_facts(overview, looked_at, said))


def _facts(
    overview: Overview, looked_at: datetime | None, said: Speech
) -> Iterator[tuple[str, str]]:
    if looked_at is not None:
        day = said.day(overview.kept.clock.day(looked_at))
        yield (
            "readers",
            said.say("Tracksheet has looked at who can open each tracker since %(day)s.", day=day),
        )
    unreadable = len(overview.kept.issues)
    yield "mistakes", _unreadable(unreadable, said)
    review = next_review(overview, overview.trackers, said)
    if review:
        yield "in_time", review


def _unreadable(count: int, said: Speech) -> str:
    if not count:
        return said.say("Every cell of the trackers can be read today.")
    return said.several(
        "%(count)s cell of the trackers cannot be read today.",
        "%(count)s cells of the trackers cannot be read today.",
        count,
    )
