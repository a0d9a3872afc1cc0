"""Putting other entries into a tracker, as a person's explicit act: as they were, or of a list.

As they were is a moment, or the state from before a change that waits for somebody's word; a list
is what another program made of scores that nobody should type again.

In order: the tracker is read and stored as it is now, so that nothing typed since is lost; what
would be written is compared with that and shown; on "yes" the spreadsheet is read once more and
compared with what was shown; then one write, addressed by the rows' marks, whose reply must say
what was asked for; then the tracker is read and stored again. The store remembers who did it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sheet_templates.expectation import Expectation
from sheet_templates.sentences import about, sentence
from sync.domain.decide import Decision
from sync.domain.entries import EntryKey
from sync.domain.holds import Verdict
from sync.domain.putting_back import PutBack, State, held_states, put_back
from sync.domain.scope import Scope
from sync.domain.score_list import Taking, taking
from sync.domain.telling import Names, shown
from sync.errors import TrackerError
from sync.nightly import Sync
from sync.pull import Pull
from sync.putting import store_what_is_there, write_cells
from sync.store.engine import Tx
from sync.store.entries import as_of, current_entries
from sync.store.holds import StoredHold, decide_hold
from sync.store.trackers import Tracker


class Aim(Protocol):
    """What is to be put back."""

    @property
    def moment(self) -> datetime:
        """When it stood so."""

    def states(self, tx: Tx, scope: Scope, tracker: Tracker, decision: Decision) -> Taking:
        """The entries as they are to be, and as they stand in the spreadsheet."""

    def note_done(self, tx: Tx, scope: Scope, who: str, at: datetime) -> None:
        """Write down that it was seen to stand there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AsOf:
    """The entries as they were at a moment."""

    moment: datetime

    def states(self, tx: Tx, scope: Scope, tracker: Tracker, decision: Decision) -> Taking:
        """Every entry of the tracker then and now."""
        del decision
        name = tracker.public_id
        then = {one.key: one.value for one in as_of(tx, scope, self.moment) if one.tracker == name}
        return Taking(then=then, now=_known(tx, scope, tracker))

    def note_done(self, tx: Tx, scope: Scope, who: str, at: datetime) -> None:
        """Nothing besides what every restoration leaves behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeHold:
    """The entries as they were before a change that waits for somebody's word."""

    stored: StoredHold

    @classmethod
    def of(cls, stored: StoredHold) -> "BeforeHold":
        """The state before that change; TrackerError where no cell can be named for it."""
        if not stored.hold.changes:
            raise TrackerError(
                sentence(
                    "%(stored)s cannot be put back from here: whole rows are missing, and no "
                    "cell can be named for them. In the spreadsheet of %(tracker)s, take File, "
                    "Version history, and restore the version from before %(seen_at)s UTC.",
                    stored=stored.public_id,
                    tracker=stored.tracker,
                    seen_at=f"{stored.seen_at:%Y-%m-%d %H:%M}",
                )
            )
        return cls(stored=stored)

    @property
    def moment(self) -> datetime:
        """When the change was seen; what was known then still is."""
        return self.stored.seen_at

    def states(self, tx: Tx, scope: Scope, tracker: Tracker, decision: Decision) -> Taking:
        """What is known, and what stands there; TrackerError when that is not what waits."""
        held = self.stored.hold
        if held.digest() not in {one.digest() for one in decision.holds}:
            raise TrackerError(
                sentence(
                    "%(stored)s is not what stands in %(tracker)s any more, so nothing was "
                    "written. See `tracksheet hold list`.",
                    stored=self.stored.public_id,
                    tracker=tracker.public_id,
                )
            )
        then, now = held_states(held, _known(tx, scope, tracker))
        return Taking(then=then, now=now)

    def note_done(self, tx: Tx, scope: Scope, who: str, at: datetime) -> None:
        """The hold is answered."""
        decide_hold(tx, scope, self.stored.public_id, Verdict.PUT_BACK, who, at)


@dataclass(frozen=True, slots=True, kw_only=True)
class FromList:
    """Scores of a list that another program made, as one tracker understands them."""

    moment: datetime
    expectation: Expectation
    values: State
    replaces: bool

    def states(self, tx: Tx, scope: Scope, tracker: Tracker, decision: Decision) -> Taking:
        """What the list changes, beside what stands there."""
        known = _known(tx, scope, tracker)
        return taking(self.expectation, self.values, known, decision, replaces=self.replaces)

    def note_done(self, tx: Tx, scope: Scope, who: str, at: datetime) -> None:
        """Nothing besides what every write on a person's word leaves behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AsShown:
    """Scores that a person enters elsewhere; `shown` is what they were shown to stand there.

    Where something else stands there by now, it stays: the person has not seen it.
    """

    moment: datetime
    expectation: Expectation
    values: State
    shown: Mapping[EntryKey, str]

    def states(self, tx: Tx, scope: Scope, tracker: Tracker, decision: Decision) -> Taking:
        """What the person enters, beside what stands there."""
        known, names = _known(tx, scope, tracker), Names(self.expectation)
        wanted = {
            key: value
            for key, value in self.values.items()
            if shown(known.get(key)) == self.shown[key]
        }
        found = taking(self.expectation, wanted, known, decision, replaces=True)
        changed = (
            about(
                names.place(key),
                sentence(
                    "%(before)s stood there when you looked, %(now)s does now",
                    before=self.shown[key],
                    now=shown(known.get(key)),
                ),
            )
            for key in sorted(self.values.keys() - wanted.keys())
        )
        return replace(found, left=(*found.left, *changed))

    def note_done(self, tx: Tx, scope: Scope, who: str, at: datetime) -> None:
        """Nothing besides what every write on a person's word leaves behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorePlan:
    """What a restore would write; `digest` is what a person says yes to.

    `left` is what stays as it is although it was asked for, in words.
    """

    tracker: Tracker
    expectation: Expectation
    content: PutBack
    left: tuple[str, ...] = ()

    @property
    def sentences(self) -> list[str]:
        """The cells, in words."""
        return self.content.sentences(self.expectation)

    @property
    def digest(self) -> str:
        """A digest of what would be written and what it would replace."""
        return hashlib.sha256("\n".join(self.sentences).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore:
    """What putting back needs: a sync of the school."""

    sync: Sync

    def plan(self, public_id: str, aim: Aim) -> RestorePlan:
        """Read and store the tracker as it is, and say what would be written back."""
        store_what_is_there(self.sync, public_id)
        return self._planned(public_id, aim)

    def carry_out(self, public_id: str, aim: Aim, *, who: str, agreed: str) -> RestorePlan:
        """Write back what was agreed to; TrackerError when it has changed since it was shown."""
        planned = self._planned(public_id, aim)
        if planned.digest != agreed:
            raise TrackerError(
                sentence(
                    "%(public_id)s has changed since this was shown, so nothing was written. "
                    "Look at it again.",
                    public_id=public_id,
                )
            )
        if planned.content.cells:
            write_cells(
                self.sync,
                planned.tracker,
                planned.content,
                as_of=aim.moment,
                who=who,
                note_done=lambda tx, at: aim.note_done(tx, self.sync.scope, who, at),
            )
        return planned

    def _planned(self, public_id: str, aim: Aim) -> RestorePlan:
        sync, tracker = self.sync, self.sync.tracker(public_id)
        expectation = sync.expectation(public_id)
        pull = Pull(gateway=sync.gateway, scope=sync.scope, run_id=0, at=sync.clock.now())
        snapshot = pull.fetch(tracker, expectation)
        with sync.store.reading() as tx:
            decision = pull.judge(tx, tracker, expectation, snapshot)
            wanted = aim.states(tx, sync.scope, tracker, decision)
        if decision.changes:
            raise TrackerError(
                sentence(
                    "%(public_id)s is being edited at this moment, so nothing was written. Try "
                    "again when nobody types in it.",
                    public_id=public_id,
                )
            )
        content = put_back(expectation, snapshot, wanted.then, wanted.now)
        return RestorePlan(
            tracker=tracker, expectation=expectation, content=content, left=wanted.left
        )


def _known(tx: Tx, scope: Scope, tracker: Tracker) -> State:
    """What the store knows of the tracker now."""
    return {one.key: one.value for one in current_entries(tx, scope, tracker.id)}
