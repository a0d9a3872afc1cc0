"""What is wrong in a sentence each, and the figures behind it; no framework in here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric

from service.overview import Overview
from service.resting import rests_too_long
from sync.domain.completeness import completeness
from sync.store.kinds import LetterState
from sync.store.run_trouble import RunTrouble
from sync.store.runs import RunTally


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A school as a monitoring system sees it at the moment `now`, on the real clock.

    `run` is the latest run, `ended` when one came to its end last, `trouble` what kept the latest
    from it.
    """

    overview: Overview
    now: datetime
    run: RunTally | None = None
    ended: datetime | None = None
    trouble: RunTrouble | None = None
    letters: Mapping[LetterState, int] = field(default_factory=dict)


def problems_of(watched: Watched) -> list[str]:
    """What whoever runs the service has to look at, in words that name nobody."""
    said = []
    since = watched.ended or _first_made(watched.overview)
    if since is not None and rests_too_long(since, watched.now):
        said.append(f"No sync has come to its end since {since:%Y-%m-%dT%H:%MZ}.")
    if watched.trouble is not None:
        said.append("The last sync broke off; the page Runs says why.")
    return said


def _first_made(overview: Overview) -> datetime | None:
    """When the first tracker was there: from then on nights are owed."""
    made = (one.stored.provisioned_at for one in overview.trackers if one.stored is not None)
    return min((at for at in made if at is not None), default=None)


def figures_of(watched: Watched) -> Iterator[Metric]:
    """The figures of a school, as Prometheus reads them."""
    yield _gauge("healthy", "1 if nothing is wrong, as /health says", not problems_of(watched))
    yield from _syncs(watched)
    yield from _trackers(watched.overview)
    letters = {one.value: watched.letters.get(one, 0) for one in LetterState}
    yield _by_state("letters", "Letters by what became of them", letters)


def _syncs(watched: Watched) -> Iterator[Metric]:
    yield _gauge("sync_broken_off", "1 if the last sync broke off", watched.trouble is not None)
    if watched.ended is not None:
        yield _gauge(
            "sync_last_end_timestamp_seconds",
            "When a sync came to its end last",
            watched.ended.timestamp(),
        )
    if watched.run is not None:
        yield _gauge("sync_last_read_trackers", "Read by the latest sync", watched.run.read)
        yield _gauge("sync_last_failed_trackers", "Not readable in it", watched.run.failed)
        yield _gauge("sync_last_requests", "What it asked of Google", watched.run.requests)


def _trackers(overview: Overview) -> Iterator[Metric]:
    stored = [one.stored for one in overview.trackers if one.stored is not None]
    yield _gauge("trackers", "Trackers of this school year", len(overview.trackers))
    unreadable = sum(one.why_failed is not None for one in stored)
    yield _gauge("trackers_out_of_reach", "Those that the service could not read", unreadable)
    counts = completeness(overview.opened)
    by_state = {
        "present": counts.entries,
        "excused": counts.excused,
        "open": counts.open,
        "late": counts.late,
        "missing": counts.missing,
        "unreadable": counts.cell_issues,
    }
    yield _by_state("scores", "Expected scores of windows that have opened, by state", by_state)


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"tracksheet_{name}", said, value=float(value))


def _by_state(name: str, said: str, values: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(f"tracksheet_{name}", said, labels=["state"])
    for state, value in values.items():
        family.add_metric([state], value)
    return family
