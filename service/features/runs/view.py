"""What each run of the sync did, in words; no framework in here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.answers import broken_off
from service.overview import Overview
from service.resting import last_end, rests_too_long
from service.speech import Speech
from sync.store.kinds import Outcome, RunKind
from sync.store.run_trouble import RunTrouble
from sync.store.runs import RunRow, RunTally, TrackerOutcome


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
    said: Speech,
    trouble: RunTrouble | None = None,
) -> Runs:
    """The page of all runs as of now; `trouble` kept the last one from coming to its end."""
    return Runs(
        answer=_answer(overview, tallies, now, said)
        if trouble is None
        else _broken(overview, trouble, said),
        waiting=tuple(_waiting(overview, said)),
        lines=tuple(_line(overview, one, said) for one in tallies),
    )


def run_page(
    overview: Overview, run: RunRow, outcomes: Sequence[TrackerOutcome], said: Speech
) -> RunPage:
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
        line=_line(overview, tally, said),
        trackers=tuple(
            TrackerLine(
                public_id=one.public_id if one.public_id in titles else None,
                title=titles.get(one.public_id, one.public_id),
                sentence=_outcome(one, said),
                is_failed=one.outcome is Outcome.FAILED,
                requests=one.requests,
                at=said.moment(one.at, overview.kept.clock),
            )
            for one in outcomes
        ),
    )


def _answer(overview: Overview, tallies: Sequence[RunTally], now: datetime, said: Speech) -> str:
    if not tallies:
        return said.say(
            "No run yet. The first one comes in the night, or when a tracker is synced."
        )
    nights = [one for one in tallies if one.run.kind is RunKind.NIGHTLY]
    last = nights[0] if nights else tallies[0]
    told = f"{_title(overview, last.run, said)}: {_came_of(last, said)}"
    ended = last_end(tallies)
    return f"{_none_ended(overview, ended, said)} {told}" if rests_too_long(ended, now) else told


def _broken(overview: Overview, trouble: RunTrouble, said: Speech) -> str:
    moment = said.moment(trouble.at, overview.kept.clock)
    when = said.say("That was at %(moment)s.", moment=moment)
    return f"{broken_off(trouble, said)} {when}"


def _none_ended(overview: Overview, ended: datetime | None, said: Speech) -> str:
    if ended is None:
        return said.say("No run has come to its end.")
    since = said.moment(ended, overview.kept.clock)
    return said.say("No run has come to its end since %(moment)s.", moment=since)


def _waiting(overview: Overview, said: Speech) -> list[str]:
    """What is known to be unread or out of reach at this moment."""
    lines = []
    for one in overview.trackers:
        stored = one.stored
        if stored is None or not one.is_made:
            lines.append(
                said.say("%(tracker)s: no spreadsheet yet; setting up makes it.", tracker=one.title)
            )
        elif stored.why_failed is not None:
            lines.append(f"{said.tell(one.title)}: {said.tell(stored.why_failed)}")
        elif stored.is_dirty:
            lines.append(
                said.say(
                    "%(tracker)s: Google has told of a change that was not read yet.",
                    tracker=one.title,
                )
            )
    return lines


def _line(overview: Overview, tally: RunTally, said: Speech) -> RunLine:
    return RunLine(
        id=tally.run.id,
        title=_title(overview, tally.run, said),
        begun=said.moment(tally.run.now, overview.kept.clock),
        sentence=_came_of(tally, said),
        requests=tally.requests,
        failed=tally.failed,
    )


def _title(overview: Overview, run: RunRow, said: Speech) -> str:
    if run.night is not None:
        night = run.night + overview.kept.clock.ahead
        return said.say("The night of %(day)s", day=said.day(night))
    return said.say("Asked for by hand")


def _came_of(tally: RunTally, said: Speech) -> str:
    if not tally.read and not tally.failed and tally.run.finished_at is not None:
        return said.say("No tracker had changed, so none was read.")
    return f"{'; '.join(_parts(tally, said))}."


def _parts(tally: RunTally, said: Speech) -> Iterator[str]:
    read = said.several("%(count)s tracker read", "%(count)s trackers read", tally.read)
    yield f"{read}, {_changed(tally.changes, said)}"
    if tally.failed:
        yield said.several(
            "%(count)s tracker could not be read",
            "%(count)s trackers could not be read",
            tally.failed,
        )
    if tally.run.resumed_at is not None:
        yield said.say("it was broken off once and taken up again")
    if tally.run.finished_at is None:
        yield said.say("it has not come to its end")


def _changed(changes: int, said: Speech) -> str:
    return said.several("%(count)s entry changed", "%(count)s entries changed", changes)


def _outcome(one: TrackerOutcome, said: Speech) -> str:
    match one.outcome:
        case Outcome.FAILED:
            return said.tell(one.reason) if one.reason else said.say("It could not be read.")
        case Outcome.UNCHANGED:
            return said.say("Nothing had changed.")
        case Outcome.SYNCED:
            read = said.say("Read; %(changes)s.", changes=_changed(one.changes, said))
            return f"{read} {said.tell(one.reason)}" if one.reason else read
