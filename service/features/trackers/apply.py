"""Plan and apply: what would happen to each tracker, in people's words, and making it happen.

Level-triggered like everything below it: whom and what a tracker is of is stored first, the
spreadsheet is read, the plan is made, and a run that was broken off is finished by another one.
"""

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from service.features.trackers.briefing import Briefing
from service.features.trackers.known import KnownTracker
from sheet_templates.closing import close_plan, closing_digest
from sheet_templates.desired import DesiredTracker, desired_tracker
from sheet_templates.edits import Plan
from sheet_templates.errors import DriftError
from sheet_templates.model import TrackerTemplate
from sheet_templates.plan import plan
from sheet_templates.sentences import sentence
from sheet_templates.snapshot import Snapshot, just_created
from sheet_templates.spare import more_rows
from sheet_templates.team import document_owner
from sheet_templates.wording import Words, sentences
from sync.domain.moments import SchoolClock
from sync.domain.scope import Scope
from sync.errors import TrackerError
from sync.flight import side_by_side
from sync.google.gateway import Gateway
from sync.push import Keep, Push, Round
from sync.store.engine import Store, Tx
from sync.store.leases import leased, renew_lease
from sync.store.members import keep_members, keep_minted, keep_shares
from sync.store.owners import hand_over
from sync.store.templates import end_template_steps, keep_template
from sync.store.trackers import (
    Tracker,
    advance_cursor,
    close_tracker,
    drive_cursor,
    intend,
    tracker,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerReport:
    """What would happen or has happened to one tracker; no sentence: it is as it should be.

    `refused` says why nothing was done, and what puts it right.
    """

    tracker: str
    sentences: tuple[str, ...] = ()
    is_new: bool = False
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Applying:
    """What planning and applying need; `gateway` is asked for only if there is work.

    At most `in_flight` trackers are written side by side, each in one thread: Drive keeps only
    the last of permission calls that overlap on a file.

    `briefing` gives the school anew each time: what is written down first is in the next one.
    `holder` says in the school's lease who is at work. `keep` is given each tracker that is to be
    changed, as it reads before that and after it. What is new to it then puts the change off, and
    who asked for it has to ask again, for what is wanted now.
    """

    store: Store
    scope: Scope
    briefing: Callable[[], Briefing]
    service_identity: str
    gateway: Callable[[], Gateway]
    drive_id: Callable[[Gateway], str]
    today: date
    now: Callable[[], datetime]
    clock: SchoolClock
    progress: Callable[[str], None]
    in_flight: int
    holder: str
    keep: Keep | None = None

    def plan(
        self, only: str | None = None, template: TrackerTemplate | None = None
    ) -> list[TrackerReport]:
        """What `apply` would do, found by reading each tracker; nothing is changed anywhere.

        `template` is tried on them in place of the one that each follows.
        """
        briefing = self.briefing()
        push = self._push(self.gateway())
        reports = []
        for wanted in self.desired(briefing, _only(only), template):
            held = briefing.known.get(wanted.tracker_id)
            words = self._words(briefing, held)
            reports.append(_planned(wanted, held, push, words))
        for public_id, why in _asked(briefing.unknown(), only).items():
            reports.append(TrackerReport(tracker=public_id, refused=(why,)))
        for held in self._over(briefing, only):
            edits = self._closing(held, push.look(held.tracker))
            reports.append(_closing_report(held.tracker.public_id, edits))
        return reports

    def apply(self, only: str | None = None, *, changed_only: bool = False) -> list[TrackerReport]:
        """Make every tracker, or the one asked for, as it should be; what was done to each.

        `changed_only` leaves those unread that were brought to this very state before.
        TrackerError, when all have been tried, with every failure.
        """
        before = self.briefing()
        todo = [
            wanted.tracker_id
            for wanted in self.desired(before, _only(only))
            if not (changed_only and is_current(before.known.get(wanted.tracker_id), wanted))
        ]
        refused = list(_asked(before.unknown(), only).values())
        return self.bring_about(before, todo, self._over(before, only), refused)

    def make_new(self) -> list[TrackerReport]:
        """Make the trackers that are not made yet, or half; those that are stay as they are.

        TrackerError as with `apply`.
        """
        before = self.briefing()
        known = before.known
        todo = [
            public_id
            for public_id in before.tracker_ids().values()
            if public_id not in known or known[public_id].tracker.desired_sha is None
        ]
        return self.bring_about(before, todo)

    def bring_about(
        self,
        before: Briefing,
        todo: Sequence[str],
        over: Sequence[KnownTracker] = (),
        refused: Sequence[str] = (),
    ) -> list[TrackerReport]:
        """Make the trackers `todo` as they should be, and close those whose year is `over`.

        `refused` says of others why they are left alone: it is told with the failures.
        TrackerError, when all have been tried, with every failure; LeaseError while another
        service works on the store.
        """
        if not (todo or over or refused):
            return []
        push = self._push(self.gateway())
        with leased(self.store, self.scope, self.holder, self.now) as lease:
            is_new = self._write_down(before, todo, push)
            briefing = self.briefing()
            made = side_by_side(
                todo,
                lambda public_id: _tried(lambda: self._one(push, briefing, public_id, is_new)),
                self.in_flight,
            )
            outcomes = []
            for number, (public_id, outcome) in enumerate(made, start=1):
                self.progress(
                    sentence(
                        "%(tracker)s (%(number)s of %(whole)s)",
                        tracker=public_id,
                        number=number,
                        whole=len(todo),
                    )
                )
                with self.store.writing() as tx:
                    renew_lease(tx, lease, self.now())
                outcomes.append(outcome)
            outcomes += [_tried(partial(self._close, push, held)) for held in over]
        outcomes += map(TrackerError, refused)
        failed = [one for one in outcomes if isinstance(one, TrackerError)]
        if failed:
            raise TrackerError(
                sentence("Some trackers are not as they should be; run it again."),
                [text for one in failed for text in (one.reason, *one.problems)],
            )
        order = [*todo, *(one.tracker.public_id for one in over)]
        reports = [one for one in outcomes if isinstance(one, TrackerReport)]
        return sorted(reports, key=lambda one: order.index(one.tracker))

    def _one(
        self, push: Push, briefing: Briefing, public_id: str, is_new: frozenset[str]
    ) -> TrackerReport:
        held = briefing.known[public_id]
        wanted = self._wanted(briefing, public_id)
        reached = push.provision(held.tracker, wanted, is_new=public_id in is_new)
        if reached.put_off:
            return TrackerReport(tracker=public_id)
        if held.drawn_by:
            with self.store.writing() as tx:
                end_template_steps(tx, held.tracker)
        said = list(self._said(wanted, reached.rounds, self._words(briefing, held)))
        more = more_rows(wanted, reached.after)
        if more:
            with self.store.writing() as tx:
                keep_minted(tx, held.tracker, more)
            topped_up = self._wanted(self.briefing(), public_id)
            again = push.settle(
                replace(held.tracker, spreadsheet_id=reached.spreadsheet_id),
                lambda known: plan(topped_up, known),
                topped_up.digest(),
                reached.after,
            )
            said += self._said(topped_up, again.rounds, self._words(briefing, held))
            reached = replace(again, rounds=(*reached.rounds, *again.rounds))
        if reached.rounds and not reached.put_off and self.keep is not None:
            self.keep(replace(held.tracker, spreadsheet_id=reached.spreadsheet_id), reached.after)
        return TrackerReport(
            tracker=public_id, sentences=tuple(said), is_new=held.tracker.desired_sha is None
        )

    def _said(
        self, wanted: DesiredTracker, rounds: tuple[Round, ...], words: Words
    ) -> Iterator[str]:
        """What the first round did; later ones only finish it."""
        for one in rounds[:1]:
            yield from _sentences(wanted, one.plan, one.before, words)

    def _close(self, push: Push, held: KnownTracker) -> TrackerReport:
        public_id = held.tracker.public_id
        reached = push.settle(
            held.tracker,
            lambda known: self._closing(held, known),
            closing_digest(public_id, self._keepers(held)),
        )
        with self.store.writing() as tx:
            close_tracker(tx, held.tracker.id, self.now())
        first = reached.rounds[0].plan if reached.rounds else Plan()
        return _closing_report(public_id, first)

    def _closing(self, held: KnownTracker, known: Snapshot) -> Plan:
        return close_plan(held.tracker.public_id, known, self._keepers(held), held.tell)

    def _write_down(self, briefing: Briefing, todo: Sequence[str], push: Push) -> frozenset[str]:
        """Commit what the trackers are of before Google hears of it; the ones not known before."""
        if not todo:
            return frozenset()
        token = push.gateway.start_page_token(push.drive_id)
        key_of = {public_id: key for key, public_id in briefing.tracker_ids().items()}
        with self.store.writing() as tx:
            if drive_cursor(tx, push.drive_id) is None:
                advance_cursor(tx, push.drive_id, token)
            version = keep_template(tx, self.scope, briefing.template, self.now())
            for public_id in todo:
                if public_id not in briefing.known:
                    self._intend(tx, briefing, public_id, key_of[public_id], version, token)
                self._keep(tx, briefing, public_id, key_of[public_id])
        return frozenset(todo) - briefing.known.keys()

    def _intend(
        self, tx: Tx, briefing: Briefing, public_id: str, key: str, version: int, token: str
    ) -> None:
        intend(
            tx,
            self.scope,
            public_id=public_id,
            grade=key,
            template=briefing.template,
            version=version,
            nonce=secrets.token_hex(12),
            changes_token=token,
            at=self.now(),
        )

    def _keep(self, tx: Tx, briefing: Briefing, public_id: str, key: str) -> None:
        stored = tracker(tx, self.scope, public_id)
        assert stored is not None, "it was written down a moment ago"
        held = briefing.known.get(public_id)
        if held is None or held.owner is None:
            hand_over(tx, stored, document_owner(briefing.roster).sourced_id, self.now())
        keep_members(tx, stored, briefing.places(key), self.today)
        brief = briefing.brief(key, self.service_identity)
        keep_shares(tx, stored, (person.email for person in brief.team.everyone))

    def desired(
        self,
        briefing: Briefing,
        asked: Collection[str] | None,
        template: TrackerTemplate | None = None,
    ) -> Iterator[DesiredTracker]:
        """How the trackers of this year should be, or those asked for."""
        unknown = briefing.unknown()
        for public_id in briefing.tracker_ids().values():
            if (asked is None or public_id in asked) and public_id not in unknown:
                yield self._wanted(briefing, public_id, template)

    def _wanted(
        self, briefing: Briefing, public_id: str, template: TrackerTemplate | None = None
    ) -> DesiredTracker:
        key = next(key for key, one in briefing.tracker_ids().items() if one == public_id)
        return desired_tracker(briefing.brief(key, self.service_identity, template))

    def _over(self, briefing: Briefing, only: str | None) -> list[KnownTracker]:
        """The trackers of earlier years that are still open."""
        return [
            one
            for one in briefing.known.values()
            if one.tracker.year_begins < briefing.year_begins
            and one.tracker.closed_at is None
            and one.tracker.spreadsheet_id is not None
            and only in {None, one.tracker.public_id}
        ]

    def _keepers(self, held: KnownTracker) -> frozenset[str]:
        owner = {held.owner.email} if held.owner else set()
        return frozenset({self.service_identity} | owner)

    def _words(self, briefing: Briefing, held: KnownTracker | None) -> Words:
        seen_at = held.tracker.provisioned_at if held else None
        return Words(people=briefing.names, seen_on=self.clock.day(seen_at) if seen_at else None)

    def _push(self, gateway: Gateway) -> Push:
        return Push(
            store=self.store,
            gateway=gateway,
            drive_id=self.drive_id(gateway),
            now=self.now,
            keep=self.keep,
        )


def _planned(
    wanted: DesiredTracker, held: KnownTracker | None, push: Push, words: Words
) -> TrackerReport:
    is_new = held is None or held.tracker.spreadsheet_id is None
    try:
        before = just_created(wanted.title) if is_new else push.look(_tracker_of(held))
        said = tuple(_sentences(wanted, plan(wanted, before), before, words))
    except DriftError as error:
        return TrackerReport(tracker=wanted.tracker_id, refused=(error.reason, *error.problems))
    except TrackerError as error:
        return TrackerReport(tracker=wanted.tracker_id, refused=(error.reason, *error.problems))
    return TrackerReport(tracker=wanted.tracker_id, sentences=said, is_new=is_new)


def _sentences(
    wanted: DesiredTracker, edits: Plan, before: Snapshot, words: Words
) -> Iterator[str]:
    """What a plan does; of one that only moves columns also what is to do besides.

    That is told against the order of before. Where a step was broken off the spreadsheet may be
    in another one, and then the moves alone are told.
    """
    yield from sentences(wanted, edits, before, words)
    if edits.moves_columns and wanted.unmoved is not None:
        with suppress(DriftError):
            besides = plan(wanted.unmoved, before)
            yield from sentences(wanted.unmoved, besides, before, words)


def _tracker_of(held: KnownTracker | None) -> Tracker:
    assert held is not None, "only a known tracker has a spreadsheet"
    return held.tracker


def _tried(work: Callable[[], TrackerReport]) -> TrackerReport | TrackerError:
    """One tracker's failure is its own; the others go on."""
    try:
        return work()
    except TrackerError as error:
        return error


def is_current(held: KnownTracker | None, wanted: DesiredTracker) -> bool:
    """Whether the tracker was brought to this very state before."""
    return held is not None and held.tracker.desired_sha == wanted.digest()


def _only(public_id: str | None) -> Collection[str] | None:
    return None if public_id is None else {public_id}


def _asked(reasons: Mapping[str, str], only: str | None) -> dict[str, str]:
    return {name: why for name, why in reasons.items() if only in {None, name}}


def _closing_report(public_id: str, edits: Plan) -> TrackerReport:
    over = sentence("make it read-only: its school year is over")
    return TrackerReport(tracker=public_id, sentences=() if edits.is_empty else (over,))
