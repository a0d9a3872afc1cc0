"""What each run of the sync did, in words; no framework in here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from service import wording
from service.answers import broken_off
from service.overview import Overview
from sync.store.kinds import Outcome, RunKind
from sync.store.run_trouble import RunTrouble
from sync.store.runs import RunRow, RunTally, TrackerOutcome

LONGEST_REST = timedelta(hours=30)
"""After so long without a run that came to its end, a night is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """One run: what it was, when it began, what came of it, what it asked of Google."""

    id: int
    title: str
    begun: str
    sentence: str
    requests: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """The list, newest first, the sentence above it, and what waits for the next run."""

    answer: str
    waiting: tuple[str, ...]
    lines: tuple[RunLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerLine:
    """What one run did with one tracker; `public_id` is None for one of another year."""

    public_id: str | None
    title: str
    sentence: str
    is_failed: bool
    requests: int
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """One run and all its trackers."""

    line: RunLine
    trackers: tuple[TrackerLine, ...]


def runs_of(
    overview: Overview,
    tallies: Sequence[RunTally],
    now: datetime,
    trouble: RunTrouble | None = None,
) -> Runs:
    """The page of all runs as of now; `trouble` kept the last one from coming to its end."""
    return Runs(
        answer=_answer(overview, tallies, now) if trouble is None else _broken(overview, trouble),
        waiting=tuple(_waiting(overview)),
        lines=tuple(_line(overview, one) for one in tallies),
    )


def run_page(overview: Overview, run: RunRow, outcomes: Sequence[TrackerOutcome]) -> RunPage:
    """The page of one run."""
    failed = sum(one.outcome is Outcome.FAILED for one in outcomes)
    tally = RunTally(
        run=run,
        read=len(outcomes) - failed,
        failed=failed,
        changes=sum(one.changes for one in outcomes),
        requests=sum(one.requests for one in outcomes),
    )
    titles = {one.public_id: one.title for one in overview.trackers}
    return RunPage(
        line=_line(overview, tally),
        trackers=tuple(
            TrackerLine(
                public_id=one.public_id if one.public_id in titles else None,
                title=titles.get(one.public_id, one.public_id),
                sentence=_outcome(one),
                is_failed=one.outcome is Outcome.FAILED,
                requests=one.requests,
                at=_moment(overview, one.at),
            )
            for one in outcomes
        ),
    )


def _answer(overview: Overview, tallies: Sequence[RunTally], now: datetime) -> str:
    if not tallies:
        return "No run yet. The first one comes in the night, or when a tracker is synced."
    nights = [one for one in tallies if one.run.kind is RunKind.NIGHTLY]
    last = nights[0] if nights else tallies[0]
    said = f"{_title(last.run)}: {_came_of(last)}"
    ended = [one.run.finished_at for one in tallies if one.run.finished_at is not None]
    if not ended or now - max(ended) > LONGEST_REST:
        since = f" since {_moment(overview, max(ended))}" if ended else ""
        return f"No run has come to its end{since}. {said}"
    return said


def _broken(overview: Overview, trouble: RunTrouble) -> str:
    return f"{broken_off(trouble)} That was at {_moment(overview, trouble.at)}."


def _waiting(overview: Overview) -> list[str]:
    """What is known to be unread or out of reach at this moment."""
    lines = []
    for one in overview.trackers:
        stored = one.stored
        if stored is None or not one.is_made:
            lines.append(f"{one.title}: no spreadsheet yet; setting up makes it.")
        elif stored.why_failed is not None:
            lines.append(f"{one.title}: {stored.why_failed}")
        elif stored.is_dirty:
            lines.append(f"{one.title}: Google has told of a change that was not read yet.")
    return lines


def _line(overview: Overview, tally: RunTally) -> RunLine:
    return RunLine(
        id=tally.run.id,
        title=_title(tally.run),
        begun=_moment(overview, tally.run.now),
        sentence=_came_of(tally),
        requests=tally.requests,
        failed=tally.failed,
    )


def _title(run: RunRow) -> str:
    if run.night is not None:
        return f"The night of {wording.long_day(run.night)}"
    return "Asked for by hand"


def _came_of(tally: RunTally) -> str:
    changed = wording.counted(tally.changes, "entry changed", "entries changed")
    parts = [f"{wording.counted(tally.read, 'tracker')} read, {changed}"]
    if tally.failed:
        parts.append(f"{wording.counted(tally.failed, 'tracker')} could not be read")
    if tally.run.resumed_at is not None:
        parts.append("it was broken off once and taken up again")
    if tally.run.finished_at is None:
        parts.append("it has not come to its end")
    if not tally.read and not tally.failed and tally.run.finished_at is not None:
        return "No tracker had changed, so none was read."
    return f"{'; '.join(parts)}."


def _outcome(one: TrackerOutcome) -> str:
    match one.outcome:
        case Outcome.FAILED:
            return one.reason or "It could not be read."
        case Outcome.UNCHANGED:
            return "Nothing had changed."
        case Outcome.SYNCED:
            changed = wording.counted(one.changes, "entry changed", "entries changed")
            return " ".join((f"Read; {changed}.", *([one.reason] if one.reason else [])))


def _moment(overview: Overview, at: datetime) -> str:
    return wording.moment(at, overview.kept.zone)
