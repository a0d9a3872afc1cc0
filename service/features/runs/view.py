"""What each run of the sync did, in words; no framework in here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.answers import broken_off
from service.overview import Overview, TrackerStanding
from service.resting import last_end, rests_too_long
from service.speech import Speech
from sync.store.history import PastEntry
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
    changes: int
    is_failed: bool
    requests: int
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """One run and all its trackers."""

    line: RunLine
    trackers: tuple[TrackerLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """An entry that a run changed: whose it is, what it said before and since, empty for nothing.

    `is_here` says whether the child has a page: it is on the roster.
    """

    student: str
    name: str
    is_here: bool
    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage:
    """What one run changed in one tracker, by the child's name."""

    run: RunLine
    title: str
    answer: str
    lines: tuple[ChangeLine, ...]


def changes_page(
    overview: Overview,
    run: RunLine,
    standing: TrackerStanding,
    found: Sequence[PastEntry],
    said: Speech,
) -> ChangesPage:
    """The page of a run's changes in a tracker; `found` is new in the run, or gone in it."""
    entries: dict[tuple[str, str, str], list[PastEntry]] = {}
    for one in found:
        entries.setdefault((one.student, one.checkpoint, one.metric), []).append(one)
    lines = [_change(overview, run, some) for some in entries.values()]
    return ChangesPage(
        run=run,
        title=said.say("%(tracker)s: what changed", tracker=standing.title),
        answer=f"{_capital(_changed(len(lines), said))}.",
        lines=tuple(sorted(lines, key=lambda one: (one.name, one.student, one.what))),
    )


def _change(overview: Overview, run: RunLine, some: Sequence[PastEntry]) -> ChangeLine:
    """One entry's; a run that was broken off may have read it twice, and the later counts."""
    first = some[0]
    before = [one for one in some if one.run_id != run.id]
    since = [one for one in some if one.run_id == run.id]
    windows = {point.key: point.title for point in overview.checkpoints}
    window = windows.get(first.checkpoint, first.checkpoint)
    return ChangeLine(
        student=first.student,
        name=overview.student_names.get(first.student, first.student),
        is_here=first.student in overview.tracker_of,
        what=f"{window} {overview.metric_title(first.metric)}",
        was=before[0].says if before else "",
        now=since[-1].says if since else "",
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


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
                changes=one.changes,
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
        return said.say("No run has finished.")
    since = said.moment(ended, overview.kept.clock)
    return said.say("No run has finished since %(moment)s.", moment=since)


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
