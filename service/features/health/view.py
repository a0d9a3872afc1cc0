"""What a tracker's page says, made from an overview and the tracker's record; no framework."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from service.features.health.doubts import Doubts, doubts_of
from service.features.health.year import YearLine, year_line
from service.milestone_lines import MilestoneGroup, milestone_groups
from service.note_lines import GiverLine, giver_lines
from service.overview import Overview, TrackerStanding
from service.records import TrackerRecord
from service.score_words import score_in_words
from service.speech import Speech
from sheet_templates.sentences import sentence
from sync.domain.audit import Repair
from sync.domain.completeness import completeness
from sync.store.audit import Right, StoredFinding, StoredLook
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
    """Something wrong with sharing or protections; `how` says in words how it is repaired."""

    key: str
    sentence: str
    since: str
    repair: str
    how: str

    @property
    def needs_a_yes(self) -> bool:
        """Whether a yes is asked for this one alone."""
        return self.repair == Repair.AFTER_A_YES


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
    milestones: tuple[MilestoneGroup, ...]
    notes: tuple[GiverLine, ...]
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
        return any(one.repair != Repair.BY_HAND for one in self.doors)


def health_of(
    overview: Overview, standing: TrackerStanding, record: TrackerRecord, said: Speech
) -> Health:
    """The page of one tracker as of the overview's day."""
    held = {(one.hold.tab, one.hold.rule) for one in record.holds}
    doubts = doubts_of(overview, standing, said, held)
    names = overview.student_names
    children = standing.subject.students
    mine = [one for one in overview.students.values() if one.sourced_id in children]
    look = record.look
    return Health(
        standing=standing,
        answer=_answer(overview, standing, tuple(_needing(record, doubts, said)), said),
        read=_read(overview, standing, said),
        year=year_line(overview, standing, said),
        milestones=milestone_groups(overview, overview.milestones_in(standing.public_id)),
        notes=giver_lines(overview, overview.notes_in(standing.public_id)),
        holds=tuple(_held(overview, one, said) for one in record.holds),
        doubts=doubts,
        doors=tuple(_door(overview, one, said) for one in record.findings),
        rights=_rights(overview, look, said) if look is not None and look.rights else None,
        written=tuple((who, said.told(cells)) for who, cells in record.written),
        problems=tuple((said.tell(one.words), said.day(one.since)) for one in record.problems),
        children=tuple(
            sorted(((one.sourced_id, names[one.sourced_id]) for one in mine), key=lambda it: it[1])
        ),
    )


def _answer(
    overview: Overview, standing: TrackerStanding, needing: Sequence[str], said: Speech
) -> str:
    """The sentence above the page; `needing` is what needs the document owner."""
    if not standing.is_made:
        return said.say(
            "%(tracker)s has no spreadsheet yet. Setting up makes it.", tracker=standing.title
        )
    if needing:
        return f"{said.listed(needing)}."
    if standing.last_read_at is None:
        return said.say("The spreadsheet is made and was not read yet.")
    missing = completeness(overview.judged_in[standing.public_id]).missing
    if missing:
        return said.several(
            "Nothing is wrong with this spreadsheet; %(count)s score is missing.",
            "Nothing is wrong with this spreadsheet; %(count)s scores are missing.",
            missing,
        )
    return said.say("Nothing in this spreadsheet needs you.")


def _needing(record: TrackerRecord, doubts: Iterable[Doubts], said: Speech) -> Iterable[str]:
    """What needs the document owner, where it is more than none."""
    doubtful = sum(len(one.cells) for one in doubts)
    if record.holds:
        yield said.several(
            "%(count)s change waits for your word",
            "%(count)s changes wait for your word",
            len(record.holds),
        )
    if doubtful:
        yield said.several(
            "%(count)s cell cannot be read", "%(count)s cells cannot be read", doubtful
        )
    if record.findings:
        yield said.several(
            "%(count)s thing is wrong with sharing or locks",
            "%(count)s things are wrong with sharing or locks",
            len(record.findings),
        )
    if record.problems:
        yield said.several(
            "%(count)s column is a problem",
            "%(count)s columns are a problem",
            len(record.problems),
        )


def _read(overview: Overview, standing: TrackerStanding, said: Speech) -> str:
    at, stored = standing.last_read_at, standing.stored
    if at is None:
        never = said.say("It was never read.")
        why = said.tell(stored.why_failed) if stored and stored.why_failed else ""
        return f"{never} {_capital(why)}".strip()
    told = said.say(
        "Last read at %(moment)s; the figures here are of that moment.",
        moment=said.moment(at, overview.kept.clock),
    )
    if stored is not None and stored.why_failed is not None:
        why = said.tell(stored.why_failed)
        more = said.say("The last try after it failed: %(why)s", why=why)
        return f"{told} {more}"
    if stored is not None and stored.is_dirty:
        more = said.say("Google has told of a change since.")
        return f"{told} {more}"
    return told


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _rights(overview: Overview, look: StoredLook, said: Speech) -> RightsTable:
    rows = (
        replace(
            one,
            who=said.tell(one.who),
            role=said.tell(one.role),
            may=said.tell(one.may),
            reason=said.tell(one.reason),
        )
        for one in look.rights
    )
    return RightsTable(looked=said.moment(look.at, overview.kept.clock), rows=tuple(rows))


def _held(overview: Overview, one: StoredHold, said: Speech) -> HeldLine:
    return HeldLine(
        public_id=one.public_id,
        since=said.moment(one.seen_at, overview.kept.clock),
        message=said.tell(one.hold.message),
        entries=len(one.hold.changes),
        can_be_accepted=one.hold.can_be_accepted,
    )


def _door(overview: Overview, one: StoredFinding, said: Speech) -> DoorLine:
    since = said.moment(one.first_seen_at, overview.kept.clock)
    if one.not_before is None:
        since = said.say("not known; there at the first look, %(moment)s", moment=since)
    return DoorLine(
        key=one.key,
        sentence=said.tell(one.sentence),
        since=since,
        repair=one.repair,
        how=said.tell(_REPAIRED[Repair(one.repair)]),
    )


_REPAIRED = {
    Repair.AT_ONCE: sentence("repaired at once"),
    Repair.AFTER_A_YES: sentence("repaired after a yes"),
    Repair.BY_HAND: sentence("repaired by hand"),
}


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


def past_of(
    overview: Overview, tracker: str, past: Sequence[PastEntry], said: Speech
) -> tuple[PastCell, ...]:
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
            values=tuple(_past_value(overview, tracker, one, said) for one in values),
        )
        for (window, metric), values in sorted(
            groups.items(), key=lambda group: (order.get(group[0][0], len(order)), group[0][1])
        )
    )


def _past_value(overview: Overview, tracker: str, one: PastEntry, said: Speech) -> PastValue:
    clock = overview.kept.clock
    return PastValue(
        says=score_in_words(one.says, one.metric, overview.template_in(tracker), said),
        typed_as=one.typed_as,
        cell=one.a1,
        since=said.moment(one.from_at, clock),
        until=said.moment(one.to_at, clock) if one.to_at else None,
        run=one.run_id,
    )
