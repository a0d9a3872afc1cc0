"""Erasing children on the operator's word: in the spreadsheets, in the store, in its file.

In this order, so that it can be broken off anywhere and done again: as long as the store knows the
child, its rows in the spreadsheets are found; and what is no longer in a spreadsheet cannot come
back with the next read. The store forgets in one transaction, and the file is swept last, which a
note in the store says until it is done.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from sheet_templates.requests import draw_requests, marked_values
from sheet_templates.sentences import about, sentence
from sheet_templates.snapshot import NIGHTLY_FACETS, NIGHTLY_FIELDS, parse_snapshot
from sync.domain.clearing import Clearing, Spot, clearing
from sync.domain.places import range_link
from sync.domain.scope import Scope
from sync.domain.short_ids import short_id
from sync.errors import GoogleError, TrackerError
from sync.google.gateway import Gateway
from sync.store.engine import Store
from sync.store.erasing import Erasure, erase, note_swept, planned_erasure, waits_for_sweep
from sync.store.erasing_under_way import Whom, whom
from sync.store.trackers import Tracker, trackers

_MOST_ROUNDS = 6  # people edit meanwhile, or an answer is lost
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN, HTTPStatus.GONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasePlan:
    """What an erasure would do, or has done.

    `rows` are of spreadsheets, each with its tracker and its link, as are those of `mentions` that
    stand in one; `by_hand` has to be done before anything is; `out_of_reach` are trackers whose
    spreadsheet Google does not give us, with the reason. `is_swept`: no bytes are left in the
    store's file.
    """

    erasure: Erasure
    rows: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    out_of_reach: tuple[str, ...] = ()
    is_swept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """Trackers as read for an erasure."""

    sheets_base: str
    found: tuple[tuple[Tracker, Clearing], ...]
    out_of_reach: tuple[str, ...]

    def told(self, what: Callable[[Clearing], Iterable[Spot]]) -> tuple[str, ...]:
        """These rows of all of them, in words, each with its link."""
        return tuple(self._line(one, spot) for one, done in self.found for spot in what(done))

    def _line(self, tracker: Tracker, spot: Spot) -> str:
        address = f"{self.sheets_base}/spreadsheets/d/{tracker.spreadsheet_id}/edit"
        link = range_link(address, spot.sheet_id, f"{spot.row}:{spot.row}")
        return f"{tracker.public_id}, {spot.called} ({link})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erase:
    """What erasing needs: the store, and Google as the service.

    `sheets_base` is where links to spreadsheets lead, without a slash at its end.
    """

    store: Store
    gateway: Gateway
    sheets_base: str
    scope: Scope
    now: Callable[[], datetime]
    progress: Callable[[str], None]

    def plan(self, ids: Collection[str]) -> ErasePlan:
        """What erasing the children with these sourcedIds would do; nothing is changed."""
        erasure = planned_erasure(self.store, self.scope, ids, self.now())
        return _plan(erasure, self._look(ids, erasure, self._read))

    def carry_out(self, ids: Collection[str], *, who: str) -> ErasePlan:
        """Erase them; TrackerError, and nothing is changed, while something is left to do by hand.

        Also where Google does not answer: what was emptied by then is emptied, and running it
        again goes on.
        """
        planned = self.plan(ids)
        if planned.by_hand:
            raise TrackerError(
                sentence("Nothing was erased: some things have to be done by hand first."),
                planned.by_hand,
            )
        emptied = self._look(ids, planned.erasure, self._emptied)
        at = self.now()
        number = short_id("erasure", self.scope.school_id, at.isoformat(), *sorted(ids))
        self.progress(sentence("erasing in the store"))
        with self.store.writing() as tx:
            done = erase(tx, self.scope, ids, number=number, who=who, at=at)
        return _plan(done, emptied, rows=planned.rows, is_swept=self.sweep())

    def sweep(self) -> bool:
        """Overwrite what erased rows left in the file; False where the server has to do it.

        Without an erasure since the last sweep there is nothing to do.
        """
        with self.store.reading() as tx:
            waits = waits_for_sweep(tx, self.scope)
        if waits is None:
            return True
        self.progress(sentence("overwriting what was erased in the file"))
        if not self.store.sweep():
            return False
        with self.store.writing() as tx:
            note_swept(tx, self.scope)
        return True

    def _look(
        self,
        ids: Collection[str],
        erasure: Erasure,
        work: Callable[[Tracker, Whom], Clearing],
    ) -> _Looked:
        """Do that with each tracker that tells of the children and has a spreadsheet."""
        with self.store.reading() as tx:
            those, known = whom(tx, self.scope, ids), trackers(tx, self.scope)
        found, away = [], []
        for tracker in known:
            if tracker.public_id not in erasure.trackers or tracker.spreadsheet_id is None:
                continue
            self.progress(sentence("looking at %(tracker)s", tracker=tracker.public_id))
            try:
                found.append((tracker, work(tracker, those)))
            except GoogleError as error:
                reason = about(tracker.public_id, error.reason)
                if error.code not in _GONE:
                    raise TrackerError(reason, error.problems) from error
                away.append(reason)
        return _Looked(sheets_base=self.sheets_base, found=tuple(found), out_of_reach=tuple(away))

    def _emptied(self, tracker: Tracker, those: Whom) -> Clearing:
        """Send what is to be done until nothing is; the spreadsheet as it reads then."""
        assert tracker.spreadsheet_id is not None, "only adopted trackers are written to"
        for _ in range(_MOST_ROUNDS):
            left = self._read(tracker, those)
            if left.plan.is_empty:
                return left
            self._send(tracker.spreadsheet_id, left)
        raise TrackerError(
            sentence(
                "%(tracker)s: after %(rounds)s rounds rows of the child are still in it. Try "
                "again when nobody types in it.",
                tracker=tracker.public_id,
                rounds=_MOST_ROUNDS,
            )
        )

    def _send(self, spreadsheet_id: str, left: Clearing) -> None:
        try:
            if values := marked_values(left.plan):
                self.gateway.write_marked(spreadsheet_id, values)
            if left.plan.drawing:
                self.gateway.draw(spreadsheet_id, draw_requests(left.plan), NIGHTLY_FIELDS)
        except GoogleError as error:
            if not error.may_have_applied:
                raise

    def _read(self, tracker: Tracker, those: Whom) -> Clearing:
        assert tracker.spreadsheet_id is not None, "only adopted trackers are read"
        raw = self.gateway.read(tracker.spreadsheet_id, NIGHTLY_FIELDS)
        snapshot = parse_snapshot(raw, NIGHTLY_FACETS)
        return clearing(snapshot, tracker.public_id, those.erased, those.keys)


def _plan(
    erasure: Erasure,
    looked: _Looked,
    *,
    rows: tuple[str, ...] | None = None,
    is_swept: bool = False,
) -> ErasePlan:
    return ErasePlan(
        erasure=erasure,
        rows=looked.told(lambda one: one.rows) if rows is None else rows,
        by_hand=looked.told(lambda one: one.by_hand),
        mentions=(*erasure.mentions, *looked.told(lambda one: one.mentions)),
        out_of_reach=looked.out_of_reach,
        is_swept=is_swept,
    )
