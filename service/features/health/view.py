"""What a tracker's page says, made from an overview and the tracker's record; no framework."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from service import wording
from service.features.health.doubts import Doubts, doubts_of
from service.features.health.year import YearLine, year_line
from service.overview import Overview, TrackerStanding
from service.records import TrackerRecord
from sync.domain.audit import Repair
from sync.store.audit import Right, StoredFinding
from sync.store.history import PastEntry
from sync.store.holds import StoredHold


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """A change that waits for a word: since when, what it is, how many entries it would change."""

    public_id: str
    since: str
    message: str
    entries: int
    can_be_accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorLine:
    """Something wrong with sharing or protections; `needs_a_yes` is asked for one by one."""

    key: str
    sentence: str
    since: str
    how: str
    needs_a_yes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsTable:
    """Who has which rights, as Google answered at the moment `looked`."""

    looked: str
    rows: tuple[Right, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The whole page; `children` are those of the grade, by name, with their ids.

    `problems` are what people say of columns, each with its day.
    """

    standing: TrackerStanding
    answer: str
    read: str
    year: YearLine
    holds: tuple[HeldLine, ...]
    doubts: tuple[Doubts, ...]
    doors: tuple[DoorLine, ...]
    rights: RightsTable | None
    written: tuple[tuple[str, tuple[str, ...]], ...]
    problems: tuple[tuple[str, str], ...]
    children: tuple[tuple[str, str], ...]

    @property
    def repairable(self) -> bool:
        """Whether the program can put some of what stands open right."""
        return any(one.how != Repair.BY_HAND for one in self.doors)


def health_of(overview: Overview, standing: TrackerStanding, record: TrackerRecord) -> Health:
    """The page of one tracker as of the overview's day."""
    held = {(one.hold.tab, one.hold.rule) for one in record.holds}
    doubts = doubts_of(overview, standing, held)
    names = overview.student_names
    children = standing.subject.students
    mine = [one for one in overview.students.values() if one.sourced_id in children]
    look = record.look
    return Health(
        standing=standing,
        answer=_answer(standing, record, sum(len(one.cells) for one in doubts)),
        read=_read(overview, standing),
        year=year_line(overview, standing),
        holds=tuple(_held(overview, one) for one in record.holds),
        doubts=doubts,
        doors=tuple(_door(overview, one) for one in record.findings),
        rights=None
        if look is None or not look.rights
        else RightsTable(looked=_moment(overview, look.at), rows=look.rights),
        written=record.written,
        problems=tuple((one.words, wording.long_day(one.since)) for one in record.problems),
        children=tuple(
            sorted(((one.sourced_id, names[one.sourced_id]) for one in mine), key=lambda it: it[1])
        ),
    )


def _answer(standing: TrackerStanding, record: TrackerRecord, doubtful: int) -> str:
    if not standing.is_made:
        return f"{standing.title} has no spreadsheet yet. Setting up makes it."
    parts = [
        *_counted(len(record.holds), "change waits for your word", "changes wait for your word"),
        *_counted(doubtful, "cell cannot be read", "cells cannot be read"),
        *_counted(len(record.findings), "door is to be seen to", "doors are to be seen to"),
        *_counted(len(record.problems), "column is a problem", "columns are a problem"),
    ]
    if parts:
        return f"{wording.listed(parts)}."
    if standing.last_read_at is None:
        return "The spreadsheet is made and was not read yet."
    return "Nothing in this spreadsheet needs you."


def _counted(count: int, one: str, many: str) -> Iterable[str]:
    if count:
        yield wording.counted(count, one, many)


def _read(overview: Overview, standing: TrackerStanding) -> str:
    at, stored = standing.last_read_at, standing.stored
    if at is None:
        why = f" {_capital(stored.why_failed)}" if stored and stored.why_failed else ""
        return f"It was never read.{why}"
    said = f"Last read at {_moment(overview, at)}; the figures here are of that moment."
    if stored is not None and stored.why_failed is not None:
        return f"{said} The last try after it failed: {stored.why_failed}"
    if stored is not None and stored.is_dirty:
        return f"{said} Google has told of a change since."
    return said


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _held(overview: Overview, one: StoredHold) -> HeldLine:
    return HeldLine(
        public_id=one.public_id,
        since=_moment(overview, one.seen_at),
        message=one.hold.message,
        entries=len(one.hold.changes),
        can_be_accepted=one.hold.can_be_accepted,
    )


def _door(overview: Overview, one: StoredFinding) -> DoorLine:
    since = _moment(overview, one.first_seen_at)
    if one.not_before is None:
        since = f"not known; there at the first look, {since}"
    return DoorLine(
        key=one.key,
        sentence=one.sentence,
        since=since,
        how=one.repair,
        needs_a_yes=one.repair == Repair.AFTER_A_YES,
    )


def _moment(overview: Overview, at: datetime) -> str:
    return wording.moment(at, overview.kept.zone)


# ---- the history of a child's cells ------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PastValue:
    """What one cell said from a moment on; `until` is None while it still does."""

    says: str
    typed_as: str | None
    cell: str
    since: str
    until: str | None
    run: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCell:
    """One of the child's cells with all that it ever said, oldest first."""

    title: str
    link: str | None
    values: tuple[PastValue, ...]


def past_of(overview: Overview, tracker: str, past: Sequence[PastEntry]) -> tuple[PastCell, ...]:
    """A child's cells in the tracker, in the order of the year."""
    groups: dict[tuple[str, str], list[PastEntry]] = {}
    for one in past:
        groups.setdefault((one.checkpoint, one.metric), []).append(one)
    order = {point.key: at for at, point in enumerate(overview.checkpoints)}
    titles = {point.key: point.title for point in overview.checkpoints}
    metrics = {one.key: one.title.lower() for one in overview.frame.metrics.values()}
    return tuple(
        PastCell(
            title=f"{titles.get(window, window)} {metrics.get(metric, metric)}",
            link=overview.kept.places.cell_link(tracker, "students", values[-1].a1),
            values=tuple(_past_value(overview, one) for one in values),
        )
        for (window, metric), values in sorted(
            groups.items(), key=lambda group: (order.get(group[0][0], len(order)), group[0][1])
        )
    )


def _past_value(overview: Overview, one: PastEntry) -> PastValue:
    number = None if one.number is None else f"{one.number:g}"
    return PastValue(
        says=number or one.text or one.code or "",
        typed_as=one.typed_as,
        cell=one.a1,
        since=_moment(overview, one.from_at),
        until=_moment(overview, one.to_at) if one.to_at else None,
        run=one.run_id,
    )
